"""What is installed, which tokens are there, what is missing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from sealdesk.errors import SealDeskError
from sealdesk.events import Events, Stopwatch
from sealdesk.model.certificate import ExpiryKind, ExpiryNotice
from sealdesk.model.token import TokenInfo
from sealdesk.model.workstation import Whereabouts
from sealdesk.secrecy import memory_is_private
from sealdesk.service.desk import Desk, open_desk
from sealdesk.service.vendor_modules import found_modules
from sealdesk.settings.machine import this_machine
from sealdesk.settings.settings import SecretsIn
from sealdesk.tokens.client import TimeLimits, TokenModule, TokenProcess

LOOK_LIMIT_S = 5.0
"""How long a module may take to say what is plugged in."""

_PCSCD_SOCKET = "/run/pcscd/pcscd.comm"
_OTHERS = 0o077
_LOG = Events("doctor")


@dataclass(frozen=True)
class Finding:
    """One line of the examination: good, bad (False), or worth knowing (None).

    Attributes:
        detail: For the person at the desk: may name paths, tokens, people.
        facts: For a diagnostic bundle, which goes to others: versions, counts, codes (`sealdesk.events`).
        lines: What to put into `settings.toml`, where the finding proposes that.
        trouble: The error that made it bad.
        expiry: What ends soon.
        token: The token it is about.
        vendor: Whose module it is about.
    """

    code: str
    good: bool | None
    detail: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    trouble: SealDeskError | None = None
    expiry: ExpiryNotice | None = None
    token: TokenInfo | None = None
    vendor: str = ""


def examine(home: Path | None = None) -> tuple[Finding, ...]:
    """Everything worth knowing, the machine first, then the workspace. Never raises for what it finds."""
    try:
        desk = open_desk(home, settle=False)
    except SealDeskError as trouble:
        return (*_sound(_machine), *_proposals(()), _bad("doctor.workspace", trouble, good=None))
    with desk:
        configured = tuple(module.path for module in desk.settings.modules)
        return (*_sound(_machine), *_proposals(configured), *_workspace(desk))


def _sound(look: Callable[[], Iterator[Finding]]) -> tuple[Finding, ...]:
    """What `look` finds; where it fails itself, that is the finding: the doctor helps most where much is broken."""
    found: list[Finding] = []
    try:
        found.extend(look())
    except SealDeskError as trouble:
        found.append(_bad("doctor.fault", trouble))
    except Exception as bug:  # noqa: BLE001 - see above; it is logged
        _LOG.bug(bug)
        found.append(Finding("doctor.fault", False, type(bug).__name__, {"kind": type(bug).__name__}))
    return tuple(found)


def _bad(code: str, trouble: SealDeskError, *, good: bool | None = False) -> Finding:
    return Finding(code, good, str(trouble), {**trouble.facts, "code": trouble.code}, trouble=trouble)


def _tried(code: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except SealDeskError as trouble:
        return _bad(code, trouble)


# The machine.


def _machine() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("doctor.python", sys.version_info >= (3, 11), version, {"version": version})
    for code, module, package in (
        ("doctor.window", "PySide6", "PySide6-Essentials"),
        ("doctor.pkcs11", "pkcs11", "python-pkcs11"),
        ("doctor.server", "fastapi", "fastapi"),
    ):
        yield _package(code, module, package)
    yield _typeface()
    for program in ("softhsm2-util", "libreoffice"):
        path = shutil.which(program)
        yield Finding(
            "doctor.program",
            True if path else None,
            f"{program} {path or ''}".strip(),
            {"command": program, "state": "found" if path else "missing"},
        )
    yield _smart_card_service()
    yield Finding("doctor.memory_private", memory_is_private())


def _package(code: str, module: str, package: str) -> Finding:
    if importlib.util.find_spec(module) is None:
        return Finding(code, None, package)
    version = metadata.version(package)
    return Finding(code, True, f"{package} {version}", {"version": version})


def _typeface() -> Finding:
    from sealdesk.impression.typeface import seal_typeface

    try:
        seal_typeface()
    except SealDeskError as missing:
        return _bad("doctor.typeface", missing, good=None)
    return Finding("doctor.typeface", True)


def _smart_card_service() -> Finding:
    """Whether pcscd answers: OpenSC and most vendors' modules need it, for cards and for many USB keys."""
    if sys.platform != "linux":
        return Finding("doctor.smart_card_service", True)  # part of Windows and macOS
    path = os.environ.get("PCSCLITE_CSOCK_NAME", _PCSCD_SOCKET)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as service:
            service.settimeout(1.0)
            service.connect(path)
    except (OSError, ValueError):
        return Finding("doctor.smart_card_service", None, "pcscd", {"state": "missing"})
    return Finding("doctor.smart_card_service", True, "pcscd", {"state": "found"})


