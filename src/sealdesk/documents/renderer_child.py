"""The process that draws foreign pages for `rendering.Renderer`: `python -m sealdesk.documents.renderer_child`.

Protocol, on standard input and output: a question is a 4-byte length (big endian) and that much JSON; an answer the
same, then `payload` bytes of pixels where the JSON names such a number. It ends with its input. It may be killed
at any time, kills itself when a question takes too long (its parent may be gone), and holds nothing worth keeping.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

from sealdesk.documents.page_layers import LayeredPdf, PageLayer
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import Rect
from sealdesk.secrecy import keep_memory_private

KEPT_MB = 96
"""What may stay in memory between questions. MuPDF alone would keep 256 MB of fonts, images and tiles; it does not
say how much it keeps, so the process is asked."""


class Child:
    """Answers questions about one document after another."""

    def __init__(self) -> None:
        self._document: LayeredPdf | None = None
        self._at_start_mb = _resident_mb()

    def answer(self, question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The answer and its payload.

        Raises:
            SealDeskError: What `LayeredPdf` raises.
        """
        if question["do"] == "open":
            self._document = None
            self._document = document = LayeredPdf(Path(question["path"]), question["password"])
            if question["known"] == document.pages:
                return {}, b""
            frames = [document.frame(page) for page in range(1, document.pages + 1)]
            boxes = [(*_corners(frame.visible), frame.rotate_deg, frame.user_unit) for frame in frames]
            return {"frames": boxes}, b""
        assert self._document is not None, "the parent opens before it asks"
        if question["do"] == "layers":
            page = question["page"]
            return {"marks": self._document.has_marks(page), "blending": self._document.blending(page)}, b""
        clip = Rect(*question["clip"])
        if question["do"] == "layer":
            layer, ground = PageLayer(question["layer"]), question["ground"]
            width, height, count, samples = self._document.layer(
                question["page"], layer, ground, question["pixels_per_mm"], clip
            )
            return {"width": width, "height": height, "components": count, "payload": len(samples)}, samples
        width, height, rgb = self._document.pixels(question["page"], question["pixels_per_mm"], clip)
        return {"width": width, "height": height, "payload": len(rgb)}, rgb

    def tidy(self) -> None:
        """Bound what MuPDF keeps."""
        from pymupdf import mupdf

        for percent in (50, 0):
            if _resident_mb() - self._at_start_mb <= KEPT_MB:
                break
            mupdf.fz_shrink_store(percent)


def main() -> None:
    keep_memory_private()  # pages and documents' passwords
    time_limit_s, memory_limit_mb = float(sys.argv[1]), int(sys.argv[2])
    questions, answers = _private_pipes()
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    _limit_memory(memory_limit_mb)
    child = Child()
    while (question := _read(questions)) is not None:
        signal.setitimer(signal.ITIMER_REAL, time_limit_s + 2.0)
        head, payload = _attempt(child, question)
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        body = json.dumps(head).encode()
        answers.write(struct.pack(">I", len(body)) + body)
        answers.write(payload)
        answers.flush()
        child.tidy()


def _attempt(child: Child, question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    try:
        return child.answer(question)
    except SealDeskError as error:
        facts = {name: str(value) for name, value in error.facts.items()}
        return {"error": error.code.name, "facts": facts}, b""
    except (MemoryError, RecursionError):
        return {"error": ErrorCode.DOCUMENT_TOO_DEMANDING.name, "facts": {"limit": "memory"}}, b""


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes, out of reach of anything that prints: MuPDF writes warnings where it likes."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)
    return questions, answers


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / (1 << 20)


def _limit_memory(memory_limit_mb: int) -> None:
    in_use = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    limit = in_use + (memory_limit_mb << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    # It draws; it has no business with files that grow.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _read(questions: BinaryIO) -> dict[str, Any] | None:
    head = questions.read(4)
    if len(head) < 4:
        return None
    question: dict[str, Any] = json.loads(questions.read(struct.unpack(">I", head)[0]))
    return question


def _corners(box: Rect) -> tuple[float, float, float, float]:
    return box.x0, box.y0, box.x1, box.y1


if __name__ == "__main__":
    main()
