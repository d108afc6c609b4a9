"""How large an imported seal is: as told, as its file states, or as such seals usually are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import MM_PER_INCH, Rect
from sealdesk.impression.import_ink import Plane
from sealdesk.model.seal_import import SizeSource

SMALLEST_MM, LARGEST_MM = 2.0, 100.0
_PLAUSIBLE_MM = (8.0, 65.0)
_LEAST_STATED_DPI = 140.0
"""72 and 96 are what programs write that know nothing."""
_WHOLE_MM = 0.3
_ROUNDISH = 0.03


@dataclass(frozen=True)
class TrueSize:
    """Of the seal on paper.

    Attributes:
        stretched: Whether the size given does not fit the picture's proportions.
    """

    width_mm: float
    height_mm: float
    source: SizeSource
    stretched: bool = False


def true_size(
    alpha: Plane,
    box: Rect,
    given_mm: tuple[float | None, float | None],
    stated_px_per_mm: tuple[float, float] | None,
) -> TrueSize:
    """The size of the seal whose edges are `box`.

    Raises:
        SealDeskError: `PLACE_SIZE_WRONG` (`width_mm`, `height_mm`) where it is not between 2 and 100 mm.
    """
    aspect = box.width / box.height
    width_mm, height_mm = given_mm
    if width_mm is not None or height_mm is not None:
        return _given(aspect, width_mm, height_mm)
    if stated_px_per_mm is not None and min(stated_px_per_mm) * MM_PER_INCH >= _LEAST_STATED_DPI:
        width, height = box.width / stated_px_per_mm[0], box.height / stated_px_per_mm[1]
        if all(_PLAUSIBLE_MM[0] <= side <= _PLAUSIBLE_MM[1] for side in (width, height)):
            return TrueSize(_as_made(width), _as_made(height), SizeSource.STATED)
    width, height = usual_size(aspect, angular=_is_angular(alpha, box))
    return TrueSize(width, height, SizeSource.GUESSED)


def usual_size(aspect: float, *, angular: bool) -> tuple[float, float]:
    """The commonest seal of this form, in mm."""
    if aspect < 0.8:
        height, width = usual_size(1 / aspect, angular=angular)
        return width, height
    if aspect <= 1.2:
        return (20.0, 20.0) if angular else (40.0, 40.0)
    if angular or aspect > 1.75:
        return 20.0, 10.0
    return (40.0, 30.0) if aspect < 1.42 else (45.0, 30.0)


def _given(aspect: float, width_mm: float | None, height_mm: float | None) -> TrueSize:
    if width_mm is None:
        assert height_mm is not None
        width_mm = height_mm if abs(aspect - 1) < _ROUNDISH else round(height_mm * aspect, 1)
    elif height_mm is None:
        height_mm = width_mm if abs(aspect - 1) < _ROUNDISH else round(width_mm / aspect, 1)
    if not all(SMALLEST_MM <= side <= LARGEST_MM for side in (width_mm, height_mm)):
        raise SealDeskError(ErrorCode.PLACE_SIZE_WRONG, width_mm=width_mm, height_mm=height_mm)
    stretched = abs(width_mm / height_mm / aspect - 1) > _ROUNDISH
    return TrueSize(width_mm, height_mm, SizeSource.GIVEN, stretched)


def _as_made(side_mm: float) -> float:
    """Seals are made in whole millimetres; scanners are off by less than a hundredth."""
    whole = round(side_mm)
    return float(whole) if abs(side_mm - whole) <= _WHOLE_MM else round(side_mm, 1)


def _is_angular(alpha: Plane, box: Rect) -> bool:
    """Whether ink stands in the corners, where an oval has none."""
    x0, y0, x1, y1 = (round(value) for value in (box.x0, box.y0, box.x1, box.y1))
    part = alpha[y0:y1, x0:x1]
    side = max(1, round(min(part.shape) * 0.12))
    corners = (part[:side, :side], part[:side, -side:], part[-side:, :side], part[-side:, -side:])
    return float(np.median([corner.mean() for corner in corners])) > 0.08
