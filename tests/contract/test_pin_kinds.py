"""Pads, keys that ask at each use, and new PINs a token does not like, by the shim: one C_Login for one entry."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import TokenRef
from sealdesk.tokens.client import TimeLimits, TokenModule, TokenProcess
from tests.contract.shim import Shim
from tests.contract.subjects import (
    DECRYPTION_KEY,
    DERIVATION_KEY,
    EC_KEY,
    LABEL,
    OAEP,
    RSA_KEY,
    SO_PIN,
    USER_PIN,
    Key,
    Subject,
    shim_subject,
    verify,
)

DATA = b"to be sealed"
NEW_PIN, PUK = "975312", "55556666"
QUICK = TimeLimits(look_s=5, login_s=2, pin_pad_s=4, use_key_s=2, write_s=5, generate_s=30)


@pytest.fixture
def subject(shim: Shim) -> Iterator[Subject]:
    subject = shim_subject(shim)
    subject.process = TokenProcess((shim.module,), QUICK)
    with subject.process:
        yield subject


def refusal(call: object, *arguments: object, **named: object) -> ErrorCode:
    with pytest.raises(SealDeskError) as caught:
        call(*arguments, **named)  # type: ignore[operator]
    return caught.value.code


def sign(subject: Subject, ref: TokenRef, key: Key = RSA_KEY) -> None:
    signature = subject.process.sign(ref, key.key_id, DATA, algorithm=key.algorithm)
    verify(subject.public_key_of(key), signature, DATA)


def logins(shim: Shim) -> tuple[int, int, int]:
    """Of the holder, for one operation, of the security officer."""
    calls = shim.calls()
    return calls["C_Login:user"], calls["C_Login:context"], calls["C_Login:so"]


class TestKeysThatAsk:
    """CKA_ALWAYS_AUTHENTICATE: each use wants a context-specific login."""

    def test_without_a_pin_offered_nothing_is_begun(self, subject: Subject, shim: Shim) -> None:
        shim.always_authenticate(RSA_KEY.key_id)
        ref = subject.log_in()
        assert refusal(subject.process.sign, ref, RSA_KEY.key_id, DATA, algorithm="rsa") is (
            ErrorCode.TOKEN_PIN_AGAIN
        )
        assert logins(shim) == (1, 0, 0)
        assert shim.calls()["C_SignInit"] == 0
        sign(subject, ref, EC_KEY)  # a key that does not ask

    def test_each_pin_serves_one_use(self, subject: Subject, shim: Shim) -> None:
        shim.always_authenticate()
        ref = subject.log_in()
        for _ in range(3):
            subject.process.offer_pin(ref, USER_PIN)
        for key in (RSA_KEY, EC_KEY, RSA_KEY):
            sign(subject, ref, key)
        assert logins(shim) == (1, 3, 0)
        assert refusal(subject.process.sign, ref, RSA_KEY.key_id, DATA, algorithm="rsa") is (
            ErrorCode.TOKEN_PIN_AGAIN
        )

    def test_decryption_and_derivation_ask_as_well(self, subject: Subject, shim: Shim) -> None:
        shim.always_authenticate(DECRYPTION_KEY.key_id)
        wrapped = subject.public_key_of(DECRYPTION_KEY).encrypt(b"key", OAEP)
        ref = subject.log_in()
        name = DECRYPTION_KEY.key_id
        assert refusal(subject.process.decrypt, ref, name, wrapped) is ErrorCode.TOKEN_PIN_AGAIN
        subject.process.offer_pin(ref, USER_PIN)
        assert subject.process.decrypt(ref, name, wrapped) == b"key"
        assert logins(shim) == (1, 1, 0)
        shim.always_authenticate(DERIVATION_KEY.key_id)
        subject.process.login(ref, USER_PIN)
        name = DERIVATION_KEY.key_id
        assert {key.key_id for key in subject.process.keys(ref) if key.always_authenticate} == {name}
        peer = subject.public_key_of(EC_KEY).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        assert refusal(subject.process.derive, ref, name, peer) is ErrorCode.TOKEN_PIN_AGAIN
        subject.process.offer_pin(ref, USER_PIN)
        assert len(subject.process.derive(ref, name, peer)) == 32

    def test_a_wrong_pin_is_one_login_and_spoils_the_rest(self, subject: Subject, shim: Shim) -> None:
        shim.always_authenticate()
        ref = subject.log_in()
        for pin in ("000000", USER_PIN):
            subject.process.offer_pin(ref, pin)
        with pytest.raises(SealDeskError) as caught:
            subject.process.sign(ref, RSA_KEY.key_id, DATA, algorithm="rsa")
        assert (caught.value.code, caught.value.facts["tries_left"]) == (ErrorCode.TOKEN_PIN_WRONG, "unknown")
        assert refusal(subject.process.sign, ref, RSA_KEY.key_id, DATA, algorithm="rsa") is (
            ErrorCode.TOKEN_PIN_AGAIN
        )
        assert logins(shim) == (1, 1, 0)
        subject.process.offer_pin(ref, USER_PIN)
        sign(subject, ref)

    def test_down_to_locked(self, subject: Subject, shim: Shim) -> None:
        shim.always_authenticate()
        ref = subject.log_in()
        codes = []
        for _ in range(3):
            subject.process.offer_pin(ref, "000000")
            codes.append(refusal(subject.process.sign, ref, RSA_KEY.key_id, DATA, algorithm="rsa"))
        assert codes == [ErrorCode.TOKEN_PIN_WRONG] * 2 + [ErrorCode.TOKEN_PIN_LOCKED]
        assert refusal(subject.process.offer_pin, ref, USER_PIN) is ErrorCode.TOKEN_PIN_LOCKED
        assert logins(shim) == (1, 3, 0)

    @pytest.mark.parametrize("end", ["logout", "login", "pull"])
    def test_what_was_offered_ends_with_the_session(self, subject: Subject, shim: Shim, end: str) -> None:
        shim.always_authenticate()
        ref = subject.log_in()
        subject.process.offer_pin(ref, USER_PIN)
        if end == "logout":
            subject.process.logout(ref)
        if end == "pull":
            shim.pull()
            assert subject.process.tokens() == ()
            shim.insert()
        subject.process.login(ref, USER_PIN)
        assert refusal(subject.process.sign, ref, RSA_KEY.key_id, DATA, algorithm="rsa") is (
            ErrorCode.TOKEN_PIN_AGAIN
        )
        assert logins(shim)[1] == 0

    def test_only_an_unlocked_token_takes_offers(self, subject: Subject, shim: Shim) -> None:
        ref = subject.ref
        assert refusal(subject.process.offer_pin, ref, USER_PIN) is ErrorCode.TOKEN_NOT_LOGGED_IN
        subject.log_in()
        assert refusal(subject.process.offer_pin, ref, "1") is ErrorCode.TOKEN_PIN_LENGTH
        assert refusal(subject.process.offer_pin, ref, None) is ErrorCode.TOKEN_PIN_MISSING

    def test_a_fault_between_login_and_signature_does_not_use_a_second_pin(
        self, subject: Subject, shim: Shim
    ) -> None:
        shim.always_authenticate()
        ref = subject.log_in()
        for _ in range(2):
            subject.process.offer_pin(ref, USER_PIN)
        shim.order("C_Sign", "device")
        assert refusal(subject.process.sign, ref, RSA_KEY.key_id, DATA, algorithm="rsa") is (
            ErrorCode.TOKEN_DEVICE_ERROR
        )
        assert logins(shim) == (1, 1, 0)
        sign(subject, ref)
        assert logins(shim) == (1, 2, 0)


_MAKE_KEY_THAT_ASKS = """
import sys, pkcs11
from pkcs11 import Attribute, KeyType
token = pkcs11.lib(sys.argv[1]).get_token(token_label=sys.argv[2])
with token.open(rw=True, user_pin=sys.stdin.read()) as session:
    asks = {Attribute.ALWAYS_AUTHENTICATE: True, Attribute.EXTRACTABLE: False}
    session.generate_keypair(KeyType.RSA, 2048, id=b"ask", store=True, private_template=asks)
