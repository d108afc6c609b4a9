"""The batches so far, newest first, beside the form for a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from sealdesk.gui import icons, palette
from sealdesk.gui.labels import label
from sealdesk.gui.language import language
from sealdesk.model.batch import BatchRecord, BatchResult, BatchStanding
from sealdesk.texts import name_of, time_text

_ROW_PX = 56
_ICONS = {
    BatchStanding.PLANNED: ("circle-dashed", "secondary"),
    BatchStanding.BEGUN: ("circle-pause", "warning"),
    BatchStanding.ENDED: ("circle-check", "good"),
}


class BatchesSoFar(QFrame):
    """Signals:
    asked: A batch is to be opened (its id).
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "right")
        self.batches = QListWidget(self)
        self.batches.setAccessibleName(self.tr("Batches so far"))
        self._none_yet = label(
            self.tr("No batch yet. Choose the documents, the seal and the place at the left."),
            "secondary",
            wrap=True,
        )
        self._none_yet.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Batches so far"), "section"))
        column.addWidget(self.batches, 1)
        column.addWidget(self._none_yet, 1)
        self.batches.hide()
        self.batches.itemActivated.connect(self._ask)
        self.batches.itemClicked.connect(self._ask)

    def show_records(self, records: Sequence[BatchRecord]) -> None:
        """Show these."""
        self.batches.clear()
        for record in records:
            item = QListWidgetItem(_icon(record.standing), _words(record))
            item.setData(Qt.ItemDataRole.UserRole, record.plan.id)
            item.setSizeHint(QSize(0, _ROW_PX))
            self.batches.addItem(item)
        self.batches.setVisible(bool(records))
        self._none_yet.setVisible(not records)

    def _ask(self, item: QListWidgetItem) -> None:
        self.asked.emit(str(item.data(Qt.ItemDataRole.UserRole)))


def _icon(standing: BatchStanding) -> QIcon:
    name, colour = _ICONS[standing]
    return icons.icon(name, getattr(palette.current(), colour), palette.current().disabled, 18)


def _words(record: BatchRecord) -> str:
    plan, tongue = record.plan, language()
    sealed = len(record.numbers(BatchResult.SEALED))
    standing = name_of(record.standing, tongue)
    return (
        f"{standing} · {sealed}/{len(plan.documents)} · {plan.seal_name}\n{time_text(plan.made)} · {plan.id}"
    )
