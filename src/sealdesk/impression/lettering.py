"""Setting a seal's text: along an arc, on a line, into the cells of a square; spaced by what the eye sees.

Optical spacing: characters are not given equal boxes but equal gaps between their real outlines, so that a
narrow 口 or a Latin letter does not tear a hole into the row. And not between their bounds alone: where two
outlines leave more white between them than others do (厂 before 小, A before V) they move closer.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from sealdesk.geometry import Matrix, Rect
from sealdesk.impression.outline import Outline, flat
from sealdesk.impression.typeface import Typeface

_IDEOGRAPHIC_FACE = (-0.85, 0.09)
"""Top and bottom of the face of Chinese characters in em, base line at 0."""
_LATIN_FACE = (-0.75, 0.0)
_SPACE = 0.35
_GAP_OF_LETTER = 0.42
"""Comfortable gap between characters, as a share of their height."""
SPACED_BELOW_MIDDLE = 0.3
"""How far below the letters' middle the line lies along which they are spaced, as a share of their height."""
_NARROWEST = 0.46
"""Least horizontal scaling of characters, relative to their height."""

_BANDS_FROM, _BAND, _BANDS = -0.95, 0.05, 25
"""Horizontal bands, in em, in which the edges of letters are compared."""
_DEEPEST = 0.3
"""White deeper than this, in em, counts as this deep: the eye does not follow it further."""
_TUCK = 0.55
"""How much of the white beside a letter's outline its neighbour moves into."""
_LEAST_SHARE = 0.6
"""Least distance of two outlines as a share of the row's gap."""


@dataclass(frozen=True)
class Letter:
    """One character of a row: its outline in em and the left and right edge of its ink.

    Attributes:
        edges: How far the ink lies behind its left and its right edge, in each band from the top; empty for a space.
    """

    outline: Outline
    left: float
    right: float
    edges: tuple[tuple[float, float], ...] = ()

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True)
class Row:
    """Characters of one text with the common face (top, bottom) they are set by, in em."""

    letters: tuple[Letter, ...]
    face: tuple[float, float]

    @property
    def face_height(self) -> float:
        return self.face[1] - self.face[0]

    @property
    def ideographic(self) -> bool:
        """Whether it is set by the face of Chinese characters."""
        return self.face == _IDEOGRAPHIC_FACE

    @property
    def below_face(self) -> float:
        """How far the deepest letter (g, p) reaches below the face, in em."""
        depths = [letter.outline.bounds.y1 for letter in self.letters if letter.outline.bounds]
        return max(0.0, max(depths, default=0.0) - self.face[1])

    @property
    def ink_width(self) -> float:
        """Sum of the widths of the characters' ink, in em."""
        return sum(letter.width for letter in self.letters)


@dataclass(frozen=True)
class Setting:
    """How large a row is set: height of the characters, their horizontal scaling, the gap between them."""

    height_mm: float
    stretch: float
    gap_mm: float
    length_mm: float


def row_of(text: str, typeface: Typeface) -> Row:
    """The letters of `text`; spaces count as letters without ink."""
    letters = []
    for character in unicodedata.normalize("NFC", text):
        outline = typeface.outline(character)
        bounds = outline.bounds
        if bounds:
            letters.append(Letter(outline, bounds.x0, bounds.x1, _edges(outline)))
        else:
            letters.append(Letter(outline, 0.0, _SPACE))
    ideographic = any(ord(character) > 0x2E7F for character in text)
    return Row(tuple(letters), _IDEOGRAPHIC_FACE if ideographic else _LATIN_FACE)


def fit(
    row: Row,
    room_mm: float,
    height_mm: float,
    fill: float = 0.0,
    gap: float = _GAP_OF_LETTER,
    widest: float = 1.0,
    narrowest: float = _NARROWEST,
) -> Setting:
    """How to set `row` into `room_mm`: first closer, then narrower, at last smaller.

    Args:
        height_mm: Height of the characters wanted; smaller only where they would become too narrow.
        fill: Share of the room that is filled at least, by wider gaps; 0 sets the row at its natural length.
        gap: Comfortable gap as a share of the height.
        widest: Horizontal scaling where there is room enough.
        narrowest: Least horizontal scaling; below it the characters become smaller.
    """
    gaps = max(1, len(row.letters) - 1)
    while True:
        scale = height_mm / row.face_height
        natural_mm = row.ink_width * scale
        natural_gap = gap * height_mm
        stretch = (room_mm - gaps * natural_gap) / natural_mm
        if stretch < widest:
            # Letters and gaps shrink together, until a quarter of the room is gaps: more between Latin letters,
            # which are narrower and have more gaps.
            ink_share = 0.76 if row.ideographic else 0.7
            stretch = max(stretch, min(widest, ink_share * room_mm / natural_mm))
        if stretch >= narrowest or height_mm < 0.5:
            break
        height_mm *= 0.97
    stretch = min(stretch, widest)
    ink_mm = natural_mm * stretch
    gap_mm = min(natural_gap, (room_mm - ink_mm) / gaps)
    gap_mm = max(gap_mm, (fill * room_mm - ink_mm) / gaps)
    return Setting(height_mm, stretch, gap_mm, ink_mm + (len(row.letters) - 1) * gap_mm)


