"""The straddle seal's dialog: what is entered is shown, what cannot be is said, what is placed is what was shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sealdesk.geometry import A4_UNITS, PageFrame
from sealdesk.gui.placing import Placing
from sealdesk.gui.placing_sizes import TrueSize
from sealdesk.gui.straddle_dialog import StraddleDialog
from sealdesk.gui.straddle_views import StripPages
from sealdesk.model.placement import Edge, StraddleCut, StraddlePlacement

from .conftest import WAIT_MS, Opened
from .hand import unlock


def opened_dialog(qtbot: QtBot, opened: Opened) -> StraddleDialog:
    dialog = StraddleDialog(opened.session, opened.window)
    dialog.open()
    qtbot.waitExposed(dialog)
    return dialog


def with_pages(opened: Opened, count: int) -> None:
    """As if the document on the desk had so many pages."""
    document, seal = opened.session.document, opened.session.seal
    assert document is not None and seal is not None
    frames = (PageFrame(A4_UNITS),) * count
    opened.session.document = replace(document, preflight=replace(document.preflight, frames=frames))
    opened.session.placing = Placing(frames, TrueSize(42.0, 42.0), seal.seal.id)


def choose(dialog: StraddleDialog, **entered: object) -> None:
    form = dialog.form
    for name, value in entered.items():
        field = getattr(form, name)
        if name in ("edge", "cut", "first"):
            field.setCurrentIndex(field.findData(value))
        elif name == "pages":
            field.setText(value)
        else:
            field.setValue(value)
    dialog.refresh()


def placed(opened: Opened) -> StraddlePlacement:
    assert opened.session.placing is not None
    (placement,) = opened.session.placing.placements
    assert isinstance(placement, StraddlePlacement)
    return placement


def test_all_pages_at_the_right_edge_are_proposed_and_placed_as_one_step(
    qtbot: QtBot, with_contract: Opened
) -> None:
    session = with_contract.session
    assert session.document is not None and session.placing is not None
    dialog = opened_dialog(qtbot, with_contract)
    count = session.document.pages
    assert dialog.fan.pile is not None
    assert dialog.fan.pile.pages == tuple(range(1, count + 1))
    with qtbot.waitSignal(session.places_changed, timeout=WAIT_MS):
        qtbot.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
    there = placed(with_contract)
    assert (there.edge, there.pages) == (Edge.RIGHT, tuple(range(1, count + 1)))
    assert there.width_mm == session.placing.size.width_mm
    assert there.centre_mm == pytest.approx(148.5, abs=0.1)


def test_what_was_placed_is_shown_again_and_replaced(qtbot: QtBot, with_contract: Opened) -> None:
    with_pages(with_contract, 9)
    choose(
        first := opened_dialog(qtbot, with_contract),
        pages="2-9",
        edge=Edge.LEFT,
        cut=StraddleCut.RANDOM,
        first=1.5,
        at_most=4,
        middle_mm=60.0,
    )
    first.accept()
    before = placed(with_contract)
    assert before == replace(
        before, pages=tuple(range(2, 10)), edge=Edge.LEFT, first_wider=1.5, strips_at_most=4, centre_mm=60.0
    )
    assert before.cut is StraddleCut.RANDOM
    again = opened_dialog(qtbot, with_contract)
    assert again.form.placement() == before
    qtbot.mouseClick(again.form.shuffle, Qt.MouseButton.LeftButton)
    again.accept()
    after = placed(with_contract)
    assert after == replace(before, seed=after.seed)
    assert after.seed != before.seed


def test_strips_too_thin_are_said_with_a_way_out(qtbot: QtBot, with_contract: Opened) -> None:
    with_pages(with_contract, 100)
    dialog = opened_dialog(qtbot, with_contract)
    choose(dialog, at_most=100)
    assert not dialog.do.isEnabled()
    assert "thin" in dialog.notice.heading
    assert "42" in dialog.use_most.text()
    qtbot.mouseClick(dialog.use_most, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.do.isEnabled, timeout=WAIT_MS)
    assert dialog.fan.pile is not None and len(dialog.fan.pile.pages) == 34
    assert "3 whole seals" in dialog.summary.text()


def test_odd_pages_for_printing_on_both_sides(qtbot: QtBot, with_contract: Opened) -> None:
    with_pages(with_contract, 8)
    dialog = opened_dialog(qtbot, with_contract)
    qtbot.mouseClick(dialog.form.odd_pages, Qt.MouseButton.LeftButton)
    dialog.accept()
    assert placed(with_contract).pages == (1, 3, 5, 7)
    assert opened_dialog(qtbot, with_contract).form.pages.text() == "odd"


@pytest.mark.parametrize("pages", ["", "3", "1-x", "1-99"])
def test_pages_that_make_no_straddle_seal_are_said(qtbot: QtBot, with_contract: Opened, pages: str) -> None:
    with_pages(with_contract, 8)
    dialog = opened_dialog(qtbot, with_contract)
    choose(dialog, pages=pages)
    assert not dialog.do.isEnabled()
    assert dialog.notice.heading and dialog.notice.isVisible()
    dialog.accept()
    assert dialog.isVisible(), "nothing impossible is placed"
    choose(dialog, pages="1-3")
    assert dialog.do.isEnabled()
    assert not dialog.notice.isVisible()


def test_a_signed_document_takes_none(qtbot: QtBot, with_contract: Opened) -> None:
    session = with_contract.session
    assert session.document is not None
    signed = replace(session.document.preflight, signature_fields=("Signature1",))
    session.document = replace(session.document, preflight=signed)
    dialog = opened_dialog(qtbot, with_contract)
    assert not dialog.do.isEnabled()
    assert "signed" in dialog.notice.heading


def test_millimetres_and_percent_say_the_same(qtbot: QtBot, with_contract: Opened) -> None:
    with_pages(with_contract, 4)
    dialog = opened_dialog(qtbot, with_contract)
    form = dialog.form
    form.middle_percent.setValue(25.0)
    assert form.middle_mm.value() == pytest.approx(297 / 4, abs=0.1)
    form.middle_mm.setValue(200.0)
    assert form.middle_percent.value() == pytest.approx(67.3, abs=0.1)
    form.middle_mm.setValue(1000.0)
    assert form.middle_mm.value() == pytest.approx(276.0, abs=0.1), "every strip stays on its page"


def test_groups_are_looked_through_page_by_page(qtbot: QtBot, with_contract: Opened) -> None:
    with_pages(with_contract, 9)
    dialog = opened_dialog(qtbot, with_contract)
    choose(dialog, at_most=3)
    assert dialog.fan.pile is not None and dialog.fan.pile.pages == (1, 2, 3)
    assert not dialog.back_group.isEnabled()
    qtbot.mouseClick(dialog.next_group, Qt.MouseButton.LeftButton)
    assert dialog.fan.pile.pages == (4, 5, 6)
    dialog.strips.setFocus()
    for _ in range(4):
        qtbot.keyClick(dialog.strips, Qt.Key.Key_Right)
    assert dialog.fan.pile.pages == (7, 8, 9)
    assert not dialog.next_group.isEnabled()


def test_thousands_of_pages_are_worked_out_aside(qtbot: QtBot, with_contract: Opened) -> None:
    with_pages(with_contract, 3000)
    dialog = opened_dialog(qtbot, with_contract)
    dialog.form.at_most.setValue(30)
    dialog.form.at_most.setValue(40)
    qtbot.waitUntil(lambda: "75 whole seals" in dialog.summary.text(), timeout=WAIT_MS)
    dialog.form.at_most.setValue(60)
    qtbot.waitUntil(lambda: not dialog.do.isEnabled(), timeout=WAIT_MS)
    dialog.form.at_most.setValue(25)
    dialog.accept()
    assert placed(with_contract).strips_at_most == 25, "what was entered last counts"


def test_pages_get_their_pictures(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = opened_dialog(qtbot, with_contract)
    qtbot.waitUntil(lambda: has_picture(dialog.strips, 0), timeout=WAIT_MS)
    text = dialog.strips.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text.startswith("Page 1\n")


def has_picture(strips: StripPages, row: int) -> bool:
    return strips.model().index(row, 0).data(Qt.ItemDataRole.UserRole + 1) is not None


def test_the_true_seal_is_shown_once_the_vault_is_open(qtbot: QtBot, with_contract: Opened) -> None:
    closed = opened_dialog(qtbot, with_contract)
    outlined = closed.fan.grab().toImage()
    closed.reject()
    unlock(qtbot, with_contract)
    dialog = opened_dialog(qtbot, with_contract)
    assert dialog.fan.grab().toImage() != outlined
    with_contract.session.forget_picture()
    assert dialog.fan.grab().toImage() == outlined, "no picture is left on the screen"


def test_the_keyboard_reaches_every_field(qtbot: QtBot, with_contract: Opened) -> None:
    with_pages(with_contract, 60)
    dialog = opened_dialog(qtbot, with_contract)
    choose(dialog, cut=StraddleCut.RANDOM)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow, timeout=WAIT_MS)
    dialog.form.edge.setFocus()
    form = dialog.form
    wanted: set[QWidget | None] = {
        *(form.edge, form.pages, form.all_pages, form.odd_pages, form.at_most, form.first, form.cut),
        *(form.shuffle, form.middle_mm, form.middle_percent),
        *(dialog.next_group, dialog.strips, dialog.back, dialog.do),
    }
    seen = set()
    for _ in range(2 * len(wanted)):
        seen.add(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert wanted <= seen
    nameless = [one for one in wanted if not (one.accessibleName() or one.text())]
    assert not nameless