"""


def test_a_key_that_softhsm_itself_guards(softhsm: TokenModule) -> None:
    command = [sys.executable, "-c", _MAKE_KEY_THAT_ASKS, str(softhsm.path), LABEL]
    environment = {**os.environ, **softhsm.environment}
    subprocess.run(command, env=environment, input=USER_PIN, text=True, check=True)
    with TokenProcess((softhsm,)) as process:
        (info,) = process.tokens()
        process.login(info.ref, USER_PIN)
        assert {key.key_id for key in process.keys(info.ref) if key.always_authenticate} == {b"ask"}
        assert refusal(process.sign, info.ref, b"ask", DATA, algorithm="rsa") is ErrorCode.TOKEN_PIN_AGAIN
        process.offer_pin(info.ref, "000000")
        assert refusal(process.sign, info.ref, b"ask", DATA, algorithm="rsa") is ErrorCode.TOKEN_PIN_WRONG
        process.offer_pin(info.ref, USER_PIN)
        assert len(process.sign(info.ref, b"ask", DATA, algorithm="rsa")) == 256


class TestPad:
    """CKF_PROTECTED_AUTHENTICATION_PATH: PINs are typed on the token, and no text of ours reaches the module."""

    def test_login_change_and_unblocking(self, subject: Subject, shim: Shim) -> None:
        shim.become_pin_pad(USER_PIN, new=NEW_PIN, code=SO_PIN)
        ref = subject.ref
        subject.process.login(ref, None)
        subject.process.change_pin(ref, None, None)
        subject.process.login(ref, None)  # the pad's person knows the new one
        sign(subject, ref)
        shim.become_pin_pad("000000", new=USER_PIN, code=SO_PIN)
        assert refusal(subject.process.login, ref, None) is ErrorCode.TOKEN_PIN_WRONG
        subject.process.unblock_pin(ref, None, None)
        subject.process.login(ref, None)
        assert logins(shim) == (4, 0, 1)

    def test_a_key_that_asks(self, subject: Subject, shim: Shim) -> None:
        shim.become_pin_pad(USER_PIN)
        shim.always_authenticate()
        ref = subject.ref
        subject.process.login(ref, None)
        assert refusal(subject.process.sign, ref, RSA_KEY.key_id, DATA, algorithm="rsa") is (
            ErrorCode.TOKEN_PIN_AGAIN
        )
        subject.process.offer_pin(ref, None)
        sign(subject, ref)
        assert logins(shim) == (1, 1, 0)

    def test_a_person_at_the_pad_has_a_person_s_time(self, subject: Subject, shim: Shim) -> None:
        shim.become_pin_pad(USER_PIN)
        shim.always_authenticate()
        ref = subject.ref
        subject.process.login(ref, None)
        subject.process.offer_pin(ref, None)
        shim.order("C_Login:context", f"sleep:{int(QUICK.use_key_s * 1000) + 200}")
        sign(subject, ref)

    def test_cancelling_there(self, subject: Subject, shim: Shim) -> None:
        shim.become_pin_pad("")
        ref = subject.ref
        assert refusal(subject.process.login, ref, None) is ErrorCode.TOKEN_CANCELLED
        assert refusal(subject.process.change_pin, ref, None, None) is ErrorCode.TOKEN_CANCELLED
        assert refusal(subject.process.unblock_pin, ref, None, None) is ErrorCode.TOKEN_CANCELLED
        assert shim.calls()["C_Login:user"] == 1

    def test_a_wrong_code_there(self, subject: Subject, shim: Shim) -> None:
        shim.become_pin_pad(USER_PIN, new=NEW_PIN, code="11112222")
        assert refusal(subject.process.unblock_pin, subject.ref, None, None) is ErrorCode.TOKEN_UNBLOCK_WRONG


@pytest.mark.parametrize("answer", ["pin_too_weak", "pin_invalid", "pin_length"])
class TestRefusedNewPins:
    """A PIN that the token's own rules exclude."""

    def test_at_a_change(self, subject: Subject, shim: Shim, answer: str) -> None:
        shim.refuse_new_pins(answer)
        ref = subject.ref
        with pytest.raises(SealDeskError) as caught:
            subject.process.change_pin(ref, USER_PIN, NEW_PIN)
        assert caught.value.code is ErrorCode.TOKEN_PIN_REFUSED
        assert str(caught.value.facts["reason"]).startswith("Pin")
        assert refusal(subject.process.change_pin, ref, "000000", NEW_PIN) is ErrorCode.TOKEN_PIN_WRONG
        assert shim.calls()["C_SetPIN"] == 2
        shim.accept_new_pins()
        subject.process.change_pin(ref, USER_PIN, NEW_PIN)
        subject.process.login(ref, NEW_PIN)

    @pytest.mark.parametrize("way", ["so_pin", "puk"])
    def test_at_unblocking(self, shim: Shim, answer: str, way: str) -> None:
        shim.count_tries(0)
        if way == "puk":
            shim.take_puk(PUK, SO_PIN)
        shim.refuse_new_pins(answer)
        code = PUK if way == "puk" else SO_PIN
        with TokenProcess((shim.unblocked_by(way),), QUICK) as process:
            (info,) = process.tokens()
            assert refusal(process.unblock_pin, info.ref, code, NEW_PIN) is ErrorCode.TOKEN_PIN_REFUSED
            assert process.tokens()[0].pin_locked
            shim.accept_new_pins()
            process.unblock_pin(info.ref, code, NEW_PIN)
            process.login(info.ref, NEW_PIN)


