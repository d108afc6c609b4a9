"""Whether inks meet on a page: round seals beside their boxes' corners, strips of straddle seals."""

from __future__ import annotations

import math

import pytest

from sealdesk.geometry import Rect, TurnedBox
from sealdesk.model.ink import Stamp
from sealdesk.policy.ink_touching import inks_touch

MM = 42.0


def whole(x: float, y: float, width: float = MM, height: float = MM, turned_deg: float = 0.0) -> Stamp:
    return Stamp(1, TurnedBox(x, y, width, height, turned_deg))


def strip(y: float, low: float, high: float, x_right: float = 210.0) -> Stamp:
    """A part of a seal at the right edge, from `low` to `high` of its width."""
    width = MM * (high - low)
    return Stamp(1, TurnedBox(x_right - width / 2, y, width, MM), Rect(low, 0.0, high, 1.0))


def touch(one: Stamp, other: Stamp, *, rounded: bool = True) -> bool:
    found = inks_touch(one, other, round_one=rounded, round_other=rounded)
    assert found == inks_touch(other, one, round_one=rounded, round_other=rounded)
    return found


@pytest.mark.parametrize("angle", range(0, 360, 15))
def test_two_round_seals_touch_where_their_middles_are_nearer_than_a_diameter(angle: int) -> None:
    def beside(mm: float) -> Stamp:
        return whole(100 + mm * math.cos(math.radians(angle)), 100 + mm * math.sin(math.radians(angle)))

    assert touch(whole(100, 100), beside(MM - 0.6))
    assert not touch(whole(100, 100), beside(MM + 0.1))


def test_rectangles_touch_at_their_corners_round_seals_do_not() -> None:
    corner = whole(100 + 0.75 * MM, 100 + 0.75 * MM)
    assert touch(whole(100, 100), corner, rounded=False)
    assert not touch(whole(100, 100), corner)
    assert not inks_touch(
        whole(100, 100), whole(100 + 0.99 * MM, 100 + 0.99 * MM), round_one=True, round_other=False
    )
    assert inks_touch(whole(100, 100), corner, round_one=True, round_other=False)


def test_ovals_are_as_long_as_they_are_wide() -> None:
    oval = whole(100, 100, 40, 30)
    assert touch(oval, whole(139, 100, 40, 30)) and not touch(oval, whole(100, 131, 40, 30))
    assert touch(oval, whole(100, 129, 40, 30))


def test_overlaps_that_nobody_sees_are_none() -> None:
    assert not touch(whole(100, 100), whole(100 + MM - 0.05, 100), rounded=False)
    near, here = whole(100 + MM - 0.3, 100), whole(100, 100)
    assert touch(here, near, rounded=False)
    assert not inks_touch(here, near, round_one=False, round_other=False, tolerance_mm=0.5)


def test_strips_touch_where_their_part_of_the_seal_is_high_enough() -> None:
    """40 mm apart, the first thirds of two discs of 42 mm stay clear of each other; the middle thirds do not."""
    assert not touch(strip(100, 0.0, 0.2), strip(140, 0.0, 0.2))
    assert touch(strip(100, 0.4, 0.6), strip(140, 0.4, 0.6))
    assert touch(strip(100, 0.0, 0.2), strip(140, 0.0, 0.2), rounded=False)
    assert not touch(strip(100, 0.4, 0.6), strip(143, 0.4, 0.6))


def test_a_strip_touches_a_whole_seal_beside_it() -> None:
    assert touch(strip(100, 0.4, 0.6), whole(190, 100))
    assert not touch(strip(100, 0.4, 0.6), whole(180, 100))
