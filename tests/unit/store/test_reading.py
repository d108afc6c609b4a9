"""Searching the ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.store import reading
from sealdesk.store.ledger import Ledger

Facts = Callable[[int], dict[str, Any]]
KINDS = (EntryKind.ACT_SEALED, EntryKind.ACT_FAILED, EntryKind.PIN_FAILED)


@pytest.fixture
def filled(ledger: Ledger, facts: Facts, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setattr(reading, "_PAGE", 4)  # many pages from few entries
    with ledger.transaction() as transaction:
        for number in range(30):
            kind = KINDS[number % 3]
            transaction.append(kind, {} if kind is EntryKind.PIN_FAILED else facts(number))
    return ledger


def indexes(ledger: Ledger, **search: Any) -> list[int]:
    return [entry.index for entry in ledger.entries(**search)]


def test_everything_in_both_orders(filled: Ledger) -> None:
    assert indexes(filled) == list(range(30))
    assert indexes(filled, newest_first=True) == list(range(29, -1, -1))


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("limit", [0, 1, 3, 4, 5, 8, 29, 30, 31])
def test_limits(filled: Ledger, limit: int, newest_first: bool) -> None:
    everything = list(range(29, -1, -1)) if newest_first else list(range(30))
    assert indexes(filled, limit=limit, newest_first=newest_first) == everything[:limit]


def test_between_indexes(filled: Ledger) -> None:
    assert indexes(filled, after_index=5, before_index=9) == [6, 7, 8]
    assert indexes(filled, after_index=5, before_index=9, newest_first=True) == [8, 7, 6]
    assert indexes(filled, after_index=29) == []
    assert indexes(filled, before_index=99, after_index=27) == [28, 29]


def test_by_what_the_bodies_say(filled: Ledger) -> None:
    entries = list(filled.entries())
    for name in ("request", "act", "seal", "person"):
        values = {entry.body.get(name) for entry in entries} - {None}
        assert values
        for value in values:
            expected = [entry.index for entry in entries if entry.body.get(name) == value]
            assert indexes(filled, **{name: value}) == expected
            assert indexes(filled, **{name: value}, newest_first=True) == expected[::-1]
    assert indexes(filled, document_sha256=f"{6:064x}") == [6]
    assert indexes(filled, seal="SEAL-1", request="REQ-1", limit=2) == [1, 7]
    assert indexes(filled, seal="no such seal") == []


def test_by_kind_and_kinds(filled: Ledger) -> None:
    assert indexes(filled, kind=EntryKind.ACT_FAILED) == list(range(1, 30, 3))
    both = [index for index in range(30) if index % 3]
    assert indexes(filled, kind=KINDS[1:]) == both
    assert indexes(filled, kind=KINDS[1:], newest_first=True, limit=5) == both[:-6:-1]
    assert indexes(filled, kind=()) == []


def test_by_time(filled: Ledger) -> None:
    entries = list(filled.entries())
    middle = entries[12].time
    assert indexes(filled, since=middle) == [entry.index for entry in entries if entry.time >= middle]
    assert indexes(filled, until=middle) == [entry.index for entry in entries if entry.time < middle]
    assert indexes(filled, since=entries[-1].time + timedelta(microseconds=1)) == []


def test_reading_does_not_stand_in_the_way_of_appending(filled: Ledger, path: Path, facts: Facts) -> None:
    with Ledger(path) as other:
        seen = []
        for entry in filled.entries():
            seen.append(entry.index)
            if entry.index < 3:
                other.append(EntryKind.ACT_SEALED, facts(100))
                filled.append(EntryKind.ACT_SEALED, facts(101))
        assert seen == list(range(30))
        assert filled.size() == 36


def test_an_edited_body_is_never_read_as_an_entry(filled: Ledger, path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute("DROP TRIGGER body_no_update")
    raw.execute("UPDATE body SET canonical = replace(canonical, 'REQ-0', 'REQ-9') WHERE idx = 3")
    raw.commit()
    raw.close()
    for search in ({"request": "REQ-9"}, {}, {"after_index": 2}):
        with pytest.raises(SealDeskError) as found:
            indexes(filled, **search)
        assert found.value.code is ErrorCode.LEDGER_BROKEN
        assert found.value.facts["index"] == 3


def test_a_missing_node_hash_is_told(filled: Ledger, path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute("DROP TRIGGER node_no_delete")
    raw.execute("DELETE FROM node")
    raw.commit()
    raw.close()
    with pytest.raises(SealDeskError) as found:
        filled.root()
    assert found.value.code is ErrorCode.LEDGER_BROKEN


@pytest.mark.parametrize(
    "column", ["request", "act", "seal", "person", "document_sha256", "entry_id", "kind"]
)
def test_searches_use_their_index(filled: Ledger, path: Path, column: str) -> None:
    raw = sqlite3.connect(path)
    query = (
        f"EXPLAIN QUERY PLAN {reading._ENTRIES} WHERE {column} = ? AND body.idx > ? ORDER BY body.idx LIMIT 9"
    )
    plan = " ".join(row[3] for row in raw.execute(query, ("x", 0)))
    raw.close()
    assert f"body_{column}" in plan
    assert "TEMP B-TREE" not in plan
