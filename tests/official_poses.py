"""Poses of drawn documents: page rotation, text turned inside the page, crop box, user unit, as files have them."""

from __future__ import annotations

from collections.abc import Callable

import pymupdf

MM = 72.0 / 25.4
"""Points."""


def _rotated(degrees: int) -> Callable[[pymupdf.Document], pymupdf.Document]:
    def pose(pdf: pymupdf.Document) -> pymupdf.Document:
        for page in pdf:
            page.set_rotation(degrees)
        return pdf

    return pose


def _again(
    pdf: pymupdf.Document,
    size: tuple[float, float],
    where: tuple[float, float, float, float],
    *,
    rotate: int = 0,
    page_rotate: int = 0,
) -> pymupdf.Document:
    """The pages drawn anew as forms on pages of another size (points)."""
    made = pymupdf.Document()
    for number in range(len(pdf)):
        page = made.new_page(width=size[0], height=size[1])
        page.show_pdf_page(pymupdf.Rect(*where), pdf, number, rotate=rotate)
        if page_rotate:
            page.set_rotation(page_rotate)
    return made


def _turned_inside(pdf: pymupdf.Document) -> pymupdf.Document:
    """Text that runs downwards on a page lying on its side."""
    width, height = pdf[0].rect.width, pdf[0].rect.height
    return _again(pdf, (height, width), (0, 0, height, width), rotate=-90)


def _upright_by_rotation(pdf: pymupdf.Document) -> pymupdf.Document:
    """Text turned inside the page, and the page turned back by /Rotate: upright as shown."""
    width, height = pdf[0].rect.width, pdf[0].rect.height
    return _again(pdf, (height, width), (0, 0, height, width), rotate=-90, page_rotate=270)


def _cropped(pdf: pymupdf.Document) -> pymupdf.Document:
    """A larger sheet with a crop box that leaves 12 mm on the left and 9 mm at the top."""
    width, height = pdf[0].rect.width, pdf[0].rect.height
    made = _again(pdf, (width + 90, height + 120), (60, 40, 60 + width, 40 + height))
    for page in made:
        left, top = 60 - 12 * MM, 40 - 9 * MM
        page.set_cropbox(pymupdf.Rect(left, top, 60 + width, 40 + height))
    return made


def _large_unit(pdf: pymupdf.Document) -> pymupdf.Document:
    width, height = pdf[0].rect.width / 2, pdf[0].rect.height / 2
    made = _again(pdf, (width, height), (0, 0, width, height))
    for page in made:
        made.xref_set_key(page.xref, "UserUnit", "2")
    return made


POSES: dict[str, Callable[[pymupdf.Document], pymupdf.Document]] = {
    "rotate 90": _rotated(90),
    "rotate 180": _rotated(180),
    "text turned 90": _turned_inside,
    "upright by rotation": _upright_by_rotation,
    "cropped": _cropped,
    "user unit 2": _large_unit,
}
