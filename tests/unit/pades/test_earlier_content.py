"""Whatever a page holds, the seal behind it is whole and where it belongs, and what it held stays as it was."""

from __future__ import annotations

import zlib
from pathlib import Path

import pymupdf
import pytest
from tests.unit.pades.conftest import Seal, pdf_bytes, reader_of

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import TurnedBox
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import SealPicture

_TEXT = b"BT /F 14 Tf 60 700 Td (Text) Tj ET 0.4 0.6 0.9 rg 150 300 200 60 re f "
_PAGE = "/Contents 4 0 R /Resources <</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
_SHRINK = b"Q Q 0.001 0 0 0.001 0 0 cm "
_SEAL = SealPicture(64, 64, bytes((230, 0, 18)) * 64 * 64, b"\xff" * 64 * 64, 42.0, 42.0)
_PLACE = Stamp(1, TurnedBox(60.0, 100.0, 42.0, 42.0))
_HOSTILE = {
    "array": b" [ (abc) 12 ",
    "hex string": b" <4865",
    "string": b" (abc",
    "string with brackets": b" (a(b)c",
    "dictionary": b" /A << /B ",
    "inline image": b" BI /W 2 /H 1 /CS /G /BPC 8 ID x",
    "inline image without data": b" BI /W 2 /H 1 ",
    "inline image's end in its data": b" BI /W 9 /H 1 /CS /G /BPC 8 ID 123 EI 9 EI Q Q 0 0 1 1 re W n",
    "unknown operators": b" wrong" * 300,
    "brackets crossed": b" [ 1 >> ",
    "shrunk": b" Q Q 0.001 0 0 0.001 0 0 cm",
    "clipped": b" Q 0 0 1 1 re W n",
    "text left open": b" BT 7 Tr (x) Tj",
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_content_cannot_hide_the_seal(name: str, seal_all: Seal) -> None:
    source = pdf_bytes(page=_PAGE, content=_TEXT + _HOSTILE[name])
    _check(source, seal_all(source, (_SEAL, (_PLACE,))))


def test_content_too_long_to_be_read_cannot_hide_the_seal(seal_all: Seal) -> None:
    long = zlib.compress(_TEXT + _SHRINK + b" " * (17 << 20))
    for filters in (b"/Filter/FlateDecode", b"/Filter[/FlateDecode]/DecodeParms[null]"):
        packed = b"<</Length %d%s>>stream\n%s\nendstream" % (len(long), filters, long)
        source = pdf_bytes(page=_PAGE, extra={4: packed})
        _check(source, seal_all(source, (_SEAL, (_PLACE,))))


def test_content_whose_compression_is_broken_cannot_hide_the_seal(seal_all: Seal) -> None:
    cut = zlib.compress(_TEXT + _SHRINK + bytes(range(200)))[:-60]
    source = pdf_bytes(
        page=_PAGE,
        extra={4: b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(cut), cut)},
    )
    _check(source, seal_all(source, (_SEAL, (_PLACE,))))


def test_content_in_several_streams_is_one(seal_all: Seal) -> None:
    source = pdf_bytes(
        page=_PAGE.replace("4 0 R", "[4 0 R 6 0 R]", 1),
        content=_TEXT + b" q 0.5 0 0 0.5 0 0 cm [ (ab",
        extra={6: b"<</Length 40>>stream\nc) ] 1 0 0 rg 20 20 50 50 re f Q wrong   \nendstream"},
    )
    _check(source, seal_all(source, (_SEAL, (_PLACE,))))


def test_plain_content_stays_where_it_is(seal_all: Seal) -> None:
    page = reader_of(seal_all(pdf_bytes(page=_PAGE, content=_TEXT), (_SEAL, (_PLACE,)))).root["/Pages"][
        "/Kids"
    ][0]
    assert page["/Contents"][1].data == _TEXT


@pytest.mark.parametrize("name", ["array", "string", "inline image"])
def test_content_bound_to_a_structure_is_refused_where_it_would_hide_the_seal(
    name: str, seal_all: Seal
) -> None:
    source = pdf_bytes(page=_PAGE, content=_TEXT + _HOSTILE[name], catalog="/MarkInfo<</Marked true>>")
    assert _refusal(seal_all, source) == (1, "content incomplete")


def test_tagged_pages_that_blend_in_grey_are_refused(seal_all: Seal) -> None:
    group = "/Group<</S/Transparency/CS/DeviceGray>>"
    source = pdf_bytes(page=_PAGE + group, content=_TEXT, catalog="/MarkInfo<</Marked true>>")
    assert _refusal(seal_all, source) == (1, "blends in grey")


def test_streams_that_cannot_be_joined_are_refused(seal_all: Seal) -> None:
    source = pdf_bytes(
        page=_PAGE.replace("4 0 R", "[4 0 R 6 0 R]", 1),
        extra={6: b"<</Length 3/Filter/FlateDecode>>stream\nabc\nendstream"},
    )
    assert _refusal(seal_all, source) == (1, "content unreadable")


def test_a_page_that_blends_in_grey_shows_after_it_what_it_showed_before(seal_all: Seal) -> None:
    hidden = b"0.59 g 50 300 500 60 re f 0 1 0 rg BT /F 24 Tf 60 320 Td (AND PAYS) Tj ET 1 0 0 rg 300 100 99 99 re f"
    source = pdf_bytes(page=_PAGE + "/Group<</S/Transparency/CS/DeviceGray>>", content=hidden)
    _check(source, seal_all(source, (_SEAL, (_PLACE,))))


def _refusal(seal_all: Seal, source: bytes) -> tuple[object, object]:
    with pytest.raises(SealDeskError) as refusal:
        seal_all(source, (_SEAL, (_PLACE,)))
    assert refusal.value.code is ErrorCode.DOCUMENT_CONTENT_UNSUITED
    return refusal.value.facts["page"], refusal.value.facts["reason"]


def _check(source: bytes, made: Path) -> None:
    """The seal is there, and nothing else is otherwise than before."""
    before, after = _drawn(pymupdf.open("pdf", source)), _drawn(pymupdf.open(made))
    bounds = _PLACE.box.bounds_mm
    k = 72 / 25.4
    x0, y0, x1, y1 = (round(value * k) for value in (bounds.x0, bounds.y0, bounds.x1, bounds.y1))
    for y in range(after.height):
        old, new = (bytes(one.samples_mv[y * one.stride : (y + 1) * one.stride]) for one in (before, after))
        if y0 + 1 < y < y1 - 2:
            assert (
                min(new[3 * x0 + 6 : 3 * x1 - 6 : 3]) > 200 and max(new[3 * x0 + 7 : 3 * x1 - 6 : 3]) < 40
            ), y
        if y0 - 2 <= y <= y1 + 1:
            old, new = (row[: 3 * x0 - 6] + row[3 * x1 + 6 :] for row in (old, new))
        if old != new:  # text on transparent ground is mixed otherwise by a hair
            assert max(abs(a - b) for a, b in zip(old, new, strict=True)) <= 2, y


def _drawn(document: pymupdf.Document) -> pymupdf.Pixmap:
    with document:
        return document[0].get_pixmap()
