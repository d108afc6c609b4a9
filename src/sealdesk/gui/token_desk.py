"""What the window does about tokens: ask when one is inserted, unlock, lock, show them all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sealdesk.errors import SealDeskError
from sealdesk.gui.pin_asking import PinAsking
from sealdesk.gui.session import Session, fits_a_seal
from sealdesk.gui.token_dialog import TokenDialog
from sealdesk.model.token import TokenInfo, TokenRef
from sealdesk.service import revocation_status, token_binding
from sealdesk.service.desk import Desk
from sealdesk.service.expiry import notices, plugged_in


class TokenDesk(QObject):
    """Between the token watch and the person.

    Args of the constructor:
        may_ask: Whether a prompt may open by itself now.
        tell: Shows a trouble.

    Signals:
        expiring: Seals of the workspace, or certificates on inserted tokens, end soon (`ExpiryNotice`s).
    """

    expiring = Signal(object)

    def __init__(
        self,
        session: Session,
        window: QWidget,
        may_ask: Callable[[], bool],
        tell: Callable[[SealDeskError], None],
    ) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._may_ask, self._tell = may_ask, tell
        self.asking = PinAsking(session.desk, session.tokens, window)
        session.tokens.inserted.connect(self._inserted)

    def _inserted(self, info: TokenInfo) -> None:
        """A token that fits a seal asks for its PIN; another one is left alone."""
        tokens = self._session.tokens

        def known(fits: bool) -> None:
            if fits and tokens.find(info.ref) and tokens.open_token is None and self._may_ask():
                self.asking.unlock(info.ref)

        def question(desk: Desk) -> bool:
            fits = fits_a_seal(desk, info.ref)
            if fits:
                revocation_status.refresh_for_token(desk, info.ref)
            return fits

        self._session.desk.submit(question, owner=self, done=known)
        self.look_for_expiry()

    def look_for_expiry(self) -> None:
        """Tell what ends soon."""
        self._session.desk.submit(
            lambda desk: notices(desk, datetime.now(UTC), plugged_in(desk)),
            owner=self,
            done=lambda found: self.expiring.emit(found) if found else None,
        )

    def unlock_or_lock(self) -> None:
        """Lock the unlocked token, or ask for the PIN of the one that fits the seal on the desk."""
        tokens, seal = self._session.tokens, self._session.seal
        if tokens.open_token is not None:
            tokens.lock()
        elif len(tokens.tokens) == 1:
            self.asking.unlock(tokens.tokens[0].ref)
        elif tokens.tokens:
            self.asking.which(seal.seal.id if seal else None, self._unlock)

    def _unlock(self, ref: TokenRef | None) -> None:
        """Ask for this token's PIN, or say why none will do."""
        seal = self._session.seal
        if ref is not None:
            self.asking.unlock(ref)
        elif seal is not None:
            wanted = seal.seal
            self._session.desk.submit(
                lambda desk: token_binding.bind(desk, wanted)[0].ref,
                owner=self,
                done=self.asking.unlock,
                failed=self._tell,
            )

    def show_tokens(self) -> None:
        """The token page."""
        TokenDialog(self._session, self.asking, self._window).open()
