"""Every way to tamper with a small ledger, by somebody who holds the database file."""

from __future__ import annotations

import itertools
import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.canonical import canonical
from sealdesk.model.ledger import EntryKind, LedgerCheck
from sealdesk.store import check, outside
from sealdesk.store.check import Flaw, check_ledger
from sealdesk.store.ledger import Ledger
from sealdesk.tlog import note
from sealdesk.tlog.checkpoint import Checkpoint, format_checkpoint, sign_checkpoint
from sealdesk.tlog.merkle import CompactRange, RootHash, leaf_hash
from sealdesk.tlog.note import Signer

Facts = Callable[[int], dict[str, Any]]

ENTRIES = 12
LOG = Signer.generate("workstation.example/WS-1")
CENTRE = Signer.generate("centre.example")
COLUMNS = {
    "leaf": ("idx", "hash"),
    "body": ("idx", "canonical"),
    "node": ("position", "hash"),
    "checkpoint": ("number", "size", "note"),
    "receipt": ("number", "size", "note"),
    "migration": ("version", "name"),
}


@dataclass
class Victim:
    """A ledger somebody is about to tamper with. Its checkpoint is kept outside, out of his reach."""

    path: Path
    outside: str

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        raw = sqlite3.connect(self.path)
        columns = COLUMNS[table]
        try:
            return raw.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {columns[0]}").fetchall()
        finally:
            raw.close()

    def tamper(self, *statements: str | tuple[str, tuple[Any, ...]]) -> None:
        """Run statements without the triggers, and put the triggers back: only the data is left to find."""
        raw = sqlite3.connect(self.path, isolation_level=None)
        triggers = raw.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        raw.execute("BEGIN")
        for name, _ in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(*((statement,) if isinstance(statement, str) else statement))
        for _, sql in triggers:
            raw.execute(sql)
        raw.execute("COMMIT")
        raw.close()

    def rebuild(self, bodies: list[bytes], *, keep_checkpoints: bool) -> None:
        """Rewrite history with every hash recomputed: what only checkpoints can show."""
        statements: list[str | tuple[str, tuple[Any, ...]]] = [
            f"DELETE FROM {table}" for table in ("body", "leaf", "node")
        ]
        if not keep_checkpoints:
            statements += ["DELETE FROM checkpoint", "DELETE FROM receipt"]
        tree, position = CompactRange(), 0
        for index, body in enumerate(bodies):
            leaf = leaf_hash(body)
            statements.append(("INSERT INTO leaf VALUES (?, ?)", (index, leaf)))
            statements.append(("INSERT INTO body (idx, canonical) VALUES (?, ?)", (index, body.decode())))
            for node in tree.append(leaf):
                statements.append(("INSERT INTO node VALUES (?, ?)", (position, node)))
                position += 1
        self.tamper(*statements)

    def bodies(self) -> list[bytes]:
        return [text.encode() for _, text in self.rows("body")]

    def checked(self, **options: Any) -> LedgerCheck:
        options = {"outside": self.outside, "centre_keys": [CENTRE.verifier], **options}
        return check_ledger(self.path, [LOG.verifier], **options)

    def flaws(self, **options: Any) -> set[str]:
        return {finding.code for finding in self.checked(**options).findings}


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory, facts: Facts) -> Path:
    """A folder with a closed ledger, a checkpoint after every third entry, two receipts, one file outside."""
    folder = tmp_path_factory.mktemp("master")
    with Ledger(folder / "ledger.sqlite3", workstation="WS-1") as ledger:
        for number in range(ENTRIES):
            ledger.append(EntryKind.ACT_SEALED if number % 2 else EntryKind.ACT_INTENDED, facts(number))
            if number % 3 == 2:
                signed = ledger.add_checkpoint(LOG)
                ledger.keep_checkpoint_outside(folder / "checkpoint")
                if number in {5, 11}:
                    ledger.add_receipt(number + 1, note.cosign(signed, CENTRE))
    assert sorted(file.name for file in folder.iterdir()) == ["checkpoint", "ledger.sqlite3"]
    return folder


@pytest.fixture
def victim(master: Path, tmp_path: Path) -> Victim:
    return fresh(master, tmp_path)


def fresh(master: Path, folder: Path) -> Victim:
    for companion in folder.glob("ledger.sqlite3*"):
        companion.unlink()
    path = folder / "ledger.sqlite3"
    shutil.copyfile(master / path.name, path)
    return Victim(path, outside.read(master / "checkpoint"))


