"""The fanned pile: sheets shifted so that their strips join to the seal, the first page on top."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from sealdesk.geometry import A4_UNITS, LETTER_UNITS, PageFrame, Rect
from sealdesk.model.placement import Edge, StraddleCut, StraddlePlacement
from sealdesk.service.straddle_preview import AssembledSeal, assembled, range_mm, strip_width_mm

FRAMES = [
    PageFrame(A4_UNITS),
    PageFrame(LETTER_UNITS, 90),
    PageFrame(Rect(0, 0, 842, 1191), 270),
    PageFrame(A4_UNITS),
]


def placement(edge: Edge = Edge.RIGHT, pages: tuple[int, ...] = (1, 2, 3, 4)) -> StraddlePlacement:
    return StraddlePlacement(pages, edge, 100.0, 42.0, 30.0, 20, 1.5, StraddleCut.RANDOM, 5)


def visible(seal: AssembledSeal, x_mm: float, y_mm: float) -> int:
    """The page seen at this point of the seal: the topmost sheet that covers it."""
    for sheet in seal.sheets:
        paper = sheet.paper_mm
        if paper.x0 <= x_mm <= paper.x1 and paper.y0 <= y_mm <= paper.y1:
            return sheet.page
    return 0


@pytest.mark.parametrize("edge", list(Edge))
def test_of_each_sheet_its_own_strip_is_seen(edge: Edge) -> None:
    (seal,) = assembled(placement(edge), FRAMES)
    assert seal.pages == (1, 2, 3, 4)
    for sheet in seal.sheets:
        strip = sheet.strip_mm
        middle = (strip.x0 + strip.x1) / 2, (strip.y0 + strip.y1) / 2
        assert visible(seal, *middle) == sheet.page, edge


@pytest.mark.parametrize("edge", list(Edge))
def test_strips_tile_the_seal(edge: Edge) -> None:
    (seal,) = assembled(placement(edge), FRAMES)
    areas = [sheet.strip_mm.width * sheet.strip_mm.height for sheet in seal.sheets]
    assert sum(areas) == pytest.approx(42.0 * 30.0)
    for first, second in pairwise(seal.sheets):
        assert first.strip_mm.intersection(second.strip_mm) is None
        shared = {first.strip_mm.x0, first.strip_mm.x1} & {second.strip_mm.x0, second.strip_mm.x1}
        assert shared, "neighbours share an edge to the bit"


def test_sheets_lie_at_one_top_edge() -> None:
    (seal,) = assembled(placement(), FRAMES)
    assert {sheet.paper_mm.y0 for sheet in seal.sheets} == {15.0 - 100.0}


def test_each_group_shows_a_seal_of_its_own() -> None:
    asked = replace(placement(), strips_at_most=2)
    assert [seal.pages for seal in assembled(asked, FRAMES)] == [(1, 2), (3, 4)]


def test_how_far_a_strip_reaches_into_its_page() -> None:
    for edge, across in ((Edge.RIGHT, 42.0), (Edge.TOP, 30.0)):
        asked = placement(edge)
        (seal,) = assembled(asked, FRAMES)
        assert sum(strip_width_mm(asked, sheet.stamp) for sheet in seal.sheets) == pytest.approx(across)


def test_the_shortest_page_says_where_the_seal_may_lie() -> None:
    asked = placement(pages=(1, 2))
    assert range_mm(asked, FRAMES) == pytest.approx((15.0, 612 / 72 * 25.4 - 15.0))
    assert range_mm(placement(Edge.TOP, (1, 4)), FRAMES) == pytest.approx((21.0, 210.0 - 21.0), abs=0.01)
    assert range_mm(asked, [PageFrame(A4_UNITS), PageFrame(Rect(0, 0, 600, 80))]) is None
