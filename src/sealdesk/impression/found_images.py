"""Red images of a PDF, or of a picture file, and what is hidden in their ink.

Runs in a child with limits (`confined`), and answers with what it read, never with pixels. Limits of its own come
first: what a hostile or very large file holds beyond them is not looked at, and the answer says so.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import Rect
from sealdesk.impression.image_reading import FoundImage, FoundImages
from sealdesk.impression.page_pictures import (
    WHOLE,
    PagePictures,
    Samples,
    Shown,
    bounds_of,
    is_photo,
    may_be_coloured,
    quiet,
    samples_of,
    utf8_name,
)
from sealdesk.impression.red_regions import Region, array_of, is_red, red_regions
from sealdesk.impression.strip_joining import Strip, joined_strips

IMAGES_AT_MOST = 2000
"""Findings about one file: one image on many pages is read once."""
_STRIPS_AT_MOST = 64
_SMALLEST_PX = 40
_PIXELS_AT_MOST = 60_000_000
_PIXELS_IN_ALL = 600_000_000
_RED_PIXELS_KEPT = 200_000_000
_WHOLE_PX = 3_200
"""A picture no larger is a seal's own; in a larger one, seals are looked for."""
_ONE_SEAL_PX = 1_300
"""In a picture no larger, regions that fill it together are strokes of one seal: 55 mm at 600 dpi."""
_SHARE_OF_PAGE = 0.5
_SCANS_LOOKED_AT = 12
"""Scanned pages that are decoded where nobody can read marks in them: a JPEG has no exact samples."""
_MARKS_READ_AT_MOST = 8
_MARKS_SECONDS = 4.0
"""All marks of a file together: a picture without one costs a third of a second of computing."""
_OWN_PIXELS_AT_MOST = 16_000_000


@dataclass(frozen=True)
class _Piece:
    """A part of an image that may be one seal."""

    box: Rect
    samples: Samples = field(repr=False)


@dataclass
class _Budget:
    ends: float
    pixels: int = _PIXELS_IN_ALL
    kept: int = _RED_PIXELS_KEPT
    scans: int = _SCANS_LOOKED_AT
    marks: int = _MARKS_READ_AT_MOST
    marks_s: float = _MARKS_SECONDS
    short: bool = False

    def goes_on(self) -> bool:
        if time.monotonic() > self.ends:
            self.short = True
        return not self.short

    def reads_mark(self) -> bool:
        """Whether one more mark may be looked for."""
        self.marks -= 1
        return self.marks >= 0 and self.marks_s > 0 and self.goes_on()

    def keeps(self, pieces: tuple[_Piece, ...]) -> bool:
        """Whether there is room for these samples."""
        self.kept -= sum(piece.samples.width * piece.samples.height for piece in pieces)
        if self.kept < 0:
            self.short = True
        return not self.short

    def allows(self, pixels: int) -> bool:
        if pixels > _PIXELS_AT_MOST or pixels > self.pixels:
            self.short = True
            return False
        self.pixels -= pixels
        return True


def images_of_pdf(path: Path, password: str | None, *, marks: bool, seconds: float) -> FoundImages:
    """The red images of a PDF, page by page.

    An image that is painted twice on a page is found once there, where it is largest. Images that are strips
    of one picture, each too small to hold a record, are joined across pages.

    Args:
        marks: Look for robust marks where there is no full record; takes seconds for each image.
        seconds: After these nothing new is begun.

    Raises:
        SealDeskError: `DOCUMENT_DAMAGED`, `DOCUMENT_PASSWORD_MISSING`, `DOCUMENT_PASSWORD_WRONG`.
    """
    document = PagePictures(path, password)
    return _Search(_Budget(time.monotonic() + seconds), marks).pdf(document)


