"""`sealdesk sync`: send the ledger's new entries to the audit endpoint; `--enrol` introduces the workstation."""

from __future__ import annotations

import argparse
import sys

from sealdesk.cli.common import add_home, add_json, desk_of
from sealdesk.cli.output import put_json, say
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service import sync_ledger


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("sync", help="send what is missing to the audit endpoint")
    parser.add_argument(
        "--enrol", metavar="URL", help="introduce this workstation first; reads the one-time code"
    )
    parser.add_argument(
        "--code-file", type=argparse.FileType("r"), metavar="F", help="file with the one-time code"
    )
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        if arguments.enrol:
            if not arguments.centre_key:
                raise SealDeskError(ErrorCode.USAGE_WRONG, what="--centre-key")
            source = arguments.code_file or sys.stdin
            sync_ledger.enrol(desk, arguments.enrol, arguments.centre_key, source.readline().strip())
        result = sync_ledger.sync(desk)
    if arguments.json:
        put_json({"sent": result.sent, "size": result.size})
    else:
        say(f"{result.sent} → {result.size}")
    return 0
