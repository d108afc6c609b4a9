"""What the ink of one act says: the seal's picture with the act's hidden record, made before the token signs.

The record names the ledger's entry of the act, so that entry's id is reserved first. While the custodian takes the
last look, `prepare_press` does the work ahead; the act takes it over where nothing has changed since, and does it
itself where there was no such moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.hidden_record import PageText, PrivateRecord, PublicRecord
from sealdesk.model.seal import SealPicture
from sealdesk.service.desk import Desk
from sealdesk.service.organisation_key import organisation_key
from sealdesk.store.entry_body import reserved_id

if TYPE_CHECKING:
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
        texts: Of the pages it goes on.
        samples: The pressed picture, ready for the document.
    """

    ready: ReadyAct
    picture: SealPicture = field(repr=False)
    entry_id: str
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
    desk.press = _press(desk, ready, picture)


def forget_press(desk: Desk) -> None:
    """Whatever was prepared leaves memory."""
    desk.press = None


def press_for(desk: Desk, ready: ReadyAct, picture: SealPicture) -> Press:
    """The ink for an act that begins now.

    Raises:
        SealDeskError: `SEAL_PICTURE_FAINT` where the picture has too little full ink to carry a record;
            `SECRET_STORE_MISSING`.
    """
    prepared, desk.press = desk.press, None
    if prepared is not None and prepared.ready == ready and prepared.picture == picture:
        if datetime.now(UTC) - prepared.at < _GOOD_FOR:
            return prepared
        return _press(desk, ready, picture, prepared.texts)
    return _press(desk, ready, picture)


def pressed(
    desk: Desk,
    ready: ReadyAct,
    picture: SealPicture,
    entry_id: str,
    at: datetime,
    texts: tuple[PageText, ...] | None = None,
) -> SealPicture:
    """The picture at 600 dpi or more, with the record of the act in its ink.

    Args:
        entry_id: Of the act's intent entry.
        texts: Of the pages; None reads them from the document.

    Raises:
        SealDeskError: As `press_for`.
    """
    from sealdesk.impression import hidden_layer
    from sealdesk.impression.resample import at_least

    picture = at_least(picture, PRESS_DPI)
    if hidden_layer.copies(picture) < _LEAST_COPIES:
        raise SealDeskError(ErrorCode.SEAL_PICTURE_FAINT, seal=ready.seal.name)
    texts = page_texts_of(ready) if texts is None else texts
    return hidden_layer.press(picture, _record(desk, ready, entry_id, at, texts))


def page_texts_of(ready: ReadyAct) -> tuple[PageText, ...]:
    """The fingerprints of up to eight pages that get ink; pages without one where their text cannot be read."""
    from sealdesk.documents.page_texts import page_texts
    from sealdesk.formats.hidden_record import MOST_PAGES

    pages = tuple(sorted({stamp.page for stamp in ready.stamps}))[:MOST_PAGES]
    try:
        return page_texts(ready.order.source, ready.order.document_password, pages)
    except SealDeskError:
        # A reader's trouble with the pages' text is no reason not to stamp: the digest proves the document anyway.
        return tuple(PageText(page, b"") for page in pages)


def _press(
    desk: Desk, ready: ReadyAct, picture: SealPicture, texts: tuple[PageText, ...] | None = None
) -> Press:
    from sealdesk.pades.ink_samples import ink_samples

    at = datetime.now(UTC)
    entry_id = reserved_id(at)
    texts = page_texts_of(ready) if texts is None else texts
    told = pressed(desk, ready, picture, entry_id, at, texts)
    samples = ink_samples(told, opaque=ready.preflight.pdfa_part == 1)
    return Press(ready, picture, entry_id, at, texts, samples)


def _record(desk: Desk, ready: ReadyAct, entry_id: str, at: datetime, texts: tuple[PageText, ...]) -> bytes:
    """The signed record in its frame; names fewer pages where the identifiers are so long that they do not fit."""
    from sealdesk.formats.hidden_record import room_for_pages, seal_key, write_record

    public = PublicRecord(
        seal_id=ready.seal.id,
        seal_version=ready.seal.version,
        entry_id=entry_id,
        document=ready.preflight.digest,
        time=at,
        pages=(),
        workstation_key=desk.signer.verifier.public_key,
    )
    private = PrivateRecord(ready.custodian.id, ready.request_id, desk.settings.workstation)
    public = replace(public, pages=texts[: room_for_pages(public, private)])
    return write_record(public, private, desk.signer, seal_key(organisation_key(desk), ready.seal.id))
