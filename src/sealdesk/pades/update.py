"""A sealed revision of a PDF, as bytes to append: ink, signature field, and room for the signature.

The document's own bytes stay as they are, at the front (incremental update, ISO 32000-2 §7.5.6).
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.xref import XRefSectionType

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ink import WHOLE, Stamp
from sealdesk.model.seal import SealPicture
from sealdesk.model.signature import SignatureRecord
from sealdesk.pades import ink, objects, page_content, signature_field
from sealdesk.pades.archival import Archival, archival_of
from sealdesk.pades.ink_samples import InkSamples, ink_samples
from sealdesk.pades.pages import Page, find_pages
from sealdesk.pades.reading import OpenDocument, open_document
from sealdesk.pades.signature_dictionary import (
    Place,
    byte_range_place,
    byte_range_text,
    contents_place,
    signature_dictionary,
)
from sealdesk.pades.standing import Standing, check_changes, standing_of

CONTENTS_BYTES = 16384
"""Room for the CMS: several certificates of a chain, a timestamp to come."""

_CHUNK = 1 << 20


@dataclass(frozen=True)
class PreparedUpdate:
    """A revision that waits for its signature.

    Attributes:
        source_length: Bytes of the document before the update.
        update: Bytes to append, with room in /Contents.
        byte_range: What the signature covers, in the finished file.
        contents_offset, contents_length: The room with its angle brackets, in the finished file.
        document_digest: SHA-256 over the byte range.
        field_name: Of the signature field.
    """

    source_length: int
    update: bytes = field(repr=False)
    byte_range: tuple[int, int, int, int]
    contents_offset: int
    contents_length: int
    document_digest: bytes
    field_name: str


def prepare_update(
    source: Path,
    password: str | None,
    picture: SealPicture | InkSamples,
    stamps: tuple[Stamp, ...],
    record: SignatureRecord,
    *,
    opaque: bool = False,
    field_name: str | None = None,
    contents_bytes: int = CONTENTS_BYTES,
) -> PreparedUpdate:
    """Build the update that puts `stamps` on the document under one signature.

    On a document without signatures the ink becomes page content, on every stamp's page, and the signature's
    widget lies over the first stamp. On a signed document the one stamp is the widget's appearance, so that
    earlier signatures stay valid; a certified document takes it in a prepared empty field only.

    Args:
        picture: Or its samples, made before, with the same `opaque`.
        stamps: At least one; exactly one on a signed document.
        opaque: Without transparency, below the page's text: for PDF/A-1, where the document is one.
        field_name: Of the new field, or of the prepared one; chosen where it is None.
        contents_bytes: Room for the CMS.

    Raises:
        SealDeskError: As `reading.open_document`; `PLACE_PAGE_MISSING`, `PLACE_STRADDLE_ON_SIGNED`,
            `DOCUMENT_FORBIDS_CHANGES`, `DOCUMENT_CERTIFIED_NO_NEW_FIELD`, `DOCUMENT_FIELD_LOCKED`,
            `DOCUMENT_XFA_DYNAMIC`.
        RuntimeError: Several stamps for a signed document.
    """
    with open_document(source, password) as document:
        standing = standing_of(document.reader)
        check_changes(standing)
        if standing.signed:
            _check_one_whole(stamps)
        pages = find_pages(document.reader, frozenset(stamp.page for stamp in stamps))
        writer: Any = _UpdateWriter(document)
        byte_range, contents = byte_range_place(), contents_place(contents_bytes)
        signature = writer.add_object(signature_dictionary(record, byte_range, contents))
        samples = picture if isinstance(picture, InkSamples) else ink_samples(picture, opaque=opaque)
        act = _Act(writer, samples, stamps, pages, standing, archival_of(document.reader))
        name = (
            act.seal_signed(signature, record.seal_name, field_name)
            if standing.signed
            else act.seal(signature, record.seal_name, field_name)
        )
        return _finish(document, writer, byte_range, contents, name)


def fill(prepared: PreparedUpdate, cms: bytes) -> bytes:
    """The update with the signature in its place.

    Raises:
        ValueError: The CMS does not fit: `contents_bytes` was too small.
    """
    room = prepared.contents_length - 2
    if 2 * len(cms) > room:
        raise ValueError(f"a CMS of {len(cms)} bytes does not fit into {room // 2}")
    start = prepared.contents_offset - prepared.source_length + 1
    filled = cms.hex().encode("ascii")
    update = prepared.update
    return b"".join((update[:start], filled, update[start + len(filled) :]))


def _check_one_whole(stamps: tuple[Stamp, ...]) -> None:
    if any(stamp.window != WHOLE for stamp in stamps):
        raise SealDeskError(ErrorCode.PLACE_STRADDLE_ON_SIGNED)
    if len(stamps) != 1:
        # No ValueError: within an open document that would count as damage.
        raise RuntimeError("a signed document takes one stamp with one signature")


@dataclass(frozen=True)
class _Act:
    """Everything one sealing adds to a document, except the signature's value."""

    writer: Any
    samples: InkSamples
    stamps: tuple[Stamp, ...]
    pages: dict[int, Page]
    standing: Standing
    archival: Archival

    def seal(self, signature: Any, title: str, wanted: str | None) -> str:
        """On a document without signatures."""
        picture, state = self._ink()
        for number, page in self.pages.items():
            stamps = [stamp for stamp in self.stamps if stamp.page == number]
            page_content.paint(self.writer, page, stamps, picture, state, tagged=self.archival.tagged)
            self.archival.settle_page(page, transparent=state is not None)
        first = self.stamps[0]
        page = self.pages[first.page]
        rect = page.frame.user_bounds(first.box)
        name = signature_field.new_name(self.standing, wanted)
        appearance = signature_field.clear_appearance(self.writer, rect)
        signature_field.add_field(self.writer, page, rect, name, title, signature, appearance)
        return name

    def seal_signed(self, signature: Any, title: str, wanted: str | None) -> str:
        """On a document whose earlier signatures must stay valid."""
        (stamp,) = self.stamps
        page = self.pages[stamp.page]
        rect = page.frame.user_bounds(stamp.box)
        if self.standing.level is None:
            name = signature_field.new_name(self.standing, wanted)
            appearance = self._appearance(page, stamp, rect)
            signature_field.add_field(self.writer, page, rect, name, title, signature, appearance)
            return name
        prepared = signature_field.usable_field(self.standing, page, rect, wanted)
        _, widget = signature_field.widget_of(prepared)
        place = objects.as_rect(objects.get(widget, "/Rect")) or rect
        signature_field.fill_field(self.writer, prepared, signature, self._appearance(page, stamp, place))
        return prepared.name

    def _appearance(self, page: Page, stamp: Stamp, rect: Any) -> Any:
        picture, state = self._ink()
        return signature_field.inked_appearance(self.writer, page.frame, stamp, rect, picture, state)

    def _ink(self) -> tuple[Any, Any | None]:
        archival = self.archival.part is not None
        picture = ink.add_picture(self.writer, self.samples, archival=archival)
        state = None if self.samples.opaque else self.writer.add_object(ink.graphics_state())
        return picture, state


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


