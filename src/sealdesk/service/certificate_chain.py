"""From a seal's certificate to a root of the workspace (RFC 5280 §6.1), and what the certificate may be used for.

`cryptography.x509.verification` builds and checks the path: cross-signed and doubled issuers, path lengths, validity,
critical extensions, name constraints. Its profiles for web servers are replaced by rules for seals; it does not know
constraints on directory names and refuses a chain that marks them critical, as the RFC demands of whoever cannot
process them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier
from cryptography.x509.verification import Criticality, ExtensionPolicy

Path = tuple[x509.Certificate, ...]
"""The certificate, its issuers, the root."""

# The verifier's table (`sealdesk.verification.trust`): what signs here must be trusted there.
_SIGNING_PURPOSES = frozenset(
    {
        ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
        ObjectIdentifier("1.3.6.1.5.5.7.3.36"),  # id-kp-documentSigning, RFC 9336
        ObjectIdentifier("1.2.840.113583.1.1.5"),  # Adobe: authentic documents
        ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),  # Microsoft: document signing
        ExtendedKeyUsageOID.EMAIL_PROTECTION,
    }
)
_LONGEST = 8
_Kind = TypeVar("_Kind", bound=x509.ExtensionType)


def path_to_root(
    certificate: x509.Certificate,
    known: Iterable[x509.Certificate],
    roots: Iterable[x509.Certificate],
    at: datetime,
) -> Path | None:
    """A path that holds at `at`; None where there is none.

    Args:
        known: Issuers at hand, in any order.
    """
    anchors = list(roots)
    if not anchors:
        return None
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store(anchors))
        .time(at)
        .max_chain_depth(_LONGEST)
        .extension_policies(ca_policy=_issuers(), ee_policy=ExtensionPolicy.permit_all())
        .build_client_verifier()
    )
    try:
        return tuple(verifier.verify(certificate, list(known)).chain)
    except (verification.VerificationError, ValueError):
        return None


def _issuers() -> ExtensionPolicy:
    return (
        ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, None)
        .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _may_issue)
    )


def _may_issue(
    policy: verification.Policy, certificate: x509.Certificate, usage: x509.KeyUsage | None
) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("keyCertSign")


def usage_against_signing(certificate: x509.Certificate) -> str:
    """`key_usage` or `extended_key_usage` where that extension does not permit document signatures, else empty.

    An extension that is not there forbids nothing; extensions that cannot be read permit nothing.
    """
    try:
        return _usage_against_signing(certificate)
    except ValueError:
        return "key_usage"


def _usage_against_signing(certificate: x509.Certificate) -> str:
    usage = _extension(certificate, x509.KeyUsage)
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        return "key_usage"
    purposes = _extension(certificate, x509.ExtendedKeyUsage)
    if purposes is not None and _SIGNING_PURPOSES.isdisjoint(purposes):
        return "extended_key_usage"
    return ""


def _extension(certificate: x509.Certificate, kind: type[_Kind]) -> _Kind | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
