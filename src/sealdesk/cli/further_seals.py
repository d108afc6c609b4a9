"""Several seals and prepared fields on the command line: `--also`, `--field`."""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass, replace
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.act import SealingOrder, SealUse
from sealdesk.model.document import Preflight
from sealdesk.model.placement import Placement
from sealdesk.model.seal import Seal
from sealdesk.service import seals
from sealdesk.service.act_checks import field_trouble
from sealdesk.service.desk import Desk


@dataclass(frozen=True)
class Also:
    """One `--also`: a seal, its request, and where it goes, at its true size."""

    seal_id: str
    request_id: str
    page: int
    x_mm: float
    y_mm: float


def also(text: str) -> Also:
    """`SEAL:REQUEST:PAGE:X,Y` as argparse reads it."""
    try:
        seal_id, request_id, page, point = text.split(":")
        x_mm, y_mm = (float(part) for part in point.split(","))
        if not (seal_id and request_id and math.isfinite(x_mm) and math.isfinite(y_mm)):
            raise ValueError(text)
        return Also(seal_id, request_id, int(page), x_mm, y_mm)
    except ValueError as wrong:
        example = "SEAL-0002:R20260301-0a1b2c3d:3:150,240"
        raise argparse.ArgumentTypeError(f"{text!r} is not SEAL:REQUEST:PAGE:X,Y, like {example}") from wrong


def with_further(desk: Desk, order: SealingOrder, more: list[Also]) -> SealingOrder:
    """The order with further seals; places of one seal under one request become one use of it.

    Raises:
        SealDeskError: `SEAL_UNKNOWN`.
    """
    uses = {(use.seal_id, use.request_id): use for use in order.uses}
    for one in more:
        seal = seals.find_seal(desk, one.seal_id)
        place = Placement(one.page, one.x_mm, one.y_mm, seal.width_mm, seal.height_mm)
        key = (seal.id, one.request_id)
        known = uses.get(key, SealUse(*key, placements=()))
        uses[key] = replace(known, placements=(*known.placements, place))
    first, *further = uses.values()
    return replace(order, placements=first.placements, further=tuple(further))


def names_place(arguments: argparse.Namespace) -> bool:
    """Whether the arguments name a place for the first seal."""
    named = ("straddle", "keyword", "at", "page", "official", "template")
    return any(getattr(arguments, name, None) for name in named)


def field_placement(name: str, seal: Seal, preflight: Preflight, path: Path) -> Placement:
    """The seal at its true size in the middle of a prepared field.

    Raises:
        SealDeskError: `DOCUMENT_FIELD_…` where it cannot be filled.
    """
    trouble = field_trouble(name, preflight, path)
    if trouble is not None:
        raise trouble
    box = next(one for one in preflight.signature_boxes if one.name == name)
    if box.bounds_mm is None:  # `field_trouble` has said so
        raise SealDeskError(ErrorCode.DOCUMENT_FIELD_UNSUITED, field=name, reason="field invisible")
    bounds = box.bounds_mm
    middle = (bounds.x0 + bounds.x1) / 2, (bounds.y0 + bounds.y1) / 2
    return Placement(box.page, *middle, seal.width_mm, seal.height_mm)
