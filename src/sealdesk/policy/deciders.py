"""Whose decision counts for which step: positions, departments, lent powers, and what a decision rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sealdesk.formats.people import PeopleRegister
from sealdesk.model.authority import ApprovalAuthority
from sealdesk.model.people import Person, Position, Role
from sealdesk.model.request import Approval, ApprovalDelegation, ApprovalMeans, UseRequest
from sealdesk.model.seal import Seal
from sealdesk.policy.approval_rules import ApprovalStep
from sealdesk.policy.rules import Policy

CLOCKS_APART = timedelta(minutes=5)
"""Decisions made at another computer may bear a time so much ahead."""

_NONE: frozenset[Position] = frozenset()


@dataclass(frozen=True)
class Demand:
    """A step as it stands for one request.

    Attributes:
        positions: Who decides, the applicant's own position considered; of every one somebody with `step.all_of`.
        department: The one whose head decides; None: any head does.
        in_person: Whether only a decision at the workstation counts.
    """

    step: ApprovalStep
    positions: frozenset[Position]
    department: str | None
    in_person: bool

    def missing(self, covered: frozenset[Position]) -> frozenset[Position]:
        """Positions of which somebody still has to decide, where these have."""
        if self.step.all_of:
            return self.positions - covered
        return _NONE if self.positions & covered else self.positions


@dataclass(frozen=True)
class Matter:
    """What is decided on, and everything that says whose decision counts.

    Attributes:
        delegations: By id.
        custodian_id: Who stamps; empty: whom the seal's record names.
        authorities: By name; None: whoever read the decisions held them against the registered ones.
    """

    policy: Policy
    request: UseRequest
    seal: Seal
    register: PeopleRegister
    delegations: Mapping[str, ApprovalDelegation] = field(default_factory=dict)
    custodian_id: str = ""
    authorities: Mapping[str, ApprovalAuthority] | None = None

    @property
    def keeper_id(self) -> str:
        return self.custodian_id or self.seal.custodian_id

    def demands(self) -> tuple[Demand, ...]:
        """Every step the policy asks for: the class's, then the kind's."""
        request = self.request
        of_class = self.policy.class_rules(request.document_class)
        of_kind = self.policy.kind_rules(self.seal.kind)
        return (
            *(self._demand(step, request.department) for step in of_class.steps),
            *(self._demand(step, self.seal.department or request.department) for step in of_kind.steps),
        )

    def _demand(self, step: ApprovalStep, department: str) -> Demand:
        concerned = department if step.own_department else None
        applicant = self.register.find(self.request.applicant_id)
        own = _NONE if applicant is None else _held(applicant, concerned) & step.positions
        positions = step.positions
        if own and step.if_applicant:
            positions = step.if_applicant | (step.positions - own if step.all_of else step.positions)
        in_person = step.in_person or self.policy.class_rules(self.request.document_class).in_person
        return Demand(step, positions, concerned, in_person)

    def powers(self, approval: Approval, demand: Demand) -> frozenset[Position]:
        """The positions of this step that a decision speaks for; none where it does not count for it."""
        approver = self._decider(approval.approver_id)
        if approver is None or not self._rests_on(approval, demand):
            return _NONE
        if approval.on_behalf_of or approval.delegation_id:
            held = self._lent(approval, demand)
        else:
            held = _held(approver, demand.department)
        if approval.means is ApprovalMeans.AUTHORITY and self.authorities is not None:
            held &= self._vouched(approval.authority)
        return held & demand.positions

    def may_give(
        self, person: Person, demand: Demand, wanted: frozenset[Position], at: datetime | None
    ) -> bool:
        """Whether this person's decision would speak for one of these positions of the step.

        Args:
            at: Delegations count that are in force then; None: all that are there.
        """
        if not self._decides(person):
            return False
        return bool(_held(person, demand.department) & wanted) or any(
            self.lent_by(one, demand) & wanted
            for one in self.delegations.values()
            if one.deputy_id == person.id and one.ended is None and (at is None or one.counts(at))
        )

    def lent_by(self, delegation: ApprovalDelegation, demand: Demand) -> frozenset[Position]:
        """What a delegation lends for a step, its time left out."""
        giver = self._decider(delegation.giver_id)
        longest = timedelta(days=self.policy.delegation_days)
        if giver is None or not demand.step.deputies or delegation.ends - delegation.starts > longest:
            return _NONE
        if delegation.kinds and self.seal.kind not in delegation.kinds:
            return _NONE
        return _held(giver, demand.department) & delegation.positions

    def _decider(self, person_id: str) -> Person | None:
        """Somebody who decides at all, and on this: neither who asks, nor who stamps."""
        person = self.register.find(person_id)
        return person if person is not None and self._decides(person) else None

    def _decides(self, person: Person) -> bool:
        return Role.APPROVER in person.roles and person.id not in (self.request.applicant_id, self.keeper_id)

    def _lent(self, approval: Approval, demand: Demand) -> frozenset[Position]:
        """By a delegation that was in force then and was not ended since; its own end takes nothing back."""
        delegation = self.delegations.get(approval.delegation_id)
        if (
            delegation is None
            or (delegation.deputy_id, delegation.giver_id) != (approval.approver_id, approval.on_behalf_of)
            or delegation.ended is not None
            or not delegation.counts(approval.decided)
        ):
            return _NONE
        return self.lent_by(delegation, demand)

    def _vouched(self, name: str) -> frozenset[Position]:
        authority = (self.authorities or {}).get(name)
        if authority is None or self.seal.kind not in authority.kinds:
            return _NONE
        return authority.positions

    def _rests_on(self, approval: Approval, demand: Demand) -> bool:
        """Whether the policy lets a decision of this kind count."""
        if demand.in_person:
            return approval.means.in_person
        if approval.means is not ApprovalMeans.PAPER:
            return True
        entered = approval.registered_by not in ("", self.request.applicant_id, self.keeper_id)
        allowed = self.policy.class_rules(self.request.document_class).paper
        return allowed and entered and approval.evidence is not None


def fits(approval: Approval, request: UseRequest, at: datetime | None) -> bool:
    """Whether a decision grants this very request: its statement, bytes, seal, count and term; not taken back.

    Args:
        at: It counts then; None: whenever that is.
    """
    return (
        approval.granted
        and approval.revoked is None
        and approval.request_id == request.id
        and approval.request_sha256 == request.sha256
        and approval.document == request.document
        and approval.seal_id == request.seal_id
        and approval.impressions == request.impressions
        and (at is None or _counts(approval, at))
    )


def _counts(approval: Approval, at: datetime) -> bool:
    begins = max(approval.decided - CLOCKS_APART, approval.valid_from or approval.decided - CLOCKS_APART)
    return begins <= at <= approval.valid_until


def covered(
    matter: Matter, demands: tuple[Demand, ...], approvals: Iterable[Approval]
) -> tuple[frozenset[Position], ...]:
    """For each step the positions that decisions speak for.

    Where the policy wants them in order, one counts only for a step before which nothing is missing.
    """
    found = [_NONE] * len(demands)
    for approval in sorted(approvals, key=lambda one: (one.index < 0, one.index, one.decided)):
        for number, demand in enumerate(demands):
            found[number] |= matter.powers(approval, demand)
            if matter.policy.ordered and demand.missing(found[number]):
                break
    return tuple(found)


def _held(person: Person, department: str | None) -> frozenset[Position]:
    """Positions; of a head only where the department is theirs."""
    if department is None or (department and person.department == department):
        return person.positions
    return person.positions - {Position.DEPARTMENT_HEAD}
