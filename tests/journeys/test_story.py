"""The main job on real parts, through the real command line: ask, approve, stamp, verify, record."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.conftest import Workspace

POSITION = ("--page", "3", "--at", "60,120")


def stamp(workspace: Workspace, *more: str | Path, output: str = "out.pdf", seal: str | None = None):
    return workspace.command(
        "stamp",
        workspace.contract,
        "--output",
        workspace.folder / output,
        "--seal",
        seal or workspace.seal(),
        "--request",
        workspace.request,
        "--pin-file",
        workspace.home / "pin",
        "--json",
        *(more or POSITION),
    )


def test_from_request_to_record(workspace: Workspace) -> None:
    document = workspace.home / "samples" / "certificate.pdf"
    before = document.read_bytes()
    asked = workspace.command(
        "requests", "new", "--document", document, "--seal", workspace.seal("unit"), "--reason", "出具在职证明",
        "--as", workspace.person("user"), "--password-file", workspace.home / "passwords" / workspace.person("user"),
        "--json",
    )  # fmt: skip
    assert (asked.status, asked.err) == (0, "")
    assert asked.json["state"] == "waiting"
    request = asked.json["id"]

    approved = workspace.command(
        "requests", "approve", request, "--as", workspace.manager,
        "--password-file", workspace.home / "passwords" / workspace.manager, "--json",
    )  # fmt: skip
    assert approved.json["state"] == "approved"

    output = workspace.folder / "stamped.pdf"
    stamped = workspace.command(
        "stamp", document, "--output", output, "--seal", workspace.seal("unit"), "--request", request,
        "--page", "1", "--at", "140,220", "--pin-file", workspace.home / "pin", "--json",
    )  # fmt: skip
    assert (stamped.status, stamped.err) == (0, "")
    assert stamped.json["verdict"] == "intact"
    assert stamped.json["trust"] == "trusted"
    assert stamped.json["remaining"] == 0
    assert output.read_bytes().startswith(before)
    assert document.read_bytes() == before
    assert hashlib.sha256(output.read_bytes()).hexdigest() == stamped.json["sha256"]

    verified = workspace.command("verify", output, "--json", "--root", workspace.home / "root.pem")
    assert verified.status == 0
    seal = verified.json["seal"]
    assert seal["holder"] == "城南建设有限公司"
    assert stamped.json["entry"] not in ("", None)

    (sealed,) = workspace.entries("act.sealed")
    (intended,) = workspace.entries("act.intended")
    assert sealed["act"] == intended["act"] == stamped.json["act"]
    assert sealed["stamped"]["sha256"] == stamped.json["sha256"]
    assert intended["request"] == request
    assert intended["impressions"][0]["x_mm"] == "140"
    assert workspace.command("ledger", "check").status == 0


def test_the_approval_is_consumed(workspace: Workspace) -> None:
    first = stamp(workspace, "--at", "60,120", "--pages", "1-2", output="a.pdf")
    assert first.json["remaining"] == 1
    too_many = stamp(workspace, "--at", "60,120", "--pages", "1-2", output="b.pdf")
    assert too_many.status == 3
    assert "request.used_up" in too_many.err
    assert not (workspace.folder / "b.pdf").exists()
    assert stamp(workspace, output="c.pdf").json["remaining"] == 0
    assert stamp(workspace, output="d.pdf").status == 3
    assert len(workspace.entries("act.refused")) == 2


def test_a_straddle_seal_is_one_impression(workspace: Workspace) -> None:
    done = stamp(workspace, "--straddle", "right", *POSITION)
    assert done.status == 0, done.err
    assert done.json["remaining"] == 1


def test_a_keyword_names_the_place(workspace: Workspace) -> None:
    done = stamp(workspace, "--keyword", "甲方（盖章）")
    assert done.status == 0, done.err


def test_on_a_signed_document_every_impression_is_a_signature(workspace: Workspace) -> None:
    stamp(workspace, output="once.pdf")
    once = workspace.folder / "once.pdf"
    asked = workspace.command(
        "requests", "new", "--document", once, "--seal", workspace.seal("unit"), "--reason", "再次用印",
        "--impressions", "2", "--as", workspace.person("user"),
        "--password-file", workspace.home / "passwords" / workspace.person("user"), "--json",
    )  # fmt: skip
    request = asked.json["id"]
    workspace.command(
        "requests", "approve", request, "--as", workspace.manager,
        "--password-file", workspace.home / "passwords" / workspace.manager,
    )  # fmt: skip
    words = (
        "stamp",
        once,
        "--seal",
        workspace.seal("unit"),
        "--request",
        request,
        "--pin-file",
        workspace.home / "pin",
    )
    refused = workspace.command(*words, "--output", workspace.folder / "x.pdf", "--straddle", "right")
    assert refused.status == 3
    assert "place.straddle_on_signed" in refused.err

    twice = workspace.folder / "twice.pdf"
    done = workspace.command(*words, "--output", twice, "--at", "100,200", "--pages", "1,3", "--json")
    assert done.status == 0, done.err
    verified = workspace.command("verify", twice, "--json")
    assert verified.json["verdict"] == "intact"
    assert len(verified.json["signatures"]) == 3
    assert twice.read_bytes().startswith(once.read_bytes())


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig (poppler-utils) is not installed")
def test_other_readers_accept_it(workspace: Workspace, tmp_path: Path) -> None:
    stamp(workspace)
    output = workspace.folder / "out.pdf"
    pdfsig = subprocess.run(["pdfsig", "-nocert", output], capture_output=True, text=True, check=False)
    assert "Signature is Valid" in pdfsig.stdout
    pyhanko = subprocess.run(
        [
            Path(sys.executable).with_name("pyhanko"), "sign", "validate", "--no-strict-syntax",
            "--pretty-print",
            "--trust", workspace.home / "root.pem", "--trust-replace", output,
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "The signature is judged VALID" in pyhanko.stdout, pyhanko.stdout + pyhanko.stderr


def test_the_window_of_an_interrupted_act(workspace: Workspace) -> None:
    """A journal without an intent: nothing had begun, and the next start says nothing."""
    acts = workspace.home / "acts"
    acts.mkdir(exist_ok=True)
    (acts / "0123.jsonl").write_text(
        '{"step": "begun", "act": "0123", "request": "R", "target": "/nowhere/x.pdf", "part": "/nowhere/p"}\n'
    )
    answer = workspace.command("seals", "list")
    assert answer.status == 0
    assert answer.err == ""
    assert not list(acts.iterdir())
