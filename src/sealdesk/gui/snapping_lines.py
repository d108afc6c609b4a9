"""Guide lines on the page: thin, with a word at their end. The page is white in every theme, and so are they drawn."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTransform

from sealdesk.geometry import PageFrame
from sealdesk.gui import palette
from sealdesk.gui.snapping import Axis, LineKind, SnapLine

_WORDS_PX = 12
_PADDING_PX = 4


def word_of(kind: LineKind) -> str:
    """What the line is."""
    return {
        LineKind.PAGE_CENTRE: QCoreApplication.translate("SnapLines", "page centre"),
        LineKind.TYPE_AREA: QCoreApplication.translate("SnapLines", "type area"),
        LineKind.TEXT: QCoreApplication.translate("SnapLines", "text margin"),
        LineKind.SEAL_CENTRE: QCoreApplication.translate("SnapLines", "seal centre"),
        LineKind.SEAL_EDGE: QCoreApplication.translate("SnapLines", "seal edge"),
        LineKind.SEAL_BESIDE: QCoreApplication.translate("SnapLines", "3 mm apart"),
        LineKind.ISSUER: QCoreApplication.translate("SnapLines", "issuer"),
        LineKind.DATE: QCoreApplication.translate("SnapLines", "date"),
        LineKind.FIELD: QCoreApplication.translate("SnapLines", "signature field"),
    }[kind]


def paint_lines(
    painter: QPainter, lines: tuple[SnapLine, ...], frame: PageFrame, to_screen: QTransform
) -> None:
    """Paint the lines over the whole page.

    Args:
        to_screen: From millimetres of the page as shown to the painter's coordinates.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    font = QFont(painter.font())
    font.setPixelSize(_WORDS_PX)
    painter.setFont(font)
    for line in lines:
        if line.axis is Axis.X:
            start, end = QPointF(line.at_mm, 0.0), QPointF(line.at_mm, frame.height_mm)
        else:
            start, end = QPointF(0.0, line.at_mm), QPointF(frame.width_mm, line.at_mm)
        painter.setPen(QPen(QColor(palette.LIGHT.accent), 1))
        painter.drawLine(to_screen.map(start).toPoint(), to_screen.map(end).toPoint())
        _paint_word(painter, word_of(line.kind), to_screen.map(start), line.axis)
    painter.restore()


def _paint_word(painter: QPainter, word: str, start: QPointF, axis: Axis) -> None:
    """The word in a plate at the line's end, where it stays in sight however the page is scrolled."""
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(word) + 2 * _PADDING_PX, metrics.height() + 2
    seen = painter.viewport()
    x, y = max(start.x(), seen.left() + 28.0), max(start.y(), seen.top() + 28.0)
    corner = QPointF(x + 3, y + 3) if axis is Axis.X else QPointF(x + 3, start.y() - height - 2)
    plate = QRectF(corner.x(), corner.y(), width, height)
    painter.fillRect(plate, QColor(palette.LIGHT.accent))
    painter.setPen(QColor(palette.LIGHT.on_accent))
    painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), word)
