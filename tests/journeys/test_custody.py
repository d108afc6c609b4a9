"""Handover, delegation and their end, with a real token: who stamps, who does not, and when the PIN must change."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pymupdf
import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.act import SealingOrder, SealingResult
from sealdesk.model.custody import CustodyAct, CustodyBasis, CustodyStep, HandoverWay
from sealdesk.model.ledger import EntryKind
from sealdesk.model.permission import Action
from sealdesk.model.placement import Placement
from sealdesk.model.seal import SealState
from sealdesk.service import (
    custody,
    custody_entry,
    custody_standing,
    pin_changes,
    seal_document,
    seals,
    token_side,
)
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.cast import (
    APPLICANT,
    AUDITOR,
    CUSTODIAN,
    DEPARTMENT_HEAD,
    GENERAL_MANAGER,
    PLATFORM_ADMIN,
    SUCCESSOR,
)
from sealdesk.service.look_at_document import look
from sealdesk.service.prepare_act import prepare_act
from sealdesk.service.sign_in import SignIn, signed_in
from tests.journeys.conftest import Workspace

NEW_PIN = "58203917"
NEXT_PIN = "90417736"


def sign_in(workspace: Workspace, member: object) -> SignIn:
    return SignIn(member.id, workspace.password(member.id))  # type: ignore[attr-defined]


def refused(code: ErrorCode, act: object, *arguments: object, **named: object) -> SealDeskError:
    with pytest.raises(SealDeskError) as caught:
        act(*arguments, **named)  # type: ignore[operator]
    assert caught.value.code is code, caught.value
    return caught.value


def stamp(workspace: Workspace, desk: Desk, pin: str, name: str = "out.pdf") -> SealingResult:
    target = workspace.folder / name
    place = Placement(page=1, centre_x_mm=100.0, centre_y_mm=200.0, width_mm=40.0, height_mm=40.0)
    order = SealingOrder(workspace.contract, target, workspace.seal(), workspace.request, (place,))
    ready = prepare_act(desk, order, look(workspace.contract))
    token_side.unlock(desk, ready.token, pin)
    return seal_document.carry_out(desk, ready)


def hand_over(workspace: Workspace, desk: Desk) -> str:
    return custody.hand_over(
        desk,
        workspace.seal(),
        giving=sign_in(workspace, CUSTODIAN),
        receiving=sign_in(workspace, SUCCESSOR),
        reason="调离",
    )


def delegate(workspace: Workspace, desk: Desk, until: datetime, **others: SignIn) -> str:
    named = {
        "custodian": sign_in(workspace, CUSTODIAN),
        "deputy": sign_in(workspace, APPLICANT),
        "approver": sign_in(workspace, GENERAL_MANAGER),
        **others,
    }
    return custody.delegate(desk, workspace.seal(), until=until, reason="休假", **named)


def soon(**later: float) -> datetime:
    return datetime.now(UTC) + timedelta(**later)


# Handover.


def test_the_custodian_of_a_new_seal_keeps_it_by_its_record(workspace: Workspace) -> None:
    with workspace.open() as desk:
        kept = custody.custody_of(desk, seals.find_seal(desk, workspace.seal()))
    assert (kept.person_id, kept.custodian_id, kept.basis) == (
        CUSTODIAN.id,
        CUSTODIAN.id,
        CustodyBasis.RECORD,
    )
    assert len(kept.certificates) == 1


def test_a_token_that_passes_on_takes_its_seals_along_and_changes_its_pin_first(workspace: Workspace) -> None:
    with workspace.open() as desk:
        entry_id = hand_over(workspace, desk)
        for standing in seals.all_seals(desk):
            kept = custody.custody_of(desk, standing.seal)
            assert (kept.person_id, kept.basis) == (SUCCESSOR.id, CustodyBasis.HANDOVER)
        (step,) = custody.history(desk, workspace.seal())
        assert (step.entry_id, step.act, step.way) == (
            entry_id,
            CustodyAct.HANDED_OVER,
            HandoverWay.SAME_TOKEN,
        )
        assert step.persons == (CUSTODIAN.id, SUCCESSOR.id)

        # The predecessor knows the PIN: it signs nothing any more.
        refused(ErrorCode.TOKEN_NOT_REGISTERED, stamp, workspace, desk, workspace.pin)
        ref = token_side.look(desk)[0].ref
        pin_changes.change_pin(desk, ref, workspace.pin, NEW_PIN)
        assert stamp(workspace, desk, NEW_PIN).verification.good
    sealed = workspace.entries("act.sealed")[-1]
    assert sealed["person"] == SUCCESSOR.id


def test_only_the_custodian_hands_over_and_only_to_another_custodian(workspace: Workspace) -> None:
    def attempt(giving: SignIn, receiving: SignIn) -> str:
        return custody.hand_over(desk, workspace.seal(), giving=giving, receiving=receiving, reason="调离")

    keeper, successor = sign_in(workspace, CUSTODIAN), sign_in(workspace, SUCCESSOR)
    with workspace.open() as desk:
        refused(ErrorCode.CUSTODY_SAME_PERSON, attempt, keeper, keeper)
        for member in (APPLICANT, GENERAL_MANAGER, PLATFORM_ADMIN, AUDITOR):
            refused(ErrorCode.PERSON_NOT_ENTITLED, attempt, keeper, sign_in(workspace, member))
            refused(ErrorCode.PERSON_NOT_ENTITLED, attempt, sign_in(workspace, member), successor)
        for reason in (" ", "\u202e调离"):
            refused(
                ErrorCode.USAGE_WRONG,
                custody.hand_over,
                desk,
                workspace.seal(),
                giving=keeper,
                receiving=successor,
                reason=reason,
            )
        wrong = SignIn(SUCCESSOR.id, "not it")
        refused(ErrorCode.PERSON_PASSWORD_WRONG, attempt, keeper, wrong)
        hand_over(workspace, desk)
        refused(ErrorCode.PERSON_NOT_ENTITLED, attempt, keeper, successor)  # it is not theirs any more
    assert len(workspace.entries("custody.handed_over")) == len(workspace.made.seals)


def test_a_handover_entered_without_the_receivers_signature_counts_for_nothing(workspace: Workspace) -> None:
    """The custodian at the workstation can make it append an entry; not the other person's signature."""
    with workspace.open() as desk:
        hand_over(workspace, desk)
        body = dict(next(desk.ledger.entries(kind=EntryKind.CUSTODY_HANDED_OVER, seal=workspace.seal())).body)
        given = {
            name: body[name]
            for name in body
            if name not in ("entry_id", "kind", "time", "format", "workstation")
        }
        desk.record(EntryKind.CUSTODY_HANDED_OVER, {**given, "keeper": CUSTODIAN.id, "giver": SUCCESSOR.id})
        seal = seals.find_seal(desk, workspace.seal())
        refused(ErrorCode.CUSTODY_BROKEN, custody.custody_of, desk, seal)
        refused(ErrorCode.CUSTODY_BROKEN, stamp, workspace, desk, workspace.pin)


