"""The marks of a page on the screen: seals, the one that follows the mouse, and what is said about places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from sealdesk.gui import icons, palette
from sealdesk.gui import placing_geometry as geometry
from sealdesk.gui.seal_painting import paint_stamp
from sealdesk.model.ink import Stamp

if TYPE_CHECKING:
    from sealdesk.gui.session import Session
    from sealdesk.gui.session_uses import DeskUse

_SIGN_PX = 18
_GHOST = 0.75


def paint_marks(
    painter: QPainter, session: Session, page: int, transform: QTransform, ghost: Stamp | None
) -> None:
    """Paint the seals of this page; those whose place is impossible or doubtful get an outline and a sign.

    Args:
        ghost: The seal that follows the mouse.
        transform: From millimetres of the page as shown to the painter's coordinates.
    """
    placing = session.placing
    if placing is None:
        return
    signs = {one.key: one.stops for one in reversed(session.checks.said) if one.key is not None}
    for mark, stamp in placing.on_page(page):
        _paint_one(painter, session.act.of_seal(mark.seal_id), stamp, transform)
        if mark.key in signs:
            _paint_sign(painter, stamp, transform, stops=signs[mark.key])
    if ghost is not None:
        painter.setOpacity(_GHOST)
        _paint_one(painter, session.use, ghost, transform)
        painter.setOpacity(1.0)


def _paint_one(painter: QPainter, use: DeskUse | None, stamp: Stamp, transform: QTransform) -> None:
    if use is not None and use.seal is not None:
        paint_stamp(painter, stamp, use.seal.seal, use.image, QColor(palette.LIGHT.seal), transform)


def _paint_sign(painter: QPainter, stamp: Stamp, transform: QTransform, *, stops: bool) -> None:
    """A dotted outline and an icon at the corner: told by shape, not by colour alone."""
    colour = palette.LIGHT.warning
    points = [transform.map(QPointF(*corner)) for corner in geometry.corners(stamp.box)]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 2, Qt.PenStyle.DashLine if stops else Qt.PenStyle.DotLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(QPolygonF(points))
    corner = min(points, key=lambda point: point.y() - point.x())
    plate = QRectF(corner.x() - _SIGN_PX / 2 - 2, corner.y() - _SIGN_PX / 2 - 2, _SIGN_PX + 4, _SIGN_PX + 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#ffffff"))
    painter.drawEllipse(plate)
    name = "circle-x" if stops else "triangle-alert"
    painter.drawPixmap(plate.adjusted(2, 2, -2, -2).toRect(), icons.pixmap(name, colour, _SIGN_PX))
    painter.restore()
