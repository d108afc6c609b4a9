"""Millimetres on the page as shown, and user space: every rotation, box and unit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.geometry import A4_UNITS, LETTER_UNITS, Matrix, PageFrame, Rect, TurnedBox, exact_cos_sin

CLOSE = 1e-6  # mm and units; a seal is placed to 0.1 mm

coordinates = st.floats(-14400, 14400)
sides = st.floats(3, 14400)
lengths_mm = st.floats(1, 200)


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    x0, y0 = draw(coordinates), draw(coordinates)
    return Rect(x0, y0, x0 + draw(sides), y0 + draw(sides))


frames = st.builds(PageFrame, rects(), st.sampled_from([0, 90, 180, 270]), st.floats(0.1, 75))
boxes = st.builds(
    TurnedBox,
    st.floats(-100, 1500),
    st.floats(-100, 1500),
    lengths_mm,
    lengths_mm,
    st.one_of(st.sampled_from([0.0, 90.0, 180.0, 270.0, -90.0]), st.floats(-720, 720)),
)


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """ISO 32000-2 §8.3.3, written out once more."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def as_people_see(box: TurnedBox, u: float, v: float) -> tuple[float, float]:
    """Where the point (u, v) of the image, from its bottom left corner, has to lie on the page as shown."""
    right, down = (u - 0.5) * box.width_mm, (0.5 - v) * box.height_mm
    angle = math.radians(box.turned_deg)
    return (
        box.centre_x_mm + right * math.cos(angle) - down * math.sin(angle),
        box.centre_y_mm + right * math.sin(angle) + down * math.cos(angle),
    )


@given(frames, st.floats(-1000, 6000), st.floats(-1000, 6000))
def test_there_and_back_is_where_it_was(frame: PageFrame, x_mm: float, y_mm: float) -> None:
    assert frame.to_shown(*frame.to_user_space(x_mm, y_mm)) == pytest.approx((x_mm, y_mm), abs=CLOSE)


@given(frames, coordinates, coordinates)
def test_back_and_there_is_where_it_was(frame: PageFrame, x: float, y: float) -> None:
    assert frame.to_user_space(*frame.to_shown(x, y)) == pytest.approx((x, y), abs=CLOSE)


@pytest.mark.parametrize(
    ("rotate_deg", "corner"),
    [(0, (100, 700)), (90, (100, 200)), (180, (500, 200)), (270, (500, 700))],
)
def test_top_left_of_a_turned_page(rotate_deg: int, corner: tuple[float, float]) -> None:
    """/Rotate turns clockwise: at 90 the page's lower left corner comes to the top left."""
    frame = PageFrame(Rect(100, 200, 500, 700), rotate_deg)
    assert frame.to_user_space(0, 0) == corner


@given(frames)
def test_the_visible_box_fills_the_page_as_shown(frame: PageFrame) -> None:
    corners = [
        frame.to_shown(x, y)
        for x in (frame.visible.x0, frame.visible.x1)
        for y in (frame.visible.y0, frame.visible.y1)
    ]
    whole = frame.shown_mm
    assert sorted(corners) == [
        pytest.approx(each, abs=CLOSE * frame.user_unit)
        for each in sorted((x, y) for x in (0.0, whole.x1) for y in (0.0, whole.y1))
    ]


@given(frames, boxes, st.floats(0, 1), st.floats(0, 1))
def test_ink_lies_where_people_put_it(frame: PageFrame, box: TurnedBox, u: float, v: float) -> None:
    on_page = frame.to_shown(*apply(frame.ink_matrix(box), u, v))
    assert on_page == pytest.approx(as_people_see(box, u, v), abs=CLOSE)


@pytest.mark.parametrize("rotate_deg", [0, 90, 180, 270])
def test_ink_of_an_upright_seal_has_exact_axes(rotate_deg: int) -> None:
    frame = PageFrame(A4_UNITS, rotate_deg)
    a, b, c, d, _, _ = frame.ink_matrix(TurnedBox(80, 90, 42, 42))
    side = 42 / 25.4 * 72
    turned = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[rotate_deg]
    assert (a, b, c, d) == pytest.approx([side * each for each in turned], abs=0)


