"""What kind of pages a document has: blank ones, scans, and scans whose stated size cannot be right.

A scan that a program put into a PDF pixel by point is a page of 875 × 1237 mm: a seal at its true size on it is tiny
on paper. Such a page is asked about. A page is *odd* if all of this holds:

- it shows a picture that covers it, and no text that a person sees: posters and plans have text of their own;
- its size is none that paper has (ISO A0–A6 and B0–B6, letter, legal, tabloid), to 3 mm;
- it is larger than A3 with fewer than 130 pixels to the inch, or smaller than A6 with more than 500: no scanner gives
  that for a page of that size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sealdesk import confined
from sealdesk.documents.page_contents import PageContents
from sealdesk.geometry import PageFrame, Rect
from sealdesk.policy.official_dates import is_page_number, solid

if TYPE_CHECKING:
    from sealdesk.documents.foreign_pdf import ForeignPdf

TIME_LIMIT_S = 60.0
COVERED = 0.8
A4_MM, A3_MM = (210.0, 297.0), (297.0, 420.0)
_LETTER_MM, _LEGAL_MM = (215.9, 279.4), (215.9, 355.6)
_PAPERS_MM = (
    (841.0, 1189.0),
    (594.0, 841.0),
    (420.0, 594.0),
    A3_MM,
    A4_MM,
    (148.0, 210.0),
    (105.0, 148.0),
    (1000.0, 1414.0),
    (707.0, 1000.0),
    (500.0, 707.0),
    (353.0, 500.0),
    (250.0, 353.0),
    (176.0, 250.0),
    (125.0, 176.0),
    _LETTER_MM,
    _LEGAL_MM,
    (279.4, 431.8),
)
_PAPER_WITHIN_MM = 3.0
_LARGEST_SCAN_MM, _SCREEN_DPI = 430.0, 130.0
_SMALLEST_SCAN_MM, _FINEST_DPI = 145.0, 500.0
_SCANNER_DPI = (100, 150, 200, 240, 300, 400, 600)
_ASPECT_WITHIN = 0.02
_PIXELS_PER_MM = 2.0
_WHITE = 250
_EDGES = 0.08
"""Parts of a page's height at its top and bottom where running heads and page numbers do not count as content."""


@dataclass(frozen=True)
class PageLook:
    """A page as it looks.

    Attributes:
        page: From 1.
        blank: Nothing on it but a running head or a page number.
        text: There is text to be searched, be it invisible under a scan.
        scan: A picture covers the page, and no text is seen.
        scan_dpi: Pixels of the largest picture for an inch of the page as stated; None where it is no scan.
        odd_size: The stated size cannot be right.
        proposed_size_mm: The paper it is likely to be, width and height as shown; None where the size is not odd.
        size_mm: The stated size as shown.
    """

    page: int
    blank: bool
    text: bool
    scan: bool
    scan_dpi: float | None
    odd_size: bool
    proposed_size_mm: tuple[float, float] | None
    size_mm: tuple[float, float]

    @property
    def seal_factor(self) -> float:
        """How many times its true size a seal must have on the page as stated to be true on the proposed paper."""
        if self.proposed_size_mm is None:
            return 1.0
        return self.size_mm[0] / self.proposed_size_mm[0]


def look_at_pages(
    path: Path, password: str | None, pages: Sequence[int] | None = None
) -> tuple[PageLook, ...]:
    """A look at these pages, or at all.

    Raises:
        SealDeskError: What opening raises (`foreign_pdf.ForeignPdf`); `DOCUMENT_TOO_DEMANDING`.
    """
    wanted = None if pages is None else tuple(pages)
    return confined.run_limited(TIME_LIMIT_S, confined.MEMORY_LIMIT_MB, _look, path, password, wanted)


def _look(path: Path, password: str | None, pages: tuple[int, ...] | None) -> tuple[PageLook, ...]:
    from sealdesk.documents.foreign_pdf import ForeignPdf

    document = ForeignPdf(path, password)
    wanted = pages if pages is not None else range(1, document.pages + 1)
    return tuple(_look_at(document, page) for page in wanted if 1 <= page <= document.pages)


