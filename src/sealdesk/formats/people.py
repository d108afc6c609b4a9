"""The people register, as two administrators sign it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from sealdesk.formats.fields import Fields, FormatError
from sealdesk.model.people import Person, Position, Role

_RECOVERY_KEY = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class PeopleRegister:
    """Everybody who may do something here. A higher version replaces a lower one, never the reverse."""

    version: int
    people: tuple[Person, ...]

    def find(self, person_id: str) -> Person | None:
        return next((person for person in self.people if person.id == person_id), None)

    def with_certificate(self, certificate_sha256: str) -> Person | None:
        """Who signs in with the token that holds this certificate."""
        return next((person for person in self.people if certificate_sha256 in person.certificates), None)


def write_people(register: PeopleRegister) -> str:
    """The register as JSON text that a person can read, with its line end."""
    table = {
        "format": 1,
        "version": register.version,
        "people": [_person_table(person) for person in register.people],
    }
    return json.dumps(table, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _person_table(person: Person) -> dict[str, Any]:
    recovery = {"recovery_key": person.recovery_key} if person.recovery_key else {}
    return {
        **recovery,
        "id": person.id,
        "name": person.name,
        "department": person.department,
        "roles": sorted(role.value for role in person.roles),
        "positions": sorted(position.value for position in person.positions),
        "public_key": person.public_key,
        "certificates": list(person.certificates),
    }


def read_people(text: str) -> PeopleRegister:
    """The register of a text.

    Raises:
        FormatError: Anything else, also two people with one id.
    """
    try:
        fields = Fields(json.loads(text), "register")
    except (ValueError, RecursionError) as wrong:
        raise FormatError("not JSON") from wrong
    fields.format(1)
    version = fields.number("version")
    people = tuple(_person(entry) for entry in fields.objects("people"))
    fields.done()
    if len({person.id for person in people}) != len(people):
        raise FormatError("register: two people with one id")
    return PeopleRegister(version, people)


def _person(entry: Any) -> Person:
    fields = Fields(entry, "person")
    try:
        person = Person(
            id=fields.text("id"),
            name=fields.text("name"),
            department=fields.text("department"),
            roles=frozenset(Role(role) for role in fields.texts("roles")),
            positions=frozenset(Position(position) for position in fields.texts("positions")),
            public_key=fields.text("public_key"),
            certificates=fields.texts("certificates"),
            recovery_key=_recovery_key(fields) if "recovery_key" in entry else "",
        )
    except ValueError as wrong:
        raise FormatError(str(wrong)) from wrong
    fields.done()
    return person


def _recovery_key(fields: Fields) -> str:
    key = fields.text("recovery_key")
    if not _RECOVERY_KEY.fullmatch(key):
        raise FormatError("person.recovery_key: not 32 bytes in hex")
    return key
