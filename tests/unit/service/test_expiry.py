"""When it is time to tell that something ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.service.expiry import months_later, notice_level

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("left", "level"),
    [
        (60 * DAY + SECOND, None),
        (60 * DAY, 60),
        (30 * DAY + SECOND, 60),
        (30 * DAY, 30),
        (7 * DAY + SECOND, 30),
        (7 * DAY, 7),
        (timedelta(), 7),
        (-SECOND, 0),
        (-999 * DAY, 0),
    ],
)
def test_levels_begin_at_their_second(left: timedelta, level: int | None) -> None:
    assert notice_level(AT + left, AT) == level


spans = st.timedeltas(-3 * 365 * DAY, 3 * 365 * DAY)


@given(spans)
def test_a_level_says_how_many_days_are_left_at_most(left: timedelta) -> None:
    level = notice_level(AT + left, AT)
    if level is None:
        assert left > 60 * DAY
    else:
        assert left <= level * DAY
    assert (level == 0) == (left < timedelta())


@given(spans, st.timedeltas(timedelta(), 365 * DAY))
def test_it_never_becomes_less_urgent(left: timedelta, later: timedelta) -> None:
    now, then = (notice_level(AT + left, moment) for moment in (AT, AT + later))
    assert then is not None or now is None
    assert now is None or then is None or then <= now


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-11-24", 1, "2026-12-24"),
        ("2026-11-24", 2, "2027-01-24"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-11-24", 36, "2029-11-24"),
        ("2026-01-31", 0, "2026-01-31"),
    ],
)
def test_months_later_is_the_same_day_or_the_last_one(start: str, months: int, end: str) -> None:
    assert months_later(datetime.fromisoformat(start), months) == datetime.fromisoformat(end)
