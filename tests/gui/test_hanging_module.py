"""A module that hangs beside a healthy one: it is named, and everything else works."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sealdesk.errors import ErrorCode
from sealdesk.gui.token_dialog import TokenDialog
from sealdesk.settings.layout import Layout
from sealdesk.settings.settings import ModuleSetting, load_settings, save_settings
from tests.contract.shim import Shim

from .conftest import WAIT_MS, Opened
from .hand import dialog, unlock

_HANGS = "#include <unistd.h>\n__attribute__((constructor)) static void hang(void) { for (;;) pause(); }\n"


@pytest.fixture
def beside_one_that_hangs(shim: Shim, home: Path, tmp_path: Path) -> Path:
    """A second module, which hangs as soon as it is loaded."""
    source, library = tmp_path / "hangs.c", tmp_path / "hangs.so"
    source.write_text(_HANGS, "utf-8")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    layout = Layout(home)
    settings = load_settings(layout)
    save_settings(layout, replace(settings, modules=(*settings.modules, ModuleSetting(library))))
    return library


def test_beside_a_module_that_hangs_the_others_work_and_a_pull_locks(
    qtbot: QtBot, shim: Shim, beside_one_that_hangs: Path, with_contract: Opened
) -> None:
    opened, tokens = with_contract, with_contract.session.tokens
    unlock(qtbot, opened)
    # It still hangs, and nobody waited for it.
    assert [trouble.code for trouble in tokens.troubles] == [ErrorCode.TOKEN_MODULE_SLOW]
    opened.window.token_desk.show_tokens()
    page = dialog(qtbot, TokenDialog)
    qtbot.waitUntil(lambda: bool(page.cards and page.troubles), timeout=WAIT_MS)
    assert str(beside_one_that_hangs) in page.troubles[0].words
    page.accept()
    with qtbot.waitSignal(tokens.locked, timeout=3000):
        shim.pull()
