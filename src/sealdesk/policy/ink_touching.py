"""Whether the inks of two impressions meet on a page: round seals have corners of paper in their boxes. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sealdesk.geometry import Rect
from sealdesk.model.ink import Stamp

_SLICES = 48
"""Where two boxes overlap, their common part is looked through in so many lines."""


def inks_touch(
    one: Stamp, other: Stamp, *, round_one: bool, round_other: bool, tolerance_mm: float = 0.1
) -> bool:
    """Whether two impressions on the same page touch or cross.

    Args:
        one: A whole impression, or a strip of a straddle seal.
        other: The same of another.
        round_one: The first seal is round or oval; otherwise its ink fills its box.
        round_other: The same of the second.
        tolerance_mm: So far they may overlap: places are chosen by eye.
    """
    common = one.box.bounds_mm.intersection(other.box.bounds_mm)
    if common is None or min(common.width, common.height) <= tolerance_mm:
        return False
    discs = [_Disc.of(stamp) for stamp, rounded in ((one, round_one), (other, round_other)) if rounded]
    upright = common.width <= common.height
    low, high = (common.x0, common.x1) if upright else (common.y0, common.y1)
    return any(
        _shared(common, discs, low + (high - low) * (at + 0.5) / _SLICES, upright=upright) > tolerance_mm
        for at in range(_SLICES)
    )


def _shared(common: Rect, discs: list[_Disc], at: float, *, upright: bool) -> float:
    """How much of this line through the common part of the boxes lies within all discs."""
    spans = [disc.span(at, upright=upright) for disc in discs]
    spans.append((common.y0, common.y1) if upright else (common.x0, common.x1))
    return min(high for _, high in spans) - max(low for low, _ in spans)


@dataclass(frozen=True)
class _Disc:
    """A round or oval seal as it would lie there whole."""

    x_mm: float
    y_mm: float
    half_width_mm: float
    half_height_mm: float

    @classmethod
    def of(cls, stamp: Stamp) -> _Disc:
        box, window = stamp.box, stamp.window
        if box.turned_deg % 180.0:  # a turned oval is taken for a circle
            half = (box.width_mm + box.height_mm) / 4
            return cls(box.centre_x_mm, box.centre_y_mm, half, half)
        width, height = box.width_mm / window.width, box.height_mm / window.height
        return cls(
            box.centre_x_mm + (0.5 - (window.x0 + window.x1) / 2) * width,
            box.centre_y_mm + (0.5 - (window.y0 + window.y1) / 2) * height,
            width / 2,
            height / 2,
        )

    def span(self, at: float, *, upright: bool) -> tuple[float, float]:
        """From where to where the disc covers the line at x (upright) or y; an empty span where it does not."""
        middle, across, along = self.x_mm, self.half_width_mm, self.half_height_mm
        centre = self.y_mm
        if not upright:
            middle, across, along, centre = self.y_mm, along, across, self.x_mm
        off = (at - middle) / across
        half = along * math.sqrt(1.0 - off * off) if abs(off) < 1.0 else 0.0
        return centre - half, centre + half
