"""Finding words on pages: for keyword placing (盖章处, 甲方) and the page search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sealdesk import confined
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import Rect

_MOST_HITS = 10_000
_LINES_APART = 4.0
"""A hit may run over to the next line, but no further: its height in heights of a character."""

Span = tuple[int, int]


@dataclass(frozen=True)
class TextHit:
    """Where a text was found.

    Attributes:
        page: From 1.
        bounds_mm: Around the characters, in mm from the top left corner of the page as shown.
        text: As it stands there.
    """

    page: int
    bounds_mm: Rect
    text: str


def find_text(
    path: Path,
    password: str | None,
    wanted: str,
    pages: Sequence[int] | None = None,
    *,
    regular_expression: bool = False,
) -> tuple[TextHit, ...]:
    """Every place where `wanted` stands, page by page, in the order of the text; at most 10,000.

    A plain keyword is found whatever its spacing, its case, and the width of its signs: `(盖章)` finds `（ 盖 章 ）`.
    A regular expression (Python's syntax) is matched against the text as it stands. Scanned pages have no text.

    Args:
        pages: Page numbers to look at; None looks at all. Numbers beyond the document are passed over.

    Raises:
        SealDeskError: What opening raises (`foreign_pdf.ForeignPdf`); `DOCUMENT_TOO_DEMANDING`; `USAGE_WRONG` for a
            regular expression that is none.
    """
    if regular_expression:
        try:
            re.compile(wanted)
        except re.error as error:
            raise SealDeskError(ErrorCode.USAGE_WRONG, what=str(error)) from error
    elif not _plain(wanted)[0]:
        return ()
    return confined.run(
        _find, path, password, wanted, None if pages is None else tuple(pages), regular_expression
    )


def _find(
    path: Path, password: str | None, wanted: str, pages: tuple[int, ...] | None, regular: bool
) -> tuple[TextHit, ...]:
    from sealdesk.documents.foreign_pdf import ForeignPdf

    document = ForeignPdf(path, password)
    spans: Callable[[str], list[Span]] = (
        (lambda text: _matches(text, re.compile(wanted)))
        if regular
        else (lambda text: _occurrences(text, wanted))
    )
    hits: list[TextHit] = []
    for page in pages if pages is not None else range(1, document.pages + 1):
        if 1 <= page <= document.pages:
            characters = [one for block in document.text(page) for one in block]
            hits.extend(_hits(page, characters, spans))
        if len(hits) >= _MOST_HITS:
            break
    return tuple(hits[:_MOST_HITS])


def _hits(page: int, characters: list[tuple[str, Rect]], spans: Callable[[str], list[Span]]) -> list[TextHit]:
    hits = []
    text = "".join(character for character, _ in characters)
    for start, end in spans(text):
        boxes = [box for character, box in characters[start:end] if not character.isspace()]
        if not boxes:
            continue
        bounds = Rect(
            min(box.x0 for box in boxes),
            min(box.y0 for box in boxes),
            max(box.x1 for box in boxes),
            max(box.y1 for box in boxes),
        )
        tallest = max(max(box.height, box.width) for box in boxes)
        if min(bounds.height, bounds.width) <= _LINES_APART * tallest:
            hits.append(TextHit(page, bounds, text[start:end]))
    return hits


def _matches(text: str, pattern: re.Pattern[str]) -> list[Span]:
    return [match.span() for match in pattern.finditer(text) if match.end() > match.start()]


def _occurrences(text: str, wanted: str) -> list[Span]:
    plain, origins = _plain(text)
    sought = _plain(wanted)[0]
    found, at = [], plain.find(sought)
    while at >= 0:
        found.append((origins[at], origins[at + len(sought) - 1] + 1))
        at = plain.find(sought, at + len(sought))
    return found


def _plain(text: str) -> tuple[str, list[int]]:
    """Text without spacing, case and width, and where each of its characters came from."""
    plain, origins = [], []
    for index, character in enumerate(text):
        for one in unicodedata.normalize("NFKC", character).casefold():
            if not one.isspace():
                plain.append(one)
                origins.append(index)
    return "".join(plain), origins
