"""Practising: made by a process of its own, marked everywhere, apart from whatever is real."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.practice import PracticeMaking, open_practice_window
from sealdesk.gui.practice_dialog import DeletePracticeDialog, PracticeDialog
from sealdesk.gui.practice_mark import is_practice, paint_practice_ground, practice_pin, set_practice
from sealdesk.gui.worker import Worker
from sealdesk.service import workstation
from sealdesk.service.evaluation import practice
from sealdesk.service.evaluation.cast import cast_seals, practice_seals
from sealdesk.service.evaluation.practice import PracticeState
from sealdesk.service.evaluation.workspace import make_evaluation
from sealdesk.service.file_lock import Holder
from sealdesk.settings.layout import Layout, default_home, practice_home
from sealdesk.settings.settings import Settings, save_settings

from .conftest import WAIT_MS, Opened


@pytest.fixture
def practice_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return practice_home()


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker("practice")
    yield made
    made.stop()


def test_it_lies_beside_the_users_own_workspace(
    practice_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert default_home().parent == practice_folder.parent and default_home() != practice_folder
    monkeypatch.setenv("SEALDESK_HOME", "/somewhere/else")
    assert practice_home() == practice_folder


def test_every_practice_seal_says_so() -> None:
    real = {one.id: one for one in cast_seals()}
    for one in practice_seals():
        assert one.name == f"{real[one.id].name}（练习）"
        assert "练习" in f"{one.design.bottom_text}{one.design.centre_text}"
        assert (one.design.width_mm, one.design.kind) == (
            real[one.id].design.width_mm,
            real[one.id].design.kind,
        )


def test_it_is_made_with_progress(qtbot: QtBot, practice_folder: Path) -> None:
    making = PracticeMaking(practice_folder)
    seen: list[tuple[int, int]] = []
    making.progressed.connect(lambda made, all_: seen.append((made, all_)))
    with qtbot.waitSignal(making.made, timeout=WAIT_MS):
        making.start()
    assert practice.state_of(practice_folder) is PracticeState.READY
    assert practice.made_so_far(practice_folder) == (seen[-1][1], seen[-1][1])
    assert [made for made, _ in seen] == sorted(made for made, _ in seen)
    assert practice.practice_pin(practice_folder).isdigit()


def test_without_the_software_token_it_says_what_to_install(
    qtbot: QtBot, practice_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    making = PracticeMaking(practice_folder)
    with qtbot.waitSignal(making.failed, timeout=WAIT_MS) as heard:
        making.start()
    assert "softhsm2" in heard.args[0]
    assert practice.state_of(practice_folder) is PracticeState.ABSENT


def test_stopped_half_way_it_is_made_anew(qtbot: QtBot, practice_folder: Path, worker: Worker) -> None:
    dialog = PracticeDialog(practice_folder, worker)
    dialog.show()
    dialog.begin()
    qtbot.waitUntil(lambda: dialog.bar.value() > 2, timeout=WAIT_MS)
    with qtbot.waitSignal(dialog.rejected, timeout=WAIT_MS):
        QTest.mouseClick(dialog.back, Qt.MouseButton.LeftButton)
    assert practice.state_of(practice_folder) is not PracticeState.READY
    again = PracticeMaking(practice_folder)
    practice.remove(practice_folder)
    with qtbot.waitSignal(again.made, timeout=WAIT_MS):
        again.start()


def test_its_window_keeps_it_from_being_deleted(qtbot: QtBot, practice_folder: Path, worker: Worker) -> None:
    make_evaluation(practice_folder, practice=True)
    assert open_practice_window(practice_folder)

    def holder() -> Holder | None:
        claim = workstation.claim_window(Layout(practice_folder))
        if isinstance(claim, Holder):
            return claim if claim.pid else None
        claim.release()
        return None

    qtbot.waitUntil(lambda: holder() is not None, timeout=WAIT_MS)
    window = holder()
    assert window is not None and window.pid != os.getpid()
    try:
        dialog = DeletePracticeDialog(practice_folder, worker)
        dialog.delete()
        qtbot.waitUntil(lambda: dialog.notice.heading != "", timeout=WAIT_MS)
        assert practice.state_of(practice_folder) is PracticeState.READY
    finally:
        os.kill(window.pid, signal.SIGTERM)
    qtbot.waitUntil(lambda: holder() is None, timeout=WAIT_MS)
    with qtbot.waitSignal(dialog.deleted, timeout=WAIT_MS):
        dialog.delete()
    assert practice.state_of(practice_folder) is PracticeState.ABSENT


def refused_to_remove(folder: Path) -> ErrorCode:
    with pytest.raises(SealDeskError) as refused:
        practice.remove(folder)
    return refused.value.code


def test_nothing_but_practice_is_ever_deleted(practice_folder: Path) -> None:
    layout = Layout(practice_folder)
    practice_folder.mkdir(parents=True)
    assert practice.state_of(practice_folder) is PracticeState.ABSENT, (
        "an empty folder is to be filled, not removed"
    )
    thesis = practice_folder / "thesis.docx"
    thesis.write_text("my life", "utf-8")
    assert refused_to_remove(practice_folder) is ErrorCode.WORKSPACE_NOT_PRACTICE
    save_settings(layout, Settings(organisation="城南建设有限公司", workstation="w", evaluation=True))
    assert refused_to_remove(practice_folder) is ErrorCode.WORKSPACE_NOT_PRACTICE
    elsewhere = practice_folder.with_name("mark")
    elsewhere.write_text(practice.MARK, "utf-8")
    layout.practice_mark.symlink_to(elsewhere)
    assert refused_to_remove(practice_folder) is ErrorCode.WORKSPACE_NOT_PRACTICE
    layout.practice_mark.unlink()
    layout.practice_mark.write_text("mine", "utf-8")
    assert refused_to_remove(practice_folder) is ErrorCode.WORKSPACE_NOT_PRACTICE
    assert thesis.read_text("utf-8") == "my life"
    layout.practice_mark.write_text(practice.MARK, "utf-8")
    link = practice_folder.with_name("link")
    link.symlink_to(practice_folder)
    assert refused_to_remove(link) is ErrorCode.WORKSPACE_NOT_PRACTICE
    assert thesis.exists()


def test_what_links_lead_to_outlives_it(practice_folder: Path) -> None:
    outside = practice_folder.parent / "outside"
    outside.mkdir(parents=True)
    letter = outside / "letter.txt"
    letter.write_text("dear", "utf-8")
    practice_folder.mkdir()
    layout = Layout(practice_folder)
    layout.practice_mark.write_text(practice.MARK, "utf-8")
    (practice_folder / "folder").symlink_to(outside)
    (practice_folder / "file").symlink_to(letter)
    layout.window_lock.symlink_to(letter)
    with pytest.raises(SealDeskError):
        practice.remove(practice_folder)
    assert letter.read_text("utf-8") == "dear", "a lock is not written through a link"
    layout.window_lock.unlink()
    practice.remove(practice_folder)
    assert not practice_folder.exists()
    assert letter.read_text("utf-8") == "dear"


def test_what_an_interruption_leaves_can_still_be_removed(
    practice_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, *_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    practice_folder.mkdir(parents=True)
    Layout(practice_folder).practice_mark.write_text(practice.MARK, "utf-8")
    (practice_folder / "seals").mkdir()
    with monkeypatch.context() as broken:
        broken.setattr("sealdesk.service.evaluation.practice.shutil.rmtree", full)
        assert refused_to_remove(practice_folder) is ErrorCode.WORKSPACE_BROKEN
    practice.remove(practice_folder)
    assert practice.state_of(practice_folder) is PracticeState.ABSENT


def test_the_window_says_that_it_is_practice(qtbot: QtBot, opened: Opened) -> None:
    qtbot.waitUntil(lambda: opened.window.windowTitle().startswith("Practice · "), timeout=WAIT_MS)
    assert "Practice workspace" in opened.window.status.standing.text()
    assert is_practice() and practice_pin() == opened.pin


def painted(practice_window: bool) -> QImage:
    set_practice(practice=practice_window)
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_practice_ground(painter, QRectF(0, 0, 400, 300))
    painter.end()
    set_practice(practice=False)
    return image


def test_the_ground_of_a_practice_window_is_marked(qapp: QApplication) -> None:
    blank = QImage(400, 300, QImage.Format.Format_RGB32)
    blank.fill(Qt.GlobalColor.white)
    assert painted(practice_window=False) == blank
    assert painted(practice_window=True) != blank


def test_without_a_workspace_practice_is_offered(qtbot: QtBot, without_workspace: Opened) -> None:
    page = without_workspace.window.verify_page
    assert page.practise.isVisible()
    QTest.mouseClick(page.practise, Qt.MouseButton.LeftButton)
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, PracticeDialog)
    asked.reject()


def test_the_menu_does_not_wait_for_the_disk(
    qtbot: QtBot, opened: Opened, practice_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    menu, state_of, looked_by = opened.window.menus.help, practice.state_of, []

    def looked(home: Path) -> PracticeState:
        looked_by.append(threading.current_thread() is threading.main_thread())
        return state_of(home)

    monkeypatch.setattr(practice, "state_of", looked)
    menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: looked_by == [False], timeout=WAIT_MS)
    assert not menu.delete_practice.isEnabled()
    practice_folder.mkdir(parents=True)
    Layout(practice_folder).practice_mark.write_text(practice.MARK, "utf-8")
    menu.aboutToShow.emit()
    qtbot.waitUntil(menu.delete_practice.isEnabled, timeout=WAIT_MS)
