"""The frame of a hidden record: mends what it promises to mend, and never gives back anything else."""

from __future__ import annotations

import random
from hashlib import shake_128
from zlib import compress, crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reedsolo import RSCodec

from sealdesk.formats.fields import FormatError
from sealdesk.formats.hidden_frame import (
    CODEWORDS,
    FRAME_BYTES,
    MOST_RECORD_BYTES,
    PARITY_BYTES,
    frame,
    unframe,
)

records = st.binary(min_size=1, max_size=MOST_RECORD_BYTES)
REACH = PARITY_BYTES // 2


def damaged(framed: bytes, places: list[int], by: random.Random) -> bytes:
    worn = bytearray(framed)
    for place in places:
        worn[place] ^= by.randrange(1, 256)
    return bytes(worn)


@given(records)
def test_a_record_comes_back_from_its_frame(record: bytes) -> None:
    framed = frame(record)
    assert len(framed) == FRAME_BYTES
    assert unframe(framed) == record


@given(records, st.randoms(use_true_random=False))
def test_a_run_of_wrong_bytes_within_the_reach_is_mended(record: bytes, by: random.Random) -> None:
    start = by.randrange(FRAME_BYTES - CODEWORDS * REACH)
    run = list(range(start, start + CODEWORDS * REACH))
    assert unframe(damaged(frame(record), run, by)) == record


@given(records, st.randoms(use_true_random=False))
def test_twice_as_many_are_mended_where_their_places_are_known(record: bytes, by: random.Random) -> None:
    missing = [
        place
        for number in range(CODEWORDS)
        for place in by.sample(range(number, FRAME_BYTES, 2), PARITY_BYTES)
    ]
    assert unframe(damaged(frame(record), missing, by), missing) == record


@given(records, st.integers(0, FRAME_BYTES), st.randoms(use_true_random=False))
def test_no_damage_makes_another_record(record: bytes, count: int, by: random.Random) -> None:
    worn = damaged(frame(record), by.sample(range(FRAME_BYTES), count), by)
    try:
        assert unframe(worn) == record
    except FormatError:
        assert count > REACH


@pytest.mark.parametrize("number", range(CODEWORDS))
def test_damage_beyond_the_reach_is_refused(number: int) -> None:
    places = list(range(number, FRAME_BYTES, CODEWORDS))[: REACH + 1]
    with pytest.raises(FormatError):
        unframe(damaged(frame(b"record"), places, random.Random(number)))


def test_more_missing_than_the_code_has_parity_is_refused() -> None:
    framed = frame(b"record")
    with pytest.raises(FormatError, match="missing"):
        unframe(framed, range(0, CODEWORDS * (PARITY_BYTES + 1), CODEWORDS))


@given(st.binary(max_size=FRAME_BYTES + 8))
def test_anything_else_is_no_frame(data: bytes) -> None:
    with pytest.raises(FormatError):
        unframe(data)


@pytest.mark.parametrize("record", [b"", bytes(MOST_RECORD_BYTES + 1)])
def test_a_record_has_to_fit(record: bytes) -> None:
    with pytest.raises(ValueError, match="limit"):
        frame(record)


def test_a_record_of_zeros_looks_like_noise() -> None:
    framed = frame(bytes(MOST_RECORD_BYTES))
    assert len(compress(framed, 9)) > FRAME_BYTES
    ones = sum(byte.bit_count() for byte in framed)
    assert abs(ones - 4 * FRAME_BYTES) < 5 * (2 * FRAME_BYTES) ** 0.5  # five standard deviations


def by_hand(data: bytes) -> bytes:
    """Sound codewords, whitened, over data that need not be sound."""
    share = len(data) // CODEWORDS
    framed = bytearray(FRAME_BYTES)
    for number in range(CODEWORDS):
        framed[number::CODEWORDS] = RSCodec(PARITY_BYTES, fcr=1).encode(
            data[number * share : (number + 1) * share]
        )
    whitening = shake_128(b"SealDesk hidden frame 1").digest(FRAME_BYTES)
    return bytes(one ^ other for one, other in zip(framed, whitening, strict=True))


def with_check(body: bytes) -> bytes:
    body = body.ljust(380, b"\0")
    return body + crc32(body).to_bytes(4, "big")


def test_the_frame_lies_as_published() -> None:
    assert by_hand(with_check(b"\0\x06record")) == frame(b"record")


@pytest.mark.parametrize(
    "data",
    [
        with_check(b"\0\x06record")[:-1] + b"\0",
        with_check(b"\0\x06record and more"),
        with_check(b"\0\0"),
        with_check(b"\x01\xff" + bytes(378)),
    ],
    ids=["check", "padding", "empty", "too long"],
)
def test_sound_codewords_are_not_yet_a_frame(data: bytes) -> None:
    with pytest.raises(FormatError, match="check"):
        unframe(by_hand(data))
