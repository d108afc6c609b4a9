"""A foreign PDF in MuPDF's hands: its pages as shown, in millimetres.

Only for processes that may be killed: MuPDF hangs on some hostile files. Positions are taken from the page's raw
boxes through `geometry.PageFrame`, as everywhere in the program, never from MuPDF's own idea of the page.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import (
    LETTER_UNITS,
    MM_PER_INCH,
    UNITS_PER_INCH,
    Matrix,
    PageFrame,
    Rect,
    concat,
    inverse,
    shown_matrix,
)

T = TypeVar("T")

_HEADER_WITHIN = 1024
"""Where viewers look for `%PDF-` (ISO 32000-2 Annex I, note on §7.5.2)."""
_MOST_PAGES = 200_000

OFF_GRID_PX = 0.0004
"""MuPDF stretches upright images to whole pixels and reckons in single precision: an edge that lies on a pixel's
border falls to either side by rounding alone. This much to the right and down, it falls inside, always."""


class ForeignPdf:
    """A PDF opened in this process.

    Raises:
        SealDeskError: On opening: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`, `DOCUMENT_NOT_PDF`,
            `DOCUMENT_DAMAGED`, `DOCUMENT_NO_PAGES`, `DOCUMENT_PASSWORD_MISSING`, `DOCUMENT_PASSWORD_WRONG`,
            `DOCUMENT_ENCRYPTION_UNSUPPORTED` (opened by certificates), `DOCUMENT_TOO_DEMANDING`.
    """

    def __init__(self, path: Path, password: str | None = None) -> None:
        import pymupdf
        from pymupdf import mupdf

        pymupdf.TOOLS.mupdf_display_errors(False)
        pymupdf.TOOLS.mupdf_display_warnings(False)
        _check_header(path)
        self._mupdf = mupdf
        try:
            self._pdf = mupdf.pdf_open_document(_utf8_name(path))
            self._unlock(path, password)
            self.pages = int(mupdf.pdf_count_pages(self._pdf))
        except mupdf.FzErrorBase as error:
            raise damaged(error, path=path) from error
        if self.pages < 1:
            raise SealDeskError(ErrorCode.DOCUMENT_NO_PAGES, path=path)
        if self.pages > _MOST_PAGES:
            raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="pages")
        self._listed: tuple[int, Any, Matrix] | None = None

    def frame(self, page: int) -> PageFrame:
        """Frame of the page (from 1), read from its raw boxes; letter size where it names none."""
        mupdf = self._mupdf
        try:
            dictionary = mupdf.pdf_lookup_page_obj(self._pdf, page - 1)
            media = self._box(dictionary, mupdf.PDF_ENUM_NAME_MediaBox) or LETTER_UNITS
            crop = self._box(dictionary, mupdf.PDF_ENUM_NAME_CropBox)
            rotate = mupdf.pdf_dict_get_inheritable(dictionary, mupdf.PDF_ENUM_NAME_Rotate)
            unit = mupdf.pdf_dict_get(dictionary, mupdf.PDF_ENUM_NAME_UserUnit)
            return PageFrame.of_boxes(
                media,
                crop,
                int(mupdf.pdf_to_real(rotate)),
                float(mupdf.pdf_to_real(unit)) if mupdf.pdf_is_number(unit) else 1.0,
            )
        except mupdf.FzErrorBase as error:
            raise damaged(error, page=page) from error

    def pixels(self, page: int, pixels_per_mm: float, clip_mm: Rect) -> tuple[int, int, bytes]:
        """Width, height and RGB of a part of the page as shown, on white."""
        mupdf = self._mupdf
        width = max(1, round(clip_mm.width * pixels_per_mm))
        height = max(1, round(clip_mm.height * pixels_per_mm))
        try:
            drawing, to_shown = self._drawing(page)
            transform = mupdf.FzMatrix(*concat(to_shown, pixel_matrix(pixels_per_mm, clip_mm)))
            pixmap = mupdf.fz_new_pixmap_with_bbox(
                mupdf.fz_device_rgb(), mupdf.FzIrect(0, 0, width, height), mupdf.FzSeparations(), 0
            )
            mupdf.fz_clear_pixmap_with_value(pixmap, 255)
            device = mupdf.fz_new_draw_device(mupdf.FzMatrix(), pixmap)
            mupdf.fz_run_display_list(
                drawing, device, transform, mupdf.FzRect(0, 0, width, height), mupdf.FzCookie()
            )
            mupdf.fz_close_device(device)
            return width, height, bytes(mupdf.fz_pixmap_samples_memoryview(pixmap))
        except mupdf.FzErrorBase as error:
            raise damaged(error, page=page) from error

    def text(self, page: int) -> list[list[tuple[str, Rect]]]:
        """Blocks of text on the page: each character with its bounds in mm as shown."""
        text = self._mupdf.FZ_STEXT_BLOCK_TEXT
        found = self.blocks(page, lambda block: _characters(block) if block.m_internal.type == text else None)
        return [block for block in found if block is not None]

    def blocks(self, page: int, read: Callable[[Any], T], flags: int = 0) -> list[T]:
        """What `read` makes of each of MuPDF's own blocks of the page, in mm as shown.

        A block lives only while it is read: what is kept of it must be a copy.

        Args:
            flags: Those of MuPDF's structured text.
        """
        try:
            collected = self._structured(page, flags)  # MuPDF's blocks live as long as this does
            return [read(block) for block in collected]
        except self._mupdf.FzErrorBase as error:
            raise damaged(error, page=page) from error

    def plain_text(self, page: int) -> str:
        """The characters of the page in MuPDF's own order, without their places: much quicker than `blocks`."""
        mupdf = self._mupdf
        try:
            collected = self._structured(page, 0)
            written = mupdf.fz_new_buffer_from_stext_page(collected)
            return bytes(mupdf.fz_buffer_extract_copy(written)).decode("utf-8", "replace")
        except mupdf.FzErrorBase as error:
            raise damaged(error, page=page) from error

    def _structured(self, page: int, flags: int) -> Any:
        """MuPDF's structured text of the page, in mm as shown."""
        mupdf = self._mupdf
        drawing, to_shown = self._drawing(page)
        frame = self.frame(page)
        collected = mupdf.FzStextPage(mupdf.FzRect(0, 0, frame.width_mm, frame.height_mm))
        options = mupdf.FzStextOptions()
        options.flags = flags
        device = mupdf.fz_new_stext_device(collected, options)
        everywhere = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
        mupdf.fz_run_display_list(drawing, device, mupdf.FzMatrix(*to_shown), everywhere, mupdf.FzCookie())
        mupdf.fz_close_device(device)
        return collected

    def _unlock(self, path: Path, password: str | None) -> None:
        mupdf = self._mupdf
        if not mupdf.pdf_needs_password(self._pdf):
            return
        if password is None:
            raise SealDeskError(ErrorCode.DOCUMENT_PASSWORD_MISSING, path=path)
        if not mupdf.pdf_authenticate_password(self._pdf, password):
            raise SealDeskError(ErrorCode.DOCUMENT_PASSWORD_WRONG, path=path)

    def _box(self, dictionary: Any, name: Any) -> Rect | None:
        mupdf = self._mupdf
        array = mupdf.pdf_dict_get_inheritable(dictionary, name)
        items = [mupdf.pdf_array_get(array, index) for index in range(min(4, mupdf.pdf_array_len(array)))]
        if len(items) < 4 or not all(mupdf.pdf_is_number(item) for item in items):
            return None
        box = Rect.of_corners(*(float(mupdf.pdf_to_real(item)) for item in items))
        return box if box.width > 0 and box.height > 0 else None

    def _drawing(self, page: int) -> tuple[Any, Matrix]:
        """The page's drawing, interpreted once, and the matrix that takes it to millimetres as shown.

        The page looked at last is kept: its tiles are asked for one after another.
        """
        mupdf = self._mupdf
        if self._listed is None or self._listed[0] != page:
            self._listed = None
            frame = self.frame(page)
            loaded = mupdf.fz_load_page(self._pdf.super(), page - 1)
            if not _agree(mupdf.fz_bound_page(loaded), frame):
                self._name_visible_box(page, frame)
                loaded = mupdf.fz_load_page(self._pdf.super(), page - 1)
            drawing = mupdf.fz_new_display_list_from_page(loaded)
            own = mupdf.FzMatrix()
            mupdf.pdf_page_transform(mupdf.pdf_page_from_fz_page(loaded), mupdf.FzRect(0), own)
            back = inverse((own.a, own.b, own.c, own.d, own.e, own.f))
            self._listed = page, drawing, concat(back, shown_matrix(frame))
        return self._listed[1], self._listed[2]

    def _name_visible_box(self, page: int, frame: PageFrame) -> None:
        """Let the page say plainly, in memory, what is visible: where boxes make no sense MuPDF guesses otherwise
        and cuts the page to its guess.
        """
        mupdf, box = self._mupdf, frame.visible
        dictionary = mupdf.pdf_lookup_page_obj(self._pdf, page - 1)
        for name in (mupdf.PDF_ENUM_NAME_MediaBox, mupdf.PDF_ENUM_NAME_CropBox):
            mupdf.pdf_dict_put_rect(dictionary, name, mupdf.FzRect(box.x0, box.y0, box.x1, box.y1))


def pixel_matrix(pixels_per_mm: float, clip_mm: Rect) -> Matrix:
    """The matrix from millimetres as shown to the pixels of a part of the page."""
    k = pixels_per_mm
    return k, 0.0, 0.0, k, OFF_GRID_PX - clip_mm.x0 * k, OFF_GRID_PX - clip_mm.y0 * k


def _agree(bounds: Any, frame: PageFrame) -> bool:
    """Whether MuPDF's page is as large as ours (it measures in points, user unit included)."""
    size = (bounds.x1 - bounds.x0, bounds.y1 - bounds.y0)
    ours = (frame.width_mm / MM_PER_INCH * UNITS_PER_INCH, frame.height_mm / MM_PER_INCH * UNITS_PER_INCH)
    return all(abs(theirs - mine) < 0.01 for theirs, mine in zip(size, ours, strict=True))


def _characters(block: Any) -> list[tuple[str, Rect]]:
    found = []
    for line in block:
        for character in line:
            quad = character.m_internal.quad
            xs = (quad.ul.x, quad.ur.x, quad.ll.x, quad.lr.x)
            ys = (quad.ul.y, quad.ur.y, quad.ll.y, quad.lr.y)
            code = character.m_internal.c
            if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000:
                found.append((chr(code), Rect(min(xs), min(ys), max(xs), max(ys))))
    return found


def _utf8_name(path: Path) -> str:
    """A name of the file that MuPDF takes: where its own is no UTF-8, the one that this process has it open by."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return f"/proc/self/fd/{os.open(path, os.O_RDONLY | os.O_CLOEXEC)}"
    return str(path)


def _check_header(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER_WITHIN)
    except FileNotFoundError as missing:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path=path) from missing
    except OSError as error:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=error.strerror or "") from error
    if b"%PDF-" not in head:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_PDF, path=path)


def damaged(error: Exception, **facts: object) -> SealDeskError:
    """What MuPDF's error means to a person."""
    # MuPDF has one class for every system error and one for every fault of a file; only its words say more.
    if "alloc" in str(error):
        return SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="memory", **facts)
    if "encryption handler" in str(error):
        return SealDeskError(ErrorCode.DOCUMENT_ENCRYPTION_UNSUPPORTED, **facts)
    return SealDeskError(ErrorCode.DOCUMENT_DAMAGED, **facts)
