"""A page as it will be, held against the page as it was: the seal has to be there, and nothing else may be otherwise.

For a limited child: it draws foreign documents. What a page's own content does to what comes behind it is not reckoned
here, it is seen.
"""

from __future__ import annotations

import math
import operator
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sealdesk.documents.foreign_pdf import ForeignPdf
from sealdesk.documents.ink_layers import PageFacts, press_into
from sealdesk.documents.ink_preview import SealInk
from sealdesk.documents.page_layers import LayeredPdf, PageLayer
from sealdesk.documents.rendering import RenderedPage
from sealdesk.errors import SealDeskError
from sealdesk.geometry import MM_PER_INCH, Rect
from sealdesk.model.ink import InkWay

_DPI = 100.0
_LARGEST_PX = 8_000_000
_AROUND_PX = 2
_LEVELS = 16
_FEW = 30
"""Samples outside the seals that may differ by more: edges that are mixed otherwise, less than a letter has."""
_FAINT = 6.0
"""Root mean square, in levels, of what a seal changes: with less there is nothing to see, as on a dark red page."""
_LEAST_SHARE, _LEAST_LIKENESS = 0.5, 0.8
"""Annotations that mix with the seal in ways that no preview foresees (`ink_layers`) make it too unlike, too."""


class Unlike(StrEnum):
    """What is wrong with a page as it will be."""

    SEAL_UNSEEN = "seal_unseen"
    PAGE_CHANGED = "page_changed"


@dataclass(frozen=True)
class UnlikePage:
    page: int
    what: Unlike


@dataclass(frozen=True)
class SealedPage:
    """A page that gets ink.

    Attributes:
        free_mm: Where it may change besides: fields that are filled.
    """

    page: int
    way: InkWay
    free_mm: tuple[Rect, ...] = ()


def first_unlike(
    source: Path, password: str | None, update: bytes, inks: Sequence[SealInk], pages: Sequence[SealedPage]
) -> UnlikePage | None:
    """The first of `pages` that would not show what it should; None where all do.

    Args:
        update: What is to be appended to the source.
        inks: Of every seal, with its stamps.

    Raises:
        SealDeskError: As `ForeignPdf`, with the fact `page` where a page cannot be drawn.
    """
    before = LayeredPdf(source, password)
    with _together(source, update) as whole:
        after = ForeignPdf(whole, password)
        for one in pages:
            try:
                what = _unlike(before, after, inks, one)
            except SealDeskError as error:
                error.facts["page"] = one.page
                raise
            if what is not None:
                return UnlikePage(one.page, what)
    return None


@contextmanager
def _together(source: Path, update: bytes) -> Iterator[Path]:
    """The document with its update, in memory alone: it has no signature yet."""
    with os.fdopen(os.memfd_create("update", os.MFD_CLOEXEC), "w+b") as whole:
        with source.open("rb") as file:
            shutil.copyfileobj(file, whole, 1 << 20)
        whole.write(update)
        whole.flush()
        yield Path(f"/proc/self/fd/{whole.fileno()}")


def _unlike(
    before: LayeredPdf, after: ForeignPdf, inks: Sequence[SealInk], sealed: SealedPage
) -> Unlike | None:
    page = sealed.page
    frame = before.frame(page)
    clip = frame.shown_mm
    k = min(_DPI / MM_PER_INCH, math.sqrt(_LARGEST_PX / (clip.width * clip.height)))
    old = RenderedPage(page, clip, k, *before.pixels(page, k, clip))
    new = RenderedPage(page, clip, k, *after.pixels(page, k, clip))
    boxes = [stamp.box.bounds_mm for _, stamps in inks for stamp in stamps if stamp.page == page]
    if _outside(old, new, [*boxes, *sealed.free_mm]) > _FEW:
        return Unlike.PAGE_CHANGED

    def ask(layer: PageLayer, ground: int | None, part: Rect) -> bytes:
        return before.layer(page, layer, ground, k, part)[3]

    facts = PageFacts(before.has_marks(page), before.blending(page))
    wanted = press_into(old, frame, inks, sealed.way, facts, ask)
    if all(_seen(old, new, wanted, box) for box in boxes):
        return None
    return Unlike.SEAL_UNSEEN


def _outside(old: RenderedPage, new: RenderedPage, boxes: Sequence[Rect]) -> int:
    """Samples outside the boxes that differ by more than a little."""
    one, other = bytearray(old.rgb), bytearray(new.rgb)
    for box in boxes:
        for start, end in _rows(old, box, _AROUND_PX):
            one[start:end] = other[start:end] = bytes(end - start)
    if one == other or _nearly_equal(one, other):
        return 0
    stride = 3 * old.width_px
    rows = range(0, len(one), stride)
    return sum(
        sum(
            1
            for a, b in zip(one[at : at + stride], other[at : at + stride], strict=True)
            if abs(a - b) > _LEVELS
        )
        for at in rows
        if one[at : at + stride] != other[at : at + stride]
    )


def _nearly_equal(one: bytes | bytearray, other: bytes | bytearray) -> bool:
    """Whether no sample differs by more than `_LEVELS`: all at once, as long numbers with 16 bits for each sample."""
    lanes = len(one) // 2 + 1
    low = int.from_bytes(b"\xff\x00" * lanes, "little")
    in_reach = int.from_bytes(b"\xe0\xff" * lanes, "little")
    middle = int.from_bytes(b"\x00\x02" * lanes, "little")
    shifted = int.from_bytes(bytes([_LEVELS, 2]) * lanes, "little")
    a, b = int.from_bytes(one, "little"), int.from_bytes(other, "little")
    return all(((a >> bits & low) + shifted - (b >> bits & low)) & in_reach == middle for bits in (0, 8))


def _seen(old: RenderedPage, new: RenderedPage, wanted: RenderedPage, box: Rect) -> bool:
    """Whether what changed in a box is what the seal should change there."""
    was, will, should = (_part(one, box) for one in (old, new, wanted))
    expected = list(map(operator.sub, was, should))
    energy: int = sum(map(operator.mul, expected, expected))
    if energy <= _FAINT**2 * len(expected):
        return True
    found = list(map(operator.sub, was, will))
    product: int = sum(map(operator.mul, found, expected))
    likeness = product / math.sqrt(energy * sum(map(operator.mul, found, found)) or 1)
    return product >= _LEAST_SHARE * energy and likeness >= _LEAST_LIKENESS


def _part(drawn: RenderedPage, box: Rect) -> bytes:
    return b"".join(drawn.rgb[start:end] for start, end in _rows(drawn, box, 0))


def _rows(drawn: RenderedPage, box: Rect, around_px: int) -> Iterator[tuple[int, int]]:
    """Where the rows of a box begin and end among the samples."""
    k, clip, stride = drawn.pixels_per_mm, drawn.clip_mm, 3 * drawn.width_px
    x0 = max(0, math.floor((box.x0 - clip.x0) * k) - around_px)
    x1 = min(drawn.width_px, math.ceil((box.x1 - clip.x0) * k) + around_px)
    y0 = max(0, math.floor((box.y0 - clip.y0) * k) - around_px)
    y1 = min(drawn.height_px, math.ceil((box.y1 - clip.y0) * k) + around_px)
    if x0 < x1:
        yield from ((y * stride + 3 * x0, y * stride + 3 * x1) for y in range(y0, y1))
