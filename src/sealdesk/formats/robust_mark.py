"""The ten bytes of the robust mark: which act's impression a picture is, for those who have the organisation's key.

    0   4   leaf index of the act's intent entry, big-endian
    4   2   tag of the seal: the first bytes of HMAC-SHA-256 under the seal's key over `seal`
    6   4   check: the first bytes of HMAC-SHA-256 under the seal's key over `mark` and the six bytes before

The first six bytes are XORed with the first six bytes of HMAC-SHA-256 under the seal's key over `mask` and the check:
nobody without the key tells two marks of one seal from those of two, or counts acts.

The seal's key is HKDF-SHA-256 of the organisation's key, without salt, with the info `SealDesk robust mark 1 ` and
the seal's id.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Iterable

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sealdesk.model.hidden_record import RobustMark

MARK_BYTES = 10
MOST_ENTRIES = 1 << 32

_INFO = b"SealDesk robust mark 1 "
_KEY_BYTES = 32
_TAG_BYTES = 2
_CHECK_BYTES = 4


def write_mark(entry_index: int, seal_id: str, key: bytes) -> bytes:
    """The mark of one act with one seal.

    Args:
        entry_index: Leaf index of the act's intent entry, below 2³².
        key: The organisation's key.

    Raises:
        ValueError: The index is out of range.
    """
    if not 0 <= entry_index < MOST_ENTRIES:
        raise ValueError(f"entry {entry_index}")
    sealed = _seal_key(key, seal_id)
    body = struct.pack(">I", entry_index) + _tag(sealed)
    check = _code(sealed, b"mark" + body, _CHECK_BYTES)
    return _masked(body, sealed, check) + check


def read_mark(payload: bytes, key: bytes, seal_ids: Iterable[str]) -> RobustMark | None:
    """What a mark says; None where it is no mark of these seals under this key.

    Args:
        payload: As `impression.robust_mark.read` found it.
        key: The organisation's key.
        seal_ids: The seals it may be of.
    """
    if len(payload) != MARK_BYTES:
        return None
    masked, check = payload[:-_CHECK_BYTES], payload[-_CHECK_BYTES:]
    for seal_id in seal_ids:
        sealed = _seal_key(key, seal_id)
        body = _masked(masked, sealed, check)
        if body[-_TAG_BYTES:] != _tag(sealed):
            continue
        if hmac.compare_digest(check, _code(sealed, b"mark" + body, _CHECK_BYTES)):
            return RobustMark(struct.unpack_from(">I", body)[0], seal_id)
    return None


def _seal_key(key: bytes, seal_id: str) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, None, _INFO + seal_id.encode()).derive(key)


def _tag(seal_key: bytes) -> bytes:
    return _code(seal_key, b"seal", _TAG_BYTES)


def _masked(body: bytes, seal_key: bytes, check: bytes) -> bytes:
    mask = _code(seal_key, b"mask" + check, len(body))
    return bytes(one ^ other for one, other in zip(body, mask, strict=True))


def _code(seal_key: bytes, message: bytes, length: int) -> bytes:
    return hmac.digest(seal_key, message, "sha256")[:length]
