"""How often a wrong password may be entered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sealdesk.policy.sign_in_rules import SignInRules

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
RULES = SignInRules(tries=5, locked_minutes=15)


def minutes(*after: int) -> list[datetime]:
    return [NOON + timedelta(minutes=one) for one in after]


def test_four_wrong_ones_are_free_and_the_fifth_locks() -> None:
    assert RULES.locked_until(minutes(0, 1, 2, 3)) is None
    assert RULES.locked_until(minutes(0, 1, 2, 3, 4)) == NOON + timedelta(minutes=19)


def test_every_further_one_locks_anew() -> None:
    assert RULES.locked_until(minutes(0, 1, 2, 3, 4, 20)) == NOON + timedelta(minutes=35)


@given(st.lists(st.integers(0, 100_000), max_size=20))
def test_it_depends_on_the_latest_alone(after: list[int]) -> None:
    found = RULES.locked_until(minutes(*after))
    assert (found is None) is (len(after) < 5)
    assert found is None or found == NOON + timedelta(minutes=max(after) + 15)