def own_images_of_pdf(
    path: Path, password: str | None, *, seconds: float, pages: tuple[int, ...] | None = None
) -> FoundImages:
    """The images that pages name as SealDesk names a seal's picture, each where it is named; places are not told.

    No page is interpreted, nothing else is decoded: what else a file holds costs nothing.

    Args:
        seconds: As `images_of_pdf`.
        pages: To look at, from 1; None looks at all.

    Raises:
        SealDeskError: As `images_of_pdf`.
    """
    document = PagePictures(path, password)
    search = _Search(_Budget(time.monotonic() + seconds), marks=False)
    wanted = range(1, document.pages + 1) if pages is None else pages
    return search.own(document, wanted)


def images_of_picture(path: Path, *, marks: bool, seconds: float) -> FoundImages:
    """The red images in a PNG, JPEG or BMP: an exported seal, a screenshot, a scan.

    Raises:
        SealDeskError: `DOCUMENT_DAMAGED` where it cannot be decoded; `DOCUMENT_TOO_DEMANDING` beyond 60 million pixels.
    """
    samples = _picture_samples(path)
    search = _Search(_Budget(time.monotonic() + seconds), marks)
    if samples is None or not is_red(samples.width, samples.height, samples.rgb, samples.alpha):
        return FoundImages(())
    found = tuple(search.read(piece, 0, None, None) for piece in search.pieces(samples))
    told = tuple(one for one in found if one.records or one.marks) or found[:1]
    return FoundImages(told, complete=not search.budget.short)


def _picture_samples(path: Path) -> Samples | None:
    import pymupdf

    quiet()
    try:
        image = pymupdf.mupdf.fz_new_image_from_buffer(pymupdf.mupdf.fz_read_file(utf8_name(path)))
        pixels = image.w() * image.h()
    except (pymupdf.mupdf.FzErrorBase, OSError) as error:
        raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, path=path) from error
    if pixels > _PIXELS_AT_MOST:
        raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, path=path, limit="pixels")
    return samples_of(image) if may_be_coloured(image) else None


