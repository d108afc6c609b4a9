"""What was decided about a batch, as the ledger has it: planned, looked at by who keeps the seal, dropped.

No file beside the ledger takes a word back: a "set aside" stands until its speaker says otherwise. Each word is signed
with the person's own key and names the entry before it, so that one signed once is taken once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.page_numbers import pages_text, parse_pages
from sealdesk.formats.statement import write_statement
from sealdesk.model.batch import BatchPlan, Confirmation
from sealdesk.model.custody import CustodyBasis
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.people import Person
from sealdesk.model.permission import Action
from sealdesk.policy.custody_rules import may_be_custodian, may_be_deputy
from sealdesk.service import requests, seals
from sealdesk.service.custody_standing import custody_of
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.service.sign_in import SignIn, signed_in
from sealdesk.service.signed_statement import signature_trouble
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer


@dataclass(frozen=True)
class SealKeeper:
    """Who keeps a batch's seal, proved by the password that opens their own key. Made by `sign_in`.

    Attributes:
        key: Signs what this person says of the batch's documents.
    """

    person: Person
    key: Signer = field(repr=False)


def sign_in(desk: Desk, plan: BatchPlan, by: SignIn) -> SealKeeper:
    """Somebody proves to be who keeps the seal: the custodian, or the deputy for the time being.

    Raises:
        SealDeskError: `PERSON_…`, `CUSTODY_NOT_RETURNED`, `CUSTODY_BROKEN`, `SEAL_UNKNOWN`.
    """
    check_keeps(desk, plan.seal_id, desk.person(by.person_id))  # before a password is tried
    return SealKeeper(*signed_in(desk, by.person_id, by.password, Action.STAMP))


def check_keeps(desk: Desk, seal_id: str, person: Person, within: EntryReader | None = None) -> None:
    """Raises `PERSON_NOT_ENTITLED` for anybody but who keeps the seal now; `CUSTODY_…`, `SEAL_UNKNOWN`."""
    seal = seals.find_seal(desk, seal_id)
    custody = custody_of(desk, seal, within=within)
    if not custody.person_id:
        raise SealDeskError(ErrorCode.CUSTODY_NOT_RETURNED, seal=seal.name, until=custody.until)
    deputy = custody.basis is CustodyBasis.DELEGATION
    suited = may_be_deputy(person) if deputy else may_be_custodian(person)
    if person.id != custody.person_id or not suited:
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=person.name, act="batch")


def check_not_own(desk: Desk, plan: BatchPlan, numbers: Collection[int], person: Person) -> None:
    """Raises `REQUEST_OWN` where one of the documents is of a request that this person made."""
    for number in sorted(numbers):
        request_id = plan.documents[number - 1].request_id
        if request_id and requests.standing(desk, request_id).request.applicant_id == person.id:
            raise SealDeskError(ErrorCode.REQUEST_OWN, person=person.name, request=request_id)


# What is entered.


def enter_plan(desk: Desk, plan: BatchPlan, plan_sha256: str) -> None:
    """A batch was planned: no other plan takes this one's place, and no attempt goes unseen."""
    must_look = pages_text(desk.policy.batch.must_look(plan.documents))
    desk.record(
        EntryKind.BATCH_PLANNED,
        {
            "batch": plan.id,
            "seal": plan.seal_id,
            "plan_sha256": plan_sha256,
            "documents": len(plan.documents),
            "ready": len(plan.ready),
            "must_look": must_look,
            "policy_version": desk.policy.version,
        },
    )


