"""The custodian's token: find it, unlock it, sign with it. Which one may use a seal, `token_binding` says."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.events import Events
from sealdesk.model.ledger import EntryKind
from sealdesk.model.token import KeyUse, TokenInfo, TokenRef
from sealdesk.policy.pin_rules import is_vendor_default
from sealdesk.service.desk import Desk
from sealdesk.service.token_registration import check_registered, token_facts

if TYPE_CHECKING:
    from sealdesk.service.token_binding import Binding

_LOG = Events("tokens")

_LOOK_AGAIN_S = 0.3
_CHALLENGE = b"SealDesk key challenge v1\n"
"""In front of every challenge: no document's signed attributes (DER) begin like this."""


class TokenKey:
    """The signing key inside the token, as `pades` asks for one."""

    def __init__(self, desk: Desk, ref: TokenRef, binding: Binding) -> None:
        self._desk = desk
        self._ref = ref
        self._binding = binding
        self.certificate = binding.certificate
        self.chain = binding.chain

    def sign(self, data: bytes) -> bytes:
        """SHA-256 signature over `data`, made by the token."""
        return self._desk.tokens.sign(
            self._ref, self._binding.key_id, data, algorithm=self._binding.algorithm
        )


def look(desk: Desk) -> tuple[TokenInfo, ...]:
    """The tokens plugged in now."""
    return desk.tokens.tokens()


def find(desk: Desk, ref: TokenRef) -> TokenInfo:
    """A plugged-in token as its flags stand now; raises `TOKEN_REMOVED` where it is not there."""
    found = next((info for info in look_twice(desk) if info.ref == ref), None)
    if found is None:
        raise SealDeskError(ErrorCode.TOKEN_REMOVED, token=ref)
    return found


def token_named(desk: Desk, name: str) -> TokenRef:
    """The plugged-in token of this serial number, or, where that is none's, of this label.

    Raises:
        SealDeskError: `TOKEN_NONE`, `TOKEN_UNKNOWN`, `TOKEN_WHICH`.
    """
    refs = [info.ref for info in look_twice(desk)]
    found = [ref for ref in refs if ref.serial == name] or [ref for ref in refs if ref.label == name]
    if not found:
        if not refs:
            raise SealDeskError(ErrorCode.TOKEN_NONE, token=name)
        raise SealDeskError(ErrorCode.TOKEN_UNKNOWN, token=name, tokens=", ".join(map(str, refs)))
    if len(found) > 1:
        raise SealDeskError(ErrorCode.TOKEN_WHICH, tokens=", ".join(map(str, found)))
    return found[0]


def only_token(desk: Desk) -> TokenRef:
    """The one token plugged in; raises `TOKEN_NONE`, `TOKEN_WHICH`."""
    refs = [info.ref for info in look_twice(desk)]
    if not refs:
        raise SealDeskError(ErrorCode.TOKEN_NONE)
    if len(refs) > 1:
        raise SealDeskError(ErrorCode.TOKEN_WHICH, tokens=", ".join(map(str, refs)))
    return refs[0]


def look_twice(desk: Desk) -> tuple[TokenInfo, ...]:
    """The tokens plugged in now; one that another process writes to cannot be read for a moment."""
    infos = look(desk)
    if not infos:
        time.sleep(_LOOK_AGAIN_S)
        infos = look(desk)
    return infos


# Before the PIN.


def check_pin_state(info: TokenInfo) -> None:
    """Raises `TOKEN_PIN_LOCKED`, or `TOKEN_PIN_INITIAL` for a PIN that has to be changed first."""
    if info.pin_locked:
        raise SealDeskError(ErrorCode.TOKEN_PIN_LOCKED, token=info.ref)
    if info.pin_to_be_changed or not info.pin_initialised:
        raise SealDeskError(ErrorCode.TOKEN_PIN_INITIAL, token=info.ref)


def check_last_try(info: TokenInfo, *, confirmed: bool) -> None:
    """Raises `TOKEN_PIN_LAST_TRY` where another wrong PIN locks the token and nobody confirmed that try."""
    if info.pin_final_try and not confirmed:
        raise SealDeskError(ErrorCode.TOKEN_PIN_LAST_TRY, token=info.ref)


# The PIN.


def unlock(desk: Desk, ref: TokenRef, pin: str | None, *, last_try_confirmed: bool = False) -> None:
    """One C_Login for one entry by a person; its flags are read first. A wrong PIN is recorded, never kept.

    Args:
        pin: None where the token takes it on its own pad, or a finger.
        last_try_confirmed: A person said that this may be the last try.

    Raises:
        SealDeskError: Without any login `TOKEN_PIN_LOCKED`, `TOKEN_PIN_LAST_TRY`, `TOKEN_PIN_INITIAL`,
            `TOKEN_NOT_REGISTERED`; then `TOKEN_PIN_WRONG` and its family, never tried again by the program;
            `TOKEN_PIN_INITIAL` for a maker's default that is right, with the token locked again. `TOKEN_BUSY`
            where another process has the token.
    """
    taken = desk.token_turn.take(desk.face)
    try:
        _unlock(desk, ref, pin, last_try_confirmed=last_try_confirmed)
    except BaseException:
        if taken:
            desk.token_turn.release()
        raise


