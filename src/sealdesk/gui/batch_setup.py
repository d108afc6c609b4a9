"""A new batch: which documents, which seal, where on each, and where the sealed ones go; and the batches so far."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sealdesk.errors import SealDeskError
from sealdesk.gui.batch_desk import BatchDesk, Doing
from sealdesk.gui.batch_known import KnownForBatches, known_for_batches
from sealdesk.gui.batch_likely import likely_seal, names_in
from sealdesk.gui.batch_rule_fields import BatchRuleFields
from sealdesk.gui.batches_so_far import BatchesSoFar
from sealdesk.gui.labels import button, label, line
from sealdesk.gui.language import language, listed
from sealdesk.gui.notice import Notice
from sealdesk.gui.preferences import Preferences
from sealdesk.gui.session import Session
from sealdesk.service.batch_plan import BatchWish

_FORM_PX = 1040


class BatchSetup(QWidget):
    """Signals:
    trouble: What could not be read (`SealDeskError`).
    """

    trouble = Signal(object)

    def __init__(
        self, session: Session, preferences: Preferences, desk: BatchDesk, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._preferences, self._desk = session, preferences, desk
        self.by_folder = QRadioButton(self.tr("All PDFs of a folder"))
        self.by_requests = QRadioButton(self.tr("Approved requests"))
        self.by_folder.setChecked(True)
        self.folder = self._path_field(self.tr("Folder with the documents"))
        self.choose_folder = button(self.tr("Choose…"), "folder-open")
        self.requests = QListWidget()
        self.requests.setAccessibleName(self.tr("Approved requests"))
        self.requests.setMinimumHeight(140)
        self.seal = QComboBox()
        self.seal.setAccessibleName(self.tr("Seal"))
        self.asked = label("", "small", wrap=True)
        self._chosen_by_hand = False
        self._names: frozenset[str] = frozenset()
        self.output = self._path_field(self.tr("Folder for the sealed documents"))
        self.choose_output = button(self.tr("Choose…"), "folder-open")
        self.look = button(self.tr("Look through the documents"), "file-check")
        self.stop = button(self.tr("Stop"))
        self.missing = label("", "small", wrap=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progressed = label("", "small")
        self.notice = Notice()
        self.notice.hide()
        self._lay_out()
        self._connect()
        self._source_chosen()
        self._check()

    def _path_field(self, words: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(words)
        field.setPlaceholderText(self.tr("Choose a folder, or type its path"))
        return field

    def _lay_out(self) -> None:
        # Parents first: what moves to another parent later has its style worked out anew, and all in it.
        left = QWidget(self)
        left.setMaximumWidth(_FORM_PX)
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._form(left), 1)
        rows.addWidget(line())
        rows.addWidget(self._foot(left))
        self.so_far = BatchesSoFar(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(left, 3)
        layout.addWidget(self.so_far, 1)

    def _form(self, parent: QWidget) -> QWidget:
        scroll = QScrollArea(parent)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the field that has the focus
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(scroll.viewport())
        scroll.setWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addWidget(label(self.tr("New batch"), "heading"))
        words = self.tr(
            "Many documents get the same seal with one PIN. Each needs an approved request for its very bytes."
        )
        column.addWidget(label(words, "secondary", wrap=True))
        column.addSpacing(8)
        halves = QHBoxLayout()
        column.addLayout(halves)
        halves.setSpacing(32)
        halves.addLayout(self._what(), 1)
        self._where(halves, inside)
        column.addStretch(1)
        return scroll

    def _what(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(label(self.tr("Documents"), "section"))
        column.addWidget(self.by_folder)
        column.addLayout(_with(self.folder, self.choose_folder))
        column.addWidget(self.by_requests)
        column.addWidget(self.requests, 1)
        column.addSpacing(8)
        column.addWidget(label(self.tr("Sealed documents go to"), "section"))
        column.addLayout(_with(self.output, self.choose_output))
        column.addStretch(1)
        return column

    def _where(self, halves: QHBoxLayout, inside: QWidget) -> None:
        column = QVBoxLayout()
        halves.addLayout(column, 1)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Seal"), "section"))
        column.addWidget(self.seal)
        column.addWidget(self.asked)
        column.addSpacing(8)
        column.addWidget(label(self.tr("Where on each document"), "section"))
        self.rules = BatchRuleFields(inside)
        column.addWidget(self.rules)
        column.addStretch(1)

    def _foot(self, parent: QWidget) -> QWidget:
        foot = QWidget(parent)
        column = QVBoxLayout(foot)
        column.setContentsMargins(24, 10, 24, 12)
        column.setSpacing(8)
        column.addWidget(self.notice)
        column.addWidget(self.progress)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.missing, 1)
        row.addWidget(self.progressed, 1)
        row.addWidget(self.stop)
        row.addWidget(self.look)
        column.addLayout(row)
        return foot

    def _connect(self) -> None:
        self.by_folder.toggled.connect(lambda on: self._source_chosen())
        self.choose_folder.clicked.connect(lambda: self._choose(self.folder))
        self.choose_output.clicked.connect(lambda: self._choose(self.output))
        for field in (self.folder, self.output):
            field.textChanged.connect(lambda text: self._check())
        self.folder.textChanged.connect(self._look_into)
        self.seal.currentIndexChanged.connect(lambda at: self._seal_chosen())
        self.requests.itemChanged.connect(lambda item: self._check())
        self.rules.changed.connect(self._check)
        self.look.clicked.connect(self._plan)
        self.stop.clicked.connect(self._desk.give_up_planning)
        self.so_far.asked.connect(self._desk.open)
        self._session.tasks_changed.connect(self._offer_seal)
        self._desk.planned.connect(self._planned)
        self._desk.changed.connect(self._check)
        self._desk.trouble.connect(self._told)

    # What there is.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        (self.folder if self.by_folder.isChecked() else self.requests).setFocus()
        self.read()

    def read(self) -> None:
        """Read seals, requests and batches anew."""
        if self._session.has_workspace:
            self._session.desk.submit(
                known_for_batches, owner=self, done=self._show_known, failed=self.trouble.emit
            )

    def _show_known(self, known: KnownForBatches) -> None:
        chosen = self.seal.currentData()
        self.seal.blockSignals(True)
        self.seal.clear()
        for seal in known.seals:
            self.seal.addItem(
                f"{seal.name}（{seal.id}）" if language() == "zh" else f"{seal.name} ({seal.id})", seal.id
            )
        at = self.seal.findData(chosen)
        self.seal.setCurrentIndex(max(at, 0) if known.seals else -1)
        self.seal.blockSignals(False)
        self._chosen_by_hand = self._chosen_by_hand and at >= 0
        self.rules.show_templates(known.templates)
        self._offer_seal()
        self.so_far.show_records(known.batches)
        self._tell_troubles(known)
        self._check()

    def _tell_troubles(self, known: KnownForBatches) -> None:
        if known.troubled:
            heading = self.tr("Records of batches cannot be trusted")
            self.notice.say("warning", heading, "\n".join(known.troubled))
        elif known.templates_trouble is not None:
            self.notice.say_error(known.templates_trouble)

    def _seal_chosen(self) -> None:
        self._chosen_by_hand = True
        self._show_requests()

    def _look_into(self, folder: str) -> None:
        """The names in the folder tell which seal is most likely meant."""

        def done(names: frozenset[str]) -> None:
            self._names = names
            self._offer_seal()

        self._session.documents.submit(
            lambda progress: names_in(folder.strip()),
            owner=self,
            done=done,
            still_wanted=lambda: folder == self.folder.text(),
        )

    def _offer_seal(self) -> None:
        """Unless somebody chose one: the seal that most of the documents were approved for."""
        there = [str(self.seal.itemData(at)) for at in range(self.seal.count())]
        names = self._names if self.by_folder.isChecked() else frozenset()
        offered = likely_seal(self._session.tasks, there, names)
        if offered is not None and not self._chosen_by_hand:
            self.seal.blockSignals(True)
            self.seal.setCurrentIndex(there.index(offered))
            self.seal.blockSignals(False)
        self._show_requests()

    def _tell_asked(self) -> None:
        """How many approved requests the chosen seal has; where it has none, which seals have."""
        self.asked.setVisible(self.seal.currentData() is not None)
        count = sum(task.standing.request.seal_id == self.seal.currentData() for task in self._session.tasks)
        if count:
            words = self.tr("Approved requests for this seal: {count}").format(count=count)
        elif self._session.tasks:
            others = listed(dict.fromkeys(task.seal_name for task in self._session.tasks))
            words = self.tr("No approved request for this seal; there are some for: {seals}").format(
                seals=others
            )
        else:
            words = self.tr("There is no approved request; the applicant asks for one first.")
        self.asked.setText(words)

    def _show_requests(self) -> None:
        """The approved requests for the chosen seal; ticks stay where they were."""
        ticked = set(self._ticked())
        seal_id = self.seal.currentData()
        self.requests.blockSignals(True)
        self.requests.clear()
        for task in self._session.tasks:
            request = task.standing.request
            if request.seal_id != seal_id:
                continue
            item = QListWidgetItem(f"{request.document_name} · {task.applicant} · {request.id}")
            item.setData(Qt.ItemDataRole.UserRole, request.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = request.id in ticked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.requests.addItem(item)
        self.requests.blockSignals(False)
        self._tell_asked()
        self._check()

    def _ticked(self) -> tuple[str, ...]:
        items = (self.requests.item(at) for at in range(self.requests.count()))
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    # What is wanted.

    def _source_chosen(self) -> None:
        folder = self.by_folder.isChecked()
        self.folder.setVisible(folder)
        self.choose_folder.setVisible(folder)
        self.requests.setVisible(not folder)
        self._offer_seal()

    def _choose(self, field: QLineEdit) -> None:
        start = field.text() or str(self._preferences.folder)
        chosen = QFileDialog.getExistingDirectory(self, field.accessibleName(), start)
        if chosen:
            field.setText(chosen)

    def _lacking(self) -> str:
        """What is still missing, for the line beside the button."""
        if self.by_folder.isChecked() and not self.folder.text().strip():
            return self.tr("Still missing: the folder with the documents")
        if self.by_requests.isChecked() and not self._ticked():
            return self.tr("Still missing: at least one request")
        if self.seal.currentData() is None:
            return self.tr("Still missing: a seal that is in use")
        if not self.rules.rules():
            return self.tr("Still missing: the place on each document")
        if not self.output.text().strip():
            return self.tr("Still missing: the folder for the sealed documents")
        return ""

    def _check(self) -> None:
        planning = self._desk.doing is Doing.PLANNING
        lacking = self._lacking()
        self.missing.setText(lacking)
        self.missing.setVisible(not planning)
        self.look.setEnabled(not lacking and self._desk.doing is Doing.NOTHING)
        self.stop.setVisible(planning)
        for part in (self.progress, self.progressed):
            part.setVisible(planning)

    def wish(self) -> BatchWish:
        """What the fields say."""
        template = self.rules.template
        by_folder = self.by_folder.isChecked()
        return BatchWish(
            seal_id=str(self.seal.currentData()),
            rules=self.rules.rules(),
            output_dir=Path(self.output.text().strip()),
            folder=Path(self.folder.text().strip()) if by_folder else None,
            requests=() if by_folder else self._ticked(),
            template=template.name if template is not None else "",
            suffix=self.tr("-stamped"),
        )

    def _plan(self) -> None:
        self.notice.hide()
        self.progress.setRange(0, 0)
        self.progressed.setText("")
        self._desk.plan(self.wish())

    def _planned(self, done: int, count: int) -> None:
        self.progress.setRange(0, count)
        self.progress.setValue(done)
        self.progressed.setText(self.tr("{done} of {count} looked through").format(done=done, count=count))

    def _told(self, error: SealDeskError) -> None:
        if self.isVisible():
            self.notice.say_error(error)


def _with(field: QWidget, choose: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(field, 1)
    row.addWidget(choose)
    return row
