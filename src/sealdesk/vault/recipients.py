"""How a seal's content key is wrapped for one token, and unwrapped inside it.

A wrapped key names the public key it was wrapped for, so that a new content key can be wrapped for a token that is
not at hand.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from sealdesk.formats.canonical import canonical
from sealdesk.formats.fields import Fields, FormatError

CONTENT_KEY_BYTES = 32
_LEAST_RSA_BITS = 2048
_POINT_BYTES = 65  # an uncompressed point of P-256 (SEC 1 §2.3.3)

HPKE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
"""RFC 9180, base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM."""


class Wrap(StrEnum):
    """How a content key is wrapped, best first. Values are stored."""

    RSA_OAEP_SHA256 = "RSA-OAEP-SHA256"  # RFC 8017 §7.1
    RSA_OAEP_SHA1 = "RSA-OAEP-SHA1"  # what most USB keys offer; no weakness inside OAEP (RFC 8017 §B.1)
    RSA_PKCS1 = "RSA-PKCS1-v1_5"  # RFC 8017 §7.2
    ECDH = "ECDH-ES+A256KW"  # ephemeral P-256, HKDF-SHA256, AES key wrap (RFC 3394)
    TOKEN_DATA = "TOKEN-DATA"  # noqa: S105 - HPKE to a key kept as a private data object of the token

    @property
    def weaker(self) -> bool:
        """The key that opens leaves the token at each use: whoever reads the program's memory then has it."""
        return self is Wrap.TOKEN_DATA


_TOKEN_WAYS: Mapping[str, Wrap] = {
    "oaep-sha256": Wrap.RSA_OAEP_SHA256,
    "oaep-sha1": Wrap.RSA_OAEP_SHA1,
    "pkcs1-v1_5": Wrap.RSA_PKCS1,
    "ecdh": Wrap.ECDH,
}
_WAY_OF_WRAP = {wrap: way for way, wrap in _TOKEN_WAYS.items()}


def wrap_of_way(way: str) -> Wrap | None:
    """The wrap that a token opens by its `way` (`model.token.TokenKeyInfo.ways`)."""
    return _TOKEN_WAYS.get(way)


class LockError(ValueError):
    """The key is none that a content key can be wrapped for; the message says why."""


class NotOurKeyError(ValueError):
    """What came out of the token is not the content key: the wrapped key was changed."""


@dataclass(frozen=True)
class Lock:
    """A token's key that a content key can be wrapped for.

    Attributes:
        certificate_sha256: Of the encryption certificate; of the signing certificate for `TOKEN_DATA`.
        key_id: CKA_ID of the private key; CKA_LABEL of the data object for `TOKEN_DATA`.
        public_key: SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7).
        label, serial: The token, as people know it.
    """

    wrap: Wrap
    certificate_sha256: str
    key_id: bytes
    public_key: bytes
    label: str
    serial: str


@dataclass(frozen=True)
class Recipient:
    """A lock, and the content key wrapped for it."""

    lock: Lock
    wrapped: bytes


class OpenToken(Protocol):
    """An unlocked token, as the vault asks for one."""

    def decrypt(self, key_id: bytes, ciphertext: bytes, way: str) -> bytes:
        """RSA decryption inside the token; `way` as in `model.token.TokenKeyInfo.ways`."""
        ...

    def derive(self, key_id: bytes, peer_public_key: bytes) -> bytes:
        """The x-coordinate of the ECDH point (NIST SP 800-56A §5.7.1.2); the peer's key as DER."""
        ...

    def read_data(self, label: str) -> bytes:
        """A private data object of the token."""
        ...


@dataclass(frozen=True)
class DataKey:
    """A key to be kept as a private data object of a token that has no key which decrypts."""

    label: str
    secret: bytes = field(repr=False)
    public_key: bytes

    @classmethod
    def generate(cls) -> DataKey:
        """A new X25519 key with a label of its own, so that it stands in no other's way."""
        key = X25519PrivateKey.generate()
        public_key = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return cls(f"SealDesk vault {os.urandom(8).hex()}", key.private_bytes_raw(), public_key)


def context(seal_id: str, version: int) -> bytes:
    """What binds wrapped keys to one version of one seal's file."""
    return canonical({"use": "SealDesk vault", "seal": seal_id, "version": version})


def check_lock(lock: Lock) -> None:
    """Raises `LockError` where the content key cannot be wrapped for this key."""
    if lock.wrap is Wrap.ECDH:
        _p256_key(lock)
    elif lock.wrap is Wrap.TOKEN_DATA:
        _x25519_key(lock)
    else:
        _rsa_key(lock)


def wrap_key(lock: Lock, content_key: bytes, binding: bytes) -> Recipient:
    """The content key for one token; raises `LockError`."""
    if lock.wrap is Wrap.ECDH:
        wrapped = _wrap_ecdh(lock, content_key, binding)
    elif lock.wrap is Wrap.TOKEN_DATA:
        wrapped = HPKE.encrypt(content_key, _x25519_key(lock), info=_key_context(lock, binding))
    else:
        wrapped = _rsa_key(lock).encrypt(content_key, _padding(lock.wrap))
    return Recipient(lock, wrapped)


