"""Decisions for which a seal is opened with its token; the PIN is asked for on the way, as often as its key wants."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.decision_dialog import DecisionDialog
from sealdesk.gui.pin_asking import PinAsking
from sealdesk.gui.session import Session
from sealdesk.gui.sign_pin_dialog import SignPinDialog
from sealdesk.model.token import TokenRef
from sealdesk.service import token_side


class SealOpening:
    """Has a token unlocked, and its PIN entered once more where its key asks for it at each use.

    Args of the constructor:
        window: Over which it asks.
    """

    def __init__(self, session: Session, window: QWidget) -> None:
        self._session, self._window = session, window
        self._asking = PinAsking(session.desk, session.tokens, window)

    def unlock(
        self, ref: TokenRef, go_on: Callable[[], None], given_up: Callable[[], None] = lambda: None
    ) -> None:
        """Go on with this token unlocked."""
        if self._session.tokens.open_token == ref:
            go_on()
        else:
            self._asking.unlock(ref, go_on, given_up)

    def unlock_for(
        self,
        seal_id: str,
        go_on: Callable[[TokenRef], None],
        none_there: Callable[[SealDeskError], None],
    ) -> None:
        """Go on with a token of this seal unlocked; a person chooses where several will do."""
        tokens = self._session.tokens

        def chosen(ref: TokenRef | None) -> None:
            found = ref or next((info.ref for info in tokens.tokens), None)
            if found is None:
                none_there(SealDeskError(ErrorCode.TOKEN_NONE))
            else:
                self.unlock(found, lambda: go_on(found))

        self._asking.which(seal_id, chosen)

    def once_more(
        self,
        ref: TokenRef,
        go_on: Callable[[], None],
        given_up: Callable[[], None],
        failed: Callable[[SealDeskError], None],
    ) -> None:
        """The key wants its PIN for this very use: enter it, then go on."""
        info = self._session.tokens.find(ref)
        if info is None:
            failed(SealDeskError(ErrorCode.TOKEN_REMOVED, token=ref))
        elif info.protected_authentication_path:
            self._session.desk.submit(
                lambda desk: token_side.offer_pin(desk, ref, None),
                owner=self._window,
                done=lambda answer: go_on(),
                failed=failed,
            )
        else:
            dialog = SignPinDialog(self._session.tokens, info, 1, self._window)
            dialog.accepted.connect(go_on)
            dialog.rejected.connect(given_up)
            dialog.open()

    def lock_if_each_use(self) -> None:
        """Where the rules want the PIN for each use, this use is over."""
        if self._session.tokens.rules.each_use:
            self._session.tokens.lock()


class OpeningDialog(DecisionDialog):
    """A decision that opens a seal. Subclasses say with which token."""

    def __init__(self, session: Session, *, width_px: int = 560, parent: QWidget | None = None) -> None:
        super().__init__(session, width_px=width_px, parent=parent)
        self.opening = SealOpening(session, self)

    def _opener(self) -> TokenRef | None:
        """The token that has to be unlocked before; None where none has to."""
        raise NotImplementedError

    def _before(self, go_on: Callable[[], None]) -> None:
        ref = self._opener()
        if ref is None:
            go_on()
        else:
            self.opening.unlock(ref, go_on, self.given_up)

    def _done(self, answer: object) -> None:
        self.opening.lock_if_each_use()
        super()._done(answer)

    def refused(self, error: SealDeskError) -> None:
        """As every decision, but for a key that asks at each use: it gets its PIN, and the decision goes on."""
        ref = self._opener()
        if error.code is ErrorCode.TOKEN_PIN_AGAIN and ref is not None:
            self.opening.once_more(ref, self._run, self.given_up, super().refused)
        else:
            self.opening.lock_if_each_use()
            super().refused(error)
