"""One process at a time works with an unlocked token: the window, or a command beside it; others wait their turn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service.file_lock import FileLock, Holder, holder_of
from sealdesk.settings.layout import Layout

WAIT_S = 5.0


class TokenTurn:
    """This desk's turn with the token. Taken and given back by the thread that owns the desk."""

    def __init__(self, layout: Layout) -> None:
        self._path = layout.token_lock
        self._lock: FileLock | None = None

    @property
    def held(self) -> bool:
        """Whether it is this desk's turn."""
        return self._lock is not None and self._lock.held

    def take(self, purpose: str, wait_s: float = WAIT_S) -> bool:
        """Have the turn, waiting for it up to `wait_s`; whether it was taken now, and not held before.

        Args:
            purpose: Who has it then, for those who wait: `window` or `command line`.

        Raises:
            SealDeskError: `TOKEN_BUSY` with `holder`, `pid`, `since`, `waited_s` where another process (or
                another desk of this one) has it for longer; `WORKSPACE_BROKEN` where its file cannot be used.
        """
        if self.held:
            return False
        begun = time.monotonic()
        try:
            lock = FileLock.take(self._path, wait_s=wait_s, make=True)
            if lock is None:
                raise self._busy(time.monotonic() - begun)
            try:
                lock.sign(purpose)
            except OSError:
                lock.release()
                raise
        except OSError as trouble:
            raise SealDeskError(
                ErrorCode.WORKSPACE_BROKEN, path=self._path, reason=trouble.strerror
            ) from trouble
        self._lock = lock
        return True

    def release(self) -> None:
        """Give the turn back. Safe to call when it is not held."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @contextmanager
    def during(self, purpose: str, wait_s: float = WAIT_S) -> Iterator[None]:
        """Have the turn inside; given back afterwards unless it was held before. Raises as `take`."""
        taken = self.take(purpose, wait_s)
        try:
            yield
        finally:
            if taken:
                self.release()

    def holder(self) -> Holder | None:
        """Who has the turn now; None where nobody has. Raises `WORKSPACE_BROKEN` as `take`."""
        try:
            return holder_of(self._path)
        except OSError as trouble:
            raise SealDeskError(
                ErrorCode.WORKSPACE_BROKEN, path=self._path, reason=trouble.strerror
            ) from trouble

    def _busy(self, waited_s: float) -> SealDeskError:
        holder = holder_of(self._path) or Holder()  # it was let go in this very moment
        facts = {"holder": holder.purpose, "pid": holder.pid or "", "since": holder.since or ""}
        return SealDeskError(ErrorCode.TOKEN_BUSY, **facts, waited_s=round(waited_s, 1))
