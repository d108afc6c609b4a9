"""A document's pages one at a time, drawn off the window's thread: to look through what is decided on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QImage, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sealdesk.documents.rendering import Renderer, RendererClosedError
from sealdesk.errors import SealDeskError
from sealdesk.geometry import PageFrame
from sealdesk.gui.labels import frame, label, tool_button
from sealdesk.gui.language import language
from sealdesk.gui.page_images import image_of
from sealdesk.gui.worker import Worker
from sealdesk.model.document import DocumentDigest
from sealdesk.texts import error_text

_PAPER_GAP_PX = 8


class PagesView(QWidget):
    """Shows one page, and turns to the others; Page Up and Page Down do as well.

    Args of the constructor:
        size_px: Room for a page.
    """

    def __init__(self, size_px: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = size_px
        self._renderer: Renderer | None = None
        self._frames: tuple[PageFrame, ...] = ()
        worker = self._worker = Worker("looking through", self)
        self.destroyed.connect(lambda: worker.stop(wait_s=0))
        self._number = 0
        self.page = 1
        self.seen: set[int] = set()
        self.picture = QLabel()
        self.picture.setFixedSize(size_px)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setTextFormat(Qt.TextFormat.PlainText)
        self.picture.setWordWrap(True)
        self.words = label("", "small")
        self.back = tool_button("chevron-left", self.tr("Previous page"))
        self.on = tool_button("chevron-right", self.tr("Next page"))
        self.back.clicked.connect(lambda: self.show_page(self.page - 1))
        self.on.clicked.connect(lambda: self.show_page(self.page + 1))
        for keys, step in ((QKeySequence(Qt.Key.Key_PageUp), -1), (QKeySequence(Qt.Key.Key_PageDown), 1)):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(lambda step=step: self.show_page(self.page + step))
        self._lay_out()

    def _lay_out(self) -> None:
        ground = frame("desk")
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(_PAPER_GAP_PX, _PAPER_GAP_PX, _PAPER_GAP_PX, _PAPER_GAP_PX)
        inside.addWidget(self.picture)
        pages = QHBoxLayout()
        pages.addWidget(self.back)
        pages.addStretch(1)
        pages.addWidget(self.words)
        pages.addStretch(1)
        pages.addWidget(self.on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(ground)
        layout.addLayout(pages)

    def open(self, path: Path, password: str | None = None, expected: DocumentDigest | None = None) -> None:
        """Show this document's first page; where bytes are expected, of those and no others."""
        if self._renderer is not None:
            self._renderer.close()
        renderer = self._renderer = Renderer()
        self.destroyed.connect(renderer.close)  # with its dialog, when the window goes first
        self.picture.setText(self.tr("Drawing the page…"))

        def work(progress: object) -> tuple[PageFrame, ...] | None:
            try:
                return renderer.open(path, password, expected=expected)
            except RendererClosedError:
                return None

        self._worker.submit(
            work,
            owner=self,
            done=lambda frames: self._opened(frames) if frames is not None else None,
            failed=self._not_drawn,
        )

    def _opened(self, frames: tuple[PageFrame, ...]) -> None:
        self._frames = frames
        self.show_page(1)

    def show_page(self, page: int) -> None:
        """Turn to this page, where there is one."""
        renderer = self._renderer
        if renderer is None or not 1 <= page <= len(self._frames):
            return
        self.page = page
        self._number += 1
        number, shown = self._number, self._frames[page - 1]
        self.back.setEnabled(page > 1)
        self.on.setEnabled(page < len(self._frames))
        self._say_page(shown)
        ratio = self.devicePixelRatioF()
        scale = min(self._room.width() / shown.width_mm, self._room.height() / shown.height_mm) * ratio

        def work(progress: object) -> QImage | None:
            try:
                return image_of(renderer.render(page, scale))
            except RendererClosedError:
                return None

        def drawn(image: QImage | None) -> None:
            if number == self._number and image is not None:
                pixmap = QPixmap.fromImage(image)
                pixmap.setDevicePixelRatio(ratio)
                self.picture.setPixmap(pixmap)
                self.picture.setAccessibleName(self.words.text())
                self.seen.add(page)

        self._worker.submit(
            work, owner=self, done=drawn, failed=self._not_drawn, still_wanted=lambda: number == self._number
        )

    def _say_page(self, shown: PageFrame) -> None:
        self.words.setText(
            self.tr("Page {page} of {count} · {width} × {height} mm").format(
                page=self.page,
                count=len(self._frames),
                width=round(shown.width_mm),
                height=round(shown.height_mm),
            )
        )

    def _not_drawn(self, error: SealDeskError) -> None:
        text = error_text(error, language())
        self.picture.setText(f"{text.heading}\n{text.happened}")

    def close_document(self) -> None:
        """End the thread and the renderer's process."""
        renderer, self._renderer = self._renderer, None
        if renderer is not None:
            renderer.close()
        self._worker.stop()

    def hideEvent(self, event: QHideEvent) -> None:
        """A dialog that is gone leaves no process behind."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.close_document()
