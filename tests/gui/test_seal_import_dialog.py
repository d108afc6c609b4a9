"""Taking in a picture by hand: what is shown, what is asked, what is held back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from sealdesk.gui.language import set_language
from sealdesk.gui.seal_import_dialog import SealImportDialog
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.png import write_png
from sealdesk.impression.presets import presets
from tests.campaigns import degraded_seals

from .conftest import WAIT_MS


@pytest.fixture(autouse=True)
def in_english(qapp: QApplication) -> None:
    set_language(qapp, "en")


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    path = tmp_path / "stamp.png"
    path.write_bytes(write_png(draw_seal(presets()["company"].design("城南建设工程有限公司"))))
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(degraded_seals.degraded("photo with shadow, turned 7°").data)
    return path


def opened(qtbot: QtBot, path: Path, *size_mm: float) -> SealImportDialog:
    dialog = SealImportDialog(*size_mm)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.open_file(path)
    return dialog


def found(dialog: SealImportDialog) -> list[str]:
    return [words.text() for words in dialog.findings.parentWidget().findChildren(QLabel) if words.text()]


def test_a_good_picture_is_shown_and_can_be_used(qtbot: QtBot, drawing: Path) -> None:
    dialog = opened(qtbot, drawing)
    assert not dialog.use.isEnabled()
    qtbot.waitUntil(dialog.use.isEnabled, timeout=WAIT_MS)
    assert dialog.before.shows_picture and dialog.after.shows_picture
    assert dialog.picture is not None and dialog.picture.width_mm == 40.0
    assert any("good enough" in words for words in found(dialog))
    assert not dialog.page.isVisible()
    dialog.use.click()
    assert dialog.result() == SealImportDialog.DialogCode.Accepted


def test_a_guessed_size_has_to_be_entered(qtbot: QtBot, photo: Path) -> None:
    dialog = opened(qtbot, photo)
    qtbot.waitUntil(lambda: dialog.picture is not None, timeout=WAIT_MS)
    assert not dialog.use.isEnabled()
    assert dialog.missing.isVisible() and "enter its width" in dialog.missing.text()
    dialog.width_mm.setValue(42.0)
    qtbot.waitUntil(dialog.use.isEnabled, timeout=WAIT_MS)
    assert dialog.picture is not None
    assert (dialog.picture.width_mm, dialog.picture.height_mm) == (42.0, 42.0)


def test_a_tilted_seal_is_stood_upright(qtbot: QtBot, photo: Path) -> None:
    dialog = opened(qtbot, photo, 40.0)
    qtbot.waitUntil(dialog.straighten.isVisible, timeout=WAIT_MS)
    assert "(-7" in dialog.straighten.text() or "(-6.9" in dialog.straighten.text()
    dialog.straighten.click()
    qtbot.waitUntil(dialog.use.isEnabled, timeout=WAIT_MS)
    assert not dialog.straighten.isVisible()
    assert dialog.turn.value() == pytest.approx(-7.0, abs=0.5)


def test_what_is_no_picture_is_said_and_another_can_be_chosen(
    qtbot: QtBot, drawing: Path, tmp_path: Path
) -> None:
    text = tmp_path / "text.png"
    text.write_text("no picture")
    dialog = opened(qtbot, text)
    qtbot.waitUntil(lambda: bool(dialog.notice.heading), timeout=WAIT_MS)
    assert dialog.notice.heading == "Not a kind of picture that can be imported"
    assert dialog.picture is None and not dialog.use.isEnabled()
    dialog.open_file(drawing)
    qtbot.waitUntil(dialog.use.isEnabled, timeout=WAIT_MS)
    assert not dialog.notice.isVisible()


def test_a_refused_size_takes_the_picture_back(qtbot: QtBot, drawing: Path) -> None:
    dialog = opened(qtbot, drawing)
    qtbot.waitUntil(dialog.use.isEnabled, timeout=WAIT_MS)
    dialog.width_mm.setValue(1.0)
    qtbot.waitUntil(dialog.notice.isVisible, timeout=WAIT_MS)
    assert dialog.picture is None and not dialog.use.isEnabled()


def test_the_page_of_a_pdf_can_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    import pymupdf

    path = tmp_path / "letter.pdf"
    with pymupdf.Document(stream=degraded_seals.degraded("pdf page").data, filetype="pdf") as document:
        document.new_page(pno=-1)
        path.write_bytes(document.tobytes())
    dialog = opened(qtbot, path)
    qtbot.waitUntil(dialog.use.isEnabled, timeout=WAIT_MS)
    assert dialog.page.isVisible() and dialog.page.maximum() == 2
    dialog.page.setValue(2)
    qtbot.waitUntil(dialog.notice.isVisible, timeout=WAIT_MS)
    assert dialog.notice.heading == "No seal was found"
    dialog.page.setValue(1)
    qtbot.waitUntil(dialog.use.isEnabled, timeout=WAIT_MS)
