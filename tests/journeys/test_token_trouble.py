"""The token fails in the middle of the act: no file, an entry, the use counted, and the next act works."""

from __future__ import annotations

import pytest

from sealdesk.errors import ErrorCode
from sealdesk.service.desk import open_desk
from tests.contract.shim import Shim
from tests.journeys.conftest import Answer, Workspace


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
    shim.order("C_Sign", action, nth=2)  # the first answers the challenge after the login
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
