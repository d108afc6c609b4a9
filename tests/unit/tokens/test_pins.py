"""PINs kept for one use: given out once, in order, and wiped."""

from __future__ import annotations

import pytest

from sealdesk.errors import SealDeskError
from sealdesk.tokens import pins
from sealdesk.tokens.pins import KEPT_S, OfferedPins

REF, OTHER = ("标签", "01"), ("标签", "02")


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(pins.time, "monotonic", lambda: now[0])
    return now


def test_each_is_given_out_once_in_their_order_to_its_own_token() -> None:
    offers = OfferedPins()
    for pin in (bytearray(b"first"), None, bytearray(b"third")):
        offers.offer(REF, pin)
    assert not offers.any_for(OTHER)
    assert [offers.take(REF) for _ in range(3)] == [b"first", None, b"third"]
    assert not offers.any_for(REF)


def test_a_copy_is_kept() -> None:
    offers, pin = OfferedPins(), bytearray(b"123456")
    offers.offer(REF, pin)
    pin[:] = bytes(6)
    assert offers.take(REF) == b"123456"


def test_what_nobody_used_is_wiped_in_time(now: list[float]) -> None:
    offers = OfferedPins()
    assert offers.oldest_ends_in_s() is None
    offers.offer(REF, bytearray(b"123456"))
    now[0] += 100
    offers.offer(REF, bytearray(b"654321"))
    first, second = (pin for _, pin in offers._kept[REF])
    assert offers.oldest_ends_in_s() == KEPT_S - 100
    now[0] += KEPT_S - 100
    offers.forget_old()
    assert (first, second) == (bytes(6), b"654321")
    assert offers.any_for(REF)
    now[0] += 100
    assert not offers.any_for(REF)
    assert second == bytes(6)
    assert offers.oldest_ends_in_s() is None


def test_forgetting_a_token_wipes_its_own() -> None:
    offers = OfferedPins()
    for ref in (REF, OTHER):
        offers.offer(ref, bytearray(b"123456"))
    ((_, ours),), ((_, theirs),) = offers._kept[REF], offers._kept[OTHER]
    offers.forget(REF)
    assert (ours, theirs) == (bytes(6), b"123456")
    assert not offers.any_for(REF)


def test_there_is_an_end_to_keeping() -> None:
    offers = OfferedPins()
    with pytest.raises(SealDeskError):
        for _ in range(10_000):
            offers.offer(REF, None)
