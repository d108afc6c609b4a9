"""Ask for, approve and make one impression, as the stamping corpus wants it: one command per file.

    python stamp_one.py DEMO.json IN OUT [--at X,Y] [--password PW]

DEMO.json is what `sealdesk demo DIR` printed.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
from pathlib import Path

from sealdesk.app import main


def command(*words: str) -> tuple[int, str]:
    """One command of the real command line: exit status and stdout."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = main(words)
    return status, out.getvalue()


def stamp_one(demo: dict, arguments: argparse.Namespace) -> int:
    people = {role: person for person in demo["people"] for role in person["roles"]}
    manager = next(person for person in demo["people"] if "general_manager" in person["positions"])
    seal = next(seal for seal in demo["seals"] if seal["kind"] == "unit")
    home = ["--home", demo["home"]]
    applicant = ["--as", people["user"]["id"], "--password-file", people["user"]["password_file"]]
    status, out = command(
        "requests", "new", "--document", arguments.source, "--seal", seal["id"], "--reason", "测试", "--json",
        *applicant, *home,
    )  # fmt: skip
    if status:
        return status
    request = json.loads(out)["id"]
    approver = ["--as", manager["id"], "--password-file", manager["password_file"]]
    status, _ = command("requests", "approve", request, *approver, *home)
    if status:
        return status
    password = ["--password", arguments.password] if arguments.password else []
    place = ["--page", "1", "--at", arguments.at, *(["--size", arguments.size] if arguments.size else [])]
    return main(
        ["stamp", arguments.source, "--output", arguments.target, "--seal", seal["id"], "--request", request,
         *place, "--pin-file", demo["pin_file"], "--json", *password, *home]
    )  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("demo", type=Path)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--at", default="60,60")
    parser.add_argument("--size")
    parser.add_argument("--password")
    parsed = parser.parse_args()
    sys.exit(stamp_one(json.loads(parsed.demo.read_text("utf-8")), parsed))
