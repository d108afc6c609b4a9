"""The pages of the window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from sealdesk import resources
from sealdesk.gui.help_window import open_help
from sealdesk.gui.tabs import Tab

from . import seal_hand
from .conftest import WAIT_MS
from .hand import place_one
from .tour_ground import SEAL, Stops, Walker

STOPS = Stops()


@STOPS.stop
def empty_desk(walker: Walker) -> QWidget:
    walker.opened.window.show_tab(Tab.STAMPING)
    return walker.opened.window


@STOPS.stop
def desk(walker: Walker) -> QWidget:
    session = walker.opened.session
    if session.placing is None:
        session.open_task(session.tasks[0])
        walker.wait(lambda: session.placing is not None)
    walker.opened.window.show_tab(Tab.STAMPING)
    return walker.opened.window


@STOPS.stop
def desk_with_a_seal(walker: Walker) -> QWidget:
    window = desk(walker)
    placing = walker.opened.session.placing
    if placing is not None and not placing.marks:
        place_one(walker.opened)
    return window


@STOPS.stop
def verifying(walker: Walker) -> QWidget:
    walker.opened.window.show_tab(Tab.VERIFYING)
    return walker.opened.window


@STOPS.stop
def verdict(walker: Walker) -> QWidget:
    page = walker.opened.window.verify_page
    with walker.qtbot.waitSignal(page.verified, timeout=WAIT_MS):
        walker.opened.window.verify(resources.path("samples/contract.pdf"))
    return walker.opened.window


@STOPS.stop
def ledger(walker: Walker) -> QWidget:
    page = walker.opened.window.ledger_page
    walker.opened.window.show_tab(Tab.LEDGER)
    page.all_entries.setChecked(True)
    walker.wait(lambda: page.table.model().rowCount() > 0)
    return walker.opened.window


@STOPS.stop
def seals(walker: Walker) -> QWidget:
    seal_hand.show(walker.qtbot, walker.opened, SEAL)
    return walker.opened.window


@STOPS.stop
def help_window(walker: Walker) -> QWidget:
    return open_help(walker.opened.window, "first-steps")


@STOPS.stop
def guide(walker: Walker) -> QWidget:
    walker.opened.window.menus.help.start_guide()
    return walker.opened.window


@STOPS.stop
def batch(walker: Walker) -> QWidget:
    walker.opened.window.show_tab(Tab.BATCH)
    return walker.opened.window
