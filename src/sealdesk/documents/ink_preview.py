"""The seal on the drawn page, as it will be written: the same picture, the same matrices, the same blending.

Pixels depend on how a program reckons, too: matrices are rounded as files hold them and multiplied in MuPDF's own order
and precision, and pictures are read as from a file. So the preview is what the written file looks like, to the pixel.
"""

from __future__ import annotations

import operator
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sealdesk.documents.foreign_pdf import pixel_matrix
from sealdesk.documents.page_layers import space_of
from sealdesk.geometry import MM_PER_INCH, UNITS_PER_INCH, Matrix, PageFrame, Rect, concat, shown_matrix
from sealdesk.model.ink import PLAIN_INK, WHOLE, InkLayer, InkWay, Stamp
from sealdesk.model.seal import SealPicture

if TYPE_CHECKING:
    from sealdesk.documents.rendering import RenderedPage

_DECIMALS = 5
"""Of numbers in content streams."""


SealInk = tuple[SealPicture, Sequence[Stamp]]
"""A seal's picture and where it is stamped."""


def press(
    drawn: RenderedPage, frame: PageFrame, inks: Sequence[SealInk], way: InkWay = PLAIN_INK
) -> RenderedPage:
    """`drawn` with seals pressed onto it wherever their stamps put them on this page, in order, whatever layer `way`
    names: above all that is there.
    """
    from pymupdf import mupdf

    mine = _on_page(inks, drawn.page)
    if not mine:
        return drawn
    pixmap = _pixmap(mupdf.fz_device_rgb(), drawn, drawn.rgb)
    _press_onto(pixmap, drawn, frame, mine, way)
    return replace(drawn, rgb=bytes(mupdf.fz_pixmap_samples_memoryview(pixmap)))


def press_blending(
    part: RenderedPage,
    frame: PageFrame,
    inks: Sequence[SealInk],
    components: int,
    samples: bytes,
    way: InkWay = PLAIN_INK,
) -> bytes:
    """RGB on white of a part of a page that blends in another space, seals pressed on.

    Args:
        part: Says which part; its pixels play no role.
        components: Of the space.
        samples: The content in that space, with alpha.
    """
    from pymupdf import mupdf

    pixmap = _pixmap(space_of(components), part, samples, alpha=True)
    _press_onto(pixmap, part, frame, _on_page(inks, part.page), way)
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
    pixmap: Any, part: RenderedPage, frame: PageFrame, inks: Sequence[SealInk], way: InkWay
) -> None:
    from pymupdf import mupdf

    device = mupdf.fz_new_draw_device(mupdf.FzMatrix(), pixmap)
    ground = _Ground(frame, part.pixels_per_mm, part.clip_mm)
    for picture, stamps in inks:
        images = _opaque_images(picture.opaque()) if way.opaque else _images(picture)
        for stamp in stamps:
            if way.layer is InkLayer.OVER:
                with ground.appearance(device, stamp) as appearance:
                    _paint(device, images, stamp, appearance, multiply=not way.opaque)
            else:
                _paint(device, images, stamp, ground, multiply=not way.opaque)
    mupdf.fz_close_device(device)


class _Ground:
    """From a page's user space to pixels, by way of MuPDF's page space (points from the page's corner as shown)."""

    def __init__(self, frame: PageFrame, pixels_per_mm: float, clip_mm: Rect) -> None:
        from pymupdf import mupdf

        points = UNITS_PER_INCH / MM_PER_INCH
        self.frame = frame
        self.to_page = mupdf.FzMatrix(*concat(shown_matrix(frame), _scaled(points)))
        self.to_pixels = mupdf.FzMatrix(*concat(_scaled(1 / points), pixel_matrix(pixels_per_mm, clip_mm)))

    @contextmanager
    def appearance(self, device: Any, stamp: Stamp) -> Iterator[_Ground]:
        """The ground inside a field's appearance (ISO 32000-2 §12.5.5) that just holds the stamp."""
        from pymupdf import mupdf

        bounds = self.frame.user_bounds(stamp.box)
        x0, y0, x1, y1, width, height = (
            _single(round(value, _DECIMALS))
            for value in (bounds.x0, bounds.y0, bounds.x1, bounds.y1, bounds.width, bounds.height)
        )
        fitting = _single(x1 - x0) / width, 0.0, 0.0, _single(y1 - y0) / height, x0, y0
        placed = mupdf.fz_concat(mupdf.FzMatrix(*fitting), self.to_page)
        inside = copy(self)
        shift = mupdf.FzMatrix(1.0, 0.0, 0.0, 1.0, round(-bounds.x0, _DECIMALS), round(-bounds.y0, _DECIMALS))
        inside.to_page = mupdf.fz_concat(shift, placed)
        whole = _rectangle(Rect(0.0, 0.0, width, height))
        mupdf.fz_clip_path(device, whole, 0, mupdf.fz_concat(placed, self.to_pixels), _everywhere())
        yield inside
        mupdf.fz_pop_clip(device)


