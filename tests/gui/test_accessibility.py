"""For those who do not see the window, or do not use a mouse: names, the order of the focus, what shows it, keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from .survey import survey
from .test_help import pages_and_dialogs
from .tour import UNSEEN
from .walk import Walk


def test_the_walk_meets_every_page_and_dialog(walked: tuple[str, Walk]) -> None:
    there = {kind.__name__ for kind in pages_and_dialogs()}
    assert sorted(there - walked[1].kinds - set(UNSEEN)) == []


def test_everything_that_takes_the_focus_has_a_name(walked: tuple[str, Walk]) -> None:
    assert walked[1].found("nameless") == []


def test_tab_reaches_everything_once_around(walked: tuple[str, Walk]) -> None:
    assert walked[1].found("unreached") == []


def test_the_focus_can_be_seen(walked: tuple[str, Walk]) -> None:
    assert walked[1].found("ringless") == []


def test_no_two_things_share_a_key(walked: tuple[str, Walk]) -> None:
    assert walked[1].found("doubled") == []


def two_alike(layout: QVBoxLayout) -> str:
    layout.addWidget(QPushButton("&Save"))
    layout.addWidget(QPushButton("&Stop"))
    return "doubled"


def a_field_without_a_name(layout: QVBoxLayout) -> str:
    layout.addWidget(QLineEdit())
    return "nameless"


def a_ground_that_takes_the_focus(layout: QVBoxLayout) -> str:
    ground = QWidget()
    ground.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    ground.setFixedSize(40, 40)
    layout.addWidget(ground)
    return "ringless"


def words_without_room(layout: QVBoxLayout) -> str:
    words = QLabel("More than fits into so little room")
    words.setFixedWidth(40)
    layout.addWidget(words)
    return "clipped"


@pytest.mark.parametrize(
    "fault", [two_alike, a_field_without_a_name, a_ground_that_takes_the_focus, words_without_room]
)
def test_the_survey_sees_what_is_wrong(qtbot: QtBot, fault: Callable[[QVBoxLayout], str]) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    layout = QVBoxLayout(dialog)
    layout.addWidget(QPushButton("Close"))
    dialog.open()
    before = survey(dialog)
    sort = fault(layout)
    QApplication.processEvents()  # what was laid out is shown
    dialog.adjustSize()
    after = survey(dialog)
    assert getattr(before, sort) == [] and len(getattr(after, sort)) == 1
