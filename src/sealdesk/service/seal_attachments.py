"""Documents that belong to steps of a seal's life: kept encrypted before the step, read back by those who may."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.seal_life import Attachment
from sealdesk.service.desk import Desk
from sealdesk.service.file_lock import FileLock
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


def attachment(desk: Desk, sha256: str) -> bytes:
    """A kept document, decrypted and checked.

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
