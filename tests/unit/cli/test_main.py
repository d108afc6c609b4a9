"""The command line's frame: whatever happens ends in one line and an exit status that means what it says."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from sealdesk import resources
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


def sealdesk(*words: str | Path, cwd: Path | None = None, user: int | None = None) -> tuple[int, str]:
    """The command line in a process of its own: its exit status and what it said on stderr."""
    command = [sys.executable, "-m", "sealdesk", *map(str, words)]
    if cwd is not None and not cwd.exists():
        script = f"mkdir {cwd} && cd {cwd} && rmdir {cwd} && exec {shlex.join(command)}"
        command, cwd = ["/bin/sh", "-c", script], None
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, cwd=cwd or "/", user=user
    )
    return done.returncode, done.stderr


@pytest.fixture
def closed_home(tmp_path: Path) -> Iterator[tuple[Path, int | None]]:
    """A workspace's folder that may not be entered, and who may not."""
    home = tmp_path / "closed"
    home.mkdir()
    (home / "settings.toml").touch()
    home.chmod(0)
    yield home, 65534 if os.geteuid() == 0 else None
    home.chmod(0o700)


@pytest.mark.skipif(sys.platform != "linux", reason="needs another user's rights")
@pytest.mark.parametrize("words", [("tokens", "list"), ("seals", "list"), ("workspace", "show")])
def test_a_home_that_may_not_be_entered_is_told(
    words: tuple[str, ...], closed_home: tuple[Path, int | None]
) -> None:
    home, user = closed_home
    status, told = sealdesk(*words, "--home", home, user=user)
    assert (status, told.split()[1]) == (4, "[workspace.broken]"), told


@pytest.mark.skipif(sys.platform != "linux", reason="a folder in use can be removed there alone")
@pytest.mark.parametrize("words", [("tokens", "list"), ("ledger", "check")])
def test_a_folder_that_is_gone_is_told(words: tuple[str, ...], tmp_path: Path) -> None:
    status, told = sealdesk(*words, "--home", "here", cwd=tmp_path / "gone")
    assert (status, told.split()[1]) == (4, "[workspace.missing]"), told


@pytest.mark.skipif(sys.platform != "linux", reason="a folder in use can be removed there alone")
def test_the_doctor_comes_to_a_folder_that_is_gone(tmp_path: Path) -> None:
    status, told = sealdesk("doctor", "--home", "here", cwd=tmp_path / "gone")
    assert (status, told) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="needs another user's rights")
def test_verifying_needs_no_workspace(
    closed_home: tuple[Path, int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user's own home, that nobody named, may be out of reach: the verdict is there all the same."""
    home, user = closed_home
    monkeypatch.setenv("SEALDESK_HOME", str(home))
    monkeypatch.setenv("SEALDESK_LANG", "en")
    status, told = sealdesk("verify", resources.path("policy.toml"), user=user)
    assert status == 4, told
    assert "[workspace.broken]" in told
    assert "program" not in told


def test_a_documents_password_need_not_be_an_argument(tmp_path: Path) -> None:
    protected, secret = tmp_path / "p.pdf", tmp_path / "password"
    with pymupdf.open() as document:
        document.new_page()
        document.save(protected, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="word", owner_pw="word")
    secret.write_text("word\n", "utf-8")
    said = [
        subprocess.run(
            [sys.executable, "-m", "sealdesk", "verify", "--json", protected, *words],
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        ).stdout
        for words, typed in (
            (["--password-file", secret], ""),
            (["--password-stdin"], "word\n"),
            (["--password", "word"], ""),
            (["--password-stdin"], "wrong\n"),
        )
    ]
    assert said[0] == said[1] == said[2] != said[3]
