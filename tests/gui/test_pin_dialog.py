"""The PIN prompt tells the truth about the token before anybody types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.change_pin_dialog import ChangePinDialog
from sealdesk.gui.desk_worker import DeskWorker
from sealdesk.gui.pin_dialog import PinDialog
from sealdesk.gui.practice_mark import set_practice
from sealdesk.gui.token_watch import TokenWatch
from sealdesk.gui.unblock_dialog import UnblockDialog
from sealdesk.model.token import TokenInfo, TokenRef
from sealdesk.policy.pin_rules import PinFault

INFO = TokenInfo(
    TokenRef("seal & key", "01"), "module", "maker", "model", pin_min_length=6, pin_max_length=16
)


@pytest.fixture
def tokens(qtbot: QtBot) -> Iterator[TokenWatch]:
    desk = DeskWorker()
    watch = TokenWatch(desk)
    yield watch
    desk.stop()


def shown(qtbot: QtBot, tokens: TokenWatch, info: TokenInfo) -> PinDialog:
    tokens.tokens = (info,)
    dialog = PinDialog(tokens, info)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_healthy_token_asks_for_a_pin_of_its_length(qtbot: QtBot, tokens: TokenWatch) -> None:
    dialog = shown(qtbot, tokens, INFO)
    assert dialog.pin.isVisible() and not dialog.notice.isVisible() and not dialog.last_try.isVisible()
    dialog.pin.setText("12345")
    assert not dialog.unlock.isEnabled()
    dialog.pin.setText("123456")
    assert dialog.unlock.isEnabled()
    assert dialog.pin.echoMode() is dialog.pin.EchoMode.Password


def test_few_tries_left_are_said(qtbot: QtBot, tokens: TokenWatch) -> None:
    dialog = shown(qtbot, tokens, replace(INFO, pin_count_low=True))
    assert dialog.notice.isVisible() and dialog.pin.isVisible() and not dialog.last_try.isVisible()


def test_the_last_try_is_confirmed_apart(qtbot: QtBot, tokens: TokenWatch) -> None:
    dialog = shown(qtbot, tokens, replace(INFO, pin_count_low=True, pin_final_try=True))
    dialog.pin.setText("123456")
    assert not dialog.unlock.isEnabled()
    dialog.last_try.setChecked(True)
    assert dialog.unlock.isEnabled()


def test_a_locked_token_is_not_asked(qtbot: QtBot, tokens: TokenWatch) -> None:
    dialog = shown(qtbot, tokens, replace(INFO, pin_locked=True))
    assert not dialog.pin.isVisible() and not dialog.unlock.isVisible()
    assert "locked" in dialog.notice.heading


def test_a_pin_pad_has_no_field(qtbot: QtBot, tokens: TokenWatch) -> None:
    dialog = shown(qtbot, tokens, replace(INFO, protected_authentication_path=True))
    assert not dialog.pin.isVisible() and dialog.unlock.isEnabled()


def test_a_refusal_empties_the_field_and_shows_the_new_state(qtbot: QtBot, tokens: TokenWatch) -> None:
    dialog = shown(qtbot, tokens, INFO)
    dialog.pin.setText("123456")
    dialog.unlock.click()  # there is no workspace: the refusal comes from there
    assert dialog.pin.text() == "" and not dialog.pin.isEnabled()
    with qtbot.waitSignal(tokens.refused):
        pass
    assert dialog.pin.isEnabled() and dialog.notice.isVisible()
    assert dialog.notice.height() >= dialog.notice.heightForWidth(dialog.notice.width())
    tokens.tokens = (replace(INFO, pin_count_low=True, pin_final_try=True),)
    tokens.refused.emit(SealDeskError(ErrorCode.TOKEN_PIN_WRONG, token=INFO.ref))
    assert dialog.last_try.isVisible()
    tokens.tokens = (replace(INFO, pin_locked=True),)
    tokens.refused.emit(SealDeskError(ErrorCode.TOKEN_PIN_WRONG, token=INFO.ref))
    assert not dialog.pin.isVisible()


def test_a_wrong_pin_says_what_is_known_of_the_tries(qtbot: QtBot, tokens: TokenWatch) -> None:
    dialog = shown(qtbot, tokens, INFO)
    wrong = SealDeskError(ErrorCode.TOKEN_PIN_WRONG, token=INFO.ref, tries_left="unknown")
    tokens.refused.emit(wrong)
    assert "How many tries are left, this token does not tell." in dialog.notice.words
    tokens.tokens = (replace(INFO, pin_count_low=True),)
    tokens.refused.emit(wrong)
    assert "Tries are running low" in dialog.notice.words
    tokens.refused.emit(SealDeskError(ErrorCode.TOKEN_PIN_WRONG, token=INFO.ref, tries_left=2))
    assert "2" in dialog.notice.heading and "does not tell" not in dialog.notice.words


def test_the_practice_pin_is_told_where_it_is_asked_for(qtbot: QtBot, tokens: TokenWatch) -> None:
    set_practice(practice=False)  # whatever an earlier window was
    assert not shown(qtbot, tokens, INFO).practice.isVisible()
    set_practice(practice=True, pin="271828")
    try:
        told = shown(qtbot, tokens, INFO).practice
        assert told.isVisible() and "271828" in told.text()
        assert not shown(qtbot, tokens, replace(INFO, pin_locked=True)).practice.isVisible()
    finally:
        set_practice(practice=False)


def test_pulling_the_token_closes_the_prompt(qtbot: QtBot, tokens: TokenWatch) -> None:
    dialog = shown(qtbot, tokens, INFO)
    tokens.tokens = ()
    with qtbot.waitSignal(dialog.rejected):
        tokens.changed.emit()


def test_caps_lock_is_pointed_out(qtbot: QtBot, tokens: TokenWatch) -> None:
    dialog = shown(qtbot, tokens, INFO)
    qtbot.keyClick(dialog.pin, "a")
    assert not dialog._pin.hint.isVisible()
    QApplication.sendEvent(dialog.pin, key("B", Qt.KeyboardModifier.NoModifier))
    assert dialog._pin.hint.isVisible()
    QApplication.sendEvent(dialog.pin, key("C", Qt.KeyboardModifier.ShiftModifier))
    assert not dialog._pin.hint.isVisible() and dialog.pin.text() == "aBC"


def key(text: str, modifiers: Qt.KeyboardModifier) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, modifiers, text)


def test_nothing_of_a_pin_can_be_copied_or_undone(qtbot: QtBot, tokens: TokenWatch) -> None:
    dialog = shown(qtbot, tokens, INFO)
    QApplication.clipboard().setText("nothing")
    dialog.pin.setText("271828")
    dialog.pin.selectAll()
    dialog.pin.copy()
    dialog.pin.cut()
    assert QApplication.clipboard().text() == "nothing"
    dialog.pin.clear()
    dialog.pin.undo()
    assert dialog.pin.text() == ""


def test_enter_goes_through_the_fields(qtbot: QtBot, tokens: TokenWatch) -> None:
    tokens.tokens = (INFO,)
    dialog = ChangePinDialog(tokens, INFO)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.focusWidget() is dialog.old.field
    dialog.old.field.setText("271828")
    qtbot.keyClick(dialog.old.field, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.new.field
    dialog.new.field.setText("271828")
    assert dialog.rules.icon_of(PinFault.SAME_AS_OLD) == "triangle-alert"
    dialog.new.field.setText("27")
    assert dialog.rules.icon_of(PinFault.TOO_SHORT) == "circle-dashed"
    dialog.new.field.setText("739154")
    dialog.again.field.setText("739")
    assert dialog.rules.icon_of("again") == "circle-dashed"
    dialog.again.field.setText("738")
    assert dialog.rules.icon_of("again") == "triangle-alert" and not dialog.do.isEnabled()
    dialog.again.field.setText("739154")
    assert dialog.do.isEnabled()


@pytest.mark.parametrize(
    ("flags", "says", "asks", "confirms"),
    [
        ({}, "counts as a try", True, False),
        ({"so_pin_count_low": True}, "wrong before", True, False),
        ({"so_pin_count_low": True, "so_pin_final_try": True}, "last try", True, True),
        ({"so_pin_locked": True}, "locked as well", False, False),
    ],
)
def test_the_unblocking_code_has_tries_of_its_own(
    qtbot: QtBot, tokens: TokenWatch, flags: dict[str, bool], says: str, asks: bool, confirms: bool
) -> None:
    info = replace(INFO, pin_locked=True, **flags)
    tokens.tokens = (info,)
    dialog = UnblockDialog(tokens, info)
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.show()
    assert says in dialog.notice.heading
    assert dialog.code.isVisible() is dialog.do.isVisible() is asks
    assert dialog.last_try.isVisible() is confirms
