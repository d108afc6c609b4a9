"""Locks between processes: a file locked (flock) for as long as its owner wants, or lives.

The owner's name lies in the file: process, purpose and time, as one line of JSON. A forked child lets go of every
lock it inherited; programs that are started do not inherit any. What an owner leaves behind when it is killed
is free at once, or as soon as a child forked in its last moment has let go.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_POLL_S = 0.02
_LAST_BREATH_S = 2.0
"""How long a child forked just before its parent's death may take to let go of the lock it inherited."""
_held: set[FileLock] = set()


def _forget_in_child() -> None:
    """A forked child must not keep a lock: it may outlive its parent, who would seem to go on."""
    for lock in _held:
        os.close(lock._descriptor)
        lock._descriptor = -1
    _held.clear()


os.register_at_fork(after_in_child=_forget_in_child)


@dataclass(frozen=True)
class Holder:
    """Who holds a lock, by their own word.

    Attributes:
        pid: The process; 0 where the file does not say.
        purpose: What for, e.g. `window`; empty where the file does not say.
        since: Since when.
    """

    pid: int = 0
    purpose: str = ""
    since: datetime | None = None


class FileLock:
    """A lock that is held until `release`, or until this process ends."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor
        self._signed = False
        _held.add(self)

    @classmethod
    def new(cls, path: Path) -> FileLock:
        """Make the file, which must not exist, and lock it. Raises OSError."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            path.unlink(missing_ok=True)
            raise
        return cls(path, descriptor)

    @classmethod
    def take(cls, path: Path, *, wait_s: float = 0.0, make: bool = False) -> FileLock | None:
        """The lock; None where another holds it for longer than `wait_s`, or the file is gone by then.

        Args:
            make: Make the file if it is not there.

        Raises:
            OSError: The file cannot be opened or locked.
        """
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | (os.O_CREAT if make else 0), 0o600)
        except FileNotFoundError:
            if make:
                raise  # its folder is missing
            return None
        try:
            if _locked_in_time(path, descriptor, wait_s) and _is_still(path, descriptor):
                return cls(path, descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        return None

    @property
    def held(self) -> bool:
        return self._descriptor >= 0

    def sign(self, purpose: str) -> Holder:
        """Write into the file who holds it, for others to read; `release` takes it back. Raises OSError."""
        holder = Holder(os.getpid(), purpose, datetime.now(UTC))
        named = {"pid": holder.pid, "purpose": purpose, "since": str(holder.since)}
        line = json.dumps(named).encode() + b"\n"
        # The first line is whole at any moment: readers read no further.
        os.pwrite(self._descriptor, line, 0)
        os.ftruncate(self._descriptor, len(line))
        self._signed = True
        return holder

    def write(self, data: bytes) -> None:
        """Append to the file, durably. Raises OSError."""
        while data:
            data = data[os.write(self._descriptor, data) :]
        os.fsync(self._descriptor)

    def release(self) -> None:
        """Let go. Safe to call twice."""
        if not self.held:
            return
        _held.discard(self)
        if self._signed:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)
        self._descriptor = -1


def holder_of(path: Path) -> Holder | None:
    """Who holds this lock now; None where nobody does. Raises OSError."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        # The look itself holds the lock for a moment. Whoever takes it then finds no living owner, and waits.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _named(path)
    else:
        return None
    finally:
        os.close(descriptor)


def _locked_in_time(path: Path, descriptor: int, wait_s: float) -> bool:
    begun = time.monotonic()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waited = time.monotonic() - begun
            if waited >= wait_s and (waited >= _LAST_BREATH_S or not _owner_is_gone(path)):
                return False
            time.sleep(_POLL_S)
        else:
            return True


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the locked file still has its name: not removed, renamed or replaced before it was locked."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _owner_is_gone(path: Path) -> bool:
    """Whether no living process is named in the file: what is left of its lock goes in a moment."""
    try:
        pid = _named(path).pid
        if pid == 0:
            return path.stat().st_size == 0  # between two owners; else it is nothing of ours
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _named(path: Path) -> Holder:
    """What the file's first line says; it may be torn, or nothing of ours."""
    try:
        first: Any = json.loads(path.read_bytes().partition(b"\n")[0])
        pid = int(first["pid"])
        since = datetime.fromisoformat(first["since"]) if "since" in first else None
        return Holder(max(pid, 0), str(first.get("purpose", "")), since)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError):
        return Holder()
