"""A hand on mouse, keyboard or screen, in any window of the program.

Input comes to the program's windows, and only from there to what is inside them: it is watched there. A filter on the
whole application would see the same, and every other event of every widget as well; a page with many of them would
open noticeably later.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_Kind = QEvent.Type
_MOVES = {
    _Kind.MouseMove,
    _Kind.TouchUpdate,
    _Kind.TabletMove,
    _Kind.NativeGesture,
    _Kind.DragMove,
}
_DEEDS = {
    _Kind.ShortcutOverride,  # all that is seen of a key that is a shortcut
    _Kind.KeyPress,
    _Kind.KeyRelease,
    _Kind.InputMethod,
    _Kind.MouseButtonPress,
    _Kind.MouseButtonRelease,
    _Kind.MouseButtonDblClick,
    _Kind.Wheel,
    _Kind.TouchBegin,
    _Kind.TouchEnd,
    _Kind.TabletPress,
    _Kind.TabletRelease,
    _Kind.Drop,
}
"""They may open a menu or another window, which is watched from then on."""


class HandsOn(QObject):
    """Tells of every hand on mouse, keyboard or screen, in every window and dialog.

    Args:
        seen: Called for each event of a hand; must be quick.
    """

    def __init__(self, seen: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen = seen
        self._opened = QTimer(self)
        self._opened.setSingleShot(True)
        self._opened.setInterval(0)
        self._opened.timeout.connect(self.watch_all)

    def start(self) -> None:
        """Begin to watch what is open, and what will be."""
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self.watch_all)
        application.focusObjectChanged.connect(self._watch_composing)
        self._watch_composing(application.focusObject())
        self.watch_all()

    def watch_all(self) -> None:
        """Watch every window that there is now; one that is watched already is not watched twice."""
        for window in QGuiApplication.allWindows():
            window.installEventFilter(self)

    def _watch_composing(self, field: QObject | None) -> None:
        """What an input method makes of keys goes to the field that has the focus, and not through its window."""
        if isinstance(field, QWidget) and field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _DEEDS:
            self._seen()
            self._opened.start()
        elif kind in _MOVES:
            self._seen()
        return False
