"""The seal on a page while it is drawn: true millimetres, rulers along its own edges, zoom, text below the ink."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from sealdesk.gui import palette
from sealdesk.gui.page_view import LARGEST_ZOOM, SMALLEST_ZOOM
from sealdesk.gui.rulers import BREADTH_PX, RulerState, paint_rulers
from sealdesk.gui.screen_ruler_scale import USUAL_PIXELS_PER_MM
from sealdesk.gui.seal_painting import image_of_picture
from sealdesk.model.seal import SealPicture

_PAGE_MM = (210.0, 297.0)
_FIT_SHARE = 0.78
_LINE_MM, _LETTER_MM = 10.0, 5.6
"""Lines of an official document: 28.95 points, letters of 16 points (GB/T 9704-2012)."""
_STEP = 1.25
_TEXT = "关于同意开展年度工程质量检查的批复　现将有关事项通知如下　请遵照执行"


class SealPreview(QWidget):
    """Shows one seal in the middle of a page. The rulers begin at its edges, so that they measure it.

    Signals:
        zoom_changed: The zoom in force (1.0 is 100 %).
    """

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(280, 260)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Preview"))
        self._image: QImage | None = None
        self._size_mm = (40.0, 40.0)
        self._zoom, self._fits = 1.0, True
        self._moved = QPointF(0.0, 0.0)
        self._grabbed: QPointF | None = None
        self._over_text = False

    def sizeHint(self) -> QSize:
        return QSize(560, 520)

    @property
    def zoom(self) -> float:
        return self._zoom

    def show_picture(self, picture: SealPicture) -> None:
        """Show this seal; where the view fits, it goes on fitting."""
        self._image = image_of_picture(picture)
        self._size_mm = picture.width_mm, picture.height_mm
        size = f"{picture.width_mm:g} × {picture.height_mm:g} mm"
        self.setAccessibleDescription(size)
        if self._fits:
            self.fit()
        self.update()

    def set_over_text(self, over: bool) -> None:
        self._over_text = over
        self.update()

    def fit(self) -> None:
        """Show the whole seal, as large as there is room."""
        self._fits, self._moved = True, QPointF(0.0, 0.0)
        room_w, room_h = self.width() - BREADTH_PX, self.height() - BREADTH_PX
        wanted = min(room_w / self._size_mm[0], room_h / self._size_mm[1]) * _FIT_SHARE
        self._take_zoom(wanted / USUAL_PIXELS_PER_MM)

    def set_zoom(self, zoom: float) -> None:
        """Zoom about the middle; 1.0 is true size on a screen of 96 dots an inch."""
        self._fits = False
        self._take_zoom(zoom)

    def zoom_in(self) -> None:
        self.set_zoom(self._zoom * _STEP)

    def zoom_out(self) -> None:
        self.set_zoom(self._zoom / _STEP)

    def true_size(self) -> None:
        self._moved = QPointF(0.0, 0.0)
        self.set_zoom(1.0)

    def _take_zoom(self, zoom: float) -> None:
        zoom = min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM)
        if abs(zoom - self._zoom) > 1e-6:
            self._moved = self._moved * (zoom / self._zoom)
            self._zoom = zoom
            self.zoom_changed.emit(zoom)
        self.update()

    # Where things are.

    @property
    def _pixels_per_mm(self) -> float:
        return USUAL_PIXELS_PER_MM * self._zoom

    def _seal_box(self) -> QRectF:
        width, height = (side * self._pixels_per_mm for side in self._size_mm)
        middle = QPointF((self.width() + BREADTH_PX) / 2, (self.height() + BREADTH_PX) / 2) + self._moved
        return QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = palette.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.desk))
        seal = self._seal_box()
        page = QRectF(0, 0, *(side * self._pixels_per_mm for side in _PAGE_MM))
        page.moveCenter(seal.center())
        painter.fillRect(page, QColor("#ffffff"))
        if self._over_text:
            self._paint_text(painter, page)
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.drawImage(seal, self._scaled(self._image, seal))
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        state = RulerState(seal.topLeft(), self._pixels_per_mm, *self._size_mm, hover_mm=None)
        paint_rulers(painter, QRectF(self.rect()), state, colours)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _scaled(self, image: QImage, where: QRectF) -> QImage:
        ratio = self.devicePixelRatioF()
        size = QSize(max(1, round(where.width() * ratio)), max(1, round(where.height() * ratio)))
        if size.width() >= image.width():
            return image
        return image.scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )

    def _paint_text(self, painter: QPainter, page: QRectF) -> None:
        scale = self._pixels_per_mm
        font = QFont(painter.font())
        font.setPixelSize(max(1, round(_LETTER_MM * scale)))
        painter.setFont(font)
        painter.setPen(QColor("#1d2126"))
        painter.save()
        painter.setClipRect(page)
        lines = int(_PAGE_MM[1] / _LINE_MM)
        for line in range(3, lines - 3):
            baseline = page.top() + (line + 1) * _LINE_MM * scale
            if -_LINE_MM * scale < baseline < self.height() + _LINE_MM * scale:
                painter.drawText(QPointF(page.left() + 27 * scale, baseline), _TEXT[: int(156 / _LETTER_MM)])
        painter.restore()

    # The hand.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps:
            self.set_zoom(self._zoom * _STEP**steps)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grabbed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            self._moved += event.position() - self._grabbed
            self._grabbed, self._fits = event.position(), False
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: self.true_size,
            Qt.Key.Key_9: self.fit,
        }
        do = keys.get(Qt.Key(event.key()))
        if do is None:
            super().keyPressEvent(event)
        else:
            do()
