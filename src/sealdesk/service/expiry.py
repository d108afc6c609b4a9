"""Which seals and certificates end soon, which seals are to be renewed: told 60, 30 and 7 days ahead, and then."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from sealdesk.errors import SealDeskError
from sealdesk.model.certificate import ExpiryKind, ExpiryNotice
from sealdesk.model.seal import SealState
from sealdesk.service import seals
from sealdesk.service.desk import Desk
from sealdesk.service.life_standing import last_made
from sealdesk.service.seals import SealStanding

LEVELS = (7, 30, 60)
"""Days ahead, the most urgent first."""

ENDED = 0
_GONE = frozenset({SealState.REPLACED, SealState.CANCELLED, SealState.DESTROYED})
_DAY = timedelta(days=1)


def notice_level(until: datetime, at: datetime) -> int | None:
    """7, 30 or 60: what is valid `until` ends within so many days; 0: it has ended; None: neither."""
    if at > until:
        return ENDED
    return next((level for level in LEVELS if until - at <= level * _DAY), None)


def notices(desk: Desk, at: datetime, certificates: Iterable[bytes] = ()) -> tuple[ExpiryNotice, ...]:
    """What there is to tell of the workspace's seals and of these certificates, the most urgent first.

    Args:
        certificates: DER, e.g. of `plugged_in`; those that no seal names are passed over.

    Raises:
        SealDeskError: What the seals' records or registers say.
    """
    standings = [one for one in seals.all_seals(desk) if one.state not in _GONE]
    found = [*_of_seals(standings, at), *_of_renewals(desk, standings, at)]
    found += _of_certificates(standings, certificates, at)
    return tuple(sorted(found, key=lambda notice: notice.until))


def plugged_in(desk: Desk) -> tuple[bytes, ...]:
    """Every certificate on the tokens plugged in now, DER; of a token that gives trouble none."""
    try:
        refs = [info.ref for info in desk.tokens.tokens()]
        return tuple(one.der for ref in refs for one in desk.tokens.certificates(ref))
    except SealDeskError:
        return ()  # told where the token is used


def _of_seals(standings: Iterable[SealStanding], at: datetime) -> Iterator[ExpiryNotice]:
    for standing in standings:
        yield from _notice(ExpiryKind.SEAL, standing.seal.name, standing.seal.valid_until, at)


def _of_renewals(desk: Desk, standings: Iterable[SealStanding], at: datetime) -> Iterator[ExpiryNotice]:
    """Seals whose periodic renewal is due before their own term ends."""
    months = desk.policy.seals.renewal_months
    for standing in standings if months else ():
        made = last_made(desk.ledger, standing.seal.id)
        due = months_later(made, months) if made else standing.seal.valid_until
        if due < standing.seal.valid_until:
            yield from _notice(ExpiryKind.RENEWAL, standing.seal.name, due, at)


def months_later(moment: datetime, months: int) -> datetime:
    """The same day so many months on; the last of the month where it is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _of_certificates(
    standings: Iterable[SealStanding], certificates: Iterable[bytes], at: datetime
) -> Iterator[ExpiryNotice]:
    listed = {digest for standing in standings for digest in standing.seal.certificates}
    for der in dict.fromkeys(certificates):
        try:
            certificate = x509.load_der_x509_certificate(der)
        except (ValueError, x509.InvalidVersion):
            continue
        if certificate.fingerprint(hashes.SHA256()).hex() in listed:
            until = certificate.not_valid_after_utc
            yield from _notice(ExpiryKind.CERTIFICATE, _common_name(certificate), until, at)


def _notice(kind: ExpiryKind, name: str, until: datetime, at: datetime) -> Iterator[ExpiryNotice]:
    level = notice_level(until, at)
    if level is not None:
        yield ExpiryNotice(kind, name, until, max(0, (until - at) // _DAY), level)


def _common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
