"""The life of a seal with real parts: by command line from application to destruction, and what stops it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.seal_design import write_design
from sealdesk.formats.statement import write_statement
from sealdesk.model.act import SealingOrder
from sealdesk.model.certificate import ExpiryKind
from sealdesk.model.ledger import EntryKind
from sealdesk.model.placement import Placement
from sealdesk.model.seal import SealKind, SealPicture, SealShape, SealState
from sealdesk.model.seal_design import SealDesign
from sealdesk.model.seal_life import LifeAction, SealApplication, SealLife
from sealdesk.policy.rules import SealRules
from sealdesk.service import expiry, read_ledger, seal_batch, seal_document, seal_life, seals, token_side
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.authority import CREDIT_CODE, ORGANISATION
from sealdesk.service.evaluation.cast import (
    APPLICANT,
    AUDITOR,
    CUSTODIAN,
    DEPARTMENT_HEAD,
    GENERAL_MANAGER,
    PLATFORM_ADMIN,
    SYSTEM_ADMIN,
    CastMember,
)
from sealdesk.service.life_standing import read_past
from sealdesk.service.look_at_document import look
from sealdesk.service.prepare_act import ReadyAct, prepare_act
from sealdesk.service.seal_batch import BatchState, DocumentStanding
from sealdesk.service.sign_in import SignIn
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer
from sealdesk.vault.personal_key import unlock_key
from tests.journeys.conftest import Answer, Workspace

NAME = f"{ORGANISATION}安全部"
NEW = "SEAL-0007"
DESIGN = SealDesign(
    SealKind.DEPARTMENT, SealShape.ROUND, 38.0, 38.0, arc_text=ORGANISATION, centre_text="安全部", star=True
)
ADMINISTRATORS = (PLATFORM_ADMIN, SYSTEM_ADMIN)


def refused(code: ErrorCode, act: object, *arguments: object, **named: object) -> SealDeskError:
    with pytest.raises(SealDeskError) as caught:
        act(*arguments, **named)  # type: ignore[operator]
    assert caught.value.code is code, caught.value
    return caught.value


def sign_in(workspace: Workspace, member: CastMember) -> SignIn:
    return SignIn(member.id, workspace.password(member.id))


def by(workspace: Workspace, *members: CastMember) -> tuple[str | Path, ...]:
    words: list[str | Path] = []
    for number, member in zip(("", "2"), members, strict=False):
        words += [f"--as{number}", member.id, f"--password-file{number}"]
        words.append(workspace.home / "passwords" / member.id)
    return tuple(words)


def maker_file(workspace: Workspace) -> Path:
    return workspace.home / "passwords" / "seal-maker"


class ByCommand:
    """The command line, one step after another on one seal."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def step(self, verb: str, people: Sequence[CastMember], *words: str | Path, stdin: str = "") -> Answer:
        signed = by(self.workspace, *people)
        return self.workspace.command("seals", verb, NEW, *words, *signed, "--json", stdin=stdin)

    def done(self, verb: str, people: Sequence[CastMember], *words: str | Path, stdin: str = "") -> Any:
        answer = self.step(verb, people, *words, stdin=stdin)
        assert answer.status == 0, answer.err
        return answer.json

    def stamp(self, request: str, name: str) -> Answer:
        workspace = self.workspace
        return workspace.command(
            "stamp",
            workspace.contract,
            *("--output", workspace.folder / name, "--seal", NEW, "--request", request),
            *("--page", "1", "--at", "100,200", "--pin-file", workspace.home / "pin"),
        )


def asked_for(workspace: Workspace) -> str:
    """A use request for the new seal, approved by the head of the department."""
    made = workspace.command(
        *("requests", "new", "--document", workspace.contract, "--seal", NEW, "--reason", "安全告知书"),
        *("--impressions", "5", *by(workspace, APPLICANT), "--json"),
    ).json["id"]
    granted = workspace.command("requests", "approve", made, *by(workspace, DEPARTMENT_HEAD), "--json")
    assert granted.json["state"] == "approved", granted.err
    return str(made)


