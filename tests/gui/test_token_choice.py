"""Several tokens that may sign are plugged in: the unlocked one is taken, else a person is asked which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sealdesk.gui.pin_dialog import PinDialog
from sealdesk.gui.token_choice import TokenChoiceDialog
from sealdesk.model.token import TokenRef
from sealdesk.service import seal_vault, seals
from tests.journeys.spare_tokens import PIN, Made, Spares, make_with_spares

from .conftest import WAIT_MS, Opened, open_window
from .hand import dialog, look_and_stamp, place_one, press_stamp


@pytest.fixture(scope="module")
def made_with_spares(tmp_path_factory: pytest.TempPathFactory) -> Made:
    made = make_with_spares(tmp_path_factory.mktemp("spares") / "home")
    spares = Spares(made.workspace.home, made.workspace, made.workspace.home.parent, made)
    spares.plug("first", "rsa", "foreign")
    with spares.open() as desk:
        spares.unlock(desk, "first", "rsa")
        for standing in seals.all_seals(desk):
            seal_vault.add_token(desk, standing.seal, by=spares.ref("first"), new=spares.ref("rsa"))
    return made


@pytest.fixture
def spares(made_with_spares: Made, tmp_path: Path) -> Spares:
    """Two tokens that may sign and open the seal, and one that may not."""
    copy = Spares.copy(made_with_spares, tmp_path)
    copy.plug("first", "rsa", "foreign")
    return copy


@pytest.fixture
def several(qtbot: QtBot, qapp: QApplication, spares: Spares, tmp_path: Path) -> Iterator[Opened]:
    out = tmp_path / "out"
    out.mkdir()
    for one in open_window(qtbot, qapp, spares.home, out, "en"):
        qtbot.waitUntil(one.is_ready, timeout=WAIT_MS)
        one.session.open_task(one.session.tasks[0])
        qtbot.waitUntil(lambda one=one: one.session.placing is not None, timeout=WAIT_MS)
        yield one


def unlock_by_choice(qtbot: QtBot, opened: Opened, ref: TokenRef, pin: str) -> None:
    choose(qtbot, ref)
    ask = dialog(qtbot, PinDialog)
    assert ref.serial in ask.whose.text()
    ask.pin.setText(pin)
    qtbot.mouseClick(ask.unlock, Qt.MouseButton.LeftButton)


def choose(qtbot: QtBot, ref: TokenRef) -> TokenChoiceDialog:
    which = dialog(qtbot, TokenChoiceDialog)
    assert not which.do.isEnabled()
    which.choices[ref].setChecked(True)
    which.do.click()
    return which


def test_where_none_is_unlocked_a_person_is_asked_which(
    qtbot: QtBot, several: Opened, spares: Spares
) -> None:
    place_one(several)
    press_stamp(qtbot, several)
    which = dialog(qtbot, TokenChoiceDialog)
    assert set(which.choices) == {spares.ref("first"), spares.ref("rsa")}
    facts = which.choices[spares.ref("rsa")].accessibleDescription()
    assert spares.ref("rsa").serial in facts
    unlock_by_choice(qtbot, several, spares.ref("rsa"), PIN)
    with qtbot.waitSignal(several.window.stamp_page.flow.finished, timeout=WAIT_MS) as told:
        look_and_stamp(qtbot)
    assert told.args[0].ready.token == spares.ref("rsa")


def test_the_unlocked_token_is_taken_without_asking(qtbot: QtBot, several: Opened, spares: Spares) -> None:
    several.window.unlock_or_lock()
    with qtbot.waitSignal(several.session.picture_changed, timeout=WAIT_MS):
        unlock_by_choice(qtbot, several, spares.ref("first"), several.pin)
    place_one(several)
    press_stamp(qtbot, several)
    with qtbot.waitSignal(several.window.stamp_page.flow.finished, timeout=WAIT_MS) as told:
        look_and_stamp(qtbot)
    assert told.args[0].ready.token == spares.ref("first")


def test_not_now_leaves_everything_as_it_was(qtbot: QtBot, several: Opened) -> None:
    flow = several.window.stamp_page.flow
    place_one(several)
    press_stamp(qtbot, several)
    dialog(qtbot, TokenChoiceDialog).later.click()
    qtbot.waitUntil(lambda: not flow.busy, timeout=WAIT_MS)
    assert several.session.tokens.open_token is None and not list(several.out.iterdir())


def test_another_token_is_unlocked_in_place_of_the_first(
    qtbot: QtBot, several: Opened, spares: Spares
) -> None:
    tokens = several.session.tokens
    for name in ("first", "rsa"):
        with qtbot.waitSignal(tokens.unlocked, timeout=WAIT_MS):
            tokens.unlock(spares.ref(name), spares.pin_of(name))
    desk = several.session.desk._desk
    assert desk is not None and tokens.open_token == spares.ref("rsa")
    assert not desk.tokens.logged_in(spares.ref("first")) and desk.tokens.logged_in(spares.ref("rsa"))
