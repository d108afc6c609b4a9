"""What can be asked of the ledger, outside and inside a transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.store.database import ledger_errors
from sealdesk.store.nodes import StoredHashes
from sealdesk.tlog import merkle
from sealdesk.tlog.checkpoint import sign_checkpoint
from sealdesk.tlog.merkle import CompactRange, NodeHash, RootHash
from sealdesk.tlog.note import Signer

# Texts are read as bytes: a damaged one need not be UTF-8.
_ENTRIES = "SELECT body.idx, leaf.hash, CAST(body.canonical AS BLOB) FROM body JOIN leaf USING (idx)"
_HEADS = "SELECT size, CAST(note AS BLOB) FROM"
_PAGE = 500


@dataclass(frozen=True)
class SignedHead:
    """A checkpoint or a receipt as it was stored: unverified.

    Attributes:
        size: Number of entries it speaks of.
        note: The signed note.
    """

    size: int
    note: str

    @classmethod
    def of_row(cls, row: tuple[int, bytes]) -> Self:
        return cls(row[0], row[1].decode("utf-8", "replace"))


@dataclass
class _Search:
    """Conditions of a query, as SQL and its values."""

    conditions: list[str] = field(default_factory=list)
    values: list[str | int] = field(default_factory=list)

    def add(self, condition: str, *values: str | int | None) -> None:
        present = [value for value in values if value is not None]
        if present:
            self.conditions.append(condition)
            self.values += present


class LedgerReader:
    """Reads the ledger through one connection, in the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._hashes = StoredHashes(connection)

    def size(self) -> int:
        """Number of entries."""
        with ledger_errors(self._path):
            row = self._connection.execute("SELECT coalesce(max(idx) + 1, 0) FROM leaf").fetchone()
        return int(row[0])

    def entries(  # noqa: PLR0913
        self,
        *,
        kind: EntryKind | Collection[EntryKind] | None = None,
        request: str | None = None,
        act: str | None = None,
        seal: str | None = None,
        person: str | None = None,
        document_sha256: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after_index: int | None = None,
        before_index: int | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[LedgerEntry]:
        """The entries that fit every condition given, in the order of the log (or the reverse).

        Read in pages: no lock is held between two entries, and what is appended after the first was asked for is
        not among them. Archived bodies are not.

        Args:
            since: The entry's own time is at or after this.
            until: The entry's own time is before this.
            after_index: Only entries behind this one in the log.
            before_index: Only entries in front of this one.
            limit: At most this many.

        Raises:
            SealDeskError: `LEDGER_BROKEN` where an entry does not fit its leaf hash.
        """
        search = _Search()
        if kind is not None:
            kinds = [kind] if isinstance(kind, EntryKind) else list(kind)
            search.add(f"kind IN ({', '.join('?' * len(kinds))})", *(one.value for one in kinds))
            if not kinds:
                return
        search.add("request = ?", request)
        search.add("act = ?", act)
        search.add("seal = ?", seal)
        search.add("person = ?", person)
        search.add("document_sha256 = ?", document_sha256)
        search.add("time >= ?", moment_text(since) if since else None)
        search.add("time < ?", moment_text(until) if until else None)
        lowest = -1 if after_index is None else after_index
        highest = self.size() if before_index is None else min(before_index, self.size())
        yield from self._paged(search, lowest, highest, newest_first=newest_first, limit=limit)

    def _paged(
        self, search: _Search, lowest: int, highest: int, *, newest_first: bool, limit: int | None
    ) -> Iterator[LedgerEntry]:
        """Page by page between the two indexes, both excluded."""
        where = " AND ".join([*search.conditions, "body.idx > ?", "body.idx < ?"])
        query = f"{_ENTRIES} WHERE {where} ORDER BY body.idx {'DESC' if newest_first else 'ASC'} LIMIT ?"
        left = limit
        while left is None or left > 0:
            wanted = _PAGE if left is None else min(_PAGE, left)
            with ledger_errors(self._path):
                rows = self._connection.execute(query, (*search.values, lowest, highest, wanted)).fetchall()
            for row in rows:
                yield self._entry(row)
            if len(rows) < wanted:
                return
            if newest_first:
                highest = rows[-1][0]
            else:
                lowest = rows[-1][0]
            left = None if left is None else left - len(rows)

    def entry(self, entry_id: str) -> LedgerEntry | None:
        """The entry with this id, or None."""
        return self._one("entry_id = ?", entry_id)

    def entry_at(self, index: int) -> LedgerEntry | None:
        """The entry at this index, or None where there is none or its body was archived."""
        return self._one("body.idx = ?", index)

    def _one(self, condition: str, value: str | int) -> LedgerEntry | None:
        with ledger_errors(self._path):
            row = self._connection.execute(f"{_ENTRIES} WHERE {condition}", (value,)).fetchone()
        return None if row is None else self._entry(row)

    def _entry(self, row: tuple[int, bytes, bytes]) -> LedgerEntry:
        index, stored_hash, data = row
        if merkle.leaf_hash(data) != stored_hash:
            raise SealDeskError(ErrorCode.LEDGER_BROKEN, path=self._path, reason="leaf hash", index=index)
        return LedgerEntry(index, stored_hash, data, json.loads(data))

    def root(self, size: int | None = None) -> RootHash:
        """RFC 9162 root of the first `size` entries, or of all."""
        with ledger_errors(self._path):
            return merkle.root(self.size() if size is None else size, self._hashes)

    def head_of_bodies(self) -> tuple[int, RootHash]:
        """Size and root of the log as its bodies alone make it, no stored hash believed: O(size).

        Equal to a checkpoint's, every entry is the one that was logged, and none was taken out. A body that is
        missing ends the count in front of it.
        """
        tree = CompactRange()
        query = "SELECT idx, CAST(canonical AS BLOB) FROM body ORDER BY idx"
        with ledger_errors(self._path):
            for index, canonical in self._connection.execute(query):
                if index != tree.size:
                    break
                tree.append(merkle.leaf_hash(canonical))
        return tree.size, tree.root()

    def inclusion_proof(self, index: int, size: int | None = None) -> list[NodeHash]:
        """RFC 9162 §2.1.3.1: that the entry at `index` is in the log of `size` entries."""
        with ledger_errors(self._path):
            return merkle.inclusion_proof(index, self.size() if size is None else size, self._hashes)

    def consistency_proof(self, old_size: int, new_size: int | None = None) -> list[NodeHash]:
        """RFC 9162 §2.1.4.1: that the log of `old_size` entries is the beginning of that of `new_size`."""
        with ledger_errors(self._path):
            return merkle.consistency_proof(
                old_size, self.size() if new_size is None else new_size, self._hashes
            )

    def signed_head(self, size: int, signer: Signer) -> str:
        """A checkpoint of the first `size` entries, signed and not stored: for a batch that ends there."""
        return sign_checkpoint(size, self.root(size), signer)

    def last_checkpoint(self) -> SignedHead | None:
        """The newest stored checkpoint."""
        return self._last_head("checkpoint")

    def last_receipt(self) -> SignedHead | None:
        """The newest receipt of the centre."""
        return self._last_head("receipt")

    def receipts(self) -> Sequence[SignedHead]:
        """Every receipt, oldest first."""
        with ledger_errors(self._path):
            rows = self._connection.execute(f"{_HEADS} receipt ORDER BY number").fetchall()
        return [SignedHead.of_row(row) for row in rows]

    def unsynced_since(self, index: int) -> Iterator[LedgerEntry]:
        """The entries from `index` on: what a centre that holds `index` entries does not have."""
        return self.entries(after_index=index - 1)

    def _last_head(self, table: str) -> SignedHead | None:
        query = f"{_HEADS} {table} ORDER BY number DESC LIMIT 1"
        with ledger_errors(self._path):
            row = self._connection.execute(query).fetchone()
        return None if row is None else SignedHead.of_row(row)
