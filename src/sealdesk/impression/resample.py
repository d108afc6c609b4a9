"""Seal pictures at a higher resolution, where theirs is too low to be marked."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sealdesk.geometry import MM_PER_INCH
from sealdesk.model.seal import SealPicture

_NEARLY = 0.995
"""Pixels are whole: a picture drawn for 600 dpi has 599.8."""


def at_least(picture: SealPicture, dpi: float) -> SealPicture:
    """The picture with at least so many pixels an inch, both ways; one that has them is given back as it is.

    The ink's edge is interpolated, its colour taken from the nearest pixel.
    """
    width = _pixels(picture.width_px, picture.width_mm, dpi)
    height = _pixels(picture.height_px, picture.height_mm, dpi)
    if (width, height) == (picture.width_px, picture.height_px):
        return picture
    shape = picture.height_px, picture.width_px
    rgb = np.frombuffer(picture.rgb, np.uint8).reshape(*shape, 3)
    alpha = np.frombuffer(picture.alpha, np.uint8).reshape(shape).astype(np.float32)
    rows, columns = _places(height, shape[0]), _places(width, shape[1])
    nearest = rgb[np.rint(rows).astype(int)][:, np.rint(columns).astype(int)]
    soft = _between(_between(alpha, rows).T, columns).T
    return SealPicture(
        width,
        height,
        np.ascontiguousarray(nearest).tobytes(),
        np.rint(soft).astype(np.uint8).tobytes(),
        picture.width_mm,
        picture.height_mm,
    )


def _pixels(now: int, length_mm: float, dpi: float) -> int:
    wanted = length_mm / MM_PER_INCH * dpi
    return now if now >= _NEARLY * wanted else ceil(wanted)


def _places(wanted: int, now: int) -> NDArray[np.float64]:
    """Where the middle of each new pixel lies among the old ones."""
    return np.clip((np.arange(wanted) + 0.5) * now / wanted - 0.5, 0, now - 1)


def _between(rows: NDArray[Any], places: NDArray[np.float64]) -> NDArray[Any]:
    above = np.floor(places).astype(int)
    below = np.minimum(above + 1, len(rows) - 1)
    share = (places - above).astype(np.float32)[:, None]
    mixed: NDArray[Any] = rows[above] * (1 - share) + rows[below] * share
    return mixed
