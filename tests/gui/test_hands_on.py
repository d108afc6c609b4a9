"""The idle lock sees a hand in every window: the window itself, its dialogs, its menus, the help beside it."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sealdesk.gui.about_dialog import AboutDialog
from sealdesk.gui.help_window import close_help, open_help
from sealdesk.gui.tabs import Tab

from .conftest import Opened
from .hand import dialog


class Clock:
    """The clock of the idle lock, a minute further with each look of the test at it."""

    def __init__(self, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
        self._tokens = opened.session.tokens
        self._tokens._timer.stop()  # whoever opens a window is to be seen without it, too
        self._ahead_s = 0.0
        real = time.clock_gettime
        monkeypatch.setattr(time, "clock_gettime", lambda clock: real(clock) + self._ahead_s)

    def wait(self) -> None:
        """Nobody touches anything for a minute."""
        self._ahead_s += 60.0
        assert not self.touched

    @property
    def touched(self) -> bool:
        """Whether a hand was seen within this minute."""
        return self._tokens.rules.idle_lock_s - self._tokens.locks_in_s < 30


@pytest.fixture
def clock(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> Clock:
    if not hasattr(time, "CLOCK_BOOTTIME"):
        pytest.skip("no clock that goes on in sleep")
    return Clock(opened, monkeypatch)


def window_of(qtbot: QtBot, widget: QWidget) -> QWindow:
    with qtbot.waitExposed(widget.window()):
        pass
    handle = widget.window().windowHandle()
    assert handle is not None
    return handle


def assert_seen(qtbot: QtBot, clock: Clock, window: QWindow) -> None:
    """Moves of the mouse, a key and a click that come to this window are a hand each."""
    for x in (11, 12):
        clock.wait()
        QTest.mouseMove(window, QPoint(x, 3))
        qtbot.waitUntil(lambda: clock.touched)
    clock.wait()
    QTest.keyPress(window, Qt.Key.Key_Shift)
    qtbot.waitUntil(lambda: clock.touched)
    QTest.keyRelease(window, Qt.Key.Key_Shift)
    clock.wait()
    QTest.mousePress(window, Qt.MouseButton.MiddleButton, pos=QPoint(12, 3))
    qtbot.waitUntil(lambda: clock.touched)
    QTest.mouseRelease(window, Qt.MouseButton.MiddleButton, pos=QPoint(12, 3))


def test_the_window_itself(qtbot: QtBot, opened: Opened, clock: Clock) -> None:
    assert_seen(qtbot, clock, window_of(qtbot, opened.window))


def test_a_key_that_is_a_shortcut(qtbot: QtBot, opened: Opened, clock: Clock) -> None:
    opened.window.activateWindow()
    qtbot.waitUntil(opened.window.isActiveWindow)
    clock.wait()
    QTest.keyPress(window_of(qtbot, opened.window), Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: clock.touched)
    qtbot.waitUntil(lambda: opened.window.pages.currentWidget() is opened.window.ledger_page)


def test_a_dialog(qtbot: QtBot, opened: Opened, clock: Clock) -> None:
    opened.window.about()
    shown = dialog(qtbot, AboutDialog)
    assert_seen(qtbot, clock, window_of(qtbot, shown))
    shown.reject()


def test_a_menu(qtbot: QtBot, opened: Opened, clock: Clock) -> None:
    menu = opened.window.menus.help
    opened.window.menus.setActiveAction(menu.menuAction())
    # The press that opens a menu is seen, and the menu found after it.
    QTest.keyPress(window_of(qtbot, opened.window), Qt.Key.Key_Down)
    qtbot.waitUntil(menu.isVisible)
    assert_seen(qtbot, clock, window_of(qtbot, menu))
    menu.hide()


def test_the_help_beside_the_window(qtbot: QtBot, opened: Opened, clock: Clock) -> None:
    shown = open_help(opened.window, "stamping")
    assert_seen(qtbot, clock, window_of(qtbot, shown))
    close_help()


@pytest.fixture
def silent(qtbot: QtBot, opened: Opened) -> QWidget:
    """A window that comes up without the focus, as menus do on some desktops."""
    made = QWidget(None)
    made.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    made.setWindowFlag(Qt.WindowType.ToolTip)
    qtbot.addWidget(made)
    return made


def test_a_window_without_focus_is_found_within_a_second(
    qtbot: QtBot, opened: Opened, clock: Clock, silent: QWidget
) -> None:
    silent.show()
    opened.session.tokens.look()  # as every second
    assert_seen(qtbot, clock, window_of(qtbot, silent))


def test_a_window_without_focus_that_a_key_opened_is_found_at_once(
    qtbot: QtBot, opened: Opened, clock: Clock, silent: QWidget
) -> None:
    opened.window.stamp_page.tasks.setFocus()
    shortcut = QShortcut(QKeySequence("Ctrl+J"), opened.window)
    shortcut.activated.connect(silent.show)
    QTest.keyClick(window_of(qtbot, opened.window), Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert silent.isVisible()
    assert_seen(qtbot, clock, window_of(qtbot, silent))


def test_words_composed_by_an_input_method(
    qtbot: QtBot, qapp: QApplication, opened: Opened, clock: Clock
) -> None:
    opened.window.show_tab(Tab.SEALS)
    field = opened.window.seals_page.filter
    opened.window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: qapp.focusObject() is field)
    clock.wait()
    event = QInputMethodEvent()
    event.setCommitString("公章")
    QCoreApplication.sendEvent(field, event)
    assert clock.touched and field.text() == "公章"


def test_what_happens_without_a_hand_is_none(qtbot: QtBot, opened: Opened, clock: Clock) -> None:
    clock.wait()
    opened.window.resize(opened.window.width() - 20, opened.window.height())
    opened.window.about()
    shown = dialog(qtbot, AboutDialog)
    opened.session.tokens.look()
    assert not clock.touched
    shown.reject()
