"""What the event loop's thread was doing while it was kept from its work: its stack, looked at from another thread."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from types import FrameType, TracebackType
from typing import Self

from tests.gui.loop_gaps import LoopGaps

EVERY_S = 0.01
LONG_S = 0.03
"""A gap longer than this is looked into; the loop that is well is left alone."""
DEEP = 6
"""So many of a stack's innermost functions of the program are told."""


class LoopStacks:
    """Looks at the stack of the thread that made it, inside a `with` block, whenever `gaps` has not ticked for long.

    Looking takes some microseconds of the interpreter, every 10 ms of a long gap.
    """

    def __init__(self, gaps: LoopGaps) -> None:
        self._gaps = gaps
        self._watched = threading.get_ident()
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="loop stacks", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def taken(self) -> list[str]:
        """What was seen since the last time it was asked for, most often first."""
        with self._lock:
            seen, self._seen = self._seen, Counter()
        return [f"{count}× {where}" for where, count in seen.most_common()]

    def _watch(self) -> None:
        while not self._done.wait(EVERY_S):
            if time.monotonic() - self._gaps.last_tick_s > LONG_S:
                where = _told(sys._current_frames().get(self._watched))
                with self._lock:
                    self._seen[where] += 1


def _told(frame: FrameType | None) -> str:
    """The innermost functions of the program, the innermost last."""
    names: list[str] = []
    while frame is not None and len(names) < DEEP:
        code = frame.f_code
        if "sealdesk" in code.co_filename:
            names.append(f"{code.co_filename.rpartition('/')[2]}:{frame.f_lineno} {code.co_name}")
        frame = frame.f_back
    return " > ".join(reversed(names)) or "no function of the program"
