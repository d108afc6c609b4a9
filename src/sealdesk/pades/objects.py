"""PDF objects from Python values, and careful reading of PDF objects: the border to pyhanko's model.

Whatever a foreign file holds in a place, the readers here answer with the wanted type or with nothing.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from pyhanko.pdf_utils import generic, misc

from sealdesk.geometry import Rect

PdfDict = generic.DictionaryObject
PdfStream = generic.StreamObject
PdfReference = generic.IndirectObject
_new: Any = generic
_DECIMALS = 5

# What a parser of foreign files raises when the file is not what it seems.
UNREADABLE: tuple[type[Exception], ...] = (
    misc.PdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class Text(str):
    """A text string (ISO 32000-2 §7.9.2.2); a plain `str` starting with `/` is a name."""

    __slots__ = ()


def pdf(value: Any) -> Any:
    """The PDF object of a Python value.

    Names are strings that start with `/`; `Text`, bytes, numbers, booleans, datetimes, sequences and mappings
    become what they are called in PDF; PDF objects stay themselves.
    """
    if isinstance(value, generic.PdfObject):
        return value
    for kind, convert in _CONVERTERS:
        if isinstance(value, kind):
            return convert(value)
    raise TypeError(f"no PDF object for {type(value).__name__}")


def _of_str(value: str) -> Any:
    if not value.startswith("/"):
        raise TypeError(f"neither a name nor Text: {value[:20]!r}")
    return _new.NameObject(value)


def number(value: float) -> str:
    """A real number as content streams and arrays take it: no exponent, no needless zeros."""
    text = f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def dictionary(entries: Mapping[str, Any]) -> Any:
    """A dictionary; keys with their slash."""
    made = _new.DictionaryObject()
    for key, value in entries.items():
        made[_new.NameObject(key)] = pdf(value)
    return made


def array(items: Iterable[Any]) -> Any:
    return _new.ArrayObject([pdf(item) for item in items])


_CONVERTERS: tuple[tuple[Any, Any], ...] = (
    (Text, lambda value: _new.TextStringObject(str(value))),
    (str, _of_str),
    (bool, _new.BooleanObject),
    (int, _new.NumberObject),
    (float, lambda value: _new.FloatObject(number(value))),
    (bytes, _new.ByteStringObject),
    (datetime, lambda value: _new.pdf_date(value.astimezone(UTC))),
    (Rect, lambda value: array((value.x0, value.y0, value.x1, value.y1))),
    (Mapping, dictionary),
    (Iterable, array),
)


def reference(number: int, generation: int, writer: Any) -> Any:
    """A reference to an object that the writer knows."""
    return _new.IndirectObject(number, generation, writer)


def stream(entries: Mapping[str, Any], content: bytes) -> Any:
    """A stream, compressed with Flate where that makes it shorter."""
    made = _new.StreamObject(dict_data=dictionary(entries), stream_data=content)
    if len(content) > 200:
        made.compress()
    return made


# Careful reading


def get(container: Any, key: str) -> Any:
    """The value of a key with its reference followed, or None: no dictionary, no such key, null."""
    if not isinstance(container, generic.DictionaryObject):
        return None
    return resolved(container.raw_get(key)) if key in container else None


def raw(container: Any, key: str) -> Any:
    """The value of a key as it stands, perhaps a reference, or None."""
    if not isinstance(container, generic.DictionaryObject) or key not in container:
        return None
    value = container.raw_get(key)
    return None if isinstance(value, generic.NullObject) else value


def resolved(value: Any) -> Any:
    """`value` with references followed; None for null."""
    if isinstance(value, generic.PdfObject):
        value = value.get_object()  # type: ignore[no-untyped-call]
    return None if isinstance(value, generic.NullObject) else value


def get_dict(container: Any, key: str) -> Any:
    """The dictionary (or stream) under a key; an empty one where there is none."""
    found = get(container, key)
    return found if isinstance(found, generic.DictionaryObject) else _new.DictionaryObject()


def get_items(container: Any, key: str) -> list[Any]:
    """Elements of the array under a key, references as they stand; empty where there is none."""
    found = get(container, key)
    return items(found)


def items(found: Any) -> list[Any]:
    """Elements of an array, references as they stand; empty where it is no array."""
    if not isinstance(found, generic.ArrayObject):
        return []
    return [found.raw_get(index) for index in range(len(found))]


def get_text(container: Any, key: str) -> str:
    """The text string under a key; empty where there is none."""
    found = get(container, key)
    if isinstance(found, bytes):
        return found.decode("latin-1")
    return str(found) if isinstance(found, generic.TextStringObject) else ""


def get_name(container: Any, key: str) -> str:
    """The name under a key, with its slash; empty where there is none."""
    found = get(container, key)
    return str(found) if isinstance(found, generic.NameObject) else ""


def get_number(container: Any, key: str) -> float | None:
    return as_number(get(container, key))


def get_int(container: Any, key: str) -> int | None:
    found = get_number(container, key)
    return int(found) if found is not None and math.isfinite(found) else None


def as_number(value: Any) -> float | None:
    """A finite number, or None."""
    value = resolved(value)
    if isinstance(value, generic.NumberObject | generic.FloatObject):
        found = float(value)
        return found if math.isfinite(found) else None
    return None


def as_rect(value: Any) -> Rect | None:
    """A rectangle of four numbers with room inside, or None."""
    corners = [as_number(item) for item in items(resolved(value))[:4]]
    if len(corners) < 4 or any(corner is None for corner in corners):
        return None
    xa, ya, xb, yb = (corner for corner in corners if corner is not None)
    rect = Rect.of_corners(xa, ya, xb, yb)
    return rect if rect.width > 0 and rect.height > 0 else None


def reference_of(value: Any) -> tuple[int, int] | None:
    """Number and generation of a reference, or None: it is no reference."""
    return (value.idnum, value.generation) if isinstance(value, generic.IndirectObject) else None


def walk_names(tree: Any, at_most: int = 1000) -> Iterator[Any]:
    """Values of a name tree (ISO 32000-2 §7.9.6), references followed, at most so many; loops end."""
    seen: set[tuple[int, int]] = set()
    waiting = [tree]
    while waiting and at_most > 0:
        node = waiting.pop()
        reference = reference_of(node)
        if reference is not None:
            if reference in seen:
                continue
            seen.add(reference)
        node = resolved(node)
        waiting.extend(get_items(node, "/Kids"))
        for value in get_items(node, "/Names")[1::2][:at_most]:
            at_most -= 1
            yield resolved(value)
