"""The seal on the drawn page, as it will be written: the same picture, the same matrix, the same blending."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sealdesk.documents.foreign_pdf import pixel_matrix
from sealdesk.geometry import Matrix, PageFrame, Rect, concat, shown_matrix
from sealdesk.model.ink import Stamp
from sealdesk.model.seal import SealPicture

if TYPE_CHECKING:
    from sealdesk.documents.rendering import RenderedPage


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
    mask = mupdf.fz_new_image_from_pixmap(
        _pixmap(mupdf.fz_device_gray(), picture.width_px, picture.height_px, picture.alpha), mupdf.FzImage()
    )
    image = mupdf.fz_new_image_from_pixmap(
        _pixmap(mupdf.fz_device_rgb(), picture.width_px, picture.height_px, picture.rgb), mupdf.FzImage()
    )
    page = concat(shown_matrix(frame), pixel_matrix(drawn.pixels_per_mm, drawn.clip_mm))
    device = mupdf.fz_new_draw_device(mupdf.FzMatrix(), pixmap)
    for stamp in mine:
        placed = concat(whole_picture(frame.ink_matrix(stamp.box), stamp.window), page)
        whole = mupdf.FzMatrix(*placed)
        # A PDF's image has its first row at the top of an upright unit square, MuPDF's devices turn it over.
        top_down = mupdf.FzMatrix(*concat((1.0, 0.0, 0.0, -1.0, 0.0, 1.0), placed))
        area = mupdf.FzRect(0, 0, width, height)
        mupdf.fz_begin_group(device, area, mupdf.FzColorspace(), 0, 0, mupdf.FZ_BLEND_MULTIPLY, 1.0)
        mupdf.fz_clip_path(device, _window(stamp.window), 0, whole, area)
        mupdf.fz_clip_image_mask(device, mask, top_down, area)
        mupdf.fz_fill_image(device, image, top_down, 1.0, mupdf.FzColorParams())
        mupdf.fz_pop_clip(device)
        mupdf.fz_pop_clip(device)
        mupdf.fz_end_group(device)
    mupdf.fz_close_device(device)
    rgb = bytes(mupdf.fz_pixmap_samples_memoryview(pixmap))
    return RenderedPage(drawn.page, drawn.clip_mm, drawn.pixels_per_mm, width, height, rgb)


def whole_picture(visible: Matrix, window: Rect) -> Matrix:
    """The matrix of the whole picture's unit square, from that of its visible part.

    Args:
        visible: Takes the unit square (y up) to where the part `window` of the picture (y down) lies.
    """
    a, b, c, d, e, f = visible
    a, b, c, d = a / window.width, b / window.width, c / window.height, d / window.height
    below = 1.0 - window.y1
    return a, b, c, d, e - a * window.x0 - c * below, f - b * window.x0 - d * below


def _window(window: Rect) -> Any:
    from pymupdf import mupdf

    path = mupdf.FzPath()
    mupdf.fz_rectto(path, window.x0, 1.0 - window.y1, window.x1, 1.0 - window.y0)
    return path


def _pixmap(space: Any, width: int, height: int, samples: bytes) -> Any:
    from pymupdf import mupdf

    pixmap = mupdf.fz_new_pixmap_with_bbox(
        space, mupdf.FzIrect(0, 0, width, height), mupdf.FzSeparations(), 0
    )
    mupdf.fz_pixmap_samples_memoryview(pixmap)[:] = samples
    return pixmap
