"""Outlines: bounds, holes, and the shapes seals are made of."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.geometry import Rect
from sealdesk.impression import outline
from sealdesk.impression.outline import Contour, Outline

COORDINATES = st.floats(-100, 100).map(lambda value: round(value, 3))
POINTS = st.tuples(COORDINATES, COORDINATES)


def area(shape: Outline, steps: int = 60) -> float:
    """Signed area, clockwise positive (y down), by flattening."""
    total = 0.0
    for contour in shape.contours:
        points = flattened(contour, steps)
        total += sum(
            xa * yb - xb * ya for (xa, ya), (xb, yb) in zip(points, points[1:] + points[:1], strict=True)
        )
    return total / 2


def flattened(contour: Contour, steps: int) -> list[tuple[float, float]]:
    points, before = [contour.start], contour.start
    for piece in contour.pieces:
        if len(piece) == 3:
            points += [outline._on_curve(before, *piece, step / steps) for step in range(1, steps)]
        points.append(piece[-1])
        before = piece[-1]
    return points


def test_ring_has_the_area_between_its_edges() -> None:
    ring = outline.ring(20, 20, 20, 20, 1.0)
    assert area(ring) == pytest.approx(math.pi * (20**2 - 19**2), rel=1e-3)
    assert ring.bounds == Rect(0, 0, 40, 40)


def test_frame_is_a_rectangle_with_a_hole() -> None:
    frame = outline.frame(Rect(0, 0, 20, 10), 0.5)
    assert area(frame) == pytest.approx(20 * 10 - 19 * 9)


def test_star_is_as_wide_as_asked_and_stands_on_two_tips() -> None:
    star = outline.star(10, 10, 14.0)
    assert star.bounds is not None
    assert star.bounds.width == pytest.approx(14.0)
    tips = [star.contours[0].start, *(piece[0] for piece in star.contours[0].pieces)][::2]
    assert [math.dist(tip, (10, 10)) for tip in tips] == pytest.approx([math.dist(tips[0], (10, 10))] * 5)
    assert tips[0][0] == pytest.approx(10)
    assert tips[0][1] < 10


@given(POINTS, POINTS, POINTS, POINTS)
def test_bounds_hold_every_point_of_a_curve_and_touch_it(a, b, c, d) -> None:
    shape = Outline((Contour(a, ((b, c, d),)),))
    points = flattened(shape.contours[0], 400)
    bounds = shape.bounds
    assert bounds is not None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    flat = Rect(min(xs), min(ys), max(xs), max(ys))
    assert bounds.contains(flat, 1e-6)
    assert flat.contains(bounds, 0.01)


@given(POINTS, POINTS, POINTS, POINTS, POINTS)
def test_a_contour_turned_round_twice_is_itself(a, b, c, d, e) -> None:
    contour = Contour(a, ((b, c, d), (e,)))
    assert contour.reversed().reversed() == contour
    assert area(Outline((contour.reversed(),))) == pytest.approx(-area(Outline((contour,))), abs=1e-6)


def test_nothing_has_no_bounds_and_no_operators() -> None:
    assert Outline(()).bounds is None
    assert outline.operators(Outline(())) == ""


def test_operators_are_those_of_a_content_stream() -> None:
    shape = Outline((Contour((0, 0), (((1, 0),), ((1, 1), (1, 2), (0, 2)))),))
    assert outline.operators(shape).split("\n") == [
        "0.00000 0.00000 m",
        "1.00000 0.00000 l",
        "1.00000 1.00000 1.00000 2.00000 0.00000 2.00000 c",
        "h",
        "f",
    ]
