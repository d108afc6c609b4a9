"""The window's menu of places: steps back, ways to a place, verbs of the chosen seal; and whether seals snap."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from sealdesk.gui.session import Session
    from sealdesk.gui.stamp_page import StampPage

Add = Callable[[QMenu, str, Callable[[], object], QKeySequence.StandardKey | str | None], QAction]


class PlacesMenu(QObject):
    """Fills the menu and keeps its words true."""

    def __init__(self, menu: QMenu, session: Session, page: StampPage, add: Add) -> None:
        super().__init__(menu)
        self._session = session
        self._undo = add(menu, self.tr("Undo"), session.undo, QKeySequence.StandardKey.Undo)
        self._redo = add(menu, self.tr("Redo"), session.redo, QKeySequence.StandardKey.Redo)
        menu.addSeparator()
        places, verbs = page.panel.places, page.canvas.hand.verbs
        self._ways = [
            add(menu, words, do, keys)
            for words, do, keys in (
                (self.tr("Place with the mouse"), places.place.click, "Ctrl+P"),
                (self.tr("Place in the middle of the view"), page.canvas.place_in_the_middle, "Ctrl+M"),
                (self.tr("Straddle seal…"), places.straddle.click, "Ctrl+Shift+S"),
                (self.tr("As on an official document…"), places.official.click, "Ctrl+Shift+G"),
                (self.tr("By keyword…"), places.keyword.click, "Ctrl+Shift+K"),
                (self.tr("By template…"), places.template.click, "Ctrl+Shift+T"),
            )
        ]
        menu.addSeparator()
        self._verbs = [
            add(menu, words, do, keys)
            for words, do, keys in (
                (self.tr("Duplicate"), verbs.duplicate, "Ctrl+D"),
                (self.tr("Repeat on other pages…"), verbs.repeat, "Ctrl+R"),
            )
        ]
        add(menu, self.tr("Choose the next seal"), page.canvas.choose_next, "Ctrl+Tab")
        menu.addSeparator()
        add(menu, self.tr("Add another seal…"), page.panel.seal.add.click, None)
        add(menu, self.tr("Stamp…"), page.panel.stamp.click, "Ctrl+Return")
        session.history.changed.connect(self._show)
        session.places_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        """Name what would be taken back; offer what is possible."""
        session, history = self._session, self._session.history
        for action, words, possible in (
            (self._undo, history.undo_words, history.can_undo),
            (self._redo, history.redo_words, history.can_redo),
        ):
            action.setText(words)
            action.setEnabled(possible)
        for action in self._ways:
            action.setEnabled(session.may_place)
        chosen = session.placing is not None and session.placing.selected is not None
        for action in self._verbs:
            action.setEnabled(chosen)


class SnapChoice(QObject):
    """Whether seals snap to lines; kept for the person."""

    def __init__(self, menu: QMenu, page: StampPage) -> None:
        super().__init__(menu)
        self._page, preferences = page, page.preferences
        self.action = menu.addAction(self.tr("Snap to lines (Alt: not)"))
        self.action.setCheckable(True)
        self.action.setChecked(preferences.snapping)
        page.canvas.hand.snapping = preferences.snapping
        self.action.toggled.connect(self._toggled)

    def _toggled(self, snaps: bool) -> None:
        self._page.preferences.snapping = snaps
        self._page.canvas.hand.snapping = snaps
