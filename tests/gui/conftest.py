"""The real window on the real service: one evaluation workspace a worker, a copy for each test that opens one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sealdesk import confined
from sealdesk.gui.application import Desktop
from sealdesk.gui.guide_panel import GuideMemory
from sealdesk.gui.main_window import MainWindow
from sealdesk.gui.session import Session
from sealdesk.service.evaluation.workspace import EvaluationWorkspace, make_evaluation
from sealdesk.settings.layout import Layout
from sealdesk.settings.settings import ModuleSetting, load_settings, save_settings
from sealdesk.tokens.client import TokenModule
from tests.contract.shim import NoCompilerError, Shim, build

if TYPE_CHECKING:
    from .walk import Walk

WAIT_MS = 60_000


@dataclass
class Opened:
    """A window on a workspace of its own."""

    desktop: Desktop
    home: Path
    out: Path

    @property
    def window(self) -> MainWindow:
        assert self.desktop.window is not None
        return self.desktop.window

    @property
    def session(self) -> Session:
        return self.desktop.session

    def is_ready(self) -> bool:
        return bool(self.session.tasks and self.session.tokens.tokens)

    def verifies_only(self) -> bool:
        return self.window.verify_page.no_workspace.heading != ""

    @property
    def pin(self) -> str:
        return (self.home / "pin").read_text("utf-8").strip()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> EvaluationWorkspace:
    return make_evaluation(tmp_path_factory.mktemp("evaluation") / "home")


@pytest.fixture
def home(made: EvaluationWorkspace, tmp_path: Path) -> Path:
    copy = tmp_path / "home"
    shutil.copytree(made.home, copy)
    settings = copy / "token" / "softhsm2.conf"
    settings.write_text(settings.read_text("utf-8").replace(str(made.home), str(copy)), "utf-8")
    return copy


@pytest.fixture(scope="session")
def shim_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return build(tmp_path_factory.mktemp("shim"))
    except NoCompilerError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def shim(shim_library: Path, home: Path, tmp_path: Path) -> Shim:
    """The workspace's token behind a module that obeys orders; to be asked for before the window."""
    layout = Layout(home)
    settings = load_settings(layout)
    (real,) = settings.modules
    made = Shim(shim_library, TokenModule(real.path, real.environment), tmp_path / "orders")
    made.count_tries()
    module = ModuleSetting(made.module.path, dict(made.module.environment))
    save_settings(layout, replace(settings, modules=(module,)))
    return made


@pytest.fixture(autouse=True)
def own_preferences(tmp_path: Path) -> None:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "preferences"))
    # A person who knows the window: the guide is not in the way (its own tests ask for it).
    GuideMemory().note_seen(tmp_path / "home")


def open_window(
    qtbot: QtBot, application: QApplication, home: Path, out: Path, language: str
) -> Iterator[Opened]:
    confined.warm("sealdesk.pades.preflight", "sealdesk.verification.verify")
    desktop = Desktop(application, home, [], language)
    desktop.preferences.folder = out
    crashes: list[BaseException] = []
    desktop.crashed.connect(crashes.append)
    desktop.start()
    opened = Opened(desktop, home, out)
    qtbot.addWidget(opened.window)
    yield opened
    desktop.stop()
    desktop.deleteLater()
    assert not crashes, crashes


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path) -> Iterator[Opened]:
    """The window in English, its tasks read and its token seen."""
    out = tmp_path / "out"
    out.mkdir()
    for one in open_window(qtbot, qapp, home, out, "en"):
        qtbot.waitUntil(one.is_ready, timeout=WAIT_MS)
        yield one


@pytest.fixture
def with_contract(qtbot: QtBot, opened: Opened) -> Opened:
    """The window with the approved contract on the desk."""
    opened.session.open_task(opened.session.tasks[0])
    qtbot.waitUntil(lambda: opened.session.placing is not None, timeout=WAIT_MS)
    return opened


@pytest.fixture
def without_workspace(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    """The window where there is no workspace."""
    for one in open_window(qtbot, qapp, tmp_path / "nothing", tmp_path, "en"):
        qtbot.waitUntil(one.verifies_only, timeout=WAIT_MS)
        yield one


@pytest.fixture(params=["zh", "en"])
def walked(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path
) -> tuple[str, Walk]:
    """Every page and dialog of the window as it was seen in one walk, in each language."""
    from .walk import walk

    return request.param, walk(qtbot, qapp, home, tmp_path, request.param)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says that it cannot tell a window manager sizes and order; there is none."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(
                pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)", "grabbing the keyboard")
            )
