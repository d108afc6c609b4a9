"""Printing pages at their true size: drawn by the limited renderer, in strips, at the printer's resolution.

For a thread of its own: Qt lets `QPainter` paint on a `QPrinter` there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter

from sealdesk.documents.rendering import Renderer
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import MM_PER_INCH, PageFrame, Rect
from sealdesk.gui.page_images import image_of
from sealdesk.gui.print_papers import Sheet, layout_of

FINEST_DPI = 600
_STRIP_PX = 6_000_000
_MARGIN_PX_PER_MM = 3.0
_INK_BELOW = 230
"""A sample darker than this is ink: scanned paper is rarely pure white."""


def print_pages(
    printer: QPrinter,
    renderer: Renderer,
    pages: Sequence[tuple[int, Sheet]],
    progress: Callable[[int], None] = lambda done: None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Print the pages, each on its sheet; returns how many were handed over.

    Copies, sides and colour are the printer's own settings. Nothing is scaled: 1 mm of the page is 1 mm on paper.

    Args:
        progress: Told the number of pages that are done.

    Raises:
        SealDeskError: `PRINTER_FAILED`, `PRINTER_STOPPED` (facts `printer`, `pages_sent`: 0, the job is taken back);
            what drawing a page raises.
    """
    name = printer.printerName()
    printer.setFullPage(True)
    printer.setPageLayout(layout_of(pages[0][1]))
    painter = QPainter()
    if not painter.begin(printer):
        raise SealDeskError(ErrorCode.PRINTER_FAILED, printer=name, pages_sent=0)
    try:
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        for done, (page, sheet) in enumerate(pages):
            if done:
                printer.setPageLayout(layout_of(sheet))
                if not printer.newPage():
                    raise SealDeskError(ErrorCode.PRINTER_FAILED, printer=name, pages_sent=0)
            _print_page(painter, printer.resolution(), renderer, page, sheet, stopped)
            progress(done + 1)
    except BaseException as trouble:
        printer.abort()
        painter.end()
        if isinstance(trouble, _StoppedError):
            raise SealDeskError(ErrorCode.PRINTER_STOPPED, printer=name, pages_sent=0) from trouble
        raise
    if not painter.end() or printer.printerState() in (
        QPrinter.PrinterState.Error,
        QPrinter.PrinterState.Aborted,
    ):
        raise SealDeskError(ErrorCode.PRINTER_FAILED, printer=name, pages_sent=0)
    return len(pages)


class _StoppedError(Exception):
    """A person stopped it."""


def _print_page(
    painter: QPainter,
    resolution: int,
    renderer: Renderer,
    page: int,
    sheet: Sheet,
    stopped: Callable[[], bool],
) -> None:
    """In strips of whole device pixels, so that no seam shows."""
    frame = renderer.frames[page - 1]
    step = math.ceil(resolution / FINEST_DPI)  # device pixels for each one that is drawn
    px_per_mm = resolution / step / MM_PER_INCH
    device_per_mm = resolution / MM_PER_INCH
    width, height = sheet.size_mm
    shown_width, shown_height = min(frame.width_mm, width), min(frame.height_mm, height)
    rows = max(1, round(shown_height * px_per_mm))
    at_once = max(1, int(_STRIP_PX / max(1.0, shown_width * px_per_mm)))
    left, top = round(sheet.x_mm * device_per_mm), round(sheet.y_mm * device_per_mm)
    for row in range(0, rows, at_once):
        if stopped():
            raise _StoppedError
        last = min(rows, row + at_once)
        clip = Rect(0.0, row / px_per_mm, shown_width, last / px_per_mm)
        drawn = renderer.render(page, px_per_mm, clip)
        if not drawn.rgb.strip(b"\xff"):
            continue  # nothing but paper
        image = image_of(drawn)
        place = QRectF(left, top + row * step, image.width() * step, image.height() * step)
        painter.drawImage(place, image)


def cut_pages(
    renderer: Renderer, pages: Sequence[tuple[int, Sheet]], stopped: Callable[[], bool]
) -> tuple[int, ...]:
    """Pages with ink where the printer cannot print, as a straddle seal at the edge of the paper has."""
    cut = []
    for page, sheet in pages:
        if stopped():
            break
        frame = renderer.frames[page - 1]
        bands = [band for band in _unprinted(frame, sheet) if band.width > 0 and band.height > 0]
        if any(_has_ink(renderer, page, band) for band in bands):
            cut.append(page)
    return tuple(cut)


def _unprinted(frame: PageFrame, sheet: Sheet) -> tuple[Rect, ...]:
    """Strips of the page that fall on the sheet's margins, in mm of the page as shown."""
    left, top, right, bottom = sheet.margins_mm
    width, height = sheet.size_mm
    shown = Rect(0.0, 0.0, min(frame.width_mm, width), min(frame.height_mm, height))
    x, y = sheet.x_mm, sheet.y_mm
    return (
        Rect(0.0, 0.0, min(max(0.0, left - x), shown.x1), shown.y1),
        Rect(0.0, 0.0, shown.x1, min(max(0.0, top - y), shown.y1)),
        Rect(max(0.0, min(shown.x1, width - right - x)), 0.0, shown.x1, shown.y1),
        Rect(0.0, max(0.0, min(shown.y1, height - bottom - y)), shown.x1, shown.y1),
    )


def _has_ink(renderer: Renderer, page: int, band: Rect) -> bool:
    return min(renderer.render(page, _MARGIN_PX_PER_MM, band).rgb) < _INK_BELOW
