"""What a file is, by its content and never by its name.

The first bytes decide most; archives and compound files are looked into, in a child that may be killed.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from sealdesk import confined
from sealdesk.documents.conversion_ole import MAGIC as OLE_MAGIC
from sealdesk.documents.conversion_ole import OleFile
from sealdesk.documents.files import check_regular
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.conversion import DocumentFormat as F

_HEAD_BYTES = 8192
_PDF_WITHIN = 1024
_LARGEST_MEMBER = 4 << 20
_MOST_MEMBERS = 100_000
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", F.PNG),
    (b"\xff\xd8\xff", F.JPEG),
    (b"II*\0", F.TIFF),
    (b"MM\0*", F.TIFF),
    (b"GIF87a", F.GIF),
    (b"GIF89a", F.GIF),
    (b"{\\rtf", F.RTF),
    (b"Rar!\x1a\x07", F.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", F.ARCHIVE),
    (b"\x1f\x8b\x08", F.ARCHIVE),
)
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": F.ODT,
    b"application/vnd.oasis.opendocument.text-template": F.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": F.ODS,
    b"application/vnd.oasis.opendocument.spreadsheet-template": F.ODS,
    b"application/vnd.oasis.opendocument.presentation": F.ODP,
    b"application/vnd.oasis.opendocument.presentation-template": F.ODP,
    b"application/vnd.oasis.opendocument.graphics": F.ODG,
}
_FLAT = {F.ODT: F.FODT, F.ODS: F.FODS, F.ODP: F.FODP}
_OPEN_XML = (
    (re.compile(rb"wordprocessingml[^\"']*\.main\+xml|ms-word\.[a-z]+\.macroEnabled", re.I), F.DOCX),
    (re.compile(rb"spreadsheetml[^\"']*\.main\+xml|ms-excel\.[a-z.]+\.macroEnabled", re.I), F.XLSX),
    (re.compile(rb"presentationml[^\"']*\.main\+xml|ms-powerpoint\.[a-z]+\.macroEnabled", re.I), F.PPTX),
)
_FLAT_MIME = re.compile(rb"office:mimetype\s*=\s*[\"']([^\"']{1,100})[\"']")
_WORD_ENCRYPTED = 0x0100
"""FibBase.fEncrypted ([MS-DOC] §2.5.2), in the two bytes at 10."""
_FILE_PASS = 0x002F
"""The record that says a workbook is encrypted ([MS-XLS] §2.4.117)."""


def recognise(path: Path) -> F:
    """What the file is.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`; `DOCUMENT_TOO_DEMANDING` for an archive that
            takes too long to look into.
    """
    check_regular(path)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=error.strerror or "") from error
    found = of_head(head)
    if found is not None:
        return found
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return confined.run(_looked_into, path, "zip")
    if head.startswith(OLE_MAGIC):
        return confined.run(_looked_into, path, "ole")
    return _of_text(head)


def of_head(head: bytes) -> F | None:
    """What the first bytes alone decide; None where more has to be looked at."""
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return F.PDF
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return F.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return F.HEIF
    if (
        head.startswith(b"BM")
        and len(head) > 18
        and struct.unpack_from("<I", head, 14)[0] in (12, 40, 108, 124)
    ):
        return F.BMP
    return None


def _looked_into(path: Path, kind: str) -> F:
    """In a limited child."""
    look: Callable[[BinaryIO], F] = _of_zip if kind == "zip" else _of_ole
    with path.open("rb") as file:
        try:
            return look(file)
        except (
            zipfile.BadZipFile,
            ValueError,
            KeyError,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ):
            return F.UNKNOWN  # cut short, or made to be misread


def _of_zip(file: BinaryIO) -> F:
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if len(names) > _MOST_MEMBERS:
            return F.ARCHIVE
        known = set(names)
        if "OFD.xml" in known:
            return F.OFD
        if "[Content_Types].xml" in known:
            return _of_content_types(member(archive, "[Content_Types].xml"))
        if "mimetype" in known:
            found = _OPEN_DOCUMENTS.get(member(archive, "mimetype").strip(), F.ARCHIVE)
            return F.OFFICE_ENCRYPTED if found is not F.ARCHIVE and _odf_encrypted(archive, known) else found
    return F.ARCHIVE


def _of_content_types(types: bytes) -> F:
    return next((found for pattern, found in _OPEN_XML if pattern.search(types)), F.ARCHIVE)


def _odf_encrypted(archive: zipfile.ZipFile, names: set[str]) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in names and b"encryption-data" in member(archive, manifest)


def member(archive: zipfile.ZipFile, name: str, most: int = _LARGEST_MEMBER) -> bytes:
    """The beginning of a member, whatever its size claims to be."""
    with archive.open(name) as opened:
        return opened.read(most)


def _of_ole(file: BinaryIO) -> F:
    ole = OleFile(file)
    if "EncryptedPackage" in ole.streams or "EncryptedSummary" in ole.streams:
        return F.OFFICE_ENCRYPTED
    if "WordDocument" in ole.streams:
        return F.OFFICE_ENCRYPTED if _word_encrypted(ole) else F.DOC
    for name in ("Workbook", "Book"):
        if name in ole.streams:
            return F.OFFICE_ENCRYPTED if _workbook_encrypted(ole.beginning(name, 512)) else F.XLS
    return F.PPT if "PowerPoint Document" in ole.streams else F.UNKNOWN


def _word_encrypted(ole: OleFile) -> bool:
    start = ole.beginning("WordDocument", 12)
    return len(start) == 12 and bool(struct.unpack_from("<H", start, 10)[0] & _WORD_ENCRYPTED)


def _workbook_encrypted(start: bytes) -> bool:
    """Records follow one another: kind, length, content; the one for encryption is among the first."""
    at = 0
    while at + 4 <= len(start):
        kind, length = struct.unpack_from("<HH", start, at)
        if kind == _FILE_PASS:
            return True
        at += 4 + length
    return False


def _of_text(head: bytes) -> F:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    lower = text[:2048].lower()
    if lower.startswith((b"<!doctype html", b"<html")) or (lower.startswith(b"<") and b"<html" in lower):
        return F.HTML
    if text.startswith(b"<"):
        mime = _FLAT_MIME.search(text)
        return _FLAT.get(_OPEN_DOCUMENTS.get(mime[1], F.UNKNOWN), F.UNKNOWN) if mime else F.UNKNOWN
    return F.TEXT if head and _is_text(head) else F.UNKNOWN


def _is_text(head: bytes) -> bool:
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the last character may be cut through
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
