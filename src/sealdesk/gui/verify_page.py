"""The recipient's page: drop a PDF or a picture of a seal, get one verdict with its reasons.

It needs no token and no workspace.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from sealdesk.errors import ErrorCode
from sealdesk.gui.labels import ElidedLabel, IconLabel, button, label, set_look
from sealdesk.gui.notice import Notice
from sealdesk.gui.password_dialog import PasswordDialog
from sealdesk.gui.session import Session
from sealdesk.gui.verdict_view import VerdictView
from sealdesk.model.verification import Verdict, VerificationReport
from sealdesk.service.desk import Desk
from sealdesk.service.verify_document import desk_crls, desk_roots, verify_beside

_FILES = "PDF, PNG, JPG, BMP (*.pdf *.png *.jpg *.jpeg *.bmp);;* (*)"


class VerifyPage(QWidget):
    """Signals:
    verified: A report is shown (`VerificationReport`).
    """

    verified = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._number = 0
        self._roots: tuple[bytes, ...] = ()
        self._crls: tuple[bytes, ...] = ()
        self.drop = DropArea()
        self.drop.chosen.connect(self.verify_file)
        self.no_workspace = Notice()
        self.practise = button(self.tr("Practise…"), "book-open-text")
        for part in (self.no_workspace, self.practise):
            part.hide()
        self.name = ElidedLabel("", "heading")
        self.another = button(self.tr("Verify another…"), "file-check")
        self.another.clicked.connect(self.choose)
        self.waiting = label("", "secondary")
        self.view = VerdictView()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._first())
        self._stack.addWidget(self._second())

    def _first(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(48, 40, 48, 40)
        layout.setSpacing(16)
        layout.addWidget(self.no_workspace)
        layout.addWidget(self.practise, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.drop, 1)
        return page

    def _second(self) -> QWidget:
        inside = QWidget()
        content = QVBoxLayout(inside)
        content.setContentsMargins(48, 24, 48, 24)
        content.setSpacing(16)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.name, 1)
        head.addWidget(self.another)
        content.addLayout(head)
        content.addWidget(self.waiting)
        content.addWidget(self.view)
        content.addStretch(1)
        scroll = QScrollArea()
        scroll.setAccessibleName(self.tr("Verdict"))
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        return scroll

    def use_trust_of_the_desk(self) -> None:
        """Ask the workspace once for its trust anchors and revocation lists."""

        def read(desk: Desk) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
            return desk_roots(desk), desk_crls(desk)

        def done(answer: tuple[tuple[bytes, ...], tuple[bytes, ...]]) -> None:
            self._roots, self._crls = answer

        self._session.desk.submit(read, owner=self, done=done, failed=self._session.trouble.emit)

    def say_no_workspace(self, words: str) -> None:
        """Without a workspace: what can be done here, and how to make one to try."""
        self.no_workspace.say(
            "neutral", self.tr("There is no workspace here: documents can be verified"), words
        )
        self.practise.show()

    def choose(self) -> None:
        """Ask for a file."""
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Verify a document"), "", _FILES)
        if chosen:
            self.verify_file(Path(chosen))

    def verify_file(self, path: Path, password: str | None = None) -> None:
        """Verify this file; the answer is shown when it comes."""
        self._number += 1
        number = self._number
        roots, crls = self._roots, self._crls
        home = self._session.home if self._session.has_workspace else None
        self._stack.setCurrentIndex(1)
        self.name.set_whole(path.name)
        self.waiting.setText(self.tr("Verifying…"))
        self.waiting.show()
        self.view.hide()

        def done(report: VerificationReport) -> None:
            if number == self._number:
                self._answered(path, report)

        self._session.documents.submit(
            lambda progress: verify_beside(home, path, password=password, roots=roots, crls=crls),
            owner=self,
            done=done,
        )

    def _answered(self, path: Path, report: VerificationReport) -> None:
        self.waiting.hide()
        self.view.show_report(report)
        self.view.show()
        self.another.setFocus()
        self.verified.emit(report)
        missing, wrong = ErrorCode.DOCUMENT_PASSWORD_MISSING.text, ErrorCode.DOCUMENT_PASSWORD_WRONG.text
        if report.verdict is Verdict.ERROR and report.error_code in (missing, wrong):
            dialog = PasswordDialog(path.name, refused=report.error_code == wrong, parent=self)
            dialog.accepted.connect(lambda: self.verify_file(path, dialog.password()))
            dialog.open()


class DropArea(QFrame):
    """A big area to drop a file on, or to click.

    Signals:
        chosen: A file (`Path`).
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "drop")
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Drop a PDF or a picture of a seal here"))
        self.button = button(self.tr("Choose a file…"))
        self.button.clicked.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(1)
        for part in (
            IconLabel("file-check", "secondary", 48),
            label(self.tr("Drop a PDF or a picture of a seal here"), "heading"),
            label(self.tr("Nothing is changed and nothing is sent anywhere."), "secondary"),
            self.button,
        ):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Verify a document"), "", _FILES)
        if chosen:
            self.chosen.emit(Path(chosen))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._choose()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()
            self._show_over(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(over=False)
        path = dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.chosen.emit(path)

    def _show_over(self, *, over: bool) -> None:
        self.setProperty("over", "true" if over else "false")
        set_look(self, "")
        set_look(self, "drop")


def dropped_file(event: QDropEvent) -> Path | None:
    """The first local file that is dragged or dropped."""
    urls = event.mimeData().urls()
    return next((Path(url.toLocalFile()) for url in urls if url.isLocalFile()), None)
