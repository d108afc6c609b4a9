"""The token fails in the middle of the act: no file, an entry, the use counted, and the next act works."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode
from sealdesk.service.desk import open_desk
from sealdesk.settings.layout import Layout
from sealdesk.settings.settings import ModuleSetting, load_settings, save_settings
from sealdesk.tokens.client import TokenModule
from tests.contract.shim import NoCompilerError, Shim, build
from tests.journeys.conftest import Answer, Workspace


@pytest.fixture
def shim(workspace: Workspace, tmp_path: Path) -> Shim:
    """The workspace's token behind a module that fails on order."""
    try:
        library = build(tmp_path)
    except NoCompilerError as missing:
        pytest.skip(str(missing))
    layout = Layout(workspace.home)
    settings = load_settings(layout)
    (real,) = settings.modules
    made = Shim(library, TokenModule(real.path, real.environment), tmp_path / "orders")
    module = ModuleSetting(made.module.path, dict(made.module.environment))

    save_settings(layout, replace(settings, modules=(module,)))
    return made


def stamp(workspace: Workspace, output: str) -> Answer:
    return workspace.command(
        "stamp", workspace.contract, "--output", workspace.folder / output, "--seal", workspace.seal(),
        "--request", workspace.request, "--page", "1", "--at", "60,120", "--pin-file", workspace.home / "pin",
        "--json",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ("removed", ErrorCode.TOKEN_REMOVED),
        ("device", ErrorCode.TOKEN_DEVICE_ERROR),
        ("wrong", ErrorCode.TOKEN_SIGNATURE_WRONG),
        ("abort", ErrorCode.TOKEN_MODULE_FAILED),
    ],
)
def test_the_token_fails_while_it_signs(
    workspace: Workspace, shim: Shim, action: str, code: ErrorCode
) -> None:
    shim.order("C_Sign", action)
    answer = stamp(workspace, "a.pdf")
    assert f"[{code.text}]" in answer.err
    assert answer.status == code.exit_status
    assert not list(workspace.folder.glob("*.pdf"))
    assert not list(workspace.folder.glob(".sealdesk-*"))
    (failed,) = workspace.entries("act.failed")
    assert (failed["reason"], failed["given_back"]) == (code.text, False)
    again = stamp(workspace, "b.pdf")
    assert again.status == 0, again.err
    assert again.json["remaining"] == 1
    with open_desk(workspace.home) as desk:
        assert desk.settlements == ()
