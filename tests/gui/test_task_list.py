"""The tasks: approved requests, oldest first, with seal, applicant, class, and how long they wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sealdesk.gui.session import Task
from sealdesk.gui.session_tasks import short_name

from .approved import approve
from .conftest import WAIT_MS, Opened


@pytest.fixture
def second(home: Path) -> str:
    return approve(home, home / "samples" / "certificate.pdf", "SEAL-0001")


def test_the_oldest_is_first_and_each_row_tells_all(qtbot: QtBot, second: str, opened: Opened) -> None:
    tasks = opened.window.stamp_page.tasks
    assert [task.standing.request.id for task in opened.session.tasks][-1] == second
    told = tasks.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "contract.pdf, 城南建设有限公司合同专用章, 孙晓雯, Contract or agreement, today"
    assert opened.session.tasks[0].seal_short == "合同专用章"
    assert opened.session.tasks[1].seal_short == "城南建设有限公司"


def test_days_are_those_of_the_calendar(opened: Opened) -> None:
    tasks, task = opened.window.stamp_page.tasks, opened.session.tasks[0]

    def waiting(days: int) -> Task:
        decided = datetime.now(UTC) - timedelta(days=days)
        approvals = tuple(replace(one, decided=decided) for one in task.standing.approvals)
        return replace(task, standing=replace(task.standing, approvals=approvals))

    assert [tasks.waiting_words(waiting(days)) for days in (0, 1, 12)] == ["today", "1 day", "12 days"]


def test_the_next_task_opens_by_itself(qtbot: QtBot, second: str, opened: Opened) -> None:
    opened.window.stamp_page.tasks.open_next()
    qtbot.waitUntil(lambda: opened.session.document is not None, timeout=WAIT_MS)
    assert opened.session.document is not None and opened.session.document.name == "contract.pdf"
    opened.session.close_document()
    opened.session.tasks = ()
    opened.session.tasks_changed.emit()
    opened.window.stamp_page.tasks.open_next()
    assert opened.session.document is None


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("城南建设有限公司合同专用章", "合同专用章"),
        ("城南建设有限公司", "城南建设有限公司"),
        ("城南建设有限公司（练习）", "城南建设有限公司（练习）"),
        ("城南建设有限公司工程部(2)", "工程部(2)"),
    ],
)
def test_a_units_seal_keeps_the_name_that_it_bears(name: str, short: str) -> None:
    assert short_name(name, "城南建设有限公司") == short
