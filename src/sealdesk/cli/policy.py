"""`sealdesk policy …`: check a policy's text, show the one in force, set another, tell which there were."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sealdesk.cli.common import add_home, add_json, desk_of
from sealdesk.cli.output import language, put_json, say
from sealdesk.cli.seal_steps import add_people, people_of
from sealdesk.errors import ErrorCode, ExitStatus, SealDeskError
from sealdesk.formats.fields import moment_text
from sealdesk.policy.policy_text import PolicyError, read_policy
from sealdesk.service import policy_register
from sealdesk.service.policy_register import LARGEST_POLICY_BYTES, PolicyVersion
from sealdesk.texts import error_text, time_text


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "policy", help="whose approval a use needs, and what else is asked: the rules"
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = verbs.add_parser("check", help="whether a text is a policy, and every place where it is not")
    check.add_argument("file", type=Path, metavar="FILE", help="the policy, TOML")
    add_json(check)
    add_home(check)  # not needed, but never wrong
    check.set_defaults(run=_check)
    show = verbs.add_parser("show", help="the text of the policy in force, or of one before")
    show.add_argument("--version", type=int, metavar="N", help="of this version (default: the one in force)")
    new = verbs.add_parser("set", help="put another policy in force; two administrators sign")
    new.add_argument("file", type=Path, metavar="FILE", help="the policy, TOML, of a higher version")
    add_people(new, 2)
    told = verbs.add_parser("history", help="every version, who signed it, and what it changed")
    for verb, run in ((show, _show), (new, _set), (told, _history)):
        add_json(verb)
        add_home(verb)
        verb.set_defaults(run=run)


def _text_of(path: Path) -> str:
    """The file's text; raises `DOCUMENT_UNREADABLE`, `POLICY_WRONG` where it is no text or too long."""
    try:
        with path.open("rb") as file:
            blob = file.read(LARGEST_POLICY_BYTES + 1)
    except OSError as trouble:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=trouble.strerror) from trouble
    if len(blob) > LARGEST_POLICY_BYTES:
        raise SealDeskError(ErrorCode.POLICY_WRONG, place=path.name, allowed=f"≤ {LARGEST_POLICY_BYTES}")
    try:
        return blob.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise SealDeskError(ErrorCode.POLICY_WRONG, place=path.name, allowed="UTF-8") from wrong


def _check(arguments: argparse.Namespace) -> int:
    version, faults = None, []
    try:
        version = read_policy(_text_of(arguments.file)).version
    except PolicyError as wrong:
        faults = [(fault.place, fault.allowed) for fault in wrong.faults]
    except SealDeskError as wrong:
        if wrong.code is not ErrorCode.POLICY_WRONG:
            raise
        faults = [(str(wrong.facts["place"]), str(wrong.facts["allowed"]))]
    if arguments.json:
        told = [{"place": place, "allowed": allowed} for place, allowed in faults]
        put_json({"valid": not faults, "version": version, "faults": told})
    elif faults:
        for place, allowed in faults:
            trouble = SealDeskError(ErrorCode.POLICY_WRONG, place=place, allowed=allowed)
            say(error_text(trouble, language()).happened)
    else:
        say(f"{arguments.file}: {version}")
    return ExitStatus.ANSWER_IS_NO if faults else ExitStatus.DONE


def _show(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        version = desk.policy.version if arguments.version is None else arguments.version
        text = policy_register.text_at(desk, version)
    if arguments.json:
        put_json({"version": version, "text": text})
    else:
        say(text.removesuffix("\n"))
    return ExitStatus.DONE


def _set(arguments: argparse.Namespace) -> int:
    text = _text_of(arguments.file)
    with desk_of(arguments) as desk:
        policy_register.checked(text)  # before any password is asked for
        done = policy_register.set_policy(desk, text, people_of(arguments))
    if arguments.json:
        put_json(_as_json(done))
    else:
        _tell(done)
    return ExitStatus.DONE


def _history(arguments: argparse.Namespace) -> int:
    with desk_of(arguments) as desk:
        known = policy_register.history(desk)
    if arguments.json:
        put_json([_as_json(one) for one in known])
    else:
        for one in known:
            _tell(one)
    return ExitStatus.DONE


def _tell(version: PolicyVersion) -> None:
    say(f"{version.version}  {time_text(version.since)}  {', '.join(version.signed_by)}  {version.sha256}")
    for key in version.changed:
        say(f"  {key}")


def _as_json(version: PolicyVersion) -> dict[str, Any]:
    return {
        "version": version.version,
        "since": moment_text(version.since),
        "signed_by": list(version.signed_by),
        "sha256": version.sha256,
        "changed": list(version.changed),
        "entry": version.entry_id,
    }