def changed(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:]
    if value.startswith("{"):
        return value.replace("WS-1", "WS-2")
    return value[:-1] + ("y" if value.endswith("x") else "x")


@pytest.mark.parametrize("full", [True, False])
def test_an_honest_ledger_is_sound(victim: Victim, full: bool) -> None:
    found = victim.checked(full=full)
    assert found.findings == ()
    assert found.sound
    assert found.size == ENTRIES
    with Ledger(victim.path) as ledger:
        assert found.root_hash == ledger.root()
        assert ledger.check([LOG.verifier], outside=victim.outside).sound


def test_an_empty_ledger_is_sound(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite3") as ledger:
        assert ledger.check([LOG.verifier], outside="").sound
        assert ledger.check([LOG.verifier], outside="", full=False).sound


def every_field(victim: Victim) -> Iterator[tuple[str, str, Any, Any]]:
    for table, columns in COLUMNS.items():
        for row in victim.rows(table):
            for column, value in zip(columns, row, strict=True):
                yield table, column, row[0], value


def test_every_edited_field_of_every_row_is_found(master: Path, tmp_path: Path) -> None:
    fields = list(every_field(fresh(master, tmp_path)))
    assert len(fields) > 2 * ENTRIES * 2
    missed = []
    for table, column, key, value in fields:
        victim = fresh(master, tmp_path)
        update = f"UPDATE {table} SET {column} = ? WHERE {COLUMNS[table][0]} = ?"
        victim.tamper((update, (changed(value), key)))
        if not victim.flaws():
            missed.append((table, column, key))
    assert missed == []


def test_every_edited_name_and_value_of_a_body_is_found(master: Path, tmp_path: Path) -> None:
    for index, name in [(index, name) for index in (0, 7, 11) for name in json.loads(canonical(BODY_LIKE))]:
        victim = fresh(master, tmp_path)
        body = json.loads(victim.bodies()[index])
        body[name] = "something else" if not isinstance(body[name], int) else body[name] + 1
        edit = "UPDATE body SET canonical = ? WHERE idx = ?"
        victim.tamper((edit, (canonical(body).decode(), index)))
        assert (Flaw.ENTRY_EDITED, index) in {(one.code, one.index) for one in victim.checked().findings}


BODY_LIKE = dict.fromkeys(
    [
        "format",
        "entry_id",
        "kind",
        "time",
        "workstation",
        "request",
        "act",
        "seal",
        "person",
        "document",
        "impressions",
    ]
)


@pytest.mark.parametrize("table", COLUMNS)
def test_every_deleted_row_is_found(master: Path, tmp_path: Path, table: str) -> None:
    rows = fresh(master, tmp_path).rows(table)
    # The newest receipt has no witness here: at the next sync the centre's head is ahead of it.
    for row in rows[:-1] if table == "receipt" else rows:
        victim = fresh(master, tmp_path)
        victim.tamper((f"DELETE FROM {table} WHERE {COLUMNS[table][0]} = ?", (row[0],)))
        assert victim.flaws(), (table, row[0])


@pytest.mark.parametrize("table", COLUMNS)
def test_swapped_rows_are_found(master: Path, tmp_path: Path, table: str) -> None:
    key, *columns = COLUMNS[table]
    rows = fresh(master, tmp_path).rows(table)
    for one, other in itertools.pairwise(rows):
        victim = fresh(master, tmp_path)
        sets = ", ".join(f"{column} = ?" for column in columns)
        update = f"UPDATE {table} SET {sets} WHERE {key} = ?"
        # The unique index wants the one out of the way before the other comes.
        away: list[tuple[str, tuple[Any, ...]]] = (
            [("UPDATE body SET canonical = '{}' WHERE idx = ?", (one[0],))] if table == "body" else []
        )
        victim.tamper(*away, (update, (*one[1:], other[0])), (update, (*other[1:], one[0])))
        assert victim.flaws(), (table, one[0])


def test_swapped_entries_with_every_hash_recomputed_are_found(victim: Victim) -> None:
    bodies = victim.bodies()
    bodies[4], bodies[7] = bodies[7], bodies[4]
    victim.rebuild(bodies, keep_checkpoints=True)
    assert victim.flaws() == {Flaw.CHECKPOINT_MISMATCH, Flaw.RECEIPT_MISMATCH}


@pytest.mark.parametrize("at", [0, 5, 11])
def test_an_entry_put_in_between_is_found(victim: Victim, at: int) -> None:
    bodies = victim.bodies()
    forged = canonical({**json.loads(bodies[at]), "entry_id": "00000000-0000-7000-8000-000000000000"})
    victim.rebuild([*bodies[:at], forged, *bodies[at:]], keep_checkpoints=True)
    assert Flaw.CHECKPOINT_MISMATCH in victim.flaws()


def test_doubled_rows_are_found(victim: Victim) -> None:
    victim.tamper(
        "INSERT INTO leaf SELECT 12, hash FROM leaf WHERE idx = 3",
        "INSERT INTO node SELECT max(position) + 1, zeroblob(32) FROM node",
        "INSERT INTO checkpoint SELECT 4, size, note FROM checkpoint WHERE number = 3",
    )
    assert victim.flaws() == {Flaw.ENTRY_MISSING, Flaw.TREE_BROKEN, Flaw.CHECKPOINT_MISMATCH}
    with pytest.raises(sqlite3.IntegrityError):  # no second entry with the same id
        victim.tamper("INSERT INTO body (idx, canonical) SELECT 12, canonical FROM body WHERE idx = 3")


@pytest.mark.parametrize("index", [-1, 12, 500])
def test_bodies_and_leaves_out_of_place_are_found(victim: Victim, index: int) -> None:
    victim.tamper(("INSERT INTO body (idx, canonical) VALUES (?, '{}')", (index,)))
    assert Flaw.ENTRY_INSERTED in victim.flaws()
    victim.tamper(("INSERT INTO leaf VALUES (?, zeroblob(32))", (index,)))
    assert victim.flaws()


def test_rewritten_history_without_checkpoints_is_found_by_the_one_outside(victim: Victim) -> None:
    bodies = victim.bodies()
    bodies[2] = bodies[2].replace(b"zhang", b"wangx")
    victim.rebuild(bodies, keep_checkpoints=False)
    assert {Flaw.ROLLED_BACK, Flaw.CHECKPOINT_MISMATCH} <= victim.flaws()
    assert victim.flaws(outside=None) == set()  # then only the centre can know


@pytest.mark.parametrize("kept", [0, 5, 9, 11])
def test_a_cut_tail_is_found(victim: Victim, kept: int) -> None:
    bodies = victim.bodies()
    victim.rebuild(bodies[:kept], keep_checkpoints=True)
    assert Flaw.CUT in victim.flaws()
    assert Flaw.CUT in victim.flaws(full=False)
    assert Flaw.CUT in victim.flaws(outside=None)
    victim.tamper(f"DELETE FROM checkpoint WHERE size > {kept}", f"DELETE FROM receipt WHERE size > {kept}")
    assert {Flaw.CUT, Flaw.ROLLED_BACK} <= victim.flaws()
    assert {Flaw.CUT, Flaw.ROLLED_BACK} <= victim.flaws(full=False)
    assert victim.flaws(outside=None) == set()  # then only the centre can know


def test_a_rolled_back_file_is_found_by_the_checkpoint_outside(
    tmp_path: Path, facts: Facts, signer: Signer
) -> None:
    path, file, copy = tmp_path / "ledger.sqlite3", tmp_path / "checkpoint", tmp_path / "copy"
    with Ledger(path) as ledger:
        ledger.append(EntryKind.ACT_SEALED, facts(0))
        ledger.add_checkpoint(signer)
        ledger.keep_checkpoint_outside(file)
    shutil.copyfile(path, copy)
    old_outside = outside.read(file)
    with Ledger(path) as ledger:
        ledger.append(EntryKind.ACT_SEALED, facts(1))
        ledger.add_checkpoint(signer)
        ledger.keep_checkpoint_outside(file)
        assert ledger.check([signer.verifier], outside=outside.read(file)).sound
        # A crash between the two may leave the older one outside: no alarm.
        assert ledger.check([signer.verifier], outside=old_outside).sound
        assert ledger.check([signer.verifier], outside=old_outside, full=False).sound
    shutil.copyfile(copy, path)
    for full in (True, False):
        rolled_back = check_ledger(path, [signer.verifier], outside=outside.read(file), full=full)
        assert {finding.code for finding in rolled_back.findings} == {Flaw.ROLLED_BACK, Flaw.CUT}
        assert check_ledger(path, [signer.verifier], full=full).sound  # then only the centre can know


def test_a_missing_or_damaged_checkpoint_outside_is_told(victim: Victim) -> None:
    assert victim.flaws(outside="") == {Flaw.OUTSIDE_MISSING}
    for damaged in ("junk", victim.outside[:-20], changed(victim.outside), "\udcff", victim.outside * 2):
        assert victim.flaws(outside=damaged) == {Flaw.CHECKPOINT_FORGED}


def test_a_fork_is_found_by_the_checkpoint_outside(victim: Victim) -> None:
    other = sign_checkpoint(7, RootHash(leaf_hash(b"another history")), LOG)
    assert victim.flaws(outside=other) == {Flaw.CHECKPOINT_MISMATCH}
    assert victim.flaws(outside=other, full=False) == {Flaw.CHECKPOINT_MISMATCH}


def test_checkpoints_signed_by_another_key_are_found(victim: Victim) -> None:
    forger = Signer.generate(LOG.name)
    bodies = victim.bodies()
    bodies[11] = bodies[11].replace(b"zhang", b"wangx")
    victim.rebuild(bodies, keep_checkpoints=False)
    with Ledger(victim.path) as ledger:
        ledger.add_checkpoint(forger)
    assert Flaw.CHECKPOINT_FORGED in victim.flaws()
    assert Flaw.CHECKPOINT_FORGED in victim.flaws(outside=None, full=False)


def test_forged_receipts_are_found(victim: Victim) -> None:
    head = format_checkpoint(Checkpoint(LOG.name, 6, RootHash(leaf_hash(b"other"))))
    for signed, flaw in (
        (note.sign(head, Signer.generate(CENTRE.name)), Flaw.RECEIPT_FORGED),
        (note.sign(head, CENTRE), Flaw.RECEIPT_MISMATCH),
        (note.sign(head.replace(LOG.name, "other.example"), CENTRE), Flaw.RECEIPT_FORGED),
    ):
        victim.tamper(("UPDATE receipt SET note = ? WHERE number = 0", (signed,)))
        assert victim.flaws() == {flaw}
    assert victim.flaws(centre_keys=[]) == set()  # nobody to judge them by


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER body_no_update",
        "DROP INDEX body_request",
        "CREATE TRIGGER forget AFTER INSERT ON leaf BEGIN SELECT 1; END",
        "CREATE TABLE extra (x)",
        "CREATE VIEW v AS SELECT * FROM body",
        "ALTER TABLE body ADD COLUMN extra TEXT",
        "PRAGMA application_id=1",
    ],
)
def test_a_changed_schema_is_found(victim: Victim, statement: str) -> None:
    raw = sqlite3.connect(victim.path, isolation_level=None)
    raw.execute(statement)
    raw.close()
    assert victim.flaws() == {Flaw.SCHEMA_CHANGED}
    assert victim.flaws(full=False) == {Flaw.SCHEMA_CHANGED}


