"""The fields of a placing rule: where the seal goes on every document of a batch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sealdesk.gui.labels import inset, label
from sealdesk.gui.language import language
from sealdesk.model.placement import Edge
from sealdesk.model.placing_rule import (
    FixedRule,
    FromX,
    FromY,
    KeywordRule,
    Occurrence,
    OfficialRule,
    PlacingRule,
    PlacingTemplate,
    StraddleRule,
)
from sealdesk.texts import name_of
from sealdesk.texts.placing_rule_words import rules_text

_FURTHEST_MM = 2000.0


class BatchRuleFields(QWidget):
    """Signals:
    changed: Another rule is meant.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._templates: tuple[PlacingTemplate, ...] = ()
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("Placing rule"))
        for words in (
            self.tr("The same place on each document"),
            self.tr("Where a keyword stands"),
            self.tr("Official document, over issuer and date"),
            self.tr("Straddle seal only"),
        ):
            self.kind.addItem(words)
        self.straddle_too = QCheckBox(self.tr("Also a straddle seal over the right edge of all pages"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.kind)
        self._parts = QStackedWidget(self)
        layout.addWidget(self._parts)
        for part in (self._fixed(), self._keyword(), self._official(), self._straddle()):
            self._parts.addWidget(part)
        layout.addWidget(self.straddle_too)
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self.straddle_too.toggled.connect(lambda on: self.changed.emit())

    def show_templates(self, templates: Sequence[PlacingTemplate]) -> None:
        """Offer these behind the rules of one's own; what is chosen stays chosen."""
        at, own = self.kind.currentIndex(), self._parts.count()
        self._templates = tuple(templates)
        self.kind.blockSignals(True)
        while self.kind.count() > own:
            self.kind.removeItem(self.kind.count() - 1)
        for template in self._templates:
            self.kind.addItem(self.tr("Template: {name}").format(name=template.name))
        self.kind.setCurrentIndex(min(at, self.kind.count() - 1))
        self.kind.blockSignals(False)
        self._kind_chosen(self.kind.currentIndex())

    @property
    def template(self) -> PlacingTemplate | None:
        """The chosen template; None for a rule of one's own."""
        at = self.kind.currentIndex() - self._parts.count()
        return self._templates[at] if 0 <= at < len(self._templates) else None

    def rules(self) -> tuple[PlacingRule, ...]:
        """The rules that are meant; empty while something is missing."""
        template = self.template
        if template is not None:
            return template.rules
        own = (self._fixed_rule, self._keyword_rule, self._official_rule, self._straddle_rule)
        rule = own[self.kind.currentIndex()]()
        if rule is None:
            return ()
        with_straddle = self.straddle_too.isChecked() and not isinstance(rule, StraddleRule)
        return (rule, StraddleRule()) if with_straddle else (rule,)

    def _kind_chosen(self, at: int) -> None:
        own = at < self._parts.count()
        self._parts.setVisible(own)
        self.straddle_too.setVisible(own and at != self._parts.count() - 1)
        if own:
            self._parts.setCurrentIndex(at)
        template = self.template
        words = rules_text(template.rules, language()) if template else ""
        self.kind.setToolTip(words)
        self.kind.setAccessibleDescription(words)
        self.changed.emit()

    # The kinds of rules.

    def _fixed(self) -> QWidget:
        self.fixed_pages = self._pages("1")
        self.x_mm, self.from_x = self._length(60.0), self._choice(FromX, self.tr("From which side"))
        self.y_mm, self.from_y = self._length(60.0), self._choice(FromY, self.tr("From above or below"))
        self.from_x.setCurrentIndex(self.from_x.findData(FromX.RIGHT.value))
        self.from_y.setCurrentIndex(self.from_y.findData(FromY.BOTTOM.value))
        self.x_mm.setAccessibleName(self.tr("Distance of the seal's centre across"))
        self.y_mm.setAccessibleName(self.tr("Distance of the seal's centre down"))
        part, rows = _form(self._parts)
        rows.addRow(self.tr("Pages"), self.fixed_pages)
        rows.addRow(self.tr("Across"), _side_by_side(part, self.from_x, self.x_mm))
        rows.addRow(self.tr("Down"), _side_by_side(part, self.from_y, self.y_mm))
        return part

    def _keyword(self) -> QWidget:
        self.text = QLineEdit()
        self.text.setPlaceholderText(self.tr("Such as: Seal here"))
        self.text.setAccessibleName(self.tr("Keyword"))
        self.text.textChanged.connect(lambda text: self.changed.emit())
        self.occurrence = QComboBox()
        self.occurrence.setAccessibleName(self.tr("Which occurrence"))
        for one in (Occurrence.FIRST, Occurrence.LAST, Occurrence.EVERY):
            self.occurrence.addItem(name_of(one, language()), one.value)
        self.occurrence.currentIndexChanged.connect(lambda at: self.changed.emit())
        self.dx_mm, self.dy_mm = self._length(0.0, negative=True), self._length(0.0, negative=True)
        self.dx_mm.setAccessibleName(self.tr("Moved to the right"))
        self.dy_mm.setAccessibleName(self.tr("Moved down"))
        part, rows = _form(self._parts)
        rows.addRow(self.tr("Keyword"), self.text)
        rows.addRow(self.tr("Occurrence"), self.occurrence)
        rows.addRow(self.tr("Right, down"), _side_by_side(part, self.dx_mm, self.dy_mm))
        return part

    def _official(self) -> QWidget:
        words = label(
            self.tr(
                "Issuer and date are found in the text of each document. Where a rule is not kept it is said."
            ),
            "small",
            wrap=True,
        )
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        return words

    def _straddle(self) -> QWidget:
        self.edge = self._choice(Edge, self.tr("Edge"))
        self.straddle_pages = self._pages("all")
        part, rows = _form(self._parts)
        rows.addRow(self.tr("Edge"), self.edge)
        rows.addRow(self.tr("Pages"), self.straddle_pages)
        return part

    def _fixed_rule(self) -> PlacingRule | None:
        pages = self.fixed_pages.text().strip()
        across, down = FromX(self.from_x.currentData()), FromY(self.from_y.currentData())
        return FixedRule(pages, self.x_mm.value(), self.y_mm.value(), across, down) if pages else None

    def _keyword_rule(self) -> PlacingRule | None:
        text, which = self.text.text().strip(), Occurrence(self.occurrence.currentData())
        if not text:
            return None
        return KeywordRule(text, occurrence=which, dx_mm=self.dx_mm.value(), dy_mm=self.dy_mm.value())

    def _official_rule(self) -> PlacingRule | None:
        return OfficialRule()

    def _straddle_rule(self) -> PlacingRule | None:
        pages = self.straddle_pages.text().strip()
        return StraddleRule(Edge(self.edge.currentData()), pages) if pages else None

    # Fields.

    def _pages(self, text: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setPlaceholderText("1-3,7")
        field.setAccessibleName(self.tr("Pages"))
        field.setToolTip(self.tr("Such as 1-3,7; also: all, odd, even, last"))
        field.textChanged.connect(lambda text: self.changed.emit())
        return field

    def _length(self, value: float, *, negative: bool = False) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setRange(-_FURTHEST_MM if negative else 0.0, _FURTHEST_MM)
        field.setDecimals(1)
        field.setSuffix(" mm")
        inset(field)
        field.setValue(value)
        field.valueChanged.connect(lambda value: self.changed.emit())
        return field

    def _choice(self, kind: type[FromX | FromY | Edge], words: str) -> QComboBox:
        field = QComboBox()
        field.setAccessibleName(words)
        for one in kind:
            field.addItem(name_of(one, language()), one.value)
        field.currentIndexChanged.connect(lambda at: self.changed.emit())
        return field


def _form(parent: QWidget) -> tuple[QWidget, QFormLayout]:
    part = QWidget(parent)
    rows = QFormLayout(part)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setHorizontalSpacing(16)
    rows.setVerticalSpacing(8)
    rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return part, rows


def _side_by_side(parent: QWidget, *fields: QWidget) -> QWidget:
    part = QWidget(parent)
    layout = QHBoxLayout(part)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for field in fields:
        layout.addWidget(field, 1)
    return part