def test_a_whole_life_by_command_line(workspace: Workspace) -> None:
    command = ByCommand(workspace)
    licence, design = workspace.folder / "licence.pdf", workspace.folder / "design.json"
    licence.write_bytes("营业执照".encode())
    design.write_text(write_design(DESIGN), "utf-8")

    applied = workspace.command(
        *("seals", "apply", "--name", NAME, "--kind", "department", "--width", "38", "--years", "3"),
        *("--custodian", CUSTODIAN.id, "--department", DEPARTMENT_HEAD.department, "--reason", "新设部门"),
        *("--attach", f"营业执照={licence}", *by(workspace, APPLICANT), "--json"),
    ).json
    assert (applied["id"], applied["state"], applied["version"]) == (NEW, "applied", 0)
    (attached,) = applied["steps"][0]["attachments"]
    assert applied["steps"][0]["facts"]["application"]["materials"] == ["营业执照"]
    back = workspace.folder / "back.pdf"
    read = ("seals", "attachment", attached["sha256"], "--output", back)
    assert workspace.command(*read, *by(workspace, APPLICANT)).status == 0
    assert back.read_bytes() == licence.read_bytes()
    assert not any(
        licence.read_bytes() in file.read_bytes() for file in (workspace.home / "attachments").iterdir()
    )

    assert command.done("review", [DEPARTMENT_HEAD])["state"] == "reviewed"
    words = ("--design", design, "--maker-password-file", maker_file(workspace))
    assert command.done("make-from", [PLATFORM_ADMIN], *words)["state"] == "made"
    assert command.done("file", [SYSTEM_ADMIN], "--number", "4201990001")["filing_number"] == "4201990001"
    assert command.done("issue", [SYSTEM_ADMIN, CUSTODIAN])["state"] == "issued"
    request = asked_for(workspace)
    early = command.stamp(request, "early.pdf")
    assert (early.status, "seal.not_active" in early.err) == (3, True)
    assert command.done("activate", [CUSTODIAN], "--test-sheet-checked")["state"] == "active"
    assert command.stamp(request, "first.pdf").status == 0

    assert command.done("suspend", [CUSTODIAN], "--reason", "休假")["state"] == "suspended"
    held = command.stamp(request, "held.pdf")
    assert (held.status, "seal.not_active" in held.err) == (3, True)
    assert command.done("resume", ADMINISTRATORS, "--reason", "销假")["state"] == "active"

    words = (
        "--maker-password-file",
        maker_file(workspace),
        "--years",
        "5",
        "--pin-file",
        workspace.home / "pin",
    )
    renewed = command.done("renew", [PLATFORM_ADMIN, DEPARTMENT_HEAD], *words)
    assert (renewed["state"], renewed["version"], renewed["filing_number"]) == ("made", 2, "")
    assert command.stamp(request, "waiting.pdf").status == 3
    command.done("file", [SYSTEM_ADMIN], "--number", "4201990002")
    command.done("issue", [SYSTEM_ADMIN, CUSTODIAN])
    command.done("activate", [CUSTODIAN], "--test-sheet-checked")
    assert command.stamp(request, "second.pdf").status == 0

    assert command.done("report-lost", [AUDITOR], "--reason", "密钥不见了")["state"] == "frozen"
    frozen = command.stamp(request, "frozen.pdf")
    assert (frozen.status, "seal.not_active" in frozen.err) == (3, True)
    words = ("--reason", "遗失注销", "--attach", f"注销申请={licence}")
    assert command.done("cancel", ADMINISTRATORS, *words)["state"] == "cancelled"
    vault = workspace.home / "vault" / f"{NEW}.vault"
    assert vault.exists()
    minutes = workspace.home / "minutes.pdf"
    handed_back = (
        "--pin-returned",
        "--software-returned",
        "--reason",
        "密钥遗失，无法交回",
        "--minutes",
        minutes,
    )
    assert command.done("destroy", ADMINISTRATORS, *handed_back)["state"] == "destroyed"
    assert not vault.exists()
    with pymupdf.Document(minutes) as document:
        text = document[0].get_text(flags=0)
    assert all(part in text for part in (NEW, NAME, PLATFORM_ADMIN.name, SYSTEM_ADMIN.name, "☐ no", "☑ yes"))

    told = workspace.command("seals", "life", NEW, "--json").json
    assert [step["action"] for step in told["steps"]] == [
        *("apply", "review", "make", "file", "issue", "activate", "suspend", "resume", "renew", "file"),
        *("issue", "activate", "report_lost", "cancel", "destroy"),
    ]
    assert {step["trouble"] for step in told["steps"]} == {""}
    assert sorted(workspace.folder.glob("*.pdf")) == sorted(
        workspace.folder / name for name in ("licence.pdf", "back.pdf", "first.pdf", "second.pdf")
    )
    with workspace.open() as desk:
        assert read_ledger.check(desk).sound


