"""The seal maker's keys at rest."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from tests.issuers import Holder, holder

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.ses_algorithms import ECDSA_SHA256, RSA_SHA256
from sealdesk.tlog.note import Signer
from sealdesk.vault.maker_key import MAKER, MakerKeys, unlock_maker
from sealdesk.vault.personal_key import Argon2Cost, lock_key

CHEAP = Argon2Cost(passes=1, lanes=1, memory_kib=64)
NOTE = Signer.generate("sealdesk.invalid/seal-maker")
EC, RSA = holder("制章者"), holder("制章者", key=rsa.generate_private_key(65537, 2048))


def keys(one: Holder) -> MakerKeys:
    return MakerKeys(NOTE, one.certificate, one.key)


@pytest.mark.parametrize(("one", "algorithm"), [(EC, ECDSA_SHA256), (RSA, RSA_SHA256)])
def test_what_was_locked_opens_and_signs(one: Holder, algorithm: str) -> None:
    opened = unlock_maker(keys(one).locked("a password", CHEAP), "a password")
    assert (opened.certificate, opened.algorithm) == (one.der, algorithm)
    assert opened.note.secret_text() == NOTE.secret_text()
    signature, public_key = opened.sign(b"seal"), one.certificate.public_key()
    if isinstance(public_key, rsa.RSAPublicKey):
        public_key.verify(signature, b"seal", padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(public_key, ec.EllipticCurvePublicKey)
        public_key.verify(signature, b"seal", ec.ECDSA(hashes.SHA256()))


def test_another_password_or_a_changed_file_opens_nothing() -> None:
    blob = keys(EC).locked("a password", CHEAP)
    changed = blob.replace(b'"passes": 1', b'"passes": 2')
    assert changed != blob
    nonsense = lock_key(MAKER, '{"format":1}', "a password", CHEAP)
    for given, password in ((blob, "another"), (changed, "a password"), (b"", "x"), (nonsense, "a password")):
        with pytest.raises(SealDeskError) as caught:
            unlock_maker(given, password)
        assert caught.value.code is ErrorCode.MAKER_PASSWORD_WRONG


def test_a_person_s_file_is_no_makers() -> None:
    blob = lock_key("P1", NOTE.secret_text(), "a password", CHEAP)
    with pytest.raises(SealDeskError):
        unlock_maker(blob, "a password")


def test_no_key_is_shown() -> None:
    shown = repr(keys(EC))
    assert "_key" not in shown and "note" not in shown
    assert NOTE.secret_text() not in shown


def test_a_certificate_of_another_key_is_refused() -> None:
    with pytest.raises(ValueError, match="another key"):
        MakerKeys(NOTE, RSA.certificate, EC.key)
