"""What is known about the open document beyond the first look: blank pages, odd sizes, issuer and date, text.

Asked in the background, page by page as they are looked at or get seals, from the moment a seal is taken in hand: who
only reads a document needs none of it. Until an answer is there, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from sealdesk.documents.page_look import PageLook
from sealdesk.errors import SealDeskError
from sealdesk.geometry import Rect
from sealdesk.gui.placing_checks import Said, rules_broken, said_of
from sealdesk.gui.worker import Worker
from sealdesk.model.document import DocumentClass
from sealdesk.model.placing_rule import KeywordRule, Occurrence
from sealdesk.model.seal import SealShape
from sealdesk.service import placing_rules

if TYPE_CHECKING:
    from sealdesk.gui.session import OpenDocument, Session

T = TypeVar("T")

_SOON_MS = 120
_MOST_AT_ONCE = 40
_OFFICIAL_PAGES = 30
"""Longer documents are not searched for issuer and date by themselves: their own dialog does it when asked."""
_STOP_WAIT_S = 1.0


@dataclass(frozen=True)
class Letterhead:
    """Where issuer and date of an official document stand."""

    page: int
    issuer: Rect | None
    date: Rect | None


class SessionChecks(QObject):
    """Keeps what was found out about the document, and judges the places by it.

    Signals:
        changed: More is known.
        sizes_doubted: Pages were found whose stated size cannot be right.
    """

    changed = Signal()
    sizes_doubted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._worker = Worker("looks", self)
        self.looks: dict[int, PageLook] = {}
        self.text: dict[int, Rect] = {}
        self.letterhead: Letterhead | None = None
        self.official: placing_rules.OfficialProposal | None = None
        self.paper_sizes: bool | None = None
        self._asked: set[int] = set()
        self._running = False
        self._letterhead_asked = False
        self._in_hand = False
        self._said: tuple[object, tuple[Said, ...]] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._ask)
        session.document_changed.connect(self._forget)
        for signal in (session.page_changed, session.places_changed, session.request_changed):
            signal.connect(self._look_soon)

    def seal_in_hand(self) -> None:
        """A seal follows the hand: what it snaps to is wanted before it is placed."""
        self._in_hand = True
        self._look_soon()

    @property
    def is_looking(self) -> bool:
        """Whether a look at the document is under way, or begins in a moment."""
        return self._running or self._soon.isActive()

    def stop(self) -> None:
        """End the thread."""
        self._soon.stop()
        self._worker.stop(wait_s=_STOP_WAIT_S)

    # Judging.

    @property
    def said(self) -> tuple[Said, ...]:
        """What is to be said about the places as they are now."""
        session = self._session
        document, placing = session.document, session.placing
        if document is None or placing is None or not session.uses:
            return ()
        now = (placing.state.marks, session.field_name, len(self.looks), session.uses, self.official)
        if self._said is None or not _same(self._said[0], now):
            rounded = {
                use.seal_id
                for use in session.uses
                if use.seal is not None and use.seal.seal.shape is not SealShape.RECTANGLE
            }
            order = session.order(document.path)
            said = said_of(placing, order, document.preflight, self.looks, rounded)
            if self.official is not None and self._is_official:
                said += rules_broken(self.official, order)
            self._said = (now, said)
        return self._said[1]

    @property
    def _is_official(self) -> bool:
        """Whether it was approved as an official document (公文): other documents place their seals freely."""
        return any(
            use.standing.request.document_class is DocumentClass.OFFICIAL for use in self._session.uses
        )

    def of_mark(self, key: int) -> tuple[Said, ...]:
        """What is to be said about this mark."""
        return tuple(one for one in self.said if one.key == key)

    @property
    def stopping(self) -> tuple[Said, ...]:
        """What keeps the act from being carried out."""
        return tuple(one for one in self.said if one.stops)

    # Page sizes that cannot be right.

    @property
    def odd_pages(self) -> dict[int, PageLook]:
        """Pages whose stated size cannot be right, as far as they were looked at."""
        return {page: look for page, look in self.looks.items() if look.odd_size}

    def decide_sizes(self, paper: bool) -> None:
        """Seals on such pages are as large as on the paper they were scanned from, or by the stated size."""
        self.paper_sizes = paper
        self._apply_sizes()
        self._session.places_changed.emit()

    def _apply_sizes(self) -> None:
        placing = self._session.placing
        if placing is not None and self.paper_sizes is not None:
            odd = self.odd_pages if self.paper_sizes else {}
            placing.set_scales({page: look.seal_factor for page, look in odd.items()})

    # Asking.

    def _forget(self) -> None:
        self.looks, self.text, self.paper_sizes = {}, {}, None
        self.letterhead = self.official = None
        self._asked, self._letterhead_asked, self._said = set(), False, None
        self._in_hand = False
        self._look_soon()

    def _look_soon(self) -> None:
        placing = self._session.placing
        if placing is not None and (placing.marks or self._in_hand):
            self._soon.start()

    def _ask(self) -> None:
        session, document, placing = self._session, self._session.document, self._session.placing
        if self._running or document is None or placing is None:
            return
        self._apply_sizes_to_new_places()
        wanted = [session.page, *placing.pages]
        pages = [page for page in dict.fromkeys(wanted) if page not in self._asked][:_MOST_AT_ONCE]
        if pages:
            self._asked.update(pages)
            self._ask_pages(document, pages)
        elif session.seal is not None and not self._letterhead_asked and self._may_be_official(document):
            self._letterhead_asked = True
            self._ask_letterhead(document)

    def _may_be_official(self, document: OpenDocument) -> bool:
        return self._is_official or document.pages <= _OFFICIAL_PAGES

    def _apply_sizes_to_new_places(self) -> None:
        placing = self._session.placing
        if (
            placing is not None
            and self.paper_sizes
            and not any(placing.scale_of(p) != 1 for p in self.odd_pages)
        ):
            self._apply_sizes()

    def _ask_pages(self, document: OpenDocument, pages: list[int]) -> None:
        def done(answer: tuple[tuple[PageLook, ...], dict[int, Rect]]) -> None:
            looks, text = answer
            if document is self._session.document:
                odd = len(self.odd_pages)
                self.looks = {**self.looks, **{look.page: look for look in looks}}
                self.text.update(text)
                if len(self.odd_pages) > odd:
                    self._apply_sizes()
                    self.sizes_doubted.emit()
            self._answered()

        self._submit(lambda: _look(document.path, document.password, pages), done)

    def _ask_letterhead(self, document: OpenDocument) -> None:
        def done(official: placing_rules.OfficialProposal) -> None:
            if document is self._session.document:
                self.letterhead, self.official = _letterhead(official), official
            self._answered()

        seal = self._session.seal
        holder = seal.seal.holder if seal is not None else ""
        look = partial(placing_rules.official_proposal, document.path, document.password, document.preflight)
        self._submit(lambda: look(1.0, 1.0, holder=holder), done)

    def _submit(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._running = True
        self._worker.submit(
            lambda progress: work(), owner=self, done=done, failed=lambda error: self._answered()
        )

    def _answered(self) -> None:
        self._running = False
        self.changed.emit()
        self._look_soon()


def _same(one: object, other: object) -> bool:
    assert isinstance(one, tuple) and isinstance(other, tuple)
    return one[0] is other[0] and one[1:] == other[1:]


def _look(path: Path, password: str | None, pages: list[int]) -> tuple[tuple[PageLook, ...], dict[int, Rect]]:
    """A look at these pages, and around what text of theirs."""
    looks = placing_rules.page_looks(path, password, pages)
    text: dict[int, Rect] = {}
    rule = KeywordRule(
        r"\S+", regular_expression=True, pages=",".join(map(str, pages)), occurrence=Occurrence.EVERY
    )
    try:
        hits = placing_rules.keyword_hits(path, password, rule)
    except SealDeskError:  # a page whose text cannot be read has no margins to keep
        hits = ()
    for hit in hits:
        known, here = text.get(hit.page), hit.bounds_mm
        text[hit.page] = here if known is None else _around(known, here)
    return looks, text


def _around(one: Rect, other: Rect) -> Rect:
    return Rect(min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1))


def _letterhead(found: placing_rules.OfficialProposal) -> Letterhead | None:
    if found.date is None:
        return None
    issuer = found.issuer.bounds_mm if found.issuer is not None else None
    return Letterhead(found.date.page, issuer, found.date.bounds_mm)
