"""Starting the window: application, language, colours, workers, workspace."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QApplication

from sealdesk import confined
from sealdesk.errors import ErrorCode, ExitStatus, SealDeskError
from sealdesk.gui import icons, palette
from sealdesk.gui.batch_stop import stop_batch
from sealdesk.gui.crash_dialog import CrashDialog, CrashHook
from sealdesk.gui.desk_worker import DeskWorker
from sealdesk.gui.help_window import HelpKey
from sealdesk.gui.language import set_language
from sealdesk.gui.main_window import MainWindow
from sealdesk.gui.one_window import FirstWindow, hand_over
from sealdesk.gui.palette import Theme
from sealdesk.gui.preferences import Preferences
from sealdesk.gui.qt_messages import log_qt_messages
from sealdesk.gui.screen_lock import screen_lock
from sealdesk.gui.session import Session
from sealdesk.service import workstation
from sealdesk.service.desk import Desk
from sealdesk.service.file_lock import FileLock, Holder
from sealdesk.settings.layout import Layout, default_home
from sealdesk.texts import Language

_FAMILIES = ["Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "Source Han Sans SC"]


def run(home: Path | None, files: list[Path], language: str | None) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    Args:
        home: The workspace; None is the default one. Without one the window verifies only.
        files: The first is opened.
        language: `zh` or `en`; None takes what the person chose before, or the workspace says.
    """
    log_qt_messages()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    if dialogs_by_portal(os.environ):
        application.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    layout = Layout((home or default_home()).absolute())
    claim = claimed(layout)
    if isinstance(claim, Holder):
        return second_start(application, layout.home, files, language)
    confined.warm(
        "sealdesk.pades.preflight",
        "sealdesk.verification.verify",
        "sealdesk.impression.found_images",
        "sealdesk.impression.hidden_layer",
    )
    desktop = Desktop(application, home, files, language)
    if claim is not None:
        desktop.listen(layout.home)
    desktop.start()
    # Python runs signal handlers between bytecodes only: wake it now and then, so that Ctrl+C works.
    signal.signal(signal.SIGINT, lambda *_: application.quit())
    waker = QTimer()
    waker.start(500)
    waker.timeout.connect(lambda: None)
    status = application.exec()
    desktop.stop()
    if claim is not None:
        claim.release()
    return status


def dialogs_by_portal(environment: Mapping[str, str]) -> bool:
    """Whether Qt would have the desktop's portal show its file dialogs (asked to, or in a Flatpak or Snap).

    The portal turns a program away whose memory is closed (`sealdesk.secrecy`), and Qt shows nothing then.
    """
    asked = "xdgdesktopportal" in environment.get("QT_QPA_PLATFORMTHEME", "").lower()
    return asked or any(environment.get(name) for name in ("FLATPAK_ID", "SNAP"))


def claimed(layout: Layout) -> FileLock | Holder | None:
    """The lock of the workspace's one window, or who has it; None where there is no workspace to have a window on."""
    try:
        return workstation.claim_window(layout)
    except SealDeskError:
        return None  # missing, or not to be written in: the window says what it can do without


def second_start(application: QApplication, home: Path, files: list[Path], language: str | None) -> int:
    """Hand the files to the window that is open; returns the exit status.

    Raises:
        SealDeskError: `WORKSPACE_BUSY` where it does not answer.
    """
    set_language(application, language or Preferences().language)
    if not hand_over(home, files):
        raise SealDeskError(ErrorCode.WORKSPACE_BUSY, home=home)
    said = application.translate("Application", "The window is open already; it was brought to the front.")
    sys.stdout.write(f"{said}\n")
    return int(ExitStatus.DONE)


