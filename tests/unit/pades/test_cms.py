"""The signature value by itself, judged by asn1crypto, openssl and the key's own public half."""

from __future__ import annotations

import hashlib
import subprocess
import threading
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from tests.unit.pades.conftest import NOW, SoftwareKey

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.pades.cms import build_cms

_DOCUMENT = b"what was signed"
_DIGEST = hashlib.sha256(_DOCUMENT).digest()


def test_attributes_are_those_of_b_b(any_key: SoftwareKey) -> None:
    content = cms.ContentInfo.load(build_cms(any_key, _DIGEST, NOW))["content"]
    (signer,) = content["signer_infos"]
    attributes = {item["type"].native: item["values"] for item in signer["signed_attrs"]}
    assert attributes.keys() == {"content_type", "message_digest", "signing_certificate_v2"}
    assert attributes["message_digest"][0].native == _DIGEST
    (identity,) = attributes["signing_certificate_v2"][0]["certs"]
    assert identity["cert_hash"].native == hashlib.sha256(any_key.certificate).digest()
    assert {one.chosen.dump() for one in content["certificates"]} == {any_key.certificate, *any_key.chain}
    assert content["encap_content_info"]["content"].native is None


def test_openssl_accepts_it(any_key: SoftwareKey, tmp_path: Path) -> None:
    for name, content in (("a.cms", build_cms(any_key, _DIGEST, NOW)), ("a.txt", _DOCUMENT)):
        (tmp_path / name).write_bytes(content)
    root = x509.load_der_x509_certificate(any_key.root).public_bytes(Encoding.PEM)
    (tmp_path / "root.pem").write_bytes(root)
    command = "openssl cms -verify -cades -binary -inform DER -in a.cms -content a.txt -CAfile root.pem -purpose any"
    verified = subprocess.run(command.split(), cwd=tmp_path, check=False, capture_output=True)
    assert verified.returncode == 0, verified.stderr
    (tmp_path / "a.txt").write_bytes(b"something else")
    assert subprocess.run(command.split(), cwd=tmp_path, check=False, capture_output=True).returncode != 0


def test_the_key_is_asked_once_in_the_calling_thread(any_key: SoftwareKey) -> None:
    threads: list[int] = []

    class Watching(SoftwareKey):
        def sign(self, data: bytes) -> bytes:
            threads.append(threading.get_ident())
            return super().sign(data)

    build_cms(Watching(any_key.private, any_key.certificate, any_key.chain, any_key.root), _DIGEST, NOW)
    assert threads == [threading.get_ident()]


@pytest.mark.parametrize("answer", [b"", b"\0" * 256, "other key", "flipped"])
def test_wrong_signatures_never_leave(
    answer: bytes | str, any_key: SoftwareKey, rsa_key: SoftwareKey, ec_key: SoftwareKey
) -> None:
    other = ec_key if any_key is rsa_key else rsa_key

    class Lying(SoftwareKey):
        def sign(self, data: bytes) -> bytes:
            if isinstance(answer, bytes):
                return answer
            value = bytearray((other if answer == "other key" else any_key).sign(data))
            value[-1] ^= 1
            return bytes(value)

    with pytest.raises(SealDeskError) as refusal:
        build_cms(Lying(any_key.private, any_key.certificate, (), any_key.root), _DIGEST, NOW)
    assert refusal.value.code is ErrorCode.TOKEN_SIGNATURE_WRONG


def test_other_kinds_of_keys_are_refused_before_they_sign(ed25519_key: SoftwareKey) -> None:
    with pytest.raises(SealDeskError) as refusal:
        build_cms(ed25519_key, _DIGEST, NOW)
    assert refusal.value.code is ErrorCode.CERTIFICATE_USAGE
    assert ed25519_key.signed == []


def test_times_without_zone_are_a_mistake_of_the_caller(rsa_key: SoftwareKey) -> None:
    with pytest.raises(ValueError, match="time zone"):
        build_cms(rsa_key, _DIGEST, NOW.replace(tzinfo=None))
