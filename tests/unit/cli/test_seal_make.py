"""`sealdesk seals make`: drafts by extension, warnings beside, nothing written over, troubles named."""

from __future__ import annotations

import json
from pathlib import Path

import pymupdf
import pytest

from sealdesk import app
from sealdesk.errors import ExitStatus
from sealdesk.formats.seal_design import read_design
from sealdesk.impression.png import read_png
from sealdesk.impression.presets import presets

NAME = "城南建设有限公司"


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No workspace in reach, English words."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEALDESK_LANG", "en")


def make(*words: str) -> int:
    return app.main(["seals", "make", *words])


def test_every_kind_of_file_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    files = ["a.png", "a.svg", "a.pdf", "a.json"]
    words = [word for file in files for word in ("-o", file)]
    assert make(NAME, "--code", "4201001234567", *words, "--test-sheet", "t.pdf") == ExitStatus.DONE
    assert capsys.readouterr().out.split() == [*files, "t.pdf"]
    picture = read_png(Path("a.png").read_bytes())
    assert (picture.width_px, picture.width_mm, picture.height_mm) == (945, 40.0, 40.0)
    design = read_design(Path("a.json").read_text("utf-8"))
    assert design == presets()["company"].design(NAME, code="4201001234567")
    assert Path("a.svg").read_text("utf-8").count("<path") >= 4
    with pymupdf.Document("a.pdf") as drawn, pymupdf.Document("t.pdf") as sheet:
        assert (drawn.page_count, sheet.page_count) == (1, 4)


def test_a_design_goes_on_from_a_file_and_every_number_can_be_set() -> None:
    assert make(NAME, "-o", "a.json") == ExitStatus.DONE
    changes = [
        "--size",
        "45x30",
        "--set",
        "star_drop_mm=-1",
        "--set",
        "letter_mm=3.5",
        "--border",
        "0.8",
        "--no-star",
    ]
    changes += ["--second", "工程部", "--bottom", "CHENGNAN", "--number", "12", "--colour", "#ff0000"]
    assert (
        make("--design", "a.json", *changes, "--dpi", "300", "-o", "b.json", "-o", "b.png") == ExitStatus.DONE
    )
    design = read_design(Path("b.json").read_text("utf-8"))
    assert (design.arc_text, design.second_arc_text, design.bottom_text) == (NAME, "工程部", "CHENGNAN")
    assert (design.width_mm, design.height_mm, design.star_drop_mm, design.letter_mm) == (45, 30, -1, 3.5)
    assert (design.border_mm, design.star, design.middle_text, design.colour) == (
        0.8,
        False,
        "12",
        (255, 0, 0),
    )
    assert read_png(Path("b.png").read_bytes()).width_px == round(45 / 25.4 * 300)


def test_square_seals_take_their_characters_and_line_breaks() -> None:
    assert make("城南|财务", "--preset", "finance_square", "--negative", "--no-columns", "-o", "a.json") == 0
    design = read_design(Path("a.json").read_text("utf-8"))
    assert (design.centre_text, design.negative, design.columns) == ("城南\n财务", True, False)


def test_an_emblem_and_warnings_beside_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    Path("e.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L9 9L0 9Z"/></svg>', "utf-8"
    )
    assert make(NAME, "--emblem", "e.svg", "-o", "a.json", "-o", "a.png") == ExitStatus.DONE
    assert "[design.emblem_forbidden]" in capsys.readouterr().err
    assert (
        make(NAME, "--emblem", "e.svg", "--holder", "government", "-o", "b.json", "--json") == ExitStatus.DONE
    )
    answer = json.loads(capsys.readouterr().out)
    assert (answer["written"], answer["warnings"]) == (["b.json"], [])


def test_the_presets_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert make("--list-presets") == ExitStatus.DONE
    assert len(capsys.readouterr().out.splitlines()) == len(presets())
    assert make("--list-presets", "--json") == ExitStatus.DONE
    listed = json.loads(capsys.readouterr().out)
    assert [preset["key"] for preset in listed] == list(presets())
    assert listed[0]["design"]["width_mm"] == 40.0


def test_nothing_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.png").write_bytes(b"mine")
    assert make(NAME, "-o", "a.png") == ExitStatus.COULD_NOT
    assert "[output.exists]" in capsys.readouterr().err
    assert Path("a.png").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([NAME, "-o", "a.gif"], "usage.wrong"),
        ([NAME, "--preset", "nobody"], "usage.wrong"),
        ([NAME, "--size", "big"], "usage.wrong"),
        ([NAME, "--set", "colour=1"], "usage.wrong"),
        ([NAME, "--set", "letter_mm=x"], "usage.wrong"),
        ([NAME, "--set", "letter_mm=900"], "seal.design_wrong"),
        ([NAME, "--size", "nan"], "seal.design_wrong"),
        ([NAME, "--colour", "red"], "seal.design_wrong"),
        (["ئۇيغۇر", "-o", "a.png"], "seal.character_missing"),
        (["--design", "wrong.json"], "seal.design_wrong"),
        (["--design", "missing.json"], "document.not_found"),
        (["--design", "."], "document.unreadable"),
        ([NAME, "--emblem", "wrong.json"], "seal.emblem_wrong"),
    ],
)
def test_troubles_are_named(words: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("wrong.json").write_text('{"format": 1}', "utf-8")
    assert make(*words) != ExitStatus.DONE
    assert f"[{code}]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ([NAME], ["-o FILE"]),
        (["-o", "a.png"], ["NAME or --line"]),
        ([], ["NAME or --line", "-o FILE"]),
        (["", "-o", "a.png", "--preset", "company"], ["NAME or --line"]),
    ],
)
def test_what_a_draft_lacks_is_said(
    words: list[str],
    missing: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SEALDESK_LANG", "en")
    assert make(*words) == ExitStatus.WRONG_USAGE
    said = capsys.readouterr().err
    assert [part for part in ("NAME or --line", "-o FILE") if part in said] == missing
    assert not list(Path().glob("a.*"))


def test_a_measure_is_called_what_people_call_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEALDESK_LANG", "zh")
    assert make(NAME, "--size", "500", "-o", "a.png") == ExitStatus.WRONG_USAGE
    said = capsys.readouterr().err
    assert "宽度（5–100 mm）" in said
    assert "width_mm" not in said
