"""Drawing a seal: from a design to outlines, from those to a vector page or to the picture that is stamped.

Sizes follow 国发〔1999〕25号 for round seals and practice for the others; every one can be set in the design,
what is left open is chosen so that names of 4 to 40 characters stand evenly.
"""

from __future__ import annotations

import math
from itertools import pairwise

from sealdesk.geometry import MM_PER_INCH, UNITS_PER_INCH, Rect
from sealdesk.impression import lettering, outline
from sealdesk.impression.lettering import Arc, Row, Setting
from sealdesk.impression.outline import Outline
from sealdesk.impression.typeface import Typeface, seal_typeface
from sealdesk.model.seal import SealPicture, SealShape
from sealdesk.model.seal_design import SealDesign

DPI = 600

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

_WIDEST_OVER_LINE_DEG = 240.0
"""The arc of a name over star and line: more would leave the line no room."""


def draw_seal(design: SealDesign, dpi: int = DPI) -> SealPicture:
    """The seal's picture: one colour everywhere, the drawing in the alpha alone.

    Raises:
        SealDeskError: `TOOL_MISSING` without the typeface; `SETTINGS_WRONG` for a character it lacks.
    """
    import pymupdf

    width_px = round(design.width_mm / MM_PER_INCH * dpi)
    height_px = round(design.height_mm / MM_PER_INCH * dpi)
    with pymupdf.Document(stream=seal_pdf(design), filetype="pdf") as document:
        page = document[0]
        matrix = pymupdf.Matrix(width_px / page.rect.width, height_px / page.rect.height)
        pixmap = page.get_pixmap(matrix=matrix, alpha=True, clip=page.rect)
        if (pixmap.width, pixmap.height) != (width_px, height_px):
            raise RuntimeError(f"drawn {pixmap.width}×{pixmap.height}, not {width_px}×{height_px}")
        alpha = bytes(pixmap.samples_mv[3::4])
    rgb = bytes(design.colour) * (width_px * height_px)
    return SealPicture(width_px, height_px, rgb, alpha, design.width_mm, design.height_mm)


def seal_pdf(design: SealDesign) -> bytes:
    """The seal as a vector PDF page of its own size, without a ground.

    Raises:
        SealDeskError: As `draw_seal`.
    """
    import pymupdf

    unit = UNITS_PER_INCH / MM_PER_INCH
    red, green, blue = (value / 255 for value in design.colour)
    content = "\n".join(
        [
            f"{unit:.6f} 0 0 {-unit:.6f} 0 {design.height_mm * unit:.6f} cm",
            f"{red:.4f} {green:.4f} {blue:.4f} rg",
            *(outline.operators(part) for part in compose(design)),
        ]
    )
    with pymupdf.Document() as document:
        page = document.new_page(width=design.width_mm * unit, height=design.height_mm * unit)
        stream = document.get_new_xref()
        document.update_object(stream, "<<>>")
        document.update_stream(stream, content.encode("ascii"))
        page.set_contents(stream)
        return bytes(document.tobytes(no_new_id=True))


def compose(design: SealDesign, typeface: Typeface | None = None) -> tuple[Outline, ...]:
    """The filled outlines of a seal, in mm from its top left corner.

    Raises:
        SealDeskError: As `draw_seal`.
    """
    typeface = typeface or seal_typeface()
    if design.shape in (SealShape.ROUND, SealShape.OVAL):
        return _Oval(design, typeface).parts()
    return _cells(design, typeface)


