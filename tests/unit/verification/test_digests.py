"""Digests of ranges equal those computed plainly, whatever was asked before."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.verification.digests import RangeDigests, digest


@given(st.binary(max_size=200), st.lists(st.tuples(*[st.integers(0, 200)] * 3), max_size=6))
def test_ranges_in_any_order(data: bytes, asked: list[tuple[int, int, int]]) -> None:
    digests = RangeDigests(data)
    for numbers in asked:
        first, second, end = sorted(min(number, len(data)) for number in numbers)
        for algorithm in ("sha256", "sha512"):
            expected = hashlib.new(algorithm, data[:first] + data[second:end]).digest()
            assert digests.around_gap(algorithm, first, second, end) == expected
    assert digests.whole() == hashlib.sha256(data).hexdigest()


def test_names_of_asn1crypto() -> None:
    assert digest("sha3_256", b"x") == hashlib.sha3_256(b"x").digest()
    assert digest("shake256", b"x") == hashlib.shake_256(b"x").digest(64)
    with pytest.raises(ValueError, match="unsupported"):
        digest("rot13", b"x")
