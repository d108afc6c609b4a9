"""What the desk says where it is read: the next step without a request, the picture to come, what practising means."""

from __future__ import annotations

from pathlib import Path

import pymupdf
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sealdesk.gui.help_window import close_help, open_help
from sealdesk.gui.last_look_dialog import LastLookDialog
from sealdesk.gui.practice_mark import set_practice

from .conftest import WAIT_MS, Opened
from .hand import dialog, place_one, press_stamp, unlock


def test_without_a_request_the_next_step_is_said_and_leads_to_help(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    other = tmp_path / "other.pdf"
    with pymupdf.open() as document:
        document.new_page()
        document.save(other)
    request = opened.window.stamp_page.panel.request
    assert not request.how.isVisible()
    opened.window.open_files([other])
    qtbot.waitUntil(request.how.isVisible, timeout=WAIT_MS)
    assert "The applicant can ask for its use." in request.left.text()
    qtbot.mouseClick(request.how, Qt.MouseButton.LeftButton)
    assert open_help(opened.window, "stamping").topic == "stamping"
    close_help()


def test_until_the_token_is_unlocked_the_seals_card_says_that_its_picture_comes(
    qtbot: QtBot, with_contract: Opened
) -> None:
    seal = with_contract.window.stamp_page.panel.seal
    assert seal.unseen.isVisible()
    unlock(qtbot, with_contract)
    qtbot.waitUntil(seal.unseen.isHidden, timeout=WAIT_MS)


def test_the_last_look_gives_units_and_says_when_it_is_practice(qtbot: QtBot, with_contract: Opened) -> None:
    place_one(with_contract)
    unlock(qtbot, with_contract)
    set_practice(practice=False)
    press_stamp(qtbot, with_contract)
    look = dialog(qtbot, LastLookDialog)
    assert not look.practice.isVisible()
    assert "2 uses" in [one.text() for one in look.findChildren(QLabel)]
    look.reject()
    set_practice(practice=True)
    try:
        press_stamp(qtbot, with_contract)
        qtbot.waitUntil(lambda: dialog(qtbot, LastLookDialog) is not look, timeout=WAIT_MS)
        look = dialog(qtbot, LastLookDialog)
        assert look.practice.isVisible() and "Practice" in look.practice.heading
        look.reject()
    finally:
        set_practice(practice=False)
