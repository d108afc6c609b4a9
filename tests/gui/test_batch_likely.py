"""The seal that a new batch is offered with, what is said of its requests, and a plan with nothing ready."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sealdesk.gui.batch_likely import names_in
from sealdesk.gui.batch_setup import BatchSetup
from sealdesk.gui.tabs import Tab
from tests.batches import make_documents

from .approved import approve
from .conftest import WAIT_MS, Opened, open_window


@pytest.fixture
def asked_for(qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path) -> Iterator[Opened]:
    """Two documents have a request for the unit's seal, beside the contract's for the contract seal."""
    for path in make_documents(tmp_path / "in", 2):
        approve(home, path, "SEAL-0001")
    make_documents(tmp_path / "others", 1, first=9)
    (tmp_path / "out").mkdir()
    for one in open_window(qtbot, qapp, home, tmp_path / "out", "en"):
        qtbot.waitUntil(one.is_ready, timeout=WAIT_MS)
        one.window.show_tab(Tab.BATCH)
        qtbot.waitUntil(lambda one=one: one.window.batch_page.setup.seal.count() > 0, timeout=WAIT_MS)
        yield one


def documents_of(opened: Opened, seal_id: str) -> list[str]:
    requests = [task.standing.request for task in opened.session.tasks]
    return [one.document_name for one in requests if one.seal_id == seal_id]


def is_offered(setup: BatchSetup, seal_id: str) -> bool:
    return bool(setup.seal.currentData() == seal_id)


def test_the_seal_of_most_requests_is_offered_and_that_of_the_folders_documents_before_it(
    qtbot: QtBot, asked_for: Opened, tmp_path: Path
) -> None:
    setup = asked_for.window.batch_page.setup
    assert is_offered(setup, "SEAL-0001")
    assert setup.asked.text() == "Approved requests for this seal: 2"
    (name,) = documents_of(asked_for, "SEAL-0004")
    contract = tmp_path / "contract"
    contract.mkdir()
    (contract / name).write_bytes(b"")
    setup.folder.setText(str(contract))
    qtbot.waitUntil(lambda: is_offered(setup, "SEAL-0004"), timeout=WAIT_MS)
    setup.folder.setText(str(tmp_path / "in"))
    qtbot.waitUntil(lambda: is_offered(setup, "SEAL-0001"), timeout=WAIT_MS)


def test_a_seal_that_was_chosen_stays_and_the_lack_of_requests_for_it_is_told(
    qtbot: QtBot, asked_for: Opened
) -> None:
    setup = asked_for.window.batch_page.setup
    other = next(
        at for at in range(setup.seal.count()) if not documents_of(asked_for, str(setup.seal.itemData(at)))
    )
    setup.seal.setCurrentIndex(other)
    with qtbot.waitSignal(asked_for.session.tasks_changed, timeout=WAIT_MS):
        asked_for.session.find_requests()
    assert setup.seal.currentIndex() == other
    assert setup.asked.text().startswith("No approved request for this seal; there are some for: ")


def test_a_plan_with_nothing_ready_says_what_to_do(qtbot: QtBot, asked_for: Opened, tmp_path: Path) -> None:
    page = asked_for.window.batch_page
    page.setup.folder.setText(str(tmp_path / "others"))
    page.setup.output.setText(str(tmp_path / "out"))
    qtbot.mouseClick(page.setup.look, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.desk.batch is not None, timeout=WAIT_MS)
    assert page.work.foot.words.text().startswith("No document is ready to be sealed")
    assert not page.work.foot.start.isEnabled()


def test_a_folder_that_cannot_be_read_has_no_names(tmp_path: Path) -> None:
    assert names_in("") == names_in(str(tmp_path / "missing")) == frozenset()
