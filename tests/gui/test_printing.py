"""From the menu to paper: who, what, how often, and what the ledger says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from sealdesk.gui.decision_dialog import DecisionDialog
from sealdesk.gui.notice import TroubleDialog
from sealdesk.gui.print_copy_dialog import CopyDialog
from sealdesk.gui.print_dialog import PrintDialog
from sealdesk.gui.print_papers import Paper, Printers, PrinterTraits
from sealdesk.gui.printing import PrintFlow
from sealdesk.gui.tabs import Tab
from sealdesk.model.ledger import EntryKind
from sealdesk.model.printing import PrintOutcome

from .conftest import WAIT_MS, Opened
from .hand import dialog, look_and_stamp, place_one, press_stamp, unlock
from .test_conversion_flow import entries

OFFICE = Paper("A4", 210, 297, (4.2, 4.2, 4.2, 4.2))
FILE = "to a file"


@dataclass
class FilePrinters(Printers):
    """Qt's own printer to a file, so that what would be printed can be measured; and one without colour."""

    target: Path

    def traits(self) -> tuple[PrinterTraits, ...]:
        return (
            PrinterTraits(FILE, "File", default=True),
            PrinterTraits("office", "Office 2F", (OFFICE,), colour=False, duplex=True),
        )

    def printer(self, name: str) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.target))
        printer.setResolution(150)
        return printer


@pytest.fixture
def flow(with_contract: Opened) -> PrintFlow:
    return PrintFlow(
        with_contract.session, with_contract.window, FilePrinters(with_contract.out / "printed.pdf")
    )


def sign(opened: Opened, ask: DecisionDialog) -> str:
    ask.sign.persons[0].setCurrentIndex(0)
    person = ask.sign.person_id(0)
    ask.sign.passwords[0].setText((opened.home / "passwords" / person).read_text("utf-8").strip())
    return person


def ask_to_print(qtbot: QtBot, opened: Opened, flow: PrintFlow, *, reading: bool = False) -> PrintDialog:
    document = opened.session.document
    assert document is not None
    way = flow.print_reading_copy if reading else flow.print_document
    way(document.path, document.password, document.name)
    return dialog(qtbot, PrintDialog)


def test_what_is_printed_is_entered_before_and_after(
    qtbot: QtBot, with_contract: Opened, flow: PrintFlow
) -> None:
    ask = ask_to_print(qtbot, with_contract, flow)
    assert not ask.do.isEnabled()
    ask.pages.setText("1,3")
    ask.copies.setValue(2)
    person = sign(with_contract, ask)
    with qtbot.waitSignal(flow.ended, timeout=WAIT_MS) as ended:
        qtbot.mouseClick(ask.do, Qt.MouseButton.LeftButton)
    assert ended.args == [PrintOutcome.SENT]
    with pymupdf.Document(with_contract.out / "printed.pdf") as printed:
        assert len(printed) == 2
    begun, sent = entries(qtbot, with_contract, EntryKind.DOCUMENT_PRINTED)
    assert (begun["state"], begun["pages"], begun["copies"]) == ("begun", "1,3", 2)
    assert (begun["what"], begun["person"], begun["printer"]) == ("plain", person, FILE)
    assert (sent["state"], sent["pages_sent"], sent["print"]) == ("sent", 2, begun["print"])

    again = ask_to_print(qtbot, with_contract, flow)
    assert again.sign.person_id(0) == person, "who printed last probably does again"
    assert any("1 times, 2 copies" in one.text() for one in again.findChildren(type(again.missing)))
    again.reject()


def test_what_will_be_missing_is_said(qtbot: QtBot, with_contract: Opened, flow: PrintFlow) -> None:
    ask = ask_to_print(qtbot, with_contract, flow)
    assert not ask.notices.isVisible()
    ask.printer.setCurrentIndex(1)
    assert "no colour" in ask.notices.words
    assert ask.sides.isEnabled()
    ask.pages.setText("1-9")
    assert not ask.do.isEnabled()
    assert ask.trouble.text()
    ask.reject()


def test_a_copy_for_reading_is_printed_as_pictures(
    qtbot: QtBot, with_contract: Opened, flow: PrintFlow
) -> None:
    ask = ask_to_print(qtbot, with_contract, flow, reading=True)
    ask.pages.setText("1")
    sign(with_contract, ask)
    with qtbot.waitSignal(flow.ended, timeout=WAIT_MS):
        qtbot.mouseClick(ask.do, Qt.MouseButton.LeftButton)
    with pymupdf.Document(with_contract.out / "printed.pdf") as printed:
        assert len(printed) == 1
        assert printed[0].get_text().strip() == ""
    begun, _ = entries(qtbot, with_contract, EntryKind.DOCUMENT_PRINTED)
    assert begun["what"] == "reading_copy"


