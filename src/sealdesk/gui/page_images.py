"""Pictures of pages, drawn on a thread of their own by a renderer that may hang or crash without harm.

One question at a time. Everybody who shows pages says what is wanted now, which replaces what was wanted before: a
picture that nobody waits for any more is not drawn at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sealdesk.documents.rendering import RenderedPage, Renderer, RendererClosedError
from sealdesk.errors import SealDeskError
from sealdesk.geometry import PageFrame, Rect
from sealdesk.gui.worker import Progress, Worker
from sealdesk.model.document import DocumentDigest
from sealdesk.model.ink import PLAIN_INK, InkWay, Stamp
from sealdesk.model.seal import SealPicture


class Kind(Enum):
    """What a picture is for."""

    TILE = auto()
    COARSE = auto()
    THUMBNAIL = auto()


class Turn(IntEnum):
    """Who is served first."""

    VIEW = 0  # what the eye rests on
    THUMBNAILS = 1
    NEAR = 2  # what it may rest on next


@dataclass(frozen=True)
class Wanted:
    """One picture: a part of a page at a scale.

    Attributes:
        clip_mm: The part of the page as shown; None for the whole page.
        pixels_per_mm: Device pixels.
    """

    kind: Kind
    page: int
    pixels_per_mm: float
    clip_mm: Rect | None = None


def image_of(drawn: RenderedPage) -> QImage:
    """A copy of the rendered pixels as Qt's own image."""
    width, height = drawn.width_px, drawn.height_px
    return QImage(drawn.rgb, width, height, width * 3, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_RGB32
    )


class PageImages(QObject):
    """Asks the renderer for pictures of the open document.

    Signals:
        ready: A picture (`Wanted`, `QImage`).
        opened: The document can be drawn.
        failed: The document or, where the error has the fact `page`, that page cannot be drawn (`SealDeskError`).
    """

    ready = Signal(object, object)
    opened = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = Worker("rendering", self)
        self._renderer: Renderer | None = None
        self._is_open = False
        self._waiting: dict[Turn, list[Wanted]] = {turn: [] for turn in Turn}
        self._drawing: Wanted | None = None

    def open(
        self,
        path: Path,
        password: str | None,
        frames: Sequence[PageFrame] = (),
        expected: DocumentDigest | None = None,
    ) -> None:
        """Draw this document from now on.

        Args:
            frames: Of its pages, where they are known already.
            expected: The bytes that were looked at, and no others are drawn.
        """
        self.close()
        renderer = self._renderer = Renderer()

        def done(answer: None) -> None:
            if renderer is self._renderer:
                self._is_open = True
                self.opened.emit()
                self._next()

        def failed(error: SealDeskError) -> None:
            if renderer is self._renderer:
                self.failed.emit(error)

        self.worker.submit(
            _unless_closed(lambda: renderer.open(path, password, frames, expected=expected)),
            owner=self,
            done=done,
            failed=failed,
        )

    def close(self) -> None:
        """Forget the open document and what was asked of it; a drawing under way is ended."""
        self._is_open = False
        for waiting in self._waiting.values():
            waiting.clear()
        renderer, self._renderer = self._renderer, None
        if renderer is not None:
            renderer.close()

    @property
    def idle(self) -> bool:
        """Nothing is wanted that is not drawn."""
        return self._drawing is None and not any(self._waiting.values())

    def ask(self, turn: Turn, wanted: Sequence[Wanted]) -> None:
        """These pictures are wanted now, the first first; what was asked for in this turn before is forgotten."""
        self._waiting[turn] = [one for one in wanted if one != self._drawing]
        self._next()

    def stop(self) -> None:
        """End the thread and the renderer's process."""
        self.close()
        self.worker.stop()

    def _next(self) -> None:
        renderer = self._renderer
        if self._drawing is not None or not self._is_open or renderer is None:
            return
        waiting = next((self._waiting[turn] for turn in Turn if self._waiting[turn]), None)
        if waiting is None:
            return
        wanted = self._drawing = waiting.pop(0)

        def work() -> QImage:
            return image_of(renderer.render(wanted.page, wanted.pixels_per_mm, clip_mm=wanted.clip_mm))

        def done(image: QImage | None) -> None:
            self._drawing = None
            if renderer is self._renderer and image is not None:
                self.ready.emit(wanted, image)
            self._next()

        def failed(error: SealDeskError) -> None:
            self._drawing = None
            if renderer is self._renderer:
                self.failed.emit(error)
            self._next()

        self.worker.submit(_unless_closed(work), owner=self, done=done, failed=failed)

    def last_look(
        self,
        page: int,
        pixels_per_mm: float,
        ink: tuple[SealPicture, Sequence[Stamp]],
        owner: QObject,
        done: Callable[[QImage | None], None],
        further_ink: Sequence[tuple[SealPicture, Sequence[Stamp]]] = (),
        ways: Callable[[], Mapping[int, InkWay]] = dict,
    ) -> None:
        """The page as it will be written, seals included; `done` gets None where it cannot be drawn.

        Args:
            ways: How ink gets onto each page (`service.ink_way`); asked for on the drawing thread.
        """
        renderer = self._renderer
        if renderer is None:
            done(None)
            return

        def work() -> QImage:
            way = ways().get(page, PLAIN_INK)
            drawn = renderer.render(page, pixels_per_mm, ink=ink, further_ink=further_ink, way=way)
            return image_of(drawn)

        self.worker.submit(_unless_closed(work), owner=owner, done=done, failed=lambda error: done(None))


def _unless_closed(work: Callable[[], Any]) -> Callable[[Progress], Any]:
    """The job; None where the document was closed meanwhile."""

    def job(progress: Progress) -> Any:
        try:
            return work()
        except RendererClosedError:
            return None

    return job
