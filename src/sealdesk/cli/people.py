"""`sealdesk people …`: who may act here, with which roles; registered and changed by two administrators."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from sealdesk.cli.columns import columns
from sealdesk.cli.common import add_home, add_json, desk_of, new_password_of, password_of
from sealdesk.cli.output import language, put_json, say, warn
from sealdesk.cli.seal_steps import Verbs, add_people, people_of
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.formats.people import PeopleRegister
from sealdesk.model.people import Person, Position, Role
from sealdesk.model.permission import Action
from sealdesk.policy.permissions import CONDITIONS, MATRIX, powers_of
from sealdesk.service import people_register
from sealdesk.service.desk import Desk
from sealdesk.service.own_keys import OwnKey, make_key, read_key_file, write_key_file
from sealdesk.service.people_register import Differences, PeopleChange
from sealdesk.service.sign_in import exceptions_in_force
from sealdesk.service.sign_in_guard import locked_until
from sealdesk.texts import name_of, reason_text, time_text
from sealdesk.texts.people_words import exception_lines, label
from sealdesk.texts.wording import language_of

_KEY_FILE = "their own key, made with `sealdesk people new-key`"
_PASSWORD = "file with the password that opens a new key of theirs, made on this computer (default: typed)"  # noqa: S105


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("people", help="people, their roles, own keys and passwords")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add_reading(verbs)
    _add_changes(verbs)
    _add_own(verbs)


def _verb(
    verbs: Verbs[argparse.ArgumentParser], name: str, said: str, run: object
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=said, description=said[:1].upper() + said[1:] + ".")
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)
    return parser


def _add_reading(verbs: Verbs[argparse.ArgumentParser]) -> None:
    _verb(verbs, "list", "everybody registered, with roles, positions and exceptions", _list)
    show = _verb(verbs, "show", "one person, and what their roles let them do", _show)
    show.add_argument("id", metavar="PERSON")
    _verb(verbs, "history", "the register's versions: when, by whom, what they changed", _history)
    _verb(verbs, "matrix", "which roles may do what", _matrix)


def _add_changes(verbs: Verbs[argparse.ArgumentParser]) -> None:
    new = _verb(verbs, "add", "register somebody; two administrators sign", _add)
    changed = _verb(
        verbs, "change", "change what is registered of somebody; two administrators sign", _change
    )
    leaves = _verb(verbs, "retire", "take somebody out of the register; two administrators sign", _retire)
    for parser in (new, changed, leaves):
        parser.add_argument("id", metavar="PERSON", help="their id, e.g. the employee number")
        add_people(parser, 2)
    for parser in (new, changed):
        first = parser is new
        parser.add_argument("--name", required=first, metavar="NAME")
        parser.add_argument("--department", default="" if first else None, metavar="NAME")
        _add_several(parser, "role", [one.value for one in Role], "a role; may be repeated")
        _add_several(parser, "position", [one.value for one in Position], "a position; may be repeated")
        said = "SHA-256 (hex) of a token's certificate of theirs; may be repeated"
        _add_several(parser, "certificate", None, said)
        key = parser.add_mutually_exclusive_group()
        key.add_argument("--key", type=Path, metavar="F.key", help=_KEY_FILE)
        key.add_argument("--own-password-file", type=Path, metavar="F", help=_PASSWORD)
    for name in ("roles", "positions", "certificates"):
        changed.add_argument(f"--no-{name}", action="store_true", help=f"take all {name} away first")


def _add_several(parser: argparse.ArgumentParser, name: str, choices: list[str] | None, said: str) -> None:
    metavar = None if choices else "HEX"
    parser.add_argument(
        f"--{name}", dest=f"{name}s", action="append", default=[], choices=choices, metavar=metavar, help=said
    )


def _add_own(verbs: Verbs[argparse.ArgumentParser]) -> None:
    password = _verb(verbs, "password", "give one's own key another password", _password)
    password.add_argument("--as", dest="person", required=True, metavar="PERSON", help="who, by id")
    password.add_argument("--password-file", type=Path, metavar="F", help="file with the password so far")
    password.add_argument("--new-password-file", type=Path, metavar="F", help="file with the new one")
    key = _verb(verbs, "new-key", "make an own key on any computer, for two administrators to register", _key)
    key.add_argument("id", metavar="PERSON", help="whose, by id")
    key.add_argument("--output", type=Path, required=True, metavar="F.key", help="a new file")
    key.add_argument("--password-file", type=Path, metavar="F", help="file with the password that opens it")


# Reading.


def _list(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        if arguments.json:
            put_json([_as_json(desk, one) for one in desk.people.people])
            return 0
        tongue = language()
        lines = [_line(desk, one) for one in desk.people.people]
        for line in columns([[label(name, tongue) for name in _COLUMNS], *lines]):
            say(line)
        _tell_exceptions(desk)
    return 0


_COLUMNS = ("id", "name", "department", "roles", "positions", "standing")


def _line(desk: Desk, person: Person) -> list[str]:
    tongue = language()
    excepted = {one.person_id for one in exceptions_in_force(desk)}
    until = locked_until(desk, person.id)
    standing = [label("excepted", tongue)] if person.id in excepted else []
    standing += [f"{label('locked', tongue)} {time_text(until)}"] if until else []
    return [
        person.id,
        person.name,
        person.department or "—",
        _names(person.roles) or "—",
        _names(person.positions) or "—",
        ", ".join(standing),
    ]


def _names(members: frozenset[Role] | frozenset[Position]) -> str:
    comma = "、" if language() == "zh" else ", "
    ordered = [one for one in (*Role, *Position) if one in members]
    return comma.join(name_of(one, language()) for one in ordered)


def _tell_exceptions(desk: Desk) -> None:
    for line in exception_lines(exceptions_in_force(desk), language()):
        say(line)


def _as_json(desk: Desk, person: Person) -> dict[str, Any]:
    until = locked_until(desk, person.id)
    reasons = {one.person_id: one.reason for one in exceptions_in_force(desk)}
    return {
        "id": person.id,
        "name": person.name,
        "department": person.department,
        "roles": sorted(role.value for role in person.roles),
        "positions": sorted(position.value for position in person.positions),
        "public_key": person.public_key,
        "certificates": list(person.certificates),
        "actions": [action.value for action in Action if action in powers_of(person)],
        "exception": reasons.get(person.id),
        "locked_until": moment_text(until) if until else None,
    }


def _show(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        person = desk.person(arguments.id)
        if arguments.json:
            put_json({**_as_json(desk, person), "seals": list(people_register.kept_by(desk, person.id))})
            return 0
        tongue = language()
        for name, value in zip(_COLUMNS, _line(desk, person), strict=True):
            if value:
                say(f"{label(name, tongue)}  {value}")
        say(f"{label('public_key', tongue)}  {person.public_key}")
        for one in person.certificates:
            say(f"{label('certificate', tongue)}  {one}")
        for seal in people_register.kept_by(desk, person.id):
            say(f"{label('keeps', tongue)}  {seal}")
        for action in Action:
            if action in powers_of(person):
                say(f"{label('may', tongue)}  {name_of(action, tongue)}{_condition(action, person.roles)}")
    return 0


def _condition(action: Action, roles: frozenset[Role]) -> str:
    """What limits a power, where nothing of these roles has it without."""
    found = {CONDITIONS.get((action, role)) for role in roles & MATRIX[action]}
    if not found or None in found:
        return ""
    words = ", ".join(sorted(name_of(one, language()) for one in found if one is not None))
    return f"（{words}）" if language() == "zh" else f" ({words})"


def _history(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        found = people_register.history(desk)
    if arguments.json:
        put_json(
            [
                {
                    "version": one.version,
                    "at": moment_text(one.at),
                    "signed_by": list(one.signed_by),
                    **(one.differences.facts() if one.differences else {}),
                }
                for one in found
            ]
        )
        return 0
    for one in found:
        say(f"{one.version}  {time_text(one.at)}  {', '.join(one.signed_by)}")
        if one.differences is not None:
            _tell_differences(one.differences, "    ")
    return 0


def _matrix(arguments: argparse.Namespace) -> int:
    if arguments.json:
        table = {
            action.value: {
                role.value: str(CONDITIONS.get((action, role), "yes"))
                for role in Role
                if role in MATRIX[action]
            }
            for action in Action
        }
        put_json(table)
        return 0
    tongue = language()
    lines = [["", *(name_of(role, tongue) for role in Role)]]
    for action in Action:
        cells = [_cell(action, role) for role in Role]
        lines.append([name_of(action, tongue), *cells])
    for line in columns(lines):
        say(line)
    return 0


def _cell(action: Action, role: Role) -> str:
    if role not in MATRIX[action]:
        return "—"
    condition = CONDITIONS.get((action, role))
    return "✓" if condition is None else f"✓ {name_of(condition, language())}"


# Changing.


def _add(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        register = desk.people
        if register.find(arguments.id) is not None:
            raise SealDeskError(ErrorCode.PEOPLE_ID_TAKEN, person=arguments.id)
        key = _key_of(arguments) or make_key(
            arguments.id, new_password_of(arguments.id, "--own-password-file")
        )
        person = _changed(Person(arguments.id, "", "", frozenset(), frozenset(), ""), arguments)
        change = PeopleChange(register.version, put=(person,), keys=(key,))
        return _enter(arguments, desk, register, change)


def _change(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        register = desk.people
        key = _key_of(arguments)
        person = _changed(desk.person(arguments.id), arguments)
        change = PeopleChange(register.version, put=(person,), keys=(key,) if key else ())
        return _enter(arguments, desk, register, change)


def _retire(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        register = desk.people
        kept = people_register.kept_by(desk, desk.person(arguments.id).id)
        code = _enter(arguments, desk, register, PeopleChange(register.version, retire=(arguments.id,)))
        for seal in kept:
            warn("people.seal_without_keeper", seal)
        return code


def _changed(person: Person, arguments: argparse.Namespace) -> Person:
    """The person with what the arguments name; roles, positions and certificates are added to those there are."""
    kept = {
        name: frozenset() if getattr(arguments, f"no_{name}", False) else frozenset(getattr(person, name))
        for name in ("roles", "positions", "certificates")
    }
    return replace(
        person,
        name=person.name if arguments.name is None else arguments.name,
        department=person.department if arguments.department is None else arguments.department,
        roles=frozenset(map(Role, (*kept["roles"], *arguments.roles))),
        positions=frozenset(map(Position, (*kept["positions"], *arguments.positions))),
        certificates=tuple(sorted({*kept["certificates"], *(one.lower() for one in arguments.certificates)})),
    )


def _key_of(arguments: argparse.Namespace) -> OwnKey | None:
    """The new own key that the arguments name."""
    if arguments.key is not None:
        return read_key_file(arguments.key, arguments.id)
    if arguments.own_password_file is not None:
        return make_key(arguments.id, new_password_of(arguments.id, file=arguments.own_password_file))
    return None


def _enter(arguments: argparse.Namespace, desk: Desk, before: PeopleRegister, change: PeopleChange) -> int:
    people_register.judged(desk, change)  # before anybody types a password
    after = people_register.change(desk, change, people_of(arguments))
    found = people_register.differences(before, after)
    if arguments.json:
        put_json({"version": after.version, **found.facts()})
    else:
        _tell(after, found)
    for one in change.put:
        if one.id in found.changed and "recovery_key" in found.changed[one.id]:
            warn("people.renew_vaults", one.id)
    return 0


def _tell(register: PeopleRegister, found: Differences) -> None:
    tongue = language()
    say(f"{label('version', tongue)}  {register.version}")
    _tell_differences(found)


def _tell_differences(found: Differences, indent: str = "") -> None:
    tongue = language()
    for name, people in (("added", found.added), ("retired", found.retired)):
        for one in people:
            say(f"{indent}{label(name, tongue)}  {one}")
    for one, names in found.changed.items():
        what = ", ".join(label(name, tongue) for name in names)
        say(f"{indent}{label('changed', tongue)}  {one}  {what}")


# One's own.


def _password(arguments: argparse.Namespace) -> int:
    password = password_of(arguments)
    new = new_password_of(arguments.person, "--new-password-file", file=arguments.new_password_file)
    with desk_of(arguments) as desk:
        people_register.change_password(desk, arguments.person, password, new)
    if arguments.json:
        put_json({"person": arguments.person})
    else:
        say(reason_text("people.password_changed", language()))
    return 0


def _key(arguments: argparse.Namespace) -> int:
    if not people_register.PERSON_ID.fullmatch(arguments.id):
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="id")
    key = make_key(arguments.id, new_password_of(arguments.id, file=arguments.password_file))
    write_key_file(key, arguments.output)
    if arguments.json:
        put_json({"person": key.person_id, "file": arguments.output, "public_key": key.public.signing})
        return 0
    tongue = language_of(language())
    say(f"{label('key_file', tongue)}  {arguments.output}")
    say(f"{label('public_key', tongue)}  {key.public.signing}")
    return 0
