"""Whether this process works on a practice workspace, and the mark of it on the ground below the pages."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QApplication

from sealdesk.gui import palette

_PROPERTY = "sealdesk_practice"
_LETTERS_PX = 22
_STEP_X_PX, _STEP_Y_PX = 200, 120
_TURN_DEG = -24.0
_STRENGTH = 60
"""Of 255: seen at once beside the page, and never in the way of what lies on it."""


def set_practice(*, practice: bool, pin: str = "") -> None:
    """Say how it is; kept by the application.

    Args:
        pin: Of the practice token, where it lies in a file: the help tells it to who trains.
    """
    application = QApplication.instance()
    if application is not None:
        application.setProperty(_PROPERTY, [pin] if practice else None)


def is_practice() -> bool:
    """Whether this process works on a practice workspace."""
    return _kept() is not None


def practice_pin() -> str:
    """PIN of the practice token; empty in a window on a real workspace."""
    return (_kept() or [""])[0]


def _kept() -> list[str] | None:
    application = QApplication.instance()
    kept = application.property(_PROPERTY) if application is not None else None
    return kept if isinstance(kept, list) else None


def paint_practice_ground(painter: QPainter, area: QRectF) -> None:
    """Write the word over the ground, in rows; nothing where the workspace is a real one.

    Args:
        area: What is to be covered, in the painter's coordinates; pages are painted over it afterwards.
    """
    if not is_practice():
        return
    painter.save()
    font = QFont(painter.font())
    font.setPixelSize(_LETTERS_PX)
    painter.setFont(font)
    colour = QColor(palette.current().secondary)
    colour.setAlpha(_STRENGTH)
    painter.setPen(colour)
    word = QCoreApplication.translate("PracticeGround", "PRACTICE")
    box = QRectF(-_STEP_X_PX / 2, -_LETTERS_PX, _STEP_X_PX, 2 * _LETTERS_PX)
    for row in range(int(area.height() / _STEP_Y_PX) + 2):
        shift = _STEP_X_PX / 2 * (row % 2)
        for column in range(int(area.width() / _STEP_X_PX) + 2):
            painter.save()
            spot = QPointF(column * _STEP_X_PX + shift, row * _STEP_Y_PX)
            painter.translate(area.topLeft() + spot)
            painter.rotate(_TURN_DEG)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
            painter.restore()
    painter.restore()
