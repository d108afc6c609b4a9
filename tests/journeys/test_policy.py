"""The policy is changed by two administrators, kept, and judged by: through the real command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sealdesk import resources
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service import policy_register
from sealdesk.service.desk import open_desk
from sealdesk.service.evaluation.cast import (
    APPLICANT,
    DEPARTMENT_HEAD,
    GENERAL_MANAGER,
    PLATFORM_ADMIN,
    SYSTEM_ADMIN,
)
from sealdesk.service.sign_in import SignIn
from sealdesk.vault import files
from tests.journeys.conftest import Answer, Workspace

SHIPPED = resources.path("policy.toml").read_text("utf-8")
UNIT = 'approve = [{ positions = ["general_manager", "deputy"], cites = "用印审批：单位公章由总经理或其受权人审批" }]\n'


def text(version: int, *changes: tuple[str, str]) -> str:
    """The shipped policy as another version, changed."""
    found = SHIPPED.replace("version = 1\n", f"version = {version}\n", 1)
    for old, new in changes:
        assert old in found
        found = found.replace(old, new, 1)
    return found


def set_policy(workspace: Workspace, wanted: str, *people: str, last: str = "") -> Answer:
    path = workspace.folder / "policy.toml"
    path.write_text(wanted, "utf-8")
    one, other = people or (PLATFORM_ADMIN.id, SYSTEM_ADMIN.id)
    passwords = workspace.home / "passwords"
    return workspace.command(
        "policy", "set", path, "--as", one, "--password-file", passwords / one,
        "--as2", other, "--password-file2", passwords / (last or other), "--json",
    )  # fmt: skip


def administrators(workspace: Workspace) -> tuple[SignIn, SignIn]:
    one, other = PLATFORM_ADMIN.id, SYSTEM_ADMIN.id
    return SignIn(one, workspace.password(one)), SignIn(other, workspace.password(other))


def asked(workspace: Workspace, *more: str) -> str:
    """A use request for the unit's seal, not approved yet."""
    made = workspace.command(
        "requests", "new", "--document", workspace.contract, "--seal", workspace.seal("unit"), "--reason", "试验",
        "--as", APPLICANT.id, "--password-file", workspace.home / "passwords" / APPLICANT.id, "--json", *more,
    )  # fmt: skip
    assert made.status == 0, made.err
    return str(made.json["id"])


def approve(workspace: Workspace, request: str, by: str) -> Answer:
    password = workspace.home / "passwords" / by
    return workspace.command(
        "requests", "approve", request, "--as", by, "--password-file", password, "--json"
    )


def stamp(workspace: Workspace, request: str, output: str = "out.pdf", at: str = "60,120") -> Answer:
    return workspace.command(
        "stamp", workspace.contract, "--output", workspace.folder / output, "--seal", workspace.seal("unit"),
        "--request", request, "--page", "1", "--at", at, "--pin-file", workspace.home / "pin", "--json",
    )  # fmt: skip


def test_a_text_is_checked_without_a_workspace(workspace: Workspace, tmp_path: Path) -> None:
    good, bad, no_text = (tmp_path / name for name in ("good.toml", "bad.toml", "bytes.toml"))
    good.write_text(SHIPPED, "utf-8")
    bad.write_text(text(2, ("request_days = 30", "request_days = 0")), "utf-8")
    no_text.write_bytes(b"\xff\xfe")
    answer = workspace.command("policy", "check", good, "--json")
    assert (answer.status, answer.json) == (0, {"valid": True, "version": 1, "faults": []})
    answer = workspace.command("policy", "check", bad, "--json")
    fault = {"place": "request_days", "allowed": "1 … 3660"}
    assert (answer.status, answer.json) == (1, {"valid": False, "version": None, "faults": [fault]})
    assert "Wrong at “request_days”" in workspace.command("policy", "check", bad).out
    assert workspace.command("policy", "check", no_text, "--json").json["faults"][0]["allowed"] == "UTF-8"
    assert workspace.command("policy", "check", tmp_path / "none.toml").status == 4


