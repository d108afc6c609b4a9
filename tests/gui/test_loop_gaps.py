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
    # Sleeping is no waiting for a processor: it is the window's own fault.
    assert max(gaps.blocked_ms) >= 150
    assert gaps.blocked(1.0) == max(gaps.blocked_ms)
    assert gaps.blocked(0.0) == min(gaps.blocked_ms)
    # … but no work of its processor's.
    assert gaps.cpu_ms[gaps.blocked_ms.index(max(gaps.blocked_ms))] < 150
    assert len(gaps.cpu_ms) == len(gaps.blocked_ms)
    assert "p99" in gaps.summary()
