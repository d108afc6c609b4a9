"""What a PIN must be like before it may sign: rules as data, and everything that is wrong with a new one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

VENDOR_DEFAULTS = frozenset(
    {
        "000000",
        "00000000",
        "111111",
        "11111111",
        "12345",
        "123456",
        "1234567",
        "12345678",
        "123456789",
        "1234567890",
        "88888888",
        "666666",
        "1234qwer",  # SafeNet eToken's old ones
        "1111111a",
        "admin",
        "changeme",
        "password",
        "user",
        "userpin",
        "watchdata",
        "feitian",
        "rockey",
        "haitai",
        "longmai",
        "entersafe",
    }
)
"""PINs that token makers deliver with, from their public manuals; compared without case."""

_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_DIFFERENT_CHARACTERS = 3


class PinFault(StrEnum):
    """What is wrong with a new PIN."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    SEQUENTIAL = "sequential"
    REPEATED = "repeated"
    SAME_AS_OLD = "same_as_old"
    VENDOR_DEFAULT = "vendor_default"


@dataclass(frozen=True)
class PinRules:
    """What a PIN must be like, and how long it keeps a token open.

    Attributes:
        each_use: The token is locked after every act: each needs the PIN anew.
        idle_lock_s: The window locks the token after so many seconds without a hand on it.
        min_length: Characters at least, where the token does not ask for more.
    """

    each_use: bool = False
    idle_lock_s: int = 300
    min_length: int = 6


def pin_faults(
    new: str, old: str | None, rules: PinRules, token_min_length: int = 0, token_max_length: int = 0
) -> tuple[PinFault, ...]:
    """Everything that is wrong with `new`; empty means that it may be set.

    Args:
        old: The PIN it replaces, where that is known.
        token_min_length, token_max_length: The token's own limits in bytes of UTF-8; 0 where it names none.
    """
    length = len(new.encode())
    told = {
        PinFault.TOO_SHORT: len(new) < rules.min_length or length < token_min_length,
        PinFault.TOO_LONG: 0 < token_max_length < length,
        PinFault.SEQUENTIAL: _sequential(new.casefold()),
        PinFault.REPEATED: len(set(new)) < _DIFFERENT_CHARACTERS or _periodic(new),
        PinFault.SAME_AS_OLD: new == old,
        PinFault.VENDOR_DEFAULT: new.casefold() in VENDOR_DEFAULTS,
    }
    return tuple(fault for fault, found in told.items() if found)


def _sequential(pin: str) -> bool:
    """The whole PIN runs up or down a row of digits, letters or keys, also around its end (890123)."""
    return len(pin) > 1 and any(_runs(way, pin) for row in _ROWS for way in (row, row[::-1]))


def _runs(row: str, pin: str) -> bool:
    following = dict(zip(row, row[1:] + row[0], strict=True))
    return all(following.get(one) == other for one, other in pairwise(pin))


def _periodic(pin: str) -> bool:
    """A short piece said over and over, the last time perhaps not to its end: 121212, abcabcab."""
    return any(pin == (pin[:length] * len(pin))[: len(pin)] for length in range(1, len(pin) // 2 + 1))
