"""A walk through every page and dialog of the window, over the real service: for what has to hold everywhere.

A stop opens what it names and gives it back; whoever walks looks at it and leaves it. New pages and dialogs belong
in here: `test_words.py` says which are missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from sealdesk import resources
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.act_panel_add import AddSealDialog
from sealdesk.gui.change_pin_dialog import ChangePinDialog
from sealdesk.gui.conversion_progress import WorkDialog
from sealdesk.gui.crash_dialog import CrashDialog
from sealdesk.gui.diagnostics_dialog import DiagnosticsDialog
from sealdesk.gui.help_window import HelpWindow, open_help
from sealdesk.gui.keyword_dialog import KeywordDialog
from sealdesk.gui.last_look_dialog import LastLookDialog
from sealdesk.gui.main_window import MainWindow
from sealdesk.gui.notice import TroubleDialog
from sealdesk.gui.official_dialog import OfficialDialog
from sealdesk.gui.pages_dialogs import RepeatDialog
from sealdesk.gui.password_dialog import PasswordDialog
from sealdesk.gui.pin_dialog import PinDialog
from sealdesk.gui.progress_dialog import ProgressDialog
from sealdesk.gui.screen_ruler import ScreenRulerDialog
from sealdesk.gui.seal_application_dialog import SealApplicationDialog
from sealdesk.gui.seal_count_dialog import SealCountDialog
from sealdesk.gui.seal_import_dialog import SealImportDialog
from sealdesk.gui.seal_maker_dialog import LeaveDialog, SealMakerDialog
from sealdesk.gui.sign_pin_dialog import SignPinDialog
from sealdesk.gui.straddle_dialog import StraddleDialog
from sealdesk.gui.tabs import Tab
from sealdesk.gui.template_dialog import TemplateDialog
from sealdesk.gui.template_save_dialog import SaveTemplateDialog
from sealdesk.gui.token_dialog import TokenDialog
from sealdesk.gui.unblock_dialog import UnblockDialog
from sealdesk.model.act import SealingStep
from sealdesk.model.seal_life import LifeAction

from . import seal_hand
from .conftest import WAIT_MS, Opened
from .hand import dialog, enter_pin, look_and_stamp, place_one, press_stamp

SEAL = "SEAL-0004"


@dataclass(frozen=True)
class Walker:
    """Who walks: the tests' hand, the window."""

    qtbot: QtBot
    opened: Opened

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT_MS)

    def modal(self, kind: type[QDialog]) -> QDialog:
        return dialog(self.qtbot, kind)


Stop = Callable[[Walker], QWidget]
_STOPS: dict[str, Stop] = {}


def _stop(made: Stop) -> Stop:
    _STOPS[made.__name__] = made
    return made


def stops() -> list[str]:
    return list(_STOPS)


def go(walker: Walker, name: str) -> QWidget:
    """Open what this stop shows."""
    return _STOPS[name](walker)


def leave(widget: QWidget) -> None:
    """Close it as a person does who decides nothing."""
    if isinstance(widget, ProgressDialog):
        widget.finish()
    elif isinstance(widget, QDialog):
        widget.reject()
    elif isinstance(widget, HelpWindow):
        widget.close()
    elif isinstance(widget, MainWindow) and widget.menus.help.guide is not None:
        widget.menus.help.guide.end()


# Pages.


@_stop
def empty_desk(walker: Walker) -> QWidget:
    walker.opened.window.show_tab(Tab.STAMPING)
    return walker.opened.window


@_stop
def desk(walker: Walker) -> QWidget:
    session = walker.opened.session
    if session.placing is None:
        session.open_task(session.tasks[0])
        walker.wait(lambda: session.placing is not None)
    walker.opened.window.show_tab(Tab.STAMPING)
    return walker.opened.window


@_stop
def desk_with_a_seal(walker: Walker) -> QWidget:
    window = desk(walker)
    placing = walker.opened.session.placing
    if placing is not None and not placing.marks:
        place_one(walker.opened)
    return window


@_stop
def verifying(walker: Walker) -> QWidget:
    walker.opened.window.show_tab(Tab.VERIFYING)
    return walker.opened.window


