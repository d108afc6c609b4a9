"""The gate: may this seal be used on this document now? Yes, or everything that stands against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sealdesk.errors import ErrorCode
from sealdesk.model.document import DocumentDigest
from sealdesk.model.people import Person, Role
from sealdesk.model.request import Approval, RequestStanding, RequestState, UseRequest
from sealdesk.model.seal import Seal, SealState
from sealdesk.policy.rules import AnyOf, Policy


@dataclass(frozen=True)
class Denial:
    """One reason against; `code` and `facts` become a `SealDeskError`."""

    code: ErrorCode
    facts: Mapping[str, object] = field(default_factory=dict)


def missing_approvals(
    policy: Policy,
    request: UseRequest,
    seal: Seal,
    approvals: Iterable[Approval],
    people: Mapping[str, Person],
) -> tuple[AnyOf, ...]:
    """Groups of which nobody entitled has approved yet.

    One person counts for one group only where no other of the given approvals can fill it: a general manager
    who is also the finance director fills both. The applicant's own approval never counts.
    """
    deciders = [
        person
        for approval in approvals
        if approval.granted
        and approval.approver_id != request.applicant_id
        and (person := people.get(approval.approver_id)) is not None
        and Role.APPROVER in person.roles
    ]
    return tuple(
        group
        for group in policy.needed(seal.kind, request.document_class)
        if not any(person.positions & group for person in deciders)
    )


def may_decide(policy: Policy, request: UseRequest, seal: Seal, person: Person) -> tuple[Denial, ...]:
    """Whether this person's approval is one the policy asks for."""
    if person.id == request.applicant_id:
        return (Denial(ErrorCode.APPROVAL_SELF, {"request": request.id}),)
    groups = policy.needed(seal.kind, request.document_class)
    if Role.APPROVER not in person.roles or not any(person.positions & group for group in groups):
        return (Denial(ErrorCode.PERSON_NOT_ENTITLED, {"person": person.id, "act": "approve"}),)
    return ()


@dataclass(frozen=True)
class IntendedUse:
    """What is about to happen: which seal, on which bytes, how often, when."""

    seal: Seal
    seal_state: SealState
    document: DocumentDigest
    impressions: int
    at: datetime


def judge_use(
    policy: Policy, use: IntendedUse, standing: RequestStanding, people: Mapping[str, Person]
) -> tuple[Denial, ...]:
    """Everything that stands against this use; empty means yes.

    The seal must be active and valid, the request approved by everybody the policy names, for exactly this
    document and seal, in its term, with enough impressions left.
    """
    return _of_seal(use) + _of_request(use, standing) + _of_approvals(policy, use, standing, people)


def _of_seal(use: IntendedUse) -> tuple[Denial, ...]:
    seal = use.seal
    denials = []
    if use.seal_state is not SealState.ACTIVE:
        denials.append(Denial(ErrorCode.SEAL_NOT_ACTIVE, {"seal": seal.name, "state": use.seal_state.value}))
    if not seal.valid_from <= use.at <= seal.valid_until:
        denials.append(Denial(ErrorCode.SEAL_EXPIRED, {"seal": seal.name, "until": seal.valid_until}))
    return tuple(denials)


def _of_request(use: IntendedUse, standing: RequestStanding) -> tuple[Denial, ...]:
    request = standing.request
    facts = {"request": request.id}
    denials = []
    if request.seal_id != use.seal.id:
        denials.append(Denial(ErrorCode.REQUEST_OTHER_SEAL, {**facts, "seal": request.seal_id}))
    if request.document != use.document:
        denials.append(Denial(ErrorCode.REQUEST_OTHER_DOCUMENT, {**facts, "document": request.document_name}))
    if use.at > request.valid_until or use.at < request.created:
        denials.append(Denial(ErrorCode.REQUEST_EXPIRED, {**facts, "until": request.valid_until}))
    if standing.state is RequestState.WITHDRAWN:
        denials.append(Denial(ErrorCode.REQUEST_WITHDRAWN, facts))
    if standing.state is RequestState.REJECTED:
        denials.append(Denial(ErrorCode.REQUEST_REJECTED, facts))
    if use.impressions > standing.remaining:
        asked = {"asked": use.impressions, "remaining": standing.remaining}
        denials.append(Denial(ErrorCode.REQUEST_USED_UP, {**facts, **asked}))
    return tuple(denials)


def _of_approvals(
    policy: Policy, use: IntendedUse, standing: RequestStanding, people: Mapping[str, Person]
) -> tuple[Denial, ...]:
    request = standing.request
    denials = []
    if request.document_class in policy.forbidden.get(use.seal.kind, frozenset()):
        facts = {"seal": use.seal.name, "class": request.document_class.value}
        denials.append(Denial(ErrorCode.REQUEST_CLASS_FORBIDDEN, facts))
    fitting = [approval for approval in standing.approvals if _fits(approval, request, use.at)]
    missing = missing_approvals(policy, request, use.seal, fitting, people)
    if missing:
        positions = ", ".join("/".join(sorted(position.value for position in group)) for group in missing)
        denials.append(Denial(ErrorCode.REQUEST_NOT_APPROVED, {"request": request.id, "missing": positions}))
    return tuple(denials)


def _fits(approval: Approval, request: UseRequest, at: datetime) -> bool:
    return (
        approval.granted
        and approval.request_id == request.id
        and approval.document == request.document
        and approval.seal_id == request.seal_id
        and approval.impressions == request.impressions
        and at <= approval.valid_until
    )
