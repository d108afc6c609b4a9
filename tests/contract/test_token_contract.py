"""What every token owes the program, whatever module it comes with."""

from __future__ import annotations

from hashlib import sha256

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import TokenRef
from tests.contract.subjects import OAEP, Key, Subject, verify

DATA = "盖章".encode() * 100
_PULLS = 3


def refusal(call: object, *arguments: object, **named: object) -> SealDeskError:
    with pytest.raises(SealDeskError) as caught:
        call(*arguments, **named)  # type: ignore[operator]
    return caught.value


def test_tells_about_the_token_before_any_pin(subject: Subject) -> None:
    info = subject.info
    assert info.ref.label
    assert info.ref.serial
    assert info.pin_initialised
    assert info.login_required
    assert not info.pin_locked
    assert 0 < info.pin_min_length <= info.pin_max_length
    assert not subject.process.logged_in(info.ref)


def test_certificates_are_seen_before_login_and_their_keys_after(subject: Subject) -> None:
    before = subject.process.certificates(subject.ref)
    assert {key.key_id for key in subject.signing} <= {one.key_id for one in before}
    assert {one.has_private_key for one in before} == {None}
    assert all(one.sha256 == sha256(one.der).hexdigest() for one in before)
    subject.log_in()
    after = {one.key_id: one.has_private_key for one in subject.process.certificates(subject.ref)}
    assert all(after[key.key_id] is True for key in subject.signing)


def test_signatures_fit_the_certificates(subject: Subject) -> None:
    ref = subject.log_in()
    for key in subject.signing:
        signature = subject.process.sign(ref, key.key_id, DATA, algorithm=key.algorithm)
        verify(subject.public_key_of(key), signature, DATA)


def test_decrypts_what_was_encrypted_for_it(subject: Subject) -> None:
    if subject.decryption is None:
        pytest.skip("this token has no decryption key")
    content_key = bytes(range(32))
    wrapped = subject.public_key_of(subject.decryption).encrypt(content_key, OAEP)
    ref = subject.log_in()
    assert subject.process.decrypt(ref, subject.decryption.key_id, wrapped) == content_key


def test_a_locked_token_does_nothing_with_its_keys(subject: Subject) -> None:
    key = subject.signing[0]
    code = refusal(subject.process.sign, subject.ref, key.key_id, DATA, algorithm=key.algorithm).code
    assert code is ErrorCode.TOKEN_NOT_LOGGED_IN
    ref = subject.log_in()
    assert subject.process.logged_in(ref)
    subject.process.logout(ref)
    assert not subject.process.logged_in(ref)
    code = refusal(subject.process.sign, ref, key.key_id, DATA, algorithm=key.algorithm).code
    assert code is ErrorCode.TOKEN_NOT_LOGGED_IN


def test_a_wrong_pin_is_tried_once_and_the_right_one_works_after_it(subject: Subject) -> None:
    ref = subject.ref
    before = subject.login_attempts() if subject.login_attempts else 0
    error = refusal(subject.process.login, ref, "97531864"[: len(subject.pin)])
    assert error.code is ErrorCode.TOKEN_PIN_WRONG
    assert error.facts == {"token": ref, "tries_left": "unknown"}
    if subject.login_attempts:
        assert subject.login_attempts() == before + 1
    subject.process.login(ref, subject.pin)
    assert subject.process.logged_in(ref)


def test_a_pin_of_impossible_length_costs_no_try(subject: Subject) -> None:
    info = subject.info
    before = subject.login_attempts() if subject.login_attempts else 0
    for pin in ("1", "1" * (info.pin_max_length + 1)):
        error = refusal(subject.process.login, info.ref, pin)
        assert error.code is ErrorCode.TOKEN_PIN_LENGTH
        limits = {"min": info.pin_min_length, "max": info.pin_max_length}
        assert error.facts == {"token": info.ref, **limits, "asked": False}
    if subject.login_attempts:
        assert subject.login_attempts() == before


def test_a_second_login_checks_the_pin_again(subject: Subject) -> None:
    ref = subject.log_in()
    error = refusal(subject.process.login, ref, "97531864"[: len(subject.pin)])
    assert error.code is ErrorCode.TOKEN_PIN_WRONG
    assert not subject.process.logged_in(ref)
    subject.process.login(ref, subject.pin)
    assert subject.process.logged_in(ref)


def test_no_pin_is_no_login_without_a_pin_pad(subject: Subject) -> None:
    assert refusal(subject.process.login, subject.ref, None).code is ErrorCode.TOKEN_PIN_MISSING


def test_the_pin_can_be_changed(subject: Subject) -> None:
    if not subject.may_change_pin:
        pytest.skip("a real token keeps its PIN")
    ref, new = subject.ref, "".join(reversed(subject.pin))
    assert refusal(subject.process.change_pin, ref, "97531864"[: len(subject.pin)], new).code is (
        ErrorCode.TOKEN_PIN_WRONG
    )
    subject.process.change_pin(ref, subject.pin, new)
    assert refusal(subject.process.login, ref, subject.pin).code is ErrorCode.TOKEN_PIN_WRONG
    subject.process.login(ref, new)
    assert subject.process.logged_in(ref)


