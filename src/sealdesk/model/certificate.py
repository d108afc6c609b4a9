"""What is known of a certificate beyond its own text: whether it is revoked, and when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RevocationState(StrEnum):
    """What its issuer says of a certificate, as far as this workspace knows."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class StatusSource(StrEnum):
    """Who said so: a revocation list (RFC 5280 §5), an OCSP answer (RFC 6960), nobody."""

    CRL = "crl"
    OCSP = "ocsp"
    NONE = "none"


@dataclass(frozen=True)
class RevocationStatus:
    """Whether a certificate is revoked, who says so, and how old that is.

    Attributes:
        as_of: The moment the issuer's statement speaks of (thisUpdate); on an unknown state, the last statement
            that was good but is too old to count. None where nobody said anything.
        revoked_since: Set where the state is `REVOKED`.
        on_hold: Revoked for the time being (certificateHold): a later statement may take it back.
    """

    state: RevocationState
    source: StatusSource = StatusSource.NONE
    as_of: datetime | None = None
    revoked_since: datetime | None = None
    on_hold: bool = False


UNKNOWN_STATUS = RevocationStatus(RevocationState.UNKNOWN)


class ExpiryKind(StrEnum):
    """What comes to its end."""

    CERTIFICATE = "certificate"
    SEAL = "seal"
    RENEWAL = "renewal"  # a seal's periodic renewal (定期换发), whatever its own term


@dataclass(frozen=True)
class ExpiryNotice:
    """A seal or certificate that ends soon, or has ended, or a seal whose renewal is due.

    Attributes:
        name: The seal's name, or the certificate holder's common name.
        days_left: Whole days until then; 0 on the last day and afterwards.
        level: 60, 30 or 7: ends within so many days; 0: has ended.
    """

    kind: ExpiryKind
    name: str
    until: datetime
    days_left: int
    level: int
