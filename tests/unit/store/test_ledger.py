"""Appending, transactions, checkpoints and receipts."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.canonical import canonical
from sealdesk.model.ledger import EntryKind
from sealdesk.store import outside
from sealdesk.store.entry_body import reserved_id
from sealdesk.store.ledger import Ledger, Transaction
from sealdesk.tlog.checkpoint import open_checkpoint
from sealdesk.tlog.merkle import (
    EMPTY_ROOT,
    CompactRange,
    LeafHash,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from sealdesk.tlog.note import Signer

Facts = Callable[[int], dict[str, Any]]


def test_an_entry_takes_the_id_that_was_reserved_for_it(ledger: Ledger, facts: Facts) -> None:
    reserved = reserved_id(datetime.now(UTC))
    with ledger.transaction() as transaction:
        entry = transaction.append(EntryKind.ACT_INTENDED, facts(0), reserved)
    assert entry.entry_id == reserved
    assert ledger.entry(reserved) == entry


def test_no_two_entries_have_one_id(ledger: Ledger, facts: Facts) -> None:
    reserved = reserved_id(datetime.now(UTC))
    with pytest.raises(SealDeskError), ledger.transaction() as transaction:
        transaction.append(EntryKind.ACT_INTENDED, facts(0), reserved)
        transaction.append(EntryKind.ACT_INTENDED, facts(1), reserved)
    assert ledger.size() == 0


@pytest.mark.parametrize(
    "other", ["", "one", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "01A20D4D-B980-73CE-9A71-E3EABFA0487D"]
)
def test_a_reserved_id_is_of_the_usual_form(ledger: Ledger, facts: Facts, other: str) -> None:
    with pytest.raises(ValueError, match="UUIDv7"), ledger.transaction() as transaction:
        transaction.append(EntryKind.ACT_INTENDED, facts(0), other)


def test_an_entry_comes_back_as_it_was_written(ledger: Ledger, facts: Facts) -> None:
    before = datetime.now(UTC)
    entry = ledger.append(EntryKind.ACT_SEALED, facts(7))
    assert entry.index == 0
    assert entry.kind is EntryKind.ACT_SEALED
    assert before <= entry.time <= datetime.now(UTC)
    assert entry.time.tzinfo is UTC
    assert entry.canonical == canonical(dict(entry.body))
    assert entry.leaf_hash == leaf_hash(entry.canonical)
    assert dict(entry.body) == {
        **facts(7),
        "format": 1,
        "entry_id": entry.entry_id,
        "kind": "act.sealed",
        "time": entry.body["time"],
        "workstation": "WS-1",
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", entry.body["time"])
    assert re.fullmatch(
        r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", entry.entry_id
    )
    assert ledger.entry(entry.entry_id) == entry
    assert ledger.entry_at(0) == entry
    assert ledger.entry("no such entry") is None
    assert ledger.entry_at(1) is None


def test_entries_survive_closing(ledger: Ledger, path: Path, facts: Facts) -> None:
    written = [ledger.append(EntryKind.ACT_SEALED, facts(number)) for number in range(3)]
    root = ledger.root()
    ledger.close()
    with Ledger(path) as again:
        assert list(again.entries()) == written
        assert again.root() == root


def test_the_tree_is_the_entries_tree(ledger: Ledger, facts: Facts) -> None:
    compact = CompactRange()
    assert ledger.root() == EMPTY_ROOT
    for number in range(40):
        compact.append(LeafHash(ledger.append(EntryKind.ACT_SEALED, facts(number)).leaf_hash))
        assert ledger.root() == compact.root()
    for size in range(1, 41):
        proof = ledger.consistency_proof(size)
        assert verify_consistency(size, 40, ledger.root(size), ledger.root(), proof)
    for entry in ledger.entries():
        proof = ledger.inclusion_proof(entry.index)
        assert verify_inclusion(LeafHash(entry.leaf_hash), entry.index, 40, proof, ledger.root())


def test_a_transaction_is_all_or_nothing(ledger: Ledger, path: Path, facts: Facts) -> None:
    ledger.append(EntryKind.REQUEST_MADE, facts(0))
    with Ledger(path) as other:
        with ledger.transaction() as transaction:
            transaction.append(EntryKind.ACT_INTENDED, facts(1))
            transaction.append(EntryKind.ACT_SEALED, facts(2))
            assert transaction.size() == 3
            assert other.size() == 1
        assert other.size() == 3
        root = ledger.root()

        class TroubleError(Exception):
            pass

        with pytest.raises(TroubleError), ledger.transaction() as transaction:
            transaction.append(EntryKind.ACT_SEALED, facts(3))
            raise TroubleError
        assert ledger.size() == other.size() == 3
        assert ledger.root() == other.root() == root
        assert other.append(EntryKind.ACT_SEALED, facts(3)).index == 3


def test_no_use_is_counted_twice(path: Path, facts: Facts) -> None:
    """Four threads race for the three uses of one approval."""
    granted = []

    def use(number: int) -> None:
        with Ledger(path, busy_timeout_s=60) as own:
            for _ in range(3):
                with own.transaction() as transaction:
                    used = sum(1 for _ in transaction.entries(kind=EntryKind.ACT_INTENDED, request="REQ-1"))
                    if used < 3:
                        transaction.append(EntryKind.ACT_INTENDED, {**facts(number), "request": "REQ-1"})
                        granted.append(number)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(granted) == 3
    with Ledger(path) as again:
        assert again.size() == 3


def test_who_waits_too_long_is_told_busy(ledger: Ledger, path: Path, facts: Facts) -> None:
    with Ledger(path, busy_timeout_s=0.05) as impatient:
        with ledger.transaction():
            with pytest.raises(SealDeskError) as refused:
                impatient.append(EntryKind.ACT_SEALED, facts(1))
            assert refused.value.code is ErrorCode.LEDGER_BUSY
            assert impatient.size() == 0
        assert impatient.append(EntryKind.ACT_SEALED, facts(1)).index == 0


def test_a_transaction_within_a_transaction_is_a_bug(ledger: Ledger) -> None:
    with ledger.transaction(), pytest.raises(RuntimeError), ledger.transaction():
        pass


def test_a_ledger_belongs_to_its_thread(ledger: Ledger) -> None:
    caught: list[BaseException] = []

    def use() -> None:
        try:
            ledger.size()
        except sqlite3.ProgrammingError as error:
            caught.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(caught) == 1


@pytest.mark.parametrize("name", ["format", "entry_id", "kind", "time", "workstation"])
def test_reserved_names_are_refused(ledger: Ledger, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        ledger.append(EntryKind.ACT_SEALED, {name: "forged"})
    assert ledger.size() == 0


@pytest.mark.parametrize(
    "value", [0.1, 1.0, float("nan"), b"bytes", datetime(2026, 1, 1, tzinfo=UTC), {1: "a"}, 2**53]
)
def test_what_has_no_exact_canonical_form_is_refused(ledger: Ledger, value: object) -> None:
    with pytest.raises(ValueError):
        ledger.append(EntryKind.ACT_SEALED, {"inner": [{"value": value}]})
    assert ledger.size() == 0


def test_every_text_can_be_recorded(ledger: Ledger) -> None:
    texts = ['印章\u2028\x00\x1f"\\', "\udcff.pdf", "𠮷", "é", "e\u0301"]
    entry = ledger.append(
        EntryKind.ACT_SEALED, {"texts": texts, "nothing": None, "yes": True, "n": -(2**53) + 1}
    )
    again = ledger.entry_at(0)
    assert again == entry
    assert again.body["texts"] == [texts[0], "\\udcff.pdf", *texts[2:]]


def test_checkpoints_are_signed_and_kept(ledger: Ledger, facts: Facts, signer: Signer) -> None:
    assert ledger.last_checkpoint() is None
    ledger.append(EntryKind.ACT_SEALED, facts(0))
    note = ledger.add_checkpoint(signer)
    checkpoint = open_checkpoint(note, signer.verifier)
    assert (checkpoint.size, checkpoint.root) == (1, ledger.root())
    assert ledger.add_checkpoint(signer) == note  # nothing new: nothing to sign
    with ledger.transaction() as transaction:
        transaction.append(EntryKind.ACT_SEALED, facts(1))
        newer = transaction.add_checkpoint(signer)
    last = ledger.last_checkpoint()
    assert last is not None
    assert (last.size, last.note) == (2, newer)
    assert open_checkpoint(ledger.signed_head(1, signer), signer.verifier) == checkpoint


def test_a_log_signs_nothing_that_does_not_continue_its_checkpoint(
    ledger: Ledger, path: Path, facts: Facts, signer: Signer
) -> None:
    for number in range(4):
        ledger.append(EntryKind.ACT_SEALED, facts(number))
    ledger.add_checkpoint(signer)
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TRIGGER node_no_update")
        raw.execute("UPDATE node SET hash = zeroblob(32) WHERE position = 2")
    raw.close()
    ledger.append(EntryKind.ACT_SEALED, facts(5))
    with pytest.raises(SealDeskError) as refused:
        ledger.add_checkpoint(signer)
    assert refused.value.code is ErrorCode.LEDGER_BROKEN


def test_another_key_does_not_continue_the_log(ledger: Ledger, facts: Facts, signer: Signer) -> None:
    ledger.append(EntryKind.ACT_SEALED, facts(0))
    ledger.add_checkpoint(signer)
    with pytest.raises(SealDeskError) as refused:
        ledger.add_checkpoint(Signer.generate(signer.name))
    assert refused.value.code is ErrorCode.LEDGER_BROKEN


def test_the_last_checkpoint_is_kept_outside(
    ledger: Ledger, tmp_path: Path, facts: Facts, signer: Signer
) -> None:
    file = tmp_path / "checkpoint"
    ledger.keep_checkpoint_outside(file)
    assert outside.read(file) == ""
    for number in range(2):
        ledger.append(EntryKind.ACT_SEALED, facts(number))
        note = ledger.add_checkpoint(signer)
        ledger.keep_checkpoint_outside(file)
        assert outside.read(file) == note
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(found.name for found in tmp_path.iterdir() if "checkpoint" in found.name) == ["checkpoint"]


def test_receipts_are_kept_in_order(ledger: Ledger, facts: Facts) -> None:
    for number in range(3):
        ledger.append(EntryKind.ACT_SEALED, facts(number))
    ledger.add_receipt(1, "first")
    ledger.add_receipt(3, "second")
    ledger.add_receipt(2, "late")
    assert [(receipt.size, receipt.note) for receipt in ledger.receipts()] == [(1, "first"), (3, "second")]
    last = ledger.last_receipt()
    assert last is not None
    assert last.note == "second"
    with pytest.raises(ValueError, match="not there"):
        ledger.add_receipt(4, "of the future")
    assert [entry.index for entry in ledger.unsynced_since(1)] == [1, 2]
    assert list(ledger.unsynced_since(3)) == []


@pytest.mark.parametrize("table", ["leaf", "body", "node", "checkpoint", "receipt"])
def test_tables_are_append_only(ledger: Ledger, path: Path, facts: Facts, signer: Signer, table: str) -> None:
    for number in range(4):
        ledger.append(EntryKind.ACT_SEALED, facts(number))
        ledger.add_checkpoint(signer)
        ledger.add_receipt(number, "note")
    raw = sqlite3.connect(path)
    columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    key = columns[0]
    first = raw.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {key} = 0").fetchone()
    marks = ", ".join("?" * len(columns))
    statements: list[tuple[str, tuple[object, ...]]] = [
        (f"UPDATE {table} SET {key} = 99 WHERE {key} = 0", ()),
        (f"UPDATE {table} SET {columns[-1]} = {columns[-1]} WHERE {key} = 0", ()),
        (f"DELETE FROM {table} WHERE {key} = 2", ()),
        (f"DELETE FROM {table}", ()),
        (f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", (50, *first[1:])),
        (f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", (None, *first[1:])),
        (f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", (-1, *first[1:])),
        (f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({marks})", first),
    ]
    for statement, values in statements:
        with pytest.raises(sqlite3.IntegrityError):
            raw.execute(statement, values)
    raw.close()


def test_the_transaction_reads_what_the_ledger_reads(ledger: Ledger, facts: Facts) -> None:
    ledger.append(EntryKind.ACT_SEALED, facts(0))
    with ledger.transaction() as transaction:
        assert isinstance(transaction, Transaction)
        assert list(transaction.entries()) == list(ledger.entries())
        assert json.loads(next(transaction.entries()).canonical) == next(ledger.entries()).body
