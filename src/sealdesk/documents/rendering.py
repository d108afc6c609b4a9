"""Drawing the pages of foreign documents, in a child process that may hang or crash without harm.

Policy: a page gets `time_limit_s`; the child gets `memory_limit_mb` beyond what it starts with. A child that
exceeds them, or dies, is replaced before the next question. A page that a used child died of, or ran out of
memory over, gets one more try in a fresh one, since an earlier page may be to blame. After that, or at once when
its time was up, it is not tried again for this document: asked for again, it is refused. All other pages stay
available. Scripts are never run and nothing is fetched: MuPDF has neither here.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sealdesk.documents.checked_copy import make_checked_copy, remove_checked_copy
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import PageFrame, Rect
from sealdesk.model.document import DocumentDigest
from sealdesk.model.ink import PLAIN_INK, InkWay, Stamp
from sealdesk.model.seal import SealPicture

if TYPE_CHECKING:
    from sealdesk.documents.page_layers import PageLayer

SealInk = tuple[SealPicture, Sequence[Stamp]]
TIME_LIMIT_S = 10.0
MEMORY_LIMIT_MB = 1024
LARGEST_PX = 48_000_000
"""Pixels of one answer: an A0 poster at 150 dpi."""

_LONGEST_HEAD = 64 << 20
_ALLOWED_ERRORS = {code.name for code in ErrorCode if code.text.startswith("document.")}


@dataclass(frozen=True)
class RenderedPage:
    """A page as shown, or a part of it.

    Attributes:
        page: From 1.
        clip_mm: The part, in mm from the top left corner of the page as shown.
        rgb: 8-bit RGB, row by row from the top, no padding.
    """

    page: int
    clip_mm: Rect
    pixels_per_mm: float
    width_px: int
    height_px: int
    rgb: bytes = field(repr=False)


class RendererClosedError(Exception):
    """The renderer was closed while, or before, it was asked."""


class Renderer:
    """One document's pages, drawn in a child process of its own.

    Its methods block and may be called from any thread, one at a time; `close` may be called from another thread
    and ends a drawing under way.
    """

    def __init__(self, time_limit_s: float = TIME_LIMIT_S, memory_limit_mb: int = MEMORY_LIMIT_MB) -> None:
        self._time_limit_s, self._memory_limit_mb = time_limit_s, memory_limit_mb
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._closed = False
        self._source: tuple[Path, str | None] | None = None
        self._copy: Path | None = None
        self._frames: tuple[PageFrame, ...] = ()
        self._refused: dict[int, SealDeskError] = {}

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(
        self,
        path: Path,
        password: str | None = None,
        frames: Sequence[PageFrame] = (),
        *,
        expected: DocumentDigest | None = None,
    ) -> tuple[PageFrame, ...]:
        """Open a document; the frames of its pages, in order. Replaces the one that was open.

        Args:
            frames: Of its pages, where they are known already: a long document is open sooner. They are read all the
                same where there are not as many as pages.
            expected: The bytes that shall be drawn, and no others: whatever is decided by looking at the pages gives
                the digest it is decided on. They are copied first, so that nobody exchanges the file meanwhile.

        Raises:
            SealDeskError: `DOCUMENT_NOT_FOUND`, `DOCUMENT_UNREADABLE`, `DOCUMENT_NOT_PDF`, `DOCUMENT_DAMAGED`,
                `DOCUMENT_NO_PAGES`, `DOCUMENT_PASSWORD_MISSING`, `DOCUMENT_PASSWORD_WRONG`,
                `DOCUMENT_CHANGED_MEANWHILE` for other bytes than expected,
                `DOCUMENT_TOO_DEMANDING` with the fact `limit` (`time`, `memory`, `crash`, `pages`).
            RendererClosedError: Closed before or meanwhile.
        """
        with self._lock:
            self._source, self._frames, self._refused = None, (), {}
            self._forget_copy()
            source = path.absolute() if expected is None else self._copied(path, expected)
            self._frames = self._open(source, password, tuple(frames))
            self._source = source, password
            return self._frames

    def _copied(self, path: Path, expected: DocumentDigest) -> Path:
        copy = self._copy = make_checked_copy(path, expected)
        if self._closed:  # `close` may have looked just before
            self._forget_copy()
            raise RendererClosedError
        return copy

    def _forget_copy(self) -> None:
        copy, self._copy = self._copy, None
        if copy is not None:
            remove_checked_copy(copy)

    @property
    def frames(self) -> tuple[PageFrame, ...]:
        """Of the open document; empty when none is open."""
        return self._frames

    def render(
        self,
        page: int,
        pixels_per_mm: float,
        clip_mm: Rect | None = None,
        ink: SealInk | None = None,
        further_ink: Sequence[SealInk] = (),
        way: InkWay = PLAIN_INK,
    ) -> RenderedPage:
        """Draw a page, or the part `clip_mm` of it, as shown on white paper.

        Args:
            ink: A seal's picture and where it is stamped; stamps of other pages are passed over. It is pressed onto
                the pixels in this process: the child never sees the seal.
            further_ink: Of other seals in the same act, pressed one after the other.
            way: How the written file will have it (`service.ink_way`).

        Raises:
            SealDeskError: `PLACE_PAGE_MISSING`; `DOCUMENT_DAMAGED`; `DOCUMENT_TOO_DEMANDING` with the facts `limit`
                and `page`.
            RendererClosedError: Closed before or meanwhile.
        """
        with self._lock:
            if not 1 <= page <= len(self._frames):
                raise SealDeskError(ErrorCode.PLACE_PAGE_MISSING, page=page, pages=len(self._frames))
            if page in self._refused:
                raise self._refused[page]
            clip = clip_mm or self._frames[page - 1].shown_mm
            if clip.width * clip.height * pixels_per_mm**2 > LARGEST_PX:
                raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit="pixels", page=page)
            drawn = self._draw(page, pixels_per_mm, clip)
            return self._inked(drawn, [one for one in (ink, *further_ink) if one is not None], way)

    def _inked(self, drawn: RenderedPage, inks: Sequence[SealInk], way: InkWay) -> RenderedPage:
        page, frame = drawn.page, self._frames[drawn.page - 1]
        if not any(stamp.page == page for _, stamps in inks for stamp in stamps):
            return drawn
        from sealdesk.documents.ink_layers import PageFacts, press_into

        def ask(layer: PageLayer, ground: int | None, part: Rect) -> bytes:
            asked = _part(page, drawn.pixels_per_mm, part)
            return self._ask({"do": "layer", "layer": layer, "ground": ground, **asked})[1]

        try:
            head, _ = self._ask({"do": "layers", "page": page})
            facts = PageFacts(bool(head["marks"]), int(head["blending"]))
            return press_into(drawn, frame, inks, way, facts, ask)
        except SealDeskError as error:
            error.facts["page"] = page
            raise

    def close(self) -> None:
        """End the child. Afterwards every method raises `RendererClosedError`."""
        self._closed = True
        child, self._child = self._child, None
        if child is not None:
            child.end()
        self._forget_copy()

    def _draw(self, page: int, pixels_per_mm: float, clip: Rect) -> RenderedPage:
        question = {"do": "render", **_part(page, pixels_per_mm, clip)}
        used = self._child is not None and self._child.drawn > 0
        try:
            head, rgb = self._ask(question)
        except SealDeskError as error:
            error.facts["page"] = page
            limit = error.facts.get("limit")
            if limit in ("crash", "memory") and used:
                return self._draw(page, pixels_per_mm, clip)
            if limit in ("time", "crash", "memory"):
                self._refused[page] = SealDeskError(error.code, **error.facts)
            raise
        width, height = int(head["width"]), int(head["height"])
        if len(rgb) != 3 * width * height:
            self._give_up("crash", page=page)
        return RenderedPage(page, clip, pixels_per_mm, width, height, rgb)

    def _ask(self, question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        if self._child is None and self._source is not None:
            self._open(*self._source, self._frames)
        answer = self._exchange(question)
        if self._child is not None:
            self._child.drawn += 1
        return answer

    def _open(self, path: Path, password: str | None, known: tuple[PageFrame, ...]) -> tuple[PageFrame, ...]:
        if self._child is None:
            self._start()
        head, _ = self._exchange({"do": "open", "path": str(path), "password": password, "known": len(known)})
        if "frames" not in head:
            return known
        return tuple(
            PageFrame(Rect(x0, y0, x1, y1), int(rotate), float(unit))
            for x0, y0, x1, y1, rotate, unit in head["frames"]
        )

    def _start(self) -> None:
        if self._closed:
            raise RendererClosedError
        child = self._child = _Child(self._time_limit_s, self._memory_limit_mb)
        if self._closed:  # `close` may have looked just before, and forgotten this one
            self._child = None
            child.end()
            raise RendererClosedError

    def _exchange(self, question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        child = self._child
        if child is None or self._closed:
            raise RendererClosedError
        try:
            head, payload = child.exchange(question, self._time_limit_s)
        except TimeoutError:
            self._give_up("time")
        except (OSError, EOFError, ValueError):
            self._give_up("crash")
        if "error" in head:
            self._raise(head)
        return head, payload

    def _raise(self, head: dict[str, Any]) -> None:
        if head["error"] not in _ALLOWED_ERRORS:
            self._give_up("crash")
        error = SealDeskError(ErrorCode[head["error"]], **head["facts"])
        if error.code is ErrorCode.DOCUMENT_TOO_DEMANDING:
            self._drop_child()  # one that ran out of memory is not to be relied on
        raise error

    def _give_up(self, limit: str, **facts: object) -> None:
        self._drop_child()
        if self._closed:
            raise RendererClosedError
        raise SealDeskError(ErrorCode.DOCUMENT_TOO_DEMANDING, limit=limit, **facts)

    def _drop_child(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


def _part(page: int, pixels_per_mm: float, clip: Rect) -> dict[str, Any]:
    corners = (clip.x0, clip.y0, clip.x1, clip.y1)
    return {"page": page, "pixels_per_mm": pixels_per_mm, "clip": corners}


class _Child:
    """The process and the pipes to it; `drawn` counts the pages it has drawn."""

    def __init__(self, time_limit_s: float, memory_limit_mb: int) -> None:
        command = [sys.executable, "-I", "-m", "sealdesk.documents.renderer_child"]
        # Not forked: this process has threads. Nothing of its environment is needed there.
        self._process = subprocess.Popen(
            [*command, str(time_limit_s), str(memory_limit_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8", "PATH": os.defpath},
            cwd="/",
            bufsize=0,
        )
        self.drawn = 0

    def exchange(self, question: dict[str, Any], time_limit_s: float) -> tuple[dict[str, Any], bytes]:
        """Ask and wait.

        Raises:
            TimeoutError: No whole answer in time.
            EOFError, OSError, ValueError: The child is gone, or answers nonsense.
        """
        deadline = time.monotonic() + time_limit_s
        body = json.dumps(question).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(struct.pack(">I", len(body)) + body)
        length = struct.unpack(">I", self._read(4, deadline))[0]
        if length > _LONGEST_HEAD:
            raise ValueError("head")
        head = json.loads(self._read(length, deadline))
        if not isinstance(head, dict):
            raise ValueError("head")
        payload = int(head.get("payload", 0))
        if not 0 <= payload <= 4 * LARGEST_PX:
            raise ValueError("payload")
        return head, self._read(payload, deadline)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _read(self, count: int, deadline: float) -> bytes:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        content = bytearray(count)
        view, done = memoryview(content), 0
        while done < count:
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise TimeoutError
            piece = os.readv(pipe, [view[done:]])
            if piece == 0:
                raise EOFError
            done += piece
        return bytes(content)