def _paint(device: Any, images: tuple[Any, Any], stamp: Stamp, ground: _Ground, *, multiply: bool) -> None:
    """What MuPDF does for the operators that `pades.ink` writes."""
    from pymupdf import mupdf

    image, mask = images
    part = stamp.window != WHOLE
    visible = mupdf.fz_concat(_rounded(ground.frame.ink_matrix(stamp.box)), ground.to_page)
    whole = mupdf.fz_concat(mupdf.FzMatrix(*window_matrix(stamp.window)), visible) if part else visible
    area = mupdf.fz_transform_rect(mupdf.FzRect(0, 0, 1, 1), mupdf.fz_concat(whole, ground.to_pixels))
    # A PDF's image has its first row at the top of an upright unit square, MuPDF's devices turn it over.
    turned = mupdf.fz_pre_scale(mupdf.fz_pre_translate(_copied(whole), 0, 1), 1, -1)
    top_down = mupdf.fz_concat(turned, ground.to_pixels)
    if part:
        seen = mupdf.fz_concat(visible, ground.to_pixels)
        mupdf.fz_clip_path(device, _rectangle(stamp.painted), 0, seen, _everywhere())
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
    mask = {"Type": "XObject", "ColorSpace": "DeviceGray", "BitsPerComponent": 8}
    return _read(picture, "SMask", mask, picture.alpha)


def _opaque_images(picture: SealPicture) -> tuple[Any, Any]:
    """The same, cut out by a stencil of one bit a pixel, which MuPDF reads otherwise than eight."""
    mask = {"Type": "XObject", "ImageMask": True, "BitsPerComponent": 1}
    return _read(picture, "Mask", mask, picture.stencil())


def _read(picture: SealPicture, key: str, mask: dict[str, Any], samples: bytes) -> tuple[Any, Any]:
    from pymupdf import mupdf

    holder = mupdf.pdf_create_document()
    size = {"Subtype": "Image", "Width": picture.width_px, "Height": picture.height_px}
    masked = _stream(holder, {**size, **mask}, samples)
    colours = {**size, "ColorSpace": "DeviceRGB", "BitsPerComponent": 8, key: masked}
    image = mupdf.pdf_load_image(holder, _stream(holder, colours, picture.rgb))
    return image, mupdf.FzImage(mupdf.ll_fz_keep_image(image.m_internal.mask))


def _stream(holder: Any, entries: dict[str, Any], samples: bytes) -> Any:
    from pymupdf import mupdf

    made = mupdf.pdf_new_dict(holder, len(entries))
    for key, value in entries.items():
        name = mupdf.pdf_new_name(key)
        if isinstance(value, bool):
            mupdf.pdf_dict_put_bool(made, name, int(value))
        elif isinstance(value, int):
            mupdf.pdf_dict_put_int(made, name, value)
        else:
            mupdf.pdf_dict_put(made, name, mupdf.pdf_new_name(value) if isinstance(value, str) else value)
    return mupdf.pdf_add_stream(holder, mupdf.fz_new_buffer_from_copied_data(samples), made, 0)


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


def _everywhere() -> Any:
    from pymupdf import mupdf

    return mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)


def _single(value: float) -> float:
    """In single precision, which MuPDF reckons in."""
    return float(struct.unpack("f", struct.pack("f", value))[0])


def _pixmap(space: Any, part: RenderedPage, samples: bytes, *, alpha: bool = False) -> Any:
    from pymupdf import mupdf

    area = mupdf.FzIrect(0, 0, part.width_px, part.height_px)
    pixmap = mupdf.fz_new_pixmap_with_bbox(space, area, mupdf.FzSeparations(), int(alpha))
    mupdf.fz_pixmap_samples_memoryview(pixmap)[:] = samples
    return pixmap
