"""Ending a process with all that it started, whatever session or group its children moved to (Linux).

What lost its own parent belongs to the next ancestor that asked for such (`PR_SET_CHILD_SUBREAPER`): as long as that
one lives, it is found.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

_POLL_S = 0.02
_PROCESSES = Path("/proc")


def descendants(ancestor: int) -> tuple[int, ...]:
    """What this process started, and what those started; none where the system does not tell."""
    children: dict[int, list[int]] = {}
    with suppress(OSError):
        for process in _PROCESSES.iterdir():
            if process.name.isdigit() and (parent := _parent(process)):
                children.setdefault(parent, []).append(int(process.name))
    found: list[int] = []
    waiting = [ancestor]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return tuple(found)


def end_descendants(ancestor: int, within_s: float) -> None:
    """Kill them until none is left: one that is just being started is found the next time."""
    deadline = time.monotonic() + within_s
    while (found := descendants(ancestor)) and time.monotonic() < deadline:
        for process in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        time.sleep(_POLL_S)


def _parent(process: Path) -> int:
    """The parent of a process that still runs; 0 for what is dead or gone."""
    try:
        # The name in parentheses may hold anything: what is wanted stands behind the last one.
        state, parent = (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[:2]
    except (OSError, ValueError):
        return 0
    return 0 if state in "ZX" else int(parent)
