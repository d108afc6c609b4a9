"""What a seal shows: the design it is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from sealdesk.model.seal import SealKind, SealShape

Colour = tuple[int, int, int]

SEAL_RED: Colour = (0xE6, 0x00, 0x12)
"""Print ink Y80 M80 on screen."""


@dataclass(frozen=True)
class SealDesign:
    """What a seal shows.

    Attributes:
        width_mm, height_mm: True size, outer edge of the border.
        border_mm: Thickness of the border; 0 for none.
        arc_text: Name along the arc, left to right (round and oval seals).
        centre_text: Horizontal line: below the star, or in the middle where there is none. In square and
            rectangular seals the characters of the seal: four, or a single row.
        star: With a five-pointed star in the middle.
        star_mm: Its width from tip to tip; None takes a third of the height (14 mm at 42 mm).
        code: Digits along the bottom of the ring (防伪编码).
        negative: White characters on a red ground (白文).
        columns: Square seals are read in columns from the right (traditional), else in rows from the left.
        letter_mm, centre_letter_mm: Height of the characters on the arc and of the line; None chooses.
        span_deg: Angle of the arc of characters; None chooses.
    """

    kind: SealKind
    shape: SealShape
    width_mm: float
    height_mm: float
    border_mm: float = 1.0
    arc_text: str = ""
    centre_text: str = ""
    star: bool = False
    star_mm: float | None = None
    code: str = ""
    negative: bool = False
    columns: bool = True
    letter_mm: float | None = None
    centre_letter_mm: float | None = None
    span_deg: float | None = None
    colour: Colour = SEAL_RED
