"""The records of batches: what was planned, what was shown, who confirmed what; the rest the ledger says.

A folder for each batch, `batches/<id>/`: `plan.note`, written once and named by the ledger; `progress.note`, what was
shown, replaced whole; `manifest.note`, a copy of the manifest. All are signed by the workstation, so that nobody takes
a document out of those that must be looked at. What people said of the documents is in the ledger alone
(`batch_decisions`). There is no secret and no document in the folder.
"""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.batch_manifest import BatchManifest, read_manifest
from sealdesk.formats.batch_plan import read_plan, read_progress, write_plan, write_progress
from sealdesk.formats.fields import FormatError
from sealdesk.formats.page_numbers import pages_text
from sealdesk.model.batch import (
    BatchOutcome,
    BatchPlan,
    BatchRecord,
    BatchResult,
    BatchStanding,
    Confirmation,
)
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.service import batch_decisions
from sealdesk.service.batch_decisions import SealKeeper
from sealdesk.service.desk import Desk
from sealdesk.service.file_lock import FileLock
from sealdesk.tlog import note
from sealdesk.vault import files

T = TypeVar("T")

_ID = re.compile(r"B[0-9]{8}-[0-9a-f]{8}")
_ACTS = (EntryKind.ACT_INTENDED, EntryKind.ACT_SEALED, EntryKind.ACT_FAILED)
_LONGEST = 2 * note.MAX_NOTE_BYTES
_WAIT_S = 5.0


@dataclass(frozen=True)
class KeptPlan:
    """A plan as it lies in the workspace.

    Attributes:
        sha256: Of its text: what the ledger names.
        planned: The ledger's entry of its planning.
    """

    plan: BatchPlan
    sha256: str
    planned: LedgerEntry


def folder_of(desk: Desk, batch_id: str) -> Path:
    """Where a batch's records lie; raises `BATCH_UNKNOWN` for what is no batch's id."""
    if not _ID.fullmatch(batch_id):
        raise SealDeskError(ErrorCode.BATCH_UNKNOWN, batch=batch_id)
    return desk.layout.batches / batch_id


