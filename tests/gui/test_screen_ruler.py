"""True size: what a screen says, what a person measures, and the dialog for it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sealdesk.gui.preferences import Preferences
from sealdesk.gui.screen_ruler import ScreenRulerDialog
from sealdesk.gui.screen_ruler_picture import CARD_MM, Held
from sealdesk.gui.screen_ruler_scale import USUAL_PIXELS_PER_MM, key_of, likely_scale

from .conftest import Opened


@pytest.mark.parametrize(
    ("size_px", "size_mm", "ratio", "likely"),
    [
        ((1920, 1080), (527.0, 296.0), 1.0, 3.643),  # a 24 inch screen
        ((1920, 1080), (344.0, 193.0), 1.0, 5.59),  # a notebook of 15.6 inches
        ((1920, 1080), (344.0, 193.0), 2.0, 5.59),  # the same with twice the pixels
        ((1920, 1080), (160.0, 90.0), 1.0, None),  # proportions instead of a size
        ((1920, 1080), (0.0, 0.0), 1.0, None),
        ((1920, 1080), (527.0, 600.0), 1.0, None),  # its pixels are not square
        ((1920, 1080), (2400.0, 1350.0), 1.0, None),  # a projector
        ((3840, 2160), (100.0, 56.25), 1.0, None),
    ],
)
def test_a_stated_size_is_believed_where_it_can_be_right(
    size_px: tuple[int, int], size_mm: tuple[float, float], ratio: float, likely: float | None
) -> None:
    found = likely_scale(size_px, size_mm, ratio)
    assert found == (None if likely is None else pytest.approx(likely, abs=0.01))


def test_a_measure_is_kept_for_its_screen(qapp: QApplication) -> None:
    screen = qapp.primaryScreen()
    kept = Preferences()
    assert not kept.true_scale(screen).is_measured
    kept.keep_pixels_per_mm(screen, 4.25)
    again = Preferences()
    assert again.true_scale(screen).is_measured
    assert again.pixels_per_mm(screen) == pytest.approx(4.25)
    again.keep_pixels_per_mm(screen, None)
    assert not Preferences().true_scale(screen).is_measured


def test_a_measure_that_is_no_number_is_no_measure(qapp: QApplication) -> None:
    screen = qapp.primaryScreen()
    QSettings("SealDesk", "SealDesk").setValue(f"screens/{key_of(screen)}", "wide")
    assert not Preferences().true_scale(screen).is_measured
    assert Preferences().pixels_per_mm(screen) == pytest.approx(USUAL_PIXELS_PER_MM, rel=0.05)


@pytest.fixture
def dialog(qtbot: QtBot) -> ScreenRulerDialog:
    made = ScreenRulerDialog(Preferences())
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_card_is_dragged_to_the_width_of_a_real_one(qtbot: QtBot, dialog: ScreenRulerDialog) -> None:
    picture = dialog.picture
    dialog.show_scale(4.0)
    start = QPoint(round(picture.end_px), 80)
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(picture, start + QPoint(43, 0))
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=start + QPoint(43, 0))
    assert dialog.pixels_per_mm == pytest.approx(4.0 + 43 / CARD_MM[0], abs=0.02)
    with qtbot.waitSignal(dialog.kept):
        dialog.keep.click()
    assert Preferences().pixels_per_mm(dialog.screen()) == pytest.approx(dialog.pixels_per_mm)


def test_the_keyboard_and_the_slider_do_the_same(dialog: ScreenRulerDialog) -> None:
    dialog.show_scale(4.0)
    QTest.keyClick(dialog.picture, Qt.Key.Key_Right)
    assert dialog.pixels_per_mm == pytest.approx(4.0 + 0.5 / CARD_MM[0])
    QTest.keyClick(dialog.picture, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.pixels_per_mm == pytest.approx(4.0 - 4.5 / CARD_MM[0])
    dialog.slider.setValue(dialog.slider.value() + 20)
    assert dialog.pixels_per_mm == pytest.approx(4.0 - 4.5 / CARD_MM[0] + 0.1, abs=0.005)


def test_a_ruler_keeps_its_marks_under_the_hand(dialog: ScreenRulerDialog) -> None:
    dialog.held.setCurrentIndex(dialog.held.findData(Held.RULER.value))
    dialog.show_scale(3.0)
    picture, length = dialog.picture, dialog.picture.length_mm
    assert length % 10 == 0 and length > 100
    start = QPoint(round(picture.end_px), 60)
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(picture, start - QPoint(100, 0))
    QTest.mouseMove(picture, start - QPoint(200, 0))
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=start - QPoint(200, 0))
    # Meanwhile there was room for more marks: what was taken hold of stays what is stretched.
    assert dialog.pixels_per_mm == pytest.approx(3.0 - 200 / length, abs=0.02)


def test_sizes_that_no_screen_has_are_not_reached(dialog: ScreenRulerDialog) -> None:
    dialog.show_scale(500.0)
    assert dialog.pixels_per_mm <= 30.0
    dialog.show_scale(-3.0)
    assert dialog.pixels_per_mm > 0.5


def test_the_page_bar_says_whether_true_size_is_true(opened: Opened) -> None:
    page = opened.window.stamp_page
    assert page.bar.percent.text().startswith("≈")
    Preferences().keep_pixels_per_mm(page.canvas.screen(), 4.0)
    page.canvas.refresh_true_scale()
    assert page.bar.percent.text() == f"{page.canvas.zoom * 100:.0f} % ▾"
    Preferences().keep_pixels_per_mm(page.canvas.screen(), None)
    page.canvas.refresh_true_scale()
    assert page.bar.percent.text().startswith("≈")
