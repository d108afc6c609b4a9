"""The PIN that unlocks. The prompt tells the truth first: tries low, last try, locked, or a PIN pad."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.labels import button
from sealdesk.gui.pin_field import PinField
from sealdesk.gui.pin_prompt import PinPrompt
from sealdesk.gui.token_watch import TokenWatch
from sealdesk.model.token import TokenInfo, TokenRef

CHANGE_FIRST = (ErrorCode.TOKEN_PIN_INITIAL, ErrorCode.TOKEN_NOT_REGISTERED)
"""Refusals that another PIN mends."""
CHANGE, UNBLOCK, RETRY = 2, 3, 4
"""Results of the dialog."""


class PinDialog(PinPrompt):
    """Asks for the PIN of one token, once for each press of the button; it accepts when the token is unlocked.

    It finishes with `CHANGE` where the token wants another PIN first, with `UNBLOCK` where the PIN is locked and the
    person has the code that unblocks it, with `RETRY` where another program had the token.

    Args of the constructor:
        busy: Another program has the token just now: nothing is asked before it is free.
        done_before: What was just done well with this token, in words.
    """

    def __init__(
        self,
        tokens: TokenWatch,
        info: TokenInfo,
        parent: QWidget | None = None,
        *,
        busy: SealDeskError | None = None,
        done_before: str = "",
    ) -> None:
        super().__init__(tokens, info, parent)
        self._refusal, self._done_before = busy, done_before
        self._say_title(self.tr("Unlock token"))
        self._pin = PinField(self.tr("PIN"), info.pin_max_length)
        self.pin = self._pin.field
        self.unlock = self.do
        self.unblock = button(self.tr("Unblock the PIN…"))
        self._add_fields(self._pin)
        self._add_practice_words()
        self.foot.addWidget(self.unblock)
        self.unblock.clicked.connect(lambda: self.done(UNBLOCK))
        tokens.unlocked.connect(self._unlocked)
        tokens.refused.connect(self._pin_refused)
        self._show_state()

    @property
    def _busy(self) -> bool:
        return self._refusal is not None and self._refusal.code is ErrorCode.TOKEN_BUSY

    def _show_flags(self) -> None:
        info = self._info
        self.unblock.setVisible(info.pin_locked and not info.so_pin_locked)
        self.do.setText(self.tr("Begin") if self.on_pad else self.tr("Unlock"))
        if self._busy:
            self._pin.hide()
            self.last_try.hide()
            self.do.setText(self.tr("Try again"))
            self._say_refusal()
        elif info.pin_locked and info.so_pin_locked:
            self.notice.say(
                "bad",
                self.tr("PIN and unblocking code are locked"),
                self.tr("This token cannot be unblocked any more. It has to be replaced or set up anew."),
            )
        elif info.pin_locked:
            self.notice.say(
                "bad",
                self.tr("The PIN is locked"),
                self.tr(
                    "Too many wrong PINs were entered. Whoever has the unblocking code can set a new PIN."
                ),
            )
        elif info.pin_final_try:
            self._say_last_try(
                self.tr("This is the last try"),
                self.tr("Another wrong PIN locks the token. If you are not certain, stop here."),
            )
        elif self._say_refusal():
            pass
        elif info.pin_count_low:
            self.notice.say(
                "warning",
                self.tr("The PIN was wrong before"),
                self.tr("Few tries are left. Check it before you enter it again."),
            )
        elif self._done_before:
            self.notice.say("good", self._done_before)
        elif self.on_pad:
            self.notice.say(
                "neutral",
                self.tr("This token takes the PIN or a finger itself"),
                self.tr("Press “Begin”, then enter the PIN on the token or lay your finger on it."),
            )
        else:
            self.notice.hide()

    def _enable(self) -> None:
        super()._enable()
        if self._busy:
            self.do.setEnabled(True)

    def _missing(self) -> bool:
        return len(self.pin.text()) < max(1, self._info.pin_min_length)

    def _press(self) -> None:
        if self._busy:
            self.done(RETRY)
        else:
            super()._press()

    def _submit(self) -> None:
        pin = None if self.on_pad else self.pin.text()
        self.do.setText(self.tr("Unlocking…"))
        self._tokens.unlock(self._info.ref, pin, last_try_confirmed=self.last_try.isChecked())

    def _unlocked(self, ref: TokenRef) -> None:
        if ref == self._info.ref:
            self._asking = False
            self.accept()

    def _pin_refused(self, error: SealDeskError) -> None:
        if error.code in CHANGE_FIRST:
            self._asking = False
            self.done(CHANGE)
        else:
            self._refused(error)
