"""Checking the ledger: is anything edited, deleted, inserted, reordered, cut or rolled back?

1. SQLite's own integrity check: pages, indexes, generated columns.
2. The schema is the one our migrations make: no trigger missing, no column generated from elsewhere.
3. Every entry: there, in its place, in canonical form, fitting its leaf hash.
4. Every stored node hash is what the leaves below it make.
5. Every checkpoint in the database: signed by the log, of this tree, none missing.
6. The checkpoint kept outside: signed by the log, of this tree, not ahead of what the database holds.
7. Every receipt: cosigned by the centre, of this tree.

What follows the last checkpoint is covered by its hashes only: who holds the database alone can rewrite it and
them. So checkpoints are made often, kept outside, and sent to the centre.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.canonical import parse_canonical
from sealdesk.formats.fields import Fields, FormatError
from sealdesk.model.ledger import EntryKind, LedgerCheck, LedgerFinding
from sealdesk.store import migrations
from sealdesk.store.database import APPLICATION_ID, connect, ledger_errors, schema_version
from sealdesk.store.entry_body import BODY_FORMAT
from sealdesk.store.nodes import StoredHashes, nodes_before
from sealdesk.tlog import note
from sealdesk.tlog.checkpoint import Checkpoint, CheckpointError, parse_checkpoint
from sealdesk.tlog.merkle import (
    HASH_BYTES,
    CompactRange,
    LeafHash,
    RootHash,
    complete_subtrees,
    leaf_hash,
)
from sealdesk.tlog.note import NoteError, Verifier

MAX_FINDINGS = 200
"""A check stops looking for more after this many."""

_LOWEST = -(2**63)


class Flaw(StrEnum):
    """Codes of findings; each has a text in `sealdesk.texts`."""

    DATABASE_DAMAGED = "ledger.database_damaged"
    SCHEMA_CHANGED = "ledger.schema_changed"
    ENTRY_MISSING = "ledger.entry_missing"
    ENTRY_EDITED = "ledger.entry_edited"
    ENTRY_INSERTED = "ledger.entry_inserted"
    ENTRY_MALFORMED = "ledger.entry_malformed"
    TREE_BROKEN = "ledger.tree_broken"
    CHECKPOINT_FORGED = "ledger.checkpoint_forged"
    CHECKPOINT_MISSING = "ledger.checkpoint_missing"
    CHECKPOINT_MISMATCH = "ledger.checkpoint_mismatch"
    CUT = "ledger.cut"
    OUTSIDE_MISSING = "ledger.outside_checkpoint_missing"
    ROLLED_BACK = "ledger.rolled_back"
    RECEIPT_FORGED = "ledger.receipt_forged"
    RECEIPT_MISMATCH = "ledger.receipt_mismatch"


class _EnoughError(Exception):
    """`MAX_FINDINGS` are found."""


@dataclass(frozen=True)
class _Head:
    """A signed head whose signature holds, and where it was found."""

    checkpoint: Checkpoint
    place: str
    mismatch: Flaw


@dataclass
class _Check:
    """One check in one snapshot of the database."""

    connection: sqlite3.Connection
    path: Path
    log_keys: Sequence[Verifier]
    centre_keys: Sequence[Verifier]
    outside: str | None
    findings: list[LedgerFinding] = field(default_factory=list)
    tree: CompactRange = field(default_factory=CompactRange)
    whole: bool = True
    heads: list[_Head] = field(default_factory=list)

    def found(self, flaw: Flaw, index: int | None = None, detail: object = "") -> None:
        self.findings.append(LedgerFinding(flaw.value, index, str(detail)))
        if len(self.findings) >= MAX_FINDINGS:
            raise _EnoughError

    def run(self, *, full: bool) -> LedgerCheck:
        with contextlib.suppress(_EnoughError):
            if full:
                with self._damage_is_a_finding():
                    self._check_pages()
            with self._damage_is_a_finding():
                self._check_schema()
            with self._damage_is_a_finding():
                self._open_heads(full=full)
            with self._damage_is_a_finding():
                self._check_entries(0 if full else self._start_at_last_checkpoint())
            self._check_heads_beyond()
        root = self.tree.root() if self.whole else RootHash(b"")
        return LedgerCheck(self.tree.size, root, tuple(self.findings))

    @contextlib.contextmanager
    def _damage_is_a_finding(self) -> Iterator[None]:
        """Broken is what we look for; busy, full or an I/O error means that we could not look."""
        try:
            with ledger_errors(self.path):
                yield
        except SealDeskError as error:
            if error.code is not ErrorCode.LEDGER_BROKEN:
                raise
            self.whole = False
            self.found(Flaw.DATABASE_DAMAGED, None, error.facts.get("reason", ""))

    # 1. SQLite's own integrity check.
    def _check_pages(self) -> None:
        for (line,) in self.connection.execute("PRAGMA integrity_check(20)"):
            if line != "ok":
                self.found(Flaw.DATABASE_DAMAGED, None, line)

    # 2. The schema.
    def _check_schema(self) -> None:
        version = schema_version(self.connection)
        expected, found = _expected_schema(version), _schema(self.connection)
        for name in sorted(expected.keys() | found.keys()):
            if expected.get(name) != found.get(name):
                self.found(Flaw.SCHEMA_CHANGED, None, " ".join(name))
        application_id = self.connection.execute("PRAGMA application_id").fetchone()[0]
        if application_id != APPLICATION_ID:
            self.found(Flaw.SCHEMA_CHANGED, None, "application_id")
        records = self.connection.execute(
            "SELECT version, CAST(name AS BLOB) FROM migration ORDER BY version"
        )
        names = [(number, one.name.encode()) for number, one in enumerate(migrations.MIGRATIONS[:version], 1)]
        if records.fetchall() != names:
            self.found(Flaw.SCHEMA_CHANGED, None, "migration")

    # 5., 6., 7. Signatures first: the roots are compared as the entries pass by.
    def _open_heads(self, *, full: bool) -> None:
        inside = self._open_checkpoints(full=full)
        self._open_outside(inside)
        if self.centre_keys and full:
            self._open_receipts()

    def _open_checkpoints(self, *, full: bool) -> Checkpoint | None:
        """The newest checkpoint whose signature holds; opens all of them, or the newest only."""
        newest: Checkpoint | None = None
        query = "SELECT number, size, CAST(note AS BLOB) FROM checkpoint ORDER BY number DESC"
        rows = self.connection.execute(query if full else f"{query} LIMIT 1").fetchall()
        for expected, (number, size, signed) in enumerate(
            reversed(rows), 0 if full or not rows else rows[0][0]
        ):
            if number != expected:
                self.found(Flaw.CHECKPOINT_MISSING, None, f"number {expected}")
                return newest
            head = self._open(
                signed.decode("utf-8", "replace"),
                self.log_keys,
                f"checkpoint {number}",
                Flaw.CHECKPOINT_FORGED,
            )
            if head is None:
                continue
            if head.size != size or (newest is not None and head.size <= newest.size):
                self.found(Flaw.CHECKPOINT_MISMATCH, None, f"checkpoint {number}: size")
            self.heads.append(_Head(head, f"checkpoint {number}", Flaw.CHECKPOINT_MISMATCH))
            newest = head
        return newest

    def _open_outside(self, inside: Checkpoint | None) -> None:
        if self.outside is None:
            return
        if self.outside == "":
            if inside is not None:
                self.found(Flaw.OUTSIDE_MISSING)
            return
        head = self._open(self.outside, self.log_keys, "outside", Flaw.CHECKPOINT_FORGED)
        if head is None:
            return
        # It is written after the one inside: it may lag behind, it is never ahead.
        if inside is None or head.size > inside.size:
            self.found(Flaw.ROLLED_BACK, None, f"outside {head.size}, inside {inside.size if inside else 0}")
        self.heads.append(_Head(head, "outside", Flaw.CHECKPOINT_MISMATCH))

    def _open_receipts(self) -> None:
        rows = self.connection.execute("SELECT number, size, CAST(note AS BLOB) FROM receipt ORDER BY number")
        previous = 0
        for expected, (number, size, signed) in enumerate(rows.fetchall()):
            if number != expected:
                self.found(Flaw.CHECKPOINT_MISSING, None, f"receipt {expected}")
                return
            head = self._open(
                signed.decode("utf-8", "replace"), self.centre_keys, f"receipt {number}", Flaw.RECEIPT_FORGED
            )
            if head is None:
                continue
            if head.size != size or head.size < previous:
                self.found(Flaw.RECEIPT_MISMATCH, None, f"receipt {number}: size")
            previous = head.size
            self.heads.append(_Head(head, f"receipt {number}", Flaw.RECEIPT_MISMATCH))

    def _open(self, signed: str, keys: Sequence[Verifier], place: str, flaw: Flaw) -> Checkpoint | None:
        try:
            checkpoint = parse_checkpoint(note.open_note(signed, keys).text)
            if checkpoint.origin not in {key.name for key in self.log_keys}:
                raise CheckpointError("checkpoint: of another log")
        except NoteError as wrong:
            self.found(flaw, None, f"{place}: {wrong}")
            return None
        return checkpoint

    # 3. and 4. Entries and nodes, in one pass.
    def _start_at_last_checkpoint(self) -> int:
        """Take the tree of the newest checkpoint from the stored hashes; they must make its root."""
        stored = self.connection.execute("SELECT coalesce(max(idx) + 1, 0) FROM leaf").fetchone()[0]
        head = max(self.heads, key=lambda one: one.checkpoint.size, default=None)
        size = min(head.checkpoint.size if head else 0, int(stored))
        hashes = StoredHashes(self.connection).read_hashes(complete_subtrees(0, size))
        self.tree = CompactRange(size, hashes)
        for one in self.heads:
            if one.checkpoint.size < size:  # the checkpoint outside may lag behind
                older = StoredHashes(self.connection).read_hashes(complete_subtrees(0, one.checkpoint.size))
                self._compare(one, CompactRange(one.checkpoint.size, older).root())
        self._compare_heads_here()
        return size

    def _check_entries(self, start: int) -> None:
        roots = {head.checkpoint.size for head in self.heads}
        first, first_node = (start, nodes_before(start)) if start else (_LOWEST, _LOWEST)
        nodes = self.connection.execute(
            "SELECT position, hash FROM node WHERE position >= ? ORDER BY position", (first_node,)
        )
        for index, stored, body in self.connection.execute(
            "SELECT idx, leaf.hash, CAST(canonical AS BLOB) FROM leaf LEFT JOIN body USING (idx) "
            "WHERE idx >= ? ORDER BY idx",
            (first,),
        ):
            if index != self.tree.size:
                self.whole = False
                self.found(Flaw.ENTRY_MISSING, self.tree.size, f"next is {index}")
                return
            self._check_entry(index, stored, body)
            self._check_nodes(index, stored, nodes)
            if self.tree.size in roots:
                self._compare_heads_here()
        if nodes.fetchone() is not None:
            self.found(Flaw.TREE_BROKEN, None, "nodes of no entry")
        query = "SELECT idx FROM body WHERE idx NOT IN (SELECT idx FROM leaf) LIMIT 20"
        for (index,) in self.connection.execute(query):
            self.found(Flaw.ENTRY_INSERTED, index)

    def _check_entry(self, index: int, stored: Any, body: bytes | None) -> None:
        if body is None:
            self.found(Flaw.ENTRY_MISSING, index)
            return
        if leaf_hash(body) != stored:
            self.found(Flaw.ENTRY_EDITED, index)
        try:
            _check_body(body)
        except (ValueError, RecursionError) as wrong:
            self.found(Flaw.ENTRY_MALFORMED, index, wrong)

    def _check_nodes(self, index: int, stored: Any, nodes: sqlite3.Cursor) -> None:
        if not isinstance(stored, bytes) or len(stored) != HASH_BYTES:
            self.found(Flaw.TREE_BROKEN, index, "leaf")
            stored = bytes(HASH_BYTES)
        for position, node in enumerate(self.tree.append(LeafHash(stored)), nodes_before(index)):
            if nodes.fetchone() != (position, node):
                self.found(Flaw.TREE_BROKEN, index, f"node {position}")

    def _compare_heads_here(self) -> None:
        root = self.tree.root()
        for head in self.heads:
            if head.checkpoint.size == self.tree.size:
                self._compare(head, root)

    def _compare(self, head: _Head, root: RootHash) -> None:
        if head.checkpoint.root != root:
            self.found(head.mismatch, None, f"{head.place}: root of {head.checkpoint.size}")

    def _check_heads_beyond(self) -> None:
        for head in self.heads if self.whole else ():
            if head.checkpoint.size > self.tree.size:
                self.found(Flaw.CUT, self.tree.size, f"{head.place}: {head.checkpoint.size} entries")


def check_ledger(
    path: Path,
    log_keys: Sequence[Verifier],
    *,
    centre_keys: Sequence[Verifier] = (),
    outside: str | None = None,
    full: bool = True,
) -> LedgerCheck:
    """Check the ledger at `path`, also one that is too broken to be opened for use. Nothing is written.

    Args:
        path: The database.
        log_keys: Keys of the workstation's checkpoints, the present one and earlier ones.
        centre_keys: Keys of the centre; receipts are not looked at without one.
        outside: The checkpoint kept outside the database (`outside.read`): `""` where none is kept any more,
            None where it is not to be compared.
        full: Every entry. Otherwise what was added behind the newest checkpoint, as at a start: O(new entries).

    Raises:
        SealDeskError: It could not be looked at: `LEDGER_BUSY`, `LEDGER_IO_ERROR`, `LEDGER_TOO_NEW`.
    """
    if not path.exists():
        return LedgerCheck(0, b"", (LedgerFinding(Flaw.DATABASE_DAMAGED.value, None, "missing"),))
    try:
        with ledger_errors(path), contextlib.closing(_connect_to_look(path)) as connection:
            found, known = schema_version(connection), len(migrations.MIGRATIONS)
            if found > known:
                raise SealDeskError(ErrorCode.LEDGER_TOO_NEW, path=path, found=found, known=known)
            connection.execute("BEGIN")  # one snapshot for all steps
            check = _Check(connection, path, tuple(log_keys), tuple(centre_keys), outside)
            return check.run(full=full)
    except SealDeskError as error:
        if error.code is not ErrorCode.LEDGER_BROKEN:
            raise
        # Not even a database.
        reason = str(error.facts.get("reason", ""))
        return LedgerCheck(0, b"", (LedgerFinding(Flaw.DATABASE_DAMAGED.value, None, reason),))


def _connect_to_look(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    # What a damaged database holds as text need not be UTF-8.
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    connection.execute("PRAGMA query_only=ON")
    return connection


def _check_body(body: bytes) -> None:
    """Raises `ValueError` where the body is not what `append` writes."""
    fields = Fields(_parse_body(body), "entry")
    fields.format(BODY_FORMAT)
    for name in ("entry_id", "workstation"):
        fields.text(name)
    if fields.text("kind") not in set(EntryKind):
        raise FormatError("entry.kind: unknown")
    fields.moment("time")


def _parse_body(body: bytes) -> Any:
    """`parse_canonical`, at the C encoder's speed where that is sure to give the canonical form."""
    text = body.decode()
    value = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
    # RFC 8785 sorts names by UTF-16 units: the same order unless a character lies beyond U+FFFF.
    if text and max(text) <= "\uffff" and _ENCODER.encode(value) == text:
        return value
    return parse_canonical(body)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _no_float(text: str) -> Any:
    raise FormatError("entry: a number with decimals")


_SchemaKey = tuple[str, str, str]


def _schema(connection: sqlite3.Connection) -> dict[_SchemaKey, str | None]:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    return {(kind, name, table): sql for kind, name, table, sql in rows}


def _expected_schema(version: int) -> dict[_SchemaKey, str | None]:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        for migration in migrations.MIGRATIONS[:version]:
            for statement in migration.statements:
                fresh.execute(statement)
        return _schema(fresh)
