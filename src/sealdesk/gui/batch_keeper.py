"""Who keeps the seal, signed in for the batch on the desk; forgotten when it is put away, or the person leaves."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from sealdesk.service.batch_decisions import SealKeeper

_IDLE_MS = 10 * 60 * 1000
"""Whoever says nothing for so long may have gone."""


class BatchKeeper(QObject):
    """Signals:
    wanted: Somebody wants to confirm or set aside, and nobody is signed in.
    word: Who is signed in says of a document (its number) that it is right, or not.
    """

    wanted = Signal()
    word = Signal(int, bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.signed_in: SealKeeper | None = None
        self._waiting: tuple[int, bool] | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(_IDLE_MS)
        self._idle.timeout.connect(self.forget)

    def say(self, number: int, *, right: bool) -> None:
        """Say it, or ask first who it is."""
        if self.signed_in is None:
            self._waiting = number, right
            self.wanted.emit()
            return
        self._idle.start()
        self.word.emit(number, right)

    def sign_in(self, keeper: SealKeeper) -> None:
        """This person proved who they are: what waited is said."""
        self.signed_in, waiting = keeper, self._waiting
        self._waiting = None
        self._idle.start()
        if waiting is not None:
            self.say(waiting[0], right=waiting[1])

    def give_up(self) -> None:
        """Nobody signed in: nothing is said."""
        self._waiting = None

    def forget(self) -> None:
        """Nobody is signed in any more."""
        self.signed_in, self._waiting = None, None
        self._idle.stop()
