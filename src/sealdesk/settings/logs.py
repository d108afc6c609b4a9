"""The workspace's log: `logs/sealdesk.log`, one JSON object a line, five files of a megabyte at most.

Every face of the program writes to the same file, each event as one write to its end, so that two processes never mix
their lines. A log that cannot be written (no space, a workspace that may only be read or not even entered, something
else than a file in its place) is no trouble of anybody's: the event is lost, the program goes on.

What a line may say is the business of `sealdesk.events`; it is checked here again, since anybody may log to a logger.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import logging
import os
import stat
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sealdesk.events import ROOT, bug_facts, is_event, safe_facts
from sealdesk.settings.layout import Layout

LIMIT_BYTES = 1_000_000
FILES = 5
_NAME = "sealdesk.log"
_FAULTS = "faults.log"

_faults: list[IO[bytes]] = []
"""The file that `faulthandler` writes to; it has to stay open."""


def log_files(layout: Layout) -> tuple[Path, ...]:
    """The log files that are there, the oldest first; last the one that keeps where the program crashed."""
    names = [f"{_NAME}.{number}" for number in range(FILES - 1, 0, -1)] + [_NAME, f"{_FAULTS}.1", _FAULTS]
    return tuple(path for name in names if os.path.isfile(path := layout.logs / name))  # noqa: PTH113 - never raises


def start_log(layout: Layout, face: str) -> None:
    """Log to the workspace from now on. Where there is no workspace, nothing is made or written.

    Args:
        face: What the person sees: `window` or `command_line`.
    """
    stop_log()
    if not os.path.isfile(layout.settings):  # noqa: PTH113 - never raises, as where the folder may not be entered
        return
    folder = layout.logs
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
    logger = logging.getLogger(ROOT)
    logger.addHandler(LogFile(folder / _NAME, face))
    logger.setLevel(logging.INFO)
    logger.propagate = False  # another library's handlers are not ours to write to
    _keep_crashes(folder / _FAULTS)


def stop_log() -> None:
    """Log no longer. Safe to call twice."""
    logger = logging.getLogger(ROOT)
    for handler in [one for one in logger.handlers if isinstance(one, LogFile)]:
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(logging.NOTSET)
    logger.propagate = True
    if _faults:
        faulthandler.disable()
        _faults.pop().close()


def _keep_crashes(path: Path) -> None:
    """Let the interpreter write where it was when a library crashed it: files and lines, never a value."""
    if faulthandler.is_enabled():
        return  # whoever started Python wants them elsewhere
    with contextlib.suppress(OSError):
        if path.exists() and path.stat().st_size > LIMIT_BYTES:
            path.replace(path.with_name(f"{_FAULTS}.1"))
        file = os.fdopen(_opened(path, os.O_APPEND), "wb", buffering=0)
        _faults.append(file)
        faulthandler.enable(file)


def _opened(path: Path, flags: int = 0) -> int:
    """A descriptor to write to a file of our own; raises `OSError`, also where something else has its name."""
    # A pipe in its place would make us wait for somebody to read from it.
    flags |= os.O_WRONLY | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags, 0o600)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileExistsError(path.name)
    return descriptor


class LogFile(logging.Handler):
    """Appends events to a file that other processes append to as well."""

    def __init__(self, path: Path, face: str) -> None:
        super().__init__()
        self._path, self._face = path, face
        self._descriptor: int | None = None
        self._half_line = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; never fails, never blocks."""
        with contextlib.suppress(Exception):  # no trouble with the log may become one of the program's
            self._append(self._line(record))

    def close(self) -> None:
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None
        super().close()

    def _line(self, record: logging.LogRecord) -> bytes:
        said = record.msg if isinstance(record.msg, str) and is_event(record.msg) else "log.unnamed"
        facts = getattr(record, "facts", None)
        safe: Mapping[str, Any] = safe_facts(facts) if isinstance(facts, Mapping) else {}
        if record.exc_info and record.exc_info[1] is not None:
            safe = {**safe, **safe_facts(bug_facts(record.exc_info[1]))}
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat("T", "milliseconds")[:-6] + "Z",
            "level": record.levelname,
            "event": said,
            **safe_facts(
                {"area": record.name.removeprefix(f"{ROOT}."), "face": self._face, "pid": os.getpid()}
            ),
            "facts": safe,
        }
        return json.dumps(line, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"

    def _append(self, line: bytes) -> None:
        descriptor = self._ready(len(line))
        if self._half_line:
            line = b"\n" + line
        # One write with O_APPEND: the kernel puts it at the end as a whole, whoever else writes.
        written = os.write(descriptor, line)
        self._half_line = written < len(line)

    def _ready(self, length: int) -> int:
        """The log's descriptor, with room for `length` more bytes."""
        descriptor = self._current()
        if os.fstat(descriptor).st_size + length > LIMIT_BYTES:
            with _turn(self._path) as ours:
                # Somebody else may have moved it on meanwhile. Where another is at it, one line more does not matter.
                if ours and os.fstat(self._current()).st_size + length > LIMIT_BYTES:
                    _move_on(self._path)
            descriptor = self._current()
        return descriptor

    def _current(self) -> int:
        """A descriptor of the file that has the log's name now: another process may have moved ours on."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                there, ours = self._path.stat(), os.fstat(self._descriptor)
                if (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino):
                    return self._descriptor
            os.close(self._descriptor)
            self._descriptor = None
        self._descriptor = _opened(self._path, os.O_APPEND)
        return self._descriptor


@contextlib.contextmanager
def _turn(path: Path) -> Iterator[bool]:
    """Whether nobody else moves the logs on just now."""
    if os.name == "nt":
        yield True  # there a file that others hold open cannot be renamed: they move it on later
        return
    import fcntl

    lock = _opened(path.with_name("lock"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(lock)


def _move_on(path: Path) -> None:
    for number in range(FILES - 1, 0, -1):
        older = path if number == 1 else path.with_name(f"{_NAME}.{number - 1}")
        with contextlib.suppress(FileNotFoundError):
            older.replace(path.with_name(f"{_NAME}.{number}"))
