"""A second start hands its files to the first window; what a crash left behind is no obstacle."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from sealdesk.gui.one_window import FirstWindow, files_of, hand_over, socket_name
from sealdesk.service import workstation
from sealdesk.service.file_lock import FileLock
from sealdesk.settings.layout import Layout

from .conftest import WAIT_MS


@pytest.fixture(autouse=True)
def runtime_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # As short as a desktop's own: a socket's name has 107 bytes (unix(7)), and pytest's folders are long.
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield


def start(home: Path, *files: Path) -> subprocess.Popen[str]:
    """The program once more, as a person starts it."""
    command = [sys.executable, "-m", "sealdesk", "gui", "--home", str(home), *map(str, files)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SEALDESK_LANG": "en"}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def test_a_second_start_hands_its_files_over(qtbot: QtBot, home: Path, tmp_path: Path) -> None:
    claim = workstation.claim_window(Layout(home))
    assert isinstance(claim, FileLock)
    first = FirstWindow(home)
    assert first.listening
    file = tmp_path / "文件 & co.pdf"
    with qtbot.waitSignal(first.asked, timeout=WAIT_MS) as asked:
        second = start(home, file)
    assert asked.args == [[file]]
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=WAIT_MS)
    out, err = second.communicate()
    assert second.returncode == 0, err
    assert len(out.splitlines()) == 1
    first.close()
    claim.release()


def test_a_first_window_that_does_not_answer_is_told(qtbot: QtBot, home: Path) -> None:
    claim = workstation.claim_window(Layout(home))
    assert isinstance(claim, FileLock)
    out, err = start(home).communicate(timeout=60)
    claim.release()
    assert "workspace.busy" in err and out == ""


def test_what_a_crash_left_behind_is_cleared(qtbot: QtBot, home: Path) -> None:
    Path(socket_name(home)).touch()
    assert not hand_over(home, [])
    first = FirstWindow(home)
    assert first.listening
    assert Path(socket_name(home)).stat().st_mode & 0o077 == 0
    first.close()


def test_nonsense_is_not_heard(qtbot: QtBot, tmp_path: Path) -> None:
    first = FirstWindow(tmp_path)
    heard: list[object] = []
    first.asked.connect(heard.append)
    for message in (b"{}\n", b'["relative.pdf"]\n', b"[1]\n", b"\xff\n"):
        socket = QLocalSocket()
        socket.connectToServer(socket_name(tmp_path))
        with qtbot.waitSignal(socket.disconnected):
            socket.write(message)
    assert heard == []
    first.close()


def test_messages_are_lists_of_absolute_paths() -> None:
    assert files_of(b'["/a/b.pdf"]') == [Path("/a/b.pdf")]
    assert files_of(b"[]") == []
    assert files_of(b'["b.pdf"]') is None and files_of(b'"/a"') is None
