"""A field for a PIN: nothing of it is shown, and Caps Lock is pointed out where Qt can tell."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sealdesk.gui.labels import label

_LONGEST = 255


class PinField(QWidget):
    """A name, a field below it, and a hint below that while Caps Lock is on."""

    def __init__(self, words: str, longest: int = 0) -> None:
        super().__init__()
        self.words = label(words, "small")
        self.field = _Field()
        self.field.setAccessibleName(words)
        self.field.setMaxLength(longest if longest >= 4 else _LONGEST)
        self.words.setBuddy(self.field)
        self.hint = label(self.tr("Caps Lock is on"), "hint")
        self.hint.hide()
        self.field.caps_lock.connect(self.hint.setVisible)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self.words, self.field, self.hint):
            layout.addWidget(part)
        self.setFocusProxy(self.field)

    @property
    def entered(self) -> str:
        return self.field.text()

    def clear(self) -> None:
        self.field.clear()


class _Field(QLineEdit):
    """Signals:
    caps_lock: Whether a letter was just typed that Caps Lock changed.
    """

    caps_lock = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhSensitiveData
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt does not ask the keyboard for Caps Lock: what a letter becomes without Shift tells.
        typed = event.text()
        if typed.isalpha() and typed.isascii():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock.emit(typed.isupper() != shifted)
        elif event.key() == Qt.Key.Key_CapsLock:
            self.caps_lock.emit(False)
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.caps_lock.emit(False)
        super().focusOutEvent(event)
