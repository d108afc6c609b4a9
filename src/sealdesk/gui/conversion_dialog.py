"""Is the PDF the same document as the file it was made from? A person looks, signs, and the ledger has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.gui.conversion_pages import PagesView
from sealdesk.gui.decision_dialog import DecisionDialog
from sealdesk.gui.labels import ElidedLabel, add_fact, button, form, label
from sealdesk.gui.language import language
from sealdesk.gui.notice import Notice
from sealdesk.gui.people_sign import Signer
from sealdesk.gui.session import Session
from sealdesk.model.conversion import Converted
from sealdesk.model.ledger import LedgerEntry
from sealdesk.model.people import Person
from sealdesk.service import convert_document
from sealdesk.service.desk import Desk
from sealdesk.texts import name_of
from sealdesk.texts.conversion_words import finding_text

_PAGE_PX = QSize(264, 374)
_DIGITS = 16


class ConversionDialog(DecisionDialog):
    """Shows the converted pages; `decided` tells the ledger's entry. Rejected, nothing is kept.

    Args of the constructor:
        source: The file it was made from.
        people: Who may accept it.
        chosen_id: Who probably does.
    """

    def __init__(
        self,
        session: Session,
        converted: Converted,
        source: Path,
        people: Sequence[Person],
        chosen_id: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, width_px=860, parent=parent)
        self.converted, self._source = converted, source
        self.begin(
            self.tr("Is the PDF the same as “{name}”?").format(name=" ".join(source.name.split())),
            self.tr("It is the same, use it"),
            self.tr(
                "The seal goes on the PDF. Look at every page: text, numbers, pictures, lines and page breaks."
            ),
            (Signer(self.tr("Who compared it"), tuple(people), chosen_id),),
        )
        self.back.setText(self.tr("Do not use it"))
        self.pages = PagesView(_PAGE_PX)
        self.original = button(self.tr("Open the original"), "file-text")
        self.pdf = button(self.tr("Open the PDF"), "file-check")
        self.original.clicked.connect(lambda: _open(self._source))
        self.pdf.clicked.connect(lambda: _open(converted.pdf))
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(self.pages)
        row.addLayout(self._facts(), 1)
        self.body.addLayout(row)
        self.pages.open(converted.pdf, expected=converted.document)
        self.ready()

    def _facts(self) -> QVBoxLayout:
        converted, source = self.converted, self.converted.source
        facts = form()
        for words, value in (
            (self.tr("Original"), source.name),
            (self.tr("Kind"), name_of(converted.format, language())),
            (self.tr("SHA-256"), _short(source.document.sha256)),
            (self.tr("PDF"), converted.pdf.name),
            (self.tr("Pages"), str(converted.pages)),
            (self.tr("SHA-256"), _short(converted.document.sha256)),
            (self.tr("Converted by"), source.converter),
        ):
            add_fact(facts, words, ElidedLabel(" ".join(value.split())))
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addLayout(facts)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.original)
        buttons.addWidget(self.pdf)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self._findings())
        column.addStretch(1)
        return column

    def _findings(self) -> QWidget:
        """What to look at closely; a calm word where there is nothing."""
        if not self.converted.findings:
            return label(self.tr("Nothing unusual was found in the file."), "small", wrap=True)
        lines = [f"· {finding_text(one, language())}" for one in self.converted.findings]
        notice = Notice()
        notice.say("warning", self.tr("Look closely"), "\n".join(lines))
        return notice

    def _use_case(self) -> Callable[[Desk], LedgerEntry]:
        converted, (by,) = self.converted, self.sign.sign_ins()
        return lambda desk: convert_document.accept(desk, converted, by)


def _short(sha256: str) -> str:
    return f"{sha256[:_DIGITS]}…{sha256[-_DIGITS // 2 :]}"


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
