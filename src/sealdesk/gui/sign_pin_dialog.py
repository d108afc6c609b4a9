"""The PIN once more, for keys that ask for it at every signature (CKA_ALWAYS_AUTHENTICATE)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from sealdesk.gui.pin_field import PinField
from sealdesk.gui.pin_prompt import PinPrompt
from sealdesk.gui.token_watch import TokenWatch
from sealdesk.model.token import TokenInfo
from sealdesk.service import token_side


class SignPinDialog(PinPrompt):
    """Asks once for each signature and hands every entry to the token process; accepts after the last.

    Whether a PIN is right is known when the token signs: this dialog only collects them.
    """

    def __init__(
        self, tokens: TokenWatch, info: TokenInfo, count: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(tokens, info, parent)
        self._at, self._count = 1, count
        self._say_title(self.tr("Confirm with the PIN"))
        self._pin = PinField(self.tr("PIN"), info.pin_max_length)
        self.pin = self._pin.field
        self._add_fields(self._pin)
        self._add_practice_words()
        tokens.locked.connect(self.reject)
        self._show_state()

    def _show_flags(self) -> None:
        self.do.setText(self.tr("Confirm"))
        self.later.setText(self.tr("Do not stamp"))
        if self._final:
            self._say_last_try(
                self.tr("This is the last try"),
                self.tr("Another wrong PIN locks the token. If you are not certain, stop here."),
            )
        elif not self._say_refusal():
            count = self.tr("Entry {at} of {count}").format(at=self._at, count=self._count)
            self.notice.say("neutral", self.tr("This key asks for the PIN at every use"), count)

    def _missing(self) -> bool:
        return len(self.pin.text()) < max(1, self._info.pin_min_length)

    def _submit(self) -> None:
        ref, pin, confirmed = self._info.ref, self.pin.text(), self.last_try.isChecked()
        self._tokens.ask(
            lambda desk: token_side.offer_pin(desk, ref, pin, last_try_confirmed=confirmed),
            owner=self,
            done=self._taken,
            failed=self._refused,
        )

    def _taken(self, answer: None) -> None:
        self._asking = False
        self._at += 1
        if self._at > self._count:
            self.accept()
            return
        self._pin.field.setEnabled(True)
        self.last_try.setEnabled(True)
        self._show_state()
