"""What the table of seals lets one see at a glance."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from sealdesk.gui.attachment_dialog import AttachmentDialog
from sealdesk.gui.seal_check_dialog import SealCheckDialog
from sealdesk.gui.seal_count_dialog import SealCountDialog
from sealdesk.gui.seal_step_dialog import SealStepDialog
from sealdesk.gui.seals_table import NAME_COLUMN, STATE_COLUMN
from sealdesk.model.seal_life import LifeAction
from sealdesk.service.seal_life import Source

from .conftest import WAIT_MS, Opened
from .hand import dialog
from .seal_hand import decide, show, sign, step
from .test_seals_page import APPLICANT, applied, made

CUSTODIAN, AUDITOR = "P3001", "P5001"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1366, 768)])
def test_names_are_told_apart_and_nothing_leaves_the_page(
    qtbot: QtBot, opened: Opened, width: int, height: int
) -> None:
    opened.window.resize(width, height)
    page = show(qtbot, opened)
    qtbot.waitUntil(lambda: page.table.viewport().width() > 800, timeout=WAIT_MS)
    table, head = page.table, page.table.horizontalHeader()
    assert head.length() <= table.viewport().width() and not table.horizontalScrollBar().isVisible()
    for column in (2, STATE_COLUMN):
        assert table.columnWidth(column) >= table.sizeHintForColumn(column)
    room = table.columnWidth(NAME_COLUMN) - 2 * 9
    names = [page.model.index(row, NAME_COLUMN).data() for row in range(6)]
    side = Qt.TextElideMode.ElideLeft
    assert len({table.fontMetrics().elidedText(name, side, room) for name in names}) == 6


def test_a_seal_that_a_count_misses_shows_it_until_it_is_reported(qtbot: QtBot, opened: Opened) -> None:
    page = show(qtbot, opened)
    page.count_seals.click()
    asked = dialog(qtbot, SealCountDialog)
    sign(opened, asked, AUDITOR, CUSTODIAN)
    for seal_id, group in asked.choices.items():
        group.button(1 if seal_id == "SEAL-0005" else 0).setChecked(True)
    decide(qtbot, opened, asked)
    row = page.model.row_of("SEAL-0005")
    shown = page.model.index(row, STATE_COLUMN)
    assert shown.data() == "Active · Missing"
    assert shown.data(Qt.ItemDataRole.ForegroundRole) is not None
    whole = page.model.index(page.model.row_of("SEAL-0004"), STATE_COLUMN)
    assert whole.data() == "Active" and whole.data(Qt.ItemDataRole.ForegroundRole) is None
    with qtbot.waitSignal(page.described, timeout=WAIT_MS):
        page.choose("SEAL-0005")
    assert any("Missing" in one.text() for one in page.details.findChildren(QLabel))

    def lost(asked: SealStepDialog) -> None:
        asked.reason.setPlainText("柜中没有")

    step(qtbot, opened, LifeAction.REPORT_LOST, SealStepDialog, [CUSTODIAN], lost)
    assert page.model.index(row, STATE_COLUMN).data() == "Frozen"


@pytest.mark.parametrize("suffix", [".xlsx", ".pdf"])
def test_the_export_proposes_a_name_with_its_day(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    proposed: list[str] = []

    def chosen(parent: object, title: str, name: str, forms: str) -> tuple[str, str]:
        proposed.append(name)
        return str(opened.out / name), next(one for one in forms.split(";;") if suffix in one)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    page = show(qtbot, opened)
    with qtbot.waitSignal(page.acts.said, timeout=WAIT_MS):
        page.export.click()
    assert re.fullmatch(r"Seal register \d{4}-\d\d-\d\d\.xlsx", proposed[0])
    assert (opened.out / proposed[0]).with_suffix(suffix).exists()


def test_the_check_of_a_picture_leads_to_the_papers_of_the_application(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper, copy = tmp_path / "licence.pdf", tmp_path / "copy.pdf"
    paper.write_bytes("营业执照".encode())
    page = applied(qtbot, opened, paper)
    made(qtbot, opened, Source.IMPORTED)
    page.details.steps[LifeAction.CHECK].click()  # type: ignore[attr-defined]
    check = dialog(qtbot, SealCheckDialog)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(copy), ""))
    (way,) = (one for one in check.findChildren(QPushButton) if "licence.pdf" in one.text())
    way.click()
    asked = dialog(qtbot, AttachmentDialog)
    sign(opened, asked, APPLICANT)
    with qtbot.waitSignal(page.acts.said, timeout=WAIT_MS):
        asked.do.click()
    assert copy.read_bytes() == paper.read_bytes() and check.isVisible()
    check.reject()
