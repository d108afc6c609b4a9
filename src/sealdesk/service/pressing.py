"""What the ink of one act says: each seal's picture with mark and record of its use, made before the token signs.

Both name the ledger's entry of that use: the record by its id, which is reserved first, the mark by its index, which
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
    from sealdesk.service.prepare_act import ReadyAct, ReadyUse

PRESS_DPI = 600.0
_LEAST_COPIES = 4.0
"""Fewer than this and a record might not be found again: see docs/HIDDEN_RECORD.md."""
_GOOD_FOR = timedelta(minutes=2)
"""A record made longer ago than this would name another time than the act's entry."""


@dataclass(frozen=True)
class PressedUse:
    """One seal's ink.

    Attributes:
        picture: The seal's picture it was made from.
        entry_id: Reserved for the intent entry of its use.
        entry_index: The index that entry gets if no other comes before the act's.
        texts: Of the pages it goes on.
        samples: The pressed picture, ready for the document.
    """

    picture: SealPicture = field(repr=False)
    entry_id: str
    entry_index: int
    texts: tuple[PageText, ...]
    samples: InkSamples


@dataclass(frozen=True)
class Press:
    """One act's ink.

    Attributes:
        ready: The act it is for; it serves no other.
        uses: Each seal's ink, in the order of the act's uses.
    """

    ready: ReadyAct
    at: datetime
    uses: tuple[PressedUse, ...]

    @property
    def entry_ids(self) -> tuple[str, ...]:
        return tuple(use.entry_id for use in self.uses)

    @property
    def pictures(self) -> tuple[SealPicture, ...]:
        return tuple(use.picture for use in self.uses)


def prepare_press(desk: Desk, ready: ReadyAct, *pictures: SealPicture) -> None:
    """Do the work for an act ahead of it, while the last look is open. `forget_press` when it is given up.

    Args:
        pictures: As the vault gave them for this act's seals, in the order of its uses. With fewer than the act
            has seals nothing is prepared.

    Raises:
        SealDeskError: As `press_for`; the act would say so too.
    """
    desk.press = None
    if len(pictures) == len(ready.uses):
        with reading_texts(desk, ready) as texts:
            desk.press = _press(desk, ready, pictures, texts)


def forget_press(desk: Desk) -> None:
    """Whatever was prepared leaves memory."""
    desk.press = None


@dataclass
class PageTexts:
    """Fingerprints of up to eight pages of each seal; without one where a page's text cannot be read."""

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

    prepared = desk.press
    if prepared is not None and prepared.ready == ready:
        yield PageTexts((), None, _texts(prepared))
        return
    pages = tuple(sorted({page for use in ready.uses for page in _told_pages(use)}))
    with start_page_texts(ready.order.source, ready.order.document_password, pages) as reading:
        yield PageTexts(pages, reading)


def _told_pages(use: ReadyUse) -> tuple[int, ...]:
    """The pages that a seal's record tells of."""
    from sealdesk.formats.hidden_record import MOST_PAGES

    return tuple(sorted({stamp.page for stamp in use.stamps}))[:MOST_PAGES]


def _texts(press: Press) -> tuple[PageText, ...]:
    by_page = {text.page: text for use in press.uses for text in use.texts}
    return tuple(by_page[page] for page in sorted(by_page))


def press_for(desk: Desk, ready: ReadyAct, pictures: tuple[SealPicture, ...], texts: PageTexts) -> Press:
    """The ink for an act that begins now.

    Args:
        pictures: Of its seals, in the order of its uses.

    Raises:
        SealDeskError: `SEAL_PICTURE_FAINT` where a picture has too little full ink to carry a record;
            `SECRET_STORE_MISSING`.
    """
    prepared, desk.press = desk.press, None
    if prepared is not None and _fits(desk, prepared, ready, pictures):
        return prepared
    return _press(desk, ready, pictures, texts)


def _fits(desk: Desk, prepared: Press, ready: ReadyAct, pictures: tuple[SealPicture, ...]) -> bool:
    return (
        prepared.ready == ready
        and prepared.pictures == pictures
        and prepared.uses[0].entry_index == desk.ledger.size()
        and datetime.now(UTC) - prepared.at < _GOOD_FOR
    )


