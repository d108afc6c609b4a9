"""The whole story in the real window, on the real service and a real soft token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from sealdesk import resources
from sealdesk.errors import ErrorCode
from sealdesk.gui import session as session_module
from sealdesk.gui.last_look_dialog import LastLookDialog
from sealdesk.gui.notice import TroubleDialog
from sealdesk.gui.pin_dialog import PinDialog
from sealdesk.gui.tabs import Tab
from sealdesk.gui.token_watch import Look
from sealdesk.model.document import Preflight
from sealdesk.model.ledger import EntryKind
from sealdesk.model.placement import Placement
from sealdesk.model.verification import VerificationReport
from sealdesk.service.desk import open_desk
from sealdesk.service.look_at_document import look

from .conftest import WAIT_MS, Opened

D = TypeVar("D", bound=QDialog)


def dialog(qtbot: QtBot, kind: type[D]) -> D:
    """The dialog of this kind, once it is open."""

    def open_one() -> bool:
        return isinstance(QApplication.activeModalWidget(), kind)

    qtbot.waitUntil(open_one, timeout=WAIT_MS)
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def place(qtbot: QtBot, opened: Opened, page: int, x_mm: float, y_mm: float) -> None:
    """Place the seal with the mouse."""
    stamp_page = opened.window.stamp_page
    opened.session.show_page(page)
    stamp_page.panel.place.click()
    assert stamp_page.canvas.following
    there = stamp_page.canvas.to_screen(1, x_mm, y_mm).toPoint()
    qtbot.mouseMove(stamp_page.canvas.viewport(), there)
    qtbot.mouseClick(stamp_page.canvas.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert not stamp_page.canvas.following


def unlock(qtbot: QtBot, opened: Opened) -> None:
    ask = dialog(qtbot, PinDialog)
    ask.pin.setText(opened.pin)
    qtbot.mouseClick(ask.unlock, Qt.MouseButton.LeftButton)


def stamp(qtbot: QtBot, opened: Opened) -> Path:
    """From pressing 盖章 to the result page."""
    qtbot.mouseClick(opened.window.stamp_page.panel.stamp, Qt.MouseButton.LeftButton)
    if opened.session.tokens.open_token is None:
        unlock(qtbot, opened)
    look = dialog(qtbot, LastLookDialog)
    qtbot.waitUntil(lambda: not look.preview.pixmap().isNull(), timeout=WAIT_MS)
    with qtbot.waitSignal(opened.window.stamp_page.flow.finished, timeout=WAIT_MS) as finished:
        qtbot.mouseClick(look.stamp, Qt.MouseButton.LeftButton)
    target: Path = finished.args[0].result.target
    return target


def kinds(home: Path) -> list[EntryKind]:
    with open_desk(home, settle=False) as desk:
        return [entry.kind for entry in desk.ledger.entries()]


def test_from_the_task_to_the_verified_file_and_its_entry(qtbot: QtBot, with_contract: Opened) -> None:
    opened, window = with_contract, with_contract.window
    assert window.stamp_page.panel.what_is_missing() == ["places"]
    assert not window.stamp_page.panel.stamp.isEnabled()
    place(qtbot, opened, 3, 60, 220)
    window.stamp_page.panel.straddle.click()
    straddle = QApplication.activeModalWidget()
    assert straddle is not None
    straddle.do.click()  # type: ignore[attr-defined]
    assert opened.session.placing is not None and len(opened.session.placing.marks) == 2
    target = stamp(qtbot, opened)
    assert target.parent == opened.out and target.name == "contract-stamped.pdf"
    assert window.pages.currentWidget() is window.result_page
    assert "contract.pdf" in window.result_page.heading.text()
    assert window.result_page.view.icon.shown == ("shield-check", "good")
    assert opened.session.document is None and opened.session.picture is None
    window.show_tab(Tab.LEDGER)
    qtbot.waitUntil(lambda: window.ledger_page.model.rowCount() == 1, timeout=WAIT_MS)
    row = [window.ledger_page.model.index(0, column).data() for column in range(8)]
    assert row[2] == "Sealed" and row[4] == "contract.pdf" and all(row)
    window.ledger_page.check_now()
    qtbot.waitUntil(lambda: "sound" in window.ledger_page.notice.heading, timeout=WAIT_MS)
    with qtbot.waitSignal(window.verify_page.verified, timeout=WAIT_MS) as verified:
        window.verify(target)
    report: VerificationReport = verified.args[0]
    assert report.good and report.signatures[0].sealdesk["custodian"]


def test_one_wrong_pin_is_told_and_recorded_and_going_back_keeps_the_places(
    qtbot: QtBot, with_contract: Opened
) -> None:
    opened = with_contract
    place(qtbot, opened, 1, 80, 90)
    qtbot.mouseClick(opened.window.stamp_page.panel.stamp, Qt.MouseButton.LeftButton)
    ask = dialog(qtbot, PinDialog)
    ask.pin.setText("271828")
    with qtbot.waitSignal(opened.session.tokens.refused, timeout=WAIT_MS):
        ask.unlock.click()
    assert ask.pin.text() == "" and ask.notice.isVisible()
    assert opened.session.picture is None
    ask.pin.setText(opened.pin)
    ask.unlock.click()
    look = dialog(qtbot, LastLookDialog)
    qtbot.waitUntil(lambda: opened.session.picture is not None, timeout=WAIT_MS)
    assert look.focusWidget() is look.edit
    qtbot.mouseClick(look.edit, Qt.MouseButton.LeftButton)
    assert not opened.window.stamp_page.flow.busy
    assert opened.session.placing is not None and len(opened.session.placing.marks) == 1
    assert not list(opened.out.iterdir())
    opened.desktop.stop()
    recorded = kinds(opened.home)
    assert EntryKind.PIN_FAILED in recorded and EntryKind.ACT_INTENDED not in recorded


def test_enter_does_not_stamp(qtbot: QtBot, with_contract: Opened) -> None:
    opened = with_contract
    place(qtbot, opened, 1, 80, 90)
    qtbot.mouseClick(opened.window.stamp_page.panel.stamp, Qt.MouseButton.LeftButton)
    unlock(qtbot, opened)
    look = dialog(qtbot, LastLookDialog)
    assert not look.stamp.isDefault() and not look.stamp.autoDefault()
    qtbot.keyClick(look.preview, Qt.Key.Key_Return)
    qtbot.keyClick(look, Qt.Key.Key_Return)
    assert look.isVisible()
    look.reject()


def test_a_pulled_token_takes_the_picture_along(qtbot: QtBot, with_contract: Opened) -> None:
    opened = with_contract
    opened.window.unlock_or_lock()
    with qtbot.waitSignal(opened.session.picture_changed, timeout=WAIT_MS):
        unlock(qtbot, opened)
    assert opened.session.seal_image is not None
    opened.session.tokens.stop()
    # A soft token cannot be pulled: what the look would answer is told instead.
    opened.session.tokens._seen(Look(()))
    assert opened.session.picture is None and opened.session.seal_image is None
    assert opened.session.tokens.open_token is None
    assert "token" in opened.window.stamp_page.panel.what_is_missing()


def test_an_idle_window_warns_and_locks(qtbot: QtBot, with_contract: Opened) -> None:
    opened = with_contract
    opened.window.unlock_or_lock()
    with qtbot.waitSignal(opened.session.picture_changed, timeout=WAIT_MS):
        unlock(qtbot, opened)
    tokens = opened.session.tokens
    tokens.rules = replace(tokens.rules, idle_lock_s=20)
    tokens.changed.emit()
    assert "nobody at the desk" in opened.window.status.token.text()
    tokens.rules = replace(tokens.rules, idle_lock_s=0)
    with qtbot.waitSignal(opened.session.tokens.locked, timeout=WAIT_MS):
        opened.session.tokens.look()
    assert opened.session.picture is None


def test_a_document_nobody_approved_cannot_be_stamped(qtbot: QtBot, opened: Opened) -> None:
    with qtbot.waitSignal(opened.session.document_changed, timeout=WAIT_MS):
        opened.session.open_file(opened.home / "samples" / "certificate.pdf")
    with qtbot.waitSignal(opened.session.request_changed, timeout=WAIT_MS):
        pass
    panel = opened.window.stamp_page.panel
    assert opened.session.standing is None and not panel.place.isEnabled()
    assert panel.what_is_missing()[:2] == ["request", "seal"]


def test_the_approved_bytes_are_found_wherever_they_lie(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    copy = tmp_path / "somewhere <b>else.pdf"
    copy.write_bytes((opened.home / "samples" / "contract.pdf").read_bytes())
    opened.session.open_file(copy)
    qtbot.waitUntil(lambda: opened.session.placing is not None, timeout=WAIT_MS)
    assert opened.session.standing is not None
    assert opened.window.stamp_page.panel._name.whole() == copy.name


def test_what_is_drawn_is_what_was_looked_at(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "paper.pdf", resources.path("samples/official.pdf").read_bytes()
    path.write_bytes(resources.path("samples/contract.pdf").read_bytes())

    def look_and_exchange(asked: Path, password: str | None = None) -> Preflight:
        found = look(asked, password)
        asked.write_bytes(other)
        return found

    monkeypatch.setattr(session_module, "look", look_and_exchange)
    with qtbot.waitSignal(opened.session.trouble, timeout=WAIT_MS) as told:
        opened.session.open_file(path)
    assert told.args is not None
    assert told.args[0].code is ErrorCode.DOCUMENT_CHANGED_MEANWHILE
    dialog(qtbot, TroubleDialog).accept()
    assert opened.session.document is None


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path.write_bytes(b"hello"), ErrorCode.DOCUMENT_NOT_PDF),
        (lambda path: None, ErrorCode.DOCUMENT_NOT_FOUND),
    ],
)
def test_what_cannot_be_opened_is_told_in_three_parts(
    qtbot: QtBot, opened: Opened, tmp_path: Path, make: Callable[[Path], object], code: ErrorCode
) -> None:
    path = tmp_path / "x.pdf"
    make(path)
    with qtbot.waitSignal(opened.session.trouble, timeout=WAIT_MS) as told:
        opened.session.open_file(path)
    assert told.args[0].code is code
    shown = dialog(qtbot, TroubleDialog)
    assert shown.windowTitle()
    shown.accept()
    assert opened.session.document is None and not opened.session.opening


def test_dragging_turning_and_nudging(qtbot: QtBot, with_contract: Opened) -> None:
    opened, canvas = with_contract, with_contract.window.stamp_page.canvas
    place(qtbot, opened, 1, 80, 90)
    placing = opened.session.placing
    assert placing is not None

    def only() -> Placement:
        (placement,) = placing.placements
        assert isinstance(placement, Placement)
        return placement

    start = canvas.to_screen(1, only().centre_x_mm, only().centre_y_mm).toPoint()
    view = canvas.viewport()
    before = only()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, start + QPoint(10, 0))
    qtbot.mouseMove(view, start + QPoint(40, 20))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 20))
    moved = only()
    assert moved.centre_x_mm - before.centre_x_mm == pytest.approx(40 / canvas.pixels_per_mm, abs=0.01)
    assert moved.centre_y_mm - before.centre_y_mm == pytest.approx(20 / canvas.pixels_per_mm, abs=0.01)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert only().centre_x_mm == pytest.approx(moved.centre_x_mm + 0.1)
    assert only().centre_y_mm == pytest.approx(moved.centre_y_mm - 1.0)
    numbers = opened.window.stamp_page.panel.places.numbers
    numbers.from_left.setValue(100.0)
    numbers.angle.setValue(30.0)
    assert (only().centre_x_mm, only().turned_deg) == (100.0, 30.0)
    assert not numbers.width_mm.isEnabled()
    numbers.lock.click()
    numbers.width_mm.setValue(30.0)
    assert only().width_mm == 30.0
    numbers.lock.click()
    assert only().width_mm == placing.size.width_mm
    for _ in range(6):  # the drag is one step, and so are nudges
        opened.session.undo()
    assert only() == before
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert not placing.placements
