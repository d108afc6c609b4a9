"""`sealdesk demo DIR`: make an evaluation workspace and tell other programs what is in it."""

from __future__ import annotations

import argparse
from pathlib import Path

from sealdesk.cli.output import put_json
from sealdesk.service.evaluation.workspace import EvaluationPerson, EvaluationWorkspace, make_evaluation


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "demo", help="make an evaluation workspace with a software token; prints what is in it as JSON"
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    parser.add_argument(
        "--key", choices=["rsa2048", "rsa3072", "p256"], default="rsa2048", help="the signing key (rsa2048)"
    )
    parser.add_argument(
        "--practice",
        action="store_true",
        help="for training: seals that say so, a request for every document",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    made = make_evaluation(arguments.folder, key_kind=arguments.key, practice=arguments.practice)
    put_json(_as_json(made), indent=1)
    return 0


def _as_json(made: EvaluationWorkspace) -> dict[str, object]:
    return {
        "home": made.home,
        "pin_file": made.pin_file,
        "root": made.root,
        "crls": list(made.crls),
        "maker_password_file": made.maker_password_file,
        "seals": [{"id": seal.id, "kind": seal.kind.value, "name": seal.name} for seal in made.seals],
        "requests": [
            {"id": request_id, "document": document, "seal": seal_id}
            for request_id, document, seal_id in made.requests
        ],
        "documents": list(made.documents),
        "people": [_person(entry) for entry in made.people],
    }


def _person(entry: EvaluationPerson) -> dict[str, object]:
    person = entry.person
    return {
        "id": person.id,
        "name": person.name,
        "roles": sorted(role.value for role in person.roles),
        "positions": sorted(position.value for position in person.positions),
        "password_file": entry.password_file,
    }
