"""The dialogs of practising: making its workspace, and deleting it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import button, fit_height, label
from sealdesk.gui.notice import Notice
from sealdesk.gui.practice import PracticeMaking, open_practice_window
from sealdesk.gui.worker import Worker
from sealdesk.service.evaluation import practice
from sealdesk.service.evaluation.practice import PracticeState

_WIDTH_PX = 460


class PracticeDialog(QDialog):
    """Says what practising is, prepares it, opens its window.

    Signals:
        window_opened: The practice window was started (path of its workspace).
    """

    window_opened = Signal(object)

    def __init__(self, home: Path, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Practise in a window of its own?"))
        self.setMinimumWidth(_WIDTH_PX)
        self._home, self._worker = home, worker
        self._making: PracticeMaking | None = None
        self.notice = Notice()
        self.notice.hide()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.hide()
        self.words = label("", "secondary", wrap=True)
        self.words.hide()
        self.back = button(self.tr("Not now"))
        self.do = button(self.tr("Practise"))
        self.do.setDefault(True)
        self._lay_out()
        self.do.clicked.connect(self.begin)
        self.back.clicked.connect(self.reject)
        self.do.setFocus()
        fit_height(self)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(self.windowTitle(), "heading", wrap=True))
        said = self.tr(
            "Its seals, token, people and documents are made for practising. No real seal can be touched from it."
        )
        layout.addWidget(label(said, wrap=True))
        pin = self.tr("The PIN of the practice token stands in the help of that window: press F1 there.")
        layout.addWidget(label(pin, "secondary", wrap=True))
        for part in (self.notice, self.bar, self.words):
            layout.addWidget(part)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.do)
        layout.addSpacing(4)
        layout.addLayout(foot)

    def begin(self) -> None:
        """Make what is missing, then open the window."""
        self.do.setEnabled(False)
        self.notice.hide()
        self._worker.submit(
            lambda progress: _cleared(self._home), owner=self, done=self._go_on, failed=self._refused
        )

    def _go_on(self, state: PracticeState) -> None:
        if state is PracticeState.READY:
            self._open()
            return
        self._making = making = PracticeMaking(self._home, self)
        making.progressed.connect(self._show_progress)
        making.made.connect(self._open)
        making.failed.connect(self._not_made)
        self.words.setText(self.tr("Making token, seals and documents…"))
        for part in (self.bar, self.words):
            part.show()
        self.back.setText(self.tr("Stop"))
        fit_height(self)
        making.start()

    def _show_progress(self, made: int, all_: int) -> None:
        self.bar.setRange(0, all_)
        self.bar.setValue(made)

    def _open(self) -> None:
        if open_practice_window(self._home):
            self.window_opened.emit(self._home)
            self.accept()
        else:
            self._not_made(self.tr("Its window could not be opened."))

    def _not_made(self, words: str) -> None:
        self._making = None
        for part in (self.bar, self.words):
            part.hide()
        self.back.setText(self.tr("Close"))
        self.do.setEnabled(True)
        self.do.setText(self.tr("Try again"))
        self.notice.say("warning", self.tr("Practising could not be prepared"), words.strip())
        fit_height(self)

    def _refused(self, error: SealDeskError) -> None:
        self.do.setEnabled(True)
        self.notice.say_error(error)
        fit_height(self)

    def reject(self) -> None:
        """Closing stops what is under way."""
        if self._making is not None:
            self._making.stop()
        super().reject()


def _cleared(home: Path) -> PracticeState:
    """How it stands; what was left unfinished is removed first."""
    if practice.state_of(home) is PracticeState.UNFINISHED:
        practice.remove(home)
    return practice.state_of(home)


class DeletePracticeDialog(QDialog):
    """Removes the practice workspace.

    Signals:
        deleted: It is gone.
    """

    deleted = Signal()

    def __init__(self, home: Path, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Delete the practice data?"))
        self.setMinimumWidth(_WIDTH_PX)
        self._home, self._worker = home, worker
        self.notice = Notice()
        self.notice.hide()
        self.back = button(self.tr("Keep it"))
        self.do = button(self.tr("Delete"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(self.windowTitle(), "heading", wrap=True))
        words = self.tr(
            "Practice token, seals, requests and records go. Real seals and records stay untouched."
        )
        layout.addWidget(label(words, wrap=True))
        layout.addWidget(self.notice)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.do)
        layout.addLayout(foot)
        self.back.clicked.connect(self.reject)
        self.do.clicked.connect(self.delete)
        self.back.setFocus()
        fit_height(self)

    def delete(self) -> None:
        """The verb was pressed."""
        self.do.setEnabled(False)
        self._worker.submit(
            lambda progress: practice.remove(self._home), owner=self, done=self._done, failed=self._refused
        )

    def _done(self, answer: object) -> None:
        self.deleted.emit()
        self.accept()

    def _refused(self, error: SealDeskError) -> None:
        self.do.setEnabled(True)
        self.notice.say_error(error)
        fit_height(self)
