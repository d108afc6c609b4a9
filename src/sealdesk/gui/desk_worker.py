"""The thread that owns the workspace: its ledger, its registers and the token side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.worker import Progress, Worker
from sealdesk.service.desk import Desk, open_desk

T = TypeVar("T")


class DeskWorker(QObject):
    """Runs use cases on the open workspace, one after the other.

    Without a workspace every use case fails with `WORKSPACE_MISSING`.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = Worker("workspace", self)
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
            self._desk = open_desk(home)
            return self._desk

        self.worker.submit(work, owner=owner, done=done, failed=failed)

    def submit(
        self,
        use_case: Callable[[Desk], T],
        *,
        owner: QObject,
        done: Callable[[T], None] = lambda answer: None,
        failed: Callable[[SealDeskError], None] = lambda error: None,
    ) -> None:
        """Run a use case; its answer or its refusal comes back on the GUI thread."""
        self.worker.submit(
            lambda progress: use_case(self._open_desk()), owner=owner, done=done, failed=failed
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

    def stop(self) -> None:
        """Close the workspace and end the thread."""
        self.worker.stop(self._close)

    def _open_desk(self) -> Desk:
        if self._desk is None:
            raise SealDeskError(ErrorCode.WORKSPACE_MISSING)
        return self._desk

    def _close(self) -> None:
        if self._desk is not None:
            self._desk.close()
            self._desk = None
