"""Certificates, CRLs and OCSP responses that lie in the document (ISO 32000-2 §12.8.4.3, §12.8.3.3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sealdesk.verification import cms
from sealdesk.verification.damage import BROKEN
from sealdesk.verification.revocation import Evidence

_STREAMS_AT_MOST = 2_000


@dataclass(frozen=True)
class SecurityStore:
    """The document security store: certificates (asn1crypto) and revocation data."""

    certificates: tuple[Any, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)


def security_store(root: Any) -> SecurityStore:
    """/DSS of the catalog; what cannot be read of it is left out."""
    from asn1crypto import x509

    try:
        store = root["/DSS"]
    except BROKEN:
        return SecurityStore()
    certificates = []
    for der in _streams(store, "/Certs"):
        try:
            certificate = x509.Certificate.load(der)
            certificate.subject.hashable  # noqa: B018 - decodes the name: a certificate that cannot be read goes
        except BROKEN:
            continue
        certificates.append(certificate)
    evidence = Evidence(tuple(_streams(store, "/CRLs")), tuple(_streams(store, "/OCSPs")))
    return SecurityStore(tuple(certificates), evidence)


def _streams(store: Any, key: str) -> Iterator[bytes]:
    try:
        array = list(store[key])[:_STREAMS_AT_MOST]
    except BROKEN:
        return
    for entry in array:
        try:
            yield entry.get_object().data
        except BROKEN:
            continue


def carried_by(finding: cms.CmsFinding) -> Evidence:
    """Revocation data inside a signature: the CMS's own, and Adobe's signed attribute."""
    if finding.signed_data is None:
        return Evidence()
    from asn1crypto.crl import CertificateList

    crls: list[bytes] = []
    ocsps: list[bytes] = []
    try:
        choices = finding.signed_data["crls"] or ()
        crls += [choice.chosen.dump() for choice in choices if isinstance(choice.chosen, CertificateList)]
        archived = _adobe_archive(finding.signer_info)
        if archived is not None:
            crls += [crl.dump() for crl in archived["crl"] or ()]
            ocsps += [response.dump() for response in archived["ocsp"] or ()]
    except BROKEN:
        return Evidence(tuple(crls), tuple(ocsps))
    return Evidence(tuple(crls), tuple(ocsps))


def _adobe_archive(signer: Any) -> Any:
    import asn1crypto.pdf  # noqa: F401 - teaches asn1crypto the attribute

    return cms.attribute_object(signer, "adobe_revocation_info_archival")
