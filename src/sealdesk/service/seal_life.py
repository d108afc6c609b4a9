"""Steps in a seal's life, each signed by the people who take it with their own keys, each one entry of the ledger.

The table of `policy.seal_life` says what is possible and who signs. Here a step is judged twice: before a password
is tried, and within the transaction that enters it, on what the ledger says at that moment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.statement import application_facts
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Person
from sealdesk.model.seal import SealState
from sealdesk.model.seal_life import LifeAction, SealApplication, SealLife
from sealdesk.policy.custody_rules import may_be_custodian
from sealdesk.policy.seal_life import LIVING, may_take_part
from sealdesk.service import seal_vault
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.service.life_standing import (
    CLOSING,
    REPORTS,
    Past,
    life,
    lives,
    read_past,
    standing_of,
    takeable,
)
from sealdesk.service.life_step import Step, enter, judged, prepared, standing_now
from sealdesk.service.seal_attachments import Given, attachment, read_attachment
from sealdesk.service.seal_versions import (
    MOST_CHARACTERS,
    NewPicture,
    Opening,
    Source,
    change,
    make,
    renew,
    unfit_texts,
)
from sealdesk.service.sign_in import SignIn

__all__ = [
    "NewPicture",
    "Opening",
    "Source",
    "apply",
    "attachment",
    "change",
    "life",
    "lives",
    "make",
    "next_id",
    "possible",
    "read_attachment",
    "renew",
    "take",
]

MOST_YEARS = 30
LARGEST_MM = 100.0
_CREDIT_CODE = re.compile("[0-9A-Z]{18}")
_SEAL_ID = re.compile(r"[\w-][\w.-]{0,63}", re.ASCII)  # IA5String in the electronic seal
_NUMBERED = re.compile(r"SEAL-(\d{4,9})")
_WITH_MACHINERY = frozenset({LifeAction.APPLY, LifeAction.MAKE, LifeAction.CHANGE, LifeAction.RENEW})
_FACTS: Mapping[LifeAction, Mapping[str, type]] = {
    LifeAction.FILE: {"filing_number": str},
    LifeAction.ACTIVATE: {"test_sheet_checked": bool},
    LifeAction.REPLACE: {"replaced_by": str},
    LifeAction.DESTROY: {"token_returned": bool, "pin_returned": bool, "software_returned": bool},
}


def possible(desk: Desk, life: SealLife, person: Person) -> tuple[LifeAction, ...]:
    """The steps this person may sign now, alone or with others.

    Of a seal whose record, custody or steps are not in order, a report, and what closes it (see `takeable`).
    """
    past = read_past(desk, life.application.seal_id)
    actions = takeable(past) - {LifeAction.APPLY}
    try:
        standing = standing_now(desk, past)
    except SealDeskError:
        standing, actions = standing_of(past, frozenset()), actions & (REPORTS | CLOSING)
    return tuple(
        action
        for action in LifeAction
        if action in actions and may_take_part(desk.policy, standing, action, person)
    )


def next_id(desk: Desk, within: EntryReader | None = None) -> str:
    """The next free id of the form `SEAL-0007`."""
    entries = (within or desk.ledger).entries(kind=EntryKind.SEAL_STATE)
    named = {str(entry.body["seal"]) for entry in entries}
    numbers = [int(found[1]) for one in named if (found := _NUMBERED.fullmatch(one))]
    return f"SEAL-{max(numbers, default=0) + 1:04}"


def apply(
    desk: Desk, application: SealApplication, by: SignIn, reason: str, attachments: Given = ()
) -> SealLife:
    """Ask for a seal to be made.

    Args:
        application: With an empty `seal_id` the next free one is given.
        attachments: The materials, each with its label.

    Raises:
        SealDeskError: `SEAL_ID_TAKEN`, `SEAL_CUSTODIAN_UNFIT`, `PERSON_…`, `ATTACHMENT_…`; `USAGE_WRONG` for
            what means nothing.
    """
    desk.check_log()
    check_application(desk, application)
    step = Step(LifeAction.APPLY, (desk.person(by.person_id),), reason=reason)
    step = prepared(desk, Past(application.seal_id, (), {}, application), step, (by,), attachments)
    labels = dict.fromkeys((*application.materials, *(one.label for one in step.attachments if one.label)))
    with desk.recording() as transaction:
        desk.check_log(transaction)
        seal_id = application.seal_id or next_id(desk, transaction)
        if read_past(desk, seal_id, transaction).steps:
            raise SealDeskError(ErrorCode.SEAL_ID_TAKEN, seal=seal_id)
        asked = replace(application, seal_id=seal_id, materials=tuple(labels))
        step = replace(step, facts={"application": application_facts(asked)})
        enter(transaction, Past(seal_id, (), {}, asked), step, SealState.APPLIED)
    return life(desk, seal_id)


def check_application(desk: Desk, asked: SealApplication) -> None:
    """Texts, sizes and terms that mean something, and a custodian who may be one.

    Raises:
        SealDeskError: `USAGE_WRONG` names the fields; `PERSON_UNKNOWN`, `SEAL_CUSTODIAN_UNFIT`.
    """
    wrong = unfit_texts(asked) + [
        name
        for name, good in (
            ("id", not asked.seal_id or _SEAL_ID.fullmatch(asked.seal_id)),
            ("credit code", _CREDIT_CODE.fullmatch(asked.credit_code)),
            ("width", 0 < asked.width_mm <= LARGEST_MM),
            ("height", 0 < asked.height_mm <= LARGEST_MM),
            ("years", 1 <= asked.years <= MOST_YEARS),
        )
        if not good
    ]
    if wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=", ".join(wrong))
    custodian = desk.person(asked.custodian_id)
    if not may_be_custodian(custodian):
        raise SealDeskError(ErrorCode.SEAL_CUSTODIAN_UNFIT, person=custodian.name)


def take(
    desk: Desk,
    seal_id: str,
    action: LifeAction,
    by: Sequence[SignIn],
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    attachments: Given = (),
) -> SealLife:
    """Take a step that has no machinery of its own (not to apply, make, change or renew).

    A report of loss or damage takes one registered person's password and nothing else: neither token nor a sound
    record, custody or history. From its entry on the seal does not stamp.

    Args:
        by: Everybody who signs, each with their own password.
        facts: `filing_number` (filing), `test_sheet_checked` (activation), `replaced_by` (replacement),
            `token_returned`, `pin_returned`, `software_returned` (destruction, which adds `picture_removed`: whether
            the vault file is gone).

    Raises:
        SealDeskError: `SEAL_STEP_…`, `SEAL_SIGNERS_WRONG`, `SEAL_SAME_PERSON`, `SEAL_LOST`, `SEAL_UNKNOWN`,
            `SEAL_SUCCESSOR_WRONG`, `SEAL_STATEMENT_BROKEN`, `PERSON_…`, `ATTACHMENT_…`.
    """
    if action in _WITH_MACHINERY:
        raise ValueError(f"{action} has a function of its own")
    desk.check_log()
    persons = tuple(desk.person(one.person_id) for one in by)
    step = Step(action, persons, reason=reason, facts=_checked_facts(desk, seal_id, action, facts or {}))
    step = prepared(desk, read_past(desk, seal_id), step, by, attachments)
    with desk.recording() as transaction:
        desk.check_log(transaction)
        past = read_past(desk, seal_id, transaction)
        state = judged(desk, past, step, transaction)
        if action is LifeAction.DESTROY:
            step = replace(step, facts={**step.facts, "picture_removed": _remove_picture(desk, seal_id)})
        enter(transaction, past, step, state)
    return life(desk, seal_id)


def _checked_facts(
    desk: Desk, seal_id: str, action: LifeAction, facts: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The facts the action knows, of their kinds; what is absent is told when the step is judged."""
    known = _FACTS.get(action, {})
    wrong = [name for name, value in facts.items() if type(value) is not known.get(name)]
    wrong += [
        name for name, value in facts.items() if isinstance(value, str) and len(value) > MOST_CHARACTERS
    ]
    if wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=", ".join(sorted(wrong)))
    said = {name: value.strip() if isinstance(value, str) else value for name, value in facts.items()}
    if said.get("replaced_by"):
        _check_successor(desk, seal_id, said["replaced_by"])
    return said


def _check_successor(desk: Desk, seal_id: str, successor_id: str) -> None:
    """The seal that takes the place of another is another one, living, of the same holder and kind."""
    old, new = life(desk, seal_id), read_past(desk, successor_id)
    fitting = False
    if new.steps and successor_id != seal_id and new.state in LIVING:
        application = life(desk, successor_id).application
        fitting = (application.holder, application.kind) == (old.application.holder, old.application.kind)
    if not fitting:
        facts = {"seal": seal_id, "successor": successor_id}
        raise SealDeskError(ErrorCode.SEAL_SUCCESSOR_WRONG, **facts)


def _remove_picture(desk: Desk, seal_id: str) -> bool:
    """Remove what a seal has in the vault; whether it is gone, which a carrier that is away, or read only, prevents.

    Before the entry, so that the entry says it; should there be no entry then, the step is taken again.
    """
    path = seal_vault.vault_file(desk, seal_id)
    try:
        path.unlink()
    except FileNotFoundError:
        return path.parent.is_dir()
    except OSError:
        return False
    return True
