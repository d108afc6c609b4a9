"""Marks as ink on pages, worked out so that dragging stays quick: a straddle seal may run over thousands of pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from sealdesk.errors import SealDeskError
from sealdesk.geometry import PageFrame, Rect
from sealdesk.impression.strips import placements_to_stamps
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import UPRIGHT_EDGES, AnyPlacement, Edge, Placement, StraddlePlacement

_CUTS_KEPT = 4


@dataclass(frozen=True)
class Mark:
    """One placement under the custodian's hand; `key` stays the same while it is moved about."""

    key: int
    placement: AnyPlacement
    seal_id: str = ""

    @property
    def page(self) -> int:
        """The page it lies on; of a straddle seal, the first."""
        place = self.placement
        return place.page if isinstance(place, Placement) else place.pages[0]


Shown = tuple[Mark, Stamp]
"""A mark, and what of it shows on a page."""


@dataclass(frozen=True)
class _Strips:
    """A straddle seal's strips by page, and where its centre was when they were cut: along its edge they only move."""

    by_page: Mapping[int, Stamp]
    centre_mm: float
    trouble: SealDeskError | None
    thickest_mm: float = 0.0

    def on(self, page: int, placement: StraddlePlacement) -> Stamp | None:
        strip, off = self.by_page.get(page), placement.centre_mm - self.centre_mm
        if strip is None or off == 0.0:
            return strip
        x, y = (0.0, off) if placement.edge in UPRIGHT_EDGES else (off, 0.0)
        box = strip.box
        moved = replace(box, centre_x_mm=box.centre_x_mm + x, centre_y_mm=box.centre_y_mm + y)
        return replace(strip, box=moved)


@dataclass(frozen=True)
class Resolved:
    """Whole impressions by page, straddle seals, each with its rank from below; and what is impossible by mark.

    Attributes:
        sizes_mm: Widths and heights of the document's pages, each once.
    """

    whole: dict[int, list[tuple[int, Mark, Stamp]]]
    straddles: list[tuple[int, Mark, _Strips]]
    troubles: dict[int, SealDeskError]
    sizes_mm: frozenset[tuple[float, float]]

    def on_page(self, page: int) -> tuple[Shown, ...]:
        """What shows on this page, the topmost last."""
        found = list(self.whole.get(page, ()))
        for rank, mark, strips in self.straddles:
            assert isinstance(mark.placement, StraddlePlacement)
            strip = strips.on(page, mark.placement)
            if strip is not None:
                found.append((rank, mark, strip))
        return tuple((mark, stamp) for _, mark, stamp in sorted(found, key=lambda one: one[0]))

    def strips_met(self) -> Iterator[tuple[Mark, Iterator[tuple[Shown, Shown]]]]:
        """Straddle seals above others that they may meet: the upper mark, and their strips page by page."""
        for (_, one, below), (_, other, above) in combinations(self.straddles, 2):
            if any(
                _band_mm(below, one, size).intersection(_band_mm(above, other, size))
                for size in self.sizes_mm
            ):
                yield other, _together((one, below), (other, above))


def _together(one: tuple[Mark, _Strips], other: tuple[Mark, _Strips]) -> Iterator[tuple[Shown, Shown]]:
    (below, its), (above, theirs) = one, other
    assert isinstance(below.placement, StraddlePlacement) and isinstance(above.placement, StraddlePlacement)
    for page in its.by_page:
        a, b = its.on(page, below.placement), theirs.on(page, above.placement)
        if a is not None and b is not None:
            yield (below, a), (above, b)


def _band_mm(strips: _Strips, mark: Mark, size_mm: tuple[float, float]) -> Rect:
    """Where the strips lie on pages of this size, as wide as the widest of them."""
    place, (width, height), thick = mark.placement, size_mm, strips.thickest_mm
    assert isinstance(place, StraddlePlacement)
    along = place.height_mm if place.edge in UPRIGHT_EDGES else place.width_mm
    low, high = place.centre_mm - along / 2, place.centre_mm + along / 2
    if place.edge in UPRIGHT_EDGES:
        x = width - thick if place.edge is Edge.RIGHT else 0.0
        return Rect(x, low, x + thick, high)
    y = height - thick if place.edge is Edge.BOTTOM else 0.0
    return Rect(low, y, high, y + thick)


class Cutter:
    """Works marks out, and remembers how straddle seals were cut."""

    def __init__(self, frames: Sequence[PageFrame]) -> None:
        self._frames = frames
        self._cuts: dict[StraddlePlacement, _Strips] = {}

    def resolve(self, marks: Sequence[Mark]) -> Resolved:
        """What these marks show; one that cannot be where it is shows where it was put."""
        resolved = Resolved({}, [], {}, self._sizes_mm)
        for rank, mark in enumerate(marks):
            if isinstance(mark.placement, StraddlePlacement):
                strips = self._strips_of(mark.placement)
                trouble = strips.trouble
                resolved.straddles.append((rank, mark, strips))
            else:
                stamp, trouble = self._stamp_of(mark.placement)
                resolved.whole.setdefault(mark.placement.page, []).append((rank, mark, stamp))
            if trouble is not None:
                resolved.troubles[mark.key] = trouble
        return resolved

    @cached_property
    def _sizes_mm(self) -> frozenset[tuple[float, float]]:
        return frozenset((frame.width_mm, frame.height_mm) for frame in self._frames)

    def _stamp_of(self, placement: Placement) -> tuple[Stamp, SealDeskError | None]:
        try:
            (stamp,) = placements_to_stamps((placement,), self._frames)
        except SealDeskError as error:
            return Stamp(placement.page, placement.box), error
        return stamp, None

    def _strips_of(self, placement: StraddlePlacement) -> _Strips:
        """Cut once, moved along the edge as often as it is dragged."""
        shape = replace(placement, centre_mm=0.0)
        if shape not in self._cuts:
            try:
                stamps = placements_to_stamps((placement,), self._frames)
            except SealDeskError as error:
                return _Strips({}, placement.centre_mm, error)
            if len(self._cuts) >= _CUTS_KEPT:
                self._cuts.clear()
            upright = placement.edge in UPRIGHT_EDGES
            thickest = max(stamp.box.width_mm if upright else stamp.box.height_mm for stamp in stamps)
            by_page = {stamp.page: stamp for stamp in stamps}
            self._cuts[shape] = _Strips(by_page, placement.centre_mm, None, thickest)
        return self._cuts[shape]
