"""How large seals are on paper, and so on pages whose stated measure was found wrong. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sealdesk.gui.placing_resolved import Mark
from sealdesk.model.placement import AnyPlacement, Placement

_SAME_MM = 0.005


@dataclass(frozen=True)
class TrueSize:
    """A seal's size on paper."""

    width_mm: float
    height_mm: float

    def times(self, scale: float) -> TrueSize:
        return TrueSize(self.width_mm * scale, self.height_mm * scale)


class TrueSizes:
    """The seals of an act by their sizes, and how many stated millimetres of a page are one on paper."""

    def __init__(self, seal_id: str, size: TrueSize) -> None:
        self._sizes = {seal_id: size}
        self._scales: dict[int, float] = {}

    @property
    def seal_ids(self) -> tuple[str, ...]:
        """In the order they came."""
        return tuple(self._sizes)

    def add(self, seal_id: str, size: TrueSize) -> None:
        self._sizes[seal_id] = size

    def drop(self, seal_id: str) -> None:
        self._sizes.pop(seal_id, None)

    def of(self, seal_id: str) -> TrueSize:
        return self._sizes[seal_id]

    def scale_of(self, page: int) -> float:
        """1 unless somebody decided otherwise."""
        return self._scales.get(page, 1.0)

    def set_scales(self, scales: Mapping[int, float]) -> None:
        self._scales = {page: scale for page, scale in scales.items() if scale != 1.0}

    def scale_under(self, placement: AnyPlacement) -> float:
        """That of the page it lies on; of a straddle seal, that of its pages if they have one in common."""
        if isinstance(placement, Placement):
            return self.scale_of(placement.page)
        scales = {self.scale_of(page) for page in placement.pages}
        return scales.pop() if len(scales) == 1 else 1.0

    def of_mark(self, mark: Mark) -> TrueSize:
        """The size that this mark has on paper by right."""
        return self._sizes[mark.seal_id].times(self.scale_under(mark.placement))

    def is_true(self, mark: Mark) -> bool:
        if mark.seal_id not in self._sizes:
            return False
        return math.isclose(mark.placement.width_mm, self.of_mark(mark).width_mm, abs_tol=_SAME_MM)

    def corrected(self, placement: AnyPlacement, seal_id: str) -> AnyPlacement:
        """At true size by the corrected measure of its page, if it came at the plain true size."""
        size, scale = self._sizes[seal_id], self.scale_under(placement)
        if scale == 1.0 or not math.isclose(placement.width_mm, size.width_mm, abs_tol=_SAME_MM):
            return placement
        return replace(placement, width_mm=size.width_mm * scale, height_mm=size.height_mm * scale)

    def carried(self, placement: Placement, page: int) -> Placement:
        """The same place on another page, as large on paper as it was."""
        ratio = self.scale_of(page) / self.scale_of(placement.page)
        return replace(
            placement,
            page=page,
            width_mm=placement.width_mm * ratio,
            height_mm=placement.height_mm * ratio,
        )
