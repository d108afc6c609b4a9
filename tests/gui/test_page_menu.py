"""What the menu View does for the pages."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from sealdesk.gui.page_layout import Fit
from sealdesk.gui.page_menu import PageMenu
from sealdesk.gui.screen_ruler import ScreenRulerDialog

from .conftest import Opened


def action(opened: Opened, keys: str = "", words: str = "") -> QAction:
    """The one with these keys or these words."""
    menu = opened.window.findChild(PageMenu)
    assert menu is not None
    view = menu.parent()
    assert isinstance(view, QMenu)
    found = [
        one
        for one in view.actions()
        if (keys and one.shortcut() == QKeySequence(keys)) or (words and one.text() == words)
    ]
    assert len(found) == 1, (keys, words, found)
    return found[0]


def test_words_and_pages_are_asked_for_by_keys(with_contract: Opened) -> None:
    page = with_contract.window.stamp_page
    action(with_contract, "Ctrl+F").trigger()
    assert not page.search.isHidden() and with_contract.window.focusWidget() is page.search.field
    action(with_contract, "Ctrl+G").trigger()
    assert with_contract.window.focusWidget() is page.bar.number
    page.bar.number.setText("3")
    page.bar.number.returnPressed.emit()
    assert with_contract.session.page == 3 and 3 in page.canvas.visible_pages()


def test_zoom_and_fit(with_contract: Opened) -> None:
    canvas = with_contract.window.stamp_page.canvas
    action(with_contract, "Ctrl+0").trigger()
    fits = [canvas.fit]
    assert canvas.zoom == 1.0
    action(with_contract, "Ctrl+8").trigger()
    fits.append(canvas.fit)
    assert fits == [Fit.FREE, Fit.WIDTH]
    before = canvas.zoom
    action(with_contract, words="Zoom in").trigger()
    assert canvas.zoom > before


def test_the_mode_is_chosen_and_shown_in_menu_and_bar(with_contract: Opened) -> None:
    page = with_contract.window.stamp_page
    below = action(with_contract, words="Pages one below the other")
    single = action(with_contract, words="One page at a time")
    assert below.isChecked() and page.bar.below.isChecked()
    single.trigger()
    assert len(page.canvas.visible_pages()) == 1
    assert single.isChecked() and not below.isChecked() and not page.bar.below.isChecked()
    page.bar.below.click()
    page.canvas.set_zoom(0.2)
    assert len(page.canvas.visible_pages()) > 1
    assert below.isChecked() and not single.isChecked()


def test_the_screen_is_measured_and_the_pages_follow(with_contract: Opened) -> None:
    canvas = with_contract.window.stamp_page.canvas
    canvas.set_zoom(1.0)
    action(with_contract, words="Measure the screen…").trigger()
    dialog = with_contract.window.findChild(ScreenRulerDialog)
    assert isinstance(dialog, ScreenRulerDialog)
    dialog.show_scale(5.0)
    dialog.keep.click()
    assert canvas.pixels_per_mm == 5.0
