"""Entries on a seal's life by somebody who writes to the ledger with the workstation's key: none lets it stamp."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.statement import write_statement
from sealdesk.model.act import SealingOrder
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.placement import Placement
from sealdesk.model.seal import SealState
from sealdesk.model.seal_life import LifeAction
from sealdesk.service import seal_life, seals
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.cast import (
    APPLICANT,
    AUDITOR,
    CUSTODIAN,
    PLATFORM_ADMIN,
    SYSTEM_ADMIN,
    CastMember,
)
from sealdesk.service.life_standing import read_past
from sealdesk.service.look_at_document import look
from sealdesk.service.prepare_act import prepare_act
from sealdesk.service.sign_in import SignIn
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer
from sealdesk.vault.personal_key import unlock_key
from tests.journeys.conftest import Workspace

ADMINISTRATORS = (PLATFORM_ADMIN, SYSTEM_ADMIN)
OF_THE_LEDGER = frozenset({"format", "entry_id", "kind", "time", "workstation"})


def own_key(workspace: Workspace, member: CastMember) -> Signer:
    blob = (workspace.home / "people" / f"{member.id}.key").read_bytes()
    return Signer.parse(unlock_key(blob, member.id, workspace.password(member.id)))


def last_entry(desk: Desk, seal_id: str, action: str = "") -> LedgerEntry:
    entries = desk.ledger.entries(kind=EntryKind.SEAL_STATE, seal=seal_id, newest_first=True)
    return next(one for one in entries if action in ("", one.body.get("action")))


def report(workspace: Workspace, desk: Desk, action: LifeAction = LifeAction.REPORT_LOST) -> None:
    by = SignIn(APPLICANT.id, workspace.password(APPLICANT.id))
    seal_life.take(desk, workspace.seal(), action, (by,), "不见了")


def append(workspace: Workspace, desk: Desk, persons: Sequence[CastMember | str], **said: Any) -> None:
    """A step that makes the seal active, by these people, of whom only members sign."""
    last = last_entry(desk, workspace.seal())
    ids = [one if isinstance(one, str) else one.id for one in persons]
    kept = ("seal", "version", "record_sha256", "name", "seal_kind")
    facts: dict[str, Any] = {name: last.body[name] for name in kept}
    facts |= {"action": "activate", "state": "active", "reason": "x", "attachments": [], "said": ""}
    facts |= {"previous": last.entry_id, "person": ids[0], "persons": ids, **said}
    keys = [own_key(workspace, one) for one in persons if isinstance(one, CastMember)]
    statement = note.sign(write_statement(facts), *keys) if keys else "nobody signed this"
    desk.record(EntryKind.SEAL_STATE, {**facts, "statement": statement})


def stamps_no_more(workspace: Workspace, desk: Desk, trouble: str) -> None:
    seal_id = workspace.seal()
    assert seals.state_of(desk.ledger, seal_id) is SealState.ACTIVE, "the attack says so"
    assert trouble in {step.trouble for step in read_past(desk, seal_id).steps}
    place = Placement(page=1, centre_x_mm=100.0, centre_y_mm=200.0, width_mm=40.0, height_mm=40.0)
    order = SealingOrder(
        workspace.contract, workspace.folder / "out.pdf", seal_id, workspace.request, (place,)
    )
    with pytest.raises(SealDeskError) as caught:
        prepare_act(desk, order, look(workspace.contract))
    assert caught.value.code is ErrorCode.SEAL_STATEMENT_BROKEN


@pytest.mark.parametrize("persons", [("GHOST",), (PLATFORM_ADMIN, "GHOST"), (CUSTODIAN, "GHOST")], ids=str)
def test_nobody_registered_signs_nothing(workspace: Workspace, persons: Sequence[CastMember | str]) -> None:
    with workspace.open() as desk:
        report(workspace, desk)
        append(workspace, desk, persons, action="resume" if len(persons) == 2 else "activate")
        stamps_no_more(workspace, desk, "signer_unknown")


def test_who_left_the_register_does_not_vouch_any_more_but_the_seal_can_be_closed(
    workspace: Workspace,
) -> None:
    """The seal's life is ended by those who are there; the register of that day would be needed to stamp."""
    seal_id = workspace.seal()
    paper = workspace.folder / "application.txt"
    paper.write_text("注销申请", "utf-8")
    with workspace.open() as desk:
        register = desk.people
        left = tuple(one for one in register.people if one.id != APPLICANT.id)
        vars(desk)["people"] = type(register)(register.version, left)
        stamps_no_more(workspace, desk, "signer_unknown")
        administrators = [SignIn(one.id, workspace.password(one.id)) for one in ADMINISTRATORS]
        possible = seal_life.possible(desk, seal_life.life(desk, seal_id), desk.person(PLATFORM_ADMIN.id))
        assert LifeAction.CANCEL in possible and LifeAction.RENEW not in possible
        life = seal_life.take(
            desk, seal_id, LifeAction.CANCEL, administrators, "重新制作", attachments=[(paper, "")]
        )
        assert life.state is SealState.CANCELLED


