"""Printers, their paper, and which sheet a page goes on at its true size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from sealdesk.geometry import PageFrame

_SAME_MM = 2.5
"""Letter and A4 differ by 6 mm; what scanners and converters round differs by less than this."""
_COMMON = (
    QPageSize.PageSizeId.A4,
    QPageSize.PageSizeId.A3,
    QPageSize.PageSizeId.A5,
    QPageSize.PageSizeId.B4,
    QPageSize.PageSizeId.B5,
    QPageSize.PageSizeId.Letter,
    QPageSize.PageSizeId.Legal,
)


@dataclass(frozen=True)
class Paper:
    """A sheet, upright.

    Attributes:
        margins_mm: Left, top, right, bottom: where the printer cannot print.
    """

    key: str
    width_mm: float
    height_mm: float
    margins_mm: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Sheet:
    """The paper a page is printed on, and where.

    Attributes:
        turned: The sheet lies on its side.
        x_mm, y_mm: Top left corner of the page on the sheet as it lies.
        fits: The whole page is on the sheet.
    """

    paper: Paper
    turned: bool
    x_mm: float
    y_mm: float
    fits: bool

    @property
    def size_mm(self) -> tuple[float, float]:
        """As it lies."""
        width, height = self.paper.width_mm, self.paper.height_mm
        return (height, width) if self.turned else (width, height)

    @property
    def margins_mm(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the sheet as it lies (turned to the left, as printers' drivers do)."""
        left, top, right, bottom = self.paper.margins_mm
        return (top, right, bottom, left) if self.turned else (left, top, right, bottom)


@dataclass(frozen=True)
class PrinterTraits:
    """What a printer can do.

    Attributes:
        papers: Those it has; empty for one that takes any.
        duplex: Whether it prints on both sides.
    """

    name: str
    words: str
    papers: tuple[Paper, ...] = ()
    colour: bool = True
    duplex: bool = False
    default: bool = False


class Printers:
    """The system's printers. Asking for them may take seconds: not on the window's thread."""

    def traits(self) -> tuple[PrinterTraits, ...]:
        """Every printer, the default one first."""
        default = QPrinterInfo.defaultPrinterName()
        found = [_traits(info, default) for info in QPrinterInfo.availablePrinters()]
        return tuple(sorted(found, key=lambda one: not one.default))

    def printer(self, name: str) -> QPrinter:
        """The printer of this name, ready to be painted on."""
        return QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)


def _traits(info: QPrinterInfo, default: str) -> PrinterTraits:
    offered = {size.id() for size in info.supportedPageSizes()}
    wanted = [one for one in _COMMON if one in offered]
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    papers = tuple(_paper(printer, QPageSize(one)) for one in wanted)
    modes = info.supportedDuplexModes()
    return PrinterTraits(
        name=info.printerName(),
        words=info.description() or info.printerName(),
        papers=papers,
        colour=QPrinter.ColorMode.Color in info.supportedColorModes(),
        duplex=any(mode is not QPrinter.DuplexMode.DuplexNone for mode in modes),
        default=info.printerName() == default,
    )


def _paper(printer: QPrinter, size: QPageSize) -> Paper:
    printer.setPageSize(size)
    unprinted = QPageLayout(printer.pageLayout())
    unprinted.setUnits(QPageLayout.Unit.Millimeter)
    margins = unprinted.minimumMargins()
    measured = size.size(QPageSize.Unit.Millimeter)
    sides = (margins.left(), margins.top(), margins.right(), margins.bottom())
    return Paper(size.key(), measured.width(), measured.height(), sides)


def sheet_for(frame: PageFrame, papers: Sequence[Paper]) -> Sheet:
    """The sheet for a page at its true size: its own size, else the smallest that holds it, else the largest.

    A page smaller than its sheet lies in the middle of it; one that is larger begins at its top left corner.
    """
    width, height = frame.width_mm, frame.height_mm
    turned = width > height
    if not papers:
        short, long = sorted((width, height))
        return Sheet(Paper("", short, long), turned, 0.0, 0.0, fits=True)
    short, long = sorted((width, height))
    same = [
        one for one in papers if abs(one.width_mm - short) < _SAME_MM and abs(one.height_mm - long) < _SAME_MM
    ]
    holding = [one for one in papers if one.width_mm >= short and one.height_mm >= long]
    paper = min(same or holding, key=_area) if same or holding else max(papers, key=_area)
    sheet_width, sheet_height = (
        (paper.height_mm, paper.width_mm) if turned else (paper.width_mm, paper.height_mm)
    )
    x_mm, y_mm = max(0.0, (sheet_width - width) / 2), max(0.0, (sheet_height - height) / 2)
    return Sheet(paper, turned, x_mm, y_mm, fits=bool(same or holding))


def _area(paper: Paper) -> float:
    return paper.width_mm * paper.height_mm


def layout_of(sheet: Sheet) -> QPageLayout:
    """Qt's own words for a sheet, without margins: nothing is moved or shrunk."""
    paper = sheet.paper
    size = QPageSize(
        QSizeF(paper.width_mm, paper.height_mm),
        QPageSize.Unit.Millimeter,
        "",
        QPageSize.SizeMatchPolicy.FuzzyMatch,
    )
    lying = QPageLayout.Orientation.Landscape if sheet.turned else QPageLayout.Orientation.Portrait
    made = QPageLayout(size, lying, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    made.setMode(QPageLayout.Mode.FullPageMode)
    return made
