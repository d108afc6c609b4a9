"""After a converted document was accepted: the seal is asked for on the PDF, so here it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.documents import files
from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import ElidedLabel, add_fact, button, fit_height, form, label
from sealdesk.gui.notice import Notice
from sealdesk.gui.session import Session
from sealdesk.model.conversion import Converted


class KeptDialog(QDialog):
    """Offers to save the accepted PDF; the workspace keeps its own copy either way."""

    def __init__(
        self, session: Session, converted: Converted, folder: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._converted, self._folder = session, converted, folder
        heading = self.tr("The use request must name the PDF")
        self.setWindowTitle(heading)
        self.setMinimumWidth(520)
        words = label(
            self.tr(
                "Approvals name a document's exact bytes. Save the PDF and have the use request made for it; "
                "the original file would be another document."
            ),
            wrap=True,
        )
        facts = form()
        add_fact(facts, self.tr("PDF"), ElidedLabel(converted.pdf.name))
        add_fact(facts, self.tr("SHA-256"), ElidedLabel(converted.document.sha256))
        self.notice = Notice()
        self.notice.hide()
        self.save = button(self.tr("Save the PDF…"), "download")
        self.go_on = button(self.tr("Go on"))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.go_on)
        foot.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(heading, "heading", wrap=True))
        layout.addWidget(words)
        layout.addLayout(facts)
        layout.addWidget(self.notice)
        layout.addLayout(foot)
        self.save.clicked.connect(self._save)
        self.go_on.clicked.connect(self.accept)
        self.save.setFocus()
        fit_height(self)

    def _save(self) -> None:
        suggestion = str(self._folder / self._converted.pdf.name)
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the PDF"),
            suggestion,
            "PDF (*.pdf)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.save_as(Path(chosen))

    def save_as(self, target: Path) -> None:
        """Write it there; what is in the way stays."""
        pdf = self._converted.pdf

        def failed(error: SealDeskError) -> None:
            self.save.setEnabled(True)
            self.notice.say_error(error)
            fit_height(self)

        self.save.setEnabled(False)
        self._session.documents.submit(
            lambda progress: files.write_content(pdf.read_bytes(), target),
            owner=self,
            done=lambda answer: self.accept(),
            failed=failed,
        )
