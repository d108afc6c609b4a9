"""People, a seal, a request and decisions on it, for the tests of the gate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sealdesk import resources
from sealdesk.errors import ErrorCode
from sealdesk.formats.people import PeopleRegister
from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.model.people import Person, Position, Role
from sealdesk.model.request import Approval, ApprovalDelegation, RequestStanding, RequestState, UseRequest
from sealdesk.model.seal import Seal, SealKind, SealShape, SealState
from sealdesk.policy.gate import IntendedUse, judge_use
from sealdesk.policy.policy_text import read_policy
from sealdesk.policy.rules import Policy

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SHIPPED = read_policy(resources.path("policy.toml").read_text("utf-8"))
DIGEST = DocumentDigest("ab" * 32, 1000)
STATEMENT = "cd" * 32
OURS, THEIRS = "工程部", "市场部"
KEEPER = "keeper"


def person(
    person_id: str, *positions: Position, role: Role = Role.APPROVER, department: str = THEIRS
) -> Person:
    return Person(person_id, person_id, department, frozenset({role}), frozenset(positions), "key")


MANAGER = person("manager", Position.GENERAL_MANAGER)
FINANCE = person("finance", Position.FINANCE_DIRECTOR)
COUNSEL = person("counsel", Position.LEGAL_COUNSEL)
HEAD = person("head", Position.DEPARTMENT_HEAD, department=OURS)
OTHER_HEAD = person("other_head", Position.DEPARTMENT_HEAD)
DEPUTY = person("deputy", Position.DEPUTY)
PLAIN = person("plain")  # decides by lent powers only
BYSTANDER = person("bystander", *Position, role=Role.USER, department=OURS)
APPLICANT = person("applicant", role=Role.USER, department=OURS)
DECIDERS = (MANAGER, FINANCE, COUNSEL, HEAD, OTHER_HEAD, DEPUTY)
REGISTER = PeopleRegister(1, (*DECIDERS, PLAIN, BYSTANDER, APPLICANT))


def with_people(*people: Person) -> PeopleRegister:
    """The register, these people in place of those with their ids."""
    ids = {one.id for one in people}
    return PeopleRegister(2, (*(one for one in REGISTER.people if one.id not in ids), *people))


def seal(kind: SealKind = SealKind.UNIT, department: str = "") -> Seal:
    return Seal(
        id="S1",
        kind=kind,
        name="章",
        holder="h",
        credit_code="c",
        shape=SealShape.ROUND,
        width_mm=42,
        height_mm=42,
        certificates=("c1",),
        custodian_id=KEEPER,
        picture_sha256="p",
        valid_from=NOW - timedelta(days=1),
        valid_until=NOW + timedelta(days=1),
        department=department,
    )


def request(document_class: DocumentClass = DocumentClass.GENERAL, **more: Any) -> UseRequest:
    asked = UseRequest(
        id="R1",
        applicant_id="applicant",
        department=OURS,
        seal_id="S1",
        document_name="n.pdf",
        document_class=document_class,
        document=DIGEST,
        impressions=2,
        reason="r",
        recipient="",
        created=NOW - timedelta(hours=2),
        valid_until=NOW + timedelta(hours=1),
        sha256=STATEMENT,
    )
    return replace(asked, **more)


def approval(by: Person | str, **more: Any) -> Approval:
    granted = Approval(
        request_id="R1",
        approver_id=by if isinstance(by, str) else by.id,
        document=DIGEST,
        seal_id="S1",
        impressions=2,
        decided=NOW - timedelta(hours=1),
        valid_until=NOW + timedelta(hours=1),
        granted=True,
        comment="",
        note="",
        request_sha256=STATEMENT,
    )
    return replace(granted, **more)


def lending(giver: Person, deputy: Person = PLAIN, **more: Any) -> ApprovalDelegation:
    lent = ApprovalDelegation(
        id="D1",
        giver_id=giver.id,
        deputy_id=deputy.id,
        positions=giver.positions,
        kinds=frozenset(),
        starts=NOW - timedelta(days=1),
        ends=NOW + timedelta(days=1),
        reason="出差",
    )
    return replace(lent, **more)


def by_lent(giver: Person, deputy: Person = PLAIN, **more: Any) -> Approval:
    """A decision in the giver's place."""
    return approval(deputy, **{"on_behalf_of": giver.id, "delegation_id": "D1", **more})


def codes(
    approvals: Iterable[Approval],
    asked: UseRequest | None = None,
    of: Seal | None = None,
    *,
    policy: Policy = SHIPPED,
    register: PeopleRegister = REGISTER,
    delegations: Iterable[ApprovalDelegation] = (),
    used: int = 0,
    state: RequestState = RequestState.APPROVED,
    **more: Any,
) -> set[ErrorCode]:
    """What the gate says to one impression now; `more` changes the use, or names the authorities."""
    authorities = more.pop("authorities", None)
    use = IntendedUse(of or seal(), SealState.ACTIVE, DIGEST, 1, NOW, KEEPER)
    standing = RequestStanding(asked or request(), tuple(approvals), state, used)
    denials = judge_use(
        policy, replace(use, **more), standing, register, delegations, authorities=authorities
    )
    return {denial.code for denial in denials}
