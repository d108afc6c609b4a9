"""The seals of this workspace (印章台账): the table of all, and everything about the chosen one beside it."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import IconLabel, button, frame, label
from sealdesk.gui.language import listed
from sealdesk.gui.notice import Notice
from sealdesk.gui.preferences import Preferences
from sealdesk.gui.seal_acts import SealActs
from sealdesk.gui.seal_details import SealDetailsPanel
from sealdesk.gui.seals_reading import SealDetails, read_details, read_lines
from sealdesk.gui.seals_table import NAME_COLUMN, SIZE_COLUMN, USES_COLUMN, SealLine, SealsTable
from sealdesk.gui.session import Session

_LEAST_NAME_PX = 128
_GIVE_WAY = (SIZE_COLUMN, USES_COLUMN)
"""Columns that are left out, in this order, where a small screen has no room for the names beside them."""

_HEADING_PX, _PADDING_PX, _ARROW_PX = 12, 9, 22
"""Size of a heading, what is around it, and its sorting arrow, as the style sheet has them."""

_COLUMNS, _WIDTHS = "seals.columns", "seals.widths"
_NARROW_PX = 1340
"""On a page narrower than this the details give the table some of their width."""


class _Names(QStyledItemDelegate):
    """Names of one organisation's seals begin alike: what is cut is their beginning."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideLeft


