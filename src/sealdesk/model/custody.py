"""Who keeps a seal: its custodian, a successor by handover, a deputy for a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CustodyBasis(StrEnum):
    """Why somebody keeps a seal."""

    RECORD = "record"  # named in the maker-signed record
    HANDOVER = "handover"  # 交接
    DELEGATION = "delegation"  # 代管


class HandoverWay(StrEnum):
    """What passes on. Values are stored for ever."""

    SAME_TOKEN = "same_token"  # noqa: S105 - the token itself; its PIN must be changed before it signs again
    OWN_TOKEN = "own_token"  # noqa: S105 - the successor's own token is added, the old one removed


@dataclass(frozen=True)
class Custody:
    """Who keeps the seal now.

    Attributes:
        person_id: Who may stamp with it.
        custodian_id: The custodian; another person than `person_id` during a delegation only.
        until: When a delegation ends by itself; None otherwise.
        certificates: SHA-256 (hex) of the token certificates through which this person signs with this seal.
    """

    seal_id: str
    person_id: str
    custodian_id: str
    basis: CustodyBasis
    since: datetime | None
    until: datetime | None
    certificates: tuple[str, ...]