def unwrap_key(recipient: Recipient, binding: bytes, token: OpenToken) -> bytes:
    """The content key, by one use of the token.

    Raises:
        NotOurKeyError: The wrapped key was changed, or belongs to another seal or version.
        SealDeskError: What the token says.
    """
    lock = recipient.lock
    try:
        if lock.wrap is Wrap.ECDH:
            content_key = _unwrap_ecdh(recipient, binding, token)
        elif lock.wrap is Wrap.TOKEN_DATA:
            secret = X25519PrivateKey.from_private_bytes(token.read_data(lock.key_id.decode()))
            content_key = HPKE.decrypt(recipient.wrapped, secret, info=_key_context(lock, binding))
        else:
            content_key = token.decrypt(lock.key_id, recipient.wrapped, _WAY_OF_WRAP[lock.wrap])
    except (InvalidTag, InvalidUnwrap, ValueError) as wrong:
        # Not `from`: the error of a decoder carries the bytes it could not read.
        raise NotOurKeyError(type(wrong).__name__) from None
    if len(content_key) != CONTENT_KEY_BYTES:
        raise NotOurKeyError("length")
    return content_key


def _rsa_key(lock: Lock) -> rsa.RSAPublicKey:
    key = _public_key(lock)
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < _LEAST_RSA_BITS:
        raise LockError(f"{lock.wrap}: no RSA key of {_LEAST_RSA_BITS} bits")
    return key


def _p256_key(lock: Lock) -> ec.EllipticCurvePublicKey:
    key = _public_key(lock)
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise LockError(f"{lock.wrap}: no P-256 key")
    return key


def _x25519_key(lock: Lock) -> X25519PublicKey:
    key = _public_key(lock)
    if not isinstance(key, X25519PublicKey):
        raise LockError(f"{lock.wrap}: no X25519 key")
    return key


def _public_key(lock: Lock) -> object:
    try:
        return load_der_public_key(lock.public_key)
    except Exception as wrong:  # ValueError, UnsupportedAlgorithm: whatever is no key
        raise LockError(f"{lock.wrap}: no public key") from wrong


def _padding(wrap: Wrap) -> padding.AsymmetricPadding:
    if wrap is Wrap.RSA_PKCS1:
        return padding.PKCS1v15()
    digest = hashes.SHA256() if wrap is Wrap.RSA_OAEP_SHA256 else hashes.SHA1()  # noqa: S303 - see `Wrap`
    return padding.OAEP(padding.MGF1(digest), digest, label=None)


def _key_context(lock: Lock, binding: bytes, *points: bytes) -> bytes:
    """What a derived key is for: seal, version, way, certificate, public keys (NIST SP 800-56C §4.1, FixedInfo)."""
    parts = {"wrap": lock.wrap.value, "certificate": lock.certificate_sha256, "public": lock.public_key.hex()}
    return binding + canonical({**parts, "points": [point.hex() for point in points]})


def _wrap_ecdh(lock: Lock, content_key: bytes, binding: bytes) -> bytes:
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    point = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = ephemeral.exchange(ec.ECDH(), _p256_key(lock))
    return point + aes_key_wrap(_key_encryption_key(shared, _key_context(lock, binding, point)), content_key)


def _unwrap_ecdh(recipient: Recipient, binding: bytes, token: OpenToken) -> bytes:
    lock = recipient.lock
    point, wrapped = recipient.wrapped[:_POINT_BYTES], recipient.wrapped[_POINT_BYTES:]
    # Checked here to lie on the curve: not every token does it, and one that does not can be made to tell its key.
    ephemeral = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    peer = ephemeral.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    shared = token.derive(lock.key_id, peer)
    return aes_key_unwrap(_key_encryption_key(shared, _key_context(lock, binding, point)), wrapped)


def _key_encryption_key(shared: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(shared)


# In the header of the file.


def recipient_table(recipient: Recipient) -> dict[str, str]:
    """The recipient as JSON."""
    lock = recipient.lock
    return {
        "wrap": lock.wrap.value,
        "certificate": lock.certificate_sha256,
        "key_id": lock.key_id.hex(),
        "public": lock.public_key.hex(),
        "label": lock.label,
        "serial": lock.serial,
        "key": recipient.wrapped.hex(),
    }


def read_recipient(table: object) -> Recipient:
    """Raises `FormatError` for anything that `recipient_table` would not write."""
    fields = Fields(table, "recipient")
    try:
        wrap = Wrap(fields.text("wrap"))
    except ValueError as wrong:
        raise FormatError("recipient.wrap: unknown") from wrong
    lock = Lock(
        wrap=wrap,
        certificate_sha256=hex_field(fields, "certificate", 32).hex(),
        key_id=hex_field(fields, "key_id"),
        public_key=hex_field(fields, "public"),
        label=fields.text("label"),
        serial=fields.text("serial"),
    )
    recipient = Recipient(lock, hex_field(fields, "key"))
    fields.done()
    return recipient


def hex_field(fields: Fields, name: str, length: int | None = None) -> bytes:
    """Bytes as lower-case hex, of this length where one is given."""
    return read_bytes(fields.text(name), name, length)


def read_bytes(text: str, name: str, length: int | None = None) -> bytes:
    """Raises `FormatError` where the text is not lower-case hex, or of another length."""
    try:
        value = bytes.fromhex(text)
    except ValueError as wrong:
        raise FormatError(f"{name}: no hex") from wrong
    if value.hex() != text or (length is not None and len(value) != length):
        raise FormatError(f"{name}: not as it is written")
    return value
