"""The journal of one act: what the next start needs to settle an act that was interrupted.

The ledger says *that* an act was intended; the journal says how far it came and which files it touched. It exists
before the intent is recorded and goes when the outcome is. While its act runs, the journal is locked, so that
another process does not settle an act that is still going on.
"""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sealdesk.documents import files
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service.file_lock import FileLock
from sealdesk.settings.layout import Layout

_OURS = re.compile(r"[0-9A-Za-z]+\.jsonl|\.[0-9A-Za-z]+\.new")


@dataclass(frozen=True)
class JournalState:
    """How far an act came.

    Attributes:
        target: Where the stamped file was to be published.
        part: The unfinished file beside it.
        signing: The token was asked to sign: the use counts, whatever happened then.
        ready_sha256: Digest of the verified file that was about to be published; empty before that.
    """

    act_id: str
    request_id: str
    target: Path
    part: Path
    signing: bool
    ready_sha256: str


class ActJournal:
    """The open, locked journal of a running act."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        self._path = path
        self._lock = lock

    @classmethod
    def begin(cls, layout: Layout, act_id: str, request_id: str, target: Path, part: Path) -> ActJournal:
        """Write and lock the journal of a new act, durably."""
        path = layout.act_journal(act_id)
        # Written, locked and synced under another name first: nobody else ever sees half a journal.
        draft = path.with_name(f".{act_id}.new")
        with _disk_trouble_told(path):
            path.parent.mkdir(mode=0o700, exist_ok=True)
            journal = cls(path, FileLock.new(draft))
            try:
                journal._write(
                    step="begun",
                    act=act_id,
                    request=request_id,
                    target=str(target),
                    part=str(part),
                    pid=str(os.getpid()),
                )
                draft.rename(path)
                _sync_folder(path.parent)
            except OSError:
                draft.unlink(missing_ok=True)
                journal.end()
                raise
        return journal

    def signing(self) -> None:
        """The next thing is the token's signature."""
        with _disk_trouble_told(self._path):
            self._write(step="signing")

    def ready(self, sha256: str) -> None:
        """The file is verified; the next thing is its publication."""
        with _disk_trouble_told(self._path):
            self._write(step="ready", sha256=sha256)

    def end(self) -> None:
        """The outcome is recorded: the journal is not needed any more."""
        self._path.unlink(missing_ok=True)
        self.abandon()

    def abandon(self) -> None:
        """Unlock, and leave the journal for the next start to settle."""
        self._lock.release()

    def _write(self, **line: str) -> None:
        self._lock.write(json.dumps(line).encode() + b"\n")  # ASCII: file names need not be UTF-8


def remove_parts(folder: Path, act_id: str) -> None:
    """Remove an act's unfinished files."""
    for part_of, part in files.stray_parts(folder).items():
        if part_of.startswith(act_id):
            files.remove_quietly(part)


def interrupted_acts(layout: Layout) -> Iterator[tuple[JournalState, ActJournal]]:
    """Every journal whose act is not running, locked for whoever settles it.

    Drafts of journals that never came to be are removed on the way: their acts had not begun. What is no file of
    ours stays where it is.

    Raises:
        SealDeskError: `WORKSPACE_BROKEN` where a journal cannot be opened, or says nothing that we write.
    """
    try:
        paths = sorted(layout.acts.iterdir()) if layout.acts.is_dir() else []
    except OSError as trouble:
        raise SealDeskError(
            ErrorCode.WORKSPACE_BROKEN, path=layout.acts, reason=trouble.strerror
        ) from trouble
    for path in paths:
        if not _OURS.fullmatch(path.name):
            continue
        try:
            lock = FileLock.take(path)
        except OSError as trouble:
            raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=path, reason=trouble.strerror) from trouble
        if lock is None:
            continue  # its act is running, or ended just now
        journal = ActJournal(path, lock)
        try:
            state = _read(path) if path.suffix == ".jsonl" else None
        except (OSError, LookupError, TypeError, AttributeError) as wrong:
            journal.abandon()
            raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=path, reason="journal") from wrong
        if state is None:
            journal.end()
        else:
            yield state, journal


def _read(path: Path) -> JournalState | None:
    lines = []
    for raw in path.read_bytes().splitlines(keepends=True):
        if not raw.endswith(b"\n"):
            break  # torn by the crash: what it would have said had not happened yet
        try:
            lines.append(json.loads(raw))
        except ValueError:
            break
    if not lines or lines[0].get("step") != "begun":
        return None
    begun = lines[0]
    ready = next((line["sha256"] for line in lines if line["step"] == "ready"), "")
    return JournalState(
        act_id=begun["act"],
        request_id=begun["request"],
        target=Path(begun["target"]),
        part=Path(begun["part"]),
        signing=any(line["step"] == "signing" for line in lines),
        ready_sha256=ready,
    )


@contextmanager
def _disk_trouble_told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as trouble:
        full = trouble.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        code = ErrorCode.OUTPUT_DISK_FULL if full else ErrorCode.OUTPUT_IO_ERROR
        raise SealDeskError(code, path=path, reason=trouble.strerror) from trouble


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
