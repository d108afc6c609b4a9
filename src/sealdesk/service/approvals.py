"""Decisions on use requests, each signed with the decider's own key."""

from __future__ import annotations

from datetime import UTC, datetime

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.approval import write_approval
from sealdesk.model.ledger import EntryKind
from sealdesk.model.request import Approval, RequestStanding
from sealdesk.policy.gate import may_decide
from sealdesk.service.desk import Desk
from sealdesk.service.requests import check_open, standing
from sealdesk.service.seals import find_seal
from sealdesk.service.sign_in import signed_in
from sealdesk.tlog import note


def approve(desk: Desk, request_id: str, person_id: str, password: str, comment: str = "") -> RequestStanding:
    """Grant a request with the approver's own key."""
    return _decide(desk, request_id, person_id, password, comment, granted=True)


def reject(desk: Desk, request_id: str, person_id: str, password: str, comment: str) -> RequestStanding:
    """Refuse a request, with a reason, by the approver's own key."""
    return _decide(desk, request_id, person_id, password, comment, granted=False)


def _decide(
    desk: Desk, request_id: str, person_id: str, password: str, comment: str, *, granted: bool
) -> RequestStanding:
    person, signer = signed_in(desk, person_id, password)
    with desk.recording() as transaction:
        before = standing(desk, request_id, within=transaction)
        check_open(before)
        request = before.request
        seal = find_seal(desk, request.seal_id)
        decided = before.approvals
        for denial in may_decide(desk.policy, request, seal, person, desk.people, approvals=decided):
            raise SealDeskError(denial.code, **denial.facts)
        if any(approval.approver_id == person.id for approval in before.approvals):
            raise SealDeskError(ErrorCode.APPROVAL_ALREADY_GIVEN, person=person.name, request=request_id)
        decision = Approval(
            request_id=request.id,
            approver_id=person.id,
            document=request.document,
            seal_id=request.seal_id,
            impressions=request.impressions,
            decided=datetime.now(UTC),
            valid_until=request.valid_until,
            granted=granted,
            comment=comment,
            note="",
        )
        signed = note.sign(write_approval(decision), signer)
        facts = {"request": request.id, "person": person.id, "seal": request.seal_id}
        transaction.append(EntryKind.REQUEST_DECIDED, {**facts, "granted": granted, "note": signed})
    return standing(desk, request_id)
