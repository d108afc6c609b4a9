"""Who keeps a seal now, and who holds a token: what the ledger's acts of custody come to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.custody import KINDS, check_statement, read_custody
from sealdesk.formats.fields import FormatError
from sealdesk.model.custody import Custody, CustodyAct, CustodyBasis, CustodyStep, HandoverWay
from sealdesk.model.ledger import LedgerEntry
from sealdesk.model.people import Person
from sealdesk.model.seal import Seal
from sealdesk.policy.custody_rules import may_be_custodian, may_be_deputy
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.tlog import note
from sealdesk.tlog.note import Verifier


def history(desk: Desk, seal_id: str, within: EntryReader | None = None) -> tuple[CustodyStep, ...]:
    """The acts on a seal's custody, oldest first, each signed by the people it names.

    Raises:
        SealDeskError: `CUSTODY_BROKEN`.
    """
    reader = within or desk.ledger
    return tuple(_step(desk, entry) for entry in reader.entries(kind=tuple(KINDS), seal=seal_id))


def custody_of(
    desk: Desk, seal: Seal, at: datetime | None = None, within: EntryReader | None = None
) -> Custody:
    """Who keeps the seal at a time (default: now).

    Without an act on it, the custodian of its record. A deputy's time ends by itself; where the token itself had
    passed to them, nobody keeps the seal until its custodian confirmed that it is back.

    Raises:
        SealDeskError: `CUSTODY_BROKEN`.
    """
    at = at or datetime.now(UTC)
    kept, delegation = _of_record(desk, seal, within), None
    for step in history(desk, seal.id, within):
        if step.act is CustodyAct.HANDED_OVER:
            kept = _custody(step, step.keeper_id, CustodyBasis.HANDOVER)
        delegation = step if step.act is CustodyAct.DELEGATED else None
    if delegation is None or delegation.until is None:
        return kept
    if at < delegation.until:
        return _custody(delegation, kept.custodian_id, CustodyBasis.DELEGATION)
    if delegation.way is HandoverWay.OWN_TOKEN:
        return kept
    deputys = _custody(delegation, kept.custodian_id, CustodyBasis.DELEGATION)
    return replace(deputys, person_id="", certificates=())


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
            return desk.people.find(_step(desk, entry).keeper_id)
    return desk.people.with_certificate(certificate)


def check_keeper(desk: Desk, seal: Seal, certificate: str, within: EntryReader | None = None) -> Person:
    """The person who stamps with this certificate, if it is who keeps the seal now.

    Raises:
        SealDeskError: `CUSTODY_NOT_RETURNED`, `PERSON_UNKNOWN`, `PERSON_NOT_ENTITLED`, `CUSTODY_BROKEN`.
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
    return person


def _step(desk: Desk, entry: LedgerEntry) -> CustodyStep:
    """The act an entry records, if its keeper signed it, and everybody else it names who is still registered.

    Who left is taken out of the register, and with them the key to check by.
    """
    facts = {"entry": entry.index}
    try:
        step = read_custody(entry)
        keys = {person.id: person.public_key for person in _people(desk, step)}
        opened = note.open_note(step.statement, (Verifier.parse(key) for key in keys.values()))
        check_statement(step, opened.text)
    except (FormatError, note.NoteError) as broken:
        raise SealDeskError(ErrorCode.CUSTODY_BROKEN, **facts) from broken
    signed = {signature.name for signature in opened.signatures}
    if step.keeper_id not in keys or any(Verifier.parse(key).name not in signed for key in keys.values()):
        raise SealDeskError(ErrorCode.CUSTODY_BROKEN, **facts)
    return step


def _people(desk: Desk, step: CustodyStep) -> Iterator[Person]:
    for person_id in step.persons:
        person = desk.people.find(person_id)
        if person is not None:
            yield person
