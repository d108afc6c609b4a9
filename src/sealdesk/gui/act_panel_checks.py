"""What is said before the PIN: what stands against the act, what a person should look at, what could be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.gui.checklist import Step, StepState
from sealdesk.gui.labels import IconLabel, button, label, plain_tooltip
from sealdesk.gui.language import in_brackets, language, listed, sentences
from sealdesk.gui.placing_checks import PlaceDoubt, Said
from sealdesk.gui.session import Session
from sealdesk.model.document import SignatureBox
from sealdesk.texts import error_text, reason_text
from sealdesk.texts.expiry import revocation_text
from sealdesk.texts.place_words import place_text

_MOST_FIELDS = 4


@dataclass(frozen=True)
class CheckLine:
    """One line.

    Attributes:
        icon: Name of the icon.
        colour: Of the icon, in the palette.
        more: What its tooltip says beyond the words.
        action: What a small button beside it says; empty: none.
    """

    icon: str
    colour: str
    words: str
    more: str = ""
    action: str = ""
    do: Callable[[], None] = field(default=lambda: None, compare=False)

    @property
    def doubts(self) -> bool:
        return self.colour == "warning"


class ChecksStep(Step):
    """The checks, one a line.

    Signals:
        field_asked: Put the seal into this prepared field (`SignatureBox`), or out of it (None).
        mark_asked: Show this mark (its key).
    """

    field_asked = Signal(object)
    mark_asked = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Checks"))
        self._session = session
        self._shown: tuple[CheckLine, ...] | None = None
        self._lines = QWidget()
        self._column = QVBoxLayout(self._lines)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.content.addWidget(self._lines)

    @property
    def words(self) -> str:
        """All lines as they are shown."""
        return "\n".join(line.words for line in self._shown or ())

    @property
    def lines(self) -> tuple[CheckLine, ...]:
        return self._shown or ()

    def act(self, words: str) -> None:
        """Do what the line's small button of these words does."""
        next(line for line in self.lines if line.action == words).do()

    def show_now(self) -> None:
        """Show what there is to say now."""
        lines = tuple(self._all())
        if lines == self._shown:
            return
        self._shown = lines
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in lines:
            self._column.addWidget(_LineWidget(line))
        trouble = any(line.doubts for line in lines)
        opened = self._session.document is not None
        state = StepState.TROUBLE if trouble else StepState.DONE if opened else StepState.OPEN
        self.show_state(state, self.words)

    def _all(self) -> Iterator[CheckLine]:
        session = self._session
        if session.document is None:
            yield _told(self.tr("Made when a document is open."))
            return
        lines = [
            *self._of_keeping(),
            *self._of_requests(),
            *(self._line_of(said) for said in session.checks.said),
            *self._of_sizes(),
            *self._of_document(),
        ]
        if not any(line.doubts for line in lines):
            lines.insert(0, CheckLine("circle-check", "good", self.tr("Nothing stands against it")))
        yield from lines
        yield from self._of_fields()
        if session.revocation is not None:
            yield _told(revocation_text(session.revocation, language()))

    def _of_keeping(self) -> Iterator[CheckLine]:
        for use in self._session.uses:
            against = use.keeping.against
            if against is not None:
                text = error_text(against, language())
                yield _warned(f"{text.heading}\n{sentences(text.happened, text.now)}")
            if use.keeping.deputy:
                until = use.keeping.until
                day = until.astimezone().strftime("%Y-%m-%d %H:%M") if until else ""
                yield _told(
                    self.tr("Kept by the deputy {person} until {day}").format(
                        person=use.keeping.deputy, day=day
                    )
                )

    def _of_requests(self) -> Iterator[CheckLine]:
        session = self._session
        for use in session.uses:
            if session.left_of(use) < 0:
                yield _warned(
                    self.tr("More places than the request has left") + self._seal_words(use.seal_id)
                )
            elif len(session.uses) > 1 and session.placing and not session.placing.marks_of(use.seal_id):
                yield _told(self.tr("Not placed yet") + self._seal_words(use.seal_id))

    def _seal_words(self, seal_id: str) -> str:
        use = self._session.act.of_seal(seal_id)
        if len(self._session.uses) < 2 or use is None or use.seal is None:
            return ""
        return in_brackets(use.seal.seal.name)

    def _line_of(self, said: Said) -> CheckLine:
        key = said.key
        show = (lambda: self.mark_asked.emit(key)) if key is not None else (lambda: None)
        action = self.tr("Show") if key is not None else ""
        if said.error is not None:
            text = error_text(said.error, language())
            more = sentences(text.happened, text.now)
            words = text.heading + (self._page_words(said.page) if said.page else "")
            return CheckLine("circle-x", "warning", words, more, action, show)
        if said.finding is not None:
            rule = place_text(said.finding, language())
            return CheckLine("triangle-alert", "warning", rule.found, rule.now)
        return CheckLine(
            "triangle-alert", "warning", self.doubt_words(said), self.doubt_reason(said), action, show
        )

    def doubt_words(self, said: Said) -> str:
        """A doubt in one line."""
        words = {
            PlaceDoubt.BLANK_PAGE: self.tr("On a blank page"),
            PlaceDoubt.TOUCHING: self.tr("Two seals touch"),
        }
        return words[said.doubt] + self._page_words(said.page) if said.doubt else ""

    def doubt_reason(self, said: Said) -> str:
        """Why it is one, and what to do."""
        if said.doubt is PlaceDoubt.BLANK_PAGE:
            return self.tr("A seal on a page without text can be misused. Place it on a page with text.")
        return self.tr("Seals should neither touch nor cross. Move one of them.")

    def _page_words(self, page: int) -> str:
        return in_brackets(self.tr("page {page}").format(page=page))

    def _of_sizes(self) -> Iterator[CheckLine]:
        placing = self._session.placing
        if placing is None:
            return
        if any(not placing.is_true_size(mark) for mark in placing.marks):
            yield _warned(self.tr("Not at true size"))
        pages = [page for page in placing.pages if placing.scale_of(page) != 1.0]
        if pages:
            yield _told(self.tr("Sized for the paper that was scanned, not for the stated page size"))

    def _of_document(self) -> Iterator[CheckLine]:
        document = self._session.document
        assert document is not None
        for code in document.preflight.warnings:
            yield _warned(reason_text(code, language()))
        if document.preflight.signed:
            yield _told(
                self.tr("Signed before ({count}): stamping does not touch those signatures").format(
                    count=len(document.preflight.signature_fields)
                )
            )

    def _of_fields(self) -> Iterator[CheckLine]:
        session, document = self._session, self._session.document
        assert document is not None
        waiting = [one for one in document.preflight.signature_boxes if _waits(one)]
        for box in waiting[:_MOST_FIELDS]:
            if session.field_name == box.name:
                words = self.tr("The seal goes into the prepared field “{field}”").format(field=box.name)
                yield CheckLine("info", "secondary", words, action=self.tr("Do not use"), do=self._leave)
            else:
                words = self.tr("Prepared signature field: {field}").format(field=box.name)
                use = self.tr("Use it") if session.may_place else ""
                yield CheckLine("info", "secondary", words, action=use, do=partial(self._use, box))
        rest = waiting[_MOST_FIELDS:]
        if rest:
            names = listed(box.name for box in rest)
            yield _told(self.tr("{count} more prepared fields").format(count=len(rest)), names)

    def _use(self, box: SignatureBox) -> None:
        self.field_asked.emit(box)

    def _leave(self) -> None:
        self.field_asked.emit(None)


def _waits(box: SignatureBox) -> bool:
    """Whether a person can put a seal there: the field has a place, and nothing forbids it."""
    return not box.filled and box.page > 0 and box.bounds_mm is not None and not box.unsuited


def _told(words: str, more: str = "") -> CheckLine:
    return CheckLine("info", "secondary", words, more)


def _warned(words: str, more: str = "") -> CheckLine:
    return CheckLine("triangle-alert", "warning", words, more)


class _LineWidget(QWidget):
    """Icon, words, and a small button."""

    def __init__(self, line: CheckLine) -> None:
        super().__init__()
        words = label(line.words, "small", wrap=True)
        if line.more:
            words.setToolTip(plain_tooltip(line.more))
            words.setAccessibleDescription(line.more)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(IconLabel(line.icon, line.colour, 14), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        if line.action:
            do = button(line.action, look="link")
            do.setAccessibleName(f"{line.action}: {line.words}")
            do.clicked.connect(lambda checked=False: line.do())
            row.addWidget(do, 0, Qt.AlignmentFlag.AlignTop)
