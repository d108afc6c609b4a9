"""A seal on the screen: its outline and name while the vault is closed, its true picture once it is open."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen, QTransform

from sealdesk.geometry import Rect
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import Seal, SealPicture, SealShape

_INK_MM = 1.0
"""Width of the outline's line on paper."""


def image_of_picture(picture: SealPicture) -> QImage:
    """The seal's picture as Qt draws it: colour and alpha."""
    width, height = picture.width_px, picture.height_px
    colour = QImage(picture.rgb, width, height, width * 3, QImage.Format.Format_RGB888)
    made = colour.convertToFormat(QImage.Format.Format_ARGB32)
    made.setAlphaChannel(QImage(picture.alpha, width, height, width, QImage.Format.Format_Alpha8).copy())
    return made


def paint_stamp(
    painter: QPainter,
    stamp: Stamp,
    seal: Seal,
    image: QImage | None,
    colour: QColor,
    to_screen: QTransform,
) -> None:
    """Paint one stamp.

    Args:
        image: The true picture, multiplied onto the page as ink is; None paints the outline.
        to_screen: From millimetres on the page as shown to the painter's coordinates.
    """
    painter.save()
    painter.setTransform(to_screen, combine=True)
    box = stamp.box
    painter.translate(box.centre_x_mm, box.centre_y_mm)
    painter.rotate(box.turned_deg)
    visible = QRectF(-box.width_mm / 2, -box.height_mm / 2, box.width_mm, box.height_mm)
    painter.setClipRect(visible, Qt.ClipOperation.IntersectClip)
    whole = _whole(visible, stamp.window)
    if image is not None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.drawImage(whole, image)
    else:
        _paint_outline(painter, whole, seal, colour)
    painter.restore()


def _whole(visible: QRectF, window: Rect) -> QRectF:
    """Where the whole seal lies when its `window` fills `visible`."""
    width, height = visible.width() / window.width, visible.height() / window.height
    return QRectF(visible.x() - window.x0 * width, visible.y() - window.y0 * height, width, height)


def outline(shape: SealShape, where: QRectF) -> QPainterPath:
    """The true shape of the seal's edge."""
    path = QPainterPath()
    if shape is SealShape.RECTANGLE:
        path.addRect(where)
    else:
        path.addEllipse(where)
    return path


def _paint_outline(painter: QPainter, where: QRectF, seal: Seal, colour: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = min(_INK_MM, where.width() / 20)
    pen = QPen(colour, ink)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    ground = QColor(colour)
    ground.setAlpha(18)
    painter.setBrush(ground)
    painter.drawPath(outline(seal.shape, where.adjusted(ink / 2, ink / 2, -ink / 2, -ink / 2)))
    _paint_name(painter, where, name_lines(seal), colour)


def _paint_name(painter: QPainter, where: QRectF, lines: tuple[str, ...], colour: QColor) -> None:
    size_mm = min(
        where.width() * 0.72 / max(len(line) for line in lines), where.height() * 0.62 / len(lines) / 1.25
    )
    # Fonts have no sizes in millimetres this small: drawn at 64 px and scaled.
    font = QFont(painter.font())
    font.setPixelSize(64)
    font.setWeight(QFont.Weight.Medium)
    painter.save()
    painter.translate(where.center())
    painter.scale(size_mm / 64, size_mm / 64)
    painter.setFont(font)
    painter.setPen(colour)
    height = 64 * 1.25
    for index, line in enumerate(lines):
        top = (index - len(lines) / 2) * height
        painter.drawText(QRectF(-1000, top, 2000, height), Qt.AlignmentFlag.AlignCenter, line)
    painter.restore()


def name_lines(seal: Seal) -> tuple[str, ...]:
    """The seal's name in lines; the holder's name and what the seal is for do not share one."""
    purpose = seal.name.removeprefix(seal.holder)
    if not purpose or purpose == seal.name:
        return wrapped(seal.name, columns=5 if len(seal.name) <= 10 else 6)
    return (*wrapped(seal.holder, columns=6), *wrapped(purpose, columns=6))


def wrapped(name: str, columns: int) -> tuple[str, ...]:
    """The name in lines of nearly equal length, at most `columns` wide characters each."""
    count = -(-len(name) // columns)
    size, more = divmod(len(name), count)
    lines, start = [], 0
    for index in range(count):
        end = start + size + (1 if index < more else 0)
        lines.append(name[start:end])
        start = end
    return tuple(lines)
