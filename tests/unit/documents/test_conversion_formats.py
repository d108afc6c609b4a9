"""What a file is, by its content: names lie, and so may archives."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from tests import foreign_files as foreign

from sealdesk.documents.conversion_formats import recognise
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.conversion import DocumentFormat as F

WORKBOOK = struct.pack("<HHHH", 0x0809, 4, 0x0600, 5)
FILE_PASS = struct.pack("<HHH", 0x002F, 2, 1)
PLAIN_WORD, ENCRYPTED_WORD = (struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, flags) for flags in (0, 0x0100))
OFFICE = "application/vnd.openxmlformats-officedocument"


def types(part: str, kind: str) -> bytes:
    override = f'<Override PartName="{part}" ContentType="{kind}"/>'
    sheet = f'<Default Extension="xlsx" ContentType="{OFFICE}.spreadsheetml.sheet"/>'
    return foreign.archive({"[Content_Types].xml": f"<Types>{sheet}{override}</Types>".encode()})


FILES = {
    "pdf": (b"%PDF-1.7\n", F.PDF),
    "pdf behind a mail header": (b"Received: yes\r\n%PDF-1.4\n", F.PDF),
    "png": (foreign.png(4, 4), F.PNG),
    "jpeg": (foreign.jpeg(8, 8), F.JPEG),
    "tiff": (foreign.tiff([(4, 4, 300)]), F.TIFF),
    "tiff of the other order": (b"MM\0*\0\0\0\x08", F.TIFF),
    "bmp": (b"BM" + struct.pack("<IIII", 60, 0, 54, 40) + bytes(40), F.BMP),
    "words that begin with BM": (b"BM is a word of this text, nothing else", F.TEXT),
    "gif": (b"GIF89a\x01\0\x01\0", F.GIF),
    "webp": (b"RIFF\x10\0\0\0WEBPVP8 ", F.WEBP),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0", F.HEIF),
    "docx": (foreign.docx(), F.DOCX),
    "docm": (types("/word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"), F.DOCX),
    "xlsx": (types("/xl/workbook.xml", f"{OFFICE}.spreadsheetml.sheet.main+xml"), F.XLSX),
    "xlsb": (types("/xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"), F.XLSX),
    "pptx with a sheet inside": (types("/p.xml", f"{OFFICE}.presentationml.presentation.main+xml"), F.PPTX),
    "odt": (foreign.odf(), F.ODT),
    "ods": (foreign.odf("application/vnd.oasis.opendocument.spreadsheet"), F.ODS),
    "odp": (foreign.odf("application/vnd.oasis.opendocument.presentation"), F.ODP),
    "odg": (foreign.odf("application/vnd.oasis.opendocument.graphics"), F.ODG),
    "odt with a password": (foreign.odf(encrypted=True), F.OFFICE_ENCRYPTED),
    "fodt": (foreign.fodt(), F.FODT),
    "fods": (foreign.fodt("", "spreadsheet"), F.FODS),
    "ofd": (foreign.archive({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b""}), F.OFD),
    "epub": (foreign.odf("application/epub+zip"), F.ARCHIVE),
    "zip": (foreign.archive({"a.txt": b"a"}), F.ARCHIVE),
    "empty zip": (b"PK\x05\x06" + bytes(18), F.ARCHIVE),
    "zip cut short": (foreign.docx()[:300], F.UNKNOWN),
    "rar": (b"Rar!\x1a\x07\0", F.ARCHIVE),
    "doc": (foreign.compound({"WordDocument": PLAIN_WORD, "1Table": b""}), F.DOC),
    "doc with a password": (foreign.compound({"WordDocument": ENCRYPTED_WORD}), F.OFFICE_ENCRYPTED),
    "xls": (foreign.compound({"Workbook": WORKBOOK}), F.XLS),
    "xls with a password": (foreign.compound({"Workbook": WORKBOOK + FILE_PASS}), F.OFFICE_ENCRYPTED),
    "ppt": (foreign.compound({"Current User": b"", "PowerPoint Document": b""}), F.PPT),
    "ppt with a password": (
        foreign.compound({"PowerPoint Document": b"", "EncryptedSummary": b""}),
        F.OFFICE_ENCRYPTED,
    ),
    "docx with a password": (
        foreign.compound({"EncryptionInfo": b"", "EncryptedPackage": b""}),
        F.OFFICE_ENCRYPTED,
    ),
    "a mail": (foreign.compound({"__substg1.0_0037001F": b""}), F.UNKNOWN),
    "compound file cut short": (foreign.compound({"WordDocument": b""})[:700], F.UNKNOWN),
    "rtf": (b"{\\rtf1\\ansi hello}", F.RTF),
    "html": (b"\xef\xbb\xbf<!DOCTYPE html><html>", F.HTML),
    "xhtml": (b'<?xml version="1.0"?>\n<html xmlns="x">', F.HTML),
    "xml": (b'<?xml version="1.0"?><invoice/>', F.UNKNOWN),
    "text": ("合同\n第一条".encode(), F.TEXT),
    "text in gbk": ("合同第一条，甲方乙方".encode("gb18030"), F.TEXT),
    "bytes": (bytes(range(256)), F.UNKNOWN),
    "nothing": (b"", F.UNKNOWN),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_what_its_content_says(tmp_path: Path, name: str) -> None:
    content, expected = FILES[name]
    path = tmp_path / "contract.pdf"
    path.write_bytes(content)
    assert recognise(path) is expected


def test_a_long_text_may_be_cut_within_a_character(tmp_path: Path) -> None:
    for odd in range(3):
        path = tmp_path / f"{odd}.txt"
        path.write_bytes(b"a" * odd + "合".encode() * 10_000)
        assert recognise(path) is F.TEXT


def test_an_archive_made_to_exhaust_is_no_harm(tmp_path: Path) -> None:
    """A content list that unpacks to a quarter of a gigabyte is read no further than it takes."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("[Content_Types].xml", "w", force_zip64=True) as member,
    ):
        for _ in range(256):
            member.write(bytes(1 << 20))
    path = tmp_path / "bomb.docx"
    path.write_bytes(packed.getvalue())
    assert recognise(path) is F.ARCHIVE


def test_a_circle_of_sectors_ends(tmp_path: Path) -> None:
    made = bytearray(foreign.compound({"WordDocument": b""}))
    table = 512 * (1 + struct.unpack_from("<I", made, 76)[0])
    directory = struct.unpack_from("<I", made, 48)[0]
    struct.pack_into("<I", made, table + 4 * directory, directory)
    path = tmp_path / "circle.doc"
    path.write_bytes(made)
    assert recognise(path) is F.DOC


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(SealDeskError) as caught:
        recognise(tmp_path)
    assert caught.value.code is ErrorCode.DOCUMENT_UNREADABLE
