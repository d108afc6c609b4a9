"""Entries to export."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sealdesk.formats.canonical import canonical
from sealdesk.model.ledger import LedgerEntry
from sealdesk.tlog.merkle import leaf_hash

MakeEntry = Callable[..., LedgerEntry]


@pytest.fixture(scope="session")
def make_entry() -> MakeEntry:
    def make(index: int = 0, **facts: Any) -> LedgerEntry:
        body = {
            "format": 1,
            "entry_id": f"0193-{index}",
            "kind": "act.sealed",
            "time": "2026-11-24T03:44:21.000000Z",
            "workstation": "WS-1",
            **facts,
        }
        text = canonical(body)
        return LedgerEntry(index, leaf_hash(text), text, body)

    return make
