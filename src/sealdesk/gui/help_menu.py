"""The menu “Help”: the help, the guide, practising, and what is sent to whoever helps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu

from sealdesk.gui.guide_panel import GuideMemory, GuidePanel
from sealdesk.gui.help_topics import topic_of
from sealdesk.gui.help_window import open_help
from sealdesk.service.evaluation import practice
from sealdesk.service.evaluation.practice import PracticeState
from sealdesk.settings.layout import default_home, practice_home

if TYPE_CHECKING:
    from sealdesk.gui.main_window import MainWindow
    from sealdesk.gui.practice_dialog import DeletePracticeDialog, PracticeDialog


class HelpMenu(QMenu):
    """Made with the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setTitle(self.tr("&Help"))
        self._window = window
        self.guide: GuidePanel | None = None
        self._memory = GuideMemory()
        # The key itself belongs to every window and dialog (`HelpKey`); here it is only told.
        self._add(self.tr("Help on this page") + "\tF1", self.open_help)
        self._add(self.tr("All keys"), lambda: open_help(window, "keys"))
        self.show_guide = self._add(self.tr("Show the guide again"), self.start_guide)
        self.addSeparator()
        self.practise = self._add(self.tr("Practise…"), self.open_practice)
        self.delete_practice = self._add(self.tr("Delete practice data…"), self.ask_delete_practice)
        self.delete_practice.setEnabled(False)
        self.addSeparator()
        self._add(self.tr("Diagnostic bundle…"), window.diagnose)
        self._add(self.tr("About SealDesk"), window.about)
        self.aboutToShow.connect(self._look)

    def _add(self, words: str, do: Callable[[], object]) -> QAction:
        action = self.addAction(words)
        action.triggered.connect(do)
        return action

    def _look(self) -> None:
        """What makes sense now: a practice window does not open itself, or saw off its own branch."""
        here = (self._window.session.home or default_home()).absolute() == practice_home().absolute()
        self.practise.setVisible(not here)
        self.delete_practice.setVisible(not here)
        # The user's folder may lie on a slow share: nothing waits for it here.
        self._window.session.documents.submit(
            lambda progress: practice.state_of(practice_home()) is not PracticeState.ABSENT,
            owner=self,
            done=self.delete_practice.setEnabled,
        )
        self.show_guide.setEnabled(self._window.session.has_workspace)

    def open_help(self) -> None:
        """The topic of what has the focus in this window."""
        window = self._window
        at = window.focusWidget() or QApplication.focusWidget()
        open_help(window, topic_of(at if at is not None else window.pages.currentWidget()))

    # The guide.

    def guide_first_time(self) -> None:
        """Show the guide where this person never saw it on this workspace."""
        if not self._memory.has_seen(self._window.session.home):
            self.start_guide()

    def start_guide(self) -> None:
        """Show the guide from its first card."""
        if self.guide is not None:
            self.guide.end()
        self.guide = guide = GuidePanel(self._window)
        guide.ended.connect(self._guide_ended)
        guide.start()

    def _guide_ended(self) -> None:
        self.guide = None
        self._memory.note_seen(self._window.session.home)

    # Practising.

    def open_practice(self) -> PracticeDialog:
        """Ask, prepare, and open the practice window."""
        from sealdesk.gui.practice_dialog import PracticeDialog

        dialog = PracticeDialog(practice_home(), self._window.session.documents, self._window)
        dialog.open()
        return dialog

    def ask_delete_practice(self) -> DeletePracticeDialog:
        """Ask, and delete what was made for practising."""
        from sealdesk.gui.practice_dialog import DeletePracticeDialog

        dialog = DeletePracticeDialog(practice_home(), self._window.session.documents, self._window)
        dialog.open()
        return dialog
