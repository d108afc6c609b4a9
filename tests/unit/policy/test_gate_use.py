"""What else stands against a use: hours, the day's count, terms, confirmations that are late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone

import pytest

from sealdesk.errors import ErrorCode
from sealdesk.model.document import DocumentClass
from sealdesk.model.seal import SealKind
from sealdesk.policy.approval_rules import ClassRules, Hours, KindRules, Overdue

from .gate_cases import MANAGER, NOW, SHIPPED, approval, codes, request

CHINA = timezone(timedelta(hours=8))
WORKING = Hours(time(8, 30), time(18), frozenset({1, 2, 3, 4, 5}))
GIVEN = (approval(MANAGER),)


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (datetime(2026, 11, 24, 8, 29, 59, tzinfo=CHINA), False),
        (datetime(2026, 11, 24, 8, 30, tzinfo=CHINA), True),
        (datetime(2026, 11, 24, 17, 59, 59, tzinfo=CHINA), True),
        (datetime(2026, 11, 24, 18, 0, tzinfo=CHINA), False),
        (datetime(2026, 11, 27, 12, 0, tzinfo=CHINA), True),
        (datetime(2026, 11, 28, 12, 0, tzinfo=CHINA), False),
        (datetime(2026, 11, 29, 12, 0, tzinfo=CHINA), False),
    ],
)
def test_hours_go_by_the_policys_clock(at: datetime, allowed: bool) -> None:
    assert WORKING.allow(at) is allowed


def test_an_hour_of_another_day_there_is_that_day() -> None:
    sunday_here = datetime(2026, 11, 29, 23, 0, tzinfo=UTC)
    assert Hours(time.min, time.max, frozenset({1})).allow(sunday_here)
    assert not Hours(time.min, time.max, frozenset({1}), timedelta()).allow(sunday_here)


def test_outside_the_hours_a_seal_stays_where_it_is() -> None:
    steps = SHIPPED.kind_rules(SealKind.UNIT).steps
    for hours, found in (
        (WORKING, set()),
        (replace(WORKING, closes=time(17)), {ErrorCode.SEAL_OUT_OF_HOURS}),
    ):
        policy = replace(SHIPPED, kinds={SealKind.UNIT: KindRules(steps, hours=hours)})
        assert codes(GIVEN, policy=policy) == found  # 09:00 UTC: 17:00 in China


@pytest.mark.parametrize(
    ("used", "asked", "good"), [(0, 3, True), (2, 1, True), (2, 2, False), (3, 1, False), (9, 1, False)]
)
def test_a_seal_makes_so_many_impressions_a_day(used: int, asked: int, good: bool) -> None:
    steps = SHIPPED.kind_rules(SealKind.UNIT).steps
    policy = replace(SHIPPED, kinds={SealKind.UNIT: KindRules(steps, per_day=3)})
    wants = request(impressions=9)
    given = [approval(MANAGER, impressions=9)]
    found = codes(given, wants, policy=policy, used_today=used, impressions=asked)
    assert found == (set() if good else {ErrorCode.SEAL_DAY_LIMIT})
    assert codes(given, wants, used_today=used, impressions=asked) == set()


def test_a_request_does_not_count_before_its_term() -> None:
    later = request(valid_from=NOW + timedelta(minutes=1))
    assert codes(GIVEN, later) == {ErrorCode.REQUEST_NOT_YET}
    assert codes(GIVEN, request(valid_from=NOW)) == set()


@pytest.mark.parametrize(
    ("rule", "late", "found"),
    [
        (Overdue.TELL, ("A1",), set()),
        (Overdue.REFUSE, (), set()),
        (Overdue.REFUSE, ("A1", "A2"), {ErrorCode.CONFIRMATION_OVERDUE}),
    ],
)
def test_who_is_late_to_confirm_waits_where_the_policy_says_so(
    rule: Overdue, late: tuple[str, ...], found: set[ErrorCode]
) -> None:
    policy = replace(SHIPPED, classes={DocumentClass.GENERAL: ClassRules(confirm_overdue=rule)})
    assert codes(GIVEN, policy=policy, overdue=late) == found


def test_by_default_nobody_waits_for_a_confirmation() -> None:
    assert {rules.confirm_overdue for rules in SHIPPED.classes.values()} == {Overdue.TELL}
    confirmed = {name for name, rules in SHIPPED.classes.items() if rules.confirm_after}
    assert confirmed == {DocumentClass.CONTRACT, DocumentClass.IMPORTANT}
