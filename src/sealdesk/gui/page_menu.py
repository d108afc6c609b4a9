"""What the menu View offers for the pages."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from sealdesk.gui.page_layout import Fit, ViewMode
from sealdesk.gui.screen_ruler import measure_screen
from sealdesk.gui.stamp_page import StampPage

_STEP = 1.25
Add = Callable[[QMenu, str, Callable[[], object], QKeySequence.StandardKey | str | None], QAction]


class PageMenu(QObject):
    """Zoom, how the pages lie, finding words and pages.

    Args:
        add: Makes an action of a menu: its words, what it does, its keys.
    """

    def __init__(self, view: QMenu, page: StampPage, add: Add) -> None:
        super().__init__(view)
        canvas, keys = page.canvas, QKeySequence.StandardKey
        add(view, self.tr("Zoom in"), lambda: canvas.set_zoom(canvas.zoom * _STEP), keys.ZoomIn)
        add(view, self.tr("Zoom out"), lambda: canvas.set_zoom(canvas.zoom / _STEP), keys.ZoomOut)
        add(view, self.tr("True size"), lambda: canvas.set_zoom(1.0), "Ctrl+0")
        add(view, self.tr("Fit width"), lambda: canvas.set_fit(Fit.WIDTH), "Ctrl+8")
        add(view, self.tr("Fit page"), lambda: canvas.set_fit(Fit.PAGE), "Ctrl+9")
        add(view, self.tr("Measure the screen…"), lambda: measure_screen(canvas), None)
        view.addSeparator()
        self._canvas = canvas
        self._modes = self._add_modes(view, add)
        view.addSeparator()
        add(view, self.tr("Go to page…"), page.bar.ask_page, "Ctrl+G")
        add(view, self.tr("Find in the document…"), page.search.ask, keys.Find)
        add(view, self.tr("Next hit"), page.search.next, "F3")
        add(view, self.tr("Hit before"), page.search.previous, "Shift+F3")
        canvas.view_changed.connect(self._show_mode)
        self._show_mode()

    def _add_modes(self, view: QMenu, add: Add) -> dict[ViewMode, QAction]:
        group, actions = QActionGroup(self), {}
        for mode, words in (
            (ViewMode.CONTINUOUS, self.tr("Pages one below the other")),
            (ViewMode.SINGLE, self.tr("One page at a time")),
        ):
            action = actions[mode] = add(view, words, self._setting(mode), None)
            action.setCheckable(True)
            group.addAction(action)
        return actions

    def _setting(self, mode: ViewMode) -> Callable[[], None]:
        return lambda: self._canvas.set_mode(mode)

    def _show_mode(self) -> None:
        self._modes[self._canvas.mode].setChecked(True)
