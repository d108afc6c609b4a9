"""Tokens in the real window, on a real service, behind a module that misbehaves on order."""

from __future__ import annotations

import gc
import time
import weakref
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sealdesk.errors import ErrorCode
from sealdesk.gui.change_pin_dialog import ChangePinDialog
from sealdesk.gui.diagnostics_dialog import DiagnosticsDialog
from sealdesk.gui.last_look_dialog import LastLookDialog
from sealdesk.gui.notice import TroubleDialog
from sealdesk.gui.pin_dialog import PinDialog
from sealdesk.gui.progress_dialog import ProgressDialog
from sealdesk.gui.sign_pin_dialog import SignPinDialog
from sealdesk.gui.token_dialog import TokenDialog
from sealdesk.gui.unblock_dialog import UnblockDialog
from sealdesk.model.act import SealingStep
from sealdesk.model.certificate import ExpiryKind, ExpiryNotice
from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import SealPicture
from sealdesk.service import pressing, token_side
from sealdesk.service.desk import open_desk
from sealdesk.service.evaluation.workspace import SIGNING_KEY_ID
from sealdesk.texts import name_of
from sealdesk.texts.wording import Language
from tests.contract.shim import Shim

from .conftest import WAIT_MS, Opened, open_window
from .hand import dialog, enter_pin, look_and_stamp, place_one, press_stamp, unlock
from .loop_gaps import LoopGaps

NEW_PIN = "739154"
BLOCKED_MS = 100.0
"""So long the window may keep its event loop from its work at most."""


def kinds(home: Path) -> list[EntryKind]:
    with open_desk(home, settle=False) as desk:
        return [entry.kind for entry in desk.ledger.entries()]


def test_a_wrong_pin_costs_one_login_and_the_last_try_is_confirmed_apart(
    qtbot: QtBot, shim: Shim, with_contract: Opened
) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    opened.window.unlock_or_lock()
    for left in (2, 1):
        with qtbot.waitSignal(tokens.refused, timeout=WAIT_MS):
            enter_pin(qtbot, opened, "271828")
        assert shim.calls()["C_Login:user"] == 3 - left
    ask = dialog(qtbot, PinDialog)
    assert ask.last_try.isVisible() and "last try" in ask.notice.heading
    ask.pin.setText(opened.pin)
    qtbot.keyClick(ask.pin, Qt.Key.Key_Return)
    assert not ask.unlock.isEnabled() and shim.calls()["C_Login:user"] == 2
    ask.last_try.setChecked(True)
    ask.last_try.setFocus()
    with qtbot.waitSignal(tokens.unlocked, timeout=8000):
        qtbot.keyClick(ask.last_try, Qt.Key.Key_Return)
    assert shim.calls()["C_Login:user"] == 3


def test_a_locked_pin_is_not_asked_for_but_unblocked_and_then_changed_by_its_holder(
    qtbot: QtBot, shim: Shim, with_contract: Opened
) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    shim.count_tries(0)
    shim.count_so_tries(3)
    qtbot.waitUntil(lambda: tokens.tokens[0].pin_locked, timeout=WAIT_MS)
    opened.window.unlock_or_lock()
    ask = dialog(qtbot, PinDialog)
    assert not ask.pin.isVisible() and not ask.unlock.isVisible()
    ask.unblock.click()
    unblock = dialog(qtbot, UnblockDialog)
    unblock.code.field.setText((opened.home / "so-pin").read_text().strip())
    unblock.new.field.setText(NEW_PIN)
    assert not unblock.do.isEnabled()
    unblock.again.field.setText(NEW_PIN)
    unblock.do.click()
    # Set by a security officer: an initial PIN, which its holder changes first.
    change = dialog(qtbot, ChangePinDialog)
    assert "unblocked" in change.notice.heading and "initial PIN" in change.notice.words
    assert "just set" in change.old.words.text()
    change.old.field.setText(NEW_PIN)
    for field in (change.new, change.again):
        field.field.setText("860427")
    change.do.click()
    assert dialog(qtbot, PinDialog).notice.heading == "The PIN was changed"
    with qtbot.waitSignal(tokens.unlocked, timeout=WAIT_MS):
        enter_pin(qtbot, opened, "860427")
    opened.desktop.stop()
    assert {EntryKind.PIN_UNBLOCKED, EntryKind.PIN_CHANGED} <= set(kinds(opened.home))
    assert shim.calls()["C_Login:so"] == 1


