"""Photograph the whole story of the desk: the real window, on a virtual screen, with a practice workspace.

    .venv/bin/python docs/pictures/desk_story.py FOLDER [LANGUAGE THEME SCALE]

Without the last three, every combination of Chinese and English, light and dark, at 1366×768 and at double scale is
driven, each in a process of its own. One PNG a step is written to FOLDER/<language>-<theme>-<scale>/.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from sealdesk.gui.application import Desktop

WIDTH, HEIGHT = 1366, 768
PATIENCE_S = 60.0
SETTLE_MS = 700
"""How long a step is left alone before it is photographed: pictures of pages come a moment later."""
COMBINATIONS = tuple(
    (language, theme, scale) for language in ("zh", "en") for theme in ("light", "dark") for scale in (1, 2)
)


@contextmanager
def virtual_screen(scale: float) -> Iterator[None]:
    """An X server of the right size, which chooses its own number."""
    size = f"{round(WIDTH * scale)}x{round(HEIGHT * scale)}x24"
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, pass_fds=(writing,)) as server:
        os.close(writing)
        with os.fdopen(reading) as number:
            os.environ["DISPLAY"] = f":{number.readline().strip()}"
        os.environ["QT_QPA_PLATFORM"], os.environ["QT_SCALE_FACTOR"] = "xcb", str(scale)
        try:
            yield
        finally:
            server.terminate()


def run_loop(milliseconds: int) -> None:
    """Let the window work, as it does when nobody drives it."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


