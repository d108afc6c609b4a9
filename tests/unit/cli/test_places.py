"""Places on the command line: page lists, and the fitting of pages smaller than A6."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.cli.places import SMALL_PAGE_MM, fit_small_pages
from sealdesk.geometry import PageFrame, Rect
from sealdesk.model.document import DocumentDigest, Preflight
from sealdesk.model.placement import Edge, Placement, StraddlePlacement

MM = 72 / 25.4


def document(*sizes_mm: tuple[float, float]) -> Preflight:
    frames = tuple(PageFrame(Rect(0, 0, width * MM, height * MM)) for width, height in sizes_mm)
    return Preflight(DocumentDigest("ab" * 32, 1), frames)


def test_on_ordinary_pages_nothing_is_touched() -> None:
    off = Placement(1, 5.0, 60.0, 42.0, 42.0)
    assert fit_small_pages((off,), document((210, 297))) == ((off,), ())
    assert fit_small_pages((off,), document((105, 148))) == ((off,), ())


def test_a_place_inside_a_small_page_is_kept() -> None:
    inside = Placement(1, 50.0, 25.0, 42.0, 42.0)
    assert fit_small_pages((inside,), document((105.8, 50.8))) == ((inside,), ())


def test_a_place_beside_a_card_is_moved_at_true_size() -> None:
    ((moved,), pages) = fit_small_pages((Placement(1, 60.0, 60.0, 42.0, 42.0),), document((105.8, 50.8)))
    assert pages == (1,)
    assert (moved.width_mm, moved.height_mm) == (42.0, 42.0)
    assert moved.centre_y_mm == pytest.approx(29.8)
    assert moved.centre_x_mm == 60.0


def test_missing_pages_and_straddles_are_left_to_their_own_checks() -> None:
    places = (Placement(7, 60.0, 60.0, 42.0, 42.0), StraddlePlacement((1, 2), Edge.RIGHT, 30.0, 42.0, 42.0))
    assert fit_small_pages(places, document((50, 50), (50, 50))) == (places, ())


@given(
    st.floats(1.0, SMALL_PAGE_MM - 0.1),
    st.floats(1.0, 500.0),
    st.floats(-50, 300),
    st.floats(-50, 300),
    st.floats(0, 360),
)
def test_what_was_fitted_lies_on_the_page(
    width: float, height: float, x: float, y: float, turned: float
) -> None:
    small = document((width, height))
    ((fitted,), _) = fit_small_pages((Placement(1, x, y, 42.0, 38.0, turned),), small)
    assert small.frames[0].shown_mm.contains(fitted.box.bounds_mm, 1e-6)
    assert fitted.width_mm / fitted.height_mm == pytest.approx(42.0 / 38.0)
    assert fitted.width_mm <= 42.0