def test_where_the_unblocking_code_is_locked_too_nobody_is_sent_to_it(
    qtbot: QtBot, shim: Shim, with_contract: Opened
) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    status = opened.window.status
    shim.count_tries(0)
    qtbot.waitUntil(lambda: tokens.tokens[0].pin_locked, timeout=WAIT_MS)
    assert "PIN locked" in status.token.text() and status.lock.text() == "Unblock…"
    shim.count_so_tries(0)
    qtbot.waitUntil(lambda: tokens.tokens[0].so_pin_locked, timeout=WAIT_MS)
    assert status.lock.isHidden()
    opened.window.unlock_or_lock()
    ask = dialog(qtbot, PinDialog)
    assert ask.unblock.isHidden() and "unblocking code" in ask.notice.heading
    ask.reject()
    opened.window.token_desk.show_tokens()
    page = dialog(qtbot, TokenDialog)
    qtbot.waitUntil(lambda: bool(page.cards), timeout=WAIT_MS)
    assert page.cards[0].unblock.isHidden()
    assert "replaced" in page.cards[0].pin_words(unlocked=False)[2]
    page.accept()


def test_a_refused_pin_is_counted_in_the_status_line(qtbot: QtBot, shim: Shim, with_contract: Opened) -> None:
    opened = with_contract
    qtbot.waitUntil(lambda: not opened.session.desk.worker.busy, timeout=WAIT_MS)
    before = opened.window.status.ledger.text()
    opened.window.unlock_or_lock()
    with qtbot.waitSignal(opened.session.tokens.refused, timeout=WAIT_MS):
        enter_pin(qtbot, opened, "271828")
    qtbot.waitUntil(lambda: opened.window.status.ledger.text() != before, timeout=8000)
    dialog(qtbot, PinDialog).reject()


def test_pulled_at_the_last_look_it_is_said(qtbot: QtBot, shim: Shim, with_contract: Opened) -> None:
    opened = with_contract
    place_one(opened)
    unlock(qtbot, opened)
    press_stamp(qtbot, opened)
    dialog(qtbot, LastLookDialog)
    shim.pull()
    told = dialog(qtbot, TroubleDialog)
    told.accept()
    assert not opened.window.stamp_page.flow.busy and opened.session.picture is None


def test_a_wrong_unblocking_code_is_told_with_its_tries(
    qtbot: QtBot, shim: Shim, with_contract: Opened
) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    shim.count_tries(0)
    shim.count_so_tries(2)
    qtbot.waitUntil(lambda: tokens.tokens[0].so_pin_count_low, timeout=WAIT_MS)
    opened.window.token_desk.asking.unblock(tokens.tokens[0].ref)
    unblock = dialog(qtbot, UnblockDialog)
    assert "wrong before" in unblock.notice.heading and not unblock.last_try.isVisible()
    unblock.code.field.setText("31415926")
    for field in (unblock.new, unblock.again):
        field.field.setText(NEW_PIN)
    unblock.do.click()
    qtbot.waitUntil(unblock.last_try.isVisible, timeout=WAIT_MS)
    assert "last try" in unblock.notice.heading and unblock.code.entered == ""
    asked = shim.calls()["C_Login:so"]
    unblock.code.field.setText((opened.home / "so-pin").read_text().strip())
    for field in (unblock.new, unblock.again):
        field.field.setText(NEW_PIN)
    assert unblock.rules.kept and not unblock.do.isEnabled()
    unblock.last_try.setChecked(True)
    with qtbot.waitSignal(unblock.accepted, timeout=WAIT_MS):
        unblock.do.click()
    assert shim.calls()["C_Login:so"] == asked + 1


def test_a_window_that_another_language_replaced_hears_nothing_any_more(
    qtbot: QtBot, with_contract: Opened, request: pytest.FixtureRequest
) -> None:
    opened, bugs = with_contract, []
    request.node.qt_widgets = []  # the first window goes now, not when the test has ended
    opened.desktop.crashed.connect(bugs.append)
    opened.window.look_chosen.emit(Language.ZH)
    opened.window.look_chosen.emit(Language.EN)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    place_one(opened)
    unlock(qtbot, opened)
    assert bugs == []


