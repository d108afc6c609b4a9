"""Who keeps a seal now, and who holds a token: what the ledger's acts of custody come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.custody import KINDS, check_statement, read_custody
from sealdesk.formats.fields import FormatError
from sealdesk.model.custody import Custody, CustodyAct, CustodyBasis, CustodyStep, HandoverWay
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.people import Person
from sealdesk.model.permission import Action
from sealdesk.model.request import UseRequest
from sealdesk.model.seal import Seal
from sealdesk.policy.custody_rules import may_be_custodian, may_be_deputy
from sealdesk.service import seals
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.service.people_history import register_at
from sealdesk.service.policy_history import policy_in_force
from sealdesk.service.sign_in import check_may
from sealdesk.tlog import note
from sealdesk.tlog.note import Verifier


def history(desk: Desk, seal_id: str, within: EntryReader | None = None) -> tuple[CustodyStep, ...]:
    """The acts on a seal's custody, oldest first, each signed by everybody it takes, each following from those before.

    Raises:
        SealDeskError: `CUSTODY_BROKEN` for an act that somebody did not sign, that was entered twice, or that passes
            on what its giver did not have.
    """
    reader = within or desk.ledger
    steps: list[CustodyStep] = []
    custodian_id = ""
    for entry in reader.entries(kind=tuple(KINDS), seal=seal_id):
        step = _step(desk, entry)
        custodian_id = custodian_id or _custodian_before(desk, seal_id, entry, reader)
        if not _follows(step, steps, custodian_id):
            raise SealDeskError(ErrorCode.CUSTODY_BROKEN, entry=entry.index)
        if step.act is CustodyAct.HANDED_OVER:
            custodian_id = step.keeper_id
        steps.append(step)
    return tuple(steps)


def _follows(step: CustodyStep, before: Sequence[CustodyStep], custodian_id: str) -> bool:
    """Whether an act is one that could be made then: by the custodian, not twice, its end behind its beginning."""
    last = before[-1] if before else None
    delegated = last is not None and last.act is CustodyAct.DELEGATED
    if any(one.act_id == step.act_id for one in before):
        return False
    if step.act is CustodyAct.ENDED:
        return (
            last is not None
            and delegated
            and (step.giver_id, step.keeper_id) == (last.keeper_id, custodian_id)
        )
    over = (
        last is not None
        and last.way is HandoverWay.OWN_TOKEN
        and last.until is not None
        and step.at >= last.until
    )
    return (not delegated or over) and step.giver_id == custodian_id


def _custodian_before(desk: Desk, seal_id: str, entry: LedgerEntry, reader: EntryReader) -> str:
    """Whom the record that was in force before an entry names as custodian."""
    named = ""
    for state in reader.entries(kind=EntryKind.SEAL_STATE, seal=seal_id):
        if state.index >= entry.index:
            break
        if state.body["record_sha256"]:
            version, sha256 = state.body["version"], state.body["record_sha256"]
            named = named or seals.record_of(desk, seal_id, version, sha256).custodian_id
    return named


def custody_of(
    desk: Desk, seal: Seal, at: datetime | None = None, within: EntryReader | None = None
) -> Custody:
    """Who keeps the seal at a time (default: now).

    Without an act on it, the custodian of its record. A deputy's time ends by itself; where the token itself had
    passed to them, nobody keeps the seal until its custodian confirmed that it is back.

    Raises:
        SealDeskError: `CUSTODY_BROKEN`.
    """
    at = at or _now(desk, within)
    kept, delegation = _of_record(desk, seal, within), None
    for step in history(desk, seal.id, within):
        if step.act is CustodyAct.HANDED_OVER:
            kept = _custody(step, step.keeper_id, CustodyBasis.HANDOVER)
        delegation = step if step.act is CustodyAct.DELEGATED else None
    if delegation is None or delegation.until is None:
        return kept
    if at < delegation.until:
        _check_approved(desk, seal, delegation)
        return _custody(delegation, kept.custodian_id, CustodyBasis.DELEGATION)
    if delegation.way is HandoverWay.OWN_TOKEN:
        return kept
    deputys = _custody(delegation, kept.custodian_id, CustodyBasis.DELEGATION)
    return replace(deputys, person_id="", certificates=())


def _check_approved(desk: Desk, seal: Seal, delegation: CustodyStep) -> None:
    """Raises `PERSON_NOT_ENTITLED` where a delegation in force was approved by nobody who might, then."""
    entry = desk.ledger.entry(delegation.entry_id)
    index = entry.index if entry else desk.ledger.size()
    approver = register_at(desk, index).find(delegation.approver_id)
    if approver is None or not policy_in_force(desk, index).custody.may_approve(approver, seal):
        name = approver.name if approver else delegation.approver_id
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=name, act="delegate")


def _now(desk: Desk, within: EntryReader | None) -> datetime:
    """The time, but not before the ledger's last entry: a clock set back gives no deputy more time."""
    now = datetime.now(UTC)
    last = next((within or desk.ledger).entries(newest_first=True, limit=1), None)
    return now if last is None else max(now, last.time)


