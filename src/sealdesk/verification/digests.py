"""Digests of signed ranges; what several signatures share is hashed once per algorithm."""

from __future__ import annotations

import hashlib
from bisect import bisect_right, insort
from typing import Any

from sealdesk.verification.opening import Bytes

_CHUNK = 1 << 20
_SHAKE256_BYTES = 64  # RFC 8702 §3: SHAKE256 with 512 bits of output


class RangeDigests:
    """Hashes of `[0, gap_start)` followed by `[gap_end, end)` of one file."""

    def __init__(self, data: Bytes) -> None:
        self._data = data
        self._known: dict[str, list[tuple[int, int, Any]]] = {}

    def around_gap(self, algorithm: str, gap_start: int, gap_end: int, end: int) -> bytes:
        """The digest of a signature's two ranges (ISO 32000-2 §12.8.1).

        Raises:
            ValueError: hashlib does not know `algorithm`.
        """
        state = self._prefix(algorithm, gap_start).copy()
        self._feed(state, gap_end, end)
        return _finish(state)

    def whole(self) -> str:
        """SHA-256 of the file, hex."""
        return _finish(self._prefix("sha256", len(self._data))).hex()

    def _prefix(self, algorithm: str, end: int) -> Any:
        known = self._known.setdefault(algorithm, [])
        # The number of the entry keeps hash states from being compared.
        index = bisect_right(known, end, key=lambda entry: entry[0])
        start, state = (known[index - 1][0], known[index - 1][2]) if index else (0, new_hash(algorithm))
        if start < end:
            state = state.copy()
            self._feed(state, start, end)
            insort(known, (end, len(known), state))
        return state

    def _feed(self, state: Any, start: int, end: int) -> None:
        for position in range(start, end, _CHUNK):
            state.update(self._data[position : min(position + _CHUNK, end)])


def new_hash(algorithm: str) -> Any:
    """A hash by its asn1crypto name, e.g. `sha256`, `sha3_256`, `shake256`.

    Raises:
        ValueError: There is none of that name.
    """
    return hashlib.new({"shake256": "shake_256"}.get(algorithm, algorithm), usedforsecurity=False)


def digest(algorithm: str, content: bytes) -> bytes:
    """The digest of `content` by asn1crypto's name of the algorithm."""
    state = new_hash(algorithm)
    state.update(content)
    return _finish(state)


def _finish(state: Any) -> bytes:
    finished: bytes = state.digest(_SHAKE256_BYTES) if state.name == "shake_256" else state.digest()
    return finished
