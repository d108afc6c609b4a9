"""The fields of placing by keyword: the words, where they are looked for, which places count, how far beside them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from sealdesk.gui.labels import inset, label
from sealdesk.model.placing_rule import KeywordRule, Occurrence

_FARTHEST_MM = 300.0


class KeywordForm(QWidget):
    """Together they are a rule.

    Signals:
        search_changed: Other words, or elsewhere.
        choice_changed: Other ones of the places.
        offset_changed: The seal lies elsewhere beside each place.
    """

    search_changed = Signal()
    choice_changed = Signal()
    offset_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make_search()
        self._make_choice()
        self.right, self.down = self._offset(self.tr("To the right")), self._offset(self.tr("Down"))
        self._lay_out()
        self._connect()

    def _make_search(self) -> None:
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

    def _make_choice(self) -> None:
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
        inset(self.number)
        self.number.setAccessibleName(self.tr("Number of the place"))
        self.number.hide()

    def _offset(self, words: str) -> QDoubleSpinBox:
        made = QDoubleSpinBox()
        made.setRange(-_FARTHEST_MM, _FARTHEST_MM)
        made.setDecimals(1)
        made.setSingleStep(1.0)
        made.setSuffix(" mm")
        inset(made)
        made.setAccessibleName(words)
        return made

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        which = QHBoxLayout()
        which.addWidget(self.occurrence, 1)
        which.addWidget(self.number)
        offsets = QHBoxLayout()
        offsets.setSpacing(8)
        for words, field in ((self.tr("to the right"), self.right), (self.tr("down"), self.down)):
            offsets.addWidget(label(words, "small"))
            offsets.addWidget(field)
        offsets.addStretch(1)
        for row, words in (
            (0, self.tr("Keyword")),
            (2, self.tr("Pages")),
            (3, self.tr("Which places")),
            (4, self.tr("Move by")),
        ):
            grid.addWidget(label(words, "secondary"), row, 0)
        grid.addWidget(self.words, 0, 1)
        grid.addWidget(self.regular, 1, 1)
        grid.addWidget(self.pages, 2, 1)
        grid.addLayout(which, 3, 1)
        grid.addLayout(offsets, 4, 1)

    def _connect(self) -> None:
        self.words.editTextChanged.connect(lambda words: self.search_changed.emit())
        self.pages.textChanged.connect(lambda words: self.search_changed.emit())
        self.regular.toggled.connect(lambda on: self.search_changed.emit())
        self.occurrence.currentIndexChanged.connect(self._choice_made)
        self.number.valueChanged.connect(lambda number: self.choice_changed.emit())
        self.right.valueChanged.connect(lambda mm: self.offset_changed.emit())
        self.down.valueChanged.connect(lambda mm: self.offset_changed.emit())

    def _choice_made(self) -> None:
        self.number.setVisible(self.occurrence.currentData() == Occurrence.NTH)
        self.choice_changed.emit()

    @property
    def by_hand(self) -> bool:
        """No rule decides which places count: they are ticked."""
        return self.occurrence.currentData() is None

    def choose_by_hand(self) -> None:
        """Places were ticked; nobody is told."""
        self.occurrence.blockSignals(True)
        self.occurrence.setCurrentIndex(self.occurrence.count() - 1)
        self.occurrence.blockSignals(False)
        self.number.hide()

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
