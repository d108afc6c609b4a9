"""Recovery by two administrators: any two of them, neither alone, nobody else."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.vault.tokens import token_for

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.tlog.note import NoteError, Signer
from sealdesk.vault.envelope import Envelope, close_envelope, read_envelope
from sealdesk.vault.recipients import NotOurKeyError, Wrap, context
from sealdesk.vault.recovery import (
    MOST_ADMINISTRATORS,
    Administrator,
    can_be_sealed_to,
    join_halves,
    pair_table,
    read_pair,
    recovery_key,
    recovery_private_key,
    split_for_pairs,
)

KEYS = {f"A{number:02}": Signer.generate(f"people/A{number:02}").secret_text() for number in range(10)}
EVERYBODY = tuple(Administrator(person, recovery_key(key)) for person, key in KEYS.items())
BINDING = context("SEAL-1", 1)
CONTENT = os.urandom(500)
LOCK, _ = token_for(Wrap.ECDH)


def closed_for(*people: str) -> Envelope:
    chosen = tuple(one for one in EVERYBODY if one.person_id in people)
    return read_envelope(close_envelope("SEAL-1", 1, CONTENT, (LOCK,), chosen), "SEAL-1")


def keys_of(*people: str) -> dict[str, str]:
    return {person: KEYS[person] for person in people}


def test_any_two_of_ten_open() -> None:
    envelope = closed_for(*KEYS)
    assert len(envelope.pairs) == 45
    for first, second in combinations(KEYS, 2):
        assert envelope.open_with_administrators(keys_of(second, first)) == CONTENT


@given(st.binary(min_size=32, max_size=32), st.integers(2, 5))
def test_round_trip(content_key: bytes, number: int) -> None:
    pairs = split_for_pairs(content_key, EVERYBODY[:number], BINDING)
    assert [read_pair(pair_table(pair)) for pair in pairs] == list(pairs)
    for pair in pairs:
        names = [half.administrator.person_id for half in pair]
        keys = {name: recovery_private_key(KEYS[name]) for name in names}
        assert join_halves(pair, keys, BINDING) == content_key


@pytest.mark.parametrize("people", [(), ("A00",), ("A00", "A01", "A02"), ("A00", "A05")])
def test_one_alone_three_or_a_stranger_do_not(people: tuple[str, ...]) -> None:
    with pytest.raises(SealDeskError) as refused:
        closed_for("A00", "A01", "A02").open_with_administrators(keys_of(*people))
    assert refused.value.code is ErrorCode.VAULT_NO_RECOVERY


def test_another_key_of_the_same_person_does_not() -> None:
    keys = {"A00": KEYS["A00"], "A01": KEYS["A02"]}
    with pytest.raises(SealDeskError) as refused:
        closed_for("A00", "A01").open_with_administrators(keys)
    assert refused.value.code is ErrorCode.VAULT_NO_RECOVERY


def test_with_one_administrator_there_are_no_pairs() -> None:
    assert closed_for("A00").pairs == () == closed_for().pairs


def test_one_half_tells_nothing_of_the_key() -> None:
    """The first half is drawn anew each time; the second is the key covered by it."""
    one, other = (split_for_pairs(bytes(32), EVERYBODY[:2], BINDING)[0] for _ in range(2))
    mixed = (one[0], other[1])
    keys = {name: recovery_private_key(KEYS[name]) for name in ("A00", "A01")}
    assert join_halves(mixed, keys, BINDING) != bytes(32)


def test_halves_of_another_seal_version_or_pair_are_refused() -> None:
    pair = split_for_pairs(bytes(32), EVERYBODY[:3], BINDING)[0]
    keys = {name: recovery_private_key(KEYS[name]) for name in ("A00", "A01", "A02")}
    for binding in (context("SEAL-2", 1), context("SEAL-1", 2)):
        with pytest.raises(NotOurKeyError):
            join_halves(pair, keys, binding)
    moved = (pair[0], replace(pair[1], administrator=EVERYBODY[2]))
    with pytest.raises(NotOurKeyError):
        join_halves(moved, keys, BINDING)


def test_too_many_and_twice_the_same_are_refused() -> None:
    many = tuple(Administrator(f"B{n}", EVERYBODY[0].recovery_key) for n in range(MOST_ADMINISTRATORS + 1))
    for administrators in (many, (EVERYBODY[0], EVERYBODY[0])):
        with pytest.raises(ValueError, match="administrators"):
            split_for_pairs(bytes(32), administrators, BINDING)


def test_the_recovery_key_is_derived_and_apart_from_the_signing_key() -> None:
    assert recovery_key(KEYS["A00"]) == recovery_key(KEYS["A00"]) != recovery_key(KEYS["A01"])
    seed = Signer.parse(KEYS["A00"])
    assert recovery_key(KEYS["A00"]) != seed.verifier.public_key
    with pytest.raises(NoteError):
        recovery_key("PRIVATE+KEY+x")


def test_the_derivation_stays_as_it_is() -> None:
    """A vector: registers in the field carry such keys."""
    key = "PRIVATE+KEY+example+c1ca759e+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
    assert recovery_key(key).hex() == "bfda92690ed31c003a9cee30e934a2ad1f7b53319c632c763a8eb4eb3da3722e"


def test_points_of_small_order_are_no_recovery_keys() -> None:
    assert can_be_sealed_to(EVERYBODY[0])
    assert not can_be_sealed_to(Administrator("X", bytes(32)))


GOOD = pair_table(split_for_pairs(bytes(32), EVERYBODY[:2], BINDING)[0])


@pytest.mark.parametrize(
    "table",
    [
        None,
        {},
        GOOD[:1],
        [*GOOD, GOOD[0]],
        GOOD[::-1],
        [GOOD[0], GOOD[0]],
        [GOOD[0], {**GOOD[1], "share": GOOD[1]["share"].upper()}],
        [GOOD[0], {**GOOD[1], "public": "00"}],
        [GOOD[0], {**GOOD[1], "more": 1}],
    ],
)
def test_pairs_of_another_form_are_refused(table: object) -> None:
    with pytest.raises(FormatError):
        read_pair(table)
