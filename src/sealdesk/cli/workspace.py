"""`sealdesk workspace …`: make a workspace, tell about it, move it to another computer."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sealdesk.cli.common import add_home, add_json, new_password_of, password_of
from sealdesk.cli.output import language, put_json, say, warn
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service import workstation
from sealdesk.service.desk import Desk, open_desk
from sealdesk.service.move_workspace import move_workspace
from sealdesk.service.new_workspace import NewAdministrator, NewWorkspace, make_workspace
from sealdesk.service.sign_in import SignIn
from sealdesk.settings.machine import this_machine
from sealdesk.settings.settings import SecretsIn
from sealdesk.texts import name_of, time_text
from sealdesk.texts.wording import language_of
from sealdesk.texts.workspace_words import FILES, INSIDE, KEYRING, OLD_COPY, PRACTICE, REAL, label


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("workspace", help="make a workspace, show it, move it to another computer")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add_new(verbs)
    show = verbs.add_parser("show", help="folder, organisation, computer, where its keys lie, registers")
    add_json(show)
    add_home(show)
    show.set_defaults(run=_show)
    move = verbs.add_parser(
        "move", help="enrol this computer with a new key, for good; two administrators sign"
    )
    for number, whose in (("", "one administrator"), ("2", "another administrator")):
        move.add_argument(
            f"--as{number}", dest=f"person{number}", required=True, metavar="PERSON", help=f"{whose}, by id"
        )
        move.add_argument(
            f"--password-file{number}", type=Path, metavar="F", help="file with that person's password"
        )
    _add_secrets(move, None, "where the new key lies (default: as before)")
    add_json(move)
    add_home(move)
    move.set_defaults(run=_move)


def _add_new(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    new = verbs.add_parser("new", help="make a workspace for real use, and enrol this computer")
    new.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    new.add_argument("--organisation", required=True, metavar="NAME", help="whose seals are kept here")
    new.add_argument(
        "--administrator",
        dest="administrators",
        action="append",
        required=True,
        metavar="ID:NAME",
        help="twice: the platform administrator, then the system administrator; both sign the registers",
    )
    new.add_argument(
        "--password-file",
        dest="password_files",
        action="append",
        type=Path,
        default=[],
        metavar="F",
        help="twice, in the same order: files with the administrators' passwords (default: asked for)",
    )
    _add_secrets(new, SecretsIn.KEYRING.value, "where the workstation's key lies (keyring)")
    new.add_argument(
        "--module",
        dest="modules",
        action="append",
        type=Path,
        default=[],
        metavar="PATH",
        help="PKCS#11 module of the organisation's tokens; may be given again",
    )
    new.add_argument(
        "--vault", type=Path, metavar="DIR", help="folder of the seal carrier (USB stick, share)"
    )
    add_json(new)
    new.set_defaults(run=_new)


def _add_secrets(parser: argparse.ArgumentParser, default: str | None, said: str) -> None:
    choices = [one.value for one in SecretsIn]
    parser.add_argument("--secrets", choices=choices, default=default, help=said)


def _new(arguments: argparse.Namespace) -> int:
    names = [_id_and_name(text) for text in arguments.administrators]
    if len(names) != 2 or len(arguments.password_files) not in (0, 2):
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--administrator ×2, --password-file ×2")
    files = arguments.password_files or [None, None]
    passwords = [new_password_of(one, file=file) for (one, _), file in zip(names, files, strict=True)]
    chosen = NewWorkspace(
        organisation=arguments.organisation,
        administrators=tuple(
            NewAdministrator(person_id, name, password)
            for (person_id, name), password in zip(names, passwords, strict=True)
        ),
        secrets_in=SecretsIn(arguments.secrets),
        modules=tuple(arguments.modules),
        vault=arguments.vault,
    )
    make_workspace(arguments.folder, chosen)
    with open_desk(arguments.folder) as desk:
        _warn_of_files(desk)
        _tell(desk, as_json=arguments.json)
    return 0


def _id_and_name(text: str) -> tuple[str, str]:
    person_id, colon, name = text.partition(":")
    if not colon:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--administrator ID:NAME")
    return person_id, name


def _show(arguments: argparse.Namespace) -> int:
    with open_desk(arguments.home, settle=False) as desk:
        _tell(desk, as_json=arguments.json)
    return 0


def _move(arguments: argparse.Namespace) -> int:
    again = argparse.Namespace(person=arguments.person2, password_file=arguments.password_file2)
    entered = [SignIn(one.person, password_of(one)) for one in (arguments, again)]
    with open_desk(arguments.home, settle=False) as desk:
        move_workspace(desk, entered, SecretsIn(arguments.secrets) if arguments.secrets else None)
        _warn_of_files(desk)
        _tell(desk, as_json=arguments.json)
    if not arguments.json:
        say(OLD_COPY.in_language(language_of(language())))
    return 0


def _warn_of_files(desk: Desk) -> None:
    if desk.settings.secrets_in is SecretsIn.FILES:
        warn("doctor.secrets_in_files", str(desk.layout.secrets))


def _tell(desk: Desk, *, as_json: bool) -> None:
    if as_json:
        put_json(_account(desk))
        return
    tongue = language_of(language())
    for name, value in _lines(desk):
        say(f"{label(name, tongue)}  {value}")


def _account(desk: Desk) -> dict[str, Any]:
    settings, enrolled = desk.settings, workstation.enrolment(desk.ledger)
    return {
        "home": desk.layout.home,
        "organisation": settings.organisation,
        "workstation": settings.workstation,
        "evaluation": settings.evaluation,
        "where": workstation.where(desk).value,
        "machine_kind": this_machine().kind.value,
        "enrolled": None
        if enrolled is None
        else {
            "since": str(enrolled.since),
            "by": list(enrolled.persons),
            "machine_kind": enrolled.machine_kind,
        },
        "secrets": settings.secrets_in.value,
        "vault": settings.vault,
        "modules": [module.path for module in settings.modules],
        "registers": dict(_registers(desk)),
        "ledger": desk.ledger.size(),
        "centre": settings.centre.url if settings.centre else None,
    }


def _registers(desk: Desk) -> list[tuple[str, int | str]]:
    """Their versions; of one that cannot be opened, the code of the reason."""
    found: list[tuple[str, int | str]] = []
    for name in ("people", "policy", "trust"):
        try:
            found.append((name, getattr(desk, name).version))
        except SealDeskError as broken:
            found.append((name, broken.code.text))
    return found


def _lines(desk: Desk) -> list[tuple[str, str]]:
    tongue = language_of(language())
    settings, enrolled = desk.settings, workstation.enrolment(desk.ledger)
    purpose = PRACTICE if settings.evaluation else REAL
    keys = FILES if settings.secrets_in is SecretsIn.FILES else KEYRING
    lines = [
        ("home", str(desk.layout.home)),
        ("organisation", settings.organisation),
        ("evaluation", purpose.in_language(tongue)),
        ("workstation", settings.workstation),
        ("where", name_of(workstation.where(desk), tongue)),
        ("machine", name_of(this_machine().kind, tongue)),
        ("secrets", keys.in_language(tongue)),
        ("vault", str(settings.vault or INSIDE.in_language(tongue))),
        ("registers", ", ".join(f"{name} {version}" for name, version in _registers(desk))),
        ("ledger", str(desk.ledger.size())),
        ("modules", ", ".join(str(module.path) for module in settings.modules) or "—"),
    ]
    if enrolled is not None:
        lines.insert(5, ("enrolled", f"{time_text(enrolled.since)}  {', '.join(enrolled.persons)}"))
    if settings.centre:
        lines.append(("centre", settings.centre.url))
    return lines
