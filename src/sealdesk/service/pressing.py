"""What the ink of one act says: the seal's picture with mark and record of the act, made before the token signs.

Both name the ledger's entry of the act: the record by its id, which is reserved first, the mark by its index, which
the entry is expected to get. While the custodian takes the
last look, `prepare_press` does the work ahead; the act takes it over where nothing has changed since, and does it
itself where there was no such moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.hidden_record import PageText, PrivateRecord, PublicRecord
from sealdesk.model.ledger import LedgerEntry
from sealdesk.model.seal import SealPicture
from sealdesk.service.desk import Desk
from sealdesk.service.organisation_key import organisation_key
from sealdesk.store.entry_body import reserved_id

if TYPE_CHECKING:
    from sealdesk.confined import Started
    from sealdesk.pades.ink_samples import InkSamples
    from sealdesk.service.prepare_act import ReadyAct

PRESS_DPI = 600.0
_LEAST_COPIES = 4.0
"""Fewer than this and a record might not be found again: see docs/HIDDEN_RECORD.md."""
_GOOD_FOR = timedelta(minutes=2)
"""A record made longer ago than this would name another time than the act's entry."""


@dataclass(frozen=True)
class Press:
    """One act's ink.

    Attributes:
        ready: The act it is for; it serves no other.
        picture: The seal's picture it was made from.
        entry_id: Reserved for the act's intent entry.
        entry_index: The index that entry gets if no other comes before it.
        texts: Of the pages it goes on.
        samples: The pressed picture, ready for the document.
    """

    ready: ReadyAct
    picture: SealPicture = field(repr=False)
    entry_id: str
    entry_index: int
    at: datetime
    texts: tuple[PageText, ...]
    samples: InkSamples


def prepare_press(desk: Desk, ready: ReadyAct, picture: SealPicture) -> None:
    """Do the work for an act ahead of it, while the last look is open. `forget_press` when it is given up.

    Args:
        picture: As the vault gave it for this act's seal.

    Raises:
        SealDeskError: As `press_for`; the act would say so too.
    """
    desk.press = None
    with reading_texts(desk, ready) as texts:
        desk.press = _press(desk, ready, picture, texts)


def forget_press(desk: Desk) -> None:
    """Whatever was prepared leaves memory."""
    desk.press = None


@dataclass
class PageTexts:
    """Fingerprints of up to eight pages that get ink; without one where a page's text cannot be read."""

    pages: tuple[int, ...]
    reading: Started[tuple[PageText, ...]] | None
    read: tuple[PageText, ...] = ()

    def answer(self) -> tuple[PageText, ...]:
        """The fingerprints, when they are there."""
        if self.reading is not None:
            try:
                self.read = self.reading.answer()
            except SealDeskError:
                # Trouble with the pages' text is no reason not to stamp: the digest proves the document anyway.
                self.read = tuple(PageText(page, b"") for page in self.pages)
            self.reading = None
        return self.read


@contextmanager
def reading_texts(desk: Desk, ready: ReadyAct) -> Iterator[PageTexts]:
    """Have the pages read in a limited child while something else is done; what was prepared knows them already."""
    from sealdesk.documents.page_texts import start_page_texts
    from sealdesk.formats.hidden_record import MOST_PAGES

    prepared = desk.press
    if prepared is not None and prepared.ready == ready:
        yield PageTexts((), None, prepared.texts)
        return
    pages = tuple(sorted({stamp.page for stamp in ready.stamps}))[:MOST_PAGES]
    with start_page_texts(ready.order.source, ready.order.document_password, pages) as reading:
        yield PageTexts(pages, reading)


def press_for(desk: Desk, ready: ReadyAct, picture: SealPicture, texts: PageTexts) -> Press:
    """The ink for an act that begins now.

    Raises:
        SealDeskError: `SEAL_PICTURE_FAINT` where the picture has too little full ink to carry a record;
            `SECRET_STORE_MISSING`.
    """
    prepared, desk.press = desk.press, None
    if prepared is not None and _fits(desk, prepared, ready, picture):
        return prepared
    return _press(desk, ready, picture, texts)


