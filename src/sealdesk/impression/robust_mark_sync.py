"""Finding scale, turn and place of a robust mark by its pilot waves.

The waves stand out of the spectrum of what is heard, whatever the place: that gives scale and turn. At those, their
phases give the place. Then all four are moved to where the waves agree best.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sealdesk.impression.robust_mark_ink import Floats, Heard, blurred
from sealdesk.impression.robust_mark_pattern import FASTEST_PER_MM, waves

Range = tuple[float, float]

_NARROWEST_MM, _WIDEST_MM = 9.0, 90.0
_SCALE_STEP = 0.008
_TURN_STEP = 0.012
_LOUDEST = 25.0
"""A single wave counts no more than this: one loud tone is no mark."""
_CANDIDATES = 24
_LOOKED_THROUGH = 4000
_PLACED = 4
_LEAST_POWER = 1.5
"""Of the waves on average, against chance (1)."""
_LEAST_PRESENT = 3.3
"""Of the waves at the likeliest start: pictures without a mark hardly pass it, marks that can be read have 4.5."""
_SMALL_PX = 260
"""Waves stand out less in so small a picture, which costs little to look through whole."""
_LEAST_FIT = 12.5
"""Chance gives up to 16 among all places, scales and turns tried; marks mostly give more than 18."""
_SURE_FIT = 20.0
_FINE = 400
"""Cells along the longer side from which on half as many do for the waves."""
_PLACE_STEP_MM = 0.15
_PLACE_REACH = 0.3
"""The mark's centre lies this near the middle of what is inked, as a share of the longer side."""
_FINEST_TURN = 4e-4


