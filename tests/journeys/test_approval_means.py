"""Decisions with an own token or certificate, and on paper; delegations on the command line."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from sealdesk import resources
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.approval import read_approval, write_approval
from sealdesk.formats.approval_file import read_approval_file, write_approval_file
from sealdesk.formats.own_token_jws import open_jws
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Position
from sealdesk.model.request import ApprovalMeans, RequestState
from sealdesk.service import approval_files, approval_paper, approvals, delegations, people_register, requests
from sealdesk.service.approval_paper import PaperForm
from sealdesk.service.desk import Desk
from sealdesk.service.evaluation.authority import TestAuthority
from sealdesk.service.evaluation.cast import (
    APPLICANT,
    CUSTODIAN,
    FINANCE_DIRECTOR,
    GENERAL_MANAGER,
    LEGAL_COUNSEL,
    PLATFORM_ADMIN,
    SYSTEM_ADMIN,
    CastMember,
)
from sealdesk.service.pin_changes import change_pin
from sealdesk.service.policy_register import set_policy
from sealdesk.service.seal_attachments import attachment
from sealdesk.service.sign_in import SignIn
from sealdesk.service.token_side import lock, unlock
from tests.journeys.conftest import Workspace
from tests.journeys.spare_tokens import INITIAL_PIN, PIN, Made, Spares, make_with_spares

UNIT = "SEAL-0001"


def by(workspace: Workspace, member: CastMember) -> SignIn:
    return SignIn(member.id, workspace.password(member.id))


def asked(workspace: Workspace, desk: Desk) -> str:
    document = workspace.home / "samples" / "certificate.pdf"
    draft = requests.RequestDraft(document=document, seal_id=UNIT, reason="出具在职证明")
    return requests.new(desk, draft, APPLICANT.id, workspace.password(APPLICANT.id)).request.id


def certified(workspace: Workspace, desk: Desk, member: CastMember, *certificates: str) -> None:
    """The register names these certificates for somebody."""
    person = replace(desk.person(member.id), certificates=certificates)
    wanted = people_register.PeopleChange(desk.people.version, put=(person,))
    people_register.change(desk, wanted, (by(workspace, PLATFORM_ADMIN), by(workspace, SYSTEM_ADMIN)))


def refused(code: ErrorCode, act: object, *arguments: object, **named: object) -> SealDeskError:
    with pytest.raises(SealDeskError) as caught:
        act(*arguments, **named)  # type: ignore[operator]
    assert caught.value.code is code, caught.value
    return caught.value


# Own token, at the workstation.


@pytest.fixture(scope="module")
def made_with_spares(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_with_spares(tmp_path_factory.mktemp("approving") / "home")


@pytest.fixture
def spares(made_with_spares: Made, tmp_path: Path) -> Spares:
    copied = Spares.copy(made_with_spares, tmp_path)
    copied.plug("first", "foreign")
    return copied


def signing_certificate(desk: Desk, spares: Spares, name: str) -> str:
    return next(one.sha256 for one in desk.tokens.certificates(spares.ref(name)) if one.key_id == b"\x01")


def test_an_approver_signs_with_their_own_token(spares: Spares) -> None:
    token = spares.ref("foreign")
    with spares.open() as desk:
        request = asked(spares, desk)
        decide = (desk, request, GENERAL_MANAGER.id, token)
        desk.tokens.tokens()
        refused(ErrorCode.PERSON_TOKEN_FOREIGN, approvals.approve_with_token, *decide)
        certified(spares, desk, GENERAL_MANAGER, signing_certificate(desk, spares, "foreign"))
        refused(
            ErrorCode.TOKEN_NOT_REGISTERED, approvals.approve_with_token, *decide
        )  # an initial PIN never signs
        change_pin(desk, token, INITIAL_PIN, PIN)
        lock(desk, token)
        refused(ErrorCode.TOKEN_NOT_LOGGED_IN, approvals.approve_with_token, *decide)
        unlock(desk, token, PIN)
        assert approvals.pins_owed(desk, GENERAL_MANAGER.id, token) == 0
        others = (desk, request, LEGAL_COUNSEL.id, token)
        refused(ErrorCode.PERSON_NOT_ENTITLED, approvals.approve_with_token, *others)
        done = approvals.approve_with_token(*decide, "同意")
        assert done.state is RequestState.APPROVED
        (one,) = done.approvals
        assert (one.means, one.comment) == (ApprovalMeans.OWN_TOKEN, "同意")
        refused(ErrorCode.APPROVAL_ALREADY_GIVEN, approvals.approve_with_token, *decide)
        (entry,) = (e for e in desk.ledger.entries(request=request) if e.kind is EntryKind.REQUEST_DECIDED)
        assert open_jws(entry.body["note"], base64.b64decode(entry.body["certificate"])) == write_approval(
            one
        )
        # What was signed stays good when the register names other certificates later.
        certified(spares, desk, GENERAL_MANAGER)
        assert requests.standing(desk, request).state is RequestState.APPROVED
        refused(
            ErrorCode.PERSON_TOKEN_FOREIGN,
            approvals.approve_with_token,
            desk,
            asked(spares, desk),
            *decide[2:],
        )


def test_with_an_own_token_through_the_command_line(spares: Spares) -> None:
    with spares.open() as desk:
        request, other = asked(spares, desk), asked(spares, desk)
        desk.tokens.tokens()
        certified(spares, desk, GENERAL_MANAGER, signing_certificate(desk, spares, "foreign"))
        change_pin(desk, spares.ref("foreign"), INITIAL_PIN, PIN)
    words = ("--as", GENERAL_MANAGER.id, "--token", spares.ref("foreign").serial, "--pin-stdin", "--json")
    wrong = spares.command("requests", "approve", request, *words, stdin="00000000\n")
    assert (wrong.status, "[token.pin_wrong]" in wrong.err) == (3, True)
    done = spares.command("requests", "approve", request, *words, stdin=f"{PIN}\n")
    assert (done.status, done.json["state"]) == (0, "approved"), done.err
    said = spares.command("requests", "reject", other, "--comment", "事由不明", *words, stdin=f"{PIN}\n")
    assert (said.status, said.json["state"]) == (0, "rejected"), said.err


def test_a_token_at_the_approvers_own_computer(spares: Spares, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, back = spares.folder / "out.sdrequest", spares.folder / "back.sdapproval"
    with spares.open() as desk:
        request = asked(spares, desk)
        desk.tokens.tokens()
        certified(spares, desk, GENERAL_MANAGER, signing_certificate(desk, spares, "foreign"))
        approval_files.export_request(desk, request, sent)
        module = next(one for one in desk.settings.modules if "foreign" in str(one.environment))
    configured = dict(module.environment)
    answer = spares.command_without_home(
        "requests", "decide", sent, "--approve", "--as", GENERAL_MANAGER.id, "--token", spares.ref("foreign").serial,
        "--module", module.path, "--pin-stdin", "--output", back, stdin=f"{INITIAL_PIN}\n", more=configured,
    )  # fmt: skip
    assert answer.status == 0, answer.err
    with spares.open() as desk:
        (one,) = approval_files.import_file(desk, back).approvals
        assert one.means is ApprovalMeans.FILE


# A certificate in a file.


def bundle(workspace: Workspace, authority: TestAuthority, path: Path) -> str:
    """A PKCS #12 file with a new certificate; its SHA-256."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = authority.certificate("李明远", key.public_key(), for_signing=True)
    secret = BestAvailableEncryption(workspace.password(GENERAL_MANAGER.id).encode())
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            "李明远".encode(), key, certificate, authority.intermediates, secret
        )
    )
    return sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def decide(workspace: Workspace, bundled: Path, output: Path) -> None:
    answer = workspace.command_without_home(
        "requests", "decide", workspace.folder / "out.sdrequest", "--approve", "--as", GENERAL_MANAGER.id,
        "--certificate", bundled, "--password-file", workspace.home / "passwords" / GENERAL_MANAGER.id,
        "--output", output,
    )  # fmt: skip
    assert answer.status == 0, answer.err


