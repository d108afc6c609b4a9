"""The workspace's log: one JSON object a line, rotated, private, shared by processes, and never in anybody's way."""

from __future__ import annotations

import json
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sealdesk.events import Events
from sealdesk.settings.layout import Layout
from sealdesk.settings.logs import FILES, LIMIT_BYTES, log_files, start_log, stop_log

SEALS = Events("act")


@pytest.fixture
def layout(tmp_path: Path) -> Iterator[Layout]:
    layout = Layout(tmp_path / "home")
    layout.home.mkdir()
    layout.settings.touch()
    yield layout
    stop_log()


def log_of(layout: Layout) -> Path:
    return layout.logs / "sealdesk.log"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


def test_a_line_tells_when_what_where_and_safe_facts(layout: Layout) -> None:
    start_log(layout, "window")
    SEALS.event("act.sealed", index=12, milliseconds=340, document="采购合同.pdf")
    (line,) = lines(log_of(layout))
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "INFO",
        "event": "act.sealed",
        "area": "act",
        "face": "window",
        "pid": os.getpid(),
        "facts": {"index": 12, "milliseconds": 340},
    }


def test_times_are_rfc_3339_in_utc(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    start_log(layout, "window")
    record = logging.LogRecord("sealdesk.act", logging.INFO, "", 0, "act.sealed", None, None)
    record.created = 1_800_000_000.25
    logging.getLogger("sealdesk.act").handle(record)
    assert lines(log_of(layout))[0]["time"] == "2027-01-15T08:00:00.250Z"


def test_what_others_say_to_the_logger_is_checked_again(layout: Layout) -> None:
    start_log(layout, "window")
    logger = logging.getLogger("sealdesk.somewhere")
    logger.warning("cannot read %s", "/home/somebody/合同.pdf")
    logger.warning("token.fell", extra={"facts": {"path": "/home/somebody", "status": 9}})
    try:
        raise ValueError("PIN 483920")
    except ValueError:
        logger.exception("program.bug")
    unnamed, fell, bug = lines(log_of(layout))
    assert (unnamed["event"], unnamed["facts"]) == ("log.unnamed", {})
    assert fell["facts"] == {"status": 9}
    assert bug["facts"]["kind"] == "ValueError"
    assert "483920" not in log_of(layout).read_text("ascii")


def test_folder_and_file_are_their_owners_alone(layout: Layout) -> None:
    before = os.umask(0)
    try:
        start_log(layout, "window")
        SEALS.event("act.sealed")
    finally:
        os.umask(before)
    assert layout.logs.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in layout.logs.iterdir())


def test_without_a_workspace_nothing_is_made(tmp_path: Path) -> None:
    start_log(Layout(tmp_path / "nothing"), "window")
    SEALS.event("act.sealed")
    assert list(tmp_path.iterdir()) == []


def test_after_stopping_nothing_is_written(layout: Layout) -> None:
    start_log(layout, "window")
    stop_log()
    stop_log()
    SEALS.trouble("act.failed")
    assert log_files(layout) == () or lines(log_of(layout)) == []


def test_starting_again_writes_each_event_once(layout: Layout) -> None:
    start_log(layout, "window")
    start_log(layout, "window")
    SEALS.event("act.sealed")
    assert len(lines(log_of(layout))) == 1


