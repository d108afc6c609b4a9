"""The seal on the drawn page, as it will be written: the same picture, the same matrices, the same blending.

Pixels depend on how a program reckons, too: matrices are rounded as files hold them and multiplied in MuPDF's own order
and precision, and pictures are read as from a file. So the preview is what the written file looks like, to the pixel.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sealdesk.documents.foreign_pdf import pixel_matrix
from sealdesk.documents.page_layers import space_of
from sealdesk.geometry import MM_PER_INCH, UNITS_PER_INCH, Matrix, PageFrame, Rect, concat, shown_matrix
from sealdesk.model.ink import WHOLE, Stamp
from sealdesk.model.seal import SealPicture

if TYPE_CHECKING:
    from sealdesk.documents.rendering import RenderedPage

_DECIMALS = 5
"""Of numbers in content streams."""


SealInk = tuple[SealPicture, Sequence[Stamp]]
"""A seal's picture and where it is stamped."""


def press(
    drawn: RenderedPage, frame: PageFrame, inks: Sequence[SealInk], *, opaque: bool = False
) -> RenderedPage:
    """`drawn` with seals pressed onto it wherever their stamps put them on this page, in order.

    Args:
        opaque: The ink covers what is there; otherwise it multiplies with it (ISO 32000-2 §11.3.5.2).
    """
    from pymupdf import mupdf

    mine = _on_page(inks, drawn.page)
    if not mine:
        return drawn
    pixmap = _pixmap(mupdf.fz_device_rgb(), drawn, drawn.rgb)
    _press_onto(pixmap, drawn, frame, mine, opaque=opaque)
    return replace(drawn, rgb=bytes(mupdf.fz_pixmap_samples_memoryview(pixmap)))


def press_blending(
    part: RenderedPage,
    frame: PageFrame,
    inks: Sequence[SealInk],
    components: int,
    samples: bytes,
    *,
    opaque: bool = False,
) -> bytes:
    """RGB on white of a part of a page that blends in another space, seals pressed on.

    Args:
        part: Says which part; its pixels play no role.
        components: Of the space.
        samples: The content in that space, with alpha.
    """
    from pymupdf import mupdf

    pixmap = _pixmap(space_of(components), part, samples, alpha=True)
    _press_onto(pixmap, part, frame, _on_page(inks, part.page), opaque=opaque)
    plain = mupdf.fz_convert_pixmap(
        pixmap,
        mupdf.fz_device_rgb(),
        mupdf.FzColorspace(),
        mupdf.FzDefaultColorspaces(),
        mupdf.FzColorParams(),
        1,
    )
    found = bytes(mupdf.fz_pixmap_samples_memoryview(plain))
    rgb = bytearray(3 * part.width_px * part.height_px)
    paper = bytes(255 - alpha for alpha in found[3::4])
    for channel in range(3):
        rgb[channel::3] = bytes(map(operator.add, found[channel::4], paper))
    return bytes(rgb)


def _on_page(inks: Sequence[SealInk], page: int) -> list[SealInk]:
    mine = [(picture, [stamp for stamp in stamps if stamp.page == page]) for picture, stamps in inks]
    return [(picture, stamps) for picture, stamps in mine if stamps]


def _press_onto(
    pixmap: Any, part: RenderedPage, frame: PageFrame, inks: Sequence[SealInk], *, opaque: bool
) -> None:
    from pymupdf import mupdf

    device = mupdf.fz_new_draw_device(mupdf.FzMatrix(), pixmap)
    way = _Way(frame, part.pixels_per_mm, part.clip_mm)
    for picture, stamps in inks:
        images = _images(picture.opaque() if opaque else picture)
        for stamp in stamps:
            _paint(device, images, stamp, way, multiply=not opaque)
    mupdf.fz_close_device(device)


class _Way:
    """From a page's user space to pixels, by way of MuPDF's page space (points from the page's corner as shown)."""

    def __init__(self, frame: PageFrame, pixels_per_mm: float, clip_mm: Rect) -> None:
        from pymupdf import mupdf

        points = UNITS_PER_INCH / MM_PER_INCH
        self.frame = frame
        self.to_page = mupdf.FzMatrix(*concat(shown_matrix(frame), _scaled(points)))
        self.to_pixels = mupdf.FzMatrix(*concat(_scaled(1 / points), pixel_matrix(pixels_per_mm, clip_mm)))


def _paint(device: Any, images: tuple[Any, Any], stamp: Stamp, way: _Way, *, multiply: bool) -> None:
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
    if multiply:
        mupdf.fz_begin_group(device, area, mupdf.FzColorspace(), 0, 0, mupdf.FZ_BLEND_MULTIPLY, 1.0)
    mupdf.fz_clip_image_mask(device, mask, top_down, area)
    mupdf.fz_fill_image(device, image, top_down, 1.0, mupdf.FzColorParams())
    mupdf.fz_pop_clip(device)
    if multiply:
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


def _pixmap(space: Any, part: RenderedPage, samples: bytes, *, alpha: bool = False) -> Any:
    from pymupdf import mupdf

    area = mupdf.FzIrect(0, 0, part.width_px, part.height_px)
    pixmap = mupdf.fz_new_pixmap_with_bbox(space, area, mupdf.FzSeparations(), int(alpha))
    mupdf.fz_pixmap_samples_memoryview(pixmap)[:] = samples
    return pixmap
