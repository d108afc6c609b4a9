"""Files that are no PDF, made for the tests: pictures, office documents, compound files."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

import pymupdf

_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def docx(
    paragraphs: Sequence[str] = ("合同 Contract",),
    *,
    body: str = "",
    relationships: str = "",
    members: Mapping[str, bytes] | None = None,
    font: str = "",
) -> bytes:
    """A Word document.

    Args:
        body: XML behind the paragraphs.
        relationships: XML of the document's own relationships.
        members: Further members of the archive.
        font: Typeface of the paragraphs.
    """
    run = f'<w:rPr><w:rFonts w:ascii="{font}" w:eastAsia="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""
    text = "".join(f"<w:p><w:r>{run}<w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}">'
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES.encode(),
        "_rels/.rels": (
            f'<Relationships xmlns="{_RELATIONSHIPS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument"'
            ' Target="word/document.xml"/></Relationships>'
        ).encode(),
        "word/document.xml": f"{document}<w:body>{text}{body}</w:body></w:document>".encode(),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{_RELATIONSHIPS}">{relationships}</Relationships>'
        ).encode(),
        **(members or {}),
    }
    return archive(parts)


def external(kind: str, target: str) -> str:
    """A relationship to elsewhere, such as an `image` or a `hyperlink`."""
    return f'<Relationship Id="x1" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'


LINKED_PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="p"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData'
    ' uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic='
    '"http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" name="p"/>'
    '<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="x1"/><a:stretch><a:fillRect/></a:stretch>'
    '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm>'
    '<a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
)
"""A picture that lies where the relationship `x1` says."""


def fodt(body: str = "<text:p>合同 Contract</text:p>", kind: str = "text") -> bytes:
    """A flat OpenDocument file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="{_ODF}:office:1.0"'
        f' xmlns:text="{_ODF}:text:1.0" xmlns:draw="{_ODF}:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' xmlns:table="{_ODF}:table:1.0" xmlns:script="{_ODF}:script:1.0" office:version="1.2"'
        f' office:mimetype="application/vnd.oasis.opendocument.{kind}">'
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    ).encode()


def odf(mimetype: str = "application/vnd.oasis.opendocument.text", *, encrypted: bool = False) -> bytes:
    """The archive of an OpenDocument file, as far as it is looked at to tell what it is."""
    data = "<manifest:encryption-data/>" if encrypted else ""
    return archive({"mimetype": mimetype.encode(), "META-INF/manifest.xml": f"<m>{data}</m>".encode()})


def archive(members: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return made.getvalue()


def compound(streams: Mapping[str, bytes], storages: Sequence[str] = ()) -> bytes:
    """A compound file (MS-CFB) with these streams, each in sectors of its own."""
    sectors: list[bytes] = []
    table: list[int] = []

    def chain(content: bytes) -> int:
        first = len(sectors)
        count = max(1, -(-len(content) // 512))
        for number in range(count):
            sectors.append(content[512 * number : 512 * (number + 1)].ljust(512, b"\0"))
            table.append(first + number + 1 if number + 1 < count else 0xFFFFFFFE)
        return first

    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    entries += [_entry(name, 1, 0, 0) for name in storages]
    for name, content in streams.items():
        entries.append(_entry(name, 2, chain(content.ljust(4096, b"\0")), max(4096, len(content))))
    directory = chain(b"".join(entries))
    table.append(0xFFFFFFFD)
    assert len(table) <= 128
    sectors.append(struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table))))
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIII", head, 44, 1, directory, 0, 4096)
    struct.pack_into("<IIII", head, 60, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, len(sectors) - 1, *[0xFFFFFFFF] * 108)
    return bytes(head) + b"".join(sectors)


