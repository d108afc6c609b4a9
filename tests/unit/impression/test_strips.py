"""Stamps from placements: whole seals within their page, straddle seals that assemble to the exact seal."""

from __future__ import annotations

from dataclasses import astuple, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import A4_UNITS, LETTER_UNITS, PageFrame, Rect, TurnedBox
from sealdesk.impression.strip_cuts import SEEDS, THINNEST_MM, cuts, groups, most_strips
from sealdesk.impression.strips import placements_to_stamps, straddle_stamps
from sealdesk.model.ink import BLEED_MM, WHOLE, Stamp
from sealdesk.model.placement import Edge, Placement, StraddleCut, StraddlePlacement

A4 = PageFrame(A4_UNITS)
FRAMES = st.builds(
    PageFrame,
    st.sampled_from([A4_UNITS, LETTER_UNITS, Rect(-50, 100, 700, 900)]),
    st.sampled_from([0, 90, 180, 270]),
    st.sampled_from([1.0, 2.0]),
)


@st.composite
def straddles(draw) -> tuple[StraddlePlacement, list[PageFrame]]:
    count = draw(st.integers(2, 60))
    frames = draw(st.lists(FRAMES, min_size=count, max_size=count))
    pages = draw(st.lists(st.integers(1, count), min_size=2, max_size=count, unique=True).map(sorted))
    size = draw(st.sampled_from([20.0, 42.0, 58.0]))
    placement = StraddlePlacement(
        tuple(pages),
        draw(st.sampled_from(Edge)),
        100.0,
        size,
        size * 0.75,
        first_wider=draw(st.sampled_from([1.0, 1.5, 2.0])),
        cut=draw(st.sampled_from(StraddleCut)),
        seed=draw(st.integers(0, SEEDS - 1)),
    )
    # Three pages may end up together where two are the most.
    most = max(2, min(20, most_strips(placement) - (most_strips(placement) == 2)))
    return replace(placement, strips_at_most=draw(st.integers(2, most))), frames


@given(straddles())
def test_windows_of_a_group_tile_the_seal_exactly(given_straddle) -> None:
    placement, frames = given_straddle
    stamps = list(straddle_stamps(placement, frames))
    assert tuple(stamp.page for stamp in stamps) == placement.pages
    upright = placement.edge in (Edge.RIGHT, Edge.LEFT)
    for group in groups(placement.pages, placement.strips_at_most):
        strips, stamps = stamps[: len(group)], stamps[len(group) :]
        windows = [strip.window for strip in strips]
        if placement.edge in (Edge.LEFT, Edge.TOP):  # fanned out there, the last page lies first
            windows.reverse()
        spans = [(w.x0, w.x1) if upright else (w.y0, w.y1) for w in windows]
        assert spans[0][0] == 0.0
        assert spans[-1][1] == 1.0
        assert all(left[1] == right[0] for left, right in pairwise(spans)), "no gap, no overlap, to the bit"
        across = [(w.y0, w.y1) if upright else (w.x0, w.x1) for w in windows]
        assert set(across) == {(0.0, 1.0)}
        widths = [strip.box.width_mm if upright else strip.box.height_mm for strip in strips]
        assert sum(widths) == pytest.approx(placement.width_mm if upright else placement.height_mm)
        assert min(widths) >= THINNEST_MM - 1e-6


@given(straddles())
def test_strips_lie_flush_with_the_edge_of_their_page_as_shown(given_straddle) -> None:
    placement, frames = given_straddle
    for stamp in straddle_stamps(placement, frames):
        frame, bounds = frames[stamp.page - 1], stamp.box.bounds_mm
        flush = {
            Edge.RIGHT: bounds.x1 - frame.width_mm,
            Edge.LEFT: bounds.x0,
            Edge.TOP: bounds.y0,
            Edge.BOTTOM: bounds.y1 - frame.height_mm,
        }[placement.edge]
        assert flush == pytest.approx(0.0, abs=1e-9)
        along = stamp.box.centre_y_mm if placement.edge in (Edge.RIGHT, Edge.LEFT) else stamp.box.centre_x_mm
        assert along == placement.centre_mm


@given(st.integers(2, 500), st.integers(2, 20))
def test_groups_are_even_and_never_single(count: int, at_most: int) -> None:
    pages = tuple(range(1, count + 1))
    cut = groups(pages, at_most)
    assert sum(cut, ()) == pages
    sizes = [len(group) for group in cut]
    assert min(sizes) >= 2
    assert max(sizes) - min(sizes) <= 1
    assert max(sizes) <= (3 if at_most == 2 else at_most)


def test_twenty_one_pages_make_two_groups() -> None:
    assert [len(group) for group in groups(range(1, 22), 20)] == [11, 10]