@given(frames, boxes)
def test_user_bounds_hold_the_ink(frame: PageFrame, box: TurnedBox) -> None:
    matrix = frame.ink_matrix(box)
    xs, ys = zip(*(apply(matrix, u, v) for u in (0, 1) for v in (0, 1)), strict=True)
    bounds = frame.user_bounds(box)
    assert (bounds.x0, bounds.y0, bounds.x1, bounds.y1) == pytest.approx(
        (min(xs), min(ys), max(xs), max(ys)), abs=CLOSE
    )


def test_a4_is_210_by_297_mm_also_turned() -> None:
    assert (PageFrame(A4_UNITS).width_mm, PageFrame(A4_UNITS).height_mm) == pytest.approx(
        (210, 297), abs=0.01
    )
    sideways = PageFrame(A4_UNITS, 90)
    assert (sideways.width_mm, sideways.height_mm) == pytest.approx((297, 210), abs=0.01)


def test_user_unit_scales_the_page() -> None:
    assert PageFrame(LETTER_UNITS, user_unit=2).width_mm == pytest.approx(2 * 8.5 * 25.4)


def test_the_crop_box_is_cut_to_the_media_box() -> None:
    frame = PageFrame.of_boxes(LETTER_UNITS, Rect(-50, 100, 300, 900))
    assert frame.visible == Rect(0, 100, 300, 792)


@pytest.mark.parametrize(
    "crop", [None, Rect(700, 0, 800, 100), Rect(612, 0, 700, 792), Rect(100, 100, 100, 300)]
)
def test_a_crop_box_that_shows_nothing_is_ignored(crop: Rect | None) -> None:
    assert PageFrame.of_boxes(LETTER_UNITS, crop).visible == LETTER_UNITS


@pytest.mark.parametrize(
    ("written", "meant"), [(0, 0), (90, 90), (-90, 270), (450, 90), (720, 0), (45, 0), (-180, 180)]
)
def test_rotation_is_normalised(written: int, meant: int) -> None:
    assert PageFrame.of_boxes(A4_UNITS, None, written).rotate_deg == meant


@pytest.mark.parametrize("written", [0, -1, math.nan, math.inf, -math.inf])
def test_a_senseless_user_unit_counts_as_one(written: float) -> None:
    assert PageFrame.of_boxes(A4_UNITS, None, 0, written).user_unit == 1


@given(coordinates, coordinates, coordinates, coordinates)
def test_corners_may_come_in_any_order(xa: float, ya: float, xb: float, yb: float) -> None:
    rect = Rect.of_corners(xa, ya, xb, yb)
    assert rect == Rect.of_corners(xb, ya, xa, yb) == Rect.of_corners(xb, yb, xa, ya)
    assert rect.width >= 0 <= rect.height


@given(rects(), rects())
def test_the_common_part_lies_in_both(one: Rect, other: Rect) -> None:
    common = one.intersection(other)
    assert common == other.intersection(one)
    if common is None:
        assert one.x1 <= other.x0 or other.x1 <= one.x0 or one.y1 <= other.y0 or other.y1 <= one.y0
    else:
        assert one.contains(common) and other.contains(common)


def test_touching_edges_have_no_common_part() -> None:
    assert Rect(0, 0, 10, 10).intersection(Rect(10, 0, 20, 10)) is None


def test_contains_allows_its_tolerance_and_no_more() -> None:
    assert Rect(0, 0, 10, 10).contains(Rect(-0.5, 0, 10.5, 10), tolerance=0.5)
    assert not Rect(0, 0, 10, 10).contains(Rect(-0.6, 0, 10, 10), tolerance=0.5)


@given(st.integers(-40, 40))
def test_quarter_turns_are_exact(quarters: int) -> None:
    assert set(map(abs, exact_cos_sin(quarters * 90.0))) == {0.0, 1.0}


@given(st.floats(-1e4, 1e4))
def test_cos_and_sin_are_those_of_the_angle(angle_deg: float) -> None:
    radians = math.radians(angle_deg)
    assert exact_cos_sin(angle_deg) == pytest.approx((math.cos(radians), math.sin(radians)), abs=1e-9)