@pytest.mark.parametrize(
    ("verb", "people", "words", "code"),
    [
        ("review", [GENERAL_MANAGER], (), "seal.step_impossible"),
        ("file", [SYSTEM_ADMIN], ("--number", "1"), "seal.step_impossible"),
        ("activate", [CUSTODIAN], ("--test-sheet-checked",), "seal.step_impossible"),
        ("suspend", [APPLICANT], ("--reason", "x"), "person.not_entitled"),
        ("cancel", ADMINISTRATORS, ("--reason", "x"), "seal.step_incomplete"),
        ("cancel", [PLATFORM_ADMIN, PLATFORM_ADMIN], ("--reason", "x"), "seal.signers_wrong"),
        ("suspend", [AUDITOR], ("--reason", "x"), "person.not_entitled"),
        ("destroy", ADMINISTRATORS, ("--token-returned",), "seal.step_impossible"),
    ],
)
def test_what_the_life_does_not_allow_is_refused(
    workspace: Workspace, verb: str, people: list[CastMember], words: tuple[str, ...], code: str
) -> None:
    seal = workspace.seal()
    answer = workspace.command("seals", verb, seal, *words, *by(workspace, *people), "--json")
    assert (answer.status, f"[{code}]" in answer.err, answer.out) == (3, True, ""), answer.err
    assert workspace.entries("seal.state")[-1]["state"] == "active"


def test_minutes_of_any_step_are_written_later_too(workspace: Workspace) -> None:
    seal, target = workspace.seal(), workspace.folder / "minutes.pdf"
    steps = workspace.command("seals", "life", seal, "--json").json["steps"]
    issued = next(step for step in steps if step["action"] == "issue")
    words = ("--minutes", target, "--entry", issued["entry"])
    assert workspace.command("seals", "life", seal, *words).status == 0
    with pymupdf.Document(target) as document:
        text = document[0].get_text(flags=0).replace("\n", "")
    assert all(part in text for part in (CUSTODIAN.name, SYSTEM_ADMIN.name, issued["entry"]))
    other = workspace.folder / "other.pdf"
    unknown = workspace.command("seals", "life", seal, "--minutes", other, "--entry", "x")
    assert (unknown.status, f"[{ErrorCode.ENTRY_UNKNOWN}]" in unknown.err, other.exists()) == (4, True, False)


# In the program.


@pytest.fixture(scope="module")
def drawn() -> SealPicture:
    from sealdesk.impression.drawing import draw_seal

    return draw_seal(DESIGN)


def application(**others: Any) -> SealApplication:
    asked = SealApplication(
        seal_id="",
        kind=SealKind.DEPARTMENT,
        name=NAME,
        holder=ORGANISATION,
        credit_code=CREDIT_CODE,
        shape=SealShape.ROUND,
        width_mm=38.0,
        height_mm=38.0,
        department=DEPARTMENT_HEAD.department,
        custodian_id=CUSTODIAN.id,
        years=3,
    )
    return replace(asked, **others)


def take(
    workspace: Workspace,
    desk: Desk,
    seal_id: str,
    action: LifeAction,
    *members: CastMember,
    reason: str = "",
    **facts: Any,
) -> SealLife:
    people = [sign_in(workspace, member) for member in members]
    return seal_life.take(desk, seal_id, action, people, reason, facts)


def make(workspace: Workspace, desk: Desk, picture: SealPicture, source: str) -> SealLife:
    (token,) = (info.ref for info in desk.tokens.tokens())
    password = maker_file(workspace).read_text("utf-8").strip()
    return seal_life.make(desk, NEW, picture, source, password, (token,), sign_in(workspace, PLATFORM_ADMIN))


def reviewed(workspace: Workspace, desk: Desk) -> None:
    seal_life.apply(desk, application(), sign_in(workspace, APPLICANT), "新设部门")
    take(workspace, desk, NEW, LifeAction.REVIEW, DEPARTMENT_HEAD)


def test_an_imported_picture_is_checked_by_somebody_else_and_made_again_where_it_is_returned(
    workspace: Workspace, drawn: SealPicture
) -> None:
    with workspace.open() as desk:
        reviewed(workspace, desk)
        assert make(workspace, desk, drawn, "imported").state is SealState.PENDING
        refused(ErrorCode.SEAL_SAME_PERSON, take, workspace, desk, NEW, LifeAction.CHECK, PLATFORM_ADMIN)
        refused(ErrorCode.SEAL_SAME_PERSON, take, workspace, desk, NEW, LifeAction.CHECK, APPLICANT)
        again = take(workspace, desk, NEW, LifeAction.RETURN, SYSTEM_ADMIN, reason="模糊")
        assert again.state is SealState.REVIEWED
        life = make(workspace, desk, drawn, "imported")
        assert life.seal is not None and life.seal.version == 2
        assert take(workspace, desk, NEW, LifeAction.CHECK, DEPARTMENT_HEAD).state is SealState.MADE
        assert [step.trouble for step in seal_life.life(desk, NEW).steps] == [""] * 6


