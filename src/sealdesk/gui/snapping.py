"""Where a seal under the hand snaps to: the middle of the page, margins, other seals, issuer and date, fields. Pure.

Every line is one a person would align to by eye. A seal snaps across and down apart from each other, each to the
nearest line within reach; Alt lets it go where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from sealdesk.geometry import PageFrame, Rect, TurnedBox

REACH_MM, REACH_PX = 2.0, 6.0
ROW_GAP_MM = 3.0
"""How far apart seals in a row are at most, neither touching nor crossing (GB/T 9704-2012 §7.3.5.2)."""
_A4_MM, _WITHIN_MM = (210.0, 297.0), 2.0
TYPE_AREA_MM = Rect(28.0, 37.0, 28.0 + 156.0, 37.0 + 225.0)
"""版心 of an official document on A4 (GB/T 9704-2012 §5.2.1)."""


class Axis(Enum):
    X = auto()
    Y = auto()


class Anchor(Enum):
    """Which part of the seal lies on the line."""

    LOW = auto()
    CENTRE = auto()
    HIGH = auto()


class LineKind(Enum):
    """What a line is, for the word at its end."""

    PAGE_CENTRE = auto()
    TYPE_AREA = auto()
    TEXT = auto()
    SEAL_CENTRE = auto()
    SEAL_EDGE = auto()
    SEAL_BESIDE = auto()
    ISSUER = auto()
    DATE = auto()
    FIELD = auto()


@dataclass(frozen=True)
class SnapLine:
    """A line on the page.

    Attributes:
        at_mm: Where it crosses its axis.
        anchors: The parts of a seal that it draws.
    """

    axis: Axis
    at_mm: float
    kind: LineKind
    anchors: frozenset[Anchor]


@dataclass(frozen=True)
class Snapped:
    """Where the seal goes, and the lines that drew it there."""

    x_mm: float
    y_mm: float
    lines: tuple[SnapLine, ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """What is on the page.

    Attributes:
        others: Boxes of the other seals.
        text: Around all of the page's text; None where that is not known, or there is none.
        issuer, date: Of an official document, on this page.
        fields: Prepared signature fields.
    """

    frame: PageFrame
    others: tuple[Rect, ...] = ()
    text: Rect | None = None
    issuer: Rect | None = None
    date: Rect | None = None
    fields: tuple[Rect, ...] = ()


_MIDDLE = frozenset({Anchor.CENTRE})


def reach_mm(px_per_mm: float) -> float:
    """How near a seal must come to a line: 2 mm, or 6 pixels where that is more."""
    return max(REACH_MM, REACH_PX / px_per_mm) if px_per_mm > 0 else REACH_MM


def lines_of(here: Surroundings) -> tuple[SnapLine, ...]:
    """Every line there is, the ones that matter most first: of two equally near ones the first counts."""
    return tuple(
        dict.fromkeys(
            (
                *_centres(here.fields, LineKind.FIELD),
                *_centres(_known(here.issuer), LineKind.ISSUER),
                *_centres(_known(here.date), LineKind.DATE),
                *_of_others(here.others),
                *_centres((here.frame.shown_mm,), LineKind.PAGE_CENTRE),
                *_edges(_type_area(here.frame), LineKind.TYPE_AREA),
                *_edges(_known(here.text), LineKind.TEXT),
            )
        )
    )


def snap(box: TurnedBox, lines: Sequence[SnapLine], reach: float) -> Snapped:
    """Where the box goes.

    Args:
        reach: In millimetres; a line farther away draws nothing.
    """
    bounds = box.bounds_mm
    across = _nearest(Axis.X, (bounds.x0, box.centre_x_mm, bounds.x1), lines, reach)
    down = _nearest(Axis.Y, (bounds.y0, box.centre_y_mm, bounds.y1), lines, reach)
    x = box.centre_x_mm + (across[1] if across else 0.0)
    y = box.centre_y_mm + (down[1] if down else 0.0)
    moved = replace(box, centre_x_mm=x, centre_y_mm=y)
    drawn = [line for line in lines if (across and line.axis is Axis.X) or (down and line.axis is Axis.Y)]
    return Snapped(x, y, tuple(_lying_on(moved, drawn)))


def _nearest(
    axis: Axis, at_mm: tuple[float, float, float], lines: Sequence[SnapLine], reach: float
) -> tuple[SnapLine, float] | None:
    """The nearest line and how far the box goes to lie on it."""
    best: tuple[SnapLine, float] | None = None
    for line in lines:
        if line.axis is not axis:
            continue
        for anchor, position in zip(Anchor, at_mm, strict=True):
            off = line.at_mm - position
            if anchor in line.anchors and abs(off) <= reach and (best is None or abs(off) < abs(best[1])):
                best = (line, off)
    return best


def _lying_on(box: TurnedBox, lines: Iterable[SnapLine]) -> Iterator[SnapLine]:
    """What is drawn: across and down the first line that a part of the box lies on."""
    bounds = box.bounds_mm
    places = {
        Axis.X: (bounds.x0, box.centre_x_mm, bounds.x1),
        Axis.Y: (bounds.y0, box.centre_y_mm, bounds.y1),
    }
    told: set[Axis] = set()
    for line in lines:
        on = any(
            anchor in line.anchors and abs(line.at_mm - at) < 1e-6
            for anchor, at in zip(Anchor, places[line.axis], strict=True)
        )
        if on and line.axis not in told:
            told.add(line.axis)
            yield line


def _known(rect: Rect | None) -> tuple[Rect, ...]:
    return () if rect is None else (rect,)


def _centres(rects: Iterable[Rect], kind: LineKind) -> Iterator[SnapLine]:
    for rect in rects:
        yield SnapLine(Axis.X, (rect.x0 + rect.x1) / 2, kind, _MIDDLE)
        yield SnapLine(Axis.Y, (rect.y0 + rect.y1) / 2, kind, _MIDDLE)


def _edges(rects: Iterable[Rect], kind: LineKind) -> Iterator[SnapLine]:
    """The seal's outer edges on the inside of a rectangle's."""
    for rect in rects:
        yield SnapLine(Axis.X, rect.x0, kind, frozenset({Anchor.LOW}))
        yield SnapLine(Axis.X, rect.x1, kind, frozenset({Anchor.HIGH}))
        yield SnapLine(Axis.Y, rect.y0, kind, frozenset({Anchor.LOW}))
        yield SnapLine(Axis.Y, rect.y1, kind, frozenset({Anchor.HIGH}))


def _of_others(others: Iterable[Rect]) -> Iterator[SnapLine]:
    """Centre on centre, edge on edge, and side by side with a small gap."""
    boxes = tuple(others)
    yield from _centres(boxes, LineKind.SEAL_CENTRE)
    for box in boxes:
        for axis, low, high in ((Axis.X, box.x0, box.x1), (Axis.Y, box.y0, box.y1)):
            yield SnapLine(axis, high + ROW_GAP_MM, LineKind.SEAL_BESIDE, frozenset({Anchor.LOW}))
            yield SnapLine(axis, low - ROW_GAP_MM, LineKind.SEAL_BESIDE, frozenset({Anchor.HIGH}))
            yield SnapLine(axis, low, LineKind.SEAL_EDGE, frozenset({Anchor.LOW}))
            yield SnapLine(axis, high, LineKind.SEAL_EDGE, frozenset({Anchor.HIGH}))


def _type_area(frame: PageFrame) -> tuple[Rect, ...]:
    size = (frame.width_mm, frame.height_mm)
    is_a4 = all(abs(one - other) <= _WITHIN_MM for one, other in zip(size, _A4_MM, strict=True))
    return (TYPE_AREA_MM,) if is_a4 else ()
