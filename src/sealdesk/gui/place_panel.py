"""Where the chosen seal is, in numbers: millimetres and degrees."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.gui.labels import label, tool_button
from sealdesk.gui.placing import LARGEST_MM, SMALLEST_MM
from sealdesk.gui.session import Session
from sealdesk.model.placement import Edge, Placement


class PlacePanel(QWidget):
    """Numbers of the chosen mark.

    Signals:
        size_freed: The size may be changed (True), or is the true size again (False).
        repeat_asked: Put the same impression on other pages.
    """

    size_freed = Signal(bool)
    repeat_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.from_left = _number(self.tr("From the left"), " mm", 0, 3000)
        self.from_top = _number(self.tr("From the top"), " mm", 0, 3000)
        self.width_mm = _number(self.tr("Width"), " mm", SMALLEST_MM, LARGEST_MM)
        self.angle = _number(self.tr("Turned"), "°", -180, 180)
        self.angle.setWrapping(True)
        self.lock = tool_button("lock", self.tr("Unlock the size"))
        self.lock.setCheckable(True)
        self.repeat = tool_button("copy", self.tr("Repeat on other pages"))
        self.delete = tool_button("trash-2", self.tr("Remove"))
        self._showing = False
        self._lay_out()
        self.from_left.valueChanged.connect(self._moved)
        self.from_top.valueChanged.connect(self._moved)
        self.width_mm.valueChanged.connect(self._resized)
        self.angle.valueChanged.connect(self._turned)
        self.lock.toggled.connect(self._lock_toggled)
        self.repeat.clicked.connect(self.repeat_asked)
        self.delete.clicked.connect(self._deleted)
        session.places_changed.connect(self.show_chosen)
        self.show_chosen()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        for column, (words, field) in enumerate(
            ((self.tr("Left"), self.from_left), (self.tr("Top"), self.from_top))
        ):
            grid.addWidget(label(words, "small"), 0, column)
            grid.addWidget(field, 1, column)
        sized = QHBoxLayout()
        sized.setSpacing(2)
        sized.addWidget(self.width_mm, 1)
        sized.addWidget(self.lock)
        grid.addWidget(label(self.tr("Width"), "small"), 2, 0)
        grid.addLayout(sized, 3, 0)
        grid.addWidget(label(self.tr("Turned"), "small"), 2, 1)
        turned = QHBoxLayout()
        turned.setSpacing(2)
        turned.addWidget(self.angle, 1)
        turned.addWidget(self.repeat)
        turned.addWidget(self.delete)
        grid.addLayout(turned, 3, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(grid)

    def show_chosen(self) -> None:
        """Show the numbers of the chosen mark; nothing can be entered without one."""
        mark = self._session.placing.selected if self._session.placing else None
        self.setVisible(mark is not None)
        if mark is None:
            return
        placement = mark.placement
        self._showing = True
        if isinstance(placement, Placement):
            self.from_left.setValue(placement.centre_x_mm)
            self.from_top.setValue(placement.centre_y_mm)
            self.angle.setValue(placement.turned_deg)
            upright = level = True
        else:
            upright = placement.edge in (Edge.RIGHT, Edge.LEFT)
            level = not upright
            (self.from_top if upright else self.from_left).setValue(placement.centre_mm)
            self.angle.setValue(0)
        whole = isinstance(placement, Placement)
        self.from_left.setEnabled(level)
        self.from_top.setEnabled(upright)
        self.angle.setEnabled(whole)
        self.repeat.setEnabled(whole)
        self.width_mm.setValue(placement.width_mm)
        self.width_mm.setEnabled(self.lock.isChecked())
        self._showing = False

    def _moved(self) -> None:
        placing = self._session.placing
        if self._showing or placing is None or placing.selected is None:
            return
        placing.move_to(placing.selected.key, self.from_left.value(), self.from_top.value())
        self._session.places_changed.emit()

    def _resized(self, width_mm: float) -> None:
        placing = self._session.placing
        if self._showing or placing is None or placing.selected is None:
            return
        placing.resize(placing.selected.key, width_mm)
        self._session.places_changed.emit()

    def _turned(self, angle_deg: float) -> None:
        placing = self._session.placing
        if self._showing or placing is None or placing.selected is None:
            return
        placing.turn(placing.selected.key, angle_deg)
        self._session.places_changed.emit()

    def _lock_toggled(self, free: bool) -> None:
        words = self.tr("Return to the true size") if free else self.tr("Unlock the size")
        self.lock.setToolTip(words)
        self.lock.setAccessibleName(words)
        placing = self._session.placing
        if not free and placing is not None and placing.selected is not None:
            placing.true_size(placing.selected.key)
            self._session.places_changed.emit()
        self.width_mm.setEnabled(free)
        self.size_freed.emit(free)

    def _deleted(self) -> None:
        placing = self._session.placing
        if placing is not None and placing.selected is not None:
            placing.delete(placing.selected.key)
            self._session.places_changed.emit()


def _number(name: str, unit: str, low: float, high: float) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(low, high)
    field.setDecimals(1)
    field.setSingleStep(0.1)
    field.setSuffix(unit)
    field.setAccessibleName(name)
    field.setToolTip(name)
    field.setKeyboardTracking(False)
    field.setMinimumWidth(72)
    field.lineEdit().setTextMargins(5, 0, 5, 0)
    return field
