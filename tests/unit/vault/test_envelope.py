"""The vault's envelope: opened by the token it is for, refused in any other form."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.vault.envelope import Recipient, close_envelope, open_envelope, recipients

CONTENT = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def certificate(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "t")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


KEY = rsa.generate_private_key(65537, 2048)
OTHER = rsa.generate_private_key(65537, 2048)
DER, OTHER_DER = certificate(KEY), certificate(OTHER)
OURS = frozenset({sha256(DER).hexdigest()})
BLOB = close_envelope("SEAL-1", CONTENT, ((OTHER_DER, b"\x09"), (DER, b"\x02")))


def unwrap(recipient: Recipient, wrapped: bytes) -> bytes:
    assert recipient.key_id == b"\x02"
    oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)
    return KEY.decrypt(wrapped, oaep)


def test_the_token_it_is_for_opens_it() -> None:
    assert open_envelope(BLOB, "SEAL-1", OURS, unwrap) == CONTENT
    assert [recipient.key_id for recipient in recipients(BLOB)] == [b"\x09", b"\x02"]


def test_nothing_of_the_content_lies_open() -> None:
    assert b"PNG" not in BLOB
    assert bytes(range(64)) not in BLOB


def test_another_token_is_refused_before_anything_is_decrypted() -> None:
    with pytest.raises(SealDeskError) as refused:
        open_envelope(BLOB, "SEAL-1", frozenset({"00" * 32}), unwrap)
    assert refused.value.code is ErrorCode.VAULT_NOT_FOR_TOKEN


def test_another_seals_envelope_is_refused() -> None:
    with pytest.raises(SealDeskError) as refused:
        open_envelope(BLOB, "SEAL-2", OURS, unwrap)
    assert refused.value.code is ErrorCode.VAULT_BROKEN


def test_every_cut_is_refused() -> None:
    for length in range(0, len(BLOB), 61):
        with pytest.raises(SealDeskError):
            open_envelope(BLOB[:length], "SEAL-1", OURS, lenient)


def lenient(recipient: Recipient, wrapped: bytes) -> bytes:
    """As a token would answer: a changed wrapped key gives rubbish or an error of the token."""
    try:
        return unwrap(Recipient(recipient.certificate_sha256, b"\x02"), wrapped)
    except ValueError:
        return bytes(32)


def test_bit_flips_are_refused() -> None:
    chance = random.Random(38540)
    for _ in range(200):
        position = chance.randrange(len(BLOB))
        flipped = bytearray(BLOB)
        flipped[position] ^= 1 << chance.randrange(8)
        with pytest.raises(SealDeskError):
            open_envelope(bytes(flipped), "SEAL-1", OURS, lenient)


def test_only_encryption_keys_that_can_wrap_are_accepted() -> None:
    with pytest.raises(SealDeskError) as refused:
        close_envelope("S", b"x", ((certificate(ec.generate_private_key(ec.SECP256R1())), b"\x01"),))
    assert refused.value.code is ErrorCode.CERTIFICATE_USAGE
