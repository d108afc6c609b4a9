"""Reports as PDF: the program's own HTML, set on A4 pages in a typeface with Chinese characters."""

from __future__ import annotations

import io
from pathlib import Path

from sealdesk.documents import files

_MARGIN_MM = 20.0
_MOST_PAGES = 2000
_POINTS_PER_MM = 72.0 / 25.4

# MuPDF brings Droid Sans Fallback for Chinese; nothing is fetched, and only what is used is embedded.
_STYLE = "body { font-family: sans-serif; font-size: 10pt; line-height: 1.5; } table { width: 100%; }"


def html_to_pdf(html: str, target: Path) -> None:
    """Set `html` on A4 pages, numbered at the foot, and write them to `target`, which must not exist.

    Tables, headings, lists and simple CSS are honoured; scripts, pictures and anything outside are not.

    Raises:
        SealDeskError: The output errors of `files.write_content`.
    """
    files.write_content(_set(html), target)


def _set(html: str) -> bytes:
    import pymupdf

    paper = pymupdf.paper_rect("a4")
    margin = _MARGIN_MM * _POINTS_PER_MM
    room = pymupdf.Rect(margin, margin, paper.width - margin, paper.height - margin)
    story = pymupdf.Story(html, user_css=_STYLE)
    buffer = io.BytesIO()
    writer = pymupdf.DocumentWriter(buffer)
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
