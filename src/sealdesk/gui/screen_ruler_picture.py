"""A card or a ruler on the screen, stretched until it is as large as a real one held to it."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sealdesk.gui import palette

CARD_MM = (85.60, 53.98)
"""ID-1 of ISO/IEC 7810: bank cards, identity cards, driving licences."""
_CORNER_MM = 3.18
_LEFT_PX, _TOP_PX = 28, 16
_HANDLE_PX = 12
_LEAST_RULER_MM = 30
_STEP_PX, _FAR_PX = 0.5, 5.0
_WAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Held(StrEnum):
    """What a person holds to the screen."""

    CARD = "card"
    RULER = "ruler"


class ScreenRulerPicture(QWidget):
    """The picture; its right end is dragged, or moved with the arrow keys (with Shift in large steps).

    Signals:
        stretched: Pixels per mm, by hand.
    """

    stretched = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = Held.CARD
        self._pixels_per_mm = 1.0
        self._dragged_from: tuple[float, float] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(560, 150)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setAccessibleName(self.tr("Card or ruler on the screen"))

    def sizeHint(self) -> QSize:
        k = self._pixels_per_mm
        return QSize(round(CARD_MM[0] * k * 1.25) + 2 * _LEFT_PX, round(CARD_MM[1] * k) + 2 * _TOP_PX)

    def show_held(self, held: Held) -> None:
        self._held = held
        self.update()

    def show_scale(self, pixels_per_mm: float) -> None:
        self._pixels_per_mm = pixels_per_mm
        self.update()

    @property
    def length_mm(self) -> float:
        """From the left end to the one that is moved."""
        if self._held is Held.CARD:
            return CARD_MM[0]
        whole_tens = int((self.width() - 2 * _LEFT_PX) / self._pixels_per_mm / 10) * 10
        return float(max(_LEAST_RULER_MM, whole_tens))

    @property
    def end_px(self) -> float:
        """Where the moved end is."""
        return _LEFT_PX + self.length_mm * self._pixels_per_mm

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._dragged_from = (event.position().x() - self.end_px, self.length_mm)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is not None:
            beside_px, length_mm = self._dragged_from
            self._stretch(event.position().x() - beside_px, length_mm)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _WAYS.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._stretch(self.end_px + way * (_FAR_PX if far else _STEP_PX), self.length_mm)

    def _stretch(self, end_px: float, length_mm: float) -> None:
        self.stretched.emit((end_px - _LEFT_PX) / length_mm)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._held is Held.CARD:
            self._paint_card(painter)
        else:
            self._paint_ruler(painter)
        self._paint_handle(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(palette.current().accent), 1, Qt.PenStyle.DotLine))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_card(self, painter: QPainter) -> None:
        colours, k = palette.current(), self._pixels_per_mm
        card = QRectF(_LEFT_PX, _TOP_PX, CARD_MM[0] * k, CARD_MM[1] * k)
        painter.setPen(QPen(QColor(colours.text), 1.5))
        painter.setBrush(QColor(colours.chosen))
        painter.drawRoundedRect(card, _CORNER_MM * k, _CORNER_MM * k)
        painter.setPen(Qt.PenStyle.NoPen)
        # The chip of ISO/IEC 7816-2 and a line of digits: so that it is seen to be a card.
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(QRectF(card.x() + 10 * k, card.y() + 19 * k, 12 * k, 10 * k), k, k)
        painter.drawRoundedRect(QRectF(card.x() + 10 * k, card.y() + 36 * k, 52 * k, 3.5 * k), k, k)
        painter.setPen(QColor(colours.secondary))
        painter.drawText(card.adjusted(8, 6, -8, 0), int(Qt.AlignmentFlag.AlignRight), f"{CARD_MM[0]:.2f} mm")

    def _paint_ruler(self, painter: QPainter) -> None:
        colours, k = palette.current(), self._pixels_per_mm
        top, length = _TOP_PX + 12.0, self.length_mm
        painter.setPen(QPen(QColor(colours.text), 1.0))
        painter.setBrush(QColor(colours.chosen))
        painter.drawRect(QRectF(_LEFT_PX, top, length * k, 72))
        font = QFont(painter.font())
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for mm in range(round(length) + 1):
            x = _LEFT_PX + mm * k
            reach = 26 if mm % 10 == 0 else 18 if mm % 5 == 0 else 11
            painter.drawLine(QPointF(x, top), QPointF(x, top + reach))
            if mm % 10 == 0:
                where = QRectF(x - 20, top + 30, 40, 18)
                painter.drawText(where, int(Qt.AlignmentFlag.AlignHCenter), str(mm))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_handle(self, painter: QPainter) -> None:
        colours, x = palette.current(), self.end_px
        middle = min(self.height() / 2, _TOP_PX + CARD_MM[1] * self._pixels_per_mm / 2)
        if self._held is Held.RULER:
            middle = _TOP_PX + 48
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.drawLine(QPointF(x, 4), QPointF(x, self.height() - 4))
        painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(QPointF(x, middle), _HANDLE_PX, _HANDLE_PX)
        painter.setPen(QPen(QColor(colours.on_accent), 2))
        for way in (-1, 1):
            tip = QPointF(x + way * 7, middle)
            painter.drawLine(tip, QPointF(x + way * 3, middle - 4))
            painter.drawLine(tip, QPointF(x + way * 3, middle + 4))