class _Search:
    def __init__(self, budget: _Budget, marks: bool) -> None:
        self.budget, self.marks = budget, marks
        self._pieces: dict[int, tuple[_Piece, ...]] = {}
        self._read: dict[tuple[int, int], FoundImage] = {}
        self._strips: list[Strip] = []

    def pdf(self, document: PagePictures) -> FoundImages:
        """What SealDesk itself put there is read first, so that nothing else keeps it from being told."""
        found: list[FoundImage] = []
        waiting = {page: self._own(document, page) for page in range(1, document.pages + 1)}
        for page in tuple(waiting):
            if not self._goes_on(found):
                break
            if document.may_show_pictures(page):
                found.extend(self._page(document, page, len(found)))
            if self.budget.goes_on():
                del waiting[page]
        for index, records in joined_strips(self._strips):
            found[index] = replace(found[index], records=found[index].records or records)
        if self.budget.short:
            found.extend(self._left(waiting, found))
        return FoundImages(tuple(found), complete=not (self.budget.short or document.broken))

    def _own(self, document: PagePictures, page: int) -> tuple[int, ...]:
        """Keys of the images on a page that carry a record and lie where SealDesk puts a seal's; they are read now."""
        keys = []
        for _, image in document.own_images(page) if self.budget.goes_on() else ():
            key = document.keep(image)
            if key not in self._pieces and self.budget.goes_on():
                samples = _own_samples(image)
                pieces = tuple(self.pieces(samples)) if samples else ()
                read = [self.record(piece, page, None) for piece in pieces]
                if any(one.records for one in read) and self.budget.keeps(pieces):
                    self._pieces[key] = pieces
                    self._read |= {(key, number): one for number, one in enumerate(read)}
            if key in self._pieces:
                keys.append(key)
        return tuple(keys)

    def _left(self, waiting: dict[int, tuple[int, ...]], found: list[FoundImage]) -> list[FoundImage]:
        """What was read of pages that were not gone through to the end, without its place."""
        told = {(one.page, record) for one in found for record in one.records}
        own = (
            replace(self._read[key, number], page=page, box_mm=None)
            for page, keys in waiting.items()
            for key in keys
            for number in range(len(self._pieces[key]))
        )
        return [one for one in own if any((one.page, record) not in told for record in one.records)]

    def _goes_on(self, found: list[FoundImage]) -> bool:
        if len(found) >= IMAGES_AT_MOST:
            self.budget.short = True
        return self.budget.goes_on()

    def own(self, document: PagePictures, pages: Iterable[int]) -> FoundImages:
        """What SealDesk itself put there, without interpreting pages."""
        from sealdesk.impression import hidden_layer

        read: dict[int, tuple[bytes, ...]] = {}
        found = []
        # The newest of every page first: they are the ones of an act that was just done.
        named = ((page, rank, *one) for page in pages for rank, one in enumerate(document.own_images(page)))
        for page, _, number, image in sorted(named, key=lambda one: (one[1], one[0])):
            if number not in read and self.budget.goes_on():
                one = _own_samples(image)
                read[number] = hidden_layer.read(one.width, one.height, one.rgb, one.alpha) if one else ()
            found.append(FoundImage(page, None, read.get(number, ())))
        found.sort(key=lambda image: image.page)
        return FoundImages(tuple(found), complete=not (self.budget.short or document.broken))

    def _page(self, document: PagePictures, page: int, before: int) -> list[FoundImage]:
        found: list[FoundImage] = []
        for shown in _largest(document.of_page(page, self.budget.goes_on)):
            for number, piece in enumerate(self._pieces_of(shown)):
                box = _place(shown, piece)
                if box is None or not self.budget.goes_on():
                    continue
                if (shown.key, number) not in self._read:
                    self._read[shown.key, number] = self.read(piece, page, box, _dpi(shown))
                known = replace(self._read[shown.key, number], page=page, box_mm=box)
                self._note_strip(before + len(found), known, shown, piece)
                found.append(known)
        return found

    def _pieces_of(self, shown: Shown) -> tuple[_Piece, ...]:
        if shown.key not in self._pieces:
            pieces = tuple(self.pieces(samples)) if (samples := self._red(shown)) else ()
            self._pieces[shown.key] = pieces if self.budget.keeps(pieces) else ()
        return self._pieces[shown.key]

    def _red(self, shown: Shown) -> Samples | None:
        """The samples of an image that may show a seal."""
        inside = shown.image.m_internal
        if min(inside.w, inside.h) < _SMALLEST_PX or not may_be_coloured(shown.image):
            return None
        if not self._scan_allowed(shown) or not self.budget.allows(inside.w * inside.h):
            return None
        try:
            samples = samples_of(shown.image)
        except SealDeskError:
            self.budget.short = True  # not looked at
            return None
        if samples is None or not is_red(samples.width, samples.height, samples.rgb, samples.alpha):
            return None
        return samples

    def _scan_allowed(self, shown: Shown) -> bool:
        """Whether an image that is as good as a page is decoded; beyond the first few only where that can tell."""
        page, box = shown.page_mm, shown.box_mm
        if self.marks or not is_photo(shown.image):
            return True
        if _area(box) < _SHARE_OF_PAGE * _area(page):
            return True
        self.budget.scans -= 1
        return self.budget.scans >= 0

    def pieces(self, samples: Samples) -> list[_Piece]:
        """A small picture whole; of a larger one the regions with red ink."""
        width, height = samples.width, samples.height
        whole = _Piece(WHOLE, samples)
        if samples.alpha is not None and max(width, height) <= _WHOLE_PX:
            return [whole]
        pixels = array_of(width, height, samples.rgb)
        regions = red_regions(pixels)
        if _is_one_seal(regions, width, height):
            return [whole]
        return [_piece(samples, pixels, region) for region in regions]

    def read(self, piece: _Piece, page: int, box: Rect | None, dpi: float | None) -> FoundImage:
        """What the ink of this piece says."""
        told = self.record(piece, page, box)
        if told.records or not self.marks or not self.budget.reads_mark():
            return told
        begun = time.monotonic()
        told = replace(told, marks=_marks(piece.samples, dpi))
        self.budget.marks_s -= time.monotonic() - begun
        return told

    def record(self, piece: _Piece, page: int, box: Rect | None) -> FoundImage:
        """Its full record alone."""
        from sealdesk.impression import hidden_layer

        one = piece.samples
        return FoundImage(page, box, hidden_layer.read(one.width, one.height, one.rgb, one.alpha))

    def _note_strip(self, index: int, known: FoundImage, shown: Shown, piece: _Piece) -> None:
        if not shown.whole or piece.box != WHOLE or len(self._strips) >= _STRIPS_AT_MOST:
            return
        one, box = piece.samples, known.box_mm or WHOLE
        told = bool(known.records)
        self._strips.append(
            Strip(index, known.page, box, shown.page_mm, told, one.width, one.height, one.rgb, one.alpha)
        )


