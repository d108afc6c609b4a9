"""Is a certificate revoked, by the CRLs and OCSP responses at hand (RFC 5280 §6.3, RFC 6960).

The library asks only certificates that name a distribution point. A list that the recipient supplies counts
for every certificate of its issuer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from sealdesk.model.verification import Revocation

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.x509 import ocsp

_CLOCKS_DIFFER = timedelta(minutes=5)
_OCSP_WITHOUT_END = timedelta(days=1)


@dataclass(frozen=True)
class Evidence:
    """CRLs and OCSP responses, DER: supplied by the recipient, or found in the document."""

    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(self.crls + other.crls, self.ocsps + other.ocsps)


def check_path(path: tuple[bytes, ...], evidence: Evidence, when: datetime, now: datetime) -> Revocation:
    """The standing of a whole path, from the signer's certificate to the root (DER), at `when`.

    `REVOKED` when one of them was revoked by then; `GOOD` when evidence speaks for each but the root;
    `NOT_CHECKED` otherwise. A list out of date still revokes, but speaks for nobody.
    """
    from cryptography import x509

    try:
        certificates = [x509.load_der_x509_certificate(der) for der in path]
    except (ValueError, x509.InvalidVersion):
        return Revocation.NOT_CHECKED
    crls = _loaded_crls(evidence.crls)
    responses = _loaded_responses(evidence.ocsps)
    if not crls and not responses:
        return Revocation.NOT_CHECKED
    standings = []
    for certificate, issuer in pairwise(certificates):
        one = [_judged(_by_crl, certificate, issuer, crl, when, now) for crl in crls]
        one += [_judged(_by_ocsp, certificate, issuer, response, when, now) for response in responses]
        standings.append(_worst(one))
    if Revocation.REVOKED in standings:
        return Revocation.REVOKED
    return Revocation.GOOD if set(standings) == {Revocation.GOOD} else Revocation.NOT_CHECKED


def _judged(judge: Callable[..., Revocation], *about: object) -> Revocation:
    from cryptography.exceptions import UnsupportedAlgorithm

    # The library reads parts of a list or response when they are asked for, and bent ones end in any of these.
    try:
        return judge(*about)
    except (ValueError, TypeError, LookupError, AttributeError, UnsupportedAlgorithm):
        return Revocation.NOT_CHECKED


def _worst(found: list[Revocation]) -> Revocation:
    for standing in (Revocation.REVOKED, Revocation.GOOD):
        if standing in found:
            return standing
    return Revocation.NOT_CHECKED


def _loaded_crls(ders: Iterable[bytes]) -> list[x509.CertificateRevocationList]:
    from cryptography import x509

    loaded = []
    for der in dict.fromkeys(ders):
        try:
            loaded.append(x509.load_der_x509_crl(der))
        except (ValueError, x509.InvalidVersion):
            continue
    return loaded


def _by_crl(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    crl: x509.CertificateRevocationList,
    when: datetime,
    now: datetime,
) -> Revocation:
    if crl.issuer.public_bytes() != certificate.issuer.public_bytes() or not _crl_holds(crl, issuer):
        return Revocation.NOT_CHECKED
    entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if entry is not None and not _names_other_issuer(entry) and not _lifted(entry):
        return Revocation.REVOKED if entry.revocation_date_utc <= when else Revocation.GOOD
    if _complete_for(crl, certificate) and _speaks_for(crl.last_update_utc, crl.next_update_utc, when, now):
        return Revocation.GOOD
    return Revocation.NOT_CHECKED


def _crl_holds(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    if not _may_sign_crls(issuer) or _is_indirect(crl):
        return False
    try:
        return crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        return False


def _may_sign_crls(issuer: x509.Certificate) -> bool:
    from cryptography import x509

    # RFC 5280 §6.3.3 (f)
    try:
        return issuer.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True
    except ValueError:
        return False


def _is_indirect(crl: x509.CertificateRevocationList) -> bool:
    from cryptography import x509

    # Entries of such a list may inherit the CA of the entry before them (RFC 5280 §5.3.3): it is not used at all.
    try:
        scope = crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return False
    except ValueError:
        return True
    return scope.indirect_crl


def _lifted(entry: x509.RevokedCertificate) -> bool:
    from cryptography import x509

    # In a delta list: no longer on hold, or expired (RFC 5280 §5.3.1).
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except (x509.ExtensionNotFound, ValueError):
        return False
    return reason is x509.ReasonFlags.remove_from_crl


def _names_other_issuer(entry: x509.RevokedCertificate) -> bool:
    from cryptography import x509

    # An indirect CRL's entries may belong to another CA's certificates with the same number.
    try:
        return bool(entry.extensions.get_extension_for_class(x509.CertificateIssuer))
    except x509.ExtensionNotFound:
        return False
    except ValueError:
        return False


def _complete_for(crl: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    from cryptography import x509

    try:
        extensions = crl.extensions
    except ValueError:
        return False
    # Who does not understand a critical extension may not conclude anything from who is not listed (RFC 5280 §5.2).
    if any(
        isinstance(one.value, x509.DeltaCRLIndicator)
        or (one.critical and isinstance(one.value, x509.UnrecognizedExtension))
        for one in extensions
    ):
        return False
    try:
        scope = extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return True
    if scope.only_some_reasons or scope.only_contains_attribute_certs or scope.relative_name is not None:
        return False
    authority = _is_authority(certificate)
    if (scope.only_contains_ca_certs and not authority) or (scope.only_contains_user_certs and authority):
        return False
    return scope.full_name is None or _points_to(certificate, scope.full_name)


def _is_authority(certificate: x509.Certificate) -> bool:
    from cryptography import x509

    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _points_to(certificate: x509.Certificate, names: Iterable[x509.GeneralName]) -> bool:
    from cryptography import x509

    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    named = {name for point in points for name in point.full_name or ()}
    return not named.isdisjoint(names)


def _speaks_for(issued: datetime, until: datetime | None, when: datetime, now: datetime) -> bool:
    # What was issued after the moment in question tells of it; what was issued before, while it is fresh.
    if issued > now + _CLOCKS_DIFFER:
        return False
    return issued >= when or (until is not None and when <= until)


def _loaded_responses(ders: Iterable[bytes]) -> list[ocsp.OCSPResponse]:
    from cryptography.x509 import ocsp

    loaded = []
    for der in dict.fromkeys(ders):
        try:
            response = ocsp.load_der_ocsp_response(der)
        except ValueError:
            continue
        if response.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL:
            loaded.append(response)
    return loaded


def _by_ocsp(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    response: ocsp.OCSPResponse,
    when: datetime,
    now: datetime,
) -> Revocation:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import ocsp

    try:
        single = next((one for one in response.responses if _is_about(one, certificate, issuer)), None)
        if single is None or not _responder_holds(response, issuer):
            return Revocation.NOT_CHECKED
    except (ValueError, UnsupportedAlgorithm):
        return Revocation.NOT_CHECKED
    if single.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        revoked = single.revocation_time_utc
        return Revocation.REVOKED if revoked is None or revoked <= when else Revocation.GOOD
    until = single.next_update_utc or single.this_update_utc + _OCSP_WITHOUT_END
    fresh = _speaks_for(single.this_update_utc, until, when, now)
    good = single.certificate_status is ocsp.OCSPCertStatus.GOOD and fresh
    return Revocation.GOOD if good else Revocation.NOT_CHECKED


def _is_about(
    single: ocsp.OCSPSingleResponse, certificate: x509.Certificate, issuer: x509.Certificate
) -> bool:
    from cryptography.x509 import ocsp

    if single.serial_number != certificate.serial_number:
        return False
    expected = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, single.hash_algorithm).build()
    return (
        expected.issuer_name_hash == single.issuer_name_hash
        and expected.issuer_key_hash == single.issuer_key_hash
    )


def _responder_holds(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    return any(
        _signed_by(response, responder)
        for responder in (issuer, *response.certificates)
        if responder == issuer or _is_delegated(responder, issuer, response.produced_at_utc)
    )


def _is_delegated(responder: x509.Certificate, issuer: x509.Certificate, when: datetime) -> bool:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.x509.oid import ExtendedKeyUsageOID

    try:
        responder.verify_directly_issued_by(issuer)
        usage = responder.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False
    valid = responder.not_valid_before_utc <= when <= responder.not_valid_after_utc
    return valid and ExtendedKeyUsageOID.OCSP_SIGNING in usage


def _signed_by(response: ocsp.OCSPResponse, responder: x509.Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    key, algorithm = responder.public_key(), response.signature_hash_algorithm
    try:
        if isinstance(key, rsa.RSAPublicKey) and algorithm is not None:
            key.verify(response.signature, response.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm is not None:
            key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(algorithm))
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def utc_now() -> datetime:
    """The moment to judge by where the caller names none."""
    return datetime.now(UTC)
