"""Every step from every state by everybody, alone and in pairs: what is listed is allowed, all else is not."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from sealdesk import resources
from sealdesk.errors import ErrorCode
from sealdesk.model.people import Person, Position, Role
from sealdesk.model.seal import SealKind, SealState
from sealdesk.model.seal_life import LifeAction
from sealdesk.policy.policy_text import PolicyError, read_policy
from sealdesk.policy.seal_life import (
    LIVING,
    RULES,
    LifeStanding,
    StepDraft,
    judge_count,
    judge_step,
    may_take_part,
    next_state,
)

POLICY = read_policy(resources.path("policy.toml").read_text("utf-8"))


def person(name: str, *roles: Role, position: Position | None = None) -> Person:
    positions = frozenset({position}) if position else frozenset()
    return Person(name, name, "d", frozenset(roles), positions, "key")


PEOPLE = {
    one.id: one
    for one in (
        person("manager", Role.APPROVER, position=Position.GENERAL_MANAGER),
        person("applicant", Role.APPROVER, position=Position.GENERAL_MANAGER),  # an approver who applied
        person("head", Role.APPROVER, position=Position.DEPARTMENT_HEAD),  # decides on other kinds
        person("positioned", Role.USER, position=Position.GENERAL_MANAGER),  # a position without the role
        person("keeper", Role.CUSTODIAN),
        person("other_keeper", Role.CUSTODIAN),
        person("platform", Role.PLATFORM_ADMIN),
        person("system", Role.SYSTEM_ADMIN),
        person("maker", Role.PLATFORM_ADMIN, Role.SYSTEM_ADMIN),  # made the picture
        person("auditor", Role.AUDITOR, Role.SYSTEM_ADMIN),  # whatever else an auditor is
    )
}
STANDING = LifeStanding(
    seal_id="S1",
    kind=SealKind.UNIT,
    state=None,
    keepers=frozenset({"keeper"}),
    applicant_id="applicant",
    picture_makers=frozenset({"maker"}),
    before_freeze=SealState.ACTIVE,
)
FACTS = {
    "filing_number": "4201",
    "test_sheet_checked": True,
    "replaced_by": "S2",
    "token_returned": True,
    "pin_returned": True,
    "software_returned": True,
}

EVERYBODY = "manager applicant head positioned keeper other_keeper platform system maker auditor"
ADMINISTRATORS = "platform+system platform+maker system+maker"
MAKERS_AND_APPROVERS = "platform+manager platform+applicant maker+manager maker+applicant"
# What is possible, written down by state; who may: alone, or as a pair with a plus. Anything else is refused.
POSSIBLE = {
    None: {"apply": EVERYBODY.replace("auditor", "")},
    "applied": {"review": "manager", "reject": "manager", "cancel": ADMINISTRATORS},
    "rejected": {},
    "reviewed": {"make": "platform maker", "cancel": ADMINISTRATORS},
    "pending": {"check": "manager system", "return": "manager system", "cancel": ADMINISTRATORS},
    "made": {
        "file": "system maker",
        "report_lost": EVERYBODY,
        "report_damaged": EVERYBODY,
        "cancel": ADMINISTRATORS,
    },
    "filed": {
        "issue": "system+keeper maker+keeper",
        "report_lost": EVERYBODY,
        "report_damaged": EVERYBODY,
        "cancel": ADMINISTRATORS,
    },
    "issued": {
        "activate": "keeper",
        "report_lost": EVERYBODY,
        "report_damaged": EVERYBODY,
        "cancel": ADMINISTRATORS,
    },
    "active": {
        "suspend": "platform system maker keeper",
        "change": MAKERS_AND_APPROVERS,
        "renew": MAKERS_AND_APPROVERS,
        "report_lost": EVERYBODY,
        "report_damaged": EVERYBODY,
        "cancel": ADMINISTRATORS,
    },
    "suspended": {
        "resume": ADMINISTRATORS,
        "change": MAKERS_AND_APPROVERS,
        "renew": MAKERS_AND_APPROVERS,
        "report_lost": EVERYBODY,
        "report_damaged": EVERYBODY,
        "cancel": ADMINISTRATORS,
    },
    "frozen": {
        "resume": ADMINISTRATORS,
        "report_lost": EVERYBODY,
        "replace": ADMINISTRATORS,
        "cancel": ADMINISTRATORS,
    },
    "replaced": {"destroy": ADMINISTRATORS},
    "cancelled": {"destroy": ADMINISTRATORS},
    "destroyed": {},
}
LEADS_TO = {
    "apply": "applied",
    "review": "reviewed",
    "reject": "rejected",
    "make": "made",
    "check": "made",
    "return": "reviewed",
    "file": "filed",
    "issue": "issued",
    "activate": "active",
    "suspend": "suspended",
    "resume": "active",
    "change": "made",
    "renew": "made",
    "report_lost": "frozen",
    "report_damaged": "frozen",
    "replace": "replaced",
    "cancel": "cancelled",
    "destroy": "destroyed",
}
STATES = [None, *SealState]


def draft(action: LifeAction, **facts: object) -> StepDraft:
    return StepDraft(action, "a reason", 1, {**FACTS, **facts})


def codes(standing: LifeStanding, step: StepDraft, *names: str) -> set[ErrorCode]:
    people = [PEOPLE[name] for name in names]
    return {denial.code for denial in judge_step(POLICY, standing, step, people)}


def test_the_table_above_speaks_of_every_state_and_every_step() -> None:
    assert set(POSSIBLE) == set(STATES)
    assert set(LEADS_TO) == set(LifeAction) == set(RULES)


@pytest.mark.parametrize("action", LifeAction)
@pytest.mark.parametrize("state", STATES, ids=str)
def test_only_what_is_listed_may_be_done_and_only_by_whom(
    state: SealState | None, action: LifeAction
) -> None:
    standing = replace(STANDING, state=state)
    listed = POSSIBLE[state].get(action.value, "").split()
    allowed = {frozenset(one.split("+")) for one in listed}
    groups = [frozenset(names) for size in (1, 2) for names in combinations(PEOPLE, size)]
    assert len(groups) == 10 + 45
    assert {names for names in groups if not codes(standing, draft(action), *names)} == allowed
    assert {name for name, one in PEOPLE.items() if may_take_part(POLICY, standing, action, one)} == {
        name for names in allowed for name in names
    }
    assert next_state(standing, action) == (LEADS_TO[action.value] if allowed else None)


@pytest.mark.parametrize("action", LifeAction)
def test_nobody_signs_for_two_and_nobody_signs_in_vain(action: LifeAction) -> None:
    state = next(iter(sorted(RULES[action].start, key=str)))
    standing = replace(STANDING, state=state)
    assert ErrorCode.SEAL_SIGNERS_WRONG in codes(standing, draft(action))
    for name in PEOPLE:
        assert ErrorCode.SEAL_SIGNERS_WRONG in codes(standing, draft(action), name, name)
        assert ErrorCode.SEAL_SIGNERS_WRONG in codes(
            standing, draft(action), name, "platform", "system", "keeper"
        )


@pytest.mark.parametrize("action", [LifeAction.MAKE, LifeAction.CHANGE, LifeAction.RENEW])
def test_an_imported_picture_waits_for_a_second_person(action: LifeAction) -> None:
    for state in RULES[action].start:
        assert next_state(replace(STANDING, state=state), action, imported=True) is SealState.PENDING
    assert next_state(replace(STANDING, state=SealState.PENDING), LifeAction.CHECK, imported=True) == "made"


def test_a_lost_seal_never_comes_back() -> None:
    lost = replace(STANDING, state=SealState.FROZEN, lost=True)
    assert codes(lost, draft(LifeAction.RESUME), "platform", "system") == {ErrorCode.SEAL_LOST}
    assert codes(lost, draft(LifeAction.REPORT_LOST), "keeper") == {ErrorCode.SEAL_LOST}
    assert not codes(lost, draft(LifeAction.REPLACE), "platform", "system")
    assert not codes(lost, draft(LifeAction.CANCEL), "platform", "system")


@pytest.mark.parametrize(
    ("frozen_in", "comes_back_as"),
    [
        ("made", "made"),
        ("filed", "filed"),
        ("issued", "issued"),
        ("active", "active"),
        ("suspended", "active"),
    ],
)
def test_a_seal_frozen_before_its_first_use_does_not_skip_steps(frozen_in: str, comes_back_as: str) -> None:
    standing = replace(STANDING, state=SealState.FROZEN, before_freeze=SealState(frozen_in))
    assert next_state(standing, LifeAction.RESUME) == comes_back_as


LACKING = [
    ("filed", "made", "file", "system", "filing_number"),
    ("active", "issued", "activate", "keeper", "test_sheet_checked"),
    ("replaced", "frozen", "replace", "platform system", "replaced_by"),
    ("destroyed", "cancelled", "destroy", "platform system", "token_returned"),
    ("destroyed", "cancelled", "destroy", "platform system", "pin_returned"),
    ("destroyed", "replaced", "destroy", "platform system", "software_returned"),
]


@pytest.mark.parametrize(("_", "state", "action", "names", "fact"), LACKING)
def test_a_step_states_what_it_has_to(_: str, state: str, action: str, names: str, fact: str) -> None:
    standing = replace(STANDING, state=SealState(state))
    for empty in (False, ""):
        step = draft(LifeAction(action), **{fact: empty})
        denials = judge_step(POLICY, standing, step, [PEOPLE[name] for name in names.split()])
        assert [(one.code, one.facts["lacking"]) for one in denials] == [
            (ErrorCode.SEAL_STEP_INCOMPLETE, fact)
        ]


@pytest.mark.parametrize(
    "action", ["reject", "return", "suspend", "resume", "change", "report_lost", "replace", "cancel"]
)
def test_what_takes_something_from_somebody_has_a_reason(action: str) -> None:
    state = next(state for state, steps in POSSIBLE.items() if action in steps)
    names = POSSIBLE[state][action].split()[0].split("+")
    step = replace(draft(LifeAction(action)), reason="  ")
    standing = replace(STANDING, state=SealState(state))
    assert codes(standing, step, *names) == {ErrorCode.SEAL_STEP_INCOMPLETE}


def test_a_cancellation_comes_with_the_approved_application() -> None:
    for state in LIVING:
        step = replace(draft(LifeAction.CANCEL), attachments=0)
        standing = replace(STANDING, state=state)
        assert codes(standing, step, "platform", "system") == {ErrorCode.SEAL_STEP_INCOMPLETE}


def test_a_lost_token_cannot_be_handed_back_but_that_is_explained() -> None:
    lost = replace(STANDING, state=SealState.REPLACED, lost=True)
    step = draft(LifeAction.DESTROY, token_returned=False)
    assert not codes(lost, step, "platform", "system")
    assert codes(lost, replace(step, reason=""), "platform", "system") == {ErrorCode.SEAL_STEP_INCOMPLETE}
    assert codes(lost, draft(LifeAction.DESTROY, pin_returned=False), "platform", "system")


@pytest.mark.parametrize(
    ("kind", "approver"),
    [("unit", "manager"), ("department", "head"), ("legal_affairs", "head"), ("contract", "manager")],
)
def test_the_position_decides_on_the_kind(kind: str, approver: str) -> None:
    standing = replace(STANDING, kind=SealKind(kind), state=SealState.APPLIED)
    for name in ("manager", "head"):
        refused = codes(standing, draft(LifeAction.REVIEW), name)
        assert bool(refused) == (name != approver), (kind, name)


@pytest.mark.parametrize(
    "action", [LifeAction.REVIEW, LifeAction.REJECT, LifeAction.CHECK, LifeAction.RETURN]
)
def test_a_departments_seal_is_decided_on_by_the_head_of_that_department(action: LifeAction) -> None:
    (state,) = RULES[action].start
    standing = replace(STANDING, kind=SealKind.DEPARTMENT, state=state)
    assert not codes(replace(standing, department=PEOPLE["head"].department), draft(action), "head")
    other = replace(standing, department="another")
    assert codes(other, draft(action), "head") == {ErrorCode.PERSON_NOT_ENTITLED}
    assert not may_take_part(POLICY, other, action, PEOPLE["head"])


def test_a_change_of_a_departments_seal_takes_the_head_of_that_department() -> None:
    standing = replace(STANDING, kind=SealKind.DEPARTMENT, state=SealState.ACTIVE, department="another")
    for action in (LifeAction.CHANGE, LifeAction.RENEW):
        assert codes(standing, draft(action), "platform", "head")
        assert not codes(replace(standing, department="d"), draft(action), "platform", "head")


def test_an_administrator_keeps_no_seal_even_one_issued_to_them() -> None:
    standing = replace(STANDING, state=SealState.ISSUED, keepers=frozenset({"system"}))
    assert codes(standing, draft(LifeAction.ACTIVATE), "system")


@pytest.mark.parametrize(
    ("names", "allowed"),
    [
        ("auditor keeper", True),
        ("keeper system", True),
        ("platform auditor", True),
        ("keeper other_keeper", False),
        ("manager keeper", False),
        ("auditor", False),
        ("auditor auditor", False),
        ("auditor keeper system", False),
        ("", False),
    ],
)
def test_the_seals_are_counted_by_two_of_whom_one_administers_or_audits(names: str, allowed: bool) -> None:
    denials = judge_count([PEOPLE[name] for name in names.split()])
    assert [one.code for one in denials] == ([] if allowed else [ErrorCode.SEAL_COUNTERS_WRONG])


@pytest.mark.parametrize("months", [-1, 601, "36", 1.5, True])
def test_a_renewal_term_that_is_none(months: object) -> None:
    text = resources.path("policy.toml").read_text("utf-8")
    shipped = "renewal_months = 36"
    assert read_policy(text).seals.renewal_months == 36
    assert read_policy(text.replace(shipped, "renewal_months = 0")).seals.renewal_months == 0
    assert read_policy(text.replace(f"[seals]\n{shipped}", "")).seals.renewal_months == 0
    value = f'"{months}"' if isinstance(months, str) else str(months).lower()
    for wrong in (f"renewal_months = {value}", "renewal_years = 3"):
        with pytest.raises(PolicyError):
            read_policy(text.replace(shipped, wrong))
