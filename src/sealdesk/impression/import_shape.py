"""Where the seal lies in a picture: found, freed of specks, turned upright, trimmed, brought to its resolution."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sealdesk.geometry import Rect
from sealdesk.impression.import_ink import Plane, blurred, box_mean

_GRID = 200
_OCCUPIED = 0.04
_HOLLOW = 0.22
_REACH_OF_BORDER, _REACH_OF_CHARACTER = 0.03, 0.25
_NEIGHBOUR_SIZE = 0.12
_EDGE_SHARE = 0.03
_SPECK_MM = 0.5
_MAX_TILT_DEG = 30.0


@dataclass(frozen=True)
class _Piece:
    x0: int
    y0: int
    x1: int
    y1: int
    cells: int = 1

    @property
    def reach(self) -> float:
        """How far off, in its size, other pieces may lie and still belong to it.

        Bare characters belong together; a seal with a border is complete, and another may stand close to it.
        """
        filled = self.cells / ((self.x1 - self.x0) * (self.y1 - self.y0))
        return _REACH_OF_BORDER if filled < _HOLLOW else _REACH_OF_CHARACTER

    @property
    def short(self) -> int:
        return min(self.x1 - self.x0, self.y1 - self.y0)

    def joined(self, other: _Piece) -> _Piece:
        return _Piece(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
            self.cells + other.cells,
        )

    def gap(self, other: _Piece) -> int:
        across = max(self.x0 - other.x1, other.x0 - self.x1, 0)
        return max(across, self.y0 - other.y1, other.y0 - self.y1)


def seal_bounds(alpha: Plane) -> Rect | None:
    """Bounds in pixels of what is most like a seal: the largest piece, with what belongs to it. None without ink."""
    cell = max(1, math.ceil(max(alpha.shape) / _GRID))
    pieces = list(_pieces(_grid(alpha, cell)))
    if not pieces:
        return None
    # A red heading or a ruled line is long; a seal is as high as it is wide, or half.
    seal = max(pieces, key=lambda piece: piece.short)
    rest = [piece for piece in pieces if piece is not seal and piece.short >= _NEIGHBOUR_SIZE * seal.short]
    share = seal.reach
    while rest:
        reach = max(1, round(share * seal.short))
        near = [piece for piece in rest if piece.gap(seal) <= reach]
        if not near:
            break
        rest = [piece for piece in rest if piece.gap(seal) > reach]
        for piece in near:
            seal = seal.joined(piece)
    height, width = alpha.shape
    return Rect(
        float(seal.x0 * cell),
        float(seal.y0 * cell),
        float(min(width, seal.x1 * cell)),
        float(min(height, seal.y1 * cell)),
    )


def only_within(alpha: Plane, bounds: Rect) -> Plane:
    """The ink inside the bounds alone."""
    kept = np.zeros_like(alpha)
    rows, columns = slice(int(bounds.y0), int(bounds.y1)), slice(int(bounds.x0), int(bounds.x1))
    kept[rows, columns] = alpha[rows, columns]
    return kept


def _grid(alpha: Plane, cell: int) -> npt.NDArray[np.bool_]:
    height, width = -(-alpha.shape[0] // cell) * cell, -(-alpha.shape[1] // cell) * cell
    padded = np.pad(alpha, ((0, height - alpha.shape[0]), (0, width - alpha.shape[1])))
    solid = np.where(padded > 0.35, padded, 0)
    means = solid.reshape(height // cell, cell, width // cell, cell).mean(axis=(1, 3))
    occupied: npt.NDArray[np.bool_] = means > _OCCUPIED
    return occupied


def _pieces(grid: npt.NDArray[np.bool_]) -> Iterator[_Piece]:
    """Connected cells (eight neighbours)."""
    open_cells = {(int(y), int(x)) for y, x in np.argwhere(grid)}
    while open_cells:
        edge = [open_cells.pop()]
        piece = _Piece(edge[0][1], edge[0][0], edge[0][1] + 1, edge[0][0] + 1)
        while edge:
            y, x = edge.pop()
            piece = piece.joined(_Piece(x, y, x + 1, y + 1))
            around = {(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} & open_cells
            open_cells -= around
            edge.extend(around)
        yield piece


def ink_box(alpha: Plane) -> Rect | None:
    """The seal's outer edges in pixels, to fractions of one: where the ink is half of its full. None without ink."""
    across, down = _edges(_profile(alpha, axis=0)), _edges(_profile(alpha, axis=1))
    if across is None or down is None:
        return None
    return Rect(across[0], down[0], across[1], down[1])


