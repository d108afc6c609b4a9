"""How far the parts of a drawn seal stand from one another: whether anything collides or crowds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from sealdesk.geometry import Rect
from sealdesk.impression.drawing import compose
from sealdesk.impression.outline import Contour, Outline, flat
from sealdesk.impression.parts import Part, Role
from sealdesk.model.seal_design import SealDesign
from sealdesk.policy.design_rules import DesignRule, DesignWarning

if TYPE_CHECKING:
    import numpy

    Points = numpy.ndarray[tuple[int, int], numpy.dtype[numpy.float64]]

CLEAR_MM = 0.12
"""Three pixels at 600 dpi: inks closer than this run together on paper."""
_STEP_MM = 0.04
"""Outlines are measured at points this far apart: finer than a pixel at 600 dpi."""
_FARTHEST_MM = 3.0
"""Parts farther apart than this are not measured: they are clear."""


@dataclass(frozen=True)
class Clearance:
    """Two pieces of a seal and the white between them.

    Attributes:
        one, other: What they are, and which piece of it (letters count from 0).
        white_mm: Least distance of their inks; 0 where they touch or one lies on the other.
    """

    one: tuple[Role, int]
    other: tuple[Role, int]
    white_mm: float


def clearances(parts: tuple[Part, ...], nearer_than_mm: float = _FARTHEST_MM) -> tuple[Clearance, ...]:
    """Pairs of pieces nearer than this, the nearest first. Pieces of an emblem and of a ground belong together."""
    pieces = [
        _Piece((part.role, at), piece, piece.bounds)
        for part in parts
        for at, piece in enumerate(part.pieces)
        if piece.bounds
    ]
    found = [
        Clearance(one.name, other.name, white)
        for one, other in combinations(pieces, 2)
        if not _belong(one, other) and (white := _white(one, other, nearer_than_mm)) < nearer_than_mm
    ]
    return tuple(sorted(found, key=lambda clearance: clearance.white_mm))


def crowding(design: SealDesign) -> tuple[DesignWarning, ...]:
    """The warning that parts of a seal stand too close, if they do. Takes some tenths of a second.

    Raises:
        SealDeskError: As `drawing.draw_seal`.
    """
    found = clearances(compose(design), CLEAR_MM)
    if not found:
        return ()
    facts = {"white_mm": round(found[0].white_mm, 2), "limit_mm": CLEAR_MM}
    return (DesignWarning(DesignRule.CROWDED, facts),)


def least_white_mm(parts: tuple[Part, ...]) -> float:
    """The least white between any two pieces, up to 3 mm."""
    found = clearances(parts)
    return found[0].white_mm if found else _FARTHEST_MM


class _Piece:
    def __init__(self, name: tuple[Role, int], outline: Outline, bounds: Rect) -> None:
        self.name, self.outline, self.bounds = name, outline, bounds
        self._points: Points | None = None

    @property
    def points(self) -> Points:
        """Points along the outline, `_STEP_MM` apart or closer."""
        if self._points is None:
            import numpy

            every = [point for contour in self.outline.contours for point in _dense(contour)]
            self._points = numpy.array(every)
        return self._points


def _belong(one: _Piece, other: _Piece) -> bool:
    return one.name[0] is other.name[0] and one.name[0] in (Role.EMBLEM, Role.GROUND)


def _white(one: _Piece, other: _Piece, limit_mm: float) -> float:
    if not _near(one.bounds, other.bounds, limit_mm):
        return limit_mm
    if _inside(one, other) or _inside(other, one):
        return 0.0
    ours, theirs = _towards(one, other, limit_mm), _towards(other, one, limit_mm)
    if not len(ours) or not len(theirs):
        return limit_mm
    least = min(
        float(((ours[at : at + 400, None, :] - theirs[None, :, :]) ** 2).sum(axis=2).min())
        for at in range(0, len(ours), 400)
    )
    return 0.0 if least < (_STEP_MM / 2) ** 2 else least**0.5


def _towards(one: _Piece, other: _Piece, limit_mm: float) -> Points:
    """The points of `one` that may be near `other`."""
    x, y, box = one.points[:, 0], one.points[:, 1], other.bounds
    keep = (
        (x > box.x0 - limit_mm) & (x < box.x1 + limit_mm) & (y > box.y0 - limit_mm) & (y < box.y1 + limit_mm)
    )
    return one.points[keep]


def _near(one: Rect, other: Rect, limit_mm: float) -> bool:
    across = max(one.x0 - other.x1, other.x0 - one.x1)
    down = max(one.y0 - other.y1, other.y0 - one.y1)
    return max(across, down) < limit_mm


def _inside(one: _Piece, other: _Piece) -> bool:
    """Whether a point of `one` lies on the ink of `other` (non-zero winding rule)."""
    x, y = one.outline.contours[0].start
    box, winding = other.bounds, 0
    if not (box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1):
        return False
    for contour in other.outline.contours:
        points = flat(contour)
        for (xa, ya), (xb, yb) in zip(points, points[1:] + points[:1], strict=True):
            if (ya <= y) != (yb <= y) and xa + (y - ya) / (yb - ya) * (xb - xa) > x:
                winding += 1 if yb > ya else -1
    return winding != 0


def _dense(contour: Contour) -> Iterator[tuple[float, float]]:
    points = flat(contour, 24)
    for (xa, ya), (xb, yb) in zip(points, points[1:] + points[:1], strict=True):
        steps = max(1, int(max(abs(xb - xa), abs(yb - ya)) / _STEP_MM))
        for step in range(steps):
            yield xa + (xb - xa) * step / steps, ya + (yb - ya) * step / steps
