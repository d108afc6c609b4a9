"""`make run`: the evaluation workspace, made once, and the window on it.

Where no display can be reached, the same job is done through the command line: a use request is made and
approved, the contract is stamped, verified, pictured, and the ledger is synced with an audit endpoint on this
machine. It prints where everything lies. Everything is kept in `evaluation/`; to start anew, remove that folder.

Exit status: that of the window; headless, 0 when every step did what it should, otherwise the first failure's.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
EVALUATION = PROJECT / "evaluation"
HOME = EVALUATION / "workspace"
FACTS = EVALUATION / "workspace.json"
RESULTS = EVALUATION / "results"
CENTRE = EVALUATION / "centre"
ENROLLED = CENTRE / "address"
SEALDESK = (sys.executable, "-m", "sealdesk")
KEYWORD = "甲方（盖章）"
PICTURE_DPI = 110


class StepError(Exception):
    """A step of the story failed; its output has been shown."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def main() -> int:
    parser = argparse.ArgumentParser(description="Run SealDesk on an evaluation workspace.")
    parser.add_argument("--headless", action="store_true", help="do not look for a display")
    headless = parser.parse_args().headless
    try:
        workspace = evaluation_workspace()
        if not headless and display_answers():
            contract = approved_request(workspace)["document"]
            return subprocess.run([*SEALDESK, "gui", "--home", str(HOME), contract], check=False).returncode
        tell_story(workspace)
    except StepError as failed:
        return failed.status
    return 0


def evaluation_workspace() -> dict[str, Any]:
    """What `sealdesk demo` told about the workspace; made at the first call."""
    if not FACTS.exists():
        for left_over in (HOME, CENTRE, RESULTS):  # of a run that was interrupted
            shutil.rmtree(left_over, ignore_errors=True)
        EVALUATION.mkdir(exist_ok=True)
        made = sealdesk("demo", str(HOME))
        part = FACTS.with_suffix(".part")
        part.write_text(made, "utf-8")
        part.rename(FACTS)
        print(f"评估工作区 evaluation workspace: {HOME}")
    return dict(json.loads(FACTS.read_text("utf-8")))


