"""JSON Lines: from the file alone the log's root can be computed again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from sealdesk.export.json_lines import write_json_lines
from sealdesk.formats.canonical import canonical
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.store.ledger import Ledger
from sealdesk.tlog.merkle import CompactRange, leaf_hash


def test_the_root_can_be_computed_from_the_file(tmp_path: Path) -> None:
    target = tmp_path / "ledger.jsonl"
    with Ledger(tmp_path / "ledger.sqlite3") as ledger:
        for number in range(7):
            ledger.append(EntryKind.ACT_SEALED, {"act": str(number), "reason": "换行\n\u2028“引号”"})
        assert write_json_lines(ledger.entries(), target) == 7
        root = ledger.root()
    tree = CompactRange()
    for index, line in enumerate(target.read_bytes().splitlines()):
        record = json.loads(line)
        assert list(record) == ["body", "index", "leaf_hash"]
        assert record["index"] == index
        leaf = leaf_hash(canonical(record["body"]))
        assert record["leaf_hash"] == leaf.hex()
        tree.append(leaf)
    assert tree.root() == root


def test_lines_are_canonical_and_end(tmp_path: Path, make_entry: Callable[..., LedgerEntry]) -> None:
    write_json_lines([make_entry(3, reason="一\r\n二\x7f")], tmp_path / "out.jsonl")
    raw = (tmp_path / "out.jsonl").read_bytes()
    assert raw.count(b"\n") == 1
    assert canonical(json.loads(raw)) + b"\n" == raw


def test_an_empty_ledger_is_an_empty_file(tmp_path: Path) -> None:
    assert write_json_lines([], tmp_path / "out.jsonl") == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""
