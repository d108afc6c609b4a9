"""The pages and the seals on them: scrolling, zoom, rulers; the hand places, drags, scales and turns.

Pictures of the pages come as tiles of the visible part, at the screen's device pixels; until they are here, coarse
ones are stretched, so that nothing ever waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from sealdesk.errors import SealDeskError
from sealdesk.geometry import PageFrame, Rect
from sealdesk.gui import palette
from sealdesk.gui.edge_scroll import EdgeScroll
from sealdesk.gui.language import language
from sealdesk.gui.page_images import Kind, Turn, Wanted
from sealdesk.gui.page_painting import PagePlace, paint_found, paint_page, paint_trouble
from sealdesk.gui.page_tiles import PageTiles, SeenPage
from sealdesk.gui.page_view import STEP_PX, PageView
from sealdesk.gui.placing_hand import PlacingHand
from sealdesk.gui.practice_mark import paint_practice_ground
from sealdesk.gui.preferences import Preferences
from sealdesk.gui.rulers import BREADTH_PX, RulerState, paint_rulers
from sealdesk.texts import error_text

if TYPE_CHECKING:
    from sealdesk.gui.session import Session

_ZOOM_STEP = 1.15
_NEXT_PAGES = 2


class PageCanvas(PageView):
    """Shows the session's document and lets the custodian place the seals.

    Signals:
        hovered: The mouse is at this point of a page (`(page, x_mm, y_mm)`), or left it (None).
    """

    hovered = Signal(object)

    def __init__(
        self, session: Session, preferences: Preferences | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(preferences or Preferences(), parent)
        self._session = session
        self._tiles = PageTiles()
        self._scales: list[float] = []
        self._troubles: dict[int, str] = {}
        self._found: dict[int, list[Rect]] = {}
        self._found_now: tuple[int, Rect] | None = None
        self._hover: QPointF | None = None
        self._panned: QPointF | None = None
        self._held = False
        self._keys = Qt.KeyboardModifier.NoModifier
        self._edge = EdgeScroll(self._scroll_by, self)
        self.hand = PlacingHand(session, self)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Page"))
        self._connect()

    def _connect(self) -> None:
        session, repaint = self._session, self.viewport().update
        self.hand.repaint_wanted.connect(repaint)
        session.images.ready.connect(self._take_picture)
        session.images.opened.connect(self._change)
        self._after_change.timeout.connect(self._ask)
        session.images.failed.connect(self._not_drawn)
        session.page_changed.connect(self._page_changed)
        session.places_changed.connect(repaint)
        session.picture_changed.connect(repaint)
        self.page_shown.connect(session.show_page)
        session.page_changed.connect(self._say_page)

    # The document.

    def show_document(self, frames: Sequence[PageFrame] | None) -> None:
        """Show these pages from the first on; None clears the canvas."""
        self.hand.let_go()
        self._tiles.clear()
        self._troubles.clear()
        self._found, self._found_now = {}, None
        super().show_document(frames)
        self._say_page(1)

    def show_found(self, found: dict[int, list[Rect]], now: tuple[int, Rect] | None) -> None:
        """Mark these parts of the pages as found, and one of them as looked at."""
        self._found, self._found_now = found, now
        self.viewport().update()

    def _page_changed(self, page: int) -> None:
        if page != self._page:
            self.show_page(page)

    def _say_page(self, page: int) -> None:
        """For who hears the window instead of seeing it."""
        words = self.tr("Page {number} of {count}").format(number=page, count=len(self._frames))
        self.setAccessibleDescription(words if self._frames else "")

    def _not_drawn(self, error: SealDeskError) -> None:
        text = error_text(error, language())
        page = error.facts.get("page", 0)
        self._troubles[page if isinstance(page, int) else 0] = f"{text.heading}\n{text.happened}"
        self._change()
        self.viewport().update()

    # Pictures of the visible part.

    @property
    def is_drawn(self) -> bool:
        """Whether all that is visible is drawn, as sharp as it gets."""
        return self._column is not None and not self._tiles.missing(self._drawable(), self._tile_scales()[0])

    @property
    def troubled_pages(self) -> frozenset[int]:
        """Those that cannot be drawn; 0 stands for all."""
        return frozenset(self._troubles)

    def _drawable(self) -> list[SeenPage]:
        if 0 in self._troubles:
            return []
        return [self._seen(page) for page in self.visible_pages() if page not in self._troubles]

    def _ask(self) -> None:
        images, column = self._session.images, self._column
        if column is None:
            images.ask(Turn.VIEW, ())
            images.ask(Turn.NEAR, ())
            return
        scale = self._tile_scales()[0]
        drawable = self._drawable()
        images.ask(Turn.VIEW, self._tiles.missing(drawable, scale))
        images.ask(Turn.NEAR, self._tiles.missing_near(drawable, self._beyond(), scale))

    def _tile_scales(self) -> list[float]:
        """Device pixels per mm: the present scale, and the one before."""
        scale = self.pixels_per_mm * self.devicePixelRatioF()
        if scale not in self._scales[:1]:
            self._scales = [scale, *self._scales[:1]]
        return self._scales

    def _beyond(self) -> list[tuple[int, PageFrame]]:
        """The pages that come next in both directions."""
        seen = self.visible_pages()
        pages = [
            page
            for step in range(_NEXT_PAGES)
            for page in (seen.stop + step, seen.start - 1 - step)
            if 1 <= page <= len(self._frames) and page not in self._troubles
        ]
        return [(page, self._frames[page - 1]) for page in pages]

    def _seen(self, page: int) -> SeenPage:
        place, room = self._place(page), self._room()
        margin_mm = room.height() / 2 / self.pixels_per_mm
        seen = place.seen_mm
        near = Rect(seen.x0, seen.y0 - margin_mm, seen.x1, seen.y1 + margin_mm)
        away = place.where.center() - QRectF(room).center()
        return SeenPage(page, place.frame, seen, near, max(0.0, abs(away.y()) - place.where.height() / 2))

    def _place(self, page: int) -> PagePlace:
        frame, k, room = self._frames[page - 1], self.pixels_per_mm, self._room()
        corner = self._origin(page)
        seen = Rect(
            max(0.0, (room.left() - corner.x()) / k),
            max(0.0, (room.top() - corner.y()) / k),
            min(frame.width_mm, (room.right() + 1 - corner.x()) / k),
            min(frame.height_mm, (room.bottom() + 1 - corner.y()) / k),
        )
        ratio = self.devicePixelRatioF()
        width, height = (
            max(1, round(side * k * ratio)) / ratio for side in (frame.width_mm, frame.height_mm)
        )
        where = QRectF(corner.x(), corner.y(), width, height)
        return PagePlace(page, frame, where, seen, k)

    def _take_picture(self, wanted: Wanted, picture: QImage) -> None:
        if wanted.kind is Kind.THUMBNAIL or self._column is None:
            return
        self._tiles.take(wanted, picture, self.devicePixelRatioF())
        if wanted.page in self.visible_pages():
            place = self._place(wanted.page)
            area = place.area(wanted.clip_mm) if wanted.clip_mm is not None else place.where
            self.viewport().update(area.toAlignedRect())

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            self._paint(painter, event)
        finally:
            # A painter that an exception leaves open brings the whole program down, and nobody learns why.
            painter.end()

    def _paint(self, painter: QPainter, event: QPaintEvent) -> None:
        region = event.region()
        painter.fillRect(event.rect(), QColor(palette.current().desk))
        paint_practice_ground(painter, QRectF(self.viewport().rect()))
        places = [self._place(page) for page in self.visible_pages()]
        for place in places:
            if region.intersects(place.where.toAlignedRect().adjusted(-2, -2, 2, 2)):
                self._paint_page(painter, place)
        for place in places:
            self.hand.paint(painter, place.page, self._transform(place.page))
        self._paint_rulers(painter, places)

    def _paint_page(self, painter: QPainter, place: PagePlace) -> None:
        paint_page(painter, place, self._tiles, self._tile_scales(), palette.current())
        if place.page in self._found:
            now = self._found_now
            current = now[1] if now is not None and now[0] == place.page else None
            paint_found(painter, place, self._found[place.page], current)
        trouble = self._troubles.get(place.page) or self._troubles.get(0)
        if trouble:
            paint_trouble(painter, place, trouble)

    def _paint_rulers(self, painter: QPainter, places: Sequence[PagePlace]) -> None:
        if self._column is None:
            return
        hover = self.to_mm(self._hover) if self._hover is not None else None
        measured = hover[0] if hover is not None else self._page
        place = self._place(measured)
        others = tuple((one.where.y(), one.frame.height_mm) for one in places if one.page != measured)
        state = RulerState(
            place.where.topLeft(),
            self.pixels_per_mm,
            place.frame.width_mm,
            place.frame.height_mm,
            hover[1:] if hover is not None else None,
            others,
        )
        paint_rulers(painter, QRectF(self.viewport().rect()), state, palette.current())

    def _repaint_rulers(self) -> None:
        size = self.viewport().size()
        self.viewport().update(0, 0, size.width(), BREADTH_PX)
        self.viewport().update(0, 0, BREADTH_PX, size.height())

    # What others ask of the hand.

    @property
    def following(self) -> bool:
        """The seal follows the mouse until it is placed."""
        return self.hand.following

    def set_following(self, following: bool) -> None:
        self.hand.following = following

    def place_in_the_middle(self) -> None:
        """Place the seal without a mouse."""
        if self._column is not None:
            self.hand.place_at(self._page, *self.middle_mm())

    def choose_next(self) -> None:
        """Choose the next seal on this page, for the keyboard."""
        self.hand.choose_next(self._page)
        self.setFocus()

    # The mouse and the keys.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._column is None:
            return
        page, x, y = self.to_mm(event.position())
        if event.button() is Qt.MouseButton.LeftButton:
            self._held = self.hand.press(page, x, y, self.pixels_per_mm, event.modifiers())
            self._look_at(page)
            self._set_cursor(self.hand.cursor)
        if not self._held and not self.following and event.button() in _PANNING:
            self._panned = event.position()
            self._set_cursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = event.position()
        if self._column is None:
            return
        if self._panned is not None:
            moved = event.position() - self._panned
            self._panned = event.position()
            self._scroll_by(-moved.x(), -moved.y())
            return
        self._keys = event.modifiers()
        self._held = self._held and bool(event.buttons() & Qt.MouseButton.LeftButton)
        if self._held:
            self._edge.follow(event.position(), QRectF(self._room()))
        self._move_hand(event.position())

    def _move_hand(self, at: QPointF) -> None:
        page, x, y = self.to_mm(at)
        self._set_cursor(self.hand.move(page, x, y, self.pixels_per_mm, self._keys, self._held))
        self.hovered.emit((page, x, y))
        self._repaint_rulers()

    def _scrolled(self) -> None:
        """The pages moved under a hand that stayed where it was."""
        super()._scrolled()
        if self._hover is not None and self._column is not None and not self._moving:
            self._move_hand(self._hover)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.hand.release()
            self._held = False
            self._edge.stop()
        self._panned = None
        self._set_cursor(self.hand.cursor)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._hover = None
            self.hand.leave()
            self.hovered.emit(None)
            self._repaint_rulers()
        return super().viewportEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        if self.following:
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the seal here; from the keyboard, with the chosen one."""
        if self._column is None:
            return
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        page, x, y = self.to_mm(QPointF(event.pos()))
        menu = self.hand.menu(page if by_mouse else self._page, (x, y) if by_mouse else None, self)
        if menu is not None:
            menu.popup(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * _ZOOM_STEP**steps, event.position())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._scroll_by(-steps * 3 * STEP_PX, 0)
        elif not self._turned_at_the_end(-steps):
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._column is None:
            super().keyPressEvent(event)
        elif self.hand.key(event, self._page, self.middle_mm()):
            self._set_cursor(self.hand.cursor)
        elif not self._moved_by(event):
            super().keyPressEvent(event)

    def _moved_by(self, event: QKeyEvent) -> bool:
        key, whole = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._leaf(1 if key is Qt.Key.Key_PageDown else -1)
        elif key is Qt.Key.Key_Home:
            self.show_page(1 if whole else self._page)
        elif key is Qt.Key.Key_End:
            self.show_page(len(self._frames) if whole else self._page, at_its_end=True)
        elif key in _ARROWS:
            across, down = _ARROWS[key]
            self._scroll_by(across * STEP_PX, down * STEP_PX)
        else:
            return False
        return True

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from seal to seal on the page, then on."""
        return self.hand.tab(self._page, next) or super().focusNextPrevChild(next)

    def _set_cursor(self, shape: Qt.CursorShape) -> None:
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)

    # The frame around it.


_PANNING = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