class Desktop(QObject):
    """Owns what outlives the window's widgets: workers, session, preferences; builds the window anew when language
    or theme change.

    Signals:
        crashed: An exception that nobody expected; it is shown as well.
    """

    crashed = Signal(object)

    def __init__(
        self, application: QApplication, home: Path | None, files: list[Path], language: str | None
    ) -> None:
        super().__init__()
        self._application = application
        self._home, self._files = home, files
        self.preferences = Preferences()
        self._language = language or self.preferences.language
        self._crashes = CrashHook(self)
        self._set_up_looks()
        self._help = HelpKey(application)
        self.session = Session(DeskWorker(self), self)
        self.session.home = home
        self._first: FirstWindow | None = None
        self._screen = screen_lock(self)
        self._screen.locked.connect(self.session.tokens.leave)
        self.window: MainWindow | None = None

    def start(self) -> None:
        """Show the window; the workspace opens meanwhile."""
        self._crashes.install()
        self._crashes.crashed.connect(self._show_crash)
        session = self.session
        for worker in (session.desk.worker, session.desk.looks, session.documents, session.images.worker):
            worker.crashed.connect(self._show_crash)
        self._build_window()
        self.session.desk.open(self._home, owner=self, done=self._opened, failed=self._not_opened)
        _keep_collections_short()

    def listen(self, home: Path) -> None:
        """From now on later starts hand their files over here."""
        self._first = FirstWindow(home, self)
        self._first.asked.connect(self._asked_by_another_start)

    def _asked_by_another_start(self, files: list[Path]) -> None:
        if self.window is None:
            return
        self.window.come_to_front()
        # In the middle of an act, or under a dialog, another document would be in the way.
        if not self.window.stamp_page.flow.busy and QApplication.activeModalWidget() is None:
            self.window.open_files(files)

    def stop(self) -> None:
        """End workers and hooks."""
        if self._first is not None:
            self._first.close()
        self._crashes.remove()
        stop_batch(self.session)
        self.session.stop()

    def _set_up_looks(self) -> None:
        application = self._application
        application.setApplicationName("SealDesk")
        application.setStyle("Fusion")
        font = QFont()
        font.setFamilies(_FAMILIES)
        font.setPixelSize(palette.BODY_PX)
        application.setFont(font)
        set_language(application, self._language)
        palette.apply(application, self.preferences.theme)
        icon = QIcon(icons.pixmap("stamp", palette.LIGHT.seal, 64))
        application.setWindowIcon(icon)

    def _build_window(self) -> None:
        old = self.window
        window = MainWindow(self.session, self.preferences)
        window.look_chosen.connect(self._look_chosen)
        geometry = old.saveGeometry() if old is not None else self.preferences.geometry
        if geometry is None or not window.restoreGeometry(geometry):
            window.resize(window.screen().availableSize().boundedTo(QSize(1280, 800)))
        self.window = window
        if old is not None and self.session.has_workspace:
            window.show_tab(old.tabs.checkedId())
        window.show()
        if old is not None:
            old.hide()
            old.deleteLater()

    def _opened(self, desk: Desk) -> None:
        self.session.has_workspace = True
        assert self.window is not None
        if not self._language and desk.settings.language != Language.ZH:
            self._language = desk.settings.language
            set_language(self._application, self._language)
            self._build_window()
        else:
            self.window.workspace_opened()
        self.window.say_settled(desk.settlements)
        self.session.tokens.start()
        self.window.open_files(self._files)
        QTimer.singleShot(0, self.window.menus.help.guide_first_time)
        QTimer.singleShot(0, _keep_collections_short)

    def _not_opened(self, error: SealDeskError) -> None:
        assert self.window is not None
        self._not_opened_because = error
        self.window.workspace_missing(error)
        self.window.open_files(self._files)

    def _look_chosen(self, look: Language | Theme) -> None:
        if isinstance(look, Theme):
            self.preferences.theme = look
            palette.apply(self._application, look)
        else:
            self.preferences.language = look.value
            self._language = look.value
            set_language(self._application, look.value)
        self._build_window()
        if not self.session.has_workspace:
            assert self.window is not None
            self.window.workspace_missing(self._not_opened_because)

    def _show_crash(self, error: BaseException) -> None:
        CrashDialog(error, self.window).open()
        self.crashed.emit(error)


def _keep_collections_short() -> None:
    """What is there now stays: looking through it for garbage would stop the window for 0.1 s.

    Done when the window stands, before it has anything to answer, so that little is left to look through when the
    workspace is open.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
