"""Round and oval seals: borders, texts along the ring, what stands in the middle, and the line below it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sealdesk.formats.seal_design import inner_edge_mm
from sealdesk.impression import lettering, outline
from sealdesk.impression.lettering import Arc, Row, Setting
from sealdesk.impression.outline import Outline
from sealdesk.impression.parts import Part, Role
from sealdesk.impression.typeface import Typeface
from sealdesk.model.seal_design import SealDesign

_SPANS = (
    (2, 70.0),
    (4, 130.0),
    (6, 176.0),
    (8, 208.0),
    (10, 228.0),
    (13, 246.0),
    (18, 264.0),
    (26, 280.0),
    (40, 292.0),
)
"""Number of characters and the angle their arc takes, in degrees; between them, in proportion."""
_HEIGHTS = ((8, 0.160), (12, 0.148), (16, 0.136), (22, 0.122), (40, 0.098))
"""Number of characters and their height as a share of the seal's diameter."""

_WIDEST_DEG = 320.0
_WIDEST_OVER_LINE_DEG = 240.0
"""The arc of a name over a line: more would leave the line no room."""
_WIDEST_OVER_BOTTOM_DEG = 216.0
"""The arc of a name over a text along the bottom, and what is left to that text between them."""
_APART_DEG = 12.0
"""Least angle between the ends of two texts on the same ring."""
_LARGE_ENOUGH = 0.88
"""A line may be this much smaller than it could be elsewhere, to stand where it looks best."""
_SMALLER_WITH_SECOND = 0.86
_SECOND_TO_FIRST = 0.74
"""Height of the second arc's characters relative to the first's, where both are of one script."""


@dataclass(frozen=True)
class _Sector:
    """What a text along the ring takes: everything outside `depth_mm` within `half_deg` of the top or bottom."""

    at_bottom: bool
    half_deg: float
    depth_mm: float


def ringed(design: SealDesign, typeface: Typeface, plain: Typeface) -> tuple[Part, ...]:
    """The parts of a round or oval seal, from the border inwards; the horizontal line last.

    Args:
        plain: The typeface of the number in the middle.

    Raises:
        SealDeskError: `SEAL_CHARACTER_MISSING`.
    """
    return tuple(_Ringed(design, typeface, plain).parts())