class _Oval:
    """A round or oval seal: border, arc, code along the bottom, star, line."""

    def __init__(self, design: SealDesign, typeface: Typeface) -> None:
        self.design, self.typeface = design, typeface
        self.cx, self.cy = design.width_mm / 2, design.height_mm / 2
        self.size = math.sqrt(design.width_mm * design.height_mm)
        # Flat ovals bend sharply at their ends, where tall characters would fall over one another.
        self._flatness = min(1.0, (design.height_mm / design.width_mm) ** 0.5)
        self.margin = design.border_mm + 0.024 * self.size

    def parts(self) -> tuple[Outline, ...]:
        parts = [outline.ring(self.cx, self.cy, self.cx, self.cy, self.design.border_mm)]
        if self.design.star:
            parts.append(outline.star(self.cx, self.cy, self._star_mm()))
        code, code_deg = self._code()
        arc, arc_deg, inner = self._arc(360.0 - code_deg - 24.0 if code_deg else 320.0)
        parts += [part for part in (code, arc) if part]
        if self.design.centre_text:
            parts.append(self._line(inner, arc_deg))
        return tuple(parts)

    def _star_mm(self) -> float:
        return self.design.star_mm or self.design.height_mm / 3

    def _middle_line(self, letter_mm: float, margin: float) -> Arc:
        inwards = margin + letter_mm / 2
        return Arc(self.cx, self.cy, self.cx - inwards, self.cy - inwards)

    def _code(self) -> tuple[Outline | None, float]:
        """The digits along the bottom and the angle they take."""
        if not self.design.code:
            return None, 0.0
        height = 0.03 * self.size
        row = lettering.row_of(self.design.code, self.typeface)
        arc = self._middle_line(height, self.design.border_mm + 0.016 * self.size)
        setting = lettering.fit(row, arc.length_mm * 0.3, height, gap=0.55)
        return lettering.under_arc(row, arc, setting), setting.length_mm / arc.length_mm * 360.0

    def _arc(self, widest_deg: float) -> tuple[Outline | None, float, float]:
        """The name, the angle it takes, and how far its feet stand from the seal's edge."""
        text = self.design.arc_text
        if not text:
            return None, 0.0, self.margin
        row = lettering.row_of(text, self.typeface)
        count = _weight(row)
        height = self.design.letter_mm or _between(_HEIGHTS, count) * self.size * self._flatness
        if self.design.centre_text and self.design.star:
            widest_deg = min(widest_deg, _WIDEST_OVER_LINE_DEG)
        span = min(self.design.span_deg or _between(_SPANS, count), widest_deg)
        # A smaller letter stands further out, where there is more room: twice is near enough.
        for _ in range(2):
            arc = self._middle_line(height, self.margin)
            setting = lettering.fit(row, arc.length_mm * span / 360.0, height, fill=1.0, widest=0.88)
            height = setting.height_mm
        taken = setting.length_mm / arc.length_mm * 360.0
        inwards = self.margin + height * (0.5 + lettering.SPACED_BELOW_MIDDLE)
        feet = Arc(self.cx, self.cy, self.cx - inwards, self.cy - inwards)
        return lettering.on_arc(row, arc, feet, setting), taken, self.margin + height

    def _line(self, inner_mm: float, arc_deg: float) -> Outline:
        """The horizontal line: below the star, or as near to the middle as it fits at its natural size."""
        row = lettering.row_of(self.design.centre_text, self.typeface)
        height = self.design.centre_letter_mm or (0.112 if self.design.star else 0.15) * self.size
        tries = []
        for drop in self._drops():
            cy = self.cy + drop + (height / 2 if self.design.star else 0.0)
            room = self._room(cy, height, inner_mm, arc_deg)
            tries.append((lettering.fit(row, room, height, gap=0.3, widest=0.92), cy))
        largest = max(_size_of(setting) for setting, _ in tries)
        setting, cy = next(one for one in tries if _size_of(one[0]) > 0.94 * largest)
        return lettering.on_line(row, self.cx, cy, setting)

    def _drops(self) -> list[float]:
        """Where the line may lie below the centre: its top with a star, its middle without."""
        if self.design.star:
            lower_tips = _lower_tips(self._star_mm())
            return [lower_tips + share * self.size for share in (0.045, 0.06, 0.075)]
        return [share * self.size for share in (0.02, 0.06, 0.1, 0.14, 0.18, 0.22)]

    def _room(self, cy: float, height: float, inner_mm: float, arc_deg: float) -> float:
        """Width for a line of `height` at `cy` that meets neither the border nor the arc's characters."""
        clear = 0.02 * self.size
        half = self.cx
        for y in (cy - height / 2, cy, cy + height / 2):
            half = min(half, self._free_half(y - self.cy, inner_mm + clear, arc_deg / 2))
        return 2 * half

    def _free_half(self, y: float, inner_mm: float, arc_half_deg: float) -> float:
        step, x = self.size / 400, 0.0
        clear_deg = 5.0
        while x < self.cx:
            angle = abs(math.degrees(math.atan2(x, -y)))
            depth = inner_mm if angle < arc_half_deg + clear_deg else self.margin
            rx, ry = self.cx - depth, self.cy - depth
            if (x / rx) ** 2 + (y / ry) ** 2 > 1.0:
                break
            x += step
        return max(0.0, x - step)


def _cells(design: SealDesign, typeface: Typeface) -> tuple[Outline, ...]:
    """A square or rectangular seal: four characters in a square, or one row."""
    box = Rect(0.0, 0.0, design.width_mm, design.height_mm)
    short = min(design.width_mm, design.height_mm)
    margin = design.border_mm + short * (0.045 if design.negative else 0.04)
    inside = Rect(margin, margin, design.width_mm - margin, design.height_mm - margin)
    row = lettering.row_of(design.centre_text, typeface)
    cells = _cell_boxes(len(row.letters), inside, gap=short * 0.035, columns=design.columns)
    letters = outline.joined(
        lettering.into_cell(letter, cell) for letter, cell in zip(row.letters, cells, strict=True)
    )
    corner = short * 0.02
    if design.negative:
        return (letters.cut_out_of(outline.rectangle(box, corner)),)
    return (outline.frame(box, design.border_mm, corner), letters)


def _cell_boxes(count: int, inside: Rect, gap: float, *, columns: bool) -> list[Rect]:
    """Cells of equal size in reading order: two columns where the box is square, else one row."""
    if count < 4 or inside.width > 1.5 * inside.height:
        across, down = count, 1
    else:
        across, down = 2, math.ceil(count / 2)
    width = (inside.width - (across - 1) * gap) / max(1, across)
    height = (inside.height - (down - 1) * gap) / max(1, down)
    boxes = []
    for index in range(count):
        if columns and down > 1:
            column, line = across - 1 - index // down, index % down
        else:
            column, line = index % across, index // across
        x, y = inside.x0 + column * (width + gap), inside.y0 + line * (height + gap)
        boxes.append(Rect(x, y, x + width, y + height))
    return boxes


def _lower_tips(tip_to_tip: float) -> float:
    """How far a star's lower tips lie below its centre."""
    return tip_to_tip / (2 * math.sin(math.radians(72.0))) * math.cos(math.radians(36.0))


def _size_of(setting: Setting) -> float:
    """How large a row looks: height and width of its characters together."""
    return setting.height_mm * min(1.0, setting.stretch / 0.8)


def _weight(row: Row) -> float:
    """Number of characters, narrow ones (Latin, digits) counted by their share of a Chinese character."""
    return row.ink_width / (0.9 if row.face_height > 0.9 else 1.1)


def _between(table: tuple[tuple[float, float], ...], at: float) -> float:
    """The table's value at `at`, in proportion between its rows, constant beyond its ends."""
    if at <= table[0][0]:
        return table[0][1]
    for (x0, y0), (x1, y1) in pairwise(table):
        if at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return table[-1][1]