def test_a_pin_marked_to_be_changed_is_changed_before_anything_is_signed(
    qtbot: QtBot, shim: Shim, with_contract: Opened
) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    shim.mark_to_be_changed()
    qtbot.waitUntil(lambda: tokens.tokens[0].pin_to_be_changed, timeout=WAIT_MS)
    place_one(opened)
    press_stamp(qtbot, opened)
    change = dialog(qtbot, ChangePinDialog)
    assert "initial" in change.notice.heading.lower()
    assert shim.calls()["C_Login:user"] == 0
    change.reject()
    qtbot.waitUntil(lambda: not opened.window.stamp_page.flow.busy, timeout=WAIT_MS)


def test_a_pin_pad_gets_no_field_and_can_be_given_up(qtbot: QtBot, shim: Shim, with_contract: Opened) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    shim.become_pin_pad(opened.pin)
    qtbot.waitUntil(lambda: tokens.tokens[0].protected_authentication_path, timeout=WAIT_MS)
    shim.order("C_Login", "hang")
    opened.window.unlock_or_lock()
    ask = dialog(qtbot, PinDialog)
    assert not ask.pin.isVisible()
    ask.do.click()
    assert "on the token" in ask.notice.heading and ask.later.text() == "Cancel"
    qtbot.waitUntil(lambda: shim.calls()["C_Login:user"] == 1, timeout=WAIT_MS)
    with LoopGaps() as gaps:
        ask.later.click()
        qtbot.waitUntil(lambda: not opened.session.desk.worker.busy, timeout=WAIT_MS)
    assert gaps.ticks and gaps.longest_ms < BLOCKED_MS and tokens.open_token is None
    opened.window.unlock_or_lock()
    with qtbot.waitSignal(tokens.unlocked, timeout=WAIT_MS):
        dialog(qtbot, PinDialog).do.click()


def test_the_pin_is_changed_from_the_token_page(qtbot: QtBot, shim: Shim, with_contract: Opened) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    qtbot.mouseClick(opened.window.status.token, Qt.MouseButton.LeftButton)
    page = dialog(qtbot, TokenDialog)
    qtbot.waitUntil(lambda: bool(page.cards), timeout=WAIT_MS)
    card = page.card_of(tokens.tokens[0].ref)
    assert card.account.registered and any(one.seals for one in card.account.certificates)
    card.change.click()
    change = dialog(qtbot, ChangePinDialog)
    change.old.field.setText(opened.pin)
    change.new.field.setText("345678")
    change.again.field.setText("345678")
    assert change.rules.icon_of("sequential") == "triangle-alert" and not change.do.isEnabled()
    change.new.field.setText(NEW_PIN)
    assert change.rules.icon_of("sequential") == "circle-check" and not change.do.isEnabled()
    change.again.field.setText(NEW_PIN)
    with qtbot.waitSignal(change.accepted, timeout=WAIT_MS):
        change.do.click()
    page.accept()
    opened.window.unlock_or_lock()
    with qtbot.waitSignal(tokens.unlocked, timeout=WAIT_MS):
        enter_pin(qtbot, opened, NEW_PIN)


def test_a_key_that_asks_each_time_gets_its_pin_once_more(
    qtbot: QtBot, shim: Shim, with_contract: Opened
) -> None:
    opened = with_contract
    shim.always_authenticate(SIGNING_KEY_ID)
    place_one(opened)
    press_stamp(qtbot, opened)
    enter_pin(qtbot, opened, opened.pin)
    look_and_stamp(qtbot)
    again = dialog(qtbot, SignPinDialog)
    assert "1 of 1" in again.notice.words
    again.pin.setText(opened.pin)
    with qtbot.waitSignal(opened.window.stamp_page.flow.finished, timeout=WAIT_MS):
        again.do.click()
    assert shim.calls()["C_Login:user"] == shim.calls()["C_Login:context"] == 1


