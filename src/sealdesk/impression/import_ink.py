"""Telling a seal's ink from paper, text and shadow.

A seal is pressed onto paper as translucent ink: what is seen is paper × light × ink × what stands below or above it.
Along the ratio of the channel that the ink lets through (red, for a red seal) to those it swallows, paper, shadow and
black text cancel out, and what remains is how much ink there is. Where text is so dark that nothing is left to
compare, the ink is continued from its surroundings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sealdesk.impression.import_source import Rgba

Plane = npt.NDArray[np.float32]
"""Rows × columns, 0 to 1."""
Colours = npt.NDArray[np.float32]
"""Rows × columns × (red, green, blue), 0 to 1."""

_CHROMATIC = 0.16
"""Least difference between a pixel's channels for a colour to be spoken of; paper and JPEG noise stay below."""
_NEAR_HUE_DEG = 34.0
_REDDISH = ((22.0, 0.02), (42.0, 0.08))
"""How far from pure red, and how much of all that is coloured has to be so, for red to go before all others."""
_ALIKE, _UNLIKE_COUNTS = 0.12, 2.0
_LEAST_INK = 0.0004
_DARK = 0.30
"""Below this share of the light nothing can be said about the ink there."""
_TIMES_NOISE = 12.0
_PAPER_CELLS = 48


@dataclass(frozen=True)
class Ink:
    """What was found to be ink.

    Attributes:
        alpha: How much of it, by pixel.
        covered: Where it had to be continued from its surroundings, 0 to 1.
        hue_deg: Of the ink; None where it has none.
        opaque: Whether the source had no transparency of its own.
        strength: How strong the ink was on its ground before it was brought to full, 0 to 1.
    """

    alpha: Plane
    covered: Plane
    hue_deg: float | None
    opaque: bool
    strength: float


def ink_of(rgba: Rgba) -> Ink | None:
    """The ink in a picture; None where there is none."""
    if _is_cut_out(rgba):
        return _cut_out(rgba)
    alpha = rgba[..., 3:].astype(np.float32) / np.float32(255)
    rgb = rgba[..., :3].astype(np.float32) / np.float32(255) * alpha + (1 - alpha)
    light = rgb / paper_of(rgb)
    np.clip(light, 0.004, 1.0, out=light)
    found = _ink_colour(light)
    if found is None:
        return None
    ink, hue = found
    amount, dark = _unmixed(light, ink)
    alpha_plane, covered = _continued(amount, dark, _least_light(light, ink))
    return Ink(_cleared(alpha_plane, amount, dark), covered, hue, True, float(1 - ink.min()))


def box_mean(plane: Plane, radius: int) -> Plane:
    """The mean of the square of 2·`radius` + 1 pixels around each; edges are repeated."""
    if radius < 1:
        return plane
    for axis in (0, 1):
        widths = [(0, 0), (0, 0)]
        widths[axis] = (radius + 1, radius)
        sums = np.cumsum(np.pad(plane, widths, mode="edge"), axis=axis, dtype=np.float64)
        size = 2 * radius + 1
        ends = [slice(None), slice(None)]
        starts = [slice(None), slice(None)]
        ends[axis], starts[axis] = slice(size, None), slice(None, -size)
        plane = ((sums[tuple(ends)] - sums[tuple(starts)]) / size).astype(np.float32)
    return plane


def blurred(plane: Plane, radius: int) -> Plane:
    """Nearly a Gaussian: three means of squares."""
    return box_mean(box_mean(box_mean(plane, radius), radius), radius)


def _is_cut_out(rgba: Rgba) -> bool:
    """Whether the transparency is real: a ground that is not there, and no paper in what is."""
    alpha = rgba[..., 3]
    if (alpha < 26).mean() < 0.1:
        return False
    there = rgba[alpha > 128]
    return len(there) > 0 and float((there[:, :3].min(axis=1) > 200).mean()) < 0.05


def _cut_out(rgba: Rgba) -> Ink:
    alpha = rgba[..., 3].astype(np.float32) / np.float32(255)
    colours = rgba[..., :3].astype(np.float32) / np.float32(255)
    solid = np.where(alpha[..., None] > 0.5, colours, np.float32(1))
    found = _ink_colour(solid)
    covered = np.zeros_like(alpha)
    if found is None:
        return Ink(alpha, covered, None, False, 1.0)
    hue = found[1]
    chroma = colours.max(axis=2) - colours.min(axis=2)
    foreign = (alpha > 0.3) & ((chroma < _CHROMATIC) | (_from_hue(_hue_of(colours), hue) > 2 * _NEAR_HUE_DEG))
    return Ink(np.where(foreign, np.float32(0), alpha), covered, hue, False, 1.0)


