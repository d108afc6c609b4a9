"""What a reader of the robust mark hears: how the ink's brightness departs from what it is around there.

Pixels count as far as their colour is the ink's and brightness is at rest around them: text over the seal, gaps, soft
edges, and what compression leaves beside edges do not.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_BRIGHTNESS = np.array([0.299, 0.587, 0.114], np.float32)
"""As JPEG has it (ITU-T T.871): the channel it keeps best."""
_COLOURED = 40
"""Black text and grey shadows differ by less between their colours."""
_LEAST_INK = 400
"""Pixels of full ink below which nothing can be told."""
_LONGEST_PX = 2000
"""A larger picture is made smaller first: a seal of 84 mm at 600 dpi."""
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
"""Reach within which brightness is at rest or not."""
_AT_REST = 4.0
"""Power of departures, in steps of 255 squared, at which half the trust is lost."""
_AROUND_SHARE = 0.08
"""Reach of what counts as around there, as a share of the longer side."""


@dataclass(frozen=True)
class Heard:
    """The ink's departures, summed over square cells of the picture.

    Attributes:
        sums: Of each cell's departures, in steps of 255, each by the trust put in it.
        weights: The trust put in each cell.
        x, y: Middles of columns and rows, in pixels of the picture from the middle of its inked part.
        cell_px: A cell's side.
        width_px, height_px: Size of the inked part.
    """

    sums: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    x: NDArray[np.float64] = field(repr=False)
    y: NDArray[np.float64] = field(repr=False)
    cell_px: int
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
    pixels, by = _smaller(_inked_part(pixels, coloured))
    ink = _ink(pixels)
    if ink is None or int(ink.sum()) < _LEAST_INK:
        return None
    departures = _departures(pixels, ink)
    trust = _trust(departures, ink)
    height, width = ink.shape
    step = max(1, round(max(width, height) / _FINEST))
    sums, weights = _cells(departures * trust, step), _cells(trust, step)
    around = max(4, round(_AROUND_SHARE * max(sums.shape)))
    sums -= blurred(sums, around) / np.maximum(blurred(weights, around), 1e-3) * weights
    x, y = (_middles(count, step * by) for count in (sums.shape[1], sums.shape[0]))
    return Heard(sums, weights, x, y, step * by, width * by, height * by)


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


def _inked_part(pixels: NDArray[np.uint8], coloured: NDArray[np.bool_]) -> NDArray[np.uint8]:
    rows, columns = np.flatnonzero(coloured.any(axis=1)), np.flatnonzero(coloured.any(axis=0))
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _smaller(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int]:
    """A picture of bounded size, and how many pixels one of its pixels stands for."""
    by = -(-max(pixels.shape[:2]) // _LONGEST_PX)
    if by == 1:
        return pixels, 1
    height, width = (side // by for side in pixels.shape[:2])
    sums = np.zeros((height, width, 3), np.uint32)
    for down, across in np.ndindex(by, by):
        sums += pixels[down : height * by : by, across : width * by : by]
    return np.asarray((sums + by * by // 2) // (by * by), np.uint8), by


def _ink(pixels: NDArray[np.uint8]) -> NDArray[np.bool_] | None:
    """Pixels of the ink's own colour, as closely as the picture keeps to it; None where nothing is coloured."""
    saturation = _saturation(pixels)
    coloured = saturation[saturation >= _COLOURED]
    if not coloured.size:
        return None
    full = saturation >= _FULL * np.percentile(coloured, 75)
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
