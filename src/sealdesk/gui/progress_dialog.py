"""How far an act is; while the token works, what it may be waiting for, how long it has, and a way to stop it."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from sealdesk.gui.labels import button, fit_height, label
from sealdesk.gui.language import language
from sealdesk.gui.notice import Notice
from sealdesk.model.act import SealingStep
from sealdesk.texts import name_of

HINT_AFTER_S = 1.5
"""A token that works longer than this probably waits for a touch."""
_TICK_MS = 250


class ProgressDialog(QDialog):
    """It cannot be closed by a person: an act ends with an entry, one way or the other. The token can be stopped.

    Signals:
        cancel_asked: End the token process that is busy.
    """

    cancel_asked = Signal()

    def __init__(
        self, heading: str, *, limit_s: float, on_pad: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(heading)
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, on=False)
        self.setMinimumWidth(440)
        self._limit_s, self._on_pad = limit_s, on_pad
        self._may_close = False
        self._token_since_s: float | None = None
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.words = label(self.tr("Beginning…"), "secondary")
        self.hint = Notice()
        self.hint.hide()
        self.left = label("", "small")
        self.cancel = button(self.tr("Cancel"))
        self.cancel.clicked.connect(self._cancel)
        self._lay_out(heading)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self.token_works()

    def _lay_out(self, heading: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(heading, "heading"))
        layout.addWidget(self.bar)
        layout.addWidget(self.words)
        layout.addWidget(self.hint)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.left, 1)
        foot.addWidget(self.cancel)
        layout.addWidget(label(self.tr("Leave the token inserted."), "small"))
        layout.addWidget(self._foot)
        self._foot.hide()

    def show_step(self, step: SealingStep) -> None:
        """The act reached this step."""
        self.bar.setRange(0, len(SealingStep))
        self.bar.setValue(max(self.bar.value(), list(SealingStep).index(step) + 1))
        self.words.setText(name_of(step, language()))
        self.setAccessibleDescription(self.words.text())
        if step is SealingStep.SIGNING_MARKED:
            self.token_works()
        else:
            self._token_rests()

    def token_works(self) -> None:
        """From now on the token is what is waited for."""
        self._token_since_s = time.monotonic()

    def _token_rests(self) -> None:
        self._token_since_s = None
        if not self.hint.isHidden():
            self.hint.hide()
            self._foot.hide()
            fit_height(self)

    def _tick(self) -> None:
        if self._token_since_s is None:
            return
        waited_s = time.monotonic() - self._token_since_s
        if waited_s < HINT_AFTER_S:
            return
        left = max(0, round(self._limit_s - waited_s))
        self.left.setText(self.tr("{left} s left of {limit}").format(left=left, limit=round(self._limit_s)))
        if self.hint.isHidden():
            self.hint.say("neutral", *self._hint_words())
            self._foot.show()
            fit_height(self)

    def _hint_words(self) -> tuple[str, str]:
        if self._on_pad:
            return (
                self.tr("Enter the PIN on the token, or lay your finger on it"),
                self.tr("The token asks for it once more to sign."),
            )
        return (
            self.tr("Touch the button on the token, if it blinks"),
            self.tr("Some tokens wait for a finger before they sign."),
        )

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel.setText(self.tr("Cancelling…"))
        self.cancel_asked.emit()

    def finish(self) -> None:
        self._timer.stop()
        self._may_close = True
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No key closes it."""

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            super().closeEvent(event)
        else:
            event.ignore()
