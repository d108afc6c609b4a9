"""A coloured notice with icon and words, and the dialog that tells a trouble in three parts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import IconLabel, button, fit_height, label, set_look
from sealdesk.gui.language import language, sentences
from sealdesk.texts import error_text

_ICONS = {
    "good": "circle-check",
    "warning": "triangle-alert",
    "bad": "circle-x",
    "neutral": "info",
}


class Notice(QFrame):
    """Words on a coloured ground: `good`, `warning`, `bad` or `neutral`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "neutral")
        self._icon = IconLabel("info", "neutral")
        self._heading = label("", "strong", wrap=True)
        self._words = label("", wrap=True)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self._heading)
        texts.addWidget(self._words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(10)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, 1)

    def say(self, look: str, heading: str, words: str = "") -> None:
        """Show this; what was there is gone."""
        set_look(self, look)
        self._icon.show_icon(_ICONS[look], look)
        self._heading.setText(heading)
        self._heading.setVisible(bool(heading))
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.setAccessibleName(heading)
        self.setAccessibleDescription(words)
        self.show()

    def say_error(self, error: SealDeskError, look: str = "warning", more: str = "") -> None:
        """Show a trouble: its heading, what happened, what to do now.

        Args:
            more: What else there is to know before anything is done.
        """
        text = error_text(error, language())
        self.say(look, text.heading, sentences(text.happened, more, text.now))

    @property
    def heading(self) -> str:
        return self._heading.text()

    @property
    def words(self) -> str:
        return self._words.text()


class TroubleDialog(QDialog):
    """One trouble: what went wrong, what happened, what to do now."""

    def __init__(self, error: SealDeskError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = error_text(error, language())
        self.setWindowTitle(text.heading)
        self.setMinimumWidth(460)
        heading = label(text.heading, "heading", wrap=True)
        happened = label(text.happened, wrap=True)
        happened.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        now = label(text.now, wrap=True)
        code = label(self.tr("For support: {code}").format(code=error.code), "small")
        texts = QVBoxLayout()
        texts.setSpacing(8)
        for part in (heading, happened, now):
            texts.addWidget(part)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(IconLabel("triangle-alert", "warning", 28), 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(texts, 1)
        close = button(self.tr("Close"))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(code)
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(20)
        layout.addLayout(body)
        layout.addLayout(foot)
        close.setDefault(True)
        close.setFocus()
        fit_height(self)
