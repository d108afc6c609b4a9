"""The dialog that makes 100 % true: a card or a ruler on the screen is stretched to match a real one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QScreen, QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from sealdesk.geometry import MM_PER_INCH
from sealdesk.gui.labels import button, label
from sealdesk.gui.page_view import PageView
from sealdesk.gui.preferences import Preferences
from sealdesk.gui.screen_ruler_picture import CARD_MM, Held, ScreenRulerPicture
from sealdesk.gui.screen_ruler_scale import (
    LARGEST_PIXELS_PER_MM,
    SMALLEST_PIXELS_PER_MM,
    stated_scale,
)

_FINE = 200
"""Steps of the slider to a pixel per mm."""
_AROUND_PX = QSize(120, 320)


class ScreenRulerDialog(QDialog):
    """Measures the screen that it stands on.

    Signals:
        kept: The measure of a screen was kept, or forgotten.
    """

    kept = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Measure the screen"))
        self._preferences = preferences
        self._measured: QScreen | None = None
        self.pixels_per_mm = 1.0
        self.held = QComboBox()
        self.held.addItem(self.tr("Bank card or identity card"), Held.CARD.value)
        self.held.addItem(self.tr("Ruler"), Held.RULER.value)
        self.held.setAccessibleName(self.tr("What you hold to the screen"))
        self.words = label("", "secondary", wrap=True)
        self.picture = ScreenRulerPicture()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Size on the screen"))
        self.figures = label("", "small")
        self.keep = button(self.tr("Keep this size"))
        self.keep.setDefault(True)
        self.forget = button(self.tr("As the screen says"))
        self.back = button(self.tr("Back"))
        self._lay_out()
        self._connect()
        self._take_screen()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(label(self.tr("Compare with")))
        top.addWidget(self.held)
        top.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.figures, 1)
        for part in (self.forget, self.back, self.keep):
            foot.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self.words)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.slider)
        layout.addSpacing(4)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.held.currentIndexChanged.connect(self._show)
        self.picture.stretched.connect(self.show_scale)
        self.slider.valueChanged.connect(lambda value: self.show_scale(value / _FINE))
        self.keep.clicked.connect(self._keep)
        self.forget.clicked.connect(self._forget)
        self.back.clicked.connect(self.reject)

    def show_scale(self, pixels_per_mm: float) -> None:
        """Show this size, within what screens can have."""
        low, high = self.slider.minimum() / _FINE, self.slider.maximum() / _FINE
        self.pixels_per_mm = min(max(pixels_per_mm, low), high)
        self.picture.show_scale(self.pixels_per_mm)
        self.slider.blockSignals(True)
        self.slider.setValue(round(self.pixels_per_mm * _FINE))
        self.slider.blockSignals(False)
        device_dpi = self.pixels_per_mm * self.screen().devicePixelRatio() * MM_PER_INCH
        self.figures.setText(
            self.tr("100 mm are {count} pixels ({dpi} dpi)").format(
                count=round(self.pixels_per_mm * 100), dpi=round(device_dpi)
            )
        )

    def _take_screen(self) -> None:
        """Begin with what is known of the screen that the dialog is on."""
        screen = self._measured = self.screen()
        ratio, room = screen.devicePixelRatio(), screen.availableGeometry().size() - _AROUND_PX
        largest = min(LARGEST_PIXELS_PER_MM / ratio, max(2.0, room.width() / CARD_MM[0]))
        self.slider.setRange(round(SMALLEST_PIXELS_PER_MM / ratio * _FINE), round(largest * _FINE))
        known = self._preferences.true_scale(screen)
        self.forget.setVisible(known.is_measured)
        self.show_scale(known.pixels_per_mm)
        hint = self.picture.sizeHint().boundedTo(room)
        self.picture.setMinimumSize(max(560, hint.width()), max(150, hint.height()))
        self._show()

    def _show(self) -> None:
        held = Held(self.held.currentData())
        self.picture.show_held(held)
        if held is Held.CARD:
            words = self.tr(
                "Hold a card to the screen, its left edge at the left edge of the drawn one, and drag the line "
                "with the arrows until both are equally wide. All these cards are {width} mm wide (ISO/IEC 7810)."
            ).format(width=f"{CARD_MM[0]:.2f}")
        else:
            words = self.tr(
                "Hold a ruler to the screen, its zero at the drawn zero, and drag the line with the arrows "
                "until the marks are in the same places."
            )
        self.words.setText(words)

    def _screen_changed(self) -> None:
        if self.screen() is not self._measured:
            self._take_screen()

    def _keep(self) -> None:
        self._preferences.keep_pixels_per_mm(self.screen(), self.pixels_per_mm)
        self.kept.emit()
        self.accept()

    def _forget(self) -> None:
        self._preferences.keep_pixels_per_mm(self.screen(), None)
        self.show_scale(stated_scale(self.screen()).pixels_per_mm)
        self.kept.emit()
        self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        window = self.windowHandle()
        if window is not None:
            window.screenChanged.connect(self._screen_changed)
        self.picture.setFocus()


def measure_screen(view: PageView) -> None:
    """Let a person measure the screen that these pages are on."""
    dialog = ScreenRulerDialog(view.preferences, view.window())
    dialog.kept.connect(view.refresh_true_scale)
    dialog.open()
