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


class CustodyAct(StrEnum):
    """What happened to a seal's custody. Values are stored for ever."""

    HANDED_OVER = "handed_over"  # 交接
    DELEGATED = "delegated"  # 代管
    ENDED = "ended"  # 结束代管


class HandoverWay(StrEnum):
    """What passes on. Values are stored for ever."""

    SAME_TOKEN = "same_token"  # noqa: S105 - the token itself; its PIN must be changed before it signs again
    OWN_TOKEN = "own_token"  # noqa: S105 - the successor's own token is added, the old one removed


@dataclass(frozen=True)
class Custody:
    """Who keeps the seal now.

    Attributes:
        person_id: Who may stamp with it; empty where a deputy's time is over and the token that passed to them was
            not confirmed to be back.
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


@dataclass(frozen=True)
class CustodyStep:
    """One act on a seal's custody, as the ledger has it.

    Attributes:
        act_id: The same for all seals that one act moved.
        giver_id, keeper_id: Who kept the seal before, and who keeps it after.
        approver_id: Who approved a deputy; empty otherwise.
        persons: Who signed, by id.
        certificates: SHA-256 (hex) of the certificates through which the keeper signs.
        statement: What they signed, as a C2SP signed note.
    """

    act: CustodyAct
    act_id: str
    entry_id: str
    seal_id: str
    way: HandoverWay
    giver_id: str
    keeper_id: str
    approver_id: str
    persons: tuple[str, ...]
    at: datetime
    until: datetime | None
    certificates: tuple[str, ...]
    reason: str
    statement: str
