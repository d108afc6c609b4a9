"""What is said about places at once: what ends the act, and what only a person can judge. Pure.

Whatever ends an act is judged by the code that the act itself asks; what is a doubt never keeps anybody from stamping.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import combinations

from sealdesk.documents.page_look import PageLook
from sealdesk.errors import SealDeskError
from sealdesk.gui.placing import Placing
from sealdesk.gui.placing_resolved import Mark, Shown
from sealdesk.model.act import SealingOrder
from sealdesk.model.document import Preflight
from sealdesk.model.placement import AnyPlacement, Placement, StraddlePlacement
from sealdesk.policy.ink_touching import inks_touch
from sealdesk.policy.place_findings import PlaceCode, PlaceFinding
from sealdesk.service.act_checks import blank_pages_of, refusals_before_pin
from sealdesk.service.placing_rules import OfficialProposal, official_findings

_SAID_AS_DOUBTS = (PlaceCode.BLANK_PAGE, PlaceCode.TOUCHING)


class PlaceDoubt(Enum):
    """What a person should look at."""

    BLANK_PAGE = auto()
    TOUCHING = auto()


@dataclass(frozen=True)
class Said:
    """One thing to say.

    Attributes:
        key: The mark it is about; None where it is about the act.
        error: What ends the act.
        doubt: What does not.
        finding: A rule for official documents that is not kept; ends nothing either.
    """

    key: int | None = None
    error: SealDeskError | None = None
    doubt: PlaceDoubt | None = None
    finding: PlaceFinding | None = None
    page: int = 0

    @property
    def stops(self) -> bool:
        return self.error is not None


def said_of(
    placing: Placing,
    order: SealingOrder,
    preflight: Preflight,
    looks: Mapping[int, PageLook],
    round_seals: Collection[str],
) -> tuple[Said, ...]:
    """Everything there is to say about these places.

    Args:
        order: What would be asked for now.
        looks: What is known of the pages so far.
        round_seals: The seals that are round or oval: their boxes may overlap while they do not touch.
    """
    found = [said for mark in placing.marks for said in _of_mark(placing, mark, order, preflight)]
    told = {(said.error.code, str(said.error)) for said in found if said.error is not None}
    of_act = refusals_before_pin(_whole(order), preflight) if placing.marks else ()
    found += [
        Said(error=error, page=_page_of(error)) for error in of_act if (error.code, str(error)) not in told
    ]
    blank = set(blank_pages_of(order, preflight)) if placing.marks else set()
    blank.update(page for page, look in looks.items() if look.blank)
    found += _on_blank_pages(placing, blank)
    found += _touching(placing, round_seals)
    return tuple(found)


def rules_broken(proposal: OfficialProposal, order: SealingOrder) -> tuple[Said, ...]:
    """Which rules for official documents the seals over issuer and date do not keep (GB/T 9704-2012 §7.3.5)."""
    places = [place for use in order.uses for place in use.placements]
    if not any(isinstance(place, Placement) and place.page == proposal.page for place in places):
        return ()
    found = official_findings(proposal, places)
    return tuple(Said(finding=one, page=one.page) for one in found if one.code not in _SAID_AS_DOUBTS)


def _of_mark(placing: Placing, mark: Mark, order: SealingOrder, preflight: Preflight) -> Iterator[Said]:
    trouble = placing.trouble(mark)
    if isinstance(mark.placement, StraddlePlacement) and not preflight.signed:
        # Over thousands of pages it is not cut once more for this: where it cannot be is known.
        if trouble is not None:
            yield Said(mark.key, trouble, page=_page_of(trouble))
        return
    alone = replace(order, placements=(mark.placement,), further=(), field_name=None)
    for error in refusals_before_pin(alone, preflight):
        yield Said(mark.key, error, page=_page_of(error))


def _whole(order: SealingOrder) -> SealingOrder:
    """The order without straddle seals: what is to be said of those is said of their marks."""

    def kept(placements: tuple[AnyPlacement, ...]) -> tuple[AnyPlacement, ...]:
        return tuple(one for one in placements if isinstance(one, Placement))

    further = tuple(replace(use, placements=kept(use.placements)) for use in order.further)
    return replace(order, placements=kept(order.placements), further=further)


def _page_of(error: SealDeskError) -> int:
    page = error.facts.get("page", 0)
    return page if isinstance(page, int) else 0


def _on_blank_pages(placing: Placing, blank: Collection[int]) -> Iterator[Said]:
    for mark in placing.marks:
        if isinstance(mark.placement, Placement) and mark.page in blank:
            yield Said(mark.key, doubt=PlaceDoubt.BLANK_PAGE, page=mark.page)


def _touching(placing: Placing, round_seals: Collection[str]) -> Iterator[Said]:
    """Each mark that touches another one, once; the upper one is told of."""

    def touch(one: Shown, other: Shown) -> bool:
        (below, a), (above, b) = one, other
        return inks_touch(
            a, b, round_one=below.seal_id in round_seals, round_other=above.seal_id in round_seals
        )

    on_pages = (pair for page in placing.pages for pair in combinations(placing.on_page(page), 2))
    told: set[int] = set()
    for one, other in on_pages:
        key = other[0].key
        if key not in told and touch(one, other):
            told.add(key)
            yield Said(key, doubt=PlaceDoubt.TOUCHING, page=other[1].page)
    for mark, strips in placing.strips_met():
        # Over thousands of pages: the first that touches says it.
        page = next((b[1].page for a, b in strips if touch(a, b)), 0) if mark.key not in told else 0
        if page:
            told.add(mark.key)
            yield Said(mark.key, doubt=PlaceDoubt.TOUCHING, page=page)