def test_a_picture_of_another_size_is_not_what_was_reviewed(workspace: Workspace, drawn: SealPicture) -> None:
    with workspace.open() as desk:
        reviewed(workspace, desk)
        other = replace(drawn, width_mm=40.0, height_mm=40.0)
        refused(ErrorCode.SEAL_PICTURE_SIZE, make, workspace, desk, other, "drawn")
        assert seal_life.life(desk, NEW).state is SealState.REVIEWED


def test_a_change_keeps_holder_kind_and_custodian_and_needs_a_picture_for_another_name(
    workspace: Workspace, drawn: SealPicture
) -> None:
    seal_id = workspace.seal("department")
    with workspace.open() as desk:
        (token,) = (info.ref for info in desk.tokens.tokens())
        opening = seal_life.Opening(maker_file(workspace).read_text("utf-8").strip(), token)
        people = [sign_in(workspace, PLATFORM_ADMIN), sign_in(workspace, DEPARTMENT_HEAD)]
        named = application(name=NAME, holder="另一公司", kind=SealKind.UNIT, custodian_id=APPLICANT.id)
        refused(ErrorCode.USAGE_WRONG, seal_life.change, desk, seal_id, opening, people, "更名", named)
        refused(ErrorCode.USAGE_WRONG, seal_life.change, desk, seal_id, opening, people, "无")
        token_side.unlock(desk, token, workspace.pin)
        new = seal_life.NewPicture(drawn, seal_life.Source.IMPORTED)
        life = seal_life.change(desk, seal_id, opening, people, "更名", named, new)
        assert life.state is SealState.PENDING
        assert life.seal is not None and (life.seal.name, life.seal.version) == (NAME, 2)
        assert (life.seal.holder, life.seal.kind) == (ORGANISATION, SealKind.DEPARTMENT)
        assert life.seal.custodian_id == CUSTODIAN.id
        assert (workspace.home / "seals" / f"{seal_id}.1.note").exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " "}, ErrorCode.USAGE_WRONG),
        ({"credit_code": "9142"}, ErrorCode.USAGE_WRONG),
        ({"width_mm": 0.0}, ErrorCode.USAGE_WRONG),
        ({"height_mm": float("nan")}, ErrorCode.USAGE_WRONG),
        ({"years": 31}, ErrorCode.USAGE_WRONG),
        ({"seal_id": "../x"}, ErrorCode.USAGE_WRONG),
        ({"seal_id": "SEAL-0001"}, ErrorCode.SEAL_ID_TAKEN),
        ({"custodian_id": APPLICANT.id}, ErrorCode.SEAL_CUSTODIAN_UNFIT),
        ({"custodian_id": SYSTEM_ADMIN.id}, ErrorCode.SEAL_CUSTODIAN_UNFIT),
        ({"custodian_id": "nobody"}, ErrorCode.PERSON_UNKNOWN),
    ],
    ids=str,
)
def test_an_application_that_means_nothing(
    workspace: Workspace, wrong: dict[str, Any], code: ErrorCode
) -> None:
    with workspace.open() as desk:
        before = desk.ledger.size()
        refused(code, seal_life.apply, desk, application(**wrong), sign_in(workspace, APPLICANT), "新设部门")
        assert desk.ledger.size() == before


def test_a_replacement_names_a_living_seal_of_the_same_kind(workspace: Workspace, drawn: SealPicture) -> None:
    old = workspace.seal("department")
    with workspace.open() as desk:
        take(workspace, desk, old, LifeAction.REPORT_DAMAGED, APPLICANT, reason="摔坏")
        for wrong in (old, workspace.seal("unit"), "SEAL-9999"):
            refused(
                ErrorCode.SEAL_SUCCESSOR_WRONG,
                take,
                *(workspace, desk, old, LifeAction.REPLACE, *ADMINISTRATORS),
                reason="补办",
                replaced_by=wrong,
            )
        reviewed(workspace, desk)
        make(workspace, desk, drawn, "drawn")
        life = take(workspace, desk, old, LifeAction.REPLACE, *ADMINISTRATORS, reason="补办", replaced_by=NEW)
        assert (life.state, life.steps[-1].facts["replaced_by"]) == (SealState.REPLACED, NEW)


