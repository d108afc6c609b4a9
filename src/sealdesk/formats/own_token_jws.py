"""Decisions that people sign with a certificate of their own: a JWS (RFC 7515), compact, its payload the same text.

The header is exactly `{"alg", "typ", "x5t#S256"}`. Nothing in it leads to a key: the certificate comes beside it, and
its SHA-256 is held against the people register. `alg` has to be the one of the certificate's kind of key: EdDSA
(RFC 8037), ES256 or RS256 (RFC 7518 §3.3, §3.4). There is no `none`.
"""

from __future__ import annotations

import base64
import binascii
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from sealdesk.formats.canonical import canonical, parse_canonical
from sealdesk.formats.fields import FormatError

TYPE = "sealdesk-approval+jws"
LARGEST_BYTES = 64 << 10
LARGEST_CERTIFICATE_BYTES = 16 << 10
_LEAST_RSA_BITS = 2048
_P256_BYTES = 32


class JwsError(FormatError):
    """Not a JWS as it is made here, or not signed by the certificate; the message says which."""


def algorithm_of(certificate: x509.Certificate) -> str:
    """The `alg` that a certificate's key signs with: `EdDSA`, `ES256` or `RS256`.

    Raises:
        JwsError: Keys of other kinds, RSA below 2048 bits.
    """
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as bent:
        raise JwsError("certificate: no key that can be read") from bent
    if isinstance(key, Ed25519PublicKey):
        return "EdDSA"
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return "ES256"
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= _LEAST_RSA_BITS:
        return "RS256"
    raise JwsError("certificate: a key of another kind")


def signing_input(text: str, certificate: bytes) -> bytes:
    """What is to be signed (RFC 7515 §5.1): header and payload.

    Args:
        text: The decision (`formats.approval`).
        certificate: DER of the certificate whose key signs.

    Raises:
        JwsError: As `algorithm_of`, or no certificate.
    """
    header = {
        "alg": algorithm_of(read_certificate(certificate)),
        "typ": TYPE,
        "x5t#S256": _encoded(sha256(certificate).digest()),
    }
    return f"{_encoded(canonical(header))}.{_encoded(text.encode())}".encode()


def compact(signed: bytes, signature: bytes, certificate: bytes) -> str:
    """The JWS of a signing input and its signature.

    Args:
        signature: As tokens and libraries make it: for ES256 the DER form, which becomes r ‖ s (RFC 7518 §3.4).

    Raises:
        JwsError: A signature that is not the certificate's over it.
    """
    if algorithm_of(read_certificate(certificate)) == "ES256":
        signature = _raw(signature)
    jws = f"{signed.decode()}.{_encoded(signature)}"
    open_jws(jws, certificate)
    return jws


def open_jws(jws: str, certificate: bytes) -> str:
    """The payload of a JWS that the certificate's key signed.

    Raises:
        JwsError: Anything else. Whose certificate it is, and whether it may be believed, is not looked at.
    """
    if len(jws) > LARGEST_BYTES:
        raise JwsError("jws: too long")
    parts = jws.split(".")
    if len(parts) != 3:
        raise JwsError("jws: not compact")
    protected, payload, signature = (_decoded(part) for part in parts)
    x509_certificate = read_certificate(certificate)
    algorithm = algorithm_of(x509_certificate)
    expected = {"alg": algorithm, "typ": TYPE, "x5t#S256": _encoded(sha256(certificate).digest())}
    if _object(protected) != expected:
        raise JwsError("jws: another header")
    signed = ".".join(parts[:2]).encode()
    try:
        _verify(x509_certificate, signature, signed)
    except (InvalidSignature, ValueError) as wrong:
        raise JwsError("jws: wrong signature") from wrong
    try:
        return payload.decode()
    except UnicodeDecodeError as wrong:
        raise JwsError("jws: payload is no text") from wrong


def is_jws(text: str) -> bool:
    """Whether a text is in the form of one, as opposed to a signed note."""
    return text.count(".") == 2 and not any(character.isspace() for character in text)


def read_certificate(der: bytes) -> x509.Certificate:
    """The certificate of DER bytes; raises `JwsError`."""
    if len(der) > LARGEST_CERTIFICATE_BYTES:
        raise JwsError("certificate: too long")
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, x509.InvalidVersion) as bent:
        raise JwsError("certificate: none") from bent


def _object(text: bytes) -> object:
    try:
        return parse_canonical(text)
    except FormatError as wrong:
        raise JwsError(f"jws: {wrong}") from wrong


def _verify(certificate: x509.Certificate, signature: bytes, signed: bytes) -> None:
    key = certificate.public_key()
    if isinstance(key, Ed25519PublicKey):
        key.verify(signature, signed)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        if len(signature) != 2 * _P256_BYTES:
            raise InvalidSignature
        r, s = (int.from_bytes(half, "big") for half in (signature[:_P256_BYTES], signature[_P256_BYTES:]))
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    else:
        raise InvalidSignature


def _raw(der: bytes) -> bytes:
    try:
        r, s = decode_dss_signature(der)
        return r.to_bytes(_P256_BYTES, "big") + s.to_bytes(_P256_BYTES, "big")
    except (ValueError, OverflowError) as wrong:
        raise JwsError("jws: wrong signature") from wrong


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    """Base64url without padding (RFC 7515 §2); one text for one value."""
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as wrong:
        raise JwsError("jws: no base64url") from wrong
    if _encoded(data) != text:
        raise JwsError("jws: base64url is not canonical")
    return data
