"""What a seal is to show: preset, texts, sizes; the rest folded away until somebody wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QVBoxLayout, QWidget

from sealdesk.gui.labels import button, label
from sealdesk.gui.language import language
from sealdesk.gui.seal_maker_fields import ColourField, Field, MeasureField, TextField, TruthField
from sealdesk.impression.presets import SealPreset, presets
from sealdesk.model.seal import SealKind, SealShape
from sealdesk.model.seal_design import HolderKind, SealDesign
from sealdesk.texts import name_of
from sealdesk.texts.design_words import preset_name

_RINGED = (SealShape.ROUND, SealShape.OVAL)
_DIGITS = 13


class Middle(StrEnum):
    """What stands in the middle of a round seal."""

    NOTHING = "nothing"
    STAR = "star"
    EMBLEM = "emblem"
    NUMBER = "number"


class SealMakerForm(QWidget):
    """The design as fields. What the fields do not show stays as the preset or the file has it.

    Signals:
        changed: Another design.
        emblem_asked: An emblem is to be read from this file (`Path`).
    """

    changed = Signal()
    emblem_asked = Signal(object)

    def __init__(
        self,
        kind: SealKind | None,
        name: str,
        size_mm: tuple[float, float] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._size_mm = kind, size_mm
        self._presets = _presets_for(kind, size_mm)
        self._fields: list[tuple[Field, tuple[SealShape, ...], QFormLayout]] = []
        self._design = self._as_applied_for(_design_of(self._presets[0], name))
        self.automatic = self.tr("automatic")
        self.preset = _choice()
        self.preset.setAccessibleName(self.tr("Preset"))
        for preset in self._presets:
            self.preset.addItem(preset_name(preset.key, language()), preset.key)
        self.holder = _choice()
        self.holder.setAccessibleName(self.tr("Holder"))
        for holder in HolderKind:
            self.holder.addItem(name_of(holder, language()), holder)
        self.shape = _choice()
        self.shape.setAccessibleName(self.tr("Shape"))
        for shape in SealShape:
            self.shape.addItem(name_of(shape, language()), shape)
        self.middle = _choice()
        self.middle.setAccessibleName(self.tr("In the middle"))
        for middle, words in (
            (Middle.NOTHING, self.tr("nothing")),
            (Middle.STAR, self.tr("star")),
            (Middle.EMBLEM, self.tr("emblem (SVG file)")),
            (Middle.NUMBER, self.tr("number or text")),
        ):
            self.middle.addItem(words, middle)
        self.more = button(self.tr("More measures"), look="link")
        self.more.setCheckable(True)
        self._lay_out()
        self._connect()
        self.show_design(self._design)

    # Making.

    def _lay_out(self) -> None:
        basic, self._advanced = _rows(), QWidget()
        folded = _rows(self._advanced)
        basic.addRow(label(self.tr("Start from"), "secondary"), self.preset)
        basic.addRow(label(self.tr("Holder"), "secondary"), self.holder)
        self._add_basic(basic)
        self._add_advanced(folded)
        self._basic = basic
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(12)
        column.addLayout(basic)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._advanced)
        column.addStretch(1)
        self._advanced.hide()

    def _add_basic(self, rows: QFormLayout) -> None:
        self.arc_text = self._text(rows, "arc_text", self.tr("Name on the arc"), _RINGED)
        self.characters = self._text(rows, "centre_text", self.tr("Characters"), (SealShape.RECTANGLE,))
        self.line_text = self._text(rows, "centre_text", self.tr("Horizontal line"), _RINGED)
        self.code = self._text(
            rows, "code", self.tr("Code ({digits} digits)").format(digits=_DIGITS), _RINGED
        )
        rows.addRow(label(self.tr("Shape"), "secondary"), self.shape)
        self.width_mm = self._length(rows, "width_mm", self.tr("Width"), (5.0, 100.0))
        self.height_mm = self._length(
            rows, "height_mm", self.tr("Height"), (5.0, 100.0), (SealShape.OVAL, SealShape.RECTANGLE)
        )
        self.border_mm = self._length(rows, "border_mm", self.tr("Border"), (0.0, 10.0))
        rows.addRow(label(self.tr("In the middle"), "secondary"), self.middle)
        self.star_mm = self._length(rows, "star_mm", self.tr("Star"), (1.0, 60.0), _RINGED, chosen=True)
        self.emblem_mm = self._length(rows, "emblem_mm", self.tr("Emblem"), (1.0, 60.0), _RINGED, chosen=True)
        self.choose_emblem = button(self.tr("Choose an emblem…"), "folder-open")
        rows.addRow("", self.choose_emblem)
        self.number = self._text(rows, "middle_text", self.tr("Number"), _RINGED)
        self.letter_mm = self._length(
            rows, "letter_mm", self.tr("Letters of the name"), (0.5, 40.0), _RINGED, chosen=True
        )
        self.line_mm = self._length(
            rows, "centre_letter_mm", self.tr("Letters of the line"), (0.5, 40.0), _RINGED, chosen=True
        )
        square = (SealShape.RECTANGLE,)
        self.negative = TruthField("negative", self.tr("White on red"))
        self._add(rows, "", self.negative, square)
        self.columns = TruthField("columns", self.tr("Read in columns from the right"))
        self._add(rows, "", self.columns, square)
        self.colour = ColourField(self.tr("Colour"))
        self._add(rows, self.tr("Colour"), self.colour)

    def _add_advanced(self, rows: QFormLayout) -> None:
        ring = _RINGED
        self.second = self._text(rows, "second_arc_text", self.tr("Second arc"), ring)
        self.bottom = self._text(rows, "bottom_text", self.tr("Along the bottom"), ring)
        for name, words, bounds, chosen in (
            ("inner_border_mm", self.tr("Inner line"), (0.0, 5.0), False),
            ("border_gap_mm", self.tr("Between border and inner line"), (0.0, 10.0), False),
            ("second_letter_mm", self.tr("Letters of the second arc"), (0.5, 40.0), True),
            ("bottom_letter_mm", self.tr("Letters along the bottom"), (0.5, 40.0), True),
            ("code_letter_mm", self.tr("Digits of the code"), (0.3, 10.0), True),
            ("middle_letter_mm", self.tr("Letters of the number"), (0.5, 40.0), True),
            ("middle_width_mm", self.tr("Width of the number"), (1.0, 100.0), True),
            ("centre_width_mm", self.tr("Width of the line"), (1.0, 100.0), True),
            ("centre_top_mm", self.tr("Line below the centre"), (-40.0, 40.0), True),
            ("star_drop_mm", self.tr("Star below the centre"), (-40.0, 40.0), False),
            ("arc_gap_mm", self.tr("Between border and name"), (0.0, 20.0), True),
            ("ring_gap_mm", self.tr("Between the arcs"), (0.0, 20.0), True),
        ):
            self._length(rows, name, words, bounds, ring, chosen=chosen)
        for name, words, bounds, chosen in (
            ("span_deg", self.tr("Angle of the name"), (10.0, 350.0), True),
            ("second_span_deg", self.tr("Angle of the second arc"), (10.0, 350.0), True),
            ("bottom_span_deg", self.tr("Angle along the bottom"), (5.0, 350.0), True),
            ("code_span_deg", self.tr("Angle of the code"), (5.0, 350.0), True),
            ("arc_turn_deg", self.tr("Turn the arcs"), (-180.0, 180.0), False),
        ):
            self._measure(rows, name, words, bounds, "°", ring, chosen=chosen)
        stretch = self.tr("Width of the letters (1 = natural)")
        self._measure(rows, "letter_stretch", stretch, (0.2, 3.0), "", ring, chosen=True)
        margin = self.tr("Between border and characters")
        self._length(rows, "margin_mm", margin, (0.0, 20.0), (SealShape.RECTANGLE,), chosen=True)

    def _text(
        self, rows: QFormLayout, name: str, words: str, shapes: tuple[SealShape, ...] = tuple(SealShape)
    ) -> TextField:
        field = TextField(name, words)
        self._add(rows, words, field, shapes)
        return field

    def _length(
        self,
        rows: QFormLayout,
        name: str,
        words: str,
        bounds: tuple[float, float],
        shapes: tuple[SealShape, ...] = tuple(SealShape),
        *,
        chosen: bool = False,
    ) -> MeasureField:
        return self._measure(rows, name, words, bounds, " mm", shapes, chosen=chosen)

    def _measure(
        self,
        rows: QFormLayout,
        name: str,
        words: str,
        bounds: tuple[float, float],
        suffix: str,
        shapes: tuple[SealShape, ...],
        *,
        chosen: bool,
    ) -> MeasureField:
        automatic = self.automatic if chosen else ""
        field = MeasureField(name, words, bounds, suffix=suffix, automatic=automatic)
        self._add(rows, words, field, shapes)
        return field

    def _add(
        self, rows: QFormLayout, words: str, field: Field, shapes: tuple[SealShape, ...] = tuple(SealShape)
    ) -> None:
        said = label(words, "secondary", wrap=True)
        rows.addRow(said, field)
        self._fields.append((field, shapes, rows))

    def _connect(self) -> None:
        self.preset.activated.connect(self._take_preset)
        self.shape.activated.connect(self._take_shape)
        self.middle.activated.connect(self._take_middle)
        self.holder.activated.connect(lambda index: self.changed.emit())
        self.more.toggled.connect(self._show_advanced)
        self.choose_emblem.clicked.connect(self._choose_emblem)
        for field, _, _ in self._fields:
            field.when_changed(self._changer(field))

    def _changer(self, field: Field) -> Callable[[], None]:
        def changed() -> None:
            self._take(field.into(self._design))

        return changed

    def _show_advanced(self, shown: bool) -> None:
        self._advanced.setVisible(shown)
        self.more.setText(self.tr("Fewer measures") if shown else self.tr("More measures"))

    # The design.

    def design(self) -> SealDesign:
        """What the fields say."""
        return self._design

    def holder_kind(self) -> HolderKind:
        """Whose seal it is, for the rules on sizes and emblems."""
        return HolderKind(self.holder.currentData())

    def focus_first(self) -> None:
        """Where the hand goes first: the name."""
        first = self.arc_text if self._design.shape in _RINGED else self.characters
        first.setFocus()

    def show_design(self, design: SealDesign) -> None:
        """Fill the fields; nothing is told."""
        self._design = design
        with QSignalBlocker(self.shape), QSignalBlocker(self.middle):
            self.shape.setCurrentIndex(self.shape.findData(design.shape))
            self.middle.setCurrentIndex(self.middle.findData(_middle_of(design)))
        for field, _, _ in self._fields:
            field.show_design(design)
        self._show_rows()

    def take_design(self, design: SealDesign) -> None:
        """Go on with this design, as the kind of seal that is drawn here."""
        self.show_design(self._as_applied_for(design))
        self.changed.emit()

    def take_emblem(self, paths: tuple[str, ...]) -> None:
        """The emblem was read."""
        self._take(replace(self._design, emblem=paths, star=False, middle_text=""))
        self.show_design(self._design)

    def _show_rows(self) -> None:
        shape, middle = self._design.shape, Middle(self.middle.currentData())
        ringed = shape in _RINGED
        for field, shapes, rows in self._fields:
            rows.setRowVisible(field, shape in shapes)
        for field in (self.width_mm, self.height_mm):
            field.setEnabled(self._size_mm is None)
        self._basic.setRowVisible(self.middle, ringed)
        self._basic.setRowVisible(self.star_mm, ringed and middle is Middle.STAR)
        self._basic.setRowVisible(self.emblem_mm, ringed and middle is Middle.EMBLEM)
        self._basic.setRowVisible(self.choose_emblem, ringed and middle is Middle.EMBLEM)
        self._basic.setRowVisible(self.number, ringed and middle is Middle.NUMBER)

    def _take(self, design: SealDesign) -> None:
        if design.shape is SealShape.ROUND and design.height_mm != design.width_mm:
            design = replace(design, height_mm=design.width_mm)
        if design != self._design:
            self._design = design
            self.changed.emit()

    def _take_preset(self, index: int) -> None:
        """Another preset: the texts of this seal stay, measures and style are the preset's."""
        old, preset = self._design, self._presets[index]
        name = old.centre_text if old.shape is SealShape.RECTANGLE else old.arc_text
        number = old.middle_text if preset.template.middle_text or old.middle_text else ""
        code = "" if preset.shape is SealShape.RECTANGLE else old.code
        design = replace(_design_of(preset, name), code=code, middle_text=number)
        self._take_holder(preset)
        self.show_design(self._as_applied_for(design))
        self.changed.emit()

    def _take_holder(self, preset: SealPreset) -> None:
        if preset.holder is not None:
            self.holder.setCurrentIndex(self.holder.findData(preset.holder))

    def _as_applied_for(self, design: SealDesign) -> SealDesign:
        """The design as the kind, and at the size, that somebody applied for."""
        if self._kind is not None:
            design = replace(design, kind=self._kind)
        if self._size_mm is None:
            return design
        width_mm, height_mm = self._size_mm
        if design.shape is SealShape.ROUND and width_mm != height_mm:
            design = replace(design, shape=SealShape.OVAL)
        return replace(design, width_mm=width_mm, height_mm=height_mm)

    def _take_shape(self) -> None:
        shape, old = SealShape(self.shape.currentData()), self._design
        was_ringed, is_ringed = old.shape in _RINGED, shape in _RINGED
        design = replace(old, shape=shape)
        if was_ringed and not is_ringed:
            design = replace(design, centre_text=old.arc_text, arc_text="", star=False, emblem=(), code="")
        elif is_ringed and not was_ringed:
            design = replace(
                design, arc_text=old.centre_text.replace("\n", ""), centre_text="", negative=False
            )
        if shape is SealShape.ROUND:
            design = replace(design, height_mm=design.width_mm)
        self.show_design(self._as_applied_for(design))
        self.changed.emit()

    def _take_middle(self) -> None:
        middle = Middle(self.middle.currentData())
        design = replace(self._design, star=middle is Middle.STAR)
        if middle is not Middle.EMBLEM:
            design = replace(design, emblem=())
        if middle is not Middle.NUMBER:
            design = replace(design, middle_text="")
        self._show_rows()
        self._take(design)
        self.number.show_design(self._design)

    def _choose_emblem(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Choose an emblem"), "", "SVG (*.svg)")
        if chosen:
            self.emblem_asked.emit(Path(chosen))


def _presets_for(kind: SealKind | None, size_mm: tuple[float, float] | None) -> tuple[SealPreset, ...]:
    """The presets of this kind, those of this size first."""
    every = tuple(presets().values())
    fitting = tuple(preset for preset in every if kind is None or preset.kind is kind) or every
    return tuple(
        sorted(fitting, key=lambda preset: (preset.width_mm, preset.height_mm) != size_mm and bool(size_mm))
    )


def _design_of(preset: SealPreset, name: str) -> SealDesign:
    """The preset with a seal's full text: what its horizontal line says is not repeated on the arc."""
    line = preset.template.centre_text
    if preset.shape is not SealShape.RECTANGLE and line:
        name = name.removesuffix(line)
    return preset.design(name)


def _middle_of(design: SealDesign) -> Middle:
    if design.emblem:
        return Middle.EMBLEM
    if design.star:
        return Middle.STAR
    return Middle.NUMBER if design.middle_text else Middle.NOTHING


def _choice() -> QComboBox:
    """One that is as wide as there is room, not as its longest entry."""
    made = QComboBox()
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)
    return made


def _rows(parent: QWidget | None = None) -> QFormLayout:
    rows = QFormLayout() if parent is None else QFormLayout(parent)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setHorizontalSpacing(12)
    rows.setVerticalSpacing(8)
    rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return rows