def press_of_entries(desk: Desk, press: Press, intents: tuple[LedgerEntry, ...]) -> Press:
    """The ink, now that the act has its entries: made anew where another process came in between."""
    if press.entry_ids != tuple(intent.entry_id for intent in intents):
        raise ValueError("another entry's ink")
    if all(intent.index == use.entry_index for intent, use in zip(intents, press.uses, strict=True)):
        return press
    texts = PageTexts((), None, _texts(press))
    return _press(desk, press.ready, press.pictures, texts, intents)


def pressed(
    desk: Desk,
    ready: ReadyAct,
    picture: SealPicture,
    entry_id: str,
    at: datetime,
    texts: PageTexts | None = None,
    entry_index: int | None = None,
    use: ReadyUse | None = None,
) -> SealPicture:
    """The picture at 600 dpi or more, with mark and record of one seal's use in its ink.

    Args:
        entry_id: Of the use's intent entry.
        entry_index: Of the same entry; None: the ledger's next.
        texts: Of the pages; None reads them from the document.
        use: Of the act; None: its first.

    Raises:
        SealDeskError: As `press_for`.
    """
    from sealdesk.formats.robust_mark import write_mark
    from sealdesk.impression import hidden_layer, robust_mark
    from sealdesk.impression.resample import at_least

    if texts is None:
        with reading_texts(desk, ready) as reading:
            return pressed(desk, ready, picture, entry_id, at, reading, entry_index, use)
    use = use or ready.uses[0]
    picture = at_least(picture, PRESS_DPI)
    if hidden_layer.copies(picture) < _LEAST_COPIES:
        raise SealDeskError(ErrorCode.SEAL_PICTURE_FAINT, seal=use.seal.name)
    index = desk.ledger.size() if entry_index is None else entry_index
    picture = robust_mark.mark(picture, write_mark(index, use.seal.id, organisation_key(desk)))
    told = _told_pages(use)
    own = tuple(text for text in texts.answer() if text.page in told)
    return hidden_layer.press(picture, _record(desk, ready, use, entry_id, at, own))


def _press(
    desk: Desk,
    ready: ReadyAct,
    pictures: tuple[SealPicture, ...],
    texts: PageTexts,
    intents: tuple[LedgerEntry, ...] = (),
) -> Press:
    at, size = datetime.now(UTC), desk.ledger.size()
    places = [(intent.entry_id, intent.index) for intent in intents] or [
        (reserved_id(at), size + number) for number in range(len(ready.uses))
    ]
    uses = tuple(
        _press_use(desk, ready, use, picture, texts, at, *place)
        for use, picture, place in zip(ready.uses, pictures, places, strict=True)
    )
    return Press(ready, at, uses)


def _press_use(
    desk: Desk,
    ready: ReadyAct,
    use: ReadyUse,
    picture: SealPicture,
    texts: PageTexts,
    at: datetime,
    entry_id: str,
    index: int,
) -> PressedUse:
    from sealdesk.pades.ink_samples import ink_samples

    told = pressed(desk, ready, picture, entry_id, at, texts, index, use)
    samples = ink_samples(told, opaque=ready.preflight.pdfa_part == 1)
    own = tuple(text for text in texts.answer() if text.page in _told_pages(use))
    return PressedUse(picture, entry_id, index, own, samples)


def _record(
    desk: Desk, ready: ReadyAct, use: ReadyUse, entry_id: str, at: datetime, texts: tuple[PageText, ...]
) -> bytes:
    """The signed record in its frame; names fewer pages where the identifiers are so long that they do not fit."""
    from sealdesk.formats.hidden_record import CERTIFICATE_BYTES, room_for_pages, seal_key, write_record

    public = PublicRecord(
        seal_id=use.seal.id,
        seal_version=use.seal.version,
        entry_id=entry_id,
        document=ready.preflight.digest,
        time=at,
        pages=(),
        workstation_key=desk.signer.verifier.public_key,
        certificate=bytes.fromhex(ready.binding.certificate_sha256)[:CERTIFICATE_BYTES],
    )
    private = PrivateRecord(use.custodian.id, use.request_id, desk.settings.workstation)
    public = replace(public, pages=texts[: room_for_pages(public, private)])
    return write_record(public, private, desk.signer, seal_key(organisation_key(desk), use.seal.id))
