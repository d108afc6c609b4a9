"""What all prompts for PINs share: whose PIN, what the token's flags say of it, the last try confirmed apart."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.labels import button, fit_height, label
from sealdesk.gui.language import language
from sealdesk.gui.notice import Notice
from sealdesk.gui.pin_field import PinField
from sealdesk.gui.practice_mark import practice_pin
from sealdesk.gui.token_watch import TokenWatch
from sealdesk.model.token import TokenInfo
from sealdesk.texts import error_text


class PinPrompt(QDialog):
    """A prompt of one token. It closes by itself when the token is pulled or the screen is locked.

    Subclasses name the fields, say what keeps the button from being pressed, and ask the token.
    """

    def __init__(self, tokens: TokenWatch, info: TokenInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tokens, self._info = tokens, info
        self._asking = False
        self._refusal: SealDeskError | None = None
        self._fields: tuple[PinField, ...] = ()
        self.setMinimumWidth(440)
        self.heading = label("", "heading", wrap=True)
        whose = self.tr("{label} · serial number {serial}").format(
            label=info.ref.label, serial=info.ref.serial
        )
        self.whose = label(whose, "secondary", wrap=True)
        self.notice = Notice()
        self.notice.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self.practice = label("", "small", wrap=True)
        self.last_try = QCheckBox(self.tr("I am certain of the PIN and use the last try"))
        self.do = button()
        self.later = button(self.tr("Not now"))
        self.foot = QHBoxLayout()
        self._lay_out()
        self.last_try.toggled.connect(self._enable)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # By itself a check box lets Enter pass by, and no button here is the dialog's default.
            confirm = QShortcut(QKeySequence(key), self.last_try)
            confirm.setContext(Qt.ShortcutContext.WidgetShortcut)
            confirm.activated.connect(self._press)
        self.do.clicked.connect(self._press)
        self.later.clicked.connect(self.reject)
        tokens.changed.connect(self._tokens_changed)
        tokens.left.connect(self.reject)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.whose)
        layout.addSpacing(4)
        layout.addWidget(self.notice)
        layout.addLayout(self.body)
        layout.addWidget(self.last_try)
        self.foot.addStretch(1)
        self.foot.addWidget(self.later)
        self.foot.addWidget(self.do)
        layout.addStretch(1)  # room to spare is not for the heading
        layout.addSpacing(8)
        layout.addLayout(self.foot)

    def _say_title(self, title: str) -> None:
        self.setWindowTitle(title)
        self.heading.setText(title)

    def _add_fields(self, *fields: PinField) -> None:
        self._fields = fields
        for field in fields:
            self.body.addWidget(field)
            field.field.textChanged.connect(self._enable)
            field.field.returnPressed.connect(self._return_pressed)

    def _return_pressed(self) -> None:
        """Enter goes on to the next empty field, or presses the button after the last."""
        empty = next((field for field in self._fields if not field.isHidden() and not field.entered), None)
        if empty is not None:
            empty.setFocus()
        else:
            self._press()

    # The state before anybody types.

    @property
    def on_pad(self) -> bool:
        """The PIN is entered on the token itself, or a finger is laid on it."""
        return self._info.protected_authentication_path

    @property
    def _locked(self) -> bool:
        return self._info.pin_locked

    @property
    def _final(self) -> bool:
        return self._info.pin_final_try

    def _show_state(self) -> None:
        """What the token's flags say."""
        asks = not self._locked and not self.on_pad
        for field in self._fields:
            field.setVisible(asks)
        self.practice.setVisible(asks and bool(self.practice.text()))
        self.do.setVisible(not self._locked)
        self.last_try.setVisible(self._final and not self._locked)
        self.later.setText(self.tr("Close") if self._locked else self.tr("Not now"))
        self._show_flags()
        self._enable()
        fit_height(self)
        asked = [field for field in self._fields if not field.isHidden()]
        if asked:
            next((field for field in asked if not field.entered), asked[0]).setFocus()
        else:
            (self.later if self.do.isHidden() else self.do).setFocus()

    def _show_flags(self) -> None:
        raise NotImplementedError

    def _missing(self) -> bool:
        """Whether something has to be entered before the button can be pressed."""
        raise NotImplementedError

    def _submit(self) -> None:
        """Ask the token; ends in `_done` or `_refused`."""
        raise NotImplementedError

    def _enable(self) -> None:
        confirmed = not self._final or self.last_try.isChecked()
        there = self._tokens.find(self._info.ref) is not None
        complete = not self._missing() or self.on_pad  # asked in any case: it shows the rules as they stand
        self.do.setEnabled(there and confirmed and complete and not self._asking)

    # Asking.

    def _press(self) -> None:
        if not self.do.isEnabled():
            return
        self._asking = True
        self._refusal = None
        self._submit()
        for field in self._fields:
            field.clear()
            field.setEnabled(False)
        self.last_try.setChecked(False)
        self.last_try.setEnabled(False)
        if self.on_pad:
            self._show_pad()
        self.later.setText(self.tr("Cancel"))
        self._enable()

    def _show_pad(self) -> None:
        self.notice.say(
            "neutral",
            self.tr("Enter the PIN on the token, or lay your finger on it"),
            self.tr("The token waits two minutes at most."),
        )
        self.do.hide()
        fit_height(self)

    def _refused(self, error: SealDeskError) -> None:
        self._asking = False
        self._refusal = error
        for field in self._fields:
            field.setEnabled(True)
        self.last_try.setEnabled(True)
        self._info = self._tokens.find(self._info.ref) or self._info
        self._show_state()

    def _say_refusal(self) -> bool:
        """Show why the token said no, if it did."""
        if self._refusal is not None:
            self.notice.say_error(self._refusal, more=self._tries_words(self._refusal))
        return self._refusal is not None

    def _tries_words(self, refusal: SealDeskError) -> str:
        """What the token tells of the tries that are left: PKCS#11 has flags, no number."""
        if refusal.facts.get("tries_left") != "unknown":
            return ""
        unblocking = refusal.code is ErrorCode.TOKEN_UNBLOCK_WRONG
        low = self._info.so_pin_count_low if unblocking else self._info.pin_count_low
        if low:
            return self.tr("Tries are running low; how many are left, this token does not tell.")
        return self.tr("How many tries are left, this token does not tell.")

    def _add_practice_words(self) -> None:
        """Who trains is told the PIN where it is asked for."""
        pin = practice_pin()
        if pin:
            words = self.tr("Practice: the PIN of the practice token is {pin}, unless you changed it.")
            self.practice.setText(words.format(pin=pin))
            self.body.addWidget(self.practice)

    def _say_last_try(self, heading: str, words: str) -> None:
        """The last try, and in front of it what the last but one ended with."""
        refusal = self._refusal
        unconfirmed = (ErrorCode.TOKEN_PIN_LAST_TRY, ErrorCode.TOKEN_UNBLOCK_LAST_TRY)
        if refusal is not None and refusal.code not in unconfirmed:
            what = error_text(refusal, language()).heading
            heading = self.tr("{refusal}. {heading}").format(refusal=what, heading=heading)
        self.notice.say("bad", heading, words)

    def _tokens_changed(self) -> None:
        if self._asking:
            return
        info = self._tokens.find(self._info.ref)
        if info is None and self._refusal is None:
            self.reject()
        elif info is not None and info != self._info:
            self._info = info
            self._show_state()
        else:
            self._enable()

    def reject(self) -> None:
        """Close; a token that is being asked is asked no longer."""
        if self._asking:
            self._asking = False
            self._tokens.cancel()
        for field in self._fields:
            field.clear()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        for field in self._fields:
            field.clear()
        super().closeEvent(event)
