"""Approving away from the workstation, through the command line; and what is refused of what comes back."""

from __future__ import annotations

import base64
import json
import os
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats import approval_file
from sealdesk.formats.approval import read_approval, write_approval
from sealdesk.formats.approval_file import ApprovalFile, read_approval_file, write_approval_file
from sealdesk.model.request import Approval, ApprovalMeans
from sealdesk.service import approval_files, approvals, clock, delegations, requests
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.cast import (
    APPLICANT,
    DEPARTMENT_HEAD,
    FINANCE_DIRECTOR,
    GENERAL_MANAGER,
    CastMember,
)
from sealdesk.service.file_signers import OwnKeyFile
from sealdesk.service.sign_in import SignIn
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer
from tests.journeys.conftest import Answer, Workspace

UNIT = "SEAL-0001"


@dataclass(frozen=True)
class Post:
    """A workspace, a request that waits in it, and a folder where files come and go."""

    workspace: Workspace
    request: str

    @property
    def sent(self) -> Path:
        return self.workspace.folder / "out.sdrequest"

    @property
    def back(self) -> Path:
        return self.workspace.folder / "back.sdapproval"

    def export(self) -> Answer:
        return self.workspace.command("requests", "export", self.request, "--output", self.sent, "--json")

    def key(self, member: CastMember) -> Path:
        return self.workspace.home / "people" / f"{member.id}.key"

    def decide(self, member: CastMember, *more: str | Path, output: Path | None = None) -> Answer:
        """At a computer without a workspace."""
        elsewhere = replace(self.workspace, home=self.workspace.folder / "elsewhere")
        return elsewhere.command_without_home(
            "requests", "decide", self.sent, "--key", self.key(member), "--as", member.id,
            "--password-file", self.workspace.home / "passwords" / member.id,
            "--output", output or self.back, *more,
        )  # fmt: skip

    def take(self, path: Path | None = None) -> Answer:
        return self.workspace.command("requests", "import", path or self.back, "--json")

    def refused(self, code: ErrorCode, content: bytes | None = None) -> None:
        """What comes back is refused with this code, and entered as that."""
        if content is not None:
            self.back.unlink(missing_ok=True)
            self.back.write_bytes(content)
        with self.workspace.open() as desk:
            size = desk.ledger.size()
            with pytest.raises(SealDeskError) as caught:
                approval_files.import_file(desk, self.back)
            assert caught.value.code is code, caught.value
            entries = list(desk.ledger.entries(after_index=size - 1))
            assert [(one.kind, one.body["what"], one.body["code"]) for one in entries] == [
                ("request.refused", "import", code.text)
            ]

    def signer(self, member: CastMember) -> Signer:
        signer = OwnKeyFile.open(self.key(member), self.workspace.password(member.id))
        return signer._signer

    def made(self, **changed: object) -> bytes:
        """A decision by the general manager's own key that says something else."""
        carried = read_approval_file(self.back.read_bytes())
        decision = read_approval(note.text_of(carried.decision), "")
        text = write_approval(replace(decision, **changed))
        signed = note.sign(text, self.signer(GENERAL_MANAGER))
        return write_approval_file(replace(carried, decision=signed))


@pytest.fixture
def post(workspace: Workspace) -> Post:
    with workspace.open() as desk:
        return Post(workspace, asked(workspace, desk))


def asked(workspace: Workspace, desk: Desk, days: int | None = None) -> str:
    draft = requests.RequestDraft(
        document=workspace.home / "samples" / "certificate.pdf",
        seal_id=UNIT,
        reason="出具在职证明",
        valid_days=days,
    )
    return requests.new(desk, draft, APPLICANT.id, workspace.password(APPLICANT.id)).request.id


def given(post: Post) -> Post:
    assert post.export().status == 0
    answer = post.decide(GENERAL_MANAGER, "--approve", "--comment", "同意")
    assert answer.status == 0, answer.err
    return post


# From end to end.


