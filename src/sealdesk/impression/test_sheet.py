"""测试盖章: how a seal looks on paper, over text, on a photo, at several sizes and resolutions; never a document.

Every page and every impression is marked 测试, in pixels and paths, and the file carries marks the program knows
(`sealdesk.model.document.TEST_SHEET`) in its catalog, its pages, its information dictionary and its XMP metadata,
and in what a page takes along into another file: the dictionaries of its images, and their names. What one program
drops when it saves the file anew, another keeps. A sheet that is printed into a new file, drawn anew or turned into
pictures has none of them any more, only what everybody sees.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from typing import Any

from sealdesk.geometry import MM_PER_INCH, UNITS_PER_INCH, Rect
from sealdesk.impression import lettering, outline
from sealdesk.impression.marked import marked, scaled
from sealdesk.impression.outline import joined
from sealdesk.impression.typeface import seal_typeface
from sealdesk.model.document import TEST_SHEET
from sealdesk.model.seal import SealPicture

WORD = "测试"
RESOLUTIONS_DPI = (150, 300, 600)
SIZES = (0.8, 1.0, 1.25)

_WIDTH_MM, _HEIGHT_MM = 210.0, 297.0
_UNIT = UNITS_PER_INCH / MM_PER_INCH
_WORDS = (
    "测试盖章页：仅供查看印章效果，不是正式文件，不具任何效力，不能用印。",
    "Test sheet: shows how a seal looks. It is no document and can never be sealed.",
)
# An image's dictionary goes wherever the image goes, and stands in the file as it is, whatever else is compressed.
_MARK = f"/{TEST_SHEET} true"
_TITLES = ("空白页", "压在文字上", "压在照片上", "尺寸与分辨率")
_SAMPLE = (
    "甲乙双方本着平等、自愿、诚实信用的原则，就本次测试事项协商一致，订立本测试文本。",
    "本文本各条款均为示例文字，用于查看印章压在文字上时是否清晰、文字是否仍可辨认。",
    "第一条　印章应端正、清晰，压在单位名称与日期之上，骑年盖月，上不压正文。",
    "第二条　印章图像为透明底，文字应能透过印文显示，不得遮盖文件内容。",
    "第三条　打印后请用直尺核对印章直径，与登记尺寸相差不得超过零点二毫米。",
)


def test_sheet(picture: SealPicture, name: str) -> bytes:
    """A PDF of four A4 pages that shows a seal in use, marked 测试 everywhere.

    Args:
        name: What the seal is called; stands below each title. Characters the typeface lacks are left out.

    Raises:
        SealDeskError: `TOOL_MISSING` without the typeface.
    """
    import pymupdf

    with pymupdf.Document() as document:
        sheet = _Sheet(document, picture, _known(name))
        for draw in (sheet.blank, sheet.over_text, sheet.on_photo, sheet.sizes):
            sheet.page(draw())
        document.xref_set_key(document.pdf_catalog(), TEST_SHEET, "true")
        document.set_metadata({"title": f"{WORD} {name}", "keywords": TEST_SHEET, "producer": "SealDesk"})
        document.set_xml_metadata(_xmp())
        return bytes(document.tobytes(no_new_id=True, deflate=True, garbage=3))


test_sheet.__test__ = False  # type: ignore[attr-defined]  # its name is what it makes, not a test


class _Sheet:
    """The pages in the making: content in mm from the top left corner, images shared by all of them."""

    def __init__(self, document: Any, picture: SealPicture, name: str) -> None:
        self.document, self.name = document, name
        self.images: dict[str, int] = {}
        # The impression is marked before it is scaled: no size of it is a clean picture.
        self.picture = marked(picture, WORD * 2)
        for dpi in RESOLUTIONS_DPI:
            width = max(1, round(picture.width_mm / MM_PER_INCH * dpi))
            height = max(1, round(picture.height_mm / MM_PER_INCH * dpi))
            self.images[_key(dpi)] = self._seal_image(scaled(self.picture, width, height))

    def page(self, content: Iterator[str]) -> None:
        document = self.document
        page = document.new_page(width=_WIDTH_MM * _UNIT, height=_HEIGHT_MM * _UNIT)
        number = document.page_count
        lines = [
            f"{_UNIT:.6f} 0 0 {-_UNIT:.6f} 0 {_HEIGHT_MM * _UNIT:.6f} cm",
            *self._ground(number),
            *content,
            *self._overlay(),
        ]
        stream = document.get_new_xref()
        document.update_object(stream, "<<>>")
        document.update_stream(stream, "\n".join(lines).encode("ascii"))
        page.set_contents(stream)
        images = " ".join(f"/{key} {xref} 0 R" for key, xref in self.images.items())
        states = "/Multiply <</BM/Multiply>> /Pale <</ca 0.16>>"
        document.xref_set_key(page.xref, "Resources", f"<</XObject<<{images}>>/ExtGState<<{states}>>>>")
        document.xref_set_key(page.xref, TEST_SHEET, "true")

    # The pages.

    def blank(self) -> Iterator[str]:
        yield from self._impression(_key(600), _WIDTH_MM / 2, 130.0)
        yield from self._ruler(_WIDTH_MM / 2 - 50.0, 130.0 + self.picture.height_mm / 2 + 12.0)

    def over_text(self) -> Iterator[str]:
        for block in range(4):
            for at, line in enumerate(_SAMPLE):
                yield from _text(line, 25.0, 58.0 + block * 52.0 + at * 9.0, 4.2)
        yield from self._impression(_key(600), 70.0, 85.0)
        yield from self._impression(_key(600), 140.0, 150.0)
        yield from self._impression(_key(300), 80.0, 210.0)

    def on_photo(self) -> Iterator[str]:
        box = Rect(25.0, 55.0, 185.0, 175.0)
        self.images["Photo"] = self._photo(480, 360)
        yield _painted("Photo", box, "")
        yield from self._impression(_key(600), 70.0, 90.0)
        yield from self._impression(_key(600), 140.0, 140.0)
        yield from self._impression(_key(300), 105.0, 215.0)

    def sizes(self) -> Iterator[str]:
        room = 64.0
        for down, dpi in enumerate(RESOLUTIONS_DPI):
            for across, size in enumerate(SIZES):
                x, y = 45.0 + across * 60.0, 88.0 + down * room
                fitting = min(1.0, 56.0 / (max(self.picture.width_mm, self.picture.height_mm) * SIZES[-1]))
                yield from self._impression(_key(dpi), x, y, size * fitting)
                yield from _text(f"{size * fitting:.0%}  {dpi} dpi", x - 12.0, y + 32.0, 2.8)

    # Their parts.

    def _impression(self, key: str, x: float, y: float, size: float = 1.0) -> Iterator[str]:
        width, height = self.picture.width_mm * size, self.picture.height_mm * size
        box = Rect(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        yield _painted(key, box, "/Multiply gs")

    def _ground(self, number: int) -> Iterator[str]:
        yield "0.1 g"
        yield from _text(f"{WORD}　{_TITLES[number - 1]}", 25.0, 28.0, 6.0)
        yield from _text(self.name, 25.0, 38.0, 4.0)
        for at, words in enumerate(_WORDS):
            yield from _text(words, 25.0, 278.0 + at * 6.0, 3.4)

    def _overlay(self) -> Iterator[str]:
        """测试 across the page, over everything on it."""
        row = lettering.row_of(WORD, seal_typeface())
        letters = joined(lettering.on_line(row, 0.0, 0.0, lettering.fit(row, 250.0, 95.0, gap=0.3)))
        cos, sin = math.cos(math.radians(-52.0)), math.sin(math.radians(-52.0))
        turned = letters.mapped((cos, sin, -sin, cos, _WIDTH_MM / 2, _HEIGHT_MM / 2))
        yield "q /Pale gs 0.2 0.25 0.33 rg"
        yield outline.operators(turned)
        yield "Q"

    def _ruler(self, x: float, y: float) -> Iterator[str]:
        yield "q 0.1 w 0.1 G"
        for millimetre in range(101):
            length = 5.0 if millimetre % 10 == 0 else 3.5 if millimetre % 5 == 0 else 2.0
            yield f"{x + millimetre:.3f} {y:.3f} m {x + millimetre:.3f} {y + length:.3f} l S"
        yield "Q"
        for centimetre in range(11):
            yield from _text(str(centimetre * 10), x + centimetre * 10 - 1.5, y + 9.0, 2.4)

    def _seal_image(self, picture: SealPicture) -> int:
        mask = self._image(picture.width_px, picture.height_px, "DeviceGray", picture.alpha, _MARK)
        return self._image(
            picture.width_px, picture.height_px, "DeviceRGB", picture.rgb, f"/SMask {mask} 0 R{_MARK}"
        )

    def _photo(self, width: int, height: int) -> int:
        return self._image(width, height, "DeviceRGB", _landscape(width, height), "")

    def _image(self, width: int, height: int, space: str, samples: bytes, more: str) -> int:
        xref = int(self.document.get_new_xref())
        self.document.update_object(
            xref,
            f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/{space}"
            f"/BitsPerComponent 8/Filter/FlateDecode{more}>>",
        )
        self.document.update_stream(xref, zlib.compress(samples, 6), new=False, compress=False)
        self.document.xref_set_key(xref, "Filter", "/FlateDecode")
        return xref


def _key(dpi: int) -> str:
    """What a page calls the impression of this resolution; the name says what it is."""
    return f"{TEST_SHEET}{dpi}"


def _painted(key: str, box: Rect, state: str) -> str:
    # The page's y runs down here, an image's up.
    return f"q {state} {box.width:.4f} 0 0 {-box.height:.4f} {box.x0:.4f} {box.y1:.4f} cm /{key} Do Q"


def _text(words: str, x: float, y: float, height: float) -> Iterator[str]:
    """A line of upright text, its base line at `y`, as outlines: no font has to be embedded."""
    typeface = seal_typeface()
    scale = height / 0.94
    for character in words:
        glyph = typeface.outline(character)
        if glyph.contours:
            yield outline.operators(glyph.mapped((scale, 0.0, 0.0, scale, x, y)))
        x += scale * typeface.advance(character)


def _known(name: str) -> str:
    """The characters of a name the typeface has."""
    from sealdesk.errors import SealDeskError

    typeface, known = seal_typeface(), []
    for character in name:
        try:
            typeface.outline(character)
        except SealDeskError:
            continue
        known.append(character)
    return "".join(known)


def _landscape(width: int, height: int) -> bytes:
    """A picture with light and dark, smooth and rough parts: sky, sun, hills, water."""
    import numpy

    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float64)
    u, v = x / width, y / height
    sky = numpy.stack([120 + 100 * v, 165 + 60 * v, 225 - 10 * v], axis=2)
    sun = numpy.exp(-((u - 0.72) ** 2 + (v - 0.25) ** 2) / 0.006)[:, :, None]
    photo = sky + sun * (numpy.array([255.0, 240.0, 190.0]) - sky)
    noise = numpy.random.default_rng(7).normal(0.0, 9.0, (height, width, 1))
    for base, swing, waves, colour in (
        (0.55, 0.07, 2.2, (96, 122, 142)),
        (0.66, 0.06, 3.4, (62, 98, 84)),
        (0.80, 0.04, 5.1, (38, 62, 44)),
    ):
        hill = v > base + swing * numpy.sin(2 * math.pi * waves * u + 7 * base)
        photo = numpy.where(hill[:, :, None], numpy.array(colour) + 24 * (v[:, :, None] - base), photo)
    return bytes((photo + noise).clip(0, 255).astype(numpy.uint8).tobytes())


def _xmp() -> str:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/">'
        f"<pdf:Keywords>{TEST_SHEET}</pdf:Keywords></rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    )