@pytest.mark.parametrize(
    "unseen", ["\u202e", "\u200b", "\x1b", "\u2028", "\u2029", "\x00", "\ud800"], ids=ascii
)
@pytest.mark.parametrize("field", ["name", "holder", "department", "materials"])
def test_an_application_reads_as_it_is_kept(workspace: Workspace, field: str, unseen: str) -> None:
    text = f"安全{unseen}部"
    asked = application(**{field: (text,) if field == "materials" else text})
    with workspace.open() as desk:
        wrong = refused(
            ErrorCode.USAGE_WRONG, seal_life.apply, desk, asked, sign_in(workspace, APPLICANT), "新设部门"
        )
        assert wrong.facts["what"] == field


def test_what_is_said_of_a_step_reads_as_it_is_kept(workspace: Workspace, drawn: SealPicture) -> None:
    seal_id, paper = workspace.seal(), workspace.folder / "申请.txt"
    odd = workspace.folder / "申请\u202etxt.pdf"
    for path in (paper, odd):
        path.write_text("x", "utf-8")
    with workspace.open() as desk:
        person = (sign_in(workspace, CUSTODIAN),)
        taken = (seal_life.take, desk, seal_id, LifeAction.SUSPEND, person)
        refused(ErrorCode.USAGE_WRONG, *taken, "盘\u202e点")
        refused(ErrorCode.USAGE_WRONG, *taken, "盘点", None, [(paper, "申\u200b请")])
        refused(ErrorCode.USAGE_WRONG, *taken, "盘点", None, [(odd, "")])
        life = seal_life.take(desk, seal_id, LifeAction.SUSPEND, person, "盘点\n第一季度\n")
        assert life.steps[-1].reason == "盘点 第一季度"
        reviewed(workspace, desk)
        make(workspace, desk, drawn, "drawn")
        refused(
            ErrorCode.USAGE_WRONG,
            take,
            *(workspace, desk, NEW, LifeAction.FILE, SYSTEM_ADMIN),
            filing_number="4201\u202e",
        )


@pytest.mark.parametrize("field", ["name", "department"])
def test_a_change_reads_as_it_is_kept(workspace: Workspace, drawn: SealPicture, field: str) -> None:
    seal_id = workspace.seal("department")
    with workspace.open() as desk:
        (token,) = (info.ref for info in desk.tokens.tokens())
        opening = seal_life.Opening(maker_file(workspace).read_text("utf-8").strip(), token)
        people = [sign_in(workspace, PLATFORM_ADMIN), sign_in(workspace, DEPARTMENT_HEAD)]
        asked = application(**{field: "工程\u202e部"})
        new = seal_life.NewPicture(drawn)
        wrong = refused(
            ErrorCode.USAGE_WRONG, seal_life.change, desk, seal_id, opening, people, "更名", asked, new
        )
        assert wrong.facts["what"] == field


def test_a_seal_of_another_organisation_is_pointed_out(workspace: Workspace) -> None:
    words: tuple[str | Path, ...] = (
        *("seals", "apply", "--name", "别人有限公司合同章", "--kind", "contract", "--width", "38"),
        *("--custodian", CUSTODIAN.id, "--reason", "代管", "--credit-code", CREDIT_CODE),
        *by(workspace, APPLICANT),
    )
    told = workspace.command(*words, "--holder", "别人有限公司")
    assert told.status == 0, told.err
    assert any(ORGANISATION in line for line in told.out.splitlines() if "“别人有限公司”" in line)
    assert workspace.command(*words, "--holder", "别人有限公司", "--json").json["foreign_holder"] is True
    assert workspace.command(*words, "--holder", f" {ORGANISATION}", "--json").json["foreign_holder"] is False


def test_the_head_of_another_department_does_not_decide(workspace: Workspace) -> None:
    with workspace.open() as desk:
        asked = application(department="财务部")
        seal_life.apply(desk, asked, sign_in(workspace, APPLICANT), "新设部门")
        refused(ErrorCode.PERSON_NOT_ENTITLED, take, workspace, desk, NEW, LifeAction.REVIEW, DEPARTMENT_HEAD)
        life = take(workspace, desk, NEW, LifeAction.REVIEW, GENERAL_MANAGER)  # by another position
        assert life.state is SealState.REVIEWED