def test_a_certificate_signs_only_where_it_is_registered_and_trusted(workspace: Workspace) -> None:
    bundled, back = workspace.folder / "own.p12", workspace.folder / "back.sdapproval"
    authority = TestAuthority()  # none that this workspace trusts
    fingerprint = bundle(workspace, authority, bundled)
    with workspace.open() as desk:
        request = asked(workspace, desk)
        approval_files.export_request(desk, request, workspace.folder / "out.sdrequest")
    decide(workspace, bundled, back)
    with workspace.open() as desk:
        refused(ErrorCode.APPROVAL_KEY_UNKNOWN, approval_files.import_file, desk, back)
        certified(workspace, desk, GENERAL_MANAGER, fingerprint)
        refused(ErrorCode.CERTIFICATE_UNTRUSTED, approval_files.import_file, desk, back)
        trust = replace(desk.trust, roots=(*desk.trust.roots, authority.root))
        desk.__dict__["trust"] = trust
        carried = read_approval_file(back.read_bytes())
        for edited in (
            replace(carried, decision=carried.decision[:-6] + "AAAAAA"),
            replace(carried, decision=none_of(carried.decision)),
            replace(carried, certificate=b"none"),
        ):
            forged = workspace.folder / "forged.sdapproval"
            forged.write_bytes(write_approval_file(edited))
            refused(ErrorCode.APPROVAL_FILE_EDITED, approval_files.import_file, desk, forged)
        stranger = workspace.folder / "stranger.p12"
        assert bundle(workspace, authority, stranger) != fingerprint
        decide(workspace, stranger, workspace.folder / "stranger.sdapproval")
        refused(
            ErrorCode.APPROVAL_KEY_UNKNOWN,
            approval_files.import_file, desk, workspace.folder / "stranger.sdapproval",
        )  # fmt: skip
        done = approval_files.import_file(desk, back)
        assert done.state is RequestState.APPROVED
        made = read_approval(open_jws(carried.decision, carried.certificate), carried.decision)
        assert done.approvals[0].decided == made.decided