def _unlock(desk: Desk, ref: TokenRef, pin: str | None, *, last_try_confirmed: bool) -> None:
    check_unlockable(desk, ref, last_try_confirmed=last_try_confirmed)
    desk.proven = {proof for proof in desk.proven if proof[0] != ref}
    with pin_refusals_recorded(desk, ref, "unlock"):
        desk.tokens.login(ref, pin)
    if pin is not None and is_vendor_default(pin):
        # It was set back to a maker's default by another program.
        desk.tokens.logout(ref)
        raise SealDeskError(ErrorCode.TOKEN_PIN_INITIAL, token=ref)
    _LOG.event("token.unlocked")


def check_unlockable(desk: Desk, ref: TokenRef, *, last_try_confirmed: bool = False) -> None:
    """What stands against unlocking this token before anybody types; raises as `unlock` without a login."""
    info = find(desk, ref)
    check_pin_state(info)
    desk.check_log()  # the registration is an entry
    check_registered(desk, ref)
    check_last_try(info, confirmed=last_try_confirmed)


@contextmanager
def pin_refusals_recorded(desk: Desk, ref: TokenRef, act: str) -> Iterator[None]:
    """What a token answers to an entered PIN is entered in the ledger where it is no yes."""
    try:
        yield
    except SealDeskError as refusal:
        _LOG.trouble("token.refused", verb=act, code=refusal.code)
        kind = EntryKind.PIN_FAILED if refusal.code in _PIN_REFUSALS else EntryKind.TOKEN_FAILED
        if refusal.code not in _NOT_TRIED or refusal.facts.get("asked"):
            # A ledger that cannot be written must not hide from a person that a try was spent.
            with suppress(SealDeskError):
                desk.record(kind, {"token": token_facts(ref), "act": act, "reason": refusal.code.text})
        raise


_PIN_REFUSALS = (
    ErrorCode.TOKEN_PIN_WRONG,
    ErrorCode.TOKEN_PIN_LOCKED,
    ErrorCode.TOKEN_PIN_LENGTH,
    ErrorCode.TOKEN_UNBLOCK_WRONG,
    ErrorCode.TOKEN_UNBLOCK_LOCKED,
)
_NOT_TRIED = (
    ErrorCode.TOKEN_PIN_LENGTH,
    ErrorCode.TOKEN_PIN_MISSING,
    ErrorCode.TOKEN_PIN_REFUSED,
    ErrorCode.TOKEN_CANCELLED,
)


def lock(desk: Desk, ref: TokenRef) -> None:
    """Log out, and give the token to whoever waits for it. One that is gone is locked already."""
    desk.proven = {proof for proof in desk.proven if proof[0] != ref}
    desk.offered.discard(ref)
    try:
        desk.tokens.logout(ref)
    finally:
        desk.token_turn.release()


# Unlocked.


def prove_key(desk: Desk, ref: TokenRef, binding: Binding) -> None:
    """The token signs a challenge once after each login: its key belongs to the certificate.

    A key that wants its PIN for every signature is not challenged: that would cost a person an entry. Its
    signatures are checked against the certificate all the same, before anything is published.

    Raises:
        SealDeskError: `CERTIFICATE_KEY_MISMATCH`; what the token says.
    """
    proof = (ref, binding.certificate_sha256)
    if proof in desk.proven or _asks_each_time(desk, ref, binding.key_id):
        return
    challenge = _CHALLENGE + os.urandom(32)
    signature = TokenKey(desk, ref, binding).sign(challenge)
    public_key = x509.load_der_x509_certificate(binding.certificate).public_key()
    try:
        if isinstance(public_key, ec.EllipticCurvePublicKey):
            public_key.verify(signature, challenge, ec.ECDSA(hashes.SHA256()))
        elif isinstance(public_key, rsa.RSAPublicKey):
            public_key.verify(signature, challenge, padding.PKCS1v15(), hashes.SHA256())
        else:
            raise InvalidSignature
    except InvalidSignature as wrong:
        facts = {"subject": binding.subject, "token": ref}
        raise SealDeskError(ErrorCode.CERTIFICATE_KEY_MISMATCH, **facts) from wrong
    desk.proven.add(proof)


def _asks_each_time(desk: Desk, ref: TokenRef, key_id: bytes) -> bool:
    return any(key.key_id == key_id and key.always_authenticate for key in desk.tokens.keys(ref))


_OPENING = {KeyUse.DECRYPT, KeyUse.DERIVE}


def pins_for_signing(desk: Desk, ref: TokenRef, binding: Binding, signatures: int, openings: int = 1) -> int:
    """How many further PIN entries a person owes for an act with so many signatures; the token is unlocked.

    0 but for keys with CKA_ALWAYS_AUTHENTICATE (PKCS#11 v2.40 §4.9), which want one for every use: the signing
    key's signatures, and the opening of the vault, once for each of so many seals, where the encryption key is of
    that kind.
    """
    asking = [key for key in desk.tokens.keys(ref) if key.always_authenticate]
    opening = any(key.key_id != binding.key_id and key.uses & _OPENING for key in asking)
    signing = any(key.key_id == binding.key_id for key in asking)
    return (openings if opening else 0) + (signatures if signing else 0)


def offer_pin(desk: Desk, ref: TokenRef, pin: str | None, *, last_try_confirmed: bool = False) -> None:
    """Hand one further PIN entry to the token process, which uses it once, or forgets it soon.

    Args:
        pin: None where the token takes it on its own pad when it signs.
        last_try_confirmed: A person said that this may be the last try.

    Raises:
        SealDeskError: `TOKEN_PIN_LOCKED`, `TOKEN_PIN_LAST_TRY`; what the token says.
    """
    info = find(desk, ref)
    check_pin_state(info)
    check_last_try(info, confirmed=last_try_confirmed)
    desk.offered.add(ref)
    desk.tokens.offer_pin(ref, pin)