@pytest.mark.parametrize("action", ["activate", "issue"])
def test_a_signed_step_appended_again_revives_nothing(workspace: Workspace, action: str) -> None:
    with workspace.open() as desk:
        report(workspace, desk)
        old = last_entry(desk, workspace.seal(), "activate")
        again = last_entry(desk, workspace.seal(), action)
        for entry in (old,) if again.entry_id == old.entry_id else (again, old):
            said = {name: value for name, value in entry.body.items() if name not in OF_THE_LEDGER}
            desk.record(EntryKind.SEAL_STATE, said)
        stamps_no_more(workspace, desk, "previous")


def test_a_resumption_signed_once_counts_once(workspace: Workspace) -> None:
    """Damage, resumption, damage again: the table allows another resumption, the statement names the first damage."""
    seal_id = workspace.seal()
    with workspace.open() as desk:
        report(workspace, desk, LifeAction.REPORT_DAMAGED)
        by = [SignIn(one.id, workspace.password(one.id)) for one in ADMINISTRATORS]
        seal_life.take(desk, seal_id, LifeAction.RESUME, by, "已修复")
        resumed = last_entry(desk, seal_id, "resume")
        report(workspace, desk, LifeAction.REPORT_DAMAGED)
        said = {name: value for name, value in resumed.body.items() if name not in OF_THE_LEDGER}
        desk.record(EntryKind.SEAL_STATE, said)
        stamps_no_more(workspace, desk, "previous")


@pytest.mark.parametrize(
    ("signers", "said", "trouble"),
    [
        ((CUSTODIAN,), {"action": "report_damaged"}, "not_possible"),
        ((CUSTODIAN,), {"action": "activate", "test_sheet_checked": True}, "not_possible"),
        (ADMINISTRATORS, {"action": "resume"}, "not_possible"),
    ],
    ids=str,
)
def test_a_lost_seal_is_not_revived_by_what_the_table_forbids(
    workspace: Workspace, signers: Sequence[CastMember], said: dict[str, Any], trouble: str
) -> None:
    with workspace.open() as desk:
        report(workspace, desk)
        append(workspace, desk, signers, **said)
        stamps_no_more(workspace, desk, trouble)


@pytest.mark.parametrize("signers", [(CUSTODIAN,), (AUDITOR, CUSTODIAN), (PLATFORM_ADMIN,)], ids=str)
def test_people_who_may_not_take_a_step_do_not_take_it(
    workspace: Workspace, signers: Sequence[CastMember]
) -> None:
    with workspace.open() as desk:
        report(workspace, desk, LifeAction.REPORT_DAMAGED)
        append(workspace, desk, signers, action="resume")
        stamps_no_more(workspace, desk, "not_entitled")


@pytest.mark.parametrize(
    "said",
    [
        {"record_sha256": "ab" * 32},
        {"version": 2},
        {"seal_kind": "other"},
        {"reason": ""},
        {"application": {}},
        {"previous": ""},
    ],
    ids=str,
)
def test_a_step_changes_nothing_but_what_it_is_for(workspace: Workspace, said: dict[str, Any]) -> None:
    """Signed by those who may, and the step is possible: but it says more, or less, than it may."""
    with workspace.open() as desk:
        report(workspace, desk, LifeAction.REPORT_DAMAGED)
        if "application" in said:
            said = {"application": last_entry(desk, workspace.seal(), "apply").body["application"]}
        append(workspace, desk, ADMINISTRATORS, **{"action": "resume", **said})
        (step,) = read_past(desk, workspace.seal()).steps[-1:]
        assert step.trouble in ("not_possible", "previous")


def test_an_entry_that_nobody_signed_stops_the_seal_wherever_it_stands(workspace: Workspace) -> None:
    seal_id = workspace.seal()
    with workspace.open() as desk:
        report(workspace, desk, LifeAction.REPORT_DAMAGED)
        seal = seals.find_seal(desk, seal_id)
        desk.record(
            EntryKind.SEAL_STATE, seals.state_facts(seal, SealState.SUSPENDED, PLATFORM_ADMIN.id, "盘点")
        )
        append(workspace, desk, ADMINISTRATORS, action="resume")
        stamps_no_more(workspace, desk, "unsigned")
