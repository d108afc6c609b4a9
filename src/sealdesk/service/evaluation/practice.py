"""The practice workspace of this user: is it there, how far is it, away with it.

It is an evaluation workspace in a folder of its own. Nothing in it knows of the user's real workspace, and nothing is
ever removed but a folder that says of itself that it is for practising.
"""

from __future__ import annotations

import shutil
from enum import Enum, auto
from pathlib import Path

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.service import workstation
from sealdesk.service.evaluation.cast import CAST, PRACTICE_REQUESTS, practice_seals
from sealdesk.service.file_lock import Holder
from sealdesk.settings.layout import Layout
from sealdesk.settings.settings import load_settings


class PracticeState(Enum):
    ABSENT = auto()
    UNFINISHED = auto()
    READY = auto()


def state_of(home: Path) -> PracticeState:
    """How the practice workspace stands."""
    if not home.exists():
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

    Raises:
        SealDeskError: `WORKSPACE_BUSY` while a window is open on it; `WORKSPACE_BROKEN` where the folder is no
            practice workspace, or cannot be removed.
    """
    if not home.exists():
        return
    if not _is_practice(home):
        raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=home, reason="not a practice workspace")
    claim = workstation.claim_window(Layout(home))
    if isinstance(claim, Holder):
        raise SealDeskError(ErrorCode.WORKSPACE_BUSY, home=home)
    try:
        shutil.rmtree(home)
    except OSError as trouble:
        raise SealDeskError(ErrorCode.WORKSPACE_BROKEN, path=home, reason=trouble.strerror) from trouble
    finally:
        claim.release()


def _is_practice(home: Path) -> bool:
    """Whether the folder says so itself: by its settings, or where it never got that far, by what is in it."""
    if home.is_symlink():
        return False
    layout = Layout(home)
    if layout.settings.is_file():
        return load_settings(layout).evaluation
    return not layout.ledger.exists()


def _pin_file(home: Path) -> Path:
    return home / "pin"
