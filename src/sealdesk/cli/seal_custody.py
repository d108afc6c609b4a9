"""`sealdesk seals custody|hand-over|delegate|take-back|minutes`: who keeps a seal, and passing it on."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from sealdesk.cli.common import (
    add_home,
    add_json,
    add_person,
    add_pin,
    desk_of,
    name_of_person,
    password_of,
    read_secret,
    unlock_asked,
)
from sealdesk.cli.output import language, put_json, say
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.model.custody import Custody, CustodyStep, HandoverWay
from sealdesk.service import custody
from sealdesk.service.custody import OwnToken
from sealdesk.service.desk import Desk
from sealdesk.service.seals import all_seals, find_seal
from sealdesk.service.sign_in import SignIn
from sealdesk.service.token_side import token_named
from sealdesk.texts import name_of, time_text
from sealdesk.texts.custody_minutes import write_minutes
from sealdesk.texts.custody_words import (
    CHANGE_PIN,
    KEPT_BY,
    LIST_COMMA,
    NOT_RETURNED,
    UNTIL,
    WITH_TOKEN,
)
from sealdesk.texts.wording import language_of


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The verbs of custody below `sealdesk seals`."""
    _verb(verbs, "custody", "who keeps a seal now, and who kept it before", _show)
    handing = _verb(verbs, "hand-over", "pass a seal on to a successor, for good; both sign", _hand_over)
    _add_other(handing, "to", "the successor")
    delegating = _verb(
        verbs,
        "delegate",
        "let a deputy keep a seal until a time; custodian, deputy and approver sign",
        _delegate,
    )
    _add_other(delegating, "to", "the deputy")
    _add_other(delegating, "approved-by", "whoever the policy lets approve a deputy")
    delegating.add_argument(
        "--until",
        required=True,
        metavar="TIME",
        help="YYYY-MM-DD (to the end of that day) or YYYY-MM-DDTHH:MM",
    )
    for parser in (handing, delegating):
        _add_own_token(parser)
    taking = _verb(verbs, "take-back", "end a delegation: the seal, and its token, are back", _take_back)
    for parser in (handing, delegating, taking):
        add_person(parser)
        parser.add_argument("--reason", required=True, metavar="TEXT", help="why")
        parser.add_argument("--minutes", type=Path, metavar="OUT.pdf", help="write the minutes there")
    minutes = verbs.add_parser("minutes", help="the minutes of an act on custody, as PDF")
    minutes.add_argument("entry", metavar="ENTRY", help="the ledger entry's id, as `seals custody` lists it")
    minutes.add_argument("--output", type=Path, required=True, metavar="OUT.pdf")
    add_home(minutes)
    minutes.set_defaults(run=_minutes)


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, said: str, run: object
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=said, description=said[:1].upper() + said[1:] + ".")
    parser.add_argument("seal", metavar="SEAL", help="the seal, by id")
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)
    return parser


def _add_other(parser: argparse.ArgumentParser, name: str, who: str) -> None:
    parser.add_argument(f"--{name}", required=True, metavar="PERSON", help=f"{who}, by id")
    parser.add_argument(
        f"--{name}-password-file", type=Path, metavar="F", help="file with that person's password"
    )


def _add_own_token(parser: argparse.ArgumentParser) -> None:
    own = parser.add_argument_group(
        "a token of their own", "without these the token itself passes on, with every seal on it"
    )
    own.add_argument("--token", metavar="SERIAL", help="their own token, plugged in")
    own.add_argument("--by", metavar="SERIAL", help="a token that opens the seal now; its PIN is asked")
    own.add_argument(
        "--maker-password-file", type=Path, metavar="F", help="file with the password of the seal maker's key"
    )
    add_pin(parser, "the PIN of --by")


