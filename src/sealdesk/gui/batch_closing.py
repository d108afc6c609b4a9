"""Before the window closes on a batch that is being sealed: a decision."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from sealdesk.gui.batch_desk import BatchDesk, Doing
from sealdesk.gui.labels import button, fit_height, label


class BatchClosingDialog(QDialog):
    """It is accepted when the batch has come to rest, behind the document at work."""

    def __init__(self, desk: BatchDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("help_topic", "batch")
        self._desk = desk
        self.setWindowTitle(self.tr("A batch is being sealed"))
        self.setMinimumWidth(460)
        words = label(
            self.tr(
                "The document at work is finished first. What is sealed stays sealed; the batch can be gone on with "
                "the next time, and no document is sealed twice."
            ),
            wrap=True,
        )
        self.stop = button(self.tr("Stop and close"))
        self.back = button(self.tr("Go on sealing"))
        self.back.setDefault(True)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.stop)
        foot.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(label(self.tr("Stop the batch and close?"), "heading", wrap=True))
        layout.addWidget(words)
        layout.addLayout(foot)
        self.back.setFocus()
        self.stop.clicked.connect(self._stop)
        self.back.clicked.connect(self.reject)
        desk.changed.connect(self._changed)
        self._stopping = False
        fit_height(self)

    def _stop(self) -> None:
        self._stopping = True
        self.stop.setEnabled(False)
        self.stop.setText(self.tr("Stopping…"))
        self._desk.pause()
        self._changed()

    def _changed(self) -> None:
        if self._stopping and self._desk.doing is Doing.NOTHING:
            self.accept()
