"""`sealdesk doctor` on a healthy workspace and on broken ones."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import Any

import pytest

from sealdesk.service import doctor
from tests.journeys.conftest import Answer, Workspace


def by_code(answer: Answer) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in answer.json:
        found.setdefault(one["code"], []).append(one)
    return found


def change_settings(workspace: Workspace, old: str, new: str) -> None:
    settings = workspace.home / "settings.toml"
    text = settings.read_text("utf-8")
    assert old in text
    settings.write_text(text.replace(old, new), "utf-8")


def test_a_healthy_workspace(workspace: Workspace) -> None:
    answer = workspace.command("doctor", "--json")
    assert answer.status == 0, answer.out
    found = by_code(answer)
    assert not [one for one in answer.json if one["good"] is False]
    for code in ("here", "registers", "ledger", "module", "token", "token_registered", "memory_private"):
        assert found[f"doctor.{code}"][0]["good"] is True, code
    # A standing warning, neither good nor bad.
    assert found["doctor.secrets_in_files"][0]["good"] is None


def test_every_line_is_in_words(workspace: Workspace) -> None:
    answer = workspace.command("doctor")
    assert answer.status == 0
    assert "doctor." not in answer.out
    assert "✕" not in answer.out


def test_softhsm_is_in_use_and_not_proposed_under_its_other_name(workspace: Workspace) -> None:
    proposed = by_code(workspace.command("doctor", "--json")).get("doctor.module_present", [])
    assert not [one for one in proposed if "softhsm" in one["detail"]]


@pytest.mark.skipif(sys.platform != "linux", reason="the module stands in a folder of Linux's")
def test_a_proposal_shows_the_lines_to_put_into_the_settings(workspace: Workspace) -> None:
    modules = workspace.home / "settings.toml"
    text = modules.read_text("utf-8")
    modules.write_text(text[: text.index("[[modules]]")], "utf-8")
    found = by_code(workspace.command("doctor", "--json"))
    softhsm = next(one for one in found["doctor.module_present"] if one["vendor"] == "SoftHSM2")
    assert softhsm["settings"] == ["[[modules]]", f'path = "{softhsm["detail"]}"']
    told = workspace.command("doctor").out
    assert f"sealdesk tokens use-module {softhsm['detail']}\n" in told
    modules.write_text(text[: text.index("[[modules]]")] + "\n".join(softhsm["settings"]) + "\n", "utf-8")
    assert by_code(workspace.command("doctor", "--json"))["doctor.module"][0]["good"] is True


def test_a_module_that_is_not_there(workspace: Workspace) -> None:
    change_settings(workspace, "libsofthsm2.so", "gone.so")
    answer = workspace.command("doctor", "--json")
    assert answer.status == 1
    (module,) = by_code(answer)["doctor.module"]
    assert (module["good"], "gone.so" in module["detail"]) == (False, True)
    assert "[token.module_missing]" in workspace.command("doctor").out


SLEEP = "#include <unistd.h>\nlong C_GetFunctionList(void **list) { sleep(60); return 5; }\n"


@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs a C compiler")
def test_a_module_that_hangs_is_given_up(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    source, module = workspace.folder / "hang.c", workspace.folder / "hang.so"
    source.write_text(SLEEP, "utf-8")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", module, source], check=True)
    settings = workspace.home / "settings.toml"
    with settings.open("a", encoding="utf-8") as file:
        file.write(f'[[modules]]\npath = "{module}"\n')
    monkeypatch.setattr(doctor, "LOOK_LIMIT_S", 1.0)
    found = doctor.examine(workspace.home)
    modules = {one.facts["module"]: one for one in found if one.code == "doctor.module"}
    assert modules.pop(module).facts["code"].text == "token.module_timeout"  # type: ignore[attr-defined]
    assert [one.good for one in modules.values()] == [True]
    assert [one.code for one in found if one.token] == ["doctor.token"]


def test_without_a_workspace_the_machine_is_examined(workspace: Workspace) -> None:
    shutil.rmtree(workspace.home)
    answer = workspace.command("doctor", "--json")
    assert answer.status == 0
    found = by_code(answer)
    assert found["doctor.workspace"][0]["good"] is None
    assert "doctor.python" in found
    assert not workspace.home.exists()


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ("register/policy.note", "doctor.registers"),
        ("secrets/workstation-key", "doctor.workstation_key"),
        ("secrets/administrator-keys", "doctor.registers"),
    ],
)
def test_what_is_broken_is_named_and_the_rest_examined(workspace: Workspace, broken: str, code: str) -> None:
    (workspace.home / broken).write_text("broken", "utf-8")
    answer = workspace.command("doctor", "--json")
    assert answer.status == 1
    found = by_code(answer)
    assert found[code][0]["good"] is False
    assert found["doctor.ledger"][0]["good"] is True
    assert found["doctor.token"][0]["good"] is True


def test_a_fault_of_an_examination_does_not_end_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(desk: object) -> object:
        raise KeyError("PIN 483920")

    monkeypatch.setattr("sealdesk.service.workstation.where", fail)
    found = doctor.examine(workspace.home)
    (fault,) = (one for one in found if one.code == "doctor.fault")
    assert (fault.good, fault.detail) == (False, "KeyError")
    assert any(one.code == "doctor.token" for one in found)


def test_a_ledger_that_is_none(workspace: Workspace) -> None:
    (workspace.home / "ledger.sqlite3").write_bytes(b"x" * 5000)
    answer = workspace.command("doctor", "--json")
    assert answer.status in (0, 1)
    assert json.loads(answer.out)


def test_the_seal_carrier(workspace: Workspace) -> None:
    carrier = workspace.folder / "carrier"
    change_settings(workspace, 'language = "zh"', f'language = "zh"\nvault = "{carrier}"')
    assert by_code(workspace.command("doctor", "--json"))["doctor.carrier"][0]["good"] is False
    carrier.mkdir()
    assert by_code(workspace.command("doctor", "--json"))["doctor.carrier"][0]["good"] is True


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_folder_that_others_can_enter(workspace: Workspace) -> None:
    workspace.home.chmod(0o755)
    found = by_code(workspace.command("doctor", "--json"))
    assert found["doctor.folder_open"][0]["detail"] == f"chmod 700 {workspace.home}"


def test_a_token_that_somebody_works_with_is_left_alone(workspace: Workspace) -> None:
    with workspace.open() as desk, desk.token_turn.during("window"):
        found = {one.code: one for one in doctor.examine(workspace.home)}
    assert found["doctor.token_in_use"].good is None
    assert found["doctor.module"].good is None
    assert "doctor.token" not in found
    assert "doctor.token" in {one.code for one in doctor.examine(workspace.home)}


def test_a_copy_on_another_machine(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sealdesk.settings.machine.machine_identity", lambda: "0" * 64)
    found = {one.code: one for one in doctor.examine(workspace.home)}
    assert found["doctor.elsewhere"].good is False
