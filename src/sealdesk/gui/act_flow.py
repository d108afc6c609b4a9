"""From pressing 盖章 to the stamped file: choose the name, prepare, unlock, last look, carry out.

Each step asks a worker or a person and goes on with the answer; going back anywhere leaves the desk as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressBar, QVBoxLayout, QWidget

from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import label
from sealdesk.gui.language import language
from sealdesk.gui.last_look_dialog import CHANGE_TARGET, LastLookDialog
from sealdesk.gui.pin_dialog import PinDialog
from sealdesk.gui.preferences import Preferences
from sealdesk.gui.session import OpenDocument, Session
from sealdesk.gui.worker import Progress
from sealdesk.model.act import SealingResult, SealingStep
from sealdesk.model.seal import SealPicture
from sealdesk.service import seals
from sealdesk.service.desk import Desk
from sealdesk.service.prepare_act import ReadyAct, prepare_act
from sealdesk.service.seal_document import carry_out
from sealdesk.texts import name_of


@dataclass(frozen=True)
class Finished:
    """A finished act, for the page that tells of it."""

    ready: ReadyAct
    result: SealingResult
    name: str


class ActFlow(QObject):
    """One act at a time.

    Signals:
        finished: The document is stamped, verified and recorded (`Finished`).
        trouble: It is not, and why (`SealDeskError`).
        busy_changed: Whether an act is under way.
    """

    finished = Signal(object)
    trouble = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, session: Session, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._preferences, self._window = session, preferences, window
        self._busy = False
        self._progress: ProgressDialog | None = None
        for worker in (session.desk.worker, session.documents):
            worker.crashed.connect(self._give_up)

    @property
    def busy(self) -> bool:
        return self._busy

    def start(self) -> None:
        """盖章 was pressed."""
        document = self._session.document
        if self._busy or document is None:
            return
        self._set_busy(True)
        folder = self._preferences.folder
        suffix = self.tr("-stamped")

        self._session.documents.submit(
            lambda progress: free_target(folder, document, suffix),
            owner=self,
            done=self._prepare,
            failed=self._fail,
        )

    def _prepare(self, target: Path) -> None:
        document = self._session.document
        if document is None:
            self._set_busy(False)
            return
        order = self._session.order(target)
        self._session.desk.submit(
            lambda desk: prepare_act(desk, order, document.preflight),
            owner=self,
            done=self._prepared,
            failed=self._fail,
        )

    def _prepared(self, ready: ReadyAct) -> None:
        if self._session.tokens.open_token == ready.token:
            self._open_picture(ready)
            return
        info = self._session.tokens.find(ready.token)
        if info is None:
            self._set_busy(False)
            return
        dialog = PinDialog(self._session.tokens, info, self._window)
        dialog.accepted.connect(lambda: self._open_picture(ready))
        dialog.rejected.connect(lambda: self._set_busy(False))
        dialog.open()

    def _open_picture(self, ready: ReadyAct) -> None:
        if self._session.picture is not None:
            self._last_look(ready, self._session.picture)
            return
        self._session.desk.submit(
            lambda desk: seals.open_picture(desk, ready.seal, ready.token),
            owner=self,
            done=lambda picture: self._last_look(ready, picture),
            failed=self._fail,
        )

    def _last_look(self, ready: ReadyAct, picture: SealPicture) -> None:
        document = self._session.document
        if document is None:
            self._set_busy(False)
            return
        dialog = LastLookDialog(ready, document.name, picture, self._session.images, self._window)
        # Pulling the token takes the picture off the screen, wherever it is shown.
        self._session.tokens.locked.connect(dialog.reject)
        dialog.finished.connect(lambda answer: self._looked(answer, ready, document))
        dialog.open()

    def _looked(self, answer: int, ready: ReadyAct, document: OpenDocument) -> None:
        if answer == CHANGE_TARGET:
            self._change_target(ready)
        elif answer == QDialog.DialogCode.Accepted:
            self._carry_out(ready, document)
        else:
            self._set_busy(False)

    def _change_target(self, ready: ReadyAct) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the stamped document as"), str(ready.order.target), "PDF (*.pdf)"
        )
        if not chosen:
            self._prepare(ready.order.target)
            return
        target = Path(chosen)
        self._prepare(target if target.suffix.lower() == ".pdf" else target.with_name(target.name + ".pdf"))

    def _carry_out(self, ready: ReadyAct, document: OpenDocument) -> None:
        self._progress = ProgressDialog(self._window)
        self._progress.open()

        def act(desk: Desk, report: Progress) -> SealingResult:
            return carry_out(desk, ready, report)

        def done(result: SealingResult) -> None:
            self._close_progress()
            self._preferences.folder = result.target.parent
            self._session.refresh_standing(result.remaining)
            self._set_busy(False)
            self.finished.emit(Finished(ready, result, document.name))

        self._session.desk.submit_long(
            act, owner=self, done=done, failed=self._fail, progress=self._progress.show_step
        )

    def _fail(self, error: SealDeskError) -> None:
        self._close_progress()
        self._set_busy(False)
        self.trouble.emit(error)
        self._session.find_requests()

    def _give_up(self, bug: BaseException) -> None:
        """A fault of the program ended a step: the window stays usable, the crash dialog tells of it."""
        self._close_progress()
        self._set_busy(False)

    def _close_progress(self) -> None:
        if self._progress is not None:
            self._progress.finish()
            self._progress = None

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)


def free_target(folder: Path, document: OpenDocument, suffix: str) -> Path:
    """A name in `folder` that no file has: the document's own with `suffix`, numbered where needed."""
    stem = Path(document.name).stem or "document"
    target, number = folder / f"{stem}{suffix}.pdf", 2
    while target.exists():
        target = folder / f"{stem}{suffix}-{number}.pdf"
        number += 1
    return target


class ProgressDialog(QDialog):
    """How far the act is. It cannot be stopped: from here on it ends with an entry, one way or the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Stamping"))
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, on=False)
        self.setMinimumWidth(420)
        self._may_close = False
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, len(SealingStep))
        self.words = label(self.tr("Beginning…"), "secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 24)
        layout.setSpacing(12)
        layout.addWidget(label(self.tr("Stamping"), "heading"))
        layout.addWidget(self.bar)
        layout.addWidget(self.words)
        layout.addWidget(label(self.tr("Leave the token inserted."), "small"))

    def show_step(self, step: SealingStep) -> None:
        """The act reached this step."""
        self.bar.setValue(max(self.bar.value(), list(SealingStep).index(step) + 1))
        self.words.setText(name_of(step, language()))
        self.setAccessibleDescription(self.words.text())

    def finish(self) -> None:
        self._may_close = True
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No key closes it."""

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            super().closeEvent(event)
        else:
            event.ignore()
