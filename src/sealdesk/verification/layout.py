"""Whether the bytes of a later saving are its objects and its table, and nothing else.

Readers that repair files find objects wherever they lie; readers that follow the table see only those it
names. Behind a signature the two must see the same, so every byte must belong to something the table names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sealdesk.verification.damage import BROKEN
from sealdesk.verification.opening import Bytes

WHITE = b"\x00\t\n\x0c\r "
_LINES = re.compile(rb"[\r\n]")
_KEYWORD_WITHIN = 64
_OBJECT = re.compile(rb"\d\s+obj\b")


def first_stray(
    data: Bytes, reader: Any, revision: int, section: tuple[int, int], within: tuple[int, int]
) -> int | None:
    """Where the first byte lies that belongs to nothing; None where all belong.

    Args:
        revision: Number of the saving in the library's chain.
        section: Start and end of its cross-reference section.
        within: From the end of the saving before to this one's `startxref`.
    """
    position, end = within
    try:
        begin = _section_begin(data, section[0])
        for offset, read_over in _pieces(reader, revision, (begin, section[1]), within):
            if not is_blank(data[min(position, offset) : max(position, offset)]):
                return position
            position = read_over(offset)
    except BROKEN:
        return position
    return None if position <= end and is_blank(data[position:end]) else position


def is_blank(between: bytes) -> bool:
    """White space and comments only, and no comment that a repairing reader might take for an object."""
    lines = (line.strip(WHITE) for line in _LINES.split(between))
    return all(not line or (line.startswith(b"%") and not _OBJECT.search(line)) for line in lines)


def _pieces(
    reader: Any, revision: int, section: tuple[int, int], within: tuple[int, int]
) -> list[tuple[int, Callable[[int], int]]]:
    offsets = _offsets(reader, revision, within)
    pieces = [(offset, lambda offset: _over_object(reader, offset)) for offset in offsets - {section[0]}]
    pieces.append((section[0], lambda _: _over_section(reader, section[1])))
    return sorted(pieces, key=lambda piece: piece[0])


def _section_begin(data: Bytes, start: int) -> int:
    """Where the section's `xref` stands, which the library leaves out; a stream begins with its number."""
    before = data[max(0, start - _KEYWORD_WITHIN) : start]
    trimmed = before.rstrip(WHITE)
    return start - len(before) + len(trimmed) - len(b"xref") if trimmed.endswith(b"xref") else start


def _offsets(reader: Any, revision: int, within: tuple[int, int]) -> set[int]:
    table = reader.xrefs.get_xref_data(revision)
    placed = {offset for _, offset in table.standard_xrefs.values()}
    if table.hybrid is not None:
        placed |= {offset for _, offset in table.hybrid.xref_data.standard_xrefs.values()}
        placed.add(table.hybrid.meta_info.start_location)
    return {offset for offset in placed if within[0] <= offset < within[1]}


def _over_object(reader: Any, offset: int) -> int:
    """The position behind the object at `offset` and its `endobj`."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.xref import read_object_header

    stream = reader.stream
    stream.seek(offset)
    number, generation = read_object_header(stream, strict=False)  # type: ignore[no-untyped-call]
    generic.read_object(stream, generic.Reference(number, generation, reader))
    return _over_word(reader, stream.tell(), b"endobj")


def _over_section(reader: Any, end: int) -> int:
    """The position behind a cross-reference section: its trailer, or the `endobj` of its stream."""
    from pyhanko.pdf_utils import generic

    behind = _over_word(reader, end, b"endobj")
    behind = _over_word(reader, behind, b"trailer")
    stream = reader.stream
    stream.seek(behind)
    ahead = stream.read(_KEYWORD_WITHIN).lstrip(WHITE)
    if not ahead.startswith(b"<<"):
        return behind
    stream.seek(behind)
    generic.read_object(stream, generic.TrailerReference(reader))  # type: ignore[no-untyped-call]
    position: int = stream.tell()
    return position


def _over_word(reader: Any, position: int, word: bytes) -> int:
    stream = reader.stream
    stream.seek(position)
    ahead = stream.read(_KEYWORD_WITHIN + len(word))
    rest = ahead.lstrip(WHITE)
    return position + len(ahead) - len(rest) + len(word) if rest.startswith(word) else position
