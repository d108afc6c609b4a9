"""The canvas in the real window: scrolling, zoom, keys, and what is drawn."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sealdesk.gui.edge_scroll import EdgeScroll
from sealdesk.gui.page_canvas import PageCanvas
from sealdesk.gui.page_layout import Fit, ViewMode
from sealdesk.gui.preferences import Preferences
from sealdesk.gui.rulers import BREADTH_PX
from sealdesk.gui.tabs import Tab

from .conftest import WAIT_MS, Opened
from .view_hand import wheel

A4, A3_ACROSS = (595.276, 841.89), (1190.551, 841.89)
COLOURS = ((1.0, 0.8, 0.8), (0.8, 1.0, 0.8), (0.8, 0.8, 1.0))


def coloured(path: Path, sizes: list[tuple[float, float]]) -> Path:
    """A document whose pages are red, green, blue in turn, all over."""
    with pymupdf.open() as document:
        for index, (width, height) in enumerate(sizes):
            page = document.new_page(width=width, height=height)
            page.draw_rect(page.rect, color=None, fill=COLOURS[index % 3])
        document.save(path)
    return path


@pytest.fixture
def canvas(opened: Opened) -> PageCanvas:
    opened.window.resize(1366, 768)
    return opened.window.stamp_page.canvas


@pytest.fixture
def mixed(qtbot: QtBot, opened: Opened, canvas: PageCanvas, tmp_path: Path) -> PageCanvas:
    """Six pages on the desk, the third A3 across."""
    path = coloured(tmp_path / "mixed.pdf", [A4, A4, A3_ACROSS, A4, A4, A4])
    opened.session.open_file(path)
    qtbot.waitUntil(lambda: opened.session.document is not None, timeout=WAIT_MS)
    wait_for_pictures(qtbot, opened)
    return canvas


def wait_for_pictures(qtbot: QtBot, opened: Opened) -> None:
    canvas = opened.window.stamp_page.canvas
    qtbot.waitUntil(lambda: canvas.is_drawn, timeout=WAIT_MS)


def colour_at(canvas: PageCanvas, point: QPointF) -> QColor:
    return canvas.viewport().grab().toImage().pixelColor(point.toPoint())


def is_like(seen: QColor, wanted: tuple[float, float, float]) -> bool:
    parts = (seen.redF(), seen.greenF(), seen.blueF())
    return all(abs(part - like) < 0.02 for part, like in zip(parts, wanted, strict=True))


def test_the_wheel_scrolls_through_the_pages_and_the_current_page_follows(
    qtbot: QtBot, opened: Opened, mixed: PageCanvas
) -> None:
    shown: list[int] = []
    opened.session.page_changed.connect(shown.append)
    for _ in range(60):
        wheel(mixed, -1)
    assert shown == [2, 3, 4, 5, 6]
    assert opened.session.page == mixed.page == 6
    assert mixed.verticalScrollBar().value() == mixed.verticalScrollBar().maximum()
    for _ in range(60):
        wheel(mixed, 1)
    assert opened.session.page == 1


def test_every_page_in_sight_is_drawn_where_it_says(qtbot: QtBot, opened: Opened, mixed: PageCanvas) -> None:
    mixed.set_zoom(0.2)
    mixed.show_page(2)
    wait_for_pictures(qtbot, opened)
    seen = mixed.visible_pages()
    assert len(seen) >= 3
    for page in seen:
        middle = mixed.to_screen(page, 100, 100)
        if mixed.viewport().rect().contains(middle.toPoint()):
            assert is_like(colour_at(mixed, middle), COLOURS[(page - 1) % 3])


def test_a_place_on_the_screen_and_its_place_on_the_page_agree(mixed: PageCanvas) -> None:
    for zoom in (0.2, 1.0, 3.7):
        mixed.set_zoom(zoom)
        for page in mixed.visible_pages():
            there = mixed.to_screen(page, 33.3, 44.4)
            found, x_mm, y_mm = mixed.to_mm(there)
            assert found == page
            assert (x_mm, y_mm) == pytest.approx((33.3, 44.4))


def test_zooming_keeps_what_is_under_the_cursor(mixed: PageCanvas) -> None:
    mixed.show_page(3)
    at = QPointF(300, 250)
    before = mixed.to_mm(at)
    wheel(mixed, 3, at, Qt.KeyboardModifier.ControlModifier)
    after = mixed.to_mm(at)
    assert mixed.zoom > 0.2 and mixed.fit is Fit.FREE
    assert after[0] == before[0]
    assert after[1:] == pytest.approx(before[1:], abs=1.0 / mixed.pixels_per_mm)
    wheel(mixed, -3, at, Qt.KeyboardModifier.ControlModifier)
    assert mixed.to_mm(at)[1:] == pytest.approx(before[1:], abs=2.0 / mixed.pixels_per_mm)


def test_true_size_is_what_the_screen_was_measured_to_be(opened: Opened, mixed: PageCanvas) -> None:
    mixed.set_zoom(1.0)
    told: list[float] = []
    mixed.zoom_changed.connect(told.append)
    Preferences().keep_pixels_per_mm(mixed.screen(), 5.5)
    mixed.refresh_true_scale()
    assert mixed.zoom == 1.0 and told
    assert mixed.pixels_per_mm == pytest.approx(5.5)
    assert mixed.is_true_scale_measured
    left, right = mixed.to_screen(1, 0, 0), mixed.to_screen(1, 210, 0)
    assert right.x() - left.x() == pytest.approx(210 * 5.5)


def test_another_screen_has_its_own_true_size(opened: Opened, mixed: PageCanvas) -> None:
    mixed.set_zoom(1.0)
    opened.window.show_tab(Tab.LEDGER)
    opened.window.show_tab(Tab.STAMPING)
    Preferences().keep_pixels_per_mm(mixed.screen(), 6.25)
    told: list[float] = []
    mixed.zoom_changed.connect(told.append)
    handle = opened.window.windowHandle()
    assert handle is not None
    handle.screenChanged.emit(mixed.screen())
    assert told == [1.0]
    assert mixed.pixels_per_mm == pytest.approx(6.25)


def test_fit_follows_the_window(qtbot: QtBot, opened: Opened, mixed: PageCanvas) -> None:
    mixed.set_fit(Fit.WIDTH)
    before = mixed.zoom
    page_width = 210 * mixed.pixels_per_mm
    assert mixed.viewport().width() - BREADTH_PX - 70 < page_width < mixed.viewport().width() - BREADTH_PX
    opened.window.resize(1600, 768)
    qtbot.waitUntil(lambda: mixed.zoom > before, timeout=WAIT_MS)
    mixed.set_fit(Fit.PAGE)
    assert 297 * mixed.pixels_per_mm < mixed.viewport().height()
    top = mixed.to_screen(1, 0, 0)
    assert top.y() >= BREADTH_PX


def test_one_page_at_a_time_and_the_wheel_turns_it_at_its_end(
    qtbot: QtBot, opened: Opened, mixed: PageCanvas
) -> None:
    mixed.set_mode(ViewMode.SINGLE)
    assert list(mixed.visible_pages()) == [1]
    wheel(mixed, -1)
    assert opened.session.page == 2 and list(mixed.visible_pages()) == [2]
    mixed.set_zoom(1.5)
    bar = mixed.verticalScrollBar()
    wheel(mixed, -1)
    assert opened.session.page == 2 and bar.value() > 0
    bar.setValue(bar.maximum())
    wheel(mixed, -1)
    assert opened.session.page == 3 and bar.value() < 60
    bar.setValue(0)
    wheel(mixed, 1)
    assert opened.session.page == 2
    assert bar.value() == bar.maximum()
    assert Preferences().view_mode is ViewMode.SINGLE
    mixed.set_mode(ViewMode.CONTINUOUS)
    assert opened.session.page == 2


def test_the_keyboard_goes_everywhere(opened: Opened, mixed: PageCanvas) -> None:
    session, bar = opened.session, mixed.verticalScrollBar()
    QTest.keyClick(mixed, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert session.page == 6 and bar.value() == bar.maximum()
    QTest.keyClick(mixed, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert session.page == 1 and bar.value() == 0
    QTest.keyClick(mixed, Qt.Key.Key_PageDown)
    QTest.keyClick(mixed, Qt.Key.Key_PageDown)
    assert session.page == 3
    QTest.keyClick(mixed, Qt.Key.Key_PageUp)
    assert session.page == 2
    mixed.set_zoom(2.0)
    mixed.show_page(2)
    start = bar.value()
    QTest.keyClick(mixed, Qt.Key.Key_Down)
    assert bar.value() > start and session.page == 2
    QTest.keyClick(mixed, Qt.Key.Key_Home)
    assert bar.value() == start
    seen = set()
    for _ in range(8):
        QTest.keyClick(mixed, Qt.Key.Key_PageDown)
        seen.add(session.page)
    # A page larger than the window is seen in parts before the next one comes.
    assert {2, 3} <= seen
    QTest.keyClick(mixed, Qt.Key.Key_Right)
    assert mixed.horizontalScrollBar().value() > 0


def test_the_session_turns_to_a_page_and_the_canvas_goes_there(opened: Opened, mixed: PageCanvas) -> None:
    opened.session.show_page(5)
    assert 5 in mixed.visible_pages() and mixed.page == 5
    assert mixed.to_screen(5, 0, 0).y() >= BREADTH_PX


def test_a_page_beside_wider_ones_is_shown_in_the_middle(opened: Opened, mixed: PageCanvas) -> None:
    mixed.set_fit(Fit.WIDTH)
    mixed.horizontalScrollBar().setValue(0)
    opened.session.show_page(4)
    left, right = mixed.to_screen(4, 0, 0).x(), mixed.to_screen(4, 210, 0).x()
    assert left > BREADTH_PX and right < mixed.viewport().width()


def test_a_drag_on_bare_paper_moves_the_pages(qtbot: QtBot, mixed: PageCanvas) -> None:
    mixed.set_zoom(2.0)
    view, bar = mixed.viewport(), mixed.verticalScrollBar()
    start = bar.value()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 400))
    QTest.mouseMove(view, QPoint(300, 300))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    assert bar.value() == start + 100


def test_pages_are_sharp_at_the_pixels_of_the_screen(
    qtbot: QtBot, opened: Opened, canvas: PageCanvas, tmp_path: Path
) -> None:
    path = tmp_path / "lines.pdf"
    with pymupdf.open() as document:
        page = document.new_page(width=A4[0], height=A4[1])
        for x in range(0, 595, 12):
            page.draw_line((x, 0), (x, 842), width=6)
        document.save(path)
    opened.session.open_file(path)
    qtbot.waitUntil(lambda: opened.session.document is not None, timeout=WAIT_MS)
    canvas.set_zoom(1.0)
    canvas.show_page(1)
    wait_for_pictures(qtbot, opened)
    picture: QImage = canvas.viewport().grab().toImage()
    row = canvas.to_screen(1, 0, 30).toPoint()
    values = [picture.pixelColor(row.x() + x, row.y()).lightness() for x in range(16, 400)]
    # Black and white lines: a stretched coarse picture would show greys.
    extremes = sum(value < 40 or value > 215 for value in values)
    assert extremes / len(values) > 0.7


def test_a_page_that_cannot_be_drawn_says_so_and_the_others_are_drawn(
    qtbot: QtBot, opened: Opened, mixed: PageCanvas
) -> None:
    from sealdesk.errors import ErrorCode, SealDeskError

    opened.session.images.failed.emit(SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="time", page=2))
    mixed.show_page(2)
    wait_for_pictures(qtbot, opened)
    assert mixed.is_drawn
    assert 2 in mixed.troubled_pages


def test_a_seal_dragged_beyond_the_edge_scrolls_the_pages_and_goes_along(
    qtbot: QtBot, with_contract: Opened
) -> None:
    session, canvas = with_contract.session, with_contract.window.stamp_page.canvas
    with_contract.window.resize(1366, 768)
    canvas.set_fit(Fit.WIDTH)
    placing = session.placing
    assert placing is not None
    placing.place(1, 100, 60)
    session.places_changed.emit()
    canvas.show_page(1)
    view = canvas.viewport()
    start = canvas.to_screen(1, 100, 60).toPoint()
    below = QPoint(start.x(), view.height() + 40)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, start + QPoint(0, 20))
    QTest.mouseMove(view, below)
    edge = canvas.findChild(EdgeScroll)
    assert isinstance(edge, EdgeScroll) and edge.running
    qtbot.waitUntil(lambda: session.page == 2, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: bool(placing.on_page(2)), timeout=WAIT_MS)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=below)
    assert not edge.running


def test_the_seal_that_follows_the_mouse_stays_under_it_when_the_pages_move(
    qtbot: QtBot, with_contract: Opened
) -> None:
    canvas = with_contract.window.stamp_page.canvas
    canvas.set_following(True)
    at = QPoint(300, 300)
    QTest.mouseMove(canvas.viewport(), at)
    told: list[tuple[int, float, float]] = []
    canvas.hovered.connect(told.append)
    wheel(canvas, -2, QPointF(at))
    assert told and told[-1] == canvas.to_mm(QPointF(at))
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    placing = with_contract.session.placing
    assert placing is not None and placing.marks
