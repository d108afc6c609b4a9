"""The help: a topic for every page and dialog, in both languages, with the very words of the window; F1 finds it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from sealdesk import gui, resources
from sealdesk.gui import help_topics
from sealdesk.gui.guide_panel import GuideMemory
from sealdesk.gui.help_window import HelpWindow, close_help, open_help
from sealdesk.gui.language import set_language
from sealdesk.gui.pin_dialog import PinDialog
from sealdesk.gui.practice_mark import set_practice
from sealdesk.texts import Language

from .conftest import Opened
from .hand import dialog
from .test_words import said, translated

HELP = resources.path("help")


@pytest.fixture(autouse=True)
def no_help_left() -> Iterator[None]:
    yield
    close_help()


def pages_and_dialogs() -> Iterator[type[QWidget]]:
    """Every class of the window that a person sees as a page or a dialog of its own."""
    for module in pkgutil.iter_modules(gui.__path__, "sealdesk.gui."):
        for name, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            own = kind.__module__ == module.name and issubclass(kind, QWidget)
            if own and (issubclass(kind, QDialog) or name.endswith("Page")) and not name.startswith("_"):
                yield kind


@pytest.mark.parametrize("kind", sorted(pages_and_dialogs(), key=str), ids=lambda kind: kind.__name__)
def test_every_page_and_dialog_has_a_topic(kind: type[QWidget]) -> None:
    by_property = re.search(r'setProperty\((?:PROPERTY|"help_topic"), "([\w-]+)"\)', inspect.getsource(kind))
    # What other dialogs are made of has no topic of its own.
    if kind.__name__ in ("DecisionDialog", "OpeningDialog"):
        return
    topic = by_property[1] if by_property else help_topics.topic_of_class(kind)
    assert topic in help_topics.TOPICS


@pytest.mark.parametrize("language", Language)
def test_every_topic_is_there_and_no_other(language: Language) -> None:
    there = {path.stem for path in (HELP / language.value).glob("*.md")}
    assert there == set(help_topics.TOPICS)
    for topic in help_topics.topics(language.value):
        assert topic.text.startswith("# ") and topic.title
    assert set(help_topics.OF_CLASS.values()) <= there


@pytest.mark.parametrize("language", Language)
def test_links_lead_to_topics(language: Language) -> None:
    links = [
        (topic.name, link)
        for topic in help_topics.topics(language.value)
        for link in re.findall(r"\]\(([^)]+)\)", topic.text)
    ]
    assert links
    assert [one for one in links if one[1].removesuffix(".md") not in help_topics.TOPICS] == []


OTHER_QUOTED = {"（盖章）", "盖章处", "甲方（盖章）", "甲方", "≈", "适合纸张"}
"""What the Chinese help quotes from documents and from printers' drivers, and a sign."""
_KEY_OR_FACT = re.compile(r"\(&\w\)|：\{.*")


def test_chinese_help_uses_the_windows_own_words() -> None:
    known = {_KEY_OR_FACT.sub("", word) for words in translated().values() for word in words} | OTHER_QUOTED
    known |= {topic.title for topic in help_topics.topics("zh")}
    quoted = [
        (topic.name, word)
        for topic in help_topics.topics("zh")
        for word in re.findall(r"“([^”]+)”", topic.text)
    ]
    assert len(quoted) > 50
    assert [one for one in quoted if one[1] not in known] == []


def test_english_help_uses_the_windows_own_words() -> None:
    """In English bold type is also what is stressed: what begins with a capital and ends a button's name is checked."""
    known = {word for _, word in said()}
    buttons = {word for word in known if word.endswith("…")}
    quoted = [
        (topic.name, word)
        for topic in help_topics.topics("en")
        for word in re.findall(r"\*\*([^*]+…)\*\*", topic.text)
    ]
    assert len(quoted) > 10
    assert [one for one in quoted if one[1] not in buttons] == []


def test_the_search_finds_what_is_inside_and_titles_first() -> None:
    topics = help_topics.topics("zh")
    found = [one.name for one in help_topics.found(topics, "口令")]
    assert found[0] == "token" and "stamping" in found and "view" not in found
    assert help_topics.found(topics, "骑缝章 双面")[0].name == "straddle"
    assert help_topics.found(topics, "没有这样的词") == ()


def test_the_nearest_widget_says_the_topic(qtbot: QtBot) -> None:
    outer, inner, field = QWidget(), QWidget(), QLineEdit()
    qtbot.addWidget(outer)
    inner.setParent(outer)
    field.setParent(inner)
    assert help_topics.topic_of(field) == help_topics.TOPICS[0]
    outer.setProperty(help_topics.PROPERTY, "ledger")
    assert help_topics.topic_of(field) == "ledger"
    inner.setProperty(help_topics.PROPERTY, "batch")
    assert help_topics.topic_of(field) == "batch"
    inner.setProperty(help_topics.PROPERTY, "no such topic")
    assert help_topics.topic_of(field) == "ledger"


