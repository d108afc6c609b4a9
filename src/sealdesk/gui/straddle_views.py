"""A straddle seal to look at: the fanned pile with the seal whole, and each page with its strip."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent, QPen, QResizeEvent, QTransform
from PySide6.QtWidgets import (
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sealdesk.geometry import PageFrame, Rect
from sealdesk.gui import palette
from sealdesk.gui.page_images import Kind, Turn, Wanted
from sealdesk.gui.seal_painting import paint_stamp
from sealdesk.gui.session import Session
from sealdesk.model.placement import UPRIGHT_EDGES, Edge, StraddlePlacement
from sealdesk.model.seal import Seal
from sealdesk.service.straddle_preview import AssembledSeal, FannedSheet, strip_width_mm

_PAPER = QColor("#ffffff")
_PAPER_EDGE = QColor(90, 98, 108, 110)
_SHADE = QColor(20, 24, 30, 20)
_SHOWN_PAPER_MM = 26.0
"""How much of the topmost sheet is shown beside the seal."""
_AROUND_MM = 7.0
_NUMBER_PX = 12
_PAGE_PX = 112
_CELL_W, _CELL_H = 112, _PAGE_PX + 46
_BRACKET_PX = 3
_KEPT = 200
_INK_PX = 48
"""Enough for a seal on a page this small."""

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Inked:
    """The seal as it may be shown now: its picture while the vault is open, else its outline."""

    seal: Seal
    image: QImage | None

    def scaled(self, width_px: float) -> Inked:
        """The picture no larger than it is drawn: Qt's painter leaves out pixels where it shrinks much."""
        if self.image is None or self.image.width() <= width_px:
            return self
        mode = Qt.TransformationMode.SmoothTransformation
        return Inked(self.seal, self.image.scaledToWidth(max(1, round(width_px)), mode))


