"""The hand: keys alone do everything, seals snap and Alt lets them, steps are taken back by name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from sealdesk.gui.pages_dialogs import RepeatDialog
from sealdesk.gui.placing import Placing
from sealdesk.gui.snapping import ROW_GAP_MM
from sealdesk.model.placement import Placement

from .conftest import WAIT_MS, Opened
from .hand import dialog

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def placing_of(opened: Opened) -> Placing:
    assert opened.session.placing is not None
    return opened.session.placing


def places(opened: Opened) -> list[Placement]:
    return [one for one in placing_of(opened).placements if isinstance(one, Placement)]


def test_the_keyboard_alone_places_moves_turns_copies_and_removes(
    qtbot: QtBot, with_contract: Opened
) -> None:
    opened, canvas = with_contract, with_contract.window.stamp_page.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Insert)
    (start,) = places(opened)
    for key, modifiers in (
        (Qt.Key.Key_Right, NONE),
        (Qt.Key.Key_Down, SHIFT),
        (Qt.Key.Key_BracketRight, NONE),
        (Qt.Key.Key_BraceLeft, SHIFT),
    ):
        qtbot.keyClick(canvas, key, modifiers)
    (moved,) = places(opened)
    assert moved.centre_x_mm == pytest.approx(start.centre_x_mm + 0.1)
    assert moved.centre_y_mm == pytest.approx(start.centre_y_mm + 1.0)
    assert moved.turned_deg == -14.0
    qtbot.keyClick(canvas, Qt.Key.Key_C, CTRL)
    opened.session.show_page(2)
    qtbot.keyClick(canvas, Qt.Key.Key_V, CTRL)
    assert places(opened)[1] == Placement(2, moved.centre_x_mm, moved.centre_y_mm, 40, 40, -14.0)
    qtbot.keyClick(canvas, Qt.Key.Key_V, CTRL)
    assert places(opened)[2].centre_x_mm > places(opened)[1].centre_x_mm
    qtbot.keyClick(canvas, Qt.Key.Key_X, CTRL)
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert len(places(opened)) == 1


def test_tab_goes_from_seal_to_seal_and_then_on(qtbot: QtBot, with_contract: Opened) -> None:
    opened, canvas = with_contract, with_contract.window.stamp_page.canvas
    model = placing_of(opened)
    first, second = model.place(1, 60, 100), model.place(1, 150, 100)
    model.select(None)
    opened.window.show()
    canvas.setFocus()
    for expected in (first, second):
        qtbot.keyClick(canvas, Qt.Key.Key_Tab)
        assert model.selected == expected
    assert canvas.hand.tab(1, forward=False) and model.selected == first
    assert not canvas.hand.tab(1, forward=False)


def test_a_dragged_seal_snaps_beside_another_and_alt_lets_it(qtbot: QtBot, with_contract: Opened) -> None:
    opened, hand = with_contract, with_contract.window.stamp_page.canvas.hand
    model = placing_of(opened)
    model.place(1, 45, 150)
    model.place(1, 130, 153)
    hand.press(1, 130, 153, 4.0, NONE)
    target = 45 + 40 + ROW_GAP_MM
    hand.move(1, target + 1.2, 151.1, 4.0, NONE, True)
    assert (places(opened)[1].centre_x_mm, places(opened)[1].centre_y_mm) == (pytest.approx(target), 150)
    hand.move(1, target + 1.2, 151.1, 4.0, ALT, True)
    assert places(opened)[1].centre_x_mm == pytest.approx(target + 1.2)
    hand.snapping = False
    hand.move(1, target + 0.5, 151.1, 4.0, NONE, True)
    assert places(opened)[1].centre_x_mm == pytest.approx(target + 0.5)
    hand.release()
    assert opened.session.history.stack.count() == 3  # two placed, one drag
    opened.session.undo()
    assert places(opened)[1].centre_x_mm == 130


def test_a_seal_that_follows_is_put_where_it_snapped(with_contract: Opened) -> None:
    opened, hand = with_contract, with_contract.window.stamp_page.canvas.hand
    middle = placing_of(opened).frames[0].width_mm / 2
    hand.following = True
    hand.move(1, middle - 1.5, 150, 4.0, NONE, False)
    hand.press(1, middle - 1.5, 150, 4.0, SHIFT)
    assert places(opened)[0].centre_x_mm == pytest.approx(middle)
    assert hand.following  # Shift: one more
    hand.press(1, -5, 150, 4.0, NONE)
    assert len(places(opened)) == 1


def test_a_seal_that_is_dragged_over_the_next_page_goes_there(with_contract: Opened) -> None:
    opened, hand = with_contract, with_contract.window.stamp_page.canvas.hand
    placing_of(opened).place(1, 71, 240)
    hand.press(1, 71, 240, 4.0, NONE)
    hand.move(2, 71, 55, 4.0, ALT, True)
    hand.release()
    (there,) = places(opened)
    assert (there.page, there.centre_y_mm) == (2, 55)


def test_steps_have_names_and_nudges_are_one(qtbot: QtBot, with_contract: Opened) -> None:
    opened, canvas = with_contract, with_contract.window.stamp_page.canvas
    history = opened.session.history
    actions = {action.text() for menu in opened.window.menus.findChildren(QMenu) for action in menu.actions()}
    assert "Undo" in actions and not history.can_undo
    placing_of(opened).place(1, 80, 90)
    for _ in range(5):
        qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert history.undo_words == "Undo: nudge" and history.stack.count() == 2
    actions = {action.text() for menu in opened.window.menus.findChildren(QMenu) for action in menu.actions()}
    assert "Undo: nudge" in actions
    opened.session.undo()
    assert places(opened)[0].centre_x_mm == 80 and history.redo_words == "Redo: nudge"
    opened.session.redo()
    assert places(opened)[0].centre_x_mm == pytest.approx(79.5)
    opened.session.close_document()
    assert not history.can_undo and not history.can_redo


def test_the_menu_of_a_seal_has_its_verbs(qtbot: QtBot, with_contract: Opened) -> None:
    opened, canvas = with_contract, with_contract.window.stamp_page.canvas
    placing_of(opened).place(1, 80, 100)
    placing_of(opened).select(None)
    menu = canvas.hand.menu(1, (80.0, 100.0), canvas)
    assert menu is not None
    words = [action.text() for action in menu.actions() if action.text()]
    assert words[:3] == ["Duplicate", "Repeat on other pages…", "Copy"] and words[-1] == "Remove"
    menu.actions()[0].trigger()
    assert len(places(opened)) == 2
    menu.deleteLater()
    canvas.hand.verbs.repeat()
    ask = dialog(qtbot, RepeatDialog)
    ask.field.setText("2,last")
    ask.do.click()
    qtbot.waitUntil(lambda: [one.page for one in places(opened)] == [1, 1, 2, 3], timeout=WAIT_MS)
    assert canvas.hand.menu(3, (5.0, 5.0), canvas) is None


def test_no_seal_on_an_empty_desk(opened: Opened) -> None:
    canvas = opened.window.stamp_page.canvas
    assert not canvas.hand.press(1, 10, 10, 4.0, NONE)
    canvas.hand.place_at(1, 10, 10)
    canvas.hand.following = True
    assert not canvas.hand.following
    assert canvas.hand.menu(1, (10.0, 10.0), canvas) is None
