"""Materials that are handed in: a list to tick, and the files that belong to them, dropped or chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.gui.labels import ElidedLabel, IconLabel, button, label, set_look, tool_button
from sealdesk.gui.seal_maker_worker import files_worker

_CHOICE_PX = 200


class AttachmentsList(QFrame):
    """Files with what each of them is. Nothing is read before the decision is signed.

    Signals:
        changed: A file came, went, or is something else now.
    """

    changed = Signal()

    def __init__(self, materials: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._materials = materials
        self._rows: list[tuple[Path, QComboBox | None, QWidget]] = []
        self.setProperty("look", "drop")
        self.setAcceptDrops(True)
        self.add_button = button(self.tr("Add files…"), "paperclip", "flat")
        self.add_button.clicked.connect(self._choose)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Drop files here, or"), "secondary"))
        head.addWidget(self.add_button)
        head.addStretch(1)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(self._list)

    def add(self, paths: list[Path]) -> None:
        """Add those that are files, each once, as soon as that is known; the next material that has none yet is offered
        for each."""
        files_worker().submit(
            lambda progress: [path for path in paths if path.is_file()], owner=self, done=self._add_files
        )

    def _add_files(self, paths: list[Path]) -> None:
        there = {path for path, _, _ in self._rows}
        for path in paths:
            if path not in there:
                there.add(path)
                self._add(path)
        self.changed.emit()

    def _add(self, path: Path) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(IconLabel("file-text", "secondary", 16))
        line.addWidget(ElidedLabel(path.name), 1)
        what = self._what_it_is()
        if what is not None:
            line.addWidget(what)
        away = tool_button("trash-2", self.tr("Leave out “{name}”").format(name=path.name))
        line.addWidget(away)
        self._list.addWidget(row)
        self._rows.append((path, what, row))
        away.clicked.connect(lambda: self._remove(path))

    def _what_it_is(self) -> QComboBox | None:
        if not self._materials:
            return None
        made = QComboBox()
        made.setFixedWidth(_CHOICE_PX)
        made.setAccessibleName(self.tr("What this file is"))
        made.addItem(self.tr("Other"), "")
        for words in self._materials:
            made.addItem(words, words)
        taken = {what for _, what in self.files()}
        free = next((words for words in self._materials if words not in taken), "")
        made.setCurrentIndex(made.findData(free))
        made.currentIndexChanged.connect(lambda _: self.changed.emit())
        return made

    def _remove(self, path: Path) -> None:
        for row in [one for one in self._rows if one[0] == path]:
            self._rows.remove(row)
            row[2].setParent(None)
            row[2].deleteLater()
        self.changed.emit()

    def files(self) -> tuple[tuple[Path, str], ...]:
        """The files, each with the material it is; empty words for another."""
        return tuple((path, str(what.currentData()) if what else "") for path, what, _ in self._rows)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, self.tr("Add files"))
        self.add([Path(one) for one in chosen])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._show_over(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(over=False)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _show_over(self, *, over: bool) -> None:
        self.setProperty("over", "true" if over else "false")
        set_look(self, "")
        set_look(self, "drop")
