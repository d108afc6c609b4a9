"""Every picture a page of a foreign PDF shows: its samples as they are stored, and where it lies.

MuPDF interprets the page and hands over each image it would paint: of contents, nested forms, annotations and
fields alike. Nothing is rendered. Only for processes that may be killed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymupdf
from pymupdf import mupdf

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import LETTER_UNITS, Matrix, PageFrame, Rect, concat, inverse, shown_matrix
from sealdesk.impression.image_traces import INLINE

WHOLE = Rect(0.0, 0.0, 1.0, 1.0)
_FEW_PAGES = 50
"""Documents no longer than this are interpreted whole; of longer ones only the pages that name an image."""
_FORMS_DEEP = 12
_OWN_AT_MOST = 16
_OWN_IN_PAGE, _OWN_IN_FIELD = re.compile(r"SealDeskSeal\d+"), re.compile("Seal")
_NAMED_AT_MOST = 2000


@dataclass(frozen=True)
class Samples:
    """Pixels as stored: RGB row by row from the top, and alpha where the picture has any."""

    width: int
    height: int
    rgb: bytes = field(repr=False)
    alpha: bytes | None = field(repr=False)


@dataclass(frozen=True)
class Shown:
    """One painting of an image.

    Attributes:
        image: MuPDF's image; `key` is the same for every painting of it.
        matrix: From the unit square (y down, as the picture's rows) to mm on the page as shown.
        box_mm: What of it is visible, as far as rectangles tell.
        whole: No clip cuts it.
        page_mm: The page as shown.
    """

    key: int
    image: Any
    matrix: Matrix
    box_mm: Rect
    whole: bool
    page_mm: Rect


class PagePictures:
    """A PDF opened in this process, to be asked for the pictures of its pages.

    Attributes:
        broken: A page could not be read to its end.

    Raises:
        SealDeskError: `DOCUMENT_DAMAGED`, `DOCUMENT_PASSWORD_MISSING`, `DOCUMENT_PASSWORD_WRONG`.
    """

    def __init__(self, path: Path, password: str | None) -> None:
        quiet()
        try:
            self._pdf = mupdf.pdf_open_document(utf8_name(path))
            if mupdf.pdf_needs_password(self._pdf):
                self._unlock(path, password)
            self.pages = int(mupdf.pdf_count_pages(self._pdf))
        except (mupdf.FzErrorBase, OSError) as error:
            raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, path=path) from error
        self.broken = False
        self._forms: dict[int, bool] = {}
        self._kept: dict[int, Any] = {}

    def _unlock(self, path: Path, password: str | None) -> None:
        if password is None:
            raise SealDeskError(ErrorCode.DOCUMENT_PASSWORD_MISSING, path=path)
        if not mupdf.pdf_authenticate_password(self._pdf, password):
            raise SealDeskError(ErrorCode.DOCUMENT_PASSWORD_WRONG, path=path)

    def may_show_pictures(self, page: int) -> bool:
        """Whether page (from 1) is worth interpreting."""
        if self.pages <= _FEW_PAGES:
            return True
        try:
            dictionary = mupdf.pdf_lookup_page_obj(self._pdf, page - 1)
            resources = mupdf.pdf_dict_get_inheritable(dictionary, mupdf.PDF_ENUM_NAME_Resources)
            return (
                self._names_images(resources, 0)
                or self._annotations_may(dictionary)
                or mupdf.pdf_dict_len(mupdf.pdf_dict_get(resources, mupdf.PDF_ENUM_NAME_Pattern)) > 0
                or self._holds_inline(mupdf.pdf_dict_get(dictionary, mupdf.PDF_ENUM_NAME_Contents))
            )
        except mupdf.FzErrorBase:
            self.broken = True
            return False

    def own_images(self, page: int) -> list[tuple[int, Any]]:
        """Object number and image of what page (from 1) names as SealDesk names a seal's picture: in its resources and
        in the appearances of its fields; the newest first, at most 16.
        """
        found: dict[int, Any] = {}
        try:
            dictionary = mupdf.pdf_lookup_page_obj(self._pdf, page - 1)
            resources = mupdf.pdf_dict_get_inheritable(dictionary, mupdf.PDF_ENUM_NAME_Resources)
            _named(resources, _OWN_IN_PAGE, found)
            annotations = mupdf.pdf_dict_get(dictionary, mupdf.PDF_ENUM_NAME_Annots)
            for index in range(min(mupdf.pdf_array_len(annotations), _NAMED_AT_MOST)):
                _named(_appearance(mupdf.pdf_array_get(annotations, index)), _OWN_IN_FIELD, found)
        except mupdf.FzErrorBase:
            self.broken = True
        newest = sorted(found, reverse=True)[:_OWN_AT_MOST]
        return [(number, image) for number in newest if (image := self._image(found[number])) is not None]

    def keep(self, image: Any) -> int:
        """The key that paintings of this image will have."""
        key = int(image.m_internal.this)
        self._kept[key] = image
        return key

    def _image(self, named: Any) -> Any | None:
        try:
            return mupdf.pdf_load_image(self._pdf, named)
        except mupdf.FzErrorBase:
            self.broken = True
            return None

    def _names_images(self, resources: Any, depth: int) -> bool:
        objects = mupdf.pdf_dict_get(resources, mupdf.PDF_ENUM_NAME_XObject)
        for index in range(min(mupdf.pdf_dict_len(objects), _NAMED_AT_MOST)):
            named = mupdf.pdf_dict_get_val(objects, index)
            subtype = mupdf.pdf_to_name(mupdf.pdf_dict_get(named, mupdf.PDF_ENUM_NAME_Subtype))
            if subtype == "Image" and not mupdf.pdf_to_bool(
                mupdf.pdf_dict_get(named, mupdf.PDF_ENUM_NAME_ImageMask)
            ):
                return True
            if subtype == "Form" and self._form_may(named, depth):
                return True
        return False

    def _form_may(self, form: Any, depth: int) -> bool:
        number = int(mupdf.pdf_to_num(form))
        if depth >= _FORMS_DEEP:
            return True
        if number not in self._forms:
            self._forms[number] = False  # a form within itself adds nothing
            resources = mupdf.pdf_dict_get(form, mupdf.PDF_ENUM_NAME_Resources)
            self._forms[number] = self._names_images(resources, depth + 1) or self._holds_inline(form)
        return self._forms[number]

    def _holds_inline(self, contents: Any) -> bool:
        """Whether content streams may hold an image (ISO 32000-2 §8.9.7)."""
        parts = [contents]
        if mupdf.pdf_is_array(contents):
            count = min(mupdf.pdf_array_len(contents), _NAMED_AT_MOST)
            parts = [mupdf.pdf_array_get(contents, index) for index in range(count)]
        streams = (part for part in parts if mupdf.pdf_is_stream(part))
        return any(INLINE.search(mupdf.fz_buffer_extract_copy(mupdf.pdf_load_stream(one))) for one in streams)

    def _annotations_may(self, dictionary: Any) -> bool:
        """Appearances are few and mostly of the one who stamped: their pages are interpreted."""
        annotations = mupdf.pdf_dict_get(dictionary, mupdf.PDF_ENUM_NAME_Annots)
        return any(
            mupdf.pdf_is_dict(
                mupdf.pdf_dict_get(mupdf.pdf_array_get(annotations, index), mupdf.PDF_ENUM_NAME_AP)
            )
            for index in range(min(mupdf.pdf_array_len(annotations), _NAMED_AT_MOST))
        )

    def of_page(self, page: int, wanted: Callable[[], bool]) -> Iterator[Shown]:
        """The images page (from 1) paints, in the order of painting; of a page that cannot be read, those before that.

        Args:
            wanted: Asked at each image; where it says no, the rest of the page is left out.
        """
        collector = None
        try:
            loaded = mupdf.fz_load_page(self._pdf.super(), page - 1)
            collector = _Collector(*self._shown(page, loaded), wanted)
            mupdf.fz_run_page(loaded, collector, mupdf.FzMatrix(), collector.cookie)
            mupdf.fz_close_device(collector)
        except mupdf.FzErrorBase:
            self.broken = True
        for shown in collector.found if collector else ():
            self._kept[shown.key] = shown.image  # so that its address stays its own
            yield shown

    def _shown(self, page: int, loaded: Any) -> tuple[Matrix, Rect]:
        """The matrix from MuPDF's page to mm as shown, and the page in mm; from the raw boxes, as everywhere."""
        frame = _frame(mupdf.pdf_lookup_page_obj(self._pdf, page - 1))
        own = mupdf.FzMatrix()
        mupdf.pdf_page_transform(mupdf.pdf_page_from_fz_page(loaded), mupdf.FzRect(0), own)
        back = inverse((own.a, own.b, own.c, own.d, own.e, own.f))
        return concat(back, shown_matrix(frame)), frame.shown_mm


class _Collector(mupdf.FzDevice2):  # type: ignore[misc]
    """A device that paints nothing and writes down images. A callback must not raise: C stands around it."""

    def __init__(self, to_mm: Matrix, page: Rect, wanted: Callable[[], bool]) -> None:
        super().__init__()
        for name in _CALLBACKS:
            getattr(self, f"use_virtual_{name}")()
        self.cookie = mupdf.FzCookie()
        self.found: list[Shown] = []
        self._wanted = wanted
        self._to_mm, self._page = to_mm, page
        self._clips: list[Rect] = [page]

    def fill_image(self, context: Any, image: Any, matrix: Any, alpha: float, parameters: Any) -> None:
        if not self._wanted():
            self.cookie.m_internal.abort = 1
            return
        to_mm = concat((matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f), self._to_mm)
        bounds = bounds_of(to_mm)
        # What nobody can see is told all the same: hiding must not help.
        visible = bounds.intersection(self._clips[-1]) or bounds
        whole = self._clips[-1].contains(bounds, 0.1)
        kept = mupdf.FzImage(mupdf.ll_fz_keep_image(image))
        self.found.append(Shown(int(image.this), kept, to_mm, visible, whole, self._page))

    def clip_path(self, context: Any, path: Any, even_odd: int, matrix: Any, scissor: Any) -> None:
        box = mupdf.ll_fz_bound_path(path, None, matrix)
        clip = bounds_of(self._to_mm, Rect(box.x0, box.y0, box.x1, box.y1))
        self._clips.append(self._clips[-1].intersection(clip) or Rect(0.0, 0.0, 0.0, 0.0))

    def pop_clip(self, context: Any) -> None:
        if len(self._clips) > 1:
            self._clips.pop()

    def _same_clip(self, *unused: Any) -> None:
        self._clips.append(self._clips[-1])

    clip_stroke_path = clip_text = clip_stroke_text = clip_image_mask = end_mask = _same_clip


_CALLBACKS = (
    "fill_image",
    "clip_path",
    "pop_clip",
    "clip_stroke_path",
    "clip_text",
    "clip_stroke_text",
    "clip_image_mask",
    "end_mask",
)


def _named(resources: Any, name: re.Pattern[str], found: dict[int, Any]) -> None:
    """Images among the resources whose names are such."""
    objects = mupdf.pdf_dict_get(resources, mupdf.PDF_ENUM_NAME_XObject)
    for index in range(min(mupdf.pdf_dict_len(objects), _NAMED_AT_MOST)):
        if name.fullmatch(mupdf.pdf_to_name(mupdf.pdf_dict_get_key(objects, index))):
            one = mupdf.pdf_dict_get_val(objects, index)
            if mupdf.pdf_to_name(mupdf.pdf_dict_get(one, mupdf.PDF_ENUM_NAME_Subtype)) == "Image":
                found[int(mupdf.pdf_to_num(one))] = one


def _appearance(annotation: Any) -> Any:
    """Resources of an annotation's usual appearance."""
    appearances = mupdf.pdf_dict_get(annotation, mupdf.PDF_ENUM_NAME_AP)
    return mupdf.pdf_dict_get(
        mupdf.pdf_dict_get(appearances, mupdf.PDF_ENUM_NAME_N), mupdf.PDF_ENUM_NAME_Resources
    )


def utf8_name(path: Path) -> str:
    """A name of the file that MuPDF takes: where its own is no UTF-8, the one that this process has it open by."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return f"/proc/self/fd/{os.open(path, os.O_RDONLY | os.O_CLOEXEC)}"
    return str(path)


def quiet() -> None:
    """MuPDF says what it thinks of a file on stderr otherwise."""
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)


def _frame(page: Any) -> PageFrame:
    """The page's frame from its raw boxes; letter size where it names none."""
    unit = mupdf.pdf_dict_get(page, mupdf.PDF_ENUM_NAME_UserUnit)
    return PageFrame.of_boxes(
        _box(page, mupdf.PDF_ENUM_NAME_MediaBox) or LETTER_UNITS,
        _box(page, mupdf.PDF_ENUM_NAME_CropBox),
        int(mupdf.pdf_to_real(mupdf.pdf_dict_get_inheritable(page, mupdf.PDF_ENUM_NAME_Rotate))),
        float(mupdf.pdf_to_real(unit)) if mupdf.pdf_is_number(unit) else 1.0,
    )


def _box(page: Any, name: Any) -> Rect | None:
    array = mupdf.pdf_dict_get_inheritable(page, name)
    items = [mupdf.pdf_array_get(array, index) for index in range(min(4, mupdf.pdf_array_len(array)))]
    if len(items) < 4 or not all(mupdf.pdf_is_number(item) for item in items):
        return None
    box = Rect.of_corners(*(float(mupdf.pdf_to_real(item)) for item in items))
    return box if box.width > 0 and box.height > 0 else None


def bounds_of(matrix: Matrix, part: Rect = WHOLE) -> Rect:
    """The upright rectangle around a part of the unit square."""
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (part.x0, part.x1) for y in (part.y0, part.y1)]
    xs, ys = [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]
    return Rect(min(xs), min(ys), max(xs), max(ys))