@dataclass
class Story:
    """Drives the window step by step; `seen` is told after each (name, what to look at).

    The steps are public, so that others can drive parts of the story; they follow one another.
    """

    application: QApplication
    desktop: Desktop
    home: Path
    seen: Callable[[str, QWidget], None]
    pause_ms: int = 30

    @property
    def window(self) -> Any:
        return self.desktop.window

    @property
    def session(self) -> Any:
        return self.desktop.session

    def until(self, condition: Callable[[], Any], what: str) -> None:
        """Wait for a condition; a picture of something else would be a lie."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                raise SystemExit(f"the window did not come to: {what}")
            run_loop(self.pause_ms)

    def dialog(self, kind: str) -> Any:
        """The modal dialog of this class, once it is open."""
        self.until(lambda: type(self.application.activeModalWidget()).__name__ == kind, kind)
        return self.application.activeModalWidget()

    def click(self, widget: QWidget) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    # The story.

    def tell(self) -> None:
        """From the first start to the ledger."""
        for step in (
            self.begin,
            self.guide,
            self.open_request,
            self.place,
            self.straddle,
            self.keyword,
            self.template,
            self.stamp,
            self.verify,
            self.ledger,
            self.official,
            self.batch,
            self.seals,
            self.help,
            self.practise,
        ):
            step()

    def begin(self) -> None:
        self.window.resize(WIDTH, HEIGHT)
        session = self.session
        self.until(lambda: session.has_workspace and session.tasks and session.tokens.tokens, "the desk")

    def guide(self) -> None:
        menu = self.window.menus.help
        self.until(lambda: menu.guide is not None, "the guide")
        self.seen("guide", self.window)
        while menu.guide is not None:
            self.click(menu.guide.next)

    def open_request(self, name: str = "contract.pdf") -> None:
        session = self.session
        task = next(one for one in session.tasks if one.standing.request.document_name == name)
        session.open_task(task)
        self.until(
            lambda: session.document is not None and session.document.name == name and session.placing, name
        )
        self.until(lambda: self.window.stamp_page.canvas.is_drawn, "the page is drawn")
        self.seen(f"open-{Path(name).stem}", self.window)

    def place(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        page = self.window.stamp_page
        self.session.show_page(3)
        self.until(lambda: page.canvas.is_drawn, "page 3")
        self.click(page.panel.places.place)
        spot = page.canvas.to_screen(3, 62, 118).toPoint()
        QTest.mouseMove(page.canvas.viewport(), spot)
        QTest.mouseClick(page.canvas.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        self.until(lambda: self.session.placing.marks, "a seal is placed")
        self.seen("place", self.window)

    def straddle(self) -> None:
        self.click(self.window.stamp_page.panel.places.straddle)
        dialog = self.dialog("StraddleDialog")
        self.seen("straddle", dialog)
        self.click(dialog.do)
        self.until(lambda: len(self.session.placing.marks) == 2, "the straddle seal is placed")
        self.session.show_page(1)
        self.until(lambda: self.window.stamp_page.canvas.is_drawn, "page 1")
        self.seen("straddle-placed", self.window)

    def keyword(self) -> None:
        self.click(self.window.stamp_page.panel.places.keyword)
        dialog = self.dialog("KeywordDialog")
        dialog.form.words.setEditText("（盖章）")
        self.until(lambda: dialog.do.isEnabled() and dialog.preview.has_page, "the places of the keyword")
        self.seen("keyword", dialog)
        dialog.reject()

    def template(self) -> None:
        self.click(self.window.stamp_page.panel.places.template)
        dialog = self.dialog("TemplateDialog")
        self.until(lambda: dialog.preview.has_page, "the page of the template")
        self.seen("template", dialog)
        dialog.reject()

    def stamp(self) -> None:
        self.session.show_page(3)
        self.click(self.window.stamp_page.panel.stamp)
        ask = self.dialog("PinDialog")
        self.seen("pin", ask)
        ask.pin.setText((self.home / "pin").read_text("utf-8").strip())
        self.click(ask.unlock)
        look = self.dialog("LastLookDialog")
        self.until(lambda: not look.preview.pixmap().isNull(), "the last look is drawn")
        self.seen("last-look", look)
        self.click(look.stamp)
        pages = self.window.pages
        self.until(lambda: pages.currentWidget() is self.window.result_page, "the result")
        self.seen("result", self.window)

    def verify(self) -> None:
        from PySide6.QtTest import QSignalSpy

        said = QSignalSpy(self.window.verify_page.verified)
        self.click(self.window.result_page.verify)
        self.until(said.count, "the verdict")
        self.seen("verify", self.window)

    def ledger(self) -> None:
        from sealdesk.gui.tabs import Tab

        self.window.show_tab(Tab.LEDGER)
        page = self.window.ledger_page
        self.until(lambda: page.table.model().rowCount() > 0, "the ledger")
        self.seen("ledger", self.window)

    def official(self) -> None:
        self.open_request("official.pdf")
        self.click(self.window.stamp_page.panel.places.official)
        dialog = self.dialog("OfficialDialog")
        self.until(lambda: dialog.do.isEnabled() and dialog.preview.has_page, "the proposal")
        self.seen("official", dialog)
        self.click(dialog.do)
        self.until(lambda: self.session.placing.marks, "the seal is on the date")
        self.until(lambda: self.window.stamp_page.canvas.is_drawn, "the page is drawn")
        self.seen("official-placed", self.window)

    def batch(self) -> None:
        from sealdesk.gui.tabs import Tab

        self.window.show_tab(Tab.BATCH)
        self.seen("batch", self.window)

    def seals(self) -> None:
        from PySide6.QtTest import QSignalSpy

        from sealdesk.gui.tabs import Tab

        page = self.window.seals_page
        described = QSignalSpy(page.described)
        self.window.show_tab(Tab.SEALS)
        self.until(described.count, "a seal is described")
        self.seen("seals", self.window)

    def help(self) -> None:
        from sealdesk.gui.help_window import close_help, open_help

        self.seen("help", open_help(self.window, "stamping"))
        close_help()

    def practise(self) -> None:
        dialog = self.window.menus.help.open_practice()
        self.seen("practise", dialog)
        dialog.reject()


def photograph(home: Path, folder: Path, language: str, theme: str) -> None:
    """Drive the story and keep a picture of each step."""
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(home.parent / "settings"))
    from sealdesk.gui.application import Desktop
    from sealdesk.gui.palette import Theme
    from sealdesk.gui.preferences import Preferences

    Preferences().theme = Theme(theme)
    application = QApplication(sys.argv[:1])
    desktop = Desktop(application, home, [], language)
    desktop.preferences.folder = home.parent
    desktop.start()
    folder.mkdir(parents=True, exist_ok=True)
    taken: list[str] = []

    def seen(name: str, widget: QWidget) -> None:
        run_loop(SETTLE_MS)
        taken.append(name)
        widget.grab().save(str(folder / f"{len(taken):02}-{name}.png"))

    Story(application, desktop, home, seen).tell()
    desktop.stop()


def main() -> None:
    from sealdesk.service.evaluation.workspace import make_evaluation

    folder = Path(sys.argv[1])
    if len(sys.argv) == 2:
        for language, theme, scale in COMBINATIONS:
            subprocess.run([sys.executable, __file__, str(folder), language, theme, str(scale)], check=True)
        return
    language, theme, scale = sys.argv[2], sys.argv[3], int(sys.argv[4])
    with tempfile.TemporaryDirectory() as around, virtual_screen(scale):
        home = Path(around) / "workspace"
        make_evaluation(home, practice=True)
        photograph(home, folder / f"{language}-{theme}-{scale}x", language, theme)


if __name__ == "__main__":
    main()
