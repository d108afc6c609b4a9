"""`sealdesk doctor`: what is installed, which tokens are there, what is missing, in plain words."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from pathlib import Path

from sealdesk.cli.common import add_home, add_json
from sealdesk.cli.output import language, put_json, say
from sealdesk.errors import ExitStatus
from sealdesk.service.doctor import Finding, examine
from sealdesk.texts import error_text, reason_text
from sealdesk.texts.expiry import expiry_text

_MARKS = {True: "✓", False: "✕", None: "·"}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("doctor", help="what is installed, which tokens, what is missing")
    parser.add_argument(
        "--bundle",
        type=Path,
        metavar="OUT.zip",
        help="write a diagnostic bundle for whoever mends the program instead: findings, versions, logs;"
        " no secrets, no documents, no names",
    )
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if arguments.bundle is not None:
        return _bundle(arguments)
    findings = examine(arguments.home)
    if arguments.json:
        put_json([_as_json(one) for one in findings])
    else:
        for finding in findings:
            for line in _lines(finding):
                say(line)
    return ExitStatus.ANSWER_IS_NO if any(one.good is False for one in findings) else ExitStatus.DONE


def _bundle(arguments: argparse.Namespace) -> int:
    from sealdesk.service.diagnostics import make_bundle

    made = make_bundle(arguments.home, arguments.bundle)
    if arguments.json:
        put_json({"bundle": str(made)})
    else:
        say(f"{reason_text('doctor.bundle', language())}  {made}")
    return ExitStatus.DONE


def _as_json(finding: Finding) -> dict[str, object]:
    found: dict[str, object] = {"code": finding.code, "good": finding.good, "detail": finding.detail}
    if finding.lines:
        found |= {"vendor": finding.vendor, "settings": list(finding.lines)}
    return found


def _lines(finding: Finding) -> Iterator[str]:
    tongue = language()
    detail = finding.detail
    if finding.expiry is not None:
        detail = expiry_text(finding.expiry, tongue)
    elif finding.trouble is not None:
        text = error_text(finding.trouble, tongue)
        detail = f"[{finding.trouble.code}] {text.happened} {text.now}"
    elif finding.vendor:
        detail = f"{finding.vendor}: {detail}"
    yield f"{_MARKS[finding.good]} {reason_text(finding.code, tongue)}  {' '.join(detail.split())}".rstrip()
    if finding.lines:
        yield f"    sealdesk tokens use-module {shlex.quote(finding.detail)}"
        yield f"    {reason_text('doctor.settings_lines', tongue)}"
        yield from (f"        {line}" for line in finding.lines)
