"""Placing by keyword: every place where the words stand, which of them get a seal, and how that looks."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sealdesk.documents.text import TextHit
from sealdesk.errors import SealDeskError
from sealdesk.gui.keyword_hits import HitList, KeywordHits
from sealdesk.gui.labels import button, frame, label
from sealdesk.gui.language import sentences
from sealdesk.gui.notice import Notice
from sealdesk.gui.place_preview import PlacePreview, Shown
from sealdesk.gui.session import Session
from sealdesk.model.ink import Stamp
from sealdesk.model.placement import Placement
from sealdesk.model.placing_rule import KeywordRule, Occurrence
from sealdesk.service.placing_rules import chosen_hits, keyword_hits, keyword_placements

_WIDTH_PX, _HEIGHT_PX, _FORM_PX = 1040, 660, 460
_TYPING_MS = 350
_ACROSS_MM = 130.0
"""How much of the page is shown around a place."""
_FARTHEST_MM = 300.0


class KeywordDialog(QDialog):
    """Searches while it is typed; accepted, it puts a seal at each ticked place (one step to undo)."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        assert session.document is not None and session.placing is not None
        self._session, self._placing, self._document = session, session.placing, session.document
        self._number = 0
        self.searching = False
        self._make_parts()
        self._make_choices()
        self._lay_out()
        self._connect()
        self._show_ink()
        self.preview.show_place(Shown(session.page))
        self._refresh()
        self.words.setFocus()

    def _make_parts(self) -> None:
        title = self.tr("Place by keyword")
        self.setWindowTitle(title)
        self._title = label(title, "heading")
        self.words = QComboBox()
        self.words.setEditable(True)
        self.words.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.words.setAccessibleName(self.tr("Keyword"))
        # What documents say, in their language: these are not translated.
        self.words.addItems(
            ["盖章处", "（盖章）", "（公章）", "甲方（盖章）", "乙方（盖章）", "单位（盖章）", "甲方", "乙方"]
        )
        self.words.setCurrentIndex(-1)
        field = self.words.lineEdit()
        assert field is not None
        field.setPlaceholderText(self.tr("Such as 盖章处; spaces and widths do not matter"))
        self.regular = QCheckBox(self.tr("Regular expression"))
        self.pages = QLineEdit("")
        self.pages.setPlaceholderText(self.tr("all; such as 1-3,7,last"))
        self.pages.setAccessibleName(self.tr("Pages"))
        self.model = KeywordHits()
        self.list = HitList(self.model)
        self.notice = Notice()
        self.notice.hide()
        self.summary = label("", "small", wrap=True)
        self.preview = PlacePreview(self._session.images, self._placing.frames)
        self.preview.setAccessibleName(self.tr("The place with its seal"))
        self.where = label("", "small")
        self.do = button(self.tr("Place the seals"))
        self.do.setDefault(True)
        self.back = button(self.tr("Back"))

    def _make_choices(self) -> None:
        self.occurrence = QComboBox()
        self.occurrence.setAccessibleName(self.tr("Which places"))
        for words, value in (
            (self.tr("The first place"), Occurrence.FIRST),
            (self.tr("The last place"), Occurrence.LAST),
            (self.tr("Every place"), Occurrence.EVERY),
            (self.tr("The place of this number"), Occurrence.NTH),
            (self.tr("As ticked"), None),
        ):
            self.occurrence.addItem(words, value)
        self.occurrence.setCurrentIndex(0)
        self.number = QSpinBox()
        self.number.setRange(1, 10_000)
        self.number.setAccessibleName(self.tr("Number of the place"))
        self.number.hide()
        self.right, self.down = self._offset(self.tr("To the right")), self._offset(self.tr("Down"))

    def _offset(self, words: str) -> QDoubleSpinBox:
        made = QDoubleSpinBox()
        made.setRange(-_FARTHEST_MM, _FARTHEST_MM)
        made.setDecimals(1)
        made.setSingleStep(1.0)
        made.setSuffix(" mm")
        made.setAccessibleName(words)
        return made

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self._row(grid, 0, self.tr("Keyword"), self.words)
        grid.addWidget(self.regular, 1, 1)
        self._row(grid, 2, self.tr("Pages"), self.pages)
        which = QHBoxLayout()
        which.addWidget(self.occurrence, 1)
        which.addWidget(self.number)
        self._row(grid, 3, self.tr("Which places"), which)
        offsets = QHBoxLayout()
        offsets.setSpacing(8)
        for words, field in ((self.tr("to the right"), self.right), (self.tr("down"), self.down)):
            offsets.addWidget(label(words, "small"))
            offsets.addWidget(field)
        offsets.addStretch(1)
        self._row(grid, 4, self.tr("Move by"), offsets)
        return grid

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        left.addLayout(self._fields())
        left.addWidget(self.notice)
        left.addWidget(self.list, 1)
        left.addWidget(self.summary)
        fields = QWidget()
        fields.setFixedWidth(_FORM_PX)
        fields.setLayout(left)
        ground = frame("desk")
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.preview)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(ground, 1)
        right.addWidget(self.where)
        both = QHBoxLayout()
        both.setSpacing(24)
        both.addWidget(fields)
        both.addLayout(right, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.do)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addLayout(both, 1)
        layout.addLayout(foot)
        screen = self.screen().availableGeometry()
        self.resize(min(_WIDTH_PX, screen.width() - 40), min(_HEIGHT_PX, screen.height() - 60))

    def _row(self, grid: QGridLayout, row: int, words: str, field: QWidget | QHBoxLayout) -> None:
        grid.addWidget(label(words, "secondary"), row, 0)
        if isinstance(field, QWidget):
            grid.addWidget(field, row, 1)
        else:
            grid.addLayout(field, row, 1)

    def _connect(self) -> None:
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPING_MS)
        self._soon.timeout.connect(self.search)
        self.words.editTextChanged.connect(lambda words: self._soon.start())
        self.pages.textChanged.connect(lambda words: self._soon.start())
        self.regular.toggled.connect(lambda on: self._soon.start())
        self.occurrence.currentIndexChanged.connect(self._choose)
        self.number.valueChanged.connect(self._choose)
        self.right.valueChanged.connect(self._refresh)
        self.down.valueChanged.connect(self._refresh)
        self.model.ticked.connect(self._ticked)
        self.list.selectionModel().currentChanged.connect(lambda now, before: self._refresh())
        self._session.picture_changed.connect(self._show_ink)
        self._session.document_changed.connect(self.reject)
        self.do.clicked.connect(self.accept)
        self.back.clicked.connect(self.reject)

    def _show_ink(self) -> None:
        standing = self._session.seal
        self.preview.show_ink(standing.seal if standing else None, self._session.seal_image)

    # Searching.

    def rule(self) -> KeywordRule:
        """What the fields say."""
        chosen = self.occurrence.currentData()
        return KeywordRule(
            self.words.currentText().strip(),
            self.regular.isChecked(),
            self.pages.text().strip() or "all",
            Occurrence(chosen) if chosen else Occurrence.EVERY,
            self.number.value(),
            self.right.value(),
            self.down.value(),
        )

    def search(self) -> None:
        """Look for the words anew; what was found for other words before is gone."""
        self._soon.stop()
        self._number += 1
        number, rule, document = self._number, self.rule(), self._document
        self.notice.hide()
        if not rule.text:
            self._take(number, ())
            return
        self.searching = True
        self._refresh()
        self._session.documents.submit(
            lambda progress: keyword_hits(document.path, document.password, rule),
            owner=self,
            done=lambda hits: self._take(number, hits),
            failed=lambda error: self._refused(number, error),
            still_wanted=lambda: number == self._number,
        )

    def _refused(self, number: int, error: SealDeskError) -> None:
        if number == self._number:
            self._take(number, ())
            self.notice.say_error(error)
            self._refresh()

    def _take(self, number: int, hits: tuple[TextHit, ...]) -> None:
        if number != self._number:
            return
        self.searching = False
        self.model.show_hits(hits)
        self._choose()

    # Choosing.

    def _choose(self) -> None:
        """Tick what the choice says, and look at the first of it."""
        by_number = self.occurrence.currentData() == Occurrence.NTH
        self.number.setVisible(by_number)
        if self.occurrence.currentData() is not None:
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
        self.occurrence.blockSignals(True)
        self.occurrence.setCurrentIndex(self.occurrence.count() - 1)
        self.occurrence.blockSignals(False)
        self.number.hide()
        self._refresh()

    def placements(self) -> tuple[Placement, ...]:
        """A seal for each ticked place."""
        return self._placements(self.model.chosen())

    def _placements(self, hits: tuple[TextHit, ...]) -> tuple[Placement, ...]:
        size = self._placing.size
        return keyword_placements(hits, self.rule(), size.width_mm, size.height_mm)

    def _refresh(self) -> None:
        places = self.placements()
        self.do.setEnabled(bool(places) and not self.searching)
        count = len(places)
        self.do.setText(
            self.tr("Place {count} seals").format(count=count) if count > 1 else self.tr("Place the seal")
        )
        self.summary.setText(self._summary(places))
        self._show_current()

    def _summary(self, places: tuple[Placement, ...]) -> str:
        if self.searching:
            return self.tr("Searching…")
        if not self.rule().text:
            return self.tr("Enter words that stand where the seal belongs.")
        found = len(self.model.hits)
        if not found:
            return "" if self.notice.isVisibleTo(self) else self._nothing()
        said = [self.tr("{found} places found, {count} ticked.").format(found=found, count=len(places))]
        left = self._session.uses_left
        if len(places) > left:
            said.append(self.tr("The request allows {left} more.").format(left=max(0, left)))
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
            self.preview.show_place(Shown(self._session.page))
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
        """Put the seals there, and show the first."""
        places = self.placements()
        if self._soon.isActive() or self.searching:
            self.search()  # words were typed that nobody has seen the places of
            return
        if not places:
            return
        self._placing.put(places)
        self._session.show_page(places[0].page)
        self._session.places_changed.emit()
        super().accept()
