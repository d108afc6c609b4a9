"""A person's hand for the tests: places, presses, enters."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from sealdesk.gui.last_look_dialog import LastLookDialog
from sealdesk.gui.pin_dialog import PinDialog

from .conftest import WAIT_MS, Opened

D = TypeVar("D", bound=QDialog)


def dialog(qtbot: QtBot, kind: type[D]) -> D:
    """The dialog of this kind, once it is open."""

    def is_open() -> bool:
        return isinstance(QApplication.activeModalWidget(), kind)

    qtbot.waitUntil(is_open, timeout=WAIT_MS)
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def place_one(opened: Opened) -> None:
    """One seal on the first page."""
    assert opened.session.placing is not None
    opened.session.placing.place(1, 80, 90)
    opened.session.places_changed.emit()


def press_stamp(qtbot: QtBot, opened: Opened) -> None:
    qtbot.mouseClick(opened.window.stamp_page.panel.stamp, Qt.MouseButton.LeftButton)


def enter_pin(qtbot: QtBot, opened: Opened, pin: str) -> None:
    """Enter a PIN at the prompt and press its button."""
    ask = dialog(qtbot, PinDialog)
    ask.pin.setText(pin)
    qtbot.mouseClick(ask.unlock, Qt.MouseButton.LeftButton)


def unlock(qtbot: QtBot, opened: Opened) -> None:
    """From the status line to the seal's picture on the screen."""
    opened.window.unlock_or_lock()
    with qtbot.waitSignal(opened.session.picture_changed, timeout=WAIT_MS):
        enter_pin(qtbot, opened, opened.pin)


def look_and_stamp(qtbot: QtBot) -> None:
    """Press 盖章 at the last look."""
    look = dialog(qtbot, LastLookDialog)
    qtbot.waitUntil(lambda: not look.preview.pixmap().isNull(), timeout=WAIT_MS)
    qtbot.mouseClick(look.stamp, Qt.MouseButton.LeftButton)
