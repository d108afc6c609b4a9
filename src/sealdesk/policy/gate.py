"""The gate: may this seal be used on this document now? Yes, or everything that stands against it.

Judged by the policy and the people register in force now, whatever was in force when somebody decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sealdesk.errors import ErrorCode
from sealdesk.formats.people import PeopleRegister
from sealdesk.model.authority import ApprovalAuthority
from sealdesk.model.document import DocumentDigest
from sealdesk.model.people import Person, Position, Role
from sealdesk.model.request import (
    Approval,
    ApprovalDelegation,
    ApprovalMeans,
    RequestStanding,
    RequestState,
    UseRequest,
)
from sealdesk.model.seal import Seal, SealState
from sealdesk.policy.approval_rules import ApprovalStep, Overdue
from sealdesk.policy.deciders import Demand, Matter, covered, fits
from sealdesk.policy.rules import Policy

MOST_NAMES = 5
"""So many people a denial names at most."""

Authorities = Mapping[str, ApprovalAuthority] | None


@dataclass(frozen=True)
class Denial:
    """One reason against; `code` and `facts` become a `SealDeskError`."""

    code: ErrorCode
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class MissingStep:
    """A decision that is not there yet.

    Attributes:
        positions: Somebody of one of them still has to decide; with `step.all_of` of every one of them.
        people: Who can decide it now; empty: the register has nobody.
        turn: Nothing that has to come before it is missing.
        in_person: Only a decision at the workstation counts.
    """

    step: ApprovalStep
    positions: frozenset[Position]
    people: tuple[Person, ...]
    turn: bool = True
    in_person: bool = False


@dataclass(frozen=True)
class IntendedUse:
    """What is about to happen: which seal, on which bytes, how often, when, by whom.

    Attributes:
        custodian_id: Who stamps; empty: whom the seal's record names.
        used_today: Impressions the seal made since the day began by the policy's clock.
        overdue: Acts for the request's department whose confirmation (用印后确认) is overdue.
    """

    seal: Seal
    seal_state: SealState
    document: DocumentDigest
    impressions: int
    at: datetime
    custodian_id: str = ""
    used_today: int = 0
    overdue: tuple[str, ...] = ()


def missing_steps(
    policy: Policy,
    request: UseRequest,
    seal: Seal,
    approvals: Iterable[Approval],
    register: PeopleRegister,
    delegations: Iterable[ApprovalDelegation] = (),
    *,
    custodian_id: str = "",
    at: datetime | None = None,
) -> tuple[MissingStep, ...]:
    """Steps that no decision, or not enough of them, speaks for.

    Somebody who holds several positions speaks for each. The applicant's own decision never counts, nor the
    decision of whoever stamps.

    Args:
        approvals: Those that do not fit the request are left out.
        delegations: All there ever were; one that ended by itself still carries what was decided before.
        at: When they shall count; None: whatever their terms.
    """
    lent = {one.id: one for one in delegations}
    return _missing(Matter(policy, request, seal, register, lent, custodian_id), approvals, at)


def all_given(
    policy: Policy,
    request: UseRequest,
    seal: Seal,
    approvals: Iterable[Approval],
    register: PeopleRegister,
    delegations: Iterable[ApprovalDelegation] = (),
) -> bool:
    """Whether nothing is missing, whatever the terms: as `missing_steps`, without asking who could give it."""
    lent = {one.id: one for one in delegations}
    matter = Matter(policy, request, seal, register, lent)
    demands = matter.demands()
    had = covered(matter, demands, [one for one in approvals if fits(one, request, None)])
    return not any(demand.missing(found) for demand, found in zip(demands, had, strict=True))


def _missing(matter: Matter, approvals: Iterable[Approval], at: datetime | None) -> tuple[MissingStep, ...]:
    demands = matter.demands()
    fitting = [one for one in approvals if fits(one, matter.request, at)]
    found: list[MissingStep] = []
    for demand, had in zip(demands, covered(matter, demands, fitting), strict=True):
        positions = demand.missing(had)
        if positions:
            turn = not (matter.policy.ordered and found)
            people = _who(matter, demand, positions, at)
            found.append(MissingStep(demand.step, positions, people, turn, demand.in_person))
    return tuple(found)


def _who(
    matter: Matter, demand: Demand, wanted: frozenset[Position], at: datetime | None
) -> tuple[Person, ...]:
    people = matter.register.people
    return tuple(one for one in people if matter.may_give(one, demand, wanted, at))


def may_decide(
    policy: Policy,
    request: UseRequest,
    seal: Seal,
    person: Person,
    register: PeopleRegister,
    delegation: ApprovalDelegation | None = None,
    approvals: Iterable[Approval] = (),
    means: ApprovalMeans = ApprovalMeans.OWN_KEY,
) -> tuple[Denial, ...]:
    """Whether this person's decision is one the policy asks for; empty means yes.

    Args:
        delegation: By which they decide in another's place.
        approvals: What was decided before, for policies that want an order.
        means: What the decision rests on.
    """
    lent = {} if delegation is None else {delegation.id: delegation}
    matter = Matter(policy, request, seal, register, lent)
    parties = {person.id} | ({delegation.giver_id} if delegation else set())
    if request.applicant_id in parties:
        return (Denial(ErrorCode.APPROVAL_SELF, {"request": request.id}),)
    if matter.keeper_id in parties:
        return (Denial(ErrorCode.APPROVAL_CUSTODIAN, {"person": person.name, "request": request.id}),)
    return _may_speak(matter, person, delegation, means) or _in_turn(matter, person, delegation, approvals)


def _may_speak(
    matter: Matter, person: Person, delegation: ApprovalDelegation | None, means: ApprovalMeans
) -> tuple[Denial, ...]:
    mine = [demand for demand in matter.demands() if _speaks(matter, person, delegation, demand)]
    if not mine:
        return (Denial(ErrorCode.PERSON_NOT_ENTITLED, {"person": person.name, "act": "approve"}),)
    facts = {"request": matter.request.id, "person": person.name}
    if not means.in_person and all(demand.in_person for demand in mine):
        return (Denial(ErrorCode.APPROVAL_NOT_IN_PERSON, facts),)
    document_class = matter.request.document_class
    if means is ApprovalMeans.PAPER and not matter.policy.class_rules(document_class).paper:
        return (Denial(ErrorCode.APPROVAL_PAPER_FORBIDDEN, {"class": document_class.value}),)
    return ()


def _in_turn(
    matter: Matter, person: Person, delegation: ApprovalDelegation | None, approvals: Iterable[Approval]
) -> tuple[Denial, ...]:
    """Where decisions are made in order: nothing may be missing before the first that is this person's."""
    if not matter.policy.ordered:
        return ()
    before: list[MissingStep] = []
    for missing in _missing(matter, approvals, None):
        demand = next(one for one in matter.demands() if one.step is missing.step)
        if _speaks(matter, person, delegation, demand):
            break
        before.append(missing)
    else:
        return ()
    if not before:
        return ()
    facts = {"request": matter.request.id, "person": person.name, "missing": _groups(before)}
    return (Denial(ErrorCode.APPROVAL_OUT_OF_TURN, facts),)