def test_a_search_column_that_is_generated_from_elsewhere_is_found(victim: Victim) -> None:
    raw = sqlite3.connect(victim.path, isolation_level=None)
    raw.execute("PRAGMA writable_schema=ON")
    raw.execute("UPDATE sqlite_schema SET sql = replace(sql, '$.request', '$.act') WHERE name = 'body'")
    raw.close()
    raw = sqlite3.connect(victim.path, isolation_level=None)
    raw.execute("REINDEX")
    assert raw.execute("SELECT request FROM body WHERE idx = 3").fetchone() == ("act-3",)
    assert Flaw.SCHEMA_CHANGED in victim.flaws()
    # The schema put back, the index still says what the other expression said.
    raw.execute("PRAGMA writable_schema=ON")
    raw.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, 'request TEXT GENERATED ALWAYS AS (canonical ->> ''$.act''',"
        " 'request TEXT GENERATED ALWAYS AS (canonical ->> ''$.request''') WHERE name = 'body'"
    )
    raw.close()
    assert victim.flaws() == {Flaw.DATABASE_DAMAGED}


@pytest.mark.parametrize(
    "body",
    [
        b'{"entry_id":"e", "format":1,"kind":"act.sealed","time":"2026-01-01T00:00:00Z","workstation":""}',
        b'{"format":1,"entry_id":"e","kind":"act.sealed","time":"2026-01-01T00:00:00Z","workstation":""}',
        b'{"entry_id":"e","format":1,"kind":"act.sealed","kind":"act.sealed","time":"2026-01-01T00:00:00Z"}',
        b'{"entry_id":"e","format":1,"kind":"no.kind","time":"2026-01-01T00:00:00Z","workstation":""}',
        b'{"entry_id":"e","format":2,"kind":"act.sealed","time":"2026-01-01T00:00:00Z","workstation":""}',
        b'{"entry_id":"e","format":1,"kind":"act.sealed","time":"yesterday","workstation":""}',
        b'{"entry_id":"e","format":1,"kind":"act.sealed","mm":1.5,"time":"2026-01-01T00:00:00Z","workstation":""}',
        b'{"format":1}',
        b"[]",
        b"[" * 100 + b"]" * 100,
        b"1",
    ],
)
def test_malformed_bodies_are_found_even_when_they_are_hashed_right(victim: Victim, body: bytes) -> None:
    victim.rebuild([*victim.bodies(), body], keep_checkpoints=True)
    assert victim.flaws() == {Flaw.ENTRY_MALFORMED}
    assert victim.flaws(full=False) == {Flaw.ENTRY_MALFORMED}


