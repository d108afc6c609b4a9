"""Tokens whose certificate may not sign: refused before the PIN, each with its own code."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk.errors import ErrorCode
from sealdesk.service.desk import open_desk
from sealdesk.service.evaluation.authority import TestAuthority
from sealdesk.service.evaluation.workspace import EvaluationMaker, EvaluationWorkspace, make_evaluation
from sealdesk.service.token_side import look
from sealdesk.settings.layout import Layout
from tests.journeys.conftest import Answer, Workspace


class Expired(EvaluationMaker):
    def certificate(self, public_key, *, for_signing: bool) -> x509.Certificate:
        since = datetime.now(UTC) - timedelta(days=10)
        return self.authority.certificate(
            "过期", public_key, for_signing=for_signing, since=since, lifetime=timedelta(days=9)
        )


class NotYetValid(EvaluationMaker):
    def certificate(self, public_key, *, for_signing: bool) -> x509.Certificate:
        return self.authority.certificate(
            "未生效", public_key, for_signing=for_signing, since=datetime.now(UTC) + timedelta(days=1)
        )


class ForeignAuthority(EvaluationMaker):
    def certificate(self, public_key, *, for_signing: bool) -> x509.Certificate:
        return TestAuthority().certificate("别家", public_key, for_signing=for_signing)


class NotForSigning(EvaluationMaker):
    def certificate(self, public_key, *, for_signing: bool) -> x509.Certificate:
        return self.authority.certificate("加密", public_key, for_signing=False)


class Revoked(EvaluationMaker):
    def certificate(self, public_key, *, for_signing: bool) -> x509.Certificate:
        made = super().certificate(public_key, for_signing=for_signing)
        if for_signing:
            self.revoked = made
        return made

    def make(self):
        made = super().make()
        issuing = self.authority.crls(revoked=(self.revoked,))[0]
        (self.layout.crls / "issuing.crl").write_bytes(issuing.public_bytes(Encoding.DER))
        return made


def stamp(workspace: Workspace, pin: str = "irrelevant") -> Answer:
    return workspace.command(
        "stamp", workspace.contract, "--output", workspace.folder / "out.pdf", "--seal", workspace.seal(),
        "--request", workspace.request, "--page", "1", "--at", "60,120", "--pin-stdin", stdin=pin + "\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("maker", "code"),
    [
        (Expired, ErrorCode.CERTIFICATE_EXPIRED),
        (NotYetValid, ErrorCode.CERTIFICATE_NOT_YET_VALID),
        (ForeignAuthority, ErrorCode.CERTIFICATE_UNTRUSTED),
        (NotForSigning, ErrorCode.CERTIFICATE_USAGE),
        (Revoked, ErrorCode.CERTIFICATE_REVOKED),
    ],
)
def test_refused_before_the_pin(tmp_path: Path, maker: type[EvaluationMaker], code: ErrorCode) -> None:
    home = tmp_path / "home"
    home.mkdir()
    workspace = Workspace(home, maker(Layout(home), "rsa2048").make(), tmp_path)
    answer = stamp(workspace, pin="00000000")
    assert f"[{code.text}]" in answer.err
    assert answer.status == code.exit_status == 3
    assert not (tmp_path / "out.pdf").exists()
    assert not workspace.entries("pin.failed"), "the PIN was not to be tried"
    (refusal,) = workspace.entries("act.refused")
    assert refusal["reason"] == code.text


def test_another_organisations_token(workspace: Workspace, tmp_path: Path) -> None:
    """The token of another workspace plugged in instead: its certificate is not in the seal's list."""
    other = make_evaluation(tmp_path / "other")
    tokens = workspace.home / "token" / "tokens"
    shutil.rmtree(tokens)
    shutil.copytree(other.home / "token" / "tokens", tokens)
    answer = stamp(workspace)
    assert "[certificate.foreign]" in answer.err
    assert answer.status == 3


def plug_in_beside(workspace: Workspace, other: EvaluationWorkspace) -> None:
    """The token of another workspace in a second reader."""
    (theirs,) = (other.home / "token" / "tokens").iterdir()
    shutil.copytree(theirs, workspace.home / "token" / "tokens" / theirs.name)


def test_two_tokens_that_both_fit(workspace: Workspace, tmp_path: Path) -> None:
    """A second token that holds a copy of the seal's certificate: nobody can say which is meant."""
    other = make_evaluation(tmp_path / "other")
    with workspace.open() as ours, open_desk(other.home) as theirs:
        (our_token,), (their_token,) = look(ours), look(theirs)
        listed = workspace.made.seals[0].certificates
        certificate = next(one for one in ours.tokens.certificates(our_token.ref) if one.sha256 in listed)
        theirs.tokens.login(their_token.ref, (other.home / "pin").read_text("utf-8").strip())
        theirs.tokens.import_certificate(their_token.ref, certificate.der, b"\x09", "copy")
    plug_in_beside(workspace, other)
    answer = stamp(workspace)
    assert "[token.ambiguous]" in answer.err
    assert answer.status == 3


def test_two_tokens_of_which_one_fits(workspace: Workspace, tmp_path: Path) -> None:
    other = make_evaluation(tmp_path / "other")
    plug_in_beside(workspace, other)
    listed = workspace.command("tokens", "list", "--json")
    assert len(listed.json) == 2
    assert stamp(workspace, pin=workspace.pin).status == 0


@pytest.mark.parametrize("key_kind", ["p256", "rsa3072"])
def test_other_kinds_of_key(tmp_path: Path, key_kind: str) -> None:
    workspace = Workspace(tmp_path / "home", make_evaluation(tmp_path / "home", key_kind=key_kind), tmp_path)
    answer = stamp(workspace, pin=workspace.pin)
    assert answer.status == 0, answer.err
    assert workspace.command("verify", tmp_path / "out.pdf", "--json").status == 0
