"""The layers of a foreign page, each by itself: what the page itself draws, and its annotations and form fields.

A seal in a page's content lies between the two, so a preview needs them apart.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

from sealdesk.documents.foreign_pdf import ForeignPdf, damaged, pixel_matrix
from sealdesk.geometry import Rect, concat


class PageLayer(StrEnum):
    CONTENT = "content"
    MARKS = "marks"


class LayeredPdf(ForeignPdf):
    """A PDF whose pages can be drawn layer by layer. Raises what `ForeignPdf` raises."""

    def __init__(self, path: Path, password: str | None = None) -> None:
        super().__init__(path, password)
        self._layers: dict[tuple[int, PageLayer], Any] = {}

    def has_marks(self, page: int) -> bool:
        """Whether the page has annotations or form fields that may be seen."""
        mupdf = self._mupdf
        try:
            loaded = mupdf.pdf_page_from_fz_page(self._loaded(page))
            first = mupdf.pdf_first_annot(loaded).m_internal or mupdf.pdf_first_widget(loaded).m_internal
            return first is not None
        except mupdf.FzErrorBase as error:
            raise damaged(error, page=page) from error

    def blending(self, page: int) -> int:
        """Components of the space that the page blends in: 3, or 4 (ISO 32000-2 §11.3.4, §11.4.7).

        A page that blends in grey counts as one that blends in RGB: it will, once it has a seal.
        """
        mupdf = self._mupdf
        try:
            group = mupdf.pdf_dict_gets(mupdf.pdf_lookup_page_obj(self._pdf, page - 1), "Group")
            named = mupdf.pdf_dict_gets(group, "CS")
            if named.m_internal:
                space = mupdf.pdf_load_colorspace(named)
            else:
                space = mupdf.pdf_document_output_intent(self._pdf)
            count = int(mupdf.fz_colorspace_n(space)) if space.m_internal else 3
            return count if count in _SPACES else 3
        except mupdf.FzErrorBase:
            return 3  # a space that nobody can read is taken for RGB by MuPDF, too

    def layer(
        self, page: int, layer: PageLayer, ground: int | None, pixels_per_mm: float, clip_mm: Rect
    ) -> tuple[int, int, int, bytes]:
        """Width, height, components and samples of one layer of a part of the page as shown.

        Args:
            ground: Level of grey that it is drawn on, in RGB. None: on nothing, in the page's blending space, with
                alpha as one more component; colours are multiplied by it.
        """
        mupdf = self._mupdf
        width = max(1, round(clip_mm.width * pixels_per_mm))
        height = max(1, round(clip_mm.height * pixels_per_mm))
        try:
            drawing, to_shown = self._list_of(page, layer), self._drawing(page)[1]
            transform = mupdf.FzMatrix(*concat(to_shown, pixel_matrix(pixels_per_mm, clip_mm)))
            count = 3 if ground is not None else self.blending(page)
            pixmap = mupdf.fz_new_pixmap_with_bbox(
                space_of(count),
                mupdf.FzIrect(0, 0, width, height),
                mupdf.FzSeparations(),
                int(ground is None),
            )
            if ground is None:
                mupdf.fz_clear_pixmap(pixmap)
            else:
                mupdf.fz_clear_pixmap_with_value(pixmap, ground)
            device = mupdf.fz_new_draw_device(mupdf.FzMatrix(), pixmap)
            area = mupdf.FzRect(0, 0, width, height)
            mupdf.fz_run_display_list(drawing, device, transform, area, mupdf.FzCookie())
            mupdf.fz_close_device(device)
            return width, height, int(pixmap.n()), bytes(mupdf.fz_pixmap_samples_memoryview(pixmap))
        except mupdf.FzErrorBase as error:
            raise damaged(error, page=page) from error

    def _list_of(self, page: int, layer: PageLayer) -> Any:
        mupdf = self._mupdf
        if (page, layer) not in self._layers:
            self._layers.clear()
            loaded = self._loaded(page)
            if layer is PageLayer.CONTENT:
                drawing = mupdf.fz_new_display_list_from_page_contents(loaded)
            else:
                drawing = mupdf.FzDisplayList(mupdf.fz_bound_page(loaded))
                device = mupdf.fz_new_list_device(drawing)
                mupdf.fz_run_page_annots(loaded, device, mupdf.FzMatrix(), mupdf.FzCookie())
                mupdf.fz_run_page_widgets(loaded, device, mupdf.FzMatrix(), mupdf.FzCookie())
                mupdf.fz_close_device(device)
            self._layers[page, layer] = drawing
        return self._layers[page, layer]

    def _loaded(self, page: int) -> Any:
        self._drawing(page)  # boxes that make no sense are put right there
        return self._mupdf.fz_load_page(self._pdf.super(), page - 1)


_SPACES = (3, 4)


def space_of(count: int) -> Any:
    """The plain colour space of so many components, 3 or 4."""
    from pymupdf import mupdf

    return mupdf.fz_device_cmyk() if count == 4 else mupdf.fz_device_rgb()