@_stop
def verdict(walker: Walker) -> QWidget:
    page = walker.opened.window.verify_page
    with walker.qtbot.waitSignal(page.verified, timeout=WAIT_MS):
        walker.opened.window.verify(resources.path("samples/contract.pdf"))
    return walker.opened.window


@_stop
def ledger(walker: Walker) -> QWidget:
    page = walker.opened.window.ledger_page
    walker.opened.window.show_tab(Tab.LEDGER)
    page.all_entries.setChecked(True)
    walker.wait(lambda: page.table.model().rowCount() > 0)
    return walker.opened.window


@_stop
def seals(walker: Walker) -> QWidget:
    seal_hand.show(walker.qtbot, walker.opened, SEAL)
    return walker.opened.window


@_stop
def help_window(walker: Walker) -> QWidget:
    return open_help(walker.opened.window, "first-steps")


@_stop
def guide(walker: Walker) -> QWidget:
    walker.opened.window.menus.help.start_guide()
    return walker.opened.window


@_stop
def batch(walker: Walker) -> QWidget:
    walker.opened.window.show_tab(Tab.BATCH)
    return walker.opened.window


# Dialogs of the act.


def _of_the_document(kind: Callable[..., QDialog]) -> Stop:
    """A dialog about the document on the desk."""

    def open_it(walker: Walker) -> QWidget:
        desk(walker)
        made = kind(walker.opened.session, walker.opened.window)
        made.open()
        return walker.modal(type(made))

    return open_it


for _kind in (OfficialDialog, KeywordDialog, TemplateDialog, SaveTemplateDialog, AddSealDialog):
    _STOPS[_kind.__name__] = _of_the_document(_kind)


@_stop
def repeat(walker: Walker) -> QWidget:
    RepeatDialog(3, walker.opened.window).open()
    return walker.modal(RepeatDialog)


@_stop
def screen_ruler(walker: Walker) -> QWidget:
    ScreenRulerDialog(walker.opened.desktop.preferences, walker.opened.window).open()
    return walker.modal(ScreenRulerDialog)


@_stop
def work(walker: Walker) -> QWidget:
    WorkDialog("PDF", "a.docx", walker.opened.window).open()
    return walker.modal(WorkDialog)


@_stop
def straddle(walker: Walker) -> QWidget:
    desk(walker)
    StraddleDialog(walker.opened.session, walker.opened.window).open()
    return walker.modal(StraddleDialog)


@_stop
def pin(walker: Walker) -> QWidget:
    watch = walker.opened.session.tokens
    if watch.open_token is not None:
        watch.lock()
        walker.wait(lambda: watch.open_token is None)
    walker.opened.window.unlock_or_lock()
    return walker.modal(PinDialog)


@_stop
def password(walker: Walker) -> QWidget:
    PasswordDialog("a.pdf", refused=True, parent=walker.opened.window).open()
    return walker.modal(PasswordDialog)


@_stop
def progress(walker: Walker) -> QWidget:
    shown = ProgressDialog(walker.opened.window.tr("Stamping"), limit_s=60, parent=walker.opened.window)
    shown.show_step(next(iter(SealingStep)))
    shown.open()
    return walker.modal(ProgressDialog)


@_stop
def last_look(walker: Walker) -> QWidget:
    desk_with_a_seal(walker)
    press_stamp(walker.qtbot, walker.opened)
    if walker.opened.session.tokens.open_token is None:
        enter_pin(walker.qtbot, walker.opened, walker.opened.pin)
    return walker.modal(LastLookDialog)


@_stop
def result(walker: Walker) -> QWidget:
    last_look(walker)
    look_and_stamp(walker.qtbot)
    window = walker.opened.window
    walker.wait(lambda: window.pages.currentWidget() is window.result_page)
    return window


@_stop
def trouble(walker: Walker) -> QWidget:
    TroubleDialog(SealDeskError(ErrorCode.TOKEN_NONE), walker.opened.window).open()
    return walker.modal(TroubleDialog)


