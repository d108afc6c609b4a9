"""Wrong passwords: entered, counted, and after some nobody may try for a while.

They are counted from the ledger, so that deleting a file gives nobody another try. A right password, a changed one and
a new key that two administrators registered begin the count anew.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Person
from sealdesk.service.desk import Desk
from sealdesk.service.people_history import versions

_TOLD_BY = (EntryKind.SIGN_IN_FAILED, EntryKind.SIGNED_IN, EntryKind.PASSWORD_CHANGED)
_MOST_READ = 1000


@dataclass(frozen=True)
class LockedPerson:
    """Somebody whose password is not tried for a while."""

    person: Person
    until: datetime


def failures_of(desk: Desk, person_id: str) -> tuple[datetime, ...]:
    """When the person's password was wrong since it was last right, the latest first."""
    renewed = max((one.index for one in versions(desk) if person_id in one.keys), default=-1)
    found: list[datetime] = []
    entries = desk.ledger.entries(
        kind=_TOLD_BY, person=person_id, after_index=renewed, newest_first=True, limit=_MOST_READ
    )
    for entry in entries:
        if entry.kind is not EntryKind.SIGN_IN_FAILED:
            break
        found.append(entry.time)
    return tuple(found)


def locked_until(desk: Desk, person_id: str) -> datetime | None:
    """Until when the person's password is not tried; None where it is.

    A clock that was set back opens nothing earlier: time is not before the ledger's last entry.
    """
    failures = failures_of(desk, person_id)
    until = desk.policy.sign_in.locked_until(failures)
    return until if until is not None and _now(desk) < until else None


def _now(desk: Desk) -> datetime:
    last = next(desk.ledger.entries(newest_first=True, limit=1), None)
    return max(datetime.now(UTC), last.time) if last else datetime.now(UTC)


def check_not_locked(desk: Desk, person: Person) -> None:
    """Raises `PERSON_LOCKED` where the password was wrong too often, and too lately."""
    until = locked_until(desk, person.id)
    if until is not None:
        raise SealDeskError(ErrorCode.PERSON_LOCKED, person=person.name, until_utc=until)


def locked_people(desk: Desk) -> tuple[LockedPerson, ...]:
    """Everybody whose password is not tried now, by name."""
    found = ((person, locked_until(desk, person.id)) for person in desk.people.people)
    locked = (LockedPerson(person, until) for person, until in found if until is not None)
    return tuple(sorted(locked, key=lambda one: one.person.name))


def enter_failure(desk: Desk, person: Person, act: str) -> None:
    """A password was wrong: enter that. A ledger that cannot be written does not hide the refusal from anybody."""
    with suppress(SealDeskError):
        desk.record(EntryKind.SIGN_IN_FAILED, {"person": person.id, "act": act})


def enter_success(desk: Desk, person: Person, means: str, act: str) -> None:
    """A person proved who they are, and reads on it; or the count of wrong passwords ends with it."""
    desk.record(EntryKind.SIGNED_IN, {"person": person.id, "means": means, "act": act})
