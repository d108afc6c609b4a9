"""Rules that say where seals go on documents not yet seen: what templates keep, and batches follow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sealdesk.model.document import DocumentClass
from sealdesk.model.placement import Edge, StraddleCut


class FromX(StrEnum):
    """From which side a distance is measured: pages of a batch need not be of one size."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


class FromY(StrEnum):
    TOP = "top"
    BOTTOM = "bottom"
    CENTRE = "centre"


@dataclass(frozen=True)
class FixedRule:
    """The same place on every chosen page.

    Attributes:
        pages: As people write them: `1-3,7,last,odd` (`formats.page_numbers`).
        x_mm, y_mm: The seal's centre, measured inwards from the named sides; from the centre: to the right and down.
    """

    pages: str
    x_mm: float
    y_mm: float
    from_x: FromX = FromX.LEFT
    from_y: FromY = FromY.TOP
    turned_deg: float = 0.0


class Occurrence(StrEnum):
    """Which of the places where a keyword stands."""

    FIRST = "first"
    LAST = "last"
    EVERY = "every"
    NTH = "nth"


@dataclass(frozen=True)
class KeywordRule:
    """Where a word stands.

    Attributes:
        text: A keyword, or a regular expression.
        pages: Where to look, as people write it.
        number: Which one, from 1, for `NTH`.
        dx_mm, dy_mm: From the middle of the word to the seal's centre, to the right and down.
    """

    text: str
    regular_expression: bool = False
    pages: str = "all"
    occurrence: Occurrence = Occurrence.FIRST
    number: int = 1
    dx_mm: float = 0.0
    dy_mm: float = 0.0


@dataclass(frozen=True)
class OfficialRule:
    """公文: over issuer and date as GB/T 9704-2012 has it, found in the text."""


@dataclass(frozen=True)
class StraddleRule:
    """骑缝章 over the chosen pages; see `StraddlePlacement`.

    Attributes:
        middle_percent: The seal's centre along the edge, in percent of the edge; 50 is the middle.
    """

    edge: Edge = Edge.RIGHT
    pages: str = "all"
    middle_percent: float = 50.0
    strips_at_most: int = 20
    first_wider: float = 1.0
    cut: StraddleCut = StraddleCut.EVEN


PlacingRule = FixedRule | KeywordRule | OfficialRule | StraddleRule


@dataclass(frozen=True)
class PlacingTemplate:
    """Rules kept under a name, offered for documents of a class.

    Attributes:
        document_class: None offers it for every document.
    """

    name: str
    rules: tuple[PlacingRule, ...]
    document_class: DocumentClass | None = None
