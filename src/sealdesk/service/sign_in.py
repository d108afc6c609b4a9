"""People proving who they are: the password that opens their own key, or their own token.

Whoever acts is asked here, by the service: which roles have an action, `policy.permissions` says, and the register in
force says who has which role.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.people import Person
from sealdesk.model.permission import Action
from sealdesk.model.token import TokenRef
from sealdesk.policy.permissions import ADMINISTRATORS, may
from sealdesk.policy.role_rules import NEVER_MEET, RoleException, conflicts_left, exceptions_of
from sealdesk.service import sign_in_guard
from sealdesk.service.desk import Desk
from sealdesk.service.own_keys import own_key
from sealdesk.tlog.note import Signer

__all__ = [
    "ADMINISTRATORS",
    "SignIn",
    "admitted",
    "check_may",
    "check_roles",
    "exceptions_in_force",
    "is_administrator",
    "proved",
    "role_exceptions",
    "signed_in",
    "two_administrators",
]


@dataclass(frozen=True)
class SignIn:
    """What a person gave to prove who they are.

    Attributes:
        token: Their own token, plugged in and unlocked, in place of the password; proves them where nothing has to be
            signed with their own key.
    """

    person_id: str
    password: str = field(default="", repr=False)
    token: TokenRef | None = None


def signed_in(
    desk: Desk, person_id: str, password: str, action: Action | None = None
) -> tuple[Person, Signer]:
    """The person, proved by the password that opens their own key. A wrong one is entered in the ledger.

    Args:
        action: What they want to do, where the permission matrix has it: asked before the password is tried.

    Raises:
        SealDeskError: `PERSON_UNKNOWN`, `PERSON_PASSWORD_WRONG`; `PERSON_LOCKED` after too many of those;
            `PERSON_KEY_WRONG` where the key's file is not the one the ledger names; `PERSON_NOT_ENTITLED` where no role
            of theirs has the action, or the key is not the one the people register names; `PERSON_ROLES_CONFLICT`
            where their roles keep apart and the policy has no exception.
    """
    desk.follow_registers()
    person = desk.person(person_id)
    if action is not None:
        check_may(desk, person, action)
    sign_in_guard.check_not_locked(desk, person)
    failed_before = bool(sign_in_guard.failures_of(desk, person.id))
    act = action.value if action is not None else ""
    try:
        signer = own_key(desk, person, password)
    except SealDeskError as refusal:
        if refusal.code is ErrorCode.PERSON_PASSWORD_WRONG:
            sign_in_guard.enter_failure(desk, person, act)
        raise
    sign_in_guard.check_not_locked(desk, person)  # others may have tried at the same time
    if failed_before:
        with suppress(SealDeskError):  # where nothing can be recorded the count goes on
            sign_in_guard.enter_success(desk, person, "password", act)
    return person, signer


def proved(desk: Desk, by: SignIn, action: Action | None = None) -> Person:
    """The person, proved by their password, or by their own token: its key signs a challenge.

    Raises:
        SealDeskError: As `signed_in`; with a token `PERSON_TOKEN_FOREIGN`, `TOKEN_NOT_REGISTERED`, `CERTIFICATE_…` for
            what stands against it, `TOKEN_NOT_LOGGED_IN`; `PERSON_PASSWORD_MISSING` where its key wants a PIN for
            every signature, so that it is not challenged.
    """
    if by.token is None:
        return signed_in(desk, by.person_id, by.password, action)[0]
    from sealdesk.service.person_token import binding_of_person
    from sealdesk.service.token_side import prove_key

    desk.follow_registers()
    person = desk.person(by.person_id)
    if action is not None:
        check_may(desk, person, action)
    desk.check_log()  # who holds a token, and whether it is registered, entries say
    binding = binding_of_person(desk, person, by.token, datetime.now(UTC))
    if not desk.tokens.logged_in(by.token):
        raise SealDeskError(ErrorCode.TOKEN_NOT_LOGGED_IN, token=by.token)
    keys = desk.tokens.keys(by.token)
    if any(key.key_id == binding.key_id and key.always_authenticate for key in keys):
        raise SealDeskError(ErrorCode.PERSON_PASSWORD_MISSING, person=person.name)
    prove_key(desk, by.token, binding)
    return person


def admitted(desk: Desk, by: SignIn, action: Action) -> Person:
    """As `proved`, and entered in the ledger: for a window or a command that shows something to whoever may read it.

    Raises:
        SealDeskError: As `proved`; what the ledger raises.
    """
    person = proved(desk, by, action)
    sign_in_guard.enter_success(desk, person, "password" if by.token is None else "token", action.value)
    return person


def check_may(desk: Desk, person: Person, action: Action) -> None:
    """Whether the person's roles have this power.

    Raises:
        SealDeskError: `PERSON_NOT_ENTITLED`, `PERSON_ROLES_CONFLICT`.
    """
    if not may(person, action):
        raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=person.name, act=action.value)
    check_roles(person, role_exceptions(desk))


def check_roles(person: Person, exceptions: Mapping[str, str]) -> None:
    """Raises `PERSON_ROLES_CONFLICT` for roles that keep apart without an exception.

    Args:
        exceptions: Reasons by person id, as the policy in force has them.
    """
    left = conflicts_left(person, exceptions)
    if left:
        roles = sorted(role.value for role in frozenset().union(*left))
        facts: dict[str, object] = {"person": person.name, "roles": ", ".join(roles)}
        never = [pair for pair in left if pair in NEVER_MEET]
        if never:
            facts["never"] = ", ".join(sorted(role.value for role in frozenset().union(*never)))
        raise SealDeskError(ErrorCode.PERSON_ROLES_CONFLICT, **facts)


def exceptions_in_force(desk: Desk) -> tuple[RoleException, ...]:
    """People whose roles keep apart but for an exception of the policy in force: every report shows them."""
    return exceptions_of(desk.people.people, role_exceptions(desk))


def role_exceptions(desk: Desk) -> Mapping[str, str]:
    """Reasons by the ids of people whose roles may meet, as the policy in force has them."""
    return desk.policy.exceptions


def is_administrator(person: Person) -> bool:
    """Whether the person is a platform or system administrator."""
    return bool(person.roles & ADMINISTRATORS)


def two_administrators(
    desk: Desk, entered: Iterable[SignIn], act: str, action: Action | None = None
) -> dict[str, Signer]:
    """The own keys of two different administrators, by person id.

    Args:
        act: What they want to do, as `PERSON_NOT_ENTITLED` names it.
        action: The same, where the permission matrix has it.

    Raises:
        SealDeskError: `PERSON_TWO_NEEDED`, `PERSON_NOT_ENTITLED`; as `signed_in`.
    """
    entries = tuple(entered)
    if len(entries) != 2 or entries[0].person_id == entries[1].person_id:
        raise SealDeskError(ErrorCode.PERSON_TWO_NEEDED)
    desk.follow_registers()
    for entry in entries:  # before any password is tried
        person = desk.person(entry.person_id)
        if not is_administrator(person):
            raise SealDeskError(ErrorCode.PERSON_NOT_ENTITLED, person=person.name, act=act)
    return {entry.person_id: signed_in(desk, entry.person_id, entry.password, action)[1] for entry in entries}
