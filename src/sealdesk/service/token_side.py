"""The custodian's token: which one may use a seal, unlock it, sign with it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.events import Events
from sealdesk.model.certificate import UNKNOWN_STATUS, RevocationStatus
from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import Seal
from sealdesk.model.token import KeyUse, TokenCertificate, TokenInfo, TokenRef
from sealdesk.policy.pin_rules import is_vendor_default
from sealdesk.service.certificate_check import check_for_seal
from sealdesk.service.desk import Desk
from sealdesk.service.token_registration import check_registered, token_facts

_LOG = Events("tokens")

_LOOK_AGAIN_S = 0.3
_CHALLENGE = b"SealDesk key challenge v1\n"
"""In front of every challenge: no document's signed attributes (DER) begin like this."""


@dataclass(frozen=True)
class Binding:
    """A token's certificate that may sign with a seal, its chain, and its private key's name.

    Attributes:
        certificate: DER.
        chain: Issuers in DER, the root left out.
        key_id: CKA_ID of the private key.
        until: End of the certificate's validity.
        revocation: What is known of the certificate's and its issuers' revocation, and how old that is.
    """

    certificate: bytes
    certificate_sha256: str
    subject: str
    chain: tuple[bytes, ...]
    key_id: bytes
    algorithm: str
    until: datetime
    revocation: RevocationStatus = UNKNOWN_STATUS


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
    found = next((info for info in _look_twice(desk) if info.ref == ref), None)
    if found is None:
        raise SealDeskError(ErrorCode.TOKEN_REMOVED, token=ref)
    return found


def token_named(desk: Desk, name: str) -> TokenRef:
    """The plugged-in token of this serial number, or, where that is none's, of this label.

    Raises:
        SealDeskError: `TOKEN_NONE`, `TOKEN_UNKNOWN`, `TOKEN_WHICH`.
    """
    refs = [info.ref for info in _look_twice(desk)]
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
    refs = [info.ref for info in _look_twice(desk)]
    if not refs:
        raise SealDeskError(ErrorCode.TOKEN_NONE)
    if len(refs) > 1:
        raise SealDeskError(ErrorCode.TOKEN_WHICH, tokens=", ".join(map(str, refs)))
    return refs[0]


def _look_twice(desk: Desk) -> tuple[TokenInfo, ...]:
    """The tokens plugged in now; one that another process writes to cannot be read for a moment."""
    infos = look(desk)
    if not infos:
        time.sleep(_LOOK_AGAIN_S)
        infos = look(desk)
    return infos


# Before the PIN.


def bind(
    desk: Desk,
    seal: Seal,
    token: TokenRef | None = None,
    openers: frozenset[str] | None = None,
    further: Sequence[tuple[Seal, frozenset[str]]] = (),
) -> tuple[TokenInfo, Binding]:
    """The one plugged-in token that may sign with this seal, before its PIN is asked.

    Of several certificates on a token the one that is valid longest is taken. A token against which something
    stands gives way to one against which nothing does.

    Args:
        token: The one to take where several would do.
        openers: Certificates (SHA-256) whose tokens open the seal's vault file, where that is known.
        further: Other seals of the act, with their openers: the same certificate signs for them all.

    Raises:
        SealDeskError: `TOKEN_NONE`, `CERTIFICATE_…` (the token's certificate may not), `VAULT_NOT_FOR_TOKEN`,
            `TOKEN_AMBIGUOUS`, `TOKEN_PIN_LOCKED`, `TOKEN_PIN_INITIAL`, `TOKEN_NOT_REGISTERED`.
    """
    infos = _look_twice(desk)
    if token is not None:
        infos = tuple(info for info in infos if info.ref == token)
    if not infos:
        raise SealDeskError(ErrorCode.TOKEN_NONE, seal=seal.name)
    fitting, against = _fitting(desk, infos, ((seal, openers), *further))
    if not fitting and against:
        raise against[0]
    if not fitting:
        subject = ", ".join(str(info.ref) for info in infos)
        raise SealDeskError(ErrorCode.CERTIFICATE_FOREIGN, subject=subject, seal=seal.name)
    if len(fitting) > 1:
        refs = ", ".join(str(info.ref) for info, _ in fitting)
        raise SealDeskError(ErrorCode.TOKEN_AMBIGUOUS, tokens=refs)
    info, binding = fitting[0]
    check_pin_state(info)
    check_registered(desk, info.ref)
    return info, binding


