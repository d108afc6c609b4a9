"""People proving who they are: the password that opens their own key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.people import Person, Role
from sealdesk.service.desk import Desk
from sealdesk.tlog.note import Signer
from sealdesk.vault.personal_key import unlock_key

ADMINISTRATORS = frozenset({Role.PLATFORM_ADMIN, Role.SYSTEM_ADMIN})


@dataclass(frozen=True)
class SignIn:
    """What a person entered to prove who they are."""

    person_id: str
    password: str = field(repr=False)


def signed_in(desk: Desk, person_id: str, password: str) -> tuple[Person, Signer]:
    """The person, proved by the password that opens their own key.

    Raises:
        SealDeskError: `PERSON_UNKNOWN`, `PERSON_PASSWORD_WRONG`; `PERSON_NOT_ENTITLED` where the key is not the
            one the people register names.
    """
    person = desk.person(person_id)
    try:
        blob = desk.layout.person_key(person.id).read_bytes()
    except OSError as missing:
        raise SealDeskError(ErrorCode.PERSON_PASSWORD_WRONG, person=person_id) from missing
    signer = Signer.parse(unlock_key(blob, person.id, password))
    if str(signer.verifier) != person.public_key:
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=person.name, act="sign in")
    return person, signer


def is_administrator(person: Person) -> bool:
    """Whether the person is a platform or system administrator."""
    return bool(person.roles & ADMINISTRATORS)


def two_administrators(desk: Desk, entered: Iterable[SignIn], act: str) -> dict[str, Signer]:
    """The own keys of two different administrators, by person id.

    Args:
        act: What they want to do, as `PERSON_NOT_ENTITLED` names it.

    Raises:
        SealDeskError: `PERSON_TWO_NEEDED`, `PERSON_NOT_ENTITLED`; as `signed_in`.
    """
    entries = tuple(entered)
    if len(entries) != 2 or entries[0].person_id == entries[1].person_id:
        raise SealDeskError(ErrorCode.PERSON_TWO_NEEDED)
    for entry in entries:  # before any password is tried
        person = desk.person(entry.person_id)
        if not is_administrator(person):
            raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=person.name, act=act)
    return {entry.person_id: signed_in(desk, entry.person_id, entry.password)[1] for entry in entries}
