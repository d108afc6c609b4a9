"""Square and rectangular seals: characters grown into the cells of a grid, in columns or in rows."""

from __future__ import annotations

import math

from sealdesk.formats.seal_design import inner_edge_mm
from sealdesk.geometry import Rect
from sealdesk.impression import lettering, outline
from sealdesk.impression.outline import joined
from sealdesk.impression.parts import Part, Role
from sealdesk.impression.typeface import Typeface
from sealdesk.model.seal_design import SealDesign

_TALLEST = 1.75
"""Cells more stretched than this show their character at this proportion, with white around it."""


def squared(design: SealDesign, typeface: Typeface) -> tuple[Part, ...]:
    """The parts of a square or rectangular seal; a negative one is a single ground with its characters cut out.

    Raises:
        SealDeskError: `SEAL_CHARACTER_MISSING`.
    """
    box = Rect(0.0, 0.0, design.width_mm, design.height_mm)
    short = min(design.width_mm, design.height_mm)
    corner = short * 0.02
    edge = design.border_mm + inner_edge_mm(design)
    margin = edge + (short * 0.045 if design.margin_mm is None else design.margin_mm)
    lines = lines_of(design.centre_text, box, columns=design.columns)
    cells = _cell_boxes(lines, _inset(box, margin), short * 0.035, columns=design.columns)
    rows = [lettering.row_of(line, typeface) for line in lines]
    letters = tuple(
        lettering.into_cell(letter, _shapely(cell))
        for row, line_cells in zip(rows, cells, strict=True)
        for letter, cell in zip(row.letters, line_cells, strict=True)
    )
    if design.negative:
        whole = joined(letters).cut_out_of(outline.rectangle(box, corner))
        if design.inner_border_mm > 0:
            whole = _inner_line(design, box).reversed().cut_out_of(whole)
        return (Part(Role.GROUND, (whole,)),)
    parts = []
    if design.border_mm > 0:
        parts.append(Part(Role.BORDER, (outline.frame(box, design.border_mm, corner),)))
    if design.inner_border_mm > 0:
        parts.append(Part(Role.INNER_BORDER, (_inner_line(design, box),)))
    return (*parts, Part(Role.CHARACTERS, letters)) if letters else tuple(parts)


def lines_of(text: str, box: Rect, *, columns: bool) -> tuple[str, ...]:
    """The text divided into columns (or rows): as its line breaks say, else evenly into shapely cells.

    Of three characters in a square the first stands alone and the others share a line, as names on seals do.
    """
    given = tuple(line for line in text.split("\n") if line)
    if len(given) != 1:
        return given
    text = given[0]
    across, along = (box.width, box.height) if columns else (box.height, box.width)
    count = _line_count(len(text), across, along)
    least, more = divmod(len(text), count)
    # Longer lines come last: the name of the kind closes a seal.
    lengths = [least] * (count - more) + [least + 1] * more
    ends = [sum(lengths[: at + 1]) for at in range(count)]
    return tuple(text[end - length : end] for end, length in zip(ends, lengths, strict=True))


def _line_count(characters: int, across: float, along: float) -> int:
    """How many lines make cells nearest to squares, lines of one length preferred."""

    def ugliness(count: int) -> float:
        longest = math.ceil(characters / count)
        proportion = abs(math.log(across / count / (along / longest)))
        return proportion + (0.0 if characters % count == 0 else 0.3)

    return min(range(1, characters + 1), key=ugliness)


def _cell_boxes(lines: tuple[str, ...], inside: Rect, gap: float, *, columns: bool) -> list[list[Rect]]:
    """The cells of each line, in reading order: columns from the right, or rows from the top."""
    across, along = (inside.width, inside.height) if columns else (inside.height, inside.width)
    broad = (across - (len(lines) - 1) * gap) / max(1, len(lines))
    boxes = []
    for at, line in enumerate(lines):
        length = (along - (len(line) - 1) * gap) / len(line)
        starts = [index * (length + gap) for index in range(len(line))]
        if columns:
            right = inside.x1 - at * (broad + gap)
            boxes.append([Rect(right - broad, inside.y0 + y, right, inside.y0 + y + length) for y in starts])
        else:
            top = inside.y0 + at * (broad + gap)
            boxes.append([Rect(inside.x0 + x, top, inside.x0 + x + length, top + broad) for x in starts])
    return boxes


def _shapely(cell: Rect) -> Rect:
    """The cell, or its middle where it is so long that a character in it would be a caricature."""
    width = min(cell.width, _TALLEST * cell.height)
    height = min(cell.height, _TALLEST * cell.width)
    cx, cy = (cell.x0 + cell.x1) / 2, (cell.y0 + cell.y1) / 2
    return Rect(cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2)


def _inner_line(design: SealDesign, box: Rect) -> outline.Outline:
    inner = _inset(box, design.border_mm + design.border_gap_mm)
    return outline.frame(inner, design.inner_border_mm)


def _inset(box: Rect, by: float) -> Rect:
    return Rect(box.x0 + by, box.y0 + by, box.x1 - by, box.y1 - by)
