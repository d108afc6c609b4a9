"""A seal's picture at rest: AES-256-GCM, its content key wrapped for each permitted token.

File: `SDVAULT1` LF, header length (4 bytes, big endian), header (JSON, UTF-8), ciphertext with tag.
Everything before the ciphertext is additional authenticated data: no part can be changed, swapped or cut
unnoticed.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sealdesk.errors import ErrorCode, SealDeskError

MAGIC = b"SDVAULT1\n"
WRAP_RSA_OAEP_SHA1 = "RSA-OAEP-SHA1"
"""What USB keys and SoftHSM2 offer for CKM_RSA_PKCS_OAEP; no weakness inside OAEP (RFC 8017 §B.1)."""
_HEADER_LIMIT_BYTES = 1 << 20


@dataclass(frozen=True)
class Recipient:
    """A token that may open the envelope: its encryption certificate, and the key's CKA_ID."""

    certificate_sha256: str
    key_id: bytes


Unwrap = Callable[[Recipient, bytes], bytes]
"""Decrypts a wrapped content key with the recipient's private key, inside the token."""


def close_envelope(seal_id: str, content: bytes, certificates: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """Encrypt `content` for the tokens whose (certificate DER, CKA_ID) are given."""
    content_key, nonce = AESGCM.generate_key(256), os.urandom(12)
    header = {
        "format": 1,
        "seal": seal_id,
        "cipher": "AES-256-GCM",
        "nonce": nonce.hex(),
        "recipients": [_wrap(content_key, der, key_id) for der, key_id in certificates],
    }
    head = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    prefix = MAGIC + struct.pack(">I", len(head)) + head
    return prefix + AESGCM(content_key).encrypt(nonce, content, prefix)


def _wrap(content_key: bytes, der: bytes, key_id: bytes) -> dict[str, str]:
    certificate = x509.load_der_x509_certificate(der)
    public_key = certificate.public_key()
    if not isinstance(public_key, rsa.RSAPublicKey):
        raise SealDeskError(ErrorCode.CERTIFICATE_USAGE, subject=certificate.subject.rfc4514_string())
    # SHA-1 inside OAEP is what tokens offer, and is not a collision-dependent use.
    oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), label=None)  # noqa: S303
    return {
        "certificate": certificate.fingerprint(hashes.SHA256()).hex(),
        "key_id": key_id.hex(),
        "wrap": WRAP_RSA_OAEP_SHA1,
        "key": public_key.encrypt(content_key, oaep).hex(),
    }


def recipients(blob: bytes) -> tuple[Recipient, ...]:
    """For whom the envelope is closed, readable without a token.

    Raises:
        SealDeskError: `VAULT_BROKEN` where the header is none.
    """
    header, _ = _parse(blob)
    return tuple(recipient for recipient, _ in _wrapped_keys(header))


def open_envelope(blob: bytes, seal_id: str, permitted: frozenset[str], unwrap: Unwrap) -> bytes:
    """The content, opened with a token that holds one of the `permitted` encryption certificates (SHA-256).

    Raises:
        SealDeskError: `VAULT_NOT_FOR_TOKEN`; `VAULT_BROKEN` for anything cut, swapped or changed; what
            `unwrap` raises.
    """
    header, ciphertext_start = _parse(blob)
    if header.get("seal") != seal_id:
        raise SealDeskError(ErrorCode.VAULT_BROKEN, seal=seal_id)
    ours = [pair for pair in _wrapped_keys(header) if pair[0].certificate_sha256 in permitted]
    if not ours:
        raise SealDeskError(ErrorCode.VAULT_NOT_FOR_TOKEN, seal=seal_id)
    content_key = unwrap(*ours[0])
    try:
        nonce = bytes.fromhex(header["nonce"])
        return AESGCM(content_key).decrypt(nonce, blob[ciphertext_start:], blob[:ciphertext_start])
    except (InvalidTag, ValueError, KeyError, TypeError) as broken:
        raise SealDeskError(ErrorCode.VAULT_BROKEN, seal=seal_id) from broken


def _parse(blob: bytes) -> tuple[dict[str, Any], int]:
    try:
        if not blob.startswith(MAGIC):
            raise ValueError("no envelope")
        (length,) = struct.unpack_from(">I", blob, len(MAGIC))
        start = len(MAGIC) + 4
        if not 0 < length <= _HEADER_LIMIT_BYTES or start + length > len(blob):
            raise ValueError("header length")
        header = json.loads(blob[start : start + length])
        if not isinstance(header, dict) or header.get("format") != 1:
            raise ValueError("format")
    except (ValueError, struct.error, RecursionError) as broken:
        raise SealDeskError(ErrorCode.VAULT_BROKEN, seal="") from broken
    return header, start + length


def _wrapped_keys(header: dict[str, Any]) -> list[tuple[Recipient, bytes]]:
    try:
        return [
            (Recipient(entry["certificate"], bytes.fromhex(entry["key_id"])), bytes.fromhex(entry["key"]))
            for entry in header["recipients"]
            if entry["wrap"] == WRAP_RSA_OAEP_SHA1
        ]
    except (KeyError, TypeError, ValueError) as broken:
        raise SealDeskError(ErrorCode.VAULT_BROKEN, seal=str(header.get("seal"))) from broken
