"""One step of a seal's life on its way into the ledger: judged, signed by its people, entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.statement import step_facts, write_statement
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.people import Person
from sealdesk.model.permission import Action
from sealdesk.model.seal import Seal, SealState
from sealdesk.model.seal_life import Attachment, LifeAction, LifeStep
from sealdesk.policy.permissions import OF_STEP, may
from sealdesk.policy.plain_text import is_plain, on_one_line
from sealdesk.policy.seal_life import LifeStanding, StepDraft, judge_step, next_state
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.service.life_standing import (
    CLOSING,
    REPORTS,
    Past,
    keepers_of,
    standing_of,
    takeable,
    unsound_steps,
)
from sealdesk.service.prepare_act import raise_first
from sealdesk.service.seal_attachments import Given, keep_all
from sealdesk.service.sign_in import SignIn, signed_in
from sealdesk.store.ledger import Transaction
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer

_ANNOUNCED = Attachment("", "", "", 0)


@dataclass(frozen=True)
class Step:
    """A step about to be taken: what, by whom, with what.

    Attributes:
        signers: The own keys of its people, in their order.
        imported: It makes a picture that was imported.
    """

    action: LifeAction
    persons: tuple[Person, ...]
    signers: tuple[Signer, ...] = field(default=(), repr=False)
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    imported: bool = False


def prepared(desk: Desk, past: Past, step: Step, by: Sequence[SignIn], attachments: Given) -> Step:
    """The step with its people's keys and its attachments kept; judged before any password is tried.

    Raises:
        SealDeskError: As `judged`; `PERSON_…`, `ATTACHMENT_…`; `USAGE_WRONG` for texts that do not read as they are.
    """
    step = replace(step, reason=on_one_line(step.reason))
    _check_texts(step, attachments)
    judged(desk, past, replace(step, attachments=(_ANNOUNCED,) * len(attachments)))
    signers = tuple(signed_in(desk, one.person_id, one.password, _power(desk, step, one))[1] for one in by)
    return replace(step, signers=signers, attachments=keep_all(desk, attachments))


def _power(desk: Desk, step: Step, by: SignIn) -> Action | None:
    """The power of the permission matrix that somebody uses with this step; `judged` said before that they may."""
    person = desk.person(by.person_id)
    return next((action for action in OF_STEP[step.action] if may(person, action)), None)


def _check_texts(step: Step, attachments: Given) -> None:
    said = {"reason": step.reason} | {name: one for name, one in step.facts.items() if isinstance(one, str)}
    wrong = [name for name, text in said.items() if not is_plain(text)]
    wrong += ["attachment" for path, label in attachments if not is_plain(path.name + label)]
    if wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=", ".join(dict.fromkeys(wrong)))


def judged(desk: Desk, past: Past, step: Step, within: EntryReader | None = None) -> SealState:
    """The state the step leads to, where nothing stands against it.

    Raises:
        SealDeskError: `SEAL_STEP_…`, `SEAL_SIGNERS_WRONG`, `SEAL_SAME_PERSON`, `SEAL_LOST`, `PERSON_NOT_ENTITLED`;
            `SEAL_STATEMENT_BROKEN` where an earlier step is not sound (see `takeable`).
    """
    if step.action not in takeable(past):
        for unsound in unsound_steps(past):
            raise SealDeskError(ErrorCode.SEAL_STATEMENT_BROKEN, seal=past.seal_id, entry=unsound.entry_id)
    # No keeper signs a report or a closing step, and they must work where record or custody is broken.
    alone = step.action in REPORTS | CLOSING
    standing = standing_of(past, frozenset()) if alone else standing_now(desk, past, within)
    draft = StepDraft(step.action, step.reason, len(step.attachments), step.facts)
    raise_first(judge_step(desk.policy, standing, draft, step.persons))
    state = next_state(standing, step.action, imported=step.imported)
    if state is None:
        raise RuntimeError("judged possible, and is not")
    return state


def standing_now(desk: Desk, past: Past, within: EntryReader | None = None) -> LifeStanding:
    """What decides on the next step of a seal."""
    return standing_of(past, keepers_of(desk, past, within) if past.steps else frozenset())


def enter(
    transaction: Transaction, past: Past, step: Step, state: SealState, record: Seal | None = None
) -> LedgerEntry:
    """Append the step's entry, signed by its people; it was judged.

    Args:
        record: Where the step makes a seal, or a version of it; else the one in force stays.
    """
    taken = LifeStep(
        action=step.action,
        state=state,
        persons=tuple(person.id for person in step.persons),
        at=datetime.now(UTC),
        reason=step.reason,
        version=record.version if record else past.version,
        entry_id="",
        attachments=step.attachments,
        facts=step.facts,
    )
    record_sha256 = record.record_sha256 if record else past.record_sha256
    facts = step_facts(taken, past.seal_id, past.name, past.kind.value, record_sha256, past.last_id)
    signed = note.sign(write_statement(facts), *step.signers)
    return transaction.append(EntryKind.SEAL_STATE, {**facts, "statement": signed})