class TestPuk:
    """A module that unblocks by C_SetPIN without login."""

    @pytest.fixture
    def process(self, shim: Shim) -> Iterator[TokenProcess]:
        shim.count_tries()
        shim.take_puk(PUK, SO_PIN)
        with TokenProcess((shim.unblocked_by("puk"),), QUICK) as process:
            yield process

    def test_a_change_is_never_mistaken_for_it(self, process: TokenProcess, shim: Shim) -> None:
        (info,) = process.tokens()
        assert refusal(process.change_pin, info.ref, PUK, NEW_PIN) is ErrorCode.TOKEN_PIN_WRONG
        assert (shim.calls()["C_SetPIN"], logins(shim)) == (0, (1, 0, 0)), "one entry, one try"
        process.change_pin(info.ref, USER_PIN, NEW_PIN)
        assert not process.logged_in(info.ref), "who changed the PIN has not unlocked the token"
        process.login(info.ref, NEW_PIN)
        process.change_pin(info.ref, NEW_PIN, USER_PIN)
        assert logins(shim) == (3, 0, 0)

    def test_the_holder_s_login_ends_before_it(self, process: TokenProcess, shim: Shim) -> None:
        (info,) = process.tokens()
        process.login(info.ref, USER_PIN)
        process.unblock_pin(info.ref, PUK, NEW_PIN)
        assert not process.logged_in(info.ref)
        process.login(info.ref, NEW_PIN)

    def test_down_to_locked(self, process: TokenProcess, shim: Shim) -> None:
        (info,) = process.tokens()
        codes = [refusal(process.unblock_pin, info.ref, "00000000", NEW_PIN) for _ in range(4)]
        assert codes == [ErrorCode.TOKEN_UNBLOCK_WRONG] * 3 + [ErrorCode.TOKEN_UNBLOCK_LOCKED]
        assert shim.calls()["C_SetPIN"] == 4
        assert shim.calls()["C_Login:so"] == 0


