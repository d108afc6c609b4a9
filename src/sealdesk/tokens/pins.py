"""PINs as a token sees them: what it would refuse unseen, what its flags say of tries, and PINs kept for one use."""

from __future__ import annotations

import time
from collections import deque

from pkcs11 import TokenFlag

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tokens.cryptoki import SlotToken
from sealdesk.tokens.slots import Ref
from sealdesk.tokens.wire import wipe

KEPT_S = 120.0
"""An offered PIN that nobody used is forgotten after this."""
_MOST_KEPT = 256


def check_entry(token: SlotToken, pin: bytearray | None) -> None:
    """Refuse what the token would refuse, before it could count as a try.

    Raises:
        SealDeskError: `TOKEN_PIN_LOCKED`, `TOKEN_PIN_MISSING` (None, and no pad), `TOKEN_PIN_LENGTH`.
    """
    if token.flags & TokenFlag.USER_PIN_LOCKED:
        raise SealDeskError(ErrorCode.TOKEN_PIN_LOCKED, tries_left=0)
    check_new(token, pin)


def check_new(token: SlotToken, pin: bytearray | None) -> None:
    """As `check_entry` for a PIN that is to be set: `TOKEN_PIN_MISSING`, `TOKEN_PIN_LENGTH`."""
    if pin is None:
        check_pad(token)
    elif len(pin) < token.pin_min_length or len(pin) > (token.pin_max_length or len(pin)):
        raise wrong_length(token)


def check_pad(token: SlotToken) -> None:
    """Raises `TOKEN_PIN_MISSING` where the token has no pad of its own."""
    if not token.flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH:
        raise SealDeskError(ErrorCode.TOKEN_PIN_MISSING)


def check_code(token: SlotToken, code: bytearray | None, *, so_pin: bool) -> None:
    """Refuse a code to unblock with before it could count: `TOKEN_UNBLOCK_LOCKED`, `TOKEN_PIN_MISSING`."""
    if so_pin and token.flags & TokenFlag.SO_PIN_LOCKED:
        raise SealDeskError(ErrorCode.TOKEN_UNBLOCK_LOCKED)
    if code is None:
        check_pad(token)
    elif not code:
        raise SealDeskError(ErrorCode.TOKEN_PIN_MISSING)


def wrong_length(token: SlotToken, *, asked: bool = False) -> SealDeskError:
    """`TOKEN_PIN_LENGTH` with the token's limits; `asked` where the token said so, which may have cost a try."""
    facts = {"min": token.pin_min_length, "max": token.pin_max_length, "asked": asked}
    return SealDeskError(ErrorCode.TOKEN_PIN_LENGTH, **facts)


def refused_pin(token: SlotToken | None, *, locked: bool) -> SealDeskError:
    """Tries left as far as the flags tell (§3.1): 0, 1 or unknown. The last wrong try reads as locked."""
    flags = token.flags if token else 0
    if locked or flags & TokenFlag.USER_PIN_LOCKED:
        return SealDeskError(ErrorCode.TOKEN_PIN_LOCKED, tries_left=0)
    last = flags & TokenFlag.USER_PIN_FINAL_TRY
    return SealDeskError(ErrorCode.TOKEN_PIN_WRONG, tries_left=1 if last else "unknown")


def refused_code(token: SlotToken | None, *, so_pin: bool, locked: bool) -> SealDeskError:
    """The same for a code that unblocks. Flags tell of the security officer's PIN only, never of a PUK."""
    flags = token.flags if token and so_pin else 0
    if locked or flags & TokenFlag.SO_PIN_LOCKED:
        return SealDeskError(ErrorCode.TOKEN_UNBLOCK_LOCKED)
    last = flags & TokenFlag.SO_PIN_FINAL_TRY
    return SealDeskError(ErrorCode.TOKEN_UNBLOCK_WRONG, tries_left=1 if last else "unknown")


class OfferedPins:
    """PINs that a person entered for coming uses of keys that ask each time, first come first used.

    Each is given out once. None stands for an entry on the token's own pad.
    """

    def __init__(self) -> None:
        self._kept: dict[Ref, deque[tuple[float, bytearray | None]]] = {}

    def offer(self, ref: Ref, pin: bytearray | None) -> None:
        """Keep a copy of `pin`."""
        kept = self._kept.setdefault(ref, deque())
        if len(kept) >= _MOST_KEPT:
            raise SealDeskError(ErrorCode.TOKEN_DEVICE_ERROR, reason="too many PINs")
        kept.append((time.monotonic() + KEPT_S, None if pin is None else bytearray(pin)))

    def any_for(self, ref: Ref) -> bool:
        """Whether one is there to be used."""
        self.forget_old()
        return bool(self._kept.get(ref))

    def take(self, ref: Ref) -> bytearray | None:
        """The next one; whoever takes it wipes it."""
        return self._kept[ref].popleft()[1]

    def forget(self, ref: Ref) -> None:
        """Wipe all PINs of a token."""
        for _, pin in self._kept.pop(ref, ()):
            wipe(pin)

    def forget_old(self) -> None:
        """Wipe those that nobody used in time."""
        now = time.monotonic()
        for kept in self._kept.values():
            while kept and kept[0][0] <= now:
                wipe(kept.popleft()[1])

    def oldest_ends_in_s(self) -> float | None:
        """When `forget_old` has something to do, in seconds; None: not foreseen."""
        ends = [kept[0][0] for kept in self._kept.values() if kept]
        return max(0.0, min(ends) - time.monotonic()) if ends else None
