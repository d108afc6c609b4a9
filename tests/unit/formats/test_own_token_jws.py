"""The JWS of decisions that people sign with a certificate of their own."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sealdesk.formats.canonical import canonical
from sealdesk.formats.own_token_jws import JwsError, compact, is_jws, open_jws, signing_input

TEXT = '{"approver":"P1001","comment":"同意"}\n'
Key = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def certificate_of(key: Key) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "李明远")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=365))
    )
    hash_of = None if isinstance(key, Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(key, hash_of).public_bytes(Encoding.DER)


def sign(key: Key, data: bytes) -> bytes:
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(data)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(hashes.SHA256()))
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


MAKERS: dict[str, Callable[[], Key]] = {
    "EdDSA": Ed25519PrivateKey.generate,
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "RS256": lambda: rsa.generate_private_key(65537, 2048),
}


@pytest.fixture(scope="module", params=MAKERS)
def signed(request: pytest.FixtureRequest) -> tuple[str, Key, bytes, str]:
    key = MAKERS[request.param]()
    certificate = certificate_of(key)
    data = signing_input(TEXT, certificate)
    return request.param, key, certificate, compact(data, sign(key, data), certificate)


def joined(key: Key, header: bytes, payload: str) -> str:
    """A JWS that the key really signed, whatever its header says."""
    data = f"{encoded(header)}.{payload}"
    signature = sign(key, data.encode())
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(signature)
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return f"{data}.{encoded(signature)}"


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_round_trip(signed: tuple[str, Key, bytes, str]) -> None:
    algorithm, _, certificate, jws = signed
    assert open_jws(jws, certificate) == TEXT
    assert is_jws(jws)
    header = json.loads(decoded(jws.split(".")[0]))
    assert header["alg"] == algorithm and set(header) == {"alg", "typ", "x5t#S256"}


def test_another_certificate_did_not_sign_it(signed: tuple[str, Key, bytes, str]) -> None:
    with pytest.raises(JwsError):
        open_jws(signed[3], certificate_of(Ed25519PrivateKey.generate()))


@pytest.mark.parametrize("part", [0, 1, 2])
def test_every_part_is_signed(signed: tuple[str, Key, bytes, str], part: int) -> None:
    parts = signed[3].split(".")
    content = bytearray(decoded(parts[part]))
    content[len(content) // 2] ^= 1
    parts[part] = encoded(bytes(content))
    with pytest.raises(JwsError):
        open_jws(".".join(parts), signed[2])


@pytest.mark.parametrize(
    "change",
    [
        {"alg": "none"},
        {"alg": "NONE"},
        {"alg": "HS256"},
        {"alg": "RS512"},
        {"jwk": {"kty": "OKP"}},
        {"jku": "https://keys.invalid"},
        {"crit": ["b64"], "b64": False},
        {"kid": "P1001"},
        {"typ": "JWT"},
    ],
)
def test_the_header_is_this_one_and_no_other(
    signed: tuple[str, Key, bytes, str], change: dict[str, object]
) -> None:
    _, key, certificate, jws = signed
    header = {**json.loads(decoded(jws.split(".")[0])), **change}
    with pytest.raises(JwsError):  # although the very key signed it
        open_jws(joined(key, canonical(header), jws.split(".")[1]), certificate)


def test_no_signature_and_none_are_refused(signed: tuple[str, Key, bytes, str]) -> None:
    _, _, certificate, jws = signed
    header = json.loads(decoded(jws.split(".")[0])) | {"alg": "none"}
    payload = jws.split(".")[1]
    for bare in (f"{encoded(canonical(header))}.{payload}.", f"{jws.rpartition('.')[0]}."):
        with pytest.raises(JwsError):
            open_jws(bare, certificate)


def test_the_public_key_is_no_secret_of_hs256(signed: tuple[str, Key, bytes, str]) -> None:
    _, _, certificate, jws = signed
    header = json.loads(decoded(jws.split(".")[0])) | {"alg": "HS256"}
    data = f"{encoded(canonical(header))}.{jws.split('.')[1]}".encode()
    code = hmac.HMAC(certificate, hashes.SHA256())
    code.update(data)
    with pytest.raises(JwsError):
        open_jws(f"{data.decode()}.{encoded(code.finalize())}", certificate)


@pytest.mark.parametrize(
    "shape", ["{0}", "{0}.{1}", "{0}.{1}.{2}=", "{0}.{1}.{2}.", " {0}.{1}.{2}", "{0}.{1}.{2}\n"]
)
def test_its_form_is_strict(signed: tuple[str, Key, bytes, str], shape: str) -> None:
    with pytest.raises(JwsError):
        open_jws(shape.format(*signed[3].split(".")), signed[2])


def test_a_header_that_is_not_canonical_is_refused(signed: tuple[str, Key, bytes, str]) -> None:
    _, key, certificate, jws = signed
    header = json.loads(decoded(jws.split(".")[0]))
    payload = jws.split(".")[1]
    assert open_jws(joined(key, canonical(header), payload), certificate) == TEXT
    with pytest.raises(JwsError):
        open_jws(joined(key, json.dumps(header, indent=1).encode(), payload), certificate)


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 1024)],
    ids=["P-384", "RSA-1024"],
)
def test_keys_of_other_kinds_sign_nothing(key: Key) -> None:
    with pytest.raises(JwsError):
        signing_input(TEXT, certificate_of(key))


def test_no_certificate(signed: tuple[str, Key, bytes, str]) -> None:
    for none in (b"", b"no certificate", b"0" * 20_000):
        with pytest.raises(JwsError):
            open_jws(signed[3], none)


def test_a_signature_of_another_key_makes_no_jws(signed: tuple[str, Key, bytes, str]) -> None:
    algorithm, _, certificate, _ = signed
    data = signing_input(TEXT, certificate)
    with pytest.raises(JwsError):
        compact(data, sign(MAKERS[algorithm](), data), certificate)
