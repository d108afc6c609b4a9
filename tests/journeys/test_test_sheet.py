"""A sheet of test impressions, asked for and approved like any document, is refused where it would be sealed."""

from __future__ import annotations

import pytest

from sealdesk import app
from sealdesk.errors import ExitStatus
from tests.journeys.conftest import Workspace


def test_a_test_sheet_is_never_sealed(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """Refused when it is asked for; and at the act, where it took the place of another document's approval."""
    sheet, output = workspace.folder / "sheet.pdf", workspace.folder / "sealed.pdf"
    assert app.main(["seals", "make", "城南建设有限公司", "--test-sheet", str(sheet)]) == 0
    capsys.readouterr()
    user = workspace.person("user")
    before = len(workspace.entries("request.made"))
    asked = workspace.command(
        "requests", "new", "--document", sheet, "--seal", workspace.seal("unit"), "--reason", "试验",
        "--as", user, "--password-file", workspace.home / "passwords" / user, "--json",
    )  # fmt: skip
    assert asked.status == ExitStatus.REFUSED
    assert "[document.test_sheet]" in asked.err
    assert len(workspace.entries("request.made")) == before
    stamped = workspace.command(
        "stamp", sheet, "--output", output, "--seal", workspace.seal("unit"), "--request", "R20260101-00000000",
        "--page", "1", "--at", "105,200", "--pin-file", workspace.home / "pin",
    )  # fmt: skip
    assert stamped.status == ExitStatus.REFUSED
    assert "[document.test_sheet]" in stamped.err
    assert not output.exists()
    assert not workspace.entries("act.intended")
