"""Bad input: its own code and sentence, the right exit status, no output, the input untouched."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sealdesk.cli.common import pin_of
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service.desk import open_desk
from sealdesk.service.evaluation.workspace import make_evaluation
from sealdesk.service.new_workspace import NewAdministrator, NewWorkspace, make_workspace
from sealdesk.settings.settings import SecretsIn
from tests.journeys.conftest import Answer, Workspace

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


@dataclass
class Try:
    """One `sealdesk stamp`, everything right until a test changes something."""

    workspace: Workspace
    source: Path
    request: str
    seal: str
    target: Path
    place: list[str] = field(default_factory=lambda: ["--page", "1", "--at", "60,120"])
    pin: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    stdin: str = ""

    def go(self) -> Answer:
        request = ["--request", self.request] if self.request else []
        return self.workspace.command(
            "stamp", self.source, "--output", self.target, "--seal", self.seal, *request, *self.place,
            *(self.pin or ["--pin-file", str(self.workspace.home / "pin")]), *self.more, stdin=self.stdin,
        )  # fmt: skip


@pytest.fixture
def attempt(workspace: Workspace) -> Try:
    return Try(
        workspace, workspace.contract, workspace.request, workspace.seal(), workspace.folder / "out.pdf"
    )


def refused(attempt: Try, code: ErrorCode) -> Answer:
    """The attempt ends with this code: one line for people, the right status, no output, input untouched."""
    before = attempt.source.read_bytes() if attempt.source.is_file() else None
    existed = attempt.target.exists()
    answer = attempt.go()
    assert f"[{code.text}]" in answer.err, answer.err
    assert answer.status == code.exit_status
    assert answer.err.count("\n") == 1
    assert "Traceback" not in answer.err
    assert existed or not attempt.target.exists()
    assert before is None or attempt.source.read_bytes() == before
    assert not list(attempt.workspace.folder.glob(".sealdesk-*"))
    assert (
        not list((attempt.workspace.home / "acts").glob("*"))
        if (attempt.workspace.home / "acts").exists()
        else True
    )
    return answer


def asked(attempt: Try, document: Path, *, seal: str = "unit") -> Try:
    """The same attempt on another document, asked for and approved."""
    workspace = attempt.workspace
    applicant, manager = workspace.person("user"), workspace.manager
    new = workspace.command(
        "requests", "new", "--document", document, "--seal", workspace.seal(seal), "--reason", "测试",
        "--as", applicant,
        "--password-file", workspace.home / "passwords" / applicant, "--json",
    )  # fmt: skip
    assert new.status == 0, new.err
    approved = workspace.command(
        "requests", "approve", new.json["id"], "--as", manager,
        "--password-file", workspace.home / "passwords" / manager,
    )  # fmt: skip
    assert approved.status == 0, approved.err
    attempt.source, attempt.request, attempt.seal = document, new.json["id"], workspace.seal(seal)
    return attempt


def write(attempt: Try, content: bytes) -> Path:
    path = attempt.workspace.folder / "in.pdf"
    path.write_bytes(content)
    return path


def test_no_such_document(attempt: Try) -> None:
    attempt.source = attempt.workspace.folder / "missing.pdf"
    refused(attempt, ErrorCode.DOCUMENT_NOT_FOUND)


def test_not_a_pdf(attempt: Try) -> None:
    document = write(attempt, b"PK\x03\x04 not a PDF at all")
    workspace = attempt.workspace
    applicant = workspace.person("user")
    new = workspace.command(
        "requests", "new", "--document", document, "--seal", workspace.seal("unit"), "--reason", "测试",
        "--as", applicant, "--password-file", workspace.home / "passwords" / applicant,
    )  # fmt: skip
    assert (new.status, ErrorCode.DOCUMENT_FORMAT_UNKNOWN.text in new.err) == (4, True)
    attempt.source = document
    refused(attempt, ErrorCode.DOCUMENT_NOT_PDF)


def test_cut_off(attempt: Try) -> None:
    half = attempt.workspace.contract.read_bytes()[:2000]
    answer = asked(attempt, write(attempt, half)).go()
    assert answer.status == 4
    assert not attempt.target.exists()


@pytest.mark.parametrize("name", ["zip_bomb", "page_loop", "prev_loop", "deep_array"])
def test_hostile_documents_end_cleanly(attempt: Try, name: str) -> None:
    hostile = CORPUS / "attacks" / f"{name}.pdf"
    if not hostile.exists():
        pytest.skip("the corpus of hostile files is not beside the project")
    answer = asked(attempt, hostile).go()
    if answer.status == 0:  # harmless to us: then the file must be good
        assert attempt.workspace.command("verify", attempt.target, "--json").json["verdict"] == "intact"
    else:
        assert answer.status in (3, 4)
        assert re.match(r"sealdesk: \[[a-z_.]+\] ", answer.err)
        assert not attempt.target.exists()


def test_output_exists(attempt: Try) -> None:
    attempt.target.write_text("precious")
    refused(attempt, ErrorCode.OUTPUT_EXISTS)
    assert attempt.target.read_text() == "precious"


@pytest.mark.parametrize("how", ["same", "symlink", "hardlink"])
def test_output_is_the_input(attempt: Try, how: str) -> None:
    if how == "same":
        attempt.target = attempt.source
    elif how == "symlink":
        attempt.target.symlink_to(attempt.source)
    else:
        os.link(attempt.source, attempt.target)
    refused(attempt, ErrorCode.OUTPUT_IS_INPUT)


def test_output_folder_missing(attempt: Try) -> None:
    attempt.target = attempt.workspace.folder / "no" / "out.pdf"
    refused(attempt, ErrorCode.OUTPUT_FOLDER_MISSING)


def test_the_request_must_be_named(attempt: Try) -> None:
    attempt.request = ""
    refused(attempt, ErrorCode.REQUEST_MISSING)


def test_the_request_must_exist(attempt: Try) -> None:
    attempt.request = "R00000000-dead"
    refused(attempt, ErrorCode.REQUEST_UNKNOWN)
    assert attempt.workspace.entries("act.refused")


def test_another_document_than_the_approved_one(attempt: Try) -> None:
    attempt.source = attempt.workspace.home / "samples" / "official.pdf"
    refused(attempt, ErrorCode.REQUEST_OTHER_DOCUMENT)


def test_another_seal_than_the_approved_one(attempt: Try) -> None:
    attempt.seal = attempt.workspace.seal("unit")
    refused(attempt, ErrorCode.REQUEST_OTHER_SEAL)


def test_an_unknown_seal(attempt: Try) -> None:
    attempt.seal = "SEAL-9999"
    refused(attempt, ErrorCode.SEAL_UNKNOWN)


def test_a_suspended_seal(attempt: Try) -> None:
    custodian = attempt.workspace.person("custodian")
    done = attempt.workspace.command(
        "seals", "suspend", attempt.seal, "--reason", "盘点", "--as", custodian,
        "--password-file", attempt.workspace.home / "passwords" / custodian,
    )  # fmt: skip
    assert done.status == 0, done.err
    refused(attempt, ErrorCode.SEAL_NOT_ACTIVE)


def test_a_waiting_request(attempt: Try) -> None:
    workspace = attempt.workspace
    applicant = workspace.person("user")
    new = workspace.command(
        "requests", "new", "--document", attempt.source, "--seal", attempt.seal, "--reason", "x", "--as", applicant,
        "--password-file", workspace.home / "passwords" / applicant, "--json",
    )  # fmt: skip
    attempt.request = new.json["id"]
    refused(attempt, ErrorCode.REQUEST_NOT_APPROVED)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (["--page", "9", "--at", "60,60"], ErrorCode.PLACE_PAGE_MISSING),
        (["--page", "0", "--at", "60,60"], ErrorCode.PLACE_PAGE_MISSING),
        (["--page", "1", "--at", "5,60"], ErrorCode.PLACE_OFF_PAGE),
        (["--page", "1", "--at", "60,60", "--size", "400"], ErrorCode.PLACE_SIZE_WRONG),
        (["--at", "60,60", "--pages", "3-1"], ErrorCode.PLACE_PAGES_WRONG),
        (["--straddle", "right", "--pages", "2"], ErrorCode.PLACE_STRADDLE_TOO_FEW_PAGES),
        (["--straddle", "right", "--pages", "98-99"], ErrorCode.PLACE_PAGE_MISSING),
        (["--keyword", "合同", "--page", "0"], ErrorCode.PLACE_PAGE_MISSING),
        (["--keyword", "这里没有这些字"], ErrorCode.DOCUMENT_KEYWORD_NOT_FOUND),
        ([], ErrorCode.USAGE_WRONG),
    ],
)
def test_impossible_places(attempt: Try, place: list[str], code: ErrorCode) -> None:
    attempt.place = place
    refused(attempt, code)


@pytest.mark.parametrize(
    "place",
    [
        ["--page", "1", "--at", "nan,inf"],
        ["--page", "1", "--at", "60,120", "--rotate", "inf"],
        ["--page", "1", "--at", "60,120", "--rotate", "nan"],
        ["--page", "1", "--at", "60,120", "--size", "nan"],
    ],
)
def test_what_is_no_number_is_wrong_usage(attempt: Try, place: list[str]) -> None:
    attempt.place = place
    answer = attempt.go()
    assert answer.status == 2
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("name", ["x" * 300, "..", "a/b", "章\udcff"])
def test_an_odd_name_of_a_seal(attempt: Try, name: str) -> None:
    attempt.seal = name
    answer = attempt.go()
    assert answer.err.startswith("sealdesk: [")
    assert answer.status in (2, 3)


def test_ids_and_texts_are_utf8(attempt: Try) -> None:
    attempt.request = "R\udcff"
    refused(attempt, ErrorCode.USAGE_WRONG)


def test_a_pin_that_is_no_text_is_not_repeated(attempt: Try) -> None:
    workspace = attempt.workspace
    done = subprocess.run(
        [
            sys.executable, "-m", "sealdesk", "stamp", attempt.source, "--output", attempt.target,
            "--seal", attempt.seal, "--request", attempt.request, *attempt.place,
            "--pin-stdin", "--home", workspace.home,
        ],
        input=b"secret\xff1\n",
        capture_output=True,
        timeout=120,
        env={"PATH": "/usr/bin:/bin", "SEALDESK_LANG": "en"},
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(b"sealdesk: [usage.wrong]")
    assert b"secret" not in done.stderr


@pytest.mark.parametrize(
    "odd",
    [
        ["--impressions", "1" + "0" * 30],
        ["--impressions", "0"],
        ["--days", "3000000"],
        ["--days", "999999999999"],
        ["--days", "-5"],
        ["--reason", " "],
    ],
)
def test_requests_with_numbers_that_mean_nothing(workspace: Workspace, odd: list[str]) -> None:
    applicant = workspace.person("user")
    answer = workspace.command(
        "requests", "new", "--document", workspace.contract, "--seal", workspace.seal(), "--reason", "x",
        "--as", applicant, "--password-file", workspace.home / "passwords" / applicant, *odd,
    )  # fmt: skip
    assert f"[{ErrorCode.USAGE_WRONG.text}]" in answer.err
    assert answer.status == 2
    assert len(workspace.entries("request.made")) == 1


def test_a_changed_copy_of_a_requested_document_is_replaced(workspace: Workspace) -> None:
    (kept,) = (workspace.home / "documents").glob("*.pdf")
    kept.write_bytes(b"x" * kept.stat().st_size)
    applicant = workspace.person("user")
    answer = workspace.command(
        "requests", "new", "--document", workspace.contract, "--seal", workspace.seal(), "--reason", "x",
        "--as", applicant, "--password-file", workspace.home / "passwords" / applicant,
    )  # fmt: skip
    assert answer.status == 0, answer.err
    assert kept.read_bytes() == workspace.contract.read_bytes()


def test_the_workspace_may_be_named_before_the_command(workspace: Workspace) -> None:
    nowhere = workspace.folder / "nowhere"
    done = subprocess.run(
        [sys.executable, "-m", "sealdesk", "--home", nowhere, "ledger", "list"],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "SEALDESK_LANG": "en", "SEALDESK_HOME": str(workspace.home)},
        check=False,
    )
    assert f"[{ErrorCode.WORKSPACE_MISSING.text}]" in done.stderr
    assert str(nowhere) in done.stderr


def test_a_folder_in_place_of_a_revocation_list(attempt: Try) -> None:
    (attempt.workspace.home / "crls" / "more.crl").mkdir()
    refused(attempt, ErrorCode.WORKSPACE_BROKEN)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("settings.toml", b"\xff", ErrorCode.SETTINGS_WRONG),
        ("secrets/workstation-key", b"junk", ErrorCode.SECRET_MISSING),
        ("secrets/workstation-key", b"\xff", ErrorCode.WORKSPACE_BROKEN),
        ("secrets/administrator-keys", b"junk", ErrorCode.SECRET_MISSING),
    ],
)
def test_damaged_files_of_the_workspace(attempt: Try, name: str, content: bytes, code: ErrorCode) -> None:
    (attempt.workspace.home / name).write_bytes(content)
    answer = attempt.go()
    assert f"[{code.text}]" in answer.err
    assert answer.status == code.exit_status
    assert answer.err.count("\n") == 1
    assert not attempt.target.exists()


def test_a_report_never_follows_a_link(workspace: Workspace) -> None:
    elsewhere, link = workspace.folder / "elsewhere", workspace.folder / "report.html"
    link.symlink_to(elsewhere)
    answer = workspace.command("verify", workspace.contract, "--report", link)
    assert f"[{ErrorCode.OUTPUT_EXISTS.text}]" in answer.err
    assert not elsewhere.exists()


def test_wrong_pin_is_tried_once_and_recorded(attempt: Try) -> None:
    attempt.pin, attempt.stdin = ["--pin-stdin"], "00000000\n"
    refused(attempt, ErrorCode.TOKEN_PIN_WRONG)
    (failed,) = attempt.workspace.entries("pin.failed")
    assert "00000000" not in str(failed)


def test_no_pin(attempt: Try) -> None:
    attempt.pin = ["--pin-stdin"]
    refused(attempt, ErrorCode.TOKEN_PIN_MISSING)


def test_settings_give_nobody_a_right(attempt: Try) -> None:
    settings = attempt.workspace.home / "settings.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("evaluation = true", "evaluation = false"), "utf-8")
    attempt.pin, attempt.stdin = ["--pin-stdin"], f"{attempt.workspace.pin}\n"
    refused(attempt, ErrorCode.SETTINGS_WRONG)
    settings.write_text(re.sub(r'workstation = ".*"', 'workstation = "other"', text, count=1), "utf-8")
    refused(attempt, ErrorCode.SETTINGS_WRONG)


def test_pin_files_are_for_evaluation_only(tmp_path: Path) -> None:
    home, pin = tmp_path / "home", tmp_path / "pin"
    pin.write_text("483920\n", "utf-8")
    administrators = (NewAdministrator("a", "甲", "long enough"), NewAdministrator("b", "乙", "long enough"))
    make_workspace(home, NewWorkspace("单位", administrators, SecretsIn.FILES))
    entry = argparse.Namespace(pin_file=pin, pin_stdin=False)
    with open_desk(home) as desk, pytest.raises(SealDeskError) as forbidden:
        pin_of(entry, desk)
    assert forbidden.value.code is ErrorCode.PIN_FILE_FORBIDDEN
    settings = home / "settings.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("evaluation = false", "evaluation = true"), "utf-8")
    with open_desk(home) as desk, pytest.raises(SealDeskError) as edited:
        pin_of(entry, desk)
    assert edited.value.code is ErrorCode.SETTINGS_WRONG


def test_no_token(attempt: Try) -> None:
    shutil.rmtree(attempt.workspace.home / "token" / "tokens")
    (attempt.workspace.home / "token" / "tokens").mkdir()
    refused(attempt, ErrorCode.TOKEN_NONE)


def test_no_module(attempt: Try) -> None:
    settings = attempt.workspace.home / "settings.toml"
    text = re.sub(r'path = ".*?"', 'path = "/nowhere/libpkcs11.so"', settings.read_text("utf-8"))
    settings.write_text(text, "utf-8")
    refused(attempt, ErrorCode.TOKEN_MODULE_MISSING)


def test_the_vault_is_needed(attempt: Try) -> None:
    (attempt.workspace.home / "vault" / f"{attempt.seal}.vault").unlink()
    refused(attempt, ErrorCode.VAULT_MISSING)


def test_a_swapped_vault_file_is_refused(attempt: Try) -> None:
    vault = attempt.workspace.home / "vault"
    shutil.copy(vault / f"{attempt.workspace.seal('unit')}.vault", vault / f"{attempt.seal}.vault")
    refused(attempt, ErrorCode.VAULT_BROKEN)


def test_an_edited_register_gives_nobody_a_right(attempt: Try) -> None:
    people = attempt.workspace.home / "register" / "people.note"
    people.write_text(people.read_text("utf-8").replace('"custodian"', '"approver"'), "utf-8")
    refused(attempt, ErrorCode.REGISTER_BROKEN)


def test_no_workspace(attempt: Try, tmp_path: Path) -> None:
    attempt.workspace = Workspace(tmp_path / "empty", attempt.workspace.made, attempt.workspace.folder)
    attempt.pin = ["--pin-stdin"]
    answer = attempt.go()
    assert "[workspace.missing]" in answer.err
    assert answer.status == 4


def test_a_user_without_a_home(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from sealdesk.service.desk import open_desk

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("SEALDESK_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(SealDeskError) as none:
        open_desk()
    assert none.value.code is ErrorCode.WORKSPACE_MISSING


def test_a_document_whose_name_is_no_utf8(attempt: Try) -> None:
    attempt.source = attempt.workspace.folder / "合同\udcff.pdf"
    shutil.copy(attempt.workspace.contract, attempt.source)
    attempt.target, attempt.more = attempt.workspace.folder / "章\udcff.pdf", ["--json"]
    answer = attempt.go()
    assert answer.status == 0, answer.err
    assert answer.json["output"] == str(attempt.target)
    assert attempt.target.is_file()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("file", ErrorCode.WORKSPACE_NOT_EMPTY),
        ("file/below", ErrorCode.OUTPUT_NOT_WRITABLE),
        ("x" * 300, ErrorCode.OUTPUT_NOT_WRITABLE),
        ("two\nlines", ErrorCode.USAGE_WRONG),
        ("not\udcffutf8", ErrorCode.USAGE_WRONG),
    ],
)
def test_places_where_no_evaluation_workspace_can_be(tmp_path: Path, name: str, code: ErrorCode) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SealDeskError) as refusal:
        make_evaluation(tmp_path / name)
    assert refusal.value.code is code
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