def test_by_file_from_end_to_end(post: Post) -> None:
    exported = post.export()
    assert (exported.status, exported.json["request"]) == (0, post.request)
    shown = post.decide(GENERAL_MANAGER, output=post.workspace.folder / "none.sdapproval")
    digest = sha256((post.workspace.home / "samples" / "certificate.pdf").read_bytes()).hexdigest()
    assert shown.status == 0
    for word in ("孙晓雯", digest, "出具在职证明", "certificate.pdf", "城南建设有限公司"):
        assert word in shown.out
    assert not (post.workspace.folder / "none.sdapproval").exists()

    saved = post.workspace.folder / "look.pdf"
    answer = post.decide(
        GENERAL_MANAGER, "--approve", "--comment", "同意", "--json", "--save-document", saved
    )
    assert answer.status == 0, answer.err
    assert (answer.json["approver"], answer.json["granted"]) == (GENERAL_MANAGER.id, True)
    assert digest in answer.err  # seen first
    assert sha256(saved.read_bytes()).hexdigest() == digest

    taken = post.take()
    assert (taken.status, taken.json["state"]) == (0, "approved"), taken.err
    (entry,) = [one for one in post.workspace.entries("request.decided") if one["request"] == post.request]
    assert (entry["means"], entry["person"]) == ("file", GENERAL_MANAGER.id)
    assert [one["request"] for one in post.workspace.entries("request.exported")] == [post.request]

    stamped = post.workspace.command(
        "stamp", post.workspace.home / "samples" / "certificate.pdf", "--output", post.workspace.folder / "done.pdf",
        "--seal", UNIT, "--request", post.request, "--page", "1", "--at", "140,220",
        "--pin-file", post.workspace.home / "pin", "--json",
    )  # fmt: skip
    assert (stamped.status, stamped.json["verdict"]) == (0, "intact"), stamped.err


def test_a_rejection_comes_by_file_too(post: Post) -> None:
    post.export()
    assert post.decide(GENERAL_MANAGER, "--reject").status == 2  # without a reason
    assert post.decide(GENERAL_MANAGER, "--reject", "--comment", "事由不明").status == 0
    assert post.take().json["state"] == "rejected"


def test_a_deputy_decides_by_file(post: Post) -> None:
    with post.workspace.open() as desk:
        lending = delegations.Lending(FINANCE_DIRECTOR.id, datetime.now(UTC) + timedelta(days=1), "出差")
        by = SignIn(GENERAL_MANAGER.id, post.workspace.password(GENERAL_MANAGER.id))
        lent = delegations.delegate(desk, lending, by)
    post.export()
    lonely = post.decide(DEPARTMENT_HEAD, "--approve", "--on-behalf-of", GENERAL_MANAGER.id)
    assert (lonely.status, "[delegation.none]" in lonely.err) == (3, True)
    assert post.decide(FINANCE_DIRECTOR, "--approve", "--on-behalf-of", GENERAL_MANAGER.id).status == 0
    with post.workspace.open() as desk:
        (one,) = approval_files.import_file(desk, post.back).approvals
        assert (one.on_behalf_of, one.delegation_id) == (GENERAL_MANAGER.id, lent.id)


def test_a_deputy_whose_power_was_taken_back_meanwhile(post: Post) -> None:
    with post.workspace.open() as desk:
        lending = delegations.Lending(FINANCE_DIRECTOR.id, datetime.now(UTC) + timedelta(days=1), "出差")
        by = SignIn(GENERAL_MANAGER.id, post.workspace.password(GENERAL_MANAGER.id))
        lent = delegations.delegate(desk, lending, by)
        approval_files.export_request(desk, post.request, post.sent)
        delegations.end(desk, lent.id, (by,), "返岗")
    assert post.decide(FINANCE_DIRECTOR, "--approve", "--on-behalf-of", GENERAL_MANAGER.id).status == 0
    post.refused(ErrorCode.DELEGATION_NONE)


# What is refused of what comes back.


def test_a_file_is_taken_once(post: Post) -> None:
    given(post)
    assert post.take().status == 0
    post.refused(ErrorCode.APPROVAL_ALREADY_GIVEN)
    other = post.workspace.folder / "another name.sdapproval"
    other.write_bytes(post.back.read_bytes())
    again = post.take(other)
    assert (again.status, "[approval.already_given]" in again.err) == (3, True)
    with post.workspace.open() as desk:
        by = SignIn(GENERAL_MANAGER.id, post.workspace.password(GENERAL_MANAGER.id))
        assert approvals.revoke(desk, post.request, by, "情况有变").state == "waiting"
    post.refused(ErrorCode.APPROVAL_ALREADY_GIVEN)  # what was taken back does not come again


