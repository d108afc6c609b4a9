"""A calm bar above the page: its stated size cannot be right, and how large seals are to be."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.documents.page_look import PageLook
from sealdesk.gui.labels import IconLabel, button, frame, label
from sealdesk.gui.session import Session

_A4_MM, _WITHIN_MM = (210.0, 297.0), 1.0


class PageSizeBar(QWidget):
    """Asks once for each document."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.words = label("", "strong", wrap=True)
        self.more = label("", "small", wrap=True)
        self.paper = button("")
        self.stated = button(self.tr("By the stated size"))
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.words)
        texts.addWidget(self.more)
        ground = frame("warning")
        row = QHBoxLayout(ground)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(IconLabel("info", "warning"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        row.addWidget(self.paper)
        row.addWidget(self.stated)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.addWidget(ground)
        self.paper.clicked.connect(lambda: self._decide(paper=True))
        self.stated.clicked.connect(lambda: self._decide(paper=False))
        session.checks.sizes_doubted.connect(self.show_now)
        session.document_changed.connect(self.show_now)
        self.show_now()

    def show_now(self) -> None:
        """Ask where there is something to ask."""
        checks = self._session.checks
        odd = checks.odd_pages
        self.setVisible(bool(odd) and checks.paper_sizes is None)
        if not odd:
            return
        look = next(iter(odd.values()))
        width, height = look.size_mm
        paper = self._paper_words(look)
        self.words.setText(
            self.tr("Page {page} says it is {width} × {height} mm; it looks like a scan of {paper}.").format(
                page=look.page, width=f"{width:.0f}", height=f"{height:.0f}", paper=paper
            )
        )
        self.more.setText(self.tr("How large is a seal on this paper?"))
        self.paper.setText(self.tr("As on {paper}").format(paper=paper))

    def _paper_words(self, look: PageLook) -> str:
        assert look.proposed_size_mm is not None
        short, long = sorted(look.proposed_size_mm)
        if abs(short - _A4_MM[0]) <= _WITHIN_MM and abs(long - _A4_MM[1]) <= _WITHIN_MM:
            return "A4"
        width, height = look.proposed_size_mm
        return f"{width:.0f} × {height:.0f} mm"

    def _decide(self, *, paper: bool) -> None:
        self._session.checks.decide_sizes(paper)
        self.show_now()
