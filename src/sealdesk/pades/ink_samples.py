"""A seal's picture as the compressed samples of PDF images (ISO 32000-2 §8.9.5): exact, nothing lossy.

Apart from `ink` so that it can be done before there is an update, without pyhanko.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from sealdesk.model.seal import SealPicture

_EFFORT = 5


@dataclass(frozen=True)
class InkSamples:
    """One picture, ready to be written.

    Attributes:
        colours: 8-bit RGB, deflated.
        mask: Deflated: 8-bit alpha, or where `opaque` one bit a pixel, 1 where nothing is painted (§8.9.6.3).
        opaque: Without transparency (PDF/A-1): soft edges are mixed with white. Fully opaque pixels are the same
            either way.
    """

    width_px: int
    height_px: int
    opaque: bool
    colours: bytes = field(repr=False)
    mask: bytes = field(repr=False)


def ink_samples(picture: SealPicture, *, opaque: bool) -> InkSamples:
    """The picture's samples; `opaque` for documents that allow no transparency."""
    colours = picture.opaque().rgb if opaque else picture.rgb
    mask = picture.stencil() if opaque else picture.alpha
    return InkSamples(
        picture.width_px,
        picture.height_px,
        opaque,
        zlib.compress(colours, _EFFORT),
        zlib.compress(mask, _EFFORT),
    )
