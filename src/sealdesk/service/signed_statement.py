"""Statements that people signed with their own keys, held against the entries that carry them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from sealdesk.formats.statement import write_statement
from sealdesk.model.ledger import LedgerEntry
from sealdesk.model.people import Person
from sealdesk.service.desk import Desk
from sealdesk.service.people_history import register_at
from sealdesk.tlog import note
from sealdesk.tlog.note import Verifier


def signature_trouble(desk: Desk, entry: LedgerEntry, persons: Sequence[str]) -> str:
    """What is wrong with the signatures on an entry; empty where everybody it names signed what it says.

    By the people register that was in force then: what somebody signed stays theirs after they left.

    Returns:
        `unsigned`, `signer_unknown` where that register does not have all of them, or `statement`.
    """
    if "statement" not in entry.body:
        return "unsigned"
    register = register_at(desk, entry.index)
    people = tuple(register.find(one) for one in persons)
    known = tuple(one for one in people if one is not None)
    if known and not _signed_by(known, entry):
        return "statement"
    return "signer_unknown" if not known or len(known) < len(people) else ""


def _signed_by(people: Sequence[Person], entry: LedgerEntry) -> bool:
    return _holds(entry.canonical, entry.kind.value, tuple(person.public_key for person in people))


@lru_cache(maxsize=4096)
def _holds(canonical: bytes, purpose: str, public_keys: tuple[str, ...]) -> bool:
    """Whether the entry's statement says what the entry says, signed with each key. Asked at every act, so kept."""
    body = json.loads(canonical)
    try:
        keys = [Verifier.parse(key) for key in public_keys]
        opened = note.open_note(body["statement"], keys)
    except (note.NoteError, TypeError, AttributeError):
        return False
    signed = {(signature.name, signature.key_id) for signature in opened.signatures}
    return all((key.name, key.key_id) in signed for key in keys) and opened.text == write_statement(
        body, purpose
    )
