"""What happened to a seal, read from the ledger: its steps, who signed them, what may come next."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.formats.statement import application_of, read_application, read_step, write_statement
from sealdesk.model.custody import CustodyStep
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.people import Person
from sealdesk.model.seal import Seal, SealKind, SealState
from sealdesk.model.seal_life import LifeAction, LifeStep, SealApplication, SealLife
from sealdesk.policy.seal_life import RULES, LifeStanding, StepDraft, judge_step
from sealdesk.service import seals
from sealdesk.service.custody_standing import custody_of, history
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.tlog import note
from sealdesk.tlog.note import Verifier

REPORTS = frozenset({LifeAction.REPORT_LOST, LifeAction.REPORT_DAMAGED})
_VERSIONS = frozenset({LifeAction.MAKE, LifeAction.CHANGE, LifeAction.RENEW})
_PICTURES = frozenset({LifeAction.MAKE, LifeAction.CHANGE})
_OF_PERSONS = frozenset(
    {ErrorCode.PERSON_NOT_ENTITLED, ErrorCode.SEAL_SIGNERS_WRONG, ErrorCode.SEAL_SAME_PERSON}
)


@dataclass(frozen=True)
class Past:
    """The steps of one seal so far.

    Attributes:
        body: Of the last entry: names the record in force.
        application: What was asked for last; None where nobody's application stands in the ledger.
    """

    seal_id: str
    steps: tuple[LifeStep, ...]
    body: Mapping[str, Any]
    application: SealApplication | None

    @property
    def state(self) -> SealState:
        return self.steps[-1].state if self.steps else SealState.PENDING

    @property
    def version(self) -> int:
        return self.steps[-1].version if self.steps else 0

    @property
    def record_sha256(self) -> str:
        return str(self.body.get("record_sha256", ""))

    @property
    def name(self) -> str:
        return str(self.body.get("name", "")) or (self.application.name if self.application else "")

    @property
    def kind(self) -> SealKind:
        asked = self.application.kind if self.application else SealKind.OTHER
        return SealKind(self.body.get("seal_kind", asked))

    @property
    def made(self) -> bool:
        """Whether there is a record: the seal exists."""
        return bool(self.record_sha256)


def read_past(desk: Desk, seal_id: str, within: EntryReader | None = None) -> Past:
    """What the ledger says of a seal; without steps where it says nothing.

    Raises:
        SealDeskError: `SEAL_STATEMENT_BROKEN` for an entry that is no step.
    """
    steps: list[LifeStep] = []
    body: Mapping[str, Any] = {}
    application = None
    acts = _acts(desk, seal_id, within)
    for entry in (within or desk.ledger).entries(kind=EntryKind.SEAL_STATE, seal=seal_id):
        step, asked = _read(seal_id, entry)
        application = asked or application
        before = Past(seal_id, tuple(steps), body, application)
        steps.append(replace(step, trouble=_trouble(desk, before, entry, step, acts)))
        body = entry.body
    return Past(seal_id, tuple(steps), body, application)


def _read(seal_id: str, entry: LedgerEntry) -> tuple[LifeStep, SealApplication | None]:
    try:
        asked = entry.body.get("application")
        return read_step(entry), None if asked is None else read_application(seal_id, asked)
    except FormatError as wrong:
        raise SealDeskError(ErrorCode.SEAL_STATEMENT_BROKEN, seal=seal_id, entry=entry.index) from wrong


def _acts(desk: Desk, seal_id: str, within: EntryReader | None) -> Mapping[str, CustodyStep]:
    """The acts on the seal's custody, by their id; none where they are not what people signed."""
    with suppress(SealDeskError):
        return {step.act_id: step for step in history(desk, seal_id, within)}
    return {}


def _trouble(
    desk: Desk, before: Past, entry: LedgerEntry, step: LifeStep, acts: Mapping[str, CustodyStep]
) -> str:
    """What is wrong with the entry's signatures; empty where nothing is."""
    if "custody" in entry.body:  # a new version for an act of custody, which people signed on its own
        same = step.state is before.state and entry.body["custody"] in acts
        return "" if same and step.version == before.version + 1 else "statement"
    if "statement" not in entry.body:
        return "unsigned"
    people = [person for one in step.persons if (person := desk.people.find(one)) is not None]
    if not people:
        return "signer_unknown"
    if not _signed_by(people, entry):
        return "statement"
    if len(people) < len(step.persons):
        return "signer_unknown"
    # A step is not doubted for who kept the seal at which moment.
    keepers = {act.keeper_id for act in acts.values()}
    keepers |= {before.application.custodian_id} if before.application else set(step.persons)
    standing = standing_of(before, frozenset(keepers))
    denials = judge_step(desk.policy, standing, StepDraft(step.action), people)
    return "not_entitled" if any(denial.code in _OF_PERSONS for denial in denials) else ""


def _signed_by(people: Sequence[Person], entry: LedgerEntry) -> bool:
    """Whether each of these people signed what the entry says."""
    return _holds(entry.canonical, tuple(person.public_key for person in people))


@lru_cache(maxsize=4096)
def _holds(canonical: bytes, public_keys: tuple[str, ...]) -> bool:
    """Whether the entry's statement says what the entry says, signed with each key. Asked at every act, so kept."""
    body = json.loads(canonical)
    try:
        keys = [Verifier.parse(key) for key in public_keys]
        opened = note.open_note(body["statement"], keys)
    except (note.NoteError, TypeError, AttributeError):
        return False
    signed = {(signature.name, signature.key_id) for signature in opened.signatures}
    return all((key.name, key.key_id) in signed for key in keys) and opened.text == write_statement(body)


