"""One step of the act: its state as icon and words, and what belongs to it."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.gui.labels import IconLabel, label


class StepState(Enum):
    """Icon and colour of a step."""

    OPEN = ("circle-dashed", "secondary")
    DONE = ("circle-check", "good")
    TROUBLE = ("triangle-alert", "warning")


class Step(QWidget):
    """A title with its state, a place for a small button, and content below."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._icon = IconLabel(size_px=18)
        self._name = label(title, "strong")
        self.state = StepState.OPEN
        self._head = QHBoxLayout()
        self._head.setSpacing(8)
        self._head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        self._head.addWidget(self._name)
        self._head.addStretch(1)
        self.content = QVBoxLayout()
        self.content.setContentsMargins(26, 0, 0, 0)
        self.content.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self._head)
        layout.addLayout(self.content)
        self.show_state(StepState.OPEN, "")

    def set_title(self, title: str) -> None:
        self._title = title
        self._name.setText(title)

    def add_button(self, button: QWidget) -> None:
        """Put a small button at the end of the title's line."""
        self._head.addWidget(button)

    def show_state(self, state: StepState, words: str) -> None:
        """Show how this step stands; `words` say it to those who do not see the icon."""
        self.state = state
        self._icon.show_icon(*state.value)
        self._icon.setToolTip(words)
        self.setAccessibleName(f"{self._title}: {words}" if words else self._title)
