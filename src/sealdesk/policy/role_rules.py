"""Which roles keep apart: whoever manages does not use, whoever audits does neither.

Two roles on one person stand against each other unless they are user and approver: who decides on others' requests may
make requests of their own (nobody decides on their own). A small organisation may write an exception for a person
into its policy; it then shows wherever people are listed and reported on. Keeping seals stays apart from managing,
deciding and auditing even so: `policy.custody_rules` lets nobody keep a seal who does one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from sealdesk.model.people import Person, Role

RolePair = frozenset[Role]

MAY_MEET: frozenset[RolePair] = frozenset({frozenset({Role.USER, Role.APPROVER})})
"""The pairs of roles that one person may have without an exception."""

NEVER_MEET: frozenset[RolePair] = frozenset(
    frozenset({Role.CUSTODIAN, other})
    for other in (Role.PLATFORM_ADMIN, Role.SYSTEM_ADMIN, Role.APPROVER, Role.AUDITOR)
)
"""The pairs that no exception allows."""


@dataclass(frozen=True)
class RoleException:
    """Somebody has roles that keep apart, because the policy says so.

    Attributes:
        pairs: The roles that meet in this person.
        reason: As the policy gives it.
    """

    person_id: str
    name: str
    pairs: tuple[RolePair, ...]
    reason: str


def conflicts(roles: Iterable[Role]) -> tuple[RolePair, ...]:
    """The pairs among these roles that keep apart, in the order of the roles."""
    held = sorted(set(roles), key=list(Role).index)
    pairs = (frozenset(pair) for pair in combinations(held, 2))
    return tuple(pair for pair in pairs if pair not in MAY_MEET)


def conflicts_left(person: Person, exceptions: Mapping[str, str]) -> tuple[RolePair, ...]:
    """The person's conflicting pairs that no exception of the policy covers.

    Args:
        exceptions: Reasons by person id, as the policy in force has them.
    """
    found = conflicts(person.roles)
    if not exceptions.get(person.id, "").strip():
        return found
    return tuple(pair for pair in found if pair in NEVER_MEET)


def exceptions_of(people: Iterable[Person], exceptions: Mapping[str, str]) -> tuple[RoleException, ...]:
    """The exceptions that somebody makes use of, by person id."""
    return tuple(
        RoleException(one.id, one.name, conflicts(one.roles), exceptions[one.id])
        for one in sorted(people, key=lambda person: person.id)
        if one.id in exceptions and conflicts(one.roles)
    )