def test_every_byte_of_the_decision_is_signed(post: Post) -> None:
    carried = read_approval_file(given(post).back.read_bytes())
    for old, new in (
        ('"impressions":1', '"impressions":9'),
        ('"granted":true', '"granted":false'),
        ("同意", "好"),
    ):
        edited = replace(carried, decision=carried.decision.replace(old, new))
        assert edited != carried
        post.refused(ErrorCode.APPROVAL_FILE_EDITED, write_approval_file(edited))
    digest = read_approval(note.text_of(carried.decision), "").document.sha256
    edited = replace(carried, decision=carried.decision.replace(digest, "0" * 64))
    post.refused(ErrorCode.APPROVAL_FILE_EDITED, write_approval_file(edited))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"impressions": 2}, ErrorCode.APPROVAL_OTHER_COUNT),
        ({"seal_id": "SEAL-0003"}, ErrorCode.APPROVAL_OTHER_SEAL),
        ({"request_sha256": "0" * 64}, ErrorCode.APPROVAL_OTHER_REQUEST),
        ({"valid_until": datetime(2099, 1, 1, tzinfo=UTC)}, ErrorCode.APPROVAL_OTHER_TERM),
        ({"valid_from": datetime(2020, 1, 1, tzinfo=UTC)}, ErrorCode.APPROVAL_OTHER_TERM),
        ({"request_id": "R20200101-00000000"}, ErrorCode.REQUEST_UNKNOWN),
        ({"approver_id": "P9999"}, ErrorCode.PERSON_UNKNOWN),
        ({"approver_id": FINANCE_DIRECTOR.id}, ErrorCode.APPROVAL_KEY_UNKNOWN),
        ({"means": ApprovalMeans.OWN_KEY, "shown_sha256": ""}, ErrorCode.APPROVAL_MEANS_WRONG),
        ({"shown_sha256": "0" * 64}, ErrorCode.APPROVAL_FILE_EDITED),
        ({"decided": datetime(2020, 1, 1, tzinfo=UTC)}, ErrorCode.APPROVAL_TIME_WRONG),
        ({"decided": datetime(2090, 1, 1, tzinfo=UTC)}, ErrorCode.APPROVAL_TIME_WRONG),
        ({"on_behalf_of": FINANCE_DIRECTOR.id, "delegation_id": "x"}, ErrorCode.DELEGATION_NONE),
    ],
    ids=lambda value: value.text if isinstance(value, ErrorCode) else ",".join(value),
)
def test_a_key_is_no_leave_to_decide_on_something_else(
    post: Post, changed: dict[str, object], code: ErrorCode
) -> None:
    post.refused(code, given(post).made(**changed))


def test_a_decision_on_other_bytes(post: Post) -> None:
    decision = read_approval(note.text_of(read_approval_file(given(post).back.read_bytes()).decision), "")
    other = replace(decision.document, sha256="0" * 64)
    post.refused(ErrorCode.APPROVAL_OTHER_DOCUMENT, post.made(document=other))


def test_a_key_that_is_not_registered(post: Post) -> None:
    carried = read_approval_file(given(post).back.read_bytes())
    text = note.text_of(carried.decision)
    name = post.signer(GENERAL_MANAGER).name
    for stranger in (Signer.generate("elsewhere.invalid/me"), Signer.generate(name)):
        forged = replace(carried, decision=note.sign(text, stranger))
        post.refused(ErrorCode.APPROVAL_KEY_UNKNOWN, write_approval_file(forged))


def test_the_sheet_is_the_one_that_was_sent(post: Post) -> None:
    carried = read_approval_file(given(post).back.read_bytes())
    changed = note.text_of(carried.sheet).replace("出具在职证明", "别的事由")
    shown = note.sign(changed, Signer.generate("workstation.invalid/other"))
    made = read_approval(note.text_of(carried.decision), "")
    told = replace(made, shown_sha256=sha256(changed.encode()).hexdigest())
    decision = note.sign(write_approval(told), post.signer(GENERAL_MANAGER))
    edited = replace(carried, decision=decision, sheet=shown)
    post.refused(ErrorCode.APPROVAL_FILE_EDITED, write_approval_file(edited))


def test_who_may_not_decide_may_not_by_file_either(post: Post) -> None:
    post.export()
    own = post.decide(APPLICANT, "--approve")
    assert (own.status, "[approval.self]" in own.err) == (3, True)
    assert post.decide(FINANCE_DIRECTOR, "--approve").status == 0
    post.refused(ErrorCode.PERSON_NOT_ENTITLED)


def test_a_request_that_ended_meanwhile(post: Post) -> None:
    given(post)
    with post.workspace.open() as desk:
        requests.withdraw(desk, post.request, APPLICANT.id, post.workspace.password(APPLICANT.id))
    post.refused(ErrorCode.REQUEST_WITHDRAWN)


