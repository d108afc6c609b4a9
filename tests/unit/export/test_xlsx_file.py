"""Workbooks: what a cell says comes back as what it was, and nothing in it runs."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.export.xlsx_file import LONGEST_TEXT, Cell, Column, write_workbook

NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
COLUMNS = [Column("编号", 12), Column("名称", 30), Column("有效期至", 12, dates_only=True), Column("次数", 8)]
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - workbooks know no zones
MOMENT = datetime(2026, 11, 24, 3, 44, tzinfo=UTC)


def part(path: Path, name: str) -> Xml.Element:
    with zipfile.ZipFile(path) as book:
        return Xml.fromstring(book.read(name))


def cells(path: Path) -> dict[str, str | float]:
    """The sheet's values by place, read without the writer's library."""
    with zipfile.ZipFile(path) as book:
        names = book.namelist()
    strings: list[str] = []
    if "xl/sharedStrings.xml" in names:
        strings = ["".join(one.itertext()) for one in part(path, "xl/sharedStrings.xml").findall("s:si", NS)]
    found: dict[str, str | float] = {}
    for cell in part(path, "xl/worksheets/sheet1.xml").iter(f"{{{NS['s']}}}c"):
        value = cell.find("s:v", NS)
        assert cell.find("s:f", NS) is None, "a formula"
        if value is not None and value.text is not None:
            text = cell.get("t") == "s"
            found[cell.attrib["r"]] = strings[int(value.text)] if text else float(value.text)
    return found


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    lines = (b"\0" + b"\xe6\0\x12" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_headings_texts_numbers_and_real_dates(tmp_path: Path) -> None:
    target = tmp_path / "register.xlsx"
    assert write_workbook("印章台账", COLUMNS, [["SEAL-1", "城南建设", MOMENT, 3]], target) == 1
    found = cells(target)
    assert [found[f"{letter}1"] for letter in "ABCD"] == [one.heading for one in COLUMNS]
    assert (found["A2"], found["B2"], found["D2"]) == ("SEAL-1", "城南建设", 3)
    assert isinstance(found["C2"], float)
    local = MOMENT.astimezone().replace(tzinfo=None)
    assert abs(EPOCH + timedelta(days=found["C2"]) - local) < timedelta(seconds=1)
    assert part(target, "xl/workbook.xml").find("s:sheets/s:sheet", NS).attrib["name"] == "印章台账"  # type: ignore[union-attr]
    styles = Xml.tostring(part(target, "xl/styles.xml"), "unicode")
    assert "yyyy-mm-dd" in styles


def test_the_header_stays_and_filters(tmp_path: Path) -> None:
    target = tmp_path / "register.xlsx"
    write_workbook("s", COLUMNS, [["a", "b", None, 1]], target)
    sheet = part(target, "xl/worksheets/sheet1.xml")
    pane = sheet.find("s:sheetViews/s:sheetView/s:pane", NS)
    assert pane is not None and pane.attrib["state"] == "frozen" and pane.attrib["ySplit"] == "1"
    assert sheet.find("s:autoFilter", NS) is not None
    widths = [float(one.attrib["width"]) for one in sheet.findall("s:cols/s:col", NS)]
    assert widths[1] > widths[0] > widths[3]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://example.com")',
        "+1",
        "-1",
        "@SUM(A1)",
        "＝1+1",
        "{=1}",
        "\t=1",
        "http://example.com",
        "internal:Sheet2!A1",
        "0012345678901234567890",
        "TRUE",
        "<b>&amp;",
        " 两头有空格 ",
    ],
)
def test_a_text_stays_the_text_it_is(tmp_path: Path, text: str) -> None:
    target = tmp_path / "register.xlsx"
    write_workbook("s", COLUMNS, [[text, "", None, None]], target)
    assert cells(target)["A2"] == text
    with zipfile.ZipFile(target) as book:
        assert not [name for name in book.namelist() if "externalLink" in name]
        assert b"<hyperlink" not in book.read("xl/worksheets/sheet1.xml")


def test_a_text_too_long_is_cut_not_dropped(tmp_path: Path) -> None:
    target = tmp_path / "register.xlsx"
    write_workbook("s", COLUMNS, [["长" * (LONGEST_TEXT + 5), "", None, None]], target)
    assert cells(target)["A2"] == "长" * LONGEST_TEXT


def test_pictures_lie_in_their_cells_small(tmp_path: Path) -> None:
    target = tmp_path / "register.xlsx"
    rows: list[list[Cell]] = [["a", png(120, 60), None, 1], ["b", None, None, 2], ["c", png(30, 90), None, 3]]
    write_workbook("s", COLUMNS, rows, target)
    with zipfile.ZipFile(target) as book:
        pictures = [book.read(name) for name in book.namelist() if name.startswith("xl/media/")]
        drawing = book.read("xl/drawings/drawing1.xml").decode()
    assert sorted(pictures) == sorted([png(120, 60), png(30, 90)])
    assert re.findall(r"<xdr:from><xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>", drawing) == [
        ("1", "1"),
        ("1", "3"),
    ]
    emu_per_px = 9525
    sizes = {
        (int(x) / emu_per_px, int(y) / emu_per_px)
        for x, y in re.findall(r'<a:ext cx="(\d+)" cy="(\d+)"', drawing)
    }
    assert max(max(size) for size in sizes) <= 65


def test_an_empty_table_is_a_header(tmp_path: Path) -> None:
    target = tmp_path / "register.xlsx"
    assert write_workbook("s", COLUMNS, [], target) == 0
    assert len(cells(target)) == len(COLUMNS)


def test_a_workbook_replaces_nothing_and_leaves_nothing_half(tmp_path: Path) -> None:
    target = tmp_path / "register.xlsx"
    target.write_bytes(b"mine")
    with pytest.raises(SealDeskError) as caught:
        write_workbook("s", COLUMNS, [], target)
    assert caught.value.code is ErrorCode.OUTPUT_EXISTS
    assert target.read_bytes() == b"mine"

    def broken() -> object:
        yield ["a", "b", None, 1]
        raise RuntimeError("out of rows")

    with pytest.raises(RuntimeError, match="out of rows"):
        write_workbook("s", COLUMNS, broken(), tmp_path / "other.xlsx")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == [target]
