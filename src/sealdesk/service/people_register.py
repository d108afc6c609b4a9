"""The people register: who may act here, changed by two administrators together.

Each change is a new version, a document that both sign with their own keys; the one before is kept, the ledger names
the one in force. Files and secrets are laid ready first and take their places once the ledger names it: a crash
leaves the old register, or the new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from hashlib import sha256
from itertools import combinations
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.people import PeopleRegister, write_people
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.people import Person
from sealdesk.model.permission import Action
from sealdesk.policy.plain_text import is_plain
from sealdesk.service import people_history, seals
from sealdesk.service.custody_standing import custody_of
from sealdesk.service.desk import ADMINISTRATOR_KEYS, Desk
from sealdesk.service.own_keys import OwnKey, is_key_of, lay_key, put_password
from sealdesk.service.sign_in import (
    SignIn,
    check_roles,
    is_administrator,
    role_exceptions,
    signed_in,
    two_administrators,
)
from sealdesk.store.ledger import Transaction
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer
from sealdesk.vault import files
from sealdesk.vault.personal_key import LARGEST_KEY_BYTES, public_keys

LEAST_ADMINISTRATORS = 2
PERSON_ID = re.compile(r"\w[\w.-]{0,63}")
_CERTIFICATE = re.compile("[0-9a-f]{64}")
_MOST_CHARACTERS = 100
_OF_THE_KEY = frozenset({"public_key", "recovery_key"})


@dataclass(frozen=True)
class PeopleChange:
    """What becomes of the register.

    Attributes:
        based_on: Version of the register that the change was made on.
        put: People who are added, or take the place of their entry so far. The key of somebody new is in `keys`.
        retire: Ids of people who leave. What they signed stays theirs.
        keys: New own keys; one for everybody who is added.
    """

    based_on: int
    put: tuple[Person, ...] = ()
    retire: tuple[str, ...] = ()
    keys: tuple[OwnKey, ...] = ()


@dataclass(frozen=True)
class Differences:
    """How one version of the register differs from the one before, by person id.

    Attributes:
        changed: With the names of what is different.
    """

    added: tuple[str, ...]
    retired: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]

    def facts(self) -> dict[str, Any]:
        """As the ledger's entry says it."""
        changed = {one: list(names) for one, names in self.changed.items()}
        return {"added": list(self.added), "retired": list(self.retired), "changed": changed}


def change(desk: Desk, wanted: PeopleChange, by: Iterable[SignIn]) -> PeopleRegister:
    """Set the register's next version, signed by two different administrators of the one in force.

    Raises:
        SealDeskError: As `judged`; `PERSON_…` where the two may not; `REGISTER_BROKEN`; `OUTPUT_NOT_WRITABLE`,
            `SECRET_STORE_MISSING`; what the ledger raises. Then the register stays what it was.
    """
    desk.follow_registers()
    judged(desk, wanted)  # before any password is tried
    signers = two_administrators(desk, by, "people", Action.CHANGE_PEOPLE)
    with desk.recording() as transaction:
        desk.check_log(transaction)
        after = judged(desk, wanted)
        _enter(desk, transaction, after, wanted, signers)
    _put_in_force(desk, wanted)
    return desk.people


def judged(desk: Desk, wanted: PeopleChange) -> PeopleRegister:
    """The register as the change makes it, where nothing stands against that.

    Raises:
        SealDeskError: `PEOPLE_CHANGED_MEANWHILE`, `PEOPLE_NOTHING_CHANGED`, `PEOPLE_NOT_UNIQUE`,
            `PEOPLE_TOO_FEW_ADMINISTRATORS`, `PERSON_UNKNOWN`, `PERSON_KEY_WRONG`, `PERSON_ROLES_CONFLICT`;
            `USAGE_WRONG` naming what is no id, name, role or certificate.
    """
    before = desk.people
    if wanted.based_on != before.version:
        facts = {"now": before.version, "based_on": wanted.based_on}
        raise SealDeskError(ErrorCode.PEOPLE_CHANGED_MEANWHILE, **facts)
    people = _people_after(desk, before, wanted)
    exceptions = role_exceptions(desk)
    touched = {one.id for one in wanted.put}
    for person in people:
        if person.id in touched:
            _check_person(desk, person)
            check_roles(person, exceptions)
    _check_unique(people)
    left = sum(map(is_administrator, people))
    if left < LEAST_ADMINISTRATORS:
        raise SealDeskError(ErrorCode.PEOPLE_TOO_FEW_ADMINISTRATORS, left=left)
    if people == before.people:
        raise SealDeskError(ErrorCode.PEOPLE_NOTHING_CHANGED)
    return PeopleRegister(before.version + 1, people)


