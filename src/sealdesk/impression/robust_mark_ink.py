"""What a reader of the robust mark hears: how the ink's brightness departs from what it is around there.

Pixels count as far as their colour is the ink's and brightness is at rest around them: text over the seal, gaps, soft
edges, and what compression leaves beside edges do not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_BRIGHTNESS = np.array([0.299, 0.587, 0.114], np.float32)
"""As JPEG has it (ITU-T T.871): the channel it keeps best."""
_COLOURED = 40
"""Black text and grey shadows differ by less between their colours."""
_LEAST_INK = 400
"""Pixels of full ink below which nothing can be told."""
_FINEST = 420
"""Cells along the longer side, about."""
_BEND = 12.0
"""Departures beyond this many steps of 255 are noise, and count as this many."""
_FULL = 0.85
"""Ink in full is this close to the strongest colour."""
_NEAR, _NEAR_LEAST, _NEAR_MOST = 3.0, 6.0, 45.0
"""How far from the ink's colour ink may be: in its own spread, and in steps of 255 at least and at most."""
_COVERS = 32
_AROUND_PX = 3
_AT_REST = 1.0
_AROUND_SHARE = 0.05


@dataclass(frozen=True)
class Heard:
    """The ink's departures, summed over square cells of the picture.

    Attributes:
        sums: Of each cell's departures, in steps of 255, each by the trust put in it.
        weights: The trust put in each cell.
        x, y: Middles of columns and rows, in pixels of the picture from the middle of its inked part.
        width_px, height_px: Size of the inked part.
    """

    sums: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    x: NDArray[np.float64] = field(repr=False)
    y: NDArray[np.float64] = field(repr=False)
    width_px: int
    height_px: int

    @property
    def longer_px(self) -> int:
        return max(self.width_px, self.height_px)


def hear(width: int, height: int, rgb: bytes) -> Heard | None:
    """What the coloured ink of a picture tells; None where there is too little of it.

    Args:
        rgb: As seen on paper; 8 bits a colour, row by row, no padding.
    """
    pixels = np.frombuffer(rgb, np.uint8).reshape(height, width, 3)
    coloured = _saturation(pixels) >= _COLOURED
    if int(coloured.sum()) < _LEAST_INK:
        return None
    pixels, coloured = _inked_part(pixels, coloured)
    ink = _ink(pixels, coloured)
    if int(ink.sum()) < _LEAST_INK:
        return None
    departures = _departures(pixels, ink)
    trust = _trust(departures, ink)
    height, width = ink.shape
    step = max(1, round(max(width, height) / _FINEST))
    sums, weights = _cells(departures * trust, step), _cells(trust, step)
    around = max(4, round(_AROUND_SHARE * max(sums.shape)))
    sums -= blurred(sums, around) / np.maximum(blurred(weights, around), 1e-3) * weights
    return Heard(sums, weights, _middles(sums.shape[1], step), _middles(sums.shape[0], step), width, height)


def blurred(values: Floats, reach: int, beyond: str = "constant") -> Floats:
    """The mean over a square of 2 `reach` + 1 places.

    Args:
        beyond: What lies beyond the edge: `constant` (nothing) or `wrap` (the other side).
    """
    side = 2 * reach + 1
    for _ in range(2):
        padded = np.pad(values, ((reach + 1, reach), (0, 0)), mode=beyond)  # type: ignore[call-overload]
        sums = np.cumsum(padded, axis=0, dtype=np.float64)
        values = ((sums[side:] - sums[:-side]) / side).astype(np.float32).T
    return values


def _saturation(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    red, green, blue = (pixels[:, :, channel] for channel in range(3))
    most = np.maximum(np.maximum(red, green), blue)
    least = np.minimum(np.minimum(red, green), blue)
    return np.asarray(most - least, np.uint8)


def _inked_part(pixels: Any, coloured: Any) -> tuple[Any, Any]:
    rows, columns = np.flatnonzero(coloured.any(axis=1)), np.flatnonzero(coloured.any(axis=0))
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return pixels[part], coloured[part]


def _ink(pixels: NDArray[np.uint8], coloured: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels of the ink's own colour, as closely as the picture keeps to it."""
    saturation = _saturation(pixels)
    full = saturation >= _FULL * np.percentile(saturation[coloured], 75)
    colour = np.median(pixels[full], axis=0).astype(np.int16)
    off = np.abs(pixels.astype(np.int16) - colour).max(axis=2)
    near = min(_NEAR_MOST, max(_NEAR_LEAST, _NEAR * float(np.median(off[full]))))
    return np.asarray(off <= near)


def _departures(pixels: NDArray[np.uint8], ink: NDArray[np.bool_]) -> Floats:
    """Brightness less the ink's, less what the nearness of an edge does to it on average."""
    brightness = (pixels[ink].astype(np.float32)) @ _BRIGHTNESS
    brightness = np.clip(brightness - np.median(brightness), -_BEND, _BEND)
    cover = blurred(blurred(ink.astype(np.float32), 2), 2)[ink]
    kind = np.rint(cover * (_COVERS - 1)).astype(np.intp)
    count = np.bincount(kind, minlength=_COVERS)
    means = np.bincount(kind, brightness, minlength=_COVERS) / np.maximum(count, 1)
    departures = np.zeros(ink.shape, np.float32)
    departures[ink] = brightness - means[kind].astype(np.float32)
    return departures


def _trust(departures: Floats, ink: NDArray[np.bool_]) -> Floats:
    """Less where brightness is restless around there: about the inverse of the noise's power."""
    cover = blurred(ink.astype(np.float32), _AROUND_PX)
    restless = blurred(departures**2, _AROUND_PX) / np.maximum(cover, 1e-3)
    return np.asarray(ink * (_AT_REST / (_AT_REST + restless)), np.float32)


def _cells(values: Floats, step: int) -> Floats:
    height, width = values.shape
    whole = np.zeros((-(-height // step) * step, -(-width // step) * step), np.float32)
    whole[:height, :width] = values
    cells: Floats = whole.reshape(-(-height // step), step, -1, step).sum(axis=(1, 3), dtype=np.float32)
    return cells


def _middles(count: int, step: int) -> NDArray[np.float64]:
    return np.arange(count, dtype=np.float64) * step - (count - 1) / 2 * step