def _speaks(matter: Matter, person: Person, delegation: ApprovalDelegation | None, demand: Demand) -> bool:
    if Role.APPROVER not in person.roles:
        return False
    if delegation is None:
        return matter.may_give(person, demand, demand.positions, None)
    lent = matter.lent_by(delegation, demand) & demand.positions
    return delegation.deputy_id == person.id and delegation.ended is None and bool(lent)


def judge_use(
    policy: Policy,
    use: IntendedUse,
    standing: RequestStanding,
    register: PeopleRegister,
    delegations: Iterable[ApprovalDelegation] = (),
    *,
    authorities: Authorities = None,
) -> tuple[Denial, ...]:
    """Everything that stands against this use; empty means yes.

    The seal must be active and valid and may be used on such a document, now and so often; the request must be
    decided on by everybody the policy names, for exactly this document and seal, in its term, with enough
    impressions left.
    """
    lent = {one.id: one for one in delegations}
    matter = Matter(policy, standing.request, use.seal, register, lent, use.custodian_id, authorities)
    return (
        *_of_seal(policy, use),
        *_of_request(use, standing),
        *_of_document(policy, use, standing.request),
        *_of_people(matter, use, standing),
    )


def _of_seal(policy: Policy, use: IntendedUse) -> Iterator[Denial]:
    seal, rules = use.seal, policy.kind_rules(use.seal.kind)
    if use.seal_state is not SealState.ACTIVE:
        yield Denial(ErrorCode.SEAL_NOT_ACTIVE, {"seal": seal.name, "state": use.seal_state.value})
    if not seal.valid_from <= use.at <= seal.valid_until:
        yield Denial(ErrorCode.SEAL_EXPIRED, {"seal": seal.name, "until": seal.valid_until})
    if rules.hours is not None and not rules.hours.allow(use.at):
        yield Denial(ErrorCode.SEAL_OUT_OF_HOURS, {"seal": seal.name, "hours": str(rules.hours)})
    if rules.per_day is not None and use.used_today + use.impressions > rules.per_day:
        left = max(0, rules.per_day - use.used_today)
        facts = {"seal": seal.name, "limit": rules.per_day, "asked": use.impressions, "remaining": left}
        yield Denial(ErrorCode.SEAL_DAY_LIMIT, facts)


