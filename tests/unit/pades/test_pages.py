"""Pages by number and their frames, quick reading against full parsing, trees that lie."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from tests.unit.pades.conftest import pdf_bytes

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import LETTER_UNITS, PageFrame, Rect
from sealdesk.pades import objects
from sealdesk.pades.pages import Page, all_pages, find_pages
from sealdesk.pades.plain_pages import PlainPages


def _reader(content: bytes) -> Any:
    return PdfFileReader(io.BytesIO(content), strict=False)


def _frame(page: str, pages: str = "", **more: Any) -> PageFrame:
    (found,) = all_pages(_reader(pdf_bytes(page=page, pages=pages, **more)))
    return found.frame


@pytest.mark.parametrize(
    ("page", "pages", "expected"),
    [
        ("", "/MediaBox[0 0 100 200]", PageFrame(Rect(0, 0, 100, 200))),
        ("/MediaBox[100 200 0 0]", "/MediaBox[0 0 1 1]", PageFrame(Rect(0, 0, 100, 200))),
        ("/MediaBox[0 0 100 200]/Rotate -90", "", PageFrame(Rect(0, 0, 100, 200), 270)),
        ("/MediaBox[0 0 100 200]/Rotate 450", "", PageFrame(Rect(0, 0, 100, 200), 90)),
        ("/MediaBox[0 0 100 200]/Rotate 45", "", PageFrame(Rect(0, 0, 100, 200), 0)),
        ("/MediaBox[0 0 100 200]", "/Rotate 180", PageFrame(Rect(0, 0, 100, 200), 180)),
        ("/MediaBox[0 0 100 200]", "/UserUnit 3", PageFrame(Rect(0, 0, 100, 200), 0, 1.0)),
        ("/MediaBox[0 0 100 200]/UserUnit 2.5", "", PageFrame(Rect(0, 0, 100, 200), 0, 2.5)),
        ("/MediaBox[0 0 100 200]/UserUnit -1", "", PageFrame(Rect(0, 0, 100, 200))),
        ("/MediaBox[0 0 100 200]/CropBox[10 10 500 90]", "", PageFrame(Rect(10, 10, 100, 90))),
        ("/MediaBox[0 0 100 200]/CropBox[500 500 600 600]", "", PageFrame(Rect(0, 0, 100, 200))),
        ("/MediaBox[0 0 100 200]", "/CropBox[5 5 50 50]", PageFrame(Rect(5, 5, 50, 50))),
        ("/MediaBox[0 0 0 0]", "", PageFrame(LETTER_UNITS)),
        ("/MediaBox[0 0 1]", "", PageFrame(LETTER_UNITS)),
        ("/MediaBox null", "/MediaBox[0 0 7 8]", PageFrame(Rect(0, 0, 7, 8))),
        ("", "", PageFrame(LETTER_UNITS)),
        ("/MediaBox 5 0 R", "", PageFrame(Rect(0, 0, 30, 40))),
        ("/MediaBox[5 0 R 0 30 40]", "", PageFrame(LETTER_UNITS)),
    ],
)
def test_frames(page: str, pages: str, expected: PageFrame) -> None:
    assert _frame(page, pages, extra={5: "[0 0 30 40]"}) == expected


_ATTRIBUTES = st.lists(
    st.sampled_from(
        [
            "/MediaBox [0 0 612 792]",
            "/MediaBox[-3.5 +2 .5 9.]",
            "/CropBox [1 1 5 0 R 5]",
            "/CropBox 5 0 R",
            "/Rotate 90",
            "/Rotate -90.0",
            "/UserUnit 2",
            "/UserUnit/Two",
            "/Annots[<</Rect[0 0 1 1]/MediaBox[9 9 99 99]>>]",
            "/PieceInfo<</X<</CropBox[0 0 2 2]/Rotate 180>>>>",
            "/Note(/Rotate 270)",
            "/Hex<2F526F74617465>",
            "/Rot#61te 270",
            "/AA<</O<</S/JavaScript>>>>",
            "/Tabs/S",
            "/Dur true",
            "/Contents[4 0 R 4 0 R]",
            "% /Rotate 180\n",
        ]
    ),
    unique_by=lambda text: text.split("[")[0].split()[0].split("/")[1] if text[0] == "/" else text,
)


@given(_ATTRIBUTES, st.sampled_from(["", " ", "\n", "\r\n\t"]))
def test_quick_reading_agrees_with_full_parsing(attributes: list[str], space: str) -> None:
    reader = _reader(pdf_bytes(page=space.join(attributes), extra={5: "[0 0 30 40]"}))
    reference = reader.root["/Pages"]["/Kids"].raw_get(0)
    quick, full = PlainPages(reader).read(reference), objects.resolved(reference)

    def frame(page: Any) -> PageFrame:
        boxes = {key: objects.raw(page, key) for key in ("/MediaBox", "/CropBox", "/Rotate")}
        return Page(reference, page, {key: value for key, value in boxes.items() if value is not None}).frame

    assert frame(quick) == frame(full)


def test_plain_pages_are_read_quickly() -> None:
    """Otherwise the agreement above would compare the parser with itself."""
    reader = _reader(pdf_bytes(page="/MediaBox [0 0 1 2]/Contents 4 0 R"))
    reference = reader.root["/Pages"]["/Kids"].raw_get(0)
    assert set(PlainPages(reader).read(reference)) == {"/MediaBox"}


def _nested(counts: tuple[int, int]) -> bytes:
    """Two branches of 150 pages each, with the counts they claim."""
    extra: dict[int, str] = {}
    for branch, count in ((5, counts[0]), (6, counts[1])):
        numbers = range(branch * 1000, branch * 1000 + 150)
        kids = " ".join(f"{number} 0 R" for number in numbers)
        extra[branch] = f"<</Type/Pages/Parent 2 0 R/Kids[{kids}]/Count {count}>>"
        for number in numbers:
            extra[number] = f"<</Type/Page/Parent {branch} 0 R/MediaBox[0 0 {number} 10]>>"
    extra[2] = f"<</Type/Pages/Kids[5 0 R 6 0 R]/Count {sum(counts)}>>"
    return pdf_bytes(extra=extra)


def test_long_trees_are_entered_where_the_page_lies() -> None:
    found = find_pages(_reader(_nested((150, 150))), frozenset({1, 150, 151, 300}))
    assert [found[number].frame.visible.width for number in (1, 150, 151, 300)] == [5000, 5149, 6000, 6149]
    with pytest.raises(SealDeskError) as refusal:
        find_pages(_reader(_nested((150, 150))), frozenset({2, 301}))
    assert refusal.value.facts == {"page": 301, "pages": 300}


@pytest.mark.parametrize("counts", [(151, 150), (250, 40)])
def test_long_trees_whose_counts_lie_are_refused(counts: tuple[int, int]) -> None:
    with pytest.raises(SealDeskError) as refusal:
        list(all_pages(_reader(_nested(counts))))
    assert refusal.value.code is ErrorCode.DOCUMENT_DAMAGED


@pytest.mark.parametrize("kid", ["2 0 R", "5 0 R"])
def test_circles_are_refused(kid: str) -> None:
    extra = {2: f"<</Type/Pages/Count 1/Kids[3 0 R {kid}]>>", 5: "<</Type/Pages/Kids[2 0 R]/Count 1>>"}
    with pytest.raises(SealDeskError) as refusal:
        list(all_pages(_reader(pdf_bytes(extra=extra))))
    assert refusal.value.code is ErrorCode.DOCUMENT_DAMAGED
