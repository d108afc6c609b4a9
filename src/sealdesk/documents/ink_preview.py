"""The seal on the drawn page, as it will be written: the same picture, the same matrices, the same blending.

Pixels depend on how a program reckons, too: matrices are rounded as files hold them and multiplied in MuPDF's own order
and precision, and pictures are read as from a file. So the preview is what the written file looks like, to the pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sealdesk.documents.foreign_pdf import pixel_matrix
from sealdesk.geometry import MM_PER_INCH, UNITS_PER_INCH, Matrix, PageFrame, Rect, concat, shown_matrix
from sealdesk.model.ink import WHOLE, Stamp
from sealdesk.model.seal import SealPicture

if TYPE_CHECKING:
    from sealdesk.documents.rendering import RenderedPage

_DECIMALS = 5
"""Of numbers in content streams."""


def press(
    drawn: RenderedPage, frame: PageFrame, picture: SealPicture, stamps: Sequence[Stamp]
) -> RenderedPage:
    """`drawn` with the seal multiplied onto it wherever `stamps` put it on this page (ISO 32000-2 §11.3.5.2)."""
    from pymupdf import mupdf

    from sealdesk.documents.rendering import RenderedPage

    mine = [stamp for stamp in stamps if stamp.page == drawn.page]
    if not mine:
        return drawn
    width, height = drawn.width_px, drawn.height_px
    pixmap = _pixmap(mupdf.fz_device_rgb(), width, height, drawn.rgb)
    device = mupdf.fz_new_draw_device(mupdf.FzMatrix(), pixmap)
    images = _images(picture)
    for stamp in mine:
        _paint(device, images, stamp, _Way(frame, drawn.pixels_per_mm, drawn.clip_mm))
    mupdf.fz_close_device(device)
    rgb = bytes(mupdf.fz_pixmap_samples_memoryview(pixmap))
    return RenderedPage(drawn.page, drawn.clip_mm, drawn.pixels_per_mm, width, height, rgb)


class _Way:
    """From a page's user space to pixels, by way of MuPDF's page space (points from the page's corner as shown)."""

    def __init__(self, frame: PageFrame, pixels_per_mm: float, clip_mm: Rect) -> None:
        from pymupdf import mupdf

        points = UNITS_PER_INCH / MM_PER_INCH
        self.frame = frame
        self.to_page = mupdf.FzMatrix(*concat(shown_matrix(frame), _scaled(points)))
        self.to_pixels = mupdf.FzMatrix(*concat(_scaled(1 / points), pixel_matrix(pixels_per_mm, clip_mm)))


def _paint(device: Any, images: tuple[Any, Any], stamp: Stamp, way: _Way) -> None:
    """What MuPDF does for the operators that `pades.ink` writes."""
    from pymupdf import mupdf

    image, mask = images
    part = stamp.window != WHOLE
    visible = mupdf.fz_concat(_rounded(way.frame.ink_matrix(stamp.box)), way.to_page)
    whole = mupdf.fz_concat(mupdf.FzMatrix(*window_matrix(stamp.window)), visible) if part else visible
    area = mupdf.fz_transform_rect(mupdf.FzRect(0, 0, 1, 1), mupdf.fz_concat(whole, way.to_pixels))
    # A PDF's image has its first row at the top of an upright unit square, MuPDF's devices turn it over.
    turned = mupdf.fz_pre_scale(mupdf.fz_pre_translate(_copied(whole), 0, 1), 1, -1)
    top_down = mupdf.fz_concat(turned, way.to_pixels)
    if part:
        everywhere = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
        mupdf.fz_clip_path(
            device, _rectangle(stamp.painted), 0, mupdf.fz_concat(visible, way.to_pixels), everywhere
        )
    mupdf.fz_begin_group(device, area, mupdf.FzColorspace(), 0, 0, mupdf.FZ_BLEND_MULTIPLY, 1.0)
    mupdf.fz_clip_image_mask(device, mask, top_down, area)
    mupdf.fz_fill_image(device, image, top_down, 1.0, mupdf.FzColorParams())
    mupdf.fz_pop_clip(device)
    mupdf.fz_end_group(device)
    if part:
        mupdf.fz_pop_clip(device)


def window_matrix(window: Rect) -> Matrix:
    """From a whole picture's unit square (y up) to where it lies when its part `window` (y down) fills the square."""
    across, up = 1 / window.width, 1 / window.height
    return across, 0.0, 0.0, up, -window.x0 * across, -(1 - window.y1) * up


def _images(picture: SealPicture) -> tuple[Any, Any]:
    """Colours and mask as MuPDF reads them from a file; pictures from memory are scaled otherwise."""
    from pymupdf import mupdf

    holder = mupdf.pdf_create_document()

    def stream(space: str, samples: bytes) -> Any:
        entries = mupdf.pdf_new_dict(holder, 6)
        for key, name in (("Subtype", "Image"), ("ColorSpace", space)):
            mupdf.pdf_dict_puts(entries, key, mupdf.pdf_new_name(name))
        numbers = {"Width": picture.width_px, "Height": picture.height_px, "BitsPerComponent": 8}
        for key, number in numbers.items():
            mupdf.pdf_dict_puts(entries, key, mupdf.pdf_new_int(number))
        data = mupdf.fz_new_buffer_from_copied_data(samples)
        return mupdf.pdf_load_image(holder, mupdf.pdf_add_stream(holder, data, entries, 0))

    return stream("DeviceRGB", picture.rgb), stream("DeviceGray", picture.alpha)


def _rounded(matrix: Matrix) -> Any:
    from pymupdf import mupdf

    return mupdf.FzMatrix(*(round(value, _DECIMALS) for value in matrix))


def _copied(matrix: Any) -> Any:
    """MuPDF changes what it is told to scale first."""
    from pymupdf import mupdf

    return mupdf.FzMatrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _scaled(factor: float) -> Matrix:
    return factor, 0.0, 0.0, factor, 0.0, 0.0


def _rectangle(area: Rect) -> Any:
    from pymupdf import mupdf

    path = mupdf.FzPath()
    corners = area.x0, area.y0, area.width, area.height
    x, y, width, height = (round(value, _DECIMALS) for value in corners)
    mupdf.fz_rectto(path, x, y, x + width, y + height)
    return path


def _pixmap(space: Any, width: int, height: int, samples: bytes) -> Any:
    from pymupdf import mupdf

    pixmap = mupdf.fz_new_pixmap_with_bbox(
        space, mupdf.FzIrect(0, 0, width, height), mupdf.FzSeparations(), 0
    )
    mupdf.fz_pixmap_samples_memoryview(pixmap)[:] = samples
    return pixmap
