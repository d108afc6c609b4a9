"""Finding words on pages: for keyword placing (盖章处, 甲方) and the page search."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sealdesk import confined
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.page_numbers import parse_pages
from sealdesk.geometry import Rect
from sealdesk.model.page_text import PageLines, around
from sealdesk.model.placing_rule import KeywordRule

_MOST_HITS = 10_000
_LINES_APART = 4.0
"""A hit may run over to the next line, but no further: its height in heights of a character."""
_CONTEXT = 14
"""Characters shown before and after a hit."""
_LONGEST_PATTERN = 1_000
_PART_S = 6.0
"""So long a child reads on; then another goes on behind it. Less than half of a child's limit: only a page that by
itself takes longer than the rest is too much."""
LONGEST_S = 600.0
"""A search ends with it, however long the document is."""

Span = tuple[int, int]


@dataclass(frozen=True)
class TextHit:
    """Where a text was found.

    Attributes:
        page: From 1.
        bounds_mm: Around the characters, in mm from the top left corner of the page as shown.
        text: As it stands there.
        before, after: What stands around it, as far as it helps to tell it from others.
    """

    page: int
    bounds_mm: Rect
    text: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class KeywordSearch:
    """What a search for a keyword found.

    Attributes:
        hits: In reading order, at most 10,000.
        scanned: Pages that were looked at and are scans: their words cannot be found.
    """

    hits: tuple[TextHit, ...]
    scanned: tuple[int, ...] = ()


def find_text(
    path: Path,
    password: str | None,
    wanted: str,
    pages: Sequence[int] | None = None,
    *,
    regular_expression: bool = False,
) -> tuple[TextHit, ...]:
    """Every place where `wanted` stands, page by page, in reading order; at most 10,000.

    A plain keyword is found whatever its spacing, its case, and the width of its signs: `(盖章)` finds `（ 盖 章 ）`.
    A regular expression (Python's syntax, `^` and `$` at lines) is matched against the lines as they stand. Scanned
    pages have no text.

    Args:
        pages: Page numbers to look at; None looks at all. Numbers beyond the document are passed over.

    Raises:
        SealDeskError: What opening raises (`foreign_pdf.ForeignPdf`); `DOCUMENT_TOO_DEMANDING`;
            `PLACE_PATTERN_WRONG` for a regular expression that is none; `PLACE_PATTERN_SLOW` for one that does not
            come to an end on a page.
    """
    wanted_pages = None if pages is None else tuple(pages)
    return _search(path, password, wanted, wanted_pages, regular=regular_expression).hits


def find_keyword(path: Path, password: str | None, rule: KeywordRule) -> KeywordSearch:
    """Every place on the rule's pages where its text stands; which of them counts is not asked here.

    Raises:
        SealDeskError: As `find_text`; `PLACE_PAGES_WRONG`, `PLACE_PAGE_MISSING`.
    """
    return _search(path, password, rule.text, rule.pages, regular=rule.regular_expression)


def _search(
    path: Path, password: str | None, wanted: str, pages: tuple[int, ...] | str | None, *, regular: bool
) -> KeywordSearch:
    if not regular and not _plain(wanted)[0]:
        return KeywordSearch(())
    hits: list[TextHit] = []
    scanned: list[int] = []
    at: int | None = 0
    ends = time.monotonic() + LONGEST_S
    while at is not None and len(hits) < _MOST_HITS:
        if time.monotonic() > ends:
            raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="time")
        try:
            found, at = confined.run(_find, path, password, wanted, pages, regular, at)
        except SealDeskError as error:
            slow = error.code is ErrorCode.DOCUMENT_TOO_DEMANDING and error.facts.get("limit") == "time"
            if regular and slow:
                raise SealDeskError(ErrorCode.PLACE_PATTERN_SLOW, pattern=wanted) from error
            raise
        hits += found.hits
        scanned += found.scanned
    return KeywordSearch(tuple(hits[:_MOST_HITS]), tuple(scanned))


def _find(
    path: Path,
    password: str | None,
    wanted: str,
    pages: tuple[int, ...] | str | None,
    regular: bool,
    begin: int,
) -> tuple[KeywordSearch, int | None]:
    """Look at the pages from the one at index `begin` on; at which index the next part begins, where there is one."""
    until = time.monotonic() + _PART_S
    from sealdesk.documents.foreign_pdf import ForeignPdf
    from sealdesk.documents.page_lines import page_lines

    # Compiled here, in the child: some patterns take longer to compile than others to match.
    pattern = _compiled(wanted) if regular else None
    spans: Callable[[str], list[Span]] = (
        (lambda text: _occurrences(text, wanted))
        if pattern is None
        else (lambda text: _matches(text, pattern))
    )
    document = ForeignPdf(path, password)
    if isinstance(pages, str):
        pages = parse_pages(pages, document.pages)
    hits: list[TextHit] = []
    scanned: list[int] = []
    asked: Sequence[int] = pages if pages is not None else range(1, document.pages + 1)
    for at in range(begin, len(asked)):
        if at > begin and time.monotonic() > until:
            return KeywordSearch(tuple(hits), tuple(scanned)), at
        page = asked[at]
        if 1 <= page <= document.pages:
            if pattern is None and _lacks(document.plain_text(page), wanted):
                continue
            lines = page_lines(document, page)
            hits.extend(_hits(lines, spans))
            if lines.scanned:
                scanned.append(page)
        if len(hits) >= _MOST_HITS:
            break
    return KeywordSearch(tuple(hits[:_MOST_HITS]), tuple(scanned)), None


def _lacks(text: str, wanted: str) -> bool:
    """The page has text, but not even the characters that are looked for: no need to set it in lines."""
    there = {one for character in set(text) for one in _plain(character)[0]}
    return bool(there) and not there.issuperset(_plain(wanted)[0])


def _compiled(wanted: str) -> re.Pattern[str]:
    if not wanted.strip() or len(wanted) > _LONGEST_PATTERN:
        raise SealDeskError(ErrorCode.PLACE_PATTERN_WRONG, pattern=wanted[:_LONGEST_PATTERN])
    try:
        return re.compile(wanted, re.MULTILINE)
    except (re.error, OverflowError, RecursionError) as error:
        position = getattr(error, "pos", None)
        facts = {} if position is None else {"position": position + 1}
        raise SealDeskError(ErrorCode.PLACE_PATTERN_WRONG, pattern=wanted, **facts) from error


def _hits(page: PageLines, spans: Callable[[str], list[Span]]) -> list[TextHit]:
    text = "\n".join(line.text for line in page.lines)
    boxes: list[Rect | None] = []
    for line in page.lines:
        boxes += [*line.boxes, None]
    hits = []
    for start, end in spans(text):
        inside = [
            box
            for character, box in zip(text[start:end], boxes[start:end], strict=True)
            if box is not None and not character.isspace()
        ]
        if not inside:
            continue
        bounds = around(inside)
        tallest = max(max(box.height, box.width) for box in inside)
        if min(bounds.height, bounds.width) <= _LINES_APART * tallest:
            hits.append(
                TextHit(
                    page.page,
                    bounds,
                    _flat(text[start:end]),
                    _flat(text[max(0, start - _CONTEXT) : start]),
                    _flat(text[end : end + _CONTEXT]),
                )
            )
    return hits


def _flat(text: str) -> str:
    """Where a hit runs over to the next line, nothing stands between."""
    return text.replace("\n", "")


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
