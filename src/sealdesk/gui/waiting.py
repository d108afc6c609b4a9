"""What is being done, in words over a moving bar, once it takes long enough to be read."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from sealdesk.gui.labels import label

_SHOWN_AFTER_MS = 300


class Waiting(QWidget):
    """Hidden while nothing is waited for, and for the first moment: what is there at once does not flicker.

    Attributes:
        is_on: Something is waited for, shown or not.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_on = False
        self._words = label("", "secondary", wrap=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self._words)
        rows.addWidget(self.bar)
        self.hide()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SHOWN_AFTER_MS)
        self._soon.timeout.connect(self.show)

    def start(self, words: str) -> None:
        """Wait for this from now on."""
        self.is_on = True
        self._words.setText(words)
        self.bar.setAccessibleName(words)
        if not self.isVisible():
            self._soon.start()

    def stop(self) -> None:
        """It is there, or not wanted any more."""
        self.is_on = False
        self._soon.stop()
        self.hide()

    @property
    def words(self) -> str:
        return self._words.text()
