"""Strict reading of JSON objects: every field asked for by name and type, nothing left over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

T = TypeVar("T")


class FormatError(ValueError):
    """The text is not what the format says; the message names the field."""


class Fields:
    """The fields of one JSON object, taken one by one; `done()` refuses what was not taken."""

    def __init__(self, value: Any, what: str) -> None:
        if not isinstance(value, Mapping):
            raise FormatError(f"{what}: no object")
        self._left = dict(value)
        self._what = what

    def text(self, name: str) -> str:
        return self._take(name, str)

    def number(self, name: str) -> int:
        value = self._take(name, int)
        if isinstance(value, bool):
            raise FormatError(f"{self._what}.{name}: no number")
        return value

    def millimetres(self, name: str) -> float:
        """A length: written as a decimal text, so that its canonical form is exact."""
        try:
            return float(self.text(name))
        except ValueError as wrong:
            raise FormatError(f"{self._what}.{name}: no length") from wrong

    def truth(self, name: str) -> bool:
        return self._take(name, bool)

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._take(name, list)
        if not all(isinstance(value, str) for value in values):
            raise FormatError(f"{self._what}.{name}: not only texts")
        return tuple(values)

    def objects(self, name: str) -> list[Any]:
        return list(self._take(name, list))

    def mapping(self, name: str) -> Mapping[str, Any]:
        """An object as it is, for a reader of its own."""
        return self._take(name, dict)

    def inner(self, name: str) -> Fields:
        return Fields(self._take(name, dict), f"{self._what}.{name}")

    def moment(self, name: str) -> datetime:
        """An RFC 3339 time; comes out aware, in UTC."""
        try:
            moment = datetime.fromisoformat(self.text(name))
        except ValueError as wrong:
            raise FormatError(f"{self._what}.{name}: no time") from wrong
        if moment.tzinfo is None:
            raise FormatError(f"{self._what}.{name}: time without zone")
        return moment.astimezone(UTC)

    def format(self, version: int) -> None:
        """The object's `format` must be this version."""
        if self.number("format") != version:
            raise FormatError(f"{self._what}: unknown format")

    def done(self) -> None:
        if self._left:
            raise FormatError(f"{self._what}: unknown fields {sorted(self._left)}")

    def _take(self, name: str, kind: type[T]) -> T:
        if name not in self._left:
            raise FormatError(f"{self._what}.{name}: missing")
        value = self._left.pop(name)
        if not isinstance(value, kind):
            raise FormatError(f"{self._what}.{name}: no {kind.__name__}")
        return value


def moment_text(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds: `2026-11-24T03:44:21.000000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def millimetres_text(length: float) -> str:
    """A length in mm as an exact decimal with at most four places, e.g. `42`, `0.1`."""
    return f"{length:.4f}".rstrip("0").rstrip(".")
