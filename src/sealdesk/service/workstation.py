"""The dedicated workstation: the one computer on which a workspace goes on, and the one window it has there.

The ledger's last entry of kind `WORKSTATION_ENROLLED` names the machine and the workstation's key. Everywhere else
a copy of the workspace can be read, verified, checked and exported; nothing is stamped and nothing recorded, so
that no second history begins. Whoever copies the disk of a whole machine is not kept out by that: the centre
names a fork at the first entry that differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.workstation import MachineKind, Whereabouts
from sealdesk.service.file_lock import FileLock, Holder, holder_of
from sealdesk.settings import machine
from sealdesk.settings.layout import Layout
from sealdesk.settings.settings import SecretsIn
from sealdesk.tlog.note import NoteError, Verifier

if TYPE_CHECKING:
    from sealdesk.service.desk import Desk, EntryReader


@dataclass(frozen=True)
class Enrolment:
    """What an entry says about the workstation.

    Attributes:
        machine: Identity of the computer, see `settings.machine`.
        machine_kind: What it was recognised by.
        key: The workstation's key: signs checkpoints and hidden records.
        administrators: Keys of those who sign the registers.
        persons: The administrators who enrolled it, by id.
    """

    machine: str
    machine_kind: str
    key: Verifier
    administrators: tuple[Verifier, ...]
    secrets: str
    persons: tuple[str, ...]
    since: datetime


def enrolment_facts(
    key: Verifier, administrators: Iterable[Verifier], secrets_in: SecretsIn, persons: Iterable[str]
) -> dict[str, Any]:
    """What an entry of kind `WORKSTATION_ENROLLED` says of this machine."""
    here = machine.this_machine()
    return {
        "machine": here.identity,
        "machine_kind": here.kind.value,
        "key": str(key),
        "administrators": [str(one) for one in administrators],
        "secrets": secrets_in.value,
        "persons": list(persons),
    }


def enrolment(reader: EntryReader) -> Enrolment | None:
    """The enrolment in force; None where there is none yet. Raises `LEDGER_BROKEN`."""
    entries = reader.entries(kind=EntryKind.WORKSTATION_ENROLLED, newest_first=True, limit=1)
    last = next(entries, None)
    return None if last is None else _read(last)


def enrolled_keys(reader: EntryReader) -> tuple[Verifier, ...]:
    """The keys of all enrolments, the one in force first: what the ledger says of itself."""
    entries = reader.entries(kind=EntryKind.WORKSTATION_ENROLLED, newest_first=True)
    return tuple(dict.fromkeys(_read(entry).key for entry in entries))


def _read(entry: LedgerEntry) -> Enrolment:
    body = entry.body
    try:
        return Enrolment(
            machine=str(body["machine"]),
            machine_kind=str(body["machine_kind"]),
            key=Verifier.parse(body["key"]),
            administrators=tuple(Verifier.parse(key) for key in body["administrators"]),
            secrets=str(body["secrets"]),
            persons=tuple(str(person) for person in body["persons"]),
            since=entry.time,
        )
    except (LookupError, TypeError, AttributeError, NoteError) as wrong:
        raise SealDeskError(ErrorCode.LEDGER_BROKEN, reason=f"entry {entry.index}") from wrong


def where(desk: Desk, reader: EntryReader | None = None) -> Whereabouts:
    """Whether the workspace is on the computer it was enrolled on."""
    enrolled = enrolment(reader or desk.ledger)
    if enrolled is None:
        return Whereabouts.NOT_ENROLLED
    same = enrolled.machine == machine.machine_identity()
    return Whereabouts.HERE if same else Whereabouts.ELSEWHERE


def check_settings(desk: Desk, reader: EntryReader | None = None) -> None:
    """`settings.toml` is anybody's to edit: what it says of the workspace has to be what the ledger says.

    Raises:
        SealDeskError: `SETTINGS_WRONG` where it calls itself a practice workspace, or another workstation.
    """
    reader, settings = reader or desk.ledger, desk.settings
    made = next(reader.entries(kind=EntryKind.WORKSPACE_MADE, limit=1), None)
    enrolled = enrolment(reader)
    wrong = ""
    if made is not None and bool(made.body.get("evaluation")) is not settings.evaluation:
        wrong = "evaluation"
    elif enrolled is not None and enrolled.key.name.rpartition("/")[2] != settings.workstation:
        wrong = "workstation"
    if wrong:
        reason = f"{wrong} against the ledger"
        raise SealDeskError(ErrorCode.SETTINGS_WRONG, path=desk.layout.settings, reason=reason)


def _elsewhere(desk: Desk, enrolled: Enrolment | None) -> SealDeskError:
    facts: dict[str, object] = {"home": desk.layout.home}
    here = machine.this_machine().kind
    if enrolled is not None and here is MachineKind.HOST and enrolled.machine_kind != here.value:
        facts["reason"] = "no_machine_id"  # it may well be the same computer
    return SealDeskError(ErrorCode.WORKSPACE_ELSEWHERE, **facts)


def check_here(desk: Desk) -> None:
    """To be asked before an act and before its PIN.

    Raises:
        SealDeskError: `WORKSPACE_ELSEWHERE`; `WORKSPACE_NOT_ENROLLED` where there is no enrolment, or it names
            another key; `SECRET_MISSING`, `SECRET_STORE_MISSING` where the key is not to be had; as `check_settings`.
    """
    enrolled = enrolment(desk.ledger)
    if enrolled is not None and enrolled.machine != machine.machine_identity():
        raise _elsewhere(desk, enrolled)
    check_settings(desk)
    if enrolled is None or enrolled.key != desk.signer.verifier:
        raise SealDeskError(ErrorCode.WORKSPACE_NOT_ENROLLED, home=desk.layout.home)


def check_may_record(desk: Desk, reader: EntryReader, size: int) -> None:
    """The ledger goes on here alone. Its very first entries may come before the enrolment among them.

    Raises:
        SealDeskError: `WORKSPACE_ELSEWHERE`, `WORKSPACE_NOT_ENROLLED`; as `check_settings`.
    """
    standing = where(desk, reader)
    if standing is Whereabouts.ELSEWHERE:
        raise _elsewhere(desk, enrolment(reader))
    check_settings(desk, reader)
    if standing is Whereabouts.NOT_ENROLLED and size > 0:
        raise SealDeskError(ErrorCode.WORKSPACE_NOT_ENROLLED, home=desk.layout.home)


def claim_window(layout: Layout) -> FileLock | Holder:
    """The lock of the workspace's one window, until it is released; or who has it.

    Raises:
        SealDeskError: `WORKSPACE_MISSING` where there is no such folder; `WORKSPACE_BROKEN` where the lock's file
            cannot be used.
    """
    path = layout.window_lock
    try:
        lock = FileLock.take(path, make=True)
        if lock is None:
            return holder_of(path) or Holder()
        try:
            lock.sign("window")
        except OSError:
            lock.release()
            raise
    except FileNotFoundError as missing:
        raise SealDeskError(ErrorCode.WORKSPACE_MISSING, home=layout.home) from missing
    except OSError as trouble:
        raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=path, reason=trouble.strerror) from trouble
    return lock
