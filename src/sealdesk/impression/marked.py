"""A seal's picture with a word burnt across it: for sheets and registers, where it must not serve as a seal.

The word is part of the pixels. Around its strokes the ink is taken away, so that the seal under it cannot be had
back by taking the word's colour out.
"""

from __future__ import annotations

import math
from typing import Any

from sealdesk.impression import lettering, outline
from sealdesk.impression.outline import Outline, joined
from sealdesk.impression.typeface import seal_typeface
from sealdesk.model.seal import SealPicture

_INK = (0x33, 0x41, 0x55)
"""Dark slate: no colour a seal has."""
_TURN_DEG = -35.0
_HALO = 0.11
"""White around the word's strokes, as a share of its height."""


def marked(picture: SealPicture, word: str, size: float = 0.17) -> SealPicture:
    """The picture with `word` across it, from lower left to upper right.

    Args:
        size: Height of the word, as a share of the picture's shorter side; less where it would not fit.

    Raises:
        SealDeskError: `TOOL_MISSING` without the typeface.
    """
    import numpy

    letters, height_mm = _word(picture, word, size)
    inked = _coverage(picture, letters, 0.0)
    cleared = _coverage(picture, letters, _HALO * height_mm)
    alpha = numpy.frombuffer(picture.alpha, numpy.uint8).astype(numpy.uint16)
    rgb = numpy.frombuffer(picture.rgb, numpy.uint8).reshape(-1, 3).copy()
    alpha = alpha * (255 - cleared) // 255
    alpha = numpy.maximum(alpha, inked)
    rgb[inked > 0] = _INK
    return SealPicture(
        picture.width_px,
        picture.height_px,
        rgb.tobytes(),
        alpha.astype(numpy.uint8).tobytes(),
        picture.width_mm,
        picture.height_mm,
    )


def scaled(picture: SealPicture, width_px: int, height_px: int) -> SealPicture:
    """The picture in fewer (or more) pixels, of the same size on paper."""
    import numpy
    import pymupdf

    shape = (picture.height_px, picture.width_px)
    alpha = numpy.frombuffer(picture.alpha, numpy.uint8).reshape(shape)
    rgb = numpy.frombuffer(picture.rgb, numpy.uint8).reshape(*shape, 3)
    channels = []
    # Colours are weighed by their ink: what is transparent has none to give.
    weighed = rgb.astype(numpy.uint16) * alpha[:, :, None] // 255
    for plane in (*numpy.moveaxis(weighed, 2, 0), alpha):
        grey = pymupdf.Pixmap(
            pymupdf.csGRAY, picture.width_px, picture.height_px, plane.astype("uint8").tobytes(), 0
        )
        channels.append(numpy.frombuffer(pymupdf.Pixmap(grey, width_px, height_px).samples, numpy.uint8))
    ink = numpy.stack(channels[:3], axis=1).astype(numpy.uint32)
    cover = channels[3].astype(numpy.uint32)[:, None]
    full = numpy.minimum(255, ink * 255 // numpy.maximum(cover, 1)).astype(numpy.uint8)
    return SealPicture(
        width_px, height_px, full.tobytes(), channels[3].tobytes(), picture.width_mm, picture.height_mm
    )


def _word(picture: SealPicture, word: str, size: float) -> tuple[Outline, float]:
    row = lettering.row_of(word, seal_typeface())
    turn = math.radians(_TURN_DEG) if len(word) > 1 else 0.0
    cos, sin = math.cos(turn), math.sin(turn)
    height = size * min(picture.width_mm, picture.height_mm)
    # From edge to edge: across the border, too.
    room = min(picture.width_mm / abs(cos), picture.height_mm / max(abs(sin), 0.1)) * 0.92
    setting = lettering.fit(row, room, height, fill=1.0 if len(word) > 1 else 0.0, gap=0.25)
    letters = joined(lettering.on_line(row, 0.0, 0.0, setting))
    middle = (picture.width_mm / 2, picture.height_mm / 2)
    return letters.mapped((cos, sin, -sin, cos, *middle)), setting.height_mm


def _coverage(picture: SealPicture, letters: Outline, halo_mm: float) -> Any:
    """How much of each pixel the letters cover, 0 to 255, widened by `halo_mm` all round."""
    import numpy
    import pymupdf

    across, down = picture.width_px / picture.width_mm, picture.height_px / picture.height_mm
    paint = "B" if halo_mm else "f"
    content = "\n".join(
        [
            f"{across:.6f} 0 0 {-down:.6f} 0 {picture.height_px} cm",
            f"1 j {2 * halo_mm:.4f} w",
            outline.operators(letters).removesuffix("f") + paint,
        ]
    )
    with pymupdf.Document() as document:
        page = document.new_page(width=picture.width_px, height=picture.height_px)
        stream = document.get_new_xref()
        document.update_object(stream, "<<>>")
        document.update_stream(stream, content.encode("ascii"))
        page.set_contents(stream)
        samples = page.get_pixmap(alpha=True, dpi=72).samples
    return numpy.frombuffer(samples, numpy.uint8)[3::4].astype(numpy.uint16)
