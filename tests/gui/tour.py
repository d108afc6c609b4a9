"""A walk through every page and dialog of the window, over the real service: for what has to hold everywhere.

A stop opens what it names and gives it back; whoever walks looks at it and leaves it. New pages and dialogs belong
in here: `test_accessibility.py` says which are missing.
"""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from sealdesk.gui.help_window import HelpWindow
from sealdesk.gui.main_window import MainWindow
from sealdesk.gui.progress_dialog import ProgressDialog

from . import tour_acts, tour_documents, tour_pages, tour_seals
from .tour_ground import Walker

_STOPS = {
    **tour_pages.STOPS.of,
    **tour_acts.STOPS.of,
    **tour_documents.STOPS.of,
    **tour_seals.STOPS.of,
}

UNSEEN = {
    "DecisionDialog": "what others are made of",
    "OpeningDialog": "what others are made of",
    "PinPrompt": "what others are made of",
    "PlacingDialog": "what others are made of",
}
"""Dialogs the walk does not come to, and why."""


def stops() -> list[str]:
    return list(_STOPS)


def go(walker: Walker, name: str) -> QWidget:
    """Open what this stop shows."""
    return _STOPS[name](walker)


def leave(widget: QWidget) -> None:
    """Close it as a person does who decides nothing."""
    if isinstance(widget, ProgressDialog):
        widget.finish()
    elif isinstance(widget, QDialog):
        widget.reject()
    elif isinstance(widget, HelpWindow):
        widget.close()
    elif isinstance(widget, MainWindow) and widget.menus.help.guide is not None:
        widget.menus.help.guide.end()
