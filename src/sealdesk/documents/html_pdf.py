"""Reports as PDF: the program's own HTML, set on A4 pages in a typeface with Chinese characters."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sealdesk.documents import files

_MARGIN_MM = 20.0
_MOST_PAGES = 2000
_POINTS_PER_MM = 72.0 / 25.4

# MuPDF brings Droid Sans Fallback for Chinese; nothing is fetched, and only what is used is embedded.
_STYLE = "body { font-family: sans-serif; font-size: 10pt; line-height: 1.5; } table { width: 100%; }"


def html_to_pdf(
    html: str | Sequence[str],
    target: Path,
    *,
    landscape: bool = False,
    pictures: Mapping[str, bytes] | None = None,
) -> None:
    """Set `html` on A4 pages, numbered at the foot, and write them to `target`, which must not exist.

    Of several texts each begins a page.

    Tables, headings, lists and simple CSS are honoured; scripts and anything outside are not.

    Args:
        pictures: PNG files that the text shows, by the name its `img` elements call them.

    Raises:
        SealDeskError: The output errors of `files.write_content`.
    """
    texts = [html] if isinstance(html, str) else html
    files.write_content(_set(texts, landscape, pictures or {}), target)


def fits_a_page(html: str, *, landscape: bool = False, pictures: Mapping[str, bytes] | None = None) -> bool:
    """Whether `html` fits on one page of `html_to_pdf`."""
    _, room = _paper(landscape)
    more, _ = _story(html, pictures or {}).place(room)
    return not more


def _set(texts: Sequence[str], landscape: bool, pictures: Mapping[str, bytes]) -> bytes:
    import pymupdf

    paper, room = _paper(landscape)
    buffer = io.BytesIO()
    writer = pymupdf.DocumentWriter(buffer)
    for html in texts:
        story = _story(html, pictures)
        for _ in range(_MOST_PAGES):
            device = writer.begin_page(paper)
            more, _ = story.place(room)
            story.draw(device)
            writer.end_page()
            if not more:
                break
        else:
            raise RuntimeError("the report does not end")
    writer.close()
    return _numbered(buffer.getvalue())


def _paper(landscape: bool) -> tuple[Any, Any]:
    """The sheet, and the room on it."""
    import pymupdf

    paper = pymupdf.paper_rect("a4-l" if landscape else "a4")
    margin = _MARGIN_MM * _POINTS_PER_MM
    return paper, pymupdf.Rect(margin, margin, paper.width - margin, paper.height - margin)


def _story(html: str, pictures: Mapping[str, bytes]) -> Any:
    import pymupdf

    archive = pymupdf.Archive()
    for name, content in pictures.items():
        archive.add((content, name))
    return pymupdf.Story(html, user_css=_STYLE, archive=archive)


def _numbered(pdf: bytes) -> bytes:
    import pymupdf

    with pymupdf.Document(stream=pdf, filetype="pdf") as document:
        for number, page in enumerate(document, 1):
            text = f"{number} / {len(document)}"
            width = pymupdf.get_text_length(text, fontsize=8)
            foot = page.rect.height - _MARGIN_MM * _POINTS_PER_MM / 2
            page.insert_text(((page.rect.width - width) / 2, foot), text, fontsize=8, color=(0.4, 0.4, 0.4))
        document.subset_fonts()
        return bytes(document.tobytes(garbage=3, deflate=True))
