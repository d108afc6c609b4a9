"""The way to the seal maker; the maker itself is loaded when somebody draws."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def draw_a_draft(parent: QWidget) -> None:
    """Open the maker for a seal that nobody applied for: a draft, a test sheet."""
    from sealdesk.gui.seal_maker_dialog import SealMakerDialog

    dialog = SealMakerDialog(parent=parent, draft=True)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
