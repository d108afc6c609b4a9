"""Copies for reading: every page becomes one picture under a mark that cannot be taken off.

The mark's letters stand close together across the whole page, seals included, and page and mark are made one picture
of 150 dots an inch. Their outlines are opaque: what lies under them is gone. Inside they are translucent, each run of
letters by a share of its own, and where the rows lie is another for each page: what shines through can still be read,
and there is no one sum that takes the mark off. Text, signatures and pictures of the document are not in the copy.
"""

from __future__ import annotations

import itertools
import math
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sealdesk import confined
from sealdesk.documents.foreign_pdf import ForeignPdf
from sealdesk.geometry import MM_PER_INCH, UNITS_PER_INCH

DPI = 150
MARK_DEG = 30.0
TIME_LIMIT_S = 30.0
SECONDS_A_PAGE = 3.0
MEMORY_LIMIT_MB = 1536

_POINTS_PER_MM = UNITS_PER_INCH / MM_PER_INCH
_MARK_PT = 22.0
_ROW_MM = 6.6
"""From row to row: less than the letters' own height, so a quarter of a seal's ink is covered wherever it lies."""
_GAP_MM = 1.5
_OUTLINE = 0.03
"""Width of the letters' outlines, in shares of their size."""
_COLOUR = (0.52, 0.58, 0.68)
_FILLED = (0.48, 0.58)
"""How much of the page the letters' inside takes: the least and the most."""
_QUALITY = 88
_LARGEST_PX = 40_000_000
_FONT, _NARROW = "china-s", "hebo"


def reading_copy(
    source: Path, password: str | None, pages: Sequence[int], mark: str, title: str, target: Path
) -> confined.Started[int]:
    """Begin to write a copy of these pages to `target`, in a child that may be killed; its answer is their number.

    Args:
        mark: What stands across every page.
        title: The copy's title, as viewers show it.

    Raises:
        SealDeskError: By the answer: as `ForeignPdf`; `DOCUMENT_TOO_DEMANDING`.
    """
    limit_s = TIME_LIMIT_S + SECONDS_A_PAGE * len(pages)
    return confined.start_limited(
        limit_s, MEMORY_LIMIT_MB, _write, source, password, tuple(pages), mark, title, target
    )


def _write(
    source: Path, password: str | None, pages: tuple[int, ...], mark: str, title: str, target: Path
) -> int:
    import pymupdf

    foreign = ForeignPdf(source, password)
    with pymupdf.Document() as copy:
        for number in pages:
            frame = foreign.frame(number)
            flat = _flat(foreign, number, mark)
            size = frame.width_mm * _POINTS_PER_MM, frame.height_mm * _POINTS_PER_MM
            page = copy.new_page(width=size[0], height=size[1])
            page.insert_image(page.rect, stream=flat)
        copy.set_metadata({"title": title, "producer": "SealDesk"})
        copy.save(target, garbage=3, deflate=True, deflate_images=False)
    return len(pages)


def _flat(foreign: ForeignPdf, number: int, mark: str) -> bytes:
    """Page and mark as one JPEG."""
    import pymupdf

    frame = foreign.frame(number)
    area_mm = frame.width_mm * frame.height_mm
    px_per_mm = min(DPI / MM_PER_INCH, math.sqrt(_LARGEST_PX / area_mm))
    width, height, rgb = foreign.pixels(number, px_per_mm, frame.shown_mm)
    with pymupdf.Document() as draft:
        size = frame.width_mm * _POINTS_PER_MM, frame.height_mm * _POINTS_PER_MM
        page = draft.new_page(width=size[0], height=size[1])
        page.insert_image(page.rect, pixmap=pymupdf.Pixmap(pymupdf.csRGB, width, height, rgb, False))
        _draw_mark(page, mark)
        scale = width / page.rect.width, height / page.rect.height
        drawn = page.get_pixmap(matrix=pymupdf.Matrix(*scale), alpha=False)
        flat: bytes = drawn.tobytes("jpeg", jpg_quality=_QUALITY)
    return flat


def _draw_mark(page: Any, mark: str) -> None:
    """Rows of the mark over the whole page, rising to the right, every second one set off."""
    import pymupdf

    runs = _runs(mark)
    length = sum(run.length for run in runs)
    middle = pymupdf.Point(page.rect.width / 2, page.rect.height / 2)
    turn = pymupdf.Matrix(MARK_DEG)
    chance = secrets.SystemRandom()
    aside, down = chance.uniform(0, length), chance.uniform(0, _ROW_MM * _POINTS_PER_MM)
    shape = page.new_shape()  # committed once: each commit reads the page's whole content
    for x, y in _places(math.hypot(page.rect.width, page.rect.height), length):
        for run in runs:
            shape.insert_text(
                (middle.x + x + aside, middle.y + y + down),
                run.text,
                fontname=run.font,
                fontsize=_MARK_PT,
                color=_COLOUR,
                fill=_COLOUR,
                render_mode=2,
                border_width=_OUTLINE,
                fill_opacity=round(chance.uniform(*_FILLED), 2),
                morph=(middle, turn),
            )
            x += run.length  # noqa: PLW2901 - on to the next run of the row
    shape.commit()


@dataclass(frozen=True)
class _Run:
    text: str
    font: str
    length: float


def _runs(mark: str) -> tuple[_Run, ...]:
    """Parts of the mark in one typeface each: the Chinese one sets figures as wide as characters."""
    import pymupdf

    runs = []
    for narrow, part in itertools.groupby(mark, str.isascii):
        text, font = "".join(part), _NARROW if narrow else _FONT
        runs.append(_Run(text, font, pymupdf.get_text_length(text, fontname=font, fontsize=_MARK_PT)))
    return tuple(runs)


def _places(diagonal: float, length: float) -> Iterator[tuple[float, float]]:
    """Where rows begin, from the page's middle, before they are slanted."""
    row, step = _ROW_MM * _POINTS_PER_MM, length + _GAP_MM * _POINTS_PER_MM
    rows, across = math.ceil(diagonal / 2 / row) + 1, math.ceil(diagonal / 2 / step) + 2
    for number in range(-rows, rows + 1):
        for place in range(-across, across + 1):
            yield place * step + (number % 2) * step / 2, number * row