def test_two_administrators_put_a_policy_in_force(workspace: Workspace) -> None:
    wanted = text(4, ("confirm_days = 7", "confirm_days = 3"), (UNIT, UNIT + "per_day = 9\n"))
    done = set_policy(workspace, wanted)
    assert done.status == 0, done.err
    assert done.json["changed"] == ["classes.contract.confirm_days", "kinds.unit.per_day"]
    *_, entry = workspace.entries("policy.set")
    assert entry["version"] == 4 and entry["signed_by"] == [PLATFORM_ADMIN.id, SYSTEM_ADMIN.id]
    assert entry["sha256"] == done.json["sha256"] and entry["changed"] == done.json["changed"]
    history = workspace.command("policy", "history", "--json").json
    assert [one["version"] for one in history] == [1, 4]
    assert workspace.command("policy", "show").out == wanted
    assert workspace.command("policy", "show", "--version", "1").out == SHIPPED
    with workspace.open() as desk:
        assert policy_register.policy_at(desk, 1).version == 1
        assert policy_register.policy_at(desk, 4) == desk.policy


@pytest.mark.parametrize(
    ("wanted", "people", "code"),
    [
        (text(1), (), "policy.not_newer"),
        (text(2, ("retention_years = 10", "retention_years = 2")), (), "policy.wrong"),
        (text(2), (PLATFORM_ADMIN.id, PLATFORM_ADMIN.id), "person.two_needed"),
        (text(2), (PLATFORM_ADMIN.id, GENERAL_MANAGER.id), "person.not_entitled"),
        (text(2), (APPLICANT.id, SYSTEM_ADMIN.id), "person.not_entitled"),
    ],
)
def test_what_is_no_change_changes_nothing(
    workspace: Workspace, wanted: str, people: tuple[str, ...], code: str
) -> None:
    refused = set_policy(workspace, wanted, *people)
    assert refused.status in (1, 3) and f"[{code}]" in refused.err
    assert [one["version"] for one in workspace.entries("policy.set")] == [1]
    assert workspace.command("policy", "show").out == SHIPPED


def test_a_wrong_password_changes_nothing(workspace: Workspace) -> None:
    refused = set_policy(workspace, text(2), last=APPLICANT.id)
    assert "[person.password_wrong]" in refused.err
    assert [one["version"] for one in workspace.entries("policy.set")] == [1]


def test_what_was_approved_is_judged_by_the_policy_of_now(workspace: Workspace) -> None:
    request = asked(workspace, "--impressions", "3")
    assert approve(workspace, request, GENERAL_MANAGER.id).json["state"] == "approved"
    assert stamp(workspace, request).status == 0
    stricter = UNIT.replace("cites", "in_person = true, cites").replace(
        "}]", '}, { positions = ["legal_counsel"] }]'
    )
    assert set_policy(workspace, text(2, (UNIT, stricter))).status == 0
    refused = stamp(workspace, request, "again.pdf")
    assert refused.status == 3 and "[request.not_approved]" in refused.err
    assert not (workspace.folder / "again.pdf").exists()
    assert workspace.entries("act.refused")[-1]["reason"] == "request.not_approved"
    assert workspace.entries("act.refused")[-1]["policy_version"] == 2
    assert workspace.entries("act.intended")[-1]["policy_version"] == 1
    assert workspace.command("requests", "show", request, "--json").json["state"] == "waiting"
    assert set_policy(workspace, text(3)).status == 0
    assert stamp(workspace, request, "again.pdf").status == 0
    assert workspace.entries("act.intended")[-1]["policy_version"] == 3


