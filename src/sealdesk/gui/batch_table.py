"""The documents of a batch as lines of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QWidget

from sealdesk.gui import icons, palette
from sealdesk.gui.labels import plain_tooltip
from sealdesk.gui.language import language
from sealdesk.model.batch import BatchOutcome, BatchRecord, BatchResult, PlannedDocument
from sealdesk.texts import name_of
from sealdesk.texts.batch_findings import finding_line, outcome_line

AnyIndex = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """A column of the table."""

    NUMBER = 0
    NAME = 1
    PAGES = 2
    STATE = 3
    FOUND = 4


class Shown(IntEnum):
    """Which documents the table shows."""

    ALL = 0
    TO_LOOK_AT = 1
    FOUND = 2
    NOT_SEALED = 3


_LOOKS = {
    BatchResult.WAITING: ("circle-dashed", "secondary"),
    BatchResult.SEALED: ("circle-check", "good"),
    BatchResult.FAILED: ("triangle-alert", "warning"),
    BatchResult.COUNTED: ("triangle-alert", "warning"),
    BatchResult.LEFT_OUT: ("circle-x", "secondary"),
}
_NOTHING = BatchOutcome(BatchResult.WAITING)


class BatchTable(QAbstractTableModel):
    """A batch's documents, in its order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record: BatchRecord | None = None
        self._outcomes: Mapping[int, BatchOutcome] = {}
        self._at: int | None = None
        self.heads = (
            self.tr("No."),
            self.tr("Document"),
            self.tr("Pages"),
            self.tr("State"),
            self.tr("Remarks"),
        )

    def show_record(
        self, record: BatchRecord | None, outcomes: Mapping[int, BatchOutcome], at: int | None
    ) -> None:
        """Show this batch, as it stands; `at`: the document that is being sealed."""
        before = (self._record, self._outcomes, self._at)
        same = self._record is not None and record is not None and self._record.plan == record.plan
        if not same:
            self.beginResetModel()
        self._record, self._outcomes, self._at = record, outcomes, at
        if not same:
            self.endResetModel()
            return
        for row in self._changed_since(*before):
            self.dataChanged.emit(self.index(row, Column.STATE), self.index(row, Column.FOUND))

    def _changed_since(
        self, record: BatchRecord | None, outcomes: Mapping[int, BatchOutcome], at: int | None
    ) -> Iterable[int]:
        """Rows that look otherwise now: told one by one, as the table sorts and filters what it is told."""
        now = self._record
        if now is None or record is None or now.standing is not record.standing:
            return range(self.rowCount())
        changed = {number for number in (at, self._at) if number is not None} if at != self._at else set()
        if outcomes is not self._outcomes:
            changed |= {
                number for number, one in self._outcomes.items() if outcomes.get(number, _NOTHING) != one
            }
        if now.confirmed is not record.confirmed:
            changed |= {
                number for number, said in now.confirmed.items() if record.confirmed.get(number) != said
            }
        return sorted(number - 1 for number in changed)

    def document(self, row: int) -> PlannedDocument:
        assert self._record is not None
        return self._record.plan.documents[row]

    def outcome(self, row: int) -> BatchOutcome:
        return self._outcomes.get(row + 1, _NOTHING)

    def to_look_at(self, row: int) -> bool:
        """Whether somebody still has to look at it."""
        record = self._record
        return record is not None and row + 1 in record.must_look and row + 1 not in record.confirmed

    def state(self, row: int) -> tuple[str, str, str]:
        """Icon, colour and words of how a document stands."""
        record, outcome, number = self._record, self.outcome(row), row + 1
        assert record is not None
        if number == self._at:
            return "stamp", "accent", self.tr("Being sealed")
        if outcome.result is BatchResult.WAITING and record.started is None:
            if self.to_look_at(row):
                return "eye", "warning", self.tr("To be looked at")
            if number in record.confirmed:
                return "circle-check", "secondary", self.tr("Confirmed")
        icon, colour = _LOOKS[outcome.result]
        return icon, colour, name_of(outcome.result, language())

    def remarks(self, row: int) -> str:
        """What was found about a document, or what came of it, in one line."""
        outcome = self.outcome(row)
        if outcome.result is BatchResult.SEALED:
            return outcome.stamped_name
        found = [finding_line(one, language()) for one in self.document(row).findings]
        if outcome.reason and not found:
            found.append(outcome_line(outcome, language()))
        return " ".join(found)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self._record is None else len(self._record.plan.documents)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = index.row(), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.UserRole:  # sorts
            return self._sorting(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(self._text(row, column))
        return self._look(row, column, role)

    def _look(self, row: int, column: Column, role: int) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (Column.NUMBER, Column.PAGES):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if column is not Column.STATE:
            return None
        icon, colour, _ = self.state(row)
        shown = getattr(palette.current(), colour)
        if role == Qt.ItemDataRole.DecorationRole:
            return icons.pixmap(icon, shown, 18)
        return QBrush(QColor(shown)) if role == Qt.ItemDataRole.ForegroundRole else None

    def _text(self, row: int, column: Column) -> str:
        document = self.document(row)
        if column is Column.NUMBER:
            return str(document.number)
        if column is Column.NAME:
            return document.name
        if column is Column.PAGES:
            return str(document.pages or "")
        return self.state(row)[2] if column is Column.STATE else self.remarks(row)

    def _sorting(self, row: int, column: Column) -> object:
        if column is Column.NUMBER:
            return row
        return self.document(row).pages if column is Column.PAGES else self._text(row, column)


class ShownDocuments(QSortFilterProxyModel):
    """The documents that a person wants to see."""

    def __init__(self, table: BatchTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._table, self._shown = table, Shown.ALL
        self.setSourceModel(table)
        self.setSortRole(Qt.ItemDataRole.UserRole)

    def show_only(self, shown: Shown) -> None:
        self._shown = shown
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: AnyIndex) -> bool:
        table = self._table
        if self._shown is Shown.TO_LOOK_AT:
            return table.to_look_at(row)
        if self._shown is Shown.FOUND:
            return bool(table.document(row).findings)
        return self._shown is Shown.ALL or table.outcome(row).result is not BatchResult.SEALED
