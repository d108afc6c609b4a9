"""Placing by keyword: every place where the words stand, which of them get a seal, and how that looks."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sealdesk.documents.text import TextHit
from sealdesk.errors import SealDeskError
from sealdesk.gui.keyword_form import KeywordForm
from sealdesk.gui.keyword_hits import HitList, KeywordHits
from sealdesk.gui.labels import label
from sealdesk.gui.language import sentences
from sealdesk.gui.place_pane import PlacePane
from sealdesk.gui.place_preview import Shown
from sealdesk.gui.placing_dialog import PlacingDialog, column
from sealdesk.gui.session import Session
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import Placement
from sealdesk.model.placing_rule import KeywordRule
from sealdesk.service.placing_rules import chosen_hits, keyword_hits, keyword_placements

_FORM_PX = 460
_TYPING_MS = 350
_ACROSS_MM = 130.0
"""How much of the page is shown around a place."""


class KeywordDialog(PlacingDialog):
    """Searches while it is typed; accepted, it puts a seal at each ticked place."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.form = KeywordForm()
        self.model = KeywordHits()
        self.list = HitList(self.model)
        self.summary = label("", "small", wrap=True)
        self.pane = PlacePane(session, self.tr("The place with its seal"))
        self.preview = self.pane.preview
        self.where = label("", "small")
        self.lay_out(self.tr("Place by keyword"), self._words(), self._shown(), side_px=_FORM_PX)
        self._connect()
        self._refresh()
        self.form.words.setFocus()

    def _words(self) -> QVBoxLayout:
        rows = column()
        rows.addWidget(self.form)
        rows.addWidget(self.notice)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.waiting)
        rows.addWidget(self.summary)
        return rows

    def _shown(self) -> QVBoxLayout:
        rows = column(8)
        rows.addWidget(self.pane, 1)
        rows.addWidget(self.where)
        return rows

    def _connect(self) -> None:
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPING_MS)
        self._soon.timeout.connect(self.search)
        self.form.search_changed.connect(self._soon.start)
        self.form.choice_changed.connect(self._choose)
        self.form.offset_changed.connect(self._refresh)
        self.model.ticked.connect(self._ticked)
        self.list.selectionModel().currentChanged.connect(lambda now, before: self._refresh())

    # Searching.

    def rule(self) -> KeywordRule:
        """What the fields say."""
        return self.form.rule()

    def search(self) -> None:
        """Look for the words anew; what was found for other words before is gone."""
        self._soon.stop()
        rule, document = self.rule(), self._document
        self.notice.hide()
        if not rule.text:
            self.overtake()
            self._take(())
            return
        self.look_up(
            self.tr("Searching…"),
            lambda: keyword_hits(document.path, document.password, rule),
            self._take,
            self._refused,
        )
        self._refresh()

    def _refused(self, error: SealDeskError) -> None:
        self._take(())
        self.notice.say_error(error)
        self._refresh()

    def _take(self, hits: tuple[TextHit, ...]) -> None:
        self.model.show_hits(hits)
        self._choose()

    # Choosing.

    def _choose(self) -> None:
        """Tick what the choice says, and look at the first of it."""
        if not self.form.by_hand:
            chosen = chosen_hits(self.model.hits, self.rule())
            self.model.tick(chosen)
            if chosen:
                row = next(row for row, hit in enumerate(self.model.hits) if hit is chosen[0])
                self._look_at(self.model.index(row))
        self._refresh()

    def _look_at(self, index: QModelIndex) -> None:
        self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.list.scrollTo(index)

    def _ticked(self) -> None:
        """Ticked by hand: no rule decides any more."""
        self.form.choose_by_hand()
        self._refresh()

    def placements(self) -> tuple[Placement, ...]:
        """A seal for each ticked place."""
        return self._placements(self.model.chosen())

    def _placements(self, hits: tuple[TextHit, ...]) -> tuple[Placement, ...]:
        size = self._placing.size
        return keyword_placements(hits, self.rule(), size.width_mm, size.height_mm)

    def _refresh(self) -> None:
        self.offer()
        self.summary.setText(self._summary(self.placements()))
        self._show_current()

    def _summary(self, places: tuple[Placement, ...]) -> str:
        if self.waiting.is_on:
            return ""
        if not self.rule().text:
            return self.tr("Enter words that stand where the seal belongs.")
        found = len(self.model.hits)
        if not found:
            return "" if self.notice.isVisibleTo(self) else self._nothing()
        said = [self.tr("{found} places found, {count} ticked.").format(found=found, count=len(places))]
        over = sum(not self._on_page(place) for place in places)
        if over:
            said.append(self.tr("{over} too near the edge: moved inside.").format(over=over))
        return sentences(*said)

    def _nothing(self) -> str:
        return sentences(
            self.tr("These words were not found."),
            self.tr("Scanned pages have no words to be found; place there by hand."),
        )

    def _on_page(self, place: Placement) -> bool:
        page = self._placing.frames[place.page - 1].shown_mm
        return page.contains(place.box.bounds_mm, 0.05)

    def _show_current(self) -> None:
        index = self.list.currentIndex()
        hit = index.data(KeywordHits.HIT) if index.isValid() else None
        if hit is None:
            self.pane.show_bare()
            self.where.setText("")
            return
        (place,) = self._placements((hit,))
        others = [one for one in self.placements() if one.page == place.page and one != place]
        stamps = tuple(Stamp(one.page, one.box) for one in (*others, place))
        middle = (place.centre_x_mm, place.centre_y_mm)
        self.preview.show_place(Shown(place.page, middle, _ACROSS_MM, stamps, (hit.bounds_mm,)))
        self.where.setText(
            self.tr("Place {at} of {count}, page {page}").format(
                at=index.row() + 1, count=len(self.model.hits), page=hit.page
            )
        )

    # The end.

    def accept(self) -> None:
        """Put the seals there; words of which nobody has seen the places are searched first."""
        if self._soon.isActive() or self.waiting.is_on:
            self.search()
        else:
            super().accept()
