"""Which token, where several that are plugged in may sign with the seal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.labels import button, fit_height, label
from sealdesk.gui.token_watch import TokenWatch
from sealdesk.model.token import TokenInfo, TokenRef
from sealdesk.service import seals, token_binding, token_side
from sealdesk.service.desk import Desk
from sealdesk.service.seal_vault import recipients_of
from sealdesk.service.token_registration import holder_of

_MENDED_ON_THE_WAY = (
    ErrorCode.TOKEN_PIN_LOCKED,
    ErrorCode.TOKEN_PIN_INITIAL,
    ErrorCode.TOKEN_NOT_REGISTERED,
)
"""What stands against a token's PIN; the token itself may sign."""


@dataclass(frozen=True)
class TokenOption:
    """A plugged-in token that may be meant.

    Attributes:
        holder: Name of the person it belongs to; empty where nobody is registered for it.
    """

    info: TokenInfo
    holder: str


def options_for(desk: Desk, seal_id: str | None) -> tuple[TokenOption, ...]:
    """The plugged-in tokens that may sign with this seal; all of them where there is none."""
    infos = token_side.look(desk)
    if seal_id is not None:
        infos = tuple(info for info in infos if _fits(desk, seal_id, info.ref))
    return tuple(TokenOption(info, _holder(desk, info.ref)) for info in infos)


def _fits(desk: Desk, seal_id: str, ref: TokenRef) -> bool:
    seal = seals.find_seal(desk, seal_id)
    openers = frozenset(one.certificate for one in recipients_of(desk, seal))
    try:
        token_binding.bind(desk, seal, ref, openers)
    except SealDeskError as against:
        return against.code in _MENDED_ON_THE_WAY
    return True


def _holder(desk: Desk, ref: TokenRef) -> str:
    person = holder_of(desk, desk.tokens.certificates(ref))
    return person.name if person else ""


class TokenChoiceDialog(QDialog):
    """Asks which token is meant. Nothing is chosen beforehand: a PIN tried on the wrong token costs a try."""

    def __init__(
        self, tokens: TokenWatch, options: Iterable[TokenOption], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self.setMinimumWidth(440)
        title = self.tr("Which token?")
        self.setWindowTitle(title)
        self.choices: dict[TokenRef, QRadioButton] = {}
        self.do = button(self.tr("Continue"))
        self.do.setDefault(True)
        self.later = button(self.tr("Not now"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(label(title, "heading"))
        words = self.tr("Several tokens that are plugged in may be used. Choose the one whose PIN you know.")
        layout.addWidget(label(words, "secondary", wrap=True))
        layout.addSpacing(4)
        for option in options:
            self._add(layout, option)
        layout.addStretch(1)
        layout.addSpacing(8)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.later)
        foot.addWidget(self.do)
        layout.addLayout(foot)
        self.do.clicked.connect(self.accept)
        self.later.clicked.connect(self.reject)
        tokens.changed.connect(self._enable)
        tokens.left.connect(self.reject)
        self._enable()
        fit_height(self)

    def _add(self, layout: QVBoxLayout, option: TokenOption) -> None:
        ref = option.info.ref
        choice = self.choices[ref] = QRadioButton(ref.label.replace("&", "&&"))
        serial = self.tr("Serial number {serial}").format(serial=ref.serial)
        holder = self.tr("Holder: {holder}").format(holder=option.holder) if option.holder else ""
        locked = self.tr("PIN locked") if option.info.pin_locked else ""
        facts = " · ".join(filter(None, (serial, holder, locked)))
        choice.setAccessibleDescription(facts)
        choice.toggled.connect(self._enable)
        below = QHBoxLayout()
        below.setContentsMargins(24, 0, 0, 4)
        below.addWidget(label(facts, "secondary", wrap=True))
        rows = QVBoxLayout()
        rows.setSpacing(2)
        rows.addWidget(choice)
        rows.addLayout(below)
        layout.addLayout(rows)

    def chosen(self) -> TokenRef | None:
        """The chosen token."""
        return next((ref for ref, choice in self.choices.items() if choice.isChecked()), None)

    def _enable(self) -> None:
        for ref, choice in self.choices.items():
            choice.setEnabled(self._tokens.find(ref) is not None)
        chosen = self.chosen()
        self.do.setEnabled(chosen is not None and self.choices[chosen].isEnabled())
