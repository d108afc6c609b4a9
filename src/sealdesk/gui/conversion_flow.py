"""Opening any file: a PDF at once; of anything else a PDF is made, looked at and accepted first."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from sealdesk.documents import files
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.conversion_dialog import ConversionDialog
from sealdesk.gui.conversion_kept_dialog import KeptDialog
from sealdesk.gui.conversion_progress import WorkDialog
from sealdesk.gui.language import language
from sealdesk.gui.session import Session
from sealdesk.gui.worker import Progress
from sealdesk.model.conversion import SUFFIXES, ConversionStep, Converted, DocumentFormat
from sealdesk.model.document import DocumentDigest
from sealdesk.model.ledger import LedgerEntry
from sealdesk.model.people import Person
from sealdesk.model.permission import Action
from sealdesk.policy.permissions import may
from sealdesk.service import convert_document
from sealdesk.service.desk import Desk
from sealdesk.texts import name_of


@dataclass(frozen=True)
class _Known:
    """What the workspace knows before a conversion begins."""

    folder: Path
    people: tuple[Person, ...]
    accepted: Converted | None


class ConversionFlow(QObject):
    """Leads from a file to the document on the desk."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._number = 0
        self._stop = threading.Event()
        self._who = ""
        application = QApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self.stop)

    def stop(self) -> None:
        """End a conversion under way."""
        self._stop.set()

    def open(self, path: Path) -> None:
        """Open this file; the last one that was asked for counts."""
        self._number += 1
        self._stop.set()  # of a conversion that nobody waits for any more
        number = self._number

        def done(found: tuple[DocumentFormat, DocumentDigest | None]) -> None:
            if number != self._number:
                return
            kind, digest = found
            if digest is None:
                self._session.open_file(path)
            else:
                self._ask_desk(number, path, kind, digest)

        self._session.documents.submit(
            lambda progress: _recognised(path), owner=self, done=done, failed=self._session.trouble.emit
        )

    def _ask_desk(self, number: int, path: Path, kind: DocumentFormat, digest: DocumentDigest) -> None:
        def done(known: _Known) -> None:
            if number != self._number:
                return
            if known.accepted is not None:
                self._put_on_desk(known.accepted)
            else:
                self._convert(number, path, kind, known)

        self._session.desk.submit(
            lambda desk: _known(desk, digest), owner=self, done=done, failed=self._session.trouble.emit
        )

    def _convert(self, number: int, path: Path, kind: DocumentFormat, known: _Known) -> None:
        stop = self._stop = threading.Event()
        dialog = WorkDialog(self.tr("Making a PDF"), path.name, self._window)
        dialog.say(name_of(kind, language()))
        dialog.stop_asked.connect(stop.set)

        def work(progress: Progress) -> Converted:
            return convert_document.convert(path, known.folder, progress, stop.is_set)

        def said(step: ConversionStep) -> None:
            dialog.say(name_of(step, language()))

        def done(converted: Converted) -> None:
            dialog.finish()
            if number == self._number:
                self._show(converted, path, known)

        def failed(error: SealDeskError) -> None:
            dialog.finish()
            if error.code is not ErrorCode.DOCUMENT_CONVERSION_STOPPED:
                self._session.trouble.emit(error)

        self._session.documents.submit(work, owner=self, done=done, failed=failed, progress=said)
        dialog.open()

    def _show(self, converted: Converted, path: Path, known: _Known) -> None:
        dialog = ConversionDialog(self._session, converted, path, known.people, self._who, self._window)

        def accepted(entry: LedgerEntry) -> None:
            self._who = str(entry.body["person"])
            self._put_on_desk(converted)
            KeptDialog(self._session, converted, path.parent, self._window).open()

        dialog.decided.connect(accepted)
        dialog.rejected.connect(lambda: self._discard(converted))
        dialog.open()

    def _discard(self, converted: Converted) -> None:
        self._session.documents.submit(lambda progress: convert_document.discard(converted), owner=self)

    def _put_on_desk(self, converted: Converted) -> None:
        self._session.open_file(converted.pdf, converted=converted.source)


def _recognised(path: Path) -> tuple[DocumentFormat, DocumentDigest | None]:
    """What the file is, and its digest where it is no PDF."""
    kind = convert_document.recognise(path)
    if kind is DocumentFormat.PDF:
        return kind, None
    convert_document.check_convertible(path, kind)
    return kind, files.digest_of(path)


def _known(desk: Desk, digest: DocumentDigest) -> _Known:
    who = (person for person in desk.people.people if may(person, Action.CONVERT))
    people = tuple(sorted(who, key=lambda person: person.name))
    return _Known(desk.layout.converted, people, convert_document.accepted(desk, digest))


def name_filters() -> str:
    """Patterns of every kind of file that can be opened, for a file dialog."""
    return " ".join(f"*.{suffix}" for suffix in SUFFIXES)
