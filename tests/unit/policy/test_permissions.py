"""The permission matrix, cell by cell, and that no other table of the policy gives what it does not."""

from __future__ import annotations

import pytest

from sealdesk import resources
from sealdesk.model.people import Person, Position, Role
from sealdesk.model.permission import Action
from sealdesk.model.seal import SealKind, SealState
from sealdesk.model.seal_life import LifeAction
from sealdesk.policy.custody_rules import may_be_custodian, may_be_deputy
from sealdesk.policy.permissions import CONDITIONS, MATRIX, OF_STEP, Condition, may, powers_of
from sealdesk.policy.policy_text import read_policy
from sealdesk.policy.seal_life import RULES, LifeStanding, _is_one_of, judge_count

POLICY = read_policy(resources.path("policy.toml").read_text("utf-8"))

# One column a role: platform administrator, system administrator, custodian, user, approver, auditor.
CELLS = """
request            - - - y - -
withdraw           - - - y - -
approve            - - - - y -
delegate_approval  - - - - y -
register_paper     - y - - - -
convert            - - y y y -
print              y y y y y y
stamp              - - y y - -
confirm            - - - - y -
deliver            - - y y - -
void               y y - - y -
apply_for_seal     y y y y y -
review_seal        - y - - y -
make_seal          y y - - - -
dispose_of_seal    y y - - - -
keep_seal          - - y y - -
count_seals        y y y - - y
freeze_seal        y y y y y y
recover_seal       y y - - - -
change_people      y y - - - -
change_policy      y y - - - -
change_trust       y y - - - -
enrol_workstation  y y - - - -
read_own           - - - y y -
read_all           - y y - - y
export             - y - - - y
inspect            - - - - - y
"""
ALLOWED = {
    (Action(action), role): cell == "y"
    for action, *cells in (line.split() for line in CELLS.strip().splitlines())
    for role, cell in zip(Role, cells, strict=True)
}


def somebody(*roles: Role) -> Person:
    """With every position: what a role lacks, no position gives."""
    return Person("P1", "某人", "办公室", frozenset(roles), frozenset(Position), "key")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_every_cell(action: Action, role: Role) -> None:
    assert may(somebody(role), action) is ALLOWED[action, role]
    assert (action in powers_of(somebody(role))) is ALLOWED[action, role]


@pytest.mark.parametrize("action", Action)
def test_nobody_without_a_role_does_anything(action: Action) -> None:
    assert not may(somebody(), action)


def test_whoever_manages_does_not_use_and_whoever_audits_does_neither() -> None:
    using = {Action.REQUEST, Action.APPROVE, Action.STAMP, Action.KEEP_SEAL, Action.CONFIRM, Action.DELIVER}
    managing = {Action.MAKE_SEAL, Action.CHANGE_PEOPLE, Action.CHANGE_POLICY, Action.CHANGE_TRUST}
    for role in Role:
        powers = powers_of(somebody(role))
        assert not (powers & using and powers & managing), role
    assert powers_of(somebody(Role.AUDITOR)).isdisjoint(using | managing)


def test_conditions_stand_beside_powers_alone() -> None:
    assert all(role in MATRIX[action] for action, role in CONDITIONS)
    assert set(CONDITIONS.values()) == set(Condition)


# Against the other tables.


@pytest.mark.parametrize("action", LifeAction)
def test_a_seals_life_gives_no_role_what_the_matrix_does_not(action: LifeAction) -> None:
    """Somebody with one role, every position, keeping the seal where that role may keep one."""
    assert len(OF_STEP[action]) == len(RULES[action].signers)
    for group, power in zip(RULES[action].signers, OF_STEP[action], strict=True):
        for role in Role:
            person = somebody(role)
            keeps = may_be_custodian(person) or may_be_deputy(person)
            standing = LifeStanding(
                "S1", SealKind.UNIT, SealState.ACTIVE, frozenset({person.id} if keeps else ())
            )
            if _is_one_of(POLICY, standing, person, group):
                assert role in MATRIX[power], (action, role)


@pytest.mark.parametrize(
    "power",
    [
        Action.APPLY_FOR_SEAL,
        Action.REVIEW_SEAL,
        Action.MAKE_SEAL,
        Action.DISPOSE_OF_SEAL,
        Action.KEEP_SEAL,
        Action.FREEZE_SEAL,
    ],
)
def test_each_power_over_seals_is_one_that_some_step_takes(power: Action) -> None:
    for role in MATRIX[power]:
        person = somebody(role)
        standing = LifeStanding("S1", SealKind.UNIT, SealState.ACTIVE, frozenset({person.id}))
        assert any(
            used is power and _is_one_of(POLICY, standing, person, group)
            for step, powers in OF_STEP.items()
            for group, used in zip(RULES[step].signers, powers, strict=True)
        ), role


def test_who_keeps_seals_and_who_counts_them() -> None:
    for role in Role:
        person = somebody(role)
        assert (may_be_custodian(person) or may_be_deputy(person)) is may(person, Action.KEEP_SEAL)
        assert may(person, Action.STAMP) is may(person, Action.KEEP_SEAL)
        other = Person("P2", "x", "", frozenset({Role.USER}), frozenset(), "k")
        if not judge_count((person, other)):
            assert may(person, Action.COUNT_SEALS)