def none_of(jws: str) -> str:
    """The same with `alg: none`, and no signature."""
    header, payload, _ = jws.split(".")
    told = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4))) | {"alg": "none"}
    encoded = base64.urlsafe_b64encode(json.dumps(told, separators=(",", ":"), sort_keys=True).encode())
    return f"{encoded.rstrip(b'=').decode()}.{payload}."


def test_a_revoked_certificate_signs_no_decision(workspace: Workspace) -> None:
    bundled, back = workspace.folder / "own.p12", workspace.folder / "back.sdapproval"
    authority = TestAuthority()
    fingerprint = bundle(workspace, authority, bundled)
    with workspace.open() as desk:
        request = asked(workspace, desk)
        certified(workspace, desk, GENERAL_MANAGER, fingerprint)
        approval_files.export_request(desk, request, workspace.folder / "out.sdrequest")
    decide(workspace, bundled, back)
    certificate = x509.load_der_x509_certificate(read_approval_file(back.read_bytes()).certificate)
    for name, crl in zip(("a", "b", "c"), authority.crls((certificate,)), strict=True):
        (workspace.home / "crls" / f"{name}.crl").write_bytes(crl.public_bytes(Encoding.DER))
    with workspace.open() as desk:
        desk.__dict__["trust"] = replace(
            desk.trust, roots=(authority.root,), intermediates=authority.intermediates
        )
        refused(ErrorCode.CERTIFICATE_REVOKED, approval_files.import_file, desk, back)


# On paper.