_SealOpeners = tuple[Seal, frozenset[str] | None]


def _fitting(
    desk: Desk, infos: Iterable[TokenInfo], seals: Sequence[_SealOpeners]
) -> tuple[list[tuple[TokenInfo, Binding]], list[SealDeskError]]:
    """Each token that may sign with the seals, bound; and what stands against the others of the first one's list."""
    fitting: list[tuple[TokenInfo, Binding]] = []
    against: list[SealDeskError] = []
    for info in infos:
        certificates = desk.tokens.certificates(info.ref)
        bindings, refused = _bindings(desk, certificates, seals)
        against += refused
        if not bindings:
            continue
        closed = _closed(certificates, seals)
        if closed is not None:
            against.append(SealDeskError(ErrorCode.VAULT_NOT_FOR_TOKEN, seal=closed.name, token=info.ref))
            continue
        fitting.append((info, max(bindings, key=lambda binding: binding.until)))
    return fitting, against


def _bindings(
    desk: Desk, certificates: tuple[TokenCertificate, ...], seals: Sequence[_SealOpeners]
) -> tuple[list[Binding], list[SealDeskError]]:
    """One token's certificates that may sign with every seal; and why others of the first one's list may not."""
    bindings: list[Binding] = []
    against: list[SealDeskError] = []
    (first, _), others = seals[0], [seal for seal, _ in seals[1:]]
    for ours in (one for one in certificates if one.sha256 in first.certificates):
        try:
            bound = binding_of(desk, first, ours, certificates)
        except SealDeskError as refusal:
            against.append(refusal)
            continue
        lacking = next((seal for seal in others if ours.sha256 not in seal.certificates), None)
        if lacking is None:
            bindings.append(bound)
        else:
            facts = {"subject": bound.subject, "seal": lacking.name}
            against.append(SealDeskError(ErrorCode.CERTIFICATE_FOREIGN, **facts))
    return bindings, against


def _closed(certificates: tuple[TokenCertificate, ...], seals: Sequence[_SealOpeners]) -> Seal | None:
    """A seal whose vault file this token does not open; None where it opens them all."""
    on_token = {one.sha256 for one in certificates}
    return next(
        (seal for seal, openers in seals if openers is not None and openers.isdisjoint(on_token)), None
    )


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


def binding_of(
    desk: Desk, seal: Seal, ours: TokenCertificate, certificates: tuple[TokenCertificate, ...]
) -> Binding:
    """A certificate on a token as one that may sign with `seal`; raises `CERTIFICATE_…` where it may not."""
    try:
        certificate = x509.load_der_x509_certificate(ours.der)
    except (ValueError, x509.InvalidVersion) as bent:
        raise SealDeskError(ErrorCode.CERTIFICATE_USAGE, subject=ours.label, reason="malformed") from bent
    others = list(_readable(one for one in certificates if one is not ours))
    checked = check_for_seal(desk, certificate, seal, others, datetime.now(UTC))
    return Binding(
        certificate=ours.der,
        certificate_sha256=ours.sha256,
        subject=certificate.subject.rfc4514_string(),
        chain=tuple(issuer.public_bytes(Encoding.DER) for issuer in checked.chain),
        key_id=ours.key_id,
        until=certificate.not_valid_after_utc,
        revocation=checked.revocation,
        algorithm="ecdsa" if isinstance(certificate.public_key(), ec.EllipticCurvePublicKey) else "rsa",
    )


def _readable(certificates: Iterable[TokenCertificate]) -> Iterator[x509.Certificate]:
    """Those that are X.509 by their form; a token may hold others, which serve no chain."""
    for one in certificates:
        with suppress(ValueError, x509.InvalidVersion):
            yield x509.load_der_x509_certificate(one.der)


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
