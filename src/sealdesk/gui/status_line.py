"""The bottom line: token, ledger and centre, each as icon and words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui import icons, palette
from sealdesk.gui.labels import IconLabel, button, label, plain_tooltip
from sealdesk.gui.language import language, listed
from sealdesk.gui.session import Session
from sealdesk.model.token import TokenRef
from sealdesk.service.desk import Desk
from sealdesk.texts import error_text


@dataclass(frozen=True)
class LedgerState:
    """What the line says about ledger and centre.

    Attributes:
        size: Entries in the ledger.
        unsynced: Entries the centre has not acknowledged; None where no centre is configured.
    """

    size: int
    unsynced: int | None


def read_ledger_state(desk: Desk) -> LedgerState:
    """Count what is there and what the centre has acknowledged."""
    size = desk.ledger.size()
    if desk.settings.centre is None:
        return LedgerState(size, None)
    receipt = desk.ledger.last_receipt()
    return LedgerState(size, size - (receipt.size if receipt else 0))


class StatusLine(QFrame):
    """Signals:
    token_asked: Show the tokens.
    lock_asked: Unlock the token, or lock it.
    sync_asked: Send what is missing to the centre.
    """

    token_asked = Signal()
    lock_asked = Signal()
    sync_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "bottom")
        self.setFixedHeight(36)
        self._session = session
        self.token = button("", look="flat")
        self.token.clicked.connect(self.token_asked)
        self.token.setIconSize(QSize(20, 16))
        self.token.setToolTip(self.tr("Show the tokens"))
        self.lock = button("", look="link")
        self.lock.clicked.connect(self.lock_asked)
        self.ledger_icon = IconLabel("database", "secondary", 16)
        self.ledger = label("", "small")
        self.sync = button("", look="flat")
        self.sync.clicked.connect(self.sync_asked)
        self.sync.setIconSize(QSize(20, 16))
        self.standing_icon = IconLabel("triangle-alert", "warning", 16)
        self.standing = label("", "small")
        self.standing_icon.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 1, 16, 1)
        layout.setSpacing(6)
        layout.addWidget(self.token)
        layout.addWidget(self.lock)
        layout.addSpacing(16)
        layout.addWidget(self.ledger_icon, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.ledger)
        layout.addSpacing(16)
        layout.addWidget(self.sync)
        layout.addStretch(1)
        layout.addWidget(self.standing_icon, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.standing)
        session.tokens.changed.connect(self.show_token)
        self.show_token()
        self.show_ledger(None)

    def show_token(self) -> None:
        """Show how the token stands."""
        tokens = self._session.tokens
        self.lock.setVisible(bool(tokens.tokens))
        self.lock.setText(self.tr("Unlock…") if tokens.open_token is None else self.tr("Lock now"))
        if not self._session.has_workspace:
            self._say_token("unplug", "secondary", self.tr("No workspace"), enabled=False)
        elif tokens.trouble is not None and tokens.trouble.code is not ErrorCode.TOKEN_NONE:
            heading = error_text(tokens.trouble, language()).heading
            self._say_token("triangle-alert", "warning", heading)
        elif not tokens.tokens:
            self._say_token("unplug", "secondary", self.tr("No token inserted"))
        elif tokens.open_token is not None:
            self._show_unlocked(tokens.open_token)
        elif all(info.pin_locked for info in tokens.tokens):
            names = listed(info.ref.label for info in tokens.tokens)
            self._say_token("circle-x", "warning", self.tr("PIN locked: {token}").format(token=names))
            self.lock.setText(self.tr("Unblock…"))
            self.lock.setVisible(not all(info.so_pin_locked for info in tokens.tokens))
        else:
            names = listed(info.ref.label for info in tokens.tokens)
            self._say_token("lock", "text", self.tr("Inserted, locked: {token}").format(token=names))

    def _show_unlocked(self, ref: TokenRef) -> None:
        tokens = self._session.tokens
        if tokens.locks_soon:
            words = self.tr("Unlocked: {token} · nobody at the desk: locks in {seconds} s").format(
                token=ref.label, seconds=tokens.locks_in_s
            )
            self._say_token("triangle-alert", "warning", words)
            return
        minutes, seconds = divmod(tokens.locks_in_s, 60)
        words = self.tr("Unlocked: {token} · locks in {minutes}:{seconds}").format(
            token=ref.label, minutes=minutes, seconds=f"{seconds:02d}"
        )
        self._say_token("lock-open", "good", words)

    def show_standing(self, *, practice: bool, keys_in_files: bool) -> None:
        """What is to be kept in mind about this workspace as long as it is open."""
        words = []
        if practice:
            words.append(self.tr("Practice workspace"))
        if keys_in_files:
            words.append(self.tr("Workstation keys lie in files"))
        self.standing.setText(" · ".join(words))
        self.standing_icon.setVisible(keys_in_files)
        why = self.tr(
            "Whoever can read this user's files can take the workstation's keys. Outside of practice they belong "
            "into the desktop's keyring."
        )
        for part in (self.standing, self.standing_icon):
            part.setToolTip(plain_tooltip(why) if keys_in_files else "")

    def show_ledger(self, state: LedgerState | None) -> None:
        """Show how ledger and centre stand; None where there is no workspace."""
        if state is None:
            self.ledger.setText(self.tr("No ledger"))
            self.sync.hide()
            return
        self.ledger.setText(self.tr("Ledger: {count} entries").format(count=state.size))
        self.sync.show()
        colours = palette.current()
        if state.unsynced is None:
            name, colour, words = "cloud-off", colours.secondary, self.tr("No audit centre")
        elif state.unsynced == 0:
            name, colour, words = "cloud-check", colours.good, self.tr("Synced with the centre")
        else:
            name, colour = "cloud", colours.text
            words = self.tr("{count} entries not synced").format(count=state.unsynced)
        self.sync.setIcon(icons.icon(name, colour, colour, 16, gap_px=4))
        self.sync.setText(words)
        self.sync.setEnabled(state.unsynced is not None)
        self.sync.setToolTip(self.tr("Sync now") if state.unsynced is not None else "")

    def show_syncing(self) -> None:
        self.sync.setText(self.tr("Syncing…"))
        self.sync.setEnabled(False)

    def show_sync_trouble(self, error: SealDeskError) -> None:
        colours = palette.current()
        self.sync.setIcon(icons.icon("cloud-off", colours.warning, colours.warning, 16, gap_px=4))
        self.sync.setText(error_text(error, language()).heading)
        self.sync.setEnabled(True)

    def _say_token(self, name: str, colour: str, words: str, *, enabled: bool = True) -> None:
        shown = getattr(palette.current(), colour)
        self.token.setIcon(icons.icon(name, shown, shown, 16, gap_px=4))
        # A token's label is a stranger's text: `&` would become a shortcut.
        self.token.setText(words.replace("&", "&&"))
        self.token.setAccessibleName(words)
        self.token.setEnabled(enabled)