def with_paper(workspace: Workspace, desk: Desk) -> None:
    text = resources.path("policy.toml").read_text("utf-8")
    text = text.replace("version = 1", "version = 2", 1)
    text = text.replace("[classes.general]\n", "[classes.general]\npaper = true\n")
    set_policy(desk, text, (by(workspace, PLATFORM_ADMIN), by(workspace, SYSTEM_ADMIN)))


@pytest.fixture
def scan(workspace: Workspace) -> Path:
    path = workspace.folder / "scan.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(500))
    return path


def form(scan: Path, **more: object) -> PaperForm:
    return replace(PaperForm(GENERAL_MANAGER.id, datetime.now(UTC), scan), **more)  # type: ignore[arg-type]


def test_paper_counts_only_where_the_policy_says_so(workspace: Workspace, scan: Path) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        admin = by(workspace, SYSTEM_ADMIN)
        refused(ErrorCode.APPROVAL_PAPER_FORBIDDEN, approval_paper.register, desk, request, form(scan), admin)
        with_paper(workspace, desk)
        done = approval_paper.register(desk, request, form(scan, comment="同意"), admin)
        assert done.state is RequestState.APPROVED
        (one,) = done.approvals
        assert (one.means, one.registered_by, one.approver_id) == (
            ApprovalMeans.PAPER, SYSTEM_ADMIN.id, GENERAL_MANAGER.id,
        )  # fmt: skip
        assert one.evidence is not None and attachment(desk, one.evidence.sha256) == scan.read_bytes()
        kept = next((workspace.home / "attachments").glob("*.attachment")).read_bytes()
        assert b"PNG" not in kept
        refused(ErrorCode.APPROVAL_ALREADY_GIVEN, approval_paper.register, desk, request, form(scan), admin)
        # Who registered it takes it back, where it was registered wrongly.
        assert approvals.revoke(desk, request, admin, "登记有误").state is RequestState.WAITING


def test_who_registers_paper_has_no_other_part(workspace: Workspace, scan: Path) -> None:
    with workspace.open() as desk:
        with_paper(workspace, desk)
        request = asked(workspace, desk)
        for member in (APPLICANT, CUSTODIAN, GENERAL_MANAGER, PLATFORM_ADMIN):
            refused(
                ErrorCode.PERSON_NOT_ENTITLED,
                approval_paper.register, desk, request, form(scan), by(workspace, member),
            )  # fmt: skip
        admin = by(workspace, SYSTEM_ADMIN)
        for wrong, code in (
            (form(scan, approver_id=APPLICANT.id), ErrorCode.PERSON_NOT_ENTITLED),
            (form(scan, approver_id=FINANCE_DIRECTOR.id), ErrorCode.PERSON_NOT_ENTITLED),
            (form(scan, decided=datetime.now(UTC) + timedelta(days=1)), ErrorCode.APPROVAL_TIME_WRONG),
            (form(scan, decided=datetime.now(UTC) - timedelta(days=1)), ErrorCode.APPROVAL_TIME_WRONG),
            (form(scan, granted=False), ErrorCode.USAGE_WRONG),
        ):
            refused(code, approval_paper.register, desk, request, wrong, admin)
        other = workspace.folder / "scan.exe"
        other.write_bytes(b"MZ")
        refused(ErrorCode.APPROVAL_SCAN_WRONG, approval_paper.register, desk, request, form(other), admin)
        assert requests.standing(desk, request).approvals == ()


