"""Open a PDF for judging: the bytes, and the library's view of its objects."""

from __future__ import annotations

import logging
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.verification.damage import BROKEN

HEADER_WITHIN = 1024
"""Readers accept `%PDF-` anywhere in the first 1024 bytes (ISO 32000-1 Annex H, note 13)."""

Bytes = mmap.mmap | bytes


@dataclass(frozen=True)
class OpenFile:
    """One file, opened once: its bytes mapped, and a stream on the same bytes for the library."""

    data: Bytes
    stream: BinaryIO


@contextmanager
def open_file(path: Path) -> Iterator[OpenFile]:
    """The file's bytes.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`; `DOCUMENT_NOT_PDF` for an empty file; fact
            `path`.
    """
    try:
        with path.open("rb") as file:
            if file.seek(0, 2) == 0:
                raise SealDeskError(ErrorCode.DOCUMENT_NOT_PDF, path=str(path))
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield OpenFile(data, file)
    except FileNotFoundError as error:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path=str(path)) from error
    except OSError as error:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=str(path)) from error


def open_reader(opened: OpenFile, path: Path, password: str | None) -> Any:
    """pyHanko's reader of the newest revision, decrypted.

    Args:
        password: Without one, the empty password is tried.

    Raises:
        SealDeskError: `DOCUMENT_NOT_PDF`, `DOCUMENT_DAMAGED`, `DOCUMENT_PASSWORD_MISSING`, `DOCUMENT_PASSWORD_WRONG`,
            `DOCUMENT_ENCRYPTION_UNSUPPORTED`, `DOCUMENT_TOO_DEMANDING`; fact `path`.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    if opened.data.find(b"%PDF-", 0, HEADER_WITHIN) < 0:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_PDF, path=str(path))
    # The library tells its log about every oddity; ours go into the report.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        reader = PdfFileReader(opened.stream, strict=False)
        encrypted = reader.encrypt_dict is not None
    except RecursionError as error:
        raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, path=str(path), limit="depth") from error
    except BROKEN as error:
        raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, path=str(path)) from error
    if encrypted:
        _decrypt(reader, path, password)
    return reader


def _decrypt(reader: Any, path: Path, password: str | None) -> None:
    from pyhanko.pdf_utils.crypt import AuthStatus, StandardSecurityHandler

    try:
        if not isinstance(reader.security_handler, StandardSecurityHandler):
            raise SealDeskError(ErrorCode.DOCUMENT_ENCRYPTION_UNSUPPORTED, path=str(path))
        status = reader.decrypt(password or "").status
    except BROKEN as error:
        raise SealDeskError(ErrorCode.DOCUMENT_ENCRYPTION_UNSUPPORTED, path=str(path)) from error
    if status is AuthStatus.FAILED:
        code = ErrorCode.DOCUMENT_PASSWORD_WRONG if password else ErrorCode.DOCUMENT_PASSWORD_MISSING
        raise SealDeskError(code, path=str(path))
