"""The CMS of a signature: structure, digest, signature value (RFC 5652, ETSI EN 319 122-1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sealdesk.verification.damage import BROKEN
from sealdesk.verification.digests import digest
from sealdesk.verification.reasons import Reason

DETACHED = "detached"
SHA1_INSIDE = "sha1_inside"
TIMESTAMP = "timestamp"
BARE_RSA = "bare_rsa"

SUBFILTERS = {
    "/adbe.pkcs7.detached": DETACHED,
    "/ETSI.CAdES.detached": DETACHED,
    "/adbe.pkcs7.sha1": SHA1_INSIDE,
    "/ETSI.RFC3161": TIMESTAMP,
    "/adbe.x509.rsa_sha1": BARE_RSA,
}
"""How each /SubFilter binds the signed ranges to the CMS (ISO 32000-2 table 260)."""

_WEAK_DIGESTS = {"md2", "md4", "md5", "sha1", "ripemd160"}
_RSA_BITS_AT_LEAST = 2048
_SET_TAG = b"\x31"  # RFC 5652 §5.4: signed with the universal tag instead of [0]
_INDEFINITE_LENGTH = 0x80

# NIST's signature algorithms with SHA-3, which asn1crypto does not know: scheme and hash.
_WITH_SHA3 = {
    f"2.16.840.1.101.3.4.3.{arc}": (scheme, f"sha3_{bits}")
    for scheme, first in (("ecdsa", 9), ("rsassa_pkcs1v15", 13))
    for arc, bits in enumerate((224, 256, 384, 512), first)
}


@dataclass(frozen=True)
class CmsFinding:
    """What a CMS signature proves.

    Attributes:
        unsound: Why it cannot be right; empty when digest and signature value hold.
        weak: It holds, by an algorithm that should not be relied on any more.
        certificate: The signer's (asn1crypto), where found.
        others: The other certificates it carries.
        signed_data: The decoded SignedData; None for bare RSA signatures and broken ones.
        signing_time: As the signer claims in a signed attribute.
    """

    unsound: tuple[Reason, ...] = ()
    weak: bool = False
    certificate: Any = None
    others: tuple[Any, ...] = ()
    signed_data: Any = field(default=None, compare=False)
    signing_time: datetime | None = None

    @property
    def sound(self) -> bool:
        return not self.unsound and self.certificate is not None

    @property
    def signer_info(self) -> Any:
        return self.signed_data["signer_infos"][0]


def check_cms(contents: bytes, binding: str, range_digest: Callable[[str], bytes]) -> CmsFinding:
    """Whether the CMS in /Contents signs the ranges.

    Args:
        binding: One of the values of `SUBFILTERS` but `BARE_RSA`.
        range_digest: The digest of the signed ranges by an algorithm's name.
    """
    try:
        signed_data = _signed_data(contents)
    except BROKEN:
        return CmsFinding((Reason.CMS_MALFORMED,))
    return check_signed_data(signed_data, binding, range_digest)


def check_signed_data(signed_data: Any, binding: str, range_digest: Callable[[str], bytes]) -> CmsFinding:
    """`check_cms` for a SignedData already decoded."""
    try:
        return _check(signed_data, binding, range_digest)
    except _Unsound as found:
        return CmsFinding((found.reason,), certificate=found.certificate, signed_data=signed_data)
    except BROKEN:
        return CmsFinding((Reason.CMS_MALFORMED,))


class _Unsound(Exception):  # noqa: N818 - it carries a finding from the depth of a check to its border
    def __init__(self, reason: Reason, certificate: Any = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.certificate = certificate


def _signed_data(contents: bytes) -> Any:
    from asn1crypto import cms, tsp  # noqa: F401 - tsp teaches cms the types of timestamps

    info = cms.ContentInfo.load(contents)
    if info["content_type"].native != "signed_data":
        raise ValueError(info["content_type"].native)
    return info["content"]


def _check(signed_data: Any, binding: str, range_digest: Callable[[str], bytes]) -> CmsFinding:
    if len(signed_data["signer_infos"]) != 1:
        raise _Unsound(Reason.CMS_SIGNERS)
    signer = signed_data["signer_infos"][0]
    algorithm = signer["digest_algorithm"]["algorithm"].native.lower()
    certificate, others = _certificates(signed_data, signer)
    if not _is_strict(certificate):
        raise _Unsound(Reason.CERTIFICATE_MALFORMED, certificate)
    try:
        content_digest, bound = _content_digest(signed_data, binding, algorithm, range_digest)
    except ValueError as error:
        raise _Unsound(Reason.ALGORITHM_UNSUPPORTED, certificate) from error
    reasons = list(_signature_reasons(signer, certificate, signed_data, content_digest, algorithm))
    if not bound and Reason.DIGEST_MISMATCH not in reasons:
        reasons.append(Reason.DIGEST_MISMATCH)
    return CmsFinding(
        unsound=tuple(reasons),
        weak=is_weak(algorithm, certificate),
        certificate=certificate,
        others=others,
        signed_data=signed_data,
        signing_time=attribute(signer, "signing_time"),
    )


def _content_digest(
    signed_data: Any, binding: str, algorithm: str, range_digest: Callable[[str], bytes]
) -> tuple[bytes, bool]:
    """The digest that the message-digest attribute must name, and whether the content binds the ranges."""
    encapsulated = signed_data["encap_content_info"]
    kind, content = encapsulated["content_type"].native, encapsulated["content"]
    present = content.native is not None
    expected = "tst_info" if binding == TIMESTAMP else "data"
    if kind != expected or present == (binding == DETACHED):
        raise _Unsound(Reason.CMS_CONTENT)
    if binding == DETACHED:
        return range_digest(algorithm), True
    inner = bytes(content)
    if binding == SHA1_INSIDE:
        return digest(algorithm, inner), inner == range_digest("sha1")
    imprint = content.parsed["message_imprint"]
    hashed = range_digest(imprint["hash_algorithm"]["algorithm"].native)
    return digest(algorithm, inner), imprint["hashed_message"].native == hashed


def _certificates(signed_data: Any, signer: Any) -> tuple[Any, tuple[Any, ...]]:
    certificates = [
        choice.chosen for choice in signed_data["certificates"] or () if choice.name == "certificate"
    ]
    sid = signer["sid"]
    for certificate in certificates:
        if _names(sid, certificate):
            return certificate, tuple(other for other in certificates if other is not certificate)
    raise _Unsound(Reason.CERTIFICATE_MISSING)


def _is_strict(certificate: Any) -> bool:
    # asn1crypto reads what is no DER; two readers of such a certificate may see two certificates.
    from cryptography import x509

    try:
        x509.load_der_x509_certificate(certificate.dump())
    except (ValueError, x509.InvalidVersion):
        return False
    return True


def _names(sid: Any, certificate: Any) -> bool:
    if sid.name == "subject_key_identifier":
        return bool(certificate.key_identifier == sid.chosen.native)
    chosen = sid.chosen
    return bool(
        chosen["issuer"] == certificate.issuer and chosen["serial_number"].native == certificate.serial_number
    )


def _signature_reasons(
    signer: Any, certificate: Any, signed_data: Any, content_digest: bytes, algorithm: str
) -> list[Reason]:
    attributes = signer["signed_attrs"]
    raw = attributes.dump()
    if not raw:
        # Without attributes the content's digest itself is signed (RFC 5652 §5.4); a signer of ours never does.
        return _value_reasons(signer, certificate, content_digest, algorithm, prehashed=True)
    kind = signed_data["encap_content_info"]["content_type"].native
    named = attribute(signer, "content_type")
    message_digest = attribute(signer, "message_digest")
    # What is verified are the bytes of the file, never an encoding made from them: they must be DER.
    if named != kind or message_digest is None or not _is_der_set(raw, attributes.contents):
        raise _Unsound(Reason.CMS_ATTRIBUTES, certificate)
    if not _names_certificate(signer, certificate):
        raise _Unsound(Reason.CERTIFICATE_OTHER, certificate)
    reasons = _value_reasons(signer, certificate, _SET_TAG + raw[1:], algorithm, prehashed=False)
    if message_digest != content_digest:
        reasons.append(Reason.DIGEST_MISMATCH)
    return reasons


def _value_reasons(
    signer: Any, certificate: Any, signed: bytes, algorithm: str, *, prehashed: bool
) -> list[Reason]:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from pyhanko_certvalidator.errors import AlgorithmNotSupported
    from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator, SignatureValidationContext

    signature_algorithm, named = _signature_algorithm(signer["signature_algorithm"])
    # A signature algorithm that names its hash must name the digest algorithm (RFC 5652 §5.3).
    if named not in (None, algorithm):
        return [Reason.ALGORITHM_MISMATCH]
    try:
        DefaultSignatureValidator().validate_signature(
            signer["signature"].native,
            signed,
            certificate.public_key,
            signature_algorithm,
            context=SignatureValidationContext(contextual_md_algorithm=algorithm, prehashed=prehashed),
        )
    except (AlgorithmNotSupported, UnsupportedAlgorithm):
        return [Reason.ALGORITHM_UNSUPPORTED]
    except InvalidSignature:
        return [Reason.VALUE_WRONG]
    except BROKEN:
        return [Reason.ALGORITHM_UNSUPPORTED]
    return []


def _is_der_set(encoded: bytes, content: bytes) -> bool:
    # Unordered, a verifier that encodes anew sees another signature (RFC 5652 §5.3; X.690 §11.6).
    from asn1crypto import parser

    if encoded[1] == _INDEFINITE_LENGTH:
        return False
    elements, start = [], 0
    while start < len(content):
        length = parser.peek(content[start:])
        elements.append(content[start : start + length])
        start += length
    return elements == sorted(elements)


def _signature_algorithm(given: Any) -> tuple[Any, str | None]:
    """The algorithm as the library verifies it, and the hash it names; None where it names none."""
    from asn1crypto import algos

    known = _WITH_SHA3.get(given["algorithm"].dotted)
    if known is not None:
        scheme, hash_name = known
        return algos.SignedDigestAlgorithm({"algorithm": scheme}), hash_name
    try:
        return given, given.hash_algo
    except BROKEN:
        return given, None


def attribute(signer: Any, name: str, *, signed: bool = True) -> Any:
    """The single value of an attribute, as a native value; None where it is missing or not single."""
    value = attribute_object(signer, name, signed=signed)
    return None if value is None else value.native


def attribute_object(signer: Any, name: str, *, signed: bool = True) -> Any:
    """The single value of an attribute, decoded; None where it is missing or not single."""
    attributes = signer["signed_attrs" if signed else "unsigned_attrs"] or ()
    found = [entry["values"] for entry in attributes if entry["type"].native == name]
    return found[0][0] if len(found) == 1 and len(found[0]) == 1 else None


def _names_certificate(signer: Any, certificate: Any) -> bool:
    # ESS signing-certificate attributes bind the certificate (RFC 5035); absent, there is nothing to compare.
    for name, default in (("signing_certificate_v2", "sha256"), ("signing_certificate", "sha1")):
        value = attribute_object(signer, name)
        if value is None:
            continue
        first = value["certs"][0]
        algorithm = first["hash_algorithm"]["algorithm"].native if name.endswith("v2") else default
        if first["cert_hash"].native != digest(algorithm, certificate.dump()):
            return False
    return True


def is_weak(algorithm: str, certificate: Any) -> bool:
    """MD5, SHA-1 and their like, or an RSA key below 2048 bits (ETSI TS 119 312)."""
    key = certificate.public_key
    return algorithm in _WEAK_DIGESTS or (
        key.algorithm in ("rsa", "rsassa_pss") and key.bit_size < _RSA_BITS_AT_LEAST
    )


def check_bare_rsa(contents: bytes, certificates: Any, range_digest: Callable[[str], bytes]) -> CmsFinding:
    """A PKCS #1 signature in an OCTET STRING with its chain in /Cert (`adbe.x509.rsa_sha1`, ISO 32000-1)."""
    from asn1crypto import algos, core, x509
    from cryptography.exceptions import InvalidSignature
    from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator, SignatureValidationContext

    try:
        chain = [x509.Certificate.load(der) for der in _strings(certificates)]
        signature = core.OctetString.load(contents).native
        context = SignatureValidationContext(contextual_md_algorithm="sha1", prehashed=True)
        algorithm = algos.SignedDigestAlgorithm({"algorithm": "sha1_rsa"})
        if not chain:
            return CmsFinding((Reason.CERTIFICATE_MISSING,))
        DefaultSignatureValidator().validate_signature(
            signature, range_digest("sha1"), chain[0].public_key, algorithm, context=context
        )
    except InvalidSignature:
        return CmsFinding((Reason.VALUE_WRONG,), weak=True, certificate=chain[0])
    except BROKEN:
        return CmsFinding((Reason.CMS_MALFORMED,))
    return CmsFinding(weak=True, certificate=chain[0], others=tuple(chain[1:]))


def _strings(certificates: Any) -> list[bytes]:
    if certificates is None:
        return []
    if hasattr(certificates, "original_bytes"):
        return [certificates.original_bytes]
    return [certificate.original_bytes for certificate in certificates]
