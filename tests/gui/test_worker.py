"""Workers answer on the GUI thread, in order, and never ask."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.gui.worker import Progress, Worker


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker("test")
    yield made
    made.stop()


def test_work_runs_elsewhere_and_the_answer_comes_here(qtbot: QtBot, worker: Worker) -> None:
    told: list[tuple[int, int]] = []
    worker.submit(
        lambda progress: threading.get_ident(),
        owner=worker,
        done=lambda there: told.append((there, threading.get_ident())),
    )
    qtbot.waitUntil(lambda: bool(told))
    there, here = told[0]
    assert there != here == threading.get_ident()


def test_answers_keep_their_order(qtbot: QtBot, worker: Worker) -> None:
    told: list[object] = []

    def work(progress: Progress) -> str:
        progress("half")
        return "whole"

    worker.submit(work, owner=worker, done=told.append, progress=told.append)
    worker.submit(lambda progress: "next", owner=worker, done=told.append)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert told == ["half", "whole", "next"]


def test_a_trouble_is_an_answer(qtbot: QtBot, worker: Worker) -> None:
    told: list[SealDeskError] = []

    def work(progress: Progress) -> None:
        raise SealDeskError(ErrorCode.TOKEN_NONE)

    worker.submit(work, owner=worker, failed=told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].code is ErrorCode.TOKEN_NONE


def test_a_bug_is_a_crash_and_the_worker_lives_on(qtbot: QtBot, worker: Worker) -> None:
    with qtbot.waitSignal(worker.crashed) as crashed:
        worker.submit(lambda progress: {}["missing"], owner=worker)
    assert isinstance(crashed.args[0], KeyError)
    told: list[int] = []
    worker.submit(lambda progress: 7, owner=worker, done=told.append)
    qtbot.waitUntil(lambda: told == [7])


def test_nobody_is_told_who_is_gone(qtbot: QtBot, worker: Worker) -> None:
    told: list[int] = []
    owner = QObject()
    gate = threading.Event()

    def work(progress: Progress) -> int:
        gate.wait()
        return 1

    worker.submit(work, owner=owner, done=told.append)
    owner.deleteLater()
    qtbot.waitSignal(owner.destroyed).wait()
    gate.set()
    worker.submit(lambda progress: 2, owner=worker, done=told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [2]


def test_overtaken_work_is_not_done(qtbot: QtBot, worker: Worker) -> None:
    done: list[str] = []
    worker.submit(lambda progress: done.append("old"), owner=worker, still_wanted=lambda: False)
    worker.submit(lambda progress: done.append("new"), owner=worker)
    qtbot.waitUntil(lambda: not worker.busy)
    assert done == ["new"]


def test_troubles_are_logged_once_in_a_row_and_bugs_without_their_message(
    qtbot: QtBot, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(code: ErrorCode) -> None:
        raise SealDeskError(code, path="/home/somebody/合同.pdf")

    def fault() -> None:
        raise KeyError("PIN 271828")

    wanted = (ErrorCode.TOKEN_NONE, ErrorCode.TOKEN_NONE, ErrorCode.TOKEN_BUSY)
    for code in wanted:
        with qtbot.waitSignal(worker.busy_changed, check_params_cb=lambda busy: not busy):
            worker.submit(lambda progress, code=code: refuse(code), owner=worker)
    with qtbot.waitSignal(worker.crashed):
        worker.submit(lambda progress: fault(), owner=worker)
    told = [(record.msg, record.facts) for record in caplog.records]  # type: ignore[attr-defined]
    assert told[:2] == [("error.told", {"code": "token.none"}), ("error.told", {"code": "token.busy"})]
    assert (told[2][0], told[2][1]["kind"]) == ("program.bug", "KeyError")
    assert "271828" not in str(told)


def test_an_answer_is_not_kept_until_the_next_job(qtbot: QtBot) -> None:
    class Picture:
        pass

    owner = QObject()
    worker = Worker("one answer", owner)
    given: list[weakref.ref[Picture]] = []
    worker.submit(lambda progress: Picture(), owner=owner, done=lambda one: given.append(weakref.ref(one)))
    qtbot.waitUntil(lambda: bool(given) and not worker.busy)
    qtbot.waitUntil(lambda: given[0]() is None)
    worker.stop()
