"""A straddle seal as it will look: the sheets fanned out with the first page on top, so that the strips join."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sealdesk.geometry import PageFrame, Rect
from sealdesk.impression.strip_cuts import groups
from sealdesk.impression.strips import straddle_stamps
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import UPRIGHT_EDGES, Edge, StraddlePlacement


@dataclass(frozen=True)
class FannedSheet:
    """One page of a fanned pile.

    Attributes:
        stamp: The strip on its page.
        strip_mm: Where the strip lies in the whole seal, in mm from the seal's top left corner.
        paper_mm: The sheet, measured from there, too.
    """

    page: int
    stamp: Stamp
    strip_mm: Rect
    paper_mm: Rect


@dataclass(frozen=True)
class AssembledSeal:
    """One whole seal over a group of pages.

    Attributes:
        sheets: From the topmost, which is the first page.
    """

    width_mm: float
    height_mm: float
    sheets: tuple[FannedSheet, ...]

    @property
    def pages(self) -> tuple[int, ...]:
        return tuple(sheet.page for sheet in self.sheets)


def assembled(placement: StraddlePlacement, frames: Sequence[PageFrame]) -> tuple[AssembledSeal, ...]:
    """The seals of all groups of pages, each put together.

    Args:
        frames: Of all pages of the document, in order.

    Raises:
        SealDeskError: As `impression.strips.straddle_stamps`.
    """
    stamps = iter(straddle_stamps(placement, frames))
    return tuple(
        AssembledSeal(
            placement.width_mm,
            placement.height_mm,
            tuple(_sheet(placement, frames[page - 1], next(stamps)) for page in group),
        )
        for group in groups(placement.pages, placement.strips_at_most)
    )


def strip_width_mm(placement: StraddlePlacement, stamp: Stamp) -> float:
    """How far a strip reaches into its page."""
    return stamp.box.width_mm if placement.edge in UPRIGHT_EDGES else stamp.box.height_mm


def edge_mm(edge: Edge, frame: PageFrame) -> float:
    """Length of a page's edge as shown."""
    return frame.height_mm if edge in UPRIGHT_EDGES else frame.width_mm


def range_mm(placement: StraddlePlacement, frames: Sequence[PageFrame]) -> tuple[float, float] | None:
    """From where to where along the edge the seal's centre may lie so that each strip stays on its page; None where
    the shortest edge is shorter than the seal.
    """
    shortest = min(edge_mm(placement.edge, frames[page - 1]) for page in placement.pages)
    half = (placement.height_mm if placement.edge in UPRIGHT_EDGES else placement.width_mm) / 2
    return (half, shortest - half) if 2 * half <= shortest else None


def _sheet(placement: StraddlePlacement, frame: PageFrame, stamp: Stamp) -> FannedSheet:
    window, box = stamp.window, stamp.box
    width, height = placement.width_mm, placement.height_mm
    strip = Rect(window.x0 * width, window.y0 * height, window.x1 * width, window.y1 * height)
    right = strip.x0 - (box.centre_x_mm - box.width_mm / 2)
    down = strip.y0 - (box.centre_y_mm - box.height_mm / 2)
    paper = Rect(right, down, right + frame.width_mm, down + frame.height_mm)
    return FannedSheet(stamp.page, stamp, strip, paper)
