"""The page and the seals on it: zoom, rulers; the hand places, drags, scales and turns.

Pictures of the page come from elsewhere (`wanted` asks, `take_image` receives): until a sharp one is here, a coarse
one is stretched, so that nothing ever waits. Only the visible part is drawn, at the screen's device pixels.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from sealdesk.geometry import PageFrame, Rect
from sealdesk.gui import palette
from sealdesk.gui.page_images import Wanted
from sealdesk.gui.placing_hand import PlacingHand
from sealdesk.gui.rulers import BREADTH_PX, RulerState, paint_rulers

if TYPE_CHECKING:
    from sealdesk.gui.session import Session

PIXELS_PER_MM_AT_100 = 96 / 25.4
SMALLEST_ZOOM, LARGEST_ZOOM = 0.1, 8.0
MARGIN_PX = 24
COARSE_PIXELS_PER_MM = 3.0
_ASK_AFTER_MS = 40


class Fit(Enum):
    """How the zoom follows the window."""

    FREE = auto()
    WIDTH = auto()
    PAGE = auto()


class PageCanvas(QAbstractScrollArea):
    """Shows one page of the session's document and lets the custodian place the seal.

    Signals:
        wanted: A picture is needed (`Wanted`).
        zoom_changed: The zoom in force (1.0 is 100 %).
        hovered: The mouse is at this point of the page in mm, or left it (None).
        page_asked: The wheel went beyond the page: one page on (1) or back (-1).
    """

    wanted = Signal(object)
    zoom_changed = Signal(float)
    hovered = Signal(object)
    page_asked = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._page = 1
        self._frame: PageFrame | None = None
        self._zoom = 1.0
        self._fit = Fit.PAGE
        self._coarse: QImage | None = None
        self._sharp: tuple[Wanted, QImage] | None = None
        self._trouble = ""
        self._hover: QPointF | None = None
        self.hand = PlacingHand(session, self)
        self.hand.repaint_wanted.connect(self.viewport().update)
        self._ask_timer = QTimer(self)
        self._ask_timer.setSingleShot(True)
        self._ask_timer.setInterval(_ASK_AFTER_MS)
        self._ask_timer.timeout.connect(self._ask_sharp)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Page"))
        self.setMinimumSize(280, 240)

    # The page.

    def show_page(self, page: int, frame: PageFrame | None) -> None:
        """Show this page; None clears the canvas."""
        self._page, self._frame = page, frame
        self._coarse, self._sharp, self._trouble = None, None, ""
        self._apply_fit()
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)
        if frame is not None:
            self.wanted.emit(Wanted("whole", page, self._coarse_scale(frame)))
            self._ask_soon()
        self.viewport().update()

    def ask_again(self) -> None:
        """The document can be drawn now."""
        if self._frame is not None:
            self.wanted.emit(Wanted("whole", self._page, self._coarse_scale(self._frame)))
            self._ask_soon()

    @staticmethod
    def _coarse_scale(frame: PageFrame) -> float:
        longest = max(frame.width_mm, frame.height_mm, 1.0)
        return min(COARSE_PIXELS_PER_MM, 1200 / longest)

    def take_image(self, wanted: Wanted, image: QImage) -> None:
        """A picture that was asked for."""
        if wanted.page != self._page:
            return
        if wanted.kind == "whole":
            self._coarse = image
        elif wanted.kind == "sharp":
            self._sharp = (wanted, image)
        self.viewport().update()

    def show_trouble(self, words: str) -> None:
        """The page cannot be drawn: say so where it would be."""
        self._trouble = words
        self.viewport().update()

    # Zoom.

    @property
    def zoom(self) -> float:
        return self._zoom

    @property
    def fit(self) -> Fit:
        return self._fit

    @property
    def pixels_per_mm(self) -> float:
        """Logical pixels."""
        return self._zoom * PIXELS_PER_MM_AT_100

    def set_zoom(self, zoom: float, around: QPointF | None = None) -> None:
        """Zoom to this factor, keeping the point `around` (viewport; default: the middle) where it is."""
        self._fit = Fit.FREE
        self._zoom_to(zoom, around)

    def set_fit(self, fit: Fit) -> None:
        self._fit = fit
        self._apply_fit()
        self._lay_out()
        self._ask_soon()
        self.viewport().update()

    def _zoom_to(self, zoom: float, around: QPointF | None = None) -> None:
        zoom = min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM)
        if self._frame is None or zoom == self._zoom:
            return
        point = around or QPointF(self.viewport().rect().center())
        x_mm, y_mm = self.to_mm(point)
        self._zoom = zoom
        self._lay_out()
        moved = self.to_screen(x_mm, y_mm) - point
        self.horizontalScrollBar().setValue(round(self.horizontalScrollBar().value() + moved.x()))
        self.verticalScrollBar().setValue(round(self.verticalScrollBar().value() + moved.y()))
        self.zoom_changed.emit(zoom)
        self._ask_soon()
        self.viewport().update()

    def _apply_fit(self) -> None:
        if self._frame is None or self._fit is Fit.FREE:
            return
        size = self.maximumViewportSize()
        room_x = size.width() - BREADTH_PX - 2 * MARGIN_PX
        room_y = size.height() - BREADTH_PX - 2 * MARGIN_PX
        if self._fit is Fit.WIDTH:
            room_x -= self.verticalScrollBar().sizeHint().width()
        across = room_x / (self._frame.width_mm * PIXELS_PER_MM_AT_100)
        down = room_y / (self._frame.height_mm * PIXELS_PER_MM_AT_100)
        zoom = across if self._fit is Fit.WIDTH else min(across, down)
        zoom = min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM)
        if zoom != self._zoom:
            self._zoom = zoom
            self.zoom_changed.emit(zoom)

    # Coordinates.

    def origin(self) -> QPointF:
        """The page's top left corner in the viewport."""
        if self._frame is None:
            return QPointF()
        view = self.viewport().size()
        width, height = self._page_size()
        free_x = view.width() - BREADTH_PX - width
        free_y = view.height() - BREADTH_PX - height
        x = max(MARGIN_PX, free_x / 2) - self.horizontalScrollBar().value()
        y = max(MARGIN_PX, free_y / 2) - self.verticalScrollBar().value()
        return QPointF(round(BREADTH_PX + x), round(BREADTH_PX + y))

    def to_mm(self, point: QPointF) -> tuple[float, float]:
        origin = self.origin()
        return (point.x() - origin.x()) / self.pixels_per_mm, (point.y() - origin.y()) / self.pixels_per_mm

    def to_screen(self, x_mm: float, y_mm: float) -> QPointF:
        origin = self.origin()
        return QPointF(origin.x() + x_mm * self.pixels_per_mm, origin.y() + y_mm * self.pixels_per_mm)

    def middle_mm(self) -> tuple[float, float]:
        """The middle of what is visible, on the page."""
        assert self._frame is not None
        x, y = self.to_mm(QPointF(self.viewport().rect().center()))
        return min(max(x, 0), self._frame.width_mm), min(max(y, 0), self._frame.height_mm)

    def _transform(self) -> QTransform:
        origin = self.origin()
        return QTransform(self.pixels_per_mm, 0, 0, self.pixels_per_mm, origin.x(), origin.y())

    def _page_size(self) -> tuple[float, float]:
        assert self._frame is not None
        return self._frame.width_mm * self.pixels_per_mm, self._frame.height_mm * self.pixels_per_mm

    def _lay_out(self) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if self._frame is None:
            across.setRange(0, 0)
            down.setRange(0, 0)
            return
        width, height = self._page_size()
        view = self.viewport().size()
        across.setRange(0, max(0, round(width + 2 * MARGIN_PX + BREADTH_PX - view.width())))
        down.setRange(0, max(0, round(height + 2 * MARGIN_PX + BREADTH_PX - view.height())))
        across.setPageStep(view.width())
        down.setPageStep(view.height())
        across.setSingleStep(40)
        down.setSingleStep(40)

    # Pictures of the visible part.

    def _ask_soon(self) -> None:
        self._ask_timer.start()

    def _visible_mm(self, margin_mm: float = 0.0) -> Rect | None:
        if self._frame is None:
            return None
        x0, y0 = self.to_mm(QPointF(BREADTH_PX, BREADTH_PX))
        x1, y1 = self.to_mm(QPointF(self.viewport().width(), self.viewport().height()))
        seen = Rect(x0 - margin_mm, y0 - margin_mm, x1 + margin_mm, y1 + margin_mm)
        return self._frame.shown_mm.intersection(seen)

    def _ask_sharp(self) -> None:
        scale = self.pixels_per_mm * self.devicePixelRatioF()
        seen = self._visible_mm()
        if seen is None or self._sharp_covers(seen, scale):
            return
        margin_mm = 120 / self.pixels_per_mm
        self.wanted.emit(Wanted("sharp", self._page, scale, self._visible_mm(margin_mm)))

    def _sharp_covers(self, seen: Rect, scale: float) -> bool:
        if self._sharp is None:
            return False
        wanted = self._sharp[0]
        has = wanted.clip_mm
        return wanted.pixels_per_mm == scale and has is not None and has.contains(seen, 0.01)

    # Placing: the hand does it, the canvas says where.

    @property
    def following(self) -> bool:
        """The seal follows the mouse until it is placed."""
        return self.hand.following

    def set_following(self, following: bool) -> None:
        self.hand.following = following
        self._set_cursor(self.hand.cursor)

    def place_in_the_middle(self) -> None:
        """Place the seal without a mouse."""
        if self._frame is not None:
            self.hand.place_at(self._page, *self.middle_mm())

    def choose_next(self) -> None:
        """Choose the next seal on this page, for the keyboard."""
        self.hand.choose_next(self._page)
        self.setFocus()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        colours = palette.current()
        painter.fillRect(self.viewport().rect(), QColor(colours.desk))
        if self._frame is None:
            return
        self._paint_page(painter)
        self.hand.paint(painter, self._page, self._transform())
        hover = self.to_mm(self._hover) if self._hover is not None else None
        state = RulerState(
            self.origin(), self.pixels_per_mm, self._frame.width_mm, self._frame.height_mm, hover
        )
        paint_rulers(painter, QRectF(self.viewport().rect()), state, colours)

    def _paint_page(self, painter: QPainter) -> None:
        colours = palette.current()
        where = QRectF(self.origin(), self.origin() + QPointF(*self._page_size()))
        painter.fillRect(where.adjusted(-1, -1, 1, 1), QColor(colours.edge))
        painter.fillRect(where, QColor("#ffffff"))
        if self._coarse is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(where, self._coarse)
        if self._sharp is not None:
            wanted, image = self._sharp
            assert wanted.clip_mm is not None
            top_left = self.to_screen(wanted.clip_mm.x0, wanted.clip_mm.y0)
            scale = self.pixels_per_mm / wanted.pixels_per_mm
            painter.drawImage(
                QRectF(top_left.x(), top_left.y(), image.width() * scale, image.height() * scale), image
            )
        if self._trouble:
            painter.setPen(QColor("#1d2126"))
            painter.drawText(where.adjusted(24, 24, -24, -24), _MIDDLE, self._trouble)

    # The mouse and the keys.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._frame is not None:
            x, y = self.to_mm(event.position())
            self.hand.press(self._page, x, y, self.pixels_per_mm, event.modifiers())
            self._set_cursor(self.hand.cursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = event.position()
        if self._frame is not None:
            x, y = self.to_mm(event.position())
            pressed = bool(event.buttons() & Qt.MouseButton.LeftButton)
            shape = self.hand.move(self._page, x, y, self.pixels_per_mm, event.modifiers(), pressed)
            self._set_cursor(shape)
            self.hovered.emit((x, y))
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.hand.release()
            self._set_cursor(self.hand.cursor)

    def leave(self) -> None:
        """The mouse left the page."""
        self._hover = None
        self.hand.leave()
        self.hovered.emit(None)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self.leave()
        return super().viewportEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        if self.following:
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def _set_cursor(self, shape: Qt.CursorShape) -> None:
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the seal here; from the keyboard, with the chosen one."""
        if self._frame is None:
            return
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        at = self.to_mm(QPointF(event.pos())) if by_mouse else None
        menu = self.hand.menu(self._page, at, self)
        if menu is not None:
            menu.popup(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * 1.15**steps, event.position())
            return
        bar = self.verticalScrollBar()
        if steps < 0 and bar.value() >= bar.maximum():
            self.page_asked.emit(1)
        elif steps > 0 and bar.value() <= bar.minimum():
            self.page_asked.emit(-1)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._frame is not None and self.hand.key(event, self._page, self.middle_mm()):
            self._set_cursor(self.hand.cursor)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.page_asked.emit(1 if key is Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from seal to seal on the page, then on."""
        return self.hand.tab(self._page, next) or super().focusNextPrevChild(next)

    # The frame around it.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._apply_fit()
        self._lay_out()
        self._ask_soon()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._ask_soon()
        self.viewport().update()


_MIDDLE = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