def _of_request(use: IntendedUse, standing: RequestStanding) -> Iterator[Denial]:
    request = standing.request
    facts = {"request": request.id}
    if request.seal_id != use.seal.id:
        yield Denial(ErrorCode.REQUEST_OTHER_SEAL, {**facts, "seal": request.seal_id})
    if request.document != use.document:
        yield Denial(ErrorCode.REQUEST_OTHER_DOCUMENT, {**facts, "document": request.document_name})
    if use.at > request.valid_until or use.at < request.created:
        yield Denial(ErrorCode.REQUEST_EXPIRED, {**facts, "until": request.valid_until})
    elif request.valid_from is not None and use.at < request.valid_from:
        yield Denial(ErrorCode.REQUEST_NOT_YET, {**facts, "since": request.valid_from})
    if standing.state is RequestState.WITHDRAWN:
        yield Denial(ErrorCode.REQUEST_WITHDRAWN, facts)
    if standing.state is RequestState.REJECTED or any(_rejects(one) for one in standing.approvals):
        yield Denial(ErrorCode.REQUEST_REJECTED, facts)
    if use.impressions > standing.remaining:
        asked = {"asked": use.impressions, "remaining": standing.remaining}
        yield Denial(ErrorCode.REQUEST_USED_UP, {**facts, **asked})


def _rejects(decision: Approval) -> bool:
    return not decision.granted and decision.revoked is None


def _of_document(policy: Policy, use: IntendedUse, request: UseRequest) -> Iterator[Denial]:
    if policy.forbids(use.seal.kind, request.document_class):
        facts = {"seal": use.seal.name, "class": request.document_class.value}
        yield Denial(ErrorCode.REQUEST_CLASS_FORBIDDEN, facts)
    rules = policy.class_rules(request.document_class)
    if use.overdue and rules.confirm_overdue is Overdue.REFUSE:
        yield Denial(
            ErrorCode.CONFIRMATION_OVERDUE,
            {"department": request.department, "count": len(use.overdue), "id": use.overdue[0]},
        )


def _of_people(matter: Matter, use: IntendedUse, standing: RequestStanding) -> Iterator[Denial]:
    request = matter.request
    if use.custodian_id and use.custodian_id == request.applicant_id:
        custodian = matter.register.find(use.custodian_id)
        name = custodian.name if custodian else use.custodian_id
        yield Denial(ErrorCode.REQUEST_OWN, {"request": request.id, "person": name})
    missing = _missing(matter, standing.approvals, use.at)
    if missing:
        yield Denial(ErrorCode.REQUEST_NOT_APPROVED, {"request": request.id, **missing_facts(missing)})


def missing_facts(missing: Iterable[MissingStep]) -> dict[str, object]:
    """What is missing, and who can give it, as facts of an error."""
    steps = tuple(missing)
    facts: dict[str, object] = {"missing": _groups(steps)}
    names = list(dict.fromkeys(person.name for step in steps for person in step.people))
    if names:
        facts["people"] = ", ".join(names[:MOST_NAMES]) + (", …" if len(names) > MOST_NAMES else "")
    personal = [step for step in steps if step.in_person]
    if personal:
        facts["personally"] = _groups(personal)
    return facts


def _groups(missing: Iterable[MissingStep]) -> str:
    """`general_manager/deputy, finance_director`: of each group, one."""
    groups = []
    for one in missing:
        names = sorted(one.positions, key=list(Position).index)
        groups += [position.value for position in names] if one.step.all_of else ["/".join(names)]
    return ", ".join(dict.fromkeys(groups))
