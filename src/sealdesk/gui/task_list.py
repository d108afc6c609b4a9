"""The approved requests that wait for their seal, oldest first."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sealdesk.gui import palette
from sealdesk.gui.labels import label, plain_tooltip
from sealdesk.gui.language import language
from sealdesk.gui.session import Session, Task
from sealdesk.texts import name_of

_TASK, _WAITED, _KIND = (Qt.ItemDataRole.UserRole + number for number in range(3))
_ROW_PX = 60
_BETWEEN_PX = 8
_LEAST_KIND_PX = 56
"""The document's name comes first: with less room than this beside it, its class is in the tooltip alone."""


class TaskList(QWidget):
    """Signals:
    chosen: A task to work on (`Task`).
    """

    chosen = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.list = _List()
        self.list.setItemDelegate(_TaskDelegate(self.list))
        self.list.setAccessibleName(self.tr("Approved requests"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked_item.connect(self._open)
        self._empty = label("", "secondary", wrap=True)
        self._empty.setContentsMargins(16, 8, 16, 8)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        session.tasks_changed.connect(self.show_tasks)
        session.request_changed.connect(self._mark_current)
        self.show_tasks()

    def show_tasks(self) -> None:
        """Show the tasks as the session knows them."""
        self.list.clear()
        for task in self._session.tasks:
            item = QListWidgetItem()
            item.setData(_TASK, task)
            request, words = task.standing.request, self.waiting_words(task)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                ", ".join(
                    (request.document_name, task.seal_name, task.applicant, self.kind_words(task), words)
                ),
            )
            item.setData(_WAITED, words)
            item.setData(_KIND, self.kind_words(task))
            told = (request.document_name, self.kind_words(task), task.seal_name, request.reason, request.id)
            item.setToolTip(plain_tooltip("\n".join(told)))
            self.list.addItem(item)
        if self._session.has_workspace:
            self._empty.setText(
                self.tr("No approved request is waiting. Documents can still be opened and verified.")
            )
        else:
            self._empty.setText(self.tr("Without a workspace there are no requests."))
        self._stack.setCurrentWidget(self.list if self._session.tasks else self._empty)
        self._mark_current()

    def waiting_words(self, task: Task) -> str:
        """How long it waits since it was approved, in days of the calendar here."""
        days = (datetime.now(UTC).astimezone().date() - task.since.astimezone().date()).days
        if days <= 0:
            return self.tr("today")
        return self.tr("1 day") if days == 1 else self.tr("{count} days").format(count=days)

    def kind_words(self, task: Task) -> str:
        """The document's class."""
        return name_of(task.standing.request.document_class, language())

    def open_next(self) -> None:
        """Open the oldest task; without one, say that there is none."""
        if self._session.tasks:
            self.chosen.emit(self._session.tasks[0])
        self.list.setFocus()

    def _mark_current(self) -> None:
        standing = self._session.standing
        for index in range(self.list.count()):
            item = self.list.item(index)
            task: Task = item.data(_TASK)
            if standing is not None and task.standing.request.id == standing.request.id:
                self.list.setCurrentItem(item)
                return
        self.list.setCurrentRow(-1)

    def _open(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_TASK))


class _List(QListWidget):
    """A list whose items open on a click or Enter, not on mere arrow keys."""

    clicked_item = Signal(object)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        item = self.itemAt(event.position().toPoint())
        if item is not None and event.button() is Qt.MouseButton.LeftButton:
            self.clicked_item.emit(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.clicked_item.emit(self.currentItem())
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn and self.count() and self.currentRow() < 0:
            self.setCurrentRow(0)
        return super().event(event)


class _TaskDelegate(QStyledItemDelegate):
    """Two lines: the document; its seal, who asked, its class, and how long it waits."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, _ROW_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colours = palette.current()
        task: Task = index.data(_TASK)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, QColor(colours.chosen))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(colours.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colours.hover))
        quiet = colours.on_chosen if chosen else colours.secondary
        text = QRect(rect.left() + 16, rect.top() + 9, rect.width() - 28, 22)
        name = task.standing.request.document_name
        named = _line(painter, text, name, colours.on_chosen if chosen else colours.text, 14)
        kind = text.adjusted(named + _BETWEEN_PX, 0, 0, 0)
        if kind.width() >= _LEAST_KIND_PX:
            _line_end(painter, kind, str(index.data(_KIND)), quiet)
        below = QRect(text.left(), text.top() + 22, rect.width() - 28, 18)
        waited = _line_end(painter, below, str(index.data(_WAITED)), quiet)
        below.setWidth(below.width() - waited - _BETWEEN_PX)
        words = f"{task.seal_short or task.seal_name} · {task.applicant}"
        _line(painter, below, words, quiet, 12)


def _line_end(painter: QPainter, where: QRect, text: str, colour: str) -> int:
    """A few words at the end of a line, cut where room is short; how wide they are."""
    font = QFont(painter.font())
    font.setPixelSize(12)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, where.width())
    painter.drawText(where, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), shown)
    return painter.fontMetrics().horizontalAdvance(shown)


def _line(painter: QPainter, where: QRect, text: str, colour: str, size_px: int) -> int:
    """One line, cut in its middle where room is short; how wide it is."""
    font = QFont(painter.font())
    font.setPixelSize(size_px)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    flat = " ".join(text.split())
    shown = painter.fontMetrics().elidedText(flat, Qt.TextElideMode.ElideMiddle, where.width())
    painter.drawText(where, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
    return painter.fontMetrics().horizontalAdvance(shown)
