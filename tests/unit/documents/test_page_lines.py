"""Lines of text, however the file draws them."""

from __future__ import annotations

import random
from pathlib import Path

import pymupdf
import pytest

from sealdesk import resources
from sealdesk.documents.page_lines import MOST_PAGES, pages_to_read, read_lines
from sealdesk.documents.text import find_text
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.page_text import PageLines

MM = 72 / 25.4
FONT = pymupdf.Font("cjk")


class Sheet:
    """A page to write on, in points from the top left corner."""

    def __init__(self, width: float = 400.0, height: float = 600.0) -> None:
        self.pdf = pymupdf.Document()
        self.page = self.pdf.new_page(width=width, height=height)

    def put(self, x: float, y: float, text: str, size: float = 14.0) -> None:
        writer = pymupdf.TextWriter(self.page.rect)
        writer.append((x, y), text, font=FONT, fontsize=size)
        writer.write_text(self.page)

    def lines(self, folder: Path) -> PageLines:
        path = folder / "sheet.pdf"
        self.pdf.subset_fonts()
        self.pdf.save(path)
        (page,) = read_lines(path, None)
        return page


def texts(page: PageLines) -> list[str]:
    return [line.text for line in page.lines]


def test_letters_in_any_order_are_one_line(tmp_path: Path) -> None:
    sheet = Sheet()
    letters = [(50 + 14 * i, letter) for i, letter in enumerate("城南建设有限公司")]
    random.Random(1).shuffle(letters)
    for x, letter in letters:
        sheet.put(x, 100, letter)
    page = sheet.lines(tmp_path)
    assert texts(page) == ["城南建设有限公司"]
    bounds = page.lines[0].bounds_mm
    assert (bounds.x0 * MM, bounds.x1 * MM) == pytest.approx((50, 50 + 8 * 14), abs=0.1)
    assert (bounds.y0 * MM, bounds.y1 * MM) == pytest.approx((100 - 0.88 * 14, 100 + 0.12 * 14), abs=0.1)


def test_wide_spacing_keeps_a_line_and_shows_as_spaces(tmp_path: Path) -> None:
    sheet = Sheet()
    for i, letter in enumerate("印发机关"):
        sheet.put(50 + 26 * i, 100, letter)
    assert texts(sheet.lines(tmp_path)) == ["印 发 机 关"]


def test_a_wide_gap_parts_a_line(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.put(50, 100, "甲方（盖章）")
    sheet.put(200, 100, "乙方（盖章）")
    assert texts(sheet.lines(tmp_path)) == ["甲方（盖章）", "乙方（盖章）"]


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    sheet = Sheet()
    for row in range(6):
        sheet.put(30, 100 + 24 * row, f"左栏的第{row}行文字很长")
        sheet.put(220, 100 + 24 * row, f"右栏的第{row}行文字很长")
    read = texts(sheet.lines(tmp_path))
    assert [line[0] for line in read] == ["左"] * 6 + ["右"] * 6


def test_pairs_of_names_are_read_row_by_row(tmp_path: Path) -> None:
    sheet = Sheet()
    for row in range(2):
        sheet.put(30, 100 + 24 * row, f"甲{row}")
        sheet.put(220, 100 + 24 * row, f"乙{row}")
    assert texts(sheet.lines(tmp_path)) == ["甲0", "乙0", "甲1", "乙1"]


def test_text_printed_twice_for_weight_is_read_once(tmp_path: Path) -> None:
    sheet = Sheet()
    for shift in (0.0, 0.4):
        sheet.put(50 + shift, 100, "关于加强管理的通知")
    assert texts(sheet.lines(tmp_path)) == ["关于加强管理的通知"]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_shown(tmp_path: Path, rotate: int) -> None:
    sheet = Sheet()
    sheet.put(50, 100, "城南建设有限公司")
    sheet.put(50, 124, "成文日期")
    sheet.page.set_rotation(rotate)
    page = sheet.lines(tmp_path)
    assert texts(page) == ["城南建设有限公司", "成文日期"]
    assert {line.turned_deg for line in page.lines} == {float(rotate)}
    bounds = page.lines[0].bounds_mm
    assert (bounds.width > bounds.height) == (rotate in (0, 180))


def test_columns_of_single_letters_are_read_downwards(tmp_path: Path) -> None:
    sheet = Sheet()
    for column, text in enumerate(("关于加强印章管理的通知", "各部门应当遵照执行")):
        for row, letter in enumerate(text):
            sheet.put(300 - 26 * column, 60 + 14 * row, letter)
    page = sheet.lines(tmp_path)
    assert texts(page) == ["关于加强印章管理的通知", "各部门应当遵照执行"]
    assert all(line.columns and line.turned_deg == 90 for line in page.lines)


def test_lines_of_a_table_are_no_columns_of_letters(tmp_path: Path) -> None:
    sheet = Sheet()
    for row in range(4):
        for column in range(4):
            sheet.put(50 + 80 * column, 100 + 30 * row, "序号")
    assert all(not line.columns for line in sheet.lines(tmp_path).lines)


def test_a_scan_says_so(tmp_path: Path) -> None:
    sheet = Sheet()
    pixmap = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 200, 300))
    pixmap.clear_with(240)
    for top in (0, 300):  # in two strips, as scanners make them
        sheet.page.insert_image(pymupdf.Rect(0, top, 400, top + 300), pixmap=pixmap, keep_proportion=False)
    page = sheet.lines(tmp_path)
    assert page.scanned
    assert page.lines == ()


def test_a_scan_with_recognised_text_is_searched(tmp_path: Path) -> None:
    sheet = Sheet()
    pixmap = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 200, 300))
    pixmap.clear_with(240)
    sheet.page.insert_image(sheet.page.rect, pixmap=pixmap, keep_proportion=False)
    sheet.page.insert_font("cjk", fontbuffer=FONT.buffer)
    sheet.page.insert_text((50, 100), "盖章处", fontname="cjk", fontsize=14, render_mode=3)
    page = sheet.lines(tmp_path)
    assert page.scanned
    assert texts(page) == ["盖章处"]
    assert len(find_text(tmp_path / "sheet.pdf", None, "盖章处")) == 1


def test_the_pages_of_a_long_document_that_are_read() -> None:
    assert pages_to_read(3) == (1, 2, 3)
    many = pages_to_read(10_000)
    assert len(many) == MOST_PAGES
    assert (many[0], many[-1]) == (1, 10_000)
    assert 5_000 not in many


def test_every_character_of_a_sample_is_read() -> None:
    path = resources.path("samples/official.pdf")
    with pymupdf.open(path) as pdf:
        expected = ["".join(page.get_text().split()) for page in pdf]
    read = read_lines(path, None)
    for page, text in zip(read, expected, strict=True):
        mine = "".join("".join(line.text.split()) for line in page.lines)
        assert sorted(mine) == sorted(text)


def test_no_pdf_is_said(tmp_path: Path) -> None:
    path = tmp_path / "no.pdf"
    path.write_bytes(b"hello")
    with pytest.raises(SealDeskError) as caught:
        read_lines(path, None)
    assert caught.value.code is ErrorCode.DOCUMENT_NOT_PDF
