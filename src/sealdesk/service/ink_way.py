"""How ink will get onto each page, for previews that are to be true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sealdesk import confined
from sealdesk.model.document import Preflight
from sealdesk.model.ink import InkLayer, InkWay, Stamp


def ink_ways(
    source: Path, password: str | None, preflight: Preflight, stamps: Sequence[Stamp]
) -> Mapping[int, InkWay]:
    """The way of the ink on each page that gets some.

    On a signed document seals are the appearances of their fields, above everything; otherwise they are page content,
    below annotations. PDF/A-1 knows no transparency: there ink is opaque and lies below the page's content, or above it
    where a scan or a tint would hide it.

    Args:
        stamps: Of all seals.

    Raises:
        SealDeskError: `DOCUMENT_CONTENT_UNSUITED` as `check_pages`; what reading the document raises. Only PDF/A-1 and
            tagged files are read.
    """
    opaque = preflight.pdfa_part == 1
    pages = {stamp.page for stamp in stamps}
    if preflight.signed:
        return dict.fromkeys(pages, InkWay(InkLayer.OVER, opaque))
    if preflight.tagged:
        check_pages(source, password, preflight, stamps)
    if not opaque:
        return dict.fromkeys(pages, InkWay())
    from sealdesk.pades.opaque_pages import pages_hiding_ink

    hiding = confined.run(pages_hiding_ink, source, password, tuple(stamps))
    return {
        page: InkWay(InkLayer.CONTENT if page in hiding else InkLayer.BELOW, opaque=True) for page in pages
    }


def check_pages(source: Path, password: str | None, preflight: Preflight, stamps: Sequence[Stamp]) -> None:
    """See to it that no page's own content can do anything to a seal on it.

    Raises:
        SealDeskError: `DOCUMENT_CONTENT_UNSUITED` with the facts `page` and `reason`; what reading the document raises.
    """
    if preflight.signed:
        return  # there seals are appearances of their own
    from sealdesk.pades.sealable_pages import check_sealable

    confined.run(check_sealable, source, password, tuple(stamps), opaque=preflight.pdfa_part == 1)
