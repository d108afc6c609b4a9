"""Paper: a millimetre of the page is a millimetre on it, and what will be missing is told before."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from sealdesk.documents.rendering import Renderer
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import PageFrame, Rect
from sealdesk.gui.print_job import cut_pages, print_pages
from sealdesk.gui.print_papers import Paper, Sheet, sheet_for

POINTS_PER_MM = 72 / 25.4
A4 = Paper("A4", 210, 297, (4, 5, 6, 7))
A3 = Paper("A3", 297, 420, (4, 4, 4, 4))
BOX_MM = (40.0, 60.0, 82.0, 102.0)
"""A square of 42 mm, as a seal has."""


def frame(width_mm: float, height_mm: float) -> PageFrame:
    return PageFrame(Rect(0, 0, width_mm * POINTS_PER_MM, height_mm * POINTS_PER_MM))


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """An A4 page, a landscape A4 page and a small one, each with a red square at one place."""
    path = tmp_path / "document.pdf"
    with pymupdf.Document() as made:
        for width, height in ((210, 297), (297, 210), (148, 210)):
            page = made.new_page(width=width * POINTS_PER_MM, height=height * POINTS_PER_MM)
            page.draw_rect(pymupdf.Rect(BOX_MM) * POINTS_PER_MM, color=None, fill=(1, 0, 0))
        made.save(path)
    return path


@pytest.fixture
def renderer(document: Path) -> Iterator[Renderer]:
    with Renderer() as made:
        made.open(document)
        yield made


def to_file(path: Path, resolution: int = 300) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(resolution)
    return printer


def red_box_mm(path: Path, page: int, tmp_path: Path) -> tuple[float, float, float, float]:
    """Where the red square is, as poppler draws it at 508 dpi: 20 pixels a millimetre."""
    subprocess.run(
        ["pdftoppm", "-r", "508", "-f", str(page), "-l", str(page), str(path), str(tmp_path / "drawn")],
        check=True,
    )
    (drawn,) = tmp_path.glob("drawn*.ppm")
    picture = pymupdf.Pixmap(drawn)
    drawn.unlink()
    samples, stride = picture.samples, picture.stride

    def red(x: int, y: int) -> bool:
        return bool(samples[y * stride + 3 * x] > 200 and samples[y * stride + 3 * x + 1] < 60)

    rows = [y for y in range(picture.height) if b"\xff\x00\x00" in samples[y * stride : (y + 1) * stride]]
    middle = rows[len(rows) // 2]
    columns = [x for x in range(picture.width) if red(x, middle)]
    return columns[0] / 20, rows[0] / 20, (columns[-1] + 1) / 20, (rows[-1] + 1) / 20


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler measures")
@pytest.mark.parametrize("resolution", [300, 1200])
def test_true_size_on_every_page(
    qapp: QApplication, renderer: Renderer, tmp_path: Path, resolution: int
) -> None:
    target = tmp_path / "printed.pdf"
    pages = [(number, sheet_for(renderer.frames[number - 1], ())) for number in (1, 2, 3)]
    done: list[int] = []
    assert print_pages(to_file(target, resolution), renderer, pages, done.append) == 3
    assert done == [1, 2, 3]
    with pymupdf.Document(target) as printed:
        sizes = [(page.rect.width / POINTS_PER_MM, page.rect.height / POINTS_PER_MM) for page in printed]
    for size, wanted in zip(sizes, ((210, 297), (297, 210), (148, 210)), strict=True):
        assert size == pytest.approx(wanted, abs=0.4), "printers count their paper in whole points"
    for number in (1, 2, 3):
        assert red_box_mm(target, number, tmp_path) == pytest.approx(BOX_MM, abs=0.1)


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler measures")
def test_a_small_page_lies_in_the_middle_of_its_sheet_unscaled(
    qapp: QApplication, renderer: Renderer, tmp_path: Path
) -> None:
    target = tmp_path / "printed.pdf"
    print_pages(to_file(target), renderer, [(3, sheet_for(renderer.frames[2], (A4, A3)))])
    right, down = (210 - 148) / 2, (297 - 210) / 2
    wanted = tuple(side + (right if number % 2 == 0 else down) for number, side in enumerate(BOX_MM))
    assert red_box_mm(target, 1, tmp_path) == pytest.approx(wanted, abs=0.1)


def test_stopped_nothing_was_printed(qapp: QApplication, renderer: Renderer, tmp_path: Path) -> None:
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 1

    pages = [(number, sheet_for(renderer.frames[number - 1], ())) for number in (1, 2, 3)]
    with pytest.raises(SealDeskError) as caught:
        print_pages(to_file(tmp_path / "printed.pdf"), renderer, pages, stopped=stopped)
    assert caught.value.code is ErrorCode.PRINTER_STOPPED
    assert caught.value.facts["pages_sent"] == 0


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_told(qapp: QApplication, renderer: Renderer, tmp_path: Path) -> None:
    pages = [(1, sheet_for(renderer.frames[0], ()))]
    with pytest.raises(SealDeskError) as caught:
        print_pages(to_file(tmp_path / "no folder" / "printed.pdf"), renderer, pages)
    assert caught.value.code is ErrorCode.PRINTER_FAILED


@pytest.mark.parametrize(
    ("size", "key", "turned", "fits"),
    [
        ((210, 297), "A4", False, True),
        ((297, 210), "A4", True, True),
        ((211, 296), "A4", False, True),
        ((148, 210), "A4", False, True),
        ((216, 279), "A3", False, True),
        ((420, 297), "A3", True, True),
        ((594, 841), "A3", False, False),
    ],
)
def test_each_page_gets_the_paper_that_holds_it(
    size: tuple[float, float], key: str, turned: bool, fits: bool
) -> None:
    sheet = sheet_for(frame(*size), (A3, A4))
    assert (sheet.paper.key, sheet.turned, sheet.fits) == (key, turned, fits)
    assert sheet.x_mm >= 0
    assert sheet.y_mm >= 0


def test_margins_turn_with_the_sheet() -> None:
    assert Sheet(A4, turned=True, x_mm=0, y_mm=0, fits=True).margins_mm == (5, 6, 7, 4)


def test_ink_in_the_margins_is_found(tmp_path: Path) -> None:
    path = tmp_path / "edges.pdf"
    with pymupdf.Document() as made:
        for box in (
            (40, 60, 82, 102),
            (205, 60, 210, 102),
            (40, 293, 82, 297),
            (0, 60, 3, 102),
            (40, 0, 82, 4),
        ):
            page = made.new_page(width=210 * POINTS_PER_MM, height=297 * POINTS_PER_MM)
            page.draw_rect(pymupdf.Rect(box) * POINTS_PER_MM, color=None, fill=(0.8, 0.1, 0.1))
        made.save(path)
    with Renderer() as renderer:
        frames = renderer.open(path)
        pages = [(number, sheet_for(one, (A4,))) for number, one in enumerate(frames, 1)]
        assert cut_pages(renderer, pages, lambda: False) == (2, 3, 4, 5)
        borderless = Paper("A4", 210, 297)
        pages = [(number, sheet_for(one, (borderless,))) for number, one in enumerate(frames, 1)]
        assert cut_pages(renderer, pages, lambda: False) == ()
