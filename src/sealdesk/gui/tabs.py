"""The window's tabs."""

from __future__ import annotations

from enum import IntEnum


class Tab(IntEnum):
    """A tab of the window, in the order in which they stand; `Ctrl+1` shows the first."""

    STAMPING = 0
    VERIFYING = 1
    LEDGER = 2
    SEALS = 3
