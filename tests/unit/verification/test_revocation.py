"""What lists and responses say of a certificate, and what they do not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from sealdesk.model.verification import Revocation, Trust
from sealdesk.verification.revocation import Evidence, check_path

AT = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def _standing(
    workshop: Any, crls: tuple[bytes, ...] = (), ocsps: tuple[bytes, ...] = (), when: Any = AT
) -> Revocation:
    path = (workshop.signer.der, workshop.issuing.der, workshop.root.der)
    return check_path(path, Evidence(crls, ocsps), when, AT)


def _serial(workshop: Any) -> int:
    return int(workshop.signer.certificate.serial_number)


def test_revoked_signer_is_untrusted(workshop: Any, signed: bytes) -> None:
    crl = workshop.crl(workshop.issuing, {_serial(workshop): AT - 200 * DAY})
    report = workshop.verify(signed, crls=(crl, workshop.crl(workshop.root)))
    assert (report.trust, report.revocation) == (Trust.UNTRUSTED, Revocation.REVOKED)
    assert report.signatures[0].reasons == ("chain.revoked",)


def test_revoked_issuer_counts_as_well(workshop: Any) -> None:
    crl = workshop.crl(workshop.root, {workshop.issuing.certificate.serial_number: AT - DAY})
    assert _standing(workshop, (crl, workshop.crl(workshop.issuing))) is Revocation.REVOKED


def test_lists_of_every_issuer_are_needed(workshop: Any) -> None:
    assert _standing(workshop) is Revocation.NOT_CHECKED
    assert _standing(workshop, (workshop.crl(workshop.issuing),)) is Revocation.NOT_CHECKED
    assert _standing(workshop, workshop.crls()) is Revocation.GOOD


def test_a_list_out_of_date_speaks_for_nobody_but_still_revokes(workshop: Any) -> None:
    old = {"issued": AT - 60 * DAY, "until": AT - 30 * DAY}
    assert _standing(workshop, workshop.crls(**old)) is Revocation.NOT_CHECKED
    crl = workshop.crl(workshop.issuing, {_serial(workshop): AT - 61 * DAY}, **old)
    assert _standing(workshop, (crl, workshop.crl(workshop.root))) is Revocation.REVOKED


def test_a_list_of_the_future_speaks_for_nobody(workshop: Any) -> None:
    assert _standing(workshop, workshop.crls(issued=AT + DAY)) is Revocation.NOT_CHECKED


def test_a_forged_list_counts_for_nothing(workshop: Any) -> None:
    other = workshop.authority("Test Issuing")
    forged = workshop.crl(workshop.issuing, {_serial(workshop): AT - DAY}, signed_by=other)
    assert _standing(workshop, (forged, workshop.crl(workshop.root))) is Revocation.NOT_CHECKED
    assert _standing(workshop, (b"no list", *workshop.crls())) is Revocation.GOOD


def test_revoked_after_the_proven_time_was_good_then(workshop: Any) -> None:
    crl = workshop.crl(workshop.issuing, {_serial(workshop): AT - 10 * DAY})
    lists = (crl, workshop.crl(workshop.root))
    assert _standing(workshop, lists, when=AT - 20 * DAY) is Revocation.GOOD
    assert _standing(workshop, lists, when=AT - 10 * DAY) is Revocation.REVOKED


@pytest.mark.parametrize(
    ("scope", "standing"),
    [
        ({"only_contains_user_certs": True}, Revocation.GOOD),
        ({"only_contains_ca_certs": True}, Revocation.NOT_CHECKED),
        ({"only_some_reasons": frozenset({x509.ReasonFlags.key_compromise})}, Revocation.NOT_CHECKED),
        ({"full_name": [x509.UniformResourceIdentifier("http://a.invalid/1.crl")]}, Revocation.NOT_CHECKED),
    ],
)
def test_a_list_of_limited_scope_speaks_for_its_scope(
    workshop: Any, scope: Any, standing: Revocation
) -> None:
    arguments: dict[str, Any] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    extension = x509.IssuingDistributionPoint(**{**arguments, **scope})
    lists = (workshop.crl(workshop.issuing, extension=extension), workshop.crl(workshop.root))
    assert _standing(workshop, lists) is standing


def test_a_delta_list_alone_speaks_for_nobody(workshop: Any) -> None:
    delta = workshop.crl(workshop.issuing, extension=x509.DeltaCRLIndicator(1))
    assert _standing(workshop, (delta, workshop.crl(workshop.root))) is Revocation.NOT_CHECKED


def test_a_list_with_an_unknown_critical_extension_speaks_for_nobody_but_revokes(workshop: Any) -> None:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    root_list = workshop.crl(workshop.root)
    crl = workshop.crl(workshop.issuing, extension=unknown)
    assert _standing(workshop, (crl, root_list)) is Revocation.NOT_CHECKED
    crl = workshop.crl(workshop.issuing, {_serial(workshop): AT - DAY}, extension=unknown)
    assert _standing(workshop, (crl, root_list)) is Revocation.REVOKED


def test_an_indirect_list_is_not_used(workshop: Any) -> None:
    scope = x509.IssuingDistributionPoint(None, None, False, False, None, True, False)
    crl = workshop.crl(workshop.issuing, {_serial(workshop): AT - DAY}, extension=scope)
    assert _standing(workshop, (crl, workshop.crl(workshop.root))) is Revocation.NOT_CHECKED


def test_an_entry_that_lifts_a_hold_revokes_nobody(workshop: Any) -> None:
    standings = []
    for reason in (x509.ReasonFlags.remove_from_crl, x509.ReasonFlags.certificate_hold):
        builder = x509.CertificateRevocationListBuilder().issuer_name(workshop.issuing.certificate.subject)
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(_serial(workshop))
            .revocation_date(AT - DAY)
            .add_extension(x509.CRLReason(reason), critical=False)
        )
        builder = builder.last_update(AT - DAY).next_update(AT + DAY).add_revoked_certificate(entry.build())
        builder = builder.add_extension(x509.DeltaCRLIndicator(1), critical=True)
        crl = builder.sign(workshop.issuing.key, hashes.SHA256()).public_bytes(Encoding.DER)
        standings.append(_standing(workshop, (crl, workshop.crl(workshop.root))))
    assert standings == [Revocation.NOT_CHECKED, Revocation.REVOKED]


def test_a_list_by_a_key_that_may_not_sign_lists_counts_for_nothing(workshop: Any) -> None:
    key = workshop.issuing.key
    issuer = workshop.holder(
        "Test Issuing", workshop.root, key=key, usages=frozenset({"key_cert_sign"}), authority=True
    )
    path = (workshop.signer.der, issuer.der, workshop.root.der)
    assert check_path(path, Evidence(workshop.crls()), AT, AT) is Revocation.NOT_CHECKED
    assert _standing(workshop, workshop.crls()) is Revocation.GOOD


def _responder(workshop: Any, **named: Any) -> Any:
    return workshop.holder("responder", purposes=[ExtendedKeyUsageOID.OCSP_SIGNING], **named)


def test_responses_of_issuer_and_delegate(workshop: Any) -> None:
    root_list = workshop.crl(workshop.root)
    for responder in (workshop.issuing, _responder(workshop)):
        good = workshop.ocsp(workshop.signer, responder)
        assert _standing(workshop, (root_list,), (good,)) is Revocation.GOOD
        revoked = workshop.ocsp(workshop.signer, responder, revoked=AT - DAY)
        assert _standing(workshop, (root_list,), (revoked,)) is Revocation.REVOKED


def test_responses_of_others_count_for_nothing(workshop: Any) -> None:
    root_list = workshop.crl(workshop.root)
    no_delegate = workshop.holder("no delegate")
    stranger = _responder(workshop, issuer=workshop.authority("Test Issuing"))
    expired = _responder(workshop, until=AT - DAY)
    for responder in (no_delegate, stranger, expired):
        response = workshop.ocsp(workshop.signer, responder)
        assert _standing(workshop, (root_list,), (response,)) is Revocation.NOT_CHECKED


def test_a_response_about_another_certificate(workshop: Any) -> None:
    response = workshop.ocsp(workshop.holder("another"), workshop.issuing, revoked=AT - DAY)
    assert _standing(workshop, (workshop.crl(workshop.root),), (response,)) is Revocation.NOT_CHECKED


def test_an_old_response_speaks_for_nobody(workshop: Any) -> None:
    response = workshop.ocsp(workshop.signer, workshop.issuing, issued=AT - 9 * DAY)
    assert _standing(workshop, (workshop.crl(workshop.root),), (response,)) is Revocation.NOT_CHECKED


def test_lists_inside_the_document_count(workshop: Any, signed: bytes) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.generic import pdf_name

    def store(writer: Any) -> None:
        lists = [writer.add_object(generic.StreamObject(stream_data=crl)) for crl in workshop.crls()]
        writer.root[pdf_name("/DSS")] = writer.add_object(
            generic.DictionaryObject({pdf_name("/CRLs"): generic.ArrayObject(lists)})
        )
        writer.update_root()

    report = workshop.verify(workshop.update(signed, store))
    assert report.good and report.revocation is Revocation.GOOD
