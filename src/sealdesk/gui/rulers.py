"""Rulers in millimetres along the top and left of the page."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from sealdesk.gui.palette import Colours

BREADTH_PX = 20
_STEPS_MM = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class RulerState:
    """What the rulers show.

    Attributes:
        origin: The page's top left corner in the viewport.
        hover_mm: Where the mouse is on the page, or None.
        others_down: Top edge in the viewport and height in mm of further pages, each with its own zero.
    """

    origin: QPointF
    pixels_per_mm: float
    width_mm: float
    height_mm: float
    hover_mm: tuple[float, float] | None
    others_down: tuple[tuple[float, float], ...] = ()


def step_mm(pixels_per_mm: float) -> int:
    """Distance of numbered ticks: at least 48 pixels."""
    return next((step for step in _STEPS_MM if step * pixels_per_mm >= 48), _STEPS_MM[-1])


def paint_rulers(painter: QPainter, area: QRectF, state: RulerState, colours: Colours) -> None:
    """Paint both rulers over the edges of `area`."""
    ground, text = QColor(colours.panel), QColor(colours.secondary)
    painter.fillRect(QRectF(area.left(), area.top(), area.width(), BREADTH_PX), ground)
    painter.fillRect(QRectF(area.left(), area.top(), BREADTH_PX, area.height()), ground)
    font = QFont(painter.font())
    font.setPixelSize(10)
    painter.setFont(font)
    painter.setPen(text)
    k = state.pixels_per_mm
    _paint_ticks(painter, area, k, (state.origin.x(), state.width_mm), across=True)
    for span in ((state.origin.y(), state.height_mm), *state.others_down):
        _paint_ticks(painter, area, k, span, across=False)
    painter.fillRect(QRectF(area.left(), area.top(), BREADTH_PX, BREADTH_PX), ground)
    painter.setPen(QColor(colours.line))
    painter.drawLine(QPointF(area.left(), BREADTH_PX - 0.5), QPointF(area.right(), BREADTH_PX - 0.5))
    painter.drawLine(QPointF(BREADTH_PX - 0.5, area.top()), QPointF(BREADTH_PX - 0.5, area.bottom()))
    painter.setPen(text)
    painter.drawText(QRectF(0, 0, BREADTH_PX, BREADTH_PX), Qt.AlignmentFlag.AlignCenter, "mm")
    if state.hover_mm is not None:
        painter.setPen(QColor(colours.accent))
        x = state.origin.x() + state.hover_mm[0] * state.pixels_per_mm
        y = state.origin.y() + state.hover_mm[1] * state.pixels_per_mm
        painter.drawLine(QPointF(x, 0), QPointF(x, BREADTH_PX))
        painter.drawLine(QPointF(0, y), QPointF(BREADTH_PX, y))


def _paint_ticks(
    painter: QPainter, area: QRectF, pixels_per_mm: float, span: tuple[float, float], *, across: bool
) -> None:
    start, length_mm = span
    end = area.right() if across else area.bottom()
    numbered = step_mm(pixels_per_mm)
    small = numbered / (5 if numbered in (5, 50, 500) else 2 if numbered in (1, 2, 20, 200) else 10)
    tick = max(0, int((BREADTH_PX - start) / pixels_per_mm / small))
    while tick * small <= length_mm:
        at = start + tick * small * pixels_per_mm
        if at > end:
            break
        value = tick * small
        is_numbered = abs(value / numbered - round(value / numbered)) < 1e-6
        _paint_tick(painter, at, f"{value:.0f}" if is_numbered else "", across=across)
        tick += 1


def _paint_tick(painter: QPainter, at: float, number: str, *, across: bool) -> None:
    reach = 7 if number else 4
    if across:
        painter.drawLine(QPointF(at, BREADTH_PX - reach), QPointF(at, BREADTH_PX))
        if number:
            painter.drawText(QPointF(at + 2, BREADTH_PX - 8), number)
        return
    painter.drawLine(QPointF(BREADTH_PX - reach, at), QPointF(BREADTH_PX, at))
    if number:
        painter.save()
        painter.translate(BREADTH_PX - 8, at - 2)
        painter.rotate(-90)
        painter.drawText(QPointF(0, 0), number)
        painter.restore()
