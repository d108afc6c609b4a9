"""Printing, from a file to paper and the ledger; and copies for reading."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget

from sealdesk.documents.checked_copy import checked_copy
from sealdesk.documents.rendering import Renderer
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.conversion_progress import WorkDialog
from sealdesk.gui.print_copy_dialog import CopyDialog, copy_target
from sealdesk.gui.print_dialog import Chosen, Printable, PrintDialog
from sealdesk.gui.print_job import print_pages
from sealdesk.gui.print_papers import Printers, PrinterTraits
from sealdesk.gui.session import Session
from sealdesk.gui.worker import Progress, Worker
from sealdesk.model.document import Preflight
from sealdesk.model.people import Person
from sealdesk.model.printing import PrintCount, PrintedAs, PrintOutcome
from sealdesk.service import printing, reading_copy
from sealdesk.service.desk import Desk
from sealdesk.service.look_at_document import look


class PrintFlow(QObject):
    """Leads through printing.

    Args of the constructor:
        printers: The system's, unless a test brings its own.

    Signals:
        ended: A job was handed over, stopped or failed, and the ledger has that (`PrintOutcome`).
        saved: A copy for reading was saved (`Path`).
    """

    ended = Signal(object)
    saved = Signal(object)

    def __init__(self, session: Session, window: QWidget, printers: Printers | None = None) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._printers = printers or Printers()
        self._worker: Worker | None = None
        self._stop = threading.Event()
        self._who = ""
        application = QApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self.stop)

    def print_document(self, path: Path, password: str | None = None, name: str = "") -> None:
        """Ask how this document shall be printed, as it is."""
        self._prepare(path, password, name, PrintedAs.PLAIN)

    def print_reading_copy(self, path: Path, password: str | None = None, name: str = "") -> None:
        """Ask how a copy for reading of this document shall be printed."""
        self._prepare(path, password, name, PrintedAs.READING_COPY)

    def save_reading_copy(self, path: Path, password: str | None = None, name: str = "") -> None:
        """Ask where a copy for reading of this document shall be saved, and by whom."""
        name = name or path.name
        target = copy_target(self._window, path, name)
        if target is None:
            return

        def ask(people: tuple[Person, ...]) -> None:
            dialog = CopyDialog(
                self._session, (path, name, password), target, people, self._who, self._window
            )
            dialog.decided.connect(self.saved)
            dialog.open()

        self._session.desk.submit(_people, owner=self, done=ask, failed=self._session.trouble.emit)

    def stop(self) -> None:
        """End a job under way, and the thread that prints."""
        self._stop.set()
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    # Before.

    def _prepare(self, path: Path, password: str | None, name: str, what: PrintedAs) -> None:
        def done(found: tuple[Preflight, tuple[PrinterTraits, ...]]) -> None:
            preflight, printers = found
            kind = PrintedAs.STAMPED if what is PrintedAs.PLAIN and preflight.signed else what
            self._ask_desk(
                lambda people, count: Printable(
                    path, name or path.name, password, preflight, kind, count, people, printers
                ),
                preflight,
            )

        self._session.documents.submit(
            lambda progress: (look(path, password), self._printers.traits()),
            owner=self,
            done=done,
            failed=self._session.trouble.emit,
        )

    def _ask_desk(
        self, made: Callable[[tuple[Person, ...], PrintCount], Printable], preflight: Preflight
    ) -> None:
        def done(known: tuple[tuple[Person, ...], PrintCount]) -> None:
            self._show(made(*known))

        self._session.desk.submit(
            lambda desk: (_people(desk), printing.printed(desk, preflight.digest)),
            owner=self,
            done=done,
            failed=self._session.trouble.emit,
        )

    def _show(self, document: Printable) -> None:
        if not document.printers:
            self._session.trouble.emit(SealDeskError(ErrorCode.PRINTER_NONE))
            return
        dialog = PrintDialog(self._session, document, self._who, self._window)
        dialog.decided.connect(lambda chosen: self._print(document, chosen))
        dialog.open()

    # The job.

    def _print(self, document: Printable, chosen: Chosen) -> None:
        self._who = chosen.person_id
        stop = self._stop = threading.Event()
        person = next(one.name for one in document.people if one.id == chosen.person_id)
        dialog = WorkDialog(self.tr("Printing"), document.name, self._window)
        dialog.stop_asked.connect(stop.set)
        count = len(chosen.sheets)

        def said(done: int) -> None:
            dialog.say(self.tr("Page {page} of {count}").format(page=done, count=count), done, count)

        def ended(outcome: PrintOutcome, sent: int) -> None:
            dialog.finish()
            self._session.desk.submit(
                lambda desk: printing.end(desk, chosen.job, outcome, sent),
                owner=self,
                done=lambda answer: self.ended.emit(outcome),
                failed=self._session.trouble.emit,
            )

        def failed(error: SealDeskError) -> None:
            stopped = error.code is ErrorCode.PRINTER_STOPPED
            ended(PrintOutcome.STOPPED if stopped else PrintOutcome.FAILED, 0)
            if not stopped:
                self._session.trouble.emit(error)

        if self._worker is None:
            self._worker = Worker("printing", self)
        self._worker.submit(
            lambda progress: self._sent(document, chosen, person, progress, stop),
            owner=self,
            done=lambda sent: ended(PrintOutcome.SENT, sent),
            failed=failed,
            progress=said,
        )
        dialog.open()

    def _sent(
        self, document: Printable, chosen: Chosen, person: str, progress: Progress, stop: threading.Event
    ) -> int:
        """On the printing thread: pages that were handed over."""
        with tempfile.TemporaryDirectory(prefix="sealdesk-") as folder, Renderer() as renderer:
            sheets = chosen.sheets
            if document.what is PrintedAs.READING_COPY:
                copy = Path(folder) / "copy.pdf"
                mark = reading_copy.mark_for(person, datetime.now().astimezone())
                pages = chosen.order.pages
                with checked_copy(document.path, document.preflight.digest) as looked_at:
                    reading_copy.make(
                        looked_at, document.password, pages, mark, copy, stop.is_set, document.name
                    )
                renderer.open(copy)
                sheets = tuple((number, sheet) for number, (_, sheet) in enumerate(sheets, 1))
            else:
                expected = document.preflight.digest
                renderer.open(document.path, document.password, expected=expected)
            printer = self._set_up(chosen, document)
            return print_pages(printer, renderer, sheets, progress, stop.is_set)

    def _set_up(self, chosen: Chosen, document: Printable) -> QPrinter:
        printer = self._printers.printer(chosen.order.printer)
        printer.setColorMode(QPrinter.ColorMode.Color)
        printer.setCopyCount(chosen.order.copies)
        printer.setDocName(document.name)
        long_side = QPrinter.DuplexMode.DuplexLongSide
        printer.setDuplex(long_side if chosen.duplex else QPrinter.DuplexMode.DuplexNone)
        return printer


def _people(desk: Desk) -> tuple[Person, ...]:
    return tuple(sorted(desk.people.people, key=lambda person: person.name))