def test_seals_between_steps_go_with_their_token_and_nobody_gives_a_token_they_do_not_have(
    workspace: Workspace,
) -> None:
    """A seal left behind would have a custodian without a key, who could still pass it on."""
    with workspace.open() as desk:
        first = desk.ledger.size()
        seal = seals.find_seal(desk, workspace.seal("legal_affairs"))
        desk.record(EntryKind.SEAL_STATE, seals.state_facts(seal, SealState.MADE, CUSTODIAN.id, "待备案"))
        moved = custody.going_along(desk, workspace.seal())
        assert moved[0].id == workspace.seal() and {one.id for one in moved} == {
            one.id for one in workspace.made.seals
        }
        hand_over(workspace, desk)
        assert custody.custody_of(desk, seal).person_id == SUCCESSOR.id
        assert desk.ledger.size() == first + 1 + len(moved)


def test_the_token_that_comes_back_brings_all_its_seals_back(workspace: Workspace) -> None:
    with workspace.open() as desk:
        delegate(workspace, desk, soon(days=1))
        unit = workspace.seal("unit")
        custody.end_delegation(desk, unit, sign_in(workspace, CUSTODIAN), "归还")
        assert custody.custody_of(desk, seals.find_seal(desk, workspace.seal())).person_id == CUSTODIAN.id


