"""One document of a batch as it will look: its pages with the seal where the rule puts it, drawn off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from sealdesk.documents.rendering import RenderedPage, Renderer, RendererClosedError
from sealdesk.errors import SealDeskError
from sealdesk.geometry import PageFrame
from sealdesk.gui import palette
from sealdesk.gui.seal_painting import image_of_picture, paint_stamp
from sealdesk.gui.worker import Progress, Worker
from sealdesk.model.batch import PlannedDocument
from sealdesk.model.ink import Stamp
from sealdesk.service.batch_look import SealShown, pages_to_look_at, planned_copy, stamps_of

_MARGIN_PX = 16
_SETTLE_MS = 120
"""A pane that changes its size is drawn anew when it has come to rest."""


@dataclass(frozen=True)
class Drawn:
    """Pages of one document, and the one that was drawn.

    Attributes:
        pages: Those with ink, in order; the first page where there is none.
        must: Those of them that are to be drawn before the document counts as looked at.
    """

    number: int
    page: int
    pages: tuple[int, ...]
    must: tuple[int, ...]
    frame: PageFrame
    stamps: tuple[Stamp, ...]
    image: QImage


class PreviewWorker(QObject):
    """Draws pages in a thread and a process of its own; only what was asked for last is answered."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.worker = Worker("batch preview", self)
        self._renderer: Renderer | None = None
        self._open: PlannedDocument | None = None
        self._copy = ExitStack()
        self._asked = 0

    @staticmethod
    def of(parent: QObject) -> PreviewWorker:
        """The one of this parent."""
        found = parent.findChild(PreviewWorker)
        return found if isinstance(found, PreviewWorker) else PreviewWorker(parent)

    def ask(
        self,
        document: PlannedDocument,
        page: int | None,
        room_px: tuple[float, float],
        *,
        owner: QObject,
        done: Callable[[Drawn], None],
        failed: Callable[[SealDeskError], None],
    ) -> None:
        """Draw a page (None: the first with ink) as large as fits into so many device pixels."""
        self._asked += 1
        number = self._asked

        def work(progress: Progress) -> Drawn | None:
            try:
                return self._draw(document, page, room_px)
            except RendererClosedError:
                return None

        self.worker.submit(
            work,
            owner=owner,
            done=lambda drawn: done(drawn) if drawn is not None and number == self._asked else None,
            failed=lambda error: failed(error) if number == self._asked else None,
            still_wanted=lambda: number == self._asked,
        )

    def forget(self) -> None:
        """Nobody waits for anything any more."""
        self._asked += 1

    def _draw(self, document: PlannedDocument, page: int | None, room_px: tuple[float, float]) -> Drawn:
        renderer = self._renderer = self._renderer or Renderer()
        if self._open != document:
            self._open = None
            self._copy.close()  # of the document before
            renderer.open(self._copy.enter_context(planned_copy(document)))
            self._open = document
        stamps = stamps_of(document, renderer)
        pages = tuple(sorted({stamp.page for stamp in stamps})) or (1,)
        shown = page if page in pages else pages[0]
        must = pages_to_look_at(document, renderer.frames) or pages[:1]
        frame = renderer.frames[shown - 1]
        scale = min(room_px[0] / frame.width_mm, room_px[1] / frame.height_mm)
        drawn = renderer.render(shown, max(0.2, scale))
        return Drawn(document.number, shown, pages, must, frame, stamps, _image(drawn))

    def stop(self) -> None:
        """End the thread and the renderer's process."""
        self.forget()
        if self._renderer is not None:
            self._renderer.close()
        self.worker.stop(self._close)

    def _close(self) -> None:
        if self._renderer is not None:
            self._renderer.close()
        self._copy.close()


def _image(drawn: RenderedPage) -> QImage:
    width, height = drawn.width_px, drawn.height_px
    found = QImage(drawn.rgb, width, height, width * 3, QImage.Format.Format_RGB888)
    return found.convertToFormat(QImage.Format.Format_RGB32)


class BatchPreview(QWidget):
    """The page, with the seal's specimen on it.

    Signals:
        shown: The page of a document stands on the screen (its number).
        pages_known: Which pages have ink, and which is shown (`tuple`, `int`).
        failed: The document cannot be drawn (`SealDeskError`).
    """

    shown = Signal(int)
    pages_known = Signal(object, int)
    failed = Signal(object)

    def __init__(self, worker: PreviewWorker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._document: PlannedDocument | None = None
        self._seal: SealShown | None = None
        self._seal_image: QImage | None = None
        self._page: int | None = None
        self.drawn: Drawn | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 240)
        self.setAccessibleName(self.tr("Preview"))
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._ask)

    def sizeHint(self) -> QSize:
        return QSize(420, 560)

    def show_document(self, document: PlannedDocument | None, seal: SealShown | None) -> None:
        """Show this document; None shows nothing."""
        if document == self._document and seal == self._seal and self.drawn is not None:
            return
        if seal != self._seal:
            self._seal = seal
            specimen = seal.specimen if seal is not None else None
            self._seal_image = image_of_picture(specimen) if specimen is not None else None
        self._document, self._page, self.drawn = document, None, None
        self._worker.forget()
        self.update()
        self._ask()

    def show_page(self, page: int) -> None:
        """Show another of its pages."""
        self._page = page
        self._ask()

    def _ask(self) -> None:
        document = self._document
        if document is None or not document.ready or self.width() <= 2 * _MARGIN_PX:
            return
        ratio = self.devicePixelRatioF()
        room = ((self.width() - 2 * _MARGIN_PX) * ratio, (self.height() - 2 * _MARGIN_PX) * ratio)
        self._worker.ask(document, self._page, room, owner=self, done=self._show, failed=self.failed.emit)

    def _show(self, drawn: Drawn) -> None:
        self.drawn, self._page = drawn, drawn.page
        self.update()
        self.pages_known.emit(drawn.pages, drawn.page)
        self.shown.emit(drawn.number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle.start()

    def page_rect(self) -> QRectF:
        """Where the page lies in this widget."""
        drawn = self.drawn
        if drawn is None:
            return QRectF()
        frame = drawn.frame
        room = QRectF(self.rect()).adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        scale = min(room.width() / frame.width_mm, room.height() / frame.height_mm)
        size = QPointF(frame.width_mm * scale, frame.height_mm * scale)
        return QRectF(room.center().x() - size.x() / 2, room.center().y() - size.y() / 2, size.x(), size.y())

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = palette.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.desk))
        drawn, seal = self.drawn, self._seal
        if drawn is None or seal is None:
            return
        page = self.page_rect()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(page, drawn.image)
        scale = page.width() / drawn.frame.width_mm
        to_screen = QTransform.fromTranslate(page.x(), page.y()).scale(scale, scale)
        painter.setClipRect(page, Qt.ClipOperation.IntersectClip)
        for stamp in drawn.stamps:
            if stamp.page == drawn.page:
                paint_stamp(painter, stamp, seal.seal, self._seal_image, QColor(colours.seal), to_screen)