def test_a_contract_wants_the_applicants_head_in_person(workspace: Workspace) -> None:
    request = asked(workspace, "--class", "contract")
    assert approve(workspace, request, GENERAL_MANAGER.id).json["state"] == "waiting"
    refused = stamp(workspace, request)
    assert refused.status == 3
    assert (
        "Department head; in person: Department head" in refused.err and DEPARTMENT_HEAD.name in refused.err
    )
    assert approve(workspace, request, DEPARTMENT_HEAD.id).json["state"] == "approved"
    assert stamp(workspace, request).status == 0


def test_a_seal_makes_so_many_impressions_a_day(workspace: Workspace) -> None:
    assert set_policy(workspace, text(2, (UNIT, UNIT + "per_day = 2\n"))).status == 0
    request = asked(workspace, "--impressions", "9")
    approve(workspace, request, GENERAL_MANAGER.id)
    for name in ("1.pdf", "2.pdf"):
        assert stamp(workspace, request, name).status == 0
    refused = stamp(workspace, request, "3.pdf")
    assert refused.status == 3 and "[seal.day_limit]" in refused.err
    assert workspace.entries("act.refused")[-1]["reason"] == "seal.day_limit"


def test_an_older_policy_does_not_come_back(workspace: Workspace) -> None:
    before = (workspace.home / "register" / "policy.note").read_bytes()
    assert set_policy(workspace, text(2)).status == 0
    (workspace.home / "register" / "policy.note").write_bytes(before)
    refused = workspace.command("policy", "show")
    assert refused.status == 3 and "[register.broken]" in refused.err


def test_an_edited_version_of_before_is_not_shown(workspace: Workspace) -> None:
    assert set_policy(workspace, text(2)).status == 0
    kept = workspace.home / "register" / "policy.1.note"
    kept.write_text(kept.read_text("utf-8").replace("request_days = 30", "request_days = 31"), "utf-8")
    refused = workspace.command("policy", "show", "--version", "1")
    assert refused.status == 3 and "[policy.version_unknown]" in refused.err


def test_a_crash_before_the_new_file_takes_its_place(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger names it: whoever opens the workspace next reads it."""

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    with open_desk(workspace.home) as desk:
        monkeypatch.setattr(desk, "forget_register", crash)
        with pytest.raises(KeyboardInterrupt):
            policy_register.set_policy(desk, text(2), administrators(workspace))
    with open_desk(workspace.home) as desk:
        assert desk.policy.version == 2


def test_a_disk_that_takes_nothing_leaves_the_policy_as_it_was(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with open_desk(workspace.home) as desk:
        monkeypatch.setattr(files, "lay_beside", full)
        with pytest.raises(SealDeskError) as refused:
            policy_register.set_policy(desk, text(2), administrators(workspace))
        assert refused.value.code is ErrorCode.OUTPUT_NOT_WRITABLE
        monkeypatch.undo()
        assert desk.policy.version == 1
    with open_desk(workspace.home) as desk:
        assert [one.version for one in policy_register.history(desk)] == [1]


def test_whoever_has_the_workspace_open_judges_by_the_new_policy(workspace: Workspace) -> None:
    with open_desk(workspace.home) as open_before:
        assert open_before.policy.version == 1
        assert set_policy(workspace, text(2)).status == 0
        with open_before.recording():
            assert open_before.policy.version == 2


def test_lines_and_tabs_of_other_systems(workspace: Workspace) -> None:
    with open_desk(workspace.home) as desk:
        wanted = text(2).replace("request_days = 30", "request_days\t=\t29").replace("\n", "\r\n")
        assert policy_register.set_policy(desk, wanted, administrators(workspace)).changed == (
            "request_days",
        )
        assert desk.policy.request_days == 29


def test_demo_gives_an_approved_request(workspace: Workspace) -> None:
    shown = workspace.command("requests", "show", workspace.request, "--json").json
    assert shown["state"] == "approved"
    assert [one["approver"] for one in shown["approvals"]] == [DEPARTMENT_HEAD.id, GENERAL_MANAGER.id]
    assert shown["class"] == "contract"
