"""Which plugged-in tokens, as a field of a form; follows what is plugged in and pulled."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from sealdesk.gui.labels import label
from sealdesk.gui.language import in_brackets
from sealdesk.gui.token_watch import TokenWatch
from sealdesk.model.token import TokenRef


class TokenPick(QComboBox):
    """Args of the constructor:
        by_itself: Whether the only token is picked without being asked for.

    Signals:
        picked: Another token, or none.
    """

    picked = Signal()

    def __init__(
        self, tokens: TokenWatch, words: str, *, by_itself: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tokens, self._by_itself = tokens, by_itself
        self._refs: tuple[TokenRef, ...] = ()
        self.setAccessibleName(words)
        self.currentIndexChanged.connect(lambda _: self.picked.emit())
        tokens.changed.connect(self._offer)
        self._offer()

    def _offer(self) -> None:
        refs = tuple(info.ref for info in self._tokens.tokens)
        if refs == self._refs and (refs or self.placeholderText()):
            return
        wanted = self.ref()
        self._refs = refs
        self.clear()
        for ref in refs:
            self.addItem(ref.label + in_brackets(ref.serial))
        at = refs.index(wanted) if wanted in refs else 0 if self._by_itself and len(refs) == 1 else -1
        self.setCurrentIndex(at)
        self.setPlaceholderText(self.tr("Choose the token") if refs else self.tr("Insert the token"))
        self.setEnabled(bool(refs))
        self.picked.emit()

    def ref(self) -> TokenRef | None:
        """The picked token."""
        at = self.currentIndex()
        return self._refs[at] if 0 <= at < len(self._refs) else None


class TokenChecks(QWidget):
    """A tick for each plugged-in token.

    Signals:
        picked: Another choice.
    """

    picked = Signal()

    def __init__(self, tokens: TokenWatch, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self.ticks: dict[TokenRef, QCheckBox] = {}
        self._none = label(self.tr("Insert the token"), "secondary")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(self._none)
        self.setAccessibleName(words)
        tokens.changed.connect(self._offer)
        self._offer()

    def _offer(self) -> None:
        there = {info.ref for info in self._tokens.tokens}
        for ref in [one for one in self.ticks if one not in there]:
            gone = self.ticks.pop(ref)
            gone.setParent(None)
            gone.deleteLater()
        new = [info.ref for info in self._tokens.tokens if info.ref not in self.ticks]
        for ref in new:
            tick = self.ticks[ref] = QCheckBox((ref.label + in_brackets(ref.serial)).replace("&", "&&"))
            tick.toggled.connect(lambda _: self.picked.emit())
            self._rows.addWidget(tick)
        if new and len(self.ticks) == 1:
            self.ticks[new[0]].setChecked(True)
        self._none.setVisible(not self.ticks)
        self.picked.emit()

    def refs(self) -> tuple[TokenRef, ...]:
        """The ticked tokens."""
        return tuple(ref for ref, tick in self.ticks.items() if tick.isChecked())
