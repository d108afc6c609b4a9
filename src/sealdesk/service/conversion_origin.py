"""What a document was made from, before it was a PDF: as the ledger says, whoever asks."""

from __future__ import annotations

from pathlib import Path

from sealdesk.formats.conversion import read_conversion
from sealdesk.formats.fields import FormatError
from sealdesk.model.act import ConvertedFrom
from sealdesk.model.document import DocumentDigest
from sealdesk.model.ledger import EntryKind
from sealdesk.service.desk import Desk


def origin_of(desk: Desk, document: DocumentDigest) -> ConvertedFrom | None:
    """What an accepted PDF was made from; None for a document that was a PDF from the start."""
    accepted = desk.ledger.entries(
        kind=EntryKind.DOCUMENT_CONVERTED, document_sha256=document.sha256, newest_first=True
    )
    for entry in accepted:
        try:
            found = read_conversion(entry.body, Path())
        except FormatError:
            continue
        if found.document == document:
            return found.source
    return None
