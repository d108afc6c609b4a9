"""How long the event loop was kept from its work: a timer that should fire every few milliseconds, and when it did."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from PySide6.QtCore import QObject, Qt, QTimer

EVERY_MS = 5


class LoopGaps:
    """Watches the running event loop inside a `with` block; only the time that it runs at all is watched.

    Attributes:
        longest_ms: The longest time between two ticks, in milliseconds.
        ticks: How often the timer fired: none says that nothing was watched.
        gaps_ms: Every time between two ticks.
        blocked_ms: The same without the time in which the thread could have run but another program had the
            processor, as the kernel tells: what the window itself stood in the way of.
        cpu_ms: How long this thread itself worked in each of them.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        self._run_queue = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._timer = QTimer(parent)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._tick)
        self._last = (0.0, 0.0, 0.0)
        self.longest_ms = 0.0
        self.ticks = 0
        self.gaps_ms: list[float] = []
        self.blocked_ms: list[float] = []
        self.cpu_ms: list[float] = []

    def __enter__(self) -> Self:
        self._last = self._now_ms()
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.stop()

    def blocked(self, share: float) -> float:
        """This share of the gaps was, in milliseconds, no longer than this: 0.99 for p99."""
        ordered = sorted(self.blocked_ms)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    def summary(self) -> str:
        """The figures in one line."""
        return (
            f"event loop: p50 {self.blocked(0.5):.1f}, p99 {self.blocked(0.99):.1f},"
            f" longest {self.blocked(1.0):.1f} ms blocked"
            f" ({self.longest_ms:.1f} ms with waiting for a processor,"
            f" {max(self.cpu_ms, default=0.0):.1f} ms of its own work), {self.ticks} gaps"
        )

    @property
    def last_tick_s(self) -> float:
        """When the timer fired last, by the monotonic clock; other threads may ask."""
        return self._last[0] / 1000

    def _now_ms(self) -> tuple[float, float, float]:
        """The time, how long this thread has waited for a processor so far, and how long it has worked."""
        waited_ns = int(self._run_queue.read_text("ascii").split()[1])
        return time.monotonic() * 1000, waited_ns / 1e6, time.thread_time() * 1000

    def _tick(self) -> None:
        before, self._last = self._last, self._now_ms()
        gap_ms = self._last[0] - before[0]
        self.longest_ms = max(self.longest_ms, gap_ms)
        self.gaps_ms.append(gap_ms)
        self.blocked_ms.append(gap_ms - (self._last[1] - before[1]))
        self.cpu_ms.append(self._last[2] - before[2])
        self.ticks += 1
