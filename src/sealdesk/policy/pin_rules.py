"""What a PIN must be like before it may sign: rules as data, and everything that is wrong with a new one."""

from __future__ import annotations

import unicodedata
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
_ONE_BESIDE = 6
"""From this length on, one character before or after a run does not make it hard to guess."""


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
    length, plain = len(new.encode()), _plain(new)
    told = {
        PinFault.TOO_SHORT: len(new) < rules.min_length or length < token_min_length,
        PinFault.TOO_LONG: 0 < token_max_length < length,
        PinFault.SEQUENTIAL: _sequential(plain),
        PinFault.REPEATED: _repeated(plain),
        PinFault.SAME_AS_OLD: new == old,
        PinFault.VENDOR_DEFAULT: is_vendor_default(new) or plain.rstrip("0123456789") in VENDOR_DEFAULTS,
    }
    return tuple(fault for fault, found in told.items() if found)


def is_vendor_default(pin: str) -> bool:
    """Whether a maker delivers tokens with this PIN, however it is typed."""
    return _plain(pin) in VENDOR_DEFAULTS


def _plain(pin: str) -> str:
    """Without case, surrounding blanks and full-width forms: what a guesser would try first."""
    return unicodedata.normalize("NFKC", pin).casefold().strip()


def _sequential(pin: str) -> bool:
    """A run up or down a row of digits, letters or keys, also around its end, with one character before or after."""
    pieces = (pin,) if len(pin) < _ONE_BESIDE else (pin, pin[1:], pin[:-1])
    ways = [way for row in _ROWS for way in (row, row[::-1])]
    return any(len(piece) > 1 and _runs(way, piece) for piece in pieces for way in ways)


def _runs(row: str, pin: str) -> bool:
    following = dict(zip(row, row[1:] + row[0], strict=True))
    return all(following.get(one) == other for one, other in pairwise(pin))


def _repeated(pin: str) -> bool:
    """Few characters, a piece over and over, every character twice, or the same forwards and backwards."""
    doubled = pin[::2] == pin[1::2]
    return len(set(pin)) < _DIFFERENT_CHARACTERS or _periodic(pin) or doubled or pin == pin[::-1]


def _periodic(pin: str) -> bool:
    """A short piece said over and over, the last time perhaps not to its end: 121212, abcabcab."""
    return any(pin == (pin[:length] * len(pin))[: len(pin)] for length in range(1, len(pin) // 2 + 1))
