"""The list of places where a keyword stands: page, words around it, a tick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from sealdesk.documents.text import TextHit
from sealdesk.gui import palette

_AnyIndex = QModelIndex | QPersistentModelIndex
_ROW_PX = 36
_PAGE_PX, _TICK_PX, _PAD_PX, _BOX_PX = 76, 30, 8, 16
_CHECKED = Qt.CheckState.Checked


class KeywordHits(QAbstractListModel):
    """Hits with ticks.

    Signals:
        ticked: Other hits are ticked, by hand.
    """

    ticked = Signal()
    HIT = Qt.ItemDataRole.UserRole

    def __init__(self) -> None:
        super().__init__()
        self.hits: tuple[TextHit, ...] = ()
        self._ticks: set[int] = set()

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if index.row() in self._ticks else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self.page_words(hit)}  {hit.before}{hit.text}{hit.after}"
        return hit if role == self.HIT else None

    def setData(self, index: _AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        on = Qt.CheckState(value) is Qt.CheckState.Checked
        (self._ticks.add if on else self._ticks.discard)(index.row())
        self.dataChanged.emit(index, index)
        self.ticked.emit()
        return True

    def flags(self, index: _AnyIndex) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsUserCheckable

    def page_words(self, hit: TextHit) -> str:
        return self.tr("Page {page}").format(page=hit.page)

    def show_hits(self, hits: Sequence[TextHit]) -> None:
        self.beginResetModel()
        self.hits, self._ticks = tuple(hits), set()
        self.endResetModel()

    def tick(self, chosen: Iterable[TextHit]) -> None:
        """Tick these and no others."""
        wanted = {id(hit) for hit in chosen}
        self._ticks = {row for row, hit in enumerate(self.hits) if id(hit) in wanted}
        if self.hits:
            self.dataChanged.emit(self.index(0), self.index(len(self.hits) - 1))

    def chosen(self) -> tuple[TextHit, ...]:
        return tuple(hit for row, hit in enumerate(self.hits) if row in self._ticks)


class HitList(QListView):
    """Shows them; the space bar ticks."""

    def __init__(self, model: KeywordHits) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(_HitDelegate(self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Places where the words stand"))
        self.setMinimumHeight(4 * _ROW_PX)


class _HitDelegate(QStyledItemDelegate):
    """Tick, page, and the line with the words themselves strong; what is too long is cut around them."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _AnyIndex) -> QSize:
        return QSize(200, _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        hit: TextHit = index.data(KeywordHits.HIT)
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        whole.text = ""
        whole.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        widget = option.widget
        style = widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, whole, painter, widget)
        rect: QRect = option.rect
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        colours = palette.current()
        text_colour = QColor(colours.on_chosen if chosen else colours.text)
        model = index.model()
        assert isinstance(model, KeywordHits)
        _paint_tick(painter, _tick_rect(rect), on=index.data(Qt.ItemDataRole.CheckStateRole) is _CHECKED)
        page = QRect(rect.left() + _TICK_PX, rect.top(), _PAGE_PX, rect.height())
        painter.setPen(text_colour if chosen else QColor(colours.secondary))
        painter.drawText(page, Qt.AlignmentFlag.AlignVCenter, model.page_words(hit))
        left = page.right() + _PAD_PX
        room = QRect(left, rect.top(), rect.right() - left - _PAD_PX, rect.height())
        _paint_words(painter, room, hit, text_colour)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _AnyIndex
    ) -> bool:
        """A click on the tick, or the space bar, ticks."""
        on_tick = (
            isinstance(event, QMouseEvent)
            and event.type() is QEvent.Type.MouseButtonRelease
            and event.position().x() < option.rect.left() + _TICK_PX
        )
        by_key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if not (on_tick or by_key):
            return False
        on = index.data(Qt.ItemDataRole.CheckStateRole) is not _CHECKED
        state = _CHECKED if on else Qt.CheckState.Unchecked
        return bool(model.setData(index, state, Qt.ItemDataRole.CheckStateRole))


def _tick_rect(row: QRect) -> QRect:
    return QRect(row.left() + 6, row.top() + (row.height() - _BOX_PX) // 2, _BOX_PX, _BOX_PX)


def _paint_tick(painter: QPainter, box: QRect, *, on: bool) -> None:
    """As the window's check boxes, which style sheets draw outside of lists alone."""
    colours = palette.current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.accent if on else colours.edge), 1))
    painter.setBrush(QColor(colours.accent if on else colours.field))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if on:
        painter.setPen(QPen(QColor(colours.on_accent), 2))
        x, y = box.left(), box.top()
        painter.drawPolyline([QPointF(x + 4, y + 8.5), QPointF(x + 7, y + 11.5), QPointF(x + 12.5, y + 5)])
    painter.restore()


def _paint_words(painter: QPainter, room: QRect, hit: TextHit, colour: QColor) -> None:
    strong = QFont(painter.font())
    strong.setWeight(QFont.Weight.Bold)
    plain, bold = painter.fontMetrics(), QFontMetrics(strong)
    text = bold.elidedText(hit.text, Qt.TextElideMode.ElideRight, room.width())
    rest = max(0, room.width() - bold.horizontalAdvance(text))
    before = plain.elidedText(hit.before, Qt.TextElideMode.ElideLeft, rest // 2)
    after = plain.elidedText(hit.after, Qt.TextElideMode.ElideRight, rest - plain.horizontalAdvance(before))
    painter.setPen(colour)
    x = room.left()
    for words, font, metrics in (
        (before, painter.font(), plain),
        (text, strong, bold),
        (after, painter.font(), plain),
    ):
        kept = QFont(painter.font())
        painter.setFont(font)
        painter.drawText(x, room.top(), room.width(), room.height(), Qt.AlignmentFlag.AlignVCenter, words)
        painter.setFont(kept)
        x += metrics.horizontalAdvance(words)
