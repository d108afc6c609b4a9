"""The commands of a seal's life tell a person what they need: what to look at, what is missing, what comes next."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from sealdesk.app import main
from sealdesk.service.evaluation.cast import (
    APPLICANT,
    CUSTODIAN,
    DEPARTMENT_HEAD,
    PLATFORM_ADMIN,
    SYSTEM_ADMIN,
)
from tests.journeys.conftest import Workspace

NEW = "SEAL-0007"
NAME = "城南建设有限公司采购专用章"


def as_(workspace: Workspace, person: str, number: str = "") -> tuple[str | Path, ...]:
    password = workspace.home / "passwords" / person
    return f"--as{number}", person, f"--password-file{number}", password


def pending(workspace: Workspace) -> None:
    """A seal whose imported picture waits for its check."""
    draft = workspace.folder / "draft.png"
    assert main(["seals", "make", NAME, "--size", "40", "-o", str(draft)]) == 0
    maker = ("--maker-password-file", workspace.home / "passwords" / "seal-maker")
    asked = (
        "--name",
        NAME,
        "--kind",
        "other",
        "--width",
        "40",
        "--custodian",
        CUSTODIAN.id,
        "--reason",
        "采购",
    )
    steps: tuple[tuple[str | Path, ...], ...] = (
        ("apply", *asked, *as_(workspace, APPLICANT.id)),
        ("review", NEW, *as_(workspace, DEPARTMENT_HEAD.id)),
        ("make-from", NEW, "--picture", draft, *maker, *as_(workspace, PLATFORM_ADMIN.id)),
    )
    for words in steps:
        answer = workspace.command("seals", *words)
        assert answer.status == 0, answer.err
        assert "Next: " in answer.out


def test_nobody_accepts_a_picture_or_activates_a_seal_unseen(workspace: Workspace) -> None:
    pending(workspace)
    unseen = workspace.command("seals", "check", NEW, *as_(workspace, SYSTEM_ADMIN.id))
    assert (unseen.status, "[seal.picture_unseen]" in unseen.err) == (3, True)
    assert "Look at it with `seals test-sheet`" in unseen.err
    assert "--picture-seen" in unseen.err

    sheet = workspace.folder / "sheet.pdf"
    pin = workspace.home / "pin"
    shown = workspace.command("seals", "test-sheet", NEW, "--output", sheet, "--pin-file", pin)
    assert shown.status == 0, shown.err
    with pymupdf.Document(sheet) as document:
        assert len(document) == 4
    (entry,) = workspace.entries("seal.picture_seen")
    assert (entry["seal"], entry["purpose"]) == (NEW, "test_sheet")

    checked = workspace.command("seals", "check", NEW, "--picture-seen", *as_(workspace, SYSTEM_ADMIN.id))
    assert checked.status == 0, checked.err
    assert "Next: Filing (A system administrator); until its activation it does not stamp" in checked.out

    active = workspace.seal()
    untold = workspace.command("seals", "activate", active, *as_(workspace, CUSTODIAN.id))
    assert (untold.status, "--test-sheet-checked" in untold.err) == (3, True)


def test_a_test_sheet_is_for_the_custodian_and_administrators(workspace: Workspace) -> None:
    seal, pin = workspace.seal(), ("--pin-file", workspace.home / "pin")
    for person, status in ((APPLICANT, 3), (DEPARTMENT_HEAD, 3), (CUSTODIAN, 0), (SYSTEM_ADMIN, 0)):
        sheet = workspace.folder / f"{person.id}.pdf"
        words = ("--output", sheet, *pin, *as_(workspace, person.id))
        answer = workspace.command("seals", "test-sheet", seal, *words)
        assert (answer.status, sheet.exists()) == (status, status == 0), answer.err
    assert len(workspace.entries("seal.picture_seen")) == 2


def test_a_step_taken_before_is_told_so(workspace: Workspace) -> None:
    answer = workspace.command("seals", "review", workspace.seal(), *as_(workspace, DEPARTMENT_HEAD.id))
    assert (answer.status, "was taken before" in answer.err) == (3, True)
    assert "Suspend" in answer.err


def test_whose_password_is_missing_and_how_to_give_it(workspace: Workspace) -> None:
    seal = workspace.seal()
    second = workspace.command(
        "seals", "resume", seal, "--reason", "x", *as_(workspace, PLATFORM_ADMIN.id), "--as2", SYSTEM_ADMIN.id
    )
    assert (second.status, "--password-file2" in second.err) == (3, True)
    design = workspace.folder / "design.json"
    maker = workspace.command(
        "seals", "make-from", seal, "--design", design, *as_(workspace, PLATFORM_ADMIN.id)
    )
    assert (maker.status, "[maker.password_missing]" in maker.err) == (3, True)
    assert "seal maker" in maker.err
    assert "--maker-password-file" in maker.err


def test_a_token_shows_only_seals_that_stamp_as_usable(workspace: Workspace) -> None:
    resting, other = workspace.seal(), workspace.seal("unit")
    reason = ("--reason", "盘点")
    answer = workspace.command("seals", "suspend", resting, *reason, *as_(workspace, CUSTODIAN.id))
    assert answer.status == 0, answer.err
    told = workspace.command("tokens", "show").out
    assert f"✓ {other}  " in told
    assert f"✓ {resting}" not in told
    assert f"✕ {resting}  " in told
    certificates = workspace.command("tokens", "show", "--json").json["certificates"]
    signing = next(one for one in certificates if one["for_signing"])  # in the order the token gives them
    assert other in signing["seal_ids"]
    (barred,) = signing["barred"]
    assert (barred["id"], barred["reason"]) == (resting, "seal.not_active")


def test_a_life_tells_the_filing_number(workspace: Workspace) -> None:
    seal = workspace.seal()
    number = workspace.command("seals", "life", seal, "--json").json["filing_number"]
    assert number
    told = workspace.command("seals", "life", seal).out
    assert f"    Filing number  {number}\n" in told


@pytest.mark.parametrize("change", [("--name", "城南建设有限公司第二合同专用章"), ("--width", "45")])
def test_a_change_that_needs_a_picture_says_so_before_it_asks_for_secrets(
    workspace: Workspace, change: tuple[str, str]
) -> None:
    people = ("--as", PLATFORM_ADMIN.id, "--as2", DEPARTMENT_HEAD.id)
    answer = workspace.command("seals", "change", workspace.seal(), *change, *people, "--reason", "更名")
    assert (answer.status, "--design or --picture" in answer.err) == (2, True), answer.err


def test_a_token_that_passed_on_stamps_with_nothing_before_its_pin_is_changed(workspace: Workspace) -> None:
    seal, passwords = workspace.seal(), workspace.home / "passwords"
    to = ("--to", "P3002", "--to-password-file", passwords / "P3002", "--reason", "调岗")
    passed = workspace.command("seals", "hand-over", seal, *to, *as_(workspace, CUSTODIAN.id))
    assert passed.status == 0, passed.err
    told = workspace.command("tokens", "show").out
    assert "✓" not in told
    assert f"✕ {seal}  " in told
