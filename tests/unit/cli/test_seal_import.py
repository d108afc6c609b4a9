"""`sealdesk seals import`: what it writes and what it answers."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from sealdesk.cli import seal_import
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.png import read_png, write_png
from sealdesk.impression.presets import presets


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    seal_import.add_parser(parser.add_subparsers(required=True))
    arguments = parser.parse_args(["import", *words])
    return int(arguments.run(arguments))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "stamp.png"
    path.write_bytes(write_png(draw_seal(presets()["company"].design("城南建设工程有限公司"), 150)))
    return path


def test_a_draft_is_written_and_described(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "draft.png"
    assert run(str(source), "--output", str(target), "--width-mm", "42", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["width_mm"], answer["height_mm"], answer["size_source"]) == (42.0, 42.0, "given")
    assert answer["faults"] == ["low_resolution"]
    assert answer["source_dpi"] == pytest.approx(143, abs=1)
    picture = read_png(target.read_bytes())
    assert (picture.width_px, picture.width_mm) == (answer["width_px"], 42.0)


def test_people_read_what_is_wrong_and_what_to_do(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEALDESK_LANG", "zh")
    assert run(str(source), "--output", str(tmp_path / "draft.png")) == 0
    said = capsys.readouterr()
    assert "40 × 40 mm  取自文件" in said.out
    assert "分辨率偏低 (150 dpi)  建议以 600 dpi 重新扫描" in said.err


def test_nothing_is_written_over_and_nothing_is_left(source: Path, tmp_path: Path) -> None:
    with pytest.raises(SealDeskError) as caught:
        run(str(source), "--output", str(source))
    assert caught.value.code is ErrorCode.OUTPUT_EXISTS
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(SealDeskError) as caught:
        run(str(tmp_path / "text.png"), "--output", str(tmp_path / "draft.png"))
    assert caught.value.code is ErrorCode.PICTURE_KIND
    assert sorted(path.name for path in tmp_path.iterdir()) == ["stamp.png", "text.png"]


def test_a_tilted_seal_says_how_to_turn_it_and_is_upright_after_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEALDESK_LANG", "zh")
    upright = tmp_path / "stamp.png"
    upright.write_bytes(write_png(draw_seal(presets()["company"].design("城南建设工程有限公司"), 300)))
    tilted, turned = tmp_path / "tilted.png", tmp_path / "turned.png"
    assert run(str(upright), "--output", str(tilted), "--width-mm", "42", "--turn", "5") == 0
    capsys.readouterr()
    assert run(str(tilted), "--output", str(turned), "--width-mm", "42") == 0
    said = capsys.readouterr().err
    assert "--turn -5" in said
    assert run(str(tilted), "--output", str(tmp_path / "again.png"), "--width-mm", "42", "--turn", "-5") == 0
    assert "--turn" not in capsys.readouterr().err
