"""Millimetres on the page as people see it, and PDF user space (ISO 32000-2 §8.3.2.3, §14.11.2).

Two coordinate systems:

- *shown*: millimetres from the top left corner of the page as a viewer shows it, x to the right, y down.
- *user space*: the page's own units, x to the right, y up, before /Rotate, 1/72 inch × /UserUnit.

Angles in *shown* space are clockwise degrees, as people turn a seal; in user space, counter-clockwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MM_PER_INCH = 25.4
UNITS_PER_INCH = 72.0

Matrix = tuple[float, float, float, float, float, float]
"""`a b c d e f` of ISO 32000-2 §8.3.3: x' = a·x + c·y + e, y' = b·x + d·y + f."""


@dataclass(frozen=True)
class Rect:
    """A rectangle by two corners; `x0 ≤ x1`, `y0 ≤ y1`. The unit is the context's."""

    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def of_corners(cls, xa: float, ya: float, xb: float, yb: float) -> Rect:
        """The rectangle of two opposite corners in any order, as PDF boxes may name them."""
        return cls(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def intersection(self, other: Rect) -> Rect | None:
        """The common part, or None where there is none (touching edges have none)."""
        x0, y0 = max(self.x0, other.x0), max(self.y0, other.y0)
        x1, y1 = min(self.x1, other.x1), min(self.y1, other.y1)
        return Rect(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None

    def contains(self, other: Rect, tolerance: float = 0.0) -> bool:
        return (
            self.x0 - tolerance <= other.x0
            and self.y0 - tolerance <= other.y0
            and self.x1 + tolerance >= other.x1
            and self.y1 + tolerance >= other.y1
        )


A4_UNITS = Rect(0.0, 0.0, 595.276, 841.89)
LETTER_UNITS = Rect(0.0, 0.0, 612.0, 792.0)


@dataclass(frozen=True)
class PageFrame:
    """What maps a page's user space to what is shown: visible box, rotation, unit.

    Attributes:
        visible: CropBox cut to MediaBox, in user space.
        rotate_deg: /Rotate, normalised to 0, 90, 180 or 270, clockwise.
        user_unit: /UserUnit, 1.0 by default; greater than 0.
    """

    visible: Rect
    rotate_deg: int = 0
    user_unit: float = 1.0

    @classmethod
    def of_boxes(
        cls, media: Rect, crop: Rect | None, rotate_deg: int = 0, user_unit: float = 1.0
    ) -> PageFrame:
        """The frame of a page's boxes, read as viewers read them.

        A CropBox that misses the MediaBox is ignored; a rotation that is no multiple of 90 counts as 0;
        a UserUnit that is not positive and finite counts as 1.
        """
        visible = media if crop is None else (media.intersection(crop) or media)
        rotation = rotate_deg % 360 if rotate_deg % 90 == 0 else 0
        unit = user_unit if math.isfinite(user_unit) and user_unit > 0 else 1.0
        return cls(visible, rotation, unit)

    @property
    def mm_per_unit(self) -> float:
        return MM_PER_INCH / UNITS_PER_INCH * self.user_unit

    @property
    def width_mm(self) -> float:
        """Width of the page as shown, after rotation."""
        box = self.visible
        return (box.height if self._sideways else box.width) * self.mm_per_unit

    @property
    def height_mm(self) -> float:
        """Height of the page as shown, after rotation."""
        box = self.visible
        return (box.width if self._sideways else box.height) * self.mm_per_unit

    @property
    def _sideways(self) -> bool:
        return self.rotate_deg in (90, 270)

    def to_user_space(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        """The user-space point of a point given in *shown* millimetres."""
        x, y, box = x_mm / self.mm_per_unit, y_mm / self.mm_per_unit, self.visible
        if self.rotate_deg == 90:
            return box.x0 + y, box.y0 + x
        if self.rotate_deg == 180:
            return box.x1 - x, box.y0 + y
        if self.rotate_deg == 270:
            return box.x1 - y, box.y1 - x
        return box.x0 + x, box.y1 - y

    def to_shown(self, x: float, y: float) -> tuple[float, float]:
        """The point in *shown* millimetres of a user-space point: the inverse of `to_user_space`."""
        box, k = self.visible, self.mm_per_unit
        if self.rotate_deg == 90:
            return (y - box.y0) * k, (x - box.x0) * k
        if self.rotate_deg == 180:
            return (box.x1 - x) * k, (y - box.y0) * k
        if self.rotate_deg == 270:
            return (box.y1 - y) * k, (box.x1 - x) * k
        return (x - box.x0) * k, (box.y1 - y) * k

    def ink_matrix(self, box: TurnedBox) -> Matrix:
        """The matrix that paints a unit square (image space, y up) where `box` lies on the page as shown."""
        width, height = box.width_mm / self.mm_per_unit, box.height_mm / self.mm_per_unit
        cx, cy = self.to_user_space(box.centre_x_mm, box.centre_y_mm)
        cos, sin = exact_cos_sin(self.rotate_deg - box.turned_deg)
        a, b, c, d = width * cos, width * sin, -height * sin, height * cos
        return a, b, c, d, cx - (a + c) / 2, cy - (b + d) / 2

    def user_bounds(self, box: TurnedBox) -> Rect:
        """The upright user-space rectangle around `box`, e.g. a widget's /Rect."""
        shown = box.bounds_mm
        xa, ya = self.to_user_space(shown.x0, shown.y0)
        xb, yb = self.to_user_space(shown.x1, shown.y1)
        return Rect.of_corners(xa, ya, xb, yb)

    @property
    def shown_mm(self) -> Rect:
        """The whole page as shown, in millimetres."""
        return Rect(0.0, 0.0, self.width_mm, self.height_mm)


@dataclass(frozen=True)
class TurnedBox:
    """A box on the page as shown, by centre and size in mm, turned clockwise about its centre."""

    centre_x_mm: float
    centre_y_mm: float
    width_mm: float
    height_mm: float
    turned_deg: float = 0.0

    @property
    def bounds_mm(self) -> Rect:
        """The upright rectangle around the turned box."""
        cos, sin = exact_cos_sin(self.turned_deg)
        half_width = (abs(self.width_mm * cos) + abs(self.height_mm * sin)) / 2
        half_height = (abs(self.width_mm * sin) + abs(self.height_mm * cos)) / 2
        return Rect(
            self.centre_x_mm - half_width,
            self.centre_y_mm - half_height,
            self.centre_x_mm + half_width,
            self.centre_y_mm + half_height,
        )


def exact_cos_sin(angle_deg: float) -> tuple[float, float]:
    """Cosine and sine, exact at multiples of 90° so that upright seals get upright matrices."""
    quarter, rest = divmod(angle_deg, 90.0)
    if rest == 0.0:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(quarter) % 4]
    radians = math.radians(angle_deg)
    return math.cos(radians), math.sin(radians)


def shown_matrix(frame: PageFrame) -> Matrix:
    """The matrix from user space to millimetres as shown."""
    e, f = frame.to_shown(0.0, 0.0)
    (ax, ay), (cx, cy) = frame.to_shown(1.0, 0.0), frame.to_shown(0.0, 1.0)
    return ax - e, ay - f, cx - e, cy - f, e, f


def concat(first: Matrix, second: Matrix) -> Matrix:
    """`first`, then `second`; in double precision, which MuPDF's matrices are not."""
    a, b, c, d, e, f = first
    ka, kb, kc, kd, ke, kf = second
    return (
        a * ka + b * kc,
        a * kb + b * kd,
        c * ka + d * kc,
        c * kb + d * kd,
        e * ka + f * kc + ke,
        e * kb + f * kd + kf,
    )


def inverse(matrix: Matrix) -> Matrix:
    """The way back. A matrix that flattens everything has none: it is taken as if it did not shrink."""
    a, b, c, d, e, f = matrix
    size = a * d - b * c or 1.0
    ia, ib, ic, id_ = d / size, -b / size, -c / size, a / size
    return ia, ib, ic, id_, -e * ia - f * ic, -e * ib - f * id_
