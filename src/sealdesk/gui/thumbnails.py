"""Small pictures of the pages; only those in sight are drawn."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sealdesk.geometry import PageFrame
from sealdesk.gui import palette
from sealdesk.gui.page_images import Kind, Turn, Wanted
from sealdesk.gui.session import Session

_PICTURE_PX = 120
_ROW_PX = _PICTURE_PX + 40
_KEPT = 400
_FRAME = Qt.ItemDataRole.UserRole
_IMAGE = Qt.ItemDataRole.UserRole + 1
_SEALED = Qt.ItemDataRole.UserRole + 2

AnyIndex = QModelIndex | QPersistentModelIndex


class _Pages(QAbstractListModel):
    """The pages of the open document."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._images: OrderedDict[int, QImage] = OrderedDict()

    def reset(self) -> None:
        self.beginResetModel()
        self._images.clear()
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        document = self._session.document
        return 0 if parent.isValid() or document is None else document.pages

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        document, page = self._session.document, index.row() + 1
        if document is None or not 1 <= page <= document.pages:
            return None
        return self._answer(page, role, document.preflight.frames[page - 1])

    def _answer(self, page: int, role: int, frame: PageFrame) -> object:
        placing = self._session.placing
        answers: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: str(page),
            Qt.ItemDataRole.AccessibleTextRole: self.tr("Page {number}").format(number=page),
            _FRAME: frame,
            _IMAGE: self._images.get(page),
            _SEALED: placing is not None and bool(placing.on_page(page)),
        }
        return answers.get(role)

    def has_image(self, page: int) -> bool:
        return page in self._images

    def take(self, page: int, image: QImage) -> None:
        self._images[page] = image
        while len(self._images) > _KEPT:
            self._images.popitem(last=False)
        index = self.index(page - 1)
        self.dataChanged.emit(index, index)


class Thumbnails(QListView):
    """Signals:
    page_chosen: A page to look at, from 1.
    """

    page_chosen = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pages = _Pages(session, self)
        self.setModel(self._pages)
        self.setItemDelegate(_ThumbnailDelegate(self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Pages"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(60)
        self._timer.timeout.connect(self._ask_visible)
        self.verticalScrollBar().valueChanged.connect(self._ask_soon)
        self.selectionModel().currentChanged.connect(self._chosen)
        session.document_changed.connect(self._document_changed)
        session.page_changed.connect(self._page_changed)
        session.places_changed.connect(self.viewport().update)
        session.images.opened.connect(self._ask_soon)
        session.images.ready.connect(self._take)
        self._document_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ask_soon()

    def _document_changed(self) -> None:
        self._pages.reset()
        if self._session.document is not None:
            self._page_changed(self._session.page)
        self._ask_soon()

    def _page_changed(self, page: int) -> None:
        index = self._pages.index(page - 1)
        if self.currentIndex() != index:
            self.setCurrentIndex(index)
        self.scrollTo(index)

    def _chosen(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            self.page_chosen.emit(current.row() + 1)

    def _ask_soon(self) -> None:
        self._timer.start()

    def _ask_visible(self) -> None:
        document = self._session.document
        if document is None:
            return
        first = self.indexAt(self.viewport().rect().topLeft()).row()
        if first < 0:
            return
        count = self.viewport().height() // _ROW_PX + 2
        missing = [
            page
            for page in range(first + 1, min(first + count, document.pages) + 1)
            if not self._pages.has_image(page)
        ]
        frames, ratio = document.preflight.frames, self.devicePixelRatioF()
        wanted = [Wanted(Kind.THUMBNAIL, page, _scale(frames[page - 1]) * ratio) for page in missing]
        self._session.images.ask(Turn.THUMBNAILS, wanted)

    def _take(self, wanted: Wanted, image: QImage) -> None:
        if wanted.kind is Kind.THUMBNAIL:
            self._pages.take(wanted.page, image)


def _scale(frame: PageFrame) -> float:
    return _PICTURE_PX / max(frame.width_mm, frame.height_mm, 1.0)


class _ThumbnailDelegate(QStyledItemDelegate):
    """A page's picture with its number below, and a red dot where a seal is placed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(_PICTURE_PX + 20, _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        colours = palette.current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, QColor(colours.chosen))
        frame: PageFrame = index.data(_FRAME)
        scale = _scale(frame)
        width, height = frame.width_mm * scale, frame.height_mm * scale
        x = rect.left() + (rect.width() - width) / 2
        y = rect.top() + 10 + (_PICTURE_PX - height) / 2
        picture = QRectF(round(x), round(y), round(width), round(height))
        edge = colours.accent if chosen else colours.edge
        painter.fillRect(picture.adjusted(-1, -1, 1, 1), QColor(edge))
        painter.fillRect(picture, QColor("#ffffff"))
        image = index.data(_IMAGE)
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(picture, image)
        font = QFont(painter.font())
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(QColor(colours.on_chosen if chosen else colours.secondary))
        below = QRect(rect.left(), rect.bottom() - 26, rect.width(), 20)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), index.data())
        if index.data(_SEALED):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.seal))
            painter.drawEllipse(QRectF(rect.center().x() + 16, rect.bottom() - 20, 8, 8))
