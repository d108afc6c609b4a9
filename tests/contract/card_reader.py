"""A PC/SC daemon of the tests' own, with one virtual reader (vpcd) on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
OPENSC_MODULES = ("/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so", "/usr/lib/*/opensc-pkcs11.so")

# pcscd takes its listening socket from systemd's protocol (sd_listen_fds(3)): descriptor 3, named by its own pid.
_START = """
import os, sys
os.environ["LISTEN_PID"] = str(os.getpid())
os.environ["LISTEN_FDS"] = "1"
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.execv(sys.argv[2], sys.argv[2:])
"""


@dataclass(frozen=True)
class CardReader:
    """A running daemon: what clients need in their environment, and the port cards connect to."""

    environment: dict[str, str]
    port: int
    module: Path


class NoReaderError(Exception):
    """The daemon is not here, or did not come up; the reason for skipping."""


@contextmanager
def card_reader(folder: Path) -> Iterator[CardReader]:
    """Run the daemon with its socket and configuration in `folder`; raises `NoReaderError`."""
    daemon = shutil.which("pcscd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    module = _module()
    if daemon is None or not DRIVER.exists() or module is None:
        raise NoReaderError("pcscd, vsmartcard-vpcd or opensc is not installed")
    port = _free_port()
    configuration = folder / "reader.conf"
    configuration.write_text(
        f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:0x{port:04X}\nLIBPATH {DRIVER}\nCHANNELID 0x{port:04X}\n'
    )
    opensc = folder / "opensc.conf"
    # The PIN is OpenSC's to check, not to keep and enter again by itself.
    opensc.write_text(
        "app default { card_drivers = PIV-II; framework pkcs15 { use_pin_caching = false; } }\n"
        "app opensc-pkcs11 { pkcs11 { user_pin_unblock_style = set_pin_in_unlogged_session; } }\n"
    )
    listening = socket.socket(socket.AF_UNIX)
    path = folder / "pcscd.comm"
    listening.bind(str(path))
    listening.listen()
    command = [sys.executable, "-c", _START, str(listening.fileno()), daemon, "-f", "-c", str(configuration)]
    with (folder / "pcscd.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, pass_fds=[listening.fileno()])
    listening.close()
    try:
        _await_port(process, port)
        environment = {"PCSCLITE_CSOCK_NAME": str(path), "OPENSC_CONF": str(opensc)}
        yield CardReader(environment, port, module)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _module() -> Path | None:
    for pattern in OPENSC_MODULES:
        found = sorted(Path("/").glob(pattern.lstrip("/")))
        if found:
            return found[0]
    return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_port(process: subprocess.Popen[bytes], port: int) -> None:
    """vpcd listens once the daemon has loaded its driver."""
    wanted = f":{port:04X} "
    deadline = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < deadline:
        listening = [line for line in Path("/proc/net/tcp").read_text().splitlines() if " 0A " in line]
        if any(wanted in line for line in listening):
            return
        time.sleep(0.02)
    raise NoReaderError(f"pcscd does not come up (status {process.poll()})")
