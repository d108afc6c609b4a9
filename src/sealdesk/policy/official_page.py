"""A page as its readers turn it: text from left to right and downwards, whichever way the file has it.

Canonical millimetres: `x` along the lines, `y` from one line to the next. A page of columns is turned a quarter, so
that its columns are lines; what was reckoned there is turned back to the page as shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from sealdesk.geometry import Rect
from sealdesk.model.page_text import PageLines, TextLine, around
from sealdesk.policy.official_dates import is_page_number, solid

MARGINS_MM = (28.0, 37.0, 26.0, 35.0)
"""GB/T 9704-2012 §5.2: left, top, right and bottom of A4; the type area between them is 156 × 225 mm."""
_A4_MM = (210.0, 297.0)
HEADER, FOOTER = 0.085, 0.93
"""Parts of the page's height above and below which running heads and page numbers stand."""
_SAME_ROW = 0.5
PITCH_EMS = 225.0 / 22 / (156.0 / 28)
"""§5.2.3: 22 lines of 28 characters fill the type area."""


@dataclass(frozen=True)
class Turn:
    """From the page as shown to canonical millimetres and back.

    Attributes:
        turned_deg: Direction of reading, clockwise: 0, 90, 180, 270.
        columns: Columns of characters that stand upright where `turned_deg` is 90.
    """

    width_mm: float
    height_mm: float
    turned_deg: float = 0.0
    columns: bool = False

    @property
    def seal_deg(self) -> float:
        """How a seal lies that is upright to the reader."""
        return (self.turned_deg - 90.0) % 360 if self.columns else self.turned_deg

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the canonical page."""
        sideways = self.turned_deg in (90, 270)
        return (self.height_mm, self.width_mm) if sideways else (self.width_mm, self.height_mm)

    def canonical(self, box: Rect) -> Rect:
        points = [self._point(box.x0, box.y0), self._point(box.x1, box.y1)]
        return Rect.of_corners(*points[0], *points[1])

    def shown(self, box: Rect) -> Rect:
        back = Turn(*self.size_mm, (360 - self.turned_deg) % 360)
        return back.canonical(box)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        if self.turned_deg == 90:
            return y, self.width_mm - x
        if self.turned_deg == 180:
            return self.width_mm - x, self.height_mm - y
        if self.turned_deg == 270:
            return self.height_mm - y, x
        return x, y


@dataclass(frozen=True)
class Part:
    """A line's part without spaces: its characters and their canonical boxes."""

    text: str
    boxes: tuple[Rect, ...]
    em_mm: float

    @property
    def bounds(self) -> Rect:
        return around(self.boxes)


@dataclass(frozen=True)
class Row:
    """What stands at one height, from the left."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)

    @property
    def boxes(self) -> tuple[Rect, ...]:
        return tuple(box for part in self.parts for box in part.boxes)

    @property
    def bounds(self) -> Rect:
        return around(self.boxes)

    @property
    def middle(self) -> float:
        return (self.bounds.y0 + self.bounds.y1) / 2

    @property
    def em_mm(self) -> float:
        return max(part.em_mm for part in self.parts)


@dataclass(frozen=True)
class TurnedPage:
    """A page's rows from the top, running heads and page numbers left out."""

    page: int
    turn: Turn
    rows: tuple[Row, ...]

    @property
    def type_area(self) -> Rect:
        """Canonical; on other sizes than A4 its margins in proportion, on landscape pages turned (§9)."""
        return type_area(*self.turn.size_mm)

    def pitch_mm(self, em_mm: float) -> float:
        """From one line of the text to the next: as measured, or as the standard has it for this size."""
        steps = [below.middle - above.middle for above, below in pairwise(self.rows)]
        near = [step for step in steps if 1.05 * em_mm <= step <= 2.6 * em_mm]
        return median(near) if len(near) >= 3 else PITCH_EMS * em_mm

    def right_edge_mm(self) -> float:
        """Where full lines end, if three agree; else the type area's right edge."""
        area = self.type_area
        ends = sorted((row.bounds.x1 for row in self.rows if len(row.text) >= 12), reverse=True)
        for first, third in zip(ends, ends[2:], strict=False):
            if first - third <= 1.0:
                return first
        return area.x1


def type_area(width_mm: float, height_mm: float) -> Rect:
    """The type area of a page of this size (版心)."""
    left, top, right, bottom = MARGINS_MM
    if width_mm > height_mm:
        left, top, right, bottom = top, left, bottom, right
        across, down = width_mm / _A4_MM[1], height_mm / _A4_MM[0]
    else:
        across, down = width_mm / _A4_MM[0], height_mm / _A4_MM[1]
    return Rect(left * across, top * down, width_mm - right * across, height_mm - bottom * down)


def turned_pages(page: PageLines) -> tuple[TurnedPage, ...]:
    """The page once for each direction in which it is written, the chief one first."""
    directions: dict[tuple[float, bool], list[TextLine]] = {}
    for line in page.lines:
        if line.turned_deg % 90 == 0:
            directions.setdefault((line.turned_deg, line.columns), []).append(line)
    ordered = sorted(directions.items(), key=lambda item: -sum(len(line.text) for line in item[1]))
    return tuple(
        _turned(page, Turn(page.width_mm, page.height_mm, turned, columns), lines)
        for (turned, columns), lines in ordered
    )


def _turned(page: PageLines, turn: Turn, lines: list[TextLine]) -> TurnedPage:
    parts = sorted((_part(line, turn) for line in lines), key=lambda part: part.bounds.y0 + part.bounds.y1)
    rows: list[list[Part]] = []
    for part in parts:
        box, em = part.bounds, part.em_mm
        if rows:
            last = rows[-1][0].bounds
            if abs((box.y0 + box.y1) - (last.y0 + last.y1)) / 2 <= _SAME_ROW * min(em, rows[-1][0].em_mm):
                rows[-1].append(part)
                continue
        rows.append([part])
    made = [Row(tuple(sorted(row, key=lambda part: part.bounds.x0))) for row in rows]
    height = turn.size_mm[1]
    return TurnedPage(page.page, turn, tuple(row for row in made if not _running(row, height)))


def _part(line: TextLine, turn: Turn) -> Part:
    text, origins = solid(line.text)
    if not text:  # blanks to fill in: they are there, but say nothing
        return Part("", tuple(turn.canonical(box) for box in line.boxes), line.em_mm)
    return Part(text, tuple(turn.canonical(line.boxes[index]) for index in origins), line.em_mm)


def _running(row: Row, height_mm: float) -> bool:
    box = row.bounds
    at_edge = box.y1 < HEADER * height_mm or box.y0 > FOOTER * height_mm
    near_edge = box.y1 < 2 * HEADER * height_mm or box.y0 > (1 - 2 * (1 - FOOTER)) * height_mm
    return at_edge or not row.text or (near_edge and is_page_number(row.text))