@dataclass(frozen=True)
class Pose:
    """How a mark lies in a picture.

    Attributes:
        scale: Pixels per mm.
        turn: Radians, clockwise as seen.
        x, y: Where the mark's centre is, in pixels from the middle of the inked part.
        fit: How well the waves agree.
    """

    scale: float
    turn: float
    x: float = 0.0
    y: float = 0.0
    fit: float = 0.0

    def near(self, other: Pose) -> bool:
        """Whether both are the same but for small errors, place and half turns aside."""
        turned = (self.turn - other.turn + np.pi / 2) % np.pi - np.pi / 2
        return bool(abs(np.log(self.scale / other.scale)) < 0.01 and abs(turned) < 0.015)

    def in_mm(self, x: NDArray[Any], y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Places in pixels as places on the seal, in mm from its centre."""
        cos, sin = np.cos(self.turn) / self.scale, np.sin(self.turn) / self.scale
        x, y = x - self.x, y - self.y
        return x * cos + y * sin, y * cos - x * sin


def poses(search: Search, scales: Sequence[Range]) -> Iterator[Pose]:
    """How a mark may lie, the likeliest first; none where the waves stand out nowhere.

    Args:
        scales: Pixels per mm to look among, from and to.
    """
    found: list[Pose] = []
    starts = search.starts(scales)
    large = search.longer_px > _SMALL_PX
    if large and max(map(search.power, starts), default=0.0) < _LEAST_PRESENT:
        return
    for start in starts:
        pose = search.refined(start)
        if search.power(pose) < _LEAST_POWER or any(pose.near(one) for one in found):
            continue
        found.append(search.placed(pose))
        if found[-1].fit >= _SURE_FIT:
            # Nearly always it: the others need not be looked at.
            yield search.settled(found[-1])
    unsure = (pose for pose in found if pose.fit < _SURE_FIT)
    for pose in sorted(unsure, key=lambda pose: -pose.fit)[:_PLACED]:
        settled = search.settled(pose)
        if settled.fit >= _LEAST_FIT:
            yield settled


def any_size(heard: Heard) -> Range:
    """Pixels per mm if the inked part were the smallest or the largest seal in use."""
    return heard.longer_px / _WIDEST_MM, heard.longer_px / _NARROWEST_MM


class Search:
    """What is heard, made ready to be looked through at any sizes."""

    def __init__(self, heard: Heard) -> None:
        self.longer_px = heard.longer_px
        self.cell_px = heard.cell_px
        self.spectrum, white = _whitened(heard.sums)
        self.sums, self.x, self.y = _coarser(white, heard.x, heard.y)
        self.noise = float((self.sums.astype(np.float64) ** 2).sum()) or 1.0
        self.frequencies, self.phases = waves()

    def starts(self, scales: Sequence[Range]) -> list[Pose]:
        """Scales and turns at which the waves stand out of the spectrum."""
        tried: list[NDArray[np.float64]] = []
        for low, high in scales:
            for scale in np.geomspace(low, high, max(3, int(np.log(high / low) / _SCALE_STEP) + 1)):
                # A fraction of the width that the seal's size gives a wave in the spectrum.
                step = min(_TURN_STEP, 0.35 * scale / (FASTEST_PER_MM * self.longer_px))
                turns = np.arange(0.0, np.pi, step)
                power = self._standing_out(scale, turns)
                tried.append(np.stack([np.full_like(turns, scale), turns, power], axis=1))
        best: list[Pose] = []
        every = np.concatenate(tried)
        for scale, turn, _ in every[np.argsort(-every[:, 2])[:_LOOKED_THROUGH]]:
            pose = Pose(float(scale), float(turn))
            if not any(pose.near(one) for one in best):
                best.append(pose)
            if len(best) == _CANDIDATES:
                break
        return best

    def _standing_out(self, scale: float, turns: NDArray[np.float64]) -> NDArray[np.float64]:
        size = len(self.spectrum)
        across, down = (wave * self.cell_px for wave in self._turned(scale, turns))
        rows, columns = (np.rint(wave * size).astype(np.intp) % size for wave in (down, across))
        power = np.minimum(self.spectrum[rows, columns], _LOUDEST)
        power[np.hypot(across, down) > 0.5] = 0.0  # finer than the cells
        return np.asarray(power.sum(axis=0))

    def _turned(self, scale: float, turns: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The waves in cycles per pixel of the picture, across and down."""
        cos, sin = np.cos(turns), np.sin(turns)
        across, down = self.frequencies[:, :1] / scale, self.frequencies[:, 1:] / scale
        return across * cos - down * sin, across * sin + down * cos

    def _waves(self, pose: Pose) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        across, down = self._turned(pose.scale, np.array([pose.turn]))
        return across[:, 0], down[:, 0]

    def _tones(self, pose: Pose) -> NDArray[np.complex128]:
        """What is heard of each wave; 1 by chance."""
        across, down = self._waves(pose)
        turns = np.outer(self.x, 2 * np.pi * across).astype(np.float32)
        # In real numbers: mixed with complex ones, the sums would be turned into such each time.
        told = self.sums @ np.concatenate([np.cos(turns), np.sin(turns)], axis=1)
        turned = told[:, : len(across)] - 1j * told[:, len(across) :]
        rows = np.exp(-2j * np.pi * np.outer(self.y, down))
        return np.asarray((turned * rows).sum(axis=0) / np.sqrt(self.noise), np.complex128)

    def power(self, pose: Pose) -> float:
        """Mean power of the waves, whatever the place; 1 by chance."""
        return float((np.abs(self._tones(pose)) ** 2).mean())

    def fit(self, pose: Pose) -> float:
        """How well the waves agree with the place, too."""
        across, down = self._waves(pose)
        there = np.exp(2j * np.pi * (across * pose.x + down * pose.y) - 1j * self.phases)
        return float((self._tones(pose) * there).real.sum())

    def refined(self, pose: Pose) -> Pose:
        """Scale and turn where the waves are strongest."""
        step = 0.4 * pose.scale / self.longer_px
        return _climbed(pose, {"scale": step * pose.scale, "turn": step}, self.power)

    def placed(self, pose: Pose) -> Pose:
        """With the place where the waves meet in phase, either way up."""
        both = (self._placed(replace(pose, turn=pose.turn + half)) for half in (0.0, np.pi))
        return max(both, key=lambda one: one.fit)

    def _placed(self, pose: Pose) -> Pose:
        across, down = self._waves(pose)
        step = _PLACE_STEP_MM * pose.scale
        count = np.ceil(_PLACE_REACH * self.longer_px / step)
        places = np.arange(-count, count + 1) * step
        tones = self._tones(pose) * np.exp(-1j * self.phases)
        columns = tones[:, None] * np.exp(2j * np.pi * np.outer(across, places))
        rows = np.exp(2j * np.pi * np.outer(down, places))
        fits = (rows.T @ columns).real
        row, column = np.unravel_index(int(fits.argmax()), fits.shape)
        return replace(pose, x=float(places[column]), y=float(places[row]), fit=float(fits[row, column]))

    def settled(self, pose: Pose) -> Pose:
        """All four measures where the waves agree best."""
        fine, place = 0.1 * pose.scale / self.longer_px, _PLACE_STEP_MM / 2 * pose.scale
        steps = {"x": place, "y": place, "turn": fine, "scale": fine * pose.scale}
        best = _climbed(pose, steps, self.fit)
        return replace(best, fit=self.fit(best))


def _climbed(pose: Pose, steps: dict[str, float], value: Callable[[Pose], float]) -> Pose:
    """The pose with the greatest value near by, in ever smaller steps."""
    best = value(pose)
    while steps["turn"] > _FINEST_TURN:
        moved = False
        for name, step in steps.items():
            for way in (step, -step):
                tried = replace(pose, **{name: getattr(pose, name) + way})
                if (worth := value(tried)) > best:
                    pose, best, moved = tried, worth, True
                    break
        if not moved:
            steps = {name: step / 2 for name, step in steps.items()}
    return pose


def _whitened(sums: Floats) -> tuple[Floats, Floats]:
    """The spectrum's power over the mean power around there, and the sums with that spectrum.

    What letters and strokes leave behind is loud and broad; the waves are narrow.
    """
    height, width = sums.shape
    size = 1 << (2 * max(height, width) - 1).bit_length()
    tones = np.fft.fft2(sums, (size, size)).astype(np.complex64)
    power = tones.real**2 + tones.imag**2
    around = np.maximum(blurred(power, size // 64, "wrap"), np.float32(1e-6))
    white = np.fft.ifft2(tones / np.sqrt(around)).real[:height, :width]
    return (power / around).astype(np.float32), white.astype(np.float32)


def _coarser(sums: Floats, x: Any, y: Any) -> tuple[Floats, Any, Any]:
    """Half as fine both ways, where enough is left for the waves."""
    if max(sums.shape) < _FINE:
        return sums, x, y
    height, width = (side // 2 * 2 for side in sums.shape)
    halved = sums[:height, :width].reshape(height // 2, 2, width // 2, 2).sum(axis=(1, 3), dtype=np.float32)
    return halved, (x[:width:2] + x[1:width:2]) / 2, (y[:height:2] + y[1:height:2]) / 2
