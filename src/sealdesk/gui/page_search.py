"""Looking for words in the open document, some pages at a time: it begins at the page that is looked at.

Each part is a job of its own on the documents worker, so that others come between; a search that was given up, or
whose document is gone, asks for no further part.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from sealdesk.documents.text import KeywordSearch, TextHit
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.session import OpenDocument, Session
from sealdesk.service.look_at_document import search_pages

_FIRST_PAGES, _MORE_PAGES = 10, 100
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
        self._parts: list[tuple[int, ...]] = []
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
        return bool(self._parts)

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
        self._parts = _parts(self._session.page, document.pages)
        self.changed.emit()
        self._next_part()

    def stop(self) -> None:
        """Give the search up and forget what was found."""
        self._number += 1
        self._parts.clear()
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
        if document is None or not self._parts:
            return
        pages, words = self._parts[0], self.words

        def done(found: KeywordSearch) -> None:
            if number == self._number:
                self._take(found, pages)

        def failed(error: SealDeskError) -> None:
            if number == self._number:
                self._refused(error, pages)

        self._session.documents.submit(
            lambda progress: search_pages(document.path, document.password, words, pages),
            owner=self,
            done=done,
            failed=failed,
            still_wanted=lambda: number == self._number,
        )

    def _take(self, found: KeywordSearch, pages: tuple[int, ...]) -> None:
        self._parts.pop(0)
        self.searched += len(pages)
        self.scanned += len(found.scanned)
        for hit in found.hits:
            insort(self._hits, hit, key=lambda one: one.page)
        if self.is_full:
            self._parts.clear()
        if self.now is None and found.hits:
            self._choose(found.hits[0])
        else:
            self.changed.emit()
        self._next_part()

    def _refused(self, error: SealDeskError, pages: tuple[int, ...]) -> None:
        """Pages that demand too much are passed over, alone."""
        self._parts.pop(0)
        if error.code is not ErrorCode.DOCUMENT_TOO_DEMANDING:
            self.trouble = error
            self._parts.clear()
        elif len(pages) > 1:
            middle = len(pages) // 2
            self._parts[:0] = [pages[:middle], pages[middle:]]
        else:
            self.searched += 1
            self.passed_over += 1
        self.changed.emit()
        self._next_part()


def _parts(page: int, pages: int) -> list[tuple[int, ...]]:
    """The pages in the order in which they are searched: a small part first, so that something is seen soon."""
    ahead, behind = range(page, pages + 1), range(1, page)
    parts = [ahead[:_FIRST_PAGES]]
    for way in (ahead[_FIRST_PAGES:], behind):
        parts += [way[at : at + _MORE_PAGES] for at in range(0, len(way), _MORE_PAGES)]
    return [tuple(part) for part in parts]
