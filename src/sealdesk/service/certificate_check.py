"""May this certificate sign with this seal now? Asked before the PIN, with what the workspace knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.seal import Seal


def check_certificate(
    certificate: x509.Certificate,
    seal: Seal,
    known: Iterable[x509.Certificate],
    roots: Iterable[x509.Certificate],
    crls: Iterable[x509.CertificateRevocationList],
    at: datetime,
) -> tuple[x509.Certificate, ...]:
    """The chain above the certificate, root excluded, when everything holds.

    Checked: the seal's list, validity, key usage, a chain to one of the workspace's roots, the CRLs at hand.
    Not checked here: OCSP, and CRLs that are not at hand; the recipient's verifier says so.

    Raises:
        SealDeskError: `CERTIFICATE_FOREIGN`, `_EXPIRED`, `_NOT_YET_VALID`, `_USAGE`, `_REVOKED`.
    """
    from cryptography.hazmat.primitives.hashes import SHA256

    subject = certificate.subject.rfc4514_string()
    if certificate.fingerprint(SHA256()).hex() not in seal.certificates:
        raise SealDeskError(ErrorCode.CERTIFICATE_FOREIGN, subject=subject, seal=seal.name)
    if at > certificate.not_valid_after_utc:
        raise SealDeskError(
            ErrorCode.CERTIFICATE_EXPIRED, subject=subject, until=certificate.not_valid_after_utc
        )
    if at < certificate.not_valid_before_utc:
        raise SealDeskError(
            ErrorCode.CERTIFICATE_NOT_YET_VALID, subject=subject, since=certificate.not_valid_before_utc
        )
    _check_usage(certificate, subject)
    chain = _chain(certificate, tuple(known), tuple(roots), at)
    if chain is None:
        raise SealDeskError(ErrorCode.CERTIFICATE_FOREIGN, subject=subject, seal=seal.name)
    _check_revocation((certificate, *chain), tuple(crls))
    return chain


def _check_usage(certificate: x509.Certificate, subject: str) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise SealDeskError(ErrorCode.CERTIFICATE_USAGE, subject=subject)


def _chain(
    certificate: x509.Certificate,
    known: tuple[x509.Certificate, ...],
    roots: tuple[x509.Certificate, ...],
    at: datetime,
) -> tuple[x509.Certificate, ...] | None:
    """Issuers from the certificate's own up to, without, a root; None where no root is reached."""
    chain: list[x509.Certificate] = []
    current = certificate
    while len(chain) < 10:
        if any(_issued(current, root, at) for root in roots):
            return tuple(chain)
        issuer = next((one for one in known if one not in chain and _issued(current, one, at)), None)
        if issuer is None:
            return None
        chain.append(issuer)
        current = issuer
    return None


def _issued(certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
    if not issuer.not_valid_before_utc <= at <= issuer.not_valid_after_utc:
        return False
    try:
        if not issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        certificate.verify_directly_issued_by(issuer)
    except (x509.ExtensionNotFound, ValueError, TypeError, InvalidSignature):
        return False
    return True


def _check_revocation(
    chain: tuple[x509.Certificate, ...], crls: tuple[x509.CertificateRevocationList, ...]
) -> None:
    for certificate in chain:
        for crl in crls:
            if crl.issuer != certificate.issuer:
                continue
            revoked = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if revoked is not None:
                subject = certificate.subject.rfc4514_string()
                raise SealDeskError(
                    ErrorCode.CERTIFICATE_REVOKED, subject=subject, since=revoked.revocation_date_utc
                )


def load_crls(folder: Path) -> tuple[x509.CertificateRevocationList, ...]:
    """Every CRL of the workspace, DER or PEM. A file that is none is `WORKSPACE_BROKEN`, never ignored."""
    crls = []
    for path in sorted(folder.glob("*.crl")):
        try:
            data = path.read_bytes()
            load = x509.load_pem_x509_crl if data.startswith(b"-----") else x509.load_der_x509_crl
            crls.append(load(data))
        except (OSError, ValueError) as broken:
            raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=path, reason="CRL") from broken
    return tuple(crls)
