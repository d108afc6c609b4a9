"""What a seal shows: the design it is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sealdesk.model.seal import SealKind, SealShape

Colour = tuple[int, int, int]

SEAL_RED: Colour = (0xE6, 0x00, 0x12)
"""Print ink Y80 M80 on screen."""


class HolderKind(StrEnum):
    """Whose seal it is, as far as the rules on sizes and emblems tell holders apart (国发〔1999〕25号)."""

    COMPANY = "company"  # 企业
    INSTITUTION = "institution"  # 事业单位、社会团体
    GOVERNMENT = "government"  # 国家机关
    INDIVIDUAL = "individual"  # 个体工商户


@dataclass(frozen=True)
class SealDesign:
    """What a seal shows. Lengths in mm, angles in degrees; None leaves a measure to the drawing.

    Round and oval seals have, from the outside inwards: the border, an inner line, the name on one or two
    arcs, a text along the bottom, the code; in the middle a star, an emblem or a number; a line below it.
    Square and rectangular seals show `centre_text` alone, in a border or cut out of a ground.

    Attributes:
        width_mm, height_mm: True size, outer edge of the border.
        border_mm: Thickness of the border; 0 for none.
        inner_border_mm: Thickness of the inner line of a double border; 0 for a single one.
        border_gap_mm: White between border and inner line.
        arc_text: Name along the arc, left to right (round and oval seals).
        second_arc_text: A second arc inside the first: the rest of a long name, or the name in another script.
        bottom_text: Text along the bottom, left to right, heads inwards.
        centre_text: Horizontal line: below what stands in the middle, or in the middle where nothing does. In
            square and rectangular seals the characters of the seal; line breaks say how they are divided into
            columns or rows, else they are divided evenly.
        middle_text: Horizontal line through the centre in place of a star, e.g. a tax number; in upright letters
            without serifs.
        star: With a five-pointed star in the middle.
        star_mm: Its width from tip to tip; None takes a third of the height (14 mm at 42 mm).
        emblem: An emblem in the star's place: SVG path data (M, L, C, Z; absolute), each filled by the non-zero
            rule, in a square of side 1 with y down. From `impression.emblem.read_emblem`.
        emblem_mm: Its larger side.
        code: Digits along the bottom of the ring (防伪编码).
        negative: White characters on a red ground (白文).
        columns: Square seals are read in columns from the right (traditional), else in rows from the left.
        letter_mm, second_letter_mm, bottom_letter_mm, code_letter_mm: Height of the characters on the arcs, along
            the bottom, and of the code.
        centre_letter_mm, middle_letter_mm: Height of the characters of the horizontal lines.
        centre_width_mm, middle_width_mm: Width of the horizontal lines in all.
        span_deg, second_span_deg, bottom_span_deg, code_span_deg: Angle each text along the ring takes.
        letter_stretch: Width of the characters on the first arc, relative to their natural proportions.
        arc_gap_mm: White between the border (or inner line) and the characters of the first arc.
        ring_gap_mm: White between first and second arc.
        arc_turn_deg: Turns both arcs about the centre, clockwise.
        star_drop_mm: How far below the centre star or emblem stand; negative: above.
        centre_top_mm: How far below the centre the horizontal line begins; negative: above.
        margin_mm: White between the border and the characters of a square seal.
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
    inner_border_mm: float = 0.0
    border_gap_mm: float = 0.6
    second_arc_text: str = ""
    second_letter_mm: float | None = None
    second_span_deg: float | None = None
    bottom_text: str = ""
    bottom_letter_mm: float | None = None
    bottom_span_deg: float | None = None
    middle_text: str = ""
    middle_letter_mm: float | None = None
    middle_width_mm: float | None = None
    emblem: tuple[str, ...] = ()
    emblem_mm: float | None = None
    code_letter_mm: float | None = None
    code_span_deg: float | None = None
    letter_stretch: float | None = None
    arc_gap_mm: float | None = None
    ring_gap_mm: float | None = None
    arc_turn_deg: float = 0.0
    star_drop_mm: float = 0.0
    centre_width_mm: float | None = None
    centre_top_mm: float | None = None
    margin_mm: float | None = None
