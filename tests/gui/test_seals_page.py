"""The page of seals in the real window, on the real services: lives, custody, counts, papers."""

from __future__ import annotations

import threading
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from sealdesk.errors import ErrorCode
from sealdesk.gui.attachment_dialog import AttachmentDialog
from sealdesk.gui.custody_dialogs import DelegationDialog, EndDelegationDialog, HandoverDialog
from sealdesk.gui.decision_dialog import DecisionDialog
from sealdesk.gui.notice import TroubleDialog
from sealdesk.gui.palette import Theme
from sealdesk.gui.seal_application_dialog import SealApplicationDialog
from sealdesk.gui.seal_check_dialog import SealCheckDialog
from sealdesk.gui.seal_count_dialog import SealCountDialog
from sealdesk.gui.seal_making_dialogs import ChangeSealDialog, MakeSealDialog, RenewSealDialog
from sealdesk.gui.seal_picture_out_dialog import SealPictureOutDialog
from sealdesk.gui.seal_step_dialog import SealStepDialog
from sealdesk.gui.seals_page import SealsPage
from sealdesk.gui.seals_table import STATE_COLUMN
from sealdesk.gui.sign_pin_dialog import SignPinDialog
from sealdesk.gui.tabs import Tab
from sealdesk.gui.timeline import Timeline
from sealdesk.model.custody import CustodyBasis
from sealdesk.model.ledger import EntryKind
from sealdesk.model.seal import SealKind, SealState
from sealdesk.model.seal_life import LifeAction
from sealdesk.service.desk import open_desk
from sealdesk.service.evaluation.workspace import ENCRYPTION_KEY_ID
from sealdesk.service.seal_life import Source
from tests.contract.shim import Shim

from .conftest import WAIT_MS, Opened
from .hand import dialog, enter_pin, look_and_stamp, place_one, press_stamp
from .seal_hand import decide, password, picture, show, sign, step

MANAGER, FINANCE, HEAD, APPLICANT = "P1001", "P1002", "P1004", "P2001"
CUSTODIAN, SUCCESSOR, PLATFORM, SYSTEM, AUDITOR = "P3001", "P3002", "P4001", "P4002", "P5001"


def state(page: SealsPage) -> SealState:
    assert page.details.details is not None
    return page.details.details.life.state


def kinds(home: Path) -> list[EntryKind]:
    with open_desk(home, settle=False) as desk:
        return [entry.kind for entry in desk.ledger.entries()]


def looks(opened: Opened) -> list[tuple[str, str]]:
    """What the vault was opened for outside an act, and whose token opened it, as the ledger has it."""
    with open_desk(opened.home, settle=False) as desk:
        entries = list(desk.ledger.entries(kind=EntryKind.SEAL_PICTURE_SEEN))
    return [(entry.body["purpose"], entry.body["person"]) for entry in entries]


def applied(qtbot: QtBot, opened: Opened, paper: Path | None = None) -> SealsPage:
    """A department's seal is applied for, and chosen on the page."""
    page = show(qtbot, opened)
    page.apply.click()
    asked = dialog(qtbot, SealApplicationDialog)
    asked.kind.setCurrentIndex(asked.kind.findData(SealKind.DEPARTMENT.value))
    asked.name.setText("城南建设有限公司安全部")
    asked.department.setText("工程部")
    assert asked.foreign.isHidden()
    asked.holder.setText("别人有限公司")
    assert not asked.foreign.isHidden()
    asked.holder.setText("城南建设有限公司")
    assert asked.foreign.isHidden()
    asked.width_mm.setValue(38)
    asked.custodian.setCurrentIndex(asked.custodian.findData(CUSTODIAN))
    if paper is not None:
        asked.papers.add([paper])
        qtbot.waitUntil(lambda: len(asked.papers.files()) == 1, timeout=WAIT_MS)
    sign(opened, asked, APPLICANT)
    assert not asked.do.isEnabled() and "reason" in asked.missing.text()
    asked.reason.setPlainText("新设部门")
    decide(qtbot, opened, asked)
    return page


def made(qtbot: QtBot, opened: Opened, source: Source = Source.DRAWN) -> None:
    """From review to the made seal."""
    step(qtbot, opened, LifeAction.REVIEW, SealStepDialog, [HEAD])

    def fill(asked: MakeSealDialog) -> None:
        asked.picture.take(picture(), source)
        asked.maker_password.setText(password(opened, "seal-maker"))

    step(qtbot, opened, LifeAction.MAKE, MakeSealDialog, [PLATFORM], fill)


