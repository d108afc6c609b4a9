"""The records of batches: what was planned, what was shown, who confirmed what; the rest the ledger says.

A folder for each batch, `batches/<id>/`: `plan.note`, written once and named by the ledger when the batch begins;
`progress.note`, replaced whole; `manifest.note`, a copy of the manifest. All are signed by the workstation, so that
nobody takes a document out of those that must be looked at. There is no secret and no document in them.
"""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
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
        sha256: Of its text: what the ledger's entry of the batch's beginning names.
    """

    plan: BatchPlan
    sha256: str


def folder_of(desk: Desk, batch_id: str) -> Path:
    """Where a batch's records lie; raises `BATCH_UNKNOWN` for what is no batch's id."""
    if not _ID.fullmatch(batch_id):
        raise SealDeskError(ErrorCode.BATCH_UNKNOWN, batch=batch_id)
    return desk.layout.batches / batch_id


def keep_plan(desk: Desk, plan: BatchPlan) -> None:
    """Write a new plan down, signed and durable.

    Raises:
        SealDeskError: `BATCH_TOO_MANY` where it is too long to be signed whole; `OUTPUT_DISK_FULL`,
            `OUTPUT_IO_ERROR`.
    """
    path = folder_of(desk, plan.id) / "plan.note"
    try:
        signed = note.sign(write_plan(plan), desk.signer)
    except note.NoteError as too_long:
        facts = {"count": len(plan.documents), "limit": len(plan.documents) // 2}
        raise SealDeskError(ErrorCode.BATCH_TOO_MANY, **facts) from too_long
    with _disk_trouble_told(path):
        path.parent.mkdir(mode=0o700, parents=True)
    _write(path, signed)


def plan_of(desk: Desk, batch_id: str) -> KeptPlan:
    """The plan of a batch.

    Raises:
        SealDeskError: `BATCH_UNKNOWN`; `BATCH_BROKEN` where it is not what this workstation signed.
    """
    path = folder_of(desk, batch_id) / "plan.note"
    if not path.is_file():
        raise SealDeskError(ErrorCode.BATCH_UNKNOWN, batch=batch_id)
    text = _signed(desk, path)
    plan = _read(path, lambda: read_plan(text))
    if plan.id != batch_id:
        raise SealDeskError(ErrorCode.BATCH_BROKEN, path=path)
    return KeptPlan(plan, sha256(text.encode()).hexdigest())


def batch_ids(desk: Desk) -> tuple[str, ...]:
    """Every batch of the workspace, newest first."""
    with suppress(OSError):
        found = [one.name for one in desk.layout.batches.iterdir() if _ID.fullmatch(one.name)]
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
        SealDeskError: As `plan_of`; `BATCH_BROKEN` also where the plan is not the one that the ledger names.
    """
    kept = plan_of(desk, batch_id)
    started, ended = _entry(desk, EntryKind.BATCH_STARTED, batch_id), None
    if started is not None:
        if started.body["plan_sha256"] != kept.sha256:
            path = folder_of(desk, batch_id) / "plan.note"
            raise SealDeskError(ErrorCode.BATCH_BROKEN, path=path)
        ended = _entry(desk, EntryKind.BATCH_ENDED, batch_id)
    shown, confirmed = _progress(desk, batch_id)
    standing = BatchStanding.PLANNED if started is None else BatchStanding.BEGUN
    return BatchRecord(
        plan=kept.plan,
        standing=standing if ended is None else BatchStanding.ENDED,
        must_look=desk.policy.batch.must_look(kept.plan.documents, kept.plan.seed),
        shown=shown,
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
    """These documents were shown with the seal on them.

    Raises:
        SealDeskError: As `plan_of`; `USAGE_WRONG` for a number that the batch does not have.
    """
    plan = plan_of(desk, batch_id).plan
    _check_numbers(plan, numbers)
    with _changing(desk, batch_id):
        shown, confirmed = _progress(desk, batch_id)
        if not shown.issuperset(numbers):
            _keep_progress(desk, batch_id, shown.union(numbers), confirmed)


def confirm(
    desk: Desk, batch_id: str, numbers: Collection[int], person_id: str, *, right: bool = True
) -> None:
    """Somebody looked at these documents. Whoever looks again has the last word, until the batch begins.

    Args:
        right: The seal is where it belongs; otherwise they are set aside, and not sealed.

    Raises:
        SealDeskError: As `plan_of`; `USAGE_WRONG` for a number that the batch does not have; `BATCH_NOT_SHOWN` for
            documents that were not shown; `PERSON_UNKNOWN`; `BATCH_OVER` once the batch has begun.
    """
    plan = plan_of(desk, batch_id).plan
    _check_numbers(plan, numbers)
    desk.person(person_id)
    if started_entry(desk, batch_id) is not None:
        raise SealDeskError(ErrorCode.BATCH_OVER, batch=batch_id)
    with _changing(desk, batch_id):
        shown, confirmed = _progress(desk, batch_id)
        unseen = set(numbers) - shown
        if unseen:
            raise SealDeskError(ErrorCode.BATCH_NOT_SHOWN, numbers=pages_text(unseen))
        now = datetime.now(UTC)
        new = {number: Confirmation(number, person_id, now, right) for number in numbers}
        said = {**new, **{at: one for at, one in confirmed.items() if at in new and one.right is right}}
        _keep_progress(desk, batch_id, shown, {**confirmed, **said})


def _check_numbers(plan: BatchPlan, numbers: Collection[int]) -> None:
    wrong = [number for number in numbers if plan.document(number) is None]
    if wrong:
        raise SealDeskError(ErrorCode.USAGE_WRONG, what=pages_text(wrong))


def _progress(desk: Desk, batch_id: str) -> tuple[frozenset[int], dict[int, Confirmation]]:
    path = folder_of(desk, batch_id) / "progress.note"
    if not path.exists():
        return frozenset(), {}
    text = _signed(desk, path)
    return _read(path, lambda: read_progress(text, batch_id))


def _keep_progress(
    desk: Desk, batch_id: str, shown: frozenset[int], confirmed: Mapping[int, Confirmation]
) -> None:
    text = write_progress(batch_id, shown, confirmed)
    _write(folder_of(desk, batch_id) / "progress.note", note.sign(text, desk.signer))


def drop(desk: Desk, batch_id: str) -> None:
    """Throw away a plan that nobody began.

    Raises:
        SealDeskError: `BATCH_UNKNOWN`; `BATCH_OVER` once the batch has begun: its records stay; `OUTPUT_IO_ERROR`.
    """
    folder = folder_of(desk, batch_id)
    if not folder.is_dir():
        raise SealDeskError(ErrorCode.BATCH_UNKNOWN, batch=batch_id)
    if started_entry(desk, batch_id) is not None:
        raise SealDeskError(ErrorCode.BATCH_OVER, batch=batch_id)
    with _disk_trouble_told(folder):
        shutil.rmtree(folder)


# Files and locks.


def take_turn(desk: Desk, batch_id: str) -> FileLock:
    """The right to carry the batch out, until it is released; raises `BATCH_BUSY`."""
    return _lock(desk, batch_id, "batch.lock", 0.0)


@contextmanager
def _changing(desk: Desk, batch_id: str) -> Iterator[None]:
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
