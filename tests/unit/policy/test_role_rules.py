"""Which roles meet in one person: user and approver, and what a policy excepts."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.model.people import Person, Role
from sealdesk.policy.custody_rules import may_be_custodian
from sealdesk.policy.role_rules import NEVER_MEET, conflicts, conflicts_left, exceptions_of

PAIRS = [frozenset(pair) for pair in combinations(Role, 2)]


def somebody(*roles: Role) -> Person:
    return Person("P1", "某人", "", frozenset(roles), frozenset(), "key")


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "+".join(sorted(pair)))
def test_only_user_and_approver_meet(pair: frozenset[Role]) -> None:
    assert bool(conflicts(pair)) is (pair != {Role.USER, Role.APPROVER})


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "+".join(sorted(pair)))
def test_an_exception_covers_all_but_keeping_with_managing_deciding_auditing(pair: frozenset[Role]) -> None:
    person = somebody(*pair)
    assert conflicts_left(person, {}) == conflicts(pair)
    assert conflicts_left(person, {"P2": "another"}) == conflicts(pair)
    assert conflicts_left(person, {"P1": "  "}) == conflicts(pair)
    assert bool(conflicts_left(person, {"P1": "单位仅五人"})) is (pair in NEVER_MEET)
    if pair in NEVER_MEET:
        assert not may_be_custodian(person)


@given(st.frozensets(st.sampled_from(Role)))
def test_conflicts_are_pairs_of_the_roles_each_once(roles: frozenset[Role]) -> None:
    found = conflicts(roles)
    assert len(set(found)) == len(found)
    assert all(pair <= roles and len(pair) == 2 for pair in found)
    assert bool(found) is (len(roles) > 1 and roles != {Role.USER, Role.APPROVER})


def test_exceptions_that_somebody_uses() -> None:
    plain = Person("P2", "另一人", "", frozenset({Role.USER}), frozenset(), "k")
    both = somebody(Role.SYSTEM_ADMIN, Role.AUDITOR)
    (found,) = exceptions_of((plain, both), {"P1": "单位仅五人", "P2": "unused", "P3": "gone"})
    assert (found.person_id, found.reason) == ("P1", "单位仅五人")
    assert found.pairs == (frozenset({Role.SYSTEM_ADMIN, Role.AUDITOR}),)
