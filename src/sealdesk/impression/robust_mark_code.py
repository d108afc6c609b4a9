"""Protecting the robust mark's ten bytes: a checksum, and a convolutional code decoded with soft decisions.

104 bits (payload and its CRC-24 of RFC 4880 §6.1) and eight zeros pass through the rate 1/3 code of constraint length 9
with the generators 557, 663, 711 (octal): 336 coded bits, free distance 18.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sealdesk.formats.robust_mark import MARK_BYTES

_CHECK_BITS = 24
_DATA_BITS = 8 * MARK_BYTES + _CHECK_BITS
_MEMORY = 8
_STATES = 1 << _MEMORY
_GENERATORS = (0o557, 0o663, 0o711)
_STEPS = _DATA_BITS + _MEMORY
CODED_BITS = _STEPS * len(_GENERATORS)

Signs = NDArray[np.float32]


def encode(payload: bytes) -> Signs:
    """The coded bits as ±1.

    Args:
        payload: Ten bytes.
    """
    if len(payload) != MARK_BYTES:
        raise ValueError(f"a mark of {len(payload)} bytes")
    data = np.unpackbits(np.frombuffer(payload + _check(payload), np.uint8))
    signs = _signs()
    coded, state = [], 0
    for bit in (*data.tolist(), *[0] * _MEMORY):
        register = bit << _MEMORY | state
        coded.append(signs[register])
        state = register >> 1
    return np.concatenate(coded)


def decode(soft: NDArray[Any]) -> tuple[bytes, float] | None:
    """The payload, and how much of what was heard agrees with it (1: all).

    Args:
        soft: For each coded bit, how surely it is 1 (positive) or 0 (negative); 0 where nothing was heard.

    Returns:
        None where the checksum fails.
    """
    bits = _likeliest(soft.reshape(_STEPS, len(_GENERATORS)).astype(np.float32))
    octets = np.packbits(bits[:_DATA_BITS]).tobytes()
    payload, check = octets[:MARK_BYTES], octets[MARK_BYTES:]
    if _check(payload) != check:
        return None
    heard = float(np.abs(soft).sum())
    return payload, float((encode(payload) * soft).sum()) / heard if heard else 0.0


def _likeliest(soft: Signs) -> NDArray[np.uint8]:
    """Viterbi's algorithm over all states at once, from state 0 to state 0.

    A register is the new bit above the eight before it; the state that follows drops the lowest.
    """
    gains = soft @ _signs().T  # step by register
    best = np.full(_STATES, -np.inf, np.float32)
    best[0] = 0.0
    chosen = np.empty((_STEPS, _STATES), np.uint8)
    for step in range(_STEPS):
        reached = (gains[step].reshape(2, _STATES) + best).reshape(_STATES, 2)
        chosen[step] = reached[:, 1] > reached[:, 0]
        best = reached.max(axis=1)
    bits = np.empty(_STEPS, np.uint8)
    state = 0
    for step in range(_STEPS - 1, -1, -1):
        register = state << 1 | int(chosen[step, state])
        bits[step] = register >> _MEMORY
        state = register & (_STATES - 1)
    return bits


@cache
def _signs() -> Signs:
    """What each register sends, as ±1."""
    registers = range(2 * _STATES)
    return np.array(
        [
            [2 * ((register & generator).bit_count() & 1) - 1 for generator in _GENERATORS]
            for register in registers
        ],
        np.float32,
    )


def _check(payload: bytes) -> bytes:
    crc = 0xB704CE
    for octet in payload:
        crc ^= octet << 16
        for _ in range(8):
            crc = crc << 1 ^ (0x1864CFB if crc & 0x800000 else 0)
    return (crc & 0xFFFFFF).to_bytes(3, "big")
