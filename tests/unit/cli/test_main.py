"""The command line's frame: whatever happens ends in one line and an exit status that means what it says."""

from __future__ import annotations

import argparse

import pytest

from sealdesk.cli import main
from sealdesk.cli.main import OtherFaces


def ends_with(trouble: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    def fail(arguments: argparse.Namespace) -> int:
        raise trouble

    parser = argparse.ArgumentParser()
    parser.set_defaults(command="x", run=fail)
    monkeypatch.setattr(main, "_parser", lambda arguments: parser)
    monkeypatch.setenv("SEALDESK_LANG", "en")
    return main.run([], OtherFaces(window=lambda home, files: 0, server=lambda arguments: 0))


def test_a_fault_is_no_answer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("SEALDESK_TRACEBACK", raising=False)
    assert ends_with(ValueError("PIN 12345678"), monkeypatch) == 4
    line = capsys.readouterr().err
    assert line.startswith("sealdesk: [program.fault] ")
    assert "ValueError (test_main.py:" in line
    assert line.count("\n") == 1
    assert "12345678" not in line


def test_a_fault_can_be_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALDESK_TRACEBACK", "1")
    with pytest.raises(ValueError, match="x"):
        ends_with(ValueError("x"), monkeypatch)


def test_an_interruption_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends_with(KeyboardInterrupt(), monkeypatch) == 4
    assert capsys.readouterr().err.startswith("sealdesk: [program.interrupted] ")
