"""One token as the token page shows it: what it is, how its PIN stands, what it may stamp, what can be done."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.gui.labels import IconLabel, button, label
from sealdesk.gui.language import language, listed
from sealdesk.model.token import TokenInfo
from sealdesk.service.expiry import ENDED, notice_level
from sealdesk.service.token_accounts import CertificateAccount, TokenAccount
from sealdesk.texts import error_text

_ICON_PX, _LINE_PX = 16, 20


class TokenCard(QWidget):
    """Signals:
    unlock_asked, lock_asked, change_asked, unblock_asked: What the person wants done.
    """

    unlock_asked = Signal()
    lock_asked = Signal()
    change_asked = Signal()
    unblock_asked = Signal()

    def __init__(self, account: TokenAccount, *, unlocked: bool) -> None:
        super().__init__()
        self.account = account
        info = account.info
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 16)
        layout.setSpacing(4)
        layout.addLayout(self._head(unlocked=unlocked))
        layout.addWidget(self._inset(label(self._made_by(info), "small", wrap=True)))
        layout.addSpacing(8)
        layout.addLayout(self._standing(unlocked=unlocked))
        for certificate in account.certificates:
            layout.addSpacing(8)
            layout.addLayout(self._certificate(certificate))
        if not account.certificates:
            layout.addWidget(self._inset(label(self.tr("No certificates on this token"), "secondary")))
        layout.addSpacing(8)
        layout.addLayout(self._actions(unlocked=unlocked))

    def _head(self, *, unlocked: bool) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(IconLabel("lock-open" if unlocked else "lock", "good" if unlocked else "text"))
        head.addWidget(label(self.account.info.ref.label, "strong", wrap=True), 1)
        return head

    def _made_by(self, info: TokenInfo) -> str:
        made = [part for part in (info.manufacturer.strip(), info.model.strip()) if part]
        return " · ".join([*made, self.tr("Serial number {serial}").format(serial=info.ref.serial)])

    def _standing(self, *, unlocked: bool) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(4)
        rows.addLayout(_line(*self.pin_words(unlocked=unlocked)))
        if self.account.registered:
            holder = self.account.holder
            words = (
                self.tr("Registered here, held by {holder}").format(holder=holder)
                if holder
                else self.tr("Registered here")
            )
            rows.addLayout(_line("circle-check", "good", words))
        else:
            words = self.tr("Not registered here: its PIN has to be changed before it may stamp")
            rows.addLayout(_line("triangle-alert", "warning", words))
        return rows

    def pin_words(self, *, unlocked: bool) -> tuple[str, str, str]:
        """Icon, colour and words of the PIN's state, from the token's flags."""
        info = self.account.info
        must_change = info.pin_to_be_changed or not info.pin_initialised
        told = (
            (
                info.pin_locked and info.so_pin_locked,
                "circle-x",
                self.tr("PIN and unblocking code locked: the token has to be replaced or set up anew"),
            ),
            (info.pin_locked, "circle-x", self.tr("PIN locked: the unblocking code sets a new one")),
            (must_change, "triangle-alert", self.tr("Initial PIN: it has to be changed first")),
            (info.pin_final_try, "triangle-alert", self.tr("PIN: one last try is left")),
            (info.pin_count_low, "triangle-alert", self.tr("PIN: wrong before, few tries are left")),
        )
        for holds, icon, words in told:
            if holds:
                return icon, "warning", words
        if unlocked:
            return "circle-check", "good", self.tr("Unlocked")
        on_pad = info.protected_authentication_path
        words = self.tr("PIN or finger on the token itself") if on_pad else self.tr("PIN in order")
        return "circle-check", "good", words

    def _certificate(self, one: CertificateAccount) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(4)
        use = self.tr("Signing certificate") if one.for_signing else self.tr("Encryption certificate")
        rows.addLayout(_line("file-check", "text", f"{use} · {one.subject}"))
        rows.addLayout(_line("", *self._validity(one)))
        if one.seals:
            locked = self.account.info.pin_locked
            words = self.tr("May stamp with {seals}").format(seals=listed(one.seals))
            if locked:
                words = self.tr("Cannot stamp with {seals} while its PIN is locked").format(
                    seals=listed(one.seals)
                )
            rows.addLayout(_line("stamp", "warning" if locked else "text", words))
        for name, against in one.barred:
            text = error_text(against, language())
            words = self.tr("Not with {seal}: {why}").format(seal=name, why=text.heading)
            rows.addLayout(_line("circle-x", "warning", words, tip=text.happened))
        if one.for_signing and not one.seals and not one.barred:
            rows.addLayout(_line("info", "secondary", self.tr("No seal of this workspace names it")))
        return rows

    def _validity(self, one: CertificateAccount) -> tuple[str, str]:
        until = one.until.astimezone().strftime("%Y-%m-%d")
        now = datetime.now(UTC)
        level = notice_level(one.until, now)
        if level == ENDED:
            return "warning", self.tr("Expired on {until}").format(until=until)
        left = (one.until - now).days
        words = self.tr("Valid until {until}, {left} days left").format(until=until, left=left)
        return "secondary" if level is None else "warning", words

    def _actions(self, *, unlocked: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(30, 0, 0, 0)
        row.setSpacing(8)
        info = self.account.info
        self.lock = button(self.tr("Lock"))
        self.unlock = button(self.tr("Unlock…"))
        self.change = button(self.tr("Change PIN…"))
        self.unblock = button(self.tr("Unblock PIN…"))
        self.lock.setVisible(unlocked)
        self.unlock.setVisible(not unlocked and not info.pin_locked)
        self.change.setVisible(not info.pin_locked)
        self.unblock.setVisible(info.pin_locked and not info.so_pin_locked)
        for made, signal in (
            (self.lock, self.lock_asked),
            (self.unlock, self.unlock_asked),
            (self.change, self.change_asked),
            (self.unblock, self.unblock_asked),
        ):
            made.clicked.connect(lambda checked=False, signal=signal: signal.emit())
            row.addWidget(made)
        row.addStretch(1)
        return row

    @staticmethod
    def _inset(widget: QWidget) -> QWidget:
        widget.setContentsMargins(30, 0, 0, 0)
        return widget


def _line(icon: str, colour: str, words: str, *, tip: str = "") -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(30, 0, 0, 0)
    row.setSpacing(8)
    shown = IconLabel(icon, colour, _ICON_PX)
    shown.setFixedSize(_ICON_PX, _LINE_PX)
    row.addWidget(shown, 0, Qt.AlignmentFlag.AlignTop)
    look = colour if colour in ("secondary", "warning") else ""
    said = label(words, f"{look}-line" if look == "warning" else look, wrap=True)
    said.setToolTip(tip)
    row.addWidget(said, 1)
    return row
