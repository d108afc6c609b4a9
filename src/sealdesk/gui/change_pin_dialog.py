"""Another PIN: the old one, the new one twice, and the rules beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from sealdesk.gui.pin_field import PinField
from sealdesk.gui.pin_prompt import PinPrompt
from sealdesk.gui.pin_rules_list import PinRulesList
from sealdesk.gui.token_watch import TokenWatch
from sealdesk.model.token import TokenInfo
from sealdesk.service.pin_changes import change_pin


class ChangePinDialog(PinPrompt):
    """Changes the PIN of one token; accepts when that is done.

    Args of the constructor:
        first: The token may not sign before: its PIN is an initial one, or another holder's.
        unblocked: It was unblocked just now: the present PIN is the one that was set with the code.
    """

    def __init__(
        self,
        tokens: TokenWatch,
        info: TokenInfo,
        parent: QWidget | None = None,
        *,
        first: bool = False,
        unblocked: bool = False,
    ) -> None:
        super().__init__(tokens, info, parent)
        self._first, self._unblocked = first, unblocked
        self._say_title(self.tr("Change the PIN"))
        old = self.tr("The PIN that was just set") if unblocked else self.tr("Present PIN")
        self.old = PinField(old, info.pin_max_length)
        self.new = PinField(self.tr("New PIN"), info.pin_max_length)
        self.again = PinField(self.tr("New PIN once more"), info.pin_max_length)
        self.rules = PinRulesList(tokens.rules, info, with_old=True)
        self._add_fields(self.old, self.new, self.again)
        self.body.addWidget(self.rules)
        self._show_state()

    def _show_flags(self) -> None:
        info = self._info
        self.rules.setVisible(not info.pin_locked and not self.on_pad)
        self.do.setText(self.tr("Begin") if self.on_pad else self.tr("Change the PIN"))
        if info.pin_locked:
            self.notice.say(
                "bad",
                self.tr("The PIN is locked"),
                self.tr("It has to be unblocked before it can be changed."),
            )
        elif info.pin_final_try:
            self._say_last_try(
                self.tr("This is the last try"),
                self.tr("A wrong present PIN locks the token. If you are not certain, stop here."),
            )
        elif self._say_refusal():
            pass
        elif info.pin_count_low:
            self.notice.say(
                "warning",
                self.tr("The PIN was wrong before"),
                self.tr("Few tries are left. Check the present PIN before you enter it."),
            )
        else:
            self._say_why()

    def _say_why(self) -> None:
        pad = self.tr("Press “Begin”, then follow what the token shows.") if self.on_pad else ""
        if self._unblocked:
            self.notice.say(
                "good",
                self.tr("The PIN is unblocked; now its holder changes it"),
                pad or self.tr("A PIN that was set with the code counts as an initial PIN and may not seal."),
            )
        elif self._first:
            self.notice.say(
                "warning",
                self.tr("An initial PIN may not seal: change the PIN first"),
                pad
                or self.tr("This PIN was not changed here by its holder. The new one is known to you alone."),
            )
        elif pad:
            self.notice.say("neutral", self.tr("This token takes the PIN itself"), pad)
        else:
            self.notice.hide()

    def _missing(self) -> bool:
        self.rules.show_rules(self.new.entered, self.again.entered, self.old.entered)
        return not self.old.entered or not self.rules.kept

    def _submit(self) -> None:
        ref, confirmed = self._info.ref, self.last_try.isChecked()
        old, new = (None, None) if self.on_pad else (self.old.entered, self.new.entered)
        self.do.setText(self.tr("Changing…"))
        self._tokens.ask(
            lambda desk: change_pin(desk, ref, old, new, last_try_confirmed=confirmed),
            owner=self,
            done=self._changed,
            failed=self._refused,
        )

    def _changed(self, answer: None) -> None:
        self._asking = False
        self.accept()
