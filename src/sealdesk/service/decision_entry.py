"""Entering a decision on a request, whatever it rests on: judged, and written, in one ledger transaction."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.people import Person
from sealdesk.model.request import Approval, ApprovalDelegation, ApprovalMeans, RequestStanding, UseRequest
from sealdesk.model.seal import Seal
from sealdesk.policy.gate import may_decide
from sealdesk.policy.plain_text import is_plain, on_one_line
from sealdesk.service.clock import judged_now
from sealdesk.service.custody_standing import custody_of
from sealdesk.service.decision_reading import decision_facts
from sealdesk.service.delegations import all_delegations, lent_to
from sealdesk.service.desk import Desk, EntryReader
from sealdesk.service.requests import check_open, standing
from sealdesk.service.seals import find_seal
from sealdesk.store.ledger import Transaction

LONGEST_COMMENT = 1000


@dataclass(frozen=True)
class Decider:
    """Who decides, and how.

    Attributes:
        on_behalf_of: Whose power is used; empty: their own.
        delegation_id: By which; empty: the newest in force.
    """

    person: Person
    means: ApprovalMeans
    on_behalf_of: str = ""
    delegation_id: str = ""


@dataclass(frozen=True)
class Judged:
    """A decision that nothing stands against.

    Attributes:
        at: The time it was judged by.
    """

    before: RequestStanding
    seal: Seal
    delegation: ApprovalDelegation | None
    at: datetime

    @property
    def request(self) -> UseRequest:
        return self.before.request


def judged(desk: Desk, request_id: str, decider: Decider, reader: EntryReader | None = None) -> Judged:
    """Whether this decision may be made now, as the ledger, the policy and the people register stand.

    Raises:
        SealDeskError: `REQUEST_…` where nothing is to be decided; `APPROVAL_SELF`, `APPROVAL_CUSTODIAN`,
            `APPROVAL_ALREADY_GIVEN`, `PERSON_NOT_ENTITLED`, what else the policy says; `DELEGATION_…`;
            `CLOCK_SET_BACK`, `LEDGER_BROKEN`.
    """
    at = judged_now(desk, reader)
    before = standing(desk, request_id, within=reader)
    check_open(before)
    if at > before.request.valid_until:
        facts = {"request": request_id, "until": before.request.valid_until}
        raise SealDeskError(ErrorCode.REQUEST_EXPIRED, **facts)
    seal = find_seal(desk, before.request.seal_id)
    delegation = _delegation(desk, decider, seal, at, reader)
    _check_keeper(desk, before.request, seal, decider, reader)
    policy, people = desk.policy, desk.people
    for denial in may_decide(
        policy, before.request, seal, decider.person, people, delegation, before.approvals, decider.means
    ):
        raise SealDeskError(denial.code, **denial.facts)
    mine = (decider.person.id, decider.on_behalf_of)
    if any((one.approver_id, one.on_behalf_of) == mine and one.revoked is None for one in before.approvals):
        name = decider.person.name
        raise SealDeskError(ErrorCode.APPROVAL_ALREADY_GIVEN, person=name, request=request_id)
    return Judged(before, seal, delegation, at)


def _delegation(
    desk: Desk, decider: Decider, seal: Seal, at: datetime, reader: EntryReader | None
) -> ApprovalDelegation | None:
    if not decider.on_behalf_of:
        return None
    known = all_delegations(desk, reader)
    if decider.delegation_id:
        known = tuple(one for one in known if one.id == decider.delegation_id)
    return lent_to(known, desk.person(decider.on_behalf_of), decider.person, seal.kind, at)


def _check_keeper(
    desk: Desk, request: UseRequest, seal: Seal, decider: Decider, reader: EntryReader | None
) -> None:
    """Who keeps the seal now, and would stamp, decides on nothing that it is used for."""
    custody = custody_of(desk, seal, within=reader)
    if {custody.person_id, custody.custodian_id} & {decider.person.id, decider.on_behalf_of}:
        facts = {"person": decider.person.name, "request": request.id}
        raise SealDeskError(ErrorCode.APPROVAL_CUSTODIAN, **facts)


def decision(case: Judged, decider: Decider, *, granted: bool, comment: str, **more: Any) -> Approval:
    """The decision, not signed yet: it names the request as it stands.

    Args:
        more: Further fields, as the means asks for them.
    """
    request = case.request
    fields: dict[str, Any] = {"decided": case.at, **more}
    return Approval(
        request_id=request.id,
        approver_id=decider.person.id,
        document=request.document,
        seal_id=request.seal_id,
        impressions=request.impressions,
        valid_until=request.valid_until,
        granted=granted,
        comment=comment,
        note="",
        request_sha256=request.sha256,
        means=decider.means,
        on_behalf_of=decider.on_behalf_of,
        delegation_id=case.delegation.id if case.delegation else "",
        valid_from=request.valid_from,
        **fields,
    )


def enter(
    desk: Desk, transaction: Transaction, made: Approval, signed: str, certificate: bytes = b""
) -> LedgerEntry:
    """Append a decision, with the version of the policy it was judged by.

    Args:
        signed: The note or JWS that carries its text.
        certificate: DER, for a JWS.
    """
    facts = {**decision_facts(made), "note": signed, "policy_version": desk.policy.version}
    if certificate:
        facts["certificate"] = base64.b64encode(certificate).decode()
    return transaction.append(EntryKind.REQUEST_DECIDED, facts)


def checked_comment(comment: str, *, granted: bool) -> str:
    """The comment on one line; who rejects says why.

    Raises:
        SealDeskError: `USAGE_WRONG` for none where one is needed, for characters that cannot be seen, or for more
            than `LONGEST_COMMENT`.
    """
    comment = on_one_line(comment)
    if (not comment and not granted) or not is_plain(comment) or len(comment) > LONGEST_COMMENT:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what="comment")
    return comment
