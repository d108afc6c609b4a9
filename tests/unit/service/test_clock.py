"""The time that terms are judged by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import LedgerEntry
from sealdesk.service import clock
from sealdesk.service.desk import Desk

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
Judge = Callable[[datetime | None], datetime]


@dataclass(frozen=True)
class Entries:
    """A ledger whose newest entry is of this time; None: an empty one."""

    newest: datetime | None

    def entries(self, **asked: object) -> Any:
        assert asked == {"newest_first": True, "limit": 1}
        if self.newest is not None:
            yield LedgerEntry(7, b"", b"", {"time": self.newest.isoformat()})


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Judge:
    monkeypatch.setattr(clock, "_clock", lambda: NOW)
    return lambda newest: clock.judged_now(cast(Desk, None), Entries(newest))


def test_the_clock_counts_where_nothing_is_later(judged: Judge) -> None:
    assert judged(None) == NOW
    assert judged(NOW - timedelta(days=900)) == NOW


def test_a_little_back_changes_nothing(judged: Judge) -> None:
    for ahead in (timedelta(seconds=1), clock.TOLERANCE):
        assert judged(NOW + ahead) == NOW + ahead


def test_further_back_is_refused(judged: Judge) -> None:
    newest = NOW + clock.TOLERANCE + timedelta(microseconds=1)
    with pytest.raises(SealDeskError) as caught:
        judged(newest)
    assert caught.value.code is ErrorCode.CLOCK_SET_BACK
    assert caught.value.facts == {"now": NOW, "newest": newest, "entry": 7}


def test_the_transaction_is_asked_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_clock", lambda: NOW)

    @dataclass(frozen=True)
    class Workspace:
        ledger: Entries

    desk = cast(Desk, Workspace(Entries(NOW + timedelta(seconds=3))))
    assert clock.judged_now(desk) == NOW + timedelta(seconds=3)
    assert clock.judged_now(desk, Entries(None)) == NOW
