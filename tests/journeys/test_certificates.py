"""Tokens whose certificate may not sign: refused before the PIN, each with its own code."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from sealdesk import resources
from sealdesk.errors import ErrorCode
from sealdesk.model.certificate import ExpiryKind, RevocationState, StatusSource
from sealdesk.service.desk import Desk, open_desk
from sealdesk.service.evaluation.authority import TestAuthority
from sealdesk.service.evaluation.workspace import EvaluationMaker, EvaluationWorkspace, make_evaluation
from sealdesk.service.expiry import notices, plugged_in
from sealdesk.service.revocation_status import refresh, refresh_for_token, refresh_status, status_of
from sealdesk.service.seals import all_seals
from sealdesk.service.status_book import StatusBook
from sealdesk.service.token_side import look
from sealdesk.settings.layout import Layout
from tests.issuers import DAY, HOUR, NOW, Holder, IssuerServer, holder, issuer_server, ocsp_der, pointers
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


def issued(maker: EvaluationMaker, public_key: Any, **named: Any) -> x509.Certificate:
    """A certificate of the workspace's own authority with extensions that a test asks for."""
    issuing = maker.authority._issuing
    return holder(
        "签名", Holder(issuing.key, issuing.certificate), public_key=public_key, **named
    ).certificate


class ForWebServers(EvaluationMaker):
    def certificate(self, public_key, *, for_signing: bool) -> x509.Certificate:
        if not for_signing:
            return super().certificate(public_key, for_signing=False)
        return issued(self, public_key, purposes=[ExtendedKeyUsageOID.SERVER_AUTH])


class RevokedByAnswer(EvaluationMaker):
    """An OCSP answer in the cache says so; the lists at hand do not know yet."""

    def certificate(self, public_key, *, for_signing: bool) -> x509.Certificate:
        made = super().certificate(public_key, for_signing=for_signing)
        if for_signing:
            issuing = Holder(self.authority._issuing.key, self.authority._issuing.certificate)
            answer = ocsp_der(made, issuing, revoked=NOW - HOUR, issued=NOW - HOUR / 2)
            book = StatusBook(self.layout.status)
            assert not book.keep(made, issuing.certificate, StatusSource.OCSP, answer, NOW)
        return made


