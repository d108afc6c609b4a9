"""What nobody expected: a bug. The window stays; the details can be copied for whoever mends it."""

from __future__ import annotations

import platform
import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Signal, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from sealdesk import __version__
from sealdesk.gui.labels import button, label


def details_of(error: BaseException) -> str:
    """Versions and the trace; frames carry no values, so that no PIN can be among them."""
    trace = "".join(traceback.format_exception(error))
    head = f"SealDesk {__version__} · Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}"
    return f"{head}\n\n{trace}"


class CrashDialog(QDialog):
    """Says that something unexpected happened, and what to do with its details."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("An unexpected error"))
        self.resize(640, 420)
        self.details = QPlainTextEdit(details_of(error))
        self.details.setReadOnly(True)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.details.setAccessibleName(self.tr("Details"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(self.tr("An unexpected error"), "heading"))
        layout.addWidget(
            label(
                self.tr(
                    "This is a fault of the program. No document was changed that is not in the ledger. Copy the "
                    "details for the system administrator; if the window behaves oddly, close and open it again."
                ),
                wrap=True,
            )
        )
        layout.addWidget(self.details, 1)
        copy = button(self.tr("Copy details"), "copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.details.toPlainText()))
        close = button(self.tr("Close"))
        close.clicked.connect(self.accept)
        close.setDefault(True)
        foot = QHBoxLayout()
        foot.addWidget(copy)
        foot.addStretch(1)
        foot.addWidget(close)
        layout.addLayout(foot)


class CrashHook(QObject):
    """Brings every exception that nobody caught to the GUI thread.

    Signals:
        crashed: The exception.
    """

    crashed = Signal(object)

    def install(self) -> None:
        """Listen to `sys.excepthook` from now on."""
        sys.excepthook = self._hook

    def remove(self) -> None:
        sys.excepthook = sys.__excepthook__

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        if not issubclass(kind, KeyboardInterrupt):
            self.crashed.emit(error)