def test_every_seal_is_a_line_that_filters_sorts_and_copies(qtbot: QtBot, opened: Opened) -> None:
    page = show(qtbot, opened)
    assert page.model.rowCount() == 6 and page.count.text() == "6 seals"
    states = [page.model.index(row, STATE_COLUMN) for row in range(6)]
    assert {index.data() for index in states} == {"Active"}
    assert all(index.data(Qt.ItemDataRole.DecorationRole) is not None for index in states)
    page.filter.setText("SEAL-0003")
    assert page.count.text() == "1 of 6 seals"
    page.filter.clear()
    page.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert page.table.model().index(0, 0).data() == "SEAL-0006"
    page.table.selectRow(0)
    page._copy()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("SEAL-0006\t") and "王慧" in copied and "\n" not in copied


def test_columns_are_remembered(qtbot: QtBot, opened: Opened) -> None:
    page = show(qtbot, opened)
    page.table.setColumnWidth(2, 171)
    page.table.horizontalHeader().moveSection(2, 0)
    opened.window.look_chosen.emit(Theme.DARK)
    qtbot.addWidget(opened.window)
    head = opened.window.seals_page.table.horizontalHeader()
    assert head.sectionSize(2) == 171 and head.visualIndex(2) == 0


def test_the_chosen_seal_is_described(qtbot: QtBot, opened: Opened) -> None:
    page = show(qtbot, opened, "SEAL-0003")
    words = {label.text() for label in page.details.findChildren(QLabel)}
    assert {"Finance seal", "EVAL-0003", "王慧"} <= words
    assert not page.details.specimen.pixmap().isNull()
    assert page.details.specimen.pixmap().width() <= 120
    assert page.details.findChildren(Timeline)
    assert LifeAction.SUSPEND in page.details.steps and LifeAction.RESUME not in page.details.steps


