"""The token as the window sees it: plugged in, unlocked, pulled, idle.

The token side is asked once a second. Pulling the token, or five minutes without a hand on mouse or keyboard, locks
at once; whoever holds the seal's picture listens to `locked` and forgets it.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from sealdesk.errors import SealDeskError
from sealdesk.gui.desk_worker import DeskWorker
from sealdesk.model.token import TokenInfo, TokenRef
from sealdesk.service import token_side

POLL_MS = 1000
IDLE_LOCK_S = 300

_HANDS_ON = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
}


class TokenWatch(QObject):
    """Looks after the tokens.

    Signals:
        changed: Something about the tokens or their lock; also every second while one is unlocked.
        inserted: A token that was not there before (`TokenInfo`), after the first look.
        unlocked: The token is logged in (`TokenRef`).
        locked: It is not any more: pulled, idle, or by a person.
        refused: The token said no to a PIN, or could not be asked (`SealDeskError`).
    """

    changed = Signal()
    inserted = Signal(object)
    unlocked = Signal(object)
    locked = Signal()
    refused = Signal(object)

    def __init__(self, desk: DeskWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.tokens: tuple[TokenInfo, ...] = ()
        self.trouble: SealDeskError | None = None
        self.open_token: TokenRef | None = None
        self._looked = False
        self._asking = False
        self._hand_seen_s = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.look)
        desk.worker.crashed.connect(self._crashed)

    def start(self) -> None:
        """Begin looking."""
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self._timer.start()
        self.look()

    def stop(self) -> None:
        self._timer.stop()

    @property
    def locks_in_s(self) -> int:
        """Seconds until an untouched window locks the token."""
        return max(0, round(IDLE_LOCK_S - (time.monotonic() - self._hand_seen_s)))

    def find(self, ref: TokenRef) -> TokenInfo | None:
        return next((info for info in self.tokens if info.ref == ref), None)

    def look(self) -> None:
        """Ask which tokens are there, unless a question is open."""
        if self.open_token is not None:
            if self.locks_in_s == 0:
                self.lock()
            self.changed.emit()
        if self._asking:
            return
        self._asking = True
        self._desk.submit(token_side.look, owner=self, done=self._seen, failed=self._not_seen)

    def unlock(self, ref: TokenRef, pin: str | None) -> None:
        """Try this PIN, once; None asks the token's own PIN pad. Answers by `unlocked` or `refused`."""

        def done(answer: None) -> None:
            self.open_token = ref
            self._hand_seen_s = time.monotonic()
            self.unlocked.emit(ref)
            self.changed.emit()

        def failed(error: SealDeskError) -> None:
            # Flags first (count low, final try, locked), then the refusal: the prompt tells the truth.
            def seen(tokens: tuple[TokenInfo, ...]) -> None:
                self._seen(tokens)
                self.refused.emit(error)

            def not_seen(trouble: SealDeskError) -> None:
                self.refused.emit(error)

            self._desk.submit(token_side.look, owner=self, done=seen, failed=not_seen)

        self._desk.submit(
            lambda desk: token_side.unlock(desk, ref, pin), owner=self, done=done, failed=failed
        )

    def lock(self) -> None:
        """Lock the token; the window forgets the seal at once, whatever the token answers."""
        ref, self.open_token = self.open_token, None
        if ref is None:
            return
        self.locked.emit()
        self.changed.emit()
        self._desk.submit(lambda desk: token_side.lock(desk, ref), owner=self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _HANDS_ON:
            self._hand_seen_s = time.monotonic()
        return False

    def _seen(self, tokens: tuple[TokenInfo, ...]) -> None:
        self._asking = False
        known = {info.ref for info in self.tokens}
        first, self._looked = not self._looked, True
        before, self.tokens, trouble = self.tokens, tokens, self.trouble
        self.trouble = None
        if self.open_token is not None and self.find(self.open_token) is None:
            self.open_token = None
            self.locked.emit()
        if before != tokens or first or trouble is not None:
            self.changed.emit()
        if not first:
            for info in tokens:
                if info.ref not in known:
                    self.inserted.emit(info)

    def _crashed(self, bug: BaseException) -> None:
        """A fault of the program may have swallowed the answer: go on asking."""
        self._asking = False

    def _not_seen(self, error: SealDeskError) -> None:
        self._asking = False
        changed = self.trouble is None or self.trouble.code is not error.code or self.tokens
        self.trouble, self.tokens = error, ()
        if self.open_token is not None:
            self.open_token = None
            self.locked.emit()
        if changed:
            self.changed.emit()