def _show(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        _tell(arguments, desk)
    return 0


def _hand_over(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        giving, receiving = _giver(arguments), _other(arguments, "to")
        own = _own_token(arguments, desk)
        entry_id = custody.hand_over(
            desk, arguments.seal, giving=giving, receiving=receiving, reason=arguments.reason, own=own
        )
        return _done(arguments, desk, entry_id)


def _delegate(arguments: argparse.Namespace) -> int:
    until = _until(arguments.until)
    with desk_of(arguments) as desk:
        custodian = _giver(arguments)
        deputy, approver = _other(arguments, "to"), _other(arguments, "approved_by")
        own = _own_token(arguments, desk)
        entry_id = custody.delegate(
            desk,
            arguments.seal,
            custodian=custodian,
            deputy=deputy,
            approver=approver,
            until=until,
            reason=arguments.reason,
            own=own,
        )
        return _done(arguments, desk, entry_id)


def _take_back(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        entry_id = custody.end_delegation(desk, arguments.seal, _giver(arguments), arguments.reason)
        return _done(arguments, desk, entry_id)


def _minutes(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        write_minutes(desk, arguments.entry, arguments.output, language())
    say(str(arguments.output))
    return 0


def _done(arguments: argparse.Namespace, desk: Desk, entry_id: str) -> int:
    if arguments.minutes is not None:
        write_minutes(desk, entry_id, arguments.minutes, language())
    _tell(arguments, desk)
    if not arguments.json:
        _tell_the_others(desk, arguments.seal, entry_id)
    return 0


def _tell_the_others(desk: Desk, seal_id: str, entry_id: str) -> None:
    """The seals that passed on with the same token, and what is to be done now."""
    language_now = language_of(language())
    step = next(one for one in custody.history(desk, seal_id) if one.entry_id == entry_id)
    if step.way is not HandoverWay.SAME_TOKEN:
        return
    others = [
        standing.seal
        for standing in all_seals(desk)
        if standing.seal.id != seal_id
        and any(one.act_id == step.act_id for one in custody.history(desk, standing.seal.id))
    ]
    if others:
        named = LIST_COMMA.in_language(language_now).join(f"{one.id} {one.name}" for one in others)
        say(WITH_TOKEN.in_language(language_now).format(seals=named))
    say(CHANGE_PIN.in_language(language_now).format(person=name_of_person(desk, step.keeper_id)))


def _giver(arguments: argparse.Namespace) -> SignIn:
    return SignIn(arguments.person, password_of(arguments))


def _other(arguments: argparse.Namespace, name: str) -> SignIn:
    """Another person than the first: `--to`, `--approved-by`."""
    person_id = getattr(arguments, name)
    entered = argparse.Namespace(
        person=person_id,
        password_file=getattr(arguments, f"{name}_password_file"),
        password_option=f"--{name.replace('_', '-')}-password-file",
    )
    return SignIn(person_id, password_of(entered))


def _own_token(arguments: argparse.Namespace, desk: Desk) -> OwnToken | None:
    """Their own token; the one that opens the seal now is unlocked for it."""
    given = [arguments.token, arguments.by, arguments.maker_password_file]
    if not any(given):
        return None
    if not all(given):
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--token, --by, --maker-password-file")
    by, new = token_named(desk, arguments.by), token_named(desk, arguments.token)
    unlock_asked(arguments, desk, by)
    return OwnToken(by, new, read_secret(arguments.maker_password_file))


def _until(text: str) -> datetime:
    """A local time; a day alone means its end."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--until") from wrong
    if len(text) <= len("2026-11-24"):
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment.astimezone()


def _tell(arguments: argparse.Namespace, desk: Desk) -> None:
    seal = find_seal(desk, arguments.seal)
    kept, steps = custody.custody_of(desk, seal), custody.history(desk, seal.id)
    if arguments.json:
        put_json({"seal": seal.id, **_as_json(kept), "history": [_step_json(step) for step in steps]})
        return
    tongue = language()
    chosen = language_of(tongue)
    words = KEPT_BY if kept.person_id else NOT_RETURNED
    said = words.in_language(chosen).format(
        person=name_of_person(desk, kept.person_id or kept.custodian_id), basis=name_of(kept.basis, tongue)
    )
    until = "" if kept.until is None else UNTIL.in_language(chosen).format(until=time_text(kept.until))
    say(f"{seal.id}  {seal.name}  {said}{until}")
    for step in steps:
        people = f"{name_of_person(desk, step.giver_id)} → {name_of_person(desk, step.keeper_id)}"
        say(f"  {time_text(step.at)}  {name_of(step.act, tongue)}  {people}  {step.reason}  {step.entry_id}")


def _as_json(kept: Custody) -> dict[str, Any]:
    return {
        "person": kept.person_id,
        "custodian": kept.custodian_id,
        "basis": kept.basis.value,
        "since": None if kept.since is None else moment_text(kept.since),
        "until": None if kept.until is None else moment_text(kept.until),
        "certificates": list(kept.certificates),
    }


def _step_json(step: CustodyStep) -> dict[str, Any]:
    return {
        "entry": step.entry_id,
        "act": step.act.value,
        "way": step.way.value,
        "giver": step.giver_id,
        "keeper": step.keeper_id,
        "approver": step.approver_id,
        "at": moment_text(step.at),
        "until": None if step.until is None else moment_text(step.until),
        "reason": step.reason,
    }