@_stop
def crash(walker: Walker) -> QWidget:
    CrashDialog(ValueError("x"), walker.opened.window).open()
    return walker.modal(CrashDialog)


@_stop
def diagnostics(walker: Walker) -> QWidget:
    walker.opened.window.diagnose()
    return walker.modal(DiagnosticsDialog)


@_stop
def about(walker: Walker) -> QWidget:
    walker.opened.window.about()
    return walker.modal(QDialog)


@_stop
def practise(walker: Walker) -> QWidget:
    return walker.opened.window.menus.help.open_practice()


@_stop
def delete_practice(walker: Walker) -> QWidget:
    return walker.opened.window.menus.help.ask_delete_practice()


# Tokens.


@_stop
def tokens(walker: Walker) -> QWidget:
    walker.opened.window.token_desk.show_tokens()
    return walker.modal(TokenDialog)


@_stop
def change_pin(walker: Walker) -> QWidget:
    watch = walker.opened.session.tokens
    ChangePinDialog(watch, watch.tokens[0], walker.opened.window).open()
    return walker.modal(ChangePinDialog)


@_stop
def unblock(walker: Walker) -> QWidget:
    watch = walker.opened.session.tokens
    UnblockDialog(watch, watch.tokens[0], walker.opened.window).open()
    return walker.modal(UnblockDialog)


@_stop
def sign_pin(walker: Walker) -> QWidget:
    watch = walker.opened.session.tokens
    SignPinDialog(watch, watch.tokens[0], 2, walker.opened.window).open()
    return walker.modal(SignPinDialog)


# Seals.


@_stop
def application(walker: Walker) -> QWidget:
    seals(walker)
    walker.opened.window.seals_page.apply.click()
    return walker.modal(SealApplicationDialog)


@_stop
def count(walker: Walker) -> QWidget:
    seals(walker)
    walker.opened.window.seals_page.count_seals.click()
    return walker.modal(SealCountDialog)


def _life_step(action: LifeAction) -> Stop:
    def open_step(walker: Walker) -> QWidget:
        page = seal_hand.show(walker.qtbot, walker.opened, SEAL)
        assert page.details.details is not None
        page.acts.step(page.details.details, action, page.lines())
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
    _STOPS[f"step_{_action.value}"] = _life_step(_action)


@_stop
def handover(walker: Walker) -> QWidget:
    page = seal_hand.show(walker.qtbot, walker.opened, SEAL)
    assert page.details.details is not None
    page.acts.hand_over(page.details.details)
    return walker.modal(QDialog)


@_stop
def delegation(walker: Walker) -> QWidget:
    page = seal_hand.show(walker.qtbot, walker.opened, SEAL)
    assert page.details.details is not None
    page.acts.delegate(page.details.details)
    return walker.modal(QDialog)


@_stop
def draw(walker: Walker) -> QWidget:
    SealMakerDialog(parent=walker.opened.window).open()
    return walker.modal(SealMakerDialog)


@_stop
def leave_drawing(walker: Walker) -> QWidget:
    LeaveDialog(walker.opened.window).open()
    return walker.modal(LeaveDialog)


@_stop
def import_picture(walker: Walker) -> QWidget:
    SealImportDialog(parent=walker.opened.window).open()
    return walker.modal(SealImportDialog)


UNSEEN = {
    "DecisionDialog": "what others are made of",
    "OpeningDialog": "what others are made of",
    "PinPrompt": "what others are made of",
    "AttachmentDialog": "needs a seal with papers",
    "BatchClosingDialog": "needs a running batch",
    "BatchKeeperDialog": "needs a batch that was looked at",
    "ConversionDialog": "needs a converted document",
    "KeptDialog": "needs a converted document",
    "CopyDialog": "needs a stamped document",
    "PrintDialog": "needs a stamped document",
    "EndDelegationDialog": "needs a deputy",
    "MakeSealDialog": "needs an approved application",
    "SealCheckDialog": "needs an imported seal",
    "SealPictureOutDialog": "needs a chosen file",
    "TokenChoiceDialog": "needs a second token",
}
"""Dialogs the walk does not come to, and why; their own tests look at them."""
