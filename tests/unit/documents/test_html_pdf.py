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
