"""Tables of the centre: only ever added to, keyed so that they spread over many machines.

A workstation's rows are keyed by (workstation, index), everything else by UUIDv7: no global sequence, so that
a cluster may split them by workstation. Leaf hashes stay for ever; bodies lie apart, to be archived after
retention. SQLite refuses changes by trigger; elsewhere the rights of the database's user do.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    event,
)

metadata = MetaData()

_ID = String(36)  # UUIDv7 in its usual text form
_MOMENT = String(27)  # RFC 3339 UTC with microseconds: sorts as text, the same in every database

workstation = Table(
    "workstation",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("tenant", String(64), nullable=False, index=True),
    Column("verifier_key", Text, nullable=False, unique=True),
    Column("enrolled", _MOMENT, nullable=False),
)

enrol_code = Table(
    "enrol_code",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("code_sha256", LargeBinary(32), nullable=False, unique=True),
    Column("tenant", String(64), nullable=False),
    Column("made", _MOMENT, nullable=False),
    Column("valid_until", _MOMENT, nullable=False),
)

# The primary key is the code: a second use cannot be written down.
enrolment = Table(
    "enrolment",
    metadata,
    Column("code", _ID, ForeignKey(enrol_code.c.id), primary_key=True),
    Column("workstation", _ID, ForeignKey(workstation.c.id), nullable=False, unique=True),
    Column("credential_sha256", LargeBinary(32), nullable=False),
)

credential = Table(
    "credential",
    metadata,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("workstation", _ID, ForeignKey(workstation.c.id), nullable=False, index=True),
    Column("made", _MOMENT, nullable=False),
)

leaf = Table(
    "leaf",
    metadata,
    Column("workstation", _ID, ForeignKey(workstation.c.id), primary_key=True),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)

body = Table(
    "body",
    metadata,
    Column("workstation", _ID, primary_key=True),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("canonical", LargeBinary, nullable=False),
    Column("received", _MOMENT, nullable=False),
    ForeignKeyConstraint(["workstation", "idx"], [leaf.c.workstation, leaf.c.idx]),
)

# Hashes of complete subtrees above the leaves: (level, idx) covers the leaves [idx·2^level, (idx+1)·2^level).
node = Table(
    "node",
    metadata,
    Column("workstation", _ID, ForeignKey(workstation.c.id), primary_key=True),
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)

receipt = Table(
    "receipt",
    metadata,
    Column("workstation", _ID, ForeignKey(workstation.c.id), primary_key=True),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary(32), nullable=False),
    Column("note", Text, nullable=False),
    Column("given", _MOMENT, nullable=False),
)

# What an auditor must hear of. `checkpoint` is the evidence: signed by the workstation itself.
alarm = Table(
    "alarm",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("workstation", _ID, ForeignKey(workstation.c.id), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("idx", BigInteger),
    Column("checkpoint", Text, nullable=False),
    Column("raised", _MOMENT, nullable=False),
)


def _on_sqlite(table: Table, statement: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(table, "after_create", ddl.execute_if(dialect="sqlite"))


def _append_only(table: Table) -> None:
    for verb in ("UPDATE", "DELETE"):
        _on_sqlite(
            table,
            f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name} "
            f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END",
        )
    # INSERT OR REPLACE deletes without the DELETE trigger.
    same = " AND ".join(f"{column.name} = NEW.{column.name}" for column in table.primary_key)
    _on_sqlite(
        table,
        f"CREATE TRIGGER {table.name}_once BEFORE INSERT ON {table.name} "  # noqa: S608  names are ours
        f"WHEN EXISTS (SELECT 1 FROM {table.name} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, '{table.name} has this row'); END",
    )


for _table in metadata.sorted_tables:
    _append_only(_table)
_on_sqlite(
    leaf,
    "CREATE TRIGGER leaf_next_only BEFORE INSERT ON leaf WHEN NEW.idx IS NOT "
    "(SELECT COALESCE(MAX(idx) + 1, 0) FROM leaf WHERE workstation = NEW.workstation) "
    "BEGIN SELECT RAISE(ABORT, 'leaf is not the next'); END",
)
