"""The seal's ink is made while the custodian takes the last look, and does not outlive it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from sealdesk.gui.last_look_dialog import LastLookDialog
from sealdesk.gui.session import Session
from sealdesk.service.desk import Desk
from sealdesk.service.pressing import Press

from .conftest import WAIT_MS, Opened
from .hand import dialog, look_and_stamp, place_one, press_stamp, unlock


def prepared(qtbot: QtBot, session: Session) -> Press | None:
    """What the desk's own thread has prepared, after all it was asked before."""
    answers: list[Press | None] = []

    def press(desk: Desk) -> Press | None:
        return desk.press

    session.desk.submit(press, owner=session, done=answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    return answers[0]


def last_look(qtbot: QtBot, opened: Opened) -> QDialog:
    unlock(qtbot, opened)
    place_one(opened)
    press_stamp(qtbot, opened)
    return dialog(qtbot, LastLookDialog)


def test_the_act_presses_what_was_prepared(qtbot: QtBot, with_contract: Opened) -> None:
    last_look(qtbot, with_contract)
    ahead = prepared(qtbot, with_contract.session)
    assert ahead is not None
    with qtbot.waitSignal(with_contract.window.stamp_page.flow.finished, timeout=WAIT_MS) as finished:
        look_and_stamp(qtbot)
    (done,) = finished.args
    assert (done.result.verification.signatures[0].sealdesk["entry_id"]) == ahead.entry_ids[0]
    assert prepared(qtbot, with_contract.session) is None


def test_going_back_forgets_it(qtbot: QtBot, with_contract: Opened) -> None:
    look = last_look(qtbot, with_contract)
    assert prepared(qtbot, with_contract.session) is not None
    qtbot.keyClick(look, Qt.Key.Key_Escape)
    assert prepared(qtbot, with_contract.session) is None