def _people_after(desk: Desk, before: PeopleRegister, wanted: PeopleChange) -> tuple[Person, ...]:
    known = {person.id: person for person in before.people}
    for person_id in wanted.retire:
        if known.pop(person_id, None) is None:
            raise SealDeskError(ErrorCode.PERSON_UNKNOWN, person=person_id)
    for person in wanted.put:
        kept = before.find(person.id)
        known[person.id] = _with_recovery(desk, person) if kept else person
    for key in wanted.keys:
        if key.person_id not in known:
            raise SealDeskError(ErrorCode.PERSON_UNKNOWN, person=key.person_id)
        known[key.person_id] = key.given_to(known[key.person_id])
    return tuple(
        one if is_administrator(one) else replace(one, recovery_key="")
        for one in sorted(known.values(), key=lambda person: person.id)
    )


def _with_recovery(desk: Desk, person: Person) -> Person:
    """Somebody who becomes an administrator recovers seals with the key they have, where its file tells that."""
    if person.recovery_key or not is_administrator(person):
        return person
    try:
        public = public_keys(files.read(desk.layout.person_key(person.id), LARGEST_KEY_BYTES))
    except OSError:
        return person
    known = public is not None and public.signing == person.public_key
    return replace(person, recovery_key=public.recovery) if public is not None and known else person


def _check_person(desk: Desk, person: Person) -> None:
    wrong = [
        what
        for what, good in (
            ("id", PERSON_ID.fullmatch(person.id)),
            ("name", _is_text(person.name) and person.name.strip()),
            ("department", _is_text(person.department)),
            ("role", person.roles),
            ("certificate", all(_CERTIFICATE.fullmatch(one) for one in person.certificates)),
        )
        if not good
    ]
    if wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=", ".join(wrong))
    before = desk.people.find(person.id)
    same_key = before is not None and before.public_key == person.public_key
    if not same_key and not is_key_of(person.id, person.public_key):
        path = desk.layout.person_key(person.id)
        raise SealDeskError(ErrorCode.PERSON_KEY_WRONG, path=path, person=person.id)


def _is_text(text: str) -> bool:
    return len(text) <= _MOST_CHARACTERS and is_plain(text)


def _check_unique(people: Iterable[Person]) -> None:
    """Nobody signs, or signs in, as two people."""
    for one, other in combinations(people, 2):
        if one.public_key == other.public_key or set(one.certificates) & set(other.certificates):
            raise SealDeskError(ErrorCode.PEOPLE_NOT_UNIQUE, person=one.id, other=other.id)


def differences(before: PeopleRegister, after: PeopleRegister) -> Differences:
    """What the later of two versions changes."""
    old, new = ({one.id: one for one in register.people} for register in (before, after))
    changed = {
        one: tuple(
            field.name
            for field in fields(Person)
            if getattr(old[one], field.name) != getattr(new[one], field.name)
        )
        for one in sorted(old.keys() & new.keys())
        if old[one] != new[one]
    }
    return Differences(
        tuple(sorted(new.keys() - old.keys())), tuple(sorted(old.keys() - new.keys())), changed
    )


