"""Before the token signs: does the prepared update show the seal, and leave the rest of its pages as it was?

What was looked at is a preview; this is the very update that will be signed, drawn by another program's eyes.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from sealdesk import confined
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import Rect
from sealdesk.model.ink import Stamp

if TYPE_CHECKING:
    from sealdesk.pades.update import PreparedUpdate
    from sealdesk.service.act_signing import Round
    from sealdesk.service.prepare_act import ReadyAct

EVERY_PAGE_UP_TO = 100
"""Of more pages, so many are drawn, picked by chance, and all whose content did not go the plain way."""
_TIME_LIMIT_S, _TIME_PER_PAGE_S = 20.0, 0.5


def check_update(ready: ReadyAct, source: Path, one: Round, prepared: PreparedUpdate) -> None:
    """Draw the pages that get ink, before and after, in one limited child.

    Of a seal over more than `EVERY_PAGE_UP_TO` pages a sample is drawn, which nobody can foresee, the first and the
    last page always, and every page whose content was enclosed because it could not be trusted.

    Args:
        source: What the update is for: the document, or what an earlier round of the same act made of it.

    Raises:
        SealDeskError: `OUTPUT_SEAL_NOT_SEEN`, `OUTPUT_PAGE_CHANGED` with the fact `page`; what drawing raises, with
            the same fact.
    """
    from sealdesk.documents.update_look import SealedPage, Unlike, first_unlike
    from sealdesk.service.ink_way import ink_ways

    order = ready.order
    inks = tuple((picture, stamps) for picture, (_, stamps) in zip(one.pictures, one.inks, strict=True))
    stamps = tuple(stamp for _, stamps in inks for stamp in stamps)
    ways = ink_ways(source, order.document_password, ready.preflight, stamps)
    pages = tuple(
        SealedPage(page, ways[page], _fields_on(ready, page))
        for page in pages_to_draw(stamps, frozenset(prepared.enclosed))
    )
    unlike = confined.run_limited(
        _TIME_LIMIT_S + _TIME_PER_PAGE_S * len(pages),
        confined.MEMORY_LIMIT_MB,
        first_unlike,
        source,
        order.document_password,
        prepared.update,
        inks,
        pages,
    )
    if unlike is not None:
        unseen = unlike.what is Unlike.SEAL_UNSEEN
        code = ErrorCode.OUTPUT_SEAL_NOT_SEEN if unseen else ErrorCode.OUTPUT_PAGE_CHANGED
        raise SealDeskError(code, page=unlike.page)


def pages_to_draw(stamps: tuple[Stamp, ...], enclosed: frozenset[int]) -> tuple[int, ...]:
    """The pages to look at, in order."""
    pages = sorted({stamp.page for stamp in stamps})
    if len(pages) <= EVERY_PAGE_UP_TO:
        return tuple(pages)
    picked = secrets.SystemRandom().sample(pages[1:-1], EVERY_PAGE_UP_TO - 2)
    return tuple(sorted({pages[0], pages[-1], *picked, *enclosed.intersection(pages)}))


def _fields_on(ready: ReadyAct, page: int) -> tuple[Rect, ...]:
    """The empty signature field that the act fills, or may fill: it loses what it showed."""
    any_of_them = ready.preflight.level is not None
    return tuple(
        box.bounds_mm
        for box in ready.preflight.signature_boxes
        if box.page == page and not box.filled and box.bounds_mm is not None
        if any_of_them or box.name == ready.order.field_name
    )