def test_the_officer_s_tries_are_seen_before_the_prompt(subject: Subject, shim: Shim) -> None:
    for left, flags in (
        (3, (False,) * 3),
        (2, (True, False, False)),
        (1, (True, True, False)),
        (0, (True, False, True)),
    ):
        shim.count_so_tries(left)
        info = subject.info
        assert (info.so_pin_count_low, info.so_pin_final_try, info.so_pin_locked) == flags
    assert (
        refusal(subject.process.unblock_pin, subject.ref, SO_PIN, NEW_PIN) is ErrorCode.TOKEN_UNBLOCK_LOCKED
    )
    assert logins(shim) == (0, 0, 0), "a locked code is not tried"
    shim.count_so_tries(2)
    with pytest.raises(SealDeskError) as caught:
        subject.process.unblock_pin(subject.ref, "11112222", NEW_PIN)
    assert caught.value.facts["tries_left"] == 1


@pytest.mark.parametrize(
    ("function", "action", "code"),
    [
        ("C_Login:so", "removed", ErrorCode.TOKEN_REMOVED),
        ("C_Login:so", "device", ErrorCode.TOKEN_DEVICE_ERROR),
        ("C_InitPIN", "failed", ErrorCode.TOKEN_DEVICE_ERROR),
        ("C_InitPIN", "vanish", ErrorCode.TOKEN_REMOVED),
        ("C_OpenSession", "device", ErrorCode.TOKEN_DEVICE_ERROR),
        ("C_InitPIN", "abort", ErrorCode.TOKEN_MODULE_FAILED),
    ],
)
def test_trouble_at_unblocking_is_no_wrong_code(
    subject: Subject, shim: Shim, function: str, action: str, code: ErrorCode
) -> None:
    ref = subject.ref
    shim.order(function, action)
    assert refusal(subject.process.unblock_pin, ref, SO_PIN, NEW_PIN) is code
    assert logins(shim)[2] == (0 if function == "C_OpenSession" else 1)
    shim.insert()
    subject.process.unblock_pin(ref, SO_PIN, NEW_PIN)
    subject.process.login(ref, NEW_PIN)


def test_a_module_of_few_words_is_waited_for_only_where_a_pull_is_possible(
    subject: Subject, shim: Shim
) -> None:
    """Looks at the slot after an unspecific error: several where the token can be pulled, one where it cannot."""
    ref = subject.log_in()
    looks = []
    for _ in range(2):
        before = shim.calls()["C_GetTokenInfo"]
        shim.order("C_Sign", "device")
        started = time.monotonic()
        assert refusal(subject.process.sign, ref, RSA_KEY.key_id, DATA, algorithm="rsa") is (
            ErrorCode.TOKEN_DEVICE_ERROR
        )
        looks.append(shim.calls()["C_GetTokenInfo"] - before)
        print(f"an unspecific error was answered after {time.monotonic() - started:.2f} s")
        shim.be_fixed()
    removable, fixed = looks
    assert removable >= 3 * fixed
