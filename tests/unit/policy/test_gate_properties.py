"""Whatever people, policies and decisions there are: what must hold of the gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sealdesk.errors import ErrorCode
from sealdesk.formats.people import PeopleRegister
from sealdesk.model.document import DocumentClass, DocumentDigest
from sealdesk.model.people import Person, Position, Role
from sealdesk.model.request import Approval, ApprovalMeans
from sealdesk.model.seal import SealKind
from sealdesk.model.seal_life import Attachment
from sealdesk.policy.approval_rules import ApprovalStep, ClassRules, KindRules
from sealdesk.policy.gate import all_given, may_decide, missing_steps
from sealdesk.policy.rules import Policy

from .gate_cases import KEEPER, NOW, OURS, STATEMENT, THEIRS, approval, codes, lending, request, seal

IDS = ("a", "b", "c", "d", "applicant", KEEPER)
POSITIONS = st.frozensets(st.sampled_from(Position), min_size=1, max_size=2)
STEPS = st.lists(
    st.builds(
        ApprovalStep,
        positions=POSITIONS,
        all_of=st.booleans(),
        deputies=st.booleans(),
        own_department=st.booleans(),
        in_person=st.booleans(),
        if_applicant=st.frozensets(st.sampled_from(Position), max_size=1),
    ),
    max_size=2,
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    kind = KindRules((ApprovalStep(draw(POSITIONS)), *draw(STEPS)))
    of_class = ClassRules(tuple(draw(STEPS)), in_person=draw(st.booleans()), paper=draw(st.booleans()))
    return Policy(1, {SealKind.UNIT: kind}, {DocumentClass.GENERAL: of_class}, ordered=draw(st.booleans()))


@st.composite
def registers(draw: st.DrawFn) -> PeopleRegister:
    return PeopleRegister(
        1,
        tuple(
            Person(
                one,
                one,
                draw(st.sampled_from((OURS, THEIRS))),
                frozenset({draw(st.sampled_from((Role.APPROVER, Role.APPROVER, Role.USER)))}),
                draw(st.frozensets(st.sampled_from(Position), max_size=3)),
                "key",
            )
            for one in IDS
        ),
    )


@st.composite
def decisions(draw: st.DrawFn) -> list[Approval]:
    """Each on its own entry; some in another's place."""
    found = []
    for number in range(draw(st.integers(0, 6))):
        means = draw(st.sampled_from(ApprovalMeans))
        paper = means is ApprovalMeans.PAPER
        more: dict[str, Any] = (
            {"evidence": Attachment("f", "", "ab", 1), "registered_by": "admin"} if paper else {}
        )
        if draw(st.booleans()):
            more |= {"on_behalf_of": draw(st.sampled_from(IDS)), "delegation_id": "D1"}
        found.append(approval(draw(st.sampled_from(IDS)), means=means, index=number, **more))
    return found


def lent(draw_from: tuple[str, str]) -> Any:
    giver, deputy = (Person(one, one, "", frozenset(), frozenset(Position), "") for one in draw_from)
    return lending(giver, deputy)


DELEGATIONS = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).map(lent), max_size=1)


@settings(max_examples=100, deadline=None)
@given(policies(), registers(), decisions(), DELEGATIONS, st.integers(0, 6))
def test_more_approvals_never_make_a_use_less_allowed(
    policy: Policy, register: PeopleRegister, given: list[Approval], lends: list[Any], count: int
) -> None:
    fewer = codes(given[:count], policy=policy, register=register, delegations=lends)
    more = codes(given, policy=policy, register=register, delegations=lends)
    assert more <= fewer


@settings(max_examples=100, deadline=None)
@given(policies(), registers(), decisions(), DELEGATIONS, st.sampled_from(IDS))
def test_a_rejection_stands_against_everything(
    policy: Policy, register: PeopleRegister, given: list[Approval], lends: list[Any], by: str
) -> None:
    no = approval(by, granted=False, index=len(given))
    found = codes([*given, no], policy=policy, register=register, delegations=lends)
    assert ErrorCode.REQUEST_REJECTED in found


EDITS = st.sampled_from(
    [
        {"document": DocumentDigest("00" * 32, 1000)},
        {"document": DocumentDigest("ab" * 32, 999)},
        {"seal_id": "S2"},
        {"impressions": 3},
        {"request_id": "R2"},
        {"request_sha256": STATEMENT[::-1]},
        {"valid_until": NOW - timedelta(seconds=1)},
        {"decided": NOW + timedelta(hours=1)},
        {"revoked": NOW},
        {"approver_id": "applicant"},
        {"approver_id": KEEPER},
        {"approver_id": "nobody"},
    ]
)


@settings(max_examples=100, deadline=None)
@given(policies(), registers(), decisions(), DELEGATIONS, decisions(), EDITS)
def test_what_names_something_else_never_helps(
    policy: Policy,
    register: PeopleRegister,
    given: list[Approval],
    lends: list[Any],
    others: list[Approval],
    edit: dict[str, Any],
) -> None:
    edited = [replace(one, index=one.index + 10, **edit) for one in others]
    good = codes(given, policy=policy, register=register, delegations=lends)
    assert codes([*edited, *given], policy=policy, register=register, delegations=lends) == good


@settings(max_examples=100, deadline=None)
@given(policies(), registers(), decisions(), DELEGATIONS)
def test_without_a_power_of_their_own_or_lent_nobody_helps(
    policy: Policy, register: PeopleRegister, given: list[Approval], lends: list[Any]
) -> None:
    powerless = PeopleRegister(1, tuple(replace(one, positions=frozenset()) for one in register.people))
    found = codes(given, policy=policy, register=powerless, delegations=lends)
    assert ErrorCode.REQUEST_NOT_APPROVED in found


@settings(max_examples=100, deadline=None)
@given(policies(), registers(), decisions())
def test_whoever_is_named_as_able_is_able(
    policy: Policy, register: PeopleRegister, given: list[Approval]
) -> None:
    """Whom the list of what is missing names may decide, and their decision then fills something."""
    asked, of_seal = request(), seal()
    for missing in missing_steps(policy, asked, of_seal, given, register, at=NOW):
        for one in missing.people if missing.turn else ():
            assert may_decide(policy, asked, of_seal, one, register, approvals=given) == ()
            mine = [*given, approval(one, index=99)]
            after = missing_steps(policy, asked, of_seal, mine, register, at=NOW)
            assert after != missing_steps(policy, asked, of_seal, given, register, at=NOW)


@settings(max_examples=100, deadline=None)
@given(policies(), registers(), decisions(), DELEGATIONS)
def test_all_is_given_where_nothing_is_missing(
    policy: Policy, register: PeopleRegister, given: list[Approval], lends: list[Any]
) -> None:
    missing = missing_steps(policy, request(), seal(), given, register, lends)
    assert all_given(policy, request(), seal(), given, register, lends) is (missing == ())