def _own_samples(image: Any) -> Samples | None:
    """The samples of an image that may be a seal's as SealDesk writes it."""
    inside = image.m_internal
    if inside.w * inside.h > _OWN_PIXELS_AT_MOST or not may_be_coloured(image):
        return None
    try:
        return samples_of(image)
    except SealDeskError:
        return None


def _marks(samples: Samples, dpi: float | None) -> tuple[bytes, ...]:
    from sealdesk.impression import robust_mark

    readings = robust_mark.read(samples.width, samples.height, _on_paper(samples), dpi_hint=dpi or None)
    return tuple(dict.fromkeys(reading.payload for reading in readings))


def _on_paper(samples: Samples) -> bytes:
    """As it looks on white."""
    if samples.alpha is None:
        return samples.rgb
    import numpy

    pixels = array_of(samples.width, samples.height, samples.rgb).astype(numpy.uint16)
    alpha = numpy.frombuffer(samples.alpha, numpy.uint8).reshape(samples.height, samples.width, 1)
    mixed = 255 - ((255 - pixels) * alpha + 127) // 255
    return bytes(mixed.astype(numpy.uint8).tobytes())


def _is_one_seal(regions: tuple[Region, ...], width: int, height: int) -> bool:
    """Whether red fills a picture as a seal, or a strip of one, fills its own."""
    largest = max(width, height)
    if not regions:
        return largest <= _ONE_SEAL_PX
    around = Region(
        min(region.x0 for region in regions),
        min(region.y0 for region in regions),
        max(region.x1 for region in regions),
        max(region.y1 for region in regions),
    )
    fills = around.width * around.height >= _SHARE_OF_PAGE * width * height
    return fills and largest <= (_WHOLE_PX if len(regions) == 1 else _ONE_SEAL_PX)


def _piece(samples: Samples, pixels: Any, region: Region) -> _Piece:
    part = pixels[region.y0 : region.y1, region.x0 : region.x1]
    alpha = None
    if samples.alpha is not None:
        rows = range(region.y0, region.y1)
        alpha = b"".join(samples.alpha[y * samples.width :][region.x0 : region.x1] for y in rows)
    box = Rect(
        region.x0 / samples.width,
        region.y0 / samples.height,
        region.x1 / samples.width,
        region.y1 / samples.height,
    )
    return _Piece(box, Samples(region.width, region.height, part.tobytes(), alpha))


def _largest(paintings: Iterable[Shown]) -> Iterable[Shown]:
    """Each image once, where most of it is seen, in the order of painting."""
    largest: dict[int, Shown] = {}
    for shown in paintings:
        known = largest.get(shown.key)
        if known is None or _area(shown.box_mm) > 1.01 * _area(known.box_mm):
            largest[shown.key] = shown
    return largest.values()


def _area(box: Rect) -> float:
    return box.width * box.height


def _place(shown: Shown, piece: _Piece) -> Rect | None:
    if piece.box == WHOLE:
        return shown.box_mm
    return bounds_of(shown.matrix, piece.box).intersection(shown.box_mm)


def _dpi(shown: Shown) -> float:
    """Pixels an inch, along the picture's rows."""
    a, b, *_ = shown.matrix
    along_mm = (a * a + b * b) ** 0.5
    return float(shown.image.m_internal.w / along_mm * 25.4) if along_mm > 0 else 0.0
