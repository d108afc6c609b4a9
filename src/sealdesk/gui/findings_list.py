"""Findings about places, one below the other, each with an icon, what it is, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from sealdesk.gui.labels import IconLabel, label
from sealdesk.gui.language import language
from sealdesk.service.placing_rules import PlaceFinding
from sealdesk.texts.place_words import place_text

_HINT = QSize(360, 160)


class FindingsList(QScrollArea):
    """As many as there are; it scrolls where they are too many.

    Attributes:
        texts: What was found, line by line; the word that all is kept where nothing was.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Rules that are not kept"))
        self.texts: tuple[str, ...] = ()

    def sizeHint(self) -> QSize:
        return _HINT

    def show_findings(self, findings: Sequence[PlaceFinding], all_kept: str) -> None:
        """Show these; without any, `all_kept`."""
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        if not findings:
            grid.addWidget(IconLabel("circle-check", "good"), 0, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(all_kept, wrap=True), 0, 1)
        texts = [place_text(finding, language()) for finding in findings]
        for row, text in enumerate(texts):
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(label(text.found, wrap=True))
            words.addWidget(label(text.now, "small", wrap=True))
            grid.addWidget(IconLabel("triangle-alert", "warning"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(words, row, 1)
        grid.setRowStretch(max(1, len(findings)), 1)
        self.texts = tuple(text.found for text in texts) or (all_kept,)
        self.setAccessibleDescription("\n".join(self.texts))
        self.setWidget(inside)
