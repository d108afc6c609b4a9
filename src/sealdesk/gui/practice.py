"""Practising: a workspace of its own, made by a process of its own, in a window of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from sealdesk.gui.language import language
from sealdesk.service.evaluation import practice

_LOOK_MS = 150
_GIVEN_UP_MS = 3000


class PracticeMaking(QObject):
    """Makes the practice workspace in a child process.

    Signals:
        progressed: How many parts are made, and how many there will be.
        made: It is there.
        failed: It could not be made; what the child said of it, in a person's words.
    """

    progressed = Signal(int, int)
    made = Signal()
    failed = Signal(str)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._stopped = False
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("SEALDESK_LANG", language())
        self._process.setProcessEnvironment(environment)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._not_started)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(lambda: self.progressed.emit(*practice.made_so_far(self._home)))

    def start(self) -> None:
        self._look.start()
        self._process.start(sys.executable, ["-m", "sealdesk", "demo", "--practice", str(self._home)])

    def stop(self) -> None:
        """Give it up: what was made by then is removed when practising is begun again."""
        self._stopped = True
        self._look.stop()
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.terminate()
            if not self._process.waitForFinished(_GIVEN_UP_MS):
                self._process.kill()

    def _finished(self, status: int) -> None:
        self._look.stop()
        if self._stopped:
            return
        if status == 0:
            self.made.emit()
        else:
            self.failed.emit(bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace"))

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and not self._stopped:
            self._look.stop()
            self.failed.emit(self._process.errorString())


def open_practice_window(home: Path) -> bool:
    """Open a window on the practice workspace, in a process of its own; one that is open comes to the front."""
    process = QProcess()
    process.setProgram(sys.executable)
    process.setArguments(["-m", "sealdesk", "gui", "--home", str(home)])
    process.setStandardOutputFile(os.devnull)
    process.setStandardErrorFile(os.devnull)
    started = process.startDetached()
    return bool(started[0] if isinstance(started, tuple) else started)