def test_a_deputy_stamps_no_request_of_their_own(workspace: Workspace) -> None:
    """The sample request is the applicant's; as the seal's deputy they may not stamp it."""
    with workspace.open() as desk:
        delegate(workspace, desk, soon(days=1))
        ref = token_side.look(desk)[0].ref
        pin_changes.change_pin(desk, ref, workspace.pin, NEW_PIN)
        refused(ErrorCode.REQUEST_OWN, stamp, workspace, desk, NEW_PIN)
    assert workspace.entries("act.refused")[-1]["reason"] == "request.own"


def forged(desk: Desk, workspace: Workspace, persons: tuple[object, ...], **other: object) -> None:
    """What a program with the workstation's key appends, with the signatures of these people."""
    seal = seals.find_seal(desk, workspace.seal())
    kept = custody.custody_of(desk, seal)
    step = CustodyStep(
        act=CustodyAct.HANDED_OVER,
        act_id="forged",
        entry_id="",
        seal_id="",
        way=HandoverWay.SAME_TOKEN,
        giver_id=CUSTODIAN.id,
        keeper_id=SUCCESSOR.id,
        approver_id="",
        persons=tuple(member.id for member in persons),  # type: ignore[attr-defined]
        at=datetime.now(UTC),
        until=None,
        certificates=kept.certificates,
        reason="伪造",
        statement="",
    )
    step = replace(step, **other)  # type: ignore[arg-type]
    entered = [sign_in(workspace, member) for member in persons]
    keys = tuple(signed_in(desk, one.person_id, one.password)[1] for one in entered)
    with desk.recording() as transaction:
        custody_entry.enter(transaction, step, (seal.id,), keys)


@pytest.mark.parametrize(
    ("persons", "other"),
    [
        ((SUCCESSOR,), {}),
        ((SUCCESSOR, APPLICANT), {}),
        ((SUCCESSOR, APPLICANT), {"giver_id": APPLICANT.id}),  # who did not have it
        ((APPLICANT, SUCCESSOR), {"giver_id": APPLICANT.id}),
        (
            (CUSTODIAN, APPLICANT),
            {"act": CustodyAct.DELEGATED, "keeper_id": APPLICANT.id, "until": soon(days=1)},
        ),
        ((CUSTODIAN,), {"act": CustodyAct.ENDED, "keeper_id": CUSTODIAN.id}),
    ],
)
def test_an_act_that_is_not_everybodys_stops_the_seal(
    workspace: Workspace, persons: tuple[object, ...], other: dict[str, object]
) -> None:
    with workspace.open() as desk:
        forged(desk, workspace, persons, **other)
        refused(ErrorCode.CUSTODY_BROKEN, stamp, workspace, desk, workspace.pin)


def test_a_deputy_whom_nobody_entitled_approved_does_not_keep_the_seal(workspace: Workspace) -> None:
    with workspace.open() as desk:
        people = (CUSTODIAN, APPLICANT, DEPARTMENT_HEAD)
        named = {"act": CustodyAct.DELEGATED, "keeper_id": APPLICANT.id, "approver_id": DEPARTMENT_HEAD.id}
        forged(desk, workspace, people, **named, until=soon(days=1))
        seal = seals.find_seal(desk, workspace.seal())
        refused(ErrorCode.PERSON_NOT_ENTITLED, custody.custody_of, desk, seal)


def test_an_act_entered_again_stops_the_seal(workspace: Workspace) -> None:
    """They signed it once; it moves the seal once."""
    with workspace.open() as desk:
        hand_over(workspace, desk)
        first = next(desk.ledger.entries(kind=EntryKind.CUSTODY_HANDED_OVER, seal=workspace.seal())).body
        custody.hand_over(
            desk,
            workspace.seal(),
            giving=sign_in(workspace, SUCCESSOR),
            receiving=sign_in(workspace, CUSTODIAN),
            reason="调回",
        )
        own = ("entry_id", "kind", "time", "format", "workstation")
        desk.record(EntryKind.CUSTODY_HANDED_OVER, {name: first[name] for name in first if name not in own})
        refused(ErrorCode.CUSTODY_BROKEN, stamp, workspace, desk, workspace.pin)