def _proposals(configured: tuple[Path, ...]) -> tuple[Finding, ...]:
    return _sound(lambda: _proposed(configured))


def _proposed(configured: tuple[Path, ...]) -> Iterator[Finding]:
    for found in found_modules(configured):
        lines = ("[[modules]]", f"path = {_toml(str(found.path))}")
        facts = {"module": found.path}
        yield Finding("doctor.module_present", None, str(found.path), facts, lines, vendor=found.vendor)


def _toml(text: str) -> str:
    """A TOML string: literal, so that Windows' paths stay as they are."""
    return f"'{text}'" if "\\" in text else f'"{text}"'


# The workspace.


def _workspace(desk: Desk) -> Iterator[Finding]:
    home = desk.layout.home
    yield Finding("doctor.workspace", True, str(home))
    for look in (
        _folder,
        _place,
        _keys,
        _carrier,
        _destroyed,
        _registers,
        _people,
        _ledger,
        _modules,
        _ending,
    ):
        yield from _sound(lambda look=look: look(desk))  # type: ignore[misc]


def _folder(desk: Desk) -> Iterator[Finding]:
    home = desk.layout.home
    if os.name == "posix" and home.stat().st_mode & _OTHERS:
        yield Finding("doctor.folder_open", None, f"chmod 700 {home}")
    if not os.access(home, os.W_OK):
        yield Finding("doctor.folder_read_only", None, str(home))


def _place(desk: Desk) -> Iterator[Finding]:
    from sealdesk.service import workstation

    standing = workstation.where(desk)
    code = {
        Whereabouts.HERE: "doctor.here",
        Whereabouts.ELSEWHERE: "doctor.elsewhere",
        Whereabouts.NOT_ENROLLED: "doctor.not_enrolled",
    }[standing]
    kind = this_machine().kind.value
    yield Finding(code, standing is Whereabouts.HERE, kind, {"kind": kind})


def _keys(desk: Desk) -> Iterator[Finding]:
    if desk.settings.secrets_in is SecretsIn.FILES:
        yield Finding("doctor.secrets_in_files", None, str(desk.layout.secrets))
        yield _tried(
            "doctor.workstation_key", lambda: Finding("doctor.workstation_key", True, desk.signer.name)
        )
    else:
        yield _tried("doctor.keyring", lambda: Finding("doctor.keyring", True, desk.signer.name))


def _carrier(desk: Desk) -> Iterator[Finding]:
    folder = desk.settings.vault
    if folder is not None:
        yield Finding("doctor.carrier", folder.is_dir(), str(folder))


def _destroyed(desk: Desk) -> Iterator[Finding]:
    """Seals that are destroyed by the ledger, and lie in the vault still."""
    from sealdesk.model.seal import SealState
    from sealdesk.service import seal_vault, seals

    for one in seals.all_seals(desk):
        path = seal_vault.vault_file(desk, one.seal.id)
        if one.state is SealState.DESTROYED and path.exists():
            yield Finding("doctor.destroyed_seal", False, str(path))


def _registers(desk: Desk) -> Iterator[Finding]:
    def look() -> Finding:
        versions = {"people": desk.people.version, "policy": desk.policy.version, "trust": desk.trust.version}
        words = ", ".join(f"{name} {version}" for name, version in versions.items())
        return Finding("doctor.registers", True, words)

    yield _tried("doctor.registers", look)


