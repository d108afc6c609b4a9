"""Blank pages, scans, and sizes that cannot be right: on real pages of many kinds."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from sealdesk.documents.page_look import PageLook, is_odd, look_at_pages, proposed_size

MM = 72 / 25.4


def picture(width: int, height: int, value: int = 200) -> bytes:
    """A PNG of so many pixels."""
    pixmap = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, width, height))
    pixmap.clear_with(value)
    return bytes(pixmap.tobytes("png"))


def scan(folder: Path, pixels: tuple[int, int], units: tuple[float, float]) -> PageLook:
    """A page that is one picture."""
    with pymupdf.Document() as pdf:
        page = pdf.new_page(width=units[0], height=units[1])
        page.insert_image(page.rect, stream=picture(*pixels), keep_proportion=False)
        pdf.save(folder / "scan.pdf", deflate=True)
    (look,) = look_at_pages(folder / "scan.pdf", None)
    return look


def drawn(folder: Path, size_mm: tuple[float, float], text: str = "", *, y: float = 0.5) -> PageLook:
    with pymupdf.Document() as pdf:
        page = pdf.new_page(width=size_mm[0] * MM, height=size_mm[1] * MM)
        if text:
            page.insert_text((size_mm[0] * MM / 2, size_mm[1] * MM * y), text)
        pdf.save(folder / "drawn.pdf")
    (look,) = look_at_pages(folder / "drawn.pdf", None)
    return look


def test_a_scan_put_in_pixel_by_point_is_asked_about(tmp_path: Path) -> None:
    look = scan(tmp_path, (2480, 3508), (2480, 3508))
    assert (look.scan, look.odd_size, look.text, look.blank) == (True, True, False, False)
    assert look.scan_dpi == pytest.approx(72, abs=0.1)
    assert look.size_mm == pytest.approx((874.9, 1237.5), abs=0.1)
    assert look.proposed_size_mm == (210.0, 297.0)
    # 42 mm on A4 are 175 mm on the page as stated.
    assert 42 * look.seal_factor == pytest.approx(174.98, abs=0.1)


@pytest.mark.parametrize(
    ("pixels", "units", "proposed"),
    [
        ((3508, 2480), (3508, 2480), (297.0, 210.0)),
        ((4960, 7016), (4960, 7016), (210.0, 297.0)),
        ((3508, 4961), (3508, 4961), (297.0, 420.0)),
        ((1654, 2339), (1654, 2339), (210.0, 297.0)),
        ((2550, 3300), (2550, 3300), (215.9, 279.4)),
        ((2480, 3508), (90.0, 127.3), (210.0, 297.0)),
    ],
)
def test_what_is_proposed(
    tmp_path: Path, pixels: tuple[int, int], units: tuple[float, float], proposed: tuple[float, float]
) -> None:
    assert scan(tmp_path, pixels, units).proposed_size_mm == proposed


@pytest.mark.parametrize(
    ("pixels", "size_mm"),
    [
        ((2480, 3508), (210.0, 297.0)),
        ((1240, 1754), (210.0, 297.0)),
        ((3508, 2480), (297.0, 210.0)),
        ((3508, 4961), (297.0, 420.0)),
        ((1240, 1748), (105.0, 148.0)),
        ((2550, 3300), (215.9, 279.4)),
        ((2384, 3370), (841.0, 1189.0)),
        ((1684, 2384), (594.0, 841.0)),
        ((7000, 9900), (600.0, 850.0)),
        ((640, 2400), (80.0, 300.0)),
        ((1000, 640), (85.6, 54.0)),
    ],
)
def test_sizes_that_are_not_asked_about(
    tmp_path: Path, pixels: tuple[int, int], size_mm: tuple[float, float]
) -> None:
    look = scan(tmp_path, pixels, (size_mm[0] * MM, size_mm[1] * MM))
    assert look.scan
    assert not look.odd_size
    assert look.seal_factor == 1.0


@pytest.mark.parametrize("size_mm", [(875.0, 1237.0), (1000.0, 700.0), (500.0, 3000.0), (40.0, 30.0)])
def test_posters_and_labels_with_text_are_not_asked_about(
    tmp_path: Path, size_mm: tuple[float, float]
) -> None:
    look = drawn(tmp_path, size_mm, "PLAN")
    assert (look.odd_size, look.scan, look.blank, look.text) == (False, False, False, True)


def test_a_poster_of_a_picture_with_text_over_it_is_not_asked_about(tmp_path: Path) -> None:
    with pymupdf.Document() as pdf:
        page = pdf.new_page(width=2480, height=3508)
        page.insert_image(page.rect, stream=picture(2480, 3508))
        page.insert_text((1000, 1000), "POSTER", fontsize=200)
        pdf.save(tmp_path / "poster.pdf", deflate=True)
    (look,) = look_at_pages(tmp_path / "poster.pdf", None)
    assert not look.odd_size


def test_a_user_unit_counts(tmp_path: Path) -> None:
    with pymupdf.Document() as pdf:
        page = pdf.new_page(width=1240, height=1754)
        page.insert_image(page.rect, stream=picture(2480, 3508))
        pdf.xref_set_key(page.xref, "UserUnit", "2")
        pdf.save(tmp_path / "unit.pdf", deflate=True)
    (look,) = look_at_pages(tmp_path / "unit.pdf", None)
    assert look.odd_size
    assert look.size_mm == pytest.approx((874.9, 1237.5), abs=0.1)


def test_blank_pages(tmp_path: Path) -> None:
    assert drawn(tmp_path, (210, 297)).blank
    assert drawn(tmp_path, (210, 297), "- 3 -", y=0.95).blank
    assert drawn(tmp_path, (210, 297), "- 3 -", y=0.9).blank
    assert not drawn(tmp_path, (210, 297), "x").blank
    assert scan(tmp_path, (1240, 1754), (595, 842)).blank is False


def test_a_page_of_lines_alone_is_not_blank(tmp_path: Path) -> None:
    with pymupdf.Document() as pdf:
        pdf.new_page().draw_rect(pymupdf.Rect(100, 300, 300, 400))
        white = pdf.new_page()
        white.draw_rect(white.rect, color=(1, 1, 1), fill=(1, 1, 1))
        pdf.save(tmp_path / "lines.pdf")
    lines, white_look = look_at_pages(tmp_path / "lines.pdf", None)
    assert not lines.blank
    assert white_look.blank


def test_pages_may_be_chosen(tmp_path: Path) -> None:
    with pymupdf.Document() as pdf:
        for _ in range(4):
            pdf.new_page()
        pdf.save(tmp_path / "four.pdf")
    assert [look.page for look in look_at_pages(tmp_path / "four.pdf", None, (2, 4, 9))] == [2, 4]


def test_a_photograph_keeps_its_proportions() -> None:
    assert is_odd(1422.4, 1066.8, 72)
    width, height = proposed_size(4032, 3024)
    assert width / height == pytest.approx(4 / 3)
    assert max(width, height) <= 297
    assert min(width, height) == pytest.approx(210)
