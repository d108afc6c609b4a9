"""Whose decision counts: lent powers, order, in person, paper, OA systems, the applicant's own position, the keeper."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sealdesk.errors import ErrorCode
from sealdesk.model.authority import ApprovalAuthority
from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.model.people import Person, Position, Role
from sealdesk.model.request import Approval, ApprovalDelegation, ApprovalMeans
from sealdesk.model.seal import SealKind
from sealdesk.model.seal_life import Attachment
from sealdesk.policy.approval_rules import ApprovalStep, ClassRules, KindRules
from sealdesk.policy.gate import may_decide, missing_facts, missing_steps
from sealdesk.policy.rules import Policy

from .gate_cases import (
    APPLICANT,
    BYSTANDER,
    COUNSEL,
    DEPUTY,
    FINANCE,
    HEAD,
    KEEPER,
    MANAGER,
    NOW,
    OTHER_HEAD,
    OURS,
    PLAIN,
    REGISTER,
    SHIPPED,
    approval,
    by_lent,
    codes,
    lending,
    person,
    request,
    seal,
    with_people,
)

MISSING = {ErrorCode.REQUEST_NOT_APPROVED}
CONTRACT = request(DocumentClass.CONTRACT)
P = Position


def policy(*steps: ApprovalStep, ordered: bool = False, **of_class: Any) -> Policy:
    """Unit seals ask for these steps; general documents have these rules."""
    classes = {DocumentClass.GENERAL: ClassRules(**of_class)}
    return Policy(1, {SealKind.UNIT: KindRules(steps)}, classes, ordered=ordered)


def step(*positions: Position, **more: Any) -> ApprovalStep:
    return ApprovalStep(frozenset(positions), **more)


# What a decision names.


@pytest.mark.parametrize(
    "edited",
    [
        {"document": DocumentDigest("ef" * 32, 1000)},
        {"document": DocumentDigest("ab" * 32, 1001)},
        {"impressions": 99},
        {"impressions": 1},
        {"seal_id": "S2"},
        {"request_id": "R2"},
        {"request_sha256": "ef" * 32},
        {"request_sha256": ""},
        {"valid_until": NOW - timedelta(seconds=1)},
        {"valid_from": NOW + timedelta(seconds=1)},
        {"decided": NOW + timedelta(minutes=6)},
        {"revoked": NOW - timedelta(minutes=1)},
        {"approver_id": "nobody"},
        {"approver_id": KEEPER},
    ],
)
def test_a_decision_permits_only_what_it_names(edited: dict[str, Any]) -> None:
    assert codes([approval(MANAGER)]) == set()
    assert codes([approval(MANAGER, **edited)]) == MISSING


def test_decisions_on_requests_of_before_name_no_statement() -> None:
    unsigned = request(sha256="")
    assert codes([approval(MANAGER, request_sha256="")], unsigned) == set()
    assert codes([approval(MANAGER)], unsigned) == MISSING


def test_another_computers_clock_may_be_a_little_ahead() -> None:
    assert codes([approval(MANAGER, decided=NOW + timedelta(minutes=4))]) == set()


# Lent powers (授权审批).


def test_a_lent_power_counts() -> None:
    assert codes([by_lent(MANAGER)], delegations=[lending(MANAGER)]) == set()
    assert codes([approval(PLAIN)], delegations=[lending(MANAGER)]) == MISSING
    assert codes([by_lent(MANAGER)]) == MISSING


@pytest.mark.parametrize(
    "edited",
    [
        {"deputy_id": "head"},
        {"giver_id": "finance"},
        {"positions": frozenset({P.DEPUTY})},
        {"kinds": frozenset({SealKind.CONTRACT})},
        {"starts": NOW - timedelta(minutes=30)},
        {"ends": NOW - timedelta(minutes=90)},
        {"ended": NOW - timedelta(minutes=30)},
        {"ended": NOW - timedelta(minutes=90)},
        {"starts": NOW - timedelta(days=90)},
        {"id": "D2"},
    ],
)
def test_only_as_it_was_lent(edited: dict[str, Any]) -> None:
    assert codes([by_lent(MANAGER)], delegations=[lending(MANAGER, **edited)]) == MISSING


def test_a_delegation_that_ended_by_itself_takes_nothing_back() -> None:
    over = lending(MANAGER, ends=NOW - timedelta(minutes=30))
    assert codes([by_lent(MANAGER)], delegations=[over]) == set()


@pytest.mark.parametrize(
    "changed",
    [
        replace(MANAGER, positions=frozenset()),
        replace(MANAGER, roles=frozenset({Role.USER})),
        replace(PLAIN, roles=frozenset({Role.USER})),
    ],
)
def test_who_lends_and_who_decides_must_still_be_entitled(changed: Person) -> None:
    found = codes([by_lent(MANAGER)], delegations=[lending(MANAGER)], register=with_people(changed))
    assert found == MISSING


def test_nobody_lends_for_longer_than_the_policy_lets_them() -> None:
    short = replace(SHIPPED, delegation_days=1)
    assert codes([by_lent(MANAGER)], delegations=[lending(MANAGER)], policy=short) == MISSING


def test_a_step_may_refuse_lent_powers() -> None:
    strict = policy(step(P.GENERAL_MANAGER, deputies=False))
    assert codes([by_lent(MANAGER)], delegations=[lending(MANAGER)], policy=strict) == MISSING
    assert codes([approval(MANAGER)], policy=strict) == set()


def test_the_head_of_another_department_lends_nothing_here() -> None:
    of_department = seal(SealKind.DEPARTMENT, OURS)
    for giver, found in ((HEAD, set()), (OTHER_HEAD, MISSING)):
        assert codes([by_lent(giver)], of=of_department, delegations=[lending(giver)]) == found


def test_nobody_stands_in_for_the_head_in_person() -> None:
    both = [approval(MANAGER), by_lent(HEAD)]
    assert codes(both, CONTRACT, delegations=[lending(HEAD)]) == MISSING


def test_the_applicant_gets_no_approval_by_their_own_power_in_other_hands() -> None:
    asked = request(applicant_id="manager")
    assert codes([by_lent(MANAGER)], asked, delegations=[lending(MANAGER)]) == MISSING
    assert codes([by_lent(MANAGER)], asked, custodian_id="x", delegations=[lending(MANAGER)]) == MISSING


# Who asks, and who stamps.


def test_who_stamps_has_not_decided() -> None:
    assert codes([approval(MANAGER)], custodian_id="manager") == MISSING
    assert codes([by_lent(MANAGER)], custodian_id="manager", delegations=[lending(MANAGER)]) == MISSING
    assert codes([by_lent(MANAGER)], custodian_id="plain", delegations=[lending(MANAGER)]) == MISSING


def test_where_nobody_says_who_stamps_it_is_whom_the_record_names() -> None:
    keeping = person(KEEPER, P.GENERAL_MANAGER)
    register = with_people(keeping)
    assert codes([approval(keeping)], custodian_id="", register=register) == MISSING
    assert codes([approval(keeping)], custodian_id="somebody", register=register) == set()


def test_who_asks_does_not_stamp() -> None:
    assert codes([approval(MANAGER)], custodian_id="applicant") == {ErrorCode.REQUEST_OWN}


def test_where_the_applicant_holds_the_position_another_decides() -> None:
    asking = person("applicant", P.DEPARTMENT_HEAD, department=OURS)
    register = with_people(asking, person("head", P.DEPARTMENT_HEAD))  # no other head of that department
    assert codes([approval(asking), approval(MANAGER)], CONTRACT, register=REGISTER) == MISSING
    assert codes([approval(MANAGER)], CONTRACT, register=register) == set()
    assert codes([approval(MANAGER, means=ApprovalMeans.FILE)], CONTRACT, register=register) == MISSING
    assert codes([approval(DEPUTY)], CONTRACT, register=register) == MISSING


def test_of_all_positions_the_applicants_passes_to_another() -> None:
    both = policy(
        step(P.FINANCE_DIRECTOR, P.LEGAL_COUNSEL, all_of=True, if_applicant=frozenset({P.GENERAL_MANAGER}))
    )
    asked = request(applicant_id="finance")
    assert codes([approval(COUNSEL)], asked, policy=both) == MISSING
    assert codes([approval(COUNSEL), approval(MANAGER)], asked, policy=both) == set()
    assert codes([approval(MANAGER)], asked, policy=both) == MISSING


# Steps.


def test_of_all_positions_somebody() -> None:
    both = policy(step(P.FINANCE_DIRECTOR, P.LEGAL_COUNSEL, all_of=True))
    assert codes([approval(FINANCE)], policy=both) == MISSING
    assert codes([approval(COUNSEL)], policy=both) == MISSING
    assert codes([approval(COUNSEL), approval(FINANCE)], policy=both) == set()
    (missing,) = missing_steps(both, request(), seal(), [approval(FINANCE)], REGISTER)
    assert missing.positions == {P.LEGAL_COUNSEL} and missing.people == (COUNSEL,)


def test_one_person_of_two_positions_speaks_for_both() -> None:
    two = policy(step(P.FINANCE_DIRECTOR), step(P.LEGAL_COUNSEL))
    register = with_people(person("finance", P.FINANCE_DIRECTOR, P.LEGAL_COUNSEL))
    assert codes([approval(FINANCE)], policy=two, register=register) == set()
    assert codes([approval(FINANCE)], policy=two) == MISSING


IN_ORDER = policy(
    step(P.GENERAL_MANAGER), ordered=True, steps=(step(P.DEPARTMENT_HEAD), step(P.FINANCE_DIRECTOR))
)


def in_turn(*people: Person) -> list[Approval]:
    return [approval(one, index=number) for number, one in enumerate(people)]


def test_in_order_the_class_comes_first() -> None:
    assert codes(in_turn(HEAD, FINANCE, MANAGER), policy=IN_ORDER) == set()
    assert codes(reversed(in_turn(HEAD, FINANCE, MANAGER)), policy=IN_ORDER) == set()


@pytest.mark.parametrize(
    "order", [(MANAGER, HEAD, FINANCE), (FINANCE, HEAD, MANAGER), (HEAD, MANAGER, FINANCE)]
)
def test_what_comes_too_early_does_not_count(order: tuple[Person, ...]) -> None:
    assert codes(in_turn(*order), policy=IN_ORDER) == MISSING
    assert codes(in_turn(*order), policy=replace(IN_ORDER, ordered=False)) == set()


def test_in_order_it_is_one_steps_turn() -> None:
    missing = missing_steps(IN_ORDER, request(), seal(), in_turn(HEAD), REGISTER)
    assert [(one.people, one.turn) for one in missing] == [((FINANCE,), True), ((MANAGER,), False)]


def decides(by: Person, *before: Person, of: Policy = SHIPPED, **more: Any) -> list[ErrorCode]:
    asked = more.pop("asked", request())
    of_seal = more.pop("of_seal", seal())
    denials = may_decide(of, asked, of_seal, by, REGISTER, approvals=in_turn(*before), **more)
    return [denial.code for denial in denials]


def test_nobody_decides_out_of_turn() -> None:
    assert decides(MANAGER, HEAD, of=IN_ORDER) == [ErrorCode.APPROVAL_OUT_OF_TURN]
    assert decides(FINANCE, of=IN_ORDER) == [ErrorCode.APPROVAL_OUT_OF_TURN]
    assert decides(HEAD, of=IN_ORDER) == []
    assert decides(FINANCE, HEAD, of=IN_ORDER) == []
    assert decides(MANAGER, HEAD, FINANCE, of=IN_ORDER) == []


# What a decision rests on.

SCAN = Attachment("form.pdf", "", "ab" * 32, 1000)


def on_paper(**more: Any) -> Approval:
    form = {"means": ApprovalMeans.PAPER, "evidence": SCAN, "registered_by": "admin"}
    return approval(MANAGER, **{**form, **more})


def test_paper_counts_where_the_class_lets_it() -> None:
    lets = policy(step(P.GENERAL_MANAGER), paper=True)
    assert codes([on_paper()], policy=lets) == set()
    assert codes([on_paper()], policy=policy(step(P.GENERAL_MANAGER))) == MISSING
    assert codes([on_paper()], policy=policy(step(P.GENERAL_MANAGER, in_person=True), paper=True)) == MISSING


@pytest.mark.parametrize(
    "wrong",
    [{"evidence": None}, {"registered_by": ""}, {"registered_by": "applicant"}, {"registered_by": KEEPER}],
)
def test_paper_needs_a_scan_and_somebody_else_who_entered_it(wrong: dict[str, Any]) -> None:
    assert codes([on_paper(**wrong)], policy=policy(step(P.GENERAL_MANAGER), paper=True)) == MISSING


@pytest.mark.parametrize("means", ApprovalMeans)
def test_in_person_is_at_the_workstation(means: ApprovalMeans) -> None:
    given = on_paper() if means is ApprovalMeans.PAPER else approval(MANAGER, means=means)
    here = means in (ApprovalMeans.OWN_KEY, ApprovalMeans.OWN_TOKEN)
    for strict in (
        policy(step(P.GENERAL_MANAGER, in_person=True), paper=True),
        policy(step(P.GENERAL_MANAGER), in_person=True, paper=True),
    ):
        assert codes([given], policy=strict) == (set() if here else MISSING)


@pytest.mark.parametrize(
    ("registered", "good"),
    [
        (
            ApprovalAuthority("oa", {}, "EdDSA", frozenset({P.GENERAL_MANAGER}), frozenset({SealKind.UNIT})),
            True,
        ),
        (ApprovalAuthority("oa", {}, "EdDSA", frozenset({P.DEPUTY}), frozenset({SealKind.UNIT})), False),
        (
            ApprovalAuthority("oa", {}, "EdDSA", frozenset({P.GENERAL_MANAGER}), frozenset({SealKind.OTHER})),
            False,
        ),
        (ApprovalAuthority("oa", {}, "EdDSA", frozenset({P.GENERAL_MANAGER})), False),
        (None, False),
    ],
)
def test_an_oa_vouches_for_what_it_was_registered_for(
    registered: ApprovalAuthority | None, good: bool
) -> None:
    vouched = approval(MANAGER, means=ApprovalMeans.AUTHORITY, authority="oa")
    known = {} if registered is None else {"oa": registered}
    assert codes([vouched], authorities=known) == (set() if good else MISSING)


# Who may decide, before they sign.


@pytest.mark.parametrize("by", [FINANCE, COUNSEL, HEAD, OTHER_HEAD, PLAIN, BYSTANDER])
def test_who_has_no_say(by: Person) -> None:
    assert decides(by) == [ErrorCode.PERSON_NOT_ENTITLED]


def test_who_may_decide() -> None:
    assert decides(MANAGER) == decides(DEPUTY) == []
    assert decides(HEAD, asked=CONTRACT) == []
    assert decides(OTHER_HEAD, asked=CONTRACT) == [ErrorCode.PERSON_NOT_ENTITLED]
    assert decides(APPLICANT) == [ErrorCode.APPROVAL_SELF]
    assert decides(MANAGER, of_seal=replace(seal(), custodian_id="manager")) == [ErrorCode.APPROVAL_CUSTODIAN]


def test_who_may_decide_in_anothers_place() -> None:
    lent = lending(MANAGER)
    assert decides(PLAIN, delegation=lent) == []
    assert decides(HEAD, delegation=lent) == [ErrorCode.PERSON_NOT_ENTITLED]
    assert decides(PLAIN, delegation=replace(lent, ended=NOW)) == [ErrorCode.PERSON_NOT_ENTITLED]
    asked = request(applicant_id="manager")
    assert decides(PLAIN, delegation=lent, asked=asked) == [ErrorCode.APPROVAL_SELF]
    kept = replace(seal(), custodian_id="manager")
    assert decides(PLAIN, delegation=lent, of_seal=kept) == [ErrorCode.APPROVAL_CUSTODIAN]


def test_who_has_to_come_here_is_told_so() -> None:
    assert decides(HEAD, asked=CONTRACT, means=ApprovalMeans.FILE) == [ErrorCode.APPROVAL_NOT_IN_PERSON]
    assert decides(MANAGER, asked=CONTRACT, means=ApprovalMeans.FILE) == []
    assert decides(MANAGER, means=ApprovalMeans.PAPER) == [ErrorCode.APPROVAL_PAPER_FORBIDDEN]


# What is missing, and who can give it.


def test_what_is_missing_names_who_can_give_it() -> None:
    missing = missing_steps(SHIPPED, CONTRACT, seal(), (), REGISTER, [lending(MANAGER)], at=NOW)
    assert [(one.people, one.in_person) for one in missing] == [
        ((HEAD,), True),
        ((MANAGER, DEPUTY, PLAIN), False),
    ]
    assert missing_facts(missing) == {
        "missing": "department_head, general_manager/deputy",
        "people": "head, manager, deputy, plain",
        "personally": "department_head",
    }


def test_who_has_left_can_give_nothing() -> None:
    lent = [lending(MANAGER, ends=NOW - timedelta(minutes=1))]
    (missing,) = missing_steps(SHIPPED, request(), seal(), (), REGISTER, lent, at=NOW)
    assert missing.people == (MANAGER, DEPUTY)
    gone = with_people(replace(MANAGER, positions=frozenset()), replace(DEPUTY, positions=frozenset()))
    (missing,) = missing_steps(SHIPPED, request(), seal(), (), gone, lent, at=NOW)
    assert missing.people == () and missing_facts([missing]) == {"missing": "general_manager/deputy"}


def test_neither_who_asks_nor_who_keeps_is_named() -> None:
    register = with_people(person("applicant", P.GENERAL_MANAGER), person(KEEPER, P.GENERAL_MANAGER))
    (missing,) = missing_steps(SHIPPED, request(), seal(), (), register)
    assert missing.people == (MANAGER, DEPUTY)
    lent: list[ApprovalDelegation] = [lending(MANAGER)]
    (missing,) = missing_steps(SHIPPED, request(), seal(), (), register, lent, custodian_id="manager")
    assert "manager" not in {one.id for one in missing.people}
    assert "plain" not in {one.id for one in missing.people}
