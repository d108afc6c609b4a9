"""A private copy of the very bytes that were looked at: whoever exchanges the file meanwhile deceives nobody."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from sealdesk.documents.files import check_regular
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.document import DocumentDigest

_CHUNK = 1 << 20


@contextmanager
def checked_copy(source: Path, expected: DocumentDigest) -> Iterator[Path]:
    """As `make_checked_copy`, removed afterwards."""
    copy = make_checked_copy(source, expected)
    try:
        yield copy
    finally:
        remove_checked_copy(copy)


def make_checked_copy(source: Path, expected: DocumentDigest) -> Path:
    """The copy, in a folder of its own that nobody else may read. `remove_checked_copy` when it is done with.

    Copied and counted in one reading, so that nothing is shown in its place, however short.

    Raises:
        SealDeskError: `DOCUMENT_CHANGED_MEANWHILE` for other bytes; `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`.
    """
    check_regular(source)
    copy = Path(tempfile.mkdtemp(prefix="sealdesk-look-")) / "document.pdf"
    try:
        _copy(source, copy, expected)
    except BaseException:
        remove_checked_copy(copy)
        raise
    return copy


def remove_checked_copy(copy: Path) -> None:
    """Remove it with its folder; safe to call twice."""
    shutil.rmtree(copy.parent, ignore_errors=True)


def _copy(source: Path, copy: Path, expected: DocumentDigest) -> None:
    read, length = sha256(), 0
    try:
        with source.open("rb", buffering=0) as file, copy.open("xb") as made:
            while length <= expected.length and (piece := file.read(_CHUNK)):
                read.update(piece)
                length += len(piece)
                made.write(piece)
    except OSError as trouble:
        reason = trouble.strerror or ""
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=source, reason=reason) from trouble
    if (read.hexdigest(), length) != (expected.sha256, expected.length):
        raise SealDeskError(ErrorCode.DOCUMENT_CHANGED_MEANWHILE, path=source)
