"""The text of a page, as lines: what assistants read to find places for seals."""

from __future__ import annotations

from dataclasses import dataclass

from sealdesk.geometry import Rect


@dataclass(frozen=True)
class TextLine:
    """Characters that a reader takes for one line; what stands in columns side by side are several.

    Attributes:
        text: Without the spaces around it; a gap inside is at least one space.
        boxes: For each character of `text` its square of the line's height, in mm from the top left corner of the
            page as shown; a space that was not written has no width.
        em_mm: Size of the characters.
        turned_deg: Direction of reading, clockwise from left to right: 90 reads downwards.
        columns: Written in columns, characters upright where `turned_deg` is 90.
    """

    text: str
    boxes: tuple[Rect, ...]
    em_mm: float
    turned_deg: float = 0.0
    columns: bool = False

    @property
    def bounds_mm(self) -> Rect:
        return around(self.boxes)


@dataclass(frozen=True)
class PageLines:
    """A page's lines in reading order.

    Attributes:
        page: From 1.
        width_mm, height_mm: Of the page as shown.
        scanned: Nothing but a picture that covers the page: there is no text to be found.
    """

    page: int
    width_mm: float
    height_mm: float
    lines: tuple[TextLine, ...]
    scanned: bool = False


def around(boxes: tuple[Rect, ...] | list[Rect]) -> Rect:
    """The rectangle around these; there is at least one."""
    return Rect(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
