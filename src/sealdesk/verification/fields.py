"""Signature fields, enumerated by ourselves: one that is broken hides none of the others.

The library stops at the first odd dictionary and overlooks direct ones (ISO 32000-2 §12.7.5.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject

from sealdesk.verification.objects import entry, items, resolved

_DEPTH_AT_MOST = 64
_FIELDS_AT_MOST = 200_000


@dataclass(frozen=True)
class Field:
    """A form field with what it inherits.

    Attributes:
        name: Fully qualified name.
        kind: /FT, e.g. `/Sig`; empty where none is given.
        dictionary: The field's dictionary.
        value: /V resolved; None where there is none or it is null.
    """

    name: str
    kind: str
    dictionary: Any
    value: Any

    @property
    def signed(self) -> bool:
        """A signature field with anything for a value, however odd."""
        return self.kind == "/Sig" and self.value is not None


def form_fields(root: Any) -> Iterator[Field]:
    """The fields of the form of the catalog `root`, widgets that are not fields of their own left out."""
    form = entry(root, "/AcroForm")
    roots = entry(form, "/Fields")
    seen: set[tuple[int, int]] = set()
    count = 0
    for raw in items(roots):
        for field in _walk(raw, "", "", None, 0, seen):
            count += 1
            if count > _FIELDS_AT_MOST:
                return
            yield field


def _walk(
    raw: Any, prefix: str, kind: str, value: Any, depth: int, seen: set[tuple[int, int]]
) -> Iterator[Field]:
    node = _dictionary(raw, seen)
    if node is None or depth > _DEPTH_AT_MOST:
        return
    title = entry(node, "/T")
    name = _joined(prefix, title)
    kind = str(entry(node, "/FT") or kind)
    value = entry(node, "/V") if entry(node, "/V") is not None else value
    children = items(entry(node, "/Kids"))
    own_fields = [child for child in children if _is_field(child)]
    if not own_fields:
        yield Field(name, kind, node, value)
        return
    if kind == "/Sig" and value is not None:
        # A value on a field with children belongs to no widget, yet some readers show it.
        yield Field(name, kind, node, value)
        value = None
    for child in own_fields:
        yield from _walk(child, name, kind, value, depth + 1, seen)


def _is_field(raw: Any) -> bool:
    # A child without a name is a widget of its parent, unless it carries a value or a type of its own.
    node = resolved(raw)
    return isinstance(node, DictionaryObject) and any(
        entry(node, key) is not None for key in ("/T", "/V", "/FT", "/Kids")
    )


def _joined(prefix: str, title: Any) -> str:
    part = str(title) if title is not None else ""
    return f"{prefix}.{part}" if prefix and part else prefix or part


def _dictionary(raw: Any, seen: set[tuple[int, int]]) -> Any:
    reference = getattr(raw, "reference", None)
    if reference is not None:
        key = (reference.idnum, reference.generation)
        if key in seen:
            return None
        seen.add(key)
    node = resolved(raw)
    return node if isinstance(node, DictionaryObject) else None
