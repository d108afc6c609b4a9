"""Strips of one picture on consecutive pages, joined again: a straddle seal that another program cut up.

SealDesk itself paints the whole picture behind a window on every page; such strips need no joining.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sealdesk.geometry import Rect

_FLUSH_MM = 1.0
_FEWEST, _MOST = 2, 40


@dataclass(frozen=True)
class Strip:
    """A red image that may be a strip of a larger one.

    Attributes:
        index: Which finding it belongs to.
        page: From 1.
        box_mm: On the page as shown; `page_mm` is the whole page.
        told: It was read by itself already.
    """

    index: int
    page: int
    box_mm: Rect
    page_mm: Rect
    told: bool
    width: int
    height: int
    rgb: bytes = field(repr=False)
    alpha: bytes | None = field(repr=False)

    @property
    def edges(self) -> frozenset[str]:
        """Edges of the page it lies flush with."""
        box, page = self.box_mm, self.page_mm
        apart = {
            "left": box.x0 - page.x0,
            "right": page.x1 - box.x1,
            "top": box.y0 - page.y0,
            "bottom": page.y1 - box.y1,
        }
        return frozenset(edge for edge, gap in apart.items() if abs(gap) <= _FLUSH_MM)


def joined_strips(strips: list[Strip]) -> Iterator[tuple[int, tuple[bytes, ...]]]:
    """Findings whose strips, joined with their neighbours, hold a record: index and framed records."""
    for edge in ("right", "left", "top", "bottom"):
        for run in _runs([strip for strip in strips if edge in strip.edges], edge):
            if records := () if all(strip.told for strip in run) else _read(run, edge):
                yield from ((strip.index, records) for strip in run)


def _runs(strips: list[Strip], edge: str) -> Iterator[list[Strip]]:
    """Strips on pages that follow one another, equally long along the edge, all with alpha or all without."""
    upright = edge in ("left", "right")

    def kind(strip: Strip) -> tuple[int, bool]:
        return (strip.height if upright else strip.width), strip.alpha is not None

    for _, alike in groupby(sorted(strips, key=lambda one: (kind(one), one.page)), key=kind):
        run: list[Strip] = []
        for strip in alike:
            if run and (strip.page != run[-1].page + 1 or len(run) == _MOST):
                yield from _long_enough(run)
                run = []
            run.append(strip)
        yield from _long_enough(run)


def _long_enough(run: list[Strip]) -> Iterator[list[Strip]]:
    if len(run) >= _FEWEST:
        yield run


def _read(run: list[Strip], edge: str) -> tuple[bytes, ...]:
    import numpy

    from sealdesk.impression import hidden_layer

    axis = 1 if edge in ("left", "right") else 0
    rgb = numpy.concatenate([_array(strip, strip.rgb, 3) for strip in run], axis=axis)
    alpha = None
    if run[0].alpha is not None:
        alpha = numpy.concatenate(
            [_array(strip, strip.alpha or b"", 1) for strip in run], axis=axis
        ).tobytes()
    height, width = rgb.shape[:2]
    return hidden_layer.read(width, height, rgb.tobytes(), alpha)


def _array(strip: Strip, data: bytes, channels: int) -> Any:
    import numpy

    return numpy.frombuffer(data, numpy.uint8).reshape(strip.height, strip.width, channels)
