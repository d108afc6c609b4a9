"""Which key of a token a seal is encrypted for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.model.token import KeyUse, TokenCertificate, TokenKeyInfo, TokenRef
from sealdesk.service.vault_locks import encryption_locks
from sealdesk.vault.recipients import Wrap

TOKEN = TokenRef("城南建设-01", "A1")
RSA = rsa.generate_private_key(65537, 2048)
SMALL_RSA = rsa.generate_private_key(65537, 1024)
P256 = ec.generate_private_key(ec.SECP256R1())
P384 = ec.generate_private_key(ec.SECP384R1())
ED25519 = ed25519.Ed25519PrivateKey.generate()
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

SIGNS = ("digital_signature", "content_commitment")
ENCRYPTS = ("key_encipherment", "data_encipherment")
AGREES = ("key_agreement",)


def certificate(key: Key, key_id: bytes, *usage: str, restricted: bool = True) -> TokenCertificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, key_id.hex())])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    if restricted:
        names = (*SIGNS, *ENCRYPTS, *AGREES, "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
        allowed = x509.KeyUsage(**{name: name in usage for name in names})
        builder = builder.add_extension(allowed, critical=True)
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    der = builder.sign(key, algorithm).public_bytes(Encoding.DER)
    return TokenCertificate(der, sha256(der).hexdigest(), key_id, "")


def key(key_id: bytes, *ways: str, use: KeyUse = KeyUse.DECRYPT) -> TokenKeyInfo:
    return TokenKeyInfo(key_id, "rsa", frozenset({use}), ways=ways)


SIGNING, ENCRYPTION = certificate(RSA, b"\1", *SIGNS), certificate(RSA, b"\2", *ENCRYPTS)
AGREEMENT = certificate(P256, b"\3", *AGREES)
BOTH = certificate(RSA, b"\4", *SIGNS, *ENCRYPTS)


def chosen(*certificates: TokenCertificate, keys: tuple[TokenKeyInfo, ...] | None = None) -> list[tuple]:
    return [(lock.key_id, lock.wrap) for lock in encryption_locks(TOKEN, certificates, keys)]


def test_a_locked_tokens_pair_for_encryption() -> None:
    assert chosen(SIGNING, ENCRYPTION) == [(b"\2", Wrap.RSA_OAEP_SHA1)]
    assert chosen(SIGNING, AGREEMENT) == [(b"\3", Wrap.ECDH)]


def test_what_the_unlocked_token_offers_best_first() -> None:
    keys = (key(b"\1", "oaep-sha256"), key(b"\2", "oaep-sha256", "oaep-sha1", "pkcs1-v1_5"))
    wraps = [Wrap.RSA_OAEP_SHA256, Wrap.RSA_OAEP_SHA1, Wrap.RSA_PKCS1]
    assert chosen(SIGNING, ENCRYPTION, keys=keys) == [(b"\2", wrap) for wrap in wraps]
    assert chosen(SIGNING, ENCRYPTION, keys=(key(b"\2", "pkcs1-v1_5"),)) == [(b"\2", Wrap.RSA_PKCS1)]
    assert chosen(AGREEMENT, keys=(key(b"\3", "ecdh", use=KeyUse.DERIVE),)) == [(b"\3", Wrap.ECDH)]


def test_the_only_pair_may_do_both() -> None:
    assert chosen(BOTH) == [(b"\4", Wrap.RSA_OAEP_SHA1)]
    unrestricted = certificate(RSA, b"\5", restricted=False)
    assert chosen(unrestricted) == [(b"\5", Wrap.RSA_OAEP_SHA1)]


def test_a_pair_that_signs_is_not_taken_where_there_is_another() -> None:
    assert chosen(BOTH, ENCRYPTION) == [(b"\2", Wrap.RSA_OAEP_SHA1)]
    # Not even where the other one does not serve: then the key goes into a data object.
    assert chosen(BOTH, certificate(P384, b"\6", *AGREES)) == []
    assert chosen(BOTH, ENCRYPTION, keys=(key(b"\4", "oaep-sha1"),)) == []


@given(st.permutations([SIGNING, ENCRYPTION, BOTH]))
def test_the_order_on_the_token_decides_nothing(certificates: list[TokenCertificate]) -> None:
    assert chosen(*certificates) == [(b"\2", Wrap.RSA_OAEP_SHA1)]


@pytest.mark.parametrize(
    "certificates",
    [
        (),
        (SIGNING,),
        (certificate(SMALL_RSA, b"\7", *ENCRYPTS),),
        (certificate(P256, b"\7", *ENCRYPTS),),
        (certificate(ED25519, b"\7", *SIGNS),),
        (TokenCertificate(b"\x30\x03nix", "00", b"\7", ""),),
    ],
)
def test_tokens_without_a_key_that_serves(certificates: tuple[TokenCertificate, ...]) -> None:
    assert chosen(*certificates) == []


def test_a_key_that_may_only_sign_is_none() -> None:
    assert chosen(ENCRYPTION, keys=(key(b"\2", "oaep-sha1", use=KeyUse.SIGN),)) == []
    assert chosen(ENCRYPTION, keys=(key(b"\2"),)) == []
    assert chosen(ENCRYPTION, keys=(key(b"\2", "of-tomorrow"),)) == []


def test_a_certificate_nobody_can_read_hides_no_other() -> None:
    broken = TokenCertificate(b"nix", "00", b"\7", "")
    assert chosen(broken, ENCRYPTION) == [(b"\2", Wrap.RSA_OAEP_SHA1)]