def test_the_quick_check_looks_behind_the_last_checkpoint(victim: Victim, facts: Facts) -> None:
    with Ledger(victim.path, workstation="WS-1") as ledger:
        for number in range(20, 25):
            ledger.append(EntryKind.ACT_SEALED, facts(number))
    assert victim.checked(full=False).size == 17
    victim.tamper("UPDATE body SET canonical = replace(canonical, 'zhang', 'wang') WHERE idx = 15")
    assert victim.flaws(full=False) == victim.flaws() == {Flaw.ENTRY_EDITED}
    # An older entry, where the stored hashes still make the checkpoint's root, takes the full check.
    victim.tamper(
        "UPDATE body SET canonical = replace(canonical, 'wang', 'zhang') WHERE idx = 15",
        "UPDATE body SET canonical = replace(canonical, 'zhang', 'wang') WHERE idx = 1",
    )
    assert victim.flaws(full=False) == set()
    assert victim.flaws() == {Flaw.ENTRY_EDITED}
    victim.tamper("UPDATE node SET hash = zeroblob(32)")
    assert Flaw.CHECKPOINT_MISMATCH in victim.flaws(full=False)


def test_findings_end_somewhere(victim: Victim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "MAX_FINDINGS", 5)
    victim.tamper("UPDATE leaf SET hash = zeroblob(32)")
    assert len(victim.checked().findings) == 5


