"""The time that terms are judged by: the computer's clock, held against what the ledger has seen of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service.desk import Desk, EntryReader

TOLERANCE = timedelta(minutes=5)
"""Clocks are set right by a little now and then; further back is no correction."""


def judged_now(desk: Desk, reader: EntryReader | None = None) -> datetime:
    """The time now, but not before the newest entry: a clock that was set back prolongs no term.

    Args:
        reader: The transaction that the answer is for; the desk's ledger where none is given.

    Raises:
        SealDeskError: `CLOCK_SET_BACK` where the clock lies more than `TOLERANCE` before the newest entry.
    """
    now = _clock()
    newest = next((reader or desk.ledger).entries(newest_first=True, limit=1), None)
    if newest is None:
        return now
    if newest.time - now > TOLERANCE:
        raise SealDeskError(ErrorCode.CLOCK_SET_BACK, now=now, newest=newest.time, entry=newest.index)
    return max(now, newest.time)


def _clock() -> datetime:
    return datetime.now(UTC)
