"""The diagnostic bundle: what is inside, where it goes, and the folder it went to."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import button, fit_height, label
from sealdesk.gui.notice import Notice
from sealdesk.gui.session import Session
from sealdesk.service.diagnostics import make_bundle


class DiagnosticsDialog(QDialog):
    """Saves the bundle on a worker's thread; the dialog stays to say where it is."""

    def __init__(self, session: Session, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._folder = session, folder
        self._made: Path | None = None
        title = self.tr("Save a diagnostic bundle")
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        self.notice = Notice()
        self.notice.hide()
        self.save = button(self.tr("Save…"), "download")
        self.open_folder = button(self.tr("Open folder"), "folder-open")
        self.open_folder.hide()
        self.close_button = button(self.tr("Close"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(title, "heading"))
        for words in (
            self.tr("For whoever helps you: one file that tells how this workstation is set up."),
            self.tr("Inside: findings of the self-test, versions, settings, logs, kinds of tokens."),
            self.tr(
                "Not inside: PINs, passwords, keys, documents and their names, people's names, serial numbers."
            ),
        ):
            layout.addWidget(label(words, wrap=True))
        layout.addWidget(self.notice)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for part in (self.close_button, self.open_folder, self.save):
            foot.addWidget(part)
        layout.addSpacing(4)
        layout.addLayout(foot)
        self.save.clicked.connect(self._choose)
        self.open_folder.clicked.connect(self._open_folder)
        self.close_button.clicked.connect(self.accept)
        fit_height(self)
        self.save.setFocus()

    def _choose(self) -> None:
        name = f"sealdesk-diagnostics-{datetime.now().astimezone():%Y%m%d-%H%M%S}.zip"
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save a diagnostic bundle"),
            str(self._folder / name),
            "ZIP (*.zip)",
            options=QFileDialog.Option.DontConfirmOverwrite,  # nothing is replaced: that is told
        )
        if chosen:
            path = Path(chosen)
            self.save_to(path if path.suffix.lower() == ".zip" else path.with_name(path.name + ".zip"))

    def save_to(self, out: Path) -> None:
        """Make the bundle there."""
        self.save.setEnabled(False)
        self._say("neutral", self.tr("Collecting…"))
        home = self._session.home
        self._session.documents.submit(
            lambda progress: make_bundle(home, out), owner=self, done=self._saved, failed=self._failed
        )

    def _saved(self, path: Path) -> None:
        self._made = path
        self.save.hide()
        self.open_folder.show()
        self.open_folder.setFocus()
        self._say("good", self.tr("The bundle is saved"), str(path))

    def _failed(self, error: SealDeskError) -> None:
        self.save.setEnabled(True)
        self.notice.say_error(error)
        fit_height(self)

    def _say(self, look: str, heading: str, words: str = "") -> None:
        self.notice.say(look, heading, words)
        fit_height(self)

    def _open_folder(self) -> None:
        if self._made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._made.parent)))
