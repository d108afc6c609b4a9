"""The robust mark as a field over the seal, in millimetres from its centre: pilot waves and chips.

Twelve waves with periods of 1.6 to 2.6 mm tell a reader scale, turn and place. Chips of half a millimetre carry the
coded bits: chip (i, j), counted from the centre, carries the bit at place (i + 71 j) mod 336 of a fixed order, under
a sign of its own; neighbours within ten millimetres carry different bits, and every bit is told all over the seal.
"""

from __future__ import annotations

from functools import cache
from hashlib import shake_128
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sealdesk.impression.robust_mark_code import CODED_BITS

CHIP_MM = 0.5
PILOTS = 12
SLOWEST_PER_MM, FASTEST_PER_MM = 0.38, 0.62
"""Cycles per mm of the waves, from and to."""

_STRIDE = 71
_SIGNS = 256
"""Signs of chips repeat after this many."""
_DOMAIN = b"SealDesk robust mark 1 "

Floats = NDArray[np.float32]


@cache
def waves() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The pilot waves cos(2π f·x + phase): cycles per mm across and down (12 × 2), and phases in radians."""
    spread = _fractions(b"waves", 3 * PILOTS).reshape(3, PILOTS)
    angles = np.pi / PILOTS * (np.arange(PILOTS) + 0.7 * spread[0])
    radii = SLOWEST_PER_MM + (FASTEST_PER_MM - SLOWEST_PER_MM) * spread[1]
    return np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1), 2 * np.pi * spread[2]


def pilot_field(x_mm: NDArray[Any], y_mm: NDArray[Any]) -> Floats:
    """The sum of the waves over a grid, with a variance of 1."""
    frequencies, phases = waves()
    across = 2 * np.pi * np.outer(frequencies[:, 0], x_mm) + phases[:, None]
    down = 2 * np.pi * np.outer(frequencies[:, 1], y_mm)
    left = np.concatenate([np.cos(down), -np.sin(down)]).astype(np.float32)
    right = np.concatenate([np.cos(across), np.sin(across)]).astype(np.float32)
    return (left.T @ right) * np.float32(np.sqrt(2 / PILOTS))


def chip_field(coded: Floats, x_mm: NDArray[Any], y_mm: NDArray[Any]) -> Floats:
    """The chips over a grid, ±1 at their centres and smooth between them."""
    columns, across = _blend(x_mm)
    rows, down = _blend(y_mm)
    values = chip_signs(columns[None, :], rows[:, None]) * coded[chip_bits(columns[None, :], rows[:, None])]
    return (down @ values) @ across.T


def _blend(at_mm: NDArray[Any]) -> tuple[NDArray[np.int64], Floats]:
    """The chips along one axis, and how much of each is at each place."""
    place = at_mm / CHIP_MM
    chips = np.arange(int(np.floor(place[0])) - 1, int(np.ceil(place[-1])) + 2)
    return chips, share(place[:, None] - chips[None, :]).astype(np.float32)


def share(off: NDArray[Any]) -> NDArray[Any]:
    """How much of a chip there is, this many chips from its centre: a raised cosine."""
    return np.where(np.abs(off) < 1, np.cos(np.pi / 2 * off) ** 2, 0.0)


def chip_bits(columns: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which coded bit chips carry."""
    bits: NDArray[np.int64] = _order()[(columns + _STRIDE * rows) % CODED_BITS]
    return bits


def chip_signs(columns: NDArray[np.int64], rows: NDArray[np.int64]) -> Floats:
    """Under which sign."""
    return _signs()[rows % _SIGNS, columns % _SIGNS]


@cache
def _order() -> NDArray[np.int64]:
    return np.argsort(_fractions(b"order", CODED_BITS), kind="stable")


@cache
def _signs() -> Floats:
    octets = shake_128(_DOMAIN + b"signs").digest(_SIGNS * _SIGNS // 8)
    bits = np.unpackbits(np.frombuffer(octets, np.uint8)).astype(np.float32)
    return (2 * bits - 1).reshape(_SIGNS, _SIGNS)


def _fractions(name: bytes, count: int) -> NDArray[np.float64]:
    """Fixed numbers in [0, 1): 32-bit big-endian words of SHAKE-128."""
    words = np.frombuffer(shake_128(_DOMAIN + name).digest(4 * count), ">u4")
    return words.astype(np.float64) / (1 << 32)