def test_a_whole_seal_is_one_stamp() -> None:
    stamps = placements_to_stamps([Placement(2, 80.0, 90.0, 42.0, 42.0, 15.0)], [A4, A4])
    assert stamps == (Stamp(2, TurnedBox(80.0, 90.0, 42.0, 42.0, 15.0), WHOLE),)


def test_order_is_that_of_the_placements() -> None:
    straddle = StraddlePlacement((1, 2), Edge.RIGHT, 100.0, 42.0, 42.0)
    stamps = placements_to_stamps([Placement(2, 80, 90, 42, 42), straddle], [A4, A4])
    assert [stamp.page for stamp in stamps] == [2, 1, 2]


def refusal(placement: Placement | StraddlePlacement, frames: list[PageFrame]) -> SealDeskError:
    with pytest.raises(SealDeskError) as caught:
        placements_to_stamps([placement], frames)
    return caught.value


@pytest.mark.parametrize("page", [0, -1, 3])
def test_a_page_that_is_not_there(page: int) -> None:
    error = refusal(Placement(page, 80, 90, 42, 42), [A4, A4])
    assert error.code is ErrorCode.PLACE_PAGE_MISSING
    assert error.facts == {"page": page, "pages": 2}
    straddle = StraddlePlacement((1, page), Edge.LEFT, 100, 42, 42)
    assert refusal(straddle, [A4, A4]).code is ErrorCode.PLACE_PAGE_MISSING


@pytest.mark.parametrize(
    ("x", "y", "turned", "fits"),
    [
        (21.0, 21.0, 0.0, True),
        (20.96, 21.0, 0.0, True),
        (20.9, 21.0, 0.0, False),
        (105.0, 297.0 - 21.0, 0.0, True),
        (105.0, 297.0 - 20.0, 0.0, False),
        (22.0, 100.0, 45.0, False),  # turned, its corner reaches over the edge
        (30.0, 100.0, 45.0, True),
        (float("nan"), 100.0, 0.0, False),
    ],
)
def test_ink_stays_on_the_page(x: float, y: float, turned: float, fits: bool) -> None:
    placement = Placement(1, x, y, 42.0, 42.0, turned)
    if fits:
        assert placements_to_stamps([placement], [A4])
    else:
        assert refusal(placement, [A4]).code is ErrorCode.PLACE_OFF_PAGE


def test_the_page_is_the_page_as_shown() -> None:
    sideways = PageFrame(A4_UNITS, 90)
    assert placements_to_stamps([Placement(1, 280.0, 100.0, 30, 30)], [sideways])
    assert refusal(Placement(1, 100.0, 280.0, 30, 30), [sideways]).code is ErrorCode.PLACE_OFF_PAGE


@pytest.mark.parametrize("size", [0.0, -5.0, 0.4, 100.5, float("nan"), float("inf")])
def test_sizes_that_are_none(size: float) -> None:
    assert refusal(Placement(1, 100, 100, size, 42.0), [A4]).code is ErrorCode.PLACE_SIZE_WRONG
    straddle = StraddlePlacement((1, 2), Edge.RIGHT, 100, 42.0, size)
    assert refusal(straddle, [A4, A4]).code is ErrorCode.PLACE_SIZE_WRONG


def test_a_page_as_large_as_its_pixels_may_carry_a_seal_in_proportion() -> None:
    scanned = PageFrame(Rect(0, 0, 2480, 3508))  # A4 at 300 dpi, a point for a pixel: 875 × 1238 mm
    assert placements_to_stamps([Placement(1, 300, 300, 175.0, 175.0)], [scanned])
    assert refusal(Placement(1, 400, 400, 420.0, 420.0), [scanned]).code is ErrorCode.PLACE_SIZE_WRONG
    straddle = StraddlePlacement((1, 2), Edge.RIGHT, 300, 175.0, 175.0)
    assert placements_to_stamps([straddle], [scanned, scanned])
    assert refusal(straddle, [scanned, A4]).code is ErrorCode.PLACE_SIZE_WRONG


@pytest.mark.parametrize(("pages", "at_most"), [((1,), 20), ((), 20), ((1, 2), 1)])
def test_a_straddle_seal_needs_two_pages(pages: tuple[int, ...], at_most: int) -> None:
    error = refusal(StraddlePlacement(pages, Edge.RIGHT, 100, 42, 42, at_most), [A4, A4])
    assert error.code is ErrorCode.PLACE_STRADDLE_TOO_FEW_PAGES


def test_a_strip_over_the_end_of_a_short_page_is_refused() -> None:
    short = PageFrame(Rect(0, 0, 595, 300))
    error = refusal(StraddlePlacement((1, 2), Edge.RIGHT, 100, 42, 42), [A4, short])
    assert error.code is ErrorCode.PLACE_OFF_PAGE
    assert error.facts["page"] == 2


def straddle(pages: int = 20, **changes: object) -> StraddlePlacement:
    return replace(StraddlePlacement(tuple(range(1, pages + 1)), Edge.RIGHT, 100, 42, 42), **changes)


