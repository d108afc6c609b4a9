"""A PKCS#11 module for tests that passes on to SoftHSM2 and misbehaves on orders; see `shim.c`."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from pathlib import Path

from sealdesk.tokens.client import TokenModule

SOURCE = Path(__file__).with_name("shim.c")
CKR = {
    "removed": "0x32",
    "device": "0x30",
    "failed": "0x6",
    "general": "0x5",
    "object_handle": "0x82",
    "cancelled": "0x50",
}
"""Return values a token gives when it is pulled or at fault (PKCS#11 v2.40 §5.1)."""


class NoCompilerError(Exception):
    """There is no C compiler: the reason for skipping."""


def build(folder: Path) -> Path:
    """Compile the shim into `folder`; raises `NoCompilerError`."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise NoCompilerError("no C compiler to build the PKCS#11 shim")
    library = folder / "shim.so"
    command = [
        compiler,
        "-shared",
        "-fPIC",
        "-O1",
        "-w",
        "-std=gnu11",
        "-o",
        str(library),
        str(SOURCE),
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

    def order(self, function: str, action: str, nth: int = 1) -> None:
        """At the n-th call of `function` from now, once: an action of `shim.c`, or a name of `CKR`."""
        (self._folder / "order").write_text(f"{function} {nth} {CKR.get(action, action)}")

    @property
    def ordered(self) -> bool:
        """Whether an order is still waiting to be carried out."""
        return (self._folder / "order").exists()

    def insert(self) -> None:
        self._insertions += 1
        (self._folder / "plugged").write_text(str(self._insertions))

    def pull(self) -> None:
        (self._folder / "plugged").unlink()

    def count_tries(self, left: int = 3) -> None:
        (self._folder / "tries").write_text(str(left))

    def unlock(self) -> None:
        self.count_tries()

    def become_pin_pad(self, typed: str) -> None:
        """From now on a person enters `typed` on the token itself."""
        (self._folder / "pad").write_text(typed)

    def mark_to_be_changed(self) -> None:
        (self._folder / "change").touch()

    def calls(self) -> Counter[str]:
        """How often each watched function was called so far."""
        noted = self._folder / "calls"
        return Counter(noted.read_text().split()) if noted.exists() else Counter()
