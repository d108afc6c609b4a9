"""The placing model: moving, turning, scaling, repeating, undoing; no window needed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.page_numbers import parse_pages
from sealdesk.geometry import A4_UNITS, PageFrame, Rect, TurnedBox
from sealdesk.gui import placing_geometry as geometry
from sealdesk.gui.placing import Placing
from sealdesk.gui.placing_sizes import TrueSize
from sealdesk.gui.placing_undo import PlacingHistory
from sealdesk.impression.strips import placements_to_stamps
from sealdesk.model.placement import Edge, Placement, StraddlePlacement

A4 = PageFrame(A4_UNITS)
SMALL = PageFrame(Rect(0, 0, 283.465, 283.465))


def a_placing(pages: int = 3) -> Placing:
    return Placing((A4,) * pages, TrueSize(42.0, 42.0), "SEAL-1")


def kept(model: Placing) -> PlacingHistory:
    """The history of these places."""
    history = PlacingHistory()
    history.watch(model)
    return history


def only(model: Placing) -> Placement:
    (placement,) = model.placements
    assert isinstance(placement, Placement)
    return placement


def test_a_new_impression_has_true_size_and_is_selected() -> None:
    model = a_placing()
    mark = model.place(2, 80, 90)
    assert mark.placement == Placement(2, 80, 90, 42, 42)
    assert model.selected == mark


def test_a_seal_stays_inside_its_page() -> None:
    model = a_placing()
    key = model.place(1, -50, 1000).key
    assert only(model).box.bounds_mm.x0 == pytest.approx(0)
    assert only(model).box.bounds_mm.y1 == pytest.approx(A4.height_mm)
    model.turn(key, 45)
    assert A4.shown_mm.contains(only(model).box.bounds_mm, 1e-9)
    assert not model.troubles()


def test_a_page_smaller_than_the_seal_is_said() -> None:
    model = Placing((PageFrame(Rect(0, 0, 60, 60)),), TrueSize(42.0, 42.0))
    mark = model.place(1, 5, 5)
    trouble = model.trouble(mark)
    assert trouble is not None and trouble.code is ErrorCode.PLACE_OFF_PAGE
    assert model.on_page(1)


def test_nudging_and_turning() -> None:
    model = a_placing()
    key = model.place(1, 80, 90).key
    model.move_by(key, 0.1, -1)
    model.turn(key, 190)
    assert only(model) == Placement(1, 80.1, 89, 42, 42, -170)


def test_resizing_keeps_proportions_and_the_way_back() -> None:
    model = Placing((A4,), TrueSize(45.0, 30.0))
    key = model.place(1, 100, 100).key
    model.resize(key, 30)
    assert (only(model).width_mm, only(model).height_mm) == (30, 20)
    assert not model.is_true_size(model.marks[0])
    model.true_size(key)
    assert model.is_true_size(model.marks[0]) and only(model).height_mm == 30


def test_a_drag_is_one_step_and_can_be_given_up() -> None:
    model = a_placing()
    history = kept(model)
    key = model.place(1, 80, 90).key
    model.begin()
    for x in range(81, 120):
        model.move_to(key, x, 90)
    model.end()
    history.undo()
    assert only(model).centre_x_mm == 80
    history.redo()
    assert only(model).centre_x_mm == 119
    model.begin()
    model.move_to(key, 30, 90)
    model.cancel()
    assert only(model).centre_x_mm == 119
    history.undo()
    history.undo()
    assert not model.marks and not history.can_undo


def test_selecting_is_no_step() -> None:
    model = a_placing()
    history = kept(model)
    model.place(1, 80, 90)
    model.select(None)
    history.undo()
    assert not model.marks


def test_repeat_on_pages_once_each() -> None:
    model = a_placing(8)
    history = kept(model)
    key = model.place(2, 80, 90).key
    assert model.repeat(key, parse_pages("1-3,7", 8)) == 3
    assert [placement.page for placement in model.placements if isinstance(placement, Placement)] == [
        2,
        1,
        3,
        7,
    ]
    assert model.repeat(key, (1, 2)) == 0
    history.undo()
    assert len(model.marks) == 1


def test_a_straddle_seal_moves_along_its_edge_and_is_alone() -> None:
    model = a_placing()
    key = model.straddle((1, 2, 3)).key
    model.move_to(key, 10, 100)
    key = model.straddle((1, 2)).key
    model.move_to(key, 10, 1000)
    (placement,) = model.placements
    assert isinstance(placement, StraddlePlacement)
    assert placement.pages == (1, 2) and placement.edge is Edge.RIGHT
    assert placement.centre_mm == pytest.approx(A4.height_mm - 21)
    ((mark, stamp),) = model.on_page(2)
    assert mark.key == key and stamp.box.bounds_mm.x1 == pytest.approx(A4.width_mm)
    assert not model.on_page(3)


def test_a_straddle_seal_stays_on_the_smallest_of_its_pages() -> None:
    model = Placing((A4, SMALL), TrueSize(42.0, 42.0))
    model.straddle((1, 2))
    assert not model.troubles()


def test_a_straddle_seal_needs_two_pages() -> None:
    with pytest.raises(SealDeskError) as refused:
        a_placing().straddle((1,))
    assert refused.value.code is ErrorCode.PLACE_STRADDLE_TOO_FEW_PAGES


def test_the_topmost_mark_is_hit_in_its_turned_box() -> None:
    model = Placing((A4,), TrueSize(60.0, 10.0))
    below = model.place(1, 100, 100)
    above = model.place(1, 100, 100)
    model.turn(above.key, 90)
    assert model.at(1, 100, 100) == model.selected
    assert model.at(1, 125, 100) == below
    assert model.at(1, 125, 125) is None


def test_choosing_round_and_round() -> None:
    model = a_placing()
    first, second = model.place(1, 50, 50), model.place(1, 150, 150)
    assert model.select_next(1) == first
    assert model.select_next(1) == second
    assert model.select_next(1, -1) == first
    assert model.select_next(3) is None


@given(st.floats(0, 200), st.floats(0, 200), st.floats(-180, 180), st.floats(-100, 100), st.floats(-100, 100))
def test_handles_are_where_the_box_is(x: float, y: float, angle: float, px: float, py: float) -> None:
    box = TurnedBox(x, y, 40, 30, angle)
    there = geometry.from_box(box, px, py)
    back = geometry.to_box(box, *there)
    assert back == pytest.approx((px, py), abs=1e-6)
    for corner in geometry.corners(box):
        assert geometry.width_to(box, *corner) == pytest.approx(40)
    handle = geometry.turning_handle(box, 8)
    turned = geometry.angle_to(box, *handle)
    if abs(angle) > geometry.UPRIGHT_WITHIN_DEG + 1e-6:
        assert math.cos(math.radians(turned - angle)) == pytest.approx(1)
    elif abs(angle) < geometry.UPRIGHT_WITHIN_DEG - 1e-6:
        assert turned == 0


@given(st.lists(st.floats(0, 300), min_size=1, max_size=5), st.sampled_from(Edge), st.integers(2, 5))
def test_a_straddle_seal_that_is_moved_shows_what_is_written(
    centres: list[float], edge: Edge, pages: int
) -> None:
    model = Placing((A4,) * pages, TrueSize(42.0, 42.0))
    key = model.straddle(range(1, pages + 1), edge).key
    for centre in centres:
        model.move_to(key, centre, centre)
        for stamp in placements_to_stamps(model.placements, model.frames):
            ((_, shown),) = model.on_page(stamp.page)
            assert shown.window == stamp.window
            assert shown.box.centre_x_mm == pytest.approx(stamp.box.centre_x_mm, abs=1e-6)
            assert shown.box.centre_y_mm == pytest.approx(stamp.box.centre_y_mm, abs=1e-6)