def enter_word(
    desk: Desk,
    plan: BatchPlan,
    planned: LedgerEntry,
    numbers: Collection[int],
    by: SealKeeper,
    *,
    right: bool,
) -> None:
    """Who keeps the seal looked at these documents, and says so; `right`: the seal is where it belongs.

    Raises:
        SealDeskError: As `check_keeps` and `check_not_own`; what the ledger raises.
    """
    if right:
        check_not_own(desk, plan, numbers, by.person)
    with desk.recording() as transaction:
        check_keeps(desk, plan.seal_id, by.person, transaction)
        facts = {
            "batch": plan.id,
            "seal": plan.seal_id,
            "plan_sha256": planned.body["plan_sha256"],
            "person": by.person.id,
            "numbers": pages_text(numbers),
            "right": right,
            "previous": _last_id(planned, transaction),
        }
        signed = note.sign(write_statement(facts, EntryKind.BATCH_DECIDED.value), by.key)
        transaction.append(EntryKind.BATCH_DECIDED, {**facts, "statement": signed})


def _last_id(planned: LedgerEntry, reader: EntryReader) -> str:
    words = _words(planned, reader)
    return words[-1].entry_id if words else planned.entry_id


def enter_drop(desk: Desk, planned: LedgerEntry) -> None:
    """The plan was thrown away before it was begun."""
    facts = {name: planned.body[name] for name in ("batch", "seal", "plan_sha256")}
    desk.record(EntryKind.BATCH_DROPPED, facts)


# What is read.


def planned_entry(desk: Desk, batch_id: str) -> LedgerEntry | None:
    """The first entry of the batch's planning; None where the ledger knows nothing of it."""
    entries = desk.ledger.entries(kind=EntryKind.BATCH_PLANNED)
    return next((entry for entry in entries if entry.body["batch"] == batch_id), None)


def planned_ids(desk: Desk) -> frozenset[str]:
    """Every batch that was planned and not dropped."""
    kinds = (EntryKind.BATCH_PLANNED, EntryKind.BATCH_DROPPED)
    named = [(entry.kind, str(entry.body["batch"])) for entry in desk.ledger.entries(kind=kinds)]
    dropped = {batch for kind, batch in named if kind is EntryKind.BATCH_DROPPED}
    return frozenset(batch for _, batch in named) - dropped


def is_dropped(desk: Desk, batch_id: str) -> bool:
    """Whether the ledger says that the plan was thrown away."""
    entries = desk.ledger.entries(kind=EntryKind.BATCH_DROPPED)
    return any(entry.body["batch"] == batch_id for entry in entries)


def words_of(
    desk: Desk, plan: BatchPlan, planned: LedgerEntry, started: LedgerEntry | None
) -> Mapping[int, Confirmation]:
    """The last word on each document, by number.

    Before the batch is begun a confirmation counts where it follows on the entry before it, its person signed it, and
    keeps the seal now. A "set aside" counts whoever said it. What was said once it had begun counts for nothing.
    """
    said: dict[int, Confirmation] = {}
    previous, keeper = planned.entry_id, ""
    for entry in _words(planned, desk.ledger, started):
        body, person_id = entry.body, str(entry.body["person"])
        follows, previous = body["previous"] == previous, entry.entry_id
        if body["right"] and not (follows and _holds(desk, planned, entry)):
            continue
        for number in parse_pages(body["numbers"], len(plan.documents)):
            said[number] = Confirmation(number, person_id, entry.time, body["right"])
    if started is None and said:
        keeper = custody_of(desk, seals.find_seal(desk, plan.seal_id)).person_id
        return {at: one for at, one in said.items() if not one.right or one.person_id == keeper}
    return said


def _holds(desk: Desk, planned: LedgerEntry, entry: LedgerEntry) -> bool:
    of_this_plan = entry.body["plan_sha256"] == planned.body["plan_sha256"]
    return of_this_plan and not signature_trouble(desk, entry, (str(entry.body["person"]),))


def _words(
    planned: LedgerEntry, reader: EntryReader, before: LedgerEntry | None = None
) -> tuple[LedgerEntry, ...]:
    entries = reader.entries(
        kind=EntryKind.BATCH_DECIDED,
        seal=planned.body["seal"],
    )
    of_batch = (entry for entry in entries if entry.body["batch"] == planned.body["batch"])
    return tuple(entry for entry in of_batch if before is None or entry.index < before.index)
