"""Keeps what a process holds in memory out of files and out of reach of the user's other programs.

A PIN on its way to the token, a seal's picture and a document's password are in the memory of some process for a
moment. What the operating system can do for them is asked for here, by every process that may hold one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4


def keep_memory_private() -> None:
    """Write no core file at a crash; on Linux also let no other process of this user read the memory.

    Both last for this process and what it forks. A program that is started anew (`exec`) keeps the first only:
    where it is ours and holds secrets, it has to call this again.

    The price on Linux: the desktop's portals (`xdg-desktop-portal`) refuse a process they cannot look into, so its
    file dialogs and its choice of light or dark are not to be had; the window uses Qt's own.
    """
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Where cores are piped to a program, the kernel asks this flag, not the limit (core(5)).
    _prctl(_PR_SET_DUMPABLE, 0)


def memory_is_private() -> bool | None:
    """Whether `keep_memory_private` holds here; None where the system has no such promise to give."""
    if sys.platform == "win32":
        return None
    import resource

    dumpable = _prctl(_PR_GET_DUMPABLE, 0)
    return resource.getrlimit(resource.RLIMIT_CORE)[0] == 0 and dumpable in (0, None)


def _prctl(option: int, argument: int) -> int | None:
    """What prctl(2) answers; None where there is none."""
    if sys.platform != "linux":
        return None
    import ctypes

    call: Callable[..., Any] = ctypes.CDLL(None).prctl
    # The kernel takes unsigned longs, and a variadic function gets what it is given: as ints they would be half set.
    return int(call(ctypes.c_int(option), *(ctypes.c_ulong(value) for value in (argument, 0, 0, 0))))
