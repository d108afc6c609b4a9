"""A session at the real window in a process of its own: a wrong PIN, the right one, a stamped document, then unlocked.

    python -m tests.campaigns.pin_session HOME OUT

PINs come from stdin, one a line; they are typed into the dialog key by key. `unlocked` is printed once the document is
stamped; the window then stays as it is, unlocked, until it is ended.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sealdesk.app import main
from sealdesk.gui.last_look_dialog import LastLookDialog
from sealdesk.gui.main_window import MainWindow
from sealdesk.gui.notice import TroubleDialog
from sealdesk.gui.pin_dialog import PinDialog

HAND_MS = 50
GIVE_UP_MS = 60_000


class Hand(QObject):
    """Presses what a custodian would press."""

    def __init__(self, out: Path, pins: list[str]) -> None:
        super().__init__()
        self._out, self._pins = out, pins
        self._asked_for_task = self._pressed = self._told = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(HAND_MS)
        QTimer.singleShot(GIVE_UP_MS, lambda: None if self._told else QApplication.exit(9))

    def _look(self) -> None:
        modal = QApplication.activeModalWidget()
        windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
        if isinstance(modal, PinDialog):
            self._answer(modal)
        elif isinstance(modal, LastLookDialog):
            if not modal.preview.pixmap().isNull():
                modal.stamp.click()
        elif isinstance(modal, TroubleDialog):
            modal.accept()
        elif modal is None and windows:
            self._work(windows[0])

    def _answer(self, dialog: PinDialog) -> None:
        if dialog.pin.isEnabled() and not dialog.pin.text() and self._pins:
            QTest.keyClicks(dialog.pin, self._pins.pop(0))
            QTest.mouseClick(dialog.unlock, Qt.MouseButton.LeftButton)

    def _work(self, window: MainWindow) -> None:
        session, panel = window.session, window.stamp_page.panel
        if session.placing is None:
            if session.tasks and session.tokens.tokens and not self._asked_for_task:
                self._asked_for_task = True
                window._preferences.folder = self._out
                window.stamp_page.flow.finished.connect(self._finished)
                session.open_task(session.tasks[0])
        elif not session.placing.marks:
            session.placing.place(1, 60.0, 120.0)
            session.places_changed.emit()
        elif panel.stamp.isEnabled() and not self._pressed:
            self._pressed = True
            panel.stamp.click()

    def _finished(self) -> None:
        self._told = True
        print("unlocked", flush=True)


def run() -> int:
    home, out = map(Path, sys.argv[1:])
    pins = [sys.stdin.readline().rstrip("\n"), sys.stdin.readline().rstrip("\n")]
    application = QApplication(["sealdesk"])
    hand = Hand(out, pins)
    status = main(["gui", "--home", str(home)])
    del hand, application
    return status


if __name__ == "__main__":
    sys.exit(run())
