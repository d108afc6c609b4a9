"""The bar for finding words on the pages: a field, how many there are, to the next and the one before."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from sealdesk.documents.text import TextHit
from sealdesk.geometry import Rect
from sealdesk.gui.labels import ElidedLabel, label, tool_button
from sealdesk.gui.language import language
from sealdesk.gui.page_canvas import PageCanvas
from sealdesk.gui.page_search import PageSearch
from sealdesk.gui.session import Session
from sealdesk.texts import error_text

_BEGIN_AFTER_MS = 300


class PageSearchBar(QFrame):
    """Hidden until it is asked for; Escape hides it again and ends the search."""

    def __init__(self, session: Session, canvas: PageCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "top")
        self._session, self._canvas = session, canvas
        self.search = PageSearch(session, self)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Find in the document"))
        self.field.setAccessibleName(self.tr("Find in the document"))
        self.field.setClearButtonEnabled(True)
        self.field.setFixedWidth(240)
        self.count = label("", "secondary")
        self.note = ElidedLabel("", "small")
        self.before = tool_button("chevron-up", self.tr("The hit before (Shift+F3)"))
        self.after = tool_button("chevron-down", self.tr("The next hit (F3)"))
        self.end = tool_button("x", self.tr("End the search (Esc)"))
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_BEGIN_AFTER_MS)
        self._lay_out()
        self._connect()
        self._show()
        self.hide()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.setSpacing(4)
        layout.addWidget(self.field)
        layout.addWidget(self.before)
        layout.addWidget(self.after)
        layout.addSpacing(8)
        layout.addWidget(self.count)
        layout.addSpacing(8)
        layout.addWidget(self.note, 1)
        layout.addWidget(self.end)

    def _connect(self) -> None:
        search = self.search
        self.field.textEdited.connect(self._edited)
        self.field.returnPressed.connect(self._entered)
        self._wait.timeout.connect(self._begin)
        self.before.clicked.connect(self.previous)
        self.after.clicked.connect(self.next)
        self.end.clicked.connect(self.leave)
        search.changed.connect(self._show)
        search.chosen.connect(self._look_at)
        self._session.document_changed.connect(self._document_changed)

    # What others ask.

    def ask(self) -> None:
        """Show the bar, with the hand in its field."""
        if self._session.document is not None:
            self._spare()  # before Qt lays out anew, which it does before it tells of the showing
            self.show()
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.field.selectAll()

    def next(self) -> None:
        """To the next hit; words that were not looked for yet are looked for."""
        self._go(1)

    def previous(self) -> None:
        """To the hit before."""
        self._go(-1)

    def leave(self) -> None:
        """End the search; back to the pages."""
        self.hide()
        self._canvas.setFocus()

    def _go(self, way: int) -> None:
        if self.isHidden():
            self.ask()
        elif self.field.text() != self.search.words:
            self._begin()
        else:
            self.search.go(way)

    def _entered(self) -> None:
        back = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self._go(-1 if back else 1)

    def _edited(self) -> None:
        if self.field.text().strip():
            self._wait.start()
        else:
            self._wait.stop()
            self.search.stop()

    def _begin(self) -> None:
        self._wait.stop()
        self.search.start(self.field.text())

    def _document_changed(self) -> None:
        if self._session.document is None:
            self.hide()
        elif self.isVisible() and self.field.text().strip():
            self._wait.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._spare()

    def _spare(self) -> None:
        """The page keeps its size under the eye."""
        self._canvas.spare(self.sizeHint().height())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._canvas.spare(0)
        self._wait.stop()
        if self.search.words:
            self.search.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    # What is found.

    def _look_at(self, hit: TextHit | None) -> None:
        if hit is not None:
            self._canvas.reveal(hit.page, hit.bounds_mm)

    def _show(self) -> None:
        search = self.search
        found: dict[int, list[Rect]] = {}
        for hit in search.hits:
            found.setdefault(hit.page, []).append(hit.bounds_mm)
        now = (search.now.page, search.now.bounds_mm) if search.now is not None else None
        self._canvas.show_found(found, now)
        for part in (self.before, self.after):
            part.setEnabled(bool(search.hits))
        self.count.setText(self._count())
        self.note.set_whole(self._note())

    def _count(self) -> str:
        search = self.search
        if search.hits:
            return self.tr("{place} of {count}").format(place=search.place, count=len(search.hits))
        if not search.words or search.running or search.trouble is not None:
            return ""
        return self.tr("Not found")

    def _note(self) -> str:
        search = self.search
        if search.trouble is not None:
            return error_text(search.trouble, language()).happened
        if search.running:
            return self.tr("searched {count} of {pages} pages").format(
                count=search.searched, pages=search.pages
            )
        notes = []
        if search.is_full:
            notes.append(self.tr("too many to look for more"))
        if search.words and search.scanned:
            notes.append(self._scans())
        if search.passed_over:
            notes.append(self.tr("pages that could not be read: {count}").format(count=search.passed_over))
        return " · ".join(notes)

    def _scans(self) -> str:
        if self.search.scanned >= self.search.pages:
            return self.tr("This document is scanned: its pages are pictures without text")
        return self.tr("scanned pages without text: {count}").format(count=self.search.scanned)
