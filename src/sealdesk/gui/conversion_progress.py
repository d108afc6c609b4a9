"""A conversion under way: what it does, how long it has taken, and a way to stop it."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from sealdesk.gui.labels import ElidedLabel, button, label

_TICK_MS = 250
_SHOWN_FROM_S = 2


class WorkDialog(QDialog):
    """Something that takes its time. Escape and the button ask it to stop; it closes when it has.

    Signals:
        stop_asked: A person wants it stopped.
    """

    stop_asked = Signal()

    def __init__(self, heading: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(heading)
        self.setMinimumWidth(440)
        self._since_s = time.monotonic()
        self._over = False
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(heading)
        self.words = label("", "secondary")
        self.taken = label("", "small")
        self.stop = button(self.tr("Stop"))
        self.stop.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(heading, "heading"))
        layout.addWidget(ElidedLabel(name, "secondary"))
        layout.addWidget(self.bar)
        layout.addWidget(self.words)
        foot = QHBoxLayout()
        foot.addWidget(self.taken, 1)
        foot.addWidget(self.stop)
        layout.addLayout(foot)
        timer = QTimer(self)
        timer.timeout.connect(self._tick)
        timer.start(_TICK_MS)

    def say(self, words: str, done: int = 0, of: int = 0) -> None:
        """What it does now, and how far it is where that is known."""
        self.words.setText(words)
        self.setAccessibleDescription(words)
        self.bar.setRange(0, of)
        self.bar.setValue(done)

    def _tick(self) -> None:
        seconds = round(time.monotonic() - self._since_s)
        if seconds >= _SHOWN_FROM_S:
            self.taken.setText(self.tr("{seconds} s so far").format(seconds=seconds))

    def reject(self) -> None:
        """Ask to stop; whoever works says when it is over."""
        if self._over:
            super().reject()
            return
        self.stop.setEnabled(False)
        self.stop.setText(self.tr("Stopping…"))
        self.stop_asked.emit()

    def finish(self) -> None:
        """It is over."""
        self._over = True
        self.accept()
