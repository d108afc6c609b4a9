"""A sealed revision of a PDF, as bytes to append: ink, signature field, and room for the signature.

The document's own bytes stay as they are, at the front (incremental update, ISO 32000-2 §7.5.6).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import Rect
from sealdesk.model.ink import WHOLE, Stamp
from sealdesk.model.seal import SealPicture
from sealdesk.model.signature import SignatureRecord
from sealdesk.pades import ink, locking, objects, page_content, signature_field, structure
from sealdesk.pades.archival import Archival, archival_of, redefines_rgb
from sealdesk.pades.ink_samples import InkSamples, ink_samples
from sealdesk.pades.pages import Page, find_pages
from sealdesk.pades.prepared_field import own_lock, prepared_field
from sealdesk.pades.reading import OpenDocument, open_document
from sealdesk.pades.signature_dictionary import (
    Place,
    byte_range_place,
    byte_range_text,
    contents_place,
    signature_dictionary,
)
from sealdesk.pades.standing import SignatureField, Standing, check_changes, standing_of
from sealdesk.pades.update_writer import UpdateWriter

CONTENTS_BYTES = 16384
"""Room for the CMS: several certificates of a chain, a timestamp to come."""

_CHUNK = 1 << 20

SealInk = tuple[SealPicture | InkSamples, tuple[Stamp, ...]]
"""A seal's picture, or its samples made before, and where it goes."""


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
        enclosed: Pages whose own content went into a form, as not every reader would read it alike.
    """

    source_length: int
    update: bytes = field(repr=False)
    byte_range: tuple[int, int, int, int]
    contents_offset: int
    contents_length: int
    document_digest: bytes
    field_name: str
    enclosed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Terms:
    """How the signature is set.

    Attributes:
        opaque: Without transparency, below the page's text: for PDF/A-1, where the document is one.
        field_name: Of the new field; chosen where it is None.
        prepared: Name of the prepared empty field to fill, in which the first stamp lies; None: a field of its own.
        locked: Nothing may change any more: certified with level 1, or, behind other signatures, every field locked.
        contents_bytes: Room for the CMS.
    """

    opaque: bool = False
    field_name: str | None = None
    prepared: str | None = None
    locked: bool = False
    contents_bytes: int = CONTENTS_BYTES


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
    """`prepare_seals` with one seal."""
    terms = Terms(opaque=opaque, field_name=field_name, contents_bytes=contents_bytes)
    return prepare_seals(source, password, ((picture, stamps),), record, terms)


def prepare_seals(
    source: Path,
    password: str | None,
    inks: Sequence[SealInk],
    record: SignatureRecord,
    terms: Terms,
) -> PreparedUpdate:
    """Build the update that puts seals on the document under one signature.

    On a document without signatures the ink becomes page content, on every stamp's page, and the signature's
    widget lies over the first stamp. On a signed document the one stamp is the widget's appearance, so that
    earlier signatures stay valid; a certified document takes it in a prepared empty field only.

    Args:
        inks: At least one seal with one stamp; exactly one of each on a signed document. Samples that were made
            before have the `opaque` of the terms.

    Raises:
        SealDeskError: As `reading.open_document`; `PLACE_PAGE_MISSING`, `PLACE_STRADDLE_ON_SIGNED`,
            `DOCUMENT_FORBIDS_CHANGES`, `DOCUMENT_CERTIFIED_NO_NEW_FIELD`, `DOCUMENT_XFA_DYNAMIC`,
            `DOCUMENT_CONTENT_UNSUITED` as `earlier_content` with the fact `page`,
            `DOCUMENT_FIELD_…` as `prepared_field.prepared_field`.
        RuntimeError: Several stamps for a signed document.
    """
    with open_document(source, password) as document:
        standing = standing_of(document.reader)
        check_changes(standing)
        everywhere = tuple(stamp for _, stamps in inks for stamp in stamps)
        if standing.signed:
            _check_one_whole(everywhere)
        writer: Any = UpdateWriter(document)
        act = _Act(
            writer=writer,
            inks=tuple((_samples(picture, opaque=terms.opaque), stamps) for picture, stamps in inks),
            pages=find_pages(document.reader, frozenset(stamp.page for stamp in everywhere)),
            standing=standing,
            archival=archival_of(document.reader),
            terms=terms,
        )
        places = byte_range_place(), contents_place(terms.contents_bytes)
        name = act.seal(record, *places)
        return replace(_finish(document, writer, *places, name), enclosed=tuple(sorted(act.enclosed)))


def _samples(picture: SealPicture | InkSamples, *, opaque: bool) -> InkSamples:
    return picture if isinstance(picture, InkSamples) else ink_samples(picture, opaque=opaque)


def _title(record: SignatureRecord) -> str:
    """What the field is called for people: the names of its seals."""
    return "、".join((record.seal_name, *(one.seal_name for one in record.further)))


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
    inks: tuple[tuple[InkSamples, tuple[Stamp, ...]], ...]
    pages: dict[int, Page]
    standing: Standing
    archival: Archival
    terms: Terms
    enclosed: set[int] = field(default_factory=set)

    def seal(self, record: SignatureRecord, byte_range: Place, contents: Place) -> str:
        """Everything, into a prepared field or a new one; returns the field's name."""
        stamp = self.inks[0][1][0]
        page = self.pages[stamp.page]
        rect = page.frame.user_bounds(stamp.box)
        field = self._prepared(page, rect)
        place = rect if field is None else _place_of(field)
        references = self._references(own_lock(field))
        signature = self.writer.add_object(signature_dictionary(record, byte_range, contents, references))
        if self._certifies:
            locking.certify(self.writer, signature)
        if self.standing.signed:
            appearance = self._inked(page, stamp, place)
        else:
            self._paint()
            appearance = signature_field.clear_appearance(self.writer, place)
        if field is not None:
            signature_field.fill_field(self.writer, field, signature, appearance)
            return field.name
        name = signature_field.new_name(self.standing, self.terms.field_name)
        lock = locking.EVERYTHING if self.terms.locked and self.standing.signed else None
        title = _title(record)
        widget = signature_field.add_field(self.writer, page, rect, name, title, signature, appearance, lock)
        if self.archival.tagged and not self.standing.signed:
            structure.add_widget(self.writer, page, widget, title)
        return name

    def _prepared(self, page: Page, rect: Rect) -> SignatureField | None:
        """The prepared field that was asked for, or that a certified document's seal has to lie in."""
        if self.terms.prepared is not None:
            return prepared_field(self.standing, self.terms.prepared)
        if self.standing.level is not None:
            return signature_field.usable_field(self.standing, page, rect, self.terms.field_name)
        return None

    @property
    def _certifies(self) -> bool:
        return self.terms.locked and not self.standing.signed

    def _references(self, lock: Any | None) -> tuple[Any, ...]:
        """What the signature forbids: everything, or what its prepared field locks."""
        certifying = (locking.certifying(),) if self._certifies else ()
        if self.terms.locked and self.standing.signed:
            lock = objects.dictionary(locking.EVERYTHING)
        return certifying if lock is None else (*certifying, locking.locking(self.writer, lock))

    def _paint(self) -> None:
        """The ink of every seal, as page content."""
        pictures = [self._picture(samples) for samples, _ in self.inks]
        state = self._state()
        for number, page in self.pages.items():
            inks = [
                page_content.PageInk(picture, here)
                for picture, (_, stamps) in zip(pictures, self.inks, strict=True)
                if (here := tuple(stamp for stamp in stamps if stamp.page == number))
            ]
            try:
                if page_content.paint(self.writer, page, inks, state, self.archival):
                    self.enclosed.add(number)
            except SealDeskError as refusal:
                refusal.facts.setdefault("page", number)
                raise

    def _inked(self, page: Page, stamp: Stamp, rect: Rect) -> Any:
        """The ink as the widget's appearance."""
        picture = self._picture(self.inks[0][0])
        return signature_field.inked_appearance(self.writer, page.frame, stamp, rect, picture, self._state())

    def _picture(self, samples: InkSamples) -> Any:
        named = self.archival.part is not None or any(map(redefines_rgb, self.pages.values()))
        return ink.add_picture(self.writer, samples, archival=named)

    def _state(self) -> Any | None:
        return None if self.inks[0][0].opaque else self.writer.add_object(ink.graphics_state())


def _place_of(field: SignatureField) -> Rect:
    """Where a prepared field's widget lies, in user space."""
    _, widget = signature_field.widget_of(field)
    place = objects.as_rect(objects.get(widget, "/Rect"))
    if place is None:
        raise SealDeskError(ErrorCode.DOCUMENT_FIELD_UNSUITED, field=field.name, reason="field invisible")
    return place


def _finish(
    document: OpenDocument, writer: UpdateWriter, byte_range: Place, contents: Place, name: str
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
