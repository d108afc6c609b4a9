"""A table as a workbook (ISO/IEC 29500): real dates, a header that stays, small pictures; no cell is a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sealdesk.export.new_file import new_file

Cell = str | int | float | datetime | bytes | None
"""Text, number, time (shown in local time), picture (PNG), or nothing."""

LONGEST_TEXT = 32_767
"""Characters a cell can hold; a longer text is cut."""

_PICTURE_PX = 64
_ROW_PX = 70
_TIME_FORMAT = "yyyy-mm-dd hh:mm"
_DATE_FORMAT = "yyyy-mm-dd"


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width in characters, and whether its times are shown as dates alone."""

    heading: str
    width: float
    dates_only: bool = False


def write_workbook(
    sheet: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], target: Path
) -> int:
    """Write one sheet with a line for each row below the headings; gives the number of rows.

    Every text is written as text: what begins like a formula, a number or an address stays what it says.

    Args:
        sheet: Its name, at most 31 characters.
        target: A new file; see `new_file` for what is raised.
    """
    import xlsxwriter

    count = 0
    with new_file(target) as file:
        workbook = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
        page = workbook.add_worksheet(sheet)
        top = {"align": "left", "valign": "top", "text_wrap": True}
        heading = workbook.add_format({**top, "bold": True, "bottom": 1})
        text = workbook.add_format(top)
        times = [
            workbook.add_format({**top, "num_format": _DATE_FORMAT if one.dates_only else _TIME_FORMAT})
            for one in columns
        ]
        for index, column in enumerate(columns):
            page.set_column(index, index, column.width)
            page.write_string(0, index, column.heading, heading)
        for count, row in enumerate(rows, 1):
            if any(isinstance(cell, bytes) for cell in row):
                page.set_row_pixels(count, _ROW_PX)
            for index, cell in enumerate(row):
                _write(page, count, index, cell, times[index] if isinstance(cell, datetime) else text)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, count, len(columns) - 1)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        workbook.close()
    return count


def _write(page: Any, row: int, index: int, cell: Cell, style: Any) -> None:
    if cell is None or cell == "":
        page.write_blank(row, index, None, style)
    elif isinstance(cell, bytes):
        _write_picture(page, row, index, cell)
    elif isinstance(cell, datetime):
        page.write_datetime(row, index, cell.astimezone().replace(tzinfo=None), style)
    elif isinstance(cell, str):
        page.write_string(row, index, cell[:LONGEST_TEXT], style)
    else:
        page.write_number(row, index, cell, style)


def _write_picture(page: Any, row: int, index: int, png: bytes) -> None:
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))  # PNG: IHDR
    scale = _PICTURE_PX / max(width, height, 1)
    shown = {
        "image_data": io.BytesIO(png),
        "x_scale": scale,
        "y_scale": scale,
        "x_offset": 3,
        "y_offset": 3,
        "object_position": 1,  # moves and sizes with its cell, so that sorting keeps it there
    }
    page.insert_image(row, index, "specimen.png", shown)
