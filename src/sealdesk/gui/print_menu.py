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

    from sealdesk.gui.printing import PrintFlow
    from sealdesk.gui.session import Session

Add = Callable[[QMenu, str, Callable[[], object], QKeySequence.StandardKey | str | None], QAction]
Way = Callable[["Path", str | None, str], None]


class PrintMenu(QObject):
    """Prints the document on the desk; there to be chosen while there is one."""

    def __init__(self, menu: QMenu, session: Session, flow: PrintFlow, add: Add) -> None:
        super().__init__(menu)
        self._session = session
        ways: tuple[tuple[str, Way, str | None], ...] = (
            (self.tr("Print…"), flow.print_document, "Ctrl+Shift+P"),
            (self.tr("Print a copy for reading…"), flow.print_reading_copy, None),
            (self.tr("Save a copy for reading…"), flow.save_reading_copy, None),
        )
        self._actions = [
            add(menu, words, partial(self._with_document, way), keys) for words, way, keys in ways
        ]
        session.document_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        there = self._session.document is not None and self._session.has_workspace
        for action in self._actions:
            action.setEnabled(there)

    def _with_document(self, way: Way, checked: bool = False) -> None:
        document = self._session.document
        if document is not None:
            way(document.path, document.password, document.name)