def test_of_two_acts_at_once_the_second_is_judged_by_what_the_first_did(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing = custody.signed_in

    def interleaved(desk: Desk, person_id: str, password: str, action: Action) -> object:
        if person_id == SUCCESSOR.id:
            monkeypatch.setattr(custody, "signed_in", signing)
            with workspace.open() as other:
                delegate(workspace, other, soon(days=1))
        return signing(desk, person_id, password, action)

    monkeypatch.setattr(custody, "signed_in", interleaved)
    with workspace.open() as desk:
        refused(ErrorCode.CUSTODY_DELEGATED, hand_over, workspace, desk)


# Delegation.


def test_a_clock_set_back_gives_a_deputy_no_more_time(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, zone: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) - timedelta(hours=3)

    with workspace.open() as desk:
        delegate(workspace, desk, datetime.now(UTC) + timedelta(seconds=1))
        while custody.custody_of(desk, seals.find_seal(desk, workspace.seal())).person_id:
            time.sleep(0.1)
        desk.record(EntryKind.LEDGER_EXPORTED, {"person": "x"})
        monkeypatch.setattr(custody_standing, "datetime", Clock)
        assert not custody.custody_of(desk, seals.find_seal(desk, workspace.seal())).person_id


def test_a_deputy_keeps_the_seal_for_a_period_and_it_ends_by_itself(workspace: Workspace) -> None:
    with workspace.open() as desk:
        until = soon(days=10)
        delegate(workspace, desk, until, deputy=sign_in(workspace, SUCCESSOR))
        seal = seals.find_seal(desk, workspace.seal())
        kept = custody.custody_of(desk, seal)
        assert (kept.person_id, kept.custodian_id, kept.basis) == (
            SUCCESSOR.id,
            CUSTODIAN.id,
            CustodyBasis.DELEGATION,
        )
        ref = token_side.look(desk)[0].ref
        refused(ErrorCode.TOKEN_NOT_REGISTERED, stamp, workspace, desk, workspace.pin)
        pin_changes.change_pin(desk, ref, workspace.pin, NEW_PIN)
        assert stamp(workspace, desk, NEW_PIN).verification.good
        assert workspace.entries("act.sealed")[-1]["person"] == SUCCESSOR.id

        over = custody_standing.custody_of(desk, seal, at=until)
        assert (over.person_id, over.certificates) == ("", ())


def test_after_the_term_nobody_stamps_until_the_token_is_back_and_its_pin_changed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace.open() as desk:
        delegate(workspace, desk, soon(days=1))
        ref = token_side.look(desk)[0].ref
        pin_changes.change_pin(desk, ref, workspace.pin, NEW_PIN)
        monkeypatch.setattr(custody_standing, "_now", lambda *_: soon(days=2))
        refused(ErrorCode.CUSTODY_NOT_RETURNED, stamp, workspace, desk, NEW_PIN)

        refused(
            ErrorCode.PERSON_NOT_ENTITLED,
            custody.end_delegation,
            desk,
            workspace.seal(),
            sign_in(workspace, APPLICANT),
            "归还",
        )
        custody.end_delegation(desk, workspace.seal(), sign_in(workspace, CUSTODIAN), "归还")
        refused(ErrorCode.TOKEN_NOT_REGISTERED, stamp, workspace, desk, NEW_PIN)
        pin_changes.change_pin(desk, ref, NEW_PIN, NEXT_PIN)
        assert stamp(workspace, desk, NEXT_PIN).verification.good
    assert workspace.entries("act.sealed")[-1]["person"] == CUSTODIAN.id


@pytest.mark.parametrize("member", [DEPARTMENT_HEAD, AUDITOR, PLATFORM_ADMIN, SUCCESSOR])
def test_only_whom_the_policy_names_approves_a_deputy(workspace: Workspace, member: object) -> None:
    with workspace.open() as desk:
        approver = sign_in(workspace, member)
        refused(ErrorCode.PERSON_NOT_ENTITLED, delegate, workspace, desk, soon(days=1), approver=approver)
    assert not workspace.entries("custody.delegated")


@pytest.mark.parametrize("member", [GENERAL_MANAGER, AUDITOR, PLATFORM_ADMIN])
def test_who_manages_decides_or_audits_is_no_deputy(workspace: Workspace, member: object) -> None:
    with workspace.open() as desk:
        deputy = sign_in(workspace, member)
        refused(ErrorCode.PERSON_NOT_ENTITLED, delegate, workspace, desk, soon(days=1), deputy=deputy)


def test_a_term_is_in_the_future_and_not_too_long(workspace: Workspace) -> None:
    with workspace.open() as desk:
        for until in (soon(seconds=-1), soon(days=91)):
            refused(ErrorCode.CUSTODY_TERM_WRONG, delegate, workspace, desk, until)


def test_a_delegated_seal_is_neither_delegated_again_nor_handed_over(workspace: Workspace) -> None:
    with workspace.open() as desk:
        refused(
            ErrorCode.CUSTODY_NOT_DELEGATED,
            custody.end_delegation,
            desk,
            workspace.seal(),
            sign_in(workspace, CUSTODIAN),
            "归还",
        )
        delegate(workspace, desk, soon(days=1))
        refused(ErrorCode.CUSTODY_DELEGATED, delegate, workspace, desk, soon(days=1))
        refused(ErrorCode.CUSTODY_DELEGATED, hand_over, workspace, desk)
        custody.end_delegation(desk, workspace.seal(), sign_in(workspace, CUSTODIAN), "提前归还")
        hand_over(workspace, desk)


def test_the_entries_name_no_password(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.open() as desk:
        hand_over(workspace, desk)
    passwords = [workspace.password(member.id) for member in (CUSTODIAN, SUCCESSOR)]
    blob = (workspace.home / "ledger.sqlite3").read_bytes()
    assert not any(password.encode() in blob for password in passwords)


# The command line.


def password_file(workspace: Workspace, member: object) -> Path:
    return workspace.home / "passwords" / member.id  # type: ignore[attr-defined]


def test_the_whole_by_command_with_minutes(workspace: Workspace) -> None:
    minutes = workspace.folder / "minutes.pdf"
    seal = workspace.seal("department")
    common = ("--as", CUSTODIAN.id, "--password-file", password_file(workspace, CUSTODIAN))
    deputy = ("--to", APPLICANT.id, "--to-password-file", password_file(workspace, APPLICANT))
    until = (datetime.now() + timedelta(days=3)).date().isoformat()  # noqa: DTZ005 - a local day
    head = ("--approved-by", DEPARTMENT_HEAD.id)
    head += ("--approved-by-password-file", password_file(workspace, DEPARTMENT_HEAD))
    words = ("seals", "delegate", seal, *common, *deputy, "--until", until, "--reason", "休假")
    # The token is one for all seals, and the head of a department does not decide about the unit's.
    refusal = workspace.command(*words, *head)
    assert (refusal.status, "[person.not_entitled]" in refusal.err) == (3, True)

    manager = ("--approved-by", GENERAL_MANAGER.id)
    manager += ("--approved-by-password-file", password_file(workspace, GENERAL_MANAGER))
    told = workspace.command(*words, *manager, "--minutes", minutes, "--json")
    assert told.status == 0, told.err
    assert (told.json["person"], told.json["custodian"], told.json["basis"]) == (
        APPLICANT.id,
        CUSTODIAN.id,
        "delegation",
    )
    (step,) = told.json["history"]
    with pymupdf.open(minutes) as document:
        text = "".join(page.get_text(flags=0) for page in document)  # no ligatures: ids have “ff” in them
    assert all(name in text for name in (APPLICANT.name, CUSTODIAN.name, GENERAL_MANAGER.name, step["entry"]))

    back = workspace.command("seals", "take-back", seal, *common, "--reason", "提前返岗")
    assert back.status == 0, back.err
    receiving = ("--to", SUCCESSOR.id, "--to-password-file", password_file(workspace, SUCCESSOR))
    over = workspace.command("seals", "hand-over", seal, *common, *receiving, "--reason", "调离", "--json")
    assert over.status == 0, over.err
    assert [step["act"] for step in over.json["history"]] == ["delegated", "ended", "handed_over"]
    again = workspace.command("seals", "minutes", step["entry"], "--output", minutes)
    assert (again.status, "[output.exists]" in again.err) == (4, True)
    assert workspace.command("seals", "minutes", "none", "--output", workspace.folder / "x.pdf").status == 4
    assert workspace.command("seals", "custody", seal).status == 0