def is_photo(image: Any) -> bool:
    """JPEG, JPEG 2000 and the like: what was stored so never has its samples back exactly."""
    kind = mupdf.ll_fz_compressed_image_type(image.m_internal)
    return kind in (mupdf.FZ_IMAGE_JPEG, mupdf.FZ_IMAGE_JPX, mupdf.FZ_IMAGE_JXR)


def may_be_coloured(image: Any) -> bool:
    """No stencil, not grey."""
    inside = image.m_internal
    if inside.imagemask or inside.colorspace is None:
        return False
    return not mupdf.ll_fz_colorspace_is_gray(inside.colorspace)


def samples_of(image: Any) -> Samples | None:
    """The image's pixels; None where they are not colour.

    Raises:
        SealDeskError: `DOCUMENT_DAMAGED` where they cannot be decoded.
    """
    inside = image.m_internal
    try:
        pixels = mupdf.FzPixmap(mupdf.ll_fz_get_unscaled_pixmap_from_image(inside))
        if pixels.colorspace().m_internal is None:
            return None
        if pixels.n() - pixels.alpha() != 3:
            rgb = mupdf.fz_device_rgb()
            pixels = mupdf.fz_convert_pixmap(
                pixels, rgb, mupdf.FzColorspace(), mupdf.FzDefaultColorspaces(), mupdf.FzColorParams(), 1
            )
        mask = _mask(inside.mask, pixels.w(), pixels.h()) if inside.mask else None
    except mupdf.FzErrorBase as error:
        raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, reason="image") from error
    return plain(pixels, mask)


