"""A hand at the real window: it presses what a person would press, and notes what the window says and when."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.last_look_dialog import LastLookDialog
from sealdesk.gui.notice import TroubleDialog
from sealdesk.gui.pin_dialog import PinDialog
from sealdesk.service.desk import Desk
from tests.gui.conftest import WAIT_MS, Opened

HAND_MS = 10
PROBE_MS = 5


@dataclass
class Told:
    """What the window told of one act.

    Attributes:
        codes: What went wrong, in the order in which it was said; empty where nothing did.
        target: The stamped file.
        pins: How often the hand entered a PIN.
        told_s: When the first trouble was said (`time.monotonic`).
    """

    codes: list[ErrorCode] = field(default_factory=list)
    target: Path | None = None
    pins: int = 0
    told_s: float = 0.0


class Hand(QObject):
    """Answers every dialog as a custodian who wants to stamp; gives up at the first refusal."""

    def __init__(self, opened: Opened, qtbot: QtBot, pin: str) -> None:
        super().__init__()
        self._opened, self._qtbot, self._pin = opened, qtbot, pin
        self.told = Told()
        self.before_press: Callable[[], None] = lambda: None
        self.before_pin: Callable[[], None] = lambda: None
        self.before_stamping: Callable[[], None] = lambda: None
        session, flow = opened.session, opened.window.stamp_page.flow
        session.tokens.refused.connect(self._note)
        session.trouble.connect(self._note)
        flow.trouble.connect(self._note)
        flow.finished.connect(self._finished)
        self._timer = QTimer(self)
        self._timer.setInterval(HAND_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def stamp(self) -> Told:
        """One act, from pressing 盖章 to its end, whatever that is; the desk is ready for the next one then."""
        self._lay_document()
        self.told = Told()
        panel, flow = self._opened.window.stamp_page.panel, self._opened.window.stamp_page.flow
        self._wait(panel.stamp.isEnabled)
        self.ask(lambda desk: None)  # what the page reads of seal and token by itself is read by now
        self.before_press()
        self._qtbot.mouseClick(panel.stamp, Qt.MouseButton.LeftButton)
        assert flow.busy
        self._wait(lambda: not flow.busy and self._modal() is None)
        return self.told

    def lock(self) -> None:
        """Lock the token, and wait until it is."""
        self._opened.session.tokens.lock()
        self.ask(lambda desk: None)

    def ask(self, use_case: Callable[[Desk], object]) -> object:
        """What the workspace answers, through the window's own worker."""
        answers: list[object] = []
        self._opened.session.desk.submit(use_case, owner=self, done=answers.append, failed=answers.append)
        self._wait(lambda: bool(answers))
        assert not isinstance(answers[0], SealDeskError), answers[0]
        return answers[0]

    def wait_for_token(self, *, there: bool = True) -> None:
        self._wait(lambda: bool(self._opened.session.tokens.tokens) is there)

    def wait_for_lock(self) -> None:
        self._wait(lambda: self._opened.session.tokens.open_token is None)

    def _wait(self, until: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(until, timeout=WAIT_MS)

    def _lay_document(self) -> None:
        session = self._opened.session
        self._wait(lambda: self._modal() is None)
        if session.placing is None:
            self._wait(lambda: bool(session.tasks))
            session.open_task(session.tasks[-1])
            self._wait(lambda: session.placing is not None)
        if session.placing is not None and not session.placing.marks:
            session.placing.place(1, 60.0, 120.0)
            session.places_changed.emit()

    def _modal(self) -> QDialog | None:
        modal = QApplication.activeModalWidget()
        return modal if isinstance(modal, QDialog) else None

    def _look(self) -> None:
        modal = self._modal()
        if isinstance(modal, PinDialog):
            self._answer_pin(modal)
        elif isinstance(modal, LastLookDialog) and not modal.preview.pixmap().isNull():
            self.before_stamping()
            modal.stamp.click()
        elif isinstance(modal, TroubleDialog):
            modal.accept()

    def _answer_pin(self, dialog: PinDialog) -> None:
        if self.told.codes:
            dialog.reject()
        elif dialog.pin.isVisible() and dialog.pin.isEnabled():
            self.before_pin()
            self.told.pins += 1
            dialog.pin.setText(self._pin)
            dialog.unlock.click()

    def _note(self, trouble: SealDeskError) -> None:
        if not self.told.codes:
            self.told.told_s = time.monotonic()
        self.told.codes.append(trouble.code)

    def _finished(self, finished: object) -> None:
        self.told.target = finished.result.target  # type: ignore[attr-defined]


class LoopProbe(QObject):
    """Gaps in the event loop of the window's thread, and how much of each was no fault of the window's.

    While the thread could have run but had no processor (another program had it), it was not the window that
    stood in the way: that time is told by the kernel and taken off.
    """

    def __init__(self) -> None:
        super().__init__()
        self._run_queue = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self.gaps_ms: list[float] = []
        self.blocked_ms: list[float] = []
        self._watched: list[Callable[[float], None]] = []
        self._last = self._now()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(PROBE_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._last = self._now()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    @contextmanager
    def watching(self, what: Callable[[float], None]) -> Iterator[None]:
        """`what` is told the time at every tick meanwhile."""
        self._watched.append(what)
        try:
            yield
        finally:
            self._watched.remove(what)

    def _now(self) -> tuple[float, int]:
        return time.monotonic(), int(self._run_queue.read_text("ascii").split()[1])

    def _tick(self) -> None:
        before, self._last = self._last, self._now()
        gap_ms = (self._last[0] - before[0]) * 1000
        self.gaps_ms.append(gap_ms)
        self.blocked_ms.append(gap_ms - (self._last[1] - before[1]) / 1e6)
        for what in self._watched:
            what(self._last[0])

    def summary(self) -> str:
        """The figures of the campaign, in one line."""
        ordered = sorted(self.blocked_ms)
        return (
            f"event loop: longest blocked {ordered[-1]:.0f} ms"
            f" (with waiting for a processor {max(self.gaps_ms):.0f} ms),"
            f" 99.9 % below {ordered[int(len(ordered) * 0.999)]:.0f} ms, {len(ordered)} gaps"
        )
