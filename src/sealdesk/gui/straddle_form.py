"""What says how a straddle seal is placed and cut: edge, pages, strips, place along the edge."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sealdesk.formats.page_numbers import pages_text, parse_pages
from sealdesk.geometry import PageFrame
from sealdesk.gui.labels import button, label, tool_button
from sealdesk.gui.language import language
from sealdesk.impression.strip_cuts import MOST_STRIPS, SEEDS
from sealdesk.model.placement import UPRIGHT_EDGES, Edge, StraddleCut, StraddlePlacement
from sealdesk.service.straddle_preview import edge_mm, range_mm
from sealdesk.texts import name_of

_TIMES = (1.0, 1.5, 2.0, 3.0)
_NAMES_PX, _ROW_PX = 96, 34


class StraddleForm(QWidget):
    """The fields. What cannot be is refused by who works the placement out, not here.

    Signals:
        changed: Something was entered.
    """

    changed = Signal()

    def __init__(self, frames: Sequence[PageFrame], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frames = tuple(frames)
        self._size = StraddlePlacement((), Edge.RIGHT, 0.0, 0.0, 0.0)
        self._seed = 0
        self._showing = False
        self._make_fields()
        self._lay_out()
        self._connect()

    def _make_fields(self) -> None:
        self.edge = QComboBox()
        for edge in Edge:
            self.edge.addItem(name_of(edge, language()), edge)
        self.pages = QLineEdit()
        self.pages.setPlaceholderText(self.tr("Such as 1-3,7,last"))
        self.all_pages = button(self.tr("All"), look="compact")
        self.odd_pages = button(self.tr("Odd pages"), look="compact")
        self.at_most = QSpinBox()
        self.at_most.setRange(2, MOST_STRIPS)
        self.at_most.setSuffix(self.tr(" pages"))
        self.first = QComboBox()
        for times in _TIMES:
            self.first.addItem(self._times_words(times), times)
        self.cut = QComboBox()
        for cut in StraddleCut:
            self.cut.addItem(name_of(cut, language()), cut)
        self.shuffle = tool_button("refresh-cw", self.tr("Cut at random anew"))
        self.middle_mm = _number(" mm", 0.0, 5000.0, 1.0)
        self.middle_percent = _number(" %", 0.0, 100.0, 1.0)
        self.at_most.lineEdit().setTextMargins(5, 0, 5, 0)
        self.from_words = label("", "small")
        for field, words in (
            (self.edge, self.tr("Edge")),
            (self.pages, self.tr("Pages")),
            (self.all_pages, self.tr("All pages")),
            (self.odd_pages, self.tr("Odd pages, for printing on both sides")),
            (self.at_most, self.tr("Pages of one seal, at most")),
            (self.first, self.tr("Width of the first strip")),
            (self.cut, self.tr("Cut")),
            (self.middle_mm, self.tr("Centre along the edge, in millimetres")),
            (self.middle_percent, self.tr("Centre along the edge, in percent")),
        ):
            field.setAccessibleName(words)
            field.setToolTip(words)

    def _lay_out(self) -> None:
        rows = QFormLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(12)
        rows.setVerticalSpacing(8)
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        pages = QVBoxLayout()
        pages.setSpacing(6)
        pages.addWidget(self.pages)
        pages.addLayout(_in_a_row(self.all_pages, self.odd_pages))
        pages.addWidget(
            label(
                self.tr(
                    "To be printed on both sides? Choose the odd pages: a fanned pile shows only fronts."
                ),
                "small",
                wrap=True,
            )
        )
        place = QVBoxLayout()
        place.setSpacing(4)
        place.addLayout(_in_a_row(self.middle_mm, self.middle_percent))
        place.addWidget(self.from_words)
        for words, field in (
            (self.tr("Edge"), self.edge),
            (self.tr("Pages"), pages),
            (self.tr("One seal for"), self.at_most),
            (self.tr("First strip"), self.first),
            (self.tr("Cut"), _in_a_row(self.cut, self.shuffle)),
            (self.tr("Centre at"), place),
        ):
            name = label(words, "secondary")
            name.setMinimumWidth(_NAMES_PX)
            name.setFixedHeight(_ROW_PX)
            rows.addRow(name, field)

    def _connect(self) -> None:
        count = len(self._frames)
        self.edge.currentIndexChanged.connect(self._edge_changed)
        self.pages.textChanged.connect(self._entered)
        self.all_pages.clicked.connect(lambda: self.pages.setText(pages_text(range(1, count + 1))))
        self.odd_pages.clicked.connect(lambda: self.pages.setText(self._odd()))
        self.at_most.valueChanged.connect(self._entered)
        self.first.currentIndexChanged.connect(self._entered)
        self.cut.currentIndexChanged.connect(self._cut_changed)
        self.shuffle.clicked.connect(self._shuffled)
        self.middle_mm.valueChanged.connect(self._millimetres_entered)
        self.middle_percent.valueChanged.connect(self._percent_entered)

    # In and out.

    def show_placement(self, placement: StraddlePlacement) -> None:
        """Fill the fields; the seal's size is kept for `placement`."""
        self._showing = True
        self._size, self._seed = placement, placement.seed
        self.edge.setCurrentIndex(self.edge.findData(placement.edge))
        odd = placement.pages == tuple(range(1, len(self._frames) + 1, 2))
        self.pages.setText(self._odd() if odd and len(self._frames) > 2 else pages_text(placement.pages))
        self.at_most.setValue(placement.strips_at_most)
        if self.first.findData(placement.first_wider) < 0:
            self.first.addItem(self._times_words(placement.first_wider), placement.first_wider)
        self.first.setCurrentIndex(self.first.findData(placement.first_wider))
        self.cut.setCurrentIndex(self.cut.findData(placement.cut))
        self.shuffle.setEnabled(placement.cut is StraddleCut.RANDOM)
        self._fit_range(placement)
        self.middle_mm.setValue(placement.centre_mm)
        self._showing = False
        self._tell_percent()
        self._entered()

    def placement(self) -> StraddlePlacement:
        """What is entered.

        Raises:
            SealDeskError: `PLACE_PAGES_WRONG`, `PLACE_PAGE_MISSING`.
        """
        return replace(
            self._size,
            pages=parse_pages(self.pages.text(), len(self._frames)),
            edge=self._edge,
            centre_mm=self.middle_mm.value(),
            strips_at_most=self.at_most.value(),
            first_wider=float(self.first.currentData()),
            cut=StraddleCut(self.cut.currentData()),
            seed=self._seed if self.cut.currentData() == StraddleCut.RANDOM else 0,
        )

    def fit(self, placement: StraddlePlacement) -> StraddlePlacement:
        """Keep the centre where every strip stays on its page; the placement with the centre so kept."""
        showing, self._showing = self._showing, True
        self._fit_range(placement)
        self._showing = showing
        self._tell_percent()
        return replace(placement, centre_mm=self.middle_mm.value())

    @property
    def _edge(self) -> Edge:
        return Edge(self.edge.currentData())

    def _length_mm(self) -> float:
        """Of the first page's edge, which percents are of."""
        return edge_mm(self._edge, self._frames[0])

    def _fit_range(self, placement: StraddlePlacement) -> None:
        low, high = range_mm(placement, self._frames) or (0.0, 5000.0)
        self.middle_mm.setRange(low, high)
        upright = self._edge in UPRIGHT_EDGES
        span = (
            self.tr("From the top, {low} to {high} mm")
            if upright
            else self.tr("From the left, {low} to {high} mm")
        )
        self.from_words.setText(span.format(low=f"{low:.0f}", high=f"{high:.0f}"))

    # What is entered.

    def _entered(self) -> None:
        if not self._showing:
            self.changed.emit()

    def _edge_changed(self) -> None:
        if self._showing:
            return
        self._showing = True
        self.middle_mm.setRange(0.0, 5000.0)
        self.middle_mm.setValue(self._length_mm() / 2)
        self._showing = False
        self._tell_percent()
        self._entered()

    def _cut_changed(self) -> None:
        by_chance = self.cut.currentData() == StraddleCut.RANDOM
        self.shuffle.setEnabled(by_chance)
        if by_chance and not self._seed:
            self._seed = secrets.randbelow(SEEDS)
        self._entered()

    def _shuffled(self) -> None:
        self._seed = secrets.randbelow(SEEDS)
        self._entered()

    def _millimetres_entered(self) -> None:
        if not self._showing:
            self._tell_percent()
            self._entered()

    def _percent_entered(self, percent: float) -> None:
        if not self._showing:
            self._showing = True
            self.middle_mm.setValue(self._length_mm() * percent / 100)
            self._showing = False
            self._entered()

    def _tell_percent(self) -> None:
        showing, self._showing = self._showing, True
        self.middle_percent.setValue(self.middle_mm.value() / self._length_mm() * 100)
        self._showing = showing

    def _odd(self) -> str:
        """As people write it; both languages are understood (`parse_pages`)."""
        return self.tr("odd")

    def _times_words(self, times: float) -> str:
        if times == 1.0:
            return self.tr("As wide as the others")
        return self.tr("{times} times as wide").format(times=f"{times:g}")


def _in_a_row(*fields: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for number, field in enumerate(fields):
        row.addWidget(field, 0 if number else 1)
    return row


def _number(unit: str, low: float, high: float, step: float) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(low, high)
    field.setDecimals(1)
    field.setSingleStep(step)
    field.setSuffix(unit)
    field.setKeyboardTracking(False)
    field.setMinimumWidth(96)
    field.lineEdit().setTextMargins(5, 0, 5, 0)
    return field
