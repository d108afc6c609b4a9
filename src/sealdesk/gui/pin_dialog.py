"""The PIN. The prompt tells the truth first: tries low, last try, locked, or a PIN pad of the token's own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import button, fit_height, label
from sealdesk.gui.notice import Notice
from sealdesk.gui.token_watch import TokenWatch
from sealdesk.model.token import TokenInfo, TokenRef


class PinDialog(QDialog):
    """Asks for the PIN of one token, once for each press of the button; it accepts when the token is unlocked.

    It closes by itself when the token is pulled.
    """

    def __init__(self, tokens: TokenWatch, info: TokenInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tokens = tokens
        self._info = info
        self._asking = False
        self.setWindowTitle(self.tr("Unlock token"))
        self.setMinimumWidth(420)
        self.heading = label(info.ref.label, "heading", wrap=True)
        self.serial = label(self.tr("Serial number {serial}").format(serial=info.ref.serial), "small")
        self.notice = Notice()
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setAccessibleName(self.tr("PIN"))
        self.pin.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.pin.setMaxLength(max(info.pin_max_length, 4))
        self.pin_label = label(self.tr("PIN"), "small")
        self.last_try = QCheckBox(self.tr("I am certain of the PIN and use the last try"))
        self.unlock = button(self.tr("Unlock"))
        self.later = button(self.tr("Not now"))
        self._lay_out()
        self.pin.textChanged.connect(self._enable)
        self.last_try.toggled.connect(self._enable)
        self.pin.returnPressed.connect(self._submit)
        self.unlock.clicked.connect(self._submit)
        self.later.clicked.connect(self.reject)
        tokens.unlocked.connect(self._unlocked)
        tokens.refused.connect(self._refused)
        tokens.changed.connect(self._tokens_changed)
        self._show_state()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.serial)
        layout.addSpacing(4)
        layout.addWidget(self.notice)
        layout.addWidget(self.pin_label)
        layout.addWidget(self.pin)
        layout.addWidget(self.last_try)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.later)
        foot.addWidget(self.unlock)
        layout.addSpacing(8)
        layout.addLayout(foot)

    def _show_state(self) -> None:
        """What the token's flags say, before anybody types."""
        info = self._info
        asks = not info.pin_locked and not info.protected_authentication_path
        self.pin.setVisible(asks)
        self.pin_label.setVisible(asks)
        self.unlock.setVisible(not info.pin_locked)
        self.last_try.setVisible(info.pin_final_try and not info.pin_locked)
        self.later.setText(self.tr("Close") if info.pin_locked else self.tr("Not now"))
        if info.pin_locked:
            self.notice.say(
                "bad", self.tr("The PIN is locked"), self.tr("Ask the system administrator to unlock it.")
            )
        elif info.pin_final_try:
            self.notice.say(
                "bad",
                self.tr("This is the last try"),
                self.tr("Another wrong PIN locks the token. If you are not certain, stop here."),
            )
        elif info.pin_count_low:
            self.notice.say(
                "warning",
                self.tr("The PIN was wrong before"),
                self.tr("Few tries are left. Check it before you enter it again."),
            )
        elif info.protected_authentication_path:
            self.notice.say("neutral", self.tr("Enter the PIN on the token's own keys"))
        else:
            self.notice.hide()
        self._enable()
        fit_height(self)
        if asks:
            self.pin.setFocus()

    def _enable(self) -> None:
        info = self._info
        long_enough = info.protected_authentication_path or len(self.pin.text()) >= max(
            1, info.pin_min_length
        )
        confirmed = not info.pin_final_try or self.last_try.isChecked()
        self.unlock.setEnabled(long_enough and confirmed and not self._asking)

    def _submit(self) -> None:
        if not self.unlock.isEnabled():
            return
        pin = None if self._info.protected_authentication_path else self.pin.text()
        self.pin.clear()
        self.last_try.setChecked(False)
        self._asking = True
        self.pin.setEnabled(False)
        self.unlock.setText(self.tr("Unlocking…"))
        self._enable()
        self._tokens.unlock(self._info.ref, pin)

    def _unlocked(self, ref: TokenRef) -> None:
        if ref == self._info.ref:
            self.accept()

    def _refused(self, error: SealDeskError) -> None:
        self._asking = False
        self.pin.setEnabled(True)
        self.unlock.setText(self.tr("Unlock"))
        self._info = self._tokens.find(self._info.ref) or self._info
        self._show_state()
        if not (self._info.pin_locked or self._info.pin_final_try):
            self.notice.say_error(error)
            fit_height(self)
        self._enable()

    def _tokens_changed(self) -> None:
        info = self._tokens.find(self._info.ref)
        if info is None and not self._asking:
            self.reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.pin.clear()
        super().closeEvent(event)
