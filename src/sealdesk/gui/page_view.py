"""The frame around the pages: which are shown, how large, and where each lies in the viewport.

Nothing is painted here; `page_canvas.PageCanvas` does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent, QTransform, QWindow
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from sealdesk.geometry import PageFrame, Rect
from sealdesk.gui.page_layout import MARGIN_PX, Fit, PageColumn, PageSpot, ViewMode, fitting_scale
from sealdesk.gui.preferences import Preferences
from sealdesk.gui.rulers import BREADTH_PX
from sealdesk.gui.screen_ruler_scale import USUAL_PIXELS_PER_MM

SMALLEST_ZOOM, LARGEST_ZOOM = 0.1, 8.0
STEP_PX = 40
_CHANGED_AFTER_MS = 10


class PageView(QAbstractScrollArea):
    """Scrolls and zooms the pages of a document.

    Signals:
        page_shown: Another page is looked at (from 1).
        zoom_changed: The zoom in force (1.0 is true size).
        view_changed: Mode or fit changed.
    """

    page_shown = Signal(int)
    zoom_changed = Signal(float)
    view_changed = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self._page = 1
        self._frames: Sequence[PageFrame] = ()
        self._column: PageColumn | None = None
        self._mode = preferences.view_mode
        self._zoom = 1.0
        self._fit = Fit.PAGE
        self._spared_px = 0
        self._true_scale = USUAL_PIXELS_PER_MM
        self._moving = False
        self._handle: QWindow | None = None
        self._after_change = QTimer(self)
        self._after_change.setSingleShot(True)
        self._after_change.setInterval(_CHANGED_AFTER_MS)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(280, 240)

    # The document.

    def show_document(self, frames: Sequence[PageFrame] | None) -> None:
        """Show these pages from the first on; None clears the canvas."""
        self._frames, self._column, self._page = frames or (), None, 1
        if self._frames:
            self._take_true_scale()
            self.show_page(1)
            across = self.horizontalScrollBar()
            across.setValue((across.minimum() + across.maximum()) // 2)
        else:
            self._lay_out()
        self.viewport().update()

    def show_page(self, page: int, *, at_its_end: bool = False) -> None:
        """Scroll to the top of this page, or to its end."""
        if not 1 <= page <= len(self._frames):
            return
        turned = page != self._page
        self._page = page
        if self._column is None or (turned and self._mode is ViewMode.SINGLE):
            self._make_column()
        self._moving = True
        spot = self._spot(page)
        top = spot.bottom + MARGIN_PX - self._room().height() if at_its_end else spot.y - MARGIN_PX
        self.verticalScrollBar().setValue(round(top))
        if spot.width <= self._room().width():
            # All pages are centred: with wider ones in the document, this one would be half out of sight.
            middle = spot.x + spot.width / 2 - self._room().width() / 2
            self.horizontalScrollBar().setValue(round(middle))
        self._moving = False
        if turned:
            self.page_shown.emit(page)
        self._change()

    def reveal(self, page: int, part_mm: Rect) -> None:
        """Scroll until this part of the page is in sight."""
        if not 1 <= page <= len(self._frames):
            return
        if self._mode is ViewMode.SINGLE and page != self._page:
            self.show_page(page)
        k = self.pixels_per_mm
        corner = self._origin(page)
        area = QRectF(
            corner.x() + part_mm.x0 * k, corner.y() + part_mm.y0 * k, part_mm.width * k, part_mm.height * k
        )
        room = QRectF(self._room()).adjusted(24, 24, -24, -24)
        if not room.contains(area):
            moved = area.center() - room.center()
            down, across = self.verticalScrollBar(), self.horizontalScrollBar()
            down.setValue(round(down.value() + moved.y()))
            if area.left() < room.left() or area.right() > room.right():
                across.setValue(round(across.value() + moved.x()))

    # Mode and zoom.

    @property
    def page(self) -> int:
        """The one that is looked at."""
        return self._page

    @property
    def mode(self) -> ViewMode:
        return self._mode

    def set_mode(self, mode: ViewMode) -> None:
        """Pages below one another, or one at a time; kept for the next document."""
        if mode is self._mode:
            return
        self._mode = self.preferences.view_mode = mode
        if self._frames:
            self._make_column()
            self.show_page(self._page)
        self.view_changed.emit()

    @property
    def zoom(self) -> float:
        return self._zoom

    @property
    def fit(self) -> Fit:
        return self._fit

    @property
    def pixels_per_mm(self) -> float:
        """Logical pixels."""
        return self._zoom * self._true_scale

    @property
    def is_true_scale_measured(self) -> bool:
        """Whether somebody measured this screen; otherwise true size is only likely."""
        return self.preferences.true_scale(self.screen()).is_measured

    def set_zoom(self, zoom: float, around: QPointF | None = None) -> None:
        """Zoom to this factor, keeping the point `around` (viewport; default: the middle) where it is."""
        if self._fit is not Fit.FREE:
            self._fit = Fit.FREE
            self.view_changed.emit()
        zoom = min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM)
        if self._column is None or zoom == self._zoom:
            return
        point = around or QRectF(self._room()).center()
        page, x_mm, y_mm = self.to_mm(point)
        self._rescale(zoom)
        self._bring(page, x_mm, y_mm, point)

    def set_fit(self, fit: Fit) -> None:
        """Let the zoom follow the window."""
        self._fit = fit
        if self._column is not None and fit is not Fit.FREE:
            self._apply_fit()
            self.show_page(self._page)
        self.view_changed.emit()

    def spare(self, height_px: int) -> None:
        """So much of the view's height is taken for a while: pages that fit keep their size meanwhile."""
        self._spared_px = height_px

    def refresh_true_scale(self, *_: object) -> None:
        """The screen was measured, or the window is on another one."""
        page, x_mm, y_mm = self._anchor()
        if self._take_true_scale() and self._column is not None:
            self._apply_fit()
            self._lay_out()
            self._bring(page, x_mm, y_mm, QPointF(QRectF(self._room()).center().x(), BREADTH_PX))
        self.zoom_changed.emit(self._zoom)

    def _take_true_scale(self) -> bool:
        before = self._true_scale
        self._true_scale = self.preferences.pixels_per_mm(self.screen())
        return self._true_scale != before

    def _rescale(self, zoom: float) -> None:
        assert self._column is not None
        largest = min(LARGEST_ZOOM, self._column.largest_scale / self._true_scale)
        self._zoom = min(max(zoom, SMALLEST_ZOOM), largest)
        self._lay_out()
        self.zoom_changed.emit(self._zoom)

    def _apply_fit(self) -> None:
        if self._column is None or self._fit is Fit.FREE:
            return
        size, frame = self.maximumViewportSize(), self._frames[self._page - 1]
        width = size.width() - BREADTH_PX - 2 * MARGIN_PX
        height = size.height() + self._spared_px - BREADTH_PX - 2 * MARGIN_PX
        if self._fit is Fit.WIDTH or len(self._column.pages) > 1:
            width -= self.verticalScrollBar().sizeHint().width()
        scale = fitting_scale(frame, width, height if self._fit is Fit.PAGE else None)
        self._rescale(scale / self._true_scale)

    # Where things are.

    def to_mm(self, point: QPointF) -> tuple[int, float, float]:
        """The page at this point of the viewport, or the nearest, and the place on it in mm."""
        if self._column is None:
            return self._page, 0.0, 0.0
        page = self._column.page_at(point.y() - self._offset().y(), self.pixels_per_mm)
        corner = self._origin(page)
        k = self.pixels_per_mm
        return page, (point.x() - corner.x()) / k, (point.y() - corner.y()) / k

    def to_screen(self, page: int, x_mm: float, y_mm: float) -> QPointF:
        """Where this place of a page is in the viewport; in single mode there is only the present page."""
        corner, k = self._origin(page), self.pixels_per_mm
        return QPointF(corner.x() + x_mm * k, corner.y() + y_mm * k)

    def middle_mm(self) -> tuple[float, float]:
        """The middle of what is visible of the page looked at, on it."""
        frame, corner, k = self._frames[self._page - 1], self._origin(self._page), self.pixels_per_mm
        room = QRectF(self._room())
        page = QRectF(corner.x(), corner.y(), frame.width_mm * k, frame.height_mm * k)
        seen = page.intersected(room) if page.intersects(room) else page
        middle = seen.center() - corner
        return middle.x() / k, middle.y() / k

    def visible_pages(self) -> range:
        """The pages in sight."""
        if self._column is None:
            return range(0)
        top = self._room().top() - self._offset().y()
        return self._column.pages_between(top, top + self._room().height(), self.pixels_per_mm)

    def _room(self) -> QRect:
        """The part of the viewport that the rulers leave to the pages."""
        return self.viewport().rect().adjusted(BREADTH_PX, BREADTH_PX, 0, 0)

    def _room_for(self, width: float, height: float) -> QSize:
        """The room that a column of this size leaves itself, once the scroll bars that it needs are there."""
        most = self.maximumViewportSize() - QSize(BREADTH_PX, BREADTH_PX)
        beside = self.verticalScrollBar().sizeHint().width()
        below = self.horizontalScrollBar().sizeHint().height()
        is_long = height > most.height() + 0.01
        is_wide = width > most.width() - (beside if is_long else 0) + 0.01
        is_long = is_long or height > most.height() - (below if is_wide else 0) + 0.01
        return most - QSize(beside if is_long else 0, below if is_wide else 0)

    def _spot(self, page: int) -> PageSpot:
        assert self._column is not None
        return self._column.spot(page, self.pixels_per_mm)

    def _offset(self) -> QPointF:
        """The column's top left corner in the viewport."""
        assert self._column is not None
        room, (width, height) = self._room(), self._column.size(self.pixels_per_mm)
        x = max(0.0, (room.width() - width) / 2) - self.horizontalScrollBar().value()
        y = max(0.0, (room.height() - height) / 2) - self.verticalScrollBar().value()
        return QPointF(room.x() + x, room.y() + y)

    def _origin(self, page: int) -> QPointF:
        """The page's top left corner in the viewport, on a device pixel."""
        if self._column is None or page not in self._column.pages:
            return QPointF()
        spot, offset, ratio = self._spot(page), self._offset(), self.devicePixelRatioF()
        x, y = spot.x + offset.x(), spot.y + offset.y()
        return QPointF(math.floor(x * ratio + 0.5) / ratio, math.floor(y * ratio + 0.5) / ratio)

    def _transform(self, page: int) -> QTransform:
        corner, k = self._origin(page), self.pixels_per_mm
        return QTransform(k, 0, 0, k, corner.x(), corner.y())

    def _anchor(self) -> tuple[int, float, float]:
        """What is at the top of the view, in its middle."""
        return self.to_mm(QPointF(QRectF(self._room()).center().x(), BREADTH_PX))

    def _bring(self, page: int, x_mm: float, y_mm: float, point: QPointF) -> None:
        """Scroll until this place is at this point of the viewport, as far as that goes."""
        moved = self.to_screen(page, x_mm, y_mm) - point
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(round(across.value() + moved.x()))
        down.setValue(round(down.value() + moved.y()))
        self._scrolled()

    def _make_column(self) -> None:
        if self._mode is ViewMode.SINGLE:
            self._column = PageColumn([self._frames[self._page - 1]], self._page)
        else:
            self._column = PageColumn(self._frames)
        self._apply_fit()
        self._lay_out()

    def _lay_out(self) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        moving, self._moving = self._moving, True
        width, height = self._column.size(self.pixels_per_mm) if self._column is not None else (0.0, 0.0)
        room = self._room_for(width, height)
        # A page that fits does so to a fraction of a pixel: that fraction is nothing to scroll to.
        across.setRange(0, max(0, math.ceil(width - room.width() - 0.01)))
        down.setRange(0, max(0, math.ceil(height - room.height() - 0.01)))
        for bar, length in ((across, room.width()), (down, room.height())):
            bar.setPageStep(max(1, length))
            bar.setSingleStep(STEP_PX)
        self._moving = moving
        self._change()

    # Moving.

    def _turned_at_the_end(self, way: float) -> bool:
        """In single mode, beyond the page's end: the next or the last page."""
        bar = self.verticalScrollBar()
        if self._mode is not ViewMode.SINGLE or self._column is None or way == 0:
            return False
        if way > 0 and bar.value() >= bar.maximum():
            self.show_page(self._page + 1)
        elif way < 0 and bar.value() <= bar.minimum():
            self.show_page(self._page - 1, at_its_end=True)
        else:
            return False
        return True

    def _leaf(self, way: int) -> None:
        """On by what is seen of the page, then to the next one."""
        spot, room = self._spot(self._page), self._room()
        top = room.top() - self._offset().y()
        hidden = spot.bottom - (top + room.height()) if way > 0 else top - spot.y
        if hidden > 1:
            self._scroll_by(0, way * min(hidden + MARGIN_PX, room.height() * 0.9))
        else:
            self.show_page(self._page + way, at_its_end=way < 0 and spot.height > room.height())

    def _look_at(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self.page_shown.emit(page)

    def _scroll_by(self, across_px: float, down_px: float) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(round(across.value() + across_px))
        down.setValue(round(down.value() + down_px))

    def _scrolled(self) -> None:
        if self._column is not None and not self._moving:
            room = self._room()
            top = room.top() - self._offset().y()
            self._look_at(self._column.leading_page(top, top + room.height(), self.pixels_per_mm, self._page))
        self._change()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._scrolled()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._column is None:
            return
        page, x_mm, y_mm = self._anchor()
        self._apply_fit()
        self._lay_out()
        self._bring(page, x_mm, y_mm, QPointF(QRectF(self._room()).center().x(), BREADTH_PX))

    def _change(self) -> None:
        """What is in sight is another part: paint it, and soon ask for what it lacks."""
        if not self._after_change.isActive():
            self._after_change.start()
        self.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.window().windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.screenChanged.connect(self.refresh_true_scale)
        self.refresh_true_scale()
