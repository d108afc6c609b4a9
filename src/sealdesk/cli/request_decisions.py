"""`sealdesk requests approve|reject|revoke-approval|register-paper`: decisions at the workstation."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from sealdesk.cli.common import (
    add_home,
    add_json,
    add_person,
    add_pin,
    desk_of,
    password_of,
    pin_of,
    unlock_asked,
)
from sealdesk.cli.output import put_json, say
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.model.request import Approval, RequestStanding, RequestState
from sealdesk.service import approval_paper, approvals
from sealdesk.service.sign_in import SignIn
from sealdesk.texts import name_of, time_text
from sealdesk.texts.approval_words import WORDS
from sealdesk.texts.wording import language_of

if TYPE_CHECKING:
    from sealdesk.service.desk import Desk

Verbs = argparse._SubParsersAction
Tell = Callable[[argparse.Namespace, RequestStanding], int]


def add_parser(verbs: Verbs[argparse.ArgumentParser], tell: Tell) -> None:
    """The verbs of decisions below `sealdesk requests`.

    Args:
        tell: Says how a request stands.
    """
    _add_in_person(verbs, tell)
    _add_revoke(verbs, tell)
    _add_paper(verbs, tell)
    _add_scan(verbs)


def _verb(
    verbs: Verbs[argparse.ArgumentParser], name: str, said: str, run: object
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=said)
    add_json(parser)
    parser.set_defaults(run=run)
    return parser


# What a request's decisions look like.


def decision_line(one: Approval, tongue: str) -> str:
    """A decision on one line: when, who, what, in whose place, resting on what, whether taken back."""
    chosen = language_of(tongue)
    said = name_of(RequestState.APPROVED if one.granted else RequestState.REJECTED, tongue)
    who = f"{one.approver_id} ← {one.on_behalf_of}" if one.on_behalf_of else one.approver_id
    parts = [time_text(one.decided), who, said, name_of(one.means, tongue), one.comment]
    if one.registered_by:
        parts.append(f"{WORDS['registered_by'].in_language(chosen)} {one.registered_by}")
    if one.revoked is not None:
        parts.append(f"{WORDS['taken_back'].in_language(chosen)} {time_text(one.revoked)}")
    return "  ".join(part for part in parts if part)


def decision_json(one: Approval) -> dict[str, object]:
    """A decision for programs."""
    return {
        "approver": one.approver_id,
        "granted": one.granted,
        "decided": moment_text(one.decided),
        "means": one.means.value,
        "comment": one.comment,
        "on_behalf_of": one.on_behalf_of,
        "authority": one.authority,
        "registered_by": one.registered_by,
        "entry": one.entry_id,
        "revoked": None if one.revoked is None else moment_text(one.revoked),
    }


# At the workstation.


def _add_in_person(verbs: Verbs[argparse.ArgumentParser], tell: Tell) -> None:
    for name, said, granted in (
        ("approve", "grant a request with your own key or token", True),
        ("reject", "refuse a request, with a reason", False),
    ):
        parser = _verb(verbs, name, said, lambda arguments: tell(arguments, _decided(arguments)))
        parser.add_argument("request", metavar="ID")
        parser.add_argument("--comment", default="", metavar="TEXT", required=not granted)
        add_lent(parser)
        add_person(parser)
        parser.add_argument(
            "--token", metavar="NAME", help="sign with your own token (label or serial number), not your key"
        )
        add_pin(parser)
        add_home(parser)
        parser.set_defaults(granted=granted)


def add_lent(parser: argparse.ArgumentParser) -> None:
    """Whose power is used."""
    parser.add_argument(
        "--on-behalf-of",
        default="",
        metavar="PERSON",
        help="decide in their place, by a delegation in force (see `sealdesk delegations`)",
    )


def _decided(arguments: argparse.Namespace) -> RequestStanding:
    how = (arguments.comment, arguments.on_behalf_of)
    with desk_of(arguments) as desk:
        if arguments.token is None:
            decide = approvals.approve if arguments.granted else approvals.reject
            return decide(desk, arguments.request, arguments.person, password_of(arguments), *how)
        return _decided_with_token(arguments, desk, how)


def _decided_with_token(arguments: argparse.Namespace, desk: Desk, how: tuple[str, str]) -> RequestStanding:
    from sealdesk.service.token_side import find, lock, offer_pin, token_named

    decide = approvals.approve_with_token if arguments.granted else approvals.reject_with_token
    token = token_named(desk, arguments.token)
    unlock_asked(arguments, desk, token)
    try:
        pad = find(desk, token).protected_authentication_path
        for _ in range(approvals.pins_owed(desk, arguments.person, token)):
            again = None if pad else pin_of(arguments, desk, f"PIN {token}: ")
            offer_pin(desk, token, again, last_try_confirmed=arguments.last_try)
        return decide(desk, arguments.request, arguments.person, token, *how)
    finally:
        lock(desk, token)


def _add_revoke(verbs: Verbs[argparse.ArgumentParser], tell: Tell) -> None:
    def run(arguments: argparse.Namespace) -> int:
        with desk_of(arguments) as desk:
            by = SignIn(arguments.person, password_of(arguments))
            return tell(arguments, approvals.revoke(desk, arguments.request, by, arguments.reason))

    parser = _verb(verbs, "revoke-approval", "take an approval back before it is used up", run)
    parser.add_argument("request", metavar="ID")
    parser.add_argument("--reason", required=True, metavar="TEXT")
    add_person(parser)
    add_home(parser)


# On paper.


def _add_paper(verbs: Verbs[argparse.ArgumentParser], tell: Tell) -> None:
    def run(arguments: argparse.Namespace) -> int:
        form = approval_paper.PaperForm(
            arguments.approver,
            _moment(arguments.decided),
            arguments.scan,
            granted=not arguments.rejected,
            comment=arguments.comment,
            on_behalf_of=arguments.on_behalf_of,
        )
        with desk_of(arguments) as desk:
            by = SignIn(arguments.person, password_of(arguments))
            return tell(arguments, approval_paper.register(desk, arguments.request, form, by))

    paper = _verb(verbs, "register-paper", "enter a signed paper form as a decision, with its scan", run)
    paper.add_argument("request", metavar="ID")
    paper.add_argument("--approver", required=True, metavar="PERSON", help="who signed the form, by id")
    paper.add_argument(
        "--decided",
        required=True,
        metavar="TIME",
        help="when, as 2026-12-01 or 2026-12-01T09:30 (local time)",
    )
    paper.add_argument("--scan", type=Path, required=True, metavar="F", help="PDF, JPEG or PNG")
    paper.add_argument("--rejected", action="store_true", help="the form says no")
    paper.add_argument("--comment", default="", metavar="TEXT", help="what the form says beside that")
    add_lent(paper)
    add_person(paper)
    add_home(paper)


def _add_scan(verbs: Verbs[argparse.ArgumentParser]) -> None:
    def run(arguments: argparse.Namespace) -> int:
        from sealdesk.documents import files

        with desk_of(arguments) as desk:
            by = SignIn(arguments.person, password_of(arguments))
            evidence, content = approval_paper.read_evidence(desk, arguments.request, by)
            files.write_content(content, arguments.output)
        if arguments.json:
            put_json({"file": arguments.output, "name": evidence.name, "sha256": evidence.sha256})
        else:
            say(str(arguments.output))
        return 0

    scan = _verb(verbs, "scan", "write the scan of a paper form to a file; it is entered who read it", run)
    scan.add_argument("request", metavar="ID")
    scan.add_argument("--output", type=Path, required=True, metavar="F")
    add_person(scan)
    add_home(scan)


def _moment(text: str) -> datetime:
    """Local time; of a date alone noon, but not later than now."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--decided") from wrong
    if "T" not in text and " " not in text:
        moment = datetime.combine(moment.date(), time(23, 59, 59))
    return min(moment.astimezone(UTC), datetime.now(UTC))
