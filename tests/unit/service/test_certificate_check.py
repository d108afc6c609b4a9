"""May this certificate sign with this seal: each thing that stands against it, by its own code."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.issuers import DAY, HOUR, NOW, Holder, authority, crl, crl_der, holder, ocsp_der

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.certificate import RevocationState, RevocationStatus, StatusSource
from sealdesk.model.seal import Seal, SealKind, SealShape
from sealdesk.policy.rules import CertificateRules, Unknown
from sealdesk.service.certificate_check import CheckedChain, Trusted, check_certificate
from sealdesk.service.status_book import StatusBook

ROOT = authority("root", since=NOW - 99 * DAY)
ISSUING = authority("issuing", ROOT)
LEAF = holder("leaf", ISSUING)
OLD_ISSUER = authority("old issuer", ROOT, since=NOW - 9 * DAY, until=NOW - DAY)
ALLOW, REFUSE = CertificateRules(), CertificateRules(Unknown.REFUSE, 24)


def seal(*listed: Holder) -> Seal:
    return Seal(
        id="S1",
        kind=SealKind.UNIT,
        name="公章",
        holder="h",
        credit_code="c",
        shape=SealShape.ROUND,
        width_mm=42,
        height_mm=42,
        certificates=tuple(one.sha256 for one in listed),
        custodian_id="k",
        picture_sha256="p",
        valid_from=NOW - DAY,
        valid_until=NOW + DAY,
    )


def check(one: Holder, book: StatusBook, rules: CertificateRules = ALLOW, at: datetime = NOW) -> CheckedChain:
    known = (ISSUING.certificate, OLD_ISSUER.certificate)
    return check_certificate(one.certificate, seal(one), Trusted((ROOT.certificate,), known, book, rules), at)


@pytest.fixture
def book(tmp_path: Path) -> StatusBook:
    return StatusBook(tmp_path, [crl(ISSUING), crl(ROOT, issued=NOW - 9 * DAY)])


@pytest.fixture
def empty(tmp_path: Path) -> StatusBook:
    return StatusBook(tmp_path)


def test_a_good_one(book: StatusBook) -> None:
    checked = check(LEAF, book, REFUSE)
    assert checked.path == (LEAF.certificate, ISSUING.certificate, ROOT.certificate)
    assert checked.chain == (ISSUING.certificate,)
    assert checked.revocation == RevocationStatus(RevocationState.GOOD, StatusSource.CRL, NOW - 9 * DAY)


def refusal(one: Holder, book: StatusBook, rules: CertificateRules = ALLOW) -> SealDeskError:
    with pytest.raises(SealDeskError) as refused:
        check(one, book, rules)
    assert "CN=" in str(refused.value.facts["subject"])
    return refused.value


@pytest.mark.parametrize(
    ("one", "code", "facts"),
    [
        (
            holder("leaf", ISSUING, since=NOW - 9 * DAY, until=NOW - HOUR),
            ErrorCode.CERTIFICATE_EXPIRED,
            {"until": NOW - HOUR},
        ),
        (
            holder("leaf", ISSUING, since=NOW + HOUR),
            ErrorCode.CERTIFICATE_NOT_YET_VALID,
            {"since": NOW + HOUR},
        ),
        (
            holder("leaf", ISSUING, usages=frozenset({"key_encipherment"})),
            ErrorCode.CERTIFICATE_USAGE,
            {"reason": "key_usage"},
        ),
        (
            holder("leaf", ISSUING, purposes=[ExtendedKeyUsageOID.SERVER_AUTH]),
            ErrorCode.CERTIFICATE_USAGE,
            {"reason": "extended_key_usage"},
        ),
        (holder("leaf", authority("stranger")), ErrorCode.CERTIFICATE_UNTRUSTED, {}),
        (holder("leaf", authority("issuing", ROOT)), ErrorCode.CERTIFICATE_UNTRUSTED, {}),
        (
            holder("leaf", OLD_ISSUER, since=NOW - 8 * DAY),
            ErrorCode.CERTIFICATE_EXPIRED,
            {"subject": "CN=old issuer,C=CN", "until": NOW - DAY},
        ),
    ],
)
def test_each_has_its_own_code(
    one: Holder, code: ErrorCode, facts: dict[str, object], book: StatusBook
) -> None:
    refused = refusal(one, book)
    assert refused.code is code
    assert facts.items() <= refused.facts.items()


def test_a_certificate_that_the_seal_does_not_name(book: StatusBook) -> None:
    trusted = Trusted((ROOT.certificate,), (ISSUING.certificate,), book, ALLOW)
    with pytest.raises(SealDeskError) as refused:
        check_certificate(LEAF.certificate, seal(holder("other", ISSUING)), trusted, NOW)
    assert refused.value.code is ErrorCode.CERTIFICATE_FOREIGN


@pytest.mark.parametrize("issuer", [ISSUING, ROOT])
def test_revoked_by_a_list_also_above(tmp_path: Path, issuer: Holder) -> None:
    revoked = LEAF if issuer is ISSUING else ISSUING
    lists = [crl(issuer, {revoked.certificate.serial_number: NOW - DAY})]
    refused = refusal(LEAF, StatusBook(tmp_path, lists))
    assert refused.code is ErrorCode.CERTIFICATE_REVOKED
    assert refused.facts == {"subject": revoked.certificate.subject.rfc4514_string(), "since": NOW - DAY}


def test_a_forged_list_revokes_nobody(tmp_path: Path) -> None:
    forged = crl(ISSUING, {LEAF.certificate.serial_number: NOW - DAY}, signed_by=authority("issuing"))
    assert check(LEAF, StatusBook(tmp_path, [forged])).revocation.state is RevocationState.UNKNOWN


def test_revoked_by_an_answer_in_the_cache(book: StatusBook) -> None:
    answer = ocsp_der(LEAF.certificate, ISSUING, revoked=NOW - HOUR)
    book.keep(LEAF.certificate, ISSUING.certificate, StatusSource.OCSP, answer, NOW)
    assert refusal(LEAF, book).code is ErrorCode.CERTIFICATE_REVOKED


def test_what_nobody_can_tell_is_up_to_the_policy(empty: StatusBook) -> None:
    assert check(LEAF, empty).revocation == RevocationStatus(RevocationState.UNKNOWN)
    refused = refusal(LEAF, empty, REFUSE)
    assert refused.code is ErrorCode.CERTIFICATE_REVOCATION_UNKNOWN
    assert refused.facts == {"subject": "CN=leaf,C=CN"}


def test_an_aged_answer_is_as_good_as_none(tmp_path: Path) -> None:
    book = StatusBook(tmp_path, [crl(ISSUING, issued=NOW - 25 * HOUR), crl(ROOT)])
    refused = refusal(LEAF, book, REFUSE)
    assert refused.code is ErrorCode.CERTIFICATE_REVOCATION_UNKNOWN
    assert refused.facts == {"subject": "CN=leaf,C=CN", "as_of": NOW - 25 * HOUR, "age_hours": 25}
    stated = check(LEAF, book, CertificateRules(Unknown.ALLOW, 24)).revocation
    assert stated == RevocationStatus(RevocationState.UNKNOWN, StatusSource.CRL, NOW - 25 * HOUR)
    assert check(LEAF, book, CertificateRules(Unknown.REFUSE, 25)).revocation.state is RevocationState.GOOD


def test_of_an_issuer_too_somebody_must_speak(tmp_path: Path) -> None:
    book = StatusBook(tmp_path, [crl(ISSUING)])
    refused = refusal(LEAF, book, REFUSE)
    assert refused.code is ErrorCode.CERTIFICATE_REVOCATION_UNKNOWN
    assert refused.facts["subject"] == "CN=issuing,C=CN"
    ended = StatusBook(tmp_path, [crl(ISSUING), crl(ROOT, issued=NOW - 9 * DAY, until=NOW - DAY)])
    assert refusal(LEAF, ended, REFUSE).code is ErrorCode.CERTIFICATE_REVOCATION_UNKNOWN


def test_a_root_of_its_own_needs_nobody(empty: StatusBook) -> None:
    own = holder("own")
    trusted = Trusted((own.certificate,), (), empty, REFUSE)
    checked = check_certificate(own.certificate, seal(own), trusted, NOW)
    assert checked.chain == () and checked.revocation.state is RevocationState.GOOD


def test_a_list_in_pem_is_one(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    from sealdesk.service.crl_folder import load_crls

    (tmp_path / "a.crl").write_bytes(crl_der(ISSUING))
    (tmp_path / "b.crl").write_bytes(crl(ROOT).public_bytes(Encoding.PEM))
    assert len(load_crls(tmp_path)) == 2
    (tmp_path / "c.crl").write_bytes(b"garbage")
    with pytest.raises(SealDeskError) as broken:
        load_crls(tmp_path)
    assert broken.value.code is ErrorCode.WORKSPACE_BROKEN
