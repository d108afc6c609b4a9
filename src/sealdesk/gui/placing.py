"""Where the seals go, while the custodian decides: a pure model that knows no window.

All positions are millimetres on the page as shown, all angles clockwise degrees. Every change can be undone; a
gesture (a drag from press to release) is one step. Seals stay inside their page wherever they fit into it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import PageFrame, TurnedBox, exact_cos_sin
from sealdesk.impression.strips import placements_to_stamps
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import AnyPlacement, Edge, Placement, StraddlePlacement

SMALLEST_MM, LARGEST_MM = 5.0, 100.0
UPRIGHT_WITHIN_DEG = 2.0
"""A hand-turned seal this close to upright is meant to be upright."""


@dataclass(frozen=True)
class Mark:
    """One placement under the custodian's hand; `key` stays the same while it is moved about."""

    key: int
    placement: AnyPlacement


@dataclass(frozen=True)
class TrueSize:
    """The seal's size on paper."""

    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class _State:
    marks: tuple[Mark, ...] = ()
    selected: int | None = None


@dataclass(frozen=True)
class _Resolved:
    """Marks and their stamps by page, and what is impossible by mark."""

    pages: dict[int, list[tuple[Mark, Stamp]]]
    troubles: dict[int, SealDeskError]


class Placing:
    """The places of one act: one seal, one document."""

    def __init__(self, frames: Sequence[PageFrame], size: TrueSize) -> None:
        self.frames = tuple(frames)
        self.size = size
        self._now = _State()
        self._past: list[_State] = []
        self._future: list[_State] = []
        self._gesture: _State | None = None
        self._next_key = 1
        self._resolved: tuple[tuple[Mark, ...], _Resolved] | None = None

    # What is there.

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._now.marks

    @property
    def placements(self) -> tuple[AnyPlacement, ...]:
        return tuple(mark.placement for mark in self._now.marks)

    @property
    def selected(self) -> Mark | None:
        return next((mark for mark in self._now.marks if mark.key == self._now.selected), None)

    @property
    def straddles(self) -> bool:
        return any(isinstance(placement, StraddlePlacement) for placement in self.placements)

    def on_page(self, page: int) -> tuple[tuple[Mark, Stamp], ...]:
        """What shows on this page, the topmost last; a mark that cannot be there shows nothing."""
        return tuple(self._resolve().pages.get(page, ()))

    def at(self, page: int, x_mm: float, y_mm: float) -> Mark | None:
        """The topmost mark under this point."""
        for mark, stamp in reversed(self.on_page(page)):
            if covers(stamp.box, x_mm, y_mm):
                return mark
        return None

    def trouble(self, mark: Mark) -> SealDeskError | None:
        """What is impossible about this place, if anything."""
        return self._resolve().troubles.get(mark.key)

    def troubles(self) -> tuple[SealDeskError, ...]:
        return tuple(self._resolve().troubles.values())

    def _resolve(self) -> _Resolved:
        """What shows where, worked out once for each state: a straddle seal may run over thousands of pages."""
        if self._resolved is None or self._resolved[0] is not self._now.marks:
            resolved = _Resolved({}, {})
            for mark in self.marks:
                try:
                    stamps = placements_to_stamps((mark.placement,), self.frames)
                except SealDeskError as error:
                    resolved.troubles[mark.key] = error
                    stamps = self._as_it_lies(mark)
                for stamp in stamps:
                    resolved.pages.setdefault(stamp.page, []).append((mark, stamp))
            self._resolved = (self._now.marks, resolved)
        return self._resolved[1]

    def _as_it_lies(self, mark: Mark) -> tuple[Stamp, ...]:
        if isinstance(mark.placement, Placement) and 1 <= mark.placement.page <= len(self.frames):
            return (Stamp(mark.placement.page, mark.placement.box),)
        return ()

    # Changing it.

    def place(self, page: int, x_mm: float, y_mm: float) -> Mark:
        """A new impression at true size, upright, centred here."""
        placement = Placement(page, x_mm, y_mm, self.size.width_mm, self.size.height_mm)
        return self._add(self._kept_on_page(placement))

    def straddle(self, pages: Sequence[int], edge: Edge = Edge.RIGHT, centre_mm: float | None = None) -> Mark:
        """A straddle seal over these pages; without a place, at half the first page's edge. It replaces another.

        Raises:
            SealDeskError: `PLACE_STRADDLE_TOO_FEW_PAGES`, `PLACE_PAGE_MISSING`.
        """
        if len(pages) < 2:
            raise SealDeskError(ErrorCode.PLACE_STRADDLE_TOO_FEW_PAGES, pages=len(pages))
        if max(pages) > len(self.frames):
            raise SealDeskError(ErrorCode.PLACE_PAGE_MISSING, page=max(pages), pages=len(self.frames))
        frame = self.frames[pages[0] - 1]
        along = frame.height_mm if edge in (Edge.RIGHT, Edge.LEFT) else frame.width_mm
        centre = along / 2 if centre_mm is None else centre_mm
        placement = StraddlePlacement(tuple(pages), edge, centre, self.size.width_mm, self.size.height_mm)
        with self.gesture():
            others = tuple(m for m in self.marks if not isinstance(m.placement, StraddlePlacement))
            self._change(replace(self._now, marks=others))
            return self._add(self._kept_on_edge(placement))

    def select(self, key: int | None) -> None:
        """Choose a mark; this is no step to undo."""
        self._now = replace(self._now, selected=key)

    def select_next(self, page: int, step: int = 1) -> Mark | None:
        """Choose the next mark on this page, round and round."""
        keys = list(dict.fromkeys(mark.key for mark, _ in self.on_page(page)))
        if not keys:
            return None
        chosen = self._now.selected
        index = keys.index(chosen) + step if chosen in keys else (0 if step > 0 else -1)
        self.select(keys[index % len(keys)])
        return self.selected

    def move_to(self, key: int, x_mm: float, y_mm: float) -> None:
        """Centre the mark here; a straddle seal moves along its edge only."""
        placement = self._placement(key)
        if isinstance(placement, Placement):
            moved: AnyPlacement = replace(placement, centre_x_mm=x_mm, centre_y_mm=y_mm)
        else:
            along = y_mm if placement.edge in (Edge.RIGHT, Edge.LEFT) else x_mm
            moved = replace(placement, centre_mm=along)
        self._put(key, moved)

    def move_by(self, key: int, dx_mm: float, dy_mm: float) -> None:
        placement = self._placement(key)
        if isinstance(placement, Placement):
            self.move_to(key, placement.centre_x_mm + dx_mm, placement.centre_y_mm + dy_mm)
        else:
            self.move_to(key, placement.centre_mm + dx_mm, placement.centre_mm + dy_mm)

    def resize(self, key: int, width_mm: float) -> None:
        """Give the mark another width than its true one; proportions stay. Every width is clipped to 5–100 mm."""
        ratio = self.size.height_mm / self.size.width_mm
        widest = LARGEST_MM / max(1.0, ratio)
        width = min(max(width_mm, SMALLEST_MM), widest)
        self._put(key, replace(self._placement(key), width_mm=width, height_mm=width * ratio))

    def true_size(self, key: int) -> None:
        self._put(
            key, replace(self._placement(key), width_mm=self.size.width_mm, height_mm=self.size.height_mm)
        )

    def is_true_size(self, placement: AnyPlacement) -> bool:
        return math.isclose(placement.width_mm, self.size.width_mm, abs_tol=0.005)

    def turn(self, key: int, turned_deg: float) -> None:
        """Turn the mark to this angle (−180 to 180); a straddle seal stays upright."""
        placement = self._placement(key)
        if isinstance(placement, Placement):
            angle = (turned_deg + 180.0) % 360.0 - 180.0
            self._put(key, replace(placement, turned_deg=angle))

    def to_page(self, key: int, page: int) -> None:
        """Carry an impression over to another page, keeping its place."""
        placement = self._placement(key)
        if isinstance(placement, Placement):
            self._put(key, replace(placement, page=page))

    def delete(self, key: int) -> None:
        marks = tuple(mark for mark in self.marks if mark.key != key)
        self._change(_State(marks, marks[-1].key if marks else None))

    def clear(self) -> None:
        self._change(_State())

    def repeat(self, key: int, pages: Sequence[int]) -> int:
        """The same impression on other pages; pages that carry it already are passed over. How many are new."""
        placement = self._placement(key)
        if not isinstance(placement, Placement):
            return 0
        copies = [replace(placement, page=page) for page in pages if page != placement.page]
        there = set(self.placements)
        new = [copy for copy in map(self._kept_on_page, copies) if copy not in there]
        with self.gesture():
            for copy in new:
                self._add(copy)
            self.select(key)
        return len(new)

    # Undo.

    @contextmanager
    def gesture(self) -> Iterator[None]:
        """Everything inside is one step to undo."""
        self.begin()
        try:
            yield
        finally:
            self.end()

    def begin(self) -> None:
        """A drag begins: until `end`, all changes are one step."""
        if self._gesture is None:
            self._gesture = self._now

    def end(self) -> None:
        before, self._gesture = self._gesture, None
        if before is not None and before.marks != self._now.marks:
            self._past.append(before)
            self._future.clear()

    def cancel(self) -> None:
        """A drag is given up: back to where it began."""
        if self._gesture is not None:
            self._now, self._gesture = self._gesture, None

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def undo(self) -> None:
        if self._past:
            self._future.append(self._now)
            self._now = self._past.pop()

    def redo(self) -> None:
        if self._future:
            self._past.append(self._now)
            self._now = self._future.pop()

    # Inside.

    def _placement(self, key: int) -> AnyPlacement:
        return next(mark.placement for mark in self.marks if mark.key == key)

    def _add(self, placement: AnyPlacement) -> Mark:
        mark = Mark(self._next_key, placement)
        self._next_key += 1
        self._change(_State((*self.marks, mark), mark.key))
        return mark

    def _put(self, key: int, placement: AnyPlacement) -> None:
        kept = (
            self._kept_on_page(placement)
            if isinstance(placement, Placement)
            else self._kept_on_edge(placement)
        )
        marks = tuple(Mark(key, kept) if mark.key == key else mark for mark in self.marks)
        self._change(replace(self._now, marks=marks))

    def _change(self, state: _State) -> None:
        if self._gesture is None and state.marks != self._now.marks:
            self._past.append(self._now)
            self._future.clear()
        self._now = state

    def _kept_on_page(self, placement: Placement) -> Placement:
        if not 1 <= placement.page <= len(self.frames):
            return placement
        page, bounds = self.frames[placement.page - 1], placement.box.bounds_mm
        return replace(
            placement,
            centre_x_mm=_within(placement.centre_x_mm, bounds.width / 2, page.width_mm),
            centre_y_mm=_within(placement.centre_y_mm, bounds.height / 2, page.height_mm),
        )

    def _kept_on_edge(self, placement: StraddlePlacement) -> StraddlePlacement:
        upright = placement.edge in (Edge.RIGHT, Edge.LEFT)
        frames = [self.frames[page - 1] for page in placement.pages]
        along = min(frame.height_mm if upright else frame.width_mm for frame in frames)
        half = (placement.height_mm if upright else placement.width_mm) / 2
        return replace(placement, centre_mm=_within(placement.centre_mm, half, along))


