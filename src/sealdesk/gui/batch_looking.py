"""Looking at one document of a batch: its pages with the seal, what was found, and the word of whoever looked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.errors import SealDeskError
from sealdesk.gui.batch_desk import BatchDesk, Doing
from sealdesk.gui.batch_preview import BatchPreview, PreviewWorker
from sealdesk.gui.labels import ElidedLabel, button, frame, label, tool_button
from sealdesk.gui.language import language, sentences
from sealdesk.gui.notice import Notice
from sealdesk.model.batch import BatchStanding, PlannedDocument
from sealdesk.texts.batch_findings import finding_parts
from sealdesk.texts.batch_words import numbers_text

_MOST_FINDINGS = 3
KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class BatchLooking(QWidget):
    """Signals:
    confirmed: The shown document was confirmed or set aside (its number): on to the next.
    """

    confirmed = Signal(int)

    def __init__(self, desk: BatchDesk, worker: PreviewWorker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.document: PlannedDocument | None = None
        self._seen: set[int] = set()
        self._pages: tuple[int, ...] = ()
        self._must: tuple[int, ...] = ()
        self.name = ElidedLabel("", "strong")
        self.about = label("", "small")
        self.preview = BatchPreview(worker)
        self.before = tool_button("chevron-left", self.tr("Previous page with the seal"))
        self.after = tool_button("chevron-right", self.tr("Next page with the seal"))
        self.page = label("", "small")
        self.notice = Notice()
        self.confirm = button(self.tr("Looked at, confirm"), "circle-check")
        self.confirm.setToolTip(
            self.tr(
                "Enter turns to the next page with the seal; when all were shown it confirms, "
                "and goes on to the next document"
            )
        )
        self.set_aside = button(self.tr("Set aside"))
        self.set_aside.setToolTip(self.tr("The seal or the document is not right: seal the others only"))
        self._lay_out()
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.preview.shown.connect(self._shown)
        self.preview.pages_known.connect(self._know_pages)
        self.preview.failed.connect(self._not_drawn)
        self.confirm.clicked.connect(lambda: self._say(right=True))
        self.set_aside.clicked.connect(lambda: self._say(right=False))
        for key in KEYS:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            # A key held down, or something lying on it, confirms nothing.
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.enter)
        desk.changed.connect(self.refresh)
        desk.said.connect(self.confirmed)

    def _lay_out(self) -> None:
        ground = frame("right", self)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 10, 16, 8)
        head.setSpacing(2)
        head.addWidget(self.name)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.about, 1)
        for part in (self.before, self.page, self.after):
            line.addWidget(part)
        head.addLayout(line)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(8)
        foot.addWidget(self.notice)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.set_aside)
        row.addStretch(1)
        row.addWidget(self.confirm)
        foot.addLayout(row)
        column.addLayout(head)
        column.addWidget(self.preview, 1)
        column.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(ground)

    def show_document(self, document: PlannedDocument | None) -> None:
        """Show this document of the open batch."""
        if document != self.document:
            self._seen, self._pages, self._must = set(), (), ()
        self.document = document
        batch = self._desk.batch
        self.preview.show_document(document, batch.seal if batch is not None else None)
        self.name.set_whole(document.name if document is not None else "")
        self._know_pages((), 0)
        self._tell_findings()
        self.refresh()

    def _tell_findings(self) -> None:
        document = self.document
        self.notice.setVisible(document is not None and bool(document.findings))
        if document is None or not document.findings:
            return
        parts = [finding_parts(one, language()) for one in document.findings[:_MOST_FINDINGS]]
        first, *others = parts
        words = sentences(first.happened, first.now)
        more = "\n".join(sentences(one.heading, one.happened) for one in others)
        look = "neutral" if document.ready else "warning"
        self.notice.say(look, first.heading, "\n".join(part for part in (words, more) if part))

    def refresh(self) -> None:
        """Show what may be said of the document now."""
        batch, document = self._desk.batch, self.document
        may = (
            batch is not None
            and document is not None
            and document.ready
            and batch.record.standing is BatchStanding.PLANNED
            and self._desk.doing is Doing.NOTHING
        )
        for part in (self.confirm, self.set_aside):
            part.setVisible(may)
            part.setEnabled(bool(self._seen))
        self.confirm.setEnabled(bool(self._seen) and not self.unseen)
        self.about.setText(self._about())

    def _about(self) -> str:
        batch, document = self._desk.batch, self.document
        if batch is None or document is None:
            return ""
        said = batch.record.confirmed.get(document.number)
        if said is not None:
            return self.tr("Looked at, confirmed") if said.right else self.tr("Looked at, set aside")
        if not document.ready:
            return self.tr("Left out")
        if self.unseen:
            pages = numbers_text(self.unseen, language())
            return self.tr("Still to be turned to: page {pages}").format(pages=pages)
        must = document.number in batch.record.must_look
        return self.tr("To be looked at") if must else self.tr("Need not be looked at")

    def _shown(self, number: int) -> None:
        document, drawn = self.document, self.preview.drawn
        if document is not None and drawn is not None and document.number == number == drawn.number:
            self._seen.add(drawn.page)
            self._must = drawn.must
            self.refresh()

    @property
    def unseen(self) -> tuple[int, ...]:
        """Pages that are still to be turned to before the document can be confirmed."""
        return tuple(page for page in self._must if page not in self._seen)

    def _know_pages(self, pages: tuple[int, ...], page: int) -> None:
        self._pages = pages
        for part in (self.before, self.after, self.page):
            part.setVisible(len(pages) > 1)
        if page in pages:
            at = pages.index(page)
            self.page.setText(self.tr("Page {page}").format(page=page))
            self.before.setEnabled(at > 0)
            self.after.setEnabled(at < len(pages) - 1)

    def _turn(self, by: int) -> None:
        drawn = self.preview.drawn
        if drawn is not None and drawn.page in self._pages:
            at = self._pages.index(drawn.page) + by
            if 0 <= at < len(self._pages):
                self.preview.show_page(self._pages[at])

    def _not_drawn(self, error: SealDeskError) -> None:
        self.notice.say_error(error)

    def enter(self) -> None:
        """Enter was pressed: on to the next page with the seal, or confirm where all of them were shown."""
        if self.confirm.isVisible() and self._seen and self.unseen:
            self.preview.show_page(self.unseen[0])
        elif self.confirm.isVisible() and self.confirm.isEnabled():
            self._say(right=True)

    def _say(self, *, right: bool) -> None:
        document = self.document
        if document is not None and self._seen and not (right and self.unseen):
            self._desk.confirm(document.number, right=right)
