"""The frame: languages and themes, the ledger's export, encrypted documents, crashes, small screens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from sealdesk.gui.crash_dialog import CrashDialog, details_of
from sealdesk.gui.language import set_language
from sealdesk.gui.palette import Theme
from sealdesk.gui.password_dialog import PasswordDialog
from sealdesk.service.read_ledger import ExportFormat
from sealdesk.texts import Language

from .conftest import WAIT_MS, Opened


def test_the_language_is_switched_at_once_and_the_desk_stays(qtbot: QtBot, with_contract: Opened) -> None:
    opened = with_contract
    assert opened.session.placing is not None
    opened.session.placing.place(1, 80, 90)
    before = opened.window
    before.look_chosen.emit(Language.ZH)
    qtbot.addWidget(opened.window)
    assert opened.window is not before
    assert opened.window.stamp_page.panel.stamp.text() == "盖章"
    assert opened.window.stamp_page.panel.places.list.count() == 1
    opened.window.look_chosen.emit(Language.EN)
    qtbot.addWidget(opened.window)
    assert opened.window.stamp_page.panel.stamp.text() == "Stamp"
    assert opened.desktop.preferences.language == "en"


def test_the_theme_is_switched_at_once(qtbot: QtBot, qapp: QApplication, opened: Opened) -> None:
    opened.window.look_chosen.emit(Theme.DARK)
    qtbot.addWidget(opened.window)
    assert qapp.palette().window().color().lightness() < 60
    opened.window.look_chosen.emit(Theme.LIGHT)
    qtbot.addWidget(opened.window)
    assert qapp.palette().window().color().lightness() > 200


@pytest.mark.parametrize("language", Language)
def test_everything_fits_into_a_small_screen(qtbot: QtBot, with_contract: Opened, language: Language) -> None:
    opened = with_contract
    opened.window.look_chosen.emit(language)
    window = opened.window
    qtbot.addWidget(window)
    window.resize(1366, 728)
    assert opened.session.placing is not None
    opened.session.placing.place(1, 80, 90)
    opened.session.places_changed.emit()
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1366, 728)
    for number in (0, 1, 2):
        window.show_tab(number)
        QApplication.processEvents()
        assert window.minimumSizeHint().width() <= 1366 and window.minimumSizeHint().height() <= 728
    window.show_tab(0)
    cut = [
        label.text()
        for label in window.stamp_page.panel.findChildren(QLabel)
        if label.isVisible()
        and not label.wordWrap()
        and label.text()
        and label.sizeHint().width() > label.width() + 1
    ]
    assert cut == []
    inside = window.stamp_page.panel.findChild(QScrollArea)
    assert inside is not None and inside.widget().width() <= inside.viewport().width()


def test_an_encrypted_document_asks_for_its_password(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "encrypted.pdf"
    document = pymupdf.open()
    document.new_page()
    document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="open", owner_pw="own")

    def answer(password: str, *, refused: bool) -> None:
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PasswordDialog), timeout=WAIT_MS)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PasswordDialog) and dialog.notice.isVisible() is refused
        dialog.enter(password)
        dialog.open_button.click()

    opened.session.open_file(path)
    answer("wrong", refused=False)
    answer("open", refused=True)
    qtbot.waitUntil(lambda: opened.session.document is not None, timeout=WAIT_MS)
    assert opened.session.document is not None and opened.session.document.password == "open"


@pytest.mark.parametrize("form", ExportFormat)
def test_the_ledger_is_exported(qtbot: QtBot, opened: Opened, form: ExportFormat) -> None:
    page, path = opened.window.ledger_page, opened.out / f"ledger.{form.value}"
    page.export_to(path, form)
    qtbot.waitUntil(lambda: page.notice.heading != "", timeout=WAIT_MS)
    lines = path.read_text("utf-8-sig").splitlines()
    assert len(lines) > 5
    if form is ExportFormat.JSON_LINES:
        assert all(isinstance(json.loads(line), dict) for line in lines)
    page.notice.say("neutral", "")
    page.export_to(path, form)
    qtbot.waitUntil(lambda: page.notice.heading != "", timeout=WAIT_MS)
    assert page.notice.property("look") == "warning"


def test_sync_without_a_centre_is_not_offered(opened: Opened, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "entries" in opened.window.status.ledger.text(), timeout=WAIT_MS)
    assert not opened.window.status.sync.isEnabled()


def test_a_crash_shows_its_trace_and_nothing_it_held(qtbot: QtBot) -> None:
    def fails(pin: str) -> None:
        raise ValueError(f"no such thing: {pin}")

    try:
        fails("271828")
    except ValueError as error:
        dialog = CrashDialog(error)
        qtbot.addWidget(dialog)
        text = dialog.details.toPlainText()
        assert text == details_of(error)
    assert "ValueError" in text and "in fails" in text
    assert "271828" not in text.replace('fails("271828")', "")  # the line of this test's own source


def test_another_language_keeps_the_page(qtbot: QtBot, opened: Opened) -> None:
    opened.window.show_tab(3)
    before = opened.window
    before.look_chosen.emit(Language.ZH)
    qtbot.addWidget(opened.window)
    assert opened.window is not before
    assert opened.window.tabs.checkedId() == 3
    assert opened.window.pages.currentWidget() is opened.window.seals_page


def test_the_count_of_entries_is_fresh_on_every_page(qtbot: QtBot, opened: Opened) -> None:
    status = opened.window.status.ledger
    qtbot.waitUntil(lambda: "entries" in status.text(), timeout=WAIT_MS)
    before = status.text()
    opened.window.ledger_page.export_to(opened.out / "ledger.csv", ExportFormat.CSV)
    qtbot.waitUntil(lambda: opened.window.ledger_page.notice.heading != "", timeout=WAIT_MS)
    opened.window.show_tab(2)
    qtbot.waitUntil(lambda: status.text() != before, timeout=WAIT_MS)


@pytest.fixture
def in_chinese(qapp: QApplication) -> Iterator[None]:
    """Words without a window; what other tests read is English."""
    set_language(qapp, "zh")
    yield
    set_language(qapp, "en")


@pytest.mark.usefixtures("in_chinese")
def test_qts_own_file_dialog_speaks_chinese(qtbot: QtBot) -> None:
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    parts = (*dialog.findChildren(QLabel), *dialog.findChildren(QPushButton))
    words = [part.text() for part in parts if part.text()]
    assert len(words) >= 5
    assert [one for one in words if one.isascii()] == []
