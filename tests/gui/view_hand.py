"""A hand on the wheel, for the tests of the view."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication


def wheel(
    area: QAbstractScrollArea,
    steps: float,
    at: QPointF | None = None,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Turn the wheel over the area: up by so many notches, down by negative ones."""
    view = area.viewport()
    point = at or QPointF(view.rect().center())
    above, turned = QPointF(view.mapToGlobal(point.toPoint())), QPoint(0, round(120 * steps))
    button, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    inverted = False
    event = QWheelEvent(point, above, QPoint(), turned, button, keys, phase, inverted)
    QApplication.sendEvent(view, event)
