"""The practice workspace of this user: is it there, how far is it, away with it.

It is an evaluation workspace in a folder of its own. Nothing in it knows of the user's real workspace, and nothing is
ever removed but a folder that bears the mark which the making of a practice workspace writes first.
"""

from __future__ import annotations

import os
import shutil
import stat
from enum import Enum, auto
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service import workstation
from sealdesk.service.evaluation.cast import CAST, PRACTICE_REQUESTS, practice_seals
from sealdesk.service.file_lock import Holder
from sealdesk.settings.layout import Layout

MARK = "SealDesk practice workspace: may be deleted as a whole"
"""What its file `Layout.practice_mark` says."""
_MARK_AT_MOST = 200


class PracticeState(Enum):
    ABSENT = auto()
    UNFINISHED = auto()
    READY = auto()


def state_of(home: Path) -> PracticeState:
    """How the practice workspace stands."""
    if not home.exists() or _is_empty(home):
        return PracticeState.ABSENT
    last_written = home / "passwords" / CAST[-1].id
    return PracticeState.READY if last_written.is_file() else PracticeState.UNFINISHED


def made_so_far(home: Path) -> tuple[int, int]:
    """How many of its files are there while it is being made, and how many there will be."""
    layout = Layout(home)
    seals, requests = len(practice_seals()), len(PRACTICE_REQUESTS)
    folders = ((layout.person_keys, len(CAST)), (layout.seals, 2 * seals), (layout.documents, requests))
    single = (home / "token", home / "root.pem", layout.settings, layout.trust, _pin_file(home))
    there = sum(path.exists() for path in single)
    for folder, most in folders:
        there += min(most, sum(1 for _ in folder.iterdir())) if folder.is_dir() else 0
    return there, len(single) + sum(most for _, most in folders)


def practice_pin(home: Path) -> str:
    """PIN of the practice token; empty where the workspace has none that lies in a file."""
    try:
        return _pin_file(home).read_text("utf-8").strip()
    except OSError:
        return ""


def remove(home: Path) -> None:
    """Remove the practice workspace, finished or not.

    Links in it are removed, never what they lead to. The mark goes last: what an interruption leaves can be removed.

    Raises:
        SealDeskError: `WORKSPACE_BUSY` while a window is open on it; `WORKSPACE_NOT_PRACTICE` where the folder does not
            bear the mark; `WORKSPACE_BROKEN` where it cannot be removed.
    """
    if not os.path.lexists(home):
        return
    layout = Layout(home)
    if not _is_marked(layout):
        raise SealDeskError(ErrorCode.WORKSPACE_NOT_PRACTICE, path=home)
    claim = workstation.claim_window(layout)
    if isinstance(claim, Holder):
        raise SealDeskError(ErrorCode.WORKSPACE_BUSY, home=home)
    try:
        _empty(layout)
    except OSError as trouble:
        raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=home, reason=trouble.strerror) from trouble
    finally:
        claim.release()


def _is_marked(layout: Layout) -> bool:
    """Whether this program wrote its mark into this very folder, which is no link."""
    mark = layout.practice_mark
    try:
        if not stat.S_ISDIR(layout.home.lstat().st_mode) or not stat.S_ISREG(mark.lstat().st_mode):
            return False
        return mark.stat().st_size < _MARK_AT_MOST and mark.read_text("utf-8").strip() == MARK
    except (OSError, ValueError):
        return False


def _empty(layout: Layout) -> None:
    with os.scandir(layout.home) as entries:
        for entry in sorted(entries, key=lambda one: one.name == layout.practice_mark.name):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                Path(entry.path).unlink()
    layout.home.rmdir()


def _is_empty(home: Path) -> bool:
    try:
        return home.is_dir() and not any(home.iterdir())
    except OSError:
        return False


def _pin_file(home: Path) -> Path:
    return home / "pin"
