"""Where pages lie in the column, for columns of every kind."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.geometry import PageFrame, Rect
from sealdesk.gui.page_layout import (
    GAP_PX,
    LARGEST_COLUMN_PX,
    MARGIN_PX,
    PageColumn,
    fitting_scale,
)

A4 = PageFrame(Rect(0, 0, 595.276, 841.89), 0)
A3_ACROSS = PageFrame(Rect(0, 0, 1190.551, 841.89), 0)
TWICE = PageFrame(Rect(0, 0, 297.638, 420.945), 0, 2.0)

frames = st.lists(st.sampled_from([A4, A3_ACROSS, TWICE, PageFrame(Rect(0, 0, 100, 20), 90)]), min_size=1)
scales = st.floats(0.3, 30.0)


@given(frames, scales, st.integers(1, 500))
def test_pages_follow_one_another_with_a_gap_and_lie_in_the_middle(
    frames: list[PageFrame], scale: float, first: int
) -> None:
    column = PageColumn(frames, first)
    width, height = column.size(scale)
    spots = [column.spot(page, scale) for page in column.pages]
    assert spots[0].y == MARGIN_PX
    assert spots[-1].bottom == pytest.approx(height - MARGIN_PX)
    for before, after in pairwise(spots):
        assert after.y - before.bottom == pytest.approx(GAP_PX, abs=1e-6)
    for spot in spots:
        assert spot.x >= MARGIN_PX - 1e-6
        assert spot.x + spot.width / 2 == pytest.approx(width / 2)


@given(frames, scales, st.floats(0, 1), st.integers(1, 500))
def test_a_height_is_on_the_page_that_lies_there(
    frames: list[PageFrame], scale: float, share: float, first: int
) -> None:
    column = PageColumn(frames, first)
    y = share * column.size(scale)[1]
    spot = column.spot(column.page_at(y, scale), scale)
    is_first, is_last = spot.page == column.pages[0], spot.page == column.pages[-1]
    assert y >= spot.y - GAP_PX / 2 - 1e-6 or is_first
    assert y <= spot.bottom + GAP_PX / 2 + 1e-6 or is_last


@given(frames, scales, st.floats(0, 1), st.floats(1, 3000))
def test_the_pages_between_two_heights_are_those_that_overlap(
    frames: list[PageFrame], scale: float, share: float, length: float
) -> None:
    column = PageColumn(frames)
    top = share * column.size(scale)[1]
    overlapping = [
        page
        for page in column.pages
        if column.spot(page, scale).bottom >= top and column.spot(page, scale).y <= top + length
    ]
    assert list(column.pages_between(top, top + length, scale)) == overlapping


def test_the_current_page_stays_while_no_other_is_seen_better() -> None:
    column = PageColumn([A4] * 5)
    whole_column = column.size(1.0)[1]
    assert column.leading_page(0, whole_column, 1.0, current=4) == 4
    second = column.spot(2, 1.0)
    assert column.leading_page(second.y - 10, second.bottom, 1.0, current=1) == 2
    assert column.leading_page(second.y - 10, second.bottom, 1.0, current=2) == 2


def test_ten_thousand_pages_at_eight_hundred_per_cent_lie_to_the_pixel() -> None:
    column = PageColumn([A4] * 10_000)
    last = column.spot(10_000, 30.0)
    assert last.y == pytest.approx(MARGIN_PX + 9_999 * (A4.height_mm * 30.0 + GAP_PX), abs=1e-3)
    assert column.page_at(last.y, 30.0) == 10_000
    assert column.page_at(last.y - GAP_PX, 30.0) == 9_999


def test_no_column_is_longer_than_a_scroll_bar_can_say() -> None:
    column = PageColumn([A4] * 200_000)
    assert column.size(column.largest_scale)[1] <= LARGEST_COLUMN_PX < 2**31


def test_user_units_count() -> None:
    assert PageColumn([TWICE]).size(1.0) == pytest.approx(PageColumn([A4]).size(1.0), abs=0.01)


def test_a_page_fits_by_width_or_as_a_whole() -> None:
    assert fitting_scale(A4, 420) == pytest.approx(2.0, abs=0.001)
    assert fitting_scale(A4, 420, 297) == pytest.approx(1.0, abs=0.001)
