"""Snapping: pure geometry, no window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.geometry import A4_UNITS, PageFrame, Rect, TurnedBox
from sealdesk.gui.snapping import (
    REACH_MM,
    ROW_GAP_MM,
    Axis,
    LineKind,
    Surroundings,
    lines_of,
    reach_mm,
    snap,
)

A4 = PageFrame(A4_UNITS)
LETTER = PageFrame(Rect(0, 0, 612, 792))
places = st.floats(-50, 350)


def seal(x: float, y: float, width: float = 42.0, height: float = 42.0, turned: float = 0.0) -> TurnedBox:
    return TurnedBox(x, y, width, height, turned)


def test_the_middle_of_the_page_draws_the_seal() -> None:
    snapped = snap(seal(104, 150), lines_of(Surroundings(LETTER)), REACH_MM)
    assert snapped.x_mm == 104 and snapped.y_mm == 150 and snapped.lines == ()
    snapped = snap(seal(A4.width_mm / 2 + 1.9, 60), lines_of(Surroundings(A4)), REACH_MM)
    assert snapped.x_mm == pytest.approx(A4.width_mm / 2) and snapped.y_mm == 60 - 60 + 58
    assert {line.kind for line in snapped.lines} == {LineKind.PAGE_CENTRE, LineKind.TYPE_AREA}


def test_a_seal_stands_beside_another_with_a_gap_that_the_standard_allows() -> None:
    here = Surroundings(LETTER, others=(Rect(50, 100, 92, 142),))
    snapped = snap(seal(92 + 21 + 2.2, 120.5), lines_of(here), REACH_MM)
    assert snapped.x_mm - 21 - 92 == pytest.approx(ROW_GAP_MM)
    assert snapped.y_mm == pytest.approx(121)
    kinds = {line.kind for line in snapped.lines}
    assert LineKind.SEAL_BESIDE in kinds and LineKind.SEAL_CENTRE in kinds


def test_issuer_date_and_fields_come_before_the_page() -> None:
    middle = LETTER.width_mm / 2
    here = Surroundings(LETTER, issuer=Rect(middle - 40, 180, middle + 40, 186))
    snapped = snap(seal(middle + 1, 182), lines_of(here), REACH_MM)
    assert (snapped.x_mm, snapped.y_mm) == (pytest.approx(middle), pytest.approx(183))
    assert {line.kind for line in snapped.lines} == {LineKind.ISSUER}
    here = Surroundings(LETTER, fields=(Rect(20, 200, 80, 240),), date=Rect(30, 219, 70, 223))
    snapped = snap(seal(50.5, 219), lines_of(here), REACH_MM)
    assert (snapped.x_mm, snapped.y_mm) == (pytest.approx(50), pytest.approx(220))


def test_a_seal_keeps_inside_the_margins_of_the_text() -> None:
    here = Surroundings(LETTER, text=Rect(31.7, 25.4, 184.2, 250))
    snapped = snap(seal(184 - 21, 250 - 20), lines_of(here), REACH_MM)
    assert snapped.x_mm + 21 == pytest.approx(184.2) and snapped.y_mm + 21 == pytest.approx(250)
    assert {line.kind for line in snapped.lines} == {LineKind.TEXT}


def test_far_out_six_pixels_reach_farther_than_two_millimetres() -> None:
    assert reach_mm(8.0) == REACH_MM
    assert reach_mm(1.0) == 6.0


@given(places, places, st.floats(5, 100), st.floats(5, 100), st.floats(-180, 180), st.data())
def test_snapping_never_moves_farther_than_its_reach_and_then_lies_on_a_line(
    x: float, y: float, width: float, height: float, turned: float, data: st.DataObject
) -> None:
    corners = st.tuples(places, places, places, places)
    others = tuple(Rect.of_corners(*data.draw(corners)) for _ in range(data.draw(st.integers(0, 3))))
    lines = lines_of(Surroundings(A4, others=others, text=Rect(30, 30, 180, 260)))
    box = seal(x, y, width, height, turned)
    snapped = snap(box, lines, REACH_MM)
    assert abs(snapped.x_mm - x) <= REACH_MM and abs(snapped.y_mm - y) <= REACH_MM
    moved = seal(snapped.x_mm, snapped.y_mm, width, height, turned).bounds_mm
    parts = {
        Axis.X: (moved.x0, snapped.x_mm, moved.x1),
        Axis.Y: (moved.y0, snapped.y_mm, moved.y1),
    }
    for line in snapped.lines:
        assert min(abs(line.at_mm - part) for part in parts[line.axis]) < 1e-5
    if snapped.x_mm != x:
        assert any(line.axis is Axis.X for line in snapped.lines)
    again = snap(seal(snapped.x_mm, snapped.y_mm, width, height, turned), lines, REACH_MM)
    assert (again.x_mm, again.y_mm) == (pytest.approx(snapped.x_mm), pytest.approx(snapped.y_mm))