def display_answers() -> bool:
    """Whether a window could open: Qt itself is asked, because it gives up hard where it cannot."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    ask = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
    return subprocess.run([sys.executable, "-c", ask], capture_output=True, check=False).returncode == 0


# -- the story without a window


@dataclass(frozen=True)
class Results:
    """The files of one run, numbered so that nothing is overwritten."""

    stamped: Path
    picture: Path
    report: Path
    verdict: Path

    @classmethod
    def next(cls) -> Results:
        RESULTS.mkdir(parents=True, exist_ok=True)
        number = 1 + sum(1 for _ in RESULTS.glob("*.pdf"))
        stem = RESULTS / f"contract-{number:03d}"
        return cls(*(stem.with_suffix(ending) for ending in (".pdf", ".png", ".html", ".json")))


def tell_story(workspace: Mapping[str, Any]) -> None:
    """The main job, from request to synced ledger, through the commands people use."""
    request = approved_request(workspace)
    print(f"1 用印申请 request: {request['id']} · {request['state']}")
    results = Results.next()
    entry = stamp(workspace, request, results.stamped)
    print(f"2 盖章 stamped: entry {entry['index']} · {entry['entry']}")
    verify(workspace, results)
    draw(results)
    print("3 验证 verified, pictured")
    sent = sync()
    print(f"4 同步 synced: {sent['sent']} sent, the centre holds {sent['size']}")
    checked = json.loads(sealdesk("ledger", "check", "--json", "--home", str(HOME)))
    print(f"5 台账 ledger: {checked['size']} entries, sound: {checked['sound']}")
    print()
    print(f"PDF     {results.stamped}")
    print(f"PNG     {results.picture}")
    print(f"report  {results.report}")
    print(f"json    {results.verdict}")
    print(f"entry   {entry['index']}  (sealdesk ledger list --home {HOME})")


def approved_request(workspace: Mapping[str, Any]) -> dict[str, Any]:
    """The request that the workspace came with, or, once it is used up, a new one like it."""
    first = workspace["requests"][0]
    standing: dict[str, Any] = json.loads(
        sealdesk("requests", "show", first["id"], "--json", "--home", str(HOME))
    )
    document = {"document": first["document"]}
    if standing["state"] == "approved" and standing["remaining"] > 0:
        return standing | document
    asked = [
        *("requests", "new", "--document", first["document"], "--seal", standing["seal"]),
        *("--reason", standing["reason"], "--class", standing["class"], "--json"),
    ]
    new = json.loads(sealdesk(*asked, *acting(workspace, standing["applicant"])))
    for approval in standing["approvals"]:
        decided = sealdesk(
            "requests", "approve", new["id"], "--json", *acting(workspace, approval["approver"])
        )
        new = json.loads(decided)
    return dict(new) | document


def acting(workspace: Mapping[str, Any], person: str) -> list[str]:
    """The arguments with which this person acts."""
    password_file = next(each["password_file"] for each in workspace["people"] if each["id"] == person)
    return ["--as", person, "--password-file", password_file, "--home", str(HOME)]


def stamp(workspace: Mapping[str, Any], request: Mapping[str, Any], output: Path) -> dict[str, Any]:
    command = [
        *("stamp", request["document"], "--output", str(output), "--seal", request["seal"]),
        *("--request", request["id"], "--keyword", KEYWORD, "--pin-file", workspace["pin_file"]),
        *("--json", "--home", str(HOME)),
    ]
    return dict(json.loads(sealdesk(*command)))


def verify(workspace: Mapping[str, Any], results: Results) -> None:
    """Verify as a recipient does, who has only the file, the root and the revocation lists."""
    trusting = ["--root", workspace["root"], *(word for crl in workspace["crls"] for word in ("--crl", crl))]
    judged = sealdesk("verify", str(results.stamped), "--json", "--report", str(results.report), *trusting)
    results.verdict.write_text(judged, "utf-8")


def draw(results: Results) -> None:
    """The page that carries the seal, as a viewer shows it."""
    import pymupdf

    with pymupdf.open(results.stamped) as document:
        stamped = next(page for page in document if any(page.widgets()))
        stamped.get_pixmap(dpi=PICTURE_DPI).save(results.picture)


def sync() -> dict[str, Any]:
    """Sync with an audit endpoint on this machine, which runs as long as that takes; enrol there the first time."""
    with audit_endpoint() as address:
        first_time: list[str] = []
        code = ""
        if not ENROLLED.exists():
            welcome = json.loads(sealdesk("server", "--data", str(CENTRE), "enrol-code"))
            first_time = ["--enrol", address, "--centre-key", welcome["key"]]
            code = welcome["code"]
        sent = json.loads(sealdesk("sync", "--json", *first_time, "--home", str(HOME), stdin=code))
        ENROLLED.write_text(address, "utf-8")
    return dict(sent)


@contextlib.contextmanager
def audit_endpoint() -> Iterator[str]:
    """The audit endpoint, on the port where the workstation enrolled; its address."""
    port = ENROLLED.read_text("utf-8").rpartition(":")[2] if ENROLLED.exists() else "0"
    command = [*SEALDESK, "server", "--data", str(CENTRE), "serve", "--port", port]
    CENTRE.mkdir(exist_ok=True)
    with (
        (CENTRE / "server.log").open("a") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as server,
    ):
        try:
            assert server.stdout is not None
            told = server.stdout.readline()
            if not told:
                print(f"failed: sealdesk server · see {log.name}", file=sys.stderr)
                raise StepError(server.wait() or 4)
            yield str(json.loads(told)["url"])
        finally:
            server.terminate()


def sealdesk(*arguments: str, stdin: str = "") -> str:
    """One command's output; `stdin` carries what must not stand in a command line.

    Raises:
        StepError: It failed; what it said has been passed on.
    """
    command = [*SEALDESK, *arguments]
    ran = subprocess.run(
        command, input=stdin, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False
    )
    if ran.returncode != 0:
        print(ran.stdout, end="")
        print(f"failed: sealdesk {' '.join(arguments[:2])} · exit status {ran.returncode}", file=sys.stderr)
        raise StepError(ran.returncode)
    return ran.stdout


if __name__ == "__main__":
    sys.exit(main())
