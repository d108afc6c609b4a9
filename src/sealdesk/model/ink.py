"""Ink on pages, resolved from placements: what is painted where."""

from __future__ import annotations

from dataclasses import dataclass

from sealdesk.geometry import Rect, TurnedBox

WHOLE = Rect(0.0, 0.0, 1.0, 1.0)


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
