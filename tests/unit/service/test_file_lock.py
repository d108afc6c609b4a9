"""Locks between real processes: one owner, freed by its death, not kept by its children."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sealdesk.service.file_lock import FileLock, Holder, holder_of

HOLD = """
import sys
from pathlib import Path
from sealdesk.service.file_lock import FileLock
lock = FileLock.take(Path(sys.argv[1]), make=True)
lock.sign("window")
print("held", flush=True)
sys.stdin.readline()
"""


@contextmanager
def another_holds(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process holds the lock, until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None and process.stdin is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(30)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.lock"


def test_one_owner_at_a_time_and_it_says_who(path: Path) -> None:
    with another_holds(path) as other:
        assert FileLock.take(path) is None
        holder = holder_of(path)
        assert holder is not None and holder.since is not None
        assert (holder.pid, holder.purpose) == (other.pid, "window")
    assert holder_of(path) is None
    lock = FileLock.take(path)
    assert lock is not None and lock.held
    lock.release()


def test_a_killed_owner_leaves_it_free(path: Path) -> None:
    with another_holds(path) as other:
        other.kill()
        other.wait(30)
        lock = FileLock.take(path)
        assert lock is not None
        lock.release()


def test_whoever_waits_gets_it_when_it_is_let_go(path: Path) -> None:
    with another_holds(path) as other:
        waiting = subprocess.Popen(
            [sys.executable, "-c", HOLD.replace("make=True", "wait_s=30"), str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert waiting.stdin is not None and waiting.stdout is not None
        assert other.stdin is not None
        other.stdin.write("\n")
        other.stdin.flush()
        assert waiting.stdout.readline() == "held\n"
        assert holder_of(path) != Holder()
        waiting.communicate("\n", 30)


def test_two_desks_of_one_process_are_two(path: Path) -> None:
    first = FileLock.take(path, make=True)
    assert first is not None
    first.sign("window")
    assert FileLock.take(path) is None
    first.release()
    first.release()
    second = FileLock.take(path)
    assert second is not None
    second.release()


def test_a_forked_child_neither_keeps_nor_frees_it(path: Path) -> None:
    lock = FileLock.take(path, make=True)
    assert lock is not None
    lock.sign("window")
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        lock.release()  # nothing of the child's
        os.write(tell, b"held" if lock.held else b"free")
        signal.pause()
    try:
        assert os.read(ready, 4) == b"free"
        assert FileLock.take(path) is None
        holder = holder_of(path)
        assert holder is not None and holder.pid == os.getpid()
        lock.release()
        again = FileLock.take(path)
        assert again is not None
        again.release()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ready)
        os.close(tell)


def test_a_started_program_does_not_inherit_it(path: Path) -> None:
    lock = FileLock.take(path, make=True)
    assert lock is not None
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, close_fds=False) as child:
        lock.release()
        again = FileLock.take(path)
        assert again is not None
        again.release()
        child.communicate(timeout=30)


def test_a_file_that_was_removed_meanwhile_is_no_lock(path: Path) -> None:
    lock = FileLock.new(path)
    path.unlink()
    assert FileLock.take(path) is None
    lock.release()
    with pytest.raises(FileNotFoundError):
        FileLock.take(path / "deeper", make=True)


def test_what_stands_in_the_file_may_be_anything(path: Path) -> None:
    for content in (
        b"",
        b"7\n",
        b"{",
        b'{"pid": 1e999}\n',
        b'{"pid": -4}\n',
        b'{"pid": 1, "since": 7}',
        b"\xff",
    ):
        path.write_bytes(content)
        held = FileLock.take(path)
        assert held is not None
        assert holder_of(path) == Holder()
        held.release()
        assert path.read_bytes() == content  # only what we wrote is taken back


def test_new_makes_a_file_of_its_own(path: Path) -> None:
    lock = FileLock.new(path)
    lock.write(b"one\n")
    lock.write(b"two\n")
    assert path.read_bytes() == b"one\ntwo\n"
    with pytest.raises(FileExistsError):
        FileLock.new(path)
    lock.release()
    assert path.read_bytes() == b"one\ntwo\n"
