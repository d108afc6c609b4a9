"""Templates at the desk: saved from places, looked at before they are used, deleted only when one is sure."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from sealdesk.gui.placing import Placing
from sealdesk.gui.template_dialog import TemplateDialog
from sealdesk.gui.template_save_dialog import SaveTemplateDialog
from sealdesk.model.document import DocumentClass
from sealdesk.model.placement import Placement, StraddlePlacement
from sealdesk.model.placing_rule import (
    FixedRule,
    FromX,
    FromY,
    KeywordRule,
    Occurrence,
    PlacingTemplate,
    StraddleRule,
)
from sealdesk.service.templates import find_template, list_templates, save_template
from sealdesk.settings.layout import Layout

from .conftest import WAIT_MS, Opened
from .hand import dialog

LAST = FixedRule("last", 60.0, 80.0, FromX.LEFT, FromY.BOTTOM)


@pytest.fixture
def layout(opened: Opened) -> Layout:
    layout = Layout(opened.home)
    save_template(layout, PlacingTemplate("发票", (KeywordRule("没有这句话"),), DocumentClass.FINANCE))
    save_template(layout, PlacingTemplate("合同", (LAST, StraddleRule()), DocumentClass.CONTRACT))
    return layout


def placing_of(opened: Opened) -> Placing:
    assert opened.session.placing is not None
    return opened.session.placing


def open_dialog(qtbot: QtBot, opened: Opened) -> TemplateDialog:
    opened.window.stamp_page.panel.places.template.click()
    asked = dialog(qtbot, TemplateDialog)
    qtbot.waitUntil(
        lambda: asked.is_read and (asked.template is None or asked.resolved is not None), timeout=WAIT_MS
    )
    return asked


def test_the_one_for_this_document_comes_first_and_is_shown_before_it_is_used(
    qtbot: QtBot, layout: Layout, with_contract: Opened
) -> None:
    opened = with_contract
    asked = open_dialog(qtbot, opened)
    assert [asked.list.item(row).text() for row in range(2)] == [
        "合同 (Contract or agreement)",
        "发票 (Financial document)",
    ]
    assert asked.do.text() == "Place 2 seals" and "the last page, 60 mm from the left" in asked.rules.text()
    assert asked.findings.texts == ("Every rule of the template has its place.",)
    assert asked.preview.shown is not None and asked.preview.shown.page == 1
    asked.after.click()
    asked.after.click()
    assert asked.preview.shown.page == 3 and len(asked.preview.shown.seals) == 2
    assert placing_of(opened).marks == ()
    asked.do.click()
    fixed, straddle = placing_of(opened).placements
    assert isinstance(fixed, Placement) and fixed.page == 3 and fixed.width_mm == 40
    assert fixed.centre_y_mm == pytest.approx(placing_of(opened).frames[2].height_mm - 80)
    assert isinstance(straddle, StraddlePlacement) and straddle.pages == (1, 2, 3)
    opened.session.undo()
    assert placing_of(opened).marks == ()


def test_a_template_that_leads_nowhere_says_so_and_places_nothing(
    qtbot: QtBot, layout: Layout, with_contract: Opened
) -> None:
    asked = open_dialog(qtbot, with_contract)
    asked.list.setCurrentRow(1)
    qtbot.waitUntil(lambda: asked.resolved is not None, timeout=WAIT_MS)
    assert not asked.do.isEnabled() and "没有这句话" in asked.findings.texts[0]


def test_places_are_saved_with_a_keyword_by_hand(qtbot: QtBot, layout: Layout, with_contract: Opened) -> None:
    opened = with_contract
    placing_of(opened).place(3, 60, 220)
    opened.session.places_changed.emit()
    asked = open_dialog(qtbot, opened)
    asked.save.click()
    save = dialog(qtbot, SaveTemplateDialog)
    assert not save.do.isEnabled() and save.kind.currentText() == "Contract or agreement"
    save.name.setText("末页与盖章处")
    save.keyword.setText("盖章")
    save.which.setCurrentIndex(1)
    assert "keyword “盖章”: the last place" in save.rules.text()
    save.do.click()
    qtbot.waitUntil(
        lambda: asked.template is not None and asked.template.name == "末页与盖章处", timeout=WAIT_MS
    )
    qtbot.waitUntil(lambda: asked.resolved is not None, timeout=10_000)
    assert asked.do.isEnabled()
    kept = find_template(layout, "末页与盖章处")
    assert kept.document_class is DocumentClass.CONTRACT
    assert isinstance(kept.rules[0], FixedRule) and kept.rules[0].pages == "last"
    assert kept.rules[1] == KeywordRule("盖章", occurrence=Occurrence.LAST)


def test_deleting_is_asked_twice(qtbot: QtBot, layout: Layout, with_contract: Opened) -> None:
    asked = open_dialog(qtbot, with_contract)
    asked.delete.click()
    assert "for good" in asked.delete.text() and len(list_templates(layout)) == 2
    asked.delete.click()
    qtbot.waitUntil(lambda: asked.list.count() == 1, timeout=WAIT_MS)
    assert [one.name for one in list_templates(layout)] == ["发票"]


def test_without_templates_and_places_there_is_only_a_word(qtbot: QtBot, with_contract: Opened) -> None:
    asked = open_dialog(qtbot, with_contract)
    assert asked.list.count() == 0 and not asked.save.isEnabled() and not asked.do.isEnabled()
    asked.back.click()
