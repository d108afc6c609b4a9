"""Software tokens by SoftHSM2, for evaluation workspaces: real PKCS#11, with its keys in files."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tokens.child import TokenModule

TOOL = "softhsm2-util"
_LIBRARY_FOLDERS = ("/usr/lib/softhsm", "/usr/local/lib/softhsm")
_MULTIARCH_PATTERN = "*/softhsm/libsofthsm2.so"
_TIME_LIMIT_S = 30.0


def find_module() -> Path:
    """SoftHSM2's PKCS#11 module; raises `TOOL_MISSING` where it is not installed."""
    candidates = [Path(folder) / "libsofthsm2.so" for folder in _LIBRARY_FOLDERS]
    candidates += sorted(Path("/usr/lib").glob(_MULTIARCH_PATTERN))
    for path in candidates:
        if path.is_file():
            return path
    raise SealDeskError(ErrorCode.TOOL_MISSING, tool="softhsm2")


def make_token(folder: Path, label: str, so_pin: str, user_pin: str) -> TokenModule:
    """Make a software token whose configuration and keys lie in `folder`, readable by its owner alone.

    Further calls with the same folder add tokens beside the first.

    Args:
        label: At most 32 bytes in UTF-8 (CK_TOKEN_INFO).
        so_pin: Of 4 to 255 characters, as `user_pin`.

    Raises:
        SealDeskError: `TOOL_MISSING`; `TOKEN_MODULE_FAILED` where SoftHSM2 refuses.
    """
    if shutil.which(TOOL) is None:
        raise SealDeskError(ErrorCode.TOOL_MISSING, tool="softhsm2")
    module = TokenModule(find_module(), {"SOFTHSM2_CONF": str(_configure(folder.absolute()))})
    command = [TOOL, "--init-token", "--free", "--label", label, "--module", str(module.path)]
    _run_with_pins(command, module, (so_pin, so_pin, user_pin, user_pin))
    for path in (folder / "tokens").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return module


def _configure(folder: Path) -> Path:
    tokens = folder / "tokens"
    tokens.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    configuration = folder / "softhsm2.conf"
    configuration.touch(0o600)
    lines = (f"directories.tokendir = {tokens}", "objectstore.backend = file", "log.level = ERROR", "")
    configuration.write_text("\n".join(lines), "utf-8")
    return configuration


def _run_with_pins(command: list[str], module: TokenModule, pins: tuple[str, ...]) -> None:
    """Run the tool on a terminal of its own and type the PINs at its prompts: so they are in no argv."""
    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, **module.environment, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        os.close(theirs)
        try:
            _type_at_prompts(ours, pins, time.monotonic() + _TIME_LIMIT_S)
            status = process.wait(_TIME_LIMIT_S)
        except (TimeoutError, subprocess.TimeoutExpired) as error:
            raise SealDeskError(ErrorCode.TOKEN_MODULE_TIMEOUT, module=TOOL) from error
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()
    finally:
        os.close(ours)
    if status != 0:
        raise SealDeskError(ErrorCode.TOKEN_MODULE_FAILED, module=TOOL, reason=f"status {status}")


def _type_at_prompts(terminal: int, pins: tuple[str, ...], deadline: float) -> None:
    waiting = list(pins)
    printed = b""
    while True:
        ready, _, _ = select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError
        try:
            part = os.read(terminal, 4096)
        except OSError:  # EIO: the tool has ended, and its side of the terminal with it
            return
        printed += part
        if waiting and printed.endswith(b"PIN: "):
            os.write(terminal, f"{waiting.pop(0)}\n".encode())
            printed = b""
