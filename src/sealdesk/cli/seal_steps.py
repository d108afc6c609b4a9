"""What the verbs of a seal's life share: who signs, what is attached, how a life is told."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from sealdesk.cli.common import add_home, add_json, name_of_person, password_of
from sealdesk.cli.output import language, put_json, say
from sealdesk.formats.fields import moment_text
from sealdesk.model.seal_life import LifeAction, LifeStep, SealLife
from sealdesk.policy.seal_life import RULES
from sealdesk.service.desk import Desk
from sealdesk.service.seal_vault import vault_file
from sealdesk.service.sign_in import SignIn
from sealdesk.texts import name_of, reason_text, time_text
from sealdesk.texts.life_words import FOREIGN_HOLDER, PICTURE_LEFT, STEP_TROUBLE
from sealdesk.texts.next_steps import next_step_text, next_steps_of
from sealdesk.texts.step_minutes import STEP_FACTS
from sealdesk.texts.wording import language_of

Verbs = argparse._SubParsersAction  # the type that argparse gives no name


def add_common(parser: argparse.ArgumentParser, run: object) -> None:
    add_json(parser)
    add_home(parser)
    parser.set_defaults(run=run)


def step_verb(
    verbs: Verbs[argparse.ArgumentParser],
    name: str,
    said: str,
    run: object,
    people: int,
    *,
    attachable: bool = True,
) -> argparse.ArgumentParser:
    """A verb that takes a step: the seal, who signs, what is attached."""
    parser = verbs.add_parser(name, help=said, description=said[:1].upper() + said[1:] + ".")
    parser.add_argument("seal", metavar="SEAL", help="the seal, by id")
    add_people(parser, people)
    if attachable:
        add_attachments(parser)
    add_common(parser, run)
    return parser


def add_people(parser: argparse.ArgumentParser, people: int) -> None:
    """Who signs: `--as`, `--password-file`, and for a second person `--as2`, `--password-file2`."""
    for number, whose in (("", "who signs"), ("2", "who signs with them"))[:people]:
        parser.add_argument(
            f"--as{number}", dest=f"person{number}", required=True, metavar="PERSON", help=f"{whose}, by id"
        )
        parser.add_argument(
            f"--password-file{number}", type=Path, metavar="F", help="file with that person's password"
        )


def people_of(arguments: argparse.Namespace) -> tuple[SignIn, ...]:
    """Everybody named, each with their own password."""
    entered = [SignIn(arguments.person, password_of(arguments))]
    if getattr(arguments, "person2", None) is not None:
        entered.append(second_person_of(arguments))
    return tuple(entered)


def second_person_of(arguments: argparse.Namespace) -> SignIn:
    """Whoever `--as2` names, with their own password."""
    option = "--password-file2"
    second = argparse.Namespace(
        person=arguments.person2, password_file=arguments.password_file2, password_option=option
    )
    return SignIn(arguments.person2, password_of(second))


def add_attachments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--attach",
        action="append",
        default=[],
        metavar="[LABEL=]FILE",
        help="a document that belongs to this step, at most 50 MB; kept encrypted; may be repeated",
    )


def attachments_of(arguments: argparse.Namespace) -> list[tuple[Path, str]]:
    """`营业执照=licence.pdf`, or a file alone; a file whose own name has a `=` needs a label."""
    given = []
    for one in arguments.attach:
        label, equals, path = one.partition("=")
        given.append((Path(path), label) if equals else (Path(one), ""))
    return given


def add_reason(parser: argparse.ArgumentParser, action: LifeAction) -> None:
    needed = RULES[action].reason
    parser.add_argument("--reason", default="", required=needed, metavar="TEXT", help="why")


def add_size(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--width", type=float, required=required, metavar="MM", help="true width on paper")
    parser.add_argument("--height", type=float, metavar="MM", help="true height (default: as wide)")


def tell(arguments: argparse.Namespace, desk: Desk, one: SealLife, *, whole: bool = False) -> int:
    if arguments.json:
        put_json(life_as_json(one))
        return 0
    say(line_of(one))
    for warning in _warnings(desk, one):
        say(warning)
    if whole:
        for line in _lines(desk, one):
            say(line)
    waits_for = next_step_text(one, language())
    if waits_for:
        say(waits_for)
    return 0


def line_of(one: SealLife) -> str:
    tongue = language()
    asked = one.application
    line = f"{asked.seal_id}  {name_of(asked.kind, tongue)}  {name_of(one.state, tongue)}  {asked.name}"
    return f"{line}  [{reason_text(one.trouble, tongue)}]" if one.trouble else line


def _warnings(desk: Desk, one: SealLife) -> Iterator[str]:
    """What whoever takes a step should know of the seal."""
    tongue = language_of(language())
    asked = one.application
    if one.foreign_holder:
        words = FOREIGN_HOLDER.in_language(tongue)
        yield words.format(holder=asked.holder, organisation=desk.settings.organisation)
    if one.picture_left:
        yield PICTURE_LEFT.in_language(tongue).format(path=vault_file(desk, asked.seal_id))


def _lines(desk: Desk, one: SealLife) -> Iterator[str]:
    tongue = language()
    for step in one.steps:
        people = "、".join(name_of_person(desk, person) for person in step.persons)
        words = (time_text(step.at), name_of(step.action, tongue), name_of(step.state, tongue), people)
        trouble = STEP_TROUBLE.get(step.trouble)
        doubt = f"  [{trouble.in_language(language_of(tongue))}]" if trouble else ""
        yield "  " + "  ".join(words) + (f"  {step.reason}" if step.reason else "") + doubt
        for name, words_of_fact in STEP_FACTS.items():
            if step.facts.get(name) and not isinstance(step.facts[name], bool):
                yield f"    {words_of_fact.in_language(language_of(tongue))}  {step.facts[name]}"
        for attached in step.attachments:
            yield f"    {attached.label or '·'}  {attached.name}  {attached.sha256}"


def life_as_json(one: SealLife) -> dict[str, object]:
    """A life as programs read it."""
    asked = one.application
    return {
        "id": asked.seal_id,
        "kind": asked.kind.value,
        "name": asked.name,
        "state": one.state.value,
        "version": one.seal.version if one.seal else 0,
        "filing_number": one.filing_number,
        "trouble": one.trouble,
        "foreign_holder": one.foreign_holder,
        "picture_left": one.picture_left,
        "custodian": asked.custodian_id,
        "department": asked.department,
        "valid_until": moment_text(one.seal.valid_until) if one.seal else None,
        "next": [action.value for action in next_steps_of(one)],
        "steps": [_step_as_json(step) for step in one.steps],
    }


def _step_as_json(step: LifeStep) -> dict[str, object]:
    return {
        "action": step.action.value,
        "state": step.state.value,
        "persons": list(step.persons),
        "time": moment_text(step.at),
        "reason": step.reason,
        "version": step.version,
        "entry": step.entry_id,
        "attachments": [
            {"name": one.name, "label": one.label, "sha256": one.sha256, "length": one.length}
            for one in step.attachments
        ],
        "facts": dict(step.facts),
        "trouble": step.trouble,
    }
