"""The ledger's page: what is chosen stays chosen, however often it is read."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from sealdesk.gui.tabs import Tab

from .conftest import WAIT_MS, Opened


def test_the_chosen_entry_stays_chosen_when_the_ledger_is_read_anew(qtbot: QtBot, opened: Opened) -> None:
    page = opened.window.ledger_page
    with qtbot.waitSignal(page.shown, timeout=WAIT_MS):
        page.want("")
        opened.window.show_tab(Tab.LEDGER)
    wanted = page.model.line(2).entry
    with qtbot.waitSignal(page.shown, timeout=WAIT_MS):
        opened.window.show_entry(wanted.entry_id)
    with qtbot.waitSignal(page.shown, timeout=WAIT_MS):
        page.refresh.click()
    (chosen,) = page.table.selectionModel().selectedRows()
    assert chosen.data() == str(wanted.index)


def test_of_several_readings_the_last_one_is_shown(qtbot: QtBot, opened: Opened) -> None:
    page = opened.window.ledger_page
    opened.window.show_tab(Tab.LEDGER)
    page.want("")  # Reads all, while the reading of acts alone is under way.
    page.read()
    shown: list[int] = []
    page.shown.connect(lambda: shown.append(page.model.rowCount()))
    qtbot.waitUntil(lambda: bool(shown), timeout=WAIT_MS)
    with qtbot.waitSignal(page.shown, timeout=WAIT_MS):
        page.read()
    assert len(shown) == 2
    assert shown[0] == shown[1] > 0
