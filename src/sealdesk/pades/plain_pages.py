"""A quick look at page objects for their boxes: long documents have thousands, and all are asked at opening.

Reads what ordinary writers write and leaves everything else to the full parser (about twelve times slower).
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic

from sealdesk.model.document import TEST_SHEET
from sealdesk.pades import objects

_AT_MOST = 2048
_SPACE = rb"[\x00\t\n\x0c\r ]"
_HEADER = re.compile(
    _SPACE + rb"*(\d{1,10})" + _SPACE + rb"+(\d{1,5})" + _SPACE + rb"+obj" + _SPACE + rb"*<<"
)
_TOKEN = re.compile(
    rb"(?P<open><<|\[)|(?P<close>>>|\])|(?P<name>/[^\x00\t\n\x0c\r ()<>\[\]{}/%#]*)"
    rb"|(?P<word>[^\x00\t\n\x0c\r ()<>\[\]{}/%#]+)|(?P<odd>[()<>{}%#])"
)
_WANTED = {b"/MediaBox", b"/CropBox", b"/Rotate", b"/UserUnit", b"/" + TEST_SHEET.encode()}


class PlainPages:
    """Reads page objects of one document; equal values are parsed once.

    Attributes:
        contents: `/Contents` of the plain pages read so far, by the object's number; empty where there are none.
    """

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._parsed: dict[bytes, Any] = {}
        self.contents: dict[int, bytes] = {}

    def read(self, reference: Any) -> Any:
        """The page object with its boxes (and the mark of test sheets) alone; whatever is not a plain page, in full."""
        entries = self._entries(reference)
        if entries is None:
            return objects.resolved(reference)
        page = objects.dictionary({})
        for key in _WANTED & entries.keys():
            page[key.decode("ascii")] = self._value(entries[key])
        self.contents[reference.idnum] = entries.get(b"/Contents", b"")
        return page

    def _entries(self, reference: Any) -> dict[bytes, bytes] | None:
        if objects.reference_of(reference) is None:
            return None
        offset = self._reader.xrefs[reference.reference]
        if not isinstance(offset, int):
            return None
        self._reader.stream.seek(offset)
        start = self._reader.stream.read(_AT_MOST)
        header = _HEADER.match(start)
        if not header or (int(header[1]), int(header[2])) != objects.reference_of(reference):
            return None
        entries = _top_level(start, header.end())
        if entries is None or entries.get(b"/Type") != b"/Page" or b"/Kids" in entries or b"/AA" in entries:
            return None
        return entries

    def _value(self, text: bytes) -> Any:
        if text not in self._parsed:
            reference = generic.Reference(0, 0, self._reader)
            self._parsed[text] = generic.read_object(BytesIO(text + b" "), reference)
        return self._parsed[text]


def _top_level(text: bytes, position: int) -> dict[bytes, bytes] | None:
    """Keys and values of a dictionary whose `<<` was just read, as bytes; None where it is not plain."""
    entries: dict[bytes, bytes] = {}
    depth, key, start, end = 1, b"", -1, -1
    for token in _TOKEN.finditer(text, position):
        kind = token.lastgroup
        if kind == "odd":
            return None
        if kind == "open":
            depth += 1
            start = token.start() if depth == 2 else start
        elif kind == "close":
            depth -= 1
            if depth == 0:
                return entries if _add(entries, key, text[start:end], start) else None
            end = token.end()
        elif depth == 1:
            if kind == "name" and (not key or start >= 0):
                if key and not _add(entries, key, text[start:end], start):
                    return None
                key, start = token[0], -1
            else:
                start = token.start() if start < 0 else start
                end = token.end()
    return None


def _add(entries: dict[bytes, bytes], key: bytes, value: bytes, start: int) -> bool:
    if not key or start < 0 or key in entries:
        return False
    entries[key] = value
    return True
