"""Fingerprints of pages' text: by them a file that was saved anew is told from another file."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from sealdesk import confined
from sealdesk.model.hidden_record import PageText

FINGERPRINT_BYTES = 8


def page_texts(path: Path, password: str | None, pages: Sequence[int]) -> tuple[PageText, ...]:
    """The fingerprint of each page's text, in the order of `pages`; a page that is not there is left out.

    SHA-256 over the page's characters without white space, in the order in which the page gives them (UTF-8), cut
    to 8 bytes; empty where a page has no text, as scans have none.

    Raises:
        SealDeskError: What opening raises (`foreign_pdf.ForeignPdf`); `DOCUMENT_TOO_DEMANDING`.
    """
    with start_page_texts(path, password, pages) as reading:
        return reading.answer()


def start_page_texts(
    path: Path, password: str | None, pages: Sequence[int]
) -> confined.Started[tuple[PageText, ...]]:
    """As `page_texts`, asked for its answer later; to be used as a context."""
    limits = confined.TIME_LIMIT_S, confined.MEMORY_LIMIT_MB
    return confined.start_limited(*limits, _page_texts, path, password, tuple(pages))


def load_reader() -> None:
    """Load what reads pages once, before many documents are read: children take it over from here."""
    from pymupdf import mupdf  # noqa: F401 - loaded for its children

    import sealdesk.documents.foreign_pdf  # noqa: F401 - the same


def _page_texts(path: Path, password: str | None, pages: tuple[int, ...]) -> tuple[PageText, ...]:
    from sealdesk.documents.foreign_pdf import ForeignPdf

    document = ForeignPdf(path, password)
    return tuple(
        PageText(page, _fingerprint("".join(one for block in document.text(page) for one, _ in block)))
        for page in pages
        if 1 <= page <= document.pages
    )


def _fingerprint(text: str) -> bytes:
    solid = "".join(text.split())
    return sha256(solid.encode("utf-8", "surrogatepass")).digest()[:FINGERPRINT_BYTES] if solid else b""
