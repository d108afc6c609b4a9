"""Who signs a step of a seal's life, as rows of the sign form."""

from __future__ import annotations

from sealdesk.gui.language import language
from sealdesk.gui.people_sign import Signer
from sealdesk.gui.seals_reading import SealDetails
from sealdesk.model.people import Person, Role
from sealdesk.model.seal_life import LifeAction
from sealdesk.policy.seal_life import ADMINISTRATORS, RULES, AnyParty, Party
from sealdesk.texts import name_of

_ROLES = {
    Party.PLATFORM_ADMIN: frozenset({Role.PLATFORM_ADMIN}),
    Party.SYSTEM_ADMIN: frozenset({Role.SYSTEM_ADMIN}),
    Party.ADMINISTRATOR: ADMINISTRATORS,
    Party.APPROVER: frozenset({Role.APPROVER}),
}


def signers_for(action: LifeAction, details: SealDetails) -> tuple[Signer, ...]:
    """A row for each signature the step needs, with those who may give it."""
    return tuple(_signer(group, action, details) for group in RULES[action].signers)


def _signer(group: AnyParty, action: LifeAction, details: SealDetails) -> Signer:
    people = tuple(
        person
        for person in details.who.get(action, ())
        if any(_belongs(person, party, details) for party in group)
    )
    return Signer(party_words(group), people)


def party_words(group: AnyParty) -> str:
    """As what somebody signs, e.g. `该印章的保管人`."""
    return " / ".join(name_of(party, language()) for party in sorted(group))


def _belongs(person: Person, party: Party, details: SealDetails) -> bool:
    if party in (Party.ANYBODY, Party.PERSON):
        return True
    if party is Party.CUSTODIAN:
        return person.id in keepers(details)
    return bool(person.roles & _ROLES[party])


def keepers(details: SealDetails) -> frozenset[str]:
    """Who keeps the seal, or shall keep it: its custodian, and a deputy in their time."""
    deputy = details.custody.person_id if details.custody else ""
    return frozenset({details.custodian_id, deputy}) - {""}