def _enter(
    desk: Desk,
    transaction: Transaction,
    after: PeopleRegister,
    wanted: PeopleChange,
    signers: Mapping[str, Signer],
) -> None:
    before = desk.people
    register = note.sign(write_people(after), *signers.values()).encode()
    administrators = [one.public_key for one in after.people if is_administrator(one)]
    found = differences(before, after)
    new_keys = {one for one, names in found.changed.items() if _OF_THE_KEY & set(names)} | set(found.added)
    given = {key.person_id: key for key in wanted.keys}
    _keep_administrators(desk, administrators)
    try:
        people_history.keep_present(desk)
        files.lay_beside(desk.layout.people, register)
    except OSError as trouble:
        facts = {"path": desk.layout.people, "reason": trouble.strerror}
        raise SealDeskError(ErrorCode.OUTPUT_NOT_WRITABLE, **facts) from trouble
    for key in wanted.keys:
        lay_key(desk.layout.person_key(key.person_id), key)
    keys = {one: given[one].sha256 if one in given else "" for one in sorted(new_keys | given.keys())}
    transaction.append(
        EntryKind.PEOPLE_REGISTERED,
        {
            **found.facts(),
            "version": after.version,
            "sha256": sha256(register).hexdigest(),
            "signed_by": sorted(signers),
            "administrators": sorted(administrators),
            "keys": keys,
        },
    )


def _keep_administrators(desk: Desk, keys: Iterable[str]) -> None:
    """New administrators' keys are added to the workstation's secrets before the ledger names their register.

    None is taken out: what they signed in their time stays signed, and for how long they could sign, the registers
    say (`people_history.administrators_before`). One too many, after a crash, can sign nothing.
    """
    known = dict.fromkeys(map(str, desk.administrators))
    new = [key for key in keys if key not in known]
    if new:
        desk.secrets.put(ADMINISTRATOR_KEYS, "\n".join((*known, *new)))
        desk.__dict__.pop("administrators", None)


def _put_in_force(desk: Desk, wanted: PeopleChange) -> None:
    """What was laid ready takes its place. Where that fails, it is done when it is asked for next."""
    desk.forget_register(EntryKind.PEOPLE_REGISTERED)
    _ = desk.people
    for key in wanted.keys:
        files.put_in_force(desk.layout.person_key(key.person_id), key.sha256, LARGEST_KEY_BYTES)


@dataclass(frozen=True)
class RegisterChange:
    """A version of the register, and what it changed.

    Attributes:
        at: When it came into force.
        differences: None for the first version.
    """

    version: int
    at: datetime
    signed_by: tuple[str, ...]
    differences: Differences | None


def history(desk: Desk) -> tuple[RegisterChange, ...]:
    """Every version that was in force, oldest first, as the ledger names them.

    Raises:
        SealDeskError: `LEDGER_BROKEN` for an entry that is none.
    """
    return tuple(_told(desk, entry) for entry in desk.ledger.entries(kind=EntryKind.PEOPLE_REGISTERED))


def _told(desk: Desk, entry: LedgerEntry) -> RegisterChange:
    body = entry.body
    try:
        found = None
        if "added" in body:
            changed = {one: tuple(names) for one, names in body["changed"].items()}
            found = Differences(tuple(body["added"]), tuple(body["retired"]), changed)
        return RegisterChange(int(body["version"]), entry.time, tuple(body["signed_by"]), found)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        path, reason = desk.layout.ledger, f"entry {entry.index}"
        raise SealDeskError(ErrorCode.LEDGER_BROKEN, path=path, reason=reason) from wrong


def kept_by(desk: Desk, person_id: str) -> tuple[str, ...]:
    """Names of the seals that a person keeps: to be handed over before they leave."""
    found = (one.seal for one in seals.all_seals(desk))
    return tuple(
        one.name
        for one in found
        if person_id in {(custody := custody_of(desk, one)).person_id, custody.custodian_id}
    )


def change_password(desk: Desk, person_id: str, password: str, new_password: str) -> None:
    """A person gives their own key another password.

    Raises:
        SealDeskError: As `signed_in`; `PERSON_PASSWORD_WEAK`; what the ledger raises.
    """
    person, signer = signed_in(desk, person_id, password)
    put_password(desk, person, signer, new_password)
