"""The ledger's schema: forward only; a migration and its record commit together.

An old migration never changes: what it made lies on people's disks. Later ones may add columns generated from
the canonical text (`ALTER TABLE body ADD COLUMN … VIRTUAL`, no row is rewritten), indexes and tables.
See docs/adr/0003-ledger-schema.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Migration:
    """One step of the schema. Its version is its place in `MIGRATIONS`, from 1."""

    name: str
    statements: tuple[str, ...]


def _append_only(table: str, key: str, next_key: str) -> Iterator[str]:
    """Triggers that refuse UPDATE and DELETE, and INSERT anywhere but at `next_key`."""
    for action in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    # BEFORE INSERT, so that INSERT OR REPLACE, which fires no DELETE trigger, is refused as well.
    yield (
        f"CREATE TRIGGER {table}_next BEFORE INSERT ON {table} WHEN NEW.{key} IS NOT ({next_key}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} grows at its end'); END"
    )


def _next(table: str, key: str) -> str:
    return f"SELECT coalesce(max({key}) + 1, 0) FROM {table}"  # noqa: S608


_SEARCHABLE = ("request", "act", "seal", "person", "document_sha256")
_JSON_PATHS = {"document_sha256": "$.document.sha256"}


def _generated(column: str) -> str:
    path = _JSON_PATHS.get(column, f"$.{column}")
    return f"{column} TEXT GENERATED ALWAYS AS (canonical ->> '{path}') VIRTUAL"


_SIGNED_HEADS = "(number INTEGER PRIMARY KEY, size INTEGER NOT NULL, note TEXT NOT NULL) STRICT"

_FIRST = Migration(
    "leaves, bodies, nodes, checkpoints, receipts",
    (
        "CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",
        "CREATE TABLE leaf (idx INTEGER PRIMARY KEY, hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT",
        "CREATE TABLE body (idx INTEGER PRIMARY KEY REFERENCES leaf (idx), canonical TEXT NOT NULL, "
        + ", ".join(_generated(column) for column in ("entry_id", "kind", "time", *_SEARCHABLE))
        + ") STRICT",
        "CREATE UNIQUE INDEX body_entry_id ON body (entry_id)",
        "CREATE INDEX body_kind ON body (kind)",
        "CREATE INDEX body_time ON body (time)",
        *(
            f"CREATE INDEX body_{column} ON body ({column}) WHERE {column} IS NOT NULL"
            for column in _SEARCHABLE
        ),
        "CREATE TABLE node (position INTEGER PRIMARY KEY, hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT",
        f"CREATE TABLE checkpoint {_SIGNED_HEADS}",
        f"CREATE TABLE receipt {_SIGNED_HEADS}",
        *_append_only("migration", "version", "SELECT coalesce(max(version), 0) + 1 FROM migration"),
        *_append_only("leaf", "idx", _next("leaf", "idx")),
        # A body belongs to the newest leaf: old ones may be archived one day, and never come back changed.
        *_append_only("body", "idx", "SELECT max(idx) FROM leaf"),
        *_append_only("node", "position", _next("node", "position")),
        *_append_only("checkpoint", "number", _next("checkpoint", "number")),
        *_append_only("receipt", "number", _next("receipt", "number")),
    ),
)

MIGRATIONS: tuple[Migration, ...] = (_FIRST,)


def apply(connection: sqlite3.Connection, application_id: int) -> None:
    """Bring the database to the newest schema; whoever comes second finds it done."""
    known = len(MIGRATIONS)
    while connection.execute("PRAGMA user_version").fetchone()[0] < known:
        connection.execute("BEGIN IMMEDIATE")
        try:
            _apply_next(connection, application_id)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def _apply_next(connection: sqlite3.Connection, application_id: int) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0] + 1
    if version > len(MIGRATIONS):  # another process was quicker
        return
    migration = MIGRATIONS[version - 1]
    if version == 1:
        connection.execute(f"PRAGMA application_id={application_id}")
    for statement in migration.statements:
        connection.execute(statement)
    connection.execute("INSERT INTO migration VALUES (?, ?)", (version, migration.name))
    connection.execute(f"PRAGMA user_version={version}")
