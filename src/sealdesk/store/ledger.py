"""The usage ledger: appended to in transactions, read by anybody, changed by nobody."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind, LedgerCheck, LedgerEntry
from sealdesk.store import outside
from sealdesk.store.check import check_ledger
from sealdesk.store.database import BUSY_TIMEOUT_S, ledger_errors, open_database
from sealdesk.store.entry_body import new_entry
from sealdesk.store.nodes import nodes_before
from sealdesk.store.reading import LedgerReader
from sealdesk.tlog import merkle
from sealdesk.tlog.checkpoint import open_checkpoint
from sealdesk.tlog.merkle import LeafHash
from sealdesk.tlog.note import NoteError, Signer, Verifier


class Transaction(LedgerReader):
    """An open `BEGIN IMMEDIATE`: nobody else appends until it ends, and what it reads is what it appends to."""

    def __init__(self, connection: sqlite3.Connection, path: Path, workstation: str) -> None:
        super().__init__(connection, path)
        self._workstation = workstation

    def append(self, kind: EntryKind, facts: Mapping[str, Any], entry_id: str | None = None) -> LedgerEntry:
        """Add an entry; it is there for others, and durable, when the transaction has ended well.

        Args:
            kind: What happened.
            facts: JSON kinds without floats. Searchable: `request`, `act`, `seal`, `person` (ids) and
                `document` {`sha256`, …}. `format`, `entry_id`, `kind`, `time` and `workstation` are added.
            entry_id: One that was reserved (`entry_body.reserved_id`) and that no entry has; None makes one.

        Raises:
            SealDeskError: `LEDGER_DISK_FULL`, `LEDGER_IO_ERROR`, `LEDGER_BROKEN`.
            ValueError: Facts that cannot be recorded: a bug.
        """
        index = self.size()
        entry = new_entry(index, kind, facts, datetime.now(UTC), self._workstation, entry_id)
        with ledger_errors(self._path):
            completed = merkle.new_hashes(index, LeafHash(entry.leaf_hash), self._hashes)
            execute = self._connection.execute
            execute("INSERT INTO leaf VALUES (?, ?)", (index, entry.leaf_hash))
            execute("INSERT INTO body (idx, canonical) VALUES (?, ?)", (index, entry.canonical.decode()))
            for position, node in enumerate(completed, nodes_before(index)):
                execute("INSERT INTO node VALUES (?, ?)", (position, node))
        return entry

    def add_checkpoint(self, signer: Signer, *, before: Verifier | None = None) -> str:
        """Sign the log as it stands in this transaction, and store the checkpoint; gives its note.

        A log never signs what does not continue its last checkpoint (C2SP tlog-checkpoint).

        Args:
            before: The key that signed so far, where `signer` takes its place with this checkpoint.

        Raises:
            SealDeskError: `LEDGER_BROKEN` where the last checkpoint is not this key's or does not fit.
        """
        size, last = self.size(), self.last_checkpoint()
        if last is not None:
            try:
                checkpoint = open_checkpoint(last.note, before or signer.verifier)
            except NoteError as wrong:
                raise SealDeskError(ErrorCode.LEDGER_BROKEN, path=self._path, reason=str(wrong)) from wrong
            if checkpoint.size > size or checkpoint.root != self.root(checkpoint.size):
                raise SealDeskError(
                    ErrorCode.LEDGER_BROKEN, path=self._path, reason="checkpoint does not fit"
                )
            if checkpoint.size == size:
                return last.note
        signed = self.signed_head(size, signer)
        self._add_head("checkpoint", size, signed)
        return signed

    def add_receipt(self, size: int, note: str) -> None:
        """Keep a receipt of the centre for the first `size` entries. The caller has verified it.

        A receipt for fewer entries than the last one says nothing new and is not kept.
        """
        if size > self.size():
            raise ValueError("a receipt for entries that are not there")
        last = self.last_receipt()
        if last is not None and size < last.size:
            return
        self._add_head("receipt", size, note)

    def _add_head(self, table: str, size: int, note: str) -> None:
        query = f"INSERT INTO {table} SELECT coalesce(max(number) + 1, 0), ?, ? FROM {table}"  # noqa: S608
        with ledger_errors(self._path):
            self._connection.execute(query, (size, note))


class Ledger(LedgerReader):
    """An open ledger. It belongs to the thread that opened it: every thread opens its own.

    Two writers, threads or processes, wait for each other up to `busy_timeout_s`, then `LEDGER_BUSY` is raised.

    Args:
        path: The database, made if it is missing; its folder exists.
        workstation: Name that every entry carries.
    """

    def __init__(self, path: Path, *, workstation: str = "", busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        super().__init__(open_database(path, busy_timeout_s), path)
        self._workstation = workstation

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All that is appended inside becomes visible and durable together, or, on any exception, not at all.

        Raises:
            SealDeskError: `LEDGER_BUSY` on entering; `LEDGER_DISK_FULL`, `LEDGER_IO_ERROR` also on leaving.
        """
        if self._connection.in_transaction:
            raise RuntimeError("a transaction within a transaction")
        with ledger_errors(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield Transaction(self._connection, self._path, self._workstation)
            with ledger_errors(self._path):
                self._connection.execute("COMMIT")
        except BaseException:
            # After a full disk SQLite may have rolled back by itself.
            with contextlib.suppress(sqlite3.Error):
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
            raise

    def append(self, kind: EntryKind, facts: Mapping[str, Any]) -> LedgerEntry:
        """Add one entry, durably. See `Transaction.append`."""
        with self.transaction() as transaction:
            return transaction.append(kind, facts)

    def add_checkpoint(self, signer: Signer) -> str:
        """Sign and store the log's head. See `Transaction.add_checkpoint`."""
        with self.transaction() as transaction:
            return transaction.add_checkpoint(signer)

    def add_receipt(self, size: int, note: str) -> None:
        """Keep a verified receipt. See `Transaction.add_receipt`."""
        with self.transaction() as transaction:
            transaction.add_receipt(size, note)

    def keep_checkpoint_outside(self, path: Path) -> None:
        """Write the last checkpoint to a file outside the database, in one step, on the disk.

        Done inside a write transaction, so that of two processes the later checkpoint stays.
        """
        with self.transaction() as transaction, ledger_errors(path):
            last = transaction.last_checkpoint()
            if last is not None:
                outside.write(path, last.note)

    def check(
        self,
        log_keys: Sequence[Verifier],
        *,
        centre_keys: Sequence[Verifier] = (),
        outside: str | None = None,
        full: bool = True,
    ) -> LedgerCheck:
        """Check this ledger, over a connection of its own. See `check.check_ledger`."""
        return check_ledger(self._path, log_keys, centre_keys=centre_keys, outside=outside, full=full)

    def close(self) -> None:
        """Safe to call twice."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
