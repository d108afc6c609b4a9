"""Fields of a seal's design: each knows which part of the design it is, and writes it alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QCheckBox, QColorDialog, QDoubleSpinBox, QLineEdit, QPushButton, QWidget

from sealdesk.gui.labels import button
from sealdesk.model.seal_design import SealDesign

LONGEST_TEXT = 60
_SWATCH_PX = 18


class TextField(QLineEdit):
    """A text of the design."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self.name = name
        self.setMaxLength(LONGEST_TEXT)
        self.setAccessibleName(words)

    def when_changed(self, tell: Callable[[], object]) -> None:
        self.textEdited.connect(lambda text: tell())

    def show_design(self, design: SealDesign) -> None:
        text = str(getattr(design, self.name))
        if text != self.text():
            self.setText(text)

    def into(self, design: SealDesign) -> SealDesign:
        return _with(design, self.name, self.text().strip())


class MeasureField(QDoubleSpinBox):
    """A length, angle or proportion; below its least value stands "automatic" where the drawing may choose."""

    def __init__(
        self,
        name: str,
        words: str,
        bounds: tuple[float, float],
        *,
        suffix: str = " mm",
        automatic: str = "",
    ) -> None:
        super().__init__()
        self.name = name
        self._may_be_none = bool(automatic)
        least, most = bounds
        step = 5.0 if suffix == "°" else 0.05 if not suffix else 0.1 if most <= 20 else 0.5
        self.setDecimals(2 if not suffix else 1)
        self.setRange(least - step if automatic else least, most)
        self.setSingleStep(step)
        self.setSuffix(suffix)
        self.setSpecialValueText(automatic)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(8, 0, 8, 0)
        self.setAccessibleName(words)

    def when_changed(self, tell: Callable[[], object]) -> None:
        self.valueChanged.connect(lambda value: tell())

    def show_design(self, design: SealDesign) -> None:
        value = getattr(design, self.name)
        with QSignalBlocker(self):
            self.setValue(self.minimum() if value is None else float(value))

    def into(self, design: SealDesign) -> SealDesign:
        chosen = self._may_be_none and self.value() <= self.minimum() + 1e-9
        return _with(design, self.name, None if chosen else round(self.value(), 2))

    def wheelEvent(self, event: Any) -> None:
        # A form that is scrolled must not change what the mouse passes.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class TruthField(QCheckBox):
    """A yes or no of the design."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name

    def when_changed(self, tell: Callable[[], object]) -> None:
        self.toggled.connect(lambda on: tell())

    def show_design(self, design: SealDesign) -> None:
        with QSignalBlocker(self):
            self.setChecked(bool(getattr(design, self.name)))

    def into(self, design: SealDesign) -> SealDesign:
        return _with(design, self.name, self.isChecked())


class ColourField(QWidget):
    """The ink's colour: a swatch with its number, which opens the system's choice of colours."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self._colour = QColor()
        self._tell: Callable[[], object] = lambda: None
        self.button: QPushButton = button()
        self.button.setParent(self)
        self.button.setAccessibleName(words)
        self.button.clicked.connect(self._choose)

    def sizeHint(self) -> Any:
        return self.button.sizeHint()

    def minimumSizeHint(self) -> Any:
        return self.button.minimumSizeHint()

    def resizeEvent(self, event: Any) -> None:
        self.button.resize(self.size())

    def when_changed(self, tell: Callable[[], object]) -> None:
        self._tell = tell

    def show_design(self, design: SealDesign) -> None:
        self._take(QColor(*design.colour))

    def into(self, design: SealDesign) -> SealDesign:
        red, green, blue = self._colour.red(), self._colour.green(), self._colour.blue()
        return replace(design, colour=(red, green, blue))

    def choose(self, colour: QColor) -> None:
        """Take this colour for the person."""
        self._take(colour)
        self._tell()

    def _take(self, colour: QColor) -> None:
        self._colour = colour
        swatch = QPixmap(_SWATCH_PX, _SWATCH_PX)
        swatch.fill(colour)
        self.button.setIcon(QIcon(swatch))
        self.button.setText(colour.name().upper())

    def _choose(self) -> None:
        dialog = QColorDialog(self._colour, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self._words)
        dialog.colorSelected.connect(self.choose)
        dialog.open()


def _with(design: SealDesign, name: str, value: object) -> SealDesign:
    change: dict[str, Any] = {name: value}
    return replace(design, **change)


Field = TextField | MeasureField | TruthField | ColourField
