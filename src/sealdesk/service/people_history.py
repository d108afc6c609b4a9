"""Registers of people that were in force before: who somebody was, and which key was theirs, at an entry of the ledger.

Each version is kept (`register/people.<version>.note`) and believed by the digest that its entry in the ledger names.
What people signed stays theirs after they left or have another key; what they may do now the register in force says.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.fields import FormatError
from sealdesk.formats.people import PeopleRegister, read_people
from sealdesk.model.ledger import EntryKind
from sealdesk.model.people import Person
from sealdesk.policy.permissions import ADMINISTRATORS
from sealdesk.tlog import note
from sealdesk.tlog.note import Verifier
from sealdesk.vault import files

if TYPE_CHECKING:
    from sealdesk.service.desk import Desk, EntryReader

LARGEST_REGISTER_BYTES = 16 << 20


@dataclass(frozen=True)
class RegisterVersion:
    """One version of the people register, as its entry names it.

    Attributes:
        index: Of the entry.
        keys: People who got a key with it, with the digest of the key file that came along (empty: none came).
        administrators: The administrators' keys, where the version names them.
    """

    index: int
    version: int
    sha256: str
    keys: Mapping[str, str]
    administrators: tuple[str, ...]


def versions(desk: Desk) -> tuple[RegisterVersion, ...]:
    """Every version that was in force, oldest first.

    Raises:
        SealDeskError: `LEDGER_BROKEN` for an entry that is none.
    """
    size = desk.ledger.size()
    seen, known = desk.people_versions
    if seen < size:
        new = desk.ledger.entries(kind=EntryKind.PEOPLE_REGISTERED, after_index=seen - 1)
        found = tuple(_version(desk, entry.index, entry.body) for entry in new)
        known = (*known, *found)
        desk.people_versions = (size, known)
        if found:
            desk.follow_registers()
    return known


def _version(desk: Desk, index: int, body: Mapping[str, Any]) -> RegisterVersion:
    try:
        return RegisterVersion(
            index,
            int(body["version"]),
            str(body["sha256"]),
            {str(one): str(digest) for one, digest in body.get("keys", {}).items()},
            tuple(str(key) for key in body.get("administrators", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        path, reason = desk.layout.ledger, f"entry {index}"
        raise SealDeskError(ErrorCode.LEDGER_BROKEN, path=path, reason=reason) from wrong


def register_at(desk: Desk, index: int) -> PeopleRegister:
    """The register in force when the entry at `index` was made; of its own entry, the register that one set.

    Entries in front of the first register are judged by that one.

    Raises:
        SealDeskError: `REGISTER_BROKEN` where an earlier version is not there, or not the one that was in force.
    """
    known = versions(desk)
    past = [one for one in known if one.index <= index] or list(known[:1])
    if not past or past[-1] is known[-1]:
        return desk.people
    return _kept(desk, past[-1])


def person_at(desk: Desk, person_id: str, index: int) -> Person | None:
    """The person as registered when that entry was made."""
    return register_at(desk, index).find(person_id)


def key_at(desk: Desk, person_id: str, index: int) -> Verifier | None:
    """The own key that a person had when that entry was made; None for somebody who was not registered then.

    Raises:
        SealDeskError: As `register_at`; `REGISTER_BROKEN` for a key that is none.
    """
    person = person_at(desk, person_id, index)
    return None if person is None else _verifier(desk, person)


def administrators_before(desk: Desk, index: int) -> tuple[Verifier, ...] | None:
    """The keys that could sign a register entered at `index`: the administrators' of the people register before it.

    None for the first people register, which its own administrators sign.

    Raises:
        SealDeskError: As `register_at`.
    """
    before = [one for one in versions(desk) if one.index < index]
    if not before:
        return None
    people = register_at(desk, index - 1).people
    return tuple(_verifier(desk, one) for one in people if one.roles & ADMINISTRATORS)


def administrators_named(reader: EntryReader) -> tuple[Verifier, ...]:
    """Every key the ledger names as an administrator's, whenever that was: what it says of itself.

    Raises:
        SealDeskError: `LEDGER_BROKEN`.
    """
    kinds = (EntryKind.WORKSTATION_ENROLLED, EntryKind.PEOPLE_REGISTERED)
    found: dict[Verifier, None] = {}
    for entry in reader.entries(kind=kinds):
        try:
            found |= dict.fromkeys(Verifier.parse(key) for key in entry.body.get("administrators", ()))
        except (note.NoteError, TypeError, AttributeError) as wrong:
            raise SealDeskError(ErrorCode.LEDGER_BROKEN, reason=f"entry {entry.index}") from wrong
    return tuple(found)


def _verifier(desk: Desk, person: Person) -> Verifier:
    try:
        return Verifier.parse(person.public_key)
    except note.NoteError as wrong:
        path = desk.layout.people
        raise SealDeskError(ErrorCode.REGISTER_BROKEN, path=path, reason=person.id) from wrong


def _kept(desk: Desk, version: RegisterVersion) -> PeopleRegister:
    """An earlier version, by the digest that its entry names."""
    cached = desk.people_before.get(version.sha256)
    if cached is not None:
        return cached
    path = desk.layout.earlier_people(version.version)
    try:
        blob = files.read(path, LARGEST_REGISTER_BYTES)
    except OSError as missing:
        raise SealDeskError(ErrorCode.REGISTER_BROKEN, path=path, reason=missing.strerror) from missing
    if sha256(blob).hexdigest() != version.sha256:
        raise SealDeskError(ErrorCode.REGISTER_BROKEN, path=path, reason="changed")
    try:
        register = read_people(note.text_of(blob.decode("utf-8")))
    except (UnicodeDecodeError, note.NoteError, FormatError) as broken:
        raise SealDeskError(ErrorCode.REGISTER_BROKEN, path=path, reason=str(broken)) from broken
    desk.people_before[version.sha256] = register
    return register


def keep_present(desk: Desk) -> None:
    """Keep the version in force beside the register, before a higher one takes its place; raises `OSError`."""
    last = versions(desk)[-1]
    path = desk.layout.earlier_people(last.version)
    with suppress(OSError):
        if sha256(files.read(path, LARGEST_REGISTER_BYTES)).hexdigest() == last.sha256:
            return
    files.replace(path, files.read(desk.layout.people, LARGEST_REGISTER_BYTES))
