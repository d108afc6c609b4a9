"""Small questions to PDF objects, with an answer however odd the object is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject

from sealdesk.verification.damage import BROKEN

_OBJECTS_AT_MOST = 100_000


def entry(dictionary: Any, key: str) -> Any:
    """The value of `key`, resolved; None where it is missing, null or cannot be read, or nothing has keys."""
    if not isinstance(dictionary, DictionaryObject):
        return None
    try:
        value = dictionary[key]
    except BROKEN:
        return None
    return None if isinstance(value, NullObject) else value


def reference_at(dictionary: Any, key: str) -> Any:
    """The reference at `key`; None where there is no indirect value."""
    if not isinstance(dictionary, DictionaryObject) or key not in dictionary:
        return None
    raw = dictionary.raw_get(key)
    return raw.reference if isinstance(raw, IndirectObject) else None


def resolved(raw: Any) -> Any:
    """What an indirect object leads to; anything else as it is; None where it cannot be read."""
    try:
        return raw.get_object() if isinstance(raw, IndirectObject) else raw  # type: ignore[no-untyped-call]
    except BROKEN:
        return None


def items(array: Any) -> list[Any]:
    """The entries of an array, unresolved; none where it is no array."""
    return [array.raw_get(index) for index in range(len(array))] if isinstance(array, ArrayObject) else []


def same_but(before: Any, after: Any, free: frozenset[str]) -> bool:
    """Whether two dictionaries have equal entries, references compared by number, `free` keys aside."""
    kept = (set(before.keys()) | set(after.keys())) - free
    return all(key in before and key in after and before.raw_get(key) == after.raw_get(key) for key in kept)


def references_below(resolver: Any, raw: Any) -> Iterator[Any]:
    """Every reference that `raw` leads to in the revision of `resolver`, each once."""
    seen: set[Any] = set()
    waiting = [raw]
    while waiting and len(seen) < _OBJECTS_AT_MOST:
        node = waiting.pop()
        if isinstance(node, IndirectObject):
            if node.reference in seen:
                continue
            seen.add(node.reference)
            yield node.reference
            node = resolver(node.reference)
        if isinstance(node, DictionaryObject):
            waiting += [node.raw_get(key) for key in node]
        else:
            waiting += items(node)
