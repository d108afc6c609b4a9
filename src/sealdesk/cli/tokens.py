"""`sealdesk tokens …`: what is plugged in."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from sealdesk.cli.common import add_home, add_json, desk_of
from sealdesk.cli.output import put_json, say
from sealdesk.service.token_side import look


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("tokens", help="the tokens plugged in now")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser(
        "list", help="every token: label, serial number, maker and model; no PIN is asked"
    )
    add_json(listing)
    add_home(listing)
    listing.set_defaults(run=_list)


def _list(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        infos = look(desk)
    if arguments.json:
        put_json([{**asdict(info), **asdict(info.ref)} for info in infos])
    else:
        for info in infos:
            say(f"{info.ref.label}  {info.ref.serial}  {info.manufacturer} {info.model}")
    return 0