def test_an_encryption_key_that_asks_each_time_is_asked_for_the_look_and_for_the_act(
    qtbot: QtBot, shim: Shim, with_contract: Opened
) -> None:
    opened = with_contract
    shim.always_authenticate()
    place_one(opened)
    press_stamp(qtbot, opened)
    enter_pin(qtbot, opened, opened.pin)
    for_the_look = dialog(qtbot, SignPinDialog)
    for_the_look.pin.setText(opened.pin)
    for_the_look.do.click()
    look_and_stamp(qtbot)
    again = dialog(qtbot, SignPinDialog)
    again.pin.setText(opened.pin)
    again.do.click()
    qtbot.waitUntil(lambda: "2 of 2" in again.notice.words, timeout=WAIT_MS)
    again.pin.setText(opened.pin)
    with qtbot.waitSignal(opened.window.stamp_page.flow.finished, timeout=WAIT_MS):
        again.do.click()
    assert shim.calls()["C_Login:context"] == 3


def test_pins_handed_over_for_an_act_that_is_given_up_are_not_kept(
    qtbot: QtBot, shim: Shim, with_contract: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    shim.always_authenticate(SIGNING_KEY_ID)
    monkeypatch.setattr(token_side, "pins_for_signing", lambda *args: 2)  # as of two impressions
    place_one(opened)
    press_stamp(qtbot, opened)
    enter_pin(qtbot, opened, opened.pin)
    look_and_stamp(qtbot)
    again = dialog(qtbot, SignPinDialog)
    again.pin.setText(opened.pin)
    again.do.click()
    qtbot.waitUntil(lambda: "2 of 2" in again.notice.words, timeout=WAIT_MS)
    again.reject()
    assert tokens.open_token is None and opened.session.picture is None
    qtbot.waitUntil(lambda: not opened.session.desk.worker.busy, timeout=WAIT_MS)
    desk = opened.session.desk._desk
    assert desk is not None and not desk.offered and not desk.tokens.logged_in(tokens.tokens[0].ref)


def test_pulled_while_it_signs_nothing_is_left_and_back_again_it_works(
    qtbot: QtBot, shim: Shim, with_contract: Opened
) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    place_one(opened)
    unlock(qtbot, opened)
    press_stamp(qtbot, opened)
    dialog(qtbot, LastLookDialog)
    shim.order("C_Sign", "pull", nth=2)  # the first is the key's challenge
    with qtbot.waitSignal(opened.window.stamp_page.flow.trouble, timeout=WAIT_MS) as told:
        look_and_stamp(qtbot)
    assert told.args[0].code is ErrorCode.TOKEN_REMOVED
    dialog(qtbot, TroubleDialog).accept()
    qtbot.waitUntil(lambda: not tokens.tokens, timeout=WAIT_MS)
    assert tokens.open_token is None and opened.session.picture is None
    assert not list(opened.out.iterdir())
    with qtbot.waitSignal(tokens.inserted, timeout=WAIT_MS):
        shim.insert()
    with qtbot.waitSignal(tokens.unlocked, timeout=WAIT_MS):
        enter_pin(qtbot, opened, opened.pin)


def test_a_token_that_hangs_while_it_signs_is_cancelled(
    qtbot: QtBot, shim: Shim, with_contract: Opened
) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    place_one(opened)
    unlock(qtbot, opened)
    press_stamp(qtbot, opened)
    dialog(qtbot, LastLookDialog)
    shim.order("C_Sign", "hang", nth=2)
    look_and_stamp(qtbot)
    progress = dialog(qtbot, ProgressDialog)
    signing = name_of(SealingStep.SIGNING_MARKED, Language.EN)
    with LoopGaps() as gaps:
        # On a slow machine the seal's ink takes long enough for a hint of its own.
        qtbot.waitUntil(
            lambda: progress.words.text() == signing and progress.cancel.isVisible(), timeout=WAIT_MS
        )
        assert "Touch" in progress.hint.heading and "30" in progress.left.text()
        with qtbot.waitSignal(opened.window.stamp_page.flow.trouble, timeout=2000) as told:
            progress.cancel.click()
    assert told.args[0].code is ErrorCode.TOKEN_CANCELLED
    assert gaps.ticks and gaps.longest_ms < BLOCKED_MS
    dialog(qtbot, TroubleDialog).accept()
    # Its process was ended: whatever the window thought, the token is locked.
    qtbot.waitUntil(lambda: tokens.open_token is None and bool(tokens.tokens), timeout=WAIT_MS)
    assert not list(opened.out.iterdir())
    opened.window.unlock_or_lock()
    with qtbot.waitSignal(tokens.unlocked, timeout=WAIT_MS):
        enter_pin(qtbot, opened, opened.pin)


def test_an_act_is_cancelled_while_it_asks_the_token_nothing(
    qtbot: QtBot, shim: Shim, with_contract: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that then ends answers a look; the act finds the token locked, and says what the person did."""
    opened = with_contract
    place_one(opened)
    unlock(qtbot, opened)
    press_stamp(qtbot, opened)
    dialog(qtbot, LastLookDialog)
    pressing_now, go_on, press_for = Event(), Event(), pressing.press_for

    def slowly(*arguments: Any) -> Any:
        pressing_now.set()
        assert go_on.wait(WAIT_MS / 1000)
        return press_for(*arguments)

    monkeypatch.setattr(pressing, "press_for", slowly)
    look_and_stamp(qtbot)
    progress = dialog(qtbot, ProgressDialog)
    qtbot.waitUntil(pressing_now.is_set, timeout=WAIT_MS)
    with qtbot.waitSignal(opened.window.stamp_page.flow.trouble, timeout=WAIT_MS) as told:
        progress.cancel.click()
        go_on.set()
    assert told.args[0].code is ErrorCode.TOKEN_CANCELLED
    dialog(qtbot, TroubleDialog).accept()
    assert not list(opened.out.iterdir())
    assert EntryKind.ACT_INTENDED not in kinds(opened.home)


@pytest.mark.parametrize("fault", ["abort", "device"])
def test_a_token_that_falls_is_told_and_the_window_is_locked(
    qtbot: QtBot, shim: Shim, with_contract: Opened, fault: str
) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    place_one(opened)
    unlock(qtbot, opened)
    press_stamp(qtbot, opened)
    dialog(qtbot, LastLookDialog)
    shim.order("C_Sign", fault, nth=2)
    with qtbot.waitSignal(opened.window.stamp_page.flow.trouble, timeout=WAIT_MS) as told:
        look_and_stamp(qtbot)
    code = ErrorCode.TOKEN_MODULE_FAILED if fault == "abort" else ErrorCode.TOKEN_DEVICE_ERROR
    assert told.args[0].code is code
    dialog(qtbot, TroubleDialog).accept()
    if fault == "abort":
        qtbot.waitUntil(lambda: tokens.open_token is None and bool(tokens.tokens), timeout=WAIT_MS)
    else:
        assert tokens.open_token is not None
    place_one(opened)


def test_pressed_at_once_after_a_fall_the_pin_is_asked_for(
    qtbot: QtBot, shim: Shim, with_contract: Opened
) -> None:
    opened = with_contract
    opened.session.tokens._timer.stop()  # no look comes to help within this test
    place_one(opened)
    unlock(qtbot, opened)
    press_stamp(qtbot, opened)
    dialog(qtbot, LastLookDialog)
    shim.order("C_Sign", "abort", nth=2)
    with qtbot.waitSignal(opened.window.stamp_page.flow.trouble, timeout=WAIT_MS):
        look_and_stamp(qtbot)
    dialog(qtbot, TroubleDialog).accept()
    press_stamp(qtbot, opened)
    enter_pin(qtbot, opened, opened.pin)
    dialog(qtbot, LastLookDialog).reject()


def test_a_module_in_trouble_is_named_and_started_anew(
    qtbot: QtBot, shim: Shim, with_contract: Opened
) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    shim.order("C_GetSlotList", "failed", nth=0)
    qtbot.waitUntil(lambda: tokens.trouble is not None, timeout=WAIT_MS)
    opened.window.token_desk.show_tokens()
    page = dialog(qtbot, TokenDialog)
    assert page.troubles and str(shim.module.path) in page.troubles[0].words
    assert page.restart.isVisible()
    shim.withdraw()
    page.restart.click()
    qtbot.waitUntil(lambda: bool(page.cards), timeout=WAIT_MS)
    assert not page.restart.isVisible()


def pictures(but: Iterable[SealPicture] = ()) -> list[SealPicture]:
    """Every opened seal that anything in this process still holds, but those that other tests left."""
    left = {id(one) for one in but}
    return [one for one in gc.get_objects() if isinstance(one, SealPicture) and id(one) not in left]


def drawn_last_look(qtbot: QtBot) -> LastLookDialog:
    look = dialog(qtbot, LastLookDialog)
    qtbot.waitUntil(lambda: not look.preview.pixmap().isNull(), timeout=WAIT_MS)
    return look


def test_locked_the_seal_is_nowhere_in_memory(qtbot: QtBot, with_contract: Opened) -> None:
    opened = with_contract
    left_by_others = pictures()
    place_one(opened)
    unlock(qtbot, opened)
    image = opened.session.seal_image
    assert isinstance(image, QImage)
    gone = weakref.ref(image)
    del image
    assert pictures(but=left_by_others)
    press_stamp(qtbot, opened)
    ended = weakref.ref(drawn_last_look(qtbot))
    opened.session.tokens.leave()
    qtbot.waitUntil(lambda: not opened.session.desk.worker.busy, timeout=WAIT_MS)
    QApplication.sendPostedEvents(None, 0)
    QApplication.processEvents()
    gc.collect()
    assert gone() is None and pictures(but=left_by_others) == [] and ended() is None


def test_another_program_has_the_token(qtbot: QtBot, with_contract: Opened) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    with open_desk(opened.home, settle=False, face="command line") as other:
        other.token_turn.take("command line")
        opened.window.unlock_or_lock()
        ask = dialog(qtbot, PinDialog)
        assert not ask.pin.isVisible() and ask.do.text() == "Try again" and ask.do.isEnabled()
        other.token_turn.release()
    ask.do.click()
    with qtbot.waitSignal(tokens.unlocked, timeout=WAIT_MS):
        enter_pin(qtbot, opened, opened.pin)


def test_a_policy_that_wants_the_pin_for_each_use_locks_after_it(qtbot: QtBot, with_contract: Opened) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    place_one(opened)
    unlock(qtbot, opened)
    tokens.rules = replace(tokens.rules, each_use=True)
    press_stamp(qtbot, opened)
    with qtbot.waitSignal(opened.window.stamp_page.flow.finished, timeout=WAIT_MS):
        look_and_stamp(qtbot)
    assert tokens.open_token is None and opened.session.picture is None


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="no clock that goes on in sleep")
def test_time_asleep_counts_as_idle(
    qtbot: QtBot, with_contract: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    unlock(qtbot, opened)
    real, asleep_s = time.clock_gettime, tokens.rules.idle_lock_s + 1
    monkeypatch.setattr(time, "clock_gettime", lambda clock: real(clock) + asleep_s)
    with qtbot.waitSignal(tokens.locked, timeout=5000):
        pass
    assert opened.session.picture is None


def test_the_locked_screen_puts_a_half_typed_pin_away(qtbot: QtBot, opened: Opened) -> None:
    opened.window.unlock_or_lock()
    ask = dialog(qtbot, PinDialog)
    ask.pin.setText("2718")
    with qtbot.waitSignal(ask.rejected):
        opened.desktop._screen.locked.emit()
    assert ask.pin.text() == ""


def test_keys_in_files_and_another_machine_stay_in_sight(
    qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sealdesk.service.workstation.machine.machine_identity", lambda: "0" * 64)
    for opened in open_window(qtbot, qapp, home, tmp_path, "en"):
        window = opened.window
        qtbot.waitUntil(window.standing.isVisible, timeout=WAIT_MS)
        assert "another computer" in window.standing.heading
        assert "files" in window.status.standing.text() and window.status.standing_icon.isVisible()
        window.hush()
        assert window.standing.isVisible()


def test_a_diagnostic_bundle_is_saved(qtbot: QtBot, opened: Opened) -> None:
    shown = DiagnosticsDialog(opened.session, opened.out, opened.window)
    shown.open()
    out = opened.out / "bundle.zip"
    shown.save_to(out)
    qtbot.waitUntil(shown.open_folder.isVisible, timeout=WAIT_MS)
    assert out.is_file() and str(out) in shown.notice.words
    shown.accept()


def test_what_ends_soon_is_told_calmly(qtbot: QtBot, opened: Opened) -> None:
    soon = datetime.now(UTC) + timedelta(days=20)
    opened.window.say_expiring((ExpiryNotice(ExpiryKind.SEAL, "合同章", soon, 20, 30),))
    assert "合同章" in opened.window.notice.words and opened.window.notice.property("look") == "neutral"