class Arc:
    """A row's middle line: an ellipse, measured along its length from the top, clockwise."""

    def __init__(self, cx: float, cy: float, rx: float, ry: float, steps: int = 1440) -> None:
        self._centre, self._radii = (cx, cy), (rx, ry)
        angles = [2 * math.pi * step / steps - math.pi for step in range(steps + 1)]
        lengths, before = [0.0], self._at(angles[0])
        for angle in angles[1:]:
            here = self._at(angle)
            lengths.append(lengths[-1] + math.dist(before, here))
            before = here
        self.length_mm = lengths[-1]
        self._angles, self._lengths = angles, [length - self.length_mm / 2 for length in lengths]

    def place(self, along_mm: float) -> tuple[float, float, float]:
        """The point `along_mm` clockwise from the top (negative: the other way), and the outward direction.

        The direction is the angle of the outer side, clockwise from the top, in radians.
        """
        upper = min(max(1, bisect_left(self._lengths, along_mm)), len(self._lengths) - 1)
        low, high = self._lengths[upper - 1], self._lengths[upper]
        share = (along_mm - low) / (high - low)
        angle = self._angles[upper - 1] + share * (self._angles[upper] - self._angles[upper - 1])
        x, y = self._at(angle)
        rx, ry = self._radii
        # The normal of an ellipse: its gradient.
        return x, y, math.atan2(math.sin(angle) / rx, math.cos(angle) / ry)

    def _at(self, angle: float) -> tuple[float, float]:
        (cx, cy), (rx, ry) = self._centre, self._radii
        return cx + rx * math.sin(angle), cy - ry * math.cos(angle)


def on_arc(row: Row, arc: Arc, feet: Arc, setting: Setting, turn_deg: float = 0.0) -> tuple[Outline, ...]:
    """The row along the top of the arc, left to right, feet inwards, its middle at the top or `turn_deg` from it.

    On an oval the letters are spaced along `feet`, a line nearer to their feet: there they come closest.
    """
    outlines, outwards = [], setting.height_mm * SPACED_BELOW_MIDDLE
    turned = turn_deg / 360.0 * feet.length_mm
    for letter, along in zip(row.letters, _middles(row, setting), strict=True):
        along_feet = along * feet.length_mm / arc.length_mm + turned
        x, y, outward = feet.place(_wrapped(along_feet, feet.length_mm))
        x += math.sin(outward) * outwards
        y -= math.cos(outward) * outwards
        outlines.append(_set_letter(letter, row, setting, x, y, outward))
    return tuple(outlines)


def under_arc(row: Row, arc: Arc, setting: Setting) -> tuple[Outline, ...]:
    """The row along the bottom of the arc, left to right, heads inwards, its middle at the bottom."""
    half = arc.length_mm / 2
    outlines = []
    for letter, along in zip(row.letters, _middles(row, setting), strict=True):
        x, y, outward = arc.place(_wrapped(half - along, arc.length_mm))
        outlines.append(_set_letter(letter, row, setting, x, y, outward + math.pi))
    return tuple(outlines)


def on_line(row: Row, cx: float, cy: float, setting: Setting) -> tuple[Outline, ...]:
    """The row on a horizontal line, its middle at the given point."""
    return tuple(
        _set_letter(letter, row, setting, cx + along, cy, 0.0)
        for letter, along in zip(row.letters, _middles(row, setting), strict=True)
    )


def into_cell(letter: Letter, cell: Rect, most: float = 1.3) -> Outline:
    """One character grown into its cell as engravers do: its ink fills the cell, within reason.

    `most` bounds the growth over the size at which a whole character box would fill the cell.
    """
    bounds = letter.outline.bounds
    if bounds is None:
        return letter.outline
    wide = min(cell.width / bounds.width, most * cell.width)
    high = min(cell.height / bounds.height, most * cell.height)
    cx, cy = (cell.x0 + cell.x1) / 2, (cell.y0 + cell.y1) / 2
    middle_x, middle_y = (bounds.x0 + bounds.x1) / 2, (bounds.y0 + bounds.y1) / 2
    return letter.outline.mapped((wide, 0.0, 0.0, high, cx - wide * middle_x, cy - high * middle_y))


