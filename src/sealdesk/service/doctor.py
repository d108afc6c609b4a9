"""What is installed, which tokens are there, what is missing."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sealdesk.errors import SealDeskError
from sealdesk.service.desk import Desk, open_desk
from sealdesk.settings.settings import SecretsIn

VENDOR_MODULES = (
    "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/libykcs11.so",
    "/usr/lib/libeToken.so",
    "/usr/lib/libeTPkcs11.so",
    "/usr/lib/libcastle.so.1.0.0",
    "/opt/ePass/libcastle.so",
    "/usr/lib/libgm3000.so",
    "/opt/HaiTai/lib/libHTPKCS11.so",
    "/usr/lib/watchdata/lib/libwdpkcs.so",
)
"""Where vendors put their PKCS#11 modules: proposed when the file exists, never loaded unasked."""


@dataclass(frozen=True)
class Finding:
    """One line of the examination: good, bad (False), or worth knowing (None)."""

    code: str
    good: bool | None
    detail: str = ""


def examine(home: Path | None = None) -> tuple[Finding, ...]:
    """Everything worth knowing, the machine first, then the workspace. Never raises for what it finds."""
    return (*_machine(), *_workspace(home))


def _machine() -> Iterator[Finding]:
    version = sys.version_info
    yield Finding("doctor.python", version >= (3, 11), f"{version.major}.{version.minor}.{version.micro}")
    for code, package in (
        ("doctor.window", "PySide6"),
        ("doctor.pkcs11", "pkcs11"),
        ("doctor.server", "fastapi"),
    ):
        yield Finding(code, True if importlib.util.find_spec(package) else None, package)
    yield _typeface()
    for program in ("softhsm2-util", "libreoffice"):
        path = shutil.which(program)
        yield Finding("doctor.program", True if path else None, f"{program} {path or ''}".strip())
    for module in VENDOR_MODULES:
        if Path(module).exists():
            yield Finding("doctor.module_present", None, module)


def _typeface() -> Finding:
    from sealdesk.impression.typeface import seal_typeface

    try:
        seal_typeface()
    except SealDeskError as missing:
        return Finding("doctor.typeface", None, str(missing))
    return Finding("doctor.typeface", True)


def _workspace(home: Path | None) -> Iterator[Finding]:
    try:
        desk = open_desk(home, settle=False)
    except SealDeskError as trouble:
        yield Finding("doctor.workspace", None, str(trouble))
        return
    with desk:
        yield Finding("doctor.workspace", True, str(desk.layout.home))
        if desk.settings.secrets_in is SecretsIn.FILES:
            yield Finding("doctor.secrets_in_files", None, str(desk.layout.secrets))
        else:
            yield _tried("doctor.keyring", lambda: desk.signer.name)
        yield _tried("doctor.registers", lambda: _registers(desk))
        yield from _modules(desk)
        yield _tried("doctor.ledger", lambda: str(desk.ledger.size()))


def _registers(desk: Desk) -> str:
    return f"people {desk.people.version}, policy {desk.policy.version}, trust {desk.trust.version}"


def _modules(desk: Desk) -> Iterator[Finding]:
    for module in desk.settings.modules:
        yield Finding("doctor.module", module.path.exists(), str(module.path))
    try:
        infos = desk.tokens.tokens()
    except SealDeskError as trouble:
        yield Finding("doctor.tokens", False, str(trouble))
        return
    if not infos:
        yield Finding("doctor.no_token", None)
    for info in infos:
        good = not (info.pin_locked or info.pin_to_be_changed)
        yield Finding("doctor.token", good, f"{info.ref} {info.manufacturer} {info.model}".strip())


def _tried(code: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(code, True, look())
    except SealDeskError as trouble:
        return Finding(code, False, str(trouble))
