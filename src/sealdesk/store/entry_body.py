"""The body of an entry: what every one has, what may be in it, and its canonical text."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sealdesk.formats.canonical import canonical
from sealdesk.formats.fields import moment_text
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.tlog.merkle import leaf_hash

BODY_FORMAT = 1
RESERVED = ("format", "entry_id", "kind", "time", "workstation")


def new_entry(
    index: int,
    kind: EntryKind,
    facts: Mapping[str, Any],
    now: datetime,
    workstation: str,
    entry_id: str | None = None,
) -> LedgerEntry:
    """The entry of `facts` at `index`.

    Args:
        entry_id: Reserved before, by `reserved_id`; None makes one.

    Raises:
        ValueError: A bug of the caller: a fact with a reserved name, or of a kind that has no exact canonical
            form (see `_plain`); no UUIDv7 as `entry_id`.
    """
    if entry_id is not None and not _is_uuid7(entry_id):
        raise ValueError("an entry's id is a UUIDv7")
    taken = sorted(set(facts).intersection(RESERVED))
    if taken:
        raise ValueError(f"reserved names: {taken}")
    body = {
        **_plain(facts),
        "format": BODY_FORMAT,
        "entry_id": entry_id or reserved_id(now),
        "kind": kind.value,
        "time": moment_text(now),
        "workstation": workstation,
    }
    text = canonical(body)
    # Decoded anew: what is returned is what any later reader gets.
    return LedgerEntry(index, leaf_hash(text), text, json.loads(text))


def reserved_id(now: datetime) -> str:
    """An id for an entry that is appended later: for what must name its entry before there is one."""
    return str(uuid7(now))


def _is_uuid7(text: str) -> bool:
    try:
        value = uuid.UUID(text)
    except ValueError:
        return False
    return str(value) == text and value.version == 7


def uuid7(now: datetime) -> uuid.UUID:
    """RFC 9562 §5.7: milliseconds since 1970, then 74 random bits."""
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return uuid.UUID(int=value | 0b10 << 62 | secrets.randbits(62))


def _plain(value: Any) -> Any:
    """JSON's own kinds. Floats are refused: 0.1 + 0.2 has no short canonical text, so lengths are decimal texts.

    File names that are not UTF-8 carry lone surrogates, which no canonical JSON can hold: they become `\\udc…`.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value).encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {_plain_name(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    raise ValueError(f"a {type(value).__name__} is no fact: write numbers with decimals and times as texts")


def _plain_name(name: Any) -> str:
    if not isinstance(name, str):
        raise ValueError("names of facts are texts")
    return str(_plain(name))
