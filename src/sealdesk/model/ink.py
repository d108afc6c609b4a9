"""Ink on pages, resolved from placements: what is painted where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sealdesk.geometry import Rect, TurnedBox

WHOLE = Rect(0.0, 0.0, 1.0, 1.0)
BLEED_MM = 0.15
"""How far a strip's ink goes on beyond its cuts: programs soften edges that lie between two pixels, and cut to the hair
both sides of a joint would be pale. On paper the sheet above covers it; outside the page nothing is seen."""


@dataclass(frozen=True)
class Stamp:
    """A seal's picture, or a strip of it, on one page.

    Attributes:
        page: Page number, from 1.
        box: Where the visible part lies on the page as shown.
        window: The visible part of the picture: unit square, origin top left, y down. A strip of a straddle
            seal shows a part; all strips share one picture.
    """

    page: int
    box: TurnedBox
    window: Rect = WHOLE

    @property
    def painted(self) -> Rect:
        """What is painted, as parts of `box` (y up): all of it; of a strip, a hair more on the sides that are cuts."""
        across, up = BLEED_MM / self.box.width_mm, BLEED_MM / self.box.height_mm
        return Rect(
            -across if self.window.x0 > 0.0 else 0.0,
            -up if self.window.y1 < 1.0 else 0.0,
            1.0 + across if self.window.x1 < 1.0 else 1.0,
            1.0 + up if self.window.y0 > 0.0 else 1.0,
        )


class InkLayer(StrEnum):
    """Where in a page's layers ink lies."""

    BELOW = "below"
    """Below the page's own content."""
    CONTENT = "content"
    """Above the page's own content and below its annotations."""
    OVER = "over"
    """Above everything, as the appearance of the newest annotation."""


@dataclass(frozen=True)
class InkWay:
    """How ink gets onto a page.

    Attributes:
        opaque: It covers what is below; otherwise it darkens it, as ink does (Multiply, ISO 32000-2 §11.3.5.2).
    """

    layer: InkLayer = InkLayer.CONTENT
    opaque: bool = False


PLAIN_INK = InkWay()
"""On most documents."""