def check_signed(desk: Desk, seal_id: str, within: EntryReader | None = None) -> None:
    """Whether the seal is in its state by steps that people signed: asked before it stamps.

    Whether these people hold their offices still is not asked; `life` marks whom it does not find entitled.

    Raises:
        SealDeskError: `SEAL_STATEMENT_BROKEN`.
    """
    past = read_past(desk, seal_id, within)
    unsound = [*broken_steps(past), *(step for step in past.steps[-1:] if step.trouble == "unsigned")]
    unsound += [step for step in past.steps[-1:] if _too_few(step)]
    for step in unsound:
        raise SealDeskError(ErrorCode.SEAL_STATEMENT_BROKEN, seal=past.name, entry=step.entry_id)


def _too_few(step: LifeStep) -> bool:
    """Fewer people than the step takes, whoever they are."""
    return _own(step) and len(set(step.persons)) < len(RULES[step.action].signers)


def standing_of(past: Past, keepers: frozenset[str]) -> LifeStanding:
    """What decides on the next step."""
    applicants = [step.persons[0] for step in past.steps if step.action is LifeAction.APPLY]
    makers = [frozenset(step.persons) for step in past.steps if step.action in _PICTURES and _own(step)]
    return LifeStanding(
        seal_id=past.seal_id,
        kind=past.kind,
        state=past.state if past.steps else None,
        keepers=keepers,
        applicant_id=applicants[0] if applicants else "",
        picture_makers=makers[-1] if makers else frozenset(),
        lost=any(step.action is LifeAction.REPORT_LOST for step in past.steps),
        before_freeze=_before_freeze(past.steps),
    )


def _own(step: LifeStep) -> bool:
    """A step of its own, not the new version that an act of custody takes."""
    return "custody" not in step.facts


def _before_freeze(steps: Sequence[LifeStep]) -> SealState | None:
    before = None
    for earlier, later in pairwise(steps):
        if later.state is SealState.FROZEN and earlier.state is not SealState.FROZEN:
            before = earlier.state
    return before


def keepers_of(desk: Desk, past: Past, within: EntryReader | None = None) -> frozenset[str]:
    """Who keeps the seal, or shall keep it: its custodian, and a deputy in their time.

    Raises:
        SealDeskError: What the seal's record or its custody says.
    """
    if not past.made:
        return frozenset({past.application.custodian_id}) if past.application else frozenset()
    custody = custody_of(desk, seals.find_seal(desk, past.seal_id), within=within)
    return frozenset({custody.custodian_id, custody.person_id}) - {""}


def life_of(desk: Desk, past: Past, *, seal: Seal | None) -> SealLife:
    """The life as people see it.

    Raises:
        SealDeskError: `SEAL_UNKNOWN` where nothing was ever done; `SEAL_RECORD_BROKEN` where nothing says what it is.
    """
    application = past.application
    if not past.steps:
        raise SealDeskError(ErrorCode.SEAL_UNKNOWN, seal=past.seal_id)
    if application is None:  # a ledger that was kept before applications were
        if seal is None:
            raise SealDeskError(ErrorCode.SEAL_RECORD_BROKEN, seal=past.seal_id, path="")
        application = application_of(seal, years_between(seal))
    filed = of_this_version(past.steps, LifeAction.FILE)
    number = str(filed.facts.get("filing_number", "")) if filed else ""
    return SealLife(application, past.state, past.steps, seal, number)


def of_this_version(steps: Sequence[LifeStep], action: LifeAction) -> LifeStep | None:
    """The last step of a kind since the version in force was made."""
    for step in reversed(steps):
        if step.action is action:
            return step
        if step.action in _VERSIONS and _own(step):
            return None
    return None


def made_at(steps: Sequence[LifeStep]) -> datetime | None:
    """When the version in force was made; custody's versions are the same seal."""
    return next((step.at for step in reversed(steps) if step.action in _VERSIONS and _own(step)), None)


def last_made(reader: EntryReader, seal_id: str) -> datetime | None:
    """When the ledger says that the version in force was made; its signatures are not looked at."""
    for entry in reader.entries(kind=EntryKind.SEAL_STATE, seal=seal_id, newest_first=True):
        if entry.body.get("action") in _VERSIONS and "custody" not in entry.body:
            return entry.time
    return None


def years_between(seal: Seal) -> int:
    """For how many years its record makes the seal valid; 1 at least."""
    return max(1, round((seal.valid_until - seal.valid_from).days / 365.25))


def life(desk: Desk, seal_id: str) -> SealLife:
    """A seal and everything that happened to it; where its record is not sound the life says so, and has none.

    Raises:
        SealDeskError: `SEAL_UNKNOWN`; `SEAL_STATEMENT_BROKEN` for an entry that is no step.
    """
    past = read_past(desk, seal_id)
    try:
        return life_of(desk, past, seal=seals.find_seal(desk, seal_id) if past.made else None)
    except SealDeskError as refusal:
        if not past.made:
            raise
        return replace(life_of(desk, past, seal=None), trouble=refusal.code.text)


def lives(desk: Desk) -> tuple[SealLife, ...]:
    """Every seal that was ever applied for, by id; one whose record is not sound hides no other."""
    named = {str(entry.body["seal"]) for entry in desk.ledger.entries(kind=EntryKind.SEAL_STATE)}
    return tuple(life(desk, seal_id) for seal_id in sorted(named))


def broken_steps(past: Past) -> Iterator[LifeStep]:
    """Steps whose signatures are wrong: nothing is built on them."""
    return (step for step in past.steps if step.trouble == "statement")
