"""Dialogs of what is converted, printed, and sealed in batches."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from sealdesk import resources
from sealdesk.gui.batch_closing import BatchClosingDialog
from sealdesk.gui.batch_keeper_dialog import BatchKeeperDialog
from sealdesk.gui.conversion_dialog import ConversionDialog
from sealdesk.gui.conversion_kept_dialog import KeptDialog
from sealdesk.gui.print_copy_dialog import CopyDialog
from sealdesk.gui.print_dialog import PrintDialog
from sealdesk.gui.print_papers import Printers, PrinterTraits
from sealdesk.gui.printing import PrintFlow
from sealdesk.gui.tabs import Tab
from tests import foreign_files
from tests.batches import ask_for, make_documents

from . import seal_hand
from .tour_ground import SEAL, Stops, Walker

STOPS = Stops()
_CUSTODIAN = "P3001"
_CONTRACT = resources.path("samples/contract.pdf")


@STOPS.stop
def conversion(walker: Walker) -> QWidget:
    picture = walker.opened.out / "photo.png"
    picture.write_bytes(foreign_files.png(800, 600))
    walker.opened.window.open_files([picture])
    asked = walker.modal(ConversionDialog)
    walker.wait(lambda: 1 in asked.pages.seen)
    return asked


@STOPS.stop
def converted(walker: Walker) -> QWidget:
    asked = conversion(walker)
    assert isinstance(asked, ConversionDialog)
    who = asked.sign.persons[0]
    who.setCurrentIndex(who.findData(_CUSTODIAN))
    asked.sign.passwords[0].setText(seal_hand.password(walker.opened, _CUSTODIAN))
    asked.do.click()
    return walker.modal(KeptDialog)


class _OnePrinter(Printers):
    """A printer to a file, as Qt brings it; this machine may have no other."""

    def traits(self) -> tuple[PrinterTraits, ...]:
        return (PrinterTraits("PDF", "PDF", default=True),)

    def printer(self, name: str) -> QPrinter:
        raise AssertionError("nothing is printed on this walk")


@STOPS.stop
def printing(walker: Walker) -> QWidget:
    opened = walker.opened
    PrintFlow(opened.session, opened.window, _OnePrinter()).print_document(_CONTRACT)
    return walker.modal(PrintDialog)


@STOPS.stop
def reading_copy(walker: Walker) -> QWidget:
    opened = walker.opened
    people = walker.at_desk(lambda desk: tuple(desk.people.people))
    source = (_CONTRACT, _CONTRACT.name, None)
    CopyDialog(opened.session, source, opened.out / "copy.pdf", people, "", opened.window).open()
    return walker.modal(CopyDialog)


@STOPS.stop
def batch_plan(walker: Walker) -> QWidget:
    """A batch that was planned, its first document drawn."""
    opened = walker.opened
    page, folder = opened.window.batch_page, opened.out / "in"
    sealed = opened.out / "sealed"
    sealed.mkdir()
    _ask(walker, make_documents(folder, 2))
    opened.window.show_tab(Tab.BATCH)
    walker.wait(page.setup.seal.count)
    page.setup.seal.setCurrentIndex(page.setup.seal.findData(SEAL))
    page.setup.folder.setText(str(folder))
    page.setup.output.setText(str(sealed))
    page.setup.look.click()
    walker.wait(page.work.looking.confirm.isEnabled)
    return opened.window


def _ask(walker: Walker, paths: list[Path]) -> None:
    """Each of these documents has an approved request."""
    applicant, approver = ((one, seal_hand.password(walker.opened, one)) for one in ("P2001", "P1001"))
    walker.at_desk(lambda desk: ask_for(desk, paths, SEAL, (applicant, approver)))


@STOPS.stop
def batch_keeper(walker: Walker) -> QWidget:
    walker.opened.window.batch_page.work.looking.confirm.click()
    return walker.modal(BatchKeeperDialog)


@STOPS.stop
def batch_closing(walker: Walker) -> QWidget:
    walker.opened.window.batch_page.ask_to_close(lambda: None)
    return walker.modal(BatchClosingDialog)