def _entry(name: str, kind: int, start: int, length: int) -> bytes:
    entry = bytearray(128)
    written = name.encode("utf-16-le") + b"\0\0"
    entry[: len(written)] = written
    struct.pack_into("<HB", entry, 64, len(written), kind)
    struct.pack_into("<III", entry, 68, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<II", entry, 116, start, length)
    return bytes(entry)


def pixels(width: int, height: int) -> pymupdf.Pixmap:
    """A picture whose corners differ: red top left, green top right, blue bottom left, black bottom right."""
    made = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, width, height))
    made.clear_with(255)
    w, h = width // 4, height // 4
    for x, y, colour in ((0, 0, (255, 0, 0)), (1, 0, (0, 255, 0)), (0, 1, (0, 0, 255)), (1, 1, (0, 0, 0))):
        left, top = x * (width - w), y * (height - h)
        made.set_rect(pymupdf.IRect(left, top, left + w, top + h), colour)
    return made


def png(width: int, height: int, dpi: float | None = None) -> bytes:
    """A PNG with or without its pixels a metre."""
    plain: bytes = pixels(width, height).tobytes("png")
    head, rest = plain[:33], plain[33:]
    at = rest.find(b"pHYs")
    if at >= 0:
        rest = rest[: at - 4] + rest[at + 17 :]
    if dpi is None:
        return head + rest
    per_metre = round(dpi / 0.0254)
    return head + _png_chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)) + rest


def png_of_rows(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    """A PNG of raw rows, each with its filter byte."""
    head = _png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    body = _png_chunk(b"IDAT", zlib.compress(rows)) + _png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + body


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def jpeg(width: int, height: int, dpi: int | None = None, orientation: int | None = None) -> bytes:
    """A JPEG whose Exif says how large it is and how its camera was turned, where that is asked for."""
    plain: bytes = pixels(width, height).tobytes("jpeg")
    start = plain[2:]
    if start.startswith(b"\xff\xe0"):  # MuPDF's own JFIF segment
        start = start[2 + struct.unpack_from(">H", start, 2)[0] :]
    exif = b"" if dpi is None and orientation is None else _app1(tiff_tags(dpi, orientation))
    return b"\xff\xd8" + exif + start


def _app1(tiff: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff


def tiff_tags(dpi: int | None, orientation: int | None) -> bytes:
    """A TIFF header with one directory of tags and nothing else."""
    tags = []
    count = (orientation is not None) + (3 if dpi is not None else 0)
    behind = 8 + 2 + 12 * count + 4
    if orientation is not None:
        tags.append(struct.pack("<HHIHH", 274, 3, 1, orientation, 0))
    if dpi is not None:
        tags += [struct.pack("<HHII", tag, 5, 1, behind) for tag in (282, 283)]
        tags.append(struct.pack("<HHIHH", 296, 3, 1, 2, 0))
    rest = b"" if dpi is None else struct.pack("<II", dpi, 1)
    return struct.pack("<2sHIH", b"II", 42, 8, count) + b"".join(tags) + struct.pack("<I", 0) + rest


def tiff(pages: Sequence[tuple[int, int, int]]) -> bytes:
    """Grey pages without compression: width, height and dpi of each; page n has the grey 40 × n."""
    made, links = bytearray(b"II*\0\0\0\0\0"), 4
    for number, (width, height, dpi) in enumerate(pages, 1):
        strip = len(made)
        made += bytes([40 * number % 256]) * (width * height)
        made += b"\0" * (len(made) % 2)
        resolution = len(made)
        made += struct.pack("<II", dpi, 1)
        struct.pack_into("<I", made, links, len(made))
        tags = (
            (256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, strip),
            (277, 3, 1), (278, 4, height), (279, 4, width * height), (282, 5, resolution), (283, 5, resolution),
            (296, 3, 2),
        )  # fmt: skip
        made += struct.pack("<H", len(tags))
        for tag, kind, value in tags:
            made += struct.pack("<HHII", tag, kind, 1, value)
        links = len(made)
        made += struct.pack("<I", 0)
    return bytes(made)
