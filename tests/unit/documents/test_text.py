"""Finding words: whatever their spacing and width, on turned pages, by pattern."""

from __future__ import annotations

from pathlib import Path

import pytest

from sealdesk import resources
from sealdesk.documents import text
from sealdesk.documents.text import find_keyword, find_text
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.placing_rule import KeywordRule


def test_both_places_for_seals_are_found(contract: Path) -> None:
    hits = find_text(contract, None, "（盖章）")
    assert [(hit.page, hit.text) for hit in hits] == [(3, "（盖章）"), (3, "（盖章）")]
    left, right = (hit.bounds_mm for hit in hits)
    assert 28 < left.x0 < left.x1 < 60
    assert 111 < right.x0 < right.x1 < 143
    assert left.height < 8


def test_spacing_width_and_case_do_not_matter(make_pdf, tmp_path: Path) -> None:
    content = "BT /Helv 12 Tf 72 700 Td (P a r t y   A  \\(SEAL\\)) Tj ET"
    fonts = "<</Font<</Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    path = make_pdf({"content": content, "Resources": fonts})
    assert [hit.text for hit in find_text(path, None, "party A（seal）")] == ["P a r t y   A  (SEAL)"]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_hit_lies_where_the_page_shows_it(make_pdf, rotate: int) -> None:
    content = "BT /Helv 24 Tf 144 500 Td (SEAL) Tj ET"
    fonts = "<</Font<</Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    boxes = {"MediaBox": "[0 0 600 800]", "CropBox": "[100 100 500 700]", "Rotate": str(rotate)}
    path = make_pdf({"content": content, "Resources": fonts, **boxes})
    (hit,) = find_text(path, None, "seal")
    mm = 25.4 / 72
    # From the visible box's left edge 44 units, from its bottom edge 400, from its top edge 200.
    near = {
        0: (44 * mm, 200 * mm),
        90: (400 * mm, 44 * mm),
        180: ((400 - 44) * mm, 400 * mm),
        270: (200 * mm, (400 - 44) * mm),
    }[rotate]
    corners = {
        0: (hit.bounds_mm.x0, hit.bounds_mm.y1),
        90: (hit.bounds_mm.x0, hit.bounds_mm.y0),
        180: (hit.bounds_mm.x1, hit.bounds_mm.y0),
        270: (hit.bounds_mm.x1, hit.bounds_mm.y1),
    }
    assert corners[rotate] == pytest.approx(near, abs=3.0)


def test_a_pattern_is_matched_against_the_text(contract: Path) -> None:
    hits = find_text(contract, None, r"\d{4}年\d+月\d+日", regular_expression=True)
    assert [hit.page for hit in hits] == [1, 1, 2, 3, 3]
    assert hits[-1].text == "2026年11月20日"


def test_a_phrase_may_run_over_to_the_next_line() -> None:
    hits = find_text(resources.path("samples/official.pdf"), None, "结合公司实际")
    assert len(hits) == 1
    assert hits[0].bounds_mm.height > 10


def test_pages_may_be_chosen(contract: Path) -> None:
    assert {hit.page for hit in find_text(contract, None, "甲方", [2, 99])} == {2}
    assert find_text(contract, None, "甲方", []) == ()


@pytest.mark.parametrize("keyword", ["", "   ", "没有这样的词"])
def test_nothing_is_found(contract: Path, keyword: str) -> None:
    assert find_text(contract, None, keyword) == ()


def test_a_pattern_that_is_none_is_said_so(contract: Path) -> None:
    with pytest.raises(SealDeskError) as caught:
        find_text(contract, None, "(", regular_expression=True)
    assert caught.value.code is ErrorCode.PLACE_PATTERN_WRONG
    assert caught.value.facts["position"] == 1


def test_a_pattern_that_never_ends_is_stopped(make_pdf, monkeypatch) -> None:
    from sealdesk import confined

    monkeypatch.setattr(confined, "TIME_LIMIT_S", 1.0)
    fonts = "<</Font<</Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    path = make_pdf({"content": f"BT /Helv 8 Tf 20 500 Td ({'a' * 60}!) Tj ET", "Resources": fonts})
    with pytest.raises(SealDeskError) as caught:
        find_text(path, None, "(a+)+$", regular_expression=True)
    assert caught.value.code is ErrorCode.PLACE_PATTERN_SLOW


def test_pages_without_the_characters_are_passed_over_and_scans_are_not(make_pdf, tmp_path: Path) -> None:
    import pymupdf

    path = tmp_path / "mixed.pdf"
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "something else")
        picture = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 60, 85), 0)
        picture.clear_with(200)
        page = document.new_page()
        page.insert_image(page.rect, pixmap=picture)
        document.new_page().insert_text((72, 72), "S E A L here")
        document.save(path)
    found = find_keyword(path, None, KeywordRule("ｓeal"))
    assert [(hit.page, hit.text) for hit in found.hits] == [(3, "S E A L")]
    assert found.scanned == (2,)


@pytest.mark.parametrize("regular", [False, True])
def test_a_long_document_is_read_in_parts(
    contract: Path, monkeypatch: pytest.MonkeyPatch, regular: bool
) -> None:
    whole = find_text(contract, None, "甲方", regular_expression=regular)
    assert len({hit.page for hit in whole}) > 1
    monkeypatch.setattr(text, "_PART_S", 0.0)  # a page at a time
    assert find_text(contract, None, "甲方", regular_expression=regular) == whole


def test_a_search_ends_however_long_the_document_is(contract: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LONGEST_S", -1.0)
    with pytest.raises(SealDeskError) as caught:
        find_text(contract, None, "nothere", regular_expression=True)
    assert caught.value.code is ErrorCode.DOCUMENT_TOO_DEMANDING
