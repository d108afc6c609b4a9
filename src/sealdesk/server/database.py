"""The centre's database: opened, made when new, and used in transactions that are durable when they end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select

from sealdesk.server import schema

_BUSY_TIMEOUT_MS = 10_000
_WRITES = "sealdesk_writes"


class Database:
    """Transactions on the centre's tables; safe to share between threads.

    Args:
        url: SQLAlchemy's form, e.g. `sqlite:////var/lib/sealdesk/centre.sqlite3`.
    """

    def __init__(self, url: str) -> None:
        self._engine = create_engine(
            url,
            pool_pre_ping=not url.startswith("sqlite"),
            hide_parameters=True,  # errors reach the log; entries and hashes of credentials must not
        )
        if self._engine.dialect.name == "sqlite":
            _use_sqlite_well(self._engine)
        with self.writing() as connection:
            schema.metadata.create_all(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, durable when the block ends, undone when it raises.

        On SQLite it is the only writer from its first statement on; elsewhere lock the row that serialises.
        """
        with self._engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def probe(self) -> None:
        """Raises `SQLAlchemyError` where the database does not answer."""
        with self.reading() as connection:
            connection.execute(select(schema.workstation.c.id).limit(1))

    def close(self) -> None:
        self._engine.dispose()


def _use_sqlite_well(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # this module begins transactions, not the driver
        for pragma in (
            f"busy_timeout = {_BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
