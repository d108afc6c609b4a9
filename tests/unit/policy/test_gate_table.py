"""The default policy, cell by cell: every kind of seal, every class of document, every set of people who approved."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from sealdesk.errors import ErrorCode
from sealdesk.model.document import DocumentClass
from sealdesk.model.people import Person
from sealdesk.model.request import ApprovalMeans
from sealdesk.model.seal import SealKind

from .gate_cases import (
    BYSTANDER,
    COUNSEL,
    DECIDERS,
    DEPUTY,
    FINANCE,
    HEAD,
    MANAGER,
    OURS,
    THEIRS,
    approval,
    codes,
    request,
    seal,
)

OF_KIND = {
    SealKind.UNIT: {MANAGER, DEPUTY},
    SealKind.CONTRACT: {MANAGER, DEPUTY},
    SealKind.LEGAL_REPRESENTATIVE: {MANAGER, DEPUTY},
    SealKind.FINANCE: {FINANCE, DEPUTY},
    SealKind.LEGAL_AFFAIRS: {HEAD, COUNSEL, DEPUTY},
    SealKind.DEPARTMENT: {HEAD, DEPUTY},
    SealKind.OTHER: {HEAD, DEPUTY},
}
"""Who approves the use of a seal that belongs to no department, asked for by somebody of the head's."""
OF_CLASS = {
    DocumentClass.GENERAL: None,
    DocumentClass.CERTIFICATE: None,
    DocumentClass.OFFICIAL: None,
    DocumentClass.AUTHORISATION: None,
    DocumentClass.FINANCE: FINANCE,
    DocumentClass.LEGAL: COUNSEL,
    DocumentClass.CONTRACT: HEAD,
    DocumentClass.IMPORTANT: HEAD,
}
"""Who approves beside them."""
IN_PERSON = {DocumentClass.CONTRACT, DocumentClass.IMPORTANT}
FORBIDDEN = {
    (SealKind.DEPARTMENT, DocumentClass.CONTRACT),
    (SealKind.DEPARTMENT, DocumentClass.AUTHORISATION),
}

GROUPS = tuple(chain.from_iterable(combinations(DECIDERS, count) for count in range(len(DECIDERS) + 1)))


def expected(kind: SealKind, document_class: DocumentClass, approvers: set[Person]) -> set[ErrorCode]:
    found = {ErrorCode.REQUEST_CLASS_FORBIDDEN} if (kind, document_class) in FORBIDDEN else set()
    beside = OF_CLASS[document_class]
    if not OF_KIND[kind] & approvers or (beside is not None and beside not in approvers):
        found.add(ErrorCode.REQUEST_NOT_APPROVED)
    return found


def test_the_table_has_every_kind_and_class() -> None:
    assert set(OF_KIND) == set(SealKind) and set(OF_CLASS) == set(DocumentClass)
    assert len(GROUPS) == 64


@pytest.mark.parametrize("document_class", DocumentClass)
@pytest.mark.parametrize("kind", SealKind)
def test_who_has_to_approve(kind: SealKind, document_class: DocumentClass) -> None:
    asked = request(document_class)
    for group in GROUPS:
        found = codes(map(approval, group), asked, seal(kind))
        assert found == expected(kind, document_class, set(group)), [one.id for one in group]


@pytest.mark.parametrize("means", [ApprovalMeans.FILE, ApprovalMeans.AUTHORITY, ApprovalMeans.PAPER])
@pytest.mark.parametrize("document_class", DocumentClass)
@pytest.mark.parametrize("kind", SealKind)
def test_what_comes_from_elsewhere_is_not_in_person(
    kind: SealKind, document_class: DocumentClass, means: ApprovalMeans
) -> None:
    """Everybody approves by file, through the OA, on paper: contracts and important documents ask for the head here."""
    found = codes([approval(one, means=means) for one in DECIDERS], request(document_class), seal(kind))
    stopped = means is ApprovalMeans.PAPER or document_class in IN_PERSON
    assert (ErrorCode.REQUEST_NOT_APPROVED in found) is stopped


@pytest.mark.parametrize("document_class", DocumentClass)
@pytest.mark.parametrize("kind", SealKind)
def test_positions_without_the_approvers_role_decide_nothing(
    kind: SealKind, document_class: DocumentClass
) -> None:
    found = codes([approval(BYSTANDER)], request(document_class), seal(kind))
    assert ErrorCode.REQUEST_NOT_APPROVED in found


@pytest.mark.parametrize(
    ("kind", "of_seal", "of_applicant", "good"),
    [
        (SealKind.DEPARTMENT, OURS, OURS, True),
        (SealKind.DEPARTMENT, OURS, THEIRS, True),
        (SealKind.DEPARTMENT, THEIRS, OURS, False),
        (SealKind.DEPARTMENT, "", OURS, True),
        (SealKind.DEPARTMENT, "", THEIRS, False),
        (SealKind.DEPARTMENT, "", "", False),
        (SealKind.OTHER, THEIRS, OURS, False),
        (SealKind.LEGAL_AFFAIRS, OURS, THEIRS, True),
        (SealKind.LEGAL_AFFAIRS, "", THEIRS, False),
    ],
)
def test_a_head_decides_for_their_department(
    kind: SealKind, of_seal: str, of_applicant: str, good: bool
) -> None:
    found = codes([approval(HEAD)], request(department=of_applicant), seal(kind, of_seal))
    assert found == (set() if good else {ErrorCode.REQUEST_NOT_APPROVED})


@pytest.mark.parametrize("document_class", [DocumentClass.CONTRACT, DocumentClass.IMPORTANT])
def test_for_a_contract_it_is_the_applicants_head_whatever_the_seals_department(
    document_class: DocumentClass,
) -> None:
    both = [approval(MANAGER), approval(HEAD)]
    assert codes(both, request(document_class), seal(SealKind.UNIT, THEIRS)) == set()
    assert codes(both, request(document_class, department=THEIRS), seal(SealKind.UNIT, OURS)) == {
        ErrorCode.REQUEST_NOT_APPROVED
    }
