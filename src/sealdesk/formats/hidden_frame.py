"""The frame in which a hidden record travels: fixed length, whitened, and protected against lost bits.

Frame = whitening XOR interleaved codewords. Two Reed-Solomon codewords over GF(2^8) (polynomial 0x11D, first root 1)
of 224 bytes, 32 of them parity: each mends 16 wrong or 32 missing bytes. Byte i of the frame is byte i div 2 of
codeword i mod 2. The codewords' 384 bytes of data are

    0    2   length of the record, big-endian
    2    n   record
    2+n      zeros
    380  4   CRC-32 (ISO 3309) over the first 380 bytes, big-endian

Whitening is the output of SHAKE-128 over `SealDesk hidden frame 1`: without it zeros would show as a texture.
"""

from __future__ import annotations

import struct
from collections.abc import Collection
from functools import cache
from hashlib import shake_128
from typing import Any
from zlib import crc32

from sealdesk.formats.fields import FormatError

FRAME_BYTES = 448
CODEWORDS = 2
PARITY_BYTES = 32

_DATA_BYTES = FRAME_BYTES - CODEWORDS * PARITY_BYTES
_CRC_BYTES = 4
_LENGTH_BYTES = 2
MOST_RECORD_BYTES = _DATA_BYTES - _LENGTH_BYTES - _CRC_BYTES
_DOMAIN = b"SealDesk hidden frame 1"


def frame(record: bytes) -> bytes:
    """The record in its frame of 448 bytes.

    Raises:
        ValueError: It is empty, or longer than 378 bytes.
    """
    if not 0 < len(record) <= MOST_RECORD_BYTES:
        raise ValueError(f"a record of {len(record)} bytes; {MOST_RECORD_BYTES} is the limit")
    body = struct.pack(">H", len(record)) + record
    body = body.ljust(_DATA_BYTES - _CRC_BYTES, b"\0")
    data = body + struct.pack(">I", crc32(body))
    framed = bytearray(FRAME_BYTES)
    share = _DATA_BYTES // CODEWORDS
    for number in range(CODEWORDS):
        framed[number::CODEWORDS] = _code().encode(data[number * share : (number + 1) * share])
    return _whitened(framed)


def unframe(framed: bytes, missing: Collection[int] = ()) -> bytes:
    """The record in a frame, mended where that is possible.

    Args:
        missing: Places in the frame whose bytes are known to be guesses.

    Raises:
        FormatError: No frame, or more is lost than the code can mend.
    """
    if len(framed) != FRAME_BYTES:
        raise FormatError("hidden frame: wrong length")
    plain = _whitened(framed)
    data = b"".join(_mended(plain, number, missing) for number in range(CODEWORDS))
    body, check = data[:-_CRC_BYTES], data[-_CRC_BYTES:]
    (length,) = struct.unpack_from(">H", body)
    padding = body[_LENGTH_BYTES + length :]
    if struct.pack(">I", crc32(body)) != check or not 0 < length <= MOST_RECORD_BYTES or any(padding):
        raise FormatError("hidden frame: check fails")
    return body[_LENGTH_BYTES : _LENGTH_BYTES + length]


def _mended(plain: bytes, number: int, missing: Collection[int]) -> bytes:
    from reedsolo import ReedSolomonError

    gaps = [place // CODEWORDS for place in missing if place % CODEWORDS == number]
    if len(gaps) > PARITY_BYTES:
        raise FormatError("hidden frame: too much is missing")
    try:
        return bytes(_code().decode(plain[number::CODEWORDS], erase_pos=gaps)[0])
    except ReedSolomonError as lost:
        raise FormatError("hidden frame: too much is lost") from lost


@cache
def _code() -> Any:
    from reedsolo import RSCodec

    return RSCodec(PARITY_BYTES, fcr=1)


@cache
def _whitening() -> int:
    return int.from_bytes(shake_128(_DOMAIN).digest(FRAME_BYTES), "big")


def _whitened(data: bytes | bytearray) -> bytes:
    return (int.from_bytes(data, "big") ^ _whitening()).to_bytes(FRAME_BYTES, "big")
