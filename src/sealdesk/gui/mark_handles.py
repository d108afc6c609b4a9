"""The handles of the chosen seal: its body drags, its corners scale (where that is unlocked), its knob turns."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from sealdesk.geometry import TurnedBox
from sealdesk.gui import palette
from sealdesk.gui import placing_geometry as geometry
from sealdesk.gui.placing import Placing
from sealdesk.gui.placing_resolved import Mark
from sealdesk.gui.placing_steps import Verb
from sealdesk.model.placement import Placement

_HANDLE_PX = 9
_GRAB_PX = 11
_REACH_PX = 24
_STEP_DEG = 15.0


class Grip(Enum):
    """What the hand holds."""

    BODY = auto()
    CORNER = auto()
    TURN = auto()


@dataclass(frozen=True)
class Point:
    """Where the hand is.

    Attributes:
        x_mm, y_mm: On the page as shown; outside of it, too.
        px_per_mm: Screen pixels for a millimetre, for handles that have one size on every zoom.
    """

    page: int
    x_mm: float
    y_mm: float
    px_per_mm: float

    def near(self, x_mm: float, y_mm: float) -> bool:
        """Whether the hand is on a handle here."""
        return math.hypot(self.x_mm - x_mm, self.y_mm - y_mm) * self.px_per_mm <= _GRAB_PX


@dataclass(frozen=True)
class _Hold:
    grip: Grip
    key: int
    offset_x_mm: float
    offset_y_mm: float


class MarkHandles:
    """Where the handles are, and what dragging them does to the placing."""

    def __init__(self) -> None:
        self._hold: _Hold | None = None

    @property
    def holding(self) -> bool:
        return self._hold is not None

    def paint(
        self,
        painter: QPainter,
        mark: Mark,
        model: Placing,
        page: int,
        to_screen: QTransform,
        *,
        size_free: bool,
    ) -> None:
        """Paint the frame and handles of the chosen mark on this page."""
        accent = QColor(palette.LIGHT.accent)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for one, stamp in model.on_page(page):
            if one.key != mark.key:
                continue
            points = [to_screen.map(QPointF(*corner)) for corner in geometry.corners(stamp.box)]
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 1.25, Qt.PenStyle.DashLine))
            painter.drawPolygon(QPolygonF(points))
            if not isinstance(mark.placement, Placement):
                continue
            painter.setPen(QPen(accent, 1.5))
            painter.setBrush(QColor("#ffffff"))
            reach_mm = _REACH_PX / to_screen.m11()
            knob = to_screen.map(QPointF(*geometry.turning_handle(stamp.box, reach_mm)))
            painter.drawLine((points[0] + points[1]) / 2, knob)
            painter.drawEllipse(knob, _HANDLE_PX / 2 + 0.5, _HANDLE_PX / 2 + 0.5)
            for point in points if size_free else ():
                half = _HANDLE_PX / 2
                painter.drawRect(QRectF(point.x() - half, point.y() - half, _HANDLE_PX, _HANDLE_PX))

    def grip_at(self, point: Point, model: Placing, *, size_free: bool) -> Grip | None:
        """The handle of the chosen mark under the hand."""
        mark = model.selected
        if mark is None or not isinstance(mark.placement, Placement) or mark.placement.page != point.page:
            return None
        box = mark.placement.box
        if point.near(*geometry.turning_handle(box, _REACH_PX / point.px_per_mm)):
            return Grip.TURN
        if size_free and any(point.near(*corner) for corner in geometry.corners(box)):
            return Grip.CORNER
        return None

    def cursor_at(self, point: Point, model: Placing, *, size_free: bool) -> Qt.CursorShape:
        """The cursor that tells what the hand would do here."""
        if self._hold is not None and self._hold.grip is Grip.BODY:
            return Qt.CursorShape.ClosedHandCursor
        grip = self.grip_at(point, model, size_free=size_free)
        if grip is Grip.TURN:
            return Qt.CursorShape.PointingHandCursor
        if grip is Grip.CORNER:
            return Qt.CursorShape.SizeFDiagCursor
        over = model.at(point.page, point.x_mm, point.y_mm) is not None
        return Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.ArrowCursor

    def take(self, grip: Grip, model: Placing, point: Point) -> None:
        """A drag begins at this point of the page."""
        mark = model.selected
        assert mark is not None
        centre = mark.placement
        if isinstance(centre, Placement):
            offset = (centre.centre_x_mm - point.x_mm, centre.centre_y_mm - point.y_mm)
        else:
            offset = (centre.centre_mm - point.x_mm, centre.centre_mm - point.y_mm)
        model.begin(_VERBS[grip])
        self._hold = _Hold(grip, mark.key, *offset)

    def held(self, model: Placing, point: Point) -> tuple[int, TurnedBox] | None:
        """The impression whose body is held, by key, and where the hand would have it; None for anything else."""
        hold = self._hold
        mark = model.find(hold.key) if hold is not None and hold.grip is Grip.BODY else None
        if hold is None or mark is None or not isinstance(mark.placement, Placement):
            return None
        x, y = point.x_mm + hold.offset_x_mm, point.y_mm + hold.offset_y_mm
        return hold.key, replace(mark.placement, centre_x_mm=x, centre_y_mm=y).box

    def drag(
        self, model: Placing, point: Point, *, steps: bool, snapped: tuple[float, float] | None = None
    ) -> None:
        """The hand moved. A seal that is dragged to another page goes there.

        Args:
            steps: Turn in steps of 15°.
            snapped: The centre that the body snaps to; None: where the hand is.
        """
        hold = self._hold
        assert hold is not None
        mark = model.find(hold.key)
        if mark is None:
            self.release()
            return
        placement = mark.placement
        if hold.grip is Grip.BODY:
            if isinstance(placement, Placement) and placement.page != point.page:
                model.to_page(hold.key, point.page)
            there = snapped or (point.x_mm + hold.offset_x_mm, point.y_mm + hold.offset_y_mm)
            model.move_to(hold.key, *there)
        elif isinstance(placement, Placement) and placement.page == point.page:
            self._shape(model, hold, placement, point, steps=steps)

    @staticmethod
    def _shape(model: Placing, hold: _Hold, placement: Placement, point: Point, *, steps: bool) -> None:
        box = placement.box
        if hold.grip is Grip.TURN:
            angle = geometry.angle_to(box, point.x_mm, point.y_mm, step_deg=_STEP_DEG if steps else 0.0)
            model.turn(hold.key, round(angle, 1))
        else:
            model.resize(hold.key, round(geometry.width_to(box, point.x_mm, point.y_mm), 1))

    def release(self) -> None:
        """The hand let go."""
        self._hold = None


_VERBS = {Grip.BODY: Verb.MOVE, Grip.CORNER: Verb.RESIZE, Grip.TURN: Verb.TURN}
