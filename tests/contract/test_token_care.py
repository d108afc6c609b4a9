"""Unblocking, new PINs, encryption keys and stored data: the contract beyond signing, over every kind of token."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.token import KeyUse
from tests.contract.subjects import PADDINGS, Subject

CONTENT_KEY = bytes(range(32))


def refusal(call: object, *arguments: object, **named: object) -> SealDeskError:
    with pytest.raises(SealDeskError) as caught:
        call(*arguments, **named)  # type: ignore[operator]
    return caught.value


class TestUnblocking:
    """With the security officer's PIN, or a card's PUK."""

    @pytest.fixture(autouse=True)
    def _unblocked_by_code(self, subject: Subject) -> None:
        if subject.code is None:
            pytest.skip("no code to unblock this token is known, or it is too precious")

    def lock_out(self, subject: Subject) -> None:
        if not subject.counts_tries:
            return
        for _ in range(3):
            refusal(subject.process.login, subject.ref, "97531864"[: len(subject.pin)])
        assert subject.info.pin_locked

    def attempts(self, subject: Subject) -> int:
        return subject.code_attempts() if subject.code_attempts else 0

    def test_a_locked_pin_is_set_anew(self, subject: Subject) -> None:
        assert subject.code
        self.lock_out(subject)
        ref, new = subject.ref, "".join(reversed(subject.pin))
        before = self.attempts(subject)
        subject.process.unblock_pin(ref, subject.code, new)
        assert self.attempts(subject) in (before + 1, 0)
        assert not subject.info.pin_locked
        assert not subject.process.logged_in(ref), "who unblocked it has not unlocked it"
        assert refusal(subject.process.login, ref, subject.pin).code is ErrorCode.TOKEN_PIN_WRONG
        subject.process.login(ref, new)
        assert subject.process.logged_in(ref)

    def test_an_unlocked_token_can_be_unblocked_too(self, subject: Subject) -> None:
        assert subject.code
        ref = subject.log_in()
        subject.process.unblock_pin(ref, subject.code, subject.pin[::-1])
        assert not subject.process.logged_in(ref)
        subject.process.login(ref, subject.pin[::-1])

    def test_a_wrong_code_is_tried_once_and_is_no_wrong_pin(self, subject: Subject) -> None:
        assert subject.code
        self.lock_out(subject)
        ref, before = subject.ref, self.attempts(subject)
        error = refusal(subject.process.unblock_pin, ref, "97531864", "112233")
        assert (error.code, error.facts) == (
            ErrorCode.TOKEN_UNBLOCK_WRONG,
            {"token": ref, "tries_left": "unknown"},
        )
        assert self.attempts(subject) in (before + 1, 0)
        assert subject.info.pin_locked is subject.counts_tries
        subject.process.unblock_pin(ref, subject.code, "112233")
        subject.process.login(ref, "112233")

    def test_the_code_is_counted_down_to_locked(self, subject: Subject) -> None:
        if not subject.counts_code_tries or not subject.code_attempts:
            pytest.skip("this token does not count tries of the code")
        assert subject.code
        ref = subject.ref
        codes = [refusal(subject.process.unblock_pin, ref, "97531864", "112233").code for _ in range(3)]
        assert codes == [
            ErrorCode.TOKEN_UNBLOCK_WRONG,
            ErrorCode.TOKEN_UNBLOCK_WRONG,
            ErrorCode.TOKEN_UNBLOCK_LOCKED,
        ]
        assert refusal(subject.process.unblock_pin, ref, subject.code, "112233").code is (
            ErrorCode.TOKEN_UNBLOCK_LOCKED
        )
        subject.process.login(ref, subject.pin)  # the holder's own PIN is as it was

    def test_an_impossible_new_pin_costs_no_try(self, subject: Subject) -> None:
        before, ref = self.attempts(subject), subject.ref
        error = refusal(subject.process.unblock_pin, ref, subject.code, "1" * 300)
        assert error.code is ErrorCode.TOKEN_PIN_LENGTH
        assert refusal(subject.process.unblock_pin, ref, "", "112233").code is ErrorCode.TOKEN_PIN_MISSING
        assert refusal(subject.process.unblock_pin, ref, None, None).code is ErrorCode.TOKEN_PIN_MISSING
        assert self.attempts(subject) == before

    def test_changing_the_pin_needs_the_pin_never_the_code(self, subject: Subject) -> None:
        assert subject.code
        ref, before = subject.ref, self.attempts(subject)
        assert (
            refusal(subject.process.change_pin, ref, subject.code, "112233").code is ErrorCode.TOKEN_PIN_WRONG
        )
        assert self.attempts(subject) == before
        subject.process.change_pin(ref, subject.pin, "112233")
        subject.process.login(ref, "112233")

    def test_a_pulled_token_is_no_wrong_code(self, subject: Subject) -> None:
        if subject.pull is None:
            pytest.skip("this token cannot be pulled by a program")
        ref, before = subject.ref, self.attempts(subject)
        subject.pull()
        error = refusal(subject.process.unblock_pin, ref, subject.code, "112233")
        assert error.code is ErrorCode.TOKEN_REMOVED
        assert self.attempts(subject) == before


class TestKeys:
    """What private keys are there, and what they do beside signing."""

    def test_keys_are_told_after_login_only(self, subject: Subject) -> None:
        assert refusal(subject.process.keys, subject.ref).code is ErrorCode.TOKEN_NOT_LOGGED_IN
        keys = {key.key_id: key for key in subject.process.keys(subject.log_in())}
        for key in subject.signing:
            assert KeyUse.SIGN in keys[key.key_id].uses
            assert keys[key.key_id].kind == {"rsa": "rsa", "ecdsa": "ec"}[key.algorithm]
        if subject.decryption:
            told = keys[subject.decryption.key_id]
            assert KeyUse.DECRYPT in told.uses
            assert told.ways == (subject.ways or told.ways) != ()
        if subject.derivation:
            told = keys[subject.derivation.key_id]
            assert (told.kind, told.uses, told.ways) == ("ec", {KeyUse.DERIVE}, ("ecdh",))

    def test_every_way_told_decrypts(self, subject: Subject) -> None:
        if subject.decryption is None:
            pytest.skip("this token has no decryption key")
        ref, name = subject.log_in(), subject.decryption.key_id
        (key,) = (one for one in subject.process.keys(ref) if one.key_id == name)
        public = subject.public_key_of(subject.decryption)
        for way in key.ways:
            wrapped = public.encrypt(CONTENT_KEY, PADDINGS[way])
            assert subject.process.decrypt(ref, name, wrapped, way=way) == CONTENT_KEY, way

    def test_a_way_the_token_has_not_is_refused(self, subject: Subject) -> None:
        if subject.decryption is None:
            pytest.skip("this token has no decryption key")
        ref, name = subject.log_in(), subject.decryption.key_id
        (key,) = (one for one in subject.process.keys(ref) if one.key_id == name)
        missing = set(PADDINGS) - set(key.ways)
        if not missing:
            pytest.skip("this token has every way")
        for way in missing:
            wrapped = subject.public_key_of(subject.decryption).encrypt(CONTENT_KEY, PADDINGS[way])
            error = refusal(subject.process.decrypt, ref, name, wrapped, way=way)
            assert error.code is ErrorCode.TOKEN_DEVICE_ERROR
            assert error.facts["reason"]
        assert subject.process.logged_in(ref)

    def test_both_sides_derive_the_same_secret(self, subject: Subject) -> None:
        if subject.derivation is None:
            pytest.skip("this token has no key for ECDH")
        ref, ours = subject.log_in(), ec.generate_private_key(ec.SECP256R1())
        spki = ours.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        for _ in range(2):
            secret = subject.process.derive(ref, subject.derivation.key_id, spki)
            assert secret == ours.exchange(ec.ECDH(), subject.public_key_of(subject.derivation))
            assert len(secret) == 32
        subject.process.logout(ref)
        error = refusal(subject.process.derive, ref, subject.derivation.key_id, spki)
        assert error.code is ErrorCode.TOKEN_NOT_LOGGED_IN

    def test_a_peer_on_another_curve_is_a_device_error(self, subject: Subject) -> None:
        if subject.derivation is None:
            pytest.skip("this token has no key for ECDH")
        other = ec.generate_private_key(ec.SECP384R1()).public_key()
        spki = other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        ref = subject.log_in()
        error = refusal(subject.process.derive, ref, subject.derivation.key_id, spki)
        assert error.code is ErrorCode.TOKEN_DEVICE_ERROR
        assert subject.process.logged_in(ref)

    def test_a_signing_key_does_nothing_else(self, subject: Subject) -> None:
        if subject.derivation is None:
            pytest.skip("the keys of this token are not ours to choose")
        ref, name = subject.log_in(), subject.signing[0].key_id
        assert refusal(subject.process.decrypt, ref, name, bytes(256)).code is ErrorCode.TOKEN_KEY_MISSING


class TestStoredData:
    """Private data objects, the fallback of a vault."""

    @pytest.fixture(autouse=True)
    def _stores(self, subject: Subject) -> None:
        if not subject.stores_data:
            pytest.skip("this token takes no data objects, or is not ours to write to")

    def test_written_read_replaced_and_removed(self, subject: Subject) -> None:
        ref, process = subject.log_in(), subject.process
        assert refusal(process.read_data, ref, "印章").code is ErrorCode.TOKEN_KEY_MISSING
        process.write_data(ref, "印章", CONTENT_KEY)
        process.write_data(ref, "另一枚", b"other")
        assert process.read_data(ref, "印章") == CONTENT_KEY
        process.write_data(ref, "印章", b"new")
        assert process.read_data(ref, "印章") == b"new"
        process.remove_data(ref, "印章")
        assert refusal(process.read_data, ref, "印章").code is ErrorCode.TOKEN_KEY_MISSING
        assert refusal(process.remove_data, ref, "印章").code is ErrorCode.TOKEN_KEY_MISSING
        assert process.read_data(ref, "另一枚") == b"other"

    def test_nobody_reads_it_without_login(self, subject: Subject) -> None:
        ref, process = subject.log_in(), subject.process
        process.write_data(ref, "印章", CONTENT_KEY)
        process.logout(ref)
        for call in (process.read_data, process.remove_data):
            assert refusal(call, ref, "印章").code is ErrorCode.TOKEN_NOT_LOGGED_IN
        assert refusal(process.write_data, ref, "印章", b"").code is ErrorCode.TOKEN_NOT_LOGGED_IN
        process.login(ref, subject.pin)
        assert process.read_data(ref, "印章") == CONTENT_KEY
