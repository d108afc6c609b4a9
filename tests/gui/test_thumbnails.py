"""The small pictures of the pages: only those in sight are drawn, seals are seen on them."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sealdesk.gui.thumbnails import Thumbnails

from .conftest import WAIT_MS, Opened

PAGES = 400


@pytest.fixture
def thumbnails(qtbot: QtBot, opened: Opened, tmp_path: Path) -> Thumbnails:
    path = tmp_path / "many.pdf"
    with pymupdf.open() as document:
        for _ in range(PAGES):
            page = document.new_page(width=595, height=842)
            page.draw_rect(page.rect, color=None, fill=(0.7, 0.9, 0.7))
        document.save(path)
    opened.window.resize(1366, 768)
    opened.session.open_file(path)
    qtbot.waitUntil(lambda: opened.session.document is not None, timeout=WAIT_MS)
    return opened.window.stamp_page.thumbnails


def green_at(thumbnails: Thumbnails, page: int) -> bool:
    """Whether the picture of this page is painted."""
    row = thumbnails.visualRect(thumbnails.model().index(page - 1, 0))
    picture = thumbnails.viewport().grab().toImage()
    colour = picture.pixelColor(row.center().x(), row.top() + 70)
    return colour.green() > colour.red() + 30


def test_the_pages_in_sight_are_drawn_and_no_others(
    qtbot: QtBot, opened: Opened, thumbnails: Thumbnails
) -> None:
    drawn: set[int] = set()
    opened.session.images.ready.connect(lambda wanted, image: drawn.add(wanted.page))
    thumbnails.scrollTo(thumbnails.model().index(299, 0), Thumbnails.ScrollHint.PositionAtTop)
    qtbot.waitUntil(lambda: green_at(thumbnails, 300), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: opened.session.images.idle, timeout=WAIT_MS)
    assert drawn & set(range(300, 304))
    assert not drawn & set(range(20, 290))


def test_a_picture_that_comes_does_not_lay_out_all_pages_anew(
    qtbot: QtBot, opened: Opened, thumbnails: Thumbnails
) -> None:
    qtbot.waitUntil(lambda: green_at(thumbnails, 1), timeout=WAIT_MS)
    told: list[object] = []
    thumbnails.model().dataChanged.connect(lambda *what: told.append(what))
    thumbnails.scrollTo(thumbnails.model().index(199, 0))
    qtbot.waitUntil(lambda: green_at(thumbnails, 200), timeout=WAIT_MS)
    assert not told


def test_a_click_goes_to_the_page_and_scrolling_the_pages_moves_the_choice(
    qtbot: QtBot, opened: Opened, thumbnails: Thumbnails
) -> None:
    second = thumbnails.visualRect(thumbnails.model().index(1, 0)).center()
    QTest.mouseClick(thumbnails.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(second))
    assert opened.session.page == 2
    opened.session.show_page(350)
    assert thumbnails.currentIndex().row() == 349
    assert thumbnails.viewport().rect().intersects(thumbnails.visualRect(thumbnails.currentIndex()))


def test_seals_are_seen_on_the_picture_and_said(qtbot: QtBot, with_contract: Opened) -> None:
    thumbnails = with_contract.window.stamp_page.thumbnails
    placing = with_contract.session.placing
    assert placing is not None
    index = thumbnails.model().index(0, 0)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert index.data(role) == "Page 1"

    def red_pixels() -> int:
        row = thumbnails.visualRect(index)
        picture = thumbnails.viewport().grab(row).toImage()
        points = [(x, y) for x in range(0, picture.width(), 1) for y in range(0, 132)]
        colours = (picture.pixelColor(x, y) for x, y in points)
        return sum(one.red() > 150 and one.green() < 90 for one in colours)

    before = red_pixels()
    placing.place(1, 100, 200)
    with_contract.session.places_changed.emit()
    assert index.data(role) == "Page 1, seals: 1"
    assert red_pixels() > before + 10
