"""Painting the pages on the canvas from what pictures there are: tiles, coarse ones, or white paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from sealdesk.geometry import PageFrame, Rect
from sealdesk.gui.page_tiles import PageTiles, coarse, tiles_within
from sealdesk.gui.palette import Colours

_PAPER, _PRINT = QColor("#ffffff"), QColor("#1d2126")
_FOUND, _FOUND_NOW = QColor("#ffe27a"), QColor("#ffb84d")
_WORDS = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class PagePlace:
    """A page on the screen.

    Attributes:
        where: In viewport pixels; its corners lie on device pixels.
        seen_mm: The visible part.
    """

    page: int
    frame: PageFrame
    where: QRectF
    seen_mm: Rect
    pixels_per_mm: float

    def area(self, part_mm: Rect) -> QRectF:
        """A part of the page, in viewport pixels."""
        k = self.pixels_per_mm
        return QRectF(
            self.where.x() + part_mm.x0 * k,
            self.where.y() + part_mm.y0 * k,
            part_mm.width * k,
            part_mm.height * k,
        )


def paint_page(
    painter: QPainter, place: PagePlace, tiles: PageTiles, scales: Sequence[float], colours: Colours
) -> None:
    """Paint a page's paper and what is drawn of it.

    Args:
        scales: Device pixels per mm: the present one, then one of before, whose tiles do until the present ones come.
    """
    _paint_edge(painter, place.where, QColor(colours.edge))
    present = tiles_within(place.page, place.frame, scales[0], place.seen_mm)
    found = [(tile, tiles.tiles.get(tile)) for tile in present]
    if any(picture is None for _, picture in found):
        painter.fillRect(place.where, _PAPER)
        _paint_for_now(painter, place, tiles, scales[1:])
    for tile, picture in found:
        if picture is not None and tile.clip_mm is not None:
            painter.drawImage(_on_device(painter, place.area(tile.clip_mm).topLeft()), picture)


def _paint_edge(painter: QPainter, where: QRectF, colour: QColor) -> None:
    """A line around the page; what the tiles cover is not painted twice."""
    left, top, width, height = where.x(), where.y(), where.width(), where.height()
    painter.fillRect(QRectF(left - 1, top - 1, width + 2, 1), colour)
    painter.fillRect(QRectF(left - 1, top + height, width + 2, 1), colour)
    painter.fillRect(QRectF(left - 1, top, 1, height), colour)
    painter.fillRect(QRectF(left + width, top, 1, height), colour)


def paint_found(painter: QPainter, place: PagePlace, found: Sequence[Rect], now: Rect | None) -> None:
    """Mark what was found on the page; the one looked at has an outline besides its stronger colour."""
    painter.save()
    for part in found:
        area = place.area(part).adjusted(-2, -1, 2, 1)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(area, _FOUND_NOW if part == now else _FOUND)
        if part == now:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.setPen(QPen(_PRINT, 2))
            painter.drawRect(area.adjusted(-1, -1, 1, 1))
    painter.restore()


def paint_trouble(painter: QPainter, place: PagePlace, words: str) -> None:
    """Say on the page why it is not drawn."""
    painter.setPen(_PRINT)
    painter.drawText(place.where.adjusted(24, min(96, place.where.height() / 4), -24, -24), _WORDS, words)


def _paint_for_now(painter: QPainter, place: PagePlace, tiles: PageTiles, scales: Sequence[float]) -> None:
    """Stretch what there is: nothing is computed here but pixels, and it is not for long."""
    quick = tiles.coarse.get(coarse(place.page, place.frame))
    if quick is not None:
        _stretch(painter, place.where, quick, place)
    for scale in scales:
        for tile in tiles_within(place.page, place.frame, scale, place.seen_mm):
            picture = tiles.tiles.get(tile)
            if picture is not None and tile.clip_mm is not None:
                painter.drawImage(place.area(tile.clip_mm), picture)


def _stretch(painter: QPainter, whole: QRectF, picture: QImage, place: PagePlace) -> None:
    """The picture over the whole page, but only the visible part of it: Qt would reckon with all."""
    seen = place.area(place.seen_mm)
    k = picture.width() / whole.width()
    part = QRectF((seen.x() - whole.x()) * k, (seen.y() - whole.y()) * k, seen.width() * k, seen.height() * k)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(seen, picture, part)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)


def _on_device(painter: QPainter, point: QPointF) -> QPointF:
    """The nearest device pixel."""
    ratio = painter.device().devicePixelRatioF()
    return QPointF(round(point.x() * ratio) / ratio, round(point.y() * ratio) / ratio)
