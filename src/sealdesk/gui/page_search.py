"""Looking for words in the open document, some pages at a time: it begins at the page that is looked at.

Each part is a job of its own on the documents worker, so that others come between; a search that was given up, or
whose document is gone, asks for no further part.
"""

from __future__ import annotations

import time
from bisect import insort
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from sealdesk.documents.text import KeywordSearch, TextHit
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.session import OpenDocument, Session
from sealdesk.service.look_at_document import search_pages

_FIRST_PAGES, _FEWEST_PAGES, _MOST_PAGES = 10, 4, 400
_PART_S = 1.0
"""What a part should take: others wait for it, and so does who ends the search."""
MOST_HITS = 5_000


class PageSearch(QObject):
    """One search at a time.

    Signals:
        changed: Something was found, or the search went on, ended or was given up.
        chosen: Another hit is looked at (`TextHit`, or None).
    """

    changed = Signal()
    chosen = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._number = 0
        self._document: OpenDocument | None = None
        self._left: list[range] = []
        self._size = _FIRST_PAGES
        self._hits: list[TextHit] = []
        self.words = ""
        self.now: TextHit | None = None
        self.trouble: SealDeskError | None = None
        self.searched = 0
        self.scanned = 0
        self.passed_over = 0
        session.document_changed.connect(self.stop)

    # What there is.

    @property
    def hits(self) -> Sequence[TextHit]:
        """In the order of the pages."""
        return self._hits

    @property
    def running(self) -> bool:
        return bool(self._left)

    @property
    def is_full(self) -> bool:
        """So much was found that the search ended."""
        return len(self._hits) >= MOST_HITS

    @property
    def pages(self) -> int:
        """Of the document that is searched."""
        return self._document.pages if self._document is not None else 0

    @property
    def place(self) -> int:
        """Which hit is looked at, from 1; 0 where none is."""
        return self._hits.index(self.now) + 1 if self.now is not None else 0

    # Searching.

    def start(self, words: str) -> None:
        """Look for these words from the current page on, round the document."""
        self.stop()
        document = self._session.document
        if document is None or not words.strip():
            return
        self.words, self._document = words, document
        page = self._session.page
        self._left = [part for part in (range(page, document.pages + 1), range(1, page)) if part]
        self._size = _FIRST_PAGES
        self.changed.emit()
        self._next_part()

    def stop(self) -> None:
        """Give the search up and forget what was found."""
        self._number += 1
        self._left.clear()
        self._hits.clear()
        self.words, self._document, self.trouble = "", None, None
        self.searched = self.scanned = self.passed_over = 0
        had, self.now = self.now, None
        if had is not None:
            self.chosen.emit(None)
        self.changed.emit()

    def go(self, way: int) -> None:
        """To the next hit (1) or the one before (-1), round and round."""
        if self._hits:
            at = self.place - 1 if self.now is not None else (-1 if way > 0 else 0)
            self._choose(self._hits[(at + way) % len(self._hits)])

    def _choose(self, hit: TextHit) -> None:
        self.now = hit
        self.chosen.emit(hit)
        self.changed.emit()

    def _next_part(self) -> None:
        document, number = self._document, self._number
        if document is None or not self._left:
            return
        pages, words = self._left[0][: self._size], self.words

        def work() -> tuple[KeywordSearch, float]:
            started_s = time.monotonic()
            found = search_pages(document.path, document.password, words, tuple(pages))
            return found, time.monotonic() - started_s

        def done(answer: tuple[KeywordSearch, float]) -> None:
            if number == self._number:
                self._take(answer[0], pages)
                self._size = _next_size(len(pages), answer[1])
                self._next_part()

        def failed(error: SealDeskError) -> None:
            if number == self._number:
                self._refused(error, pages)

        self._session.documents.submit(
            lambda progress: work(),
            owner=self,
            done=done,
            failed=failed,
            still_wanted=lambda: number == self._number,
        )

    def _take(self, found: KeywordSearch, pages: range) -> None:
        self._over(len(pages))
        self.scanned += len(found.scanned)
        for hit in found.hits:
            insort(self._hits, hit, key=lambda one: one.page)
        if self.is_full:
            self._left.clear()
        if self.now is None and found.hits:
            self._choose(found.hits[0])
        else:
            self.changed.emit()

    def _refused(self, error: SealDeskError, pages: range) -> None:
        """Pages that demand too much are passed over, alone."""
        if error.code is not ErrorCode.DOCUMENT_TOO_DEMANDING:
            self.trouble = error
            self._left.clear()
        elif len(pages) > 1:
            self._size = len(pages) // 2
        else:
            self._over(1)
            self.passed_over += 1
        self.changed.emit()
        self._next_part()

    def _over(self, count: int) -> None:
        """So many pages are done with."""
        self.searched += count
        rest = self._left[0][count:]
        self._left[:1] = [rest] if rest else []


def _next_size(pages: int, took_s: float) -> int:
    """How many pages the next part should have, where one of so many took this long."""
    fitting = pages * _PART_S / max(took_s, 0.001)
    return round(min(max(fitting, pages / 2, _FEWEST_PAGES), pages * 4, _MOST_PAGES))