class FanView(QWidget):
    """The sheets of one group, fanned out with the first page on top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(360, 230)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("The seal put together"))
        self._inked: Inked | None = None
        self._pile: AssembledSeal | None = None
        self._edge = Edge.RIGHT
        self._page = 0

    def show_ink(self, inked: Inked) -> None:
        self._inked = inked
        self.update()

    def show_pile(self, pile: AssembledSeal | None, edge: Edge, page: int) -> None:
        """Show this group; `page` is the one to point out. None shows bare ground."""
        self._pile, self._edge, self._page = pile, edge, page
        self.update()

    @property
    def pile(self) -> AssembledSeal | None:
        return self._pile

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.current().desk))
        if self._pile is None or self._inked is None:
            return
        to_screen = self._to_screen(self._pile)
        inked = self._inked.scaled(self._pile.width_mm * to_screen.m11() * self.devicePixelRatioF())
        for sheet in reversed(self._pile.sheets):
            _paint_sheet(painter, sheet, inked, to_screen)
        self._paint_numbers(painter, to_screen)
        for sheet in self._pile.sheets:
            if sheet.page == self._page:
                painter.setPen(QPen(QColor(palette.LIGHT.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(to_screen.mapRect(_q(sheet.strip_mm)).adjusted(0, -3, 0, 3))

    def _to_screen(self, pile: AssembledSeal) -> QTransform:
        """From the seal's millimetres to this widget's pixels, with room for paper on the side it comes from."""
        left, top, right, bottom = (_AROUND_MM,) * 4
        if self._edge is Edge.RIGHT:
            left = _SHOWN_PAPER_MM
        elif self._edge is Edge.LEFT:
            right = _SHOWN_PAPER_MM
        elif self._edge is Edge.TOP:
            bottom = _SHOWN_PAPER_MM
        else:
            top = _SHOWN_PAPER_MM
        width, height = pile.width_mm + left + right, pile.height_mm + top + bottom
        scale = min(self.width() / width, self.height() / height)
        x = (self.width() - width * scale) / 2 + left * scale
        y = (self.height() - height * scale) / 2 + top * scale
        return QTransform(scale, 0, 0, scale, x, y)

    def _paint_numbers(self, painter: QPainter, to_screen: QTransform) -> None:
        """Page numbers beside the strips; where there is no room for all, of the first and the last."""
        assert self._pile is not None
        painter.setFont(_small(painter))
        painter.setPen(QColor(palette.LIGHT.secondary))
        upright = self._edge in UPRIGHT_EDGES
        places = [(sheet.page, to_screen.mapRect(_q(sheet.strip_mm))) for sheet in self._pile.sheets]
        room = painter.fontMetrics().horizontalAdvance(str(self._pile.sheets[-1].page)) + 4
        if any(
            (room > strip.width()) if upright else (strip.height() < _NUMBER_PX + 2) for _, strip in places
        ):
            places = [places[0], places[-1]]
        for page, strip in places:
            if upright:
                where = QRectF(strip.center().x() - 30, strip.bottom() + 4, 60, _NUMBER_PX + 6)
                painter.drawText(where, Qt.AlignmentFlag.AlignCenter, str(page))
            else:
                where = QRectF(strip.right() + 6, strip.center().y() - 10, 60, 20)
                painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(page))


def _paint_sheet(painter: QPainter, sheet: FannedSheet, inked: Inked, to_screen: QTransform) -> None:
    paper = to_screen.mapRect(_q(sheet.paper_mm))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(paper.adjusted(-2, -2, 2, 2), _SHADE)
    painter.fillRect(paper, _PAPER)
    on_page = QTransform.fromTranslate(sheet.paper_mm.x0, sheet.paper_mm.y0) * to_screen
    paint_stamp(painter, sheet.stamp, inked.seal, inked.image, QColor(palette.current().seal), on_page)
    painter.setPen(QPen(_PAPER_EDGE, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(paper)


class _Sheets(QAbstractListModel):
    """The pages that carry a strip, in order."""

    SHEET = Qt.ItemDataRole.UserRole
    IMAGE = Qt.ItemDataRole.UserRole + 1

    def __init__(self, words: Callable[[FannedSheet], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self._sheets: tuple[FannedSheet, ...] = ()
        self._images: OrderedDict[int, QImage] = OrderedDict()

    def show(self, sheets: Sequence[FannedSheet]) -> None:
        """Show these sheets; while they are as many as before, what is chosen and in sight stays."""
        if len(sheets) == len(self._sheets):
            self._sheets = tuple(sheets)
            if sheets:
                self.dataChanged.emit(self.index(0), self.index(len(sheets) - 1))
            return
        self.beginResetModel()
        self._sheets = tuple(sheets)
        self.endResetModel()

    def sheet(self, row: int) -> FannedSheet | None:
        return self._sheets[row] if 0 <= row < len(self._sheets) else None

    def row_of(self, page: int) -> int:
        return next((row for row, sheet in enumerate(self._sheets) if sheet.page == page), -1)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._sheets)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        sheet = self.sheet(index.row())
        if sheet is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(sheet)
        return {self.SHEET: sheet, self.IMAGE: self._images.get(sheet.page)}.get(Qt.ItemDataRole(role))

    def has_image(self, page: int) -> bool:
        return page in self._images

    def take(self, page: int, image: QImage) -> None:
        self._images[page] = image
        while len(self._images) > _KEPT:
            self._images.popitem(last=False)
        row = self.row_of(page)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))


class StripPages(QListView):
    """Small pictures of the pages in a row, each with its strip.

    Signals:
        page_chosen: A page to point out, from 1.
    """

    page_chosen = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._placement: StraddlePlacement | None = None
        self.inked: Inked | None = None
        self._sheets = _Sheets(self._words, self)
        self.setModel(self._sheets)
        self.setItemDelegate(_StripDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(_CELL_H + 16)
        self.setAccessibleName(self.tr("Pages with their strips"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(60)
        self._timer.timeout.connect(self._ask_visible)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self._timer.start())
        self.selectionModel().currentChanged.connect(self._chosen)
        session.images.ready.connect(self._take)

    def show_ink(self, inked: Inked) -> None:
        self.inked = inked.scaled(_INK_PX * self.devicePixelRatioF())
        self.viewport().update()

    def show_seals(self, placement: StraddlePlacement | None, seals: Sequence[AssembledSeal]) -> None:
        """Show the strips of these groups, one page after the other; no groups show nothing."""
        self._placement = placement
        self._sheets.show(tuple(sheet for seal in seals for sheet in seal.sheets))
        self.viewport().update()
        self._timer.start()

    def choose(self, page: int) -> None:
        row = self._sheets.row_of(page)
        if row >= 0 and self.currentIndex().row() != row:
            self.setCurrentIndex(self._sheets.index(row))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start()

    @property
    def edge(self) -> Edge:
        return self._placement.edge if self._placement else Edge.RIGHT

    def frame_of(self, page: int) -> PageFrame | None:
        document = self._session.document
        return document.preflight.frames[page - 1] if document and page <= document.pages else None

    def _words(self, sheet: FannedSheet) -> str:
        assert self._placement is not None
        width = strip_width_mm(self._placement, sheet.stamp)
        return self.tr("Page {page}\n{width} mm").format(page=sheet.page, width=f"{width:.1f}")

    def _chosen(self, current: QModelIndex, previous: QModelIndex) -> None:
        sheet = self._sheets.sheet(current.row())
        if sheet is not None:
            self.page_chosen.emit(sheet.page)

    def _ask_visible(self) -> None:
        first = max(0, self.indexAt(QPoint(8, 8)).row())
        wanted = []
        for row in range(first, first + self.viewport().width() // _CELL_W + 2):
            sheet = self._sheets.sheet(row)
            frame = self.frame_of(sheet.page) if sheet else None
            if sheet and frame and not self._sheets.has_image(sheet.page):
                wanted.append(Wanted(Kind.THUMBNAIL, sheet.page, scale_of(frame) * self.devicePixelRatioF()))
        if wanted:
            self._session.images.ask(Turn.NEAR, wanted)

    def _take(self, wanted: Wanted, image: QImage) -> None:
        if wanted.kind is Kind.THUMBNAIL:
            self._sheets.take(wanted.page, image)


class _StripDelegate(QStyledItemDelegate):
    """A page with its strip at scale, a bracket beside it so that thin strips are found, number and width below."""

    def __init__(self, view: StripPages) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(_CELL_W, _CELL_H)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        colours = palette.current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, QColor(colours.chosen))
        sheet: FannedSheet = index.data(_Sheets.SHEET)
        frame = self._view.frame_of(sheet.page)
        if frame is not None:
            self._paint_page(painter, rect, sheet, frame, index.data(_Sheets.IMAGE))
        painter.setFont(_small(painter))
        painter.setPen(QColor(colours.on_chosen if chosen else colours.secondary))
        below = QRect(rect.left(), rect.bottom() - 36, rect.width(), 34)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), index.data())
        painter.restore()

    def _paint_page(
        self, painter: QPainter, rect: QRect, sheet: FannedSheet, frame: PageFrame, image: QImage | None
    ) -> None:
        colours, inked = palette.current(), self._view.inked
        scale = scale_of(frame)
        width, height = frame.width_mm * scale, frame.height_mm * scale
        place = QPointF(
            round(rect.left() + (rect.width() - width) / 2), round(rect.top() + 8 + (_PAGE_PX - height) / 2)
        )
        page = QRectF(place.x(), place.y(), round(width), round(height))
        painter.fillRect(page.adjusted(-1, -1, 1, 1), QColor(colours.edge))
        painter.fillRect(page, _PAPER)
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(page, image)
        to_screen = QTransform(scale, 0, 0, scale, place.x(), place.y())
        if inked is not None:
            paint_stamp(painter, sheet.stamp, inked.seal, inked.image, QColor(colours.seal), to_screen)
        strip = to_screen.mapRect(_q(sheet.stamp.box.bounds_mm))
        painter.fillRect(_beside(strip, page, self._view.edge), QColor(colours.seal))


def scale_of(frame: PageFrame) -> float:
    """Pixels of a small page for one millimetre."""
    return min(_PAGE_PX / max(frame.height_mm, 1.0), (_CELL_W - 24) / max(frame.width_mm, 1.0))


def _beside(strip: QRectF, page: QRectF, edge: Edge) -> QRectF:
    """A bar outside the page along the edge that the strip lies on."""
    away = 3
    if edge in UPRIGHT_EDGES:
        x = page.right() + away if edge is Edge.RIGHT else page.left() - away - _BRACKET_PX
        return QRectF(x, strip.top(), _BRACKET_PX, strip.height())
    y = page.bottom() + away if edge is Edge.BOTTOM else page.top() - away - _BRACKET_PX
    return QRectF(strip.left(), y, strip.width(), _BRACKET_PX)


def _small(painter: QPainter) -> QFont:
    font = QFont(painter.font())
    font.setPixelSize(_NUMBER_PX)
    return font


def _q(rect: Rect) -> QRectF:
    return QRectF(rect.x0, rect.y0, rect.width, rect.height)