def keep_plan(desk: Desk, plan: BatchPlan) -> None:
    """Write a new plan down, signed and durable, and enter it in the ledger.

    Raises:
        SealDeskError: `BATCH_TOO_MANY` where it is too long to be signed whole; `OUTPUT_DISK_FULL`,
            `OUTPUT_IO_ERROR`.
    """
    path, text = folder_of(desk, plan.id) / "plan.note", write_plan(plan)
    try:
        signed = note.sign(text, desk.signer)
    except note.NoteError as too_long:
        facts = {"count": len(plan.documents), "limit": len(plan.documents) // 2}
        raise SealDeskError(ErrorCode.BATCH_TOO_MANY, **facts) from too_long
    with _disk_trouble_told(path):
        path.parent.mkdir(mode=0o700, parents=True)
    _write(path, signed)
    batch_decisions.enter_plan(desk, plan, _sha256(text))


def plan_of(desk: Desk, batch_id: str) -> KeptPlan:
    """The plan of a batch.

    Raises:
        SealDeskError: `BATCH_UNKNOWN`; `BATCH_DROPPED`; `BATCH_BROKEN` where it is not what this workstation signed
            and entered in the ledger.
    """
    path, planned = folder_of(desk, batch_id) / "plan.note", batch_decisions.planned_entry(desk, batch_id)
    if planned is None or not path.is_file():
        raise SealDeskError(ErrorCode.BATCH_UNKNOWN, batch=batch_id)
    if batch_decisions.is_dropped(desk, batch_id):
        raise SealDeskError(ErrorCode.BATCH_DROPPED, batch=batch_id)
    text = _signed(desk, path)
    plan = _read(path, lambda: read_plan(text))
    if plan.id != batch_id or planned.body["plan_sha256"] != _sha256(text):
        raise SealDeskError(ErrorCode.BATCH_BROKEN, path=path)
    return KeptPlan(plan, _sha256(text), planned)


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def batch_ids(desk: Desk) -> tuple[str, ...]:
    """Every batch of the workspace, newest first."""
    with suppress(OSError):
        known = batch_decisions.planned_ids(desk)
        found = [one.name for one in desk.layout.batches.iterdir() if one.name in known]
        plans = {name: read_time(desk.layout.batches / name) for name in found}
        return tuple(sorted(found, key=lambda name: plans[name], reverse=True))
    return ()


def read_time(folder: Path) -> float:
    """When a batch's plan was written, as its file says; 0 where it says nothing."""
    with suppress(OSError):
        return (folder / "plan.note").stat().st_mtime
    return 0.0


def record_of(desk: Desk, batch_id: str) -> BatchRecord:
    """A batch with everything that has happened to it.

    Raises:
        SealDeskError: As `plan_of`.
    """
    kept = plan_of(desk, batch_id)
    started, ended = _entry(desk, EntryKind.BATCH_STARTED, batch_id), None
    if started is not None:
        ended = _entry(desk, EntryKind.BATCH_ENDED, batch_id)
    confirmed = batch_decisions.words_of(desk, kept.plan, kept.planned, started)
    standing = BatchStanding.PLANNED if started is None else BatchStanding.BEGUN
    return BatchRecord(
        plan=kept.plan,
        standing=standing if ended is None else BatchStanding.ENDED,
        must_look=desk.policy.batch.must_look(kept.plan.documents),
        shown=_shown(desk, kept),
        confirmed=confirmed,
        outcomes=_outcomes(desk, kept.plan, confirmed, started, ended),
        started=started.time if started else None,
        ended=ended.time if ended else None,
        manifest=ended.body["manifest"]["name"] if ended else "",
    )


def _entry(desk: Desk, kind: EntryKind, batch_id: str) -> LedgerEntry | None:
    entries = desk.ledger.entries(kind=kind, newest_first=True)
    return next((entry for entry in entries if entry.body["batch"] == batch_id), None)


def started_entry(desk: Desk, batch_id: str) -> LedgerEntry | None:
    """The entry of the batch's beginning; None before it."""
    return _entry(desk, EntryKind.BATCH_STARTED, batch_id)


def ended_entry(desk: Desk, batch_id: str) -> LedgerEntry | None:
    """The entry of the batch's end; None before it."""
    return _entry(desk, EntryKind.BATCH_ENDED, batch_id)


# What the ledger says of its documents.


def _outcomes(
    desk: Desk,
    plan: BatchPlan,
    confirmed: Mapping[int, Confirmation],
    started: LedgerEntry | None,
    ended: LedgerEntry | None,
) -> dict[int, BatchOutcome]:
    outcomes = {one.number: _before_the_acts(plan, one.number, confirmed) for one in plan.documents}
    if started is not None:
        outcomes.update(_of_acts(desk, plan, started))
    if ended is not None:
        outcomes.update(_told_by_manifest(desk, plan.id, outcomes))
    return outcomes


def _before_the_acts(plan: BatchPlan, number: int, confirmed: Mapping[int, Confirmation]) -> BatchOutcome:
    document = plan.documents[number - 1]
    stopping = next((one.code for one in document.findings if one.stops), "")
    if number in confirmed and not confirmed[number].right:
        stopping = stopping or ErrorCode.BATCH_SET_ASIDE.text
    return BatchOutcome(BatchResult.LEFT_OUT, stopping) if stopping else BatchOutcome(BatchResult.WAITING)


def _of_acts(desk: Desk, plan: BatchPlan, started: LedgerEntry) -> dict[int, BatchOutcome]:
    """What the batch's acts came to: an act belongs to it by its intent, to a document by its bytes."""
    numbers = {one.document.sha256: one.number for one in plan.documents if one.document and one.ready}
    acts: dict[str, int] = {}
    outcomes: dict[int, BatchOutcome] = {}
    for entry in desk.ledger.entries(kind=_ACTS, after_index=started.index):
        act = entry.body["act"]
        number = numbers.get(entry.body["document"]["sha256"])
        if entry.kind is EntryKind.ACT_INTENDED:
            if number is not None and entry.body.get("batch") == plan.id:
                acts[act] = number
                outcomes[number] = _better(outcomes.get(number), _interrupted(entry))
        elif act in acts:
            outcomes[acts[act]] = _better(outcomes.get(acts[act]), _of_outcome(entry))
    return outcomes


def _interrupted(intent: LedgerEntry) -> BatchOutcome:
    """An act without an outcome: nobody knows, so it counts, and is not tried again unasked."""
    return BatchOutcome(
        BatchResult.COUNTED, "interrupted", entry_id=intent.entry_id, entry_index=intent.index
    )


def _of_outcome(entry: LedgerEntry) -> BatchOutcome:
    body = entry.body
    if entry.kind is EntryKind.ACT_SEALED:
        stamped = body["stamped"]
        return BatchOutcome(
            BatchResult.SEALED, "", stamped["name"], stamped["sha256"], entry.entry_id, entry.index
        )
    result = BatchResult.WAITING if body["given_back"] else BatchResult.COUNTED
    return BatchOutcome(result, body["reason"], entry_id=entry.entry_id, entry_index=entry.index)


def _better(before: BatchOutcome | None, now: BatchOutcome) -> BatchOutcome:
    """A sealed document stays sealed, whatever was tried behind it."""
    return before if before is not None and before.result is BatchResult.SEALED else now


def _told_by_manifest(
    desk: Desk, batch_id: str, outcomes: Mapping[int, BatchOutcome]
) -> dict[int, BatchOutcome]:
    """What only the manifest says: why documents were not sealed that no act was begun for."""
    try:
        manifest = manifest_copy(desk, batch_id)
    except SealDeskError:
        return {}
    return {
        line.number: BatchOutcome(line.result, line.reason)
        for line in manifest.lines
        if line.number in outcomes and outcomes[line.number].result is BatchResult.WAITING
    }


def keep_manifest_copy(desk: Desk, batch_id: str, signed: str) -> None:
    """Keep a copy of the batch's manifest with its records."""
    _write(folder_of(desk, batch_id) / "manifest.note", signed)


def manifest_copy(desk: Desk, batch_id: str) -> BatchManifest:
    """The kept copy of a batch's manifest; raises `BATCH_BROKEN`."""
    path = folder_of(desk, batch_id) / "manifest.note"
    text = _signed(desk, path)
    return _read(path, lambda: read_manifest(text))


# What was shown and confirmed.


def mark_shown(desk: Desk, batch_id: str, numbers: Collection[int]) -> None:
    """These documents were shown with the seal on them, as planned.

    Raises:
        SealDeskError: As `plan_of`; `USAGE_WRONG` for a number that the batch does not have.
    """
    kept = plan_of(desk, batch_id)
    _check_numbers(kept.plan, numbers)
    with changing(desk, batch_id):
        shown = _shown(desk, kept)
        if not shown.issuperset(numbers):
            text = write_progress(batch_id, kept.sha256, shown.union(numbers))
            _write(folder_of(desk, batch_id) / "progress.note", note.sign(text, desk.signer))


def confirm(
    desk: Desk, batch_id: str, numbers: Collection[int], by: SealKeeper, *, right: bool = True
) -> None:
    """Who keeps the seal looked at these documents. Whoever looks again has the last word, until the batch begins.

    Args:
        by: From `batch_decisions.sign_in`.
        right: The seal is where it belongs; otherwise they are set aside, and not sealed: for that they need not have
            been shown.

    Raises:
        SealDeskError: As `plan_of`; `USAGE_WRONG` for a number that the batch does not have; `BATCH_NOT_SHOWN` for
            documents that were not shown; `BATCH_OVER` once the batch has begun; `PERSON_NOT_ENTITLED`, `CUSTODY_…`
            for somebody who does not keep the seal any more; `REQUEST_OWN` for documents of their own requests.
    """
    kept = plan_of(desk, batch_id)
    _check_numbers(kept.plan, numbers)
    with changing(desk, batch_id):
        if started_entry(desk, batch_id) is not None:
            raise SealDeskError(ErrorCode.BATCH_OVER, batch=batch_id)
        unseen = set(numbers) - _shown(desk, kept) if right else set()
        if unseen:
            raise SealDeskError(ErrorCode.BATCH_NOT_SHOWN, numbers=pages_text(unseen))
        batch_decisions.enter_word(desk, kept.plan, kept.planned, numbers, by, right=right)


def _check_numbers(plan: BatchPlan, numbers: Collection[int]) -> None:
    wrong = [number for number in numbers if plan.document(number) is None]
    if wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=pages_text(wrong))


