"""The ledger from the command line: list, check, export; and the audit endpoint it is sent to."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from sealdesk.errors import ErrorCode
from sealdesk.model.ledger import EntryKind
from sealdesk.store.ledger import Ledger
from sealdesk.tlog.merkle import leaf_hash
from tests.journeys.conftest import Answer, Workspace


def stamped(workspace: Workspace, target: Path) -> Answer:
    return workspace.command(
        "stamp", workspace.contract, "--output", target, "--seal", workspace.seal(),
        "--request", workspace.request, "--page", "1", "--at", "60,120",
        "--pin-file", workspace.home / "pin", "--json",
    )  # fmt: skip


def test_list_shows_every_kind_of_entry(workspace: Workspace) -> None:
    listed = workspace.command("ledger", "list", "--json")
    lines = [json.loads(line) for line in listed.out.splitlines()]
    assert [line["index"] for line in lines] == list(range(len(lines)))
    assert {"workspace.made", "seal.state", "request.made", "request.decided"} <= {
        line["kind"] for line in lines
    }
    (newest,) = workspace.command("ledger", "list", "--json", "--limit", "1").out.splitlines()
    assert json.loads(newest)["index"] == lines[-1]["index"]


def test_an_edited_row_is_found(workspace: Workspace) -> None:
    assert workspace.command("ledger", "check").status == 0
    with closing(sqlite3.connect(workspace.home / "ledger.sqlite3")) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE body SET canonical = replace(canonical, '孙晓雯', '别人') WHERE idx = 1")
        raw.execute("UPDATE body SET canonical = replace(canonical, 'P2001', 'P9999')")
        raw.commit()
    checked = workspace.command("ledger", "check", "--json")
    assert checked.status == 1
    assert not checked.json["sound"]
    assert checked.json["findings"]


@pytest.mark.parametrize("how", ["older", "gone"])
def test_a_rolled_back_ledger_is_never_written_on(workspace: Workspace, how: str) -> None:
    """To go on would replace the checkpoint outside, the only trace of what was taken away."""
    database, older = workspace.home / "ledger.sqlite3", workspace.folder / "older.sqlite3"
    shutil.copy(database, older)
    assert workspace.command("ledger", "export", "--output", workspace.folder / "1.csv").status == 0
    for path in workspace.home.glob("ledger.sqlite3*"):
        path.unlink()
    if how == "older":
        shutil.copy(older, database)
    refused = workspace.command("ledger", "export", "--output", workspace.folder / "2.csv")
    assert f"[{ErrorCode.LEDGER_BROKEN.text}]" in refused.err
    assert refused.status == 1
    assert not (workspace.folder / "2.csv").exists()
    checked = workspace.command("ledger", "check", "--json")
    assert checked.status == 1
    assert "ledger.rolled_back" in {finding["code"] for finding in checked.json["findings"]}


def test_an_entry_slipped_in_gives_no_use_back(workspace: Workspace) -> None:
    """Whoever holds the database alone cannot have an entry of theirs signed with ours."""
    act = stamped(workspace, workspace.folder / "1.pdf").json["act"]
    facts = {"act": act, "request": workspace.request, "result": "failed", "given_back": True}
    with Ledger(workspace.home / "ledger.sqlite3") as ledger:
        ledger.append(EntryKind.ACT_FAILED, facts)
    refused = stamped(workspace, workspace.folder / "2.pdf")
    assert f"[{ErrorCode.LEDGER_BROKEN.text}]" in refused.err
    assert not (workspace.folder / "2.pdf").exists()


@pytest.mark.parametrize("how", ["deleted", "edited"])
def test_a_use_taken_out_of_the_ledger_gives_no_other(workspace: Workspace, how: str) -> None:
    """Also where the leaf hash was made to fit: the tree does not."""
    assert stamped(workspace, workspace.folder / "1.pdf").status == 0
    with closing(sqlite3.connect(workspace.home / "ledger.sqlite3")) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        query = "SELECT idx, canonical FROM body WHERE json_extract(canonical, '$.kind') = 'act.intended'"
        index, body = raw.execute(query).fetchone()
        if how == "deleted":
            raw.execute("DELETE FROM body WHERE idx = ?", (index,))
        else:
            forged = body.replace('"count":1', '"count":0')
            raw.execute("UPDATE body SET canonical = ? WHERE idx = ?", (forged, index))
            raw.execute("UPDATE leaf SET hash = ? WHERE idx = ?", (leaf_hash(forged.encode()), index))
        raw.commit()
    refused = stamped(workspace, workspace.folder / "2.pdf")
    assert f"[{ErrorCode.LEDGER_BROKEN.text}]" in refused.err
    assert not (workspace.folder / "2.pdf").exists()


def test_the_stamped_document_holds_a_checkpoint_over_its_own_intent(workspace: Workspace) -> None:
    target = workspace.folder / "1.pdf"
    assert stamped(workspace, target).status == 0
    seal = workspace.command("verify", target, "--json").json["seal"]
    _, size, *_ = seal["checkpoint"].splitlines()
    assert int(size) == int(seal["leaf_index"]) + 1


def test_csv_is_read_back(workspace: Workspace) -> None:
    output = workspace.folder / "ledger.csv"
    done = workspace.command("ledger", "export", "--output", output, "--bom", "--json")
    assert done.status == 0, done.err
    assert output.read_bytes().startswith(b"\xef\xbb\xbf")
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == done.json["entries"]
    assert rows[0]["Index"] == "0"
    again = workspace.command("ledger", "export", "--output", output)
    assert f"[{ErrorCode.OUTPUT_EXISTS.text}]" in again.err
    assert workspace.entries("ledger.exported")


def test_json_lines_carry_the_hashed_bytes(workspace: Workspace) -> None:
    output = workspace.folder / "ledger.jsonl"
    assert workspace.command("ledger", "export", "--output", output).status == 0
    listed = [json.loads(line) for line in workspace.command("ledger", "list", "--json").out.splitlines()]
    lines = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    assert [line["leaf_hash"] for line in lines] == [line["leaf_hash"] for line in listed[: len(lines)]]


@contextmanager
def centre(data: Path) -> Iterator[str]:
    """A real audit endpoint on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "sealdesk", "server", "--data", data, "serve", "--port", str(port)]
    with subprocess.Popen(
        list(map(str, words)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            with urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the audit endpoint did not start")


def test_sync_to_a_real_centre(workspace: Workspace, tmp_path: Path) -> None:
    unconfigured = workspace.command("sync")
    assert f"[{ErrorCode.CENTRE_NOT_CONFIGURED.text}]" in unconfigured.err
    data = tmp_path / "centre"
    enrol = subprocess.run(
        [sys.executable, "-m", "sealdesk", "server", "--data", data, "enrol-code"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(enrol.stdout)
    size = len(workspace.command("ledger", "list", "--json").out.splitlines())
    with centre(data) as url:
        first = workspace.command(
            "sync", "--enrol", url, "--centre-key", told["key"], "--json", stdin=told["code"] + "\n"
        )
        assert first.status == 0, first.err
        assert first.json == {"sent": size, "size": size}
        assert workspace.command("sync", "--json").json == {"sent": 0, "size": size}
        assert workspace.command("ledger", "check").status == 0
        # A copy of the workspace that goes its own way is named as a fork.
        twin = Workspace(tmp_path / "twin", workspace.made, tmp_path)
        shutil.copytree(workspace.home, twin.home)
        for one, name in ((workspace, "a.csv"), (twin, "bb.jsonl")):
            assert one.command("ledger", "export", "--output", tmp_path / name).status == 0
        assert workspace.command("sync").status == 0
        fork = twin.command("sync")
        assert f"[{ErrorCode.CENTRE_FORK.text}]" in fork.err
        assert fork.status == 1
    gone = workspace.command("sync")
    assert f"[{ErrorCode.CENTRE_UNREACHABLE.text}]" in gone.err
    assert gone.status == 4
