"""Filled outlines in millimetres: what a seal is made of before it becomes pixels or a PDF page.

Coordinates: origin top left of the seal, x to the right, y down. Outlines are filled by the non-zero winding
rule (ISO 32000-2 §8.5.3.3.2), so a contour that turns the other way is a hole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from sealdesk.geometry import Matrix, Rect

Point = tuple[float, float]

_CIRCLE = 4.0 / 3.0 * (math.sqrt(2.0) - 1.0)
"""Control distance of a quarter circle as one Bézier curve; its error is 0.03 % of the radius."""

_COMMAND = re.compile(r"([MLCZ])([^MLCZ]*)")


@dataclass(frozen=True)
class Contour:
    """A closed contour: a start, then Bézier curves or lines, each by its one or three further points."""

    start: Point
    pieces: tuple[tuple[Point, ...], ...]

    def mapped(self, matrix: Matrix) -> Contour:
        return Contour(
            _map(matrix, self.start),
            tuple(tuple(_map(matrix, point) for point in piece) for piece in self.pieces),
        )

    def reversed(self) -> Contour:
        """The same contour, turning the other way."""
        ends = [self.start, *(piece[-1] for piece in self.pieces)]
        pieces = tuple(
            (*reversed(piece[:-1]), before)
            for piece, before in zip(reversed(self.pieces), reversed(ends[:-1]), strict=True)
        )
        return Contour(ends[-1], pieces)

    def extremes(self) -> Iterator[Point]:
        """Points whose bounds are the bounds of the contour."""
        yield self.start
        before = self.start
        for piece in self.pieces:
            yield piece[-1]
            if len(piece) == 3:
                yield from _curve_extremes(before, *piece)
            before = piece[-1]


@dataclass(frozen=True)
class Outline:
    """Contours filled together."""

    contours: tuple[Contour, ...]

    @cached_property
    def bounds(self) -> Rect | None:
        """Exact bounds of the ink; None where there is none (a space)."""
        points = [point for contour in self.contours for point in contour.extremes()]
        if not points:
            return None
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return Rect(min(xs), min(ys), max(xs), max(ys))

    @property
    def turn(self) -> float:
        """Twice the signed area of the corners: positive where the outer contours turn clockwise (y down)."""
        total = 0.0
        for contour in self.contours:
            points = [contour.start, *(piece[-1] for piece in contour.pieces)]
            total += sum(
                xa * yb - xb * ya for (xa, ya), (xb, yb) in zip(points, points[1:] + points[:1], strict=True)
            )
        return total

    def reversed(self) -> Outline:
        """The same ink, every contour turning the other way."""
        return Outline(tuple(contour.reversed() for contour in self.contours))

    def mapped(self, matrix: Matrix) -> Outline:
        return Outline(tuple(contour.mapped(matrix) for contour in self.contours))

    def cut_out_of(self, ground: Outline) -> Outline:
        """`ground` with this outline as a hole. Needs grounds of positive and glyphs of negative turn."""
        return Outline(ground.contours + self.contours)

    def __add__(self, other: Outline) -> Outline:
        return Outline(self.contours + other.contours)


def joined(outlines: Iterable[Outline]) -> Outline:
    return Outline(tuple(contour for outline in outlines for contour in outline.contours))


def ellipse(cx: float, cy: float, rx: float, ry: float) -> Outline:
    """A filled ellipse."""
    kx, ky = rx * _CIRCLE, ry * _CIRCLE
    return Outline(
        (
            Contour(
                (cx + rx, cy),
                (
                    ((cx + rx, cy + ky), (cx + kx, cy + ry), (cx, cy + ry)),
                    ((cx - kx, cy + ry), (cx - rx, cy + ky), (cx - rx, cy)),
                    ((cx - rx, cy - ky), (cx - kx, cy - ry), (cx, cy - ry)),
                    ((cx + kx, cy - ry), (cx + rx, cy - ky), (cx + rx, cy)),
                ),
            ),
        )
    )


def ring(cx: float, cy: float, rx: float, ry: float, thickness: float) -> Outline:
    """An elliptic border whose outer edge has the radii `rx` and `ry`."""
    inner = ellipse(cx, cy, rx - thickness, ry - thickness).contours[0].reversed()
    return Outline((*ellipse(cx, cy, rx, ry).contours, inner))


def rectangle(box: Rect, radius: float = 0.0) -> Outline:
    """A filled rectangle, its corners rounded by `radius`."""
    x0, y0, x1, y1 = box.x0, box.y0, box.x1, box.y1
    if radius <= 0:
        return Outline((Contour((x0, y0), (((x1, y0),), ((x1, y1),), ((x0, y1),))),))
    r, k = radius, radius * (1 - _CIRCLE)
    return Outline(
        (
            Contour(
                (x0 + r, y0),
                (
                    ((x1 - r, y0),),
                    ((x1 - k, y0), (x1, y0 + k), (x1, y0 + r)),
                    ((x1, y1 - r),),
                    ((x1, y1 - k), (x1 - k, y1), (x1 - r, y1)),
                    ((x0 + r, y1),),
                    ((x0 + k, y1), (x0, y1 - k), (x0, y1 - r)),
                    ((x0, y0 + r),),
                    ((x0, y0 + k), (x0 + k, y0), (x0 + r, y0)),
                ),
            ),
        )
    )


def frame(box: Rect, thickness: float, radius: float = 0.0) -> Outline:
    """A rectangular border whose outer edge is `box`."""
    inside = Rect(box.x0 + thickness, box.y0 + thickness, box.x1 - thickness, box.y1 - thickness)
    hole = rectangle(inside, max(0.0, radius - thickness)).contours[0].reversed()
    return Outline((*rectangle(box, radius).contours, hole))


def star(cx: float, cy: float, tip_to_tip: float) -> Outline:
    """A five-pointed star, one tip up; `tip_to_tip` is its width from left to right tip.

    The centre is that of the circle through the tips.
    """
    outer = tip_to_tip / (2.0 * math.sin(math.radians(72.0)))
    inner = outer * math.cos(math.radians(72.0)) / math.cos(math.radians(36.0))
    corners = []
    for step in range(10):
        angle, radius = math.radians(36.0 * step), outer if step % 2 == 0 else inner
        corners.append((cx + radius * math.sin(angle), cy - radius * math.cos(angle)))
    return Outline((Contour(corners[0], tuple((corner,) for corner in corners[1:])),))


def flat(contour: Contour, steps: int = 8) -> list[Point]:
    """Points along a contour, each curve in `steps` pieces; the last joins the first."""
    points, before = [contour.start], contour.start
    for piece in contour.pieces:
        if len(piece) == 3:
            points += [_on_curve(before, *piece, step / steps) for step in range(1, steps)]
        points.append(piece[-1])
        before = piece[-1]
    return points


def path_data(outline: Outline) -> str:
    """The outline as SVG path data (SVG 2 §9.3): absolute M, L, C and Z."""
    words = []
    for contour in outline.contours:
        words.append(f"M{_short(contour.start)}")
        words.extend(
            ("C" if len(piece) == 3 else "L") + " ".join(_short(point) for point in piece)
            for piece in contour.pieces
        )
        words.append("Z")
    return "".join(words)


def of_path_data(data: str) -> Outline:
    """The outline of path data as `path_data` writes it.

    Raises:
        ValueError: Other commands, or numbers missing.
    """
    contours: list[Contour] = []
    start: Point | None = None
    pieces: list[tuple[Point, ...]] = []
    for command, numbers in _COMMAND.findall(data):
        values = [float(number) for number in numbers.split()]
        points = tuple(zip(values[::2], values[1::2], strict=True))
        if len(points) != {"M": 1, "L": 1, "C": 3, "Z": 0}[command] or (start is None) != (command == "M"):
            raise ValueError(command)
        if command == "M":
            start, pieces = points[0], []
        elif command == "Z":
            assert start is not None
            contours.append(Contour(start, tuple(pieces)))
            start = None
        else:
            pieces.append(points)
    if start is not None or not contours:
        raise ValueError("Z")
    return Outline(tuple(contours))


def operators(outline: Outline) -> str:
    """The outline as path construction operators of a PDF content stream (ISO 32000-2 §8.5.2), then `f`."""
    lines = []
    for contour in outline.contours:
        lines.append(f"{_numbers(contour.start)} m")
        lines.extend(
            f"{' '.join(_numbers(point) for point in piece)} {'c' if len(piece) == 3 else 'l'}"
            for piece in contour.pieces
        )
        lines.append("h")
    return "\n".join([*lines, "f"]) if lines else ""


def _short(point: Point) -> str:
    return " ".join(f"{value:.5f}".rstrip("0").rstrip(".") for value in point)


def _numbers(point: Point) -> str:
    return f"{point[0]:.5f} {point[1]:.5f}"


def _map(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def _curve_extremes(p0: Point, p1: Point, p2: Point, p3: Point) -> Iterator[Point]:
    for axis in (0, 1):
        v0, v1, v2, v3 = p0[axis], p1[axis], p2[axis], p3[axis]
        for t in _roots(v3 - 3 * v2 + 3 * v1 - v0, 2 * (v2 - 2 * v1 + v0), v1 - v0):
            if 0.0 < t < 1.0:
                yield _on_curve(p0, p1, p2, p3, t)


def _on_curve(p0: Point, p1: Point, p2: Point, p3: Point, t: float) -> Point:
    u = 1.0 - t
    weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
    points = (p0, p1, p2, p3)
    return (
        sum(weight * point[0] for weight, point in zip(weights, points, strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, points, strict=True)),
    )


def _roots(a: float, b: float, c: float) -> tuple[float, ...]:
    if abs(a) < 1e-12:
        return (-c / b,) if abs(b) > 1e-12 else ()
    below_root = b * b - 4 * a * c
    if below_root < 0:
        return ()
    root = math.sqrt(below_root)
    return (-b + root) / (2 * a), (-b - root) / (2 * a)
