"""`sealdesk seals …`: the seals of this workspace; their making, life, custody and register have modules each."""

from __future__ import annotations

import argparse

from sealdesk.cli import (
    seal_custody,
    seal_files,
    seal_foreign,
    seal_import,
    seal_life,
    seal_make,
    seal_maker,
    seal_register,
    seal_versions,
)
from sealdesk.cli.common import add_home, add_json, desk_of
from sealdesk.cli.output import language, put_json, say
from sealdesk.cli.seal_vault import add_vault
from sealdesk.formats.fields import moment_text
from sealdesk.service.seals import SealStanding, all_seals
from sealdesk.texts import name_of


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "seals", help="the seals of this workspace: their making, life, custody and register; who opens them"
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="every seal: id, kind, state, true size, name")
    add_json(listing)
    add_home(listing)
    listing.set_defaults(run=_list)
    seal_life.add_parser(verbs)
    seal_versions.add_parser(verbs)
    seal_register.add_parser(verbs)
    seal_make.add_parser(verbs)
    seal_import.add_parser(verbs)
    seal_files.add_parser(verbs)
    seal_foreign.add_parser(verbs)
    seal_maker.add_parser(verbs)
    add_vault(verbs)
    seal_custody.add_parser(verbs)


def _list(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        standings = all_seals(desk)
    if arguments.json:
        put_json([_as_json(standing) for standing in standings])
        return 0
    tongue = language()
    for standing in standings:
        seal = standing.seal
        size = f"{seal.width_mm:g} × {seal.height_mm:g} mm"
        kind, state = name_of(seal.kind, tongue), name_of(standing.state, tongue)
        say(f"{seal.id}  {kind}  {state}  {size}  {seal.name}")
    return 0


def _as_json(standing: SealStanding) -> dict[str, object]:
    seal = standing.seal
    return {
        "id": seal.id,
        "kind": seal.kind.value,
        "name": seal.name,
        "holder": seal.holder,
        "credit_code": seal.credit_code,
        "state": standing.state.value,
        "shape": seal.shape.value,
        "width_mm": seal.width_mm,
        "height_mm": seal.height_mm,
        "custodian": seal.custodian_id,
        "valid_from": moment_text(seal.valid_from),
        "valid_until": moment_text(seal.valid_until),
        "version": seal.version,
    }