def _within(centre: float, half: float, length: float) -> float:
    """`centre`, moved so that `half` on either side fits into `length`; the middle where it cannot."""
    return length / 2 if 2 * half > length else min(max(centre, half), length - half)


# Geometry of handles.


def covers(box: TurnedBox, x_mm: float, y_mm: float) -> bool:
    """Whether the turned box covers this point."""
    x, y = to_box(box, x_mm, y_mm)
    return abs(x) <= box.width_mm / 2 and abs(y) <= box.height_mm / 2


def to_box(box: TurnedBox, x_mm: float, y_mm: float) -> tuple[float, float]:
    """The point seen from the box's centre, along the box's own axes."""
    cos, sin = exact_cos_sin(box.turned_deg)
    dx, dy = x_mm - box.centre_x_mm, y_mm - box.centre_y_mm
    return dx * cos + dy * sin, dy * cos - dx * sin


def from_box(box: TurnedBox, x: float, y: float) -> tuple[float, float]:
    """The inverse of `to_box`."""
    cos, sin = exact_cos_sin(box.turned_deg)
    return box.centre_x_mm + x * cos - y * sin, box.centre_y_mm + x * sin + y * cos


def corners(box: TurnedBox) -> tuple[tuple[float, float], ...]:
    """The four corners on the page, from the top left, clockwise."""
    w, h = box.width_mm / 2, box.height_mm / 2
    return tuple(from_box(box, x, y) for x, y in ((-w, -h), (w, -h), (w, h), (-w, h)))


def turning_handle(box: TurnedBox, reach_mm: float) -> tuple[float, float]:
    """Where the handle that turns the box sits: `reach_mm` above its top edge."""
    return from_box(box, 0.0, -box.height_mm / 2 - reach_mm)


def angle_to(box: TurnedBox, x_mm: float, y_mm: float, *, step_deg: float = 0.0) -> float:
    """The angle at which the turning handle points here; nearly upright counts as upright."""
    angle = math.degrees(math.atan2(x_mm - box.centre_x_mm, box.centre_y_mm - y_mm))
    if step_deg:
        angle = round(angle / step_deg) * step_deg
    return 0.0 if abs(angle) < UPRIGHT_WITHIN_DEG else angle


def width_to(box: TurnedBox, x_mm: float, y_mm: float) -> float:
    """The width at which a corner reaches this point, proportions kept."""
    x, y = to_box(box, x_mm, y_mm)
    diagonal = math.hypot(box.width_mm, box.height_mm)
    return 2 * math.hypot(x, y) / diagonal * box.width_mm
