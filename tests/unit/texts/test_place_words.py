"""Every finding about a place has its words, and its facts go into them."""

from __future__ import annotations

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.policy.place_findings import PlaceCode, PlaceFinding
from sealdesk.texts import error_text
from sealdesk.texts.place_words import PLACES, WHY_NOT, place_text


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.mark.parametrize("code", PlaceCode)
def test_every_finding_has_words_in_every_language(code: PlaceCode) -> None:
    facts = {
        "keyword": "x",
        "pages": "7",
        "count": 2,
        "number": 5,
        "lines": 1.5,
        "gap_mm": 4.0,
        "characters": 2.0,
    }
    zh, en = (place_text(PlaceFinding(code, 3, facts), language) for language in ("zh", "en"))
    assert is_chinese(zh.found)
    assert is_chinese(zh.now)
    assert not is_chinese(en.found + en.now)
    assert not set("{}") & set(zh.found + zh.now + en.found + en.now)
    assert zh.now.endswith("。")
    assert en.now.endswith(".")


def test_no_words_without_a_code() -> None:
    assert set(PLACES) == set(PlaceCode)


def test_facts_are_filled_in() -> None:
    finding = PlaceFinding(PlaceCode.TOO_FAR_APART, 2, {"gap_mm": 4.25})
    assert "4.25 毫米" in place_text(finding, "zh").found
    assert "第 4 页" in place_text(PlaceFinding(PlaceCode.OFF_PAGE, 4), "zh").found


@pytest.mark.parametrize("code", WHY_NOT)
def test_why_no_place_was_found_is_said_in_words(code: PlaceCode) -> None:
    error = SealDeskError(ErrorCode.PLACE_OFFICIAL_NOT_FOUND, why=code.value)
    assert code.value not in error_text(error, "zh").happened
    assert code.value not in error_text(error, "en").happened
