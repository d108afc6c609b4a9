"""What goes on paper: which printer, pages, copies; what will be missing; who prints it. Always at true size."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from sealdesk.documents.rendering import Renderer
from sealdesk.errors import SealDeskError
from sealdesk.formats.page_numbers import pages_text, parse_pages
from sealdesk.gui.conversion_pages import PagesView
from sealdesk.gui.decision_dialog import DecisionDialog
from sealdesk.gui.help_topics import PROPERTY
from sealdesk.gui.labels import add_fact, form, label
from sealdesk.gui.language import language
from sealdesk.gui.notice import Notice
from sealdesk.gui.people_sign import Signer
from sealdesk.gui.print_job import cut_pages
from sealdesk.gui.print_papers import PrinterTraits, Sheet, sheet_for
from sealdesk.gui.session import Session
from sealdesk.model.document import Preflight
from sealdesk.model.people import Person
from sealdesk.model.printing import PrintCount, PrintedAs, PrintOrder
from sealdesk.service import printing
from sealdesk.service.desk import Desk
from sealdesk.texts import error_text

_PAGE_PX = QSize(240, 340)
_MOST_COPIES = 99
_TEXT_MARGIN_PX = 8
_LOOKED_AT = 40
"""Pages whose margins are looked at before printing; of a book the first ones."""
_CALM_MS = 250


@dataclass(frozen=True)
class Printable:
    """A document that shall be printed.

    Attributes:
        what: As it is, or as a copy for reading.
    """

    path: Path
    name: str
    password: str | None
    preflight: Preflight
    what: PrintedAs
    printed: PrintCount
    people: tuple[Person, ...]
    printers: tuple[PrinterTraits, ...]


@dataclass(frozen=True)
class Chosen:
    """What was decided, entered in the ledger as `job`."""

    job: str
    order: PrintOrder
    person_id: str
    duplex: bool
    sheets: tuple[tuple[int, Sheet], ...]


class PrintDialog(DecisionDialog):
    """`decided` tells what to print (`Chosen`); the ledger has it by then."""

    def __init__(
        self, session: Session, document: Printable, chosen_id: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(session, width_px=820, parent=parent)
        self.setProperty(PROPERTY, "printing")
        self._document = document
        self._looking = threading.Event()
        self._sheets: tuple[tuple[int, Sheet], ...] = ()
        self.begin(
            self._title(),
            self.tr("Print"),
            self.tr(
                "Printed at true size and in colour, nothing is shrunk. The ledger has your name and the count."
            ),
            (Signer(self.tr("Who prints it"), document.people, chosen_id),),
        )
        self.pages_view = PagesView(_PAGE_PX)
        self.printer = QComboBox()
        self.pages = QLineEdit(self.tr("all"))
        self.copies = QSpinBox()
        self.sides = QComboBox()
        self.trouble = label("", "hint", wrap=True)
        self.notices = Notice()
        self.notices.hide()
        self._fill()
        self._put_together()
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._look_at_margins)
        self.printer.currentIndexChanged.connect(lambda _: self._changed())
        self.pages.textChanged.connect(lambda _: self._changed())
        self.finished.connect(lambda _: self._looking.set())
        self.pages_view.open(document.path, document.password, document.preflight.digest)
        self._changed()
        self.ready()

    def _title(self) -> str:
        name = " ".join(self._document.name.split())
        if self._document.what is PrintedAs.READING_COPY:
            return self.tr("Print a copy for reading of “{name}”").format(name=name)
        return self.tr("Print “{name}”").format(name=name)

    def _fill(self) -> None:
        for one in self._document.printers:
            self.printer.addItem(one.words, one.name)
        self.printer.setAccessibleName(self.tr("Printer"))
        self.printer.setPlaceholderText(self.tr("No printer"))
        self.printer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.printer.setMinimumContentsLength(16)
        self.pages.setAccessibleName(self.tr("Pages"))
        self.pages.setPlaceholderText("1-3,7")
        self.copies.setRange(1, _MOST_COPIES)
        self.copies.lineEdit().setTextMargins(_TEXT_MARGIN_PX, 0, 0, 0)
        self.copies.setAccessibleName(self.tr("Copies"))
        self.sides.addItem(self.tr("One side"), userData=False)
        self.sides.addItem(self.tr("Both sides"), userData=True)
        self.sides.setAccessibleName(self.tr("Sides"))

    def _put_together(self) -> None:
        facts = form()
        for words, field in (
            (self.tr("Printer"), self.printer),
            (self.tr("Pages"), self.pages),
            (self.tr("Copies"), self.copies),
            (self.tr("Sides"), self.sides),
        ):
            facts.addRow(label(words, "secondary"), field)
        facts.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        add_fact(facts, self.tr("Printed before"), label(self._count_words(), wrap=True))
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addLayout(facts)
        column.addWidget(self.trouble)
        column.addWidget(self.notices)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(self.pages_view)
        row.addLayout(column, 1)
        self.body.addLayout(row)

    def _count_words(self) -> str:
        count = self._document.printed
        if not count.jobs and not count.reading_copies:
            return self.tr("never")
        return self.tr("{jobs} times, {copies} copies; {reading} copies for reading").format(
            jobs=count.jobs, copies=count.copies, reading=count.reading_copies
        )

    # What is chosen.

    @property
    def traits(self) -> PrinterTraits | None:
        """The chosen printer."""
        name = self.printer.currentData()
        return next((one for one in self._document.printers if one.name == name), None)

    def _chosen_pages(self) -> tuple[int, ...]:
        return parse_pages(self.pages.text(), self._document.preflight.pages)

    def _changed(self) -> None:
        traits = self.traits
        self._sheets = ()
        self.sides.setEnabled(traits is not None and traits.duplex)
        if not self.sides.isEnabled():
            self.sides.setCurrentIndex(0)
        self.trouble.setText(self._pages_trouble())
        if traits is not None and not self.trouble.text():
            frames = self._document.preflight.frames
            pages = self._chosen_pages()
            self._sheets = tuple((page, sheet_for(frames[page - 1], traits.papers)) for page in pages)
            self.pages_view.show_page(pages[0])
        self._say((), looked=False)
        self._calm.start()
        self.refresh()

    def _pages_trouble(self) -> str:
        try:
            self._chosen_pages()
        except SealDeskError as error:
            return error_text(error, language()).happened
        return ""

    def _missing(self) -> str:
        if not self._document.printers:
            return self.tr("There is no printer")
        return self.trouble.text() if not self._sheets else ""

    # What will be missing.

    def _look_at_margins(self) -> None:
        """Ink where the printer cannot print, looked for off the window's thread; the last question counts."""
        self._looking.set()
        stop = self._looking = threading.Event()
        document, sheets = self._document, self._sheets[:_LOOKED_AT]
        if not any(any(sheet.margins_mm) for _, sheet in sheets):
            return

        def work(progress: object) -> tuple[int, ...]:
            with Renderer() as renderer:
                expected = document.preflight.digest
                renderer.open(document.path, document.password, expected=expected)
                return cut_pages(renderer, sheets, stop.is_set)

        def done(cut: tuple[int, ...]) -> None:
            if not stop.is_set():
                self._say(cut, looked=True)

        self._session.documents.submit(work, owner=self, done=done, still_wanted=lambda: not stop.is_set())

    def _say(self, cut: Sequence[int], *, looked: bool) -> None:
        lines = []
        traits = self.traits
        large = [page for page, sheet in self._sheets if not sheet.fits]
        if traits is not None and not traits.colour:
            lines.append(self.tr("This printer prints no colour: the seal will not be red."))
        if large:
            lines.append(
                self.tr(
                    "Larger than the printer's paper, and cut off at its right and lower edge: page {pages}."
                ).format(pages=pages_text(large))
            )
        if cut:
            margin = max(side for _, sheet in self._sheets for side in sheet.margins_mm)
            words = self.tr(
                "The printer cannot print the outer {margin} mm of the paper, and something is there on page {pages}; "
                "a straddle seal loses its edge. Use a printer without margins, or larger paper cut to size."
            )
            lines.append(words.format(margin=f"{margin:.1f}", pages=pages_text(cut)))
        if not lines:
            self.notices.hide()
        else:
            self.notices.say("warning", self.tr("Not everything will be on paper"), "\n".join(lines))
        if looked:
            self._fit()

    # Deciding.

    def _use_case(self) -> Callable[[Desk], Chosen]:
        document, sheets, (by,) = self._document, self._sheets, self.sign.sign_ins()
        traits = self.traits
        assert traits is not None
        order = PrintOrder(
            name=document.name,
            document=document.preflight.digest,
            pages_total=document.preflight.pages,
            pages=tuple(page for page, _ in sheets),
            copies=self.copies.value(),
            printer=traits.name,
            what=document.what,
        )
        duplex = bool(self.sides.currentData())
        return lambda desk: Chosen(printing.begin(desk, order, by), order, by.person_id, duplex, sheets)