def content(path: Path) -> list[list[tuple[Any, ...]]]:
    return [Victim(path, "").rows(table) for table in COLUMNS]


def test_random_damage_is_found_or_harmless_and_never_crashes(master: Path, tmp_path: Path) -> None:
    """Harmless: in an unused part of a page, every row reads as before."""
    before, found = content(master / "ledger.sqlite3"), 0
    for seed in range(120):
        chance = random.Random(seed)
        victim = fresh(master, tmp_path)
        data = bytearray(victim.path.read_bytes())
        at, length = chance.randrange(len(data)), chance.choice([1, 2, 16, 512, 4096])
        data[at : at + length] = chance.randbytes(len(data[at : at + length]))
        victim.path.write_bytes(data)
        try:
            flaws = victim.flaws()
        except SealDeskError as error:
            assert error.code in {ErrorCode.LEDGER_TOO_NEW, ErrorCode.LEDGER_IO_ERROR}, seed
            flaws = {error.code.text}
        found += bool(flaws)
        assert flaws or content(victim.path) == before, seed
    assert found > 30


@pytest.mark.parametrize("length", [0, 1, 50, 100, 4095, 4096, 8192, 20_000])
def test_a_truncated_file_is_found(victim: Victim, length: int) -> None:
    victim.path.write_bytes(victim.path.read_bytes()[:length])
    assert victim.flaws()


def test_what_is_no_database_is_found(victim: Victim) -> None:
    victim.path.write_bytes(b"not a database " * 1000)
    assert victim.flaws() == {Flaw.DATABASE_DAMAGED}
    victim.path.unlink()
    assert victim.flaws() == {Flaw.DATABASE_DAMAGED}
    assert not victim.path.exists()


def test_a_ledger_of_a_later_version_is_not_judged(victim: Victim) -> None:
    victim.tamper("PRAGMA user_version=2")
    with pytest.raises(SealDeskError) as refused:
        victim.checked()
    assert refused.value.code is ErrorCode.LEDGER_TOO_NEW


def test_a_check_looks_at_one_moment(victim: Victim, facts: Facts) -> None:
    with Ledger(victim.path, workstation="WS-1") as ledger, ledger.transaction() as transaction:
        transaction.append(EntryKind.ACT_SEALED, facts(20))
        assert victim.checked().size == ENTRIES
        assert victim.checked().sound