def destroyed(workspace: Workspace, desk: Desk) -> SealLife:
    seal_id, paper = workspace.seal(), workspace.folder / "申请.txt"
    paper.write_text("注销申请", "utf-8")
    people = [sign_in(workspace, member) for member in ADMINISTRATORS]
    seal_life.take(desk, seal_id, LifeAction.CANCEL, people, "停业", attachments=[(paper, "")])
    back = {"token_returned": True, "pin_returned": True, "software_returned": True}
    return seal_life.take(desk, seal_id, LifeAction.DESTROY, people, "", back)


def test_a_picture_that_stays_is_not_called_destroyed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_id = workspace.seal()
    vault = workspace.home / "vault" / f"{seal_id}.vault"
    with workspace.open() as desk, monkeypatch.context() as carrier:
        remove = Path.unlink

        def read_only(path: Path, missing_ok: bool = False) -> None:
            if path == vault:
                raise PermissionError(13, "read only", str(path))
            remove(path, missing_ok)

        carrier.setattr(Path, "unlink", read_only)
        life = destroyed(workspace, desk)
    assert vault.exists()
    assert (life.picture_left, life.steps[-1].facts["picture_removed"]) == (True, False)
    assert str(vault) in workspace.command("seals", "life", seal_id).out.splitlines()[1]
    minutes = workspace.folder / "minutes.pdf"
    workspace.command("seals", "life", seal_id, "--minutes", minutes)
    with pymupdf.Document(minutes) as document:
        assert document[0].get_text(flags=0).count("☐ no") == 1
    assert str(vault) in workspace.command("doctor").out
    vault.unlink()
    assert str(vault) not in workspace.command("doctor").out


def test_a_picture_that_is_gone_is_destroyed_and_one_on_a_carrier_that_is_away_is_not(
    workspace: Workspace,
) -> None:
    (workspace.home / "vault" / f"{workspace.seal()}.vault").unlink()
    with workspace.open() as desk:
        assert not destroyed(workspace, desk).picture_left
    with workspace.open() as desk:
        (workspace.home / "vault").rename(workspace.home / "away")
        people = [sign_in(workspace, member) for member in ADMINISTRATORS]
        paper, other = workspace.folder / "申请.txt", workspace.seal("unit")
        seal_life.take(desk, other, LifeAction.CANCEL, people, "停业", attachments=[(paper, "")])
        back = {"token_returned": True, "pin_returned": True, "software_returned": True}
        assert seal_life.take(desk, other, LifeAction.DESTROY, people, "", back).picture_left


def ready(workspace: Workspace, desk: Desk, name: str) -> ReadyAct:
    place = Placement(page=1, centre_x_mm=100.0, centre_y_mm=200.0, width_mm=40.0, height_mm=40.0)
    target = workspace.folder / name
    order = SealingOrder(workspace.contract, target, workspace.seal(), workspace.request, (place,))
    act = prepare_act(desk, order, look(workspace.contract))
    token_side.unlock(desk, act.token, workspace.pin)
    return act


def test_a_seal_frozen_elsewhere_does_not_stamp_an_act_that_is_ready(workspace: Workspace) -> None:
    """Frozen by another program between the last look and the stamp, by somebody without any token."""
    seal_id = workspace.seal()
    with workspace.open() as desk:
        seal_document.carry_out(desk, ready(workspace, desk, "first.pdf"))
        act = ready(workspace, desk, "second.pdf")
        reported = workspace.command(
            "seals", "report-lost", seal_id, *by(workspace, APPLICANT), "--reason", "密钥不见了"
        )
        assert reported.status == 0, reported.err
        refused(ErrorCode.SEAL_NOT_ACTIVE, seal_document.carry_out, desk, act)
    assert not (workspace.folder / "second.pdf").exists()
    assert [entry["reason"] for entry in workspace.entries("act.refused")] == ["seal.not_active"]


def test_a_report_works_without_token_record_and_vault(workspace: Workspace) -> None:
    seal_id = workspace.seal()
    (workspace.home / "seals" / f"{seal_id}.1.note").unlink()
    (workspace.home / "vault" / f"{seal_id}.vault").unlink()
    with workspace.open() as desk:
        refused(ErrorCode.SEAL_RECORD_BROKEN, seals.find_seal, desk, seal_id)
        life = take(workspace, desk, seal_id, LifeAction.REPORT_DAMAGED, AUDITOR, reason="硬盘损坏")
        assert (life.state, life.seal) == (SealState.FROZEN, None)
        refused(
            ErrorCode.SEAL_STEP_INCOMPLETE, take, workspace, desk, seal_id, LifeAction.REPORT_LOST, AUDITOR
        )


# Entries that people did not sign.


