"""An emblem from an SVG file: its filled paths in one colour, in a square of side 1.

SVG is foreign input: MuPDF reads it in a limited child. What one ink cannot show, or MuPDF would silently leave out
(strokes, text, pictures, gradients, clips, style sheets, white over ink), is refused by name.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from sealdesk import confined
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.seal_design import LARGEST_EMBLEM
from sealdesk.geometry import Matrix, Rect
from sealdesk.impression.outline import Contour, Outline, Point, flat, joined, path_data

LARGEST_FILE = 2 << 20
TIME_LIMIT_S = 10.0
MEMORY_LIMIT_MB = 512

_LEFT_OUT = (
    (b"clip-path", "emblem clips"),
    (b"<clippath", "emblem clips"),
    (b"<mask", "emblem clips"),
    (b"gradient", "emblem shades"),
    (b"<filter", "emblem shades"),
    (b"<pattern", "emblem shades"),
    (b"<image", "emblem pictures"),
    (b"<style", "emblem style sheet"),
)
"""Marks of what MuPDF does not show, and why that is refused."""
_WHITE = 0.85
"""Fills lighter than this are paper, not ink."""


def read_emblem(path: Path) -> tuple[str, ...]:
    """The emblem of an SVG file as `SealDesign.emblem` holds it.

    Raises:
        SealDeskError: `SEAL_EMBLEM_WRONG` with the facts `path` and `reason`; `DOCUMENT_NOT_FOUND`,
            `DOCUMENT_UNREADABLE`; `DOCUMENT_TOO_DEMANDING` as of `confined.run`.
    """
    content = _content(path)
    found = confined.run_limited(TIME_LIMIT_S, MEMORY_LIMIT_MB, emblem_of, content)
    if isinstance(found, str):
        raise SealDeskError(ErrorCode.SEAL_EMBLEM_WRONG, path=path, reason=found)
    return found


def emblem_of(svg: bytes) -> tuple[str, ...] | str:
    """The emblem in an SVG text, or the reason why there is none. Runs in a limited child."""
    import pymupdf

    lowered = svg.lower()
    for mark, reason in _LEFT_OUT:
        if mark in lowered:
            return reason
    try:
        with pymupdf.Document(stream=svg, filetype="svg") as document:
            page = document[0]
            kinds = {kind for kind, _ in page.get_bboxlog()}
            drawings = page.get_drawings()
    except Exception:  # noqa: BLE001 - whatever MuPDF says: it is no SVG that can be drawn
        return "emblem no svg"
    if kinds & {"fill-text", "stroke-text", "ignore-text"}:
        return "emblem text"
    if kinds - {"fill-path", "stroke-path"}:
        return "emblem pictures"
    shapes = _inked(drawings)
    return shapes if isinstance(shapes, str) else _in_unit_square(shapes)


def _content(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SealDeskError(ErrorCode.SEAL_EMBLEM_WRONG, path=path, reason="emblem no svg")
        if path.stat().st_size > LARGEST_FILE:
            raise SealDeskError(ErrorCode.SEAL_EMBLEM_WRONG, path=path, reason="too_large")
        return path.read_bytes()
    except FileNotFoundError as missing:
        raise SealDeskError(ErrorCode.DOCUMENT_NOT_FOUND, path=path) from missing
    except OSError as error:
        raise SealDeskError(ErrorCode.DOCUMENT_UNREADABLE, path=path, reason=error.strerror or "") from error


def _inked(drawings: list[dict[str, Any]]) -> list[Outline] | str:
    """The filled shapes in their order; white behind them all is paper."""
    shapes: list[Outline] = []
    for drawing in drawings:
        if drawing["type"] != "f":
            return "emblem strokes"
        if min(drawing["fill"]) > _WHITE:
            if shapes:
                return "emblem white over ink"
            continue
        shape = Outline(tuple(_contours(drawing["items"])))
        shapes.append(_by_nesting(shape) if drawing["even_odd"] else shape)
    return shapes


def _in_unit_square(shapes: list[Outline]) -> tuple[str, ...] | str:
    bounds = joined(shapes).bounds
    if bounds is None or max(bounds.width, bounds.height) <= 0:
        return "emblem empty"
    scale = 1.0 / max(bounds.width, bounds.height)
    left = (1.0 - scale * bounds.width) / 2 - scale * bounds.x0
    top = (1.0 - scale * bounds.height) / 2 - scale * bounds.y0
    matrix: Matrix = (scale, 0.0, 0.0, scale, left, top)
    data = tuple(path_data(shape.mapped(matrix)) for shape in shapes if shape.contours)
    return "too_large" if sum(map(len, data)) > LARGEST_EMBLEM else data


def _contours(items: list[Any]) -> list[Contour]:
    found: list[Contour] = []
    start: Point | None = None
    pieces: list[tuple[Point, ...]] = []
    before: Point | None = None
    for kind, *values in items:
        if kind in ("re", "qu"):
            found.append(_box(values[0], turned=kind == "re" and values[1] < 0))
            continue
        points = tuple((float(point.x), float(point.y)) for point in values)
        if points[0] != before:
            if start is not None:
                found.append(Contour(start, tuple(pieces)))
            start, pieces = points[0], []
        pieces.append(points[1:])
        before = points[-1]
        if before == start:
            found.append(Contour(start, tuple(pieces)))
            start = before = None
    if start is not None:
        found.append(Contour(start, tuple(pieces)))
    return found


def _box(box: Any, *, turned: bool) -> Contour:
    corners = [(corner.x, corner.y) for corner in (box.tl, box.tr, box.br, box.bl)] if not turned else []
    corners = corners or [(corner.x, corner.y) for corner in (box.tl, box.bl, box.br, box.tr)]
    return Contour(corners[0], tuple((corner,) for corner in corners[1:]))


def _by_nesting(shape: Outline) -> Outline:
    """The even-odd fill of contours that do not cross, as a non-zero fill: every second one inwards is a hole."""
    turned = []
    for contour in shape.contours:
        others = [other for other in shape.contours if other is not contour]
        depth = sum(_holds(other, contour.start) for other in others)
        clockwise = Outline((contour,)).turn > 0
        turned.append(contour if clockwise == (depth % 2 == 0) else contour.reversed())
    return Outline(tuple(turned))


def _holds(contour: Contour, point: Point) -> bool:
    bounds = Outline((contour,)).bounds
    x, y = point
    if bounds is None or not _within(bounds, point):
        return False
    points, inside = flat(contour), False
    for (xa, ya), (xb, yb) in zip(points, points[1:] + points[:1], strict=True):
        if (ya <= y) != (yb <= y) and xa + (y - ya) / (yb - ya) * (xb - xa) > x:
            inside = not inside
    return inside


def _within(box: Rect, point: Point) -> bool:
    return box.x0 <= point[0] <= box.x1 and box.y0 <= point[1] <= box.y1
