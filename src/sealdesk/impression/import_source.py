"""Opening what may hold a seal's picture: PNG, JPEG, BMP, TIFF, GIF, SVG and pages of PDF, through MuPDF.

The content says what a file is, never its name. Sizes are looked at before anything is decoded. To be called in a
limited child (`sealdesk.confined`) alone.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import MM_PER_INCH, UNITS_PER_INCH, Rect

Rgba = npt.NDArray[np.uint8]
"""Rows × columns × (red, green, blue, alpha), not premultiplied."""

LARGEST_BYTES = 100 << 20
LARGEST_SIDE_PX = 20_000
LARGEST_PIXELS = 64_000_000
"""An A3 page scanned at 600 dpi has 70 million; a seal needs an eightieth of that."""
COARSE_PX = 560
"""Longest side of the picture in which the seal is looked for."""
FINE_PX = 2000
"""Longest side of the part that is worked on: 80 mm at 600 dpi."""
_DPI = 600.0
_MIRRORED = 5
"""MuPDF's orientations from here on are mirrored first; even ones lie on their side."""
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"GIF8", "gif"),
)


class Source(Protocol):
    """A picture or page with a seal somewhere on it.

    Attributes:
        pages: How many it has.
        vector: Whether it is drawn as finely as asked for.
    """

    pages: int
    vector: bool

    def coarse(self) -> Rgba:
        """The whole, at most `COARSE_PX` long."""
        ...

    def fine(self, part: Rect) -> tuple[Rgba, float]:
        """A part (in shares of the whole, 0 to 1) and how many pixels of the source one of its pixels stands for."""
        ...

    def stated_px_per_mm(self, scale: float) -> tuple[float, float] | None:
        """Pixels of `fine` a millimetre, across and down; None where the file does not say."""
        ...


def open_source(path: Path, page: int = 1) -> Source:
    """The picture in a file.

    Args:
        page: Of a PDF, from 1.

    Raises:
        SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`, `PICTURE_KIND` (fact `path`), `PICTURE_DAMAGED`
            (`path`), `PICTURE_TOO_LARGE` (`path`, `size`, `limit`), `PICTURE_PAGE_MISSING` (`page`, `pages`),
            `DOCUMENT_PASSWORD_MISSING`.
    """
    data = _content(path)
    kind = _kind(data)
    if kind is None:
        raise SealDeskError(ErrorCode.PICTURE_KIND, path=path)
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        source: Source = _Drawing(path, data, kind, page) if kind in ("pdf", "svg") else _Pixels(path, data)
    except (MemoryError, SealDeskError):
        raise
    except Exception as error:  # MuPDF raises its own, ValueError and RuntimeError alike
        raise _damaged(path, error) from error
    if page > source.pages or page < 1:
        raise SealDeskError(ErrorCode.PICTURE_PAGE_MISSING, page=page, pages=source.pages)
    return source


def _content(path: Path) -> bytes:
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise SealDeskError(ErrorCode.PICTURE_KIND, path=path)  # a pipe or device would never end
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError as missing:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path=path) from missing
    except OSError as error:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=error.strerror or "") from error
    if len(data) > LARGEST_BYTES:
        limit = f"{LARGEST_BYTES >> 20} MB"
        raise SealDeskError(ErrorCode.PICTURE_TOO_LARGE, path=path, size=f"> {limit}", limit=limit)
    return data


def _kind(data: bytes) -> str | None:
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    head = data[:4096]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    return "svg" if b"<svg" in head and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else None


def _damaged(path: Path, error: Exception) -> SealDeskError:
    if "alloc" in str(error):
        return SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="memory")
    return SealDeskError(ErrorCode.PICTURE_DAMAGED, path=path)


def _check_pixels(path: Path, width: int, height: int) -> None:
    if max(width, height) > LARGEST_SIDE_PX or width * height > LARGEST_PIXELS:
        limit = f"{LARGEST_PIXELS // 1_000_000} MP"
        raise SealDeskError(ErrorCode.PICTURE_TOO_LARGE, path=path, size=f"{width} × {height}", limit=limit)


class _Pixels:
    """A picture of pixels, turned as its camera says."""

    vector = False
    pages = 1

    def __init__(self, path: Path, data: bytes) -> None:
        import pymupdf
        from pymupdf import mupdf

        image = mupdf.fz_new_image_from_buffer(mupdf.fz_new_buffer_from_copied_data(data))
        width, height = int(image.w()), int(image.h())
        if width < 1 or height < 1:
            raise ValueError("no pixels")
        _check_pixels(path, width, height)
        self._dpi = float(image.m_internal.xres), float(image.m_internal.yres)
        self._states = _states_density(data)
        orientation = int(mupdf.fz_image_orientation(image))
        self._rgba = _oriented(_rgba(pymupdf.Pixmap(data)), orientation)
        if orientation and orientation % 2 == 0:
            self._dpi = self._dpi[1], self._dpi[0]

    def coarse(self) -> Rgba:
        return _reduced(self._rgba, math.ceil(max(self._rgba.shape[:2]) / COARSE_PX))

    def fine(self, part: Rect) -> tuple[Rgba, float]:
        height, width = self._rgba.shape[:2]
        x0, x1 = math.floor(part.x0 * width), math.ceil(part.x1 * width)
        y0, y1 = math.floor(part.y0 * height), math.ceil(part.y1 * height)
        cut = self._rgba[max(0, y0) : y1, max(0, x0) : x1]
        scale = math.ceil(max(cut.shape[:2]) / FINE_PX)
        return _reduced(cut, scale), float(scale)

    def stated_px_per_mm(self, scale: float) -> tuple[float, float] | None:
        if not self._states or min(self._dpi) <= 0:
            return None
        return self._dpi[0] / MM_PER_INCH / scale, self._dpi[1] / MM_PER_INCH / scale


