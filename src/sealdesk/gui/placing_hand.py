"""The hand that places, drags, scales and turns seals, in millimetres of whatever page it is over.

It knows no zoom and no scrolling: the canvas tells it where the mouse is and paints through it. The keyboard does all
that the mouse does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QTransform
from PySide6.QtWidgets import QMenu, QWidget

from sealdesk.geometry import Rect
from sealdesk.gui import palette
from sealdesk.gui.mark_handles import Grip, MarkHandles, Point
from sealdesk.gui.placing import Placing
from sealdesk.gui.seal_painting import paint_stamp
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import Placement

if TYPE_CHECKING:
    from sealdesk.gui.session import Session
    from sealdesk.gui.session_uses import DeskUse

NUDGE_MM, NUDGE_FAR_MM = 0.1, 1.0


class PlacingHand(QObject):
    """Turns the mouse and the keys into places.

    Signals:
        following_changed: Whether the seal follows the mouse.
        repaint_wanted: What `paint` would paint has changed.
    """

    following_changed = Signal(bool)
    repaint_wanted = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._handles = MarkHandles()
        self._following = False
        self._size_free = False
        self._hover: Point | None = None

    # What it is doing.

    @property
    def following(self) -> bool:
        """The seal follows the mouse until it is placed."""
        return self._following

    @following.setter
    def following(self, following: bool) -> None:
        following = following and self._session.may_place
        if following != self._following:
            self._following = following
            self.following_changed.emit(following)
            self.repaint_wanted.emit()

    @property
    def size_free(self) -> bool:
        """The corners of the chosen seal scale it."""
        return self._size_free

    @size_free.setter
    def size_free(self, size_free: bool) -> None:
        self._size_free = size_free
        self.repaint_wanted.emit()

    @property
    def cursor(self) -> Qt.CursorShape:
        """The cursor for where the mouse is."""
        placing = self._session.placing
        if self._following:
            return Qt.CursorShape.CrossCursor
        if placing is None or self._hover is None:
            return Qt.CursorShape.ArrowCursor
        return self._handles.cursor_at(self._hover, placing, size_free=self._size_free)

    # The mouse.

    def press(
        self, page: int, x_mm: float, y_mm: float, px_per_mm: float, modifiers: Qt.KeyboardModifier
    ) -> bool:
        """The left button went down here. Whether the hand wants it."""
        placing = self._session.placing
        if placing is None:
            return False
        point = self._hover = Point(page, x_mm, y_mm, px_per_mm)
        if self._following:
            return self._put_down(placing, point, more=bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
        grip = self._handles.grip_at(point, placing, size_free=self._size_free)
        if grip is None:
            mark = placing.at(page, x_mm, y_mm)
            placing.select(mark.key if mark else None)
            grip = Grip.BODY if mark else None
            self._changed()
        if grip is not None:
            self._handles.take(grip, placing, point)
        return grip is not None

    def move(
        self,
        page: int,
        x_mm: float,
        y_mm: float,
        px_per_mm: float,
        modifiers: Qt.KeyboardModifier,
        pressed: bool,
    ) -> Qt.CursorShape:
        """The mouse moved here; `pressed` with its left button down. The cursor that fits."""
        point = self._hover = Point(page, x_mm, y_mm, px_per_mm)
        placing = self._session.placing
        if placing is not None and pressed and self._handles.holding:
            steps = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            self._handles.drag(placing, point, steps=steps)
            self._changed()
        elif self._following:
            self.repaint_wanted.emit()
        return self.cursor

    def release(self) -> None:
        """The left button went up."""
        placing = self._session.placing
        if placing is not None and self._handles.holding:
            placing.end()
            self._handles.release()
            self._changed()

    def leave(self) -> None:
        """The mouse left the pages."""
        self._hover = None
        if self._following:
            self.repaint_wanted.emit()

    def let_go(self) -> None:
        """Another document, or none: nothing is held any more."""
        self._handles.release()
        self._hover = None
        self.following = False

    def _put_down(self, placing: Placing, point: Point, *, more: bool) -> bool:
        here = Rect(point.x_mm, point.y_mm, point.x_mm, point.y_mm)
        if not placing.frames[point.page - 1].shown_mm.contains(here):
            return False
        placing.place(point.page, point.x_mm, point.y_mm)
        if not more:
            self.following = False
        self._changed()
        return True

    # The keys.

    def key(self, event: QKeyEvent, page: int, middle_mm: tuple[float, float]) -> bool:
        """A key went down on the canvas. Whether the hand took it.

        Args:
            page: The one that is looked at.
            middle_mm: The middle of its visible part: where a seal goes that no mouse places.
        """
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Escape:
            return self.give_up()
        if self._session.placing is None:
            return False
        if key in _ARROWS:
            far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return self._nudge(*_ARROWS[key], NUDGE_FAR_MM if far else NUDGE_MM)
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return self.delete()
        if key is Qt.Key.Key_Insert:
            self.place_at(page, *middle_mm)
            return True
        return False

    def tab(self, page: int, forward: bool) -> bool:
        """Go to the next seal on this page; False where there is none, so that the focus may go on."""
        placing = self._session.placing
        if placing is None:
            return False
        keys = list(dict.fromkeys(mark.key for mark, _ in placing.on_page(page)))
        chosen = placing.selected.key if placing.selected else None
        at = keys.index(chosen) if chosen in keys else (-1 if forward else len(keys))
        at += 1 if forward else -1
        if not 0 <= at < len(keys):
            return False
        placing.select(keys[at])
        self._changed()
        return True

    def place_at(self, page: int, x_mm: float, y_mm: float) -> None:
        """Place the seal here."""
        if self._session.placing is not None:
            self._session.placing.place(page, x_mm, y_mm)
            self.following = False
            self._changed()

    def choose_next(self, page: int) -> None:
        """Choose the next seal on this page, round and round."""
        if self._session.placing is not None:
            self._session.placing.select_next(page)
            self._changed()

    def delete(self) -> bool:
        """Take the chosen seal away."""
        placing = self._session.placing
        if placing is None or placing.selected is None:
            return False
        placing.delete(placing.selected.key)
        self._changed()
        return True

    def give_up(self) -> bool:
        """End what is being done, the innermost first: following, dragging, the choice of a seal."""
        placing = self._session.placing
        if self._following:
            self.following = False
            return True
        if placing is None:
            return False
        if self._handles.holding:
            placing.cancel()
            self._handles.release()
        elif placing.selected is not None:
            placing.select(None)
        else:
            return False
        self._changed()
        return True

    def _nudge(self, across: int, down: int, step_mm: float) -> bool:
        placing = self._session.placing
        if placing is None or placing.selected is None:
            return False
        placing.move_by(placing.selected.key, across * step_mm, down * step_mm)
        self._changed()
        return True

    # The menu.

    def menu(self, page: int, at: tuple[float, float] | None, parent: QWidget) -> QMenu | None:
        """What can be done with the seal at this point of the page, or with the chosen one; None without a seal."""
        placing = self._session.placing
        if placing is None:
            return None
        if at is not None:
            mark = placing.at(page, *at)
            placing.select(mark.key if mark else None)
            self._changed()
        if placing.selected is None:
            return None
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Remove"), self.delete)
        return menu

    # Painting.

    def paint(self, painter: QPainter, page: int, transform: QTransform) -> None:
        """Paint what lies on this page: the seals, the one that follows the mouse, handles.

        Args:
            painter: In viewport pixels.
            transform: From millimetres of the page as shown to viewport pixels.
        """
        session, placing = self._session, self._session.placing
        if placing is None:
            return
        for mark, stamp in placing.on_page(page):
            self._paint_one(painter, session.act.of_seal(mark.seal_id), stamp, transform)
        hover = self._hover
        if self._following and hover is not None and hover.page == page:
            size = placing.size_on(page)
            ghost = Placement(page, hover.x_mm, hover.y_mm, size.width_mm, size.height_mm)
            painter.setOpacity(0.75)
            self._paint_one(painter, session.use, Stamp(page, ghost.box), transform)
            painter.setOpacity(1.0)
        if placing.selected is not None:
            self._handles.paint(
                painter, placing.selected, placing, page, transform, size_free=self._size_free
            )

    @staticmethod
    def _paint_one(painter: QPainter, use: DeskUse | None, stamp: Stamp, transform: QTransform) -> None:
        if use is not None and use.seal is not None:
            paint_stamp(painter, stamp, use.seal.seal, use.image, QColor(palette.LIGHT.seal), transform)

    def _changed(self) -> None:
        self._session.places_changed.emit()
        self.repaint_wanted.emit()


_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