@given(st.integers(2, 200), st.sampled_from([1.0, 1.5, 2.0, 5.0]))
def test_the_first_strip_is_that_many_times_as_wide_as_each_other(count: int, wider: float) -> None:
    edges = cuts(straddle(first_wider=wider), count)
    first, *others = (high - low for low, high in pairwise(edges))
    assert others == pytest.approx([first / wider] * (count - 1))


def test_the_first_of_each_group_is_wider() -> None:
    stamps = straddle_stamps(straddle(21, first_wider=2.0), [A4] * 21)
    widths = [stamp.box.width_mm for stamp in stamps]
    assert widths[0] == pytest.approx(7.0)
    assert widths[1:11] == pytest.approx([3.5] * 10)
    assert widths[11] == pytest.approx(2 * widths[12])


@given(st.integers(2, 200), st.integers(0, SEEDS - 1), st.integers(0, 50))
def test_chance_keeps_near_the_even_width(count: int, seed: int, group: int) -> None:
    chosen = straddle(cut=StraddleCut.RANDOM, seed=seed)
    edges = cuts(chosen, count, group)
    assert edges == cuts(chosen, count, group)
    assert (edges[0], edges[-1], len(edges)) == (0.0, 1.0, count + 1)
    widths = [count * (high - low) for low, high in pairwise(edges)]
    assert min(widths) >= 0.6 - 1e-9
    assert max(widths) <= 1.4 + 1e-9


def test_chance_is_the_same_on_every_machine() -> None:
    edges = cuts(straddle(cut=StraddleCut.RANDOM, seed=7), 4)
    assert edges == (0.0, 0.2795061658091617, 0.4777338758352979, 0.7258757295386611, 1.0)


def test_another_seed_and_another_group_are_cut_otherwise() -> None:
    chosen = straddle(cut=StraddleCut.RANDOM, seed=7)
    ways = {cuts(chosen, 5), cuts(chosen, 5, 1), cuts(replace(chosen, seed=8), 5), cuts(straddle(), 5)}
    assert len(ways) == 4


def test_strips_too_thin_are_refused_with_what_is_possible() -> None:
    small = straddle(60, width_mm=18.0, height_mm=18.0)
    error = refusal(small, [A4] * 60)
    assert error.code is ErrorCode.PLACE_STRADDLE_TOO_THIN
    assert error.facts == {"strip_mm": 0.9, "least_mm": 1.0, "strips": 20, "most": 18}
    assert placements_to_stamps([replace(small, strips_at_most=18)], [A4] * 60)
    assert refusal(straddle(19, width_mm=18.0, height_mm=18.0), [A4] * 19).facts["strips"] == 19


@given(
    st.sampled_from([20.0, 42.0, 58.0]), st.sampled_from([1.0, 1.5, 2.0, 3.0]), st.sampled_from(StraddleCut)
)
def test_what_is_called_possible_is_possible(size: float, wider: float, cut: StraddleCut) -> None:
    asked = straddle(200, width_mm=size, height_mm=size, first_wider=wider, cut=cut)
    most = most_strips(asked)
    assert straddle_stamps(replace(asked, strips_at_most=most), [A4] * 200)
    assert refusal(replace(asked, strips_at_most=200), [A4] * 200).facts["most"] == most


@pytest.mark.parametrize(
    "changes",
    [
        {"first_wider": 0.9},
        {"first_wider": 5.1},
        {"first_wider": float("nan")},
        {"seed": -1},
        {"seed": SEEDS},
        {"strips_at_most": 201},
    ],
)
def test_cuts_that_are_none(changes: dict[str, float]) -> None:
    assert refusal(straddle(**changes), [A4] * 20).code is ErrorCode.PLACE_STRADDLE_CUT_WRONG


def test_ink_goes_on_a_hair_beyond_cuts_and_nowhere_else() -> None:
    assert Stamp(1, TurnedBox(80, 90, 42, 42)).painted == Rect(0, 0, 1, 1)
    first, middle, last = straddle_stamps(straddle(3), [A4] * 3)
    hair = BLEED_MM / 14.0
    assert astuple(first.painted) == pytest.approx((0.0, 0.0, 1.0 + hair, 1.0))
    assert astuple(middle.painted) == pytest.approx((-hair, 0.0, 1.0 + hair, 1.0))
    assert astuple(last.painted) == pytest.approx((-hair, 0.0, 1.0, 1.0))
    upper, lower = straddle_stamps(straddle(2, edge=Edge.BOTTOM), [A4] * 2)
    hair = BLEED_MM / 21.0
    assert astuple(upper.painted) == pytest.approx((0.0, -hair, 1.0, 1.0))
    assert astuple(lower.painted) == pytest.approx((0.0, 0.0, 1.0, 1.0 + hair))
