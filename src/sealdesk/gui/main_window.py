"""The window's frame: pages, menus, the status line. What happens, happens in the pages."""

from __future__ import annotations

import importlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sealdesk import __version__
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.about_dialog import AboutDialog
from sealdesk.gui.act_flow import Finished
from sealdesk.gui.diagnostics_dialog import DiagnosticsDialog
from sealdesk.gui.help_window import close_help
from sealdesk.gui.labels import button, frame
from sealdesk.gui.language import language, sentences
from sealdesk.gui.ledger_page import LedgerPage
from sealdesk.gui.notice import Notice, TroubleDialog
from sealdesk.gui.password_dialog import PasswordDialog
from sealdesk.gui.practice_mark import set_practice
from sealdesk.gui.preferences import Preferences
from sealdesk.gui.printing import PrintFlow
from sealdesk.gui.result_page import ResultPage
from sealdesk.gui.session import Session
from sealdesk.gui.stamp_page import StampPage
from sealdesk.gui.standing import Standing, standing_of
from sealdesk.gui.status_line import StatusLine, read_ledger_state
from sealdesk.gui.tabs import BATCH_DESK, IN_ORDER, NEED_WORKSPACE, Tab
from sealdesk.gui.token_desk import TokenDesk
from sealdesk.gui.verify_page import VerifyPage
from sealdesk.gui.window_menus import WindowMenus
from sealdesk.model.act import Settlement
from sealdesk.model.certificate import ExpiryNotice
from sealdesk.service import sync_ledger
from sealdesk.texts import error_text, name_of
from sealdesk.texts.expiry import expiry_text

if TYPE_CHECKING:
    from sealdesk.gui.batch_page import BatchPage
    from sealdesk.gui.seals_page import SealsPage

URGENT_DAYS = 7
"""What ends within so many days is told with a warning's look."""


def _read_ahead(progress: object) -> None:
    """Import what pages are made of that nobody looks at yet: the click that opens them is not kept waiting."""
    for name in ("seals_page", "batch_page", "straddle_dialog", "official_dialog", "keyword_dialog"):
        importlib.import_module(f"sealdesk.gui.{name}")


