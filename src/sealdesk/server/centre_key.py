"""The centre's key pair, in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from sealdesk.audit.cosignature import Cosigner
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tlog.note import NoteError


def centre_key(path: Path) -> Cosigner:
    """The key pair kept at `path`; made at the first start.

    Raises:
        SealDeskError: `WORKSPACE_BROKEN` with `path` and `reason`: unreadable, damaged, or readable by others.
    """
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=path, reason="readable_by_others")
        return Cosigner.parse(path.read_text("utf-8").removesuffix("\n"))
    except OSError as trouble:
        raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=path, reason=trouble.strerror) from trouble
    except ValueError as wrong:  # NoteError is one; so is text that is no UTF-8, whose message would quote it
        reason = "not_a_key" if isinstance(wrong, NoteError) else "not_text"
        raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=path, reason=reason) from None


def _make(path: Path) -> None:
    # Whole and synced before it has its name: a start broken off leaves no half a key, and of two starts at
    # the same moment one key wins.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    cosigner = Cosigner.generate(f"sealdesk-centre-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(cosigner.secret_text() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            return
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
