"""Content keys wrapped for one token: only that token, for that seal and version, gets them back."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.vault.tokens import KeyHolder, token_for

from sealdesk.errors import SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.vault.recipients import (
    LockError,
    NotOurKeyError,
    Recipient,
    Wrap,
    context,
    read_recipient,
    recipient_table,
    unwrap_key,
    wrap_key,
    wrap_of_way,
)

BINDING = context("SEAL-1", 3)
TOKENS = {wrap: token_for(wrap) for wrap in Wrap}


@given(
    st.sampled_from(Wrap), st.binary(min_size=32, max_size=32), st.text(max_size=64), st.integers(1, 2**53)
)
def test_round_trip(wrap: Wrap, content_key: bytes, seal_id: str, version: int) -> None:
    try:
        binding = context(seal_id, min(version, 2**53 - 1))
    except UnicodeEncodeError:
        return
    lock, token = TOKENS[wrap]
    recipient = wrap_key(lock, content_key, binding)
    assert read_recipient(recipient_table(recipient)) == recipient
    assert unwrap_key(recipient, binding, token) == content_key
    assert content_key not in recipient.wrapped


@pytest.mark.parametrize("wrap", Wrap)
def test_one_use_of_the_token_opens(wrap: Wrap) -> None:
    lock, token = token_for(wrap)
    unwrap_key(wrap_key(lock, os.urandom(32), BINDING), BINDING, token)
    assert token.calls == 1


@pytest.mark.parametrize("wrap", Wrap)
def test_another_token_gets_nothing(wrap: Wrap) -> None:
    content_key = os.urandom(32)
    recipient = wrap_key(TOKENS[wrap][0], content_key, BINDING)
    _, other = token_for(wrap)
    key_id = recipient.lock.key_id  # under the same names as the right one's
    for key in list(other.keys.values()):
        other.keys[key_id] = key
    for secret in list(other.data.values()):
        other.data[key_id.decode()] = secret
    # PKCS#1 v1.5 with implicit rejection answers a wrong key with noise, which is now and then as long as a key.
    with suppress(SealDeskError, NotOurKeyError):
        got = unwrap_key(recipient, BINDING, other)
        assert wrap is Wrap.RSA_PKCS1 and got != content_key


@pytest.mark.parametrize("wrap", [Wrap.ECDH, Wrap.TOKEN_DATA])
@pytest.mark.parametrize("other", [context("SEAL-2", 3), context("SEAL-1", 2)])
def test_a_key_wrapped_for_another_seal_or_version_is_none(wrap: Wrap, other: bytes) -> None:
    lock, token = TOKENS[wrap]
    with pytest.raises(NotOurKeyError):
        unwrap_key(wrap_key(lock, os.urandom(32), other), BINDING, token)


def test_a_point_off_the_curve_never_reaches_the_token() -> None:
    """Invalid curve attack: a token that does not check would tell its private key bit by bit."""
    lock, token = token_for(Wrap.ECDH)
    made = wrap_key(lock, os.urandom(32), BINDING)
    off = made.wrapped[:64] + bytes([made.wrapped[64] ^ 1]) + made.wrapped[65:]
    with pytest.raises(NotOurKeyError):
        unwrap_key(replace(made, wrapped=off), BINDING, token)
    assert token.calls == 0


@pytest.mark.parametrize("wrap", Wrap)
def test_a_key_of_another_length_is_none(wrap: Wrap) -> None:
    lock, token = TOKENS[wrap]
    with pytest.raises(NotOurKeyError):
        unwrap_key(wrap_key(lock, bytes(16), BINDING), BINDING, token)


def test_the_weaker_way_is_named() -> None:
    assert [wrap for wrap in Wrap if wrap.weaker] == [Wrap.TOKEN_DATA]


def test_ways_of_tokens() -> None:
    assert [wrap_of_way(way) for way in ("oaep-sha256", "oaep-sha1", "pkcs1-v1_5", "ecdh", "none")] == [
        Wrap.RSA_OAEP_SHA256, Wrap.RSA_OAEP_SHA1, Wrap.RSA_PKCS1, Wrap.ECDH, None,
    ]  # fmt: skip


def spki(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    ("wrap", "public_key"),
    [
        (Wrap.RSA_OAEP_SHA1, b""),
        (Wrap.RSA_OAEP_SHA1, b"\x30\x00"),
        (Wrap.RSA_OAEP_SHA1, spki(rsa.generate_private_key(65537, 1024))),
        (Wrap.RSA_OAEP_SHA256, spki(ec.generate_private_key(ec.SECP256R1()))),
        (Wrap.ECDH, spki(ec.generate_private_key(ec.SECP384R1()))),
        (Wrap.ECDH, spki(ed25519.Ed25519PrivateKey.generate())),
        (Wrap.TOKEN_DATA, spki(ed25519.Ed25519PrivateKey.generate())),
    ],
    ids=["empty", "no key", "1024 bits", "EC for RSA", "P-384", "Ed25519 for ECDH", "Ed25519 for data"],
)
def test_keys_that_do_not_serve_are_refused(wrap: Wrap, public_key: bytes) -> None:
    with pytest.raises(LockError):
        wrap_key(replace(TOKENS[wrap][0], public_key=public_key), bytes(32), BINDING)


GOOD = recipient_table(wrap_key(TOKENS[Wrap.ECDH][0], bytes(32), BINDING))


@pytest.mark.parametrize(
    "table",
    [
        None,
        [],
        {**GOOD, "wrap": "RSA-RAW"},
        {**GOOD, "extra": ""},
        {**GOOD, "key": GOOD["key"].upper()},
        {**GOOD, "key": GOOD["key"] + " "},
        {**GOOD, "certificate": GOOD["certificate"][:-2]},
        {**GOOD, "key_id": 1},
        {name: value for name, value in GOOD.items() if name != "serial"},
    ],
)
def test_tables_of_another_form_are_refused(table: object) -> None:
    with pytest.raises(FormatError):
        read_recipient(table)


def test_the_secret_of_a_data_key_is_not_shown() -> None:
    lock, token = token_for(Wrap.TOKEN_DATA)
    assert isinstance(token, KeyHolder)
    (secret,) = token.data.values()
    recipient = Recipient(lock, b"")
    assert secret.hex() not in repr(recipient) and repr(secret) not in repr(recipient)