class _UpdateWriter(IncrementalPdfFileWriter):
    """pyhanko's incremental writer for documents as they are found, changing nothing that need not change."""

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


def _finish(
    document: OpenDocument, writer: _UpdateWriter, byte_range: Place, contents: Place, name: str
) -> PreparedUpdate:
    separator = _separator(document)
    start = document.length + len(separator)
    update = bytearray(separator + writer.write_update(start))
    end = document.length + len(update)
    contents_end = contents.offset + len(contents.room)
    covered = (0, contents.offset, contents_end, end - contents_end)
    at = byte_range.offset - document.length
    update[at : at + len(byte_range.room)] = byte_range_text(covered)
    return PreparedUpdate(
        source_length=document.length,
        update=bytes(update),
        byte_range=covered,
        contents_offset=contents.offset,
        contents_length=len(contents.room),
        document_digest=_digest(document, memoryview(update), covered),
        field_name=name,
    )


def _separator(document: OpenDocument) -> bytes:
    document.file.seek(-1, os.SEEK_END)
    return b"" if document.file.read(1) in (b"\n", b"\r") else b"\n"


def _digest(document: OpenDocument, update: memoryview, covered: tuple[int, int, int, int]) -> bytes:
    digest = hashlib.sha256()
    document.file.seek(0)
    left = document.length
    while left > 0 and (chunk := document.file.read(min(_CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    if left:
        raise SealDeskError(ErrorCode.DOCUMENT_CHANGED_MEANWHILE)
    digest.update(update[: covered[1] - document.length])
    digest.update(update[covered[2] - document.length :])
    return digest.digest()
