"""The assistants for official documents and keywords: what they find is shown, chosen, and placed as one step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sealdesk import resources
from sealdesk.gui.keyword_dialog import KeywordDialog
from sealdesk.gui.language import set_language
from sealdesk.gui.official_dialog import OfficialDialog
from sealdesk.gui.placing import Placing
from sealdesk.gui.placing_sizes import TrueSize
from sealdesk.model.placement import Placement
from sealdesk.model.placing_rule import Occurrence
from sealdesk.service.look_at_document import look
from tests.official_documents import DOCUMENTS

from .conftest import WAIT_MS, Opened

OFFICIAL = resources.path("samples/official.pdf")
CONTRACT = resources.path("samples/contract.pdf")


def on_desk(opened: Opened, path: Path) -> None:
    """As if this document were the approved one."""
    session = opened.session
    document, seal = session.document, session.seal
    assert document is not None and seal is not None
    preflight = look(path)
    session.document = replace(document, path=path, name=path.name, preflight=preflight)
    session.placing = Placing(preflight.frames, TrueSize(42.0, 42.0), seal.seal.id)
    session.images.open(path, None, preflight.frames)


def official(qtbot: QtBot, opened: Opened, path: Path = OFFICIAL) -> OfficialDialog:
    on_desk(opened, path)
    dialog = OfficialDialog(opened.session, opened.window)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.proposal is not None, timeout=WAIT_MS)
    return dialog


def keyword(qtbot: QtBot, opened: Opened, words: str = "", path: Path = CONTRACT) -> KeywordDialog:
    on_desk(opened, path)
    dialog = KeywordDialog(opened.session, opened.window)
    dialog.open()
    if words:
        search(qtbot, dialog, words)
    return dialog


def search(qtbot: QtBot, dialog: KeywordDialog, words: str) -> None:
    dialog.form.words.setEditText(words)
    dialog.search()
    qtbot.waitUntil(lambda: not dialog.waiting.is_on, timeout=WAIT_MS)


def placed(opened: Opened) -> list[Placement]:
    assert opened.session.placing is not None
    found = [one for one in opened.session.placing.placements if isinstance(one, Placement)]
    assert len(found) == len(opened.session.placing.placements)
    return found


# Official documents.


def test_the_place_is_shown_with_its_rules_and_placed(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = official(qtbot, with_contract)
    assert (dialog.issuer_name.text(), dialog.date.text()) == ("城南建设有限公司", "2026年11月16日")
    assert dialog.findings.texts == ("The place keeps all rules.",)
    qtbot.waitUntil(lambda: dialog.preview.has_page, timeout=WAIT_MS)
    shown = dialog.preview.shown
    assert shown is not None
    assert (shown.page, len(shown.seals), len(shown.found), len(shown.lines)) == (2, 1, 2, 6)
    assert not dialog.issuer.isVisible()
    with qtbot.waitSignal(with_contract.session.places_changed):
        qtbot.keyClick(dialog.do, Qt.Key.Key_Return)
    (place,) = placed(with_contract)
    assert dialog.proposal is not None
    assert place == dialog.proposal.placement
    assert with_contract.session.page == 2


def test_text_on_the_lower_arc_moves_the_seal_down(
    qtbot: QtBot, with_contract: Opened, tmp_path: Path
) -> None:
    dialog = official(qtbot, with_contract, DOCUMENTS["short_last_page"]().save(tmp_path, "official"))
    assert dialog.proposal is not None
    assert dialog.proposal.placement is not None
    before = dialog.proposal.placement.centre_y_mm
    dialog.text_below.click()
    after = dialog.proposal.placement
    assert after is not None
    assert after.centre_y_mm > before + 10


def test_an_issuer_of_several_is_chosen(qtbot: QtBot, with_contract: Opened, tmp_path: Path) -> None:
    dialog = official(qtbot, with_contract, DOCUMENTS["joint_of_three"]().save(tmp_path, "joint"))
    assert dialog.issuer.isVisible()
    assert dialog.issuer.count() == 3
    dialog.issuer.setCurrentIndex(0)
    dialog.issuer.activated.emit(0)
    assert dialog.proposal is not None
    assert dialog.proposal.issuer is not None
    assert dialog.proposal.issuer.text == "江城市公安局"
    assert "The date ends 1.7 characters from the right; the rule is 4" in dialog.findings.texts
    dialog.accept()
    assert placed(with_contract)[0].centre_x_mm < 90


def test_without_a_date_the_keyword_is_offered(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = official(qtbot, with_contract, CONTRACT)
    assert dialog.notice.heading == "No date was found on a line of its own"
    assert not dialog.do.isEnabled()
    dialog.accept()
    assert dialog.isVisible()
    qtbot.mouseClick(dialog.keyword, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), KeywordDialog), timeout=WAIT_MS)
    other = QApplication.activeModalWidget()
    assert isinstance(other, KeywordDialog)
    other.reject()
    assert placed(with_contract) == []


def test_a_scan_says_that_it_is_one(qtbot: QtBot, with_contract: Opened, tmp_path: Path) -> None:
    pixmap = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 200, 300))
    pixmap.clear_with(230)
    with pymupdf.Document() as pdf:
        page = pdf.new_page()
        page.insert_image(page.rect, pixmap=pixmap, keep_proportion=False)
        pdf.save(tmp_path / "scan.pdf")
    dialog = official(qtbot, with_contract, tmp_path / "scan.pdf")
    assert "scan" in dialog.notice.heading


def test_the_assistant_speaks_chinese(qtbot: QtBot, qapp: QApplication, with_contract: Opened) -> None:
    set_language(qapp, "zh")
    try:
        dialog = official(qtbot, with_contract)
        assert dialog.windowTitle() == "按公文格式放置"
        assert dialog.findings.texts == ("位置符合各项规则。",)
    finally:
        set_language(qapp, "en")


# Keywords.


def test_every_hit_is_listed_and_the_first_is_shown(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = keyword(qtbot, with_contract, "（盖章）")
    assert dialog.model.rowCount() == 2
    assert dialog.summary.text() == "2 places found, 1 ticked."
    assert dialog.where.text() == "Place 1 of 2, page 3"
    assert "甲方（盖章）" in dialog.model.data(dialog.model.index(0))
    qtbot.waitUntil(lambda: dialog.preview.has_page, timeout=WAIT_MS)
    shown = dialog.preview.shown
    assert shown is not None
    assert (shown.page, len(shown.seals)) == (3, 1)
    dialog.list.setCurrentIndex(dialog.model.index(1))
    assert dialog.where.text() == "Place 2 of 2, page 3"
    assert len(placed(with_contract)) == 0


def test_what_is_typed_is_searched_by_itself(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = keyword(qtbot, with_contract)
    assert not dialog.do.isEnabled()
    field = dialog.form.words.lineEdit()
    assert field is not None
    field.setText("乙方")
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 2, timeout=WAIT_MS)
    assert dialog.do.isEnabled()


def test_every_place_is_placed_as_one_step(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = keyword(qtbot, with_contract, "（盖章）")
    dialog.form.occurrence.setCurrentIndex(dialog.form.occurrence.findData(Occurrence.EVERY))
    dialog.form.right.setValue(6.0)
    dialog.form.down.setValue(-4.0)
    assert dialog.do.text() == "Place 2 seals"
    steps: list[object] = []
    assert with_contract.session.placing is not None
    with_contract.session.placing.told = steps.append
    wanted = dialog.placements()
    dialog.accept()
    assert placed(with_contract) == list(wanted)
    assert len(steps) == 1
    hits = dialog.model.hits
    assert wanted[0].centre_x_mm == pytest.approx((hits[0].bounds_mm.x0 + hits[0].bounds_mm.x1) / 2 + 6.0)


def test_a_place_of_a_number(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = keyword(qtbot, with_contract, "甲方")
    dialog.form.occurrence.setCurrentIndex(dialog.form.occurrence.findData(Occurrence.NTH))
    assert dialog.form.number.isVisible()
    dialog.form.number.setValue(3)
    assert dialog.model.chosen() == (dialog.model.hits[2],)
    dialog.form.number.setValue(9999)
    assert dialog.model.chosen() == ()
    assert not dialog.do.isEnabled()


def test_ticks_by_hand_overrule_the_choice(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = keyword(qtbot, with_contract, "（盖章）")
    row = dialog.list.visualRect(dialog.model.index(1))
    place = QPoint(row.left() + 12, row.center().y())
    qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(dialog.model.chosen()) == 2
    assert dialog.form.occurrence.currentText() == "As ticked"
    dialog.list.setCurrentIndex(dialog.model.index(0))
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.model.chosen() == (dialog.model.hits[1],)


def test_a_click_on_the_words_ticks_nothing(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = keyword(qtbot, with_contract, "（盖章）")
    row = dialog.list.visualRect(dialog.model.index(1))
    qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert len(dialog.model.chosen()) == 1
    assert dialog.list.currentIndex().row() == 1


def test_a_wrong_pattern_is_told_and_mended(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = keyword(qtbot, with_contract)
    dialog.form.regular.setChecked(True)
    search(qtbot, dialog, "(")
    assert dialog.notice.isVisible()
    assert dialog.notice.heading == "The regular expression is wrong"
    assert not dialog.do.isEnabled()
    search(qtbot, dialog, "^[甲乙]方（盖章）")
    assert not dialog.notice.isVisible()
    assert dialog.model.rowCount() == 2


def test_wrong_pages_and_missing_words_are_told(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = keyword(qtbot, with_contract, "没有这样的词")
    assert dialog.summary.text().startswith("These words were not found.")
    dialog.form.pages.setText("9")
    search(qtbot, dialog, "甲方")
    assert dialog.notice.isVisible()
    dialog.form.pages.setText("1")
    search(qtbot, dialog, "甲方")
    assert {hit.page for hit in dialog.model.hits} == {1}


def test_more_than_the_request_allows_is_told(qtbot: QtBot, with_contract: Opened) -> None:
    dialog = keyword(qtbot, with_contract, "甲方")
    dialog.form.occurrence.setCurrentIndex(dialog.form.occurrence.findData(Occurrence.EVERY))
    assert dialog.allowance.isVisible() and dialog.allowance.text() == "The request allows 3 more."