def _profile(alpha: Plane, axis: int) -> Plane:
    """What the strongest pixels of each column (axis 0) or row have at least, all but a few.

    The outermost row of a circle already has a sixteenth of it; what is narrower (noise, the rest of a stroke of
    text that crosses the border) is not the seal's edge.
    """
    count = alpha.shape[axis]
    at = max(0, count - max(3, round(_EDGE_SHARE * count)))
    profile: Plane = np.partition(alpha, at, axis=axis).take(at, axis=axis)
    return profile


def _edges(profile: Plane) -> tuple[float, float] | None:
    inside = np.flatnonzero(profile >= 0.5)
    if len(inside) < 2:
        return None
    last = _crossing(profile[::-1], len(profile) - 1 - int(inside[-1]))
    return _crossing(profile, int(inside[0])), len(profile) - last


def _crossing(profile: Plane, first: int) -> float:
    before = float(profile[first - 1]) if first else 0.0
    return first - 0.5 + (0.5 - before) / (float(profile[first]) - before)


def turned(alpha: Plane, clockwise_deg: float) -> Plane:
    """The picture turned about its middle, on a ground large enough; sampled by Catmull-Rom splines."""
    if abs(clockwise_deg) < 1e-3:
        return alpha
    angle = math.radians(clockwise_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    height, width = alpha.shape
    new_height = math.ceil(abs(height * cos) + abs(width * sin))
    new_width = math.ceil(abs(width * cos) + abs(height * sin))
    y, x = np.mgrid[0:new_height, 0:new_width].astype(np.float32)
    x, y = x - np.float32((new_width - 1) / 2), y - np.float32((new_height - 1) / 2)
    from_x = x * np.float32(cos) + y * np.float32(sin) + np.float32((width - 1) / 2)
    from_y = y * np.float32(cos) - x * np.float32(sin) + np.float32((height - 1) / 2)
    return _sampled(alpha, from_x, from_y)


def _sampled(alpha: Plane, x: Plane, y: Plane) -> Plane:
    pad = 3
    padded = np.pad(alpha, pad)
    x = np.clip(x + pad, 1, padded.shape[1] - 3)
    y = np.clip(y + pad, 1, padded.shape[0] - 3)
    column, row = np.floor(x).astype(np.int32), np.floor(y).astype(np.int32)
    across, down = _spline(x - column), _spline(y - row)
    total = np.zeros_like(x)
    for i in range(4):
        line = np.zeros_like(x)
        for j in range(4):
            line += padded[row + (i - 1), column + (j - 1)] * across[j]
        total += line * down[i]
    return np.clip(total, 0, 1)


def _spline(t: Plane) -> tuple[Plane, Plane, Plane, Plane]:
    square, cube = t * t, t * t * t
    half = np.float32(0.5)
    return (
        half * (-t + 2 * square - cube),
        half * (2 - 5 * square + 3 * cube),
        half * (t + 4 * square - 3 * cube),
        half * (cube - square),
    )


def cut_out(alpha: Plane, box: Rect, width_px: int, height_px: int) -> Plane | None:
    """The part inside `box` as it is, where it has that many pixels already; else None."""
    if abs(box.width - width_px) > 1 or abs(box.height - height_px) > 1:
        return None
    y, x = round((box.y0 + box.y1 - height_px) / 2), round((box.x0 + box.x1 - width_px) / 2)
    part = alpha[max(0, y) : max(0, y) + height_px, max(0, x) : max(0, x) + width_px]
    return part if part.shape == (height_px, width_px) else None


def resampled(alpha: Plane, box: Rect, width_px: int, height_px: int) -> Plane:
    """The part inside `box` (fractions of pixels) with so many pixels: Lanczos, widened where it shrinks."""
    rows = _weights(alpha.shape[0], box.y0, box.y1, height_px)
    columns = _weights(alpha.shape[1], box.x0, box.x1, width_px)
    return np.clip(rows @ alpha @ columns.T, 0, 1)


def _weights(source: int, start: float, end: float, count: int) -> Plane:
    step = (end - start) / count
    wide = max(1.0, step)
    centres = start + (np.arange(count) + 0.5) * step - 0.5
    reach = math.ceil(3 * wide)
    first = np.floor(centres).astype(np.intp) - reach
    at = first[:, None] + np.arange(2 * reach + 2)
    distance = (at - centres[:, None]) / wide
    kernel = np.where(np.abs(distance) < 3, np.sinc(distance) * np.sinc(distance / 3), 0)
    kernel /= kernel.sum(axis=1, keepdims=True)
    weights = np.zeros((count, source + 2), np.float32)
    # Beyond the edge there is no ink: those weights fall into a column that is dropped.
    columns = np.clip(at + 1, 0, source + 1)
    np.add.at(weights, (np.arange(count)[:, None], columns), kernel.astype(np.float32))
    return np.ascontiguousarray(weights[:, 1:-1])


def sharpened(alpha: Plane, edge_px: float) -> Plane:
    """Soft edges made steeper where they are: what differs from its surroundings differs more."""
    steeper: Plane = np.clip(alpha + 1.5 * (alpha - blurred(alpha, max(1, round(edge_px / 3)))), 0, 1)
    return steeper.astype(np.float32)


def without_specks(alpha: Plane, px_per_mm: float) -> Plane:
    """Without dots that stand alone and are smaller than a stroke of the smallest digit."""
    density = box_mean(alpha, round(_SPECK_MM / 2 * px_per_mm))
    kept: Plane = alpha * np.clip((density - 0.03) / 0.03, 0, 1).astype(np.float32)
    return kept


def tilt_deg(alpha: Plane) -> float | None:
    """How far a seal stands turned clockwise, by its star or by its straight border; None where neither tells.

    A star looks the same every 72°: within 30° either way the answer is certain, beyond it is not given.
    """
    box = ink_box(alpha)
    if box is None:
        return None
    by_star = _tilt_of_star(alpha, box)
    return by_star if by_star is not None else _tilt_of_border(alpha, box)


def _tilt_of_star(alpha: Plane, box: Rect) -> float | None:
    cx, cy, size = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, min(box.width, box.height)
    if not 0.8 < box.width / box.height < 1.25:
        return None
    angles = np.arange(0, 360, 0.5)
    best = (0.0, 0.0)
    for share in np.arange(0.09, 0.19, 0.01):
        x = cx - 0.5 + share * size * np.sin(np.radians(angles))
        y = cy - 0.5 - share * size * np.cos(np.radians(angles))
        ring = _sampled(alpha, x[None].astype(np.float32), y[None].astype(np.float32))[0]
        harmonic = np.mean(ring * np.exp(1j * np.radians(5 * angles)))
        strength = abs(harmonic) / max(float(ring.std()), 0.05)
        if strength > best[0] and ring.std() > 0.2:
            best = float(strength), float(np.degrees(np.angle(harmonic)) / 5)
    # A pure star has 0.6 and more of its variation in the fifth harmonic.
    strength, tilt = best
    return tilt if strength > 0.55 and abs(tilt) <= _MAX_TILT_DEG else None


def _tilt_of_border(alpha: Plane, box: Rect) -> float | None:
    """By the angle at which an upright box around the ink is smallest, where that is clearly smaller."""
    rows, columns = np.nonzero(alpha > 0.5)
    step = max(1, len(rows) // 20_000)
    x, y = columns[::step] - (box.x0 + box.x1) / 2, rows[::step] - (box.y0 + box.y1) / 2
    angles = np.radians(np.arange(-_MAX_TILT_DEG, _MAX_TILT_DEG + 0.1, 0.25))
    areas = []
    for angle in angles:
        across = x * math.cos(angle) + y * math.sin(angle)
        down = y * math.cos(angle) - x * math.sin(angle)
        spans = [np.quantile(line, 0.999) - np.quantile(line, 0.001) for line in (across, down)]
        areas.append(float(spans[0] * spans[1]))
    at = int(np.argmin(areas))
    if areas[at] > 0.9 * max(areas) or not 0 < at < len(angles) - 1:
        return None  # as round as a circle
    return float(np.degrees(angles[at]))
