"""Where a straddle seal (骑缝章) is cut: pages into groups, each group's seal into strips, even or as chance has it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from itertools import accumulate, pairwise

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.placement import UPRIGHT_EDGES, StraddleCut, StraddlePlacement

THINNEST_MM = 1.0
"""A strip thinner than this says nothing: printers leave as much white at the edge of the paper."""
MOST_STRIPS = 200
"""One seal over more pages than this would have strips too thin at any size a seal has."""
WIDEST_FIRST = 5.0
SEEDS = 1 << 31
_SWING = 0.4
"""How far a random strip's width may lie from the even one, as a part of it."""
_ROUNDING_MM = 1e-6


def groups(pages: Sequence[int], at_most: int) -> tuple[tuple[int, ...], ...]:
    """Pages in groups of at most `at_most`, sizes as equal as possible, none of a single page.

    An odd number of pages in pairs ends in a group of three.
    """
    count = min(-(-len(pages) // at_most), max(1, len(pages) // 2))
    size, larger = divmod(len(pages), count)
    cuts = [0]
    for index in range(count):
        cuts.append(cuts[-1] + size + (1 if index < larger else 0))
    return tuple(tuple(pages[a:b]) for a, b in pairwise(cuts))


def cuts(placement: StraddlePlacement, count: int, group: int = 0) -> tuple[float, ...]:
    """Where a group's seal is cut, from 0.0 to 1.0 across the seal: `count` + 1 numbers, the same on every machine.

    Args:
        count: Pages of the group.
        group: Its number, from 0: the groups of a random cut are not alike.
    """
    weights = [1.0] * count
    if placement.cut is StraddleCut.RANDOM:
        weights = _by_chance(count, f"{placement.seed}/{group}")
    weights[0] *= placement.first_wider
    sums = list(accumulate(weights))
    return (0.0, *(one / sums[-1] for one in sums[:-1]), 1.0)


def _by_chance(count: int, seed: str) -> list[float]:
    """Widths that are 1 on average and lie between 0.6 and 1.4."""
    chances = [_chance(f"{seed}/{index}") for index in range(count)]
    middle = math.fsum(chances) / count
    swings = [2 * _SWING * (one - middle) for one in chances]
    largest = max(abs(one) for one in swings)
    shrink = min(1.0, _SWING / largest) if largest else 1.0
    return [1.0 + one * shrink for one in swings]


def _chance(text: str) -> float:
    """A number from 0 to 1 that only the text decides: Python's own generators promise no such thing for ever."""
    return int.from_bytes(hashlib.sha256(text.encode("ascii")).digest()[:6], "big") / float(1 << 48)


def check_cuts(placement: StraddlePlacement) -> None:
    """Refuse what cannot be cut.

    Raises:
        SealDeskError: `PLACE_STRADDLE_CUT_WRONG` (`first_wider`, `strips`, `seed`); `PLACE_STRADDLE_TOO_THIN` with
            `strip_mm`, the thinnest strip there could be, `least_mm`, the `strips` of one seal and the `most` possible.
    """
    fair = 1.0 <= placement.first_wider <= WIDEST_FIRST and 0 <= placement.seed < SEEDS
    if not fair or placement.strips_at_most > MOST_STRIPS:
        raise SealDeskError(
            ErrorCode.PLACE_STRADDLE_CUT_WRONG,
            first_wider=placement.first_wider,
            strips=placement.strips_at_most,
            seed=placement.seed,
        )
    strips = max(map(len, groups(placement.pages, placement.strips_at_most)))
    thinnest = thinnest_mm(placement, strips)
    if thinnest < THINNEST_MM - _ROUNDING_MM:
        raise SealDeskError(
            ErrorCode.PLACE_STRADDLE_TOO_THIN,
            strip_mm=round(thinnest, 2),
            least_mm=THINNEST_MM,
            strips=strips,
            most=most_strips(placement),
        )


def thinnest_mm(placement: StraddlePlacement, strips: int) -> float:
    """How thin the thinnest of so many strips may get, whatever chance does."""
    least, wider = _least_and_wider(placement)
    return _across_mm(placement) * least / (strips + wider)


def most_strips(placement: StraddlePlacement) -> int:
    """The most strips one seal can be cut into so that none gets too thin; at least 2."""
    least, wider = _least_and_wider(placement)
    most = math.floor(_across_mm(placement) * least / THINNEST_MM - wider + _ROUNDING_MM)
    return min(max(most, 2), MOST_STRIPS)


def _least_and_wider(placement: StraddlePlacement) -> tuple[float, float]:
    """The thinnest strip as a part of the even one, and what the first strip takes beyond one strip's width."""
    more = placement.first_wider - 1.0
    if placement.cut is StraddleCut.RANDOM:
        return 1.0 - _SWING, (1.0 + _SWING) * more
    return 1.0, more


def _across_mm(placement: StraddlePlacement) -> float:
    """Size of the seal across its strips."""
    return placement.width_mm if placement.edge in UPRIGHT_EDGES else placement.height_mm
