"""`sealdesk seals apply|review|…|destroy|life`: the steps of a seal's life, signed by the people who take them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sealdesk.cli.common import desk_of
from sealdesk.cli.output import language, put_json, say
from sealdesk.cli.seal_steps import (
    Verbs,
    add_attachments,
    add_common,
    add_people,
    add_reason,
    add_size,
    attachments_of,
    life_as_json,
    line_of,
    people_of,
    step_verb,
    tell,
)
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_life import LifeAction, SealApplication
from sealdesk.service import seal_life
from sealdesk.service.desk import Desk
from sealdesk.service.seals import all_seals

_STEPS: tuple[tuple[LifeAction, str, int], ...] = (
    (LifeAction.REVIEW, "grant an application, as an approver for the seal's kind", 1),
    (LifeAction.REJECT, "refuse an application, as an approver for the seal's kind", 1),
    (LifeAction.CHECK, "accept an imported picture, as a second person", 1),
    (LifeAction.RETURN, "send an imported picture back, as a second person", 1),
    (LifeAction.FILE, "enter the filing number (备案号) the authority gave", 1),
    (LifeAction.ISSUE, "issue a seal: a system administrator and its custodian sign", 2),
    (LifeAction.ACTIVATE, "put a seal into use, as its custodian who looked at its test sheet", 1),
    (LifeAction.SUSPEND, "stop a seal's use for a while", 1),
    (LifeAction.RESUME, "let a suspended or damaged seal be used again: two administrators sign", 2),
    (LifeAction.REPORT_LOST, "report a loss: frozen at once, by anybody registered; needs no token", 1),
    (LifeAction.REPORT_DAMAGED, "report damage: frozen at once, by anybody registered; needs no token", 1),
    (LifeAction.REPLACE, "close a frozen seal that a new one replaces: two administrators sign", 2),
    (LifeAction.CANCEL, "cancel a seal, with the approved application: two administrators sign", 2),
    (LifeAction.DESTROY, "enter that a seal is destroyed: two administrators sign the minutes", 2),
)


def add_parser(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """The verbs of a seal's life below `sealdesk seals`."""
    _add_apply(verbs)
    for action, said, people in _STEPS:
        parser = step_verb(verbs, action.value.replace("_", "-"), said, _take, people)
        parser.set_defaults(action=action)
        add_reason(parser, action)
        _add_facts(parser, action)
        if people == 2:
            parser.add_argument("--minutes", type=Path, metavar="OUT.pdf", help="write the minutes there")
    life = verbs.add_parser("life", help="everything that happened to a seal; without one, the state of each")
    life.add_argument("seal", metavar="SEAL", nargs="?", help="the seal, by id")
    life.add_argument("--minutes", type=Path, metavar="OUT.pdf", help="write the minutes of a step there")
    life.add_argument(
        "--entry", default="", metavar="ENTRY", help="which step, by its entry's id (the last one)"
    )
    add_common(life, _show)


def _add_facts(parser: argparse.ArgumentParser, action: LifeAction) -> None:
    if action is LifeAction.CHECK:
        parser.add_argument(
            "--picture-seen",
            dest="seen",
            action="store_true",
            help="whoever checks looked at the picture: `seals test-sheet`, or the window",
        )
    elif action is LifeAction.FILE:
        parser.add_argument("--number", dest="filing_number", required=True, metavar="N", help="备案号")
    elif action is LifeAction.ACTIVATE:
        parser.add_argument(
            "--test-sheet-checked",
            action="store_true",
            help="the custodian looked at the test sheet (测试盖章, `seals test-sheet`)",
        )
    elif action is LifeAction.REPLACE:
        parser.add_argument(
            "--by", dest="replaced_by", required=True, metavar="SEAL", help="the new seal, by id"
        )
    elif action is LifeAction.DESTROY:
        for name in ("token", "pin", "software"):
            parser.add_argument(f"--{name}-returned", action="store_true", help=f"the {name} was handed back")


