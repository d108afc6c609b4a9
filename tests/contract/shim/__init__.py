"""A PKCS#11 module for tests that passes on to SoftHSM2 and misbehaves on orders; see `shim.c`."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

from sealdesk.tokens.client import TokenModule

SOURCE = Path(__file__).with_name("shim.c")
HANGS_AT_LOAD = Path(__file__).with_name("hang_at_load.c")
FORKS_AT_LOAD = Path(__file__).with_name("fork_at_load.c")
CKR = {
    "removed": "0x32",
    "device": "0x30",
    "failed": "0x6",
    "general": "0x5",
    "object_handle": "0x82",
    "session_handle": "0xb3",
    "cancelled": "0x50",
    "not_supported": "0x54",
    "mechanism": "0x70",
    "pin_incorrect": "0xa0",
    "pin_invalid": "0xa1",
    "pin_length": "0xa2",
    "pin_locked": "0xa4",
    "pin_too_weak": "0x1b9",
    "not_present": "0xe0",
    "not_recognised": "0xe1",
}
"""Return values a token gives when it is pulled, at fault or refuses (PKCS#11 v2.40 §5.1)."""


class NoCompilerError(Exception):
    """There is no C compiler: the reason for skipping."""


def build(folder: Path, source: Path = SOURCE) -> Path:
    """Compile the shim, or another module, into `folder`; raises `NoCompilerError`."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise NoCompilerError("no C compiler to build the PKCS#11 shim")
    library = folder / f"{source.stem}.so"
    command = [
        compiler,
        "-shared",
        "-fPIC",
        "-O1",
        "-w",
        "-std=gnu11",
        "-o",
        str(library),
        str(source),
        "-ldl",
    ]
    subprocess.run(command, check=True, capture_output=True)
    return library


class Shim:
    """Orders to a shim over a real module, plugged in from the start."""

    def __init__(self, library: Path, real: TokenModule, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._insertions = 0
        environment = {"SHIM_MODULE": str(real.path), "SHIM_FOLDER": str(folder)}
        self.module = TokenModule(library, {**real.environment, **environment})
        self.insert()

    def unblocked_by(self, way: str) -> TokenModule:
        """The module as settings with this `unblock` name it."""
        return replace(self.module, unblock=way)

    # Faults.

    def order(self, function: str, action: str, nth: int = 1) -> None:
        """At the n-th call of `function` from now, once: an action of `shim.c`, or a name of `CKR`.

        `nth` 0: at every call. Earlier orders are withdrawn; `also` adds to them. C_Login can be ordered by its
        kind: `C_Login:user`, `C_Login:so`, `C_Login:context`.
        """
        self._write("order", self._line(function, action, nth))

    def also(self, function: str, action: str, nth: int = 1) -> None:
        """As `order`, beside the orders that wait."""
        waiting = self._folder / "order"
        self._write(
            "order", (waiting.read_text() if waiting.exists() else "") + self._line(function, action, nth)
        )

    def withdraw(self) -> None:
        """Every order."""
        self._remove("order")

    @property
    def ordered(self) -> bool:
        """Whether an order is still waiting to be carried out."""
        return (self._folder / "order").exists()

    # Pull and insertion.

    def insert(self) -> None:
        self._insertions += 1
        self._write("plugged", str(self._insertions))

    def pull(self) -> None:
        self._remove("plugged")

    def take_away(self, *serials: str) -> None:
        """Pull these tokens alone, where the real module has several; none: all are back."""
        self._write("away", "\n".join(serials)) if serials else self._remove("away")

    def be_fixed(self) -> None:
        """From now on the slots call their tokens not removable."""
        self._write("fixed", "")

    # PINs.

    def count_tries(self, left: int = 3) -> None:
        self._write("tries", str(left))

    def unlock(self) -> None:
        self.count_tries()

    def count_so_tries(self, left: int = 3) -> None:
        """Count the security officer's tries."""
        self._write("so_tries", str(left))

    def take_puk(self, puk: str, so_pin: str, tries: int = 3) -> None:
        """From now on C_SetPIN without login unblocks by `puk`; `so_pin` is what the real module needs for it."""
        self._write("puk", f"{puk} {so_pin}")
        self._write("puk_tries", str(tries))

    def always_authenticate(self, *key_ids: bytes) -> None:
        """Keys that want a context-specific login for each use; none named: all."""
        self._write("always", "\n".join(key_id.hex() for key_id in key_ids) or "all")

    def refuse_new_pins(self, answer: str = "pin_too_weak") -> None:
        """Answer every new PIN with this name of `CKR`; wrong old ones are told first."""
        self._write("refuse_new", CKR[answer])

    def accept_new_pins(self) -> None:
        self._remove("refuse_new")

    def become_pin_pad(self, typed: str, *, new: str | None = None, code: str | None = None) -> None:
        """From now on a person enters `typed` on the token itself, `new` as a new PIN, `code` to unblock.

        An empty one: the person cancels there.
        """
        for name, pin in (("pad", typed), ("pad_new", new), ("pad_so", code)):
            self._write(name, pin) if pin is not None else self._remove(name)

    def mark_to_be_changed(self) -> None:
        self._write("change", "")

    # What happened.

    def calls(self) -> Counter[str]:
        """How often each watched function was called so far.

        `C_Login` counts all logins; `C_Login:user`, `C_Login:so` and `C_Login:context` count them apart.
        """
        noted = self._folder / "calls"
        return Counter(noted.read_text().split()) if noted.exists() else Counter()

    def forget_calls(self) -> None:
        self._remove("calls")

    def _line(self, function: str, action: str, nth: int) -> str:
        return f"{function} {nth} {CKR.get(action, action)}\n"

    def _write(self, name: str, text: str) -> None:
        """At once: the shim may read at any moment."""
        part = self._folder / f"{name}.part"
        part.write_text(text)
        part.replace(self._folder / name)

    def _remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)
