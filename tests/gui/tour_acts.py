"""Dialogs of the act, of what goes wrong, and of tokens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QDialog, QWidget

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.act_panel_add import AddSealDialog
from sealdesk.gui.change_pin_dialog import ChangePinDialog
from sealdesk.gui.conversion_progress import WorkDialog
from sealdesk.gui.crash_dialog import CrashDialog
from sealdesk.gui.diagnostics_dialog import DiagnosticsDialog
from sealdesk.gui.keyword_dialog import KeywordDialog
from sealdesk.gui.last_look_dialog import LastLookDialog
from sealdesk.gui.notice import TroubleDialog
from sealdesk.gui.official_dialog import OfficialDialog
from sealdesk.gui.pages_dialogs import RepeatDialog
from sealdesk.gui.password_dialog import PasswordDialog
from sealdesk.gui.pin_dialog import PinDialog
from sealdesk.gui.progress_dialog import ProgressDialog
from sealdesk.gui.screen_ruler import ScreenRulerDialog
from sealdesk.gui.sign_pin_dialog import SignPinDialog
from sealdesk.gui.straddle_dialog import StraddleDialog
from sealdesk.gui.template_dialog import TemplateDialog
from sealdesk.gui.template_save_dialog import SaveTemplateDialog
from sealdesk.gui.token_choice import TokenChoiceDialog, options_for
from sealdesk.gui.token_dialog import TokenDialog
from sealdesk.gui.unblock_dialog import UnblockDialog
from sealdesk.model.act import SealingStep

from .hand import enter_pin, look_and_stamp, press_stamp
from .tour_ground import Stop, Stops, Walker
from .tour_pages import desk, desk_with_a_seal

STOPS = Stops()


def _of_the_document(kind: Callable[..., QDialog]) -> Stop:
    """A dialog about the document on the desk."""

    def open_it(walker: Walker) -> QWidget:
        desk(walker)
        made = kind(walker.opened.session, walker.opened.window)
        made.open()
        return walker.modal(type(made))

    return open_it


for _kind in (OfficialDialog, KeywordDialog, TemplateDialog, SaveTemplateDialog, AddSealDialog):
    STOPS.of[_kind.__name__] = _of_the_document(_kind)


@STOPS.stop
def repeat(walker: Walker) -> QWidget:
    RepeatDialog(3, walker.opened.window).open()
    return walker.modal(RepeatDialog)


@STOPS.stop
def screen_ruler(walker: Walker) -> QWidget:
    ScreenRulerDialog(walker.opened.desktop.preferences, walker.opened.window).open()
    return walker.modal(ScreenRulerDialog)


@STOPS.stop
def work(walker: Walker) -> QWidget:
    WorkDialog("PDF", "a.docx", walker.opened.window).open()
    return walker.modal(WorkDialog)


@STOPS.stop
def straddle(walker: Walker) -> QWidget:
    desk(walker)
    StraddleDialog(walker.opened.session, walker.opened.window).open()
    return walker.modal(StraddleDialog)


@STOPS.stop
def pin(walker: Walker) -> QWidget:
    watch = walker.opened.session.tokens
    if watch.open_token is not None:
        watch.lock()
        walker.wait(lambda: watch.open_token is None)
    walker.opened.window.unlock_or_lock()
    return walker.modal(PinDialog)


@STOPS.stop
def password(walker: Walker) -> QWidget:
    PasswordDialog("a.pdf", refused=True, parent=walker.opened.window).open()
    return walker.modal(PasswordDialog)


@STOPS.stop
def progress(walker: Walker) -> QWidget:
    shown = ProgressDialog(walker.opened.window.tr("Stamping"), limit_s=60, parent=walker.opened.window)
    shown.show_step(next(iter(SealingStep)))
    shown.open()
    return walker.modal(ProgressDialog)


@STOPS.stop
def last_look(walker: Walker) -> QWidget:
    desk_with_a_seal(walker)
    press_stamp(walker.qtbot, walker.opened)
    if walker.opened.session.tokens.open_token is None:
        enter_pin(walker.qtbot, walker.opened, walker.opened.pin)
    return walker.modal(LastLookDialog)


@STOPS.stop
def result(walker: Walker) -> QWidget:
    last_look(walker)
    look_and_stamp(walker.qtbot)
    window = walker.opened.window
    walker.wait(lambda: window.pages.currentWidget() is window.result_page)
    return window


@STOPS.stop
def trouble(walker: Walker) -> QWidget:
    TroubleDialog(SealDeskError(ErrorCode.TOKEN_NONE), walker.opened.window).open()
    return walker.modal(TroubleDialog)


@STOPS.stop
def crash(walker: Walker) -> QWidget:
    CrashDialog(ValueError("x"), walker.opened.window).open()
    return walker.modal(CrashDialog)


@STOPS.stop
def diagnostics(walker: Walker) -> QWidget:
    walker.opened.window.diagnose()
    return walker.modal(DiagnosticsDialog)


@STOPS.stop
def about(walker: Walker) -> QWidget:
    walker.opened.window.about()
    return walker.modal(QDialog)


@STOPS.stop
def practise(walker: Walker) -> QWidget:
    return walker.opened.window.menus.help.open_practice()


@STOPS.stop
def delete_practice(walker: Walker) -> QWidget:
    return walker.opened.window.menus.help.ask_delete_practice()


# Tokens.


@STOPS.stop
def tokens(walker: Walker) -> QWidget:
    walker.opened.window.token_desk.show_tokens()
    return walker.modal(TokenDialog)


@STOPS.stop
def change_pin(walker: Walker) -> QWidget:
    watch = walker.opened.session.tokens
    ChangePinDialog(watch, watch.tokens[0], walker.opened.window).open()
    return walker.modal(ChangePinDialog)


@STOPS.stop
def unblock(walker: Walker) -> QWidget:
    watch = walker.opened.session.tokens
    UnblockDialog(watch, watch.tokens[0], walker.opened.window).open()
    return walker.modal(UnblockDialog)


@STOPS.stop
def sign_pin(walker: Walker) -> QWidget:
    watch = walker.opened.session.tokens
    SignPinDialog(watch, watch.tokens[0], 2, walker.opened.window).open()
    return walker.modal(SignPinDialog)


@STOPS.stop
def token_choice(walker: Walker) -> QWidget:
    """The token that is there, and one that was pulled while the question stands."""
    (there,) = walker.at_desk(lambda known: options_for(known, None))
    gone = replace(there, info=replace(there.info, ref=replace(there.info.ref, serial="0000000000000000")))
    TokenChoiceDialog(walker.opened.session.tokens, (there, gone), walker.opened.window).open()
    return walker.modal(TokenChoiceDialog)
