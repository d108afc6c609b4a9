"""Decisions at the workstation: own key, own token, lent powers, taking back; and the attempts around them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.approval import write_approval
from sealdesk.formats.statement import write_statement
from sealdesk.model.document import DocumentClass
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Position, Role
from sealdesk.model.request import ApprovalMeans, RequestState
from sealdesk.model.seal import SealKind
from sealdesk.service import approvals, clock, custody, delegations, people_register, requests
from sealdesk.service.decision_entry import Decider, decision, judged
from sealdesk.service.decision_reading import decision_facts
from sealdesk.service.delegations import Lending
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.cast import (
    APPLICANT,
    CUSTODIAN,
    DEPARTMENT_HEAD,
    FINANCE_DIRECTOR,
    GENERAL_MANAGER,
    LEGAL_COUNSEL,
    PLATFORM_ADMIN,
    SUCCESSOR,
    SYSTEM_ADMIN,
    CastMember,
)
from sealdesk.service.file_signers import OwnKeyFile
from sealdesk.service.sign_in import SignIn
from sealdesk.tlog import note
from sealdesk.tlog.merkle import leaf_hash
from tests.journeys.conftest import Workspace


def asked(
    workspace: Workspace, desk: Desk, seal: str = "unit", kind: DocumentClass = DocumentClass.CERTIFICATE
) -> str:
    """A request that waits for the general manager."""
    draft = requests.RequestDraft(
        document=workspace.home / "samples" / "certificate.pdf",
        seal_id=workspace.seal(seal),
        reason="出具在职证明",
        document_class=kind,
        impressions=2,
    )
    return requests.new(desk, draft, APPLICANT.id, workspace.password(APPLICANT.id)).request.id


def by(workspace: Workspace, member: CastMember) -> SignIn:
    return SignIn(member.id, workspace.password(member.id))


def approve(workspace: Workspace, desk: Desk, request: str, member: CastMember, **more: str) -> RequestState:
    return approvals.approve(desk, request, member.id, workspace.password(member.id), **more).state


def lend(
    workspace: Workspace,
    desk: Desk,
    giver: CastMember = GENERAL_MANAGER,
    deputy: CastMember = FINANCE_DIRECTOR,
    **more: Any,
) -> delegations.ApprovalDelegation:
    ends = datetime.now(UTC) + timedelta(days=3)
    lending = Lending(deputy.id, **{"ends": ends, "reason": "出差", **more})
    return delegations.delegate(desk, lending, by(workspace, giver))


def refused(
    code: ErrorCode, act: Callable[..., object], *arguments: object, **named: object
) -> SealDeskError:
    with pytest.raises(SealDeskError) as caught:
        act(*arguments, **named)
    assert caught.value.code is code, caught.value
    return caught.value


def refusals(desk: Desk) -> list[tuple[str, str]]:
    entries = desk.ledger.entries(kind=EntryKind.REQUEST_REFUSED)
    return [(entry.body["what"], entry.body["code"]) for entry in entries]


def test_an_approval_names_the_request_as_it_stands(workspace: Workspace) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        assert approve(workspace, desk, request, GENERAL_MANAGER) is RequestState.APPROVED
        (one,) = requests.standing(desk, request).approvals
        assert (one.impressions, one.seal_id) == (2, workspace.seal("unit"))
        assert one.means.in_person and one.index >= 0 and one.entry_id
        refused(ErrorCode.APPROVAL_ALREADY_GIVEN, approve, workspace, desk, request, GENERAL_MANAGER)
        assert refusals(desk) == [("approve", "approval.already_given")]


def test_who_may_not_decide(workspace: Workspace) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        refused(ErrorCode.PERSON_NOT_ENTITLED, approve, workspace, desk, request, FINANCE_DIRECTOR)
        refused(ErrorCode.PERSON_NOT_ENTITLED, approve, workspace, desk, request, APPLICANT)
        refused(ErrorCode.PERSON_NOT_ENTITLED, approve, workspace, desk, request, CUSTODIAN)
        refused(ErrorCode.REQUEST_UNKNOWN, approve, workspace, desk, "R20260101-00000000", GENERAL_MANAGER)
        assert [code for _, code in refusals(desk)] == ["person.not_entitled"] * 3 + ["request.unknown"]
        assert requests.standing(desk, request).approvals == ()


def test_a_rejection_says_why_and_ends_it(workspace: Workspace) -> None:
    with workspace.open() as desk:
        request, password = asked(workspace, desk), workspace.password(GENERAL_MANAGER.id)
        refused(ErrorCode.USAGE_WRONG, approvals.reject, desk, request, GENERAL_MANAGER.id, password, " \n")
        done = approvals.reject(desk, request, GENERAL_MANAGER.id, password, "内容有误")
        assert done.state is RequestState.REJECTED
        refused(ErrorCode.REQUEST_REJECTED, approve, workspace, desk, request, LEGAL_COUNSEL)


def test_a_comment_hides_nothing(workspace: Workspace) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        refused(
            ErrorCode.USAGE_WRONG,
            approve,
            workspace,
            desk,
            request,
            GENERAL_MANAGER,
            comment="同意\u202e意不",
        )
        refused(
            ErrorCode.USAGE_WRONG, approve, workspace, desk, request, GENERAL_MANAGER, comment="长" * 1001
        )


# Lent powers.


def test_a_deputy_decides_in_anothers_place(workspace: Workspace) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        refused(
            ErrorCode.DELEGATION_NONE,
            approve, workspace, desk, request, FINANCE_DIRECTOR, on_behalf_of=GENERAL_MANAGER.id,
        )  # fmt: skip
        lent = lend(workspace, desk, kinds=frozenset({SealKind.UNIT}))
        assert lent.positions == {Position.GENERAL_MANAGER}  # 受权人 is not lent on
        assert delegations.in_force(desk) == (lent,)
        refused(ErrorCode.PERSON_NOT_ENTITLED, approve, workspace, desk, request, FINANCE_DIRECTOR)
        state = approve(workspace, desk, request, FINANCE_DIRECTOR, on_behalf_of=GENERAL_MANAGER.id)
        assert state is RequestState.APPROVED
        (one,) = requests.standing(desk, request).approvals
        assert (one.approver_id, one.on_behalf_of, one.delegation_id) == (
            FINANCE_DIRECTOR.id, GENERAL_MANAGER.id, lent.id,
        )  # fmt: skip


def test_a_revoked_deputy_decides_nothing_and_what_they_decided_counts_no_more(workspace: Workspace) -> None:
    with workspace.open() as desk:
        before, after = asked(workspace, desk), asked(workspace, desk)
        lent = lend(workspace, desk)
        approve(workspace, desk, before, FINANCE_DIRECTOR, on_behalf_of=GENERAL_MANAGER.id)
        assert requests.standing(desk, before).state is RequestState.APPROVED
        refused(
            ErrorCode.PERSON_NOT_ENTITLED,
            delegations.end, desk, lent.id, (by(workspace, FINANCE_DIRECTOR),), "不再需要",
        )  # fmt: skip
        ended = delegations.end(desk, lent.id, (by(workspace, GENERAL_MANAGER),), "提前返岗")
        assert ended.ended is not None and delegations.in_force(desk) == ()
        assert requests.standing(desk, before).state is RequestState.WAITING
        refused(
            ErrorCode.DELEGATION_NONE,
            approve, workspace, desk, after, FINANCE_DIRECTOR, on_behalf_of=GENERAL_MANAGER.id,
        )  # fmt: skip
        refused(
            ErrorCode.DELEGATION_ENDED,
            delegations.end, desk, lent.id, (by(workspace, GENERAL_MANAGER),), "再次收回",
        )  # fmt: skip
        refused(
            ErrorCode.DELEGATION_UNKNOWN,
            delegations.end, desk, "none", (by(workspace, GENERAL_MANAGER),), "收回",
        )  # fmt: skip


def test_two_administrators_end_a_delegation(workspace: Workspace) -> None:
    with workspace.open() as desk:
        lent = lend(workspace, desk)
        two = (by(workspace, PLATFORM_ADMIN), by(workspace, SYSTEM_ADMIN))
        assert delegations.end(desk, lent.id, two, "授权人离职").ended is not None
        assert delegations.in_force(desk) == ()


def test_what_is_not_lent(workspace: Workspace) -> None:
    now = datetime.now(UTC)
    with workspace.open() as desk:
        days = desk.policy.delegation_days
        refused(ErrorCode.DELEGATION_DEPUTY, lend, workspace, desk, deputy=APPLICANT)
        refused(ErrorCode.DELEGATION_DEPUTY, lend, workspace, desk, deputy=GENERAL_MANAGER)
        refused(ErrorCode.DELEGATION_POSITION, lend, workspace, desk, positions=frozenset({Position.DEPUTY}))
        refused(
            ErrorCode.DELEGATION_POSITION,
            lend,
            workspace,
            desk,
            positions=frozenset({Position.FINANCE_DIRECTOR}),
        )
        refused(ErrorCode.DELEGATION_TERM_WRONG, lend, workspace, desk, ends=now + timedelta(days=days + 1))
        refused(ErrorCode.DELEGATION_TERM_WRONG, lend, workspace, desk, ends=now - timedelta(days=1))
        refused(ErrorCode.DELEGATION_TERM_WRONG, lend, workspace, desk, starts=now - timedelta(days=1))
        refused(ErrorCode.USAGE_WRONG, lend, workspace, desk, reason=" ")
        refused(ErrorCode.PERSON_NOT_ENTITLED, lend, workspace, desk, giver=APPLICANT)
        assert delegations.all_delegations(desk) == ()


def test_a_lent_power_is_not_lent_on(workspace: Workspace) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        lend(workspace, desk)
        wanted = frozenset({Position.GENERAL_MANAGER})
        refused(
            ErrorCode.DELEGATION_POSITION,
            lend, workspace, desk, giver=FINANCE_DIRECTOR, deputy=LEGAL_COUNSEL, positions=wanted,
        )  # fmt: skip
        lend(workspace, desk, giver=FINANCE_DIRECTOR, deputy=LEGAL_COUNSEL)
        for giver in (GENERAL_MANAGER, FINANCE_DIRECTOR):
            with pytest.raises(SealDeskError):
                approve(workspace, desk, request, LEGAL_COUNSEL, on_behalf_of=giver.id)


# Taking back.


def test_an_approval_is_taken_back_before_it_is_used(workspace: Workspace) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        refused(
            ErrorCode.APPROVAL_NOT_GIVEN, approvals.revoke, desk, request, by(workspace, GENERAL_MANAGER), "x"
        )
        approve(workspace, desk, request, GENERAL_MANAGER)
        refused(
            ErrorCode.APPROVAL_NOT_GIVEN, approvals.revoke, desk, request, by(workspace, LEGAL_COUNSEL), "x"
        )
        refused(ErrorCode.USAGE_WRONG, approvals.revoke, desk, request, by(workspace, GENERAL_MANAGER), "")
        done = approvals.revoke(desk, request, by(workspace, GENERAL_MANAGER), "情况有变")
        assert done.state is RequestState.WAITING and done.approvals[0].revoked is not None
        assert approve(workspace, desk, request, GENERAL_MANAGER) is RequestState.APPROVED


# What an attacker with the workstation's key would write.


def replayed(desk: Desk, source: str, target: str, **changed: object) -> None:
    entry = next(
        entry for entry in desk.ledger.entries(request=source) if entry.kind is EntryKind.REQUEST_DECIDED
    )
    facts = {
        name: value
        for name, value in json.loads(entry.canonical).items()
        if name not in ("format", "entry_id", "kind", "time", "workstation")
    }
    desk.record(EntryKind.REQUEST_DECIDED, {**facts, "request": target, **changed})


def test_a_replayed_approval_stops_everything(workspace: Workspace) -> None:
    with workspace.open() as desk:
        source, target = asked(workspace, desk), asked(workspace, desk)
        approve(workspace, desk, source, GENERAL_MANAGER)
        replayed(desk, source, target)
        refused(ErrorCode.APPROVAL_BROKEN, requests.standing, desk, target)
        refused(ErrorCode.APPROVAL_BROKEN, approve, workspace, desk, target, GENERAL_MANAGER)
        replayed(desk, source, source)  # the same once more, where it was taken back
        refused(ErrorCode.APPROVAL_BROKEN, requests.standing, desk, source)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"person": LEGAL_COUNSEL.id},
        {"person": "P9999"},
        {"granted": False},
        {"seal": "SEAL-0001X"},
        {"means": "own_token"},
        {"means": "authority"},
        {"on_behalf_of": LEGAL_COUNSEL.id},
        {"registered_by": SYSTEM_ADMIN.id},
        {"certificate": "MA=="},
        {"note": "no note"},
    ],
)
def test_an_entry_says_what_was_signed(workspace: Workspace, changed: dict[str, object]) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        decider = Decider(desk.person(GENERAL_MANAGER.id), ApprovalMeans.OWN_KEY)
        made = decision(judged(desk, request, decider), decider, granted=True, comment="同意")
        signed = note.sign(write_approval(made), signer(workspace, GENERAL_MANAGER))
        entry = desk.record(EntryKind.REQUEST_DECIDED, {**decision_facts(made), "note": signed, **changed})
        if changed:
            told = refused(ErrorCode.APPROVAL_BROKEN, requests.standing, desk, request)
            assert told.facts["entry"] == entry.index
        else:
            assert requests.standing(desk, request).state is RequestState.APPROVED


def signer(workspace: Workspace, member: CastMember) -> note.Signer:
    """Somebody's own key, as nobody but themselves has it."""
    key = workspace.home / "people" / f"{member.id}.key"
    return OwnKeyFile.open(key, workspace.password(member.id))._signer


