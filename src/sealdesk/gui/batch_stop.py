"""The end of what a batch keeps running, where there was one."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sealdesk.gui.tabs import BATCH_DESK


def stop_batch(session: QObject) -> None:
    """Let go of the batch, and end the thread that draws its pages; without a batch nothing is even loaded."""
    if session.findChild(QObject, BATCH_DESK) is None:
        return
    from sealdesk.gui.batch_desk import BatchDesk
    from sealdesk.gui.batch_preview import PreviewWorker

    for found in session.findChildren(QObject):
        if isinstance(found, BatchDesk | PreviewWorker):
            found.stop()
