"""What stands against stamping is said before any PIN is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

from sealdesk.service import custody
from sealdesk.service.desk import Desk, open_desk
from sealdesk.service.sign_in import SignIn

from .conftest import WAIT_MS, Opened

CUSTODIAN, DEPUTY, MANAGER = "P3001", "P2001", "P1001"


def signing(home: Path, person_id: str) -> SignIn:
    return SignIn(person_id, (home / "passwords" / person_id).read_text("utf-8").strip())


def let_a_deputy_keep(home: Path, desk: Desk) -> None:
    custody.delegate(
        desk,
        "SEAL-0001",
        custodian=signing(home, CUSTODIAN),
        deputy=signing(home, DEPUTY),
        approver=signing(home, MANAGER),
        until=datetime.now(UTC) + timedelta(days=3),
        reason="年休假",
    )


def test_a_deputy_and_a_pin_that_is_not_theirs_are_named_among_the_checks(
    qtbot: QtBot, opened: Opened
) -> None:
    opened.session.desk.submit(
        lambda desk: let_a_deputy_keep(opened.home, desk), owner=opened.window, done=lambda answer: None
    )
    opened.session.open_task(opened.session.tasks[0])
    qtbot.waitUntil(lambda: bool(opened.session.keeping.deputy), timeout=WAIT_MS)
    panel = opened.window.stamp_page.panel
    with open_desk(opened.home, settle=False) as desk:
        name = desk.person(DEPUTY).name
    assert f"Kept by the deputy {name}" in panel.checks.words
    assert "not registered here" in panel.checks.words and "Change the PIN first" in panel.checks.words


def test_nothing_is_said_where_the_custodian_keeps_it(qtbot: QtBot, with_contract: Opened) -> None:
    panel = with_contract.window.stamp_page.panel
    qtbot.wait(300)
    assert with_contract.session.keeping.against is None
    assert "deputy" not in panel.checks.words
