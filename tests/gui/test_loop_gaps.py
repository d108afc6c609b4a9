"""The probe sees a blocked event loop, and nothing where there is none to see."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from .loop_gaps import LoopGaps


def test_a_blocked_loop_is_seen(qtbot: QtBot) -> None:
    with LoopGaps() as gaps:
        QTimer.singleShot(30, lambda: time.sleep(0.2))
        qtbot.waitUntil(lambda: gaps.longest_ms >= 200)
    assert gaps.ticks > 0
