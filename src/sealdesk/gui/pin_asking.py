"""Which token is meant, and which prompt it needs: unblock, change an initial PIN, then the PIN itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.change_pin_dialog import ChangePinDialog
from sealdesk.gui.desk_worker import DeskWorker
from sealdesk.gui.pin_dialog import CHANGE, RETRY, UNBLOCK, PinDialog
from sealdesk.gui.token_choice import TokenChoiceDialog, TokenOption, options_for
from sealdesk.gui.token_watch import TokenWatch
from sealdesk.gui.unblock_dialog import UnblockDialog
from sealdesk.model.token import TokenRef
from sealdesk.service.desk import Desk
from sealdesk.service.token_registration import registered


class PinAsking(QObject):
    """Asks a person until the token is unlocked, or the person does not want to go on."""

    def __init__(self, desk: DeskWorker, tokens: TokenWatch, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._tokens, self._window = desk, tokens, window

    def which(
        self,
        seal_id: str | None,
        done: Callable[[TokenRef | None], None],
        given_up: Callable[[], None] = lambda: None,
        *,
        before: TokenRef | None = None,
        asks: Callable[[], None] = lambda: None,
    ) -> None:
        """Find the token to use: the unlocked one where it will do, else the only one that will, else ask.

        Args:
            done: Gets None where there is nothing to choose from; the use case will say what stands against it.
            before: What the person chose before, in the same act.
            asks: Called just before a person is asked.
        """
        tokens = self._tokens

        def known(options: tuple[TokenOption, ...]) -> None:
            refs = [option.info.ref for option in options]
            wanted = next(
                (ref for ref in (tokens.open_token, before) if ref is not None and ref in refs), None
            )
            if wanted is not None or len(refs) <= 1:
                done(wanted or next(iter(refs), None))
                return
            asks()
            self._choose(options, done, given_up)

        if len(tokens.tokens) <= 1:
            done(None)
            return
        self._desk.submit(
            lambda desk: options_for(desk, seal_id),
            owner=self,
            done=known,
            failed=lambda error: done(None),
        )

    def _choose(
        self,
        options: tuple[TokenOption, ...],
        done: Callable[[TokenRef | None], None],
        given_up: Callable[[], None],
    ) -> None:
        dialog = TokenChoiceDialog(self._tokens, options, self._window)
        dialog.accepted.connect(lambda: done(dialog.chosen()))
        dialog.rejected.connect(given_up)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def unlock(
        self,
        ref: TokenRef,
        done: Callable[[], None] = lambda: None,
        given_up: Callable[[], None] = lambda: None,
        *,
        unblocked: bool = False,
    ) -> None:
        """Have this token unlocked. An initial PIN, and that of another holder, is changed first.

        Args:
            unblocked: Its PIN was unblocked just now; the next prompt says so.
        """
        before = self.tr("The PIN is unblocked") if unblocked else ""

        def failed(error: SealDeskError) -> None:
            self._ask(ref, done, given_up)  # the token itself will say what it thinks of the PIN

        def known(standing: tuple[bool, SealDeskError | None]) -> None:
            is_registered, busy = standing
            info = self._tokens.find(ref)
            if info is None:
                given_up()
            elif busy is not None:
                self._ask(ref, done, given_up, busy)
            elif not info.pin_locked and (info.pin_to_be_changed or not is_registered):
                self._change_first(ref, done, given_up, unblocked=unblocked)
            else:
                self._ask(ref, done, given_up, done_before=before)

        self._desk.submit(lambda desk: _standing(desk, ref), owner=self, done=known, failed=failed)

    def change(
        self,
        ref: TokenRef,
        done: Callable[[], None] = lambda: None,
        given_up: Callable[[], None] = lambda: None,
        *,
        first: bool = False,
        unblocked: bool = False,
    ) -> None:
        """Have the PIN changed.

        Args:
            first: It may not seal before; the prompt says so.
            unblocked: It was unblocked just now; the prompt says so.
        """
        info = self._tokens.find(ref)
        if info is None:
            given_up()
            return
        self._tokens.lock()
        dialog = ChangePinDialog(self._tokens, info, self._window, first=first, unblocked=unblocked)
        dialog.accepted.connect(done)
        dialog.rejected.connect(given_up)
        dialog.open()

    def _change_first(
        self,
        ref: TokenRef,
        done: Callable[[], None],
        given_up: Callable[[], None],
        *,
        unblocked: bool = False,
    ) -> None:
        changed = self.tr("The PIN was changed")

        def ask() -> None:
            self._ask(ref, done, given_up, done_before=changed)

        self.change(ref, ask, given_up, first=True, unblocked=unblocked)

    def unblock(
        self,
        ref: TokenRef,
        done: Callable[[], None] = lambda: None,
        given_up: Callable[[], None] = lambda: None,
    ) -> None:
        """Have a locked PIN set anew."""
        info = self._tokens.find(ref)
        if info is None:
            given_up()
            return
        self._tokens.lock()
        dialog = UnblockDialog(self._tokens, info, self._window)
        dialog.accepted.connect(done)
        dialog.rejected.connect(given_up)
        dialog.open()

    def _ask(
        self,
        ref: TokenRef,
        done: Callable[[], None],
        given_up: Callable[[], None],
        busy: SealDeskError | None = None,
        *,
        done_before: str = "",
    ) -> None:
        info = self._tokens.find(ref)
        if info is None:
            given_up()
            return
        dialog = PinDialog(self._tokens, info, self._window, busy=busy, done_before=done_before)

        def finished(answer: int) -> None:
            if answer == QDialog.DialogCode.Accepted:
                done()
            elif answer == CHANGE:
                self._change_first(ref, done, given_up)
            elif answer == UNBLOCK:
                self.unblock(ref, lambda: self.unlock(ref, done, given_up, unblocked=True), given_up)
            elif answer == RETRY:
                self.unlock(ref, done, given_up)
            else:
                given_up()

        dialog.finished.connect(finished)
        dialog.open()


def _standing(desk: Desk, ref: TokenRef) -> tuple[bool, SealDeskError | None]:
    """Whether the token is registered here, and who else has it just now."""
    turn = desk.token_turn
    holder = None if turn.held else turn.holder()
    if holder is None:
        return registered(desk, ref), None
    facts = {"holder": holder.purpose, "pid": holder.pid or "", "since": holder.since or ""}
    return registered(desk, ref), SealDeskError(ErrorCode.TOKEN_BUSY, **facts)
