"""Which key of a token a seal's content key is wrapped for: the encryption pair, never the signing one beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sealdesk.model.token import KeyUse, TokenCertificate, TokenKeyInfo, TokenRef
from sealdesk.vault.recipients import Lock, LockError, Wrap, check_lock, wrap_of_way


@dataclass(frozen=True)
class _Pair:
    """A certificate on a token that allows encryption."""

    found: TokenCertificate
    certificate: x509.Certificate
    signs: bool


def encryption_locks(
    token: TokenRef, certificates: tuple[TokenCertificate, ...], keys: tuple[TokenKeyInfo, ...] | None
) -> tuple[Lock, ...]:
    """The locks that the token's encryption pair opens, the best first; none where no pair of it serves.

    A pair that also signs is taken only where the token has no pair for encryption alone (双证书).

    Args:
        keys: What the unlocked token says of its private keys. None while it is locked: then an RSA key is
            taken to offer OAEP with SHA-1, as nearly all do, and a P-256 key to offer ECDH.
    """
    pairs = list(_pairs(certificates))
    apart = [pair for pair in pairs if not pair.signs]
    locks = (lock_of(token, pair.found, wrap) for pair in apart or pairs for wrap in _wraps(pair, keys))
    return tuple(lock for lock in locks if _serves(lock))


def lock_of(token: TokenRef, found: TokenCertificate, wrap: Wrap) -> Lock:
    """The lock that this certificate makes, opened by `wrap`."""
    certificate = x509.load_der_x509_certificate(found.der)
    public_key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Lock(wrap, found.sha256, found.key_id, public_key, token.label, token.serial)


def _pairs(certificates: tuple[TokenCertificate, ...]) -> Iterator[_Pair]:
    for found in certificates:
        try:
            certificate = x509.load_der_x509_certificate(found.der)
            agrees = isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
            usage = _usage(certificate)
        except Exception:  # noqa: BLE001, S112 - a certificate nobody can read, or with a key of another kind
            continue
        if usage is None:
            yield _Pair(found, certificate, signs=True)
        elif usage.key_agreement if agrees else usage.key_encipherment or usage.data_encipherment:
            yield _Pair(found, certificate, signs=usage.digital_signature or usage.content_commitment)


def _usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    """RFC 5280 §4.2.1.3; None where the certificate restricts nothing."""
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None


def _wraps(pair: _Pair, keys: tuple[TokenKeyInfo, ...] | None) -> list[Wrap]:
    if keys is None:
        rsa_key = isinstance(pair.certificate.public_key(), rsa.RSAPublicKey)
        return [Wrap.RSA_OAEP_SHA1 if rsa_key else Wrap.ECDH]
    key = next((key for key in keys if key.key_id == pair.found.key_id), None)
    if key is None or not key.uses & {KeyUse.DECRYPT, KeyUse.DERIVE}:
        return []
    known = (wrap_of_way(way) for way in key.ways)
    return [wrap for wrap in known if wrap is not None]


def _serves(lock: Lock) -> bool:
    try:
        check_lock(lock)
    except LockError:
        return False
    return True
