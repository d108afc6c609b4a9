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
        SealDeskError: What reading the document raises; only PDF/A-1 files are read.
    """
    opaque = preflight.pdfa_part == 1
    pages = {stamp.page for stamp in stamps}
    if preflight.signed:
        return dict.fromkeys(pages, InkWay(InkLayer.OVER, opaque))
    if not opaque:
        return dict.fromkeys(pages, InkWay())
    from sealdesk.pades.opaque_pages import pages_hiding_ink

    hiding = confined.run(pages_hiding_ink, source, password, tuple(stamps))
    return {
        page: InkWay(InkLayer.CONTENT if page in hiding else InkLayer.BELOW, opaque=True) for page in pages
    }