def _shown(desk: Desk, kept: KeptPlan) -> frozenset[int]:
    path = folder_of(desk, kept.plan.id) / "progress.note"
    if not path.exists():
        return frozenset()
    text = _signed(desk, path)
    return _read(path, lambda: read_progress(text, kept.plan.id, kept.sha256))


def drop(desk: Desk, batch_id: str) -> None:
    """Throw away a plan that nobody began; the ledger says so.

    Raises:
        SealDeskError: `BATCH_UNKNOWN`; `BATCH_OVER` once the batch has begun: its records stay; `OUTPUT_IO_ERROR`; what
            the ledger raises.
    """
    folder, planned = folder_of(desk, batch_id), batch_decisions.planned_entry(desk, batch_id)
    if planned is None or not folder.is_dir():
        raise SealDeskError(ErrorCode.BATCH_UNKNOWN, batch=batch_id)
    with changing(desk, batch_id):
        if started_entry(desk, batch_id) is not None:
            raise SealDeskError(ErrorCode.BATCH_OVER, batch=batch_id)
        if not batch_decisions.is_dropped(desk, batch_id):
            batch_decisions.enter_drop(desk, planned)
    with _disk_trouble_told(folder):
        shutil.rmtree(folder)


# Files and locks.


def take_turn(desk: Desk, batch_id: str) -> FileLock:
    """The right to carry the batch out, until it is released; raises `BATCH_BUSY`."""
    return _lock(desk, batch_id, "batch.lock", 0.0)