def own_key(workspace: Workspace, member: CastMember) -> Signer:
    blob = (workspace.home / "people" / f"{member.id}.key").read_bytes()
    return Signer.parse(unlock_key(blob, member.id, workspace.password(member.id)))


def forged(workspace: Workspace, desk: Desk, signers: Sequence[CastMember], **others: object) -> None:
    """A suspended seal made active by whoever can write to the ledger, with these people's keys."""
    seal_id = workspace.seal()
    take(workspace, desk, seal_id, LifeAction.SUSPEND, CUSTODIAN, reason="盘点")
    last = next(desk.ledger.entries(kind=EntryKind.SEAL_STATE, seal=seal_id, newest_first=True))
    names = ("seal", "version", "record_sha256", "name", "seal_kind", "said")
    facts: dict[str, Any] = {name: last.body[name] for name in names}
    persons = [member.id for member in ADMINISTRATORS]
    facts |= {"action": "resume", "state": "active", "reason": "恢复", "attachments": []}
    facts |= {"person": persons[0], "persons": persons}
    if signers:
        facts["statement"] = note.sign(write_statement(facts), *(own_key(workspace, one) for one in signers))
    desk.record(EntryKind.SEAL_STATE, {**facts, **others})


@pytest.mark.parametrize(
    ("signers", "others", "trouble"),
    [
        ((), {}, "unsigned"),
        ((CUSTODIAN,), {}, "statement"),
        ((PLATFORM_ADMIN,), {}, "statement"),
        (ADMINISTRATORS, {"reason": "别的事由"}, "statement"),
        (ADMINISTRATORS, {"version": 2}, "statement"),
        ((), {"custody": "0011223344556677"}, "statement"),
        ((), {"custody": "0011223344556677", "state": "suspended", "version": 2}, "statement"),
        ((), {"statement": "no note"}, "statement"),
        ((CUSTODIAN,), {"person": CUSTODIAN.id, "persons": [CUSTODIAN.id]}, "statement"),
    ],
    ids=str,
)
def test_a_state_that_people_did_not_sign_does_not_stamp(
    workspace: Workspace, signers: Sequence[CastMember], others: dict[str, object], trouble: str
) -> None:
    seal_id = workspace.seal()
    with workspace.open() as desk:
        forged(workspace, desk, signers, **others)
        assert seals.state_of(desk.ledger, seal_id) == others.get("state", "active")
        assert read_past(desk, seal_id).steps[-1].trouble == trouble
        code = ErrorCode.SEAL_RECORD_BROKEN if "version" in others else ErrorCode.SEAL_STATEMENT_BROKEN
        refused(code, ready, workspace, desk, "out.pdf")
        if trouble == "statement" and "version" not in others:
            people = (workspace, desk, seal_id, LifeAction.SUSPEND, CUSTODIAN)
            refused(ErrorCode.SEAL_STATEMENT_BROKEN, take, *people, reason="x")
        assert (
            take(workspace, desk, seal_id, LifeAction.REPORT_LOST, APPLICANT, reason="可疑").state == "frozen"
        )


def test_one_person_alone_does_not_do_what_takes_two(workspace: Workspace) -> None:
    seal_id = workspace.seal()
    with workspace.open() as desk:
        take(workspace, desk, seal_id, LifeAction.SUSPEND, CUSTODIAN, reason="盘点")
        last = next(desk.ledger.entries(kind=EntryKind.SEAL_STATE, seal=seal_id, newest_first=True))
        left_out = ("format", "entry_id", "kind", "time", "workstation", "statement")
        facts = {name: value for name, value in last.body.items() if name not in left_out}
        facts |= {"action": "resume", "state": "active", "persons": [CUSTODIAN.id], "person": CUSTODIAN.id}
        facts |= {"previous": last.entry_id}
        signed = note.sign(write_statement(facts), own_key(workspace, CUSTODIAN))
        desk.record(EntryKind.SEAL_STATE, {**facts, "statement": signed})
        assert seal_life.life(desk, seal_id).steps[-1].trouble == "not_entitled"
        refused(ErrorCode.SEAL_STATEMENT_BROKEN, ready, workspace, desk, "out.pdf")


def test_two_programs_cannot_both_take_the_last_step(workspace: Workspace) -> None:
    """What was possible when the password was asked for is judged again on what the ledger says then."""
    seal_id = workspace.seal()
    with workspace.open() as first, workspace.open() as second:
        take(workspace, first, seal_id, LifeAction.SUSPEND, CUSTODIAN, reason="盘点")
        refused(
            ErrorCode.SEAL_STEP_IMPOSSIBLE,
            take,
            *(workspace, second, seal_id, LifeAction.SUSPEND, PLATFORM_ADMIN),
            reason="盘点",
        )


