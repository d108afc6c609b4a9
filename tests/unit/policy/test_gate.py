"""The gate: who may approve, and what stands against a use."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sealdesk import resources
from sealdesk.errors import ErrorCode
from sealdesk.formats.people import PeopleRegister
from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.model.people import Person, Position, Role
from sealdesk.model.request import Approval, RequestStanding, RequestState, UseRequest
from sealdesk.model.seal import Seal, SealKind, SealShape, SealState
from sealdesk.policy.gate import IntendedUse, judge_use, may_decide, missing_steps
from sealdesk.policy.policy_text import read_policy

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
POLICY = read_policy(resources.path("policy.toml").read_text("utf-8"))
DIGEST = DocumentDigest("ab" * 32, 1000)


def person(person_id: str, *positions: Position, role: Role = Role.APPROVER) -> Person:
    return Person(person_id, person_id, "d", frozenset({role}), frozenset(positions), "key")


MANAGER = person("manager", Position.GENERAL_MANAGER)
FINANCE = person("finance", Position.FINANCE_DIRECTOR)
COUNSEL = person("counsel", Position.LEGAL_COUNSEL)
HEAD = person("head", Position.DEPARTMENT_HEAD)
DEPUTY = person("deputy", Position.DEPUTY)
# A manager by position, but without the approver's role: decides nothing.
BYSTANDER = person("bystander", Position.GENERAL_MANAGER, role=Role.USER)
REGISTER = PeopleRegister(1, (MANAGER, FINANCE, COUNSEL, HEAD, DEPUTY, BYSTANDER))


def seal(kind: SealKind = SealKind.UNIT) -> Seal:
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
        custodian_id="k",
        picture_sha256="p",
        valid_from=NOW - timedelta(days=1),
        valid_until=NOW + timedelta(days=1),
    )


def request(document_class: DocumentClass = DocumentClass.GENERAL, impressions: int = 2) -> UseRequest:
    return UseRequest(
        id="R1",
        applicant_id="applicant",
        department="d",
        seal_id="S1",
        document_name="n.pdf",
        document_class=document_class,
        document=DIGEST,
        impressions=impressions,
        reason="r",
        recipient="",
        created=NOW - timedelta(hours=1),
        valid_until=NOW + timedelta(hours=1),
    )


def approval(by: str, of: UseRequest, *, granted: bool = True) -> Approval:
    return Approval(
        request_id=of.id,
        approver_id=by,
        document=of.document,
        seal_id=of.seal_id,
        impressions=of.impressions,
        decided=NOW,
        valid_until=of.valid_until,
        granted=granted,
        comment="",
        note="",
    )


def codes(kind: SealKind, document_class: DocumentClass, *approvers: Person) -> set[ErrorCode]:
    asked = request(document_class)
    approvals = tuple(approval(one.id, asked) for one in approvers)
    standing = RequestStanding(asked, approvals, RequestState.APPROVED, 0)
    use = IntendedUse(seal(kind), SealState.ACTIVE, DIGEST, 1, NOW)
    return {denial.code for denial in judge_use(POLICY, use, standing, REGISTER)}


@pytest.mark.parametrize(
    ("kind", "approver"),
    [
        (SealKind.UNIT, MANAGER),
        (SealKind.UNIT, DEPUTY),
        (SealKind.CONTRACT, MANAGER),
        (SealKind.LEGAL_REPRESENTATIVE, MANAGER),
        (SealKind.FINANCE, FINANCE),
        (SealKind.LEGAL_AFFAIRS, COUNSEL),
        (SealKind.DEPARTMENT, HEAD),
        (SealKind.OTHER, HEAD),
    ],
)
def test_the_position_the_rules_name_approves(kind: SealKind, approver: Person) -> None:
    assert codes(kind, DocumentClass.GENERAL, approver) == set()


@pytest.mark.parametrize("kind", list(SealKind))
def test_without_an_approval_no_kind_is_used(kind: SealKind) -> None:
    assert codes(kind, DocumentClass.GENERAL) == {ErrorCode.REQUEST_NOT_APPROVED}


@pytest.mark.parametrize(
    ("kind", "approver"),
    [
        (SealKind.UNIT, HEAD),
        (SealKind.FINANCE, MANAGER),
        (SealKind.DEPARTMENT, COUNSEL),
        (SealKind.UNIT, BYSTANDER),
    ],
)
def test_another_position_does_not(kind: SealKind, approver: Person) -> None:
    assert codes(kind, DocumentClass.GENERAL, approver) == {ErrorCode.REQUEST_NOT_APPROVED}


def test_finance_documents_additionally_need_the_finance_department() -> None:
    assert codes(SealKind.UNIT, DocumentClass.FINANCE, MANAGER) == {ErrorCode.REQUEST_NOT_APPROVED}
    assert codes(SealKind.UNIT, DocumentClass.FINANCE, MANAGER, FINANCE) == set()


def test_legal_documents_additionally_need_the_legal_department() -> None:
    assert codes(SealKind.CONTRACT, DocumentClass.LEGAL, MANAGER) == {ErrorCode.REQUEST_NOT_APPROVED}
    assert codes(SealKind.CONTRACT, DocumentClass.LEGAL, MANAGER, COUNSEL) == set()


@pytest.mark.parametrize("document_class", [DocumentClass.CONTRACT, DocumentClass.AUTHORISATION])
def test_department_seals_bind_nobody_outside(document_class: DocumentClass) -> None:
    assert codes(SealKind.DEPARTMENT, document_class, HEAD) == {ErrorCode.REQUEST_CLASS_FORBIDDEN}


def judged(use: IntendedUse, standing: RequestStanding) -> set[ErrorCode]:
    return {denial.code for denial in judge_use(POLICY, use, standing, REGISTER)}


GOOD_USE = IntendedUse(seal(), SealState.ACTIVE, DIGEST, 2, NOW)
GOOD = RequestStanding(request(), (approval("manager", request()),), RequestState.APPROVED, 0)


def test_a_good_use_passes() -> None:
    assert judged(GOOD_USE, GOOD) == set()


@pytest.mark.parametrize("state", [state for state in SealState if state is not SealState.ACTIVE])
def test_only_an_active_seal_stamps(state: SealState) -> None:
    assert judged(replace(GOOD_USE, seal_state=state), GOOD) == {ErrorCode.SEAL_NOT_ACTIVE}


@pytest.mark.parametrize(
    ("use", "standing", "code"),
    [
        (replace(GOOD_USE, at=NOW + timedelta(days=2)), GOOD, ErrorCode.SEAL_EXPIRED),
        (replace(GOOD_USE, at=NOW + timedelta(hours=2)), GOOD, ErrorCode.REQUEST_EXPIRED),
        (replace(GOOD_USE, at=NOW - timedelta(hours=2)), GOOD, ErrorCode.REQUEST_EXPIRED),
        (replace(GOOD_USE, document=DocumentDigest("cd" * 32, 1000)), GOOD, ErrorCode.REQUEST_OTHER_DOCUMENT),
        (
            replace(GOOD_USE, document=DocumentDigest(DIGEST.sha256, 1001)),
            GOOD,
            ErrorCode.REQUEST_OTHER_DOCUMENT,
        ),
        (replace(GOOD_USE, seal=replace(seal(), id="S2")), GOOD, ErrorCode.REQUEST_OTHER_SEAL),
        (replace(GOOD_USE, impressions=3), GOOD, ErrorCode.REQUEST_USED_UP),
        (GOOD_USE, replace(GOOD, used=1), ErrorCode.REQUEST_USED_UP),
        (GOOD_USE, replace(GOOD, state=RequestState.WITHDRAWN), ErrorCode.REQUEST_WITHDRAWN),
        (GOOD_USE, replace(GOOD, state=RequestState.REJECTED), ErrorCode.REQUEST_REJECTED),
    ],
)
def test_each_deviation_has_its_own_code(
    use: IntendedUse, standing: RequestStanding, code: ErrorCode
) -> None:
    assert code in judged(use, standing)


@pytest.mark.parametrize(
    "edited",
    [
        replace(approval("manager", request()), document=DocumentDigest("ef" * 32, 1000)),
        replace(approval("manager", request()), impressions=99),
        replace(approval("manager", request()), seal_id="S2"),
        replace(approval("manager", request()), request_id="R2"),
        replace(approval("manager", request()), valid_until=NOW - timedelta(seconds=1)),
        replace(approval("manager", request()), approver_id="unknown"),
    ],
)
def test_an_approval_permits_only_what_it_names(edited: Approval) -> None:
    assert judged(GOOD_USE, replace(GOOD, approvals=(edited,))) == {ErrorCode.REQUEST_NOT_APPROVED}


def test_one_rejection_stands_against_the_use_whoever_else_approves() -> None:
    no = replace(approval("manager", request()), granted=False)
    yes = approval("deputy", request())
    assert judged(GOOD_USE, replace(GOOD, approvals=(no, yes))) == {ErrorCode.REQUEST_REJECTED}
    taken_back = replace(no, revoked=NOW)
    assert judged(GOOD_USE, replace(GOOD, approvals=(taken_back, yes))) == set()


def test_the_applicants_own_approval_never_counts() -> None:
    applicant = person("applicant", Position.GENERAL_MANAGER)
    register = PeopleRegister(1, (*REGISTER.people, applicant))
    own = approval("applicant", request())
    assert missing_steps(POLICY, request(), seal(), (own,), register)
    assert [denial.code for denial in may_decide(POLICY, request(), seal(), applicant, register)] == [
        ErrorCode.APPROVAL_SELF
    ]


def test_who_may_not_decide_is_told_before_signing() -> None:
    assert not may_decide(POLICY, request(), seal(), MANAGER, REGISTER)
    for other in (HEAD, BYSTANDER):
        assert [denial.code for denial in may_decide(POLICY, request(), seal(), other, REGISTER)] == [
            ErrorCode.PERSON_NOT_ENTITLED
        ]
