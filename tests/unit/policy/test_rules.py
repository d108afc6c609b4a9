"""What a policy answers to those who ask it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sealdesk import resources
from sealdesk.model.document import DocumentClass
from sealdesk.model.people import Position
from sealdesk.model.seal import SealKind
from sealdesk.policy.approval_rules import ApprovalStep, ClassRules, KindRules
from sealdesk.policy.pin_rules import PinRules
from sealdesk.policy.policy_text import read_policy
from sealdesk.policy.rules import CertificateRules, Policy

SHIPPED = resources.path("policy.toml").read_text("utf-8")
MANAGER = ApprovalStep(frozenset({Position.GENERAL_MANAGER}))


def test_a_kind_without_a_rule_needs_the_general_manager() -> None:
    bare = Policy(1, {}, {})
    assert bare.kind_rules(SealKind.FINANCE).steps == (MANAGER,)
    assert bare.class_rules(DocumentClass.LEGAL) == ClassRules()
    assert not bare.forbids(SealKind.UNIT, DocumentClass.CONTRACT)


def test_what_a_kind_forbids_is_forbidden_for_it_alone() -> None:
    policy = Policy(1, {SealKind.UNIT: KindRules((MANAGER,), frozenset({DocumentClass.CONTRACT}))}, {})
    assert policy.forbids(SealKind.UNIT, DocumentClass.CONTRACT)
    assert not policy.forbids(SealKind.UNIT, DocumentClass.LEGAL)
    assert not policy.forbids(SealKind.CONTRACT, DocumentClass.CONTRACT)


@pytest.mark.parametrize(
    ("own", "general", "locks"),
    [(None, False, False), (None, True, True), (True, False, True), (False, True, False)],
)
def test_a_kind_may_lock_the_token_otherwise_than_the_rest(
    own: bool | None, general: bool, locks: bool
) -> None:
    kinds = {SealKind.UNIT: KindRules((MANAGER,), pin_each_use=own)}
    policy = Policy(1, kinds, {}, pin=PinRules(each_use=general))
    assert policy.pin_each_use(SealKind.UNIT) is locks
    assert policy.pin_each_use(SealKind.FINANCE) is general


@pytest.mark.parametrize(
    ("at", "began"),
    [
        (datetime(2026, 11, 24, 15, 59, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC)),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), datetime(2026, 11, 24, 16, tzinfo=UTC)),
    ],
)
def test_a_day_begins_by_the_policys_clock(at: datetime, began: datetime) -> None:
    assert Policy(1, {}, {}).day_began(at) == began


def test_a_statement_counts_for_so_many_hours() -> None:
    at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    rules = CertificateRules(status_age_hours=24)
    assert rules.counts(at - timedelta(hours=24), at)
    assert not rules.counts(at - timedelta(hours=24, seconds=1), at)


def test_the_shipped_policy_names_what_holds_without_it() -> None:
    shipped, bare = read_policy(SHIPPED), Policy(1, {}, {})
    assert (shipped.pin, shipped.certificates, shipped.batch) == (bare.pin, bare.certificates, bare.batch)
    assert (shipped.request_days, shipped.delegation_days) == (bare.request_days, bare.delegation_days)
    assert shipped.clock_ahead == bare.clock_ahead and shipped.ordered is bare.ordered
