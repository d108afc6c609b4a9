"""A batch: its documents, what is looked at before, how far the sealing is, and what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sealdesk.gui.batch_desk import BatchDesk
from sealdesk.gui.batch_foot import BatchFoot
from sealdesk.gui.batch_looking import KEYS, BatchLooking
from sealdesk.gui.batch_preview import PreviewWorker
from sealdesk.gui.batch_table import BatchTable, Column, Shown, ShownDocuments
from sealdesk.gui.labels import ElidedLabel, button, label
from sealdesk.gui.language import language
from sealdesk.gui.preferences import Preferences
from sealdesk.model.batch import BatchStanding
from sealdesk.texts.placing_rule_words import rules_text

_COLUMNS = "batch.columns"
_ROW_PX = 48
_WIDTHS_PX = {Column.NUMBER: 52, Column.NAME: 190, Column.PAGES: 60, Column.STATE: 120}
_HALVES_PX = [840, 526]


class BatchWork(QWidget):
    """Signals:
    start_asked: Seal the documents, or go on.
    back_asked: Put the batch away, to the list of batches.
    """

    start_asked = Signal()
    back_asked = Signal()

    def __init__(
        self, desk: BatchDesk, preferences: Preferences, worker: PreviewWorker, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._preferences = desk, preferences
        self._looked_at_all = False
        self.seal = label("", "heading")
        self.rule = ElidedLabel("", "secondary")
        self.back = button(self.tr("All batches"), "chevron-left")
        self.drop = button(self.tr("Discard the plan"), "trash-2")
        self.filter = QComboBox()
        self.filter.setAccessibleName(self.tr("Which documents"))
        for shown, words in (
            (Shown.ALL, self.tr("All documents")),
            (Shown.TO_LOOK_AT, self.tr("Still to be looked at")),
            (Shown.FOUND, self.tr("With remarks")),
            (Shown.NOT_SEALED, self.tr("Not sealed")),
        ):
            self.filter.addItem(words, shown)
        self.count = label("", "small")
        self.model = BatchTable(self)
        self.sorted = ShownDocuments(self.model, self)
        self.table = QTableView()
        self.looking = BatchLooking(desk, worker)
        self.foot = BatchFoot(desk)
        self._make_table()
        self._lay_out()
        self._connect()

    def _make_table(self) -> None:
        table = self.table
        table.setModel(self.sorted)
        table.setSortingEnabled(True)
        table.sortByColumn(Column.NUMBER, Qt.SortOrder.AscendingOrder)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(True)  # two lines of a remark are seen at once
        table.setTabKeyNavigation(False)
        table.setAccessibleName(self.tr("Documents of the batch"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        head = table.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setStretchLastSection(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        kept = self._preferences.columns(_COLUMNS)
        if kept is None or not head.restoreState(kept):
            for column, width in _WIDTHS_PX.items():
                head.resizeSection(column, width)
        head.sectionResized.connect(lambda *_: self._preferences.keep_columns(_COLUMNS, head.saveState()))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = QHBoxLayout()
        layout.addLayout(head)
        head.setContentsMargins(16, 10, 16, 6)
        head.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.seal)
        words.addWidget(self.rule)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        head.addWidget(self.drop, 0, Qt.AlignmentFlag.AlignTop)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        left = QWidget(halves)
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 4, 8, 8)
        column.setSpacing(8)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.filter)
        line.addWidget(self.count, 1)
        column.addLayout(line)
        column.addWidget(self.table, 1)
        halves.setChildrenCollapsible(False)
        halves.addWidget(left)
        halves.addWidget(self.looking)
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        halves.setSizes(_HALVES_PX)
        self.halves = halves
        layout.addWidget(halves, 1)
        layout.addWidget(self.foot)

    def _connect(self) -> None:
        desk = self._desk
        self.back.clicked.connect(self.back_asked)
        self.drop.clicked.connect(desk.drop)
        self.filter.currentIndexChanged.connect(self._filter)
        self.table.selectionModel().currentRowChanged.connect(lambda now, before: self._chosen(now))
        self.looking.confirmed.connect(self._next)
        self.foot.start_asked.connect(self.start_asked)
        self.foot.again_asked.connect(self._again)
        self.foot.folder_asked.connect(self._open_folder)
        desk.opened.connect(self.show_batch)
        desk.changed.connect(self.refresh)
        desk.stepped.connect(self.refresh)
        for key in KEYS:
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.looking.enter)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy)

    def show_batch(self) -> None:
        """Show the batch on the desk: begin at the first document that is to be looked at."""
        batch = self._desk.batch
        self.filter.setCurrentIndex(0)
        self.looking.show_document(None)
        self.refresh()
        if batch is None:
            return
        plan = batch.record.plan
        self.seal.setText(plan.seal_name)
        rule = plan.template or rules_text(plan.rules, language())
        self.rule.set_whole(f"{rule} → {plan.documents[0].target.parent}")
        first = batch.record.unconfirmed or (1,)
        self.choose(first[0])
        self.table.setFocus()

    def refresh(self) -> None:
        """Show how the batch stands."""
        desk, batch = self._desk, self._desk.batch
        self.model.show_record(batch.record if batch else None, desk.outcomes, desk.at)
        self.foot.refresh()
        planned = batch is not None and batch.record.standing is BatchStanding.PLANNED
        self.drop.setVisible(planned and not desk.begun)
        self.drop.setEnabled(not desk.busy)
        self.back.setEnabled(not desk.busy)
        self._count()
        if desk.at is not None:
            self.choose(desk.at)
        if self._looked_at_all and self.foot.start.isEnabled():
            self._looked_at_all = False
            self.foot.start.setFocus()  # where the hand goes next; Enter does not press it

    def choose(self, number: int) -> None:
        """Choose this document's line, where it is shown."""
        at = self.sorted.mapFromSource(self.model.index(number - 1, 0))
        if at.isValid() and at.row() != self.table.currentIndex().row():
            self.table.selectRow(at.row())
            self.table.scrollTo(at)

    def _chosen(self, index: QModelIndex) -> None:
        busy = self._desk.busy  # pages are not drawn for every document that passes by
        if index.isValid() and not busy:
            self.looking.show_document(self.model.document(self.sorted.mapToSource(index).row()))

    def _next(self, number: int) -> None:
        """On to the next document that is to be looked at, behind this one or from the beginning."""
        batch = self._desk.batch
        if batch is None:
            return
        waiting = [one for one in batch.record.unconfirmed if one != number]
        behind = [one for one in waiting if one > number]
        if waiting:
            self.choose((behind or waiting)[0])
        self._looked_at_all = not waiting

    def _filter(self, at: int) -> None:
        self.sorted.show_only(Shown(at))
        self._count()

    def _count(self) -> None:
        shown, all_ = self.sorted.rowCount(), self.model.rowCount()
        words = self.tr("{count} documents") if shown == all_ else self.tr("{shown} of {count} documents")
        self.count.setText(words.format(shown=shown, count=all_))

    def _again(self) -> None:
        for number in self._desk.undecided:
            self._desk.try_again(number)
        self.start_asked.emit()

    def _open_folder(self) -> None:
        batch = self._desk.batch
        if batch is not None:
            folder: Path = batch.record.plan.documents[0].target.parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _copy(self) -> None:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        lines = ["\t".join(str(self.sorted.index(row, column).data()) for column in Column) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))
