"""CSV: every reader gets every value back, no spreadsheet runs any of them."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.export.csv_file import DEFAULT_COLUMNS, safe_cell, write_csv
from sealdesk.formats.canonical import canonical
from sealdesk.model.ledger import LedgerEntry
from sealdesk.tlog.merkle import leaf_hash

MakeEntry = Callable[..., LedgerEntry]


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def test_a_line_for_each_entry_below_the_headings(tmp_path: Path, make_entry: MakeEntry) -> None:
    target = tmp_path / "ledger.csv"
    document = {"name": '购销合同,"终稿"\n二.pdf', "sha256": "ab" * 32, "length": 1234, "pages": 3}
    entries = [
        make_entry(0, seal="SEAL-1", document=document),
        make_entry(1, given_back=False, document=None),
    ]
    columns = [
        "index",
        "time",
        "document.name",
        "document.length",
        "given_back",
        "no.such.thing",
        "leaf_hash",
    ]
    count = write_csv(entries, target, columns=columns, headings={"index": "序号", "document.name": "文件名"})
    assert count == 2
    assert rows(target) == [
        ["序号", "time", "文件名", "document.length", "given_back", "no.such.thing", "leaf_hash"],
        ["0", "2026-11-24T03:44:21.000000Z", document["name"], "1234", "", "", entries[0].leaf_hash.hex()],
        ["1", "2026-11-24T03:44:21.000000Z", "", "", "false", "", entries[1].leaf_hash.hex()],
    ]
    raw = target.read_bytes()
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\r\n") == 3


def test_a_byte_order_mark_only_when_it_is_wanted(tmp_path: Path, make_entry: MakeEntry) -> None:
    write_csv([make_entry()], tmp_path / "with.csv", bom=True)
    write_csv([make_entry()], tmp_path / "without.csv")
    with_mark, without = ((tmp_path / name).read_bytes() for name in ("with.csv", "without.csv"))
    assert with_mark == b"\xef\xbb\xbf" + without
    assert without.decode().split("\r\n")[0] == ",".join(DEFAULT_COLUMNS)


def test_an_empty_ledger_has_headings(tmp_path: Path) -> None:
    assert write_csv([], tmp_path / "empty.csv", columns=["index"]) == 0
    assert rows(tmp_path / "empty.csv") == [["index"]]


def test_lists_and_objects_are_json(tmp_path: Path, make_entry: MakeEntry) -> None:
    entry = make_entry(impressions=[{"page": 1, "x_mm": "80.5"}], token={"label": "令牌"})
    write_csv([entry], tmp_path / "out.csv", columns=["impressions", "token", "token.label.deeper"])
    assert rows(tmp_path / "out.csv")[1] == ['[{"page":1,"x_mm":"80.5"}]', '{"label":"令牌"}', ""]


def test_values_are_put_into_the_reader_s_words_and_then_made_safe(
    tmp_path: Path, make_entry: MakeEntry
) -> None:
    words = {("kind", "act.sealed"): "=用印"}
    write_csv(
        [make_entry()],
        tmp_path / "out.csv",
        columns=["kind", "workstation"],
        wording=lambda column, value: words.get((column, value), value),
    )
    assert rows(tmp_path / "out.csv")[1] == ["'=用印", "WS-1"]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u3000=1", "＝1+1", "－1+1", "-", "+",
     "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "+1.5e3x", "-\u0661"],
)  # fmt: skip
def test_formulas_are_made_text(tmp_path: Path, make_entry: MakeEntry, text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    write_csv([make_entry(reason=text)], tmp_path / "out.csv", columns=["reason"], headings={"reason": text})
    assert rows(tmp_path / "out.csv") == [[f"'{text}"], [f"'{text}"]]


@pytest.mark.parametrize("text", ["", "-1.5", "+3", "-0.1", "合同", "a=b", "1-2", "'quoted'", "2026-11-24"])
def test_what_is_no_formula_stays(text: str) -> None:
    assert safe_cell(text) == text


@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00")), min_size=1, max_size=4
    )
)
def test_every_value_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    body = {str(number): text for number, text in enumerate(texts)}
    entry = LedgerEntry(0, leaf_hash(canonical(body)), canonical(body), body)
    target = tmp_path_factory.mktemp("csv") / "out.csv"
    write_csv([entry], target, columns=[*body, "end"])
    found = rows(target)[1]
    assert [
        cell.removeprefix("'") if cell != text else cell for cell, text in zip(found, texts, strict=False)
    ] == texts


def test_a_broken_ledger_leaves_no_half_export(tmp_path: Path, make_entry: MakeEntry) -> None:
    def entries() -> object:
        yield make_entry(0)
        raise SealDeskError(ErrorCode.LEDGER_BROKEN, index=1)

    with pytest.raises(SealDeskError) as broken:
        write_csv(entries(), tmp_path / "out.csv")  # type: ignore[arg-type]
    assert broken.value.code is ErrorCode.LEDGER_BROKEN
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_the_ledger(tmp_path: Path, make_entry: MakeEntry) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            write_csv(
                (make_entry(number, reason="x" * 500) for number in range(count)), tmp_path / f"{count}.csv"
            )
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    small, large = peak(500), peak(2000)
    assert (tmp_path / "2000.csv").stat().st_size > 1_000_000
    assert large < small + 100_000
