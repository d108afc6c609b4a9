"""The custodian's token: which one may use a seal, unlock it, sign with it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import Seal
from sealdesk.model.token import TokenCertificate, TokenInfo, TokenRef
from sealdesk.service.certificate_check import check_for_seal
from sealdesk.service.desk import Desk

_LOOK_AGAIN_S = 0.3


@dataclass(frozen=True)
class Binding:
    """A token's certificate that may sign with a seal, its chain, and its private key's name.

    Attributes:
        certificate: DER.
        chain: Issuers in DER, the root left out.
        key_id: CKA_ID of the private key.
    """

    certificate: bytes
    certificate_sha256: str
    subject: str
    chain: tuple[bytes, ...]
    key_id: bytes
    algorithm: str


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


def _look_twice(desk: Desk) -> tuple[TokenInfo, ...]:
    """The tokens plugged in now; one that another process writes to cannot be read for a moment."""
    infos = look(desk)
    if not infos:
        time.sleep(_LOOK_AGAIN_S)
        infos = look(desk)
    return infos


def bind(desk: Desk, seal: Seal) -> tuple[TokenInfo, Binding]:
    """The one plugged-in token that may sign with this seal, before its PIN is asked.

    Raises:
        SealDeskError: `TOKEN_NONE`, `CERTIFICATE_…` (the token's certificate may not), `TOKEN_AMBIGUOUS`,
            `TOKEN_PIN_LOCKED`, `TOKEN_PIN_INITIAL`.
    """
    infos = _look_twice(desk)
    if not infos:
        raise SealDeskError(ErrorCode.TOKEN_NONE, seal=seal.name)
    fitting = []
    for info in infos:
        certificates = desk.tokens.certificates(info.ref)
        ours = next((one for one in certificates if one.sha256 in seal.certificates), None)
        if ours is not None:
            fitting.append((info, ours, certificates))
    if not fitting:
        subject = ", ".join(str(info.ref) for info in infos)
        raise SealDeskError(ErrorCode.CERTIFICATE_FOREIGN, subject=subject, seal=seal.name)
    if len(fitting) > 1:
        refs = ", ".join(str(info.ref) for info, _, _ in fitting)
        raise SealDeskError(ErrorCode.TOKEN_AMBIGUOUS, tokens=refs)
    info, ours, certificates = fitting[0]
    _check_pin_state(info)
    return info, _binding(desk, seal, ours, certificates)


def _check_pin_state(info: TokenInfo) -> None:
    if info.pin_locked:
        raise SealDeskError(ErrorCode.TOKEN_PIN_LOCKED, token=info.ref)
    if info.pin_to_be_changed or not info.pin_initialised:
        raise SealDeskError(ErrorCode.TOKEN_PIN_INITIAL, token=info.ref)


def _binding(
    desk: Desk, seal: Seal, ours: TokenCertificate, certificates: tuple[TokenCertificate, ...]
) -> Binding:
    certificate = x509.load_der_x509_certificate(ours.der)
    others = [x509.load_der_x509_certificate(one.der) for one in certificates if one is not ours]
    checked = check_for_seal(desk, certificate, seal, others, datetime.now(UTC))
    return Binding(
        certificate=ours.der,
        certificate_sha256=ours.sha256,
        subject=certificate.subject.rfc4514_string(),
        chain=tuple(issuer.public_bytes(Encoding.DER) for issuer in checked.chain),
        key_id=ours.key_id,
        algorithm="ecdsa" if isinstance(certificate.public_key(), ec.EllipticCurvePublicKey) else "rsa",
    )


def unlock(desk: Desk, ref: TokenRef, pin: str | None) -> None:
    """One C_Login for one entry by a person. A wrong PIN is recorded (never the PIN itself).

    Raises:
        SealDeskError: `TOKEN_PIN_WRONG` and its family; never tried again by the program.
    """
    try:
        desk.tokens.login(ref, pin)
    except SealDeskError as refusal:
        if refusal.code in (ErrorCode.TOKEN_PIN_WRONG, ErrorCode.TOKEN_PIN_LOCKED):
            facts = {"token": {"label": ref.label, "serial": ref.serial}, "reason": refusal.code.text}
            desk.record(EntryKind.PIN_FAILED, facts)
        raise


def lock(desk: Desk, ref: TokenRef) -> None:
    """Log out."""
    desk.tokens.logout(ref)
