"""What Qt complains about goes to the log by kind and category, without its words: they quote files and texts."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from sealdesk.events import Events

_LOG = Events("qt")
_KINDS = {
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "critical",
    QtMsgType.QtFatalMsg: "fatal",
}


def log_qt_messages() -> None:
    """From now on; what ends the program, and everything with `SEALDESK_TRACEBACK`, is printed in full as well."""
    qInstallMessageHandler(_told)


def _told(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    if kind in _KINDS:
        _LOG.trouble("qt.message", kind=_KINDS[kind], category=context.category)
    if (kind is QtMsgType.QtFatalMsg or os.environ.get("SEALDESK_TRACEBACK")) and sys.stderr is not None:
        sys.stderr.write(f"qt: {words}\n")
