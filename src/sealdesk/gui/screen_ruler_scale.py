"""How large a millimetre is on a screen: as measured by a person, as the screen says, or as is usual."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtGui import QScreen

from sealdesk.geometry import MM_PER_INCH

USUAL_PIXELS_PER_MM = 96 / MM_PER_INCH
SMALLEST_PIXELS_PER_MM, LARGEST_PIXELS_PER_MM = 1.5, 30.0
"""Device pixels: from a wall of projected light to the finest telephone."""
_LIKELY_DPI = (55.0, 400.0)
_SQUARE_WITHIN = 0.04
_RATIOS_FOR_SIZES = {(160, 90), (160, 100), (16, 9), (16, 10), (1600, 900), (1600, 1000)}
"""Screens that tell their proportions where their size in millimetres is asked."""


@dataclass(frozen=True)
class TrueScale:
    """What 100 % is on a screen.

    Attributes:
        pixels_per_mm: Logical pixels.
        is_measured: A person held a card or a ruler to it; otherwise it is only likely.
    """

    pixels_per_mm: float
    is_measured: bool


def key_of(screen: QScreen) -> str:
    """What tells this screen from others: maker, model, serial number, name, and its size in device pixels."""
    ratio, size = screen.devicePixelRatio(), screen.size()
    pixels = f"{round(size.width() * ratio)}x{round(size.height() * ratio)}"
    parts = (screen.manufacturer(), screen.model(), screen.serialNumber(), screen.name(), pixels)
    # A slash makes groups of settings, and a backslash is no better.
    return "|".join(parts).replace("/", "_").replace("\\", "_")


def stated_scale(screen: QScreen) -> TrueScale:
    """As the screen's stated size gives it where that can be right; else as is usual."""
    size, stated = screen.size(), screen.physicalSize()
    likely = likely_scale(
        (size.width(), size.height()), (stated.width(), stated.height()), screen.devicePixelRatio()
    )
    return TrueScale(likely if likely is not None else USUAL_PIXELS_PER_MM, is_measured=False)


def likely_scale(size_px: tuple[int, int], size_mm: tuple[float, float], ratio: float) -> float | None:
    """Logical pixels per mm of a screen by its sizes; None where they cannot be right.

    Args:
        size_px: In logical pixels.
        ratio: Device pixels for a logical one.
    """
    if min(size_mm) <= 0 or (round(size_mm[0]), round(size_mm[1])) in _RATIOS_FOR_SIZES:
        return None
    across, down = size_px[0] / size_mm[0], size_px[1] / size_mm[1]
    dpi = across * ratio * MM_PER_INCH
    square = math.isclose(across, down, rel_tol=_SQUARE_WITHIN)
    return (across + down) / 2 if square and _LIKELY_DPI[0] <= dpi <= _LIKELY_DPI[1] else None