def _middles(row: Row, setting: Setting) -> list[float]:
    """Where the middles of the letters' ink lie along the row, in mm from the row's middle."""
    scale = setting.height_mm / row.face_height * setting.stretch
    at, middles = -setting.length_mm / 2, []
    for letter, gap in zip(row.letters, [*_gaps(row, setting, scale), 0.0], strict=True):
        width = letter.width * scale
        middles.append(at + width / 2)
        at += width + gap
    return middles


def _gaps(row: Row, setting: Setting, scale: float) -> list[float]:
    """The gaps between the letters' bounds, in mm; together as long as if all were `setting.gap_mm`."""
    pairs = [_between_edges(left, right) for left, right in pairwise(row.letters)]
    known = [white for white, _ in pairs if white is not None]
    mean = sum(known) / len(known) if known else 0.0
    gaps = []
    for white, nearest in pairs:
        gap = setting.gap_mm - _TUCK * (mean if white is None else white) * scale + _TUCK * mean * scale
        gaps.append(max(gap, _LEAST_SHARE * setting.gap_mm - nearest * scale))
    excess = sum(gaps) / len(gaps) - setting.gap_mm if gaps else 0.0
    return [gap - excess for gap in gaps]


def _between_edges(left: Letter, right: Letter) -> tuple[float | None, float]:
    """White between two letters whose bounds touch, and their least distance, in em; beside a space None and 0."""
    if not left.edges or not right.edges:
        return None, 0.0
    whites = [ours[1] + theirs[0] for ours, theirs in zip(left.edges, right.edges, strict=True)]
    # Bands in which neither has ink are no white between them but above or below them.
    between = [min(white, _DEEPEST) for white in whites if white < 2 * _DEEPEST]
    nearest = min(
        min(ours[1] for ours in left.edges[max(0, at - 1) : at + 2]) + theirs[0]
        for at, theirs in enumerate(right.edges)
    )
    return (sum(between) / len(between) if between else _DEEPEST), min(nearest, _DEEPEST)


@lru_cache(maxsize=4096)
def _edges(outline: Outline) -> tuple[tuple[float, float], ...]:
    bounds = outline.bounds
    assert bounds is not None
    edges = [(_DEEPEST, _DEEPEST)] * _BANDS
    for contour in outline.contours:
        points = flat(contour)
        for (xa, ya), (xb, yb) in zip(points, points[1:] + points[:1], strict=True):
            first, last = sorted((_band_of(ya), _band_of(yb)))
            for band in range(first, last + 1):
                xs = _within(band, xa, ya, xb, yb)
                left, right = edges[band]
                edges[band] = min(left, min(xs) - bounds.x0), min(right, bounds.x1 - max(xs))
    return tuple(edges)


def _within(band: int, xa: float, ya: float, xb: float, yb: float) -> tuple[float, float]:
    """Where a line from one point to another enters and leaves a band."""
    if ya == yb:
        return xa, xb
    top = _BANDS_FROM + band * _BAND
    shares = [min(1.0, max(0.0, (y - ya) / (yb - ya))) for y in (top, top + _BAND)]
    return xa + shares[0] * (xb - xa), xa + shares[1] * (xb - xa)


def _band_of(y: float) -> int:
    return min(_BANDS - 1, max(0, int((y - _BANDS_FROM) / _BAND)))


def _set_letter(letter: Letter, row: Row, setting: Setting, x: float, y: float, turn: float) -> Outline:
    """The letter's outline with the middle of its ink (across) and of the row's face (up) at a point."""
    scale = setting.height_mm / row.face_height
    middle_x, middle_y = (letter.left + letter.right) / 2, (row.face[0] + row.face[1]) / 2
    wide, cos, sin = scale * setting.stretch, math.cos(turn), math.sin(turn)
    a, b, c, d = wide * cos, wide * sin, -scale * sin, scale * cos
    matrix: Matrix = (a, b, c, d, x - a * middle_x - c * middle_y, y - b * middle_x - d * middle_y)
    return letter.outline.mapped(matrix)


def _wrapped(along_mm: float, length_mm: float) -> float:
    half = length_mm / 2
    return (along_mm + half) % length_mm - half
