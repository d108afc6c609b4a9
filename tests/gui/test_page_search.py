"""Finding words on the pages of the open document."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.page_search import PageSearch, _next_size
from sealdesk.gui.page_search_bar import PageSearchBar
from sealdesk.service.look_at_document import search_pages

from .conftest import WAIT_MS, Opened

WORDS = {2: "印章管理", 7: "印 章 管 理 and 印章管理", 150: "印章管理"}
PAGES = 160


def document(path: Path, pages: int = PAGES, *, scanned: bool = False) -> Path:
    with pymupdf.open() as made:
        for number in range(1, pages + 1):
            page = made.new_page(width=595, height=842)
            if scanned:
                picture = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 60, 85), 0)
                picture.clear_with(200)
                page.insert_image(page.rect, pixmap=picture)
            else:
                page.insert_text((60, 400), WORDS.get(number, "别的内容"), fontname="china-s", fontsize=12)
        made.save(path)
    return path


def lay(qtbot: QtBot, opened: Opened, path: Path) -> PageSearchBar:
    opened.window.resize(1366, 768)
    opened.session.open_file(path)
    qtbot.waitUntil(lambda: opened.session.document is not None, timeout=WAIT_MS)
    return opened.window.stamp_page.search


@pytest.fixture
def bar(qtbot: QtBot, opened: Opened, tmp_path: Path) -> PageSearchBar:
    return lay(qtbot, opened, document(tmp_path / "words.pdf"))


def write(bar: PageSearchBar, words: str) -> None:
    """As an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(bar.field, event)


def find(qtbot: QtBot, bar: PageSearchBar, words: str) -> PageSearch:
    bar.ask()
    bar.field.clear()
    write(bar, words)
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bar.search.words == words and not bar.search.running, timeout=WAIT_MS)
    return bar.search


def test_every_place_is_found_and_gone_to_in_turn(qtbot: QtBot, opened: Opened, bar: PageSearchBar) -> None:
    assert bar.isHidden()
    search = find(qtbot, bar, "印章管理")
    assert [hit.page for hit in search.hits] == [2, 7, 7, 150]
    assert search.now is not None and search.now.page == 2
    assert bar.count.text() == "1 of 4"
    assert opened.session.page == 2
    bar.next()
    assert opened.session.page == 7 and bar.count.text() == "2 of 4"
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert opened.session.page == 150
    bar.next()
    assert opened.session.page == 2
    QTest.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert opened.session.page == 150 and bar.count.text() == "4 of 4"


def test_what_is_found_is_in_sight_and_marked(qtbot: QtBot, opened: Opened, bar: PageSearchBar) -> None:
    canvas = opened.window.stamp_page.canvas
    canvas.set_zoom(3.0)
    search = find(qtbot, bar, "印章管理")
    qtbot.waitUntil(lambda: canvas.is_drawn, timeout=WAIT_MS)
    assert search.now is not None
    box = search.now.bounds_mm
    middle = canvas.to_screen(2, (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2).toPoint()
    assert canvas.viewport().rect().contains(middle)
    picture = canvas.viewport().grab().toImage()
    corner = canvas.to_screen(2, box.x0, box.y0).toPoint()
    colour = picture.pixelColor(corner.x() + 2, corner.y() + 2)
    assert colour.red() > 200 and colour.blue() < 150
    bar.leave()
    assert canvas.viewport().grab().toImage().pixelColor(corner.x() + 2, corner.y() + 2).blue() > 200


def test_the_bar_does_not_change_the_size_of_the_page(
    qtbot: QtBot, bar: PageSearchBar, opened: Opened
) -> None:
    canvas = opened.window.stamp_page.canvas
    zoom, height = canvas.zoom, canvas.height()
    bar.ask()
    qtbot.waitUntil(lambda: canvas.height() < height, timeout=WAIT_MS)
    assert canvas.zoom == zoom
    bar.leave()
    qtbot.waitUntil(lambda: canvas.height() == height, timeout=WAIT_MS)
    assert canvas.zoom == zoom


def test_the_search_begins_at_the_page_that_is_looked_at(
    qtbot: QtBot, opened: Opened, bar: PageSearchBar
) -> None:
    opened.session.show_page(100)
    search = find(qtbot, bar, "印章管理")
    assert search.now is not None and search.now.page == 150
    assert bar.count.text() == "4 of 4"


def test_what_is_not_there_is_said(qtbot: QtBot, bar: PageSearchBar) -> None:
    search = find(qtbot, bar, "没有的词")
    assert not search.hits and search.searched == PAGES
    assert bar.count.text() == "Not found"
    assert not bar.after.isEnabled()


def test_a_scan_says_that_it_has_no_text(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    bar = lay(qtbot, opened, document(tmp_path / "scan.pdf", 3, scanned=True))
    search = find(qtbot, bar, "印章")
    assert search.scanned == 3
    assert "scanned" in bar.note.whole()


def test_escape_ends_the_search_and_a_new_one_replaces_it(
    qtbot: QtBot, opened: Opened, bar: PageSearchBar
) -> None:
    canvas = opened.window.stamp_page.canvas
    bar.ask()
    write(bar, "印章")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.search.running
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert bar.isHidden() and not bar.search.running and not bar.search.hits
    assert canvas.hasFocus() or not canvas.isActiveWindow()
    search = find(qtbot, bar, "别的")
    assert len(search.hits) == PAGES - len(WORDS)


def test_another_document_ends_the_search(
    qtbot: QtBot, opened: Opened, bar: PageSearchBar, tmp_path: Path
) -> None:
    search = find(qtbot, bar, "印章管理")
    opened.session.close_document()
    assert not search.hits and bar.isHidden()


def test_a_page_that_demands_too_much_is_passed_over_alone(
    qtbot: QtBot, opened: Opened, bar: PageSearchBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    def demanding(path: Path, password: str | None, wanted: str, pages: tuple[int, ...]) -> object:
        if 3 in pages:
            raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="time")
        return search_pages(path, password, wanted, pages)

    monkeypatch.setattr("sealdesk.gui.page_search.search_pages", demanding)
    search = find(qtbot, bar, "印章管理")
    assert [hit.page for hit in search.hits] == [2, 7, 7, 150]
    assert search.passed_over == 1 and search.searched == PAGES
    assert "could not be read: 1" in bar.note.whole()


def test_parts_grow_and_shrink_with_the_time_they_take() -> None:
    assert _next_size(10, 0.01) == 40
    assert _next_size(400, 0.5) == 400
    assert _next_size(100, 4.0) == 50
    assert _next_size(100, 1.25) == 80
    assert _next_size(1, 30.0) == 4
