"""The window's tabs."""

from __future__ import annotations

from enum import IntEnum


class Tab(IntEnum):
    """A tab of the window, by its number among the tab buttons."""

    STAMPING = 0
    VERIFYING = 1
    LEDGER = 2
    SEALS = 3
    BATCH = 4


IN_ORDER = (Tab.STAMPING, Tab.BATCH, Tab.VERIFYING, Tab.LEDGER, Tab.SEALS)
"""As they stand, from the left; `Ctrl+1` shows the first."""
NEED_WORKSPACE = (Tab.BATCH, Tab.LEDGER, Tab.SEALS)
"""Not to be opened where there is no workspace."""
BATCH_DESK = "batch desk"
"""Name of the object that keeps a batch while the window is built anew."""