def test_a_clock_set_back_takes_nothing(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    given(post)
    early = datetime.now(UTC) - timedelta(days=1)
    monkeypatch.setattr(clock, "_clock", lambda: early)
    with post.workspace.open() as desk, pytest.raises(SealDeskError) as caught:
        approval_files.import_file(desk, post.back)
    assert caught.value.code is ErrorCode.CLOCK_SET_BACK


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"\0" * 100, b"x" * 600_000, b"[" * 400_000],
    ids=lambda content: str(len(content)),
)
def test_what_is_no_decision(post: Post, content: bytes) -> None:
    post.refused(ErrorCode.APPROVAL_FILE_WRONG, content)


def test_links_and_pipes_are_not_read(post: Post) -> None:
    given(post)
    link, pipe = post.workspace.folder / "link", post.workspace.folder / "pipe"
    link.symlink_to(post.back)
    os.mkfifo(pipe)
    with post.workspace.open() as desk:
        for path in (link, pipe, post.workspace.folder):
            with pytest.raises(SealDeskError) as caught:
                approval_files.import_file(desk, path)
            assert caught.value.code is ErrorCode.DOCUMENT_UNREADABLE


# What an approver is sent.


def test_a_request_file_that_holds_another_document(post: Post) -> None:
    post.export()
    signed, document = approval_file.unpack_request(post.sent.read_bytes())
    post.sent.write_bytes(approval_file.pack_request(signed, document + b" "))
    answer = post.decide(GENERAL_MANAGER, "--approve")
    assert (answer.status, "[request.file_other_document]" in answer.err) == (3, True)
    assert not post.back.exists()


def test_a_request_file_that_is_none(post: Post) -> None:
    post.export()
    bomb = post.workspace.folder / "bomb.sdrequest"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("request.note", b"\0" * 1_000_000)
        archive.writestr("document.pdf", b"\0" * 50_000_000)
    for path in (bomb, post.workspace.contract):
        with pytest.raises(SealDeskError) as caught:
            approval_files.open_request(path)
        assert caught.value.code is ErrorCode.REQUEST_FILE_WRONG


def test_what_an_approver_is_shown_hides_nothing(post: Post) -> None:
    post.export()
    signed, document = approval_file.unpack_request(post.sent.read_bytes())
    sheet = approval_file.read_sheet(note.text_of(signed))
    hostile = replace(sheet, seal="合同\u202e章\x1b[2J", request=replace(sheet.request, reason="a\nb"))
    shown = note.sign(approval_file.write_sheet(hostile), Signer.generate("workstation.invalid/other"))
    post.sent.write_bytes(approval_file.pack_request(shown, document))
    out = post.decide(GENERAL_MANAGER).out
    assert "\u202e" not in out and "\x1b" not in out and "a\ufffdb" in out


def test_an_export_replaces_nothing_and_ends_with_the_request(post: Post) -> None:
    assert post.export().status == 0
    assert post.export().status == 4
    with post.workspace.open() as desk:
        requests.withdraw(desk, post.request, APPLICANT.id, post.workspace.password(APPLICANT.id))
        with pytest.raises(SealDeskError) as caught:
            approval_files.export_request(desk, post.request, post.workspace.folder / "late.sdrequest")
    assert caught.value.code is ErrorCode.REQUEST_WITHDRAWN


def test_keys_that_do_not_open(post: Post) -> None:
    post.export()
    keys, wrong = post.workspace.folder / "no.key", post.workspace.folder / "wrong"
    keys.write_text("{}", "utf-8")
    wrong.write_text("wrong\n", "utf-8")
    for key, password, code in (
        (keys, wrong, "key_file.wrong"),
        (post.key(GENERAL_MANAGER), wrong, "person.password_wrong"),
        (post.key(DEPARTMENT_HEAD), wrong, "key_file.wrong"),
        (post.workspace.folder / "none", wrong, "document.not_found"),
    ):
        answer = post.workspace.command_without_home(
            "requests", "decide", post.sent, "--approve", "--key", key, "--as", GENERAL_MANAGER.id,
            "--password-file", password, "--output", post.back,
        )  # fmt: skip
        assert (answer.status in (3, 4), f"[{code}]" in answer.err) == (True, True), answer.err
    assert not post.back.exists()


def test_a_file_bears_no_name_of_this_computer(post: Post) -> None:
    given(post)
    for path in (post.sent, post.back):
        assert str(post.workspace.folder).encode() not in path.read_bytes()
    record = json.loads(post.back.read_bytes())
    assert record["certificate"] == "" and base64.b64decode(record["certificate"]) == b""
    made = read_approval(note.text_of(ApprovalFile(record["decision"], "").decision), "")
    assert isinstance(made, Approval) and made.means is ApprovalMeans.FILE
