"""What several benchmarks need: an evaluation workspace, and documents of known size."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pymupdf

PROJECT = Path(__file__).resolve().parent.parent
CONTRACT = PROJECT / "resources" / "samples" / "contract.pdf"
PROGRAMS = Path(sys.executable).parent
SEALDESK = (str(PROGRAMS / "sealdesk"),)


def sealdesk(*arguments: str | Path) -> Any:
    """What a `sealdesk … --json` command answers."""
    words = [*SEALDESK, *map(str, arguments)]
    return json.loads(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout)


def long_document(target: Path, pages: int) -> Path:
    """The sample contract's pages again and again, as real pages of one file."""
    with pymupdf.open(CONTRACT) as contract, pymupdf.open() as document:
        while document.page_count < pages:
            last = min(contract.page_count, pages - document.page_count) - 1
            document.insert_pdf(contract, to_page=last)
        document.save(target)
    return target


class Workspace:
    """An evaluation workspace and its people."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.facts = sealdesk("demo", home)

    def acting(self, person: str) -> list[str]:
        files = {each["id"]: each["password_file"] for each in self.facts["people"]}
        return ["--as", person, "--password-file", files[person], "--home", str(self.home)]

    def approved(self, document: Path, impressions: int) -> dict[str, Any]:
        """A request like the workspace's own, for another document, approved by the same people."""
        shown = sealdesk("requests", "show", self.facts["requests"][0]["id"], "--json", "--home", self.home)
        asked = [
            "requests",
            "new",
            "--document",
            str(document),
            "--seal",
            shown["seal"],
            "--class",
            shown["class"],
        ]
        asked += ["--reason", shown["reason"], "--impressions", str(impressions), "--json"]
        new = sealdesk(*asked, *self.acting(shown["applicant"]))
        for approval in shown["approvals"]:
            sealdesk("requests", "approve", new["id"], "--json", *self.acting(approval["approver"]))
        return dict(new)
