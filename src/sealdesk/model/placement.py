"""Where ink goes: impressions and straddle seals, in millimetres on the page as shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sealdesk.geometry import TurnedBox


@dataclass(frozen=True)
class Placement:
    """One impression: the seal once, whole, on one page.

    Attributes:
        page: Page number, from 1.
        centre_x_mm, centre_y_mm: Centre of the seal from the top left corner of the page as shown.
        width_mm, height_mm: Size of the ink; the seal's true size unless somebody decided otherwise.
        turned_deg: Clockwise.
    """

    page: int
    centre_x_mm: float
    centre_y_mm: float
    width_mm: float
    height_mm: float
    turned_deg: float = 0.0

    @property
    def box(self) -> TurnedBox:
        return TurnedBox(self.centre_x_mm, self.centre_y_mm, self.width_mm, self.height_mm, self.turned_deg)


class Edge(StrEnum):
    RIGHT = "right"
    LEFT = "left"
    TOP = "top"
    BOTTOM = "bottom"


UPRIGHT_EDGES = (Edge.RIGHT, Edge.LEFT)
"""Along these a place is a distance from the top; along the others, from the left."""


class StraddleCut(StrEnum):
    """How a straddle seal is cut into strips."""

    EVEN = "even"
    RANDOM = "random"


@dataclass(frozen=True)
class StraddlePlacement:
    """骑缝章: one impression cut into strips over the same edge of several pages.

    Attributes:
        pages: Page numbers, from 1, in reading order; at least two.
        edge: The edge of each page as shown that carries its strip.
        centre_mm: Centre of the seal along that edge, from the top (right, left) or left (top, bottom).
        width_mm, height_mm: Size of the assembled seal.
        strips_at_most: Pages are cut into groups of at most this many; each group carries a whole seal.
        first_wider: How many times as wide as another strip the first of each group is; 1 to 5.
        cut: Strips of one width, or of widths that chance decides.
        seed: Decides a random cut: the same seed, the same widths. 0 to 2³¹ − 1.
    """

    pages: tuple[int, ...]
    edge: Edge
    centre_mm: float
    width_mm: float
    height_mm: float
    strips_at_most: int = 20
    first_wider: float = 1.0
    cut: StraddleCut = StraddleCut.EVEN
    seed: int = 0


AnyPlacement = Placement | StraddlePlacement
