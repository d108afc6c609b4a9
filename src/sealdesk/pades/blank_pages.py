"""Pages on which nothing is painted, told by a cheap look at their structure: no page is drawn.

A page is blank where its content has no operator that paints (ISO 32000-2 Annex A) and no annotation shows anything.
What would take long to read counts as not blank: a page that is told of is blank, one that is not may be.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Any

from sealdesk.pades import objects
from sealdesk.pades.plain_pages import PlainPages

_SMALL = 400
"""Bytes of a stream, as it lies in the file: more is no blank page."""
_DECODED_AT_MOST = 4096
_PARTS_AT_MOST = 4
_LOOKED_AT = 500
"""So many pages at the beginning and at the end of a long document are looked into."""
_READ_IN_FULL = 200
"""Pages of unusual writing are read by the full parser, which takes its time; at most so many."""
_PAINTING = frozenset(b"S s f F f* B B* b b* Tj TJ ' \" Do sh BI".split())
_NAME = re.compile(rb"/[^\x00\t\n\x0c\r ()<>\[\]{}/%]*")
_BETWEEN = re.compile(rb"[\x00\t\n\x0c\r ()<>\[\]{}%]+")
_REFERENCE = re.compile(rb"\s*\[?\s*(\d{1,10})\s+(\d{1,5})\s+R\s*\]?\s*")
_STREAM = re.compile(rb"\s*\d+\s+\d+\s+obj\s*<<([^<>()\[\]]*)>>\s*stream\r?\n")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)")
_FILTER = re.compile(rb"/(?:F|DecodeParms|FFilter|FDecodeParms)\b|/Filter\s*/(?!FlateDecode\b)")
_HIDDEN, _NO_VIEW = 1 << 1, 1 << 5


def blank_pages(reader: Any, pages: Sequence[Any], plain: PlainPages) -> tuple[int, ...]:
    """Numbers, from 1, of the pages on which nothing is painted.

    Of a document of more than a thousand pages, those in its middle are known only where they have no content at all.

    Args:
        pages: References of the page objects, in order.
        plain: What read them.
    """
    return _Look(reader, plain).at(pages)


class _Look:
    def __init__(self, reader: Any, plain: PlainPages) -> None:
        self._reader, self._plain = reader, plain
        self._left = _READ_IN_FULL

    def at(self, pages: Sequence[Any]) -> tuple[int, ...]:
        contents, last = self._plain.contents, len(pages) - _LOOKED_AT
        return tuple(
            number
            for number, page in enumerate(pages, start=1)
            if (number <= _LOOKED_AT or number > last or contents.get(page.idnum) == b"")
            and self._is_blank(page)
        )

    def _is_blank(self, page: Any) -> bool:
        contents = self._plain.contents.get(page.idnum)
        try:
            if contents is not None and (quick := self._quick(contents)) is not None and not quick:
                return False
            if self._left <= 0:
                return False
            self._left -= 1
            dictionary = objects.resolved(page)
            return _paints_nothing(dictionary) and not _shows_annotation(dictionary)
        except objects.UNREADABLE:
            return False

    def _quick(self, contents: bytes) -> bool | None:
        """Whether this one stream of usual writing paints nothing; None where it is of another writing."""
        reference = _REFERENCE.fullmatch(contents)
        if reference is None or self._reader.encrypted:
            return None
        offset = self._reader.xrefs[
            objects.reference(int(reference[1]), int(reference[2]), self._reader).reference
        ]
        if not isinstance(offset, int):
            return None
        self._reader.stream.seek(offset)
        start = self._reader.stream.read(2 * _SMALL)
        head = _STREAM.match(start)
        length = _LENGTH.search(head[1]) if head else None
        if head is None or length is None or _FILTER.search(head[1]):
            return None
        if int(length[1]) > _SMALL:
            return False
        content = start[head.end() : head.end() + int(length[1])]
        return _idle(_inflated(content) if b"/Filter" in head[1] else content)


def _paints_nothing(page: Any) -> bool:
    contents = objects.get(page, "/Contents")
    parts = [contents] if isinstance(contents, objects.PdfStream) else objects.items(contents)
    return len(parts) <= _PARTS_AT_MOST and all(_is_idle(objects.resolved(part)) for part in parts)


def _is_idle(part: Any) -> bool:
    """Whether this stream is small and has no operator that paints."""
    if not isinstance(part, objects.PdfStream):
        return True  # viewers pass over it, too
    if (objects.get_int(part, "/Length") or 0) > _SMALL or len(part.encoded_data) > _SMALL:
        return False
    given = objects.get(part, "/Filter")
    filters = [str(objects.resolved(one)) for one in objects.items(given)] or [str(given or "")]
    return filters in ([""], ["/FlateDecode"]) and _idle(part.data)


def _idle(content: bytes) -> bool:
    return len(content) < _DECODED_AT_MOST and _PAINTING.isdisjoint(_BETWEEN.split(_NAME.sub(b" ", content)))


def _inflated(content: bytes) -> bytes:
    return zlib.decompressobj().decompress(content, _DECODED_AT_MOST)


def _shows_annotation(page: Any) -> bool:
    for one in objects.get_items(page, "/Annots"):
        annotation = objects.resolved(one)
        flags = objects.get_int(annotation, "/F") or 0
        if objects.get(annotation, "/AP") is not None and not flags & (_HIDDEN | _NO_VIEW):
            return True
    return False
