"""What is red in a picture: whether a seal may be in it at all, and where.

Deciding takes a few thousand samples and no array; cutting out takes numpy, which is imported only then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_RED_OVER = 50
"""How far red stands above green and blue in seal ink, also where a camera or JPEG has dulled it."""
_SAMPLED = 6000
_SAMPLED_OF_A_PAGE = 60_000
_OF_INK = 0.5
_OF_PAPER = 0.004
_CELLS = 160
"""A picture is looked at in cells, this many along its longer side."""
_CELL_RED = 0.04
_GAP_CELLS = 2
_SMALLEST_PX = 60
_REGIONS_AT_MOST = 12


@dataclass(frozen=True)
class Region:
    """A part of a picture, in pixels; the far edges are outside."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0

    def holds(self, other: Region) -> bool:
        return self.x0 <= other.x0 and self.y0 <= other.y0 and other.x1 <= self.x1 and other.y1 <= self.y1


def is_red(width: int, height: int, rgb: bytes, alpha: bytes | None) -> bool:
    """Whether it may show a seal: mostly red where it is inked, or some red on paper."""
    pixels = width * height
    step = max(1, pixels // (_SAMPLED if alpha else _SAMPLED_OF_A_PAGE)) | 1
    if step > 1 and width % step == 0:
        step += 2  # a step that divides the row would walk down a few columns
    red = inked = 0
    for at in range(step // 2, pixels, step):
        if alpha is not None and alpha[at] < 128:
            continue
        inked += 1
        red += rgb[3 * at] >= _RED_OVER + max(rgb[3 * at + 1], rgb[3 * at + 2])
    return red > max(8, (_OF_PAPER if alpha is None else _OF_INK) * inked) or _ink_of(red, inked, alpha)


def _ink_of(red: int, inked: int, alpha: bytes | None) -> bool:
    """A picture that says where it is clear, but has its paper painted white all the same."""
    return alpha is not None and red > max(24, 2 * _OF_PAPER * inked)


def array_of(width: int, height: int, rgb: bytes) -> Pixels:
    """The samples as rows of pixels."""
    import numpy

    return numpy.frombuffer(rgb, numpy.uint8).reshape(height, width, 3)


def red_mask(pixels: Pixels) -> Any:
    """Where it is red."""
    import numpy

    over = numpy.maximum(pixels[:, :, 1], pixels[:, :, 2])
    red = pixels[:, :, 0]
    return (red > over) & (red - over >= _RED_OVER)


def red_regions(pixels: Pixels) -> tuple[Region, ...]:
    """Where red ink hangs together, the largest first, with a narrow margin; at most 12, none within another.

    Strokes of one seal stand apart by less than its neighbours do: cells that touch over a gap of two belong together.
    """
    height, width = pixels.shape[:2]
    cell = max(1, max(width, height) // _CELLS)
    found = [_around(group, cell, width, height) for group in _groups(_red_cells(red_mask(pixels), cell))]
    found.sort(key=lambda region: -region.width * region.height)
    regions: list[Region] = []
    for region in found:
        if min(region.width, region.height) >= _SMALLEST_PX and not any(one.holds(region) for one in regions):
            regions.append(region)
    return tuple(regions[:_REGIONS_AT_MOST])


def _around(group: list[tuple[int, int]], cell: int, width: int, height: int) -> Region:
    ys, xs = [y for y, _ in group], [x for _, x in group]
    return Region(
        max(0, (min(xs) - 1) * cell),
        max(0, (min(ys) - 1) * cell),
        min(width, (max(xs) + 2) * cell),
        min(height, (max(ys) + 2) * cell),
    )


def _red_cells(mask: Any, cell: int) -> Any:
    """For each cell, whether enough of it is red."""
    import numpy

    height, width = mask.shape
    padded = numpy.zeros((-(-height // cell) * cell, -(-width // cell) * cell), bool)
    padded[:height, :width] = mask
    return padded.reshape(padded.shape[0] // cell, cell, -1, cell).mean(axis=(1, 3)) >= _CELL_RED


def _groups(red: Any) -> list[list[tuple[int, int]]]:
    """Red cells that hang together, as row and column."""
    import numpy

    # One long row with margins all around: a neighbour is a number away, and never beyond the edge.
    row = red.shape[1] + 2 * _GAP_CELLS
    left = bytearray(numpy.pad(red, _GAP_CELLS).astype(numpy.uint8).tobytes())
    reach = range(-_GAP_CELLS, _GAP_CELLS + 1)
    near = [dy * row + dx for dy in reach for dx in reach]
    groups = []
    while (start := left.find(1)) >= 0:
        left[start] = 0
        group = [start]
        for at in group:  # grows while it is gone through
            for step in near:
                if left[at + step]:
                    left[at + step] = 0
                    group.append(at + step)
        groups.append([(at // row - _GAP_CELLS, at % row - _GAP_CELLS) for at in group])
    return groups