def test_a_token_never_seen_and_a_key_that_is_not_there(subject: Subject) -> None:
    unknown = TokenRef("不存在", "0")
    assert refusal(subject.process.certificates, unknown).code is ErrorCode.TOKEN_NONE
    ref = subject.log_in()
    error = refusal(subject.process.sign, ref, b"\x77", DATA, algorithm="rsa")
    assert (error.code, error.facts) == (ErrorCode.TOKEN_KEY_MISSING, {"token": ref})


class TestRemoval:
    """For tokens that can be pulled in a test."""

    @pytest.fixture(autouse=True)
    def _removable(self, subject: Subject) -> None:
        if subject.pull is None:
            pytest.skip("this token cannot be pulled by a program")

    def sign(self, subject: Subject, ref: TokenRef) -> tuple[Key, bytes]:
        key = subject.signing[0]
        return key, subject.process.sign(ref, key.key_id, DATA, algorithm=key.algorithm)

    def test_pull_and_insertion_are_seen(self, subject: Subject) -> None:
        assert subject.pull and subject.insert
        ref = subject.log_in()
        subject.pull()
        subject.await_tokens(0)
        assert not subject.process.logged_in(ref)
        subject.insert()
        (info,) = subject.await_tokens(1)
        assert info.ref == ref
        assert not subject.process.logged_in(ref)

    def test_pulled_between_login_and_signature(self, subject: Subject) -> None:
        assert subject.pull and subject.insert
        ref = subject.log_in()
        subject.pull()
        error = refusal(self.sign, subject, ref)
        assert (error.code, error.facts) == (ErrorCode.TOKEN_REMOVED, {"token": ref})
        subject.await_tokens(0)
        subject.insert()
        subject.await_tokens(1)
        assert refusal(self.sign, subject, ref).code is ErrorCode.TOKEN_NOT_LOGGED_IN
        subject.process.login(ref, subject.pin)
        key, signature = self.sign(subject, ref)
        verify(subject.public_key_of(key), signature, DATA)

    def test_pulled_and_back_before_anybody_looked(self, subject: Subject) -> None:
        assert subject.pull and subject.insert
        ref = subject.log_in()
        self.sign(subject, ref)
        subject.pull()
        subject.insert()
        # A reader that noticed neither leaves the module with a card that answers nonsense: a fault of the device.
        assert refusal(self.sign, subject, ref).code in (
            ErrorCode.TOKEN_REMOVED,
            ErrorCode.TOKEN_NOT_LOGGED_IN,
            ErrorCode.TOKEN_DEVICE_ERROR,
        )
        subject.await_tokens(1)
        subject.process.login(ref, subject.pin)
        self.sign(subject, ref)

    def test_pulled_while_signing(self, subject: Subject) -> None:
        assert subject.pull and subject.insert and subject.pull_while_signing
        for attempt in range(_PULLS):
            ref = subject.log_in()
            subject.pull_while_signing()
            code = refusal(self.sign, subject, ref).code
            if code is ErrorCode.TOKEN_REMOVED:
                assert not subject.process.logged_in(ref)
                return
            # A reader that has not told yet (a busy computer) leaves the module's own answer: ask once more.
            assert code is ErrorCode.TOKEN_DEVICE_ERROR and attempt < _PULLS - 1
            subject.await_tokens(0)
            subject.insert()
            subject.await_tokens(1)

    def test_a_pulled_token_is_no_wrong_pin(self, subject: Subject) -> None:
        assert subject.pull and subject.login_attempts
        ref = subject.ref
        before = subject.login_attempts()
        subject.pull()
        assert refusal(subject.process.login, ref, subject.pin).code is ErrorCode.TOKEN_REMOVED
        assert subject.login_attempts() == before


class TestTries:
    """For tokens that count wrong PINs."""

    def test_down_to_the_last_try_and_locked(self, subject: Subject) -> None:
        if not subject.counts_tries or not subject.login_attempts:
            pytest.skip("this token does not count tries, or they are too precious")
        ref, wrong = subject.ref, "97531864"[: len(subject.pin)]
        assert refusal(subject.process.login, ref, wrong).facts["tries_left"] == "unknown"
        assert not subject.info.pin_final_try
        assert refusal(subject.process.login, ref, wrong).facts["tries_left"] == 1
        assert subject.info.pin_final_try
        last = refusal(subject.process.login, ref, wrong)
        assert (last.code, last.facts["tries_left"]) == (ErrorCode.TOKEN_PIN_LOCKED, 0)
        assert subject.info.pin_locked
        before = subject.login_attempts()
        assert refusal(subject.process.login, ref, subject.pin).code is ErrorCode.TOKEN_PIN_LOCKED
        assert subject.login_attempts() == before, "a locked token is not asked"