def _facts(arguments: argparse.Namespace) -> dict[str, Any]:
    names = (
        "filing_number",
        "test_sheet_checked",
        "replaced_by",
        "token_returned",
        "pin_returned",
        "software_returned",
    )
    return {name: getattr(arguments, name) for name in names if hasattr(arguments, name)}


def _check_seen(arguments: argparse.Namespace) -> None:
    """The window shows the picture before it lets anybody accept it; here they say that they looked at it."""
    for name, option in (("seen", "--picture-seen"), ("test_sheet_checked", "--test-sheet-checked")):
        if not getattr(arguments, name, True):
            facts = {"seal": arguments.seal, "step": arguments.action.value, "option": option}
            raise SealDeskError(ErrorCode.SEAL_PICTURE_UNSEEN, **facts)


def _take(arguments: argparse.Namespace) -> int:
    _check_seen(arguments)
    with desk_of(arguments) as desk:
        by = people_of(arguments)
        done = seal_life.take(
            desk,
            arguments.seal,
            arguments.action,
            by,
            arguments.reason,
            _facts(arguments),
            attachments_of(arguments),
        )
        _write_minutes(arguments, desk)
        return tell(arguments, desk, done)


def _write_minutes(arguments: argparse.Namespace, desk: Desk) -> None:
    """Of the step just taken; what stands against writing them undoes nothing, `life --minutes` does it later."""
    if getattr(arguments, "minutes", None) is not None:
        from sealdesk.texts.step_minutes import write_step_minutes

        write_step_minutes(
            desk, arguments.seal, getattr(arguments, "entry", ""), arguments.minutes, language()
        )


# Applying.


def _add_apply(verbs: Verbs[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser("apply", help="ask for a seal to be made, with its materials attached")
    parser.add_argument("--name", required=True, metavar="TEXT", help="the seal's full text")
    parser.add_argument("--kind", required=True, choices=[one.value for one in SealKind])
    parser.add_argument("--shape", choices=[one.value for one in SealShape], default=SealShape.ROUND.value)
    add_size(parser, required=True)
    parser.add_argument("--custodian", required=True, metavar="PERSON", help="who shall keep it, by id")
    parser.add_argument("--department", default="", metavar="TEXT", help="whose it is, for a department's")
    parser.add_argument("--holder", metavar="TEXT", help="the organisation (default: this workspace's)")
    parser.add_argument(
        "--credit-code", metavar="CODE", help="统一社会信用代码 (default: as on the holder's other seals)"
    )
    parser.add_argument("--years", type=int, default=5, metavar="N", help="how long it shall be valid (5)")
    parser.add_argument("--id", default="", metavar="SEAL", help="its id (default: the next free one)")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="what it is for")
    add_people(parser, 1)
    add_attachments(parser)
    add_common(parser, _apply)


def _apply(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        holder = arguments.holder or desk.settings.organisation
        asked = SealApplication(
            seal_id=arguments.id,
            kind=SealKind(arguments.kind),
            name=arguments.name,
            holder=holder,
            credit_code=arguments.credit_code or _credit_code(desk, holder),
            shape=SealShape(arguments.shape),
            width_mm=arguments.width,
            height_mm=arguments.height or arguments.width,
            department=arguments.department,
            custodian_id=arguments.custodian,
            years=arguments.years,
        )
        (by,) = people_of(arguments)
        done = seal_life.apply(desk, asked, by, arguments.reason, attachments_of(arguments))
        return tell(arguments, desk, done)


def _credit_code(desk: Desk, holder: str) -> str:
    codes = {one.seal.credit_code for one in all_seals(desk) if one.seal.holder == holder}
    if len(codes) != 1:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="--credit-code")
    return codes.pop()


def _show(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        if arguments.seal is not None:
            _write_minutes(arguments, desk)
            return tell(arguments, desk, seal_life.life(desk, arguments.seal), whole=True)
        found = seal_life.lives(desk)
        if arguments.json:
            put_json([life_as_json(one) for one in found])
        else:
            for one in found:
                say(line_of(one))
    return 0
