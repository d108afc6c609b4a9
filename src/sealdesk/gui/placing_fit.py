"""Keeping places on their pages: as near as they fit, never off the paper where they could be on it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sealdesk.geometry import PageFrame
from sealdesk.model.placement import UPRIGHT_EDGES, AnyPlacement, Placement, StraddlePlacement


def kept_on_page(placement: AnyPlacement, frames: Sequence[PageFrame]) -> AnyPlacement:
    """As near as it fits onto its page or edge; pages that do not exist are left to be told."""
    if isinstance(placement, StraddlePlacement):
        return _kept_on_edge(placement, frames)
    if not 1 <= placement.page <= len(frames):
        return placement
    page, bounds = frames[placement.page - 1], placement.box.bounds_mm
    return replace(
        placement,
        centre_x_mm=_within(placement.centre_x_mm, bounds.width / 2, page.width_mm),
        centre_y_mm=_within(placement.centre_y_mm, bounds.height / 2, page.height_mm),
    )


def _kept_on_edge(placement: StraddlePlacement, frames: Sequence[PageFrame]) -> StraddlePlacement:
    upright = placement.edge in UPRIGHT_EDGES
    known = [frames[page - 1] for page in placement.pages if 1 <= page <= len(frames)]
    if not known:
        return placement
    along = min(frame.height_mm if upright else frame.width_mm for frame in known)
    half = (placement.height_mm if upright else placement.width_mm) / 2
    return replace(placement, centre_mm=_within(placement.centre_mm, half, along))


def centred(placement: AnyPlacement, x_mm: float, y_mm: float) -> AnyPlacement:
    """The same with its centre here; a straddle seal moves along its edge only."""
    if isinstance(placement, Placement):
        return replace(placement, centre_x_mm=x_mm, centre_y_mm=y_mm)
    return replace(placement, centre_mm=y_mm if placement.edge in UPRIGHT_EDGES else x_mm)


def _within(centre: float, half: float, length: float) -> float:
    """`centre`, moved so that `half` on either side fits into `length`; the middle where it cannot."""
    return length / 2 if 2 * half > length else min(max(centre, half), length - half)