def test_a_seal_from_application_to_its_first_use(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = tmp_path / "licence.pdf"
    paper.write_bytes("营业执照".encode())
    page = applied(qtbot, opened, paper)
    assert state(page) is SealState.APPLIED
    details = page.details.details
    assert details is not None and details.life.steps[0].attachments[0].label == "营业执照"
    made(qtbot, opened)
    assert state(page) is SealState.MADE

    def filed(asked: SealStepDialog) -> None:
        assert "filing number" in asked.missing.text()
        asked.number.setText("4201000012345")

    step(qtbot, opened, LifeAction.FILE, SealStepDialog, [SYSTEM], filed)
    step(qtbot, opened, LifeAction.ISSUE, SealStepDialog, [SYSTEM, CUSTODIAN])
    assert state(page) is SealState.ISSUED

    sheet = tmp_path / "sheet.pdf"
    assert page.details.details is not None
    page.acts.write_test_sheet(page.details.details, sheet)
    with qtbot.waitSignal(page.acts.said, timeout=WAIT_MS):
        enter_pin(qtbot, opened, opened.pin)
    with pymupdf.open(sheet) as document:
        assert document.page_count >= 1
    assert looks(opened) == [("test_sheet", CUSTODIAN)]

    def looked_at(asked: SealStepDialog) -> None:
        assert "test sheet" in asked.missing.text()
        asked.ticks["test_sheet_checked"].setChecked(True)

    step(qtbot, opened, LifeAction.ACTIVATE, SealStepDialog, [CUSTODIAN], looked_at)
    assert state(page) is SealState.ACTIVE

    copy = tmp_path / "copy.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(copy), ""))
    page.details.paper_asked.emit(details.life.steps[0].attachments[0], "licence.pdf")
    asked = dialog(qtbot, AttachmentDialog)
    offered = {asked.sign.persons[0].itemData(at) for at in range(asked.sign.persons[0].count())}
    assert CUSTODIAN not in offered and APPLICANT in offered
    sign(opened, asked, APPLICANT)
    with qtbot.waitSignal(page.acts.said, timeout=WAIT_MS):
        asked.do.click()
    assert copy.read_bytes() == paper.read_bytes()


def test_an_imported_picture_waits_for_a_second_person_who_has_to_see_it(
    qtbot: QtBot, opened: Opened
) -> None:
    page = applied(qtbot, opened)
    made(qtbot, opened, Source.IMPORTED)
    assert state(page) is SealState.PENDING
    page.details.steps[LifeAction.CHECK].click()  # type: ignore[attr-defined]
    asked = dialog(qtbot, SealCheckDialog)
    offered = [asked.sign.persons[0].itemData(at) for at in range(asked.sign.persons[0].count())]
    assert PLATFORM not in offered and APPLICANT not in offered
    sign(opened, asked, SYSTEM)
    assert not asked.do.isEnabled() and not asked.on_paper.shows_picture
    assert any("王慧 enters the PIN" in label.text() for label in asked.findChildren(QLabel))
    assert looks(opened) == []
    asked.opening.click()
    enter_pin(qtbot, opened, opened.pin)
    qtbot.waitUntil(lambda: asked.on_paper.shows_picture, timeout=WAIT_MS)
    assert looks(opened) == [("check", CUSTODIAN)]
    opened.session.tokens.lock()
    assert not asked.on_paper.shows_picture and not asked.do.isEnabled()
    asked.opening.click()
    enter_pin(qtbot, opened, opened.pin)
    qtbot.waitUntil(asked.do.isEnabled, timeout=WAIT_MS)
    decide(qtbot, opened, asked)
    assert state(page) is SealState.MADE
    assert opened.session.tokens.open_token is None  # the look is over


def test_a_reported_loss_freezes_at_once_and_the_seal_stamps_no_more(
    qtbot: QtBot, with_contract: Opened
) -> None:
    opened = with_contract
    assert opened.session.standing is not None
    page = show(qtbot, opened, opened.session.standing.request.seal_id)
    assert page.details.details is not None

    def lost(asked: SealStepDialog) -> None:
        assert len(asked.sign.persons) == 1
        asked.reason.setPlainText("在出租车上遗失")

    step(qtbot, opened, LifeAction.REPORT_LOST, SealStepDialog, [AUDITOR], lost)
    assert state(page) is SealState.FROZEN
    assert page.notice.property("look") == "warning" and "does not stamp" in page.notice.words
    assert LifeAction.RESUME not in page.details.steps and LifeAction.REPLACE in page.details.steps
    opened.window.show_tab(Tab.STAMPING)
    place_one(opened)
    desk = opened.session
    qtbot.waitUntil(lambda: bool(desk.seal and desk.seal.state is SealState.FROZEN), timeout=WAIT_MS)
    stamping = opened.window.stamp_page
    assert not stamping.panel.stamp.isEnabled()
    with qtbot.waitSignal(stamping.flow.trouble, timeout=WAIT_MS) as told:
        stamping.flow.start()  # no way around the gate
    assert told.args[0].code is ErrorCode.SEAL_NOT_ACTIVE
    dialog(qtbot, TroubleDialog).accept()


def test_a_broken_record_hides_no_seal_and_its_loss_is_reported_all_the_same(
    qtbot: QtBot, opened: Opened
) -> None:
    (record,) = (opened.home / "seals").glob("SEAL-0004.*note")
    record.write_text(record.read_text("utf-8").replace("SEAL-0004", "SEAL-0404"), "utf-8")
    page = show(qtbot, opened, "SEAL-0004")
    assert page.model.rowCount() == 6 and page.notice.property("look") == "warning"
    assert page.details.details is not None and page.details.details.life.seal is None
    reports = {LifeAction.REPORT_LOST, LifeAction.REPORT_DAMAGED}
    assert set(page.details.steps) == {*reports, LifeAction.CANCEL}

    def lost(asked: SealStepDialog) -> None:
        asked.reason.setPlainText("柜中没有")

    step(qtbot, opened, LifeAction.REPORT_LOST, SealStepDialog, [APPLICANT], lost)
    assert state(page) is SealState.FROZEN


def test_who_leaves_the_desk_leaves_no_password_behind(qtbot: QtBot, opened: Opened) -> None:
    page = show(qtbot, opened, "SEAL-0003")
    page.details.steps[LifeAction.RENEW].click()  # type: ignore[attr-defined]
    asked = dialog(qtbot, RenewSealDialog)
    asked.maker_password.setText(password(opened, "seal-maker"))
    sign(opened, asked, PLATFORM, FINANCE)
    opened.session.tokens.leave()
    assert asked.maker_password.text() == "" and not any(one.text() for one in asked.sign.passwords)
    asked.reject()


def test_a_refused_password_changes_nothing_and_is_not_kept(qtbot: QtBot, opened: Opened) -> None:
    page = show(qtbot, opened, "SEAL-0002")
    page.details.steps[LifeAction.SUSPEND].click()  # type: ignore[attr-defined]
    asked = dialog(qtbot, SealStepDialog)
    asked.reason.setPlainText("盘点")
    sign(opened, asked, CUSTODIAN)
    asked.sign.passwords[0].setText("not it")
    asked.do.click()
    qtbot.waitUntil(asked.notice.isVisible, timeout=WAIT_MS)
    assert asked.sign.passwords[0].text() == "" and asked.reason.toPlainText() == "盘点"
    assert not asked.do.isEnabled() and asked.isVisible()
    asked.sign.passwords[0].setText(password(opened, CUSTODIAN))
    decide(qtbot, opened, asked)
    assert state(page) is SealState.SUSPENDED


def test_one_person_does_not_sign_twice_and_a_password_goes_with_its_person(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = show(qtbot, opened, "SEAL-0002")
    page.details.steps[LifeAction.CANCEL].click()  # type: ignore[attr-defined]
    asked = dialog(qtbot, SealStepDialog)
    asked.reason.setPlainText("部门撤销")
    sign(opened, asked, PLATFORM, PLATFORM)
    paper = tmp_path / "application.pdf"
    paper.write_bytes(b"approved")
    looked_by, is_file = set(), Path.is_file

    def looked(path: Path) -> bool:
        looked_by.add(threading.current_thread() is threading.main_thread())
        return is_file(path)

    with monkeypatch.context() as watched, qtbot.waitSignal(asked.papers.changed, timeout=WAIT_MS):
        watched.setattr(Path, "is_file", looked)
        asked.papers.add([paper, paper, tmp_path / "not there"])
    assert looked_by == {False}, "a slow share would hold up the window"
    assert len(asked.papers.files()) == 1
    assert not asked.do.isEnabled() and asked.sign.same_person
    asked.sign.persons[1].setCurrentIndex(asked.sign.persons[1].findData(SYSTEM))
    assert asked.sign.passwords[1].text() == ""
    sign(opened, asked, PLATFORM, SYSTEM)
    decide(qtbot, opened, asked)
    assert state(page) is SealState.CANCELLED

    def handed_back(asked: SealStepDialog) -> None:
        for tick in asked.ticks.values():
            assert not asked.do.isEnabled()
            tick.setChecked(True)

    step(qtbot, opened, LifeAction.DESTROY, SealStepDialog, [SYSTEM, PLATFORM], handed_back)
    assert state(page) is SealState.DESTROYED and page.details.steps == {}
    assert not list((opened.home / "vault").glob("SEAL-0002*"))


def test_a_seal_is_handed_over_with_minutes(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = show(qtbot, opened, "SEAL-0004")
    minutes = tmp_path / "minutes.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(minutes), ""))
    page.details.handover.click()
    asked = dialog(qtbot, HandoverDialog)
    assert "6 seals" in asked.windowTitle()
    listed = [label.text() for label in asked.findChildren(QLabel) if "(6)" in label.text()]
    assert len(listed) == 1 and "财务专用章" in listed[0] and "工程部" in listed[0]
    asked.own.setChecked(True)
    assert "6 seals" not in asked.windowTitle() and "合同专用章" in asked.windowTitle()
    asked.same.setChecked(True)
    asked.reason.setPlainText("岗位调整")
    sign(opened, asked, CUSTODIAN, SUCCESSOR)
    decide(qtbot, opened, asked)
    qtbot.waitUntil(minutes.exists, timeout=WAIT_MS)
    with pymupdf.open(minutes) as document:
        text = "".join(part.get_text() for part in document)
    assert "刘静" in text and "王慧" in text
    assert page.details.details is not None and page.details.details.custody is not None
    assert page.details.details.custody.person_id == SUCCESSOR
    assert "changes the token's PIN" in page.notice.words
    # The token itself passed on, and with it every seal on it.
    assert {line.keeper for line in page.lines()} == {"刘静"}


def test_a_deputy_keeps_a_seal_until_the_custodian_takes_it_back(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    page = show(qtbot, opened, "SEAL-0001")
    page.details.delegate.click()
    asked = dialog(qtbot, DelegationDialog)
    assert asked.until.maximumDate() <= asked.until.minimumDate().addDays(90)
    asked.reason.setPlainText("年休假")
    sign(opened, asked, CUSTODIAN, APPLICANT, MANAGER)
    decide(qtbot, opened, asked)
    assert page.details.details is not None and page.details.details.custody is not None
    assert page.details.details.custody.basis is CustodyBasis.DELEGATION
    kept_by = page.model.index(0, 4)
    assert "(deputy)" in kept_by.data() and "deputy until" in kept_by.data(Qt.ItemDataRole.ToolTipRole)
    assert not page.details.handover.isVisible() and page.details.end.isVisible()
    page.details.end.click()
    back = dialog(qtbot, EndDelegationDialog)
    assert not back.do.isEnabled() and "reason" in back.missing.text()
    back.reason.setPlainText("提前返岗")
    sign(opened, back, CUSTODIAN)
    decide(qtbot, opened, back)
    assert [line.keeper for line in page.lines()] == ["王慧"] * 6 and page.details.handover.isVisible()


def test_seals_are_counted_one_by_one_and_what_is_missing_is_said(qtbot: QtBot, opened: Opened) -> None:
    page = show(qtbot, opened)
    page.count_seals.click()
    asked = dialog(qtbot, SealCountDialog)
    sign(opened, asked, AUDITOR, CUSTODIAN)
    assert not asked.do.isEnabled() and "6 seals" in asked.missing.text()
    for seal_id, group in asked.choices.items():
        group.button(1 if seal_id == "SEAL-0005" else 0).setChecked(True)
    asked.remarks["SEAL-0005"].setText("柜中没有")
    decide(qtbot, opened, asked)
    assert page.notice.property("look") == "warning" and "法务专用章" in page.notice.words
    opened.desktop.stop()
    assert EntryKind.SEAL_COUNTED in kinds(opened.home)


@pytest.mark.parametrize(("name", "magic"), [("register.xlsx", b"PK"), ("register.pdf", b"%PDF")])
def test_the_register_is_exported(qtbot: QtBot, opened: Opened, name: str, magic: bytes) -> None:
    page, target = show(qtbot, opened), opened.out / name
    with qtbot.waitSignal(page.acts.said, timeout=WAIT_MS):
        page.acts.export_to(target)
    assert target.read_bytes().startswith(magic)
    with qtbot.waitSignal(page.acts.trouble, timeout=WAIT_MS) as told:
        page.acts.export_to(target)
    assert told.args[0].code is ErrorCode.OUTPUT_EXISTS and page.notice.property("look") == "warning"


def test_a_seal_is_renewed_with_its_token_and_the_makers_key(qtbot: QtBot, opened: Opened) -> None:
    page = show(qtbot, opened, "SEAL-0003")
    page.details.steps[LifeAction.RENEW].click()  # type: ignore[attr-defined]
    asked = dialog(qtbot, RenewSealDialog)
    asked.years.setValue(3)
    asked.maker_password.setText(password(opened, "seal-maker"))
    sign(opened, asked, PLATFORM, FINANCE)
    asked.do.click()
    with qtbot.waitSignal(page.described, timeout=WAIT_MS):
        enter_pin(qtbot, opened, opened.pin)
    assert state(page) is SealState.MADE
    assert page.details.details is not None and page.details.details.life.seal is not None
    assert page.details.details.life.seal.version == 2


def test_a_key_that_asks_at_each_use_is_asked_for_the_renewal_too(
    qtbot: QtBot, shim: Shim, opened: Opened
) -> None:
    shim.always_authenticate(ENCRYPTION_KEY_ID)
    page = show(qtbot, opened, "SEAL-0003")
    page.details.steps[LifeAction.RENEW].click()  # type: ignore[attr-defined]
    asked = dialog(qtbot, RenewSealDialog)
    asked.maker_password.setText(password(opened, "seal-maker"))
    sign(opened, asked, PLATFORM, FINANCE)
    asked.do.click()
    enter_pin(qtbot, opened, opened.pin)
    again = dialog(qtbot, SignPinDialog)
    again.pin.setText(opened.pin)
    with qtbot.waitSignal(page.described, timeout=WAIT_MS):
        again.do.click()
    assert state(page) is SealState.MADE


def test_a_change_wants_something_changed_and_the_picture_that_shows_it(qtbot: QtBot, opened: Opened) -> None:
    page = show(qtbot, opened, "SEAL-0006")
    page.details.steps[LifeAction.CHANGE].click()  # type: ignore[attr-defined]
    asked = dialog(qtbot, ChangeSealDialog)
    asked.maker_password.setText(password(opened, "seal-maker"))
    asked.reason.setPlainText("部门更名")
    sign(opened, asked, PLATFORM, HEAD)
    assert "Nothing is changed" in asked.missing.text()
    asked.name.setText("城南建设有限公司安全部")
    assert "new picture" in asked.missing.text()
    asked.picture.take(picture(), Source.DRAWN)
    asked.do.click()
    with qtbot.waitSignal(page.described, timeout=WAIT_MS):
        enter_pin(qtbot, opened, opened.pin)
    assert page.details.details is not None and page.details.details.name == "城南建设有限公司安全部"


def test_a_pin_that_is_not_given_leaves_the_decision_open(qtbot: QtBot, opened: Opened) -> None:
    page = show(qtbot, opened, "SEAL-0003")
    page.details.steps[LifeAction.RENEW].click()  # type: ignore[attr-defined]
    asked = dialog(qtbot, RenewSealDialog)
    asked.maker_password.setText(password(opened, "seal-maker"))
    sign(opened, asked, PLATFORM, FINANCE)
    asked.do.click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() not in (asked, None), timeout=WAIT_MS)
    ask = QApplication.activeModalWidget()
    assert ask is not None
    ask.reject()  # type: ignore[attr-defined]
    qtbot.waitUntil(asked.do.isEnabled, timeout=WAIT_MS)
    asked.reject()
    assert state(page) is SealState.ACTIVE


def test_the_clean_picture_leaves_by_two_administrators(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, target = show(qtbot, opened, "SEAL-0001"), opened.out / "clean.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    page.details.picture_asked.emit()
    asked = dialog(qtbot, SealPictureOutDialog)
    asked.reason.setPlainText("移交集团档案")
    sign(opened, asked, SYSTEM, PLATFORM)
    asked.do.click()
    with qtbot.waitSignal(page.described, timeout=WAIT_MS):
        enter_pin(qtbot, opened, opened.pin)
    assert target.read_bytes().startswith(b"\x89PNG")
    opened.desktop.stop()
    assert EntryKind.SEAL_PICTURE_TAKEN in kinds(opened.home)


def test_enter_decides_nothing(qtbot: QtBot, opened: Opened) -> None:
    page = show(qtbot, opened, "SEAL-0002")
    page.details.steps[LifeAction.SUSPEND].click()  # type: ignore[attr-defined]
    asked = dialog(qtbot, SealStepDialog)
    asked.reason.setPlainText("盘点")
    sign(opened, asked, CUSTODIAN)
    assert asked.do.isEnabled()
    qtbot.keyClick(asked.sign.passwords[0], Qt.Key.Key_Return)
    assert asked.isVisible() and asked.do.text() == "Suspend"
    asked.reject()
    assert asked.sign.passwords[0].text() == ""


def test_dialogs_fit_and_their_words_are_not_cut(qtbot: QtBot, opened: Opened) -> None:
    page = show(qtbot, opened, "SEAL-0001")
    details = page.details.details
    assert details is not None
    for action in details.who:
        page.acts.step(details, action, page.lines())
        asked = dialog(qtbot, DecisionDialog)
        QApplication.processEvents()
        assert asked.height() <= asked.screen().availableGeometry().height(), action
        inside = asked.findChild(QScrollArea)
        assert inside is not None and inside.widget().width() <= inside.viewport().width(), action
        asked.reject()


def test_without_seals_the_page_says_what_to_do_first(qtbot: QtBot, opened: Opened) -> None:
    page = show(qtbot, opened)
    page._show(())
    assert page.first.isVisible() and not page.details.isVisible()
    assert not page.export.isEnabled() and not page.count_seals.isEnabled()
    page.first.click()
    dialog(qtbot, SealApplicationDialog).reject()


def test_a_stamp_shows_in_the_uses(qtbot: QtBot, with_contract: Opened) -> None:
    opened = with_contract
    assert opened.session.standing is not None
    seal_id = opened.session.standing.request.seal_id
    place_one(opened)
    press_stamp(qtbot, opened)
    enter_pin(qtbot, opened, opened.pin)
    with qtbot.waitSignal(opened.window.stamp_page.flow.finished, timeout=WAIT_MS):
        look_and_stamp(qtbot)
    page = show(qtbot, opened, seal_id)
    line = next(one for one in page.lines() if one.seal_id == seal_id)
    assert line.uses == 1 and line.last_use is not None
