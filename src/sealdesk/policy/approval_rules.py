"""What a policy asks before a seal is used: who decides, how, when, and what follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from sealdesk.model.document import DocumentClass
from sealdesk.model.people import Position

LEAST_RETENTION_YEARS = 3
"""No policy keeps the records of a use for less."""


class Overdue(StrEnum):
    """What follows where a confirmation (用印后确认) is late."""

    TELL = "tell"
    REFUSE = "refuse"


@dataclass(frozen=True)
class ApprovalStep:
    """One decision that has to be there.

    Attributes:
        positions: Somebody who holds one of them decides; `DEPUTY` among them: or an authorised deputy (受权人).
        all_of: Of every one of them somebody, in place of one of them.
        deputies: Whoever holds such a position's power by a delegation in force (授权审批) counts.
        own_department: Heads of departments count for the department concerned only: the seal's, where the step is
            one of the seal's kind and the seal has a department; else the applicant's.
        in_person: The decision is made at the workstation, by one's own password or token.
        if_applicant: Positions that decide instead where the applicant holds one of `positions`; empty: nobody does,
            somebody else of the same position has to be found.
        cites: The rule this comes from, for people.
    """

    positions: frozenset[Position]
    all_of: bool = False
    deputies: bool = True
    own_department: bool = False
    in_person: bool = False
    if_applicant: frozenset[Position] = frozenset()
    cites: str = ""


@dataclass(frozen=True)
class Hours:
    """When a seal may be used.

    Attributes:
        opens, closes: On the policy's own clock: from the one until right before the other, which lies behind it.
        days: Days of the week, from 1 (Monday) to 7.
        utc_offset: What that clock is ahead of UTC: not the computer's own zone, which anybody may set.
    """

    opens: time
    closes: time
    days: frozenset[int] = frozenset(range(1, 8))
    utc_offset: timedelta = timedelta(hours=8)

    def allow(self, at: datetime) -> bool:
        """Whether the seal may be used at this time."""
        local = self.clock(at)
        return local.isoweekday() in self.days and self.opens <= local.time() < self.closes

    def clock(self, at: datetime) -> datetime:
        """What the policy's clock shows then; without a zone."""
        return at.astimezone(UTC).replace(tzinfo=None) + self.utc_offset

    def __str__(self) -> str:
        hours = f"{self.opens:%H:%M}–{self.closes:%H:%M}"
        return hours if len(self.days) == 7 else f"{hours} ({', '.join(map(str, sorted(self.days)))})"


@dataclass(frozen=True)
class KindRules:
    """What is asked for every use of seals of a kind.

    Attributes:
        steps: Decisions that have to be there, the class's before them.
        forbidden: Classes of documents such a seal may never be used on.
        hours: When it may be used; None: at any time.
        per_day: How many impressions a seal makes on one day at most; None: as many as are approved.
        pin_each_use: In place of the policy's own `pin.each_use`; None: as that says.
    """

    steps: tuple[ApprovalStep, ...]
    forbidden: frozenset[DocumentClass] = frozenset()
    hours: Hours | None = None
    per_day: int | None = None
    pin_each_use: bool | None = None


@dataclass(frozen=True)
class ClassRules:
    """What is asked for documents of a class, whatever seal is used on them.

    Attributes:
        steps: Decisions that have to be there beside those of the seal's kind.
        in_person: Every decision on such a document is made at the workstation, also those of the seal's kind.
        confirm_after: The applicant's department head confirms what was stamped (用印后确认).
        confirm_days: So many days after the act it is overdue.
        confirm_overdue: Whether a late confirmation is told, or keeps the department's next document of the class
            from being stamped.
        retention_years: So long the records are kept; never less than `LEAST_RETENTION_YEARS`.
        paper: A scanned paper form counts as a decision.
    """

    steps: tuple[ApprovalStep, ...] = field(default=())
    in_person: bool = False
    confirm_after: bool = False
    confirm_days: int = 7
    confirm_overdue: Overdue = Overdue.TELL
    retention_years: int = LEAST_RETENTION_YEARS
    paper: bool = False
