"""From placements to ink on pages: whole seals, and straddle seals (骑缝章) cut into strips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import PageFrame, Rect, TurnedBox
from sealdesk.impression.strip_cuts import check_cuts, cuts, groups
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import UPRIGHT_EDGES, AnyPlacement, Edge, Placement, StraddlePlacement

TOLERANCE_MM = 0.05
"""How far ink may reach over the edge of a page: page sizes are rounded to points by many programs."""
_SMALLEST_MM, _LARGEST_MM = 0.5, 100.0
_PAPER_MM = 210.0
_LAST_PAGE_FIRST = (Edge.LEFT, Edge.TOP)
"""Of a pile fanned out over these edges, the last page lies farthest to the left (at the top)."""


def placements_to_stamps(
    placements: Iterable[AnyPlacement], frames: Sequence[PageFrame]
) -> tuple[Stamp, ...]:
    """What is painted where; in the order of the placements.

    Args:
        frames: Of all pages of the document, in order.

    Raises:
        SealDeskError: `PLACE_PAGE_MISSING` (facts `page`, `pages`), `PLACE_OFF_PAGE` (`page`, and the page's
            `width_mm` and `height_mm`), `PLACE_SIZE_WRONG` (`width_mm`, `height_mm`),
            `PLACE_STRADDLE_TOO_FEW_PAGES` (`pages`), `PLACE_STRADDLE_TOO_THIN` (`strip_mm`, `least_mm`, `strips`,
            `most`), `PLACE_STRADDLE_CUT_WRONG`.
    """
    stamps: list[Stamp] = []
    for placement in placements:
        if isinstance(placement, StraddlePlacement):
            stamps.extend(straddle_stamps(placement, frames))
        else:
            stamps.append(_whole(placement, frames))
    return tuple(stamps)


def straddle_stamps(placement: StraddlePlacement, frames: Sequence[PageFrame]) -> tuple[Stamp, ...]:
    """The strips of a straddle seal, in reading order.

    Fanned out with the first page on top, as for the real seal, a group's pages show the whole seal: at the right edge
    the first page carries its left part (`bottom`: upper), at the left edge, where the sheets below look out to the
    left, its right part (`top`: lower).
    Each strip lies flush with the edge of its page as shown, whatever the page's size, at the same distance from the
    page's top (edges `top`, `bottom`: left), as sheets of several sizes lie when they are knocked up against a corner.
    Windows of a group meet exactly. Groups are as equal as they can be: 21 pages in groups of at most 20 become 11
    and 10.

    Raises:
        SealDeskError: As `placements_to_stamps`.
    """
    _check_size(placement, _largest_mm(placement.pages, frames))
    if len(placement.pages) < 2 or placement.strips_at_most < 2:
        raise SealDeskError(ErrorCode.PLACE_STRADDLE_TOO_FEW_PAGES, pages=len(placement.pages))
    check_cuts(placement)
    stamps = []
    for number, group in enumerate(groups(placement.pages, placement.strips_at_most)):
        edges = cuts(placement, len(group), number)
        for page, (low, high) in zip(group, pairwise(edges), strict=True):
            part = (1.0 - high, 1.0 - low) if placement.edge in _LAST_PAGE_FIRST else (low, high)
            stamps.append(_strip(placement, _frame(page, frames), page, *part))
    return tuple(stamps)


def _whole(placement: Placement, frames: Sequence[PageFrame]) -> Stamp:
    _check_size(placement, _largest_mm((placement.page,), frames))
    _frame(placement.page, frames)
    stamp = Stamp(placement.page, placement.box)
    _check_on_page(stamp, frames)
    return stamp


def _strip(placement: StraddlePlacement, frame: PageFrame, page: int, low: float, high: float) -> Stamp:
    # Documents have thousands of pages: what is simple is reckoned simply.
    page_width, page_height, middle = frame.width_mm, frame.height_mm, placement.centre_mm
    width, height = placement.width_mm, placement.height_mm
    if placement.edge in UPRIGHT_EDGES:
        width *= high - low
        x = page_width - width / 2 if placement.edge is Edge.RIGHT else width / 2
        fits = _fits(middle, height, page_height) and width <= page_width + TOLERANCE_MM
        stamp = Stamp(page, TurnedBox(x, middle, width, height), Rect(low, 0.0, high, 1.0))
    else:
        height *= high - low
        y = page_height - height / 2 if placement.edge is Edge.BOTTOM else height / 2
        fits = _fits(middle, width, page_width) and height <= page_height + TOLERANCE_MM
        stamp = Stamp(page, TurnedBox(middle, y, width, height), Rect(0.0, low, 1.0, high))
    if not fits:
        raise _off_page(page, frame)
    return stamp


def _fits(middle: float, size: float, length: float) -> bool:
    """Whether what is so large and lies there ends within a page so long; what is no number does not."""
    return middle - size / 2 >= -TOLERANCE_MM and middle + size / 2 <= length + TOLERANCE_MM


def _frame(page: int, frames: Sequence[PageFrame]) -> PageFrame:
    if not 1 <= page <= len(frames):
        raise SealDeskError(ErrorCode.PLACE_PAGE_MISSING, page=page, pages=len(frames))
    return frames[page - 1]


def _largest_mm(pages: Sequence[int], frames: Sequence[PageFrame]) -> float:
    """The largest seal: in proportion on pages larger than A4, as scans whose stated size is that of their pixels."""
    known = [frames[page - 1] for page in pages if 1 <= page <= len(frames)]
    times = min((min(one.width_mm, one.height_mm) / _PAPER_MM for one in known), default=1.0)
    return _LARGEST_MM * max(1.0, times)


def _check_size(placement: AnyPlacement, largest_mm: float) -> None:
    width_mm, height_mm = placement.width_mm, placement.height_mm
    # Written so that what is no number (NaN) is refused, too.
    if not (_SMALLEST_MM <= width_mm <= largest_mm and _SMALLEST_MM <= height_mm <= largest_mm):
        raise SealDeskError(ErrorCode.PLACE_SIZE_WRONG, width_mm=width_mm, height_mm=height_mm)


def _check_on_page(stamp: Stamp, frames: Sequence[PageFrame]) -> None:
    frame = frames[stamp.page - 1]
    if not frame.shown_mm.contains(stamp.box.bounds_mm, TOLERANCE_MM):
        raise _off_page(stamp.page, frame)


def _off_page(page: int, frame: PageFrame) -> SealDeskError:
    width_mm, height_mm = round(frame.width_mm, 1), round(frame.height_mm, 1)
    return SealDeskError(ErrorCode.PLACE_OFF_PAGE, page=page, width_mm=width_mm, height_mm=height_mm)
