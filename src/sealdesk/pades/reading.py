"""Opening a PDF for an incremental update: structure, password, one translation of what goes wrong.

Files are read tolerantly, as viewers read them, but only where an update can be appended that other readers
accept: the header stands at the first byte (byte ranges and offsets count from there) and a cross-reference
section can be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pyhanko.pdf_utils import misc
from pyhanko.pdf_utils.crypt import AuthStatus, PubKeySecurityHandler, StandardSecurityHandler
from pyhanko.pdf_utils.crypt.api import PdfMacStatus
from pyhanko.pdf_utils.crypt.standard import StandardSecuritySettingsRevision
from pyhanko.pdf_utils.reader import PdfFileReader

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.pades import objects

_HEADER = b"%PDF-"
_HEADER_WITHIN = 1024


@dataclass(frozen=True)
class OpenDocument:
    """A PDF with its password accepted.

    Attributes:
        reader: pyhanko's reader.
        file: The file, open for reading.
        length: Of the file, in bytes.
        restricted: The password is the user's, and the author forbids changes to those who have it.
    """

    reader: Any
    file: BinaryIO
    length: int
    encrypted: bool
    restricted: bool


@contextmanager
def open_document(path: Path, password: str | None) -> Iterator[OpenDocument]:
    """The document, open while the context lasts; within it, too, what the parser meets is translated.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`, `DOCUMENT_NOT_PDF`, `DOCUMENT_DAMAGED`,
            `DOCUMENT_PASSWORD_MISSING`, `DOCUMENT_PASSWORD_WRONG`, `DOCUMENT_ENCRYPTION_UNSUPPORTED`,
            `DOCUMENT_TOO_DEMANDING`; each with the fact `path`.
    """
    try:
        with path.open("rb") as file, translated(path):
            _check_header(file, path)
            reader = _new_reader(file)
            restricted = _authenticate(reader, password, path) if _is_encrypted(reader, path) else False
            length = file.seek(0, 2)
            yield OpenDocument(reader, file, length, _is_encrypted(reader, path), restricted)
    except FileNotFoundError as missing:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path=path) from missing
    except OSError as trouble:
        reason = trouble.strerror or type(trouble).__name__
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=reason) from trouble


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what pyhanko and its object model raise on a foreign file into the program's errors."""
    try:
        yield
    except SealDeskError as refusal:
        # What was found deep inside does not know the file's name; its text shows it.
        refusal.facts.setdefault("path", path)
        raise
    except misc.PdfDecodeLimitError as bomb:
        raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, path=path, limit="memory") from bomb
    except objects.UNREADABLE as damage:
        # The bare names of built-in exceptions mean nothing to a person, but much to a report.
        reason = f"{type(damage).__name__}: {damage}"[:200]
        raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, path=path, reason=reason) from damage


def _check_header(file: BinaryIO, path: Path) -> None:
    start = file.read(_HEADER_WITHIN)
    if _HEADER not in start:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_PDF, path=path)
    if not start.startswith(_HEADER):
        # Readers disagree from where offsets count then, so no signature could be right for all of them.
        raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, path=path, reason="bytes before the header")


def _new_reader(file: BinaryIO) -> Any:
    return PdfFileReader(file, strict=False)


def _is_encrypted(reader: Any, path: Path) -> bool:
    try:
        return bool(reader.encrypted)
    except objects.UNREADABLE as unknown:
        reason = f"{type(unknown).__name__}: {unknown}"[:200]
        raise SealDeskError(ErrorCode.DOCUMENT_ENCRYPTION_UNSUPPORTED, path=path, reason=reason) from unknown


def _authenticate(reader: Any, password: str | None, path: Path) -> bool:
    """Open the encryption; True where the author forbids changes with this password (§7.6.4.2)."""
    handler = reader.security_handler
    if isinstance(handler, PubKeySecurityHandler) or not isinstance(handler, StandardSecurityHandler):
        raise SealDeskError(
            ErrorCode.DOCUMENT_ENCRYPTION_UNSUPPORTED, path=path, reason="opened by certificates"
        )
    if handler.revision is StandardSecuritySettingsRevision.OTHER:
        # Revision 5 above all: Adobe's short-lived forerunner of ISO 32000-2's AES-256.
        revision = objects.get_int(reader.encrypt_dict, "/R")
        raise SealDeskError(
            ErrorCode.DOCUMENT_ENCRYPTION_UNSUPPORTED, path=path, reason=f"revision {revision}"
        )
    result: Any = reader.decrypt(password or "")
    if result.mac_status is PdfMacStatus.FAILED:
        raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, path=path, reason="integrity code of the encryption")
    if result.status is AuthStatus.FAILED:
        code = ErrorCode.DOCUMENT_PASSWORD_WRONG if password else ErrorCode.DOCUMENT_PASSWORD_MISSING
        raise SealDeskError(code, path=path)
    if handler.pdf_mac_enabled:
        # ISO/TS 32004 binds the integrity code into the signature; it cannot be made before the token signs.
        raise SealDeskError(
            ErrorCode.DOCUMENT_ENCRYPTION_UNSUPPORTED, path=path, reason="integrity code (ISO/TS 32004)"
        )
    return result.status is AuthStatus.USER and not _may_change(result.permission_flags)


def _may_change(flags: Any) -> bool:
    if flags is None:
        return True
    bits = int.from_bytes(flags.as_bytes(), "big")
    return bool(bits & (1 << 3 | 1 << 5 | 1 << 8))
