"""After stamping: what was done, where the file is, and what may come next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from sealdesk.gui.act_flow import Finished
from sealdesk.gui.labels import NAMES_PX, ElidedLabel, IconLabel, add_fact, button, form, label
from sealdesk.gui.verdict_view import VerdictView
from sealdesk.texts import time_text


class ResultPage(QWidget):
    """Signals:
    verify_asked: Look at the stamped file as a recipient does (`Path`).
    print_asked: Print the stamped file (`Path`).
    copy_asked: Save a copy for reading of it (`Path`).
    next_asked: On to the next request.
    ledger_asked: Show the ledger.
    """

    verify_asked = Signal(object)
    print_asked = Signal(object)
    copy_asked = Signal(object)
    next_asked = Signal()
    ledger_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = label("", "heading", wrap=True)
        self.path = ElidedLabel()
        self.folder = button(self.tr("Open folder"), "folder-open")
        self.verify = button(self.tr("Verify"), "file-check")
        self.print = button(self.tr("Print…"), "printer")
        self.copy = button(self.tr("Copy for reading…"), "copy")
        self.ledger = button(self.tr("Ledger"), "book-open-text")
        self.next = button(self.tr("Next request"), "arrow-right")
        self.view = VerdictView()
        self._facts = form()
        self._target: Path | None = None
        self._lay_out()
        self.folder.clicked.connect(self._open_folder)
        self.verify.clicked.connect(lambda: self.verify_asked.emit(self._target))
        self.print.clicked.connect(lambda: self.print_asked.emit(self._target))
        self.copy.clicked.connect(lambda: self.copy_asked.emit(self._target))
        self.next.clicked.connect(self.next_asked)
        self.ledger.clicked.connect(self.ledger_asked)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea(self)
        layout.addWidget(scroll)
        scroll.setAccessibleName(self.tr("Result"))
        scroll.setWidgetResizable(True)
        inside = QWidget(scroll.viewport())
        scroll.setWidget(inside)
        content = QVBoxLayout(inside)
        content.setContentsMargins(48, 32, 48, 32)
        content.setSpacing(16)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(IconLabel("circle-check", "good", 36), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.heading)
        words.addWidget(self.path)
        head.addLayout(words, 1)
        content.addLayout(head)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for part in (self.folder, self.verify, self.print, self.copy, self.ledger):
            buttons.addWidget(part)
        buttons.addStretch(1)
        buttons.addWidget(self.next)
        content.addLayout(buttons)
        content.addLayout(self._facts)
        content.addWidget(self.view)
        content.addStretch(1)

    @property
    def target(self) -> Path | None:
        """The stamped file that is told of; None before the first act."""
        return self._target

    def show_result(self, finished: Finished) -> None:
        """Tell of this act."""
        ready, result = finished.ready, finished.result
        self._target = result.target
        self.heading.setText(
            self.tr("“{document}” is stamped, verified and recorded").format(document=finished.name)
        )
        self.path.set_whole(str(result.target))
        while self._facts.rowCount():
            self._facts.removeRow(0)
        for words, value in (
            (self.tr("Seal"), ready.seal.name),
            (self.tr("Impressions"), self._places(ready.impressions)),
            (self.tr("Time"), time_text(result.sealed)),
            (self.tr("Custodian"), ready.custodian.name),
            (self.tr("Request"), f"{ready.request_id} · {ready.reason}"),
            (self.tr("Uses left"), self._uses(result.remaining)),
            (self.tr("Ledger entry"), f"{result.entry_index} · {result.entry_id}"),
            (self.tr("SHA-256"), result.sha256),
        ):
            add_fact(self._facts, words, ElidedLabel(value), names_px=NAMES_PX)
        self.view.show_report(result.verification)
        self.next.setFocus()

    def _places(self, count: int) -> str:
        return self.tr("1 place") if count == 1 else self.tr("{count} places").format(count=count)

    def _uses(self, count: int) -> str:
        return self.tr("1 use") if count == 1 else self.tr("{count} uses").format(count=count)

    def _open_folder(self) -> None:
        if self._target is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target.parent)))