@contextmanager
def changing(desk: Desk, batch_id: str) -> Iterator[None]:
    """Nobody else shows, confirms, begins or drops the batch meanwhile; raises `BATCH_BUSY`."""
    lock = _lock(desk, batch_id, "progress.lock", _WAIT_S)
    try:
        yield
    finally:
        lock.release()


def _lock(desk: Desk, batch_id: str, name: str, wait_s: float) -> FileLock:
    path = folder_of(desk, batch_id) / name
    with _disk_trouble_told(path):
        lock = FileLock.take(path, wait_s=wait_s, make=True)
    if lock is None:
        raise SealDeskError(ErrorCode.BATCH_BUSY, batch=batch_id)
    return lock


def _signed(desk: Desk, path: Path) -> str:
    """The text of one of our notes; raises `BATCH_BROKEN`."""
    try:
        return note.open_note(files.read(path, _LONGEST).decode(), desk.log_keys).text
    except (OSError, UnicodeDecodeError, note.NoteError) as broken:
        reason = broken.strerror if isinstance(broken, OSError) else ""
        raise SealDeskError(ErrorCode.BATCH_BROKEN, path=path, reason=reason or "") from broken


def _read(path: Path, read: Callable[[], T]) -> T:
    try:
        return read()
    except (FormatError, ValueError) as wrong:
        raise SealDeskError(ErrorCode.BATCH_BROKEN, path=path) from wrong


def _write(path: Path, signed: str) -> None:
    with _disk_trouble_told(path):
        files.replace(path, signed.encode())


@contextmanager
def _disk_trouble_told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as trouble:
        full = trouble.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        code = ErrorCode.OUTPUT_DISK_FULL if full else ErrorCode.OUTPUT_IO_ERROR
        raise SealDeskError(code, path=path, reason=trouble.strerror) from trouble
