"""Small screens and large scales: everything has room, and nothing is cut."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from .walk import SCREEN, TITLE_AND_BAR_PX, Walk, walk

LARGER = 1.15
"""So much larger than here may letters be on another machine."""


def test_no_text_is_cut(walked: tuple[str, Walk]) -> None:
    assert walked[1].found("clipped") == []


def test_everything_fits_on_the_smallest_screen(walked: tuple[str, Walk]) -> None:
    width, height = SCREEN[0], SCREEN[1] - TITLE_AND_BAR_PX
    seen = walked[1].stops
    assert [
        (name, one.size) for name, one in seen.items() if one.size[0] > width or one.size[1] > height
    ] == []
    assert [
        (name, one.least) for name, one in seen.items() if one.least[0] > width or one.least[1] > height
    ] == []


def test_larger_letters_have_room(qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path) -> None:
    """In English, whose words are the longer ones. Hints in empty fields may end in an ellipsis then."""
    found = walk(qtbot, qapp, home, tmp_path, "en", LARGER).found("clipped")
    assert [one for one in found if ": placeholder: " not in one] == []
