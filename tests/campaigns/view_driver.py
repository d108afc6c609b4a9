"""Scroll through a long document in the real window, in a process of its own, and tell the figures.

    python -m tests.campaigns.view_driver HOME DOCUMENT STOPS

Prints one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from sealdesk import confined
from sealdesk.gui.application import Desktop
from tests.gui.loop_gaps import LoopGaps
from tests.gui.view_hand import wheel

PATIENCE_S = 120.0
FLIGHT, NOTCHES, NOTCH_MS = 20, 8, 16


class View:
    """The window on the document."""

    def __init__(self, home: Path, document: Path) -> None:
        application = QApplication(sys.argv[:1])
        confined.warm("sealdesk.pades.preflight", "sealdesk.verification.verify")
        self.desktop = Desktop(application, home, [], "zh")
        self.desktop.start()
        assert self.desktop.window is not None
        self.desktop.window.resize(1366, 768)
        self.session, self.page = self.desktop.session, self.desktop.window.stamp_page
        self.canvas = self.page.canvas
        self._wait(lambda: self.session.has_workspace and bool(self.session.tokens.tokens))
        started = time.monotonic()
        self.session.open_file(document)
        self._wait(lambda: self.session.document is not None)
        self.looked_s = time.monotonic() - started
        self._wait(lambda: self.canvas.is_drawn)
        self.opened_s = time.monotonic() - started
        pause(500)

    def fly(self, page: int, notches_more: int) -> None:
        """To this page by the wheel, as fast wheels do: a few large turns, then some notch by notch."""
        assert self.session.document is not None
        bar = self.canvas.verticalScrollBar()
        share = (page - 1) / max(1, len(self.session.document.preflight.frames) - 1)
        way_px = share * bar.maximum() - bar.value()
        # One notch is three single steps.
        notches = way_px / (3 * bar.singleStep())
        for _ in range(FLIGHT):
            wheel(self.canvas, -notches / FLIGHT)
            pause(NOTCH_MS)
        for _ in range(notches_more):
            wheel(self.canvas, -1)
            pause(NOTCH_MS)

    def drawn_after_ms(self) -> float:
        """How long the visible part takes to be drawn and painted from now."""
        started = time.monotonic()
        loop = QEventLoop()

        def look() -> None:
            if self.canvas.is_drawn:
                loop.quit()

        self.session.images.ready.connect(look)
        QTimer.singleShot(0, look)
        QTimer.singleShot(int(PATIENCE_S * 1000), loop.quit)
        loop.exec()
        self.session.images.ready.disconnect(look)
        self.canvas.viewport().repaint()
        return (time.monotonic() - started) * 1000

    def _wait(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                raise SystemExit("the window did not come that far")
            pause(5)


def pause(pause_ms: int) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(pause_ms, loop.quit)
    loop.exec()


def resident_mb() -> dict[str, float]:
    """What this process and its descendants hold in memory: shared pages are counted once.

    Children of the fork server share most of theirs with it. Where the kernel does not tell that, all counts.
    """
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            fields = _fields(status)
            parents[int(fields["Pid"])] = int(fields["PPid"])
    me, found = os.getpid(), {}
    family = [me]
    for pid in family:
        family += [child for child, parent in parents.items() if parent == pid]
        with contextlib.suppress(OSError):  # it ended meanwhile
            found["window" if pid == me else str(pid)] = _held_mb(pid)
    return found


def _held_mb(pid: int) -> float:
    place = Path(f"/proc/{pid}")
    try:
        held = _fields(place / "smaps_rollup")["Pss"]
    except (PermissionError, KeyError):
        held = _fields(place / "status").get("VmRSS", "0 kB")
    return int(held.split()[0]) / 1024


def _fields(path: Path) -> dict[str, str]:
    lines = path.read_text("utf-8", "replace").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def main() -> None:
    home, document, stops = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    with tempfile.TemporaryDirectory() as kept:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, kept)
        view = View(home, document)
        rng = random.Random(20)
        after_ms: list[float] = []
        most_mb: dict[str, float] = {}
        assert view.session.document is not None
        pages = view.session.document.pages
        gaps = LoopGaps()
        for stop in range(stops):
            with gaps:
                view.fly(rng.randint(1, pages), NOTCHES if stop % 2 else 0)
                after_ms.append(view.drawn_after_ms())
                pause(120)
            # Not while the loop is watched: reading all that takes its time.
            most_mb = max(most_mb, resident_mb(), key=lambda each: sum(each.values()))
        answer = {
            "looked_s": view.looked_s,
            "opened_s": view.opened_s,
            "after_ms": after_ms,
            "resident_mb": most_mb,
            "gap_p99_ms": gaps.blocked(0.99),
            "gap_longest_ms": gaps.blocked(1.0),
            "gaps": gaps.summary(),
        }
        view.desktop.stop()
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
