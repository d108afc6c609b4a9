"""The signature value: a CMS SignedData of PAdES baseline B-B, made with a key that somebody else keeps.

ETSI EN 319 142-1 §6.3 (level B-B), ETSI EN 319 122-1 (signing-certificate-v2), RFC 5652, RFC 5035. The
claimed time stands in the signature dictionary's /M; a signing-time attribute is forbidden there.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from asn1crypto import algos, cms, tsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from sealdesk.errors import ErrorCode, SealDeskError

_ALGORITHMS = {"rsa": "sha256_rsa", "ec": "sha256_ecdsa"}


class SigningKey(Protocol):
    """A private key on a token, with the certificate that goes with it.

    Attributes:
        certificate: X.509, DER.
        chain: Issuers to send along, DER, in any order.
    """

    @property
    def certificate(self) -> bytes: ...

    @property
    def chain(self) -> tuple[bytes, ...]: ...

    def sign(self, data: bytes) -> bytes:
        """Sign SHA-256 of `data`: PKCS #1 v1.5 for RSA, a DER ECDSA-Sig-Value for elliptic curves."""
        ...


def build_cms(key: SigningKey, document_digest: bytes, signing_time: datetime | None = None) -> bytes:
    """Sign a document's digest; `key.sign` is called once, in the calling thread.

    Args:
        document_digest: SHA-256 over the signature's byte range.
        signing_time: What /M says. B-B forbids it as an attribute (EN 319 142-1 §6.3 d), so it is not written
            here; an aware datetime all the same.

    Returns:
        DER of the ContentInfo.

    Raises:
        SealDeskError: `CERTIFICATE_USAGE`: the certificate's key is of a kind that is not supported;
            `TOKEN_SIGNATURE_WRONG`: what the key answered does not verify. And whatever `key.sign` raises.
    """
    if signing_time is not None and signing_time.tzinfo is None:
        raise ValueError("the signing time must know its time zone")
    certificate = x509.Certificate.load(key.certificate)
    _algorithm(certificate)
    attributes = _attributes(certificate, document_digest)
    signed = attributes.dump()
    value = key.sign(signed)
    _check(certificate, value, signed)
    return _content_info(certificate, key.chain, attributes, value)


def _attributes(certificate: Any, document_digest: bytes) -> Any:
    """The signed attributes as the SET OF that is signed, in DER order (RFC 5652 §5.4)."""
    identity = tsp.ESSCertIDv2(
        {
            "cert_hash": sha256(certificate.dump()).digest(),
            "issuer_serial": {
                "issuer": [x509.GeneralName("directory_name", certificate.issuer)],
                "serial_number": certificate.serial_number,
            },
        }
    )
    return cms.CMSAttributes(
        [
            _attribute("content_type", "data"),
            _attribute("message_digest", document_digest),
            _attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [identity]})),
        ]
    )


def _attribute(name: str, value: Any) -> Any:
    return cms.CMSAttribute({"type": name, "values": (value,)})


def _content_info(certificate: Any, chain: tuple[bytes, ...], attributes: Any, value: bytes) -> bytes:
    digest_algorithm = algos.DigestAlgorithm({"algorithm": "sha256"})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                    )
                }
            ),
            "digest_algorithm": digest_algorithm,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": _algorithm(certificate)},
            "signature": value,
        }
    )
    others = [other for other in dict.fromkeys(chain) if other != certificate.dump()]
    signed_data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": cms.DigestAlgorithms((digest_algorithm,)),
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate, *(x509.Certificate.load(other) for other in others)],
            "signer_infos": [signer],
        }
    )
    made: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed_data}).dump()
    return made


def _algorithm(certificate: Any) -> str:
    kind = certificate.public_key.algorithm
    if kind not in _ALGORITHMS:
        subject = certificate.subject.human_friendly
        raise SealDeskError(ErrorCode.CERTIFICATE_USAGE, subject=subject, algorithm=kind)
    return _ALGORITHMS[kind]


def _check(certificate: Any, value: bytes, signed: bytes) -> None:
    """No signature leaves here that a recipient would find wrong."""
    try:
        public = load_der_public_key(certificate.public_key.dump())
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(value, signed, padding.PKCS1v15(), SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(value, signed, ec.ECDSA(SHA256()))
    except InvalidSignature as wrong:
        raise SealDeskError(ErrorCode.TOKEN_SIGNATURE_WRONG) from wrong
    except (UnsupportedAlgorithm, ValueError) as unsupported:
        subject = certificate.subject.human_friendly
        raise SealDeskError(ErrorCode.CERTIFICATE_USAGE, subject=subject) from unsupported
