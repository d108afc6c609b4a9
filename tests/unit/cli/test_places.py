"""Places on the command line: page lists, and the fitting of pages smaller than A6."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.cli.places import SMALL_PAGE_MM, fit_small_pages, parse_pages
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import PageFrame, Rect
from sealdesk.model.document import DocumentDigest, Preflight
from sealdesk.model.placement import Edge, Placement, StraddlePlacement

MM = 72 / 25.4


def document(*sizes_mm: tuple[float, float]) -> Preflight:
    frames = tuple(PageFrame(Rect(0, 0, width * MM, height * MM)) for width, height in sizes_mm)
    return Preflight(DocumentDigest("ab" * 32, 1), frames)


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
        ("12", (12,)),  # the place check names the missing page
    ],
)
def test_page_lists(text: str, pages: tuple[int, ...]) -> None:
    assert parse_pages(text, 9) == pages


@pytest.mark.parametrize("text", ["", ",", "0", "-1", "3-1", "a", "1-", "1--2", "1.5", "1-99999999999"])
def test_wrong_page_lists(text: str) -> None:
    with pytest.raises(SealDeskError) as wrong:
        parse_pages(text, 9)
    assert wrong.value.code is ErrorCode.PLACE_PAGES_WRONG


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
