"""The window's menu of what goes on paper, or looks like it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QStackedWidget

    from sealdesk.gui.printing import PrintFlow
    from sealdesk.gui.result_page import ResultPage
    from sealdesk.gui.session import Session

Add = Callable[[QMenu, str, Callable[[], object], QKeySequence.StandardKey | str | None], QAction]
Way = Callable[["Path", str | None, str], None]


class PrintMenu(QObject):
    """Prints the document on the desk, or the stamped one while its result is shown; to be chosen while there is one.

    Args of the constructor:
        pages: The window's, of which `result` tells what came of an act.
    """

    def __init__(
        self,
        menu: QMenu,
        session: Session,
        flow: PrintFlow,
        add: Add,
        *,
        pages: QStackedWidget,
        result: ResultPage,
    ) -> None:
        super().__init__(menu)
        self._session, self._pages, self._result = session, pages, result
        ways: tuple[tuple[str, Way, str | None], ...] = (
            (self.tr("Print…"), flow.print_document, "Ctrl+Shift+P"),
            (self.tr("Print a copy for reading…"), flow.print_reading_copy, None),
            (self.tr("Save a copy for reading…"), flow.save_reading_copy, None),
        )
        self._actions = [
            add(menu, words, partial(self._with_document, way), keys) for words, way, keys in ways
        ]
        session.document_changed.connect(self._show)
        pages.currentChanged.connect(lambda at: self._show())
        self._show()

    def _show(self) -> None:
        there = self._session.document is not None or self._stamped is not None
        there = there and self._session.has_workspace
        for action in self._actions:
            action.setEnabled(there)

    @property
    def _stamped(self) -> Path | None:
        """The stamped file, while its result is shown."""
        return self._result.target if self._pages.currentWidget() is self._result else None

    def _with_document(self, way: Way, checked: bool = False) -> None:
        document, stamped = self._session.document, self._stamped
        if stamped is not None:
            way(stamped, None, "")
        elif document is not None:
            way(document.path, document.password, document.name)
