"""`sealdesk delegations new|end|list`: lending one's power to approve (授权审批), and taking it back."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from sealdesk.cli.common import (
    add_home,
    add_json,
    add_person,
    desk_of,
    name_of_person,
    password_of,
    read_secret,
)
from sealdesk.cli.output import language, put_json, say
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.model.people import Position
from sealdesk.model.request import ApprovalDelegation
from sealdesk.model.seal import SealKind
from sealdesk.service import delegations
from sealdesk.service.clock import judged_now
from sealdesk.service.delegations import Lending
from sealdesk.service.desk import Desk
from sealdesk.service.sign_in import SignIn
from sealdesk.texts import name_of, time_text
from sealdesk.texts.approval_words import DELEGATIONS
from sealdesk.texts.wording import language_of

Verbs = argparse._SubParsersAction


def add(commands: Verbs[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("delegations", help="lend the power to approve for a time: new, end, list")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add_new(verbs)
    _add_end(verbs)
    listing = verbs.add_parser("list", help="powers that are lent now; with --all all that ever were")
    listing.add_argument("--all", action="store_true", help="also those that are over, taken back or to come")
    _add_common(listing, _list)


def _add_new(verbs: Verbs[argparse.ArgumentParser]) -> None:
    new = verbs.add_parser("new", help="let another approver decide in your place for a time")
    new.add_argument("--to", required=True, metavar="PERSON", help="the deputy, by id")
    new.add_argument(
        "--until",
        required=True,
        metavar="TIME",
        help="as 2026-12-31 (its end) or 2026-12-31T18:00 (local time)",
    )
    new.add_argument("--from", dest="starts", metavar="TIME", help="from then on (default: at once)")
    new.add_argument(
        "--position",
        action="append",
        default=[],
        choices=[one.value for one in Position if one is not Position.DEPUTY],
        help="which of your positions; again for several (default: all of them)",
    )
    new.add_argument(
        "--kind",
        action="append",
        default=[],
        choices=[one.value for one in SealKind],
        help="for seals of this kind only; again for several (default: every kind)",
    )
    new.add_argument("--reason", required=True, metavar="TEXT")
    add_person(new)
    _add_common(new, _new)


def _add_end(verbs: Verbs[argparse.ArgumentParser]) -> None:
    end = verbs.add_parser(
        "end", help="take the power back before its time: who lent it, or two administrators"
    )
    end.add_argument("delegation", metavar="ID", help="see `sealdesk delegations list`")
    end.add_argument("--reason", required=True, metavar="TEXT")
    add_person(end)
    end.add_argument("--and", dest="other", metavar="PERSON", help="the other administrator, by id")
    end.add_argument("--and-password-file", type=Path, metavar="F", help="file with their password")
    _add_common(end, _end)


def _add_common(parser: argparse.ArgumentParser, run: object) -> None:
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


def _new(arguments: argparse.Namespace) -> int:
    lending = Lending(
        deputy_id=arguments.to,
        ends=_moment(arguments.until, "--until", end=True),
        reason=arguments.reason,
        positions=frozenset(Position(one) for one in arguments.position),
        kinds=frozenset(SealKind(one) for one in arguments.kind),
        starts=None if arguments.starts is None else _moment(arguments.starts, "--from", end=False),
    )
    with desk_of(arguments) as desk:
        made = delegations.delegate(desk, lending, SignIn(arguments.person, password_of(arguments)))
        return _tell(arguments, desk, made)


def _end(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        by = [SignIn(arguments.person, password_of(arguments))]
        if arguments.other is not None:
            if arguments.and_password_file is None:
                facts = {"person": arguments.other, "option": "--and-password-file"}
                raise SealDeskError(ErrorCode.PERSON_PASSWORD_MISSING, **facts)
            by.append(SignIn(arguments.other, read_secret(arguments.and_password_file)))
        return _tell(arguments, desk, delegations.end(desk, arguments.delegation, by, arguments.reason))


def _list(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        found = delegations.all_delegations(desk) if arguments.all else delegations.in_force(desk)
        at = judged_now(desk)
        if arguments.json:
            put_json([_as_json(one, at) for one in found])
        for one in () if arguments.json else found:
            say(_line(desk, one, at))
        if not found and not arguments.json:
            say(_word("none"))
    return 0


def _moment(text: str, option: str, *, end: bool) -> datetime:
    """A local time; a day alone means its beginning or its end."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=option) from wrong
    if end and len(text) <= len("2026-11-24"):
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment.astimezone()


def _tell(arguments: argparse.Namespace, desk: Desk, made: ApprovalDelegation) -> int:
    at = judged_now(desk)
    if arguments.json:
        put_json(_as_json(made, at))
    else:
        say(_line(desk, made, at))
    return 0


def _state(one: ApprovalDelegation, at: datetime) -> str:
    if one.ended is not None:
        return "ended"
    if at < one.starts:
        return "to_come"
    return "in_force" if at <= one.ends else "over"


def _line(desk: Desk, one: ApprovalDelegation, at: datetime) -> str:
    tongue = language()
    people = f"{name_of_person(desk, one.giver_id)} → {name_of_person(desk, one.deputy_id)}"
    positions = ", ".join(name_of(position, tongue) for position in sorted(one.positions))
    kinds = ", ".join(name_of(kind, tongue) for kind in sorted(one.kinds)) or _word("every_kind")
    term = f"{time_text(one.starts)} – {time_text(one.ended or one.ends)}"
    return f"{one.id}  {_word(_state(one, at))}  {people}  {positions}  {kinds}  {term}  {one.reason}"


def _word(name: str) -> str:
    return DELEGATIONS[name].in_language(language_of(language()))


def _as_json(one: ApprovalDelegation, at: datetime) -> dict[str, Any]:
    return {
        "id": one.id,
        "state": _state(one, at),
        "giver": one.giver_id,
        "deputy": one.deputy_id,
        "positions": sorted(one.positions),
        "kinds": sorted(one.kinds),
        "starts": moment_text(one.starts),
        "ends": moment_text(one.ends),
        "ended": None if one.ended is None else moment_text(one.ended),
        "reason": one.reason,
    }