def paper_of(rgb: Colours) -> Colours:
    """The colour of the bare paper at each pixel, light and cast included: slow changes alone."""
    lowest = rgb.min(axis=2)
    bright = lowest >= np.quantile(lowest, 0.85)
    cast = np.maximum(np.median(rgb[bright], axis=0), 0.05).astype(np.float32)
    balanced = rgb / cast
    top = balanced.max(axis=2)
    flat = (top - balanced.min(axis=2)) < 0.18 * np.maximum(top, 0.05)
    cell = max(1, -(-max(rgb.shape[:2]) // _PAPER_CELLS))
    tops = _cells(np.where(flat, top, 0), cell)
    highest = np.quantile(tops, 0.9, axis=2)
    paper = flat & (top > 0.8 * _spread(highest, cell, rgb.shape[:2])) & (top > 0.3)
    weight = _cells(paper.astype(np.float32), cell).mean(axis=2)
    planes = []
    for channel in range(3):
        sums = _cells(np.where(paper, rgb[..., channel], 0).astype(np.float32), cell).mean(axis=2)
        coarse = _filled(sums, weight, float(cast[channel]))
        planes.append(_smooth_spread(coarse, cell, rgb.shape[:2]))
    return np.maximum(np.stack(planes, axis=2), np.float32(0.02))


def _cells(plane: npt.NDArray[np.generic], cell: int) -> Plane:
    """Cells of `cell` × `cell` pixels; the last axis holds a cell's pixels."""
    down, across = -(-plane.shape[0] // cell), -(-plane.shape[1] // cell)
    padded = np.pad(
        plane, ((0, down * cell - plane.shape[0]), (0, across * cell - plane.shape[1])), mode="edge"
    )
    cells = padded.reshape(down, cell, across, cell).swapaxes(1, 2).reshape(down, across, cell * cell)
    return cells.astype(np.float32)


def _filled(sums: Plane, weight: Plane, otherwise: float) -> Plane:
    """Means by cell; cells without paper take those of their surroundings, near ones first."""
    value, known = np.zeros_like(sums), np.zeros(sums.shape, bool)
    for radius in (0, 1, 2, 4, 8, 16, 32):
        total, share = blurred(sums, radius), blurred(weight, radius)
        now = ~known & (share > 0.02)
        value[now], known = total[now] / share[now], known | now
    value[~known] = otherwise
    return box_mean(value, 1)


def _spread(coarse: npt.NDArray[np.floating], cell: int, shape: tuple[int, ...]) -> Plane:
    full = np.repeat(np.repeat(coarse, cell, axis=0), cell, axis=1)
    return full[: shape[0], : shape[1]].astype(np.float32)


def _smooth_spread(coarse: Plane, cell: int, shape: tuple[int, ...]) -> Plane:
    """Linear between the middles of cells."""
    rows = _positions(coarse.shape[0], cell, shape[0])
    columns = _positions(coarse.shape[1], cell, shape[1])
    (r0, r1, fr), (c0, c1, fc) = rows, columns
    across = coarse[:, c0] * (1 - fc) + coarse[:, c1] * fc
    return (across[r0] * (1 - fr[:, None]) + across[r1] * fr[:, None]).astype(np.float32)


def _positions(
    cells: int, cell: int, length: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Plane]:
    at: npt.NDArray[np.float64] = np.clip((np.arange(length) + 0.5) / cell - 0.5, 0, cells - 1)
    low = np.floor(at).astype(np.intp)
    return low, np.minimum(low + 1, cells - 1), (at - low).astype(np.float32)


def _hue_of(rgb: Colours) -> Plane:
    """Degrees, 0 for pure red; meaningless where channels are equal."""
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.arctan2(np.sqrt(np.float32(3)) * (green - blue), 2 * red - green - blue)
    degrees: Plane = np.degrees(hue).astype(np.float32) % np.float32(360)
    return degrees


def _from_hue(hues: Plane, hue_deg: float) -> Plane:
    away = np.abs(hues - np.float32(hue_deg)) % np.float32(360)
    nearest: Plane = np.minimum(away, np.float32(360) - away)
    return nearest


def _ink_colour(light: Colours) -> tuple[npt.NDArray[np.float32], float] | None:
    """The colour of full ink on white, and its hue: red before all others, where there is enough of it."""
    top = light.max(axis=2)
    chroma = top - light.min(axis=2)
    candidate = (chroma > _CHROMATIC) & (top > _DARK)
    if candidate.mean() < _LEAST_INK:
        return None
    colours, weights = light[candidate], chroma[candidate]
    hues = _hue_of(colours[None])[0]
    for within_deg, share in _REDDISH:
        reddish = _from_hue(hues, 0.0) < within_deg
        if weights[reddish].sum() > share * weights.sum():
            colours, weights, hues = colours[reddish], weights[reddish], hues[reddish]
            break
    counts, _ = np.histogram(hues, 36, (0, 360), weights=weights)
    around = counts + np.roll(counts, 1) + np.roll(counts, -1)
    peak = float(np.argmax(around)) * 10 + 5
    near = _from_hue(hues, peak) < _NEAR_HUE_DEG
    strong = near & (weights >= np.quantile(weights[near], 0.7))
    ink = np.median(colours[strong], axis=0).astype(np.float32)
    return ink, float(_hue_of(ink[None, None])[0, 0])


def _unmixed(light: Colours, ink: npt.NDArray[np.float32]) -> tuple[Plane, Plane]:
    """How much ink, and how dark it would be without it (0: nothing but ink and paper).

    With `w` the share of its light that full ink swallows in a channel, `a` the ink and `k` the darkness:
    light = (1 - a·w)·(1 - k). The quotient of two channels is free of `k`.
    """
    through = int(np.argmax(ink))
    swallowed = 1 - ink
    amounts = []
    for channel in range(3):
        if channel == through or swallowed[channel] - swallowed[through] < 0.25:
            continue
        ratio = light[..., channel] / light[..., through]
        amounts.append((1 - ratio) / np.maximum(swallowed[channel] - ratio * swallowed[through], 0.05))
    lowest = np.minimum.reduce(amounts) if amounts else 1 - light.min(axis=2)
    mean = np.mean(amounts, axis=0) if amounts else lowest
    # Orange and violet things (a wooden desk) look like ink in one channel more than in the other.
    # In dark places the channels differ by noise.
    apart = np.maximum(2 * (mean - lowest) - _ALIKE, 0) * np.clip(light[..., through] * 5 - 1.5, 0, 1)
    amount = np.clip(mean - _UNLIKE_COUNTS * apart, 0, 1)
    dark = 1 - light[..., through] / np.maximum(1 - amount * swallowed[through], 0.05)
    return amount.astype(np.float32), np.clip(dark, 0, 1).astype(np.float32)


def _least_light(light: Colours, ink: npt.NDArray[np.float32]) -> float:
    """How much light is needed for the channels to be compared: many times their noise in dark places.

    The channels that the ink swallows alike differ there by noise alone; JPEG adds much of it.
    """
    through = int(np.argmax(ink))
    one, other = (channel for channel in range(3) if channel != through)
    dim = light[light[..., through] < 0.35]
    if len(dim) < 50:
        return 0.5
    noise = float(np.median(np.abs(dim[:, one] - dim[:, other])))
    return float(np.clip(_TIMES_NOISE * noise, 0.1, 0.5))


def _continued(amount: Plane, dark: Plane, least_light: float) -> tuple[Plane, Plane]:
    """The ink with what lies under dark strokes continued from around them, and where that was done."""
    trust = np.clip((1 - dark) / (least_light / 2) - 1, 0, 1).astype(np.float32)
    trust = np.minimum(trust, _eroded(trust))
    size = max(amount.shape)
    result, known = amount * trust, trust.copy()
    for radius in (max(1, size // 500), max(2, size // 250), max(3, size // 120)):
        weight = box_mean(box_mean(trust, radius), radius)
        mean = box_mean(box_mean(amount * trust, radius), radius) / np.maximum(weight, 1e-4)
        part = (1 - known) * (weight > 0.12)
        result, known = result + mean * part, known + part
    covered = ((1 - trust) * (result > 0.4)).astype(np.float32)
    return result.astype(np.float32), covered


def _eroded(plane: Plane) -> Plane:
    """The least of each pixel and its four neighbours: the rim of a dark stroke is a mixture, too."""
    padded = np.pad(plane, 1, mode="edge")
    least: Plane = np.minimum.reduce(
        (padded[1:-1, 1:-1], padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:])
    )
    return least


def _cleared(alpha: Plane, amount: Plane, dark: Plane) -> Plane:
    """The ground brought to nothing and full ink to full, the middle of an edge kept where it is."""
    ground = amount[(amount < 0.5) & (dark < 0.3)]
    noise = float(np.quantile(ground, 0.9)) if len(ground) else 0.0
    floor = float(np.clip(1.3 * noise, 0.03, 0.28))
    cleared: Plane = np.clip((alpha - floor) / (1 - 2 * floor), 0, 1).astype(np.float32)
    return cleared
