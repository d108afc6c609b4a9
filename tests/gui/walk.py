"""One walk through the window in each language, made when a test first asks, and looked at by many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QCoreApplication, QEvent, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sealdesk.gui import palette
from sealdesk.gui.language import set_language

from . import tour
from .conftest import WAIT_MS, open_window
from .survey import Survey, survey
from .tour_ground import Walker

SCREEN = (1366, 768)
"""The smallest screen that has to do."""
TITLE_AND_BAR_PX = 40
"""What the desktop keeps of its height."""


@dataclass(frozen=True)
class Walk:
    """What was seen at every stop.

    Attributes:
        kinds: Classes of the dialogs and pages that were looked at.
    """

    stops: dict[str, Survey]
    kinds: frozenset[str]

    def found(self, what: str) -> list[str]:
        """All findings of one sort, each with the first stop where it was met."""
        seen: dict[str, str] = {}
        for stop, one in self.stops.items():
            for finding in getattr(one, what):
                seen.setdefault(finding, stop)
        return [f"{stop}: {finding}" for finding, stop in seen.items()]


_MADE: dict[tuple[str, float], Walk] = {}


def walk(
    qtbot: QtBot, application: QApplication, home: Path, tmp_path: Path, language: str, letters: float = 1.0
) -> Walk:
    """The walk in this language, with letters so many times as large."""
    if (language, letters) not in _MADE:
        try:
            with _enlarged(letters):
                _MADE[language, letters] = _walk(qtbot, application, home, tmp_path, language)
        finally:
            set_language(application, "en")
    return _MADE[language, letters]


@contextmanager
def _enlarged(letters: float) -> Iterator[None]:
    """As on a machine whose fonts are larger: every size that the style sheet and the application name."""

    def larger(match: re.Match[str]) -> str:
        return f"font-size: {round(int(match[1]) * letters)}px"

    with (
        patch.object(palette, "_STYLE", re.sub(r"font-size: (\d+)px", larger, palette._STYLE)),
        patch.object(palette, "BODY_PX", round(palette.BODY_PX * letters)),
    ):
        yield


def _walk(qtbot: QtBot, application: QApplication, home: Path, tmp_path: Path, language: str) -> Walk:
    out = tmp_path / "out"
    out.mkdir()
    stops: dict[str, Survey] = {}
    kinds: set[str] = set()
    for opened in open_window(qtbot, application, home, out, language):
        qtbot.waitUntil(opened.is_ready, timeout=WAIT_MS)
        opened.window.resize(SCREEN[0], SCREEN[1] - TITLE_AND_BAR_PX)
        walker = Walker(qtbot, opened)
        for name in tour.stops():
            shown = tour.go(walker, name)
            settle(qtbot, shown)
            stops[name] = survey(shown)
            kinds |= {type(one).__name__ for one in (shown, opened.window.pages.currentWidget())}
            tour.leave(shown)
            application.processEvents()
    return Walk(stops, frozenset(kinds))


_CALM_ROUNDS = 3
"""So often everything has to be where it was."""


def settle(qtbot: QtBot, shown: QWidget) -> None:
    """Wait until nothing is laid out anew any more: words that change, and windows that are shown, move others."""
    before: list[QRect] = []
    calm = 0

    def is_calm() -> bool:
        nonlocal before, calm
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        places = [one.geometry() for one in (shown, *shown.findChildren(QWidget)) if one.isVisible()]
        calm = calm + 1 if places == before else 0
        before = places
        return calm >= _CALM_ROUNDS

    qtbot.waitUntil(is_calm, timeout=WAIT_MS)
