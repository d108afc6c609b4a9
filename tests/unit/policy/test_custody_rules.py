"""Who may keep a seal and who approves a deputy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.model.people import Person, Position, Role
from sealdesk.model.seal import Seal, SealKind, SealShape
from sealdesk.policy.custody_rules import CustodyRules, may_be_custodian, may_be_deputy
from sealdesk.policy.policy_text import PolicyError, read_policy
from sealdesk.resources import path

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def person(roles: frozenset[Role], *positions: Position, department: str = "工程部") -> Person:
    return Person("p", "某某", department, roles, frozenset(positions), "")


def seal(kind: SealKind, department: str = "") -> Seal:
    return Seal(
        "s", kind, "印", "单位", "", SealShape.ROUND, 40, 40, (), "c", "", NOW, NOW, department=department
    )


@given(st.frozensets(st.sampled_from(Role)))
def test_whoever_manages_decides_or_audits_keeps_no_seal(roles: frozenset[Role]) -> None:
    apart = roles & {Role.PLATFORM_ADMIN, Role.SYSTEM_ADMIN, Role.APPROVER, Role.AUDITOR}
    assert may_be_custodian(person(roles)) == (Role.CUSTODIAN in roles and not apart)
    assert may_be_deputy(person(roles)) == (bool(roles) and not apart)


@pytest.mark.parametrize("kind", SealKind)
def test_unit_seals_want_the_general_manager_department_seals_their_head(kind: SealKind) -> None:
    rules, approver = CustodyRules(), frozenset({Role.APPROVER})
    heads_own = kind in {SealKind.DEPARTMENT, SealKind.LEGAL_AFFAIRS, SealKind.OTHER}
    assert rules.may_approve(person(approver, Position.GENERAL_MANAGER), seal(kind))
    assert rules.may_approve(person(approver, Position.DEPARTMENT_HEAD), seal(kind, "工程部")) is heads_own
    assert not rules.may_approve(person(approver, Position.DEPARTMENT_HEAD), seal(kind, "财务部"))
    assert not rules.may_approve(person(approver, Position.FINANCE_DIRECTOR), seal(kind))
    assert not rules.may_approve(person(frozenset({Role.USER}), Position.GENERAL_MANAGER), seal(kind))


@given(st.integers(-200, 200), st.integers(1, 100))
def test_a_term_lies_ahead_and_within_the_longest(hours: int, days: int) -> None:
    rules = CustodyRules(longest_days=days)
    assert rules.term_allowed(NOW, NOW + timedelta(hours=hours)) == (0 < hours <= 24 * days)


def test_the_shipped_policy_says_what_the_program_takes_for_granted() -> None:
    assert read_policy(path("policy.toml").read_text("utf-8")).custody == CustodyRules()


@pytest.mark.parametrize(
    "table",
    [
        "[custody]\nlongest = 3",
        "[custody]\nlongest_days = 0",
        "[custody.approve]\nunit = []",
        '[custody.approve]\nunit = ["boss"]',
        '[custody.approve]\nseal = ["general_manager"]',
    ],
)
def test_a_policy_that_means_nothing_is_refused(table: str) -> None:
    with pytest.raises(PolicyError):
        read_policy("format = 1\nversion = 1\n[kinds]\n" + table)
