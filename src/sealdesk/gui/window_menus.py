"""The window's menus: what can be done, with its keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QSizePolicy

from sealdesk.gui.help_menu import HelpMenu
from sealdesk.gui.language import language
from sealdesk.gui.page_menu import PageMenu
from sealdesk.gui.palette import Theme
from sealdesk.gui.placing_menu import PlacesMenu, SnapChoice
from sealdesk.gui.print_menu import PrintMenu
from sealdesk.gui.seal_maker import draw_a_draft
from sealdesk.texts import Language

if TYPE_CHECKING:
    from sealdesk.gui.main_window import MainWindow


class WindowMenus(QMenuBar):
    """Made when the window's pages are."""

    def __init__(self, window: MainWindow, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self.setNativeMenuBar(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._add_document()
        self._add_places()
        self._add_view(theme)
        self._add_rest()

    def _add_document(self) -> None:
        window, page = self._window, self._window.stamp_page
        document = self._menu(self.tr("&Document"))
        self._add(document, self.tr("Open…"), page.choose_file, QKeySequence.StandardKey.Open)
        self._add(document, self.tr("Verify…"), window.choose_to_verify, "Ctrl+Shift+O")
        self._add(document, self.tr("Close document"), window.session.close_document, "Ctrl+W")
        document.addSeparator()
        PrintMenu(
            document,
            window.session,
            window.printing,
            self._add,
            pages=window.pages,
            result=window.result_page,
        )
        document.addSeparator()
        self._add(document, self.tr("Refresh"), window.refresh, "F5")
        document.addSeparator()
        self._add(document, self.tr("Quit"), window.close, QKeySequence.StandardKey.Quit)

    def _add_places(self) -> None:
        PlacesMenu(self._menu(self.tr("&Places")), self._window.session, self._window.stamp_page, self._add)

    def _add_view(self, theme: Theme) -> None:
        view = self._menu(self.tr("&View"))
        PageMenu(view, self._window.stamp_page, self._add)
        SnapChoice(view, self._window.stamp_page)
        view.addSeparator()
        self._choices(view, ((self.tr("Light"), Theme.LIGHT), (self.tr("Dark"), Theme.DARK)), theme)
        view.addSeparator()
        self._choices(view, (("中文", Language.ZH), ("English", Language.EN)), language())

    def _add_rest(self) -> None:
        window = self._window
        tokens = self._menu(self.tr("&Token"))
        self._add(tokens, self.tr("Tokens…"), window.token_desk.show_tokens, "Ctrl+T")
        self._add(tokens, self.tr("Unlock or lock"), window.unlock_or_lock, "Ctrl+L")
        seal = self._menu(self.tr("&Seal"))
        self._add(seal, self.tr("Draw a seal…"), lambda: draw_a_draft(window), None)
        self.help = HelpMenu(window)
        self.addMenu(self.help)

    def _menu(self, words: str) -> QMenu:
        menu = QMenu(words, self)
        self.addMenu(menu)
        return menu

    def _add(
        self,
        menu: QMenu,
        words: str,
        do: Callable[[], object],
        keys: QKeySequence.StandardKey | str | None,
    ) -> QAction:
        action = QAction(words, self)
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(do)
        menu.addAction(action)
        return action

    def _choices(self, menu: QMenu, choices: tuple[tuple[str, object], ...], current: object) -> None:
        group = QActionGroup(self)
        for words, value in choices:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(value == current)
            action.triggered.connect(lambda checked=False, value=value: self._window.look_chosen.emit(value))
            group.addAction(action)
