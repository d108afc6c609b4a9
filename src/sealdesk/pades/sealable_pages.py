"""Whether a seal can be kept apart from what its pages hold: asked before anybody is asked for a PIN."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sealdesk.errors import SealDeskError
from sealdesk.model.ink import Stamp
from sealdesk.pades.archival import archival_of
from sealdesk.pades.earlier_content import earlier_content
from sealdesk.pades.page_content import hides_ink_below
from sealdesk.pades.pages import find_pages
from sealdesk.pades.reading import open_document


def check_sealable(source: Path, password: str | None, stamps: Sequence[Stamp], *, opaque: bool) -> None:
    """Look through the content of the pages that get ink.

    Args:
        source: A document without signatures.
        opaque: The ink is opaque (PDF/A-1): where it lies below the content, nothing can happen to it.

    Raises:
        SealDeskError: `DOCUMENT_CONTENT_UNSUITED` as `earlier_content`, with the fact `page`; as
            `reading.open_document`; `PLACE_PAGE_MISSING`.
    """
    with open_document(source, password) as document:
        archival = archival_of(document.reader)
        for number, page in find_pages(document.reader, frozenset(stamp.page for stamp in stamps)).items():
            if opaque and not hides_ink_below(page, [stamp for stamp in stamps if stamp.page == number]):
                continue
            try:
                earlier_content(page, archival, transparent=not opaque)
            except SealDeskError as refusal:
                refusal.facts.setdefault("page", number)
                raise
