"""Copies for reading (供阅览副本): without signature, under a visible mark, entered in the ledger."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sealdesk.documents import files
from sealdesk.documents.reading_copy import reading_copy
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.printing import PrintedAs, PrintOrder, PrintOutcome
from sealdesk.service import printing
from sealdesk.service.desk import Desk
from sealdesk.service.look_at_document import look
from sealdesk.service.sign_in import SignIn

MARK = "仅供阅览 复印无效"
_POLL_S = 0.1


def mark_for(person_name: str, moment: datetime) -> str:
    """What stands across every page: for whom and of which day the copy is."""
    return f"{MARK} · {moment.astimezone():%Y-%m-%d} · {person_name}"


def make(
    source: Path,
    password: str | None,
    pages: Sequence[int],
    mark: str,
    target: Path,
    cancelled: Callable[[], bool] = lambda: False,
    name: str = "",
) -> None:
    """Write the copy to `target`, a file of ours that may be replaced.

    Args:
        name: What people call the document; its file's name unless given.

    Raises:
        SealDeskError: `DOCUMENT_…` as drawing a page raises; `PRINTER_STOPPED` where it was cancelled.
    """
    title = f"{MARK} – {name or source.name}"
    with reading_copy(source, password, pages, mark, title, target) as child:
        while not child.answered(_POLL_S):
            if cancelled():
                raise SealDeskError(ErrorCode.PRINTER_STOPPED, printer=target.name)
        child.answer()


def save(
    desk: Desk,
    source: Path,
    target: Path,
    by: SignIn,
    *,
    name: str = "",
    password: str | None = None,
    pages: Sequence[int] = (),
) -> int:
    """Write a copy for reading to a new file; the ledger has it first. Returns its number of pages.

    Args:
        name: What people call the document; its file's name unless given.
        pages: Those that are copied; all unless given.

    Raises:
        SealDeskError: `PERSON_…`, `DOCUMENT_…`, output errors.
    """
    files.check_target(source, target)
    preflight = look(source, password)
    chosen = tuple(pages) or tuple(range(1, preflight.pages + 1))
    order = PrintOrder(
        name=name or source.name,
        document=preflight.digest,
        pages_total=preflight.pages,
        pages=chosen,
        copies=1,
        printer=target.name,
        what=PrintedAs.READING_COPY_FILE,
    )
    job = printing.begin(desk, order, by)
    content = b""
    try:
        with tempfile.TemporaryDirectory(prefix="sealdesk-", ignore_cleanup_errors=True) as folder:
            draft = Path(folder) / "copy.pdf"
            mark = mark_for(desk.person(by.person_id).name, datetime.now().astimezone())
            make(source, password, chosen, mark, draft)
            content = draft.read_bytes()
            files.write_content(content, target)
    except BaseException:
        # However it was interrupted: a copy that has its name is out.
        if _is_there(content, target):
            printing.end(desk, job, PrintOutcome.SENT, len(chosen))
        else:
            printing.end(desk, job, PrintOutcome.FAILED, 0)
        raise
    printing.end(desk, job, PrintOutcome.SENT, len(chosen))
    return len(chosen)


def _is_there(content: bytes, target: Path) -> bool:
    try:
        return bool(content) and files.digest_of(target).sha256 == hashlib.sha256(content).hexdigest()
    except SealDeskError:
        return False
