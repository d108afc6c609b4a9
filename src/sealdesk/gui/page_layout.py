"""Where the pages lie below one another in the view: pure reckoning, quick for ten thousand pages.

Coordinates: *column* pixels, logical, from the top left corner of all that can be scrolled to, y down; and
millimetres on a page as shown. A `scale` is logical pixels for a millimetre.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from sealdesk.geometry import PageFrame

MARGIN_PX = 24
"""Around the column of pages."""
GAP_PX = 16
"""Between two pages, at every zoom."""
LARGEST_COLUMN_PX = 2_000_000_000
"""A scroll bar counts in 32 bits."""


class ViewMode(StrEnum):
    """How the pages are shown."""

    CONTINUOUS = "continuous"
    SINGLE = "single"


class Fit(StrEnum):
    """How the zoom follows the window."""

    FREE = "free"
    WIDTH = "width"
    PAGE = "page"


@dataclass(frozen=True)
class PageSpot:
    """A page's place in the column, in column pixels."""

    page: int
    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.y + self.height


class PageColumn:
    """Pages from `first_page` on, one below the other, each centred."""

    def __init__(self, frames: Sequence[PageFrame], first_page: int = 1) -> None:
        self._frames = frames
        self.first_page = first_page
        self._above_mm = [0.0, *accumulate(frame.height_mm for frame in frames)]
        self._widest_mm = max((frame.width_mm for frame in frames), default=0.0)

    @property
    def pages(self) -> range:
        """The numbers of its pages."""
        return range(self.first_page, self.first_page + len(self._frames))

    @property
    def largest_scale(self) -> float:
        """Beyond this the column would be longer than a scroll bar can say."""
        room = LARGEST_COLUMN_PX - 2 * MARGIN_PX - GAP_PX * len(self._frames)
        return room / max(1.0, self._above_mm[-1])

    def size(self, scale: float) -> tuple[float, float]:
        """Width and height of the column, margins included."""
        gaps = GAP_PX * max(0, len(self._frames) - 1)
        return (
            self._widest_mm * scale + 2 * MARGIN_PX,
            self._above_mm[-1] * scale + gaps + 2 * MARGIN_PX,
        )

    def frame(self, page: int) -> PageFrame:
        return self._frames[page - self.first_page]

    def spot(self, page: int, scale: float) -> PageSpot:
        """Where this page lies."""
        frame = self.frame(page)
        width = frame.width_mm * scale
        x = MARGIN_PX + (self._widest_mm * scale - width) / 2
        return PageSpot(page, x, self._top(page - self.first_page, scale), width, frame.height_mm * scale)

    def page_at(self, y: float, scale: float) -> int:
        """The page at this height; a gap belongs half to the page above it; beyond the ends, the nearest."""
        after = bisect_right(
            range(len(self._frames)), y + GAP_PX / 2, key=lambda index: self._top(index, scale)
        )
        return self.first_page + max(0, after - 1)

    def pages_between(self, top: float, bottom: float, scale: float) -> range:
        """The pages that lie, in part at least, between these two heights."""
        first, last = self.page_at(top, scale), self.page_at(bottom, scale)
        if self.spot(first, scale).bottom < top:
            first += 1
        if self.spot(last, scale).y > bottom:
            last -= 1
        return range(first, last + 1)

    def leading_page(self, top: float, bottom: float, scale: float, current: int) -> int:
        """The page that a person would say is looked at: the one of which most is seen.

        Where another is seen as completely as `current`, `current` stays.
        """
        seen = {
            page: self._share(page, top, bottom, scale) for page in self.pages_between(top, bottom, scale)
        }
        if not seen:
            return self.page_at((top + bottom) / 2, scale)
        most = max(seen.values())
        if seen.get(current, 0.0) >= most - 0.01:
            return current
        return next(page for page, share in seen.items() if share == most)

    def _share(self, page: int, top: float, bottom: float, scale: float) -> float:
        spot = self.spot(page, scale)
        seen = min(bottom, spot.bottom) - max(top, spot.y)
        return seen / max(1.0, min(spot.height, bottom - top))

    def _top(self, index: int, scale: float) -> float:
        return MARGIN_PX + self._above_mm[index] * scale + index * GAP_PX


def fitting_scale(frame: PageFrame, room_width: float, room_height: float | None = None) -> float:
    """The scale at which the page fits into this room, in pixels; by its width alone where no height is given."""
    across = room_width / max(1.0, frame.width_mm)
    if room_height is None:
        return across
    return min(across, room_height / max(1.0, frame.height_mm))
