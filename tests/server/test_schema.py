"""The centre's tables are added to and never changed, even past the program."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from tests.server.conftest import Station

from sealdesk.server import schema


@pytest.fixture
def filled(station: Station, tmp_path: Path):
    """The raw database, with a row in every table."""
    station.append(4)
    station.receipt(station.send(station.batch(0, 4)))
    connection = sqlite3.connect(tmp_path / "centre" / "centre.sqlite3")
    connection.execute("INSERT INTO alarm VALUES ('a', ?, 'fork', 0, '', '')", (station.id,))
    yield connection
    connection.close()


@pytest.mark.parametrize("table", schema.metadata.sorted_tables, ids=lambda table: table.name)
def test_no_row_is_changed_deleted_or_replaced(filled: sqlite3.Connection, table) -> None:
    before = filled.execute(f"SELECT * FROM {table.name}").fetchall()
    assert before
    column = table.columns.keys()[-1]
    for statement in (
        f"UPDATE {table.name} SET {column} = NULL",
        f"DELETE FROM {table.name}",
        f"INSERT OR REPLACE INTO {table.name} SELECT * FROM {table.name}",
    ):
        with pytest.raises(sqlite3.IntegrityError, match=r"append-only|has this row|not the next"):
            filled.execute(statement)
    assert filled.execute(f"SELECT * FROM {table.name}").fetchall() == before


def test_a_leaf_goes_only_where_the_log_ends(filled: sqlite3.Connection, station: Station) -> None:
    for index in (-1, 3, 5):
        with pytest.raises(sqlite3.IntegrityError):
            filled.execute("INSERT INTO leaf VALUES (?, ?, ?)", (station.id, index, bytes(32)))
    filled.execute("INSERT INTO leaf VALUES (?, ?, ?)", (station.id, 4, bytes(32)))
    filled.rollback()


def test_errors_of_the_database_do_not_show_what_was_to_be_written(station: Station) -> None:
    row = {"id": station.id, "tenant": "entry of a secret use", "verifier_key": "", "enrolled": ""}
    with pytest.raises(IntegrityError) as raised, station.http.centre.database.writing() as connection:
        connection.execute(schema.workstation.insert(), row)
    assert "secret" not in str(raised.value)
