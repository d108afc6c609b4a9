"""What nobody expected: a bug. The window stays; the details can be copied for whoever mends it."""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Callable, Iterator
from types import TracebackType

from PySide6.QtCore import QObject, Signal, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from sealdesk import __version__
from sealdesk.gui.labels import button, label


def details_of(error: BaseException) -> str:
    """Versions, the exception's type and where it was raised: no values and no message, which might quote a PIN."""
    trace = "".join(_traces(error))
    head = f"SealDesk {__version__} · Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}"
    return f"{head}\n\n{trace}"


def _traces(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _traces(cause)
        yield "\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__name__}\n"


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
    _before: Callable[[type[BaseException], BaseException, TracebackType | None], object] = sys.__excepthook__

    def install(self) -> None:
        """Listen to `sys.excepthook` from now on; whoever listened before (the log) is told first."""
        self._before, sys.excepthook = sys.excepthook, self._hook

    def remove(self) -> None:
        sys.excepthook = self._before

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._before(kind, error, trace)
        if not issubclass(kind, KeyboardInterrupt):
            self.crashed.emit(error)