def test_paper_through_the_command_line(workspace: Workspace, scan: Path) -> None:
    with workspace.open() as desk:
        with_paper(workspace, desk)
        request = asked(workspace, desk)
    answer = workspace.command(
        "requests", "register-paper", request, "--approver", GENERAL_MANAGER.id,
        "--decided", f"{datetime.now().astimezone():%Y-%m-%d}", "--scan", scan, "--as", SYSTEM_ADMIN.id,
        "--password-file", workspace.home / "passwords" / SYSTEM_ADMIN.id, "--json",
    )  # fmt: skip
    assert (answer.status, answer.json["state"]) == (0, "approved"), answer.err
    (told,) = workspace.command("requests", "show", request, "--json").json["approvals"]
    assert (told["means"], told["registered_by"]) == ("paper", SYSTEM_ADMIN.id)
    assert "Paper form" in workspace.command("requests", "show", request).out

    def read(member: CastMember, output: Path) -> int:
        return workspace.command(
            "requests", "scan", request, "--output", output, "--as", member.id,
            "--password-file", workspace.home / "passwords" / member.id,
        ).status  # fmt: skip

    assert read(LEGAL_COUNSEL, workspace.folder / "none.png") == 3
    assert read(APPLICANT, workspace.folder / "read.png") == 0
    assert (workspace.folder / "read.png").read_bytes() == scan.read_bytes()
    assert not (workspace.folder / "none.png").exists()
    assert [one["person"] for one in workspace.entries("seal.attachment_read")] == [APPLICANT.id]


# Delegations on the command line.


def test_delegations_on_the_command_line(workspace: Workspace) -> None:
    def password(member: CastMember) -> Path:
        return workspace.home / "passwords" / member.id

    until = f"{datetime.now().astimezone() + timedelta(days=5):%Y-%m-%d}"
    made = workspace.command(
        "delegations", "new", "--to", FINANCE_DIRECTOR.id, "--until", until, "--reason", "出差", "--kind", "unit",
        "--position", "general_manager", "--as", GENERAL_MANAGER.id, "--password-file", password(GENERAL_MANAGER),
        "--json",
    )  # fmt: skip
    assert made.status == 0, made.err
    assert (made.json["state"], made.json["positions"], made.json["kinds"]) == (
        "in_force",
        ["general_manager"],
        ["unit"],
    )
    listed = workspace.command("delegations", "list")
    assert "李明远 → 陈思齐" in listed.out and made.json["id"] in listed.out
    with workspace.open() as desk:
        request = asked(workspace, desk)
    approved = workspace.command(
        "requests", "approve", request, "--on-behalf-of", GENERAL_MANAGER.id, "--as", FINANCE_DIRECTOR.id,
        "--password-file", password(FINANCE_DIRECTOR), "--json",
    )  # fmt: skip
    assert (approved.status, approved.json["state"]) == (0, "approved"), approved.err
    ended = workspace.command(
        "delegations", "end", made.json["id"], "--reason", "授权人离职", "--as", PLATFORM_ADMIN.id,
        "--password-file", password(PLATFORM_ADMIN), "--and", SYSTEM_ADMIN.id,
        "--and-password-file", password(SYSTEM_ADMIN), "--json",
    )  # fmt: skip
    assert (ended.status, ended.json["state"]) == (0, "ended"), ended.err
    assert workspace.command("delegations", "list", "--json").json == []
    assert [one["state"] for one in workspace.command("delegations", "list", "--all", "--json").json] == [
        "ended"
    ]
    shown = workspace.command("requests", "show", request, "--json")
    assert shown.json["state"] == "waiting"
    with workspace.open() as desk:
        (one,) = delegations.all_delegations(desk)
        assert one.positions == {Position.GENERAL_MANAGER}


def test_an_approval_is_taken_back_on_the_command_line(workspace: Workspace) -> None:
    with workspace.open() as desk:
        request = asked(workspace, desk)
        approvals.approve(desk, request, GENERAL_MANAGER.id, workspace.password(GENERAL_MANAGER.id))
    answer = workspace.command(
        "requests", "revoke-approval", request, "--reason", "情况有变", "--as", GENERAL_MANAGER.id,
        "--password-file", workspace.home / "passwords" / GENERAL_MANAGER.id, "--json",
    )  # fmt: skip
    assert (answer.status, answer.json["state"]) == (0, "waiting"), answer.err
