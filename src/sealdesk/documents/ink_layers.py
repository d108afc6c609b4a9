"""The seal between a page's layers: below its annotations, opaque below its text, in the space the page blends in.

A renderer gives pages as pixels, and pixels say nothing of what lies above what. Drawn once on white and once on black,
a layer tells for every pixel and channel what it makes of any ground below it: exactly so for plain paint of every
opacity and for the blend modes Multiply and Screen, which is what highlighters and stamps of other programs use. Where
grey between the two shows that annotations blend otherwise, they are drawn on many greys: that tells of every mode that
treats channels by themselves, but not of Hue, Saturation, Color and Luminosity (ISO 32000-2 §11.3.5.3).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from sealdesk.documents.ink_preview import SealInk, press, press_blending
from sealdesk.documents.page_layers import PageLayer
from sealdesk.geometry import PageFrame, Rect
from sealdesk.model.ink import InkLayer, InkWay

if TYPE_CHECKING:
    from sealdesk.documents.rendering import RenderedPage

_RGB = 3
_AROUND_PX = 2
_WHITE, _BLACK = 255, 0
_STEP = 17
_MIDDLE = 8 * _STEP
_ROUNDING = 6

AskLayer = Callable[[PageLayer, int | None, Rect], bytes]
"""Samples of a layer of a part of the page: the layer, the ground it is drawn on (see `LayeredPdf.layer`), the part."""


@dataclass(frozen=True)
class PageFacts:
    """What of a page decides how ink gets onto it: whether it has annotations, components of its blending space."""

    marks: bool
    blending: int


def press_into(
    drawn: RenderedPage,
    frame: PageFrame,
    inks: Sequence[SealInk],
    way: InkWay,
    facts: PageFacts,
    ask: AskLayer,
) -> RenderedPage:
    """The drawn page with seals where the written file will have them."""
    above_all = way.layer is InkLayer.OVER or (way.layer is InkLayer.CONTENT and not facts.marks)
    if above_all and (facts.blending == _RGB or way.layer is InkLayer.OVER):
        return press(drawn, frame, inks, way)
    boxes = [stamp.box.bounds_mm for _, stamps in inks for stamp in stamps if stamp.page == drawn.page]
    for patch in _patches(drawn, boxes):
        part = _blank(drawn, patch)
        rgb = _content(part, frame, inks, way, facts, ask)
        if facts.marks:
            rgb = _below_marks(rgb, partial(_marks, ask, part.clip_mm))
        drawn = _pasted(drawn, patch, rgb)
    return drawn


def _content(
    part: RenderedPage,
    frame: PageFrame,
    inks: Sequence[SealInk],
    way: InkWay,
    facts: PageFacts,
    ask: AskLayer,
) -> bytes:
    """The page's own content and the seals, without annotations."""
    if way.layer is InkLayer.BELOW:
        sheet = press(part, frame, inks, way)
        grounds = (ask(PageLayer.CONTENT, ground, part.clip_mm) for ground in (_WHITE, _BLACK))
        return over(sheet.rgb, *grounds)
    if facts.blending == _RGB:
        content = replace(part, rgb=ask(PageLayer.CONTENT, _WHITE, part.clip_mm))
        return press(content, frame, inks, way).rgb
    samples = ask(PageLayer.CONTENT, None, part.clip_mm)
    return press_blending(part, frame, inks, facts.blending, samples, way)


def over(ground: bytes, on_white: bytes, on_black: bytes) -> bytes:
    """A layer on another ground, from what it looks like on white and on black."""
    if on_white.count(_WHITE) == len(on_white) and on_black.count(_BLACK) == len(on_black):
        return ground
    return bytes(
        black + (below * (white - black) + 127) // 255 if white > black else black
        for below, white, black in zip(ground, on_white, on_black, strict=True)
    )


def _marks(ask: AskLayer, clip_mm: Rect, ground: int) -> bytes:
    return ask(PageLayer.MARKS, ground, clip_mm)


def _below_marks(ground: bytes, marks_on: Callable[[int], bytes]) -> bytes:
    """The annotations on another ground."""
    on_white, on_black, on_grey = (marks_on(level) for level in (_WHITE, _BLACK, _MIDDLE))
    foreseen = over(bytes([_MIDDLE]) * len(ground), on_white, on_black)
    if all(abs(one - other) <= _ROUNDING for one, other in zip(foreseen, on_grey, strict=True)):
        return over(ground, on_white, on_black)
    levels = [marks_on(level) for level in range(_BLACK, _WHITE + 1, _STEP)]
    levels.append(levels[-1])
    mixed = bytearray(len(ground))
    for at, below in enumerate(ground):
        step, rest = divmod(below, _STEP)
        lower = levels[step][at]
        mixed[at] = lower + (levels[step + 1][at] - lower) * rest // _STEP
    return bytes(mixed)


# Only where seals are is anything worked out: patches of whole pixels, in step with the drawn page.

Patch = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels of the drawn page."""


def _patches(drawn: RenderedPage, boxes: Sequence[Rect]) -> list[Patch]:
    """Around each seal; those that meet become one, so that seals one over the other are pressed together."""
    found: list[Patch] = []
    for box in boxes:
        patch = _patch(drawn, box)
        while touching := next((one for one in found if _meet(one, patch)), None):
            found.remove(touching)
            patch = _around(touching, patch)
        found.append(patch)
    return [patch for patch in found if patch[0] < patch[2] and patch[1] < patch[3]]


def _patch(drawn: RenderedPage, box: Rect) -> Patch:
    k, clip = drawn.pixels_per_mm, drawn.clip_mm
    return (
        max(0, math.floor((box.x0 - clip.x0) * k) - _AROUND_PX),
        max(0, math.floor((box.y0 - clip.y0) * k) - _AROUND_PX),
        min(drawn.width_px, math.ceil((box.x1 - clip.x0) * k) + _AROUND_PX),
        min(drawn.height_px, math.ceil((box.y1 - clip.y0) * k) + _AROUND_PX),
    )


def _meet(one: Patch, other: Patch) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _around(one: Patch, other: Patch) -> Patch:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _blank(drawn: RenderedPage, patch: Patch) -> RenderedPage:
    """White paper of a patch's size at its place."""
    k, clip = drawn.pixels_per_mm, drawn.clip_mm
    x0, y0, x1, y1 = patch
    part = Rect(clip.x0 + x0 / k, clip.y0 + y0 / k, clip.x0 + x1 / k, clip.y0 + y1 / k)
    width, height = x1 - x0, y1 - y0
    return replace(drawn, clip_mm=part, width_px=width, height_px=height, rgb=b"\xff" * (3 * width * height))


def _pasted(drawn: RenderedPage, patch: Patch, rgb: bytes) -> RenderedPage:
    x0, y0, x1, y1 = patch
    pixels, stride, length = bytearray(drawn.rgb), 3 * drawn.width_px, 3 * (x1 - x0)
    for row in range(y1 - y0):
        start = (y0 + row) * stride + 3 * x0
        pixels[start : start + length] = rgb[row * length : (row + 1) * length]
    return replace(drawn, rgb=bytes(pixels))
