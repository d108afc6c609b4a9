"""`sealdesk doctor`: what is installed, which tokens are there, what is missing, in plain words."""

from __future__ import annotations

import argparse

from sealdesk.cli.common import add_home, add_json
from sealdesk.cli.output import language, put_json, say
from sealdesk.errors import ExitStatus
from sealdesk.service.doctor import Finding, examine
from sealdesk.texts import reason_text

_MARKS = {True: "✓", False: "✕", None: "·"}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("doctor", help="what is installed, which tokens, what is missing")
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    findings = examine(arguments.home)
    if arguments.json:
        put_json([{"code": one.code, "good": one.good, "detail": one.detail} for one in findings])
    else:
        for finding in findings:
            say(_line(finding))
    return ExitStatus.ANSWER_IS_NO if any(one.good is False for one in findings) else ExitStatus.DONE


def _line(finding: Finding) -> str:
    return f"{_MARKS[finding.good]} {reason_text(finding.code, language())}  {finding.detail}".rstrip()
