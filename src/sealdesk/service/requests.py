"""Use requests: made by an applicant, taken back, counted down by the acts. `approvals` decides on them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sealdesk.documents import files
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.entries import read_request, request_facts
from sealdesk.model.document import DocumentClass
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.permission import Action
from sealdesk.model.request import Approval, RequestStanding, RequestState, UseRequest
from sealdesk.policy.gate import all_given
from sealdesk.service.attached_documents import keep_copy
from sealdesk.service.decision_reading import decisions_of
from sealdesk.service.delegations import all_delegations
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.service.look_at_document import look
from sealdesk.service.seals import find_seal
from sealdesk.service.sign_in import signed_in

MOST_IMPRESSIONS = 1_000_000
MOST_DAYS = 36_500


@dataclass(frozen=True)
class RequestDraft:
    """What an applicant fills in."""

    document: Path
    seal_id: str
    reason: str
    document_class: DocumentClass = DocumentClass.GENERAL
    impressions: int = 1
    recipient: str = ""
    valid_days: int | None = None


def new(desk: Desk, draft: RequestDraft, person_id: str, password: str) -> RequestStanding:
    """Ask for a seal on a document. The document's very bytes are what is asked for; a copy is kept.

    Raises:
        SealDeskError: `PERSON_…`, `SEAL_UNKNOWN`, `DOCUMENT_…` (of a PDF that cannot be stamped for other reasons
            than being a test sheet, the act tells), `USAGE_WRONG` for a count, a term or a reason that means
            nothing.
    """
    person, _ = signed_in(desk, person_id, password, Action.REQUEST)
    _check_draft(draft)
    seal = find_seal(desk, draft.seal_id)
    digest = files.digest_of(draft.document)
    _check_no_test_sheet(draft.document)
    now = datetime.now(UTC)
    days = draft.valid_days if draft.valid_days is not None else desk.policy.request_days
    request = UseRequest(
        id=f"R{now:%Y%m%d}-{secrets.token_hex(4)}",
        applicant_id=person.id,
        department=person.department,
        seal_id=seal.id,
        document_name=draft.document.name,
        document_class=draft.document_class,
        document=digest,
        impressions=draft.impressions,
        reason=draft.reason,
        recipient=draft.recipient,
        created=now,
        valid_until=now + timedelta(days=days),
    )
    keep_copy(desk.layout, draft.document, digest)
    desk.record(EntryKind.REQUEST_MADE, request_facts(request))
    return standing(desk, request.id)


def _check_no_test_sheet(document: Path) -> None:
    """Nobody shall approve what is never sealed. Whatever else stands against it is told at the act."""
    try:
        look(document)
    except SealDeskError as refusal:
        if refusal.code is ErrorCode.DOCUMENT_TEST_SHEET:
            raise


def _check_draft(draft: RequestDraft) -> None:
    """Numbers that mean something: nobody approves a million impressions, or a term beyond a working life."""
    wrong = [
        name
        for name, good in (
            ("impressions", 1 <= draft.impressions <= MOST_IMPRESSIONS),
            ("reason", bool(draft.reason.strip())),
            ("days", draft.valid_days is None or 1 <= draft.valid_days <= MOST_DAYS),
        )
        if not good
    ]
    if wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=", ".join(wrong))


def check_open(before: RequestStanding) -> None:
    """Only a waiting request is decided on (an approved one may wait for more, and is still open).

    Raises:
        SealDeskError: `REQUEST_…`, as it stands.
    """
    closed = {
        RequestState.WITHDRAWN: ErrorCode.REQUEST_WITHDRAWN,
        RequestState.REJECTED: ErrorCode.REQUEST_REJECTED,
        RequestState.EXPIRED: ErrorCode.REQUEST_EXPIRED,
        RequestState.USED_UP: ErrorCode.REQUEST_USED_UP,
    }.get(before.state)
    if closed is not None:
        facts = {"until": before.request.valid_until, "asked": 0, "remaining": before.remaining}
        raise SealDeskError(closed, request=before.request.id, **facts)


def withdraw(desk: Desk, request_id: str, person_id: str, password: str) -> RequestStanding:
    """The applicant takes the request back; what is used already stays used."""
    person, _ = signed_in(desk, person_id, password, Action.WITHDRAW)
    with desk.recording() as transaction:
        before = standing(desk, request_id, within=transaction)
        if before.request.applicant_id != person.id:
            raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=person.name, act="withdraw")
        check_open(before)
        transaction.append(EntryKind.REQUEST_WITHDRAWN, {"request": request_id, "person": person.id})
    return standing(desk, request_id)


def standing(desk: Desk, request_id: str, within: EntryReader | None = None) -> RequestStanding:
    """The request with its decisions and what is left of it, as the ledger says.

    Raises:
        SealDeskError: `REQUEST_UNKNOWN`; `APPROVAL_BROKEN` where a decision's signature does not hold.
    """
    reader = within or desk.ledger
    entries = list(reader.entries(request=request_id))
    made = next((entry for entry in entries if entry.kind is EntryKind.REQUEST_MADE), None)
    if made is None:
        raise SealDeskError(ErrorCode.REQUEST_UNKNOWN, request=request_id)
    return _standing(desk, made, entries)


def _standing(desk: Desk, made: LedgerEntry, entries: list[LedgerEntry]) -> RequestStanding:
    request = read_request(made.body)
    decisions = decisions_of(desk, request, entries)
    withdrawn = any(entry.kind is EntryKind.REQUEST_WITHDRAWN for entry in entries)
    used = uses_counted(entries)
    state = _state(desk, request, decisions, used, withdrawn=withdrawn)
    return RequestStanding(request, decisions, state, used)


def uses_counted(entries: list[LedgerEntry]) -> int:
    """Impressions consumed: every intent counts, unless its act failed before the token was asked to sign."""
    given_back = {
        entry.body["act"]
        for entry in entries
        if entry.kind is EntryKind.ACT_FAILED and entry.body["given_back"]
    }
    intents = (entry for entry in entries if entry.kind is EntryKind.ACT_INTENDED)
    return sum(entry.body["count"] for entry in intents if entry.body["act"] not in given_back)


def _state(
    desk: Desk, request: UseRequest, decisions: tuple[Approval, ...], used: int, *, withdrawn: bool
) -> RequestState:
    if withdrawn:
        return RequestState.WITHDRAWN
    if any(not decision.granted for decision in decisions):
        return RequestState.REJECTED
    if used >= request.impressions:
        return RequestState.USED_UP
    if datetime.now(UTC) > request.valid_until:
        return RequestState.EXPIRED
    seal = find_seal(desk, request.seal_id)
    lent = all_delegations(desk)
    given = all_given(desk.policy, request, seal, decisions, desk.people, lent)
    return RequestState.APPROVED if given else RequestState.WAITING


def all_standings(desk: Desk, state: RequestState | None = None) -> tuple[RequestStanding, ...]:
    """Every request, oldest first; of one state where it is given."""
    return tuple(one for one in _all(desk) if state is None or one.state is state)


def _all(desk: Desk) -> Iterator[RequestStanding]:
    for made in desk.ledger.entries(kind=EntryKind.REQUEST_MADE):
        yield _standing(desk, made, list(desk.ledger.entries(request=made.body["request"])))