class _Ringed:
    def __init__(self, design: SealDesign, typeface: Typeface, plain: Typeface) -> None:
        self.design, self.typeface, self.plain = design, typeface, plain
        self.cx, self.cy = design.width_mm / 2, design.height_mm / 2
        self.size = math.sqrt(design.width_mm * design.height_mm)
        # Flat ovals bend sharply at their ends, where tall characters would fall over one another.
        self.flatness = min(1.0, (design.height_mm / design.width_mm) ** 0.5)
        self.edge = design.border_mm + inner_edge_mm(design)
        gap = 0.024 * self.size if design.arc_gap_mm is None else design.arc_gap_mm
        self.margin = self.edge + gap
        self.sectors: list[_Sector] = []

    def parts(self) -> Iterator[Part]:
        yield from self._borders()
        for at, text in enumerate((self._code(), self._bottom())):
            if text:
                yield Part((Role.CODE, Role.BOTTOM)[at], text)
        inner = self.margin
        if self.design.arc_text:
            pieces, inner = self._arc()
            yield Part(Role.ARC, pieces)
        if self.design.second_arc_text:
            yield Part(Role.SECOND_ARC, self._second_arc(inner))
        yield from self._middle()
        if self.design.centre_text:
            yield Part(Role.LINE, self._line())

    def _borders(self) -> Iterator[Part]:
        design, cx, cy = self.design, self.cx, self.cy
        if design.border_mm > 0:
            yield Part(Role.BORDER, (outline.ring(cx, cy, cx, cy, design.border_mm),))
        if design.inner_border_mm > 0:
            inwards = design.border_mm + design.border_gap_mm
            ring = outline.ring(cx, cy, cx - inwards, cy - inwards, design.inner_border_mm)
            yield Part(Role.INNER_BORDER, (ring,))

    # Texts along the ring.

    def _middle_line(self, letter_mm: float, margin: float) -> Arc:
        return self._inwards(margin + letter_mm / 2)

    def _inwards(self, depth_mm: float) -> Arc:
        return Arc(self.cx, self.cy, max(0.5, self.cx - depth_mm), max(0.5, self.cy - depth_mm))

    def _taken_deg(self, at_bottom: bool, depth_mm: float = math.inf) -> float:
        """The angle the widest text takes at top or bottom, of those that reach out to `depth_mm` from the edge."""
        return max(
            (2 * sector.half_deg for sector in self.sectors if sector.at_bottom is at_bottom), default=0.0
        )

    def _code(self) -> tuple[Outline, ...]:
        """The digits along the bottom, close to the edge."""
        if not self.design.code:
            return ()
        height = self.design.code_letter_mm or 0.03 * self.size
        row = lettering.row_of(self.design.code, self.typeface)
        margin = self.edge + 0.016 * self.size
        arc = self._middle_line(height, margin)
        span = self.design.code_span_deg
        room = arc.length_mm * (span / 360.0 if span else 0.3)
        setting = lettering.fit(row, room, height, fill=1.0 if span else 0.0, gap=0.55)
        self._take(True, setting, arc, margin + height)
        return lettering.under_arc(row, arc, setting)

    def _bottom(self) -> tuple[Outline, ...]:
        """The text along the bottom, inside the code where there is one."""
        if not self.design.bottom_text:
            return ()
        row = lettering.row_of(self.design.bottom_text, self.typeface)
        height = self.design.bottom_letter_mm or 0.075 * self.size * self.flatness
        margin = max(self.margin, *(sector.depth_mm + 0.02 * self.size for sector in self.sectors), 0.0)
        span = self.design.bottom_span_deg
        widest = span or (360.0 - _WIDEST_OVER_BOTTOM_DEG - 2 * _APART_DEG)
        for _ in range(2):
            arc = self._middle_line(height, margin)
            setting = lettering.fit(row, arc.length_mm * widest / 360.0, height, fill=1.0 if span else 0.0)
            height = setting.height_mm
        # Heads point inwards, so that descenders reach out towards the border.
        outwards = row.below_face * height / row.face_height
        arc = self._middle_line(height, margin + outwards)
        self._take(True, setting, arc, margin + outwards + height)
        return lettering.under_arc(row, arc, setting)

    def _arc(self) -> tuple[tuple[Outline, ...], float]:
        """The name, and how far its feet stand from the seal's edge."""
        design = self.design
        row = lettering.row_of(design.arc_text, self.typeface)
        count = _weight(row)
        chosen = _between(_HEIGHTS, count) * self.size * self.flatness
        chosen *= _SMALLER_WITH_SECOND if design.second_arc_text else 1.0
        span = min(design.span_deg or _between(_SPANS, count), self._widest_deg())
        arc, feet, setting = self._fitted(
            row, span, design.letter_mm or chosen, self.margin, design.letter_stretch
        )
        depth = self.margin + setting.height_mm * (1 + row.below_face / row.face_height)
        self._take(False, setting, arc, depth, design.arc_turn_deg)
        return lettering.on_arc(row, arc, feet, setting, design.arc_turn_deg), depth

    def _second_arc(self, outer_mm: float) -> tuple[Outline, ...]:
        """The second text, inside the first."""
        design = self.design
        row = lettering.row_of(design.second_arc_text, self.typeface)
        count = _weight(row)
        gap = 0.022 * self.size if design.ring_gap_mm is None else design.ring_gap_mm
        chosen = _between(_HEIGHTS, count) * self.size * self.flatness * _SECOND_TO_FIRST
        span = design.second_span_deg or min(_between(_SPANS, count) + 22.0, self._widest_deg())
        height = design.second_letter_mm or chosen
        arc, feet, setting = self._fitted(row, span, height, outer_mm + gap, None)
        depth = outer_mm + gap + setting.height_mm * (1 + row.below_face / row.face_height)
        self._take(False, setting, arc, depth, design.arc_turn_deg)
        return lettering.on_arc(row, arc, feet, setting, design.arc_turn_deg)

    def _widest_deg(self) -> float:
        taken = self._taken_deg(at_bottom=True)
        widest = 360.0 - taken - 2 * _APART_DEG if taken else _WIDEST_DEG
        if self.design.centre_text and not self.design.middle_text:
            widest = min(widest, _WIDEST_OVER_LINE_DEG)
        return widest

    def _fitted(
        self, row: Row, span_deg: float, height_mm: float, margin: float, stretch: float | None
    ) -> tuple[Arc, Arc, Setting]:
        """The row's middle line, the line it is spaced along, and its setting."""
        height = height_mm
        # A smaller letter stands further out, where there is more room: twice is near enough.
        for _ in range(2):
            arc = self._middle_line(height, margin)
            room = arc.length_mm * span_deg / 360.0
            setting = lettering.fit(row, room, height, fill=1.0, widest=stretch or 0.88)
            height = setting.height_mm
        feet = self._inwards(margin + height * (0.5 + lettering.SPACED_BELOW_MIDDLE))
        return arc, feet, setting

    def _take(
        self, at_bottom: bool, setting: Setting, arc: Arc, depth_mm: float, turn_deg: float = 0.0
    ) -> None:
        half = setting.length_mm / arc.length_mm * 180.0 + abs(turn_deg)
        self.sectors.append(_Sector(at_bottom, half, depth_mm))

    # What stands in the middle, and the line below it.

    def _middle(self) -> Iterator[Part]:
        design, cy = self.design, self.cy + self.design.star_drop_mm
        if design.emblem:
            side = design.emblem_mm or self._fitting_mm(0.36 * design.height_mm, 0.72)
            matrix = (side, 0.0, 0.0, side, self.cx - side / 2, cy - side / 2)
            shapes = (outline.of_path_data(data).mapped(matrix) for data in design.emblem)
            yield Part(Role.EMBLEM, tuple(shapes))
        elif design.star:
            yield Part(Role.STAR, (outline.star(self.cx, cy, self._star_mm()),))
        if design.middle_text:
            yield Part(Role.MIDDLE, self._number())

    def _star_mm(self) -> float:
        return self.design.star_mm or self._fitting_mm(self.design.height_mm / 3, 0.526)

    def _fitting_mm(self, wanted: float, reach: float) -> float:
        """`wanted`, or less where the ring leaves no room; `reach`: the farthest point, as a share of the size."""
        inner = max((sector.depth_mm for sector in self.sectors), default=self.margin)
        free = min(self.cx, self.cy) - inner - 0.035 * self.size
        return max(1.0, min(wanted, free / reach))

    def _number(self) -> tuple[Outline, ...]:
        design = self.design
        row = lettering.row_of(design.middle_text, self.plain)
        height = design.middle_letter_mm or 0.1 * self.size
        room = design.middle_width_mm or self._room(self.cy, height)
        fill = 1.0 if design.middle_width_mm else 0.0
        # Tax numbers are prescribed taller and narrower than letters are made by choice.
        setting = lettering.fit(row, room, height, fill=fill, gap=0.3, narrowest=0.3)
        return lettering.on_line(row, self.cx, self.cy + design.star_drop_mm, setting)

    def _line(self) -> tuple[Outline, ...]:
        """The horizontal line: below the middle, where it can be large."""
        design = self.design
        row = lettering.row_of(design.centre_text, self.typeface)
        height = design.centre_letter_mm or (0.112 if self._has_middle() else 0.15) * self.size
        tries = []
        for top in self._tops(height):
            cy = self.cy + top + height / 2
            room = design.centre_width_mm or self._room(cy, height)
            fill = 1.0 if design.centre_width_mm else 0.0
            tries.append((lettering.fit(row, room, height, fill=fill, gap=0.3, widest=0.92), cy))
        largest = max(_size_of(setting) for setting, _ in tries)
        setting, cy = next(one for one in tries if _size_of(one[0]) > _LARGE_ENOUGH * largest)
        return lettering.on_line(row, self.cx, cy, setting)

    def _has_middle(self) -> bool:
        return bool(self.design.star or self.design.emblem or self.design.middle_text)

    def _tops(self, height: float) -> list[float]:
        """Where the line may begin, below the centre; the first that is large enough is taken."""
        if self.design.centre_top_mm is not None:
            return [self.design.centre_top_mm]
        if not self._has_middle():
            return [
                share * self.size - height / 2 for share in (0.2, 0.17, 0.23, 0.14, 0.11, 0.08, 0.04, 0.0)
            ]
        return [self._foot_of_middle() + share * self.size for share in (0.045, 0.06, 0.075)]

    def _foot_of_middle(self) -> float:
        design, feet = self.design, [0.0]
        if design.emblem:
            side = design.emblem_mm or self._fitting_mm(0.36 * design.height_mm, 0.72)
            feet.append(design.star_drop_mm + side / 2)
        elif design.star:
            feet.append(design.star_drop_mm + _lower_tips(self._star_mm()))
        if design.middle_text:
            feet.append(design.star_drop_mm + (design.middle_letter_mm or 0.1 * self.size) / 2)
        return max(feet)

    def _room(self, cy: float, height: float) -> float:
        """Width for a line of `height` at `cy` that meets neither the border nor a text along the ring."""
        half = self.cx
        for y in (cy - height / 2, cy, cy + height / 2):
            half = min(half, self._free_half(y - self.cy))
        return max(1.0, 2 * half)

    def _free_half(self, y: float) -> float:
        """How far to either side a line at `y` below the centre reaches before it meets something."""
        step, x = self.size / 400, 0.0
        while x < self.cx:
            depth = self._depth_at(abs(math.degrees(math.atan2(x, -y))))
            rx, ry = self.cx - depth, self.cy - depth
            if rx <= 0 or ry <= 0 or (x / rx) ** 2 + (y / ry) ** 2 > 1.0:
                break
            x += step
        return max(0.0, x - step)

    def _depth_at(self, angle_deg: float) -> float:
        """How deep the ring's texts reach at an angle from the top, with some white inside them."""
        depth = self.margin
        for sector in self.sectors:
            angle = 180.0 - angle_deg if sector.at_bottom else angle_deg
            if angle < sector.half_deg + 5.0:
                depth = max(depth, sector.depth_mm + 0.02 * self.size)
        return depth


def _lower_tips(tip_to_tip: float) -> float:
    """How far a star's lower tips lie below its centre."""
    return tip_to_tip / (2 * math.sin(math.radians(72.0))) * math.cos(math.radians(36.0))


def _size_of(setting: Setting) -> float:
    """How large a row looks: height and width of its characters together."""
    return setting.height_mm * min(1.0, setting.stretch / 0.8)


def _weight(row: Row) -> float:
    """Number of characters, narrow ones (Latin, digits) counted by their share of a Chinese character."""
    return row.ink_width / (0.9 if row.ideographic else 0.95)


def _between(table: tuple[tuple[float, float], ...], at: float) -> float:
    """The table's value at `at`, in proportion between its rows, constant beyond its ends."""
    if at <= table[0][0]:
        return table[0][1]
    for (x0, y0), (x1, y1) in pairwise(table):
        if at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return table[-1][1]
