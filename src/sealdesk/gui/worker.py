"""Threads that do the slow work. A worker answers and never asks.

A job is a plain blocking function. It is submitted on the GUI thread and runs on the worker's own thread, one after
the other, in order; its answer, its trouble and its progress come back on the GUI thread. What is no `SealDeskError`
is a bug and goes to `crashed`.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.events import Events

Progress = Callable[[Any], None]
_LOG = Events("window")
STOP_WAIT_S = 15.0
"""How long the closing window waits for a job; the thread does not keep the program alive beyond it."""


@dataclass(frozen=True)
class _Job:
    work: Callable[[Progress], Any]
    owner: QObject
    done: Callable[[Any], None]
    failed: Callable[[SealDeskError], None]
    progress: Callable[[Any], None] | None
    still_wanted: Callable[[], bool] | None


class Worker(QObject):
    """One thread and its queue.

    Signals:
        crashed: An exception that nobody expected, from a job.
        busy_changed: Whether jobs are waiting or running.
    """

    crashed = Signal(object)
    busy_changed = Signal(bool)
    _answered = Signal(object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._open_jobs = 0
        self._stopping = False
        self._noted: ErrorCode | None = None
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        return self._open_jobs > 0

    def submit(
        self,
        work: Callable[[Progress], Any],
        *,
        owner: QObject,
        done: Callable[[Any], None] = lambda answer: None,
        failed: Callable[[SealDeskError], None] = lambda error: None,
        progress: Callable[[Any], None] | None = None,
        still_wanted: Callable[[], bool] | None = None,
    ) -> None:
        """Run `work` on the worker's thread; it is given a function to report progress with.

        Args:
            owner: The answer is dropped when this object is gone by then.
            still_wanted: Asked on the worker's thread just before the job starts: a job that was overtaken by
                another is skipped, without an answer.
        """
        self._open_jobs += 1
        if self._open_jobs == 1:
            self.busy_changed.emit(True)
        self._queue.put(_Job(work, owner, done, failed, progress, still_wanted))

    @property
    def alive(self) -> bool:
        """Whether the thread still lives; after `stop` that means that a job hangs."""
        return self._thread.is_alive()

    def stop(self, last: Callable[[], None] | None = None, *, wait_s: float = STOP_WAIT_S) -> None:
        """Finish what is queued, run `last` on the worker's thread, end the thread, and wait for it a while."""
        if self._stopping:
            return
        self._stopping = True
        if last is not None:
            self._queue.put(_Job(lambda progress: last(), self, _nothing, _nothing, None, None))
        self._queue.put(None)
        self._thread.join(wait_s)

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            unwanted = job.still_wanted is not None and not job.still_wanted()
            answer = _nothing if unwanted else self._outcome(job)
            if not isValid(self):  # its window is gone, and did not wait for the end of this job
                return
            self._answered.emit(job, answer)
            # What a job knew (a seal's picture, a PIN) is not kept until the next one comes.
            job, answer = None, _nothing

    def _outcome(self, job: _Job) -> Callable[[], None]:
        def report(step: Any) -> None:
            if job.progress is not None:
                told = job.progress
                self._answered.emit(None, lambda: told(step) if isValid(job.owner) else None)

        try:
            answer = job.work(report)
        except SealDeskError as trouble:
            self._note(trouble)
            # A name of its own: `trouble` ends with the except block.
            error = trouble
            return lambda: job.failed(error)
        except Exception as bug:  # noqa: BLE001 - whatever it is, the crash dialog shows it
            _LOG.bug(bug)
            crash = bug
            return lambda: self.crashed.emit(crash)
        return lambda: job.done(answer)

    def _note(self, trouble: SealDeskError) -> None:
        """Log the trouble; one that comes again and again, as from looking for tokens, once."""
        if trouble.code is not self._noted:
            self._noted = trouble.code
            _LOG.refused(trouble)

    @Slot(object, object)
    def _deliver(self, job: _Job | None, tell: Callable[..., None]) -> None:
        if job is None:
            tell()
            return
        self._open_jobs -= 1
        if self._open_jobs == 0:
            self.busy_changed.emit(False)
        if tell is not _nothing and isValid(job.owner):
            tell()


def _nothing(*_: object) -> None:
    """For whoever does not want to know."""
