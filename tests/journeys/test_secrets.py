"""What leaves the house holds no secret, no document and no name: the diagnostic bundle, and the log it is made of."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service.diagnostics import make_bundle
from tests.journeys.conftest import Workspace
from tests.secret_search import search_files, search_zip

NAME, TEXT = "Merkzeichen-7f3a-采购", "MARKED-TEXT-91c4"


def names_and_secrets(workspace: Workspace) -> list[str]:
    """All that belongs to somebody in this workspace: PIN, passwords, keys, names, labels, ids, digests."""
    secrets = [workspace.pin]
    secrets += [path.read_text("utf-8").strip() for path in (workspace.home / "passwords").iterdir()]
    for path in (workspace.home / "secrets").iterdir():
        secrets += path.read_text("utf-8").split()
    with workspace.open() as desk:
        names = [desk.settings.organisation, desk.settings.workstation]
        names += [part for person in desk.people.people for part in (person.id, person.name)]
        names += [part for info in desk.tokens.tokens() for part in (info.ref.label, info.ref.serial)]
        names += [entry.entry_id for entry in desk.ledger.entries()]
    names += [seal.name for seal in workspace.made.seals] + [
        request for request, *_ in workspace.made.requests
    ]
    names += ["contract.pdf", "contract-stamped", NAME, TEXT, workspace.home.name + "/samples"]
    return [one for one in {*secrets, *names} if one]


def contents(bundle: Path) -> dict[str, Any]:
    with zipfile.ZipFile(bundle) as opened:
        return {
            name: json.loads(opened.read(name)) if name.endswith(".json") else opened.read(name).decode()
            for name in opened.namelist()
        }


@pytest.fixture
def marked(workspace: Workspace) -> Workspace:
    """A workspace in a folder with a name, after work and trouble of many kinds, with marks wherever one fits."""
    home = workspace.folder / NAME
    conf = workspace.home / "token" / "softhsm2.conf"
    conf.write_text(conf.read_text("utf-8").replace(str(workspace.home), str(home)), "utf-8")
    workspace.home.rename(home)
    marked = Workspace(home, workspace.made, workspace.folder)
    stamp = (
        "stamp",
        marked.contract,
        "--output",
        marked.folder / "contract-stamped.pdf",
        "--seal",
        marked.seal(),
    )
    stamp = (*stamp, "--request", marked.request, "--page", "1", "--at", "60,60")
    assert marked.command(*stamp, "--pin-stdin", stdin=f"{TEXT}\n").status != 0
    assert marked.command(*stamp, "--pin-stdin", stdin=f"{marked.pin}\n").status == 0
    assert marked.command("verify", marked.folder / f"{NAME}.pdf").status != 0
    assert (
        marked.command(
            "stamp", marked.folder / NAME, "--output", NAME, "--seal", NAME, "--request", NAME
        ).status
        != 0
    )
    settings = (home / "settings.toml").read_text("utf-8")
    settings += f'[[modules]]\npath = "/home/{NAME}/{NAME}.so"\nenvironment = {{ MARKED = "{NAME}" }}\n'
    settings += f'[centre]\nurl = "https://{TEXT}.example"\nkey = "{TEXT}"\nworkstation = "{NAME}"\n'
    (home / "settings.toml").write_text(settings, "utf-8")
    with (home / "logs" / "sealdesk.log").open("a", encoding="utf-8") as log:
        log.write(f"{TEXT}\n")
        log.write(json.dumps({"time": TEXT, "event": "act.sealed", "level": "INFO", "facts": {}}) + "\n")
        line = {"time": "2026-11-24T07:50:36.594Z", "event": "act.sealed", "level": "INFO", "area": NAME}
        log.write(
            json.dumps({**line, "facts": {"path": NAME, "reason": f"{TEXT} x", "count": TEXT}, NAME: TEXT})
            + "\n"
        )
        log.write(json.dumps([TEXT]) + "\n")
    with (home / "logs" / "faults.log").open("a", encoding="utf-8") as faults:
        faults.write(f'Fatal Python error: Aborted\n\n  File "/home/{NAME}/a.py", line 7 in work\n{TEXT}\n')
    (home / "logs" / f"{NAME}.log").write_text(TEXT, "utf-8")
    return marked


def test_the_bundle_holds_nothing_that_belongs_to_anybody(marked: Workspace) -> None:
    belongs = names_and_secrets(marked)
    bundle = marked.folder / "bundle.zip"
    assert marked.command("doctor", "--bundle", bundle).status == 0
    assert search_zip(bundle, belongs) == {}
    # The search is worth something: it finds them where they do belong.
    control = {marked.pin, NAME, TEXT, "contract.pdf"}
    assert control <= set(belongs)
    assert {secret for hit in search_files(marked.folder, control).values() for secret in hit} == control


def test_the_log_holds_nothing_that_belongs_to_anybody(workspace: Workspace) -> None:
    belongs = names_and_secrets(workspace)
    stamp = ("stamp", workspace.contract, "--output", workspace.folder / "contract-stamped.pdf")
    stamp = (
        *stamp,
        "--seal",
        workspace.seal(),
        "--request",
        workspace.request,
        "--page",
        "1",
        "--at",
        "60,60",
    )
    assert workspace.command(*stamp, "--pin-stdin", stdin=f"{TEXT}\n").status != 0
    assert workspace.command(*stamp, "--pin-stdin", stdin=f"{workspace.pin}\n").status == 0
    log = workspace.home / "logs" / "sealdesk.log"
    told = [json.loads(line) for line in log.read_text("ascii").splitlines()]
    assert [line["facts"]["status"] for line in told if line["event"] == "program.ended"] == [3, 0]
    assert {"code": "token.pin_wrong"}.items() <= next(
        line["facts"] for line in told if line["event"] == "error.told"
    ).items()
    sealed = next(line["facts"] for line in told if line["event"] == "act.sealed")
    steps = [step.split(":")[0] for step in sealed["steps"]]
    assert (steps[0], steps[-1]) == ("journal_written", "outcome_recorded")
    assert "token_signed" in steps
    events = [line["event"] for line in told]
    assert events.count("token.process_started") == 2
    assert [line["facts"] for line in told if line["event"] == "token.refused"] == [
        {"verb": "unlock", "code": "token.pin_wrong"}
    ]
    assert events.count("token.unlocked") == 1
    assert search_files(workspace.home / "logs", belongs) == {}


def test_the_bundle_tells_what_is_needed(marked: Workspace) -> None:
    bundle = make_bundle(marked.home, marked.folder / "bundle.zip")
    told = contents(bundle)
    assert told["versions.json"]["packages"]["cryptography"]
    assert told["registers.json"] == {"people": 1, "policy": 1, "trust": 1}
    assert told["ledger.json"]["size"] == told["ledger.json"]["checkpoint_size"] > 0
    assert told["settings.json"]["modules"][0]["module"] == "libsofthsm2.so"
    assert told["settings.json"]["centre"] is True
    assert told["tokens.json"][0]["manufacturer"] == "SoftHSM project"
    codes = {one["code"]: one["good"] for one in told["findings.json"]}
    assert codes["doctor.token"] is True
    assert codes["doctor.module"] is False
    assert '"event":"program.started"' in told["logs/sealdesk.log"]
    assert "  a.py:7 in work" in told["logs/faults.log"]
    assert "诊断包" in told["README.txt"]
    listed = {name.split(".")[0] for name in told} - {"README", "logs/sealdesk", "logs/faults"}
    assert all(f"{name}.json" in told["README.txt"] for name in listed)


def test_the_bundle_is_its_owners_alone_and_replaces_nothing(workspace: Workspace) -> None:
    bundle = make_bundle(workspace.home, workspace.folder / "bundle.zip")
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600
    with pytest.raises(SealDeskError) as refusal:
        make_bundle(workspace.home, bundle)
    assert refusal.value.code is ErrorCode.OUTPUT_EXISTS
    with pytest.raises(SealDeskError) as refusal:
        make_bundle(workspace.home, workspace.folder / "nowhere" / "bundle.zip")
    assert refusal.value.code is ErrorCode.OUTPUT_FOLDER_MISSING
    assert not [path for path in workspace.folder.iterdir() if path.name.endswith(".part")]


def test_of_a_broken_workspace_it_tells_the_codes(workspace: Workspace) -> None:
    (workspace.home / "ledger.sqlite3").write_bytes(b"x" * 5000)
    (workspace.home / "register" / "policy.note").write_text(TEXT, "utf-8")
    (workspace.home / "secrets" / "workstation-key").write_text(TEXT, "utf-8")
    bundle = make_bundle(workspace.home, workspace.folder / "bundle.zip")
    told = contents(bundle)
    assert "versions.json" in told
    assert "trouble" in json.dumps(told["ledger.json"])
    assert search_zip(bundle, [TEXT, NAME]) == {}


def test_without_a_workspace_it_tells_of_the_machine(tmp_path: Path) -> None:
    told = contents(make_bundle(tmp_path / "nothing", tmp_path / "bundle.zip"))
    assert told["settings.json"]["trouble"]["code"] == "workspace.missing"
    assert told["machine.json"]["processors"] == os.cpu_count()
    assert not (tmp_path / "nothing").exists()


def test_a_token_process_that_falls_is_in_the_log(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "sealdesk")
    with workspace.open() as desk:
        assert desk.tokens.tokens()
        os.kill(desk.tokens.pids[0], signal.SIGKILL)
        with contextlib.suppress(SealDeskError):  # where the fall is noticed by this very look
            desk.tokens.tokens()
        assert desk.tokens.tokens()
    told = [(record.msg, record.facts) for record in caplog.records if record.name == "sealdesk.tokens"]  # type: ignore[attr-defined]
    assert [event for event, _ in told] == [
        "token.process_started",
        "token.process_fell",
        "token.process_started",
    ]
    assert told[1][1] == {"module": "libsofthsm2.so", "reason": "crash, SIGKILL"}