def test_full_files_move_on_and_the_oldest_goes(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sealdesk.settings.logs.LIMIT_BYTES", 2_000)
    start_log(layout, "window")
    for number in range(200):
        SEALS.event("act.sealed", index=number)
    names = [path.name for path in log_files(layout) if path.name.startswith("sealdesk")]
    assert names == ["sealdesk.log.4", "sealdesk.log.3", "sealdesk.log.2", "sealdesk.log.1", "sealdesk.log"]
    assert len(names) == FILES
    told = [line["facts"]["index"] for name in names for line in lines(layout.logs / name)]
    assert told == list(range(told[0], 200))
    assert all((layout.logs / name).stat().st_size <= 2_000 for name in names)


def test_five_files_of_a_megabyte() -> None:
    assert (FILES, LIMIT_BYTES) == (5, 1_000_000)


WRITE_MANY = """
import sys
from pathlib import Path
import sealdesk.settings.logs as logs
from sealdesk.events import Events
from sealdesk.settings.layout import Layout
logs.LIMIT_BYTES = 20_000
logs.FILES = 50
logs.start_log(Layout(Path(sys.argv[1])), "window")
for number in range(400):
    Events("act").event("act.sealed", index=number)
"""


def test_processes_writing_at_once_lose_and_mix_nothing(layout: Layout) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITE_MANY, str(layout.home)]) for _ in range(4)]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    told: dict[int, set[int]] = {writer.pid: set() for writer in writers}
    files = [path for path in layout.logs.iterdir() if path.name.startswith("sealdesk.log")]
    for path in files:
        for line in lines(path):
            told[line["pid"]].add(line["facts"]["index"])
    assert [len(of_one) for of_one in told.values()] == [400] * 4
    assert len(files) > 1


def test_no_room_left_is_nobodys_trouble(layout: Layout) -> None:
    """Half a line at the end, and whole ones again once there is room."""
    start_log(layout, "window")
    SEALS.event("act.sealed", index=1)
    size = log_of(layout).stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10, before[1]))
        SEALS.event("act.sealed", index=2)
        SEALS.event("act.sealed", index=3)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handled)
    SEALS.event("act.sealed", index=4)
    first, half, last = log_of(layout).read_text("ascii").splitlines()
    assert json.loads(first)["facts"] == {"index": 1}
    assert len(half) == 10
    assert json.loads(last)["facts"] == {"index": 4}


def test_a_folder_that_cannot_be_made_is_nobodys_trouble(layout: Layout) -> None:
    layout.logs.write_text("a file where the folder should be", "utf-8")
    start_log(layout, "window")
    SEALS.event("act.sealed")
    assert log_files(layout) == ()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("name", ["sealdesk.log", "faults.log", "lock", "."])
def test_a_pipe_in_the_place_of_a_file_makes_nobody_wait(
    name: str, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sealdesk.settings.logs.LIMIT_BYTES", 100)  # the lock is taken for every line
    if name != ".":
        layout.logs.mkdir()
    os.mkfifo(layout.logs / name)
    previous = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it waits"))
    signal.alarm(5)
    try:
        start_log(layout, "window")
        SEALS.event("act.sealed")
        SEALS.event("act.sealed")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def test_trouble_of_any_kind_with_the_log_stays_in_it(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError

    start_log(layout, "window")
    monkeypatch.setattr("sealdesk.settings.logs._opened", broken)
    SEALS.event("act.sealed")


CRASH = """
import faulthandler, sys
from pathlib import Path
from sealdesk.settings.layout import Layout
from sealdesk.settings.logs import start_log
from sealdesk.secrecy import keep_memory_private
keep_memory_private()
start_log(Layout(Path(sys.argv[1])), "window")
def crash(pin):
    faulthandler._sigsegv()
crash("483920")
"""


def test_where_a_library_crashed_the_program_is_kept(layout: Layout) -> None:
    done = subprocess.run([sys.executable, "-c", CRASH, str(layout.home)], capture_output=True, check=False)
    assert done.returncode < 0
    kept = (layout.logs / "faults.log").read_text("utf-8")
    assert "in crash" in kept
    assert "483920" not in kept


def test_of_a_long_record_of_crashes_the_older_part_moves_on(layout: Layout) -> None:
    layout.logs.mkdir()
    (layout.logs / "faults.log").write_bytes(b"x" * (LIMIT_BYTES + 1))
    subprocess.run([sys.executable, "-c", CRASH, str(layout.home)], capture_output=True, check=False)
    assert [path.name for path in log_files(layout)] == ["faults.log.1", "faults.log"]
