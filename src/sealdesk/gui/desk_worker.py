"""The threads that serve the workspace: one owns its ledger, registers and use cases, one looks at the tokens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.worker import Progress, Worker
from sealdesk.service.desk import Desk, open_desk

T = TypeVar("T")

_LOOK_WAIT_S = 1.0
"""How long the closing window waits for a look at the tokens before it ends the process that hangs."""


class DeskWorker(QObject):
    """Runs use cases on the open workspace, one after the other.

    Looks at the tokens have a thread of their own, so that a long use case (a sync over a slow network) does not
    keep a pulled token from being noticed; they must not touch ledger or registers.

    Without a workspace every use case fails with `WORKSPACE_MISSING`.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = Worker("workspace", self)
        self.looks = Worker("tokens", self)
        self._desk: Desk | None = None

    def open(
        self,
        home: Path | None,
        *,
        owner: QObject,
        done: Callable[[Desk], None],
        failed: Callable[[SealDeskError], None],
    ) -> None:
        """Open the workspace; what belongs to its thread must be asked for by `submit` afterwards."""

        def work(progress: Progress) -> Desk:
            desk = open_desk(home, face="window")
            desk.tokens.start()
            self._desk = desk
            return desk

        self.worker.submit(work, owner=owner, done=done, failed=failed)

    def submit(
        self,
        use_case: Callable[[Desk], T],
        *,
        owner: QObject,
        done: Callable[[T], None] = lambda answer: None,
        failed: Callable[[SealDeskError], None] = lambda error: None,
        still_wanted: Callable[[], bool] | None = None,
    ) -> None:
        """Run a use case; its answer or its refusal comes back on the GUI thread.

        Args:
            still_wanted: Asked on the worker's thread just before it starts; not wanted, it is skipped without
                an answer.
        """
        self.worker.submit(
            lambda progress: use_case(self._open_desk()),
            owner=owner,
            done=done,
            failed=failed,
            still_wanted=still_wanted,
        )

    def submit_long(
        self,
        use_case: Callable[[Desk, Progress], T],
        *,
        owner: QObject,
        done: Callable[[T], None],
        failed: Callable[[SealDeskError], None],
        progress: Callable[[Any], None],
    ) -> None:
        """As `submit`, for a use case that tells how far it is."""
        self.worker.submit(
            lambda report: use_case(self._open_desk(), report),
            owner=owner,
            done=done,
            failed=failed,
            progress=progress,
        )

    def submit_look(
        self,
        look: Callable[[Desk], T],
        *,
        owner: QObject,
        done: Callable[[T], None] = lambda answer: None,
        failed: Callable[[SealDeskError], None] = lambda error: None,
    ) -> None:
        """Ask the token side, and nothing else of the workspace, beside whatever use case is running."""
        self.looks.submit(lambda progress: look(self._open_desk()), owner=owner, done=done, failed=failed)

    def cancel_token(self) -> None:
        """End the token process that is busy, at once and without waiting; who waits for it is told so."""
        if self._desk is not None:
            self._desk.tokens.cancel()

    def stop(self) -> None:
        """Close the workspace and end the threads."""
        self.looks.stop(wait_s=_LOOK_WAIT_S)
        if self.looks.alive:
            self.cancel_token()
        self.worker.stop(self._close)

    def _open_desk(self) -> Desk:
        if self._desk is None:
            raise SealDeskError(ErrorCode.WORKSPACE_MISSING)
        return self._desk

    def _close(self) -> None:
        if self._desk is not None:
            self._desk.close()
            self._desk = None