def _people(desk: Desk) -> Iterator[Finding]:
    """Whose roles meet by exception, and who cannot sign in for now."""
    from sealdesk.service.sign_in import exceptions_in_force
    from sealdesk.service.sign_in_guard import locked_people

    for excepted in exceptions_in_force(desk):
        roles = sorted({role.value for pair in excepted.pairs for role in pair})
        detail = f"{excepted.person_id} {excepted.name} ({', '.join(roles)}): {excepted.reason}"
        yield Finding("doctor.role_exception", None, detail)
    for locked in locked_people(desk):
        detail = f"{locked.person.id} {locked.person.name} {locked.until.isoformat(timespec='seconds')}"
        yield Finding("doctor.person_locked", None, detail)


def _ledger(desk: Desk) -> Iterator[Finding]:
    def look() -> Finding:
        size = desk.ledger.size()
        return Finding("doctor.ledger", True, str(size), {"size": size})

    yield _tried("doctor.ledger", look)


def _modules(desk: Desk) -> Iterator[Finding]:
    """Every module with how fast it answered, and every token. What hangs is given up after `LOOK_LIMIT_S`.

    A token that somebody works with is left alone: some drivers reset a card when a second program lets go of it.
    """
    user = desk.token_turn.holder()
    if user is not None:
        yield Finding(
            "doctor.token_in_use",
            None,
            f"{user.purpose} {user.pid}",
            {"face": user.purpose.replace(" ", "_")},
        )
        for setting in desk.settings.modules:
            there = setting.path.is_file()
            yield Finding(
                "doctor.module", None if there else False, str(setting.path), {"module": setting.path}
            )
        return
    modules = tuple(TokenModule(module.path, module.environment) for module in desk.settings.modules)
    desk.tokens = TokenProcess(modules, TimeLimits(look_s=LOOK_LIMIT_S))
    watch = Stopwatch()
    infos: tuple[TokenInfo, ...] = ()
    with suppress(SealDeskError):  # raised where no module answers: then each has its trouble
        infos = desk.tokens.tokens()
    troubles = {Path(str(one.facts.get("module", ""))): one for one in desk.tokens.troubles}
    took = watch.total()
    for module in modules:
        if module.path in troubles:
            yield _bad("doctor.module", troubles[module.path])
        else:
            facts = {"module": module.path, "milliseconds": took}
            yield Finding("doctor.module", True, f"{module.path} ({took} ms)", facts)
    if not infos:
        yield Finding("doctor.no_token", None)
    for info in infos:
        yield from _token(desk, info)


def _token(desk: Desk, info: TokenInfo) -> Iterator[Finding]:
    from sealdesk.service.token_registration import registered

    name = f"{info.ref} {info.manufacturer} {info.model}".strip()
    yield Finding("doctor.token", not info.pin_locked, name, token=info)
    if info.pin_locked:
        yield Finding("doctor.pin_locked", False, str(info.ref))
    elif info.pin_to_be_changed or not info.pin_initialised:
        yield Finding("doctor.pin_initial", False, str(info.ref))
    elif info.pin_final_try or info.pin_count_low:
        yield Finding("doctor.pin_tries_low", None, str(info.ref))
    known = registered(desk, info.ref)
    yield Finding(
        "doctor.token_registered" if known else "doctor.token_unregistered", known or None, str(info.ref)
    )


def _ending(desk: Desk) -> Iterator[Finding]:
    from sealdesk.service import expiry

    plugged_in = () if desk.token_turn.holder() is not None else expiry.plugged_in(desk)
    for notice in expiry.notices(desk, datetime.now(UTC), plugged_in):
        good = None if notice.level or notice.kind is ExpiryKind.RENEWAL else False
        detail = f"{notice.name} {notice.until.isoformat()}"
        facts = {"kind": notice.kind, "count": notice.days_left}
        yield Finding("doctor.expiry", good, detail, facts, expiry=notice)
