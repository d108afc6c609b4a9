"""The page tree (ISO 32000-2 §7.7.3): pages by number, inherited attributes, frames from the raw boxes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import LETTER_UNITS, PageFrame
from sealdesk.pades import objects
from sealdesk.pades.plain_pages import PlainPages

_INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")
_PAGES_AT_MOST = 1_000_000
# Longer trees are entered only where the wanted page lies; `all_pages` refuses them where counts lie.
_TRUST_COUNTS_FROM = 200


@dataclass(frozen=True)
class Page:
    """A page object with what its ancestors hand down.

    Attributes:
        reference: Of the page object.
        inherited: Raw values of inheritable attributes, as they hold for this page.
    """

    reference: Any
    dictionary: Any
    inherited: dict[str, Any]

    @property
    def frame(self) -> PageFrame:
        """Visible box, rotation and unit, from the raw boxes; letter size without a usable MediaBox."""
        media = objects.as_rect(self.inherited.get("/MediaBox")) or LETTER_UNITS
        crop = objects.as_rect(self.inherited.get("/CropBox"))
        rotate = objects.as_number(self.inherited.get("/Rotate")) or 0.0
        unit = objects.get_number(self.dictionary, "/UserUnit")
        return PageFrame.of_boxes(media, crop, int(rotate), 1.0 if unit is None else unit)

    @property
    def content(self) -> list[Any]:
        """References of the page's content streams (§7.8.2)."""
        value = objects.raw(self.dictionary, "/Contents")
        found = objects.resolved(value)
        references = [value] if isinstance(found, objects.PdfStream) else objects.items(found)
        return [one for one in references if isinstance(objects.resolved(one), objects.PdfStream)]


def all_pages(reader: Any, plain: PlainPages | None = None) -> Iterator[Page]:
    """Every page in reading order, for its frame: of plain pages, the dictionary holds the boxes alone.

    Args:
        plain: What reads plain pages, where more is to be asked of it afterwards.

    Raises:
        SealDeskError: `DOCUMENT_DAMAGED`: the tree runs in a circle, or a long tree's counts lie;
            `DOCUMENT_TOO_DEMANDING`: more than a million pages.
    """
    number = 0
    for page in _walk(reader, wanted=None, read=(plain or PlainPages(reader)).read):
        number += 1
        if number > _PAGES_AT_MOST:
            raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="size")
        yield page
    declared = objects.get_int(objects.get(reader.root, "/Pages"), "/Count")
    if number > _TRUST_COUNTS_FROM and declared != number:
        raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, reason=f"{number} pages, but a count of {declared}")


def whole_pages(reader: Any) -> Iterator[Page]:
    """Every page in reading order, with all that its dictionary holds; far slower than `all_pages`."""
    return _walk(reader, wanted=None)


def find_pages(reader: Any, numbers: frozenset[int]) -> dict[int, Page]:
    """The pages of these numbers, counted from 1; long trees are not walked from end to end.

    Raises:
        SealDeskError: `PLACE_PAGE_MISSING` with the facts `page` and `pages`; and as `all_pages`.
    """
    found: dict[int, Page] = {}
    last = 0
    for last, page in _numbered(reader, numbers):
        if last in numbers:
            found[last] = page
    for number in sorted(numbers - found.keys()):
        pages = objects.get_int(objects.get(reader.root, "/Pages"), "/Count") or last
        raise SealDeskError(ErrorCode.PLACE_PAGE_MISSING, page=number, pages=pages)
    return found


def _numbered(reader: Any, numbers: frozenset[int]) -> Iterator[tuple[int, Page]]:
    declared = objects.get_int(objects.get(reader.root, "/Pages"), "/Count") or 0
    if declared <= _TRUST_COUNTS_FROM:
        yield from enumerate(_walk(reader, wanted=None), start=1)
        return
    for number in sorted(numbers):
        if 1 <= number <= declared:
            for page in _walk(reader, wanted=number):
                yield number, page


def _walk(reader: Any, wanted: int | None, read: Callable[[Any], Any] = objects.resolved) -> Iterator[Page]:
    """Pages in order, or the wanted one alone, with subtrees before it skipped by their counts."""
    root = reader.root.raw_get("/Pages")
    waiting: list[tuple[Any, dict[str, Any]]] = [(root, {})]
    seen: set[tuple[int, int]] = set()
    passed = 0
    while waiting:
        reference, inherited = waiting.pop()
        identity = objects.reference_of(reference)
        node = read(reference)
        if identity is None or not isinstance(node, objects.PdfDict):
            continue  # viewers pass over such kids, too
        if identity in seen:
            raise SealDeskError(ErrorCode.DOCUMENT_DAMAGED, reason="the page tree runs in a circle")
        seen.add(identity)
        if "/Kids" not in node:
            passed += 1
            if wanted is None or passed == wanted:
                yield Page(reference, node, _handed_down(node, inherited))
                if wanted is not None:
                    return
            continue
        if wanted is not None and reference is not root:
            count = objects.get_int(node, "/Count") or 0
            if passed + count < wanted:
                passed += count
                continue
        below = _handed_down(node, inherited)
        waiting.extend((kid, below) for kid in reversed(objects.get_items(node, "/Kids")))


def _handed_down(node: Any, inherited: dict[str, Any]) -> dict[str, Any]:
    own = {key: value for key in _INHERITED if (value := objects.raw(node, key)) is not None}
    return {**inherited, **own} if own else inherited