def _fits(desk: Desk, prepared: Press, ready: ReadyAct, picture: SealPicture) -> bool:
    return (
        prepared.ready == ready
        and prepared.picture == picture
        and prepared.entry_index == desk.ledger.size()
        and datetime.now(UTC) - prepared.at < _GOOD_FOR
    )


def press_of_entry(desk: Desk, press: Press, intent: LedgerEntry) -> Press:
    """The ink, now that the act has its entry: made anew where another process came in between."""
    if intent.entry_id != press.entry_id:
        raise ValueError("another entry's ink")
    if intent.index == press.entry_index:
        return press
    texts = PageTexts((), None, press.texts)
    return _press(desk, press.ready, press.picture, texts, intent)


def pressed(
    desk: Desk,
    ready: ReadyAct,
    picture: SealPicture,
    entry_id: str,
    at: datetime,
    texts: PageTexts | None = None,
    entry_index: int | None = None,
) -> SealPicture:
    """The picture at 600 dpi or more, with mark and record of the act in its ink.

    Args:
        entry_id: Of the act's intent entry.
        entry_index: Of the same entry; None: the ledger's next.
        texts: Of the pages; None reads them from the document.

    Raises:
        SealDeskError: As `press_for`.
    """
    from sealdesk.formats.robust_mark import write_mark
    from sealdesk.impression import hidden_layer, robust_mark
    from sealdesk.impression.resample import at_least

    if texts is None:
        with reading_texts(desk, ready) as reading:
            return pressed(desk, ready, picture, entry_id, at, reading, entry_index)
    picture = at_least(picture, PRESS_DPI)
    if hidden_layer.copies(picture) < _LEAST_COPIES:
        raise SealDeskError(ErrorCode.SEAL_PICTURE_FAINT, seal=ready.seal.name)
    index = desk.ledger.size() if entry_index is None else entry_index
    picture = robust_mark.mark(picture, write_mark(index, ready.seal.id, organisation_key(desk)))
    return hidden_layer.press(picture, _record(desk, ready, entry_id, at, texts.answer()))


def _press(
    desk: Desk, ready: ReadyAct, picture: SealPicture, texts: PageTexts, intent: LedgerEntry | None = None
) -> Press:
    from sealdesk.pades.ink_samples import ink_samples

    at = datetime.now(UTC)
    entry_id, index = (
        (reserved_id(at), desk.ledger.size()) if intent is None else (intent.entry_id, intent.index)
    )
    told = pressed(desk, ready, picture, entry_id, at, texts, index)
    samples = ink_samples(told, opaque=ready.preflight.pdfa_part == 1)
    return Press(ready, picture, entry_id, index, at, texts.answer(), samples)


def _record(desk: Desk, ready: ReadyAct, entry_id: str, at: datetime, texts: tuple[PageText, ...]) -> bytes:
    """The signed record in its frame; names fewer pages where the identifiers are so long that they do not fit."""
    from sealdesk.formats.hidden_record import CERTIFICATE_BYTES, room_for_pages, seal_key, write_record

    public = PublicRecord(
        seal_id=ready.seal.id,
        seal_version=ready.seal.version,
        entry_id=entry_id,
        document=ready.preflight.digest,
        time=at,
        pages=(),
        workstation_key=desk.signer.verifier.public_key,
        certificate=bytes.fromhex(ready.binding.certificate_sha256)[:CERTIFICATE_BYTES],
    )
    private = PrivateRecord(ready.custodian.id, ready.request_id, desk.settings.workstation)
    public = replace(public, pages=texts[: room_for_pages(public, private)])
    return write_record(public, private, desk.signer, seal_key(organisation_key(desk), ready.seal.id))
