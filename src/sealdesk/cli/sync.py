"""`sealdesk sync`: send the ledger's new entries to the audit endpoint; `--enrol` introduces the workstation."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sealdesk.cli.common import add_home, add_json, desk_of, read_secret
from sealdesk.cli.output import language, put_json, say
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service import sync_ledger
from sealdesk.texts import reason_text


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("sync", help="send what is missing to the audit endpoint")
    parser.add_argument(
        "--enrol", metavar="URL", help="introduce this workstation to the centre first; needs --centre-key"
    )
    parser.add_argument(
        "--centre-key",
        metavar="VKEY",
        help="the centre's public key, as `sealdesk server … enrol-code` tells it",
    )
    parser.add_argument(
        "--code-file",
        type=Path,
        metavar="F",
        help="file with the one-time code (default: the first line of stdin)",
    )
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        if arguments.enrol:
            if not arguments.centre_key:
                raise SealDeskError(ErrorCode.USAGE_WRONG, what="--centre-key")
            code = read_secret(arguments.code_file) if arguments.code_file else sys.stdin.readline()
            sync_ledger.enrol(desk, arguments.enrol, arguments.centre_key, code.strip())
        result = sync_ledger.sync(desk)
    if arguments.json:
        put_json({"sent": result.sent, "size": result.size})
    else:
        say(f"{reason_text('doctor.ledger', language())}  +{result.sent} = {result.size}")
    return 0