def _look_at(document: ForeignPdf, page: int) -> PageLook:
    from sealdesk.documents.page_contents import contents

    found, frame = contents(document, page), document.frame(page)
    scan = bool(found.pictures) and found.covered >= COVERED and not found.has_text
    dpi = None
    proposed = None
    if scan:
        largest = max(found.pictures, key=lambda one: one.bounds_mm.width * one.bounds_mm.height)
        dpi = round(largest.dpi, 1)
        pixels = frame.width_mm / 25.4 * largest.dpi, frame.height_mm / 25.4 * largest.dpi
        if is_odd(frame.width_mm, frame.height_mm, dpi):
            proposed = proposed_size(*pixels)
    return PageLook(
        page=page,
        blank=_blank(document, page, found, frame),
        text=any(not glyph.text.isspace() for glyph in found.glyphs),
        scan=scan,
        scan_dpi=dpi,
        odd_size=proposed is not None,
        proposed_size_mm=proposed,
        size_mm=(frame.width_mm, frame.height_mm),
    )


def is_odd(width_mm: float, height_mm: float, dpi: float) -> bool:
    """Whether a page that is one picture cannot have this size; see the module."""
    short, long = sorted((width_mm, height_mm))
    if any(abs(short - a) <= _PAPER_WITHIN_MM and abs(long - b) <= _PAPER_WITHIN_MM for a, b in _PAPERS_MM):
        return False
    return (long > _LARGEST_SCAN_MM and dpi < _SCREEN_DPI) or (long < _SMALLEST_SCAN_MM and dpi > _FINEST_DPI)


def proposed_size(width_px: float, height_px: float) -> tuple[float, float]:
    """The paper that a scan of so many pixels is likely to be, turned as the scan is.

    By its proportions A4, letter or legal; A3 where only that gives a number of pixels to the inch that scanners have.
    A picture of other proportions keeps them, as large as A4 holds it.
    """
    short, long = sorted((width_px, height_px))
    ratio = long / short
    for paper in (A4_MM, _LETTER_MM, _LEGAL_MM):
        if abs(ratio * paper[0] / paper[1] - 1) <= _ASPECT_WITHIN:
            size = A3_MM if paper is A4_MM and _is_a3(short) else paper
            return size if width_px <= height_px else (size[1], size[0])
    scale = min(A4_MM[0] / short, A4_MM[1] / long)
    return width_px * scale, height_px * scale


def _is_a3(short_px: float) -> bool:
    return _off_scanner(short_px / A3_MM[0] * 25.4) < 0.01 < _off_scanner(short_px / A4_MM[0] * 25.4)


def _off_scanner(dpi: float) -> float:
    """How far these pixels to the inch are from what scanners have, in parts."""
    return min(abs(dpi / one - 1) for one in _SCANNER_DPI)


def _blank(document: ForeignPdf, page: int, found: PageContents, frame: PageFrame) -> bool:
    """Whether only the edges carry anything; looked at as a picture where no text says otherwise."""
    top, bottom = _EDGES * frame.height_mm, (1 - _EDGES) * frame.height_mm
    inside = "".join(
        glyph.text for glyph in found.glyphs if glyph.visible and top < glyph.box.y1 and glyph.box.y0 < bottom
    )
    plain = solid(inside)[0]
    if plain and not is_page_number(plain):
        return False
    if plain:  # a page number a little further in
        numbers = [glyph.box for glyph in found.glyphs if glyph.visible and not glyph.text.isspace()]
        top = max([top, *(box.y1 for box in numbers if box.y1 < frame.height_mm / 2)])
        bottom = min([bottom, *(box.y0 for box in numbers if box.y0 > frame.height_mm / 2)])
    scale = min(_PIXELS_PER_MM, 2000 / max(frame.width_mm, frame.height_mm))
    if bottom - top < 1:
        return False
    _, _, rgb = document.pixels(page, scale, Rect(0, top, frame.width_mm, bottom))
    return min(rgb) >= _WHITE
