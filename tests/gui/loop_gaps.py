"""How long the event loop was kept from its work: a timer that should fire every few milliseconds, and when it did."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from PySide6.QtCore import QObject, Qt, QTimer

EVERY_MS = 5


class LoopGaps:
    """Watches the running event loop inside a `with` block; only the time that it runs at all is watched.

    Attributes:
        longest_ms: The longest time between two ticks, in milliseconds.
        ticks: How often the timer fired: none says that nothing was watched.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        self._timer = QTimer(parent)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._tick)
        self._last_s = 0.0
        self.longest_ms = 0.0
        self.ticks = 0

    def __enter__(self) -> Self:
        self._last_s = time.monotonic()
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now_s = time.monotonic()
        self.longest_ms = max(self.longest_ms, (now_s - self._last_s) * 1000)
        self._last_s = now_s
        self.ticks += 1
