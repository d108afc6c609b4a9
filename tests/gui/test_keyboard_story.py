"""The whole story of the desk without a mouse: every step is pressed, as a person presses it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from sealdesk.gui.last_look_dialog import LastLookDialog
from sealdesk.gui.pin_dialog import PinDialog
from sealdesk.gui.straddle_dialog import StraddleDialog
from sealdesk.model.placement import Placement, StraddlePlacement
from sealdesk.model.verification import Verdict, VerificationReport

from .conftest import WAIT_MS, Opened
from .hand import dialog

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_MOST_TABS = 120


class Keys:
    """A hand on the keyboard: it reaches what has the focus, and nothing else."""

    def __init__(self, qtbot: QtBot, opened: Opened) -> None:
        self.qtbot, self.opened = qtbot, opened

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        at = QApplication.focusWidget() or QApplication.activeWindow()
        assert at is not None, "nothing has the focus"
        QTest.keyClick(at, key, modifiers)

    def type(self, text: str) -> None:
        at = QApplication.focusWidget()
        assert at is not None
        QTest.keyClicks(at, text)

    def tab_to(self, target: QWidget) -> None:
        """Press Tab until this has the focus."""
        for _ in range(_MOST_TABS):
            if QApplication.focusWidget() is target:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never came to {target!r}")

    def come_back(self) -> None:
        """A dialog is gone: the window manager, which is missing here, would make the window active again."""
        self.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=WAIT_MS)
        self.opened.window.activateWindow()
        self.qtbot.waitUntil(self.opened.window.isActiveWindow)

    def wait_inside(self, asked: QWidget) -> None:
        """Until the focus is in this dialog."""

        def is_inside() -> bool:
            at = QApplication.focusWidget()
            return at is not None and asked.isAncestorOf(at)

        self.qtbot.waitUntil(is_inside, timeout=WAIT_MS)

    def type_into_the_file_dialog(self, path: Path) -> None:
        """Once it is open; it keeps the caller waiting meanwhile."""
        asked = QApplication.activeModalWidget()
        if not isinstance(asked, QFileDialog) or not isinstance(QApplication.focusWidget(), QLineEdit):
            QTimer.singleShot(20, lambda: self.type_into_the_file_dialog(path))
            return
        self.type(str(path))
        self.press(Qt.Key.Key_Return)


def first(opened: Opened) -> Placement:
    assert opened.session.placing is not None
    placement = opened.session.placing.marks[0].placement
    assert isinstance(placement, Placement)
    return placement


def test_from_opening_to_the_ledger_by_keys_alone(qtbot: QtBot, opened: Opened) -> None:
    keys, window, session = Keys(qtbot, opened), opened.window, opened.session
    keys.come_back()
    # Open a file by its path; the request for it is found.
    QTimer.singleShot(20, lambda: keys.type_into_the_file_dialog(opened.home / "samples" / "contract.pdf"))
    keys.press(Qt.Key.Key_O, CONTROL)
    qtbot.waitUntil(lambda: session.placing is not None, timeout=WAIT_MS)
    keys.come_back()
    # A seal in the middle, nudged.
    keys.press(Qt.Key.Key_M, CONTROL)
    before = first(opened)
    keys.tab_to(window.stamp_page.canvas)
    keys.press(Qt.Key.Key_Right)
    keys.press(Qt.Key.Key_Down, SHIFT)
    after = first(opened)
    assert round(after.centre_x_mm - before.centre_x_mm, 3) == 0.1
    assert round(after.centre_y_mm - before.centre_y_mm, 3) == 1.0
    keys.press(Qt.Key.Key_Z, CONTROL)
    assert first(opened) != after
    keys.press(Qt.Key.Key_Y, CONTROL)
    assert first(opened) == after
    # A straddle seal.
    keys.press(Qt.Key.Key_S, CONTROL | SHIFT)
    straddle = dialog(qtbot, StraddleDialog)
    keys.wait_inside(straddle)
    qtbot.waitUntil(straddle.do.isEnabled, timeout=WAIT_MS)
    keys.press(Qt.Key.Key_Return)
    placing = session.placing
    assert placing is not None
    qtbot.waitUntil(lambda: any(isinstance(one.placement, StraddlePlacement) for one in placing.marks))
    keys.come_back()
    # PIN, last look, stamp: Enter alone does not stamp.
    keys.press(Qt.Key.Key_Return, CONTROL)
    ask = dialog(qtbot, PinDialog)
    keys.wait_inside(ask)
    keys.type(opened.pin)
    keys.press(Qt.Key.Key_Return)
    look = dialog(qtbot, LastLookDialog)
    keys.wait_inside(look)
    assert QApplication.focusWidget() is not look.stamp
    keys.tab_to(look.stamp)
    keys.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.result_page, timeout=WAIT_MS)
    # Verify what was written.
    reports: list[VerificationReport] = []
    window.verify_page.verified.connect(reports.append)
    keys.come_back()
    keys.tab_to(window.result_page.verify)
    keys.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(reports), timeout=WAIT_MS)
    assert reports[0].verdict is Verdict.INTACT
    # And find it in the ledger.
    keys.press(Qt.Key.Key_4, CONTROL)
    table = window.ledger_page.table
    qtbot.waitUntil(lambda: table.model().rowCount() > 0, timeout=WAIT_MS)
    keys.tab_to(table)
    keys.press(Qt.Key.Key_Down)
    assert table.currentIndex().isValid()
