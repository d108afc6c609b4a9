"""Everything worth knowing about a plugged-in token before anybody enters a PIN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.seal import Seal, SealState
from sealdesk.model.token import TokenCertificate, TokenInfo, TokenRef
from sealdesk.service import seals
from sealdesk.service.certificate_chain import usage_against_signing
from sealdesk.service.desk import Desk
from sealdesk.service.seal_vault import recipients_of
from sealdesk.service.seals import SealStanding
from sealdesk.service.token_binding import binding_of
from sealdesk.service.token_registration import holder_of, registered
from sealdesk.service.token_side import find


@dataclass(frozen=True)
class CertificateAccount:
    """One certificate on a token.

    Attributes:
        for_signing: Its key usage and extended key usage permit document signatures.
        seals: Names of the seals whose lists contain it and that it stamps with now.
        barred: Names of the seals whose lists contain it, with what stands against stamping.
        seal_ids, barred_ids: Ids of the same seals, in the same order.
    """

    subject: str
    sha256: str
    since: datetime
    until: datetime
    for_signing: bool
    seals: tuple[str, ...] = ()
    barred: tuple[tuple[str, SealDeskError], ...] = ()
    seal_ids: tuple[str, ...] = ()
    barred_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class TokenAccount:
    """A token, whose it is, what it may do here.

    Attributes:
        registered: Its PIN was changed on this workstation by its present holder.
        holder: Name of the person it belongs to; empty where nobody is registered for it.
    """

    info: TokenInfo
    registered: bool
    holder: str
    certificates: tuple[CertificateAccount, ...]


def account(desk: Desk, ref: TokenRef) -> TokenAccount:
    """The account of a plugged-in token; no PIN is asked.

    Raises:
        SealDeskError: `TOKEN_REMOVED`, what the token or the workspace says.
    """
    info = find(desk, ref)
    certificates = desk.tokens.certificates(ref)
    known = list(seals.all_seals(desk))
    holder = holder_of(desk, certificates)
    return TokenAccount(
        info=info,
        registered=registered(desk, ref),
        holder=holder.name if holder else "",
        certificates=tuple(
            told for one in certificates if (told := _certificate(desk, one, certificates, known))
        ),
    )


def _certificate(
    desk: Desk, one: TokenCertificate, all_there: tuple[TokenCertificate, ...], known: list[SealStanding]
) -> CertificateAccount | None:
    """None where it is no X.509 certificate."""
    try:
        certificate = x509.load_der_x509_certificate(one.der)
    except (ValueError, x509.InvalidVersion):
        return None
    usable: list[Seal] = []
    barred: list[tuple[Seal, SealDeskError]] = []
    for standing in (standing for standing in known if one.sha256 in standing.seal.certificates):
        seal = standing.seal
        try:
            binding_of(desk, seal, one, all_there)
            _check_opens(desk, seal, all_there)
            _check_in_use(standing)
        except SealDeskError as against:
            barred.append((seal, against))
        else:
            usable.append(seal)
    return CertificateAccount(
        subject=_common_name(certificate),
        sha256=one.sha256,
        since=certificate.not_valid_before_utc,
        until=certificate.not_valid_after_utc,
        for_signing=not usage_against_signing(certificate),
        seals=tuple(seal.name for seal in usable),
        barred=tuple((seal.name, against) for seal, against in barred),
        seal_ids=tuple(seal.id for seal in usable),
        barred_ids=tuple(seal.id for seal, _ in barred),
    )


def _check_opens(desk: Desk, seal: Seal, certificates: tuple[TokenCertificate, ...]) -> None:
    openers = {one.certificate for one in recipients_of(desk, seal)}
    if openers.isdisjoint(one.sha256 for one in certificates):
        raise SealDeskError(ErrorCode.VAULT_NOT_FOR_TOKEN, seal=seal.name)


def _check_in_use(standing: SealStanding) -> None:
    seal = standing.seal
    if standing.state is not SealState.ACTIVE:
        raise SealDeskError(ErrorCode.SEAL_NOT_ACTIVE, seal=seal.name, state=standing.state.value)
    if datetime.now(UTC) > seal.valid_until:
        raise SealDeskError(ErrorCode.SEAL_EXPIRED, seal=seal.name, until=seal.valid_until)


def _common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
