"""What follows an act: the confirmation (用印后确认), the delivery (交付), the voiding (作废)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Confirmation:
    """Somebody who had to looks at what was stamped and says whether it is what was approved.

    Attributes:
        document_sha256: Of the stamped file that was looked at (hex).
        agrees: It is what was approved; otherwise `comment` says what is not.
    """

    act_id: str
    person_id: str
    at: datetime
    document_sha256: str
    agrees: bool
    comment: str
    entry_id: str


@dataclass(frozen=True)
class Delivery:
    """The stamped file was handed over or sent.

    Attributes:
        how: The way it went, in the custodian's words (送达, 邮寄, 电子邮件 …).
    """

    act_id: str
    person_id: str
    at: datetime
    recipient: str
    how: str
    entry_id: str


@dataclass(frozen=True)
class Voiding:
    """An act is declared void. The document stays what it is; whoever asks the ledger hears of it.

    Attributes:
        persons: Who declared it: two.
    """

    act_id: str
    persons: tuple[str, ...]
    at: datetime
    reason: str
    entry_id: str


@dataclass(frozen=True)
class ActStanding:
    """A sealed act and what followed it.

    Attributes:
        request_ids: Requests whose uses it took, in the order of its seals.
        stamped_name: Name of the stamped file when it was written.
        stamped_sha256: Of the stamped file (hex).
        confirm_by: Until when it has to be confirmed; None where the policy does not ask for it.
        confirmations: Oldest first; the last one of each person counts.
    """

    act_id: str
    request_ids: tuple[str, ...]
    sealed: datetime
    stamped_name: str
    stamped_sha256: str
    confirm_by: datetime | None = None
    confirmations: tuple[Confirmation, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    voided: Voiding | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody still has to confirm it."""
        return self.confirm_by is not None and not self.confirmations and self.voided is None
