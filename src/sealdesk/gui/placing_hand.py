"""The hand that places, drags, scales and turns seals, in millimetres of whatever page it is over.

It knows no zoom and no scrolling: the canvas tells it where the mouse is and paints through it. The keyboard does all
that the mouse does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QTransform
from PySide6.QtWidgets import QMenu, QWidget

from sealdesk.geometry import Rect, TurnedBox
from sealdesk.gui.mark_handles import Grip, MarkHandles, Point
from sealdesk.gui.placing import Placing
from sealdesk.gui.placing_painting import paint_marks
from sealdesk.gui.placing_verbs import PlacingVerbs
from sealdesk.gui.snapping import Snapped, Surroundings, lines_of, reach_mm, snap
from sealdesk.gui.snapping_lines import paint_lines
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import Placement

if TYPE_CHECKING:
    from sealdesk.gui.session import Session


class PlacingHand(QObject):
    """Turns the mouse and the keys into places.

    Attributes:
        verbs: What can be done with the chosen seal.
        snapping: Seals snap to what they could be aligned to; Alt lets them go where they are.

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
        self._snapped: tuple[int, Snapped] | None = None
        self.snapping = True
        self.verbs = PlacingVerbs(session, self)
        self.verbs.changed.connect(self._changed)
        session.checks.changed.connect(self.repaint_wanted)

    # What it is doing.

    @property
    def following(self) -> bool:
        """The seal follows the mouse until it is placed."""
        return self._following

    @following.setter
    def following(self, following: bool) -> None:
        following = following and self._session.may_place
        if following != self._following:
            self._following, self._snapped = following, None
            if following:
                self._session.checks.seal_in_hand()
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
            return self._put_down(placing, point, modifiers)
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
            self._drag(placing, point, modifiers)
        elif placing is not None and self._following:
            self._snap(self._ghost(placing, point), point, modifiers)
            self.repaint_wanted.emit()
        return self.cursor

    def release(self) -> None:
        """The left button went up."""
        placing = self._session.placing
        self._snapped = None
        if placing is not None and self._handles.holding:
            placing.end()
            self._handles.release()
            self._changed()

    def leave(self) -> None:
        """The mouse left the pages."""
        self._hover = self._snapped = None
        if self._following:
            self.repaint_wanted.emit()

    def let_go(self) -> None:
        """Another document, or none: nothing is held any more."""
        self._handles.release()
        self._hover = self._snapped = None
        self.verbs.forget_copy()
        self.following = False

    def _drag(self, placing: Placing, point: Point, modifiers: Qt.KeyboardModifier) -> None:
        held, centre = self._handles.held(placing, point), None
        self._snapped = None
        if held is not None:
            key, box = held
            snapped = self._snap(box, point, modifiers, without=key)
            centre = (snapped.x_mm, snapped.y_mm)
        steps = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        self._handles.drag(placing, point, steps=steps, snapped=centre)
        self._changed()

    def _put_down(self, placing: Placing, point: Point, modifiers: Qt.KeyboardModifier) -> bool:
        here = Rect(point.x_mm, point.y_mm, point.x_mm, point.y_mm)
        if not placing.frames[point.page - 1].shown_mm.contains(here):
            return False
        snapped = self._snap(self._ghost(placing, point), point, modifiers)
        placing.place(point.page, snapped.x_mm, snapped.y_mm)
        if not modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.following = False
        self._snapped = None
        self._changed()
        return True

    @staticmethod
    def _ghost(placing: Placing, point: Point) -> TurnedBox:
        size = placing.size_on(point.page)
        return TurnedBox(point.x_mm, point.y_mm, size.width_mm, size.height_mm)

    # Snapping.

    def _snap(
        self, box: TurnedBox, point: Point, modifiers: Qt.KeyboardModifier, without: int | None = None
    ) -> Snapped:
        """Where the box snaps to; its lines are painted until the mouse moves on."""
        if not self.snapping or modifiers & Qt.KeyboardModifier.AltModifier:
            self._snapped = None
            return Snapped(box.centre_x_mm, box.centre_y_mm)
        lines = lines_of(self._surroundings(point.page, without))
        snapped = snap(box, lines, reach_mm(point.px_per_mm))
        self._snapped = (point.page, snapped) if snapped.lines else None
        return snapped

    def _surroundings(self, page: int, without: int | None) -> Surroundings:
        session, placing = self._session, self._session.placing
        assert placing is not None and session.document is not None
        head, boxes = session.checks.letterhead, session.document.preflight.signature_boxes
        headed = head if head is not None and head.page == page else None
        return Surroundings(
            placing.frames[page - 1],
            tuple(stamp.box.bounds_mm for mark, stamp in placing.on_page(page) if mark.key != without),
            session.checks.text.get(page),
            headed.issuer if headed is not None else None,
            headed.date if headed is not None else None,
            tuple(one.bounds_mm for one in boxes if one.page == page and one.bounds_mm and not one.filled),
        )

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
        if key is Qt.Key.Key_Insert:
            self.place_at(page, *middle_mm)
            return True
        return self.verbs.key(event, page)

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
        """Place the current seal here."""
        if self._session.may_place and self._session.placing is not None:
            self._session.placing.place(page, x_mm, y_mm)
            self.following = False
            self._changed()

    def choose_next(self, page: int) -> None:
        """Choose the next seal on this page, round and round."""
        if self._session.placing is not None:
            self._session.placing.select_next(page)
            self._changed()

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
            self._snapped = None
        elif placing.selected is not None:
            placing.select(None)
        else:
            return False
        self._changed()
        return True

    # The menu.

    def menu(self, page: int, at: tuple[float, float] | None, parent: QWidget) -> QMenu | None:
        """What can be done with the seal at this point of the page, or with the chosen one; None where nothing."""
        placing = self._session.placing
        if placing is None:
            return None
        if at is not None:
            mark = placing.at(page, *at)
            placing.select(mark.key if mark else None)
            self._changed()
        return self.verbs.menu(page, parent)

    # Painting.

    def paint(self, painter: QPainter, page: int, transform: QTransform) -> None:
        """Paint what lies on this page: the seals, the one that follows the mouse, guide lines, handles.

        Args:
            painter: In viewport pixels.
            transform: From millimetres of the page as shown to viewport pixels.
        """
        placing = self._session.placing
        if placing is None:
            return
        paint_marks(painter, self._session, page, transform, self._following_stamp(placing, page))
        if self._snapped is not None and self._snapped[0] == page:
            paint_lines(painter, self._snapped[1].lines, placing.frames[page - 1], transform)
        if placing.selected is not None:
            self._handles.paint(
                painter, placing.selected, placing, page, transform, size_free=self._size_free
            )

    def _following_stamp(self, placing: Placing, page: int) -> Stamp | None:
        hover = self._hover
        if not self._following or hover is None or hover.page != page:
            return None
        size, snapped = placing.size_on(page), self._snapped
        x, y = (snapped[1].x_mm, snapped[1].y_mm) if snapped else (hover.x_mm, hover.y_mm)
        return Stamp(page, Placement(page, x, y, size.width_mm, size.height_mm).box)

    def _changed(self) -> None:
        self._session.places_changed.emit()
        self.repaint_wanted.emit()
