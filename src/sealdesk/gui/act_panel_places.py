"""The places of the act: the ways to a place, the list of what is placed, and its numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QWidget

from sealdesk.gui.checklist import Step, StepState
from sealdesk.gui.labels import button
from sealdesk.gui.place_panel import PlacePanel
from sealdesk.gui.placing_resolved import Mark
from sealdesk.gui.session import Session
from sealdesk.model.placement import Placement

_KEY = Qt.ItemDataRole.UserRole
_MOST_ROWS = 3


class PlacesStep(Step):
    """Signals:
    place_asked: The seal follows the mouse (True), or not.
    straddle_asked, official_asked, keyword_asked, template_asked: Open that way's dialog.
    """

    place_asked = Signal(bool)
    straddle_asked = Signal()
    official_asked = Signal()
    keyword_asked = Signal()
    template_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Places"))
        self._session = session
        self._showing = False
        self._make_buttons()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Places"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._choose)
        self.numbers = PlacePanel(session)
        self.content.addSpacing(2)
        self.content.addWidget(self.list)
        self.content.addWidget(self.numbers)

    def _make_buttons(self) -> None:
        self.place = button(self.tr("Place seal"), "stamp", "compact")
        self.place.setCheckable(True)
        self.place.setToolTip(
            self.tr("The seal follows the mouse; a click places it (Insert: in the middle)")
        )
        self.place.clicked.connect(self.place_asked)
        self.straddle = button(self.tr("Straddle seal"), "split", "compact")
        self.straddle.clicked.connect(self.straddle_asked)
        self.official = button(self.tr("Official"), look="compact")
        self.official.setToolTip(self.tr("Over issuer and date of an official document, found in its text"))
        self.official.clicked.connect(self.official_asked)
        self.keyword = button(self.tr("Keyword"), look="compact")
        self.keyword.setToolTip(self.tr("Where a word stands in the text"))
        self.keyword.clicked.connect(self.keyword_asked)
        self.template = button(self.tr("Template"), look="compact")
        self.template.setToolTip(self.tr("Use places that were saved for such documents, or save these"))
        self.template.clicked.connect(self.template_asked)
        self.content.addLayout(_row(self.place, self.straddle))
        self.content.addSpacing(2)
        self.content.addLayout(_row(self.official, self.keyword, self.template))

    def show_now(self) -> None:
        """Show them as the session knows them."""
        session, placing = self._session, self._session.placing
        self._showing = True
        marks = placing.marks if placing else ()
        self._enable_ways()
        self.list.setVisible(len(marks) > 1)
        self._fill(marks)
        stopped = any(one.key is not None for one in session.checks.stopping)
        state = StepState.TROUBLE if stopped else StepState.DONE if marks else StepState.OPEN
        self.show_state(state, self._words(marks))
        self._showing = False

    def _words(self, marks: tuple[Mark, ...]) -> str:
        if len(marks) == 1:
            return self.mark_words(marks[0])
        return self.tr("{count} placed").format(count=len(marks)) if marks else self.tr("None placed")

    def _enable_ways(self) -> None:
        session, document = self._session, self._session.document
        may = session.may_place
        several = document is not None and document.pages > 1
        signed = document is not None and document.preflight.signed
        for way in (self.place, self.official, self.keyword, self.template):
            way.setEnabled(may)
        self.straddle.setEnabled(may and several and not signed)
        self.straddle.setToolTip(
            self.tr("Not possible on a signed document: it would break the earlier signature")
            if signed
            else self.tr("One seal over the edges of several pages")
        )

    def _fill(self, marks: tuple[Mark, ...]) -> None:
        placing = self._session.placing
        self.list.blockSignals(True)
        while self.list.count() > len(marks):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(marks):
            self.list.addItem(QListWidgetItem())
        chosen = placing.selected if placing else None
        self.list.setCurrentRow(-1)
        for row, mark in enumerate(marks):
            item = self.list.item(row)
            item.setText(self.mark_words(mark))
            item.setData(_KEY, mark.key)
            if chosen is not None and chosen.key == mark.key:
                self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        row_px = self.list.sizeHintForRow(0) if marks else 0
        self.list.setFixedHeight(row_px * min(len(marks), _MOST_ROWS) + 4)

    def mark_words(self, mark: Mark) -> str:
        """Where this mark is, in a line; of which seal, where there are several."""
        placement = mark.placement
        use = self._session.act.of_seal(mark.seal_id)
        seal = use.seal.seal if use is not None and use.seal is not None else None
        several = seal is not None and len(self._session.uses) > 1
        if isinstance(placement, Placement):
            digits = 0 if several else 1
            words = self.tr("Page {page} · {x}, {y} mm").format(
                page=placement.page,
                x=f"{placement.centre_x_mm:.{digits}f}",
                y=f"{placement.centre_y_mm:.{digits}f}",
            )
        else:
            words = self.tr("Straddle seal over {count} pages").format(count=len(placement.pages))
        if seal is None or not several:
            return words
        return f"{words} · {seal.name.removeprefix(seal.holder) or seal.name}"

    def _choose(self, item: QListWidgetItem | None) -> None:
        placing = self._session.placing
        if self._showing or item is None or placing is None:
            return
        placing.select(item.data(_KEY))
        if placing.selected is not None:
            self._session.show_page(placing.selected.page)
        self._session.places_changed.emit()


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for one in buttons:
        row.addWidget(one, 1)
    return row
