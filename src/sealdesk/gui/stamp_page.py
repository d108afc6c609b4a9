"""The desk: tasks and thumbnails on the left, the page in the middle, the act on the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from sealdesk.gui.act_flow import ActFlow, Finished
from sealdesk.gui.act_panel import ActPanel
from sealdesk.gui.act_panel_add import AddSealDialog
from sealdesk.gui.conversion_flow import ConversionFlow, name_filters
from sealdesk.gui.keyword_dialog import KeywordDialog
from sealdesk.gui.labels import IconLabel, button, frame, label, line
from sealdesk.gui.official_dialog import OfficialDialog
from sealdesk.gui.page_bar import PageBar
from sealdesk.gui.page_canvas import PageCanvas
from sealdesk.gui.page_search_bar import PageSearchBar
from sealdesk.gui.pages_dialogs import RepeatDialog
from sealdesk.gui.preferences import Preferences
from sealdesk.gui.session import Session
from sealdesk.gui.stamp_page_sizes import PageSizeBar
from sealdesk.gui.straddle_dialog import StraddleDialog
from sealdesk.gui.task_list import TaskList
from sealdesk.gui.template_dialog import TemplateDialog
from sealdesk.gui.thumbnails import Thumbnails
from sealdesk.gui.verify_page import dropped_file


class StampPage(QWidget):
    """Brings the parts of the desk together."""

    def __init__(self, session: Session, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self.preferences = preferences
        self.tasks = TaskList(session)
        self.thumbnails = Thumbnails(session)
        self.canvas = PageCanvas(session, preferences)
        self.bar = PageBar(session, self.canvas)
        self.search = PageSearchBar(session, self.canvas)
        self.panel = ActPanel(session)
        self.sizes = PageSizeBar(session)
        self.flow = ActFlow(session, preferences, window)
        self.opening = ConversionFlow(session, window)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._document_changed()

    def _lay_out(self) -> None:
        left = frame("left")
        left.setFixedWidth(240)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 10, 1, 0)
        column.setSpacing(4)
        column.addWidget(_caption(self.tr("Approved requests")))
        column.addWidget(self.tasks, 2)
        column.addWidget(line())
        column.addWidget(_caption(self.tr("Pages")))
        column.addWidget(self.thumbnails, 3)
        middle = QWidget()
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.bar)
        inside.addWidget(self.search)
        inside.addWidget(self.sizes)
        stack = QWidget()
        self._stack = QStackedLayout(stack)
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self.canvas)
        inside.addWidget(stack, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(left)
        layout.addWidget(middle, 1)
        layout.addWidget(self.panel)

    def _empty(self) -> QWidget:
        ground = frame("desk")
        layout = QVBoxLayout(ground)
        layout.setSpacing(10)
        self.open_button = button(self.tr("Open a document…"), "folder-open")
        self.open_button.clicked.connect(self.choose_file)
        layout.addStretch(1)
        for part in (
            IconLabel("file-text", "secondary", 48),
            label(self.tr("Choose a task on the left"), "heading"),
            label(self.tr("or drop a PDF, a picture or an office document here"), ""),
            self.open_button,
        ):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        return ground

    def _connect(self) -> None:
        session, canvas, panel = self._session, self.canvas, self.panel
        self.tasks.chosen.connect(session.open_task)
        self.thumbnails.page_chosen.connect(session.show_page)
        canvas.hand.following_changed.connect(panel.place.setChecked)
        session.document_changed.connect(self._document_changed)
        session.places_changed.connect(self._places_changed)
        panel.open_asked.connect(self.choose_file)
        panel.seal_asked.connect(self.flow.start)
        panel.seal.add_asked.connect(self._add_seal)
        places = panel.places
        places.place_asked.connect(self._follow)
        places.straddle_asked.connect(lambda: self._open(StraddleDialog))
        places.official_asked.connect(lambda: self._open(OfficialDialog))
        places.keyword_asked.connect(lambda: self._open(KeywordDialog))
        places.template_asked.connect(lambda: self._open(TemplateDialog))
        places.numbers.size_freed.connect(self._free_size)
        places.numbers.repeat_asked.connect(self._repeat)
        canvas.hand.verbs.repeat_asked.connect(self._repeat)
        self.bar.search_asked.connect(self.search.ask)
        self.bar.undo_asked.connect(session.undo)
        self.bar.redo_asked.connect(session.redo)
        self.flow.busy_changed.connect(self._freeze)

    def choose_file(self) -> None:
        """Ask for a file and open it."""
        kinds = self.tr("Documents ({patterns})").format(patterns=name_filters())
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open a document"), "", f"{kinds};;PDF (*.pdf);;* (*)"
        )
        if chosen:
            self.opening.open(Path(chosen))

    def after(self, finished: Finished) -> None:
        """An act is finished: the desk is cleared for the next."""
        self._session.close_document()
        self._session.find_requests()

    def _document_changed(self) -> None:
        document = self._session.document
        self._stack.setCurrentIndex(0 if document is None else 1)
        self.canvas.show_document(document.preflight.frames if document else None)

    def _places_changed(self) -> None:
        if not self._session.may_place:
            self.canvas.set_following(False)
        self.canvas.viewport().update()

    def _follow(self, follow: bool) -> None:
        self.canvas.set_following(follow)
        self.panel.place.setChecked(self.canvas.following)
        if self.canvas.following:
            self.canvas.setFocus()

    def _free_size(self, free: bool) -> None:
        self.canvas.hand.size_free = free

    def _freeze(self, busy: bool) -> None:
        for part in (self.panel, self.canvas, self.bar, self.tasks):
            part.setEnabled(not busy)

    def _add_seal(self) -> None:
        AddSealDialog(self._session, self).open()

    def _open(self, kind: Callable[[Session, QWidget], QDialog]) -> None:
        """Open a dialog that leads to places."""
        if self._session.may_place:
            kind(self._session, self).open()

    def _repeat(self) -> None:
        document, placing = self._session.document, self._session.placing
        if document is None or placing is None or placing.selected is None:
            return
        key = placing.selected.key
        dialog = RepeatDialog(document.pages, self)

        def repeat() -> None:
            placing.repeat(key, dialog.pages())
            self._session.places_changed.emit()

        dialog.accepted.connect(repeat)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None and not self.flow.busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.opening.open(path)


def _caption(words: str) -> QWidget:
    made = label(words, "section")
    made.setContentsMargins(16, 2, 16, 2)
    return made
