"""Where the signature fields of a document show: their widgets, page by page, as people see the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sealdesk.geometry import PageFrame, Rect
from sealdesk.model.document import SignatureBox
from sealdesk.pades import objects
from sealdesk.pades.pages import whole_pages
from sealdesk.pades.prepared_field import locks_others, unsuited, widgets_of
from sealdesk.pades.standing import SignatureField, Standing

Reference = tuple[int, int]
_BOXES_AT_MOST = 10_000


def signature_boxes(
    reader: Any, standing: Standing, frames: Sequence[PageFrame], pages: Sequence[Reference | None]
) -> tuple[SignatureBox, ...]:
    """Every signature field's widget, in the order of the form; a field without one is told once, on page 0.

    Args:
        pages: References of the page objects, in order, as `frames`.
    """
    find = _Pages(reader, pages)
    signed = {field.name for field in standing.filled}
    fields = sorted((*standing.filled, *standing.empty), key=lambda field: field.position)
    boxes: list[SignatureBox] = []
    for field in fields:
        boxes += _boxes(field, standing, frames, find, filled=field.name in signed)
        if len(boxes) >= _BOXES_AT_MOST:
            break
    return tuple(boxes[:_BOXES_AT_MOST])


def _boxes(
    field: SignatureField,
    standing: Standing,
    frames: Sequence[PageFrame],
    find: Callable[[Any, Any], int],
    *,
    filled: bool,
) -> Iterator[SignatureBox]:
    reason = "" if filled else unsuited(field, standing)
    bare = SignatureBox(field.name, 0, None, filled, reason, not filled and locks_others(field, standing))
    widgets = widgets_of(field)
    if not widgets:
        yield bare
    for reference, widget in widgets:
        page = find(reference, widget)
        place = objects.as_rect(objects.get(widget, "/Rect"))
        bounds = _shown(place, frames[page - 1]) if page and place is not None else None
        where = "field on no page" if not page else "field invisible" if bounds is None else ""
        yield replace(bare, page=page, bounds_mm=bounds, unsuited=reason or ("" if filled else where))


def _shown(place: Rect, frame: PageFrame) -> Rect:
    return Rect.of_corners(*frame.to_shown(place.x0, place.y0), *frame.to_shown(place.x1, place.y1))


class _Pages:
    """Finds the page of a widget: as the widget says, or in the pages' own lists."""

    def __init__(self, reader: Any, pages: Sequence[Reference | None]) -> None:
        self._reader = reader
        self._numbers = {page: number for number, page in enumerate(pages, start=1) if page is not None}
        self._listed: dict[Reference, int] | None = None

    def __call__(self, reference: Any, widget: Any) -> int:
        said = objects.reference_of(objects.raw(widget, "/P"))
        if said in self._numbers:
            return self._numbers[said]
        wanted = objects.reference_of(reference)
        return self._annotations().get(wanted, 0) if wanted is not None else 0

    def _annotations(self) -> dict[Reference, int]:
        """Annotations by page: asked only where a widget does not say its page, as it takes every page in full."""
        if self._listed is None:
            self._listed = {}
            for number, page in enumerate(whole_pages(self._reader), start=1):
                for item in objects.get_items(page.dictionary, "/Annots"):
                    listed = objects.reference_of(item)
                    if listed is not None:
                        self._listed.setdefault(listed, number)
        return self._listed
