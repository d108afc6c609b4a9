"""What happened to a seal, read from the ledger: its steps, who signed them, what may come next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.formats.statement import application_of, read_application, read_step
from sealdesk.model.custody import CustodyStep, HandoverWay
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.seal import Seal, SealKind, SealState
from sealdesk.model.seal_life import LifeAction, LifeStep, SealApplication, SealLife
from sealdesk.policy.plain_text import same_name
from sealdesk.policy.seal_life import LifeStanding, StepDraft, judge_step, next_state
from sealdesk.service import seals
from sealdesk.service.custody_standing import custody_of, history
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.service.people_history import register_at
from sealdesk.service.policy_history import policy_in_force
from sealdesk.service.signed_statement import signature_trouble

REPORTS = frozenset({LifeAction.REPORT_LOST, LifeAction.REPORT_DAMAGED})
CLOSING = frozenset({LifeAction.REPLACE, LifeAction.CANCEL, LifeAction.DESTROY})
"""Steps that nobody brings a seal into use by."""

_VERSIONS = frozenset({LifeAction.MAKE, LifeAction.CHANGE, LifeAction.RENEW})
_PICTURES = frozenset({LifeAction.MAKE, LifeAction.CHANGE})
_ASKING = frozenset({LifeAction.APPLY, LifeAction.CHANGE})
_OF_PERSONS = frozenset(
    {ErrorCode.PERSON_NOT_ENTITLED, ErrorCode.SEAL_SIGNERS_WRONG, ErrorCode.SEAL_SAME_PERSON}
)
_OF_THE_REGISTER = frozenset({"signer_unknown", "not_entitled"})
"""Troubles of who signed, not of what: the people register of then does not vouch for somebody."""


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
    def last_id(self) -> str:
        """Of the last entry, which the next step's people name in what they sign; empty before the first."""
        return self.steps[-1].entry_id if self.steps else ""

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
        before = Past(seal_id, tuple(steps), body, application if steps else asked)
        steps.append(replace(step, trouble=_trouble(desk, before, entry, step, acts)))
        application, body = asked or application, entry.body
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
    """What is wrong with an entry, where people did not sign it, or could not take this step then; empty if nothing."""
    if not _own(step):
        return "" if _of_custody(before, entry, step, acts) else "statement"
    trouble = signature_trouble(desk, entry, step.persons)
    if trouble:
        return trouble
    known = {one.entry_id for one in before.steps}
    if step.entry_id in known or entry.body.get("previous") != before.last_id:
        return "previous"
    # A step is not doubted for who kept the seal at which moment.
    keepers = {act.keeper_id for act in acts.values()}
    keepers |= {before.application.custodian_id} if before.application else set(step.persons)
    return _against(desk, before, entry, step, standing_of(before, frozenset(keepers)))


def _against(desk: Desk, before: Past, entry: LedgerEntry, step: LifeStep, standing: LifeStanding) -> str:
    """What the table, with the people register and the policy of then, has against a step that is signed."""
    imported = step.facts.get("source") == "imported"
    if next_state(standing, step.action, imported=imported) is not step.state or not _keeps(
        before, entry, step
    ):
        return "not_possible"
    register = register_at(desk, entry.index)
    people = [person for one in step.persons if (person := register.find(one)) is not None]
    draft = StepDraft(step.action, step.reason, len(step.attachments), step.facts)
    policy = policy_in_force(desk, entry.index)
    denials = {denial.code for denial in judge_step(policy, standing, draft, people)}
    if denials - _OF_PERSONS:
        return "not_possible"
    return "not_entitled" if denials else ""


def _keeps(before: Past, entry: LedgerEntry, step: LifeStep) -> bool:
    """Whether a step leaves alone what is none of its business: the record, the kind, what was asked for."""
    record = str(entry.body["record_sha256"])
    if step.action in _VERSIONS:
        kept = step.version > before.version and record not in ("", before.record_sha256)
    else:
        kept = (step.version, record) == (before.version, before.record_sha256)
    asks = "application" in step.facts
    return kept and entry.body["seal_kind"] == before.kind and (not asks or step.action in _ASKING)


def _of_custody(before: Past, entry: LedgerEntry, step: LifeStep, acts: Mapping[str, CustodyStep]) -> bool:
    """Whether an entry is the new version for an act of custody, which people signed on its own; one for each act."""
    act = acts.get(str(step.facts["custody"]))
    if act is None or act.way is not HandoverWay.OWN_TOKEN or not before.made:
        return False
    if any(one.facts.get("custody") == act.act_id for one in before.steps):
        return False
    same = (step.action, step.state) == (LifeAction.CHANGE, before.state)
    return same and step.version == before.version + 1 and entry.body["seal_kind"] == before.kind


def check_signed(desk: Desk, seal_id: str, within: EntryReader | None = None) -> None:
    """Whether the seal is in its state by steps that people signed who may take them: asked before it stamps.

    Offices are those of the people register and the policy that were in force at each step.

    Raises:
        SealDeskError: `SEAL_STATEMENT_BROKEN`.
    """
    past = read_past(desk, seal_id, within)
    for step in unsound_steps(past):
        raise SealDeskError(ErrorCode.SEAL_STATEMENT_BROKEN, seal=past.name, entry=step.entry_id)


def unsound_steps(past: Past) -> Iterator[LifeStep]:
    """Steps that something is wrong with: nothing is built on them."""
    return (step for step in past.steps if step.trouble)


def takeable(past: Past) -> frozenset[LifeAction]:
    """The kinds of step that the soundness of the steps before leaves open.

    A loss or damage is always reported. Where the people register of then does not vouch for somebody, the seal can be
    closed as well.
    """
    troubles = {step.trouble for step in unsound_steps(past)}
    if not troubles:
        return frozenset(LifeAction)
    return REPORTS | CLOSING if troubles <= _OF_THE_REGISTER else REPORTS


def standing_of(past: Past, keepers: frozenset[str]) -> LifeStanding:
    """What decides on the next step."""
    applicants = [step.persons[0] for step in past.steps if step.action is LifeAction.APPLY]
    makers = [frozenset(step.persons) for step in past.steps if step.action in _PICTURES and _own(step)]
    return LifeStanding(
        seal_id=past.seal_id,
        kind=past.kind,
        department=past.application.department if past.application else "",
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
    foreign = not same_name(application.holder, desk.settings.organisation)
    return SealLife(application, past.state, past.steps, seal, number, foreign_holder=foreign)


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
