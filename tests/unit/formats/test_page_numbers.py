"""Page numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.page_numbers import pages_text, parse_pages


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("1", (1,)),
        ("1-3,7", (1, 2, 3, 7)),
        ("7,1-3,2", (1, 2, 3, 7)),
        (" 2 - 4 ", (2, 3, 4)),
        ("last", (9,)),
        ("8-last", (8, 9)),
        ("odd", (1, 3, 5, 7, 9)),
        ("even", (2, 4, 6, 8)),
        ("all", tuple(range(1, 10))),
        ("全部", tuple(range(1, 10))),
        ("奇数页", (1, 3, 5, 7, 9)),
        ("偶数页，１－２", (1, 2, 4, 6, 8)),
        ("末页、1", (1, 9)),
        ("3,3,2–3", (2, 3)),
    ],
)
def test_page_lists(text: str, pages: tuple[int, ...]) -> None:
    assert parse_pages(text, 9) == pages


@pytest.mark.parametrize(
    "text", ["", ",", "0", "-1", "3-1", "a", "1-", "1--2", "1.5", "²", "1-99999999999", "-2", "last-1"]
)
def test_wrong_page_lists(text: str) -> None:
    with pytest.raises(SealDeskError) as wrong:
        parse_pages(text, 9)
    assert wrong.value.code is ErrorCode.PLACE_PAGES_WRONG


def test_a_page_that_is_not_there() -> None:
    with pytest.raises(SealDeskError) as refused:
        parse_pages("7-12", 9)
    assert (refused.value.code, refused.value.facts["page"]) == (ErrorCode.PLACE_PAGE_MISSING, 12)


def test_even_pages_of_a_single_page_are_none() -> None:
    with pytest.raises(SealDeskError) as refused:
        parse_pages("even", 1)
    assert refused.value.code is ErrorCode.PLACE_PAGES_WRONG


@given(st.sets(st.integers(1, 60), min_size=1))
def test_short_form_and_back(pages: set[int]) -> None:
    assert parse_pages(pages_text(pages), 60) == tuple(sorted(pages))