class MainWindow(QMainWindow):
    """Frames the pages.

    Signals:
        look_chosen: Another language or theme (`Language` or `Theme`).
        closed: The window was closed by a person.
    """

    look_chosen = Signal(object)
    closed = Signal()

    def __init__(self, session: Session, preferences: Preferences) -> None:
        super().__init__()
        self.session, self._preferences = session, preferences
        self.setWindowTitle(self.tr("SealDesk"))
        self.setMinimumSize(1040, 640)
        self.stamp_page = StampPage(session, preferences, self)
        self.token_desk = TokenDesk(session, self, self._may_ask, self.tell)
        self.printing = PrintFlow(session, self)
        self.result_page = ResultPage()
        self.verify_page = VerifyPage(session)
        self.ledger_page = LedgerPage(session)
        self.status = StatusLine(session)
        self.notice = Notice()
        self.notice.hide()
        self.standing = Notice()
        self.standing.hide()
        self.pages = QStackedWidget()
        for page in (self.stamp_page, self.result_page, self.verify_page, self.ledger_page):
            self.pages.addWidget(page)
        self.tabs = self._make_tabs()
        self._lay_out()
        self._connect()
        if session.has_workspace:
            self.workspace_opened()
        if session.findChild(QObject, BATCH_DESK) is not None:
            self.pages.addWidget(self.batch_page)  # a batch may be under way, and ask for a PIN

    # Making.

    def _make_tabs(self) -> QButtonGroup:
        group = QButtonGroup(self)
        made = {
            Tab.STAMPING: (self.tr("Stamping"), "stamp"),
            Tab.BATCH: (self.tr("Batch"), "files"),
            Tab.VERIFYING: (self.tr("Verifying"), "shield-check"),
            Tab.LEDGER: (self.tr("Usage ledger"), "book-open-text"),
            Tab.SEALS: (self.tr("Seals"), "clipboard-check"),
        }
        for position, number in enumerate(IN_ORDER):
            tab = button(*made[number], "tab")
            tab.setCheckable(True)
            tab.setShortcut(QKeySequence(f"Ctrl+{position + 1}"))
            group.addButton(tab, number)
        group.button(Tab.STAMPING).setChecked(True)
        return group

    def _lay_out(self) -> None:
        top = frame("top")
        bar = QHBoxLayout(top)
        bar.setContentsMargins(8, 0, 8, 0)
        bar.setSpacing(0)
        for tab in self.tabs.buttons():
            bar.addWidget(tab)
        bar.addStretch(1)
        self.menus = WindowMenus(self, self._preferences.theme)
        bar.addWidget(self.menus, 0, Qt.AlignmentFlag.AlignVCenter)
        said = QWidget()
        self._said = said
        around = QVBoxLayout(said)
        around.setContentsMargins(16, 8, 16, 8)
        around.setSpacing(8)
        around.addWidget(self.standing)
        around.addWidget(self.notice)
        said.hide()
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(said)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.status)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        session = self.session
        self.tabs.idClicked.connect(self.show_tab)
        session.trouble.connect(self.tell)
        self.verify_page.practise.clicked.connect(self.menus.help.open_practice)
        session.password_needed.connect(self._ask_password)
        session.tokens.unlocked.connect(self.hush)
        session.document_changed.connect(self._document_changed)
        self.stamp_page.flow.finished.connect(self._finished)
        self.stamp_page.flow.trouble.connect(self.tell)
        self.ledger_page.trouble.connect(self.tell)
        self.verify_page.view.entry_asked.connect(self.show_entry)
        self.result_page.verify_asked.connect(self.verify)
        self.result_page.print_asked.connect(self.printing.print_document)
        self.result_page.copy_asked.connect(self.printing.save_reading_copy)
        self.result_page.next_asked.connect(self._next)
        self.result_page.ledger_asked.connect(lambda: self.show_tab(Tab.LEDGER))
        self.token_desk.expiring.connect(self.say_expiring)
        self.status.token_asked.connect(self.token_desk.show_tokens)
        self.status.lock_asked.connect(self.unlock_or_lock)
        self.status.sync_asked.connect(self.sync)
        self.session.tokens.answered.connect(self.refresh_ledger_state)

    # The workspace.

    def workspace_opened(self) -> None:
        """The workspace is there: read what it knows."""
        self.verify_page.use_trust_of_the_desk()
        self.session.find_requests()
        self.refresh_ledger_state()
        self.session.desk.submit(standing_of, owner=self, done=self._show_standing)
        self.session.documents.submit(_read_ahead, owner=self)
        self.token_desk.look_for_expiry()
        self.stamp_page.tasks.show_tasks()
        self.stamp_page.panel.show_all()
        self.status.show_token()

    def workspace_missing(self, error: SealDeskError) -> None:
        """Without a workspace the window verifies, and says how to make one to try."""
        text = error_text(error, language())
        if error.code is ErrorCode.WORKSPACE_MISSING:
            now = self.tr("To try it, press “Practise…”. For real use the system administrator sets it up.")
            self.verify_page.say_no_workspace(sentences(text.happened, now))
        else:
            self.verify_page.no_workspace.say("warning", text.heading, sentences(text.happened, text.now))
        for number in NEED_WORKSPACE:
            self.tabs.button(number).setEnabled(False)
        self.show_tab(Tab.VERIFYING)
        self.status.show_token()

    def say_settled(self, settlements: tuple[Settlement, ...]) -> None:
        """Acts that a crash interrupted were settled: say how."""
        if not settlements:
            return
        lines = [
            f"{Path(one.target).name} ({one.request_id}): {name_of(one.settled_as, language())}"
            for one in settlements
        ]
        self.notice.say("warning", self.tr("Interrupted acts were settled"), "\n".join(lines))
        self._said.show()

    def say_expiring(self, found: tuple[ExpiryNotice, ...]) -> None:
        """Seals and certificates end soon: a calm word in time, unless something else is being said."""
        if not self.notice.isHidden():
            return
        look = "neutral" if min(one.level for one in found) > URGENT_DAYS else "warning"
        lines = [expiry_text(one, language()) for one in found]
        self.notice.say(look, self.tr("Ending soon"), "\n".join(lines))
        self._said.show()

    def hush(self) -> None:
        """What was said above the pages is known now."""
        self.notice.hide()
        self._said.setVisible(not self.standing.isHidden())

    def refresh_ledger_state(self) -> None:
        self.session.desk.submit(read_ledger_state, owner=self, done=self.status.show_ledger)

    def _show_standing(self, standing: Standing) -> None:
        set_practice(practice=standing.practice, pin=standing.practice_pin)
        title = self.tr("{organisation} – SealDesk").format(organisation=standing.organisation)
        if standing.practice:
            title = self.tr("Practice · {title}").format(title=title)
        self.setWindowTitle(title)
        self.stamp_page.canvas.viewport().update()
        self.status.show_standing(practice=standing.practice, keys_in_files=standing.keys_in_files)
        if standing.elsewhere:
            self.standing.say(
                "warning",
                self.tr("This workspace belongs to another computer"),
                self.tr("It can be read and verified here, but not stamp. Use it where it was enrolled."),
            )
            self._said.show()

    def refresh(self) -> None:
        """Read everything anew that others may have changed."""
        self.session.find_requests()
        self.session.tokens.look()
        self.refresh_ledger_state()
        if self.tabs.checkedId() == Tab.LEDGER:
            self.ledger_page.read()
        elif self.tabs.checkedId() == Tab.SEALS:
            self.seals_page.read()
        elif self.tabs.checkedId() == Tab.BATCH:
            self.batch_page.read()

    def _seals_changed(self) -> None:
        """A seal may stamp, or not any more, and the ledger has an entry more."""
        self.session.find_requests()
        self.refresh_ledger_state()

    # Pages.

    @cached_property
    def seals_page(self) -> SealsPage:
        """Made when it is first looked at: nobody who comes to stamp waits for it."""
        from sealdesk.gui.seals_page import SealsPage

        page = SealsPage(self.session, self._preferences, self, self.pages)
        page.changed.connect(self._seals_changed)
        self.pages.addWidget(page)
        return page

    @cached_property
    def batch_page(self) -> BatchPage:
        """Made when it is first looked at, or when a batch outlived the window before this one."""
        from sealdesk.gui.batch_page import BatchPage

        page = BatchPage(self.session, self._preferences, self, self.pages)
        page.trouble.connect(self.tell)
        page.sealed.connect(self.refresh_ledger_state)
        self.pages.addWidget(page)
        return page

    def show_tab(self, number: int) -> None:
        """Show the page of a tab (`Tab`)."""
        self.tabs.button(number).setChecked(True)
        if self.session.has_workspace:
            self.refresh_ledger_state()
        if number == Tab.BATCH:
            self.pages.setCurrentWidget(self.batch_page)
            self.batch_page.read()
        elif number == Tab.SEALS:
            self.pages.setCurrentWidget(self.seals_page)
            self.seals_page.read()
        elif number == Tab.LEDGER:
            self.pages.setCurrentWidget(self.ledger_page)
            self.ledger_page.read()
        else:
            self.pages.setCurrentWidget(self.verify_page if number == Tab.VERIFYING else self.stamp_page)

    def show_entry(self, entry_id: str) -> None:
        """Show an act's entry in the ledger."""
        self.ledger_page.want(entry_id)
        self.show_tab(Tab.LEDGER)

    def open_files(self, files: list[Path]) -> None:
        """Open the first file to stamp, or to verify where there is no workspace."""
        if not files:
            return
        if self.session.has_workspace:
            self.show_tab(Tab.STAMPING)
            self.stamp_page.opening.open(files[0])
        else:
            self.verify(files[0])

    def verify(self, path: Path) -> None:
        self.show_tab(Tab.VERIFYING)
        self.verify_page.verify_file(path)

    def choose_to_verify(self) -> None:
        self.show_tab(Tab.VERIFYING)
        self.verify_page.choose()

    def _document_changed(self) -> None:
        if self.session.document is not None:
            self.hush()
            self.show_tab(Tab.STAMPING)

    def _finished(self, finished: Finished) -> None:
        self.result_page.show_result(finished)
        self.stamp_page.after(finished)
        self.pages.setCurrentWidget(self.result_page)
        self.refresh_ledger_state()

    def _next(self) -> None:
        self.show_tab(Tab.STAMPING)
        self.stamp_page.tasks.open_next()

    # Dialogs.

    def tell(self, error: SealDeskError) -> None:
        """Show a trouble in three parts."""
        TroubleDialog(error, self).open()
        self.refresh_ledger_state()

    def _ask_password(self, path: Path, name: str, refused: bool) -> None:
        dialog = PasswordDialog(name, refused=refused, parent=self)
        dialog.accepted.connect(lambda: self.session.open_file(path, dialog.password(), name))
        dialog.open()

    def _may_ask(self) -> bool:
        """Whether a prompt may open by itself: not over another dialog, and not in the middle of an act."""
        busy = self.stamp_page.flow.busy or self._batch_busy or QApplication.activeModalWidget() is not None
        return self.isVisible() and not busy

    @property
    def _batch_busy(self) -> bool:
        return "batch_page" in self.__dict__ and self.batch_page.busy

    def unlock_or_lock(self) -> None:
        """Lock the unlocked token, or ask for the PIN of the one that fits."""
        self.token_desk.unlock_or_lock()

    def come_to_front(self) -> None:
        """Be seen, wherever the window is."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def sync(self) -> None:
        """Send the centre what it lacks."""
        self.status.show_syncing()

        def failed(error: SealDeskError) -> None:
            self.status.show_sync_trouble(error)
            TroubleDialog(error, self).open()

        self.session.desk.submit(
            sync_ledger.sync, owner=self, done=lambda result: self.refresh_ledger_state(), failed=failed
        )

    def diagnose(self) -> None:
        DiagnosticsDialog(self.session, self._preferences.folder, self).open()

    def about(self) -> None:
        AboutDialog(__version__, self).open()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.stamp_page.flow.busy:
            event.ignore()
            return
        if self._batch_busy:
            event.ignore()
            self.batch_page.ask_to_close(self.close)
            return
        self._preferences.geometry = self.saveGeometry()
        close_help()
        self.closed.emit()
        super().closeEvent(event)
