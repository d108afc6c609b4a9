"""The token page: every token that is plugged in, and every module that is in trouble."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import IconLabel, button, label, line
from sealdesk.gui.language import language, sentences
from sealdesk.gui.notice import Notice
from sealdesk.gui.pin_asking import PinAsking
from sealdesk.gui.session import Session
from sealdesk.gui.token_card import TokenCard
from sealdesk.model.token import TokenRef
from sealdesk.service.desk import Desk
from sealdesk.service.token_accounts import TokenAccount, account
from sealdesk.texts import error_text

_WIDTH, _HEIGHT = 600, 560


class TokenDialog(QDialog):
    """Follows what is plugged in and pulled while it is open."""

    def __init__(self, session: Session, asking: PinAsking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._tokens, self._asking = session, session.tokens, asking
        self._shown: object = None
        self._number = 0
        self.cards: tuple[TokenCard, ...] = ()
        self.troubles: tuple[Notice, ...] = ()
        self.setWindowTitle(self.tr("Tokens"))
        self.resize(_WIDTH, _HEIGHT)
        self.refresh = button(self.tr("Look again"), "refresh-cw")
        self.close_button = button(self.tr("Close"))
        self.restart = button(self.tr("Restart the drivers"))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lay_out()
        self.refresh.clicked.connect(self._look_again)
        self.restart.clicked.connect(self._tokens.restart)
        self.close_button.clicked.connect(self.accept)
        self._tokens.changed.connect(self._changed)
        self._show(())
        self.read()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 12, 16)
        layout.setSpacing(8)
        layout.addWidget(label(self.tr("Tokens"), "heading"))
        layout.addWidget(self._scroll, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 12, 0)
        foot.addWidget(self.refresh)
        foot.addWidget(self.restart)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        layout.addLayout(foot)

    # Reading.

    def _state(self) -> object:
        tokens = self._tokens
        return tokens.tokens, tokens.open_token, [str(trouble) for trouble in tokens.troubles]

    def _changed(self) -> None:
        if self._state() != self._shown:
            self.read()

    def _look_again(self) -> None:
        self._shown = None
        self._tokens.look()
        self.read()

    def read(self) -> None:
        """Read the accounts of the tokens that are plugged in now."""
        self._shown = self._state()
        self._number += 1
        number = self._number
        refs = tuple(info.ref for info in self._tokens.tokens)

        def done(accounts: tuple[TokenAccount, ...]) -> None:
            if number == self._number:
                self._show(accounts)

        def failed(error: SealDeskError) -> None:
            if number == self._number:
                self._show((), error)

        self._session.desk.submit(lambda desk: accounts_of(desk, refs), owner=self, done=done, failed=failed)

    # Showing.

    def _show(self, accounts: tuple[TokenAccount, ...], error: SealDeskError | None = None) -> None:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 12, 0)
        rows.setSpacing(8)
        troubles = (*self._tokens.troubles, *((error,) if error else ()))
        self.troubles = tuple(_trouble(one) for one in troubles)
        for notice in self.troubles:
            rows.addWidget(notice)
        self.restart.setVisible(bool(self._tokens.troubles))
        self.cards = tuple(self._card(one) for one in accounts)
        for at, card in enumerate(self.cards):
            if at:
                rows.addWidget(line())
            rows.addWidget(card)
        if not self._tokens.tokens and not troubles:
            rows.addStretch(1)
            rows.addWidget(self._empty(), 0, Qt.AlignmentFlag.AlignHCenter)
        elif not accounts and error is None and self._tokens.tokens:
            rows.addWidget(label(self.tr("Reading the tokens…"), "secondary"))
        rows.addStretch(1)
        self._scroll.setWidget(inside)

    def _empty(self) -> QWidget:
        made = QWidget()
        rows = QVBoxLayout(made)
        rows.setSpacing(8)
        rows.addWidget(IconLabel("unplug", "secondary", 40), 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addWidget(label(self.tr("No token inserted"), "heading"), 0, Qt.AlignmentFlag.AlignHCenter)
        hint = label(self.tr("Insert the USB key of your seal; it appears here by itself."), "secondary")
        rows.addWidget(hint, 0, Qt.AlignmentFlag.AlignHCenter)
        return made

    def _card(self, one: TokenAccount) -> TokenCard:
        ref = one.info.ref
        card = TokenCard(one, unlocked=self._tokens.open_token == ref)
        card.lock_asked.connect(self._tokens.lock)
        # Not from within the card's own click: what follows may put another card in its place.
        card.unlock_asked.connect(lambda: self._soon(lambda: self._asking.unlock(ref)))
        card.change_asked.connect(lambda: self._soon(lambda: self._asking.change(ref, self.read)))
        card.unblock_asked.connect(lambda: self._soon(lambda: self._asking.unblock(ref, self.read)))
        return card

    def _soon(self, act: object) -> None:
        QTimer.singleShot(0, self, act)  # type: ignore[call-overload]

    def card_of(self, ref: TokenRef) -> TokenCard:
        """The card of this token; raises `StopIteration` where it is not shown."""
        return next(card for card in self.cards if card.account.info.ref == ref)


def accounts_of(desk: Desk, refs: tuple[TokenRef, ...]) -> tuple[TokenAccount, ...]:
    """The accounts of the plugged-in tokens, in order."""
    return tuple(account(desk, ref) for ref in refs)


def _trouble(error: SealDeskError) -> Notice:
    text = error_text(error, language())
    notice = Notice()
    notice.say("warning", text.heading, sentences(text.happened, text.now))
    return notice
