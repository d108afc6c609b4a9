"""What can be done with the chosen seal, by a key or from its menu: the same verbs everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from sealdesk.gui import icons, palette
from sealdesk.gui.placing import Placing
from sealdesk.gui.placing_resolved import Mark
from sealdesk.model.placement import Placement

if TYPE_CHECKING:
    from sealdesk.gui.session import Session

NUDGE_MM, NUDGE_FAR_MM = 0.1, 1.0
TURN_DEG, TURN_FAR_DEG = 1.0, 15.0


class PlacingVerbs(QObject):
    """The verbs.

    Signals:
        changed: A place is another now, or another mark is chosen.
        repeat_asked: The chosen impression is wanted on other pages, too.
    """

    changed = Signal()
    repeat_asked = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._copied: Mark | None = None

    @property
    def _chosen(self) -> tuple[Placing, Mark] | None:
        placing = self._session.placing
        mark = placing.selected if placing is not None else None
        return (placing, mark) if placing is not None and mark is not None else None

    # The verbs.

    def nudge(self, across: int, down: int, step_mm: float) -> bool:
        """Move the chosen seal a little. Whether there is one."""
        chosen = self._chosen
        if chosen is None:
            return False
        placing, mark = chosen
        placing.move_by(mark.key, across * step_mm, down * step_mm)
        self.changed.emit()
        return True

    def turn(self, by_deg: float) -> bool:
        """Turn the chosen impression; a straddle seal stays upright."""
        chosen = self._chosen
        if chosen is None or not isinstance(chosen[1].placement, Placement):
            return False
        placing, mark = chosen
        assert isinstance(mark.placement, Placement)
        placing.turn(mark.key, round(mark.placement.turned_deg + by_deg, 1))
        self.changed.emit()
        return True

    def stand_up(self) -> None:
        """Turn the chosen impression upright."""
        chosen = self._chosen
        if chosen is not None:
            chosen[0].turn(chosen[1].key, 0.0)
            self.changed.emit()

    def delete(self) -> bool:
        """Take the chosen seal away."""
        chosen = self._chosen
        if chosen is None:
            return False
        chosen[0].delete(chosen[1].key)
        self.changed.emit()
        return True

    def duplicate(self) -> bool:
        """The chosen impression once more, a little beside itself."""
        chosen = self._chosen
        if chosen is None:
            return False
        chosen[0].duplicate(chosen[1].key)
        self.changed.emit()
        return True

    def copy(self) -> bool:
        """Keep the chosen impression for `paste`."""
        chosen = self._chosen
        if chosen is None or not isinstance(chosen[1].placement, Placement):
            return False
        self._copied = chosen[1]
        return True

    def paste(self, page: int) -> bool:
        """Put what was copied on this page, in the same place."""
        placing = self._session.placing
        if placing is None or self._copied is None:
            return False
        placing.paste(self._copied, page)
        self.changed.emit()
        return True

    def forget_copy(self) -> None:
        """Another document: what was copied belongs to the old one."""
        self._copied = None

    def repeat(self) -> None:
        """Ask for the pages that the chosen impression is wanted on, too."""
        if self._chosen is not None:
            self.repeat_asked.emit()

    # Keys.

    def key(self, event: QKeyEvent, page: int) -> bool:
        """Whether this key is one of a verb's, and it was done."""
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = NUDGE_FAR_MM if shift else NUDGE_MM
        if event.matches(QKeySequence.StandardKey.Cut):
            done = self.copy() and self.delete()
        elif event.matches(QKeySequence.StandardKey.Copy):
            done = self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            done = self.paste(page)
        elif key in _ARROWS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            done = self.nudge(*_ARROWS[key], step)
        elif key in _TURNS:
            done = self.turn(_TURNS[key])
        else:
            done = key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.delete()
        return done

    # The menu.

    def menu(self, page: int, parent: QWidget) -> QMenu | None:
        """The verbs of the chosen seal, with their keys; of an empty place, pasting. None where nothing is possible."""
        chosen, pastes = self._chosen, self._copied is not None and self._session.placing is not None
        if chosen is None and not pastes:
            return None
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = chosen is not None and isinstance(chosen[1].placement, Placement)
        if chosen is not None:
            self._add(menu, self.tr("Duplicate"), self.duplicate, "Ctrl+D", "copy").setEnabled(whole)
            self._add(menu, self.tr("Repeat on other pages…"), self.repeat, "Ctrl+R").setEnabled(whole)
            menu.addSeparator()
            self._add(menu, self.tr("Copy"), self.copy, "Ctrl+C").setEnabled(whole)
        if pastes:
            self._add(menu, self.tr("Paste on this page"), lambda: self.paste(page), "Ctrl+V")
        if chosen is not None:
            menu.addSeparator()
            self._add_turns(menu, whole=whole)
            menu.addSeparator()
            self._add(menu, self.tr("Remove"), self.delete, "Delete", "trash-2")
        return menu

    def _add_turns(self, menu: QMenu, *, whole: bool) -> None:
        for words, do, keys in (
            (self.tr("Turn left by 15°"), lambda: self.turn(-TURN_FAR_DEG), "{"),
            (self.tr("Turn right by 15°"), lambda: self.turn(TURN_FAR_DEG), "}"),
            (self.tr("Upright"), self.stand_up, ""),
            (self.tr("True size"), self._true_size, ""),
        ):
            self._add(menu, words, do, keys).setEnabled(whole)

    def _true_size(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            chosen[0].true_size(chosen[1].key)
            self.changed.emit()

    @staticmethod
    def _add(menu: QMenu, words: str, do: object, keys: str, icon_name: str = "") -> QAction:
        action = QAction(words, menu)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # said here, done by the canvas
            action.setShortcutVisibleInContextMenu(True)
        if icon_name:
            colours = palette.current()
            action.setIcon(icons.icon(icon_name, colours.text, colours.disabled))
        action.triggered.connect(do)
        menu.addAction(action)
        return action


_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_TURNS = {
    Qt.Key.Key_BracketLeft: -TURN_DEG,
    Qt.Key.Key_BracketRight: TURN_DEG,
    Qt.Key.Key_BraceLeft: -TURN_FAR_DEG,
    Qt.Key.Key_BraceRight: TURN_FAR_DEG,
}
