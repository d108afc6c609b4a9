"""Which computer this is, without telling anybody its name.

The machine's own id identifies it to every program, so it must leave no machine (machine-id(5)): what is kept is
its HMAC for this program alone, as systemd's `sd_id128_get_machine_app_specific` does it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import socket
import sys
from functools import cache
from pathlib import Path

from sealdesk.model.workstation import Machine, MachineKind

_APPLICATION = b"SealDesk workstation v1"
_MACHINE_ID_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_MACHINE_ID = re.compile(r"(?!0{32})[0-9a-f]{32}")


@cache
def this_machine() -> Machine:
    """This computer. Where it has no id of its own, its host name and file system stand in: `MachineKind.HOST`."""
    found = _platform_id()
    if found is None:
        # Both change more easily than a machine-id, and a container can copy them: better than nothing.
        return _machine(f"{socket.gethostname()}\n{os.statvfs('/').f_fsid}".encode(), MachineKind.HOST)
    own_id, kind = found
    return _machine(own_id.encode(), kind)


def machine_identity() -> str:
    """64 hex digits that are this computer's for this program; not its machine-id, which they do not betray."""
    return this_machine().identity


def _machine(own_id: bytes, kind: MachineKind) -> Machine:
    return Machine(hmac.new(own_id, _APPLICATION, hashlib.sha256).hexdigest(), kind)


def _platform_id() -> tuple[str, MachineKind] | None:
    if sys.platform == "win32":
        return _windows_id()
    if sys.platform == "darwin":
        return _macos_id()
    return _linux_id()


def _linux_id() -> tuple[str, MachineKind] | None:
    for path in _MACHINE_ID_FILES:
        try:
            text = path.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if _MACHINE_ID.fullmatch(text):  # it may be empty, or "uninitialized" while the machine first starts
            return text, MachineKind.MACHINE_ID
    return None


def _windows_id() -> tuple[str, MachineKind] | None:
    if sys.platform != "win32":
        return None
    import winreg

    where = r"SOFTWARE\Microsoft\Cryptography"
    try:
        with winreg.OpenKey(
            winreg.HKEY_LOCAL_MACHINE, where, access=winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        ) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0]).lower(), MachineKind.MACHINE_GUID
    except OSError:
        return None


def _macos_id() -> tuple[str, MachineKind] | None:
    import subprocess

    command = ["/usr/sbin/ioreg", "-rd1", "-c", "IOPlatformExpertDevice"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'"IOPlatformUUID" = "([0-9A-Fa-f-]{36})"', told)
    return (found[1].lower(), MachineKind.PLATFORM_UUID) if found else None
