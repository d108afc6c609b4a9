"""A locked PIN is set anew with the code that unblocks it: the PUK, or the security officer's PIN."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from sealdesk.gui.pin_field import PinField
from sealdesk.gui.pin_prompt import PinPrompt
from sealdesk.gui.pin_rules_list import PinRulesList
from sealdesk.gui.token_watch import TokenWatch
from sealdesk.model.token import TokenInfo
from sealdesk.service.pin_changes import unblock_pin


class UnblockDialog(PinPrompt):
    """Unblocks the PIN of one token; accepts when that is done.

    The flags that count here are those of the code: its tries may be low, at their last, or used up for good.
    """

    def __init__(self, tokens: TokenWatch, info: TokenInfo, parent: QWidget | None = None) -> None:
        super().__init__(tokens, info, parent)
        self._say_title(self.tr("Unblock the PIN"))
        self.last_try.setText(self.tr("I am certain of the code and use the last try"))
        self.code = PinField(self.tr("Unblocking code (PUK or SO PIN)"))
        self.new = PinField(self.tr("New PIN"), info.pin_max_length)
        self.again = PinField(self.tr("New PIN once more"), info.pin_max_length)
        self.rules = PinRulesList(tokens.rules, info, with_old=False)
        self._add_fields(self.code, self.new, self.again)
        self.body.addWidget(self.rules)
        self._show_state()

    @property
    def _locked(self) -> bool:
        return self._info.so_pin_locked

    @property
    def _final(self) -> bool:
        return self._info.so_pin_final_try

    def _show_flags(self) -> None:
        info = self._info
        self.rules.setVisible(not self._locked and not self.on_pad)
        self.do.setText(self.tr("Begin") if self.on_pad else self.tr("Unblock"))
        if self._locked:
            self.notice.say(
                "bad",
                self.tr("The unblocking code is locked as well"),
                self.tr("This token cannot be unblocked any more. It has to be replaced or set up anew."),
            )
        elif self._final:
            self._say_last_try(
                self.tr("This is the last try of the unblocking code"),
                self.tr(
                    "Another wrong code makes the token useless for good. If you are not certain, stop here."
                ),
            )
        elif self._say_refusal():
            pass
        elif info.so_pin_count_low:
            self.notice.say(
                "warning",
                self.tr("The unblocking code was wrong before"),
                self.tr("Few tries are left. When they are used up, the token is useless for good."),
            )
        else:
            self.notice.say(
                "neutral",
                self.tr("A wrong code counts as a try"),
                self.tr("The code came with the token, or the system administrator keeps it."),
            )

    def _missing(self) -> bool:
        self.rules.show_rules(self.new.entered, self.again.entered, None)
        return not self.code.entered or not self.rules.kept

    def _submit(self) -> None:
        ref = self._info.ref
        code, new = (None, None) if self.on_pad else (self.code.entered, self.new.entered)
        certain = self.last_try.isChecked()
        self.do.setText(self.tr("Unblocking…"))
        self._tokens.ask(
            lambda desk: unblock_pin(desk, ref, code, new, last_try_confirmed=certain),
            owner=self,
            done=self._unblocked,
            failed=self._refused,
        )

    def _unblocked(self, answer: None) -> None:
        self._asking = False
        self.accept()