def plain(pixels: Any, mask: bytes | None = None) -> Samples:
    """The samples of an RGB pixmap, without padding; its own alpha counts where there is no mask."""
    width, height, count, stride = pixels.w(), pixels.h(), pixels.n(), pixels.stride()
    data = bytes(mupdf.fz_pixmap_samples_memoryview(pixels))
    if stride != width * count:
        data = b"".join(data[row * stride : row * stride + width * count] for row in range(height))
    if count == 3:
        return Samples(width, height, data, mask)
    rgb = bytearray(3 * width * height)
    for channel in range(3):
        rgb[channel::3] = data[channel::count]
    return Samples(width, height, bytes(rgb), mask if mask is not None else data[3::count])


def _mask(mask: Any, width: int, height: int) -> bytes | None:
    """Alpha of an image's mask, at the image's own size."""
    pixels = mupdf.FzPixmap(mupdf.ll_fz_get_unscaled_pixmap_from_image(mask))
    across, down, stride = pixels.w(), pixels.h(), pixels.stride()
    if pixels.n() != 1:
        return None
    data = bytes(mupdf.fz_pixmap_samples_memoryview(pixels))
    if (across, down) == (width, height):
        return b"".join(data[row * stride : row * stride + width] for row in range(height))
    columns = [x * across // width for x in range(width)]
    rows = (data[(y * down // height) * stride :][:across] for y in range(height))
    return b"".join(bytes(row[x] for x in columns) for row in rows)
