"""Geometry of a turned box under the hand: its corners, its turning handle, what dragging them means.

Millimetres on the page as shown, clockwise degrees; pure.
"""

from __future__ import annotations

import math

from sealdesk.geometry import TurnedBox, exact_cos_sin

UPRIGHT_WITHIN_DEG = 2.0
"""A hand-turned seal this close to upright is meant to be upright."""


def covers(box: TurnedBox, x_mm: float, y_mm: float) -> bool:
    """Whether the turned box covers this point."""
    x, y = to_box(box, x_mm, y_mm)
    return abs(x) <= box.width_mm / 2 and abs(y) <= box.height_mm / 2


def to_box(box: TurnedBox, x_mm: float, y_mm: float) -> tuple[float, float]:
    """The point seen from the box's centre, along the box's own axes."""
    cos, sin = exact_cos_sin(box.turned_deg)
    dx, dy = x_mm - box.centre_x_mm, y_mm - box.centre_y_mm
    return dx * cos + dy * sin, dy * cos - dx * sin


def from_box(box: TurnedBox, x: float, y: float) -> tuple[float, float]:
    """The inverse of `to_box`."""
    cos, sin = exact_cos_sin(box.turned_deg)
    return box.centre_x_mm + x * cos - y * sin, box.centre_y_mm + x * sin + y * cos


def corners(box: TurnedBox) -> tuple[tuple[float, float], ...]:
    """The four corners on the page, from the top left, clockwise."""
    w, h = box.width_mm / 2, box.height_mm / 2
    return tuple(from_box(box, x, y) for x, y in ((-w, -h), (w, -h), (w, h), (-w, h)))


def turning_handle(box: TurnedBox, reach_mm: float) -> tuple[float, float]:
    """Where the handle that turns the box sits: `reach_mm` above its top edge."""
    return from_box(box, 0.0, -box.height_mm / 2 - reach_mm)


def angle_to(box: TurnedBox, x_mm: float, y_mm: float, *, step_deg: float = 0.0) -> float:
    """The angle at which the turning handle points here; nearly upright counts as upright."""
    angle = math.degrees(math.atan2(x_mm - box.centre_x_mm, box.centre_y_mm - y_mm))
    if step_deg:
        angle = round(angle / step_deg) * step_deg
    return 0.0 if abs(angle) < UPRIGHT_WITHIN_DEG else angle


def width_to(box: TurnedBox, x_mm: float, y_mm: float) -> float:
    """The width at which a corner reaches this point, proportions kept."""
    x, y = to_box(box, x_mm, y_mm)
    diagonal = math.hypot(box.width_mm, box.height_mm)
    return 2 * math.hypot(x, y) / diagonal * box.width_mm
