"""Whether a page's own content would hide ink painted below it: scans, tinted cells, backgrounds.

Needed for PDF/A-1 alone, where ink is opaque and belongs below the text. Areas are taken by their bounds and
clipping is not followed, so the answer errs towards "hidden": then the ink is painted over the page instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sealdesk.geometry import Matrix, Rect
from sealdesk.pades import objects
from sealdesk.pades.content_tokens import operations

# Rules and underlines are thin fills; they may cross a seal.
_COVERED_SHARE = 0.02
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FILLS = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}
_PATH_ENDS = _FILLS | {b"n", b"S", b"s"}
_UNIT = Rect(0.0, 0.0, 1.0, 1.0)


def covers(streams: list[Any], resources: Any, places: Iterable[Rect]) -> bool:
    """Whether images, forms, shadings or fills lie over one of the places (user space).

    Content that cannot be read counts as covering.
    """
    reading = _Reading(resources, tuple(places))
    try:
        for operator, operands in operations(b"\n".join(stream.data for stream in streams)):
            reading.take(operator, operands)
    except objects.UNREADABLE:
        return True
    return reading.covered


class _Reading:
    """Follows the transformation and the current path; adds up what is painted over the places."""

    def __init__(self, resources: Any, places: tuple[Rect, ...]) -> None:
        self._xobjects = objects.get_dict(resources, "/XObject")
        self._left = {place: _COVERED_SHARE * place.width * place.height for place in places}
        self._matrix = _IDENTITY
        self._saved: list[Matrix] = []
        self._path: list[tuple[float, float]] = []
        self.covered = False
        self._plain: dict[bytes, Callable[[], None]] = {
            b"q": self._save,
            b"Q": self._restore,
            b"sh": self._shade,
            b"BI": self._place_inline,
        }

    def take(self, operator: bytes, operands: list[bytes]) -> None:
        if operator in self._plain:
            self._plain[operator]()
        elif operator == b"cm":
            self._matrix = _times(_matrix([float(value) for value in operands]), self._matrix)
        elif operator == b"Do":
            self._place(objects.get(self._xobjects, operands[0].decode("latin-1")))
        elif operator == b"re":
            x, y, width, height = (float(value) for value in operands)
            self._path += [(x, y), (x + width, y + height)]
        elif operator in (b"m", b"l", b"c", b"v", b"y"):
            values = [float(value) for value in operands]
            self._path += zip(values[0::2], values[1::2], strict=True)
        elif operator in _PATH_ENDS:
            if operator in _FILLS and self._path:
                self._paint(_bounds(self._path), self._matrix)
            self._path = []

    def _save(self) -> None:
        self._saved.append(self._matrix)

    def _restore(self) -> None:
        if self._saved:
            self._matrix = self._saved.pop()

    def _place_inline(self) -> None:
        self._paint(_UNIT, self._matrix)

    def _shade(self) -> None:
        self.covered = True

    def _place(self, xobject: Any) -> None:
        if objects.get_name(xobject, "/Subtype") == "/Image":
            self._paint(_UNIT, self._matrix)
            return
        box = objects.as_rect(objects.get(xobject, "/BBox"))
        if box is not None:
            own = [objects.as_number(value) or 0.0 for value in objects.get_items(xobject, "/Matrix")]
            self._paint(box, _times(_matrix(own) if own else _IDENTITY, self._matrix))

    def _paint(self, area: Rect, matrix: Matrix) -> None:
        corners = [(x, y) for x in (area.x0, area.x1) for y in (area.y0, area.y1)]
        painted = _bounds([_transform(matrix, x, y) for x, y in corners])
        for place in self._left:
            common = place.intersection(painted)
            if common is not None:
                self._left[place] -= common.width * common.height
                self.covered |= self._left[place] < 0


def _matrix(values: list[float]) -> Matrix:
    a, b, c, d, e, f = values
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _transform(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(points: list[tuple[float, float]]) -> Rect:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Rect(min(xs), min(ys), max(xs), max(ys))