class SealsPage(QWidget):
    """Signals:
    trouble: What could not be done (`SealDeskError`).
    shown: The lines were read and are shown.
    described: The chosen seal's details were read and are shown.
    changed: A seal's life or custody went on: whoever shows seals, requests or the ledger reads anew.
    """

    trouble = Signal(object)
    shown = Signal()
    described = Signal()
    changed = Signal()

    def __init__(
        self, session: Session, preferences: Preferences, window: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._preferences = session, preferences
        self._asked = 0
        self._chosen = ""
        self.model = SealsTable(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(Qt.ItemDataRole.UserRole)
        self._sorted.setFilterKeyColumn(-1)
        self._sorted.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.table = QTableView()
        self.filter = QLineEdit()
        self.refresh = button(self.tr("Refresh"), "refresh-cw")
        self.apply = button(self.tr("Apply for a seal…"), "plus")
        self.count_seals = button(self.tr("Count…"), "clipboard-check")
        self.export = button(self.tr("Export…"), "download")
        self.notice = Notice()
        self.notice.hide()
        self.count = label("", "small")
        self.details = SealDetailsPanel()
        self.acts = SealActs(session, self, window)
        self._make_table()
        self._lay_out()
        self._connect()

    def _make_table(self) -> None:
        table = self.table
        table.setModel(self._sorted)
        table.setSortingEnabled(True)
        table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(36)
        table.setAccessibleName(self.tr("Seals"))
        table.setTabKeyNavigation(False)
        head = table.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        kept = self._preferences.columns(_COLUMNS)
        restored = kept is not None and head.restoreState(kept)
        self._own_widths = restored and self._preferences.columns(_WIDTHS) is not None
        self._fitting = False
        table.setItemDelegateForColumn(NAME_COLUMN, _Names(table))
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(False)
        head.setMinimumSectionSize(40)
        head.sectionResized.connect(lambda *_: self._resized())
        head.sectionMoved.connect(lambda *_: self._keep_columns())
        head.sortIndicatorChanged.connect(lambda *_: self._sorted_by())
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy)

    def _lay_out(self) -> None:
        self.filter.setPlaceholderText(self.tr("Filter"))
        self.filter.setAccessibleName(self.tr("Filter"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(240)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        left = QVBoxLayout()
        layout.addLayout(left, 1)
        left.setContentsMargins(16, 12, 16, 8)
        left.setSpacing(10)
        head = QHBoxLayout()
        left.addLayout(head)
        head.setSpacing(8)
        head.addWidget(self.filter, 1)
        head.addStretch(1)
        for part in (self.refresh, self.count_seals, self.export, self.apply):
            head.addWidget(part)
        left.addWidget(self.notice)
        middle = QWidget(self)
        self._stack = QStackedLayout(middle)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty(middle))
        left.addWidget(middle, 1)
        left.addWidget(self.count)
        layout.addWidget(self.details)

    def _empty(self, parent: QWidget) -> QWidget:
        ground = frame("desk", parent)
        layout = QVBoxLayout(ground)
        layout.setSpacing(10)
        self.first = button(self.tr("Apply for a seal…"), "plus")
        words = label(
            self.tr(
                "A seal begins with an application. It is approved, made, filed and issued; then its custodian "
                "puts it into use."
            ),
            "secondary",
            wrap=True,
        )
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setFixedWidth(420)
        layout.addStretch(1)
        for part in (
            IconLabel("stamp", "secondary", 48),
            label(self.tr("No seals yet"), "heading"),
            words,
            self.first,
        ):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        return ground

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._filter)
        self.refresh.clicked.connect(self.read)
        self.table.selectionModel().selectionChanged.connect(self._selection_changed)
        acts, details = self.acts, self.details
        self.apply.clicked.connect(acts.apply)
        self.first.clicked.connect(acts.apply)
        self.count_seals.clicked.connect(lambda: acts.count(self.lines()))
        self.export.clicked.connect(acts.export)
        details.step_asked.connect(lambda step: acts.step(self._shown_details(), step, self.lines()))
        details.handover_asked.connect(lambda: acts.hand_over(self._shown_details()))
        details.delegation_asked.connect(lambda: acts.delegate(self._shown_details()))
        details.end_asked.connect(lambda: acts.end_delegation(self._shown_details()))
        details.paper_asked.connect(acts.save_attachment)
        details.minutes_asked.connect(lambda entry_id: acts.save_minutes(self._shown_details(), entry_id))
        details.sheet_asked.connect(lambda: acts.test_sheet(self._shown_details()))
        details.picture_asked.connect(lambda: acts.take_picture(self._shown_details()))
        acts.done.connect(self._done)
        acts.said.connect(self.notice.say)
        acts.trouble.connect(self.notice.say_error)

    # Reading.

    def read(self) -> None:
        """Read all seals anew, and the chosen one with them."""
        self._session.desk.submit(read_lines, owner=self, done=self._show, failed=self._not_read)

    def _not_read(self, error: SealDeskError) -> None:
        self.notice.say_error(error)
        self.trouble.emit(error)

    def _show(self, lines: tuple[SealLine, ...]) -> None:
        chosen = self._chosen
        troubled = [line.life.application.name for line in lines if line.trouble]
        if troubled:
            words = self.tr("Choose it to see what is wrong; have the ledger checked.")
            heading = self.tr("Not in order: {seals}").format(seals=listed(troubled))
            self.notice.say("warning", heading, words)
        self.model.show_lines(lines)
        self._stack.setCurrentIndex(0 if lines else 1)
        self.details.setVisible(bool(lines))
        self.count_seals.setEnabled(bool(lines))
        self.export.setEnabled(bool(lines))
        self.apply.setVisible(bool(lines))
        self._count()
        self._fit_columns()
        self._chosen = ""
        self.choose(chosen or (lines[0].seal_id if lines else ""))
        self.shown.emit()

    def lines(self) -> tuple[SealLine, ...]:
        """All lines, whether the filter shows them or not."""
        return tuple(self.model.line(row) for row in range(self.model.rowCount()))

    def choose(self, seal_id: str) -> None:
        """Choose this seal's line, where it is shown."""
        row = self.model.row_of(seal_id)
        at = self._sorted.mapFromSource(self.model.index(row, 0)) if row >= 0 else None
        if at is None or not at.isValid():
            self.details.clear()
            return
        self.table.selectRow(at.row())
        self.table.scrollTo(at)

    def _selection_changed(self, chosen: QItemSelection, before: QItemSelection) -> None:
        rows = self.table.selectionModel().selectedRows()
        if len(rows) != 1:
            self._chosen = ""
            self._asked += 1
            self.details.clear()
            return
        seal_id = self.model.line(self._sorted.mapToSource(rows[0]).row()).seal_id
        self._chosen = seal_id
        self._describe(seal_id)

    def _describe(self, seal_id: str) -> None:
        self._asked += 1
        number = self._asked

        def done(details: SealDetails) -> None:
            if number == self._asked:
                row = self.model.row_of(seal_id)
                counted = self.model.counted_words(self.model.line(row)) if row >= 0 else ""
                self.details.show_details(details, counted)
                self.described.emit()

        def failed(error: SealDeskError) -> None:
            if number == self._asked:
                self.details.clear()
                self.notice.say_error(error)

        self._session.desk.submit(
            lambda desk: read_details(desk, seal_id),
            owner=self,
            done=done,
            failed=failed,
            still_wanted=lambda: number == self._asked,
        )

    def _shown_details(self) -> SealDetails:
        assert self.details.details is not None  # its buttons are there with it
        return self.details.details

    def _done(self, seal_id: str) -> None:
        """A step was taken: show how things stand now."""
        self._chosen = seal_id or self._chosen
        self.read()
        self.changed.emit()

    # The table.

    def _filter(self, text: str) -> None:
        self._sorted.setFilterFixedString(text)
        self._count()

    def _count(self) -> None:
        shown, all_ = self._sorted.rowCount(), self.model.rowCount()
        if shown == all_:
            self.count.setText(self.tr("{count} seals").format(count=all_))
        else:
            self.count.setText(self.tr("{shown} of {count} seals").format(shown=shown, count=all_))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.details.be_narrow(narrow=self.width() < _NARROW_PX)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Every column as wide as what it says, unless a person chose its width; the names take what is left."""
        head = self.table.horizontalHeader()
        self._fitting = True
        if not self._own_widths:
            for column in range(head.count()):
                head.resizeSection(column, self._wanted_px(column))
        for column in _GIVE_WAY:
            head.setSectionHidden(column, False)
        for column in _GIVE_WAY:
            if self._left_for_names() < _LEAST_NAME_PX and not self._own_widths:
                head.setSectionHidden(column, True)
        head.resizeSection(NAME_COLUMN, max(_LEAST_NAME_PX, self._left_for_names()))
        self._fitting = False

    def _wanted_px(self, column: int) -> int:
        """What the column's cells and its heading need, the heading with its arrow where it is sorted by."""
        head = self.table.horizontalHeader()
        heads = QFont(head.font())
        heads.setPixelSize(_HEADING_PX)
        heads.setWeight(QFont.Weight.DemiBold)
        words = QFontMetrics(heads).horizontalAdvance(self.model.heads[column])
        arrow = _ARROW_PX if head.sortIndicatorSection() == column else 0
        return max(self.table.sizeHintForColumn(column), words + 2 * _PADDING_PX + arrow)

    def _left_for_names(self) -> int:
        head = self.table.horizontalHeader()
        others = sum(head.sectionSize(at) for at in range(head.count()) if at != NAME_COLUMN)
        return self.table.viewport().width() - others

    def _resized(self) -> None:
        """A person made a column wider or narrower."""
        if not self._fitting:
            self._own_widths = True
            self._keep_columns()

    def _sorted_by(self) -> None:
        self._fit_columns()
        self._keep_columns()

    def _keep_columns(self) -> None:
        state = self.table.horizontalHeader().saveState()
        for what in (_COLUMNS, _WIDTHS) if self._own_widths else (_COLUMNS,):
            self._preferences.keep_columns(what, state)

    def _copy(self) -> None:
        head = self.table.horizontalHeader()
        columns = [head.logicalIndex(at) for at in range(head.count())]
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        lines = ["\t".join(str(self._sorted.index(row, column).data()) for column in columns) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))