def test_nobody_takes_back_what_is_not_theirs(workspace: Workspace) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        approve(workspace, desk, request, GENERAL_MANAGER)
        (one,) = requests.standing(desk, request).approvals
        facts = {"request": request, "person": LEGAL_COUNSEL.id, "decision": one.entry_id, "reason": "x"}
        text = write_statement(facts, EntryKind.APPROVAL_REVOKED.value)
        statement = note.sign(text, signer(workspace, LEGAL_COUNSEL))
        desk.record(EntryKind.APPROVAL_REVOKED, {**facts, "statement": statement})
        refused(ErrorCode.APPROVAL_BROKEN, requests.standing, desk, request)


def test_a_forged_revocation_or_delegation_stops_everything(workspace: Workspace) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        approve(workspace, desk, request, GENERAL_MANAGER)
        (one,) = requests.standing(desk, request).approvals
        facts = {"request": request, "person": GENERAL_MANAGER.id, "decision": one.entry_id, "reason": "x"}
        desk.record(EntryKind.APPROVAL_REVOKED, {**facts, "said": "", "statement": one.note})
        refused(ErrorCode.APPROVAL_BROKEN, requests.standing, desk, request)
        lent = lend(workspace, desk)
        entry = next(desk.ledger.entries(kind=EntryKind.APPROVAL_DELEGATED))
        again = {
            name: value
            for name, value in json.loads(entry.canonical).items()
            if name not in ("format", "entry_id", "kind", "time", "workstation")
        }
        delegations.end(desk, lent.id, (by(workspace, GENERAL_MANAGER),), "收回")
        desk.record(EntryKind.APPROVAL_DELEGATED, again)  # what was signed once is entered once
        refused(ErrorCode.DELEGATION_BROKEN, delegations.all_delegations, desk)


