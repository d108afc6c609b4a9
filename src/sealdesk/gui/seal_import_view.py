"""Before and after: the source as it came, and its ink on a checkered ground."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sealdesk.gui import palette
from sealdesk.gui.seal_painting import image_of_picture
from sealdesk.model.seal import SealPicture
from sealdesk.model.seal_import import SourceView

_CHECK_PX = 8
_WHITE, _GREY = "#ffffff", "#dfe2e6"
"""Paper is white in the dark theme, too: this is about ink."""
_MARGIN_PX = 16


class PictureView(QWidget):
    """One picture, as large as there is room, on paper or on a checkered ground; words while there is none."""

    def __init__(self, *, checkered: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(260, 220)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._checkered = checkered
        self._image: QImage | None = None
        self._words = ""

    def sizeHint(self) -> QSize:
        return QSize(400, 360)

    def show_source(self, view: SourceView) -> None:
        width, height = view.width_px, view.height_px
        self._show(QImage(view.rgb, width, height, width * 3, QImage.Format.Format_RGB888).copy())

    def show_picture(self, picture: SealPicture) -> None:
        self._show(image_of_picture(picture))

    def say(self, words: str) -> None:
        """Show these words and no picture."""
        self._image, self._words = None, words
        self.setAccessibleDescription(words)
        self.update()

    @property
    def shows_picture(self) -> bool:
        return self._image is not None

    def _show(self, image: QImage) -> None:
        self._image, self._words = image, ""
        self.setAccessibleDescription("")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.current().desk))
        if self._image is None:
            painter.setPen(QColor(palette.current().secondary))
            inside = self.rect().adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(inside, flags, self._words)
            return
        where = self._where(self._image)
        if self._checkered:
            _paint_checks(painter, where)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(where, self._scaled(self._image, where))

    def _where(self, image: QImage) -> QRectF:
        room_w, room_h = self.width() - 2 * _MARGIN_PX, self.height() - 2 * _MARGIN_PX
        scale = max(0.01, min(room_w / image.width(), room_h / image.height()))
        width, height = image.width() * scale, image.height() * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _scaled(self, image: QImage, where: QRectF) -> QImage:
        """Shrunk with all its pixels; what is drawn smaller at once loses strokes."""
        ratio = self.devicePixelRatioF()
        size = QSize(max(1, round(where.width() * ratio)), max(1, round(where.height() * ratio)))
        if size.width() >= image.width():
            return image
        return image.scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )


def _paint_checks(painter: QPainter, where: QRectF) -> None:
    painter.save()
    painter.setClipRect(where)
    painter.fillRect(where, QColor(_WHITE))
    top, left = int(where.top()), int(where.left())
    for row, y in enumerate(range(top, int(where.bottom()) + 1, _CHECK_PX)):
        for x in range(left + (row % 2) * _CHECK_PX, int(where.right()) + 1, 2 * _CHECK_PX):
            painter.fillRect(x, y, _CHECK_PX, _CHECK_PX, QColor(_GREY))
    painter.restore()
