"""Several seals in one act: another request joins, each mark is a seal's, one signature carries them all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sealdesk.gui.act_panel_add import AddSealDialog
from sealdesk.gui.last_look_dialog import LastLookDialog
from sealdesk.gui.placing import Placing
from sealdesk.gui.session_uses import Doubt, doubt_of
from sealdesk.model.act import Lockdown
from sealdesk.model.document import DocumentClass
from sealdesk.model.seal import SealState
from sealdesk.service.seals import SealStanding

from .approved import approve
from .conftest import WAIT_MS, Opened
from .hand import dialog, enter_pin, press_stamp

UNIT, REPRESENTATIVE = "SEAL-0001", "SEAL-0002"


@pytest.fixture
def further(home: Path) -> str:
    """A second approved request, for the unit's seal on the same contract."""
    return approve(home, home / "samples" / "contract.pdf", UNIT, 2, DocumentClass.CONTRACT)


@pytest.fixture
def with_two(qtbot: QtBot, further: str, opened: Opened) -> Opened:
    """The contract on the desk under its first request; the second could join."""
    first = next(task for task in opened.session.tasks if task.standing.request.id != further)
    opened.session.open_task(first)
    qtbot.waitUntil(lambda: opened.session.placing is not None, timeout=WAIT_MS)
    return opened


def placing_of(opened: Opened) -> Placing:
    assert opened.session.placing is not None
    return opened.session.placing


def add_second(qtbot: QtBot, opened: Opened) -> None:
    opened.window.stamp_page.panel.seal.add.click()
    ask = dialog(qtbot, AddSealDialog)
    qtbot.waitUntil(ask.do.isEnabled, timeout=WAIT_MS)
    ask.do.click()
    qtbot.waitUntil(lambda: len(opened.session.uses) == 2, timeout=WAIT_MS)


def test_two_seals_are_placed_and_pressed_in_one_locked_act(qtbot: QtBot, with_two: Opened) -> None:
    opened, session, panel = with_two, with_two.session, with_two.window.stamp_page.panel
    first = placing_of(opened).current
    placing_of(opened).place(3, 60, 220)
    session.places_changed.emit()
    add_second(qtbot, opened)
    assert placing_of(opened).current == UNIT and panel.what_is_missing() == ["places"]
    assert "Not placed yet" in panel.checks.words
    placing_of(opened).place(3, 110, 220)
    session.places_changed.emit()
    assert {mark.seal_id: mark.placement.width_mm for mark in placing_of(opened).marks} == {
        first: 40,
        UNIT: 42,
    }
    assert [panel.seal.list.item(row).text() for row in range(2)] == [
        "合同专用章 · 1 placed, 2 left",
        "城南建设有限公司 · 1 placed, 1 left",
    ]
    panel.seal.list.setCurrentRow(0)
    assert session.standing is not None and session.standing.request.seal_id == first
    press_stamp(qtbot, opened)
    enter_pin(qtbot, opened, opened.pin)
    look = dialog(qtbot, LastLookDialog)
    assert look.windowTitle() == "Stamp 2 seals on 2 places?"
    qtbot.waitUntil(lambda: not look.preview.pixmap().isNull(), timeout=WAIT_MS)
    look.lock.setChecked(True)
    assert look.ready.order.lockdown is Lockdown.LOCKED
    with qtbot.waitSignal(opened.window.stamp_page.flow.finished, timeout=WAIT_MS) as finished:
        qtbot.mouseClick(look.stamp, Qt.MouseButton.LeftButton)
    result = finished.args[0].result
    assert result.verification.good and len(result.uses) == 2
    (signature,) = result.verification.signatures
    assert signature.certification == 1


def test_both_pictures_are_opened_with_one_pin_and_go_with_the_token(qtbot: QtBot, with_two: Opened) -> None:
    opened, session = with_two, with_two.session
    add_second(qtbot, opened)
    opened.window.unlock_or_lock()
    enter_pin(qtbot, opened, opened.pin)
    qtbot.waitUntil(lambda: all(use.picture is not None for use in session.uses), timeout=WAIT_MS)
    assert session.uses[0].picture != session.uses[1].picture
    session.tokens.lock()
    qtbot.waitUntil(lambda: all(use.picture is None for use in session.uses), timeout=WAIT_MS)


def test_a_seal_is_taken_out_with_its_places(qtbot: QtBot, with_two: Opened) -> None:
    opened, session, panel = with_two, with_two.session, with_two.window.stamp_page.panel
    placing_of(opened).place(3, 60, 220)
    add_second(qtbot, opened)
    placing_of(opened).place(3, 110, 220)
    session.places_changed.emit()
    qtbot.mouseClick(panel.seal.take_out, Qt.MouseButton.LeftButton)
    assert [use.seal_id for use in session.uses] != [UNIT] and len(session.uses) == 1
    assert len(placing_of(opened).marks) == 1 and not panel.seal.list.isVisible()
    session.undo()  # what has left the act does not come back by undoing
    assert all(mark.seal_id != UNIT for mark in placing_of(opened).marks)


def test_a_click_on_a_mark_makes_its_seal_the_current_one(qtbot: QtBot, with_two: Opened) -> None:
    opened, canvas = with_two, with_two.window.stamp_page.canvas
    first = placing_of(opened).current
    placing_of(opened).place(1, 60, 100)
    add_second(qtbot, opened)
    placing_of(opened).place(1, 150, 100)
    opened.session.show_page(1)
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.to_screen(1, 60, 100).toPoint())
    assert placing_of(opened).current == first
    assert opened.session.seal is not None and opened.session.seal.seal.id == first


def test_why_a_seal_cannot_join_is_said(qtbot: QtBot, with_two: Opened) -> None:
    session = with_two.session
    offers: list[tuple[object, ...]] = []
    session.act.ask_offers(session.fitting, session, offers.append)
    qtbot.waitUntil(lambda: bool(offers), timeout=WAIT_MS)
    (offer,) = offers[0]
    here = session.seal
    assert here is not None
    seal = offer.seal.seal  # type: ignore[attr-defined]
    standing = SealStanding(seal, SealState.ACTIVE)
    assert doubt_of(standing, (here.seal,), set()) is None
    assert doubt_of(standing, (seal,), set()) is Doubt.SAME_SEAL
    assert doubt_of(replace(standing, state=SealState.SUSPENDED), (here.seal,), set()) is Doubt.NOT_ACTIVE
    other = replace(standing, seal=replace(seal, certificates=("00" * 32,)))
    assert doubt_of(other, (here.seal,), set()) is Doubt.NO_COMMON_CERTIFICATE
    assert doubt_of(standing, (here.seal,), {"11" * 32}) is Doubt.NOT_ON_TOKEN
    ask = AddSealDialog(session)
    qtbot.addWidget(ask)
    assert len({ask.why_not(doubt) for doubt in Doubt}) == len(Doubt)
