"""Reports as PDF: Chinese embedded, pages numbered, never over another file."""

from __future__ import annotations

from pathlib import Path

import pytest

from sealdesk.documents.html_pdf import html_to_pdf
from sealdesk.errors import ErrorCode, SealDeskError

ROWS = "".join(f"<tr><td>第{number}项</td><td>通过</td></tr>" for number in range(80))
HTML = f"<h1>验证报告</h1><p>文件 contract.pdf 完整。</p><table>{ROWS}</table>"


def test_a_report_has_its_text_and_its_fonts_inside(tmp_path: Path) -> None:
    import pymupdf

    target = tmp_path / "report.pdf"
    html_to_pdf(HTML, target)
    with pymupdf.Document(target) as document:
        assert len(document) > 1
        text = "".join(page.get_text() for page in document)
        assert "验证报告" in text
        assert "第79项" in text
        assert f"2 / {len(document)}" in text
        kinds = {font[1] for page in document for font in page.get_fonts() if font[3] != "Helvetica"}
        assert kinds <= {"ttf", "cff", "otf", "cid"}, "Chinese characters are embedded"
        assert kinds
    assert target.stat().st_size < 200_000


def test_a_report_replaces_nothing(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"mine")
    with pytest.raises(SealDeskError) as caught:
        html_to_pdf(HTML, target)
    assert caught.value.code is ErrorCode.OUTPUT_EXISTS
    assert target.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [target]


def test_a_wide_report_shows_the_pictures_it_is_given_and_no_others(tmp_path: Path) -> None:
    import pymupdf

    red = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 30, 20))
    red.set_rect(red.irect, (230, 0, 18))
    red.save(tmp_path / "outside.png")
    html = f'<p><img src="seal.png" width="60"/> 印章 <img src="{tmp_path / "outside.png"}" width="60"/></p>'
    target = tmp_path / "report.pdf"
    html_to_pdf(html, target, landscape=True, pictures={"seal.png": red.tobytes("png")})
    with pymupdf.Document(target) as document:
        (page,) = document
        assert page.rect.width > page.rect.height
        assert [(image[2], image[3]) for image in page.get_images()] == [(30, 20)]
        assert "印章" in page.get_text()