def _custody(step: CustodyStep, custodian_id: str, basis: CustodyBasis) -> Custody:
    return Custody(
        seal_id=step.seal_id,
        person_id=step.keeper_id,
        custodian_id=custodian_id,
        basis=basis,
        since=step.at,
        until=step.until,
        certificates=step.certificates,
    )


def _of_record(desk: Desk, seal: Seal, within: EntryReader | None) -> Custody:
    holders = {one: holder_of_certificate(desk, one, within) for one in seal.certificates}
    ours = tuple(
        one for one, holder in holders.items() if holder is not None and holder.id == seal.custodian_id
    )
    return Custody(seal.id, seal.custodian_id, seal.custodian_id, CustodyBasis.RECORD, None, None, ours)


def holder_of_certificate(desk: Desk, certificate: str, within: EntryReader | None = None) -> Person | None:
    """Who holds the token with this certificate (SHA-256, hex): whom it last passed to, else whose it is by register.

    Raises:
        SealDeskError: `CUSTODY_BROKEN`.
    """
    reader = within or desk.ledger
    for entry in reader.entries(kind=tuple(KINDS), newest_first=True):
        if certificate in entry.body.get("certificates", ()):
            step = next(
                one for one in history(desk, entry.body["seal"], within) if one.entry_id == entry.entry_id
            )
            return desk.people.find(step.keeper_id)
    return desk.people.with_certificate(certificate)


def check_keeper(
    desk: Desk, seal: Seal, certificate: str, request: UseRequest, within: EntryReader | None = None
) -> Person:
    """The person who stamps with this certificate, if it is who keeps the seal now, and not who asks for its use.

    Raises:
        SealDeskError: `CUSTODY_NOT_RETURNED`, `PERSON_UNKNOWN`, `PERSON_NOT_ENTITLED`, `REQUEST_OWN`,
            `PERSON_ROLES_CONFLICT`, `CUSTODY_BROKEN`.
    """
    custody = custody_of(desk, seal, within=within)
    if not custody.person_id:
        raise SealDeskError(ErrorCode.CUSTODY_NOT_RETURNED, seal=seal.name, until=custody.until)
    person = holder_of_certificate(desk, certificate, within)
    if person is None:
        raise SealDeskError(ErrorCode.PERSON_UNKNOWN, person=certificate[:16])
    deputy = custody.basis is CustodyBasis.DELEGATION
    suited = may_be_deputy(person) if deputy else may_be_custodian(person)
    if person.id != custody.person_id or not suited:
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=person.name, act="seal")
    if person.id == request.applicant_id:
        raise SealDeskError(ErrorCode.REQUEST_OWN, person=person.name, request=request.id)
    check_may(desk, person, Action.STAMP)
    return person


def _step(desk: Desk, entry: LedgerEntry) -> CustodyStep:
    """The act an entry records, if everybody it takes signed what it says."""
    facts = {"entry": entry.index}
    try:
        step = read_custody(entry)
        register = register_at(desk, entry.index)  # what people signed stays theirs
        people = [register.find(person_id) for person_id in _parties(step)]
        keys = [Verifier.parse(person.public_key) for person in people if person is not None]
        opened = note.open_note(step.statement, keys)
        check_statement(step, opened.text)
    except (FormatError, note.NoteError) as broken:
        raise SealDeskError(ErrorCode.CUSTODY_BROKEN, **facts) from broken
    signed = {(signature.name, signature.key_id) for signature in opened.signatures}
    if (
        step.persons != _parties(step)
        or len(keys) != len(people)
        or any((key.name, key.key_id) not in signed for key in keys)
    ):
        raise SealDeskError(ErrorCode.CUSTODY_BROKEN, **facts)
    return step


def _parties(step: CustodyStep) -> tuple[str, ...]:
    """Whose signatures an act takes."""
    if step.act is CustodyAct.ENDED:
        return (step.keeper_id,)
    parties = (step.giver_id, step.keeper_id)
    return (*parties, step.approver_id) if step.act is CustodyAct.DELEGATED else parties
