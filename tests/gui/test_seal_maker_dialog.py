"""Drawing a seal by hand: form, preview, rules, files."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from sealdesk.formats.seal_design import read_design
from sealdesk.gui.language import set_language
from sealdesk.gui.seal_maker_dialog import LeaveDialog, SealMakerDialog
from sealdesk.gui.seal_maker_export import DraftFile
from sealdesk.gui.seal_maker_form import Middle
from sealdesk.impression.drawing import draw_seal
from sealdesk.impression.png import read_png
from sealdesk.model.seal import SealKind, SealShape

from .conftest import WAIT_MS, Opened

NAME = "城南建设工程有限公司"


@pytest.fixture(autouse=True)
def in_english(qapp: QApplication) -> None:
    set_language(qapp, "en")


def drawn(qtbot: QtBot, kind: SealKind | None = SealKind.UNIT, name: str = NAME) -> SealMakerDialog:
    dialog = SealMakerDialog(kind, name)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, dialog)
    return dialog


def settle(qtbot: QtBot, dialog: SealMakerDialog) -> None:
    """Wait until what the form says is what is shown."""
    qtbot.waitUntil(lambda: dialog.use.isEnabled() and dialog.design == dialog.form.design(), timeout=WAIT_MS)


def warned(dialog: SealMakerDialog) -> list[str]:
    holders = [dialog.warnings.itemAt(at).widget() for at in range(dialog.warnings.count())]
    return [words.text() for holder in holders for words in holder.findChildren(QLabel) if words.text()]


def test_the_preview_is_what_the_dialog_gives(qtbot: QtBot) -> None:
    dialog = drawn(qtbot)
    assert dialog.picture == draw_seal(dialog.design)
    assert dialog.design.arc_text == NAME and dialog.design.kind is SealKind.UNIT
    assert warned(dialog) == []
    dialog.use.click()
    assert dialog.result() == SealMakerDialog.DialogCode.Accepted


def test_typing_draws_anew(qtbot: QtBot) -> None:
    dialog = drawn(qtbot)
    before = dialog.picture
    dialog.form.arc_text.setFocus()
    dialog.form.arc_text.selectAll()
    qtbot.keyClicks(dialog.form.arc_text, "ABC")
    settle(qtbot, dialog)
    assert dialog.design.arc_text == "ABC"
    assert dialog.picture is not None and before is not None and dialog.picture.alpha != before.alpha


def test_a_seal_that_is_not_drawn_yet_is_not_used(qtbot: QtBot) -> None:
    dialog = drawn(qtbot)
    dialog.form.width_mm.setValue(42.0)
    dialog.use.click()
    assert dialog.result() != SealMakerDialog.DialogCode.Accepted


def test_a_round_seal_stays_round(qtbot: QtBot) -> None:
    dialog = drawn(qtbot)
    dialog.form.width_mm.setValue(42.0)
    settle(qtbot, dialog)
    assert (dialog.design.width_mm, dialog.design.height_mm) == (42.0, 42.0)
    assert not dialog.form.height_mm.isVisible()


def test_rules_are_told_while_drawing(qtbot: QtBot) -> None:
    dialog = drawn(qtbot)
    dialog.form.width_mm.setValue(50.0)
    settle(qtbot, dialog)
    assert any("at most 42 mm" in words for words in warned(dialog))
    dialog.form.width_mm.setValue(42.0)
    settle(qtbot, dialog)
    assert warned(dialog) == []


def test_a_preset_changes_the_style_and_keeps_the_name(qtbot: QtBot) -> None:
    dialog = drawn(qtbot)
    form = dialog.form
    at = form.preset.findData("foreign_invested")
    form.preset.setCurrentIndex(at)
    form.preset.activated.emit(at)
    settle(qtbot, dialog)
    assert dialog.design.shape is SealShape.OVAL and dialog.design.arc_text == NAME
    assert form.height_mm.isVisible()


def test_only_presets_of_the_kind_that_was_applied_for(qtbot: QtBot) -> None:
    dialog = drawn(qtbot, SealKind.LEGAL_REPRESENTATIVE, "林正宏印")
    keys = [dialog.form.preset.itemData(at) for at in range(dialog.form.preset.count())]
    assert keys and all(key.startswith("legal_representative") for key in keys)
    assert dialog.form.characters.isVisible() and not dialog.form.arc_text.isVisible()
    dialog.form.negative.click()
    settle(qtbot, dialog)
    assert dialog.design.negative and dialog.design.kind is SealKind.LEGAL_REPRESENTATIVE


def test_the_line_is_not_repeated_on_the_arc(qtbot: QtBot) -> None:
    dialog = drawn(qtbot, SealKind.CONTRACT, NAME + "合同专用章")
    assert (dialog.design.arc_text, dialog.design.centre_text) == (NAME, "合同专用章")


def test_the_size_that_was_applied_for_stays(qtbot: QtBot) -> None:
    dialog = SealMakerDialog(SealKind.CONTRACT, NAME, size_mm=(42.0, 42.0))
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, dialog)
    form = dialog.form
    assert form.preset.currentData() == "contract_42" and not form.width_mm.isEnabled()
    at = form.preset.findData("contract")
    form.preset.setCurrentIndex(at)
    form.preset.activated.emit(at)
    settle(qtbot, dialog)
    assert (dialog.design.width_mm, dialog.design.height_mm) == (42.0, 42.0)


def test_a_size_that_is_not_round_makes_an_oval(qtbot: QtBot) -> None:
    dialog = SealMakerDialog(SealKind.FINANCE, NAME, size_mm=(45.0, 30.0))
    qtbot.addWidget(dialog)
    settle(qtbot, dialog)
    assert dialog.design.shape is SealShape.OVAL and dialog.design.height_mm == 30.0


def test_another_shape_takes_the_name_along(qtbot: QtBot) -> None:
    dialog = drawn(qtbot, SealKind.FINANCE)
    form = dialog.form
    for shape, attribute in ((SealShape.RECTANGLE, "centre_text"), (SealShape.ROUND, "arc_text")):
        at = form.shape.findData(shape)
        form.shape.setCurrentIndex(at)
        form.shape.activated.emit(at)
        settle(qtbot, dialog)
        assert dialog.design.shape is shape and getattr(dialog.design, attribute) == NAME


def test_a_number_in_the_middle_takes_the_stars_place(qtbot: QtBot) -> None:
    dialog = drawn(qtbot)
    form = dialog.form
    at = form.middle.findData(Middle.NUMBER)
    form.middle.setCurrentIndex(at)
    form.middle.activated.emit(at)
    form.number.setFocus()
    qtbot.keyClicks(form.number, "91440100")
    settle(qtbot, dialog)
    assert not dialog.design.star and dialog.design.middle_text == "91440100"
    assert form.number.isVisible() and not form.star_mm.isVisible()


def test_measures_may_be_left_to_the_drawing(qtbot: QtBot) -> None:
    dialog = drawn(qtbot)
    assert dialog.design.letter_mm is None and dialog.form.letter_mm.text() == "automatic"
    dialog.form.letter_mm.setValue(4.0)
    settle(qtbot, dialog)
    assert dialog.design.letter_mm == 4.0
    dialog.form.letter_mm.setValue(dialog.form.letter_mm.minimum())
    settle(qtbot, dialog)
    assert dialog.design.letter_mm is None


def test_a_colour_that_is_not_seal_red_is_told(qtbot: QtBot) -> None:
    dialog = drawn(qtbot)
    dialog.form.colour.choose(QColor(20, 60, 200))
    settle(qtbot, dialog)
    assert dialog.design.colour == (20, 60, 200)
    assert any("not seal red" in words for words in warned(dialog))


def test_a_character_the_typeface_lacks_is_said(qtbot: QtBot) -> None:
    dialog = drawn(qtbot)
    dialog.form.arc_text.setText("城\U0001f600")
    dialog.form.arc_text.textEdited.emit(dialog.form.arc_text.text())
    qtbot.waitUntil(dialog.notice.isVisible, timeout=WAIT_MS)
    assert dialog.picture is None and not dialog.use.isEnabled() and not dialog.save.isEnabled()


@pytest.mark.parametrize("kind", DraftFile)
def test_drafts_are_written(qtbot: QtBot, kind: DraftFile, tmp_path: Path) -> None:
    dialog = drawn(qtbot)
    target = tmp_path / f"draft.{kind.ending}"
    dialog.save_as(kind, target)
    qtbot.waitUntil(dialog.notice.isVisible, timeout=WAIT_MS)
    assert dialog.notice.heading == "Saved", dialog.notice.words
    data = target.read_bytes()
    if kind is DraftFile.DESIGN:
        assert read_design(data) == dialog.design
    elif kind in (DraftFile.PNG_300, DraftFile.PNG_600):
        picture = read_png(data)
        assert picture.width_px == round(40 / 25.4 * kind.dpi) and picture.width_mm == 40.0
    else:
        with pymupdf.Document(stream=data, filetype=kind.ending) as document:
            assert document.page_count >= 1


def test_a_file_that_is_there_is_not_written_over(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = drawn(qtbot)
    target = tmp_path / "draft.png"
    target.write_bytes(b"mine")
    dialog.save_as(DraftFile.PNG_600, target)
    qtbot.waitUntil(dialog.notice.isVisible, timeout=WAIT_MS)
    assert target.read_bytes() == b"mine"


def test_a_design_is_opened_again(qtbot: QtBot, tmp_path: Path) -> None:
    first = drawn(qtbot)
    first.form.width_mm.setValue(42.0)
    settle(qtbot, first)
    target = tmp_path / "draft.json"
    first.save_as(DraftFile.DESIGN, target)
    qtbot.waitUntil(target.exists, timeout=WAIT_MS)
    second = drawn(qtbot, SealKind.UNIT, "另一公司")
    second.open_design(target)
    qtbot.waitUntil(lambda: second.design == first.design, timeout=WAIT_MS)
    assert second.form.arc_text.text() == NAME


def test_what_is_no_design_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    target = tmp_path / "draft.json"
    target.write_text('{"format": 1, "kind": "unit", "width_mm": "1e9"}')
    dialog = drawn(qtbot)
    dialog.open_design(target)
    qtbot.waitUntil(dialog.notice.isVisible, timeout=WAIT_MS)
    assert dialog.notice.heading == "The design of the seal is wrong"


def test_the_view_zooms_and_fits(qtbot: QtBot) -> None:
    dialog = drawn(qtbot)
    fitting = dialog.preview.zoom
    dialog.zoom_in.click()
    assert dialog.preview.zoom == pytest.approx(fitting * 1.25)
    dialog.true_size.click()
    assert dialog.preview.zoom == 1.0 and dialog.zoom.text() == "100 %"
    qtbot.keyClick(dialog.preview, Qt.Key.Key_9)
    assert dialog.preview.zoom == pytest.approx(fitting)


def test_the_menu_draws_a_draft(qtbot: QtBot, without_workspace: Opened) -> None:
    window = without_workspace.window
    (action,) = (one for one in window.findChildren(QAction) if one.text() == "Draw a seal…")
    action.trigger()
    (dialog,) = window.findChildren(SealMakerDialog)
    qtbot.waitUntil(lambda: dialog.picture is not None, timeout=WAIT_MS)
    assert not dialog.use.isVisible() and dialog.save.isEnabled()
    dialog.reject()


def test_a_changed_drawing_is_not_left_without_a_word(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = drawn(qtbot)
    dialog.form.arc_text.setFocus()
    qtbot.keyClicks(dialog.form.arc_text, "ABC")
    dialog.back.click()
    ask = QApplication.activeModalWidget()
    assert isinstance(ask, LeaveDialog) and dialog.isVisible()
    ask.stay.click()
    assert dialog.isVisible()
    settle(qtbot, dialog)
    dialog.save_as(DraftFile.DESIGN, tmp_path / "kept.json")
    qtbot.waitUntil(lambda: dialog.notice.heading != "", timeout=WAIT_MS)
    dialog.reject()
    assert not dialog.isVisible()


def test_an_unchanged_drawing_is_simply_closed(qtbot: QtBot) -> None:
    dialog = drawn(qtbot)
    dialog.close()
    assert not dialog.isVisible()
