"""The pages that a dialog lets a person look through: whatever way it goes, no process and no thread stays."""

from __future__ import annotations

import threading
from pathlib import Path

import pymupdf
import pytest
import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sealdesk.documents.rendering import Renderer, _Child
from sealdesk.gui.conversion_pages import PagesView

from .conftest import WAIT_MS


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[_Child]:
    """The processes that drew."""
    found: list[_Child] = []
    start = Renderer._start

    def started(self: Renderer) -> None:
        start(self)
        assert self._child is not None
        found.append(self._child)

    monkeypatch.setattr(Renderer, "_start", started)
    return found


@pytest.fixture
def document(tmp_path: Path) -> Path:
    with pymupdf.Document() as made:
        made.new_page().insert_text((72, 72), "text")
        made.save(tmp_path / "a.pdf")
    return tmp_path / "a.pdf"


def looking_threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "looking through"]


@pytest.mark.parametrize("way", ["closed", "window gone", "never shown", "another document"])
def test_nothing_is_left_behind(qtbot: QtBot, document: Path, children: list[_Child], way: str) -> None:
    window = QWidget()
    dialog = QDialog(window)
    view = PagesView(QSize(200, 300))
    QVBoxLayout(dialog).addWidget(view)
    if way != "never shown":
        dialog.show()
    view.open(document)
    qtbot.waitUntil(lambda: 1 in view.seen, timeout=WAIT_MS)
    assert len(children) == 1 and children[0]._process.poll() is None
    if way == "another document":
        view.open(document)
        qtbot.waitUntil(lambda: len(children) == 2, timeout=WAIT_MS)
        assert children[0]._process.poll() is not None
    if way == "closed":
        dialog.close()
    else:
        shiboken6.delete(window)
    qtbot.waitUntil(lambda: not looking_threads(), timeout=WAIT_MS)
    assert all(one._process.poll() is not None for one in children)
    assert all(one._process.stdout is not None and one._process.stdout.closed for one in children)
