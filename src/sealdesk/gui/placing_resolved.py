"""Marks as ink on pages, worked out so that dragging stays quick: a straddle seal may run over thousands of pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sealdesk.errors import SealDeskError
from sealdesk.geometry import PageFrame
from sealdesk.impression.strips import placements_to_stamps
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import UPRIGHT_EDGES, AnyPlacement, Placement, StraddlePlacement

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


@dataclass(frozen=True)
class _Strips:
    """A straddle seal's strips by page, and where its centre was when they were cut: along its edge they only move."""

    by_page: Mapping[int, Stamp]
    centre_mm: float
    trouble: SealDeskError | None

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
    """Whole impressions by page, straddle seals, each with its rank from below; and what is impossible by mark."""

    whole: dict[int, list[tuple[int, Mark, Stamp]]]
    straddles: list[tuple[int, Mark, _Strips]]
    troubles: dict[int, SealDeskError]

    def on_page(self, page: int) -> tuple[tuple[Mark, Stamp], ...]:
        """What shows on this page, the topmost last."""
        found = list(self.whole.get(page, ()))
        for rank, mark, strips in self.straddles:
            assert isinstance(mark.placement, StraddlePlacement)
            strip = strips.on(page, mark.placement)
            if strip is not None:
                found.append((rank, mark, strip))
        return tuple((mark, stamp) for _, mark, stamp in sorted(found, key=lambda one: one[0]))


class Cutter:
    """Works marks out, and remembers how straddle seals were cut."""

    def __init__(self, frames: Sequence[PageFrame]) -> None:
        self._frames = frames
        self._cuts: dict[StraddlePlacement, _Strips] = {}

    def resolve(self, marks: Sequence[Mark]) -> Resolved:
        """What these marks show; one that cannot be where it is shows where it was put."""
        resolved = Resolved({}, [], {})
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
            strips = _Strips({stamp.page: stamp for stamp in stamps}, placement.centre_mm, None)
            self._cuts[shape] = strips
        return self._cuts[shape]
