"""Where the seals go, while the custodian decides: a pure model that knows no window.

All positions are millimetres on the page as shown, all angles clockwise degrees. Every change is told as a step that
can be taken back; a gesture (a drag from press to release) is one step. Seals stay inside their page wherever they
fit into it. Each mark belongs to a seal; the current one is that of the chosen mark, or the one chosen last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.geometry import PageFrame
from sealdesk.gui.placing_fit import centred, kept_on_page
from sealdesk.gui.placing_geometry import covers
from sealdesk.gui.placing_resolved import Cutter, Mark, Resolved, Shown
from sealdesk.gui.placing_sizes import TrueSize, TrueSizes
from sealdesk.gui.placing_steps import PlacingState, Step, Verb
from sealdesk.model.placement import AnyPlacement, Edge, Placement, StraddlePlacement

SMALLEST_MM, LARGEST_MM = 5.0, 100.0
BESIDE_MM = 5.0
"""How far a copy lies beside its original, to the right and down."""


class Placing:
    """The places of one act on one document.

    Attributes:
        told: Called with every step; whoever keeps the history listens here.
    """

    def __init__(self, frames: Sequence[PageFrame], size: TrueSize, seal_id: str = "") -> None:
        self.frames = tuple(frames)
        self.told: Callable[[Step], None] = lambda step: None
        self._sizes = TrueSizes(seal_id, size)
        self._current = seal_id
        self._now = PlacingState()
        self._gesture: PlacingState | None = None
        self._verb = Verb.MOVE
        self._next_key = 1
        self._resolved: tuple[tuple[Mark, ...], Resolved] | None = None
        self._cutter = Cutter(self.frames)

    # Seals and sizes.

    @property
    def seal_ids(self) -> tuple[str, ...]:
        """The seals of the act, in the order they came."""
        return self._sizes.seal_ids

    @property
    def current(self) -> str:
        """The seal that is placed next."""
        return self._current

    @property
    def size(self) -> TrueSize:
        """The current seal's true size."""
        return self._sizes.of(self._current)

    def size_on(self, page: int, seal_id: str | None = None) -> TrueSize:
        """The true size on this page, where its stated measure may have been corrected."""
        return self._sizes.of(self._current if seal_id is None else seal_id).times(self.scale_of(page))

    def add_seal(self, seal_id: str, size: TrueSize) -> None:
        """One seal more; it becomes the current one."""
        self._sizes.add(seal_id, size)
        self.choose_seal(seal_id)

    def drop_seal(self, seal_id: str) -> None:
        """The seal leaves the act, with its marks."""
        left = tuple(mark for mark in self.marks if mark.seal_id != seal_id)
        if left != self.marks:
            self._change(PlacingState(left), Verb.DROP_SEAL)
        self._sizes.drop(seal_id)
        if self._current == seal_id and self.seal_ids:
            self._current = self.seal_ids[0]

    def choose_seal(self, seal_id: str) -> None:
        """This seal is placed next; a chosen mark of another one is let go."""
        self._current = seal_id
        if self.selected is not None and self.selected.seal_id != seal_id:
            self._now = replace(self._now, selected=None)

    def scale_of(self, page: int) -> float:
        """How many stated millimetres of this page are one on paper; 1 unless somebody decided otherwise."""
        return self._sizes.scale_of(page)

    def set_scales(self, scales: Mapping[int, float]) -> None:
        """Take these pages' stated sizes as wrong by so much; marks of true size keep it, as one step."""
        true = [mark for mark in self.marks if self.is_true_size(mark)]
        self._sizes.set_scales(scales)
        with self.gesture(Verb.SCALE):
            for mark in true:
                self._size_truly(mark)

    def true_size_of(self, mark: Mark) -> TrueSize:
        """The size that this mark has on paper by right."""
        return self._sizes.of_mark(mark)

    def is_true_size(self, mark: Mark) -> bool:
        return self._sizes.is_true(mark)

    # What is there.

    @property
    def state(self) -> PlacingState:
        return self._now

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._now.marks

    def marks_of(self, seal_id: str) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.seal_id == seal_id)

    @property
    def placements(self) -> tuple[AnyPlacement, ...]:
        return tuple(mark.placement for mark in self._now.marks)

    @property
    def selected(self) -> Mark | None:
        return self.find(self._now.selected)

    def find(self, key: int | None) -> Mark | None:
        return next((mark for mark in self._now.marks if mark.key == key), None)

    @property
    def straddles(self) -> bool:
        return any(isinstance(placement, StraddlePlacement) for placement in self.placements)

    def on_page(self, page: int) -> tuple[Shown, ...]:
        """What shows on this page, the topmost last; a mark that cannot be there shows where it was put."""
        return self._resolve().on_page(page)

    def strips_met(self) -> Iterator[tuple[Mark, Iterator[tuple[Shown, Shown]]]]:
        """Straddle seals above others that they may meet: the upper mark, and their strips page by page."""
        return self._resolve().strips_met()

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages that carry whole impressions, in order."""
        return tuple(sorted(self._resolve().whole))

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

    def _resolve(self) -> Resolved:
        """What shows where, worked out once for each state."""
        if self._resolved is None or self._resolved[0] is not self._now.marks:
            self._resolved = (self._now.marks, self._cutter.resolve(self._now.marks))
        return self._resolved[1]

    # Choosing.

    def select(self, key: int | None) -> None:
        """Choose a mark, and with it its seal; this is no step to undo."""
        self._now = replace(self._now, selected=key)
        if self.selected is not None:
            self._current = self.selected.seal_id

    def select_next(self, page: int, step: int = 1) -> Mark | None:
        """Choose the next mark on this page, round and round."""
        keys = list(dict.fromkeys(mark.key for mark, _ in self.on_page(page)))
        if not keys:
            return None
        chosen = self._now.selected
        index = keys.index(chosen) + step if chosen in keys else (0 if step > 0 else -1)
        self.select(keys[index % len(keys)])
        return self.selected

    # Adding.

    def place(self, page: int, x_mm: float, y_mm: float) -> Mark:
        """A new impression of the current seal at true size, upright, centred here."""
        size = self.size_on(page)
        placement = Placement(page, x_mm, y_mm, size.width_mm, size.height_mm)
        return self._add(self._kept_here(placement), self._current, Verb.PLACE)

    def put(self, placements: Iterable[AnyPlacement], seal_id: str | None = None) -> tuple[Mark, ...]:
        """These places, as one step; a straddle seal replaces an earlier one of the same seal.

        Args:
            placements: At the seal's true size as on paper; pages of corrected measure get it corrected.
            seal_id: None: the current one's.
        """
        whose = self._current if seal_id is None else seal_id
        wanted = tuple(placements)
        straddles = any(isinstance(one, StraddlePlacement) for one in wanted)
        with self.gesture(Verb.STRADDLE if straddles and len(wanted) == 1 else Verb.PLACE):
            if straddles:
                self._drop_straddle(whose)
            return tuple(
                self._add(self._kept_here(self._sizes.corrected(one, whose)), whose, Verb.PLACE)
                for one in wanted
            )

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
        (mark,) = self.put(
            (StraddlePlacement(tuple(pages), edge, centre, self.size.width_mm, self.size.height_mm),)
        )
        return mark

    def repeat(self, key: int, pages: Sequence[int]) -> int:
        """The same impression on other pages; pages that carry it already are passed over. How many are new."""
        mark = self._mark(key)
        if not isinstance(mark.placement, Placement):
            return 0
        there = {(one.placement, one.seal_id) for one in self.marks}
        new = [self._on_other_page(mark, page) for page in pages if page != mark.placement.page]
        new = [copy for copy in new if (copy, mark.seal_id) not in there]
        with self.gesture(Verb.REPEAT):
            for copy in new:
                self._add(copy, mark.seal_id, Verb.REPEAT)
            self.select(key)
        return len(new)

    def duplicate(self, key: int) -> Mark | None:
        """The same impression once more, a little beside itself; a straddle seal is alone and has no double."""
        mark = self._mark(key)
        if not isinstance(mark.placement, Placement):
            return None
        return self._add(self._beside(mark.placement), mark.seal_id, Verb.DUPLICATE)

    def paste(self, mark: Mark, page: int) -> Mark | None:
        """A copy of `mark`, whatever became of it, on this page; beside it where it lies there still."""
        if not isinstance(mark.placement, Placement) or mark.seal_id not in self.seal_ids:
            return None
        copy = self._on_other_page(mark, page)
        while any(one.placement == copy for one in self.marks_of(mark.seal_id)):
            beside = self._beside(copy)
            if beside == copy:
                break
            copy = beside
        return self._add(copy, mark.seal_id, Verb.PASTE)

    # Changing.

    def move_to(self, key: int, x_mm: float, y_mm: float) -> None:
        """Centre the mark here; a straddle seal moves along its edge only."""
        self._put(key, centred(self._placement(key), x_mm, y_mm), Verb.MOVE)

    def move_by(self, key: int, dx_mm: float, dy_mm: float) -> None:
        placement = self._placement(key)
        if isinstance(placement, Placement):
            moved = centred(placement, placement.centre_x_mm + dx_mm, placement.centre_y_mm + dy_mm)
        else:
            moved = centred(placement, placement.centre_mm + dx_mm, placement.centre_mm + dy_mm)
        self._put(key, moved, Verb.NUDGE)

    def resize(self, key: int, width_mm: float) -> None:
        """Give the mark another width than its true one; proportions stay. Every width is clipped to 5–100 mm."""
        mark = self._mark(key)
        true = self.true_size_of(mark)
        ratio = true.height_mm / true.width_mm
        scale = self._sizes.scale_under(mark.placement)
        widest = LARGEST_MM * scale / max(1.0, ratio)
        width = min(max(width_mm, SMALLEST_MM * scale), widest)
        self._put(key, replace(mark.placement, width_mm=width, height_mm=width * ratio), Verb.RESIZE)

    def true_size(self, key: int) -> None:
        """Back to the size on paper."""
        self._size_truly(self._mark(key))

    def turn(self, key: int, turned_deg: float) -> None:
        """Turn the mark to this angle (−180 to 180); a straddle seal stays upright."""
        placement = self._placement(key)
        if isinstance(placement, Placement):
            angle = (turned_deg + 180.0) % 360.0 - 180.0
            self._put(key, replace(placement, turned_deg=angle), Verb.TURN)

    def to_page(self, key: int, page: int) -> None:
        """Carry an impression over to another page, keeping its place, and its true size if it has it."""
        mark = self._mark(key)
        if isinstance(mark.placement, Placement) and 1 <= page <= len(self.frames):
            self._put(key, self._on_other_page(mark, page), Verb.MOVE)

    def delete(self, key: int) -> None:
        marks = tuple(mark for mark in self.marks if mark.key != key)
        self._change(PlacingState(marks, marks[-1].key if marks else None), Verb.DELETE)

    def clear(self) -> None:
        self._change(PlacingState(), Verb.DELETE)

    # Steps.

    @contextmanager
    def gesture(self, verb: Verb) -> Iterator[None]:
        """Everything inside is one step to undo."""
        outer = self._gesture is None
        self.begin(verb)
        try:
            yield
        finally:
            if outer:
                self.end()

    def begin(self, verb: Verb = Verb.MOVE) -> None:
        """A drag begins: until `end`, all changes are one step."""
        if self._gesture is None:
            self._gesture, self._verb = self._now, verb

    def end(self) -> None:
        before, self._gesture = self._gesture, None
        if before is not None and before.marks != self._now.marks:
            self._tell(self._verb, before, whole=True)

    def cancel(self) -> None:
        """A drag is given up: back to where it began."""
        if self._gesture is not None:
            self._now, self._gesture = self._gesture, None

    def restore(self, state: PlacingState) -> None:
        """Take a step back, or again; marks of seals that have left the act stay away."""
        self._gesture = None
        self._now = replace(state, marks=tuple(one for one in state.marks if one.seal_id in self.seal_ids))

    # Inside.

    def _mark(self, key: int) -> Mark:
        return next(mark for mark in self.marks if mark.key == key)

    def _placement(self, key: int) -> AnyPlacement:
        return self._mark(key).placement

    def _add(self, placement: AnyPlacement, seal_id: str, verb: Verb) -> Mark:
        mark = Mark(self._next_key, placement, seal_id)
        self._next_key += 1
        self._change(PlacingState((*self.marks, mark), mark.key), verb)
        return mark

    def _put(self, key: int, placement: AnyPlacement, verb: Verb) -> None:
        kept = self._kept_here(placement)
        marks = tuple(replace(mark, placement=kept) if mark.key == key else mark for mark in self.marks)
        self._change(replace(self._now, marks=marks), verb)

    def _size_truly(self, mark: Mark) -> None:
        size = self.true_size_of(mark)
        sized = replace(mark.placement, width_mm=size.width_mm, height_mm=size.height_mm)
        self._put(mark.key, sized, Verb.TRUE_SIZE)

    def _drop_straddle(self, seal_id: str) -> None:
        left = tuple(
            mark
            for mark in self.marks
            if mark.seal_id != seal_id or not isinstance(mark.placement, StraddlePlacement)
        )
        if left != self.marks:
            self._change(replace(self._now, marks=left), Verb.DELETE)

    def _change(self, state: PlacingState, verb: Verb) -> None:
        before, self._now = self._now, state
        if self._gesture is None and state.marks != before.marks:
            self._tell(verb, before)

    def _tell(self, verb: Verb, before: PlacingState, *, whole: bool = False) -> None:
        there = {mark.key: mark for mark in before.marks}
        changed = [mark.key for mark in self.marks if there.get(mark.key) != mark]
        self.told(Step(verb, before, self._now, changed[0] if len(changed) == 1 else None, whole))

    # Where it fits.

    def _on_other_page(self, mark: Mark, page: int) -> AnyPlacement:
        assert isinstance(mark.placement, Placement)
        return self._kept_here(self._sizes.carried(mark.placement, page))

    def _beside(self, placement: AnyPlacement) -> AnyPlacement:
        assert isinstance(placement, Placement)
        off = BESIDE_MM * self.scale_of(placement.page)
        return self._kept_here(centred(placement, placement.centre_x_mm + off, placement.centre_y_mm + off))

    def _kept_here(self, placement: AnyPlacement) -> AnyPlacement:
        return kept_on_page(placement, self.frames)
