"""The act's journal: durable lines, one owner, readable after a crash at any byte."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service.act_journal import ActJournal, interrupted_acts
from sealdesk.settings.layout import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def begin(layout: Layout, act: str = "a1") -> ActJournal:
    return ActJournal.begin(layout, act, "R1", Path("/out/t.pdf"), Path("/out/.sealdesk-a1.part"))


def crashed(layout: Layout) -> list:
    """What the next start finds, its locks given back."""
    found = []
    for state, journal in interrupted_acts(layout):
        journal.abandon()
        found.append(state)
    return found


def test_a_running_act_is_left_alone(layout: Layout) -> None:
    journal = begin(layout)
    assert crashed(layout) == []
    journal.abandon()  # as a crash would
    (state,) = crashed(layout)
    assert (state.act_id, state.request_id, state.signing, state.ready_sha256) == ("a1", "R1", False, "")


def test_how_far_it_came(layout: Layout) -> None:
    journal = begin(layout)
    journal.signing()
    journal.ready("ab" * 32)
    journal.abandon()
    (state,) = crashed(layout)
    assert state.signing
    assert state.ready_sha256 == "ab" * 32
    assert state.target == Path("/out/t.pdf")


def test_a_finished_act_leaves_nothing(layout: Layout) -> None:
    begin(layout).end()
    assert crashed(layout) == []
    assert list(layout.acts.iterdir()) == []


def test_torn_anywhere_it_never_says_more_than_was_done(layout: Layout) -> None:
    journal = begin(layout)
    journal.signing()
    journal.ready("ab" * 32)
    journal.abandon()
    path = layout.act_journal("a1")
    whole = path.read_bytes()
    ends = [index + 1 for index, byte in enumerate(whole) if byte == 10]
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        states = crashed(layout)
        if length < ends[0]:
            assert states == []
            path.write_bytes(whole)
            continue
        (state,) = states
        assert state.signing == (length >= ends[1])
        assert state.ready_sha256 == ""


def test_a_draft_that_never_came_to_be_goes(layout: Layout) -> None:
    layout.acts.mkdir()
    (layout.acts / ".a9.new").write_text(json.dumps({"step": "begun"}))
    assert crashed(layout) == []
    assert list(layout.acts.iterdir()) == []


def test_a_child_that_outlives_the_act_does_not_keep_it_running(layout: Layout) -> None:
    """A limited child forked within the act survives its parent's death for a moment."""
    journal = begin(layout)
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(tell, b"x")
        signal.pause()
    try:
        assert os.read(ready, 1) == b"x"
        journal.abandon()  # as the parent's death would
        assert len(crashed(layout)) == 1
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ready)
        os.close(tell)


def test_names_that_are_no_utf8_come_back(layout: Layout) -> None:
    target = Path("/out/章\udcff.pdf")
    ActJournal.begin(layout, "a1", "R1", target, Path("/out/.sealdesk-a1.part")).abandon()
    (state,) = crashed(layout)
    assert state.target == target


def test_what_is_no_journal_is_left_alone(layout: Layout) -> None:
    layout.acts.mkdir()
    (layout.acts / "stamped here by mistake.pdf").write_bytes(b"%PDF-")
    (layout.acts / "folder").mkdir()
    assert crashed(layout) == []
    assert len(list(layout.acts.iterdir())) == 2


@pytest.mark.parametrize("content", ['{"step":"begun"}\n', "[1]\n", "7\n"])
def test_a_journal_that_is_not_ours_is_told_and_kept(layout: Layout, content: str) -> None:
    layout.acts.mkdir()
    journal = layout.act_journal("a1")
    journal.write_text(content)
    for _ in range(2):
        with pytest.raises(SealDeskError) as wrong:
            crashed(layout)
        assert wrong.value.code is ErrorCode.WORKSPACE_BROKEN
    assert journal.exists()


def test_a_folder_in_a_journals_place_is_told(layout: Layout) -> None:
    layout.act_journal("a1").mkdir(parents=True)
    with pytest.raises(SealDeskError) as wrong:
        crashed(layout)
    assert wrong.value.code is ErrorCode.WORKSPACE_BROKEN


def test_a_lock_left_by_a_dead_owner_is_waited_for(layout: Layout) -> None:
    """A child that was forked in the owner's last moment, before it could let go of the lock."""
    journal = begin(layout)
    path = layout.act_journal("a1")
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    lines = path.read_text("utf-8").replace(f'"pid": "{os.getpid()}"', f'"pid": "{gone.stdout.strip()}"')
    holder = os.open(path, os.O_WRONLY)
    journal.abandon()
    path.write_text(lines, "utf-8")
    fcntl.flock(holder, fcntl.LOCK_EX)
    letting_go = threading.Timer(0.3, os.close, [holder])
    letting_go.start()
    assert len(crashed(layout)) == 1
    letting_go.join()
