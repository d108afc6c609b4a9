"""On which pages opaque ink (PDF/A-1) goes over the content because it would be hidden below it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sealdesk.model.ink import Stamp
from sealdesk.pades.page_content import hides_ink_below
from sealdesk.pades.pages import find_pages
from sealdesk.pades.reading import open_document


def pages_hiding_ink(source: Path, password: str | None, stamps: Sequence[Stamp]) -> frozenset[int]:
    """The pages among those of `stamps` whose scans or tints would hide opaque ink below them.

    Raises:
        SealDeskError: As `reading.open_document`; `PLACE_PAGE_MISSING`.
    """
    with open_document(source, password) as document:
        pages = find_pages(document.reader, frozenset(stamp.page for stamp in stamps))
        return frozenset(
            number
            for number, page in pages.items()
            if hides_ink_below(page, [stamp for stamp in stamps if stamp.page == number])
        )
