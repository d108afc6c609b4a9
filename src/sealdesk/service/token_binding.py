"""Before the PIN: the one token whose certificate may sign with a seal, or with every seal of an act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.certificate import UNKNOWN_STATUS, RevocationStatus
from sealdesk.model.seal import Seal
from sealdesk.model.token import TokenCertificate, TokenInfo, TokenRef
from sealdesk.service.certificate_check import check_for_seal
from sealdesk.service.desk import Desk
from sealdesk.service.token_registration import check_registered
from sealdesk.service.token_side import check_pin_state, look_twice


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
    infos = look_twice(desk)
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
