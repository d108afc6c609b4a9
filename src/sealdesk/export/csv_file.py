"""The ledger as CSV (RFC 4180, UTF-8), safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sealdesk.export.new_file import new_file
from sealdesk.model.ledger import LedgerEntry

DEFAULT_COLUMNS = (
    "index",
    "time",
    "kind",
    "seal",
    "request",
    "person",
    "document.name",
    "document.class",
    "document.pages",
    "document.sha256",
    "document.length",
    "stamped.sha256",
    "impressions",
    "reason",
    "recipient",
    "result",
    "method",
    "workstation",
    "entry_id",
    "leaf_hash",
)
"""Columns where the caller names none: `index` and `leaf_hash` of the entry, and dotted names in its body."""

Wording = Callable[[str, str], str]
"""Gives the cell for a column's stored text, e.g. the name of a kind in the reader's language."""

# What a spreadsheet takes for a formula (OWASP, CSV injection), also in full width, also behind blanks.
_FORMULA_STARTS = tuple("=+-@＝＋－＠")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_BATCH_CHARACTERS = 1 << 16


def write_csv(
    entries: Iterable[LedgerEntry],
    target: Path,
    *,
    columns: Sequence[str] = DEFAULT_COLUMNS,
    headings: Mapping[str, str] | None = None,
    wording: Wording | None = None,
    bom: bool = False,
) -> int:
    """Write one line for each entry below a line of headings; gives the number of entries.

    Args:
        entries: Read one by one; never held together.
        target: A new file; see `new_file` for what is raised.
        columns: What to write, in this order.
        headings: Heading of each column in the reader's language; a column without one keeps its own name.
        wording: Puts stored values into the reader's words, before the cell is made safe.
        bom: Begin with a byte order mark, by which spreadsheets recognise UTF-8.
    """
    headings = headings or {}
    count = 0
    with new_file(target) as file:
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        if bom:
            text.write("\ufeff")
        writer.writerow([safe_cell(headings.get(column, column)) for column in columns])
        for entry in entries:
            writer.writerow([_cell(entry, column, wording) for column in columns])
            count += 1
            if text.tell() > _BATCH_CHARACTERS:
                file.write(text.getvalue().encode())
                text.seek(0)
                text.truncate()
        file.write(text.getvalue().encode())
    return count


def safe_cell(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula; plain numbers stay numbers."""
    if text[:1] in ("\t", "\r", "\n") or text.lstrip().startswith(_FORMULA_STARTS):
        return text if _NUMBER.fullmatch(text) else f"'{text}"
    return text


def _cell(entry: LedgerEntry, column: str, wording: Wording | None) -> str | int:
    value = column_value(entry, column)
    if isinstance(value, bool) or not isinstance(value, int | str):
        value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, int):
        return value
    return safe_cell(wording(column, value) if wording else value)


def column_value(entry: LedgerEntry, column: str) -> Any:
    """What the entry says under a dotted name; empty text where it says nothing."""
    if column == "index":
        return entry.index
    if column == "leaf_hash":
        return entry.leaf_hash.hex()
    value: Any = entry.body
    for name in column.split("."):
        if not isinstance(value, Mapping):
            return ""
        value = value.get(name)
    return "" if value is None else value
