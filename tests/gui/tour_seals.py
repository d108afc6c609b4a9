"""Dialogs of seals and of those who keep them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QDialog, QWidget

from sealdesk import resources
from sealdesk.gui.attachment_dialog import AttachmentDialog
from sealdesk.gui.custody_dialogs import EndDelegationDialog
from sealdesk.gui.seal_application_dialog import SealApplicationDialog
from sealdesk.gui.seal_check_dialog import SealCheckDialog
from sealdesk.gui.seal_count_dialog import SealCountDialog
from sealdesk.gui.seal_import_dialog import SealImportDialog
from sealdesk.gui.seal_maker_dialog import LeaveDialog, SealMakerDialog
from sealdesk.gui.seal_making_dialogs import MakeSealDialog
from sealdesk.gui.seal_picture_out_dialog import SealPictureOutDialog
from sealdesk.gui.seal_step_dialog import SealStepDialog
from sealdesk.gui.seals_page import SealsPage
from sealdesk.gui.seals_reading import SealDetails
from sealdesk.model.seal import SealKind
from sealdesk.model.seal_life import LifeAction
from sealdesk.service import custody, seal_attachments
from sealdesk.service.evaluation.authority import ORGANISATION
from sealdesk.service.seal_life import Source
from sealdesk.service.sign_in import SignIn

from . import seal_hand
from .conftest import WAIT_MS
from .hand import enter_pin
from .tour_ground import SEAL, Stop, Stops, Walker
from .tour_pages import seals

STOPS = Stops()
_MANAGER, _HEAD, _APPLICANT, _CUSTODIAN, _PLATFORM = "P1001", "P1004", "P2001", "P3001", "P4001"


def _details(page: SealsPage) -> SealDetails:
    assert page.details.details is not None
    return page.details.details


@STOPS.stop
def application(walker: Walker) -> QWidget:
    seals(walker)
    walker.opened.window.seals_page.apply.click()
    return walker.modal(SealApplicationDialog)


@STOPS.stop
def count(walker: Walker) -> QWidget:
    seals(walker)
    walker.opened.window.seals_page.count_seals.click()
    return walker.modal(SealCountDialog)


def _life_step(action: LifeAction) -> Stop:
    def open_step(walker: Walker) -> QWidget:
        page = seal_hand.show(walker.qtbot, walker.opened, SEAL)
        assert page.details.details is not None
        page.acts.step(_details(page), action, page.lines())
        return walker.modal(QDialog)

    return open_step


for _action in (
    LifeAction.SUSPEND,
    LifeAction.REPORT_LOST,
    LifeAction.REPORT_DAMAGED,
    LifeAction.CHANGE,
    LifeAction.RENEW,
    LifeAction.REPLACE,
    LifeAction.CANCEL,
):
    STOPS.of[f"step_{_action.value}"] = _life_step(_action)


@STOPS.stop
def handover(walker: Walker) -> QWidget:
    page = seal_hand.show(walker.qtbot, walker.opened, SEAL)
    page.acts.hand_over(_details(page))
    return walker.modal(QDialog)


@STOPS.stop
def delegation(walker: Walker) -> QWidget:
    page = seal_hand.show(walker.qtbot, walker.opened, SEAL)
    page.acts.delegate(_details(page))
    return walker.modal(QDialog)


@STOPS.stop
def draw(walker: Walker) -> QWidget:
    SealMakerDialog(parent=walker.opened.window).open()
    return walker.modal(SealMakerDialog)


@STOPS.stop
def leave_drawing(walker: Walker) -> QWidget:
    LeaveDialog(walker.opened.window).open()
    return walker.modal(LeaveDialog)


@STOPS.stop
def import_picture(walker: Walker) -> QWidget:
    SealImportDialog(parent=walker.opened.window).open()
    return walker.modal(SealImportDialog)


# The life of a new seal, as far as these dialogs need it.


def _click(page: SealsPage, action: LifeAction) -> None:
    page.details.steps[action].click()  # type: ignore[attr-defined]


@STOPS.stop
def make_seal(walker: Walker) -> QWidget:
    qtbot, opened = walker.qtbot, walker.opened
    asked = application(walker)
    assert isinstance(asked, SealApplicationDialog)
    asked.kind.setCurrentIndex(asked.kind.findData(SealKind.DEPARTMENT.value))
    asked.name.setText(seal_hand.DEPARTMENT_SEAL.arc_text + seal_hand.DEPARTMENT_SEAL.centre_text)
    asked.holder.setText(ORGANISATION)
    asked.width_mm.setValue(seal_hand.DEPARTMENT_SEAL.width_mm)
    asked.custodian.setCurrentIndex(asked.custodian.findData(_CUSTODIAN))
    asked.papers.add([resources.path("samples/contract.pdf")])
    walker.wait(asked.papers.files)
    asked.reason.setPlainText("新设部门")
    seal_hand.sign(opened, asked, _APPLICANT)
    seal_hand.decide(qtbot, opened, asked)
    seal_hand.step(qtbot, opened, LifeAction.REVIEW, SealStepDialog, [_HEAD])
    _click(opened.window.seals_page, LifeAction.MAKE)
    return walker.modal(MakeSealDialog)


@STOPS.stop
def seal_check(walker: Walker) -> QWidget:
    qtbot, opened = walker.qtbot, walker.opened
    page = opened.window.seals_page

    def fill(asked: MakeSealDialog) -> None:
        asked.picture.take(seal_hand.picture(), Source.IMPORTED)
        asked.maker_password.setText(seal_hand.password(opened, "seal-maker"))

    seal_hand.step(qtbot, opened, LifeAction.MAKE, MakeSealDialog, [_PLATFORM], fill)
    _click(page, LifeAction.CHECK)
    asked = walker.modal(SealCheckDialog)
    asked.opening.click()
    if opened.session.tokens.open_token is None:
        enter_pin(qtbot, opened, opened.pin)
    walker.wait(lambda: asked.on_paper.shows_picture)
    return walker.modal(SealCheckDialog)


@STOPS.stop
def attachment(walker: Walker) -> QWidget:
    opened = walker.opened
    paper = _details(opened.window.seals_page).life.steps[0].attachments[0]
    people = walker.at_desk(lambda desk: seal_attachments.readers(desk, paper.sha256))
    target = opened.out / paper.name
    AttachmentDialog(opened.session, paper, target, people, opened.window).open()
    return walker.modal(AttachmentDialog)


@STOPS.stop
def picture_out(walker: Walker) -> QWidget:
    opened = walker.opened
    details = _details(seal_hand.show(walker.qtbot, opened, SEAL))
    target = opened.out / f"{details.seal_id}.png"
    SealPictureOutDialog(opened.session, details, target, opened.window).open()
    return walker.modal(SealPictureOutDialog)


@STOPS.stop
def end_delegation(walker: Walker) -> QWidget:
    qtbot, opened = walker.qtbot, walker.opened
    custodian, deputy, approver = (
        SignIn(one, seal_hand.password(opened, one)) for one in (_CUSTODIAN, _APPLICANT, _MANAGER)
    )
    until = datetime.now(UTC) + timedelta(days=3)
    walker.at_desk(
        lambda desk: custody.delegate(
            desk, SEAL, custodian=custodian, deputy=deputy, approver=approver, until=until, reason="年休假"
        )
    )
    page = opened.window.seals_page
    with qtbot.waitSignal(page.described, timeout=WAIT_MS):
        page.read()
    page = seal_hand.show(qtbot, opened, SEAL)
    page.details.end.click()
    return walker.modal(EndDelegationDialog)
