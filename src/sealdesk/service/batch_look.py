"""What is looked at before a batch is sealed: pages with the seal's specimen where the seal will be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sealdesk.documents.checked_copy import checked_copy
from sealdesk.documents.rendering import RenderedPage, Renderer
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import PageFrame
from sealdesk.impression.png import read_png, write_png
from sealdesk.impression.strips import placements_to_stamps
from sealdesk.model.batch import PlannedDocument
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import Placement
from sealdesk.model.seal import Seal, SealPicture
from sealdesk.service import seals
from sealdesk.service.desk import Desk
from sealdesk.service.ink_way import ink_ways
from sealdesk.service.look_at_document import look
from sealdesk.service.seal_making import specimen_of

PIXELS_PER_MM = 4.0
"""About 100 dpi: enough to read the page and see where the seal lies."""


@dataclass(frozen=True)
class SealShown:
    """How a seal is shown before its token is unlocked: by its marked specimen, at the impressions' size.

    Attributes:
        specimen: None where the workspace has none; then the outline is shown.
    """

    seal: Seal
    specimen: SealPicture | None


def seal_shown(desk: Desk, seal_id: str) -> SealShown:
    """The seal as a batch's previews show it; raises as `seals.find_seal`."""
    seal = seals.find_seal(desk, seal_id)
    png, specimen = specimen_of(desk, seal), None
    if png is not None:
        try:
            specimen = read_png(png, seal.width_mm, seal.height_mm)
        except SealDeskError:
            specimen = None
    return SealShown(seal, specimen)


@contextmanager
def planned_copy(document: PlannedDocument) -> Iterator[Path]:
    """A private copy of the document, of the very bytes that were planned: what is looked at is what will be sealed.

    Raises:
        SealDeskError: `DOCUMENT_CHANGED_MEANWHILE` for other bytes; `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`.
    """
    if document.document is None:
        raise SealDeskError(ErrorCode.DOCUMENT_CHANGED_MEANWHILE, path=document.source)
    with checked_copy(document.source, document.document) as copy:
        yield copy


def stamps_of(document: PlannedDocument, renderer: Renderer) -> tuple[Stamp, ...]:
    """Where the ink will lie on a document that the renderer has open.

    Raises:
        SealDeskError: As `placements_to_stamps`.
    """
    return placements_to_stamps(document.placements, renderer.frames)


def pages_to_look_at(document: PlannedDocument, frames: Sequence[PageFrame]) -> tuple[int, ...]:
    """The pages to be drawn before a document counts as looked at: every one with a whole seal; of those with a strip
    of a straddle seal the first and the last.

    Raises:
        SealDeskError: As `placements_to_stamps`.
    """
    pages: set[int] = set()
    for placement in document.placements:
        inked = {stamp.page for stamp in placements_to_stamps((placement,), frames)}
        pages |= inked if isinstance(placement, Placement) or not inked else {min(inked), max(inked)}
    return tuple(sorted(pages))


@dataclass(frozen=True)
class PagePreview:
    """One page of a document as it will look, as PNG."""

    number: int
    page: int
    png: bytes


def previews(document: PlannedDocument, shown: SealShown) -> Iterator[PagePreview]:
    """Every page of the document that gets ink, drawn with it.

    Raises:
        SealDeskError: As `planned_copy`; what reading the document raises.
    """
    with planned_copy(document) as copy, Renderer() as renderer:
        renderer.open(copy)
        stamps = stamps_of(document, renderer)
        ways = ink_ways(copy, None, look(copy), stamps)
        for page in sorted({stamp.page for stamp in stamps}):
            ink = (shown.specimen, stamps) if shown.specimen is not None else None
            drawn = renderer.render(page, PIXELS_PER_MM, ink=ink, way=ways[page])
            yield PagePreview(document.number, page, _png(drawn))


def preview_name(document: PlannedDocument, page: int) -> str:
    """A file name for a preview, in the order of the batch."""
    return f"{document.number:04}-{Path(document.name).stem[:60]}-p{page}.png"


def _png(drawn: RenderedPage) -> bytes:
    width_px, height_px = drawn.width_px, drawn.height_px
    alpha = b"\xff" * (width_px * height_px)
    width_mm, height_mm = width_px / drawn.pixels_per_mm, height_px / drawn.pixels_per_mm
    return write_png(SealPicture(width_px, height_px, drawn.rgb, alpha, width_mm, height_mm))
