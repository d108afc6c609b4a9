"""The token as the window sees it: plugged in, unlocked, pulled, idle.

The token side is asked once a second. Pulling the token, the policy's idle time without a hand on mouse or keyboard,
or the desktop's own lock locks at once; whoever holds the seal's picture listens to `locked` and forgets it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from sealdesk.errors import SealDeskError
from sealdesk.gui.desk_worker import DeskWorker
from sealdesk.gui.hands_on import HandsOn
from sealdesk.model.token import TokenInfo, TokenRef
from sealdesk.policy.pin_rules import PinRules
from sealdesk.service import token_side
from sealdesk.service.desk import Desk

T = TypeVar("T")

POLL_MS = 1000
IDLE_WARNING_S = 30
"""So long before an idle window locks it says so."""


@dataclass(frozen=True)
class Look:
    """What one look found.

    Attributes:
        troubles: What kept modules from answering; the tokens of others are there all the same.
        unlocked: Whether the token that was unlocked here still is.
    """

    tokens: tuple[TokenInfo, ...]
    troubles: tuple[SealDeskError, ...] = ()
    unlocked: bool = False


class TokenWatch(QObject):
    """Looks after the tokens.

    Signals:
        changed: Something about the tokens or their lock; also every second while one is unlocked.
        inserted: A token that was not there before (`TokenInfo`), after the first look.
        unlocked: The token is logged in (`TokenRef`).
        locked: It is not any more: pulled, idle, by a person, or because its process fell.
        refused: The token said no to a PIN, or could not be asked (`SealDeskError`).
        answered: A use case with a PIN in it has ended, well or not: the ledger may say more now.
        left: The person left the desk: nothing that was typed is kept.
    """

    changed = Signal()
    inserted = Signal(object)
    unlocked = Signal(object)
    locked = Signal()
    refused = Signal(object)
    answered = Signal()
    left = Signal()

    def __init__(self, desk: DeskWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.rules = PinRules()
        self.tokens: tuple[TokenInfo, ...] = ()
        self.troubles: tuple[SealDeskError, ...] = ()
        self.open_token: TokenRef | None = None
        self._unlockings = 0
        self._attempt: object | None = None
        self._looked = False
        self._asking = False
        self._hand_seen_s = _now_s()
        self._hands = HandsOn(self.keep_awake, self)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.look)
        for worker in (desk.worker, desk.looks):
            worker.crashed.connect(self._crashed)

    def start(self) -> None:
        """Begin looking, under the policy's rules."""
        self._hands.start()
        self._desk.submit(lambda desk: desk.policy.pin, owner=self, done=self._take_rules)
        self._timer.start()
        self.look()

    def stop(self) -> None:
        self._timer.stop()

    @property
    def trouble(self) -> SealDeskError | None:
        """Why no token is to be seen, where a module is to blame."""
        return self.troubles[0] if self.troubles and not self.tokens else None

    @property
    def locks_in_s(self) -> int:
        """Seconds until an untouched window locks the token."""
        return max(0, round(self.rules.idle_lock_s - (_now_s() - self._hand_seen_s)))

    @property
    def locks_soon(self) -> bool:
        return self.open_token is not None and self.locks_in_s <= IDLE_WARNING_S

    def keep_awake(self) -> None:
        """A hand is on mouse or keyboard, or work that a person began goes on with the token."""
        self._hand_seen_s = _now_s()

    def find(self, ref: TokenRef) -> TokenInfo | None:
        return next((info for info in self.tokens if info.ref == ref), None)

    def look(self) -> None:
        """Ask which tokens are there, unless a question is open."""
        self._hands.watch_all()
        if self.open_token is not None:
            if self.locks_in_s == 0:
                self.lock()
            self.changed.emit()
        if not self._asking:
            self._asking = True
            self._look_then(lambda: None)

    def look_now(self) -> None:
        """Ask at once, also where an earlier question is open: its answer may be older than what just happened."""
        self._asking = True
        self._look_then(lambda: None)

    def _look_then(self, then: Callable[[], None]) -> None:
        ref, number = self.open_token, self._unlockings

        def done(look: Look) -> None:
            # An answer from before the last unlocking does not speak of it.
            fresh = number == self._unlockings and ref == self.open_token
            self._seen(look, believe_lock=fresh)
            then()

        self._desk.submit_look(
            lambda desk: look_at(desk, ref),
            owner=self,
            done=done,
            failed=lambda error: done(Look((), (error,))),
        )

    # PINs.

    def unlock(self, ref: TokenRef, pin: str | None, *, last_try_confirmed: bool = False) -> None:
        """Try this PIN, once; None asks the token's own PIN pad. Answers by `unlocked` or `refused`.

        Another token that is unlocked is locked before: the window shows one.
        """
        if self.open_token not in (None, ref):
            self.lock()

        def done(answer: None) -> None:
            self.open_token = ref
            self._unlockings += 1
            self._hand_seen_s = _now_s()
            self.unlocked.emit(ref)
            self.changed.emit()

        self.ask(
            lambda desk: token_side.unlock(desk, ref, pin, last_try_confirmed=last_try_confirmed),
            owner=self,
            done=done,
            failed=self.refused.emit,
        )

    def ask(
        self,
        use_case: Callable[[Desk], T],
        *,
        owner: QObject,
        done: Callable[[T], None],
        failed: Callable[[SealDeskError], None],
    ) -> None:
        """Run a use case with a PIN in it, which `cancel` ends. Its answer is told when the token was looked at anew.

        Flags first (count low, final try, locked), then the answer: the prompt tells the truth.

        Args:
            owner: Is told nothing when it is gone by then.
        """
        attempt = self._attempt = object()

        def then(tell: Callable[[], None]) -> None:
            self.answered.emit()
            self._look_then(lambda: tell() if isValid(owner) else None)

        self._desk.submit(
            use_case,
            owner=owner,
            done=lambda answer: then(lambda: done(answer)),
            failed=lambda error: then(lambda: failed(error)),
            still_wanted=lambda: self._attempt is attempt,
        )

    def cancel(self) -> None:
        """Wait no longer for the token: the process that is busy is ended, what has not begun does not begin."""
        self._attempt = None
        self._desk.cancel_token()

    def lock(self) -> None:
        """Lock the token; the window forgets the seal at once, whatever the token answers."""
        ref = self.open_token
        if ref is None:
            return
        self._now_locked(ref)
        self.changed.emit()

    def leave(self) -> None:
        """The person left the desk (the screen was locked): lock, and keep nothing that was typed."""
        self.left.emit()
        self.lock()

    def restart(self) -> None:
        """End the token processes; they are started anew by the next look."""
        self.lock()
        self.cancel()

        def end(desk: Desk) -> None:
            desk.tokens.close()

        self._desk.submit_look(end, owner=self, done=lambda answer: self.look())

    def _take_rules(self, rules: PinRules) -> None:
        self.rules = rules

    def _now_locked(self, ref: TokenRef) -> None:
        """It is locked, or will be at once; also one that is gone is to be let go for others."""
        self.open_token = None
        self.locked.emit()
        self._desk.submit(lambda desk: token_side.lock(desk, ref), owner=self)

    def _seen(self, look: Look, *, believe_lock: bool = True) -> None:
        self._asking = False
        known = {info.ref for info in self.tokens}
        first, self._looked = not self._looked, True
        different = (self.tokens, _told(self.troubles)) != (look.tokens, _told(look.troubles))
        self.tokens, self.troubles = look.tokens, look.troubles
        ref = self.open_token
        if ref is not None and (self.find(ref) is None or (believe_lock and not look.unlocked)):
            self._now_locked(ref)
            different = True
        if different or first:
            self.changed.emit()
        if not first:
            for info in look.tokens:
                if info.ref not in known:
                    self.inserted.emit(info)

    def _crashed(self, bug: BaseException) -> None:
        """A fault of the program may have swallowed the answer: go on asking."""
        self._asking = False


def look_at(desk: Desk, open_token: TokenRef | None) -> Look:
    """One look at every module; never touches ledger or registers.

    Args:
        open_token: The token that is unlocked as far as the window knows: it is asked whether it is.
    """
    try:
        tokens = token_side.look(desk)
    except SealDeskError as trouble:
        return Look((), desk.tokens.troubles or (trouble,))
    unlocked = False
    if open_token is not None:
        with suppress(SealDeskError):
            unlocked = desk.tokens.logged_in(open_token)
    return Look(tokens, desk.tokens.troubles, unlocked)


def _now_s() -> float:
    """Seconds of a clock that goes on while the machine sleeps, where the system has one."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def _told(troubles: tuple[SealDeskError, ...]) -> list[str]:
    return [str(trouble) for trouble in troubles]
