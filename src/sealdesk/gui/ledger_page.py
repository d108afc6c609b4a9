"""The usage ledger: every act with its outcome; checked and exported from here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sealdesk.errors import SealDeskError
from sealdesk.gui.labels import button, label, plain_tooltip
from sealdesk.gui.language import dated, language
from sealdesk.gui.notice import Notice
from sealdesk.gui.session import Session
from sealdesk.model.ledger import EntryKind, LedgerCheck, LedgerEntry
from sealdesk.service import read_ledger
from sealdesk.service.desk import Desk
from sealdesk.service.read_ledger import ExportFormat
from sealdesk.texts import name_of, reason_text, time_text

MOST_ROWS = 5000
_ACTS = (EntryKind.ACT_SEALED, EntryKind.ACT_FAILED, EntryKind.ACT_REFUSED)

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Line:
    """One row as people read it."""

    entry: LedgerEntry
    seal: str
    document: str
    applicant: str
    custodian: str
    reason: str


def read_lines(desk: Desk, *, acts_only: bool) -> tuple[Line, ...]:
    """The newest entries first, ids replaced by names; at most `MOST_ROWS`."""
    if acts_only:
        found = [entry for kind in _ACTS for entry in read_ledger.entries(desk, kind=kind, newest=MOST_ROWS)]
    else:
        found = list(read_ledger.entries(desk, newest=MOST_ROWS))
    found.sort(key=lambda entry: entry.index, reverse=True)
    return tuple(_Names(desk).line(entry) for entry in found[:MOST_ROWS])


class _Names:
    """Names behind the ids of entries, each looked up once."""

    def __init__(self, desk: Desk) -> None:
        self._people = desk.people_by_id
        made = read_ledger.entries(desk, kind=EntryKind.REQUEST_MADE)
        self._requests = {entry.body["request"]: entry.body for entry in made}
        states = read_ledger.entries(desk, kind=EntryKind.SEAL_STATE)
        self._seals = {entry.body["seal"]: str(entry.body.get("name", "")) for entry in states}

    def line(self, entry: LedgerEntry) -> Line:
        body = entry.body
        request = self._requests.get(body.get("request", ""), {})
        seal_id = str(body.get("seal", ""))
        asked_for = request.get("document", {})
        return Line(
            entry=entry,
            seal=self._seals.get(seal_id) or seal_id,
            # The copy the custodian works on is named by its digest; its request knows what people call it.
            document=str(asked_for.get("name") or body.get("document", {}).get("name", "")),
            applicant=self._person(request.get("person")),
            custodian=self._person(body.get("person")),
            reason=str(body.get("reason") or request.get("reason", "")),
        )

    def _person(self, person_id: object) -> str:
        person = self._people.get(str(person_id or ""))
        return person.name if person else str(person_id or "")


class LedgerTable(QAbstractTableModel):
    """The lines as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self.heads = (
            self.tr("No."),
            self.tr("Time"),
            self.tr("Entry"),
            self.tr("Seal"),
            self.tr("Document"),
            self.tr("Applicant"),
            self.tr("By"),
            self.tr("Reason"),
        )

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def line(self, row: int) -> Line:
        return self._lines[row]

    def row_of(self, entry_id: str) -> int:
        """Where this entry stands; -1 where it does not."""
        return next((row for row, line in enumerate(self._lines) if line.entry.entry_id == entry_id), -1)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.heads)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(line)[index.column()]
        if role == Qt.ItemDataRole.UserRole:  # sorts
            return line.entry.index if index.column() <= 1 else self._texts(line)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(self._texts(line)[index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 0:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        return None

    @staticmethod
    def _texts(line: Line) -> tuple[str, ...]:
        return (
            str(line.entry.index),
            time_text(line.entry.time),
            name_of(line.entry.kind, language()),
            line.seal,
            line.document,
            line.applicant,
            line.custodian,
            reason_text(line.reason, language()) if line.reason else "",
        )


class LedgerPage(QWidget):
    """Signals:
    trouble: What could not be done (`SealDeskError`).
    shown: Lines were read and are shown.
    """

    trouble = Signal(object)
    shown = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted = ""
        self._reads = 0
        self.model = LedgerTable(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(Qt.ItemDataRole.UserRole)
        self._sorted.setFilterKeyColumn(-1)
        self._sorted.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.table = QTableView()
        self.filter = QLineEdit()
        self.all_entries = QCheckBox(self.tr("All entries"))
        self.refresh = button(self.tr("Refresh"), "refresh-cw")
        self.check = button(self.tr("Check ledger"), "shield-check")
        self.export = button(self.tr("Export…"), "download")
        self.notice = Notice()
        self.notice.hide()
        self.count = label("", "small")
        self._make_table()
        self._lay_out()
        self.filter.textChanged.connect(self._filter)
        self.all_entries.toggled.connect(self.read)
        self.refresh.clicked.connect(self.read)
        self.check.clicked.connect(self.check_now)
        self.export.clicked.connect(self._choose_export)

    def _make_table(self) -> None:
        self.table.setModel(self._sorted)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(36)
        self.table.setAccessibleName(self.tr("Usage ledger"))
        self.table.setTabKeyNavigation(False)
        head = self.table.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((56, 160, 110, 200, 220, 90, 90, 160)):
            self.table.setColumnWidth(column, width)
        head.setSectionResizeMode(7, QHeaderView.ResizeMode.Stretch)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy)

    def _lay_out(self) -> None:
        self.filter.setPlaceholderText(self.tr("Filter"))
        self.filter.setAccessibleName(self.tr("Filter"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(280)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.filter, 1)
        head.addWidget(self.all_entries)
        head.addStretch(1)
        for part in (self.refresh, self.check, self.export):
            head.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 8)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.notice)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.count)

    def read(self) -> None:
        """Read the newest entries; of several readings under way only the last one is shown."""
        acts_only = not self.all_entries.isChecked()
        self._reads += 1
        this_read = self._reads

        def done(lines: tuple[Line, ...]) -> None:
            if this_read == self._reads:
                self._show(lines)

        self._session.desk.submit(
            lambda desk: read_lines(desk, acts_only=acts_only),
            owner=self,
            done=done,
            failed=self.trouble.emit,
        )

    def _show(self, lines: tuple[Line, ...]) -> None:
        # Who reads anew still looks at the same entry.
        wanted = self._wanted or self._chosen()
        self._wanted = ""
        self.model.show_lines(lines)
        self._count()
        self._choose(wanted)
        self.shown.emit()

    def want(self, entry_id: str) -> None:
        """Choose this entry when the entries are read next."""
        self._wanted = entry_id
        self.filter.clear()
        self.all_entries.setChecked(True)

    def _chosen(self) -> str:
        """The id of the one chosen entry; empty where none or several are."""
        rows = self.table.selectionModel().selectedRows()
        return (
            self.model.line(self._sorted.mapToSource(rows[0]).row()).entry.entry_id if len(rows) == 1 else ""
        )

    def _choose(self, entry_id: str) -> None:
        row = self.model.row_of(entry_id) if entry_id else -1
        at = self._sorted.mapFromSource(self.model.index(row, 0)).row() if row >= 0 else -1
        if at >= 0:
            self.table.selectRow(at)
            self.table.scrollTo(self._sorted.index(at, 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def _filter(self, text: str) -> None:
        self._sorted.setFilterFixedString(text)
        self._count()

    def _count(self) -> None:
        shown, all_ = self._sorted.rowCount(), self.model.rowCount()
        if all_ == 0:
            self.count.setText(self.tr("Nothing has been stamped here yet."))
        elif shown == all_:
            self.count.setText(self.tr("{count} entries").format(count=all_))
        else:
            self.count.setText(self.tr("{shown} of {count} entries").format(shown=shown, count=all_))

    def check_now(self) -> None:
        """Check the whole ledger; the answer stands above the table."""
        self.check.setEnabled(False)
        self.notice.say("neutral", self.tr("Checking the ledger…"))

        def failed(error: SealDeskError) -> None:
            self.check.setEnabled(True)
            self.notice.say_error(error)

        self._session.desk.submit(read_ledger.check, owner=self, done=self._checked, failed=failed)

    def _checked(self, result: LedgerCheck) -> None:
        self.check.setEnabled(True)
        if result.sound:
            self.notice.say(
                "good",
                self.tr("The ledger is sound: {count} entries, nothing edited or missing").format(
                    count=result.size
                ),
            )
            return
        lines = [
            f"{reason_text(one.code, language())}" + (f" (#{one.index})" if one.index is not None else "")
            for one in result.findings[:5]
        ]
        if len(result.findings) > len(lines):
            lines.append(self.tr("and {count} more").format(count=len(result.findings) - len(lines)))
        self.notice.say("bad", self.tr("The ledger does not hold. Tell the auditor."), "\n".join(lines))

    def _choose_export(self) -> None:
        csv, lines = "CSV (*.csv)", "JSON Lines (*.jsonl)"
        name = dated(self.tr("Usage ledger"))
        title = self.tr("Export the ledger")
        chosen, form = QFileDialog.getSaveFileName(self, title, f"{name}.csv", f"{csv};;{lines}")
        if chosen:
            wanted = ExportFormat.JSON_LINES if form == lines else ExportFormat.CSV
            path = Path(chosen)
            self.export_to(path if path.suffix else path.with_suffix(f".{wanted.value}"), wanted)

    def export_to(self, path: Path, form: ExportFormat) -> None:
        """Write the whole ledger to this file."""

        def done(count: int) -> None:
            self.notice.say("good", self.tr("{count} entries written").format(count=count), str(path))

        # Spreadsheets of this country open CSV in the local encoding unless a mark says UTF-8.
        self._session.desk.submit(
            lambda desk: read_ledger.export(desk, path, form, bom=True),
            owner=self,
            done=done,
            failed=self.notice.say_error,
        )

    def _copy(self) -> None:
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        columns = range(self._sorted.columnCount())
        lines = ["\t".join(str(self._sorted.index(row, column).data()) for column in columns) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))
