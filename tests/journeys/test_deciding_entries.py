"""Entries that decide something, edited in the database: nothing is stamped, and no PIN is asked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.canonical import canonical
from sealdesk.service import token_side
from sealdesk.tlog.merkle import leaf_hash
from tests.journeys.conftest import Answer, Workspace

Body = dict[str, Any]


def edit(workspace: Workspace, kind: str, change: Callable[[Body], None]) -> None:
    """Rewrite the last entry of a kind with its leaf hash, as somebody with SQL would."""
    connection = sqlite3.connect(workspace.home / "ledger.sqlite3")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    found = "SELECT idx, canonical FROM body WHERE kind = ? ORDER BY idx DESC LIMIT 1"
    index, text = connection.execute(found, (kind,)).fetchone()
    body = json.loads(text)
    change(body)
    data = canonical(body)
    connection.execute("UPDATE body SET canonical = ? WHERE idx = ?", (data.decode(), index))
    connection.execute("UPDATE leaf SET hash = ? WHERE idx = ?", (leaf_hash(data), index))
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()


def stamp(workspace: Workspace) -> Answer:
    return workspace.command(
        "stamp", workspace.contract, "--output", workspace.folder / "a.pdf", "--seal", workspace.seal(),
        "--request", workspace.request, "--page", "1", "--at", "60,120", "--pin-file", workspace.home / "pin",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("workstation.enrolled", "machine_kind", "host"),
        ("token.registered", "person", "P4001"),
        ("vault.changed", "version", 7),
        ("seal.state", "reason", "anders"),
        ("policy.set", "version", 9),
        ("request.made", "reason", "anders"),
        ("request.decided", "comment", "anders"),
    ],
)
def test_an_edited_entry_stamps_nothing(workspace: Workspace, kind: str, name: str, value: object) -> None:
    edit(workspace, kind, lambda body: body.update({name: value}))
    answer = stamp(workspace)
    assert answer.status != 0, answer.out
    assert not (workspace.folder / "a.pdf").exists()
    assert "[ledger.broken]" in answer.err, answer.err


def test_a_deciding_entry_turned_into_another_kind_is_missed(workspace: Workspace) -> None:
    edit(workspace, "seal.state", lambda body: body.update(kind="ledger.exported"))
    assert "[ledger.broken]" in stamp(workspace).err


def test_a_pin_is_not_tried_on_an_edited_ledger(workspace: Workspace) -> None:
    edit(workspace, "token.registered", lambda body: body.update(person="P4001"))
    with workspace.open() as desk:
        (info,) = token_side.look(desk)
        with pytest.raises(SealDeskError) as caught:
            token_side.unlock(desk, info.ref, workspace.pin)
        assert caught.value.code is ErrorCode.LEDGER_BROKEN
        assert not desk.tokens.logged_in(info.ref)
