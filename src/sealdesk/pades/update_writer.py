"""pyHanko's incremental writer, made to append to documents as they are found, and to give what it appends."""

from __future__ import annotations

import os
from io import BytesIO
from typing import Any, BinaryIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.xref import XRefSectionType

from sealdesk.pades import objects
from sealdesk.pades.reading import OpenDocument


class _Tail(BytesIO):
    """What is written behind the document, with offsets as they are in the finished file."""

    def __init__(self, start: int) -> None:
        super().__init__()
        self._start = start

    def tell(self) -> int:
        return self._start + super().tell()


class _DirectEncryption(generic.DictionaryObject):
    """An encryption dictionary that stands in the trailer; pyhanko's writer asks for its object's number."""

    idnum = -1


class UpdateWriter(IncrementalPdfFileWriter):
    """The writer for documents as they are found, changing nothing that need not change."""

    # Transparency came with PDF 1.4; nothing written here asks for more.
    output_version = (1, 4)

    def __init__(self, document: OpenDocument) -> None:
        reader = document.reader
        super().__init__(document.file, prev=reader, strict=False)
        # Object numbers in use may lie beyond what the trailer says.
        self._lastobj_id = max(_highest_object(reader), 0)
        self._previous = _last_section(reader, document.file)
        if isinstance(self._encrypt, generic.DictionaryObject):
            self._encrypt = _DirectEncryption(self._encrypt)

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:
        identifier = objects.get_items(prev.trailer.flatten(), "/ID")
        first = objects.resolved(identifier[0]) if identifier else None
        if isinstance(first, generic.TextStringObject):
            first = generic.ByteStringObject(first.original_bytes)
        if not isinstance(first, generic.ByteStringObject):
            first = generic.ByteStringObject(os.urandom(16))
        return objects.array([first, generic.ByteStringObject(os.urandom(16))])

    def _populate_trailer(self, trailer: Any) -> None:
        super()._populate_trailer(trailer)  # type: ignore[no-untyped-call]
        trailer["/Prev"] = objects.pdf(self._previous)

    def write_update(self, start: int) -> bytes:
        """The new section alone, to be appended at offset `start`."""
        tail = _Tail(start)
        self._write_updated_section(tail)  # type: ignore[no-untyped-call]
        return tail.getvalue()


def _last_section(reader: Any, file: BinaryIO) -> int:
    """Where the last cross-reference section truly begins: the document may say it inexactly."""
    meta = reader.xrefs._xref_sections[-1].meta_info
    location = int(meta.start_location)
    if meta.stream_ref is not None and meta.xref_section_type is XRefSectionType.STREAM:
        return location
    # Of a table, the reader knows the place behind its keyword.
    start = max(0, location - 16)
    file.seek(start)
    keyword = file.read(location - start).rfind(b"xref")
    return start + keyword if keyword >= 0 else int(reader.last_startxref)


def _highest_object(reader: Any) -> int:
    numbers = [0]
    for section in reader.xrefs._xref_sections:
        for data in (section.xref_data, getattr(section.xref_data.hybrid, "xref_data", None)):
            if data is not None:
                numbers.extend((max(data.standard_xrefs, default=0), max(data.xrefs_in_objstm, default=0)))
                numbers.append(max(data.freed, default=0))
        if section.meta_info.stream_ref is not None:
            numbers.append(section.meta_info.stream_ref.idnum)
    highest = max(numbers)
    declared = int(reader.trailer["/Size"])
    # A gap is allowed; a size far beyond every object is a lie, and large numbers are refused by readers.
    return max(highest, declared - 1) if declared <= highest + 10_000 else highest