def the_help() -> HelpWindow | None:
    return next((one for one in QApplication.topLevelWidgets() if isinstance(one, HelpWindow)), None)


@pytest.mark.parametrize(("tab", "topic"), [(1, "verifying"), (2, "ledger"), (3, "seals")])
def test_f1_opens_the_topic_of_the_page(qtbot: QtBot, opened: Opened, tab: int, topic: str) -> None:
    window = opened.window
    window.activateWindow()
    window.show_tab(tab)
    page = window.pages.currentWidget()
    assert page is not None
    inside = next(
        one for one in page.findChildren(QWidget) if one.isVisible() and one.focusPolicy().value & 1
    )
    inside.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is inside)
    QTest.keyClick(inside, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: the_help() is not None)
    shown = the_help()
    assert shown is not None and shown.topic == topic


def test_f1_works_inside_a_dialog(qtbot: QtBot, opened: Opened) -> None:
    opened.window.activateWindow()
    opened.window.unlock_or_lock()
    ask = dialog(qtbot, PinDialog)
    qtbot.waitUntil(
        lambda: QApplication.focusWidget() is not None and ask.isAncestorOf(QApplication.focusWidget())
    )
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: the_help() is not None)
    shown = the_help()
    assert shown is not None and shown.topic == "token"
    assert not shown.isModal() and ask.isVisible()
    ask.reject()


def test_the_help_is_read_by_keyboard(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    shown = open_help(owner, "stamping")
    assert shown.topic == "stamping"
    QTest.keyClick(shown.list, Qt.Key.Key_Down)
    assert shown.topic == help_topics.TOPICS[help_topics.TOPICS.index("stamping") + 1]
    QTest.keyClicks(shown.search, "GB/T")
    assert shown.topic == "official"
    assert shown.page.extraSelections()
    assert open_help(owner, "ledger") is shown and shown.topic == "ledger" and shown.search.text() == ""


def test_the_practice_pin_is_told_in_a_practice_window_alone(qtbot: QtBot, qapp: QApplication) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    set_practice(practice=False)
    shown = open_help(owner, "practice")
    assert "PIN of the practice token" not in shown.page.toPlainText()
    try:
        set_practice(practice=True, pin="27182818")
        shown = open_help(owner, "token")
        assert "27182818" in shown.page.toPlainText()
    finally:
        set_practice(practice=False)


def test_another_language_turns_the_page(qtbot: QtBot, qapp: QApplication) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    shown = open_help(owner, "ledger")
    try:
        set_language(qapp, "zh")
        qtbot.waitUntil(lambda: "用印记录" in shown.page.toPlainText())
        assert shown.topic == "ledger" and shown.list.currentItem().text() == "用印记录"
    finally:
        set_language(qapp, "en")


# The guide.


@pytest.fixture
def never_seen(opened: Opened) -> Opened:
    assert opened.window.menus.help.guide is None  # the fixture's person has seen it
    opened.window.menus.help.start_guide()
    return opened


def test_the_guide_leads_through_five_cards_and_is_remembered(qtbot: QtBot, never_seen: Opened) -> None:
    help_menu = never_seen.window.menus.help
    guide = help_menu.guide
    assert guide is not None and guide.isVisible()
    shown = set()
    around = never_seen.window.centralWidget()
    for at in range(5):
        assert guide.at == at
        shown.add(guide.heading.text())
        assert around.rect().contains(guide.geometry())
        assert never_seen.window.focusWidget() is guide.next
        QTest.keyClick(guide.next, (Qt.Key.Key_Space, Qt.Key.Key_Return)[at % 2])
    assert len(shown) == 5
    assert help_menu.guide is None
    assert GuideMemory().has_seen(never_seen.home)
    assert not GuideMemory().has_seen(Path("/elsewhere"))
    help_menu.guide_first_time()
    assert help_menu.guide is None


def test_the_guide_is_skipped_by_escape_and_can_be_shown_again(qtbot: QtBot, never_seen: Opened) -> None:
    help_menu = never_seen.window.menus.help
    assert help_menu.guide is not None
    QTest.keyClick(help_menu.guide, Qt.Key.Key_Escape)
    assert help_menu.guide is None
    help_menu.start_guide()
    guide = help_menu.guide
    assert guide is not None
    never_seen.window.resize(1040, 640)
    QApplication.processEvents()
    assert never_seen.window.centralWidget().rect().contains(guide.geometry())
