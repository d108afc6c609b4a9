"""Small pictures of the pages; only those in sight are drawn."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sealdesk.geometry import PageFrame, Rect
from sealdesk.gui import palette
from sealdesk.gui.page_images import Kind, Turn, Wanted
from sealdesk.gui.session import Session

_PICTURE_PX = 120
_ROW_PX = _PICTURE_PX + 40
_KEPT = 200
_SMALLEST_RING_PX = 7.0
_FRAME = Qt.ItemDataRole.UserRole
_IMAGE = Qt.ItemDataRole.UserRole + 1
_STAMPS = Qt.ItemDataRole.UserRole + 2

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
        if role == Qt.ItemDataRole.DisplayRole:
            return str(page)
        if role == _FRAME:
            return frame
        if role == _IMAGE:
            return self._images.get(page)
        if role == _STAMPS:
            return self._stamps(page)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._words(page)
        return None

    def _stamps(self, page: int) -> tuple[Rect, ...]:
        placing = self._session.placing
        return () if placing is None else tuple(stamp.box.bounds_mm for _, stamp in placing.on_page(page))

    def _words(self, page: int) -> str:
        count = len(self._stamps(page))
        if count == 0:
            return self.tr("Page {number}").format(number=page)
        return self.tr("Page {number}, seals: {count}").format(number=page, count=count)

    def has_image(self, page: int) -> bool:
        return page in self._images

    def take(self, page: int, image: QImage) -> None:
        """Keep a picture. The view repaints the row itself: told by the model it would lay out all of them anew."""
        self._images[page] = image
        while len(self._images) > _KEPT:
            self._images.popitem(last=False)


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
            self.viewport().update(self.visualRect(self._pages.index(wanted.page - 1)))


def _scale(frame: PageFrame) -> float:
    return _PICTURE_PX / max(frame.width_mm, frame.height_mm, 1.0)


class _ThumbnailDelegate(QStyledItemDelegate):
    """A page's picture with the seals on it and its number below; the current page's number stands in a plate."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(_PICTURE_PX + 20, _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, QColor(palette.current().chosen))
        frame: PageFrame = index.data(_FRAME)
        picture = _picture_place(rect, frame)
        _paint_picture(painter, picture, index.data(_IMAGE), chosen=chosen)
        for stamp in index.data(_STAMPS):
            _paint_stamp(painter, picture, frame, stamp)
        _paint_number(painter, rect, index.data(), chosen=chosen)


def _picture_place(row: QRect, frame: PageFrame) -> QRectF:
    scale = _scale(frame)
    width, height = max(2.0, frame.width_mm * scale), max(2.0, frame.height_mm * scale)
    x = row.left() + (row.width() - width) / 2
    y = row.top() + 10 + (_PICTURE_PX - height) / 2
    return QRectF(round(x), round(y), round(width), round(height))


def _paint_picture(painter: QPainter, place: QRectF, image: QImage | None, *, chosen: bool) -> None:
    colours = palette.current()
    edge = 2 if chosen else 1
    painter.fillRect(
        place.adjusted(-edge, -edge, edge, edge), QColor(colours.accent if chosen else colours.edge)
    )
    painter.fillRect(place, QColor("#ffffff"))
    if image is not None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)


def _paint_stamp(painter: QPainter, page: QRectF, frame: PageFrame, stamp: Rect) -> None:
    """A seal as a red ring where it lies, large enough to be seen."""
    k = page.width() / max(1.0, frame.width_mm)
    middle = QPointF(page.x() + (stamp.x0 + stamp.x1) / 2 * k, page.y() + (stamp.y0 + stamp.y1) / 2 * k)
    width, height = max(_SMALLEST_RING_PX, stamp.width * k), max(_SMALLEST_RING_PX, stamp.height * k)
    red = QColor(palette.LIGHT.seal)  # on paper, in every theme
    ground = QColor(red)
    ground.setAlpha(40)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(page)
    painter.setPen(QPen(red, 1.6))
    painter.setBrush(ground)
    painter.drawEllipse(middle, width / 2, height / 2)
    painter.restore()


def _paint_number(painter: QPainter, row: QRect, number: str, *, chosen: bool) -> None:
    colours = palette.current()
    font = QFont(painter.font())
    font.setPixelSize(12)
    font.setBold(chosen)
    painter.save()
    painter.setFont(font)
    below = QRectF(row.left(), row.bottom() - 26, row.width(), 20)
    if chosen:
        width = painter.fontMetrics().horizontalAdvance(number) + 16
        plate = QRectF(below.center().x() - width / 2, below.y(), width, below.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(plate, 10, 10)
    painter.setPen(QColor(colours.on_accent if chosen else colours.secondary))
    painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), number)
    painter.restore()
