"""What stands on a foreign page: its characters and its pictures, in millimetres as shown.

Only for processes that may be killed, as `foreign_pdf`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import count
from typing import Any
from unicodedata import east_asian_width

from sealdesk.documents.foreign_pdf import ForeignPdf
from sealdesk.geometry import MM_PER_INCH, Rect

_ABOVE, _BELOW = 0.88, 0.12
"""Where an ideographic character's square lies about its base line; fonts' own heights differ by half."""
_NARROW = 0.55
_STRAIGHT_WITHIN_DEG = 3.0
_MOST_COUNTED = 500
_GRID = 40
"""Cells along each side that tell how much of a page pictures cover."""


@dataclass(frozen=True)
class Glyph:
    """A character on the page.

    Attributes:
        turned_deg: Direction of its line; the multiples of 90 are exact.
        columns: Of a font that writes downwards.
        visible: Painted: text under a scan, from a recognition of characters, is not.
        line: Number of MuPDF's own line: what it belongs to where nothing better is known.
    """

    text: str
    box: Rect
    em_mm: float
    turned_deg: float
    columns: bool
    visible: bool
    line: int


@dataclass(frozen=True)
class Picture:
    """A picture on the page.

    Attributes:
        bounds_mm: On the page, cut to it.
        dpi: Its pixels for an inch of paper.
    """

    bounds_mm: Rect
    dpi: float
    width_px: int
    height_px: int


@dataclass(frozen=True)
class PageContents:
    glyphs: tuple[Glyph, ...]
    pictures: tuple[Picture, ...]
    covered: float
    """How much of the page its pictures cover, 0 to 1."""

    @property
    def has_text(self) -> bool:
        """Whether a person sees text."""
        return any(glyph.visible and not glyph.text.isspace() for glyph in self.glyphs)


def contents(document: ForeignPdf, page: int) -> PageContents:
    """Characters in the order in which the page gives them, and pictures.

    Raises:
        SealDeskError: As `ForeignPdf`.
    """
    from pymupdf import mupdf

    shown = document.frame(page).shown_mm
    glyphs: list[Glyph] = []
    pictures: list[Picture] = []
    lines = count()

    def read(block: Any) -> None:
        if block.m_internal.type == mupdf.FZ_STEXT_BLOCK_IMAGE:
            pictures.extend(_picture(block, shown))
        elif block.m_internal.type == mupdf.FZ_STEXT_BLOCK_TEXT:
            for line in block:
                glyphs.extend(_glyphs(line, next(lines)))

    document.blocks(page, read, mupdf.FZ_STEXT_PRESERVE_IMAGES)
    return PageContents(tuple(glyphs), tuple(pictures), _covered(pictures, shown))


def _glyphs(line: Any, number: int) -> list[Glyph]:
    from pymupdf import mupdf

    direction, columns = line.m_internal.dir, line.m_internal.wmode == 1
    turned = math.degrees(math.atan2(direction.y, direction.x)) % 360
    straight = round(turned / 90) * 90
    if abs(turned - straight) <= _STRAIGHT_WITHIN_DEG:
        turned = float(straight % 360)
    shown = mupdf.FZ_STEXT_FILLED | mupdf.FZ_STEXT_STROKED
    found = []
    for character in line:
        inner = character.m_internal
        code, em = inner.c, inner.size
        if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 and em > 0:
            box = _square(inner, turned, columns)
            visible = bool(inner.flags & shown) and inner.argb >> 24 != 0
            found.append(Glyph(chr(code), box, em, turned, columns, visible, number))
    return found


def _square(inner: Any, turned: float, columns: bool) -> Rect:
    """The character's square: its advance along the line, an em across it."""
    quad, origin, em = inner.quad, inner.origin, inner.size
    if turned == 0 and not columns:  # nearly always, and each look into MuPDF's structures costs
        left, right, y = quad.ll.x, quad.lr.x, origin.y
        return Rect(min(left, right), y - _ABOVE * em, max(left, right), y + _BELOW * em)
    corners = (quad.ul, quad.ur, quad.ll, quad.lr)
    xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
    bounds = Rect(min(xs), min(ys), max(xs), max(ys))
    if turned % 90:
        return bounds
    if columns:
        return _square_in_column(bounds, turned, em, wide=east_asian_width(chr(inner.c)) in "WF")
    x, y = origin.x, origin.y
    if turned == 90:
        return Rect(x - _BELOW * em, bounds.y0, x + _ABOVE * em, bounds.y1)
    if turned == 180:
        return Rect(bounds.x0, y - _BELOW * em, bounds.x1, y + _ABOVE * em)
    return Rect(x - _ABOVE * em, bounds.y0, x + _BELOW * em, bounds.y1)


def _square_in_column(bounds: Rect, turned: float, em: float, *, wide: bool) -> Rect:
    """MuPDF lets a character of a column begin at its base line, and be an em wide whatever it is."""
    across = em if wide else _NARROW * em
    if turned == 90:
        return Rect(bounds.x0, bounds.y0 - _ABOVE * em, bounds.x0 + across, bounds.y0 + _BELOW * em)
    if turned == 180:
        return Rect(bounds.x1 - _BELOW * em, bounds.y0, bounds.x1 + _ABOVE * em, bounds.y0 + across)
    if turned == 270:
        return Rect(bounds.x1 - across, bounds.y1 - _BELOW * em, bounds.x1, bounds.y1 + _ABOVE * em)
    return Rect(bounds.x0 - _ABOVE * em, bounds.y1 - across, bounds.x0 + _BELOW * em, bounds.y1)


def _picture(block: Any, page: Rect) -> list[Picture]:
    matrix, image = block.i_transform(), block.i_image()
    across = math.hypot(matrix.a, matrix.b)
    xs = [matrix.e, matrix.e + matrix.a, matrix.e + matrix.c, matrix.e + matrix.a + matrix.c]
    ys = [matrix.f, matrix.f + matrix.b, matrix.f + matrix.d, matrix.f + matrix.b + matrix.d]
    seen = page.intersection(Rect(min(xs), min(ys), max(xs), max(ys)))
    if seen is None or across <= 0:
        return []
    return [Picture(seen, image.w() / (across / MM_PER_INCH), image.w(), image.h())]


def _covered(pictures: list[Picture], page: Rect) -> float:
    """By the middles of a grid of cells: scanners cut pages into strips, and pictures overlap."""
    if not pictures:
        return 0.0
    wide, high = page.width / _GRID, page.height / _GRID
    points = [((i + 0.5) * wide, (j + 0.5) * high) for i in range(_GRID) for j in range(_GRID)]
    areas = sorted((one.bounds_mm for one in pictures), key=lambda box: -box.width * box.height)
    large = [box for box in areas[:_MOST_COUNTED] if box.width * box.height > wide * high]
    inside = sum(any(box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1 for box in large) for x, y in points)
    return inside / len(points)