class _Drawing:
    """A page of a PDF or a vector drawing, rendered as finely as it is looked at."""

    vector = True

    def __init__(self, path: Path, data: bytes, kind: str, page: int) -> None:
        import pymupdf

        self._document = pymupdf.Document(stream=data, filetype=kind)
        if self._document.needs_pass:
            raise SealDeskError(ErrorCode.DOCUMENT_PASSWORD_MISSING, path=path)
        self.pages = int(self._document.page_count)
        self._true_size = kind == "pdf"
        self._page: Any = self._document[page - 1] if 1 <= page <= self.pages else None
        if self._page is not None and not 0 < min(self._page.rect.width, self._page.rect.height) < math.inf:
            raise ValueError("a page without a size")

    def coarse(self) -> Rgba:
        return self._drawn(Rect(0.0, 0.0, 1.0, 1.0), COARSE_PX)

    def fine(self, part: Rect) -> tuple[Rgba, float]:
        box = self._page.rect
        longest = max(part.width * box.width, part.height * box.height)
        wanted = longest / UNITS_PER_INCH * _DPI if self._true_size else 1500.0
        return self._drawn(part, min(float(FINE_PX), max(wanted, 200.0))), 1.0

    def stated_px_per_mm(self, scale: float) -> tuple[float, float] | None:
        if not self._true_size:
            return None  # units of an SVG are screen pixels more often than millimetres
        return self._drawn_px_per_mm, self._drawn_px_per_mm

    def _drawn(self, part: Rect, longest_px: float) -> Rgba:
        import pymupdf

        box = self._page.rect
        clip = pymupdf.Rect(
            box.x0 + part.x0 * box.width,
            box.y0 + part.y0 * box.height,
            box.x0 + part.x1 * box.width,
            box.y0 + part.y1 * box.height,
        )
        zoom = longest_px / max(clip.width, clip.height)
        self._drawn_px_per_mm = zoom * UNITS_PER_INCH / MM_PER_INCH
        pixmap = self._page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), clip=clip, alpha=True)
        return _rgba(pixmap)


def _states_density(data: bytes) -> bool:
    """Whether the file itself says how large it is; MuPDF answers with a guess where it does not."""
    if data.startswith(b"\x89PNG"):
        return b"pHYs" in data[:4096]
    if data.startswith(b"\xff\xd8"):
        # APP0: units (1 an inch, 2 a centimetre) follow the version.
        at = data[:64].find(b"JFIF\0")
        return b"Exif\0" in data[:4096] or (at >= 0 and len(data) > at + 7 and data[at + 7] in (1, 2))
    if data.startswith(b"BM"):
        return len(data) >= 46 and data[38:42] != b"\0\0\0\0"
    return not data.startswith(b"GIF")


def _rgba(pixmap: Any) -> Rgba:
    import pymupdf

    if pixmap.colorspace is None or pixmap.colorspace.n != 3:
        pixmap = pymupdf.Pixmap(pymupdf.csRGB, pixmap)
    lines = np.frombuffer(pixmap.samples_mv, np.uint8).reshape(pixmap.height, pixmap.stride)
    samples = lines[:, : pixmap.width * pixmap.n].reshape(pixmap.height, pixmap.width, pixmap.n)
    rgba = np.full((pixmap.height, pixmap.width, 4), 255, np.uint8)
    rgba[..., :3] = samples[..., :3]
    if pixmap.alpha:
        rgba[..., 3] = samples[..., 3]
        # MuPDF keeps colours premultiplied. Rows in blocks: a wide type for all of them at once would not fit.
        for at in range(0, pixmap.height, 256):
            block = rgba[at : at + 256]
            alpha = np.maximum(block[..., 3:].astype(np.uint16), 1)
            full = (block[..., :3].astype(np.uint16) * 255 + alpha // 2) // alpha
            block[..., :3] = np.minimum(full, 255)
    return rgba


def _oriented(rgba: Rgba, orientation: int) -> Rgba:
    """Turned and mirrored as the orientation says (0, 1 as it is; Exif 2.32 §4.6.4, in MuPDF's numbering)."""
    turns = {2: 1, 3: 2, 4: 3, 6: 1, 7: 2, 8: 3}
    if orientation >= _MIRRORED:
        rgba = rgba[:, ::-1]
    return np.ascontiguousarray(np.rot90(rgba, turns.get(orientation, 0)))


def _reduced(rgba: Rgba, factor: int) -> Rgba:
    """The mean of blocks of `factor` × `factor` pixels, colours weighed by alpha; a rest at the edge is kept small."""
    if factor <= 1:
        return np.ascontiguousarray(rgba)
    height, width = (rgba.shape[0] // factor) * factor, (rgba.shape[1] // factor) * factor
    if not height or not width:
        return np.ascontiguousarray(rgba)
    rows = []
    for at in range(0, height, factor):
        block = rgba[at : at + factor, :width].astype(np.float32)
        weight = block[..., 3:]
        colour = (block[..., :3] * weight).sum(axis=0).reshape(-1, factor, 3).sum(axis=1)
        total = weight.sum(axis=0).reshape(-1, factor, 1).sum(axis=1)
        alpha = total / (factor * factor)
        rows.append(np.concatenate((colour / np.maximum(total, 1e-6), alpha), axis=1))
    reduced: Rgba = np.clip(np.rint(np.stack(rows)), 0, 255).astype(np.uint8)
    return reduced
