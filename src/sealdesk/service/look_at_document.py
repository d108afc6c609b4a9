"""A look at a PDF, in a limited child: what it is, and what stands against stamping it."""

from __future__ import annotations

from pathlib import Path

from sealdesk import confined
from sealdesk.documents.files import check_regular
from sealdesk.documents.text import KeywordSearch, TextHit, find_keyword
from sealdesk.documents.text import find_text as find
from sealdesk.formats.page_numbers import pages_text
from sealdesk.model.document import Preflight
from sealdesk.model.placing_rule import KeywordRule


def look(path: Path, password: str | None = None) -> Preflight:
    """What a look at the document says before anybody is asked for a PIN.

    Raises:
        SealDeskError: The document cannot be stamped, with the reason.
    """
    from sealdesk.pades.preflight import preflight

    check_regular(path)
    return confined.run(preflight, path, password)


def find_text(
    path: Path, password: str | None, wanted: str, pages: tuple[int, ...] | None = None
) -> tuple[TextHit, ...]:
    """Every place where `wanted` stands, in reading order; spacing, case and width of signs do not matter.

    For rules with patterns, occurrences and offsets see `placing_rules`.
    """
    return find(path, password, wanted, pages)


def search_pages(path: Path, password: str | None, wanted: str, pages: tuple[int, ...]) -> KeywordSearch:
    """As `find_text`, on these pages, and which of them are scans: their words cannot be found."""
    return find_keyword(path, password, KeywordRule(wanted, pages=pages_text(pages)))
