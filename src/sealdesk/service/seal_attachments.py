"""Documents that belong to steps of a seal's life: kept encrypted before the step, read back by those who may."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.formats.statement import read_step
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.people import Person
from sealdesk.model.seal_life import Attachment, LifeAction, LifeStep
from sealdesk.policy.seal_life import may_read_attachment
from sealdesk.service.desk import Desk
from sealdesk.service.file_lock import FileLock
from sealdesk.service.sign_in import SignIn, signed_in
from sealdesk.vault.attachments import AttachmentStore, new_key, read_source

ATTACHMENT_KEY = "attachment-key"
_WAIT_S = 5.0

Given = Sequence[tuple[Path, str]]
"""Documents to attach, each with its label (may be empty)."""


def keep_all(desk: Desk, given: Given) -> tuple[Attachment, ...]:
    """Read and keep every document; all are read before the first is kept.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`, `ATTACHMENT_…`, `SECRET_STORE_MISSING`.
    """
    if not given:
        return ()
    read = [(path, label, read_source(path)) for path, label in given]
    store = _store(desk)
    return tuple(
        Attachment(path.name, label, store.put(content), len(content)) for path, label, content in read
    )


def read_attachment(desk: Desk, sha256: str, by: SignIn) -> bytes:
    """A document that was attached to a step, for somebody who may read it; the ledger has their name first.

    Administrators, approvers and auditors may, who applied for a seal it belongs to, and who signed its step.

    Raises:
        SealDeskError: `ATTACHMENT_UNKNOWN`, `ATTACHMENT_BROKEN`; `PERSON_UNKNOWN`, `PERSON_NOT_ENTITLED`,
            `PERSON_PASSWORD_WRONG`.
    """
    desk.check_log()
    person = desk.person(by.person_id)
    found = tuple(_carriers(desk, sha256))
    if not found:
        raise SealDeskError(ErrorCode.ATTACHMENT_UNKNOWN, sha256=sha256)
    open_to = [seal_id for seal_id, concerned in found if may_read_attachment(person, concerned)]
    if not open_to:
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=person.name, act="read attachment")
    signed_in(desk, by.person_id, by.password)
    content = attachment(desk, sha256)
    facts = {"seal": open_to[0], "sha256": sha256, "person": person.id}
    desk.record(EntryKind.SEAL_ATTACHMENT_READ, facts)
    return content


def readers(desk: Desk, sha256: str) -> tuple[Person, ...]:
    """Who may read this attachment, by name."""
    found = tuple(concerned for _, concerned in _carriers(desk, sha256))
    people = (one for one in desk.people.people if any(may_read_attachment(one, they) for they in found))
    return tuple(sorted(people, key=lambda one: one.name))


def _carriers(desk: Desk, sha256: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The seals whose steps carry an attachment; with each, who applied for it and who signed that step."""
    applicants: dict[str, frozenset[str]] = {}
    for entry in desk.ledger.entries(kind=EntryKind.SEAL_STATE):
        seal_id, step = str(entry.body["seal"]), _step(entry)
        if step is None:
            continue
        if step.action is LifeAction.APPLY:
            applicants.setdefault(seal_id, frozenset(step.persons))
        if any(one.sha256 == sha256 for one in step.attachments):
            yield seal_id, applicants.get(seal_id, frozenset()) | frozenset(step.persons)


def _step(entry: LedgerEntry) -> LifeStep | None:
    try:
        return read_step(entry)
    except FormatError:
        return None  # told where the life is read


def attachment(desk: Desk, sha256: str) -> bytes:
    """A kept document, decrypted and checked; for the program's own use (`read_attachment` gives it to people).

    Raises:
        SealDeskError: `ATTACHMENT_UNKNOWN`, `ATTACHMENT_BROKEN`.
    """
    try:
        key = desk.secrets.get(ATTACHMENT_KEY)
    except SealDeskError as none:
        if none.code is not ErrorCode.SECRET_MISSING:
            raise
        raise SealDeskError(ErrorCode.ATTACHMENT_UNKNOWN, sha256=sha256) from none
    return AttachmentStore(desk.layout.attachments, key).get(sha256)


def _store(desk: Desk) -> AttachmentStore:
    """The workspace's attachments; its key is made at their first use, by one process."""
    try:
        key = desk.secrets.get(ATTACHMENT_KEY)
    except SealDeskError as none:
        if none.code is not ErrorCode.SECRET_MISSING:
            raise
        key = _made_key(desk)
    return AttachmentStore(desk.layout.attachments, key)


def _made_key(desk: Desk) -> str:
    folder = desk.layout.attachments
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock.take(folder / "key.lock", wait_s=_WAIT_S, make=True)
    except OSError as trouble:
        said = {"path": folder, "reason": trouble.strerror}
        raise SealDeskError(ErrorCode.ATTACHMENT_NOT_WRITABLE, **said) from trouble
    if lock is None:
        raise SealDeskError(ErrorCode.ATTACHMENT_NOT_WRITABLE, path=folder, reason="lock")
    try:
        return desk.secrets.get(ATTACHMENT_KEY)  # another process was quicker
    except SealDeskError as none:
        if none.code is not ErrorCode.SECRET_MISSING:
            raise
        key = new_key()
        desk.secrets.put(ATTACHMENT_KEY, key)
        return key
    finally:
        lock.release()
