"""What a table of a policy's text may say, as data: it is read by it, and published by it (JSON Schema 2020-12).

What is not named is refused. A fault names its place and what is allowed there, in notation that needs no language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Any, Protocol

_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00"
_LINE = r"[^\x00-\x1f\x7f]*"


@dataclass(frozen=True)
class Fault:
    """Something a text says that no policy says.

    Attributes:
        place: Keys from the top, with dots between them; entries of a list by their number, from 1.
        allowed: What may stand there: `1 … 30`, `true | false`, `unit | contract`.
    """

    place: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.place}: {self.allowed}"


Faults = list[Fault]


class Field(Protocol):
    """What may stand in one place."""

    @property
    def allowed(self) -> str:
        """For people."""

    def read(self, value: Any, place: str, faults: Faults) -> Any:
        """What the value means; whatever is wrong is added to the faults, and what comes then means nothing."""

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    least: int
    most: int

    @property
    def allowed(self) -> str:
        return f"{self.least} … {self.most}"

    def read(self, value: Any, place: str, faults: Faults) -> int:
        if type(value) is not int or not self.least <= value <= self.most:
            faults.append(Fault(place, self.allowed))
            return self.least
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    allowed: str = "true | false"

    def read(self, value: Any, place: str, faults: Faults) -> bool:
        if not isinstance(value, bool):
            faults.append(Fault(place, self.allowed))
        return value is True

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class OneOf:
    """One of the values of an enum."""

    kind: type[StrEnum]

    @property
    def allowed(self) -> str:
        return " | ".join(self.kind)

    def read(self, value: Any, place: str, faults: Faults) -> StrEnum:
        if not isinstance(value, str) or value not in tuple(self.kind):
            faults.append(Fault(place, self.allowed))
            return next(iter(self.kind))
        return self.kind(value)

    def schema(self) -> dict[str, Any]:
        return {"enum": [one.value for one in self.kind]}


@dataclass(frozen=True)
class Line:
    """Words on one line."""

    longest: int

    @property
    def allowed(self) -> str:
        return f'"…" (1 … {self.longest})'

    def read(self, value: Any, place: str, faults: Faults) -> str:
        if (
            not isinstance(value, str)
            or not re.fullmatch(_LINE, value)
            or not 1 <= len(value) <= self.longest
        ):
            faults.append(Fault(place, self.allowed))
            return ""
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.longest, "pattern": f"^{_LINE}$"}


@dataclass(frozen=True)
class Clock:
    """A time of day."""

    allowed: str = '"00:00" … "24:00"'

    def read(self, value: Any, place: str, faults: Faults) -> time:
        if not isinstance(value, str) or not re.fullmatch(_CLOCK, value):
            faults.append(Fault(place, self.allowed))
            return time.min
        return time.max if value == "24:00" else time.fromisoformat(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^({_CLOCK})$"}


@dataclass(frozen=True)
class Some:
    """A list of different values of one kind.

    Attributes:
        least: So many at least; a group of nobody would let nobody, or anybody, do something.
    """

    of: Whole | OneOf
    least: int = 1

    @property
    def allowed(self) -> str:
        return f"[{self.of.allowed}, …]"

    def read(self, value: Any, place: str, faults: Faults) -> frozenset[Any]:
        if not isinstance(value, list) or len(value) < self.least:
            faults.append(Fault(place, self.allowed))
            return frozenset()
        found = [self.of.read(one, place, faults) for one in value]
        if len(set(found)) < len(found):
            faults.append(Fault(place, self.allowed))
        return frozenset(found)

    def schema(self) -> dict[str, Any]:
        least = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": self.of.schema(), "uniqueItems": True, **least}


@dataclass(frozen=True)
class Several:
    """A list of one thing after another, at least one."""

    of: Field

    @property
    def allowed(self) -> str:
        return f"[{self.of.allowed}, …]"

    def read(self, value: Any, place: str, faults: Faults) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            faults.append(Fault(place, self.allowed))
            return ()
        return tuple(
            self.of.read(one, f"{place}.{number}", faults) for number, one in enumerate(value, start=1)
        )

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.of.schema(), "minItems": 1}


@dataclass(frozen=True)
class Table:
    """A table with these keys and no others.

    Attributes:
        needed: Keys that must be there.
    """

    keys: Mapping[str, Field]
    needed: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        return "{" + " | ".join(self.keys) + "}"

    def read(self, value: Any, place: str, faults: Faults) -> dict[str, Any]:
        if not isinstance(value, dict):
            faults.append(Fault(place or ".", self.allowed))
            return {}
        faults.extend(Fault(below(place, key), self.allowed) for key in value if key not in self.keys)
        faults.extend(
            Fault(below(place, key), self.keys[key].allowed) for key in self.needed if key not in value
        )
        return {
            key: self.keys[key].read(one, below(place, key), faults)
            for key, one in value.items()
            if key in self.keys
        }

    def schema(self) -> dict[str, Any]:
        properties = {key: one.schema() for key, one in self.keys.items()}
        needed = {"required": list(self.needed)} if self.needed else {}
        return {"type": "object", "properties": properties, "additionalProperties": False, **needed}


@dataclass(frozen=True)
class ByName:
    """A table whose keys are names of one kind: values of an enum, or ids of people."""

    names: type[StrEnum] | None
    of: Field
    longest_name: int = field(default=64)

    @property
    def allowed(self) -> str:
        return "{" + self._allowed_name + "}"

    @property
    def _allowed_name(self) -> str:
        return f'"…" (1 … {self.longest_name})' if self.names is None else " | ".join(self.names)

    def read(self, value: Any, place: str, faults: Faults) -> dict[Any, Any]:
        if not isinstance(value, dict):
            faults.append(Fault(place, self.allowed))
            return {}
        found: dict[Any, Any] = {}
        for key, one in value.items():
            if not self._is_name(key):
                faults.append(Fault(below(place, key), self._allowed_name))
                continue
            found[key if self.names is None else self.names(key)] = self.of.read(
                one, below(place, key), faults
            )
        return found

    def _is_name(self, key: str) -> bool:
        if self.names is not None:
            return key in tuple(self.names)
        return 1 <= len(key) <= self.longest_name and re.fullmatch(_LINE, key) is not None

    def schema(self) -> dict[str, Any]:
        names: dict[str, Any] = {"minLength": 1, "maxLength": self.longest_name, "pattern": f"^{_LINE}$"}
        if self.names is not None:
            names = {"enum": [one.value for one in self.names]}
        return {"type": "object", "propertyNames": names, "additionalProperties": self.of.schema()}


def below(place: str, key: str) -> str:
    """The place of a key in the table at `place`; a key of other characters than TOML's bare keys in quotes."""
    name = key if re.fullmatch(r"[\w-]+", key) else f'"{key[:40]}"'
    return f"{place}.{name}" if place else name
