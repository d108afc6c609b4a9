"""Make the pictures of the documentation: the real window, on a virtual screen, with an evaluation workspace.

    .venv/bin/python docs/pictures/make_pictures.py

Starts Xvfb, drives the window through the main job in Chinese and English, and writes PNG files beside itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PICTURES = Path(__file__).parent
SCREEN = ":87"
WIDTH, HEIGHT = 1366, 768
PATIENCE_S = 30.0


@contextmanager
def virtual_screen() -> Iterator[None]:
    command = ["Xvfb", SCREEN, "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        os.environ["DISPLAY"], os.environ["QT_QPA_PLATFORM"] = SCREEN, "xcb"
        socket = Path("/tmp/.X11-unix", f"X{SCREEN[1:]}")  # noqa: S108 - where X servers listen
        until(socket.exists, time.sleep)
        try:
            yield
        finally:
            server.terminate()


def until(condition: Callable[[], Any], pause: Callable[[float], object]) -> None:
    """Wait for a condition; a picture of something else would be a lie."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("the window did not come to where the picture is taken")
        pause(0.05)


def take(home: Path, language: str) -> None:
    """The window with a document open, a seal placed and the token unlocked."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from sealdesk.gui.application import Desktop

    application = QApplication.instance() or QApplication(sys.argv[:1])
    desktop = Desktop(application, home, [], language)
    desktop.preferences.folder = home.parent
    desktop.start()
    window, session = desktop.window, desktop.session
    window.resize(WIDTH, HEIGHT)

    def pause(seconds: float) -> None:
        QTest.qWait(int(seconds * 1000))

    until(lambda: session.has_workspace and session.tasks and session.tokens.tokens, pause)
    session.open_task(session.tasks[0])
    until(lambda: session.document is not None and session.placing is not None, pause)
    session.show_page(3)
    pause(1.0)
    page = window.stamp_page
    page.panel.place.click()
    spot = page.canvas.to_screen(1, 62, 118).toPoint()
    QTest.mouseMove(page.canvas.viewport(), spot)
    QTest.mouseClick(page.canvas.viewport(), left_button(), pos=spot)
    pin = (home / "pin").read_text("utf-8").strip()
    page.panel.stamp.click()
    until(lambda: type(application.activeModalWidget()).__name__ == "PinDialog", pause)
    dialog = application.activeModalWidget()
    dialog.pin.setText(pin)
    dialog.unlock.click()
    until(lambda: type(application.activeModalWidget()).__name__ == "LastLookDialog", pause)
    pause(1.0)
    application.activeModalWidget().reject()
    pause(1.0)
    window.grab().save(str(PICTURES / ("window.png" if language == "zh" else f"window-{language}.png")))
    if language == "zh":
        take_seals(window, pause)
    desktop.stop()


def take_seals(window: Any, pause: Callable[[float], object]) -> None:
    """The register of seals, one of them chosen."""
    from sealdesk.gui.tabs import Tab

    described: list[bool] = []
    page = window.seals_page
    page.described.connect(lambda: described.append(True))
    window.show_tab(Tab.SEALS)
    until(lambda: described, pause)
    page.choose("SEAL-0003")
    until(lambda: len(described) > 1, pause)
    pause(0.5)
    window.grab().save(str(PICTURES / "seals.png"))


def left_button() -> Any:
    from PySide6.QtCore import Qt

    return Qt.MouseButton.LeftButton


def main() -> None:
    from PySide6.QtCore import QSettings

    from sealdesk.service.evaluation.workspace import make_evaluation

    language = sys.argv[1] if len(sys.argv) > 1 else ""
    if not language:
        for each in ("zh", "en"):
            subprocess.run([sys.executable, __file__, each], check=True)
        return
    with tempfile.TemporaryDirectory() as folder, virtual_screen():
        scope = QSettings.Scope.UserScope
        QSettings.setPath(QSettings.Format.NativeFormat, scope, str(Path(folder) / "settings"))
        home = Path(folder) / "workspace"
        make_evaluation(home)
        take(home, language)


if __name__ == "__main__":
    main()
