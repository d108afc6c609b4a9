"""The foot of a batch: what is still to be done before it, how far it is, why it stopped, what came of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from sealdesk.gui.batch_desk import BatchDesk, Doing
from sealdesk.gui.labels import ElidedLabel, button, label
from sealdesk.gui.language import language
from sealdesk.gui.notice import Notice
from sealdesk.model.batch import BatchResult, BatchStanding
from sealdesk.texts import name_of
from sealdesk.texts.batch_words import numbers_text

_SECONDS, _MINUTES = 60, 90


class BatchFoot(QFrame):
    """Signals:
    start_asked: Begin to seal, or go on.
    again_asked: Try the counted documents again.
    folder_asked: Open the folder with the sealed documents.
    """

    start_asked = Signal()
    again_asked = Signal()
    folder_asked = Signal()

    def __init__(self, desk: BatchDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("look", "bottom")
        self.notice = Notice()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.words = label("", wrap=True)
        self.now = ElidedLabel("", "small")
        self.start = button(self.tr("Seal the documents…"), "stamp", "seal")
        self.pause = button(self.tr("Pause"), "pause")
        self.again = button(self.tr("Try again"), "refresh-cw")
        self.end = button(self.tr("End the batch"))
        self.folder = button(self.tr("Open folder"), "folder-open")
        self.again.setToolTip(self.tr("It takes another use of the request"))
        self._lay_out()
        self.start.clicked.connect(self.start_asked)
        self.pause.clicked.connect(desk.pause)
        self.again.clicked.connect(self.again_asked)
        self.end.clicked.connect(desk.end)
        self.folder.clicked.connect(self.folder_asked)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.words)
        texts.addWidget(self.now)
        row.addLayout(texts, 1)
        for part in (self.folder, self.again, self.end, self.pause, self.start):
            row.addWidget(part)
        column.addWidget(self.notice)
        column.addWidget(self.bar)
        column.addLayout(row)

    def refresh(self) -> None:
        """Show how the batch stands."""
        desk, batch = self._desk, self._desk.batch
        if batch is None:
            return
        record, undecided = batch.record, bool(desk.undecided)
        over, busy = record.standing is BatchStanding.ENDED, desk.busy
        self._tell_notice()
        waiting = desk.count(BatchResult.WAITING)
        self.start.setVisible(not over and not busy and (waiting > 0 or not undecided))
        self.start.setEnabled(not record.unconfirmed and waiting > 0)
        begun = record.standing is BatchStanding.BEGUN
        self.start.setText(self.tr("Go on") if begun else self.tr("Seal the documents…"))
        self.pause.setVisible(busy)
        self.pause.setEnabled(desk.doing is Doing.SEALING)
        self.pause.setText(self.tr("Pausing…") if desk.doing is Doing.PAUSING else self.tr("Pause"))
        self.again.setVisible(begun and not busy and undecided and desk.begun)
        self.end.setVisible(begun and not busy)
        self.folder.setVisible(begun or over)
        self._show_progress()
        self.words.setText(self._words())
        self.setAccessibleDescription(self.words.text())

    def _show_progress(self) -> None:
        desk = self._desk
        done = (
            desk.count(BatchResult.SEALED) + desk.count(BatchResult.FAILED) + desk.count(BatchResult.COUNTED)
        )
        self.bar.setRange(0, max(1, done + desk.count(BatchResult.WAITING)))
        self.bar.setValue(done)
        batch = self._desk.batch
        self.bar.setVisible(batch is not None and batch.record.standing is BatchStanding.BEGUN)
        document = batch.record.plan.document(desk.at) if batch is not None and desk.at else None
        step = name_of(desk.step, language()) if desk.step is not None else ""
        self.now.set_whole(" · ".join(part for part in (document.name if document else "", step) if part))
        self.now.setVisible(desk.busy)

    def _words(self) -> str:
        desk, batch = self._desk, self._desk.batch
        assert batch is not None
        record, tongue = batch.record, language()
        if record.standing is BatchStanding.PLANNED:
            return self._before(len(record.unconfirmed), desk.count(BatchResult.WAITING))
        counts = [
            f"{name_of(result, tongue)} {desk.count(result)}" for result in BatchResult if desk.count(result)
        ]
        if desk.busy and desk.left_s is not None:
            counts.append(self._left(desk.left_s))
        return " · ".join(counts)

    def _before(self, unconfirmed: int, waiting: int) -> str:
        if unconfirmed:
            words = self.tr("Still to be looked at and confirmed before the PIN: {count}")
            return words.format(count=unconfirmed)
        if not waiting:
            return self.tr(
                "No document is ready to be sealed: the remarks say why. Discard the plan and choose the seal that was "
                "approved for them, or have the applicants ask for its use first."
            )
        return self.tr("Ready: {count} documents, one PIN").format(count=waiting)

    def _left(self, seconds: float) -> str:
        if seconds < _MINUTES:
            return self.tr("about {count} s left").format(count=max(1, round(seconds)))
        return self.tr("about {count} min left").format(count=round(seconds / _SECONDS))

    def _tell_notice(self) -> None:
        """Why it stopped; what waits for a decision; or what came of it."""
        desk, batch = self._desk, self._desk.batch
        assert batch is not None
        record = batch.record
        if desk.stopped_by is not None and not desk.busy:
            self.notice.say_error(desk.stopped_by)
        elif record.standing is BatchStanding.ENDED:
            self._tell_end()
        elif record.standing is BatchStanding.BEGUN and desk.undecided and not desk.busy:
            numbers = numbers_text(desk.undecided, language())
            heading = self.tr("Counted, without a sealed document: no. {numbers}").format(numbers=numbers)
            words = self.tr(
                "The token was asked to sign, and there is no file. Try again where the request allows another use, "
                "or end the batch as it stands."
            )
            self.notice.say("warning", heading, words)
        else:
            self.notice.hide()

    def _tell_end(self) -> None:
        desk, batch = self._desk, self._desk.batch
        assert batch is not None
        sealed, others = desk.count(BatchResult.SEALED), len(desk.outcomes) - desk.count(BatchResult.SEALED)
        heading = self.tr("{count} documents are sealed, verified and recorded").format(count=sealed)
        words = [self.tr("The signed manifest lies with them: {name}").format(name=batch.record.manifest)]
        if others:
            words.append(self.tr("Not sealed: {count}; the table says why.").format(count=others))
        self.notice.say("good" if not others else "neutral", heading, "\n".join(words))
