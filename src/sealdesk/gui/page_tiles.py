"""Tiles: the small pictures that a page on the screen is put together from, and how many of them are kept.

A tile is at most `TILE_PX` device pixels; its place is a whole number of them from the page's top left corner, so
that painting copies pixels and computes none. Until a page's tiles are here, a coarse picture of it is stretched.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtGui import QImage

from sealdesk.geometry import PageFrame, Rect
from sealdesk.gui.page_images import Kind, Wanted

TILE_PX = (1024, 512)
TILES_KEPT_BYTES = 48 << 20
COARSE_KEPT_BYTES = 12 << 20
_COARSE_LONGEST_PX = 400
_NEXT_PAGES = 2


def tiles_within(page: int, frame: PageFrame, pixels_per_mm: float, seen_mm: Rect) -> tuple[Wanted, ...]:
    """The tiles of the page that this part of it touches, row by row.

    Args:
        pixels_per_mm: Device pixels.
    """
    width = max(1, round(frame.width_mm * pixels_per_mm))
    height = max(1, round(frame.height_mm * pixels_per_mm))
    seen = seen_mm.intersection(frame.shown_mm)
    if seen is None:
        return ()
    across = _steps(seen.x0 * pixels_per_mm, seen.x1 * pixels_per_mm, width, TILE_PX[0])
    down = _steps(seen.y0 * pixels_per_mm, seen.y1 * pixels_per_mm, height, TILE_PX[1])
    return tuple(
        Wanted(
            Kind.TILE,
            page,
            pixels_per_mm,
            Rect(
                x / pixels_per_mm,
                y / pixels_per_mm,
                min(x + TILE_PX[0], width) / pixels_per_mm,
                min(y + TILE_PX[1], height) / pixels_per_mm,
            ),
        )
        for y in down
        for x in across
    )


def coarse(page: int, frame: PageFrame) -> Wanted:
    """The whole page in a few pixels, the same at every zoom."""
    longest_mm = max(frame.width_mm, frame.height_mm, 1.0)
    return Wanted(Kind.COARSE, page, _COARSE_LONGEST_PX / longest_mm)


def _steps(start: float, end: float, length: int, tile: int) -> range:
    first = int(max(0.0, start)) // tile * tile
    return range(first, min(length, int(end) + 1), tile)


class PictureStore:
    """Pictures by what was wanted; those not looked at for longest go first.

    Args:
        limit_bytes: How much the pictures may take together.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._pictures: OrderedDict[Wanted, QImage] = OrderedDict()
        self.kept_bytes = 0

    def __contains__(self, wanted: object) -> bool:
        return wanted in self._pictures

    def get(self, wanted: Wanted) -> QImage | None:
        """The picture, which counts as looked at now."""
        picture = self._pictures.get(wanted)
        if picture is not None:
            self._pictures.move_to_end(wanted)
        return picture

    def keep(self, wanted: Wanted, picture: QImage) -> None:
        """Keep a picture, and let go of the oldest beyond the limit; the newest stays in any case."""
        before = self._pictures.pop(wanted, None)
        if before is not None:
            self.kept_bytes -= before.sizeInBytes()
        self._pictures[wanted] = picture
        self.kept_bytes += picture.sizeInBytes()
        while self.kept_bytes > self._limit_bytes and len(self._pictures) > 1:
            _, oldest = self._pictures.popitem(last=False)
            self.kept_bytes -= oldest.sizeInBytes()

    def clear(self) -> None:
        self._pictures.clear()
        self.kept_bytes = 0


@dataclass(frozen=True)
class SeenPage:
    """A page on the screen.

    Attributes:
        seen_mm: The part of it that is visible.
        near_mm: That and what lies close by, which is wanted when there is nothing else to do.
        away_px: How far it is from the middle of the view.
    """

    page: int
    frame: PageFrame
    seen_mm: Rect
    near_mm: Rect
    away_px: float


class PageTiles:
    """The pictures of the open document's pages that the canvas keeps."""

    def __init__(self) -> None:
        self.tiles = PictureStore(TILES_KEPT_BYTES)
        self.coarse = PictureStore(COARSE_KEPT_BYTES)

    def clear(self) -> None:
        self.tiles.clear()
        self.coarse.clear()

    def take(self, wanted: Wanted, picture: QImage, device_pixel_ratio: float) -> None:
        """A picture that came."""
        if wanted.kind is Kind.COARSE:
            self.coarse.keep(wanted, picture)
        else:
            picture.setDevicePixelRatio(device_pixel_ratio)
            self.tiles.keep(wanted, picture)

    def missing(self, pages: Iterable[SeenPage], pixels_per_mm: float) -> tuple[Wanted, ...]:
        """What the visible part lacks, in the order in which the eye wants it.

        Coarse pictures first, of pages that have nothing to show; then tiles, the page nearest the middle first: its
        drawing is interpreted once for all of them.
        """
        first: list[Wanted] = []
        then: list[Wanted] = []
        for seen in sorted(pages, key=lambda one: one.away_px):
            lacking = self._lacking(seen.page, seen.frame, pixels_per_mm, seen.seen_mm)
            then.extend(lacking)
            quick = coarse(seen.page, seen.frame)
            if lacking and quick not in self.coarse:
                first.append(quick)
        return (*first, *then)

    def missing_near(
        self, pages: Iterable[SeenPage], beyond: Iterable[tuple[int, PageFrame]], pixels_per_mm: float
    ) -> tuple[Wanted, ...]:
        """What lies close to the visible part, and coarse pictures of the pages beyond it."""
        wanted: list[Wanted] = []
        for seen in pages:
            wanted.extend(self._lacking(seen.page, seen.frame, pixels_per_mm, seen.near_mm))
        for page, frame in beyond:
            quick = coarse(page, frame)
            if quick not in self.coarse:
                wanted.append(quick)
        return tuple(wanted)

    def _lacking(self, page: int, frame: PageFrame, pixels_per_mm: float, seen_mm: Rect) -> list[Wanted]:
        return [tile for tile in tiles_within(page, frame, pixels_per_mm, seen_mm) if tile not in self.tiles]