class RefusesUnknown(EvaluationMaker):
    """No list is at hand, and the policy does not let that pass."""

    def _write_registers(self, people) -> None:
        policy = self.layout.home / "policy.toml"
        shipped = resources.path("policy.toml").read_text("utf-8")
        policy.write_text(shipped.replace('unknown = "allow"', 'unknown = "refuse"'), "utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(resources, "path", lambda _: policy)
            super()._write_registers(people)

    def make(self):
        made = super().make()
        for path in self.layout.crls.iterdir():
            path.unlink()
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
        (ForWebServers, ErrorCode.CERTIFICATE_USAGE),
        (RevokedByAnswer, ErrorCode.CERTIFICATE_REVOKED),
        (RefusesUnknown, ErrorCode.CERTIFICATE_REVOCATION_UNKNOWN),
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


def test_a_token_with_a_copied_certificate_gives_way(workspace: Workspace, tmp_path: Path) -> None:
    """It holds the seal's certificate, and does not open the seal: the other token is meant."""
    other = make_evaluation(tmp_path / "other")
    with workspace.open() as ours, open_desk(other.home) as theirs:
        (our_token,), (their_token,) = look(ours), look(theirs)
        listed = workspace.made.seals[0].certificates
        certificate = next(one for one in ours.tokens.certificates(our_token.ref) if one.sha256 in listed)
        theirs.tokens.login(their_token.ref, (other.home / "pin").read_text("utf-8").strip())
        theirs.tokens.import_certificate(their_token.ref, certificate.der, b"\x09", "copy")
    plug_in_beside(workspace, other)
    answer = stamp(workspace, pin=workspace.pin)
    assert answer.status == 0, answer.err
    assert workspace.entries("act.intended")[0]["token"]["serial"] == our_token.ref.serial


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


def online(server: IssuerServer) -> type[EvaluationMaker]:
    """A maker whose certificates name this server; no list of theirs is at hand."""

    class Online(EvaluationMaker):
        def certificate(self, public_key, *, for_signing: bool) -> x509.Certificate:
            if not for_signing:
                return super().certificate(public_key, for_signing=False)
            extensions = pointers(server.url("/ocsp"), server.url("/list"))
            return issued(self, public_key, extensions=extensions)

        def make(self):
            made = super().make()
            (self.layout.crls / "issuing.crl").unlink()
            return made

    return Online


def signing_pair(desk: Desk) -> tuple[x509.Certificate, x509.Certificate]:
    """The certificate that the seals name, and its issuer."""
    listed = {digest for one in all_seals(desk) for digest in one.seal.certificates}
    (info,) = look(desk)
    der = next(one.der for one in desk.tokens.certificates(info.ref) if one.sha256 in listed)
    return x509.load_der_x509_certificate(der), desk.trust.intermediates[0]


def test_the_issuer_is_asked_and_what_it_says_counts(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with issuer_server() as server:
        maker = online(server)(Layout(home), "rsa2048")
        workspace = Workspace(home, maker.make(), tmp_path)
        issuing = Holder(maker.authority._issuing.key, maker.authority._issuing.certificate)
        with workspace.open() as desk:
            certificate, issuer = signing_pair(desk)
            assert status_of(certificate, issuer, desk, NOW).state is RevocationState.UNKNOWN
            server.answers["/ocsp"] = lambda _: ocsp_der(certificate, issuing)
            (info,) = look(desk)
            asking = refresh_for_token(desk, info.ref)
            assert asking is not None
            asking.join(60)
            status = status_of(certificate, issuer, desk, NOW)
            assert (status.state, status.source) == (RevocationState.GOOD, StatusSource.OCSP)
            assert refresh_for_token(desk, info.ref) is None, "known and fresh"
            revoked = {"revoked": NOW - HOUR, "issued": NOW - HOUR / 2}
            server.answers["/ocsp"] = lambda _: ocsp_der(certificate, issuing, **revoked)
            assert refresh_status(desk, certificate, issuer).source is StatusSource.OCSP
            assert status_of(certificate, issuer, desk, NOW).state is RevocationState.REVOKED
        shutil.rmtree(home / "status")
        server.asked.clear()
        answer = stamp(workspace, pin="00000000")
        assert "[certificate.revoked]" in answer.err and answer.status == 3
        assert server.asked == ["/ocsp"], "the command asks by itself what it does not know"
        assert not workspace.entries("pin.failed")


def test_offline_it_is_asked_once_and_stamps(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with issuer_server() as server:
        maker = online(server)
    workspace = Workspace(home, maker(Layout(home), "rsa2048").make(), tmp_path)
    with workspace.open() as desk:
        (asked,) = refresh(desk)
        assert asked.source is StatusSource.NONE and set(asked.troubles) == {"unreachable"}
        assert not refresh(desk), "not again for a while"
    assert stamp(workspace, pin=workspace.pin).status == 0


def test_without_anybody_to_ask_nothing_is_asked(workspace: Workspace) -> None:
    with workspace.open() as desk:
        assert refresh(desk) == ()
        assert not (workspace.home / "status").exists()


def test_what_ends_is_told_ahead(workspace: Workspace) -> None:
    with workspace.open() as desk:
        at = datetime.now(UTC)
        plugged = plugged_in(desk)
        assert notices(desk, at, plugged) == ()
        told = notices(desk, at + 725 * DAY, plugged)
        assert {notice.level for notice in told} == {7}
        assert [notice.kind for notice in told].count(ExpiryKind.SEAL) == len(workspace.made.seals)
        (certificate,) = (notice for notice in told if notice.kind is ExpiryKind.CERTIFICATE)
        assert "签名" in certificate.name, "the encryption certificate is in no seal's list"
        assert {notice.level for notice in notices(desk, at + 800 * DAY, plugged)} == {0}


def test_a_revocation_stands_when_the_list_that_told_of_it_is_gone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    workspace = Workspace(home, Revoked(Layout(home), "p256").make(), tmp_path)
    for _ in range(2):
        assert "[certificate.revoked]" in stamp(workspace).err
    (known,) = workspace.entries("certificate.revoked")
    assert known["since"]
    for path in (home / "crls").iterdir():
        path.unlink()
    assert "[certificate.revoked]" in stamp(workspace, pin=workspace.pin).err
