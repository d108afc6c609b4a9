"""A page's text as lines in reading order, however the file draws it.

Programs write lines as one string, in several spans, or letter by letter in any order; pages are turned by `/Rotate`
or their text by its matrix; columns of upright characters are written by a vertical font or letter by letter. Lines
are therefore built from where the characters lie, in *canonical* coordinates: `u` along the line, `v` from one line to
the next.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from sealdesk import confined
from sealdesk.documents.page_contents import Glyph, PageContents
from sealdesk.geometry import Rect
from sealdesk.model.page_text import PageLines, TextLine, around

if TYPE_CHECKING:
    from sealdesk.documents.foreign_pdf import ForeignPdf

TIME_LIMIT_S = 60.0
MOST_PAGES = 200
"""Of longer documents the first and the last half of so many are read: nobody signs in their middle."""
COVERED = 0.8
"""A picture that covers so much of a page without visible text makes it a scan."""

_SAME_LINE = 0.5
"""How far apart the middles of two characters of one line may lie, in ems of the smaller."""
_COLUMN_GAP = 1.75
"""A gap of so many ems parts a line in two."""
_SPACE = 0.3
_LEAST_STACKED, _MOST_ASKED = 8, 120
_DOUBLED = 0.2
"""Bold by printing twice: the same character so near, in ems, is one."""


def read_lines(path: Path, password: str | None, pages: Sequence[int] | None = None) -> tuple[PageLines, ...]:
    """The lines of these pages; of all where none are named, or of the first and last 100.

    Raises:
        SealDeskError: What opening raises (`foreign_pdf.ForeignPdf`); `DOCUMENT_TOO_DEMANDING`.
    """
    wanted = None if pages is None else tuple(pages)
    return confined.run_limited(TIME_LIMIT_S, confined.MEMORY_LIMIT_MB, _read, path, password, wanted)


def _read(path: Path, password: str | None, pages: tuple[int, ...] | None) -> tuple[PageLines, ...]:
    from sealdesk.documents.foreign_pdf import ForeignPdf

    document = ForeignPdf(path, password)
    wanted = pages if pages is not None else pages_to_read(document.pages)
    return tuple(page_lines(document, page) for page in wanted if 1 <= page <= document.pages)


def pages_to_read(count: int) -> tuple[int, ...]:
    """Which pages of so many are read where none are named."""
    if count <= MOST_PAGES:
        return tuple(range(1, count + 1))
    half = MOST_PAGES // 2
    return (*range(1, half + 1), *range(count - half + 1, count + 1))


def page_lines(document: ForeignPdf, page: int) -> PageLines:
    """The lines of one page of an open document."""
    from sealdesk.documents.page_contents import contents

    found = contents(document, page)
    frame = document.frame(page)
    scanned = not found.has_text and found.covered >= COVERED
    return PageLines(page, frame.width_mm, frame.height_mm, lines_of(found), scanned)


def lines_of(found: PageContents) -> tuple[TextLine, ...]:
    """Lines in reading order: those of the page's chief direction first."""
    straight: dict[tuple[float, bool], list[_Placed]] = {}
    slanted: list[Glyph] = []
    for glyph in found.glyphs:
        if glyph.turned_deg % 90:
            slanted.append(glyph)
        else:
            straight.setdefault((glyph.turned_deg, glyph.columns), []).append(_Placed.of(glyph))
    lines: list[TextLine] = []
    for (turned, columns), placed in sorted(straight.items(), key=lambda item: -len(item[1])):
        if turned == 0 and not columns and _stacked(placed):
            upright = [_Placed.of(one.glyph, turned=90.0) for one in placed]
            lines.extend(_line(part, 90.0, columns=True) for part in _in_reading_order(upright))
        else:
            lines.extend(_line(part, turned, columns=columns) for part in _in_reading_order(placed))
    for _, one in groupby(slanted, key=lambda glyph: glyph.line):
        lines.extend(_as_given(list(one)))
    return tuple(line for line in lines if line.text)