def test_a_clock_set_back_stops_decisions(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        early = datetime.now(UTC) - timedelta(hours=1)
        monkeypatch.setattr(clock, "_clock", lambda: early)
        refused(ErrorCode.CLOCK_SET_BACK, approve, workspace, desk, request, GENERAL_MANAGER)
        monkeypatch.setattr(clock, "_clock", lambda: datetime.now(UTC) - timedelta(minutes=4))
        newest = next(desk.ledger.entries(newest_first=True, limit=1)).time
        assert clock.judged_now(desk) == newest
        assert approve(workspace, desk, request, GENERAL_MANAGER) is RequestState.APPROVED
        assert ("approve", "clock.set_back") in refusals(desk)


def test_the_text_that_is_signed_is_the_one_that_is_kept(workspace: Workspace) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        approve(workspace, desk, request, GENERAL_MANAGER)
        (one,) = requests.standing(desk, request).approvals
        assert one.note.startswith(write_approval(one))


def test_nothing_of_a_password_is_entered(workspace: Workspace) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        with pytest.raises(SealDeskError):
            approvals.approve(desk, request, DEPARTMENT_HEAD.id, "wrong-password-9f3", "同意")
    assert "wrong-password-9f3" not in (Path(workspace.home) / "ledger.sqlite3").read_bytes().decode(
        "latin-1"
    )


# People whose roles came to meet, and time.


def becomes(workspace: Workspace, desk: Desk, member: CastMember, *roles: Role) -> None:
    """Two administrators make somebody a general manager with these roles."""
    person = replace(
        desk.person(member.id), roles=frozenset(roles), positions=frozenset({Position.GENERAL_MANAGER})
    )
    wanted = people_register.PeopleChange(desk.people.version, put=(person,))
    people_register.change(desk, wanted, (by(workspace, PLATFORM_ADMIN), by(workspace, SYSTEM_ADMIN)))


def test_nobody_approves_their_own_request(workspace: Workspace) -> None:
    with workspace.open() as desk:
        becomes(workspace, desk, APPLICANT, Role.USER, Role.APPROVER)
        request = asked(workspace, desk)
        refused(ErrorCode.APPROVAL_SELF, approve, workspace, desk, request, APPLICANT)
        lend(workspace, desk, giver=APPLICANT)  # nor by somebody else's hand
        refused(
            ErrorCode.APPROVAL_SELF,
            approve, workspace, desk, request, FINANCE_DIRECTOR, on_behalf_of=APPLICANT.id,
        )  # fmt: skip
        lend(workspace, desk, deputy=APPLICANT)  # nor with a power that was lent
        refused(
            ErrorCode.APPROVAL_SELF,
            approve, workspace, desk, request, APPLICANT, on_behalf_of=GENERAL_MANAGER.id,
        )  # fmt: skip
        assert refusals(desk) == [("approve", "approval.self")] * 3


def test_who_keeps_the_seal_does_not_approve(workspace: Workspace) -> None:
    with workspace.open() as desk:
        becomes(workspace, desk, CUSTODIAN, Role.APPROVER)
        request = asked(workspace, desk)
        refused(ErrorCode.APPROVAL_CUSTODIAN, approve, workspace, desk, request, CUSTODIAN)
        lend(workspace, desk, giver=CUSTODIAN)
        refused(
            ErrorCode.APPROVAL_CUSTODIAN,
            approve, workspace, desk, request, FINANCE_DIRECTOR, on_behalf_of=CUSTODIAN.id,
        )  # fmt: skip


def test_who_was_handed_the_seal_does_not_approve(workspace: Workspace) -> None:
    with workspace.open() as desk:
        giving, receiving = by(workspace, CUSTODIAN), by(workspace, SUCCESSOR)
        custody.hand_over(desk, workspace.seal("unit"), giving=giving, receiving=receiving, reason="调离")
        becomes(workspace, desk, SUCCESSOR, Role.APPROVER)
        request = asked(workspace, desk)
        refused(ErrorCode.APPROVAL_CUSTODIAN, approve, workspace, desk, request, SUCCESSOR)


def test_who_lost_the_position_decides_no_more(workspace: Workspace) -> None:
    with workspace.open() as desk:
        request, other = asked(workspace, desk), asked(workspace, desk)
        approve(workspace, desk, request, GENERAL_MANAGER)
        person = replace(desk.person(GENERAL_MANAGER.id), positions=frozenset())
        wanted = people_register.PeopleChange(desk.people.version, put=(person,))
        people_register.change(desk, wanted, (by(workspace, PLATFORM_ADMIN), by(workspace, SYSTEM_ADMIN)))
        refused(ErrorCode.PERSON_NOT_ENTITLED, approve, workspace, desk, other, GENERAL_MANAGER)
        # What they signed holds as a signature; what it is worth, the register in force says.
        standing = requests.standing(desk, request)
        assert standing.approvals[0].granted and standing.state is RequestState.WAITING


def test_an_expired_request_is_not_decided_on(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        late = requests.standing(desk, request).request.valid_until + timedelta(seconds=1)
        monkeypatch.setattr(clock, "_clock", lambda: late)
        refused(ErrorCode.REQUEST_EXPIRED, approve, workspace, desk, request, GENERAL_MANAGER)


@pytest.mark.parametrize("hashed", [False, True])
def test_a_request_edited_in_the_database_is_not_decided_on(workspace: Workspace, hashed: bool) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        approve(workspace, desk, request, GENERAL_MANAGER)
    with closing(sqlite3.connect(workspace.home / "ledger.sqlite3")) as database, database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            database.execute(f"DROP TRIGGER {name}")
        found = "SELECT idx, canonical FROM body WHERE kind = 'request.made' AND request = ?"
        ((index, text),) = database.execute(found, (request,))
        edited = text.replace('"impressions":2', '"impressions":9')
        assert edited != text
        database.execute("UPDATE body SET canonical = ? WHERE idx = ?", (edited, index))
        if hashed:
            database.execute("UPDATE leaf SET hash = ? WHERE idx = ?", (leaf_hash(edited.encode()), index))
    with workspace.open() as desk:
        told = ErrorCode.APPROVAL_BROKEN if hashed else ErrorCode.LEDGER_BROKEN
        refused(told, requests.standing, desk, request)
        refused(ErrorCode.LEDGER_BROKEN, approve, workspace, desk, request, GENERAL_MANAGER)
