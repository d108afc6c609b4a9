"""The robust mark: ten bytes in slow waves of the ink's brightness, which survive what the full record does not.

Where there is ink, red and green are moved by a field over the seal (`robust_mark_pattern`): twelve pilot waves, by
which a reader finds how the seal lies, and the bits of the payload under their code (`robust_mark_code`). Blue is
left to the full record. Values move by three steps of 255 at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sealdesk.geometry import MM_PER_INCH
from sealdesk.impression.robust_mark_code import CODED_BITS, decode, encode
from sealdesk.impression.robust_mark_ink import Heard, hear
from sealdesk.impression.robust_mark_pattern import (
    CHIP_MM,
    chip_bits,
    chip_field,
    chip_signs,
    pilot_field,
    share,
    waves,
)
from sealdesk.impression.robust_mark_sync import Pose, Range, Search, any_size, poses
from sealdesk.model.seal import SealPicture

_CHIP_GAIN, _PILOT_GAIN = 1.05, 0.7
_RED_SWING, _GREEN_SWING = 1.51, 1.3
"""Steps of 255 for a field of 1. What brightness gains for the change is most with these: green counts double, but has
nothing below it in the usual red."""
_HINT_OFF = 0.04
"""A seal measured by hand, or by the edge of its strokes, may be this much larger or smaller."""


@dataclass(frozen=True)
class MarkReading:
    """A mark found in a picture.

    Attributes:
        payload: Ten bytes; whose, tells `formats.robust_mark`.
        score: How much of what was heard agrees with it; 1 is all.
    """

    payload: bytes
    score: float


def mark(picture: SealPicture, payload: bytes) -> SealPicture:
    """The picture with a mark in its ink. Marked before the full record is pressed, which keeps to blue.

    Args:
        payload: Ten bytes, from `formats.robust_mark.write_mark`.
    """
    height, width = picture.height_px, picture.width_px
    x_mm = ((np.arange(width) + 0.5) / width - 0.5) * picture.width_mm
    y_mm = ((np.arange(height) + 0.5) / height - 0.5) * picture.height_mm
    field = np.float32(_CHIP_GAIN) * chip_field(encode(payload), x_mm, y_mm)
    field += np.float32(_PILOT_GAIN) * pilot_field(x_mm, y_mm)
    pixels = np.frombuffer(picture.rgb, np.uint8).reshape(height, width, 3).copy()
    ink = np.frombuffer(picture.alpha, np.uint8).reshape(height, width) > 0
    inside = np.clip(field[ink], -1, 1)
    for channel, swing in ((0, _RED_SWING), (1, _GREEN_SWING)):
        colour = pixels[:, :, channel]
        colour[ink] = _moved(colour[ink], inside, swing)
    return replace(picture, rgb=pixels.tobytes())


def read(
    width: int,
    height: int,
    rgb: bytes,
    width_mm_hint: float | None = None,
    dpi_hint: float | None = None,
) -> tuple[MarkReading, ...]:
    """The mark in a picture of one seal as seen on paper: scaled, turned, compressed, with text over it.

    Takes half a second of computing, twice that where nothing is found.

    Args:
        width, height: In pixels; 8 bits a colour, row by row, no padding.
        width_mm_hint, dpi_hint: What is known of its size: looked for there first, and at any size then.

    Returns:
        Empty where no mark was found.
    """
    heard = hear(width, height, rgb)
    if heard is None:
        return ()
    search = Search(heard)
    for scales in _scales(heard, width_mm_hint, dpi_hint):
        for pose in poses(search, scales):
            if found := decode(_soft_bits(heard, pose)):
                return (MarkReading(*found),)
    return ()


def _moved(values: NDArray[np.uint8], field: NDArray[Any], swing: float) -> NDArray[np.uint8]:
    """Colour values moved by the field; first so far from 0 and 255 that there is room both ways."""
    room = np.clip(values.astype(np.float32), swing, 255 - swing)
    return np.asarray(np.rint(room + np.float32(swing) * field), np.uint8)


def _scales(heard: Heard, width_mm: float | None, dpi: float | None) -> Iterator[list[Range]]:
    """Pixels per mm to look among: near the hints, then all."""
    hints = [dpi / MM_PER_INCH] if dpi else []
    if width_mm:
        hints.append(heard.width_px / width_mm)
    if hints:
        yield [(hint * (1 - _HINT_OFF), hint * (1 + _HINT_OFF)) for hint in hints]
    yield [any_size(heard)]


def _soft_bits(heard: Heard, pose: Pose) -> NDArray[np.float64]:
    """How surely each coded bit is 1 (positive) or 0 (negative), by all the chips that carry it."""
    rows, columns = np.nonzero(heard.weights)
    x_mm, y_mm = pose.in_mm(heard.x[columns], heard.y[rows])
    sums, weights = heard.sums[rows, columns], heard.weights[rows, columns]
    sums = _without_pilots(sums, weights, x_mm, y_mm)
    across, down = x_mm / CHIP_MM, y_mm / CHIP_MM
    column, row = np.rint(across).astype(np.int64), np.rint(down).astype(np.int64)
    told = chip_signs(column, row) * share(across - column) * share(down - row) * sums
    return np.asarray(np.bincount(chip_bits(column, row), told, minlength=CODED_BITS), np.float64)


def _without_pilots(
    sums: NDArray[Any], weights: NDArray[Any], x_mm: NDArray[Any], y_mm: NDArray[Any]
) -> NDArray[Any]:
    frequencies, phases = waves()
    pilots = np.zeros_like(x_mm)
    for (across, down), phase in zip(frequencies, phases, strict=True):
        pilots += np.cos(2 * np.pi * (across * x_mm + down * y_mm) + phase)
    gain = float((sums * pilots).sum()) / max(1e-9, float((weights * pilots**2).sum()))
    return np.asarray(sums - gain * pilots * weights)