def test_what_may_come_next_is_told_for_each_person(workspace: Workspace) -> None:
    with workspace.open() as desk:
        life = seal_life.life(desk, workspace.seal())
        told = {
            member.id: {one.value for one in seal_life.possible(desk, life, desk.person(member.id))}
            for member in (AUDITOR, CUSTODIAN, PLATFORM_ADMIN, GENERAL_MANAGER)
        }
    reports = {"report_lost", "report_damaged"}
    assert told == {
        AUDITOR.id: reports,
        CUSTODIAN.id: reports | {"suspend"},
        PLATFORM_ADMIN.id: reports | {"suspend", "change", "renew", "cancel"},
        GENERAL_MANAGER.id: reports | {"change", "renew"},
    }


def test_a_seal_that_is_not_in_order_can_only_be_reported_or_closed(workspace: Workspace) -> None:
    seal_id = workspace.seal()
    with workspace.open() as desk:
        forged(workspace, desk, (CUSTODIAN,))
        possible = seal_life.possible(desk, seal_life.life(desk, seal_id), desk.person(PLATFORM_ADMIN.id))
        assert set(possible) == {LifeAction.REPORT_LOST, LifeAction.REPORT_DAMAGED}
        (workspace.home / "seals" / "SEAL-0001.1.note").unlink()
        possible = seal_life.possible(desk, seal_life.life(desk, "SEAL-0001"), desk.person(PLATFORM_ADMIN.id))
        assert set(possible) == {LifeAction.REPORT_LOST, LifeAction.REPORT_DAMAGED, LifeAction.CANCEL}


def test_the_entry_says_who_signed_and_the_statement_says_the_same(workspace: Workspace) -> None:
    with workspace.open() as desk:
        take(workspace, desk, workspace.seal(), LifeAction.SUSPEND, CUSTODIAN, reason="盘点")
        person = desk.person(CUSTODIAN.id)
    entry = workspace.entries("seal.state")[-1]
    opened = note.open_note(entry["statement"], [note.Verifier.parse(person.public_key)])
    said = json.loads(opened.text)
    assert (said.pop("format"), said.pop("statement")) == (1, "seal.state")
    assert said.items() <= entry.items()
    assert (said["persons"], said["reason"], said["state"]) == ([CUSTODIAN.id], "盘点", "suspended")


def test_a_running_batch_seals_nothing_after_the_report(workspace: Workspace) -> None:
    seal_id = workspace.seal()
    place = Placement(page=1, centre_x_mm=100.0, centre_y_mm=200.0, width_mm=40.0, height_mm=40.0)
    orders = tuple(
        SealingOrder(
            workspace.contract, workspace.folder / f"{number}.pdf", seal_id, workspace.request, (place,)
        )
        for number in range(3)
    )
    reported: list[SealLife] = []

    with workspace.open() as desk:

        def report_after_the_first(state: BatchState) -> None:
            if state.count(DocumentStanding.SEALED) and not reported:
                with workspace.open() as other:  # a second program, while the batch goes on
                    reported.append(
                        take(workspace, other, seal_id, LifeAction.REPORT_LOST, AUDITOR, reason="密钥不见了")
                    )

        token_side.unlock(desk, token_side.look(desk)[0].ref, workspace.pin)
        state = seal_batch.run(desk, seal_batch.Batch(orders), report_after_the_first)
    troubles = [one.trouble.code if one.trouble else None for one in state.documents]
    assert troubles == [None, ErrorCode.SEAL_NOT_ACTIVE, ErrorCode.SEAL_NOT_ACTIVE]
    assert sorted(path.name for path in workspace.folder.glob("*.pdf")) == ["0.pdf"]


@pytest.mark.parametrize(
    ("months", "days", "told"), [(6, 100, []), (6, 160, [30]), (6, 200, [0]), (36, 600, []), (0, 200, [])]
)
def test_periodic_renewal_is_announced_before_the_seal_ends(
    workspace: Workspace, months: int, days: int, told: list[int]
) -> None:
    """The evaluation's seals are valid for two years; a term beyond that has nothing to add."""
    with workspace.open() as desk:
        vars(desk)["policy"] = replace(desk.policy, seals=SealRules(renewal_months=months))
        found = expiry.notices(desk, datetime.now(UTC) + timedelta(days=days))
        renewals = [one.level for one in found if one.kind is ExpiryKind.RENEWAL]
    assert renewals == told * len(workspace.made.seals)