@dataclass(frozen=True)
class _Placed:
    """A glyph in canonical coordinates."""

    glyph: Glyph
    u0: float
    u1: float
    v: float
    em: float

    @classmethod
    def of(cls, glyph: Glyph, turned: float | None = None) -> _Placed:
        box = glyph.box
        angle = glyph.turned_deg if turned is None else turned
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        if angle == 0:
            return cls(glyph, box.x0, box.x1, y, glyph.em_mm)
        if angle == 90:
            return cls(glyph, box.y0, box.y1, -x, glyph.em_mm)
        if angle == 180:
            return cls(glyph, -box.x1, -box.x0, -y, glyph.em_mm)
        return cls(glyph, -box.y1, -box.y0, x, glyph.em_mm)

    @property
    def blank(self) -> bool:
        return self.glyph.text.isspace()


def _stacked(placed: list[_Placed]) -> bool:
    """Whether upright characters stand one below the other, closer than beside one another."""
    wide = [one for one in placed if unicodedata.east_asian_width(one.glyph.text[0]) in "WF"]
    together = Counter(one.glyph.line for one in wide)
    alone = sum(together[one.glyph.line] == 1 for one in wide)
    if len(wide) < _LEAST_STACKED or alone < len(wide) / 2:
        return False  # most of them continue a line from the left, even for a reader that takes them as given
    some = wide[:: -(-len(wide) // _MOST_ASKED)]
    return _closer_below(some, wide)


def _closer_below(some: list[_Placed], wide: list[_Placed]) -> bool:
    beside = [_nearest(one, wide, down=False) for one in some]
    below = [_nearest(one, wide, down=True) for one in some]
    across = [gap for gap in beside if gap is not None]
    downwards = [gap for gap in below if gap is not None]
    if len(downwards) < len(some) / 2:
        return False
    closest = median(downwards)
    return closest < 1.25 and (len(across) < len(some) / 4 or closest < 0.8 * median(across))


def _nearest(one: _Placed, others: list[_Placed], *, down: bool) -> float | None:
    """Distance in ems to the next character below, or to the right; None where there is none near."""
    best: float | None = None
    middle = (one.u0 + one.u1) / 2
    for other in others:
        du, dv = (other.u0 + other.u1) / 2 - middle, other.v - one.v
        along, aside = (dv, du) if down else (du, dv)
        if 0.3 * one.em < along < 4 * one.em and abs(aside) < 0.3 * one.em:
            best = along if best is None else min(best, along)
    return None if best is None else best / one.em


def _in_reading_order(placed: list[_Placed]) -> list[list[_Placed]]:
    """Lines as lists of characters; text in columns side by side is read column by column."""
    rows = [_parts(row) for row in _rows(placed)]
    ordered: list[list[_Placed]] = []
    band: list[list[list[_Placed]]] = []
    gutter: tuple[float, float] | None = None
    for parts in rows:
        common = _common_gutter(gutter, parts) if band else _gutter(parts)
        if common is None:
            ordered.extend(_columns(band, gutter))
            band, gutter = [parts], _gutter(parts)
        else:
            band.append(parts)
            gutter = common
    ordered.extend(_columns(band, gutter))
    return ordered


def _gutter(parts: list[list[_Placed]]) -> tuple[float, float] | None:
    return (parts[0][-1].u1, parts[1][0].u0) if len(parts) == 2 else None


def _common_gutter(
    gutter: tuple[float, float] | None, parts: list[list[_Placed]]
) -> tuple[float, float] | None:
    """What is left of the white between two columns after this row, which may lack one of them."""
    if gutter is None:
        return None
    own = _gutter(parts)
    if own is None and len(parts) == 1:
        part = parts[0]
        own = (part[-1].u1, gutter[1]) if part[-1].u1 <= gutter[1] else (gutter[0], part[0].u0)
    if own is None:
        return None
    low, high = max(gutter[0], own[0]), min(gutter[1], own[1])
    return (low, high) if high - low > 0 else None


_LEAST_ROWS = 4
_LEAST_EMS = 6.0


def _columns(band: list[list[list[_Placed]]], gutter: tuple[float, float] | None) -> list[list[_Placed]]:
    """The parts of a band of rows: column by column where both columns run like text, else row by row."""
    both = [parts for parts in band if len(parts) == 2]
    row_by_row = [part for parts in band for part in parts]
    if gutter is None or len(both) < _LEAST_ROWS:
        return row_by_row
    widths = [[(part[-1].u1 - part[0].u0) / part[0].em for part in parts] for parts in both]
    if any(median(column) < _LEAST_EMS for column in zip(*widths, strict=True)):
        return row_by_row
    middle = sum(gutter) / 2
    left = [part for part in row_by_row if part[0].u0 < middle]
    return left + [part for part in row_by_row if part[0].u0 >= middle]


def _rows(placed: list[_Placed]) -> list[list[_Placed]]:
    """Characters of one height, from the left; each printed character once."""
    rows: list[list[_Placed]] = []
    middle, em = 0.0, 0.0
    for one in sorted((one for one in placed if not one.blank), key=lambda one: (one.v, one.u0)):
        if rows and abs(one.v - middle) <= _SAME_LINE * min(one.em, em):
            rows[-1].append(one)
            if one.em > em:
                middle, em = one.v, one.em
        else:
            rows.append([one])
            middle, em = one.v, one.em
    return [_once(sorted(row, key=lambda one: one.u0)) for row in _with_blanks(rows, placed)]


def _with_blanks(rows: list[list[_Placed]], placed: list[_Placed]) -> list[list[_Placed]]:
    """Written spaces in the rows where they lie between characters."""
    blanks = sorted((one for one in placed if one.blank), key=lambda one: one.v)
    start = 0
    for row in rows:
        v, em = row[0].v, row[0].em
        first, last = min(one.u0 for one in row), max(one.u1 for one in row)
        while start < len(blanks) and blanks[start].v < v - em:
            start += 1
        index = start
        while index < len(blanks) and blanks[index].v <= v + em:
            blank = blanks[index]
            if abs(blank.v - v) <= _SAME_LINE * em and first < (blank.u0 + blank.u1) / 2 < last:
                row.append(blank)
            index += 1
    return rows


def _once(row: list[_Placed]) -> list[_Placed]:
    kept: list[_Placed] = []
    for one in row:
        near = kept[-3:]
        doubled = any(
            other.glyph.text == one.glyph.text and abs(other.u0 - one.u0) < _DOUBLED * one.em
            for other in near
        )
        if not doubled:
            kept.append(one)
    return kept


def _parts(row: list[_Placed]) -> list[list[_Placed]]:
    """The row, parted at its wide gaps; spaces at the ends of a part are left out."""
    parts: list[list[_Placed]] = [[]]
    end: float | None = None
    for one in row:
        if one.blank:
            parts[-1].append(one)
            continue
        if end is not None and one.u0 - end > _COLUMN_GAP * one.em:
            parts.append([])
        parts[-1].append(one)
        end = one.u1 if end is None else max(end, one.u1)
    return [_stripped(part) for part in parts]


def _stripped(part: list[_Placed]) -> list[_Placed]:
    inked = [index for index, one in enumerate(part) if not one.blank]
    return part[inked[0] : inked[-1] + 1] if inked else []


def _line(part: list[_Placed], turned: float, *, columns: bool) -> TextLine:
    characters, boxes = [part[0].glyph.text], [part[0].glyph.box]
    for before, one in pairwise(part):
        gap = one.u0 - before.u1
        if not before.blank and not one.blank and gap > _SPACE * min(one.em, before.em):
            characters.append(" ")
            boxes.append(replace(one.glyph.box, x1=one.glyph.box.x0, y1=one.glyph.box.y0))
        characters.append(one.glyph.text)
        boxes.append(one.glyph.box)
    em = median(one.em for one in part)
    return TextLine("".join(characters), tuple(boxes), em, turned, columns)


def _as_given(glyphs: list[Glyph]) -> list[TextLine]:
    """Text at a slant, as a watermark is: MuPDF's own line."""
    text = "".join(glyph.text for glyph in glyphs)
    if not text.strip():
        return []
    boxes = tuple(glyph.box for glyph in glyphs)
    return [TextLine(text, boxes, glyphs[0].em_mm, glyphs[0].turned_deg)]


def bounds_of(line: TextLine, start: int, end: int) -> Rect | None:
    """Around the characters from `start` up to `end`; None where there are only spaces."""
    boxes = [
        box
        for text, box in zip(line.text[start:end], line.boxes[start:end], strict=True)
        if not text.isspace()
    ]
    return around(boxes) if boxes else None
