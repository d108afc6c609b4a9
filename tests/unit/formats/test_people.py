"""The people register: what is written comes back, anything else is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.formats.fields import FormatError
from sealdesk.formats.people import PeopleRegister, read_people, write_people
from sealdesk.model.people import Person, Position, Role

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
people = st.builds(
    Person,
    id=texts,
    name=texts,
    department=texts,
    roles=st.frozensets(st.sampled_from(Role)),
    positions=st.frozensets(st.sampled_from(Position)),
    public_key=texts,
    certificates=st.lists(texts, max_size=3).map(tuple),
    recovery_key=st.one_of(st.just(""), st.binary(min_size=32, max_size=32).map(bytes.hex)),
)
registers = st.builds(
    PeopleRegister,
    st.integers(1, 1 << 40),
    st.lists(people, max_size=5, unique_by=lambda person: person.id).map(tuple),
)


@given(registers)
def test_round_trip(register: PeopleRegister) -> None:
    assert read_people(write_people(register)) == register


ADMINISTRATOR = Person("P1", "吴", "", frozenset({Role.SYSTEM_ADMIN}), frozenset(), "key", (), "ab" * 32)


def table(**changes: object) -> dict[str, Any]:
    """A register of one administrator with these fields changed; None leaves one out."""
    whole = json.loads(write_people(PeopleRegister(1, (ADMINISTRATOR,))))
    person = {**whole["people"][0], **changes}
    whole["people"] = [{name: value for name, value in person.items() if value is not None}]
    return whole


def test_registers_without_recovery_keys_are_read_as_before() -> None:
    (person,) = read_people(json.dumps(table(recovery_key=None))).people
    assert person.recovery_key == ""
    assert "recovery_key" not in write_people(PeopleRegister(1, (person,)))


@pytest.mark.parametrize("key", ["", "ab", "ab" * 31, "AB" * 32, "ab" * 32 + " ", "xy" * 32, 7, []])
def test_recovery_keys_of_another_form_are_refused(key: object) -> None:
    with pytest.raises(FormatError):
        read_people(json.dumps(table(recovery_key=key)))


@pytest.mark.parametrize("changes", [{"id": None}, {"id": 1}, {"roles": ["emperor"]}, {"more": 1}])
def test_people_of_another_form_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(FormatError):
        read_people(json.dumps(table(**changes)))


def test_two_people_with_one_id_are_refused() -> None:
    with pytest.raises(FormatError):
        read_people(write_people(PeopleRegister(1, (ADMINISTRATOR, ADMINISTRATOR))))