def test_a_copy_for_reading_is_saved(
    qtbot: QtBot, with_contract: Opened, flow: PrintFlow, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = with_contract.out / "copy.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    document = with_contract.session.document
    assert document is not None
    flow.save_reading_copy(document.path, None, document.name)
    ask = dialog(qtbot, CopyDialog)
    sign(with_contract, ask)
    with qtbot.waitSignal(flow.saved, timeout=WAIT_MS) as saved:
        qtbot.mouseClick(ask.do, Qt.MouseButton.LeftButton)
    assert saved.args == [target]
    with pymupdf.Document(target) as copy:
        assert len(copy) == document.pages


def test_with_a_wrong_password_nothing_is_printed(
    qtbot: QtBot, with_contract: Opened, flow: PrintFlow
) -> None:
    ask = ask_to_print(qtbot, with_contract, flow)
    ask.sign.persons[0].setCurrentIndex(0)
    ask.sign.passwords[0].setText("wrong")
    qtbot.mouseClick(ask.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(ask.notice.isVisible, timeout=WAIT_MS)
    assert not (with_contract.out / "printed.pdf").exists()
    assert entries(qtbot, with_contract, EntryKind.DOCUMENT_PRINTED) == []
    ask.reject()


@pytest.mark.qt_log_ignore("QPainter::begin", "propagateSizeHints")
def test_a_printer_that_fails_is_told_and_entered(qtbot: QtBot, with_contract: Opened) -> None:
    flow = PrintFlow(
        with_contract.session, with_contract.window, FilePrinters(with_contract.out / "no" / "file")
    )
    ask = ask_to_print(qtbot, with_contract, flow)
    sign(with_contract, ask)
    qtbot.mouseClick(ask.do, Qt.MouseButton.LeftButton)
    trouble = dialog(qtbot, TroubleDialog)
    assert FILE not in trouble.windowTitle()
    trouble.accept()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=WAIT_MS)
    assert [one["state"] for one in entries(qtbot, with_contract, EntryKind.DOCUMENT_PRINTED)] == [
        "begun",
        "failed",
    ]


def test_without_a_printer_that_is_said(qtbot: QtBot, with_contract: Opened) -> None:
    class NoPrinters(Printers):
        def traits(self) -> tuple[PrinterTraits, ...]:
            return ()

    document = with_contract.session.document
    assert document is not None
    PrintFlow(with_contract.session, with_contract.window, NoPrinters()).print_document(document.path)
    trouble = dialog(qtbot, TroubleDialog)
    assert "no printer" in trouble.windowTitle().lower()
    trouble.accept()


def test_the_menu_prints_what_lies_on_the_desk(qtbot: QtBot, opened: Opened) -> None:
    actions = {
        action.text(): action
        for menu in opened.window.menus.actions()
        for action in (menu.menu().actions() if menu.menu() else ())  # type: ignore[attr-defined]
    }
    assert not actions["Print…"].isEnabled()
    opened.session.open_task(opened.session.tasks[0])
    qtbot.waitUntil(actions["Print…"].isEnabled, timeout=WAIT_MS)
    opened.session.close_document()
    assert not actions["Print…"].isEnabled()


def test_the_menu_prints_the_stamped_file_while_its_result_is_shown(
    qtbot: QtBot, with_contract: Opened
) -> None:
    window = with_contract.window
    actions = {
        action.text(): action
        for menu in window.menus.actions()
        for action in (menu.menu().actions() if menu.menu() else ())  # type: ignore[attr-defined]
    }
    place_one(with_contract)
    unlock(qtbot, with_contract)
    press_stamp(qtbot, with_contract)
    with qtbot.waitSignal(window.stamp_page.flow.finished, timeout=WAIT_MS):
        look_and_stamp(qtbot)
    assert with_contract.session.document is None and actions["Print…"].isEnabled()
    window.printing._printers = FilePrinters(with_contract.out / "printed.pdf")
    actions["Print…"].trigger()
    ask = dialog(qtbot, PrintDialog)
    assert "contract-stamped.pdf" in ask.windowTitle()
    ask.reject()
    window.show_tab(Tab.STAMPING)
    assert not actions["Print…"].isEnabled()
