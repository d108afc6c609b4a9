"""New PINs: each fault by itself, and what holds for all of them."""

from __future__ import annotations

import string
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sealdesk.policy.pin_rules import VENDOR_DEFAULTS, PinFault, PinRules, pin_faults

RULES = PinRules()
GOOD = "730519"
pins = st.text(st.sampled_from(string.ascii_letters + string.digits + "#-é章"), max_size=40)


def faults(pin: str, old: str | None = None, token_min: int = 0, token_max: int = 0) -> set[PinFault]:
    return set(pin_faults(pin, old, RULES, token_min, token_max))


def test_a_good_one_has_no_fault() -> None:
    assert faults(GOOD, old="730520", token_min=6, token_max=6) == set()


@pytest.mark.parametrize(
    ("pin", "fault"),
    [
        ("", PinFault.TOO_SHORT),
        ("73051", PinFault.TOO_SHORT),
        ("456789", PinFault.SEQUENTIAL),
        ("987654", PinFault.SEQUENTIAL),
        ("890123", PinFault.SEQUENTIAL),
        ("321098", PinFault.SEQUENTIAL),
        ("0123456789012345678901", PinFault.SEQUENTIAL),
        ("fghijk", PinFault.SEQUENTIAL),
        ("xyzabc", PinFault.SEQUENTIAL),
        ("Qwertz", PinFault.SEQUENTIAL),
        ("1234567x", PinFault.SEQUENTIAL),
        ("a123456", PinFault.SEQUENTIAL),
        ("112233", PinFault.REPEATED),
        ("aabbcc", PinFault.REPEATED),
        ("123321", PinFault.REPEATED),
        ("PASSWORD1", PinFault.VENDOR_DEFAULT),
        ("１２３４５６", PinFault.VENDOR_DEFAULT),
        ("123456 ", PinFault.VENDOR_DEFAULT),
        ("QWERTY", PinFault.SEQUENTIAL),
        ("lkjhgf", PinFault.SEQUENTIAL),
        ("900123", None),
        ("444444", PinFault.REPEATED),
        ("474747", PinFault.REPEATED),
        ("4747474", PinFault.REPEATED),
        ("447447", PinFault.REPEATED),
        ("473473", PinFault.REPEATED),
        ("4734734", PinFault.REPEATED),
        ("12345678", PinFault.VENDOR_DEFAULT),
        ("1234QWER", PinFault.VENDOR_DEFAULT),
        ("WatchData", PinFault.VENDOR_DEFAULT),
    ],
)
def test_each_fault_is_found(pin: str, fault: PinFault | None) -> None:
    assert (fault in faults(pin)) if fault else not faults(pin)


def test_the_tokens_own_limits_are_bytes() -> None:
    assert faults("730519", token_min=7) == {PinFault.TOO_SHORT}
    assert faults("730519", token_max=5) == {PinFault.TOO_LONG}
    assert faults("七三零五一九", token_max=16) == {PinFault.TOO_LONG}, "18 bytes of UTF-8"
    assert faults("七三零五一九", token_min=8, token_max=18) == set()
    assert faults("七三零", token_min=8) == {PinFault.TOO_SHORT}, "3 characters are short, 9 bytes or not"


@pytest.mark.parametrize("default", sorted(VENDOR_DEFAULTS))
def test_no_makers_default_passes(default: str) -> None:
    for pin in (default, default.upper(), default.title()):
        assert PinFault.VENDOR_DEFAULT in faults(pin)


@given(pins)
def test_the_old_one_never_passes(pin: str) -> None:
    assert PinFault.SAME_AS_OLD in faults(pin, old=pin)
    assert PinFault.SAME_AS_OLD not in faults(pin, old=pin + "0")
    assert PinFault.SAME_AS_OLD not in faults(pin)


@given(pins, st.integers(4, 64))
def test_length_is_asked_of_every_pin(pin: str, least: int) -> None:
    found = pin_faults(pin, None, replace(RULES, min_length=least))
    assert (PinFault.TOO_SHORT in found) == (len(pin) < least)
    assert PinFault.TOO_LONG not in found, "the token names no limit"


@given(
    st.sampled_from(["0123456789", string.ascii_lowercase]),
    st.integers(0, 25),
    st.integers(2, 40),
    st.booleans(),
)
def test_every_run_is_found_whichever_way(row: str, start: int, length: int, down: bool) -> None:
    run = "".join(row[(start + step) % len(row)] for step in range(length))
    assert PinFault.SEQUENTIAL in faults(run[::-1] if down else run)


@given(st.text(string.digits, min_size=6, max_size=12))
def test_a_run_has_only_neighbours(pin: str) -> None:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    assert (PinFault.SEQUENTIAL in faults(pin)) == (steps in ({1}, {9}))


@given(st.text(string.digits + string.ascii_letters, min_size=1, max_size=8), st.integers(2, 5), st.data())
def test_a_piece_said_over_and_over_is_found(piece: str, times: int, data: st.DataObject) -> None:
    rest = data.draw(st.integers(0, len(piece)))
    assert PinFault.REPEATED in faults(piece * times + piece[:rest])


@given(st.permutations(string.digits + string.ascii_letters), st.integers(6, 20))
def test_different_characters_are_not_repeated(characters: list[str], length: int) -> None:
    pin = "".join(characters[:length])
    assert PinFault.REPEATED not in faults(pin)


@given(pins, pins)
def test_faults_do_not_depend_on_the_old_one_otherwise(pin: str, old: str) -> None:
    assume(pin != old)
    assert faults(pin, old) == faults(pin)


@pytest.mark.parametrize("length", [6, 8])
def test_hardly_any_random_pin_is_refused(length: int) -> None:
    chance = Random(7)
    drawn = ["".join(chance.choices(string.digits, k=length)) for _ in range(5000)]
    assert sum(bool(faults(pin)) for pin in drawn) < 0.01 * len(drawn)
