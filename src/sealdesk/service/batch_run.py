"""Carrying a planned batch out: the gate before it, its acts, its end, and going on after a crash.

What was sealed already is read from the ledger, never from memory: a document that an act of this batch sealed is not
stamped again, and one whose use was counted without a file waits for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.formats.batch_plan import rule_facts
from sealdesk.formats.page_numbers import pages_text
from sealdesk.model.act import SealingOrder
from sealdesk.model.batch import (
    BatchOutcome,
    BatchPlan,
    BatchRecord,
    BatchResult,
    BatchStanding,
    PlannedDocument,
)
from sealdesk.model.ledger import EntryKind
from sealdesk.model.token import TokenRef
from sealdesk.service import batch_journal, batch_manifest, seals, workstation
from sealdesk.service.custody_standing import custody_of
from sealdesk.service.desk import Desk
from sealdesk.service.file_lock import FileLock
from sealdesk.service.seal_batch import Batch, BatchDocument, BatchState, DocumentStanding, run
from sealdesk.service.settle_acts import settle_acts


@dataclass
class BatchRun:
    """A batch that passed the gate. Made by `begin`; `close` lets others carry it on.

    Attributes:
        record: How the batch stood when it was begun or gone on with.
        batch: The documents that are being sealed in this run.
        numbers: Which document of the plan each of them is.
        manifest: Name of the manifest's file, once the batch has ended.
    """

    record: BatchRecord
    batch: Batch
    numbers: tuple[int, ...]
    lock: FileLock
    manifest: str = ""

    @property
    def plan(self) -> BatchPlan:
        return self.record.plan

    def outcomes(self) -> Mapping[int, BatchOutcome]:
        """What came of every document so far, this run's included."""
        outcomes = dict(self.record.outcomes)
        for number, one in zip(self.numbers, self.batch.state.documents, strict=True):
            now, before = _outcome(one), outcomes[number]
            # What was spent stays spent, where it was tried again and refused.
            spent = before.result is BatchResult.COUNTED and now.result is BatchResult.FAILED
            outcomes[number] = before if spent else now
        return outcomes

    def count(self, result: BatchResult) -> int:
        """How many documents of the batch have this result."""
        return sum(1 for one in self.outcomes().values() if one.result is result)

    @property
    def undecided(self) -> tuple[int, ...]:
        """Numbers of the documents whose use was counted without a file: a person decides."""
        outcomes = self.outcomes().items()
        return tuple(number for number, one in outcomes if one.result is BatchResult.COUNTED)

    def try_again(self, number: int) -> None:
        """Let a document wait again that was not sealed; where its use was counted, it takes another."""
        if number in self.numbers:
            self.batch.try_again(self.numbers.index(number))
        elif self.outcomes()[number].result is BatchResult.COUNTED:
            document = self.plan.documents[number - 1]
            self.numbers = (*self.numbers, number)
            state = self.batch.state
            order = _order(self.plan, document, state.token)
            self.batch.state = replace(state, documents=(*state.documents, BatchDocument(order)))

    def close(self) -> None:
        """Let go of the batch. Safe to call twice."""
        self.lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def keeper_of(desk: Desk, plan: BatchPlan) -> str:
    """Id of the person who keeps the batch's seal now; empty where nobody does."""
    return custody_of(desk, seals.find_seal(desk, plan.seal_id)).person_id


def begin(desk: Desk, batch_id: str, token: TokenRef | None = None) -> BatchRun:
    """Begin a planned batch, or go on with one that was interrupted.

    Interrupted acts are settled first; what the ledger says was sealed is not sealed again.

    Args:
        token: The one to use, where several would do.

    Raises:
        SealDeskError: `BATCH_UNKNOWN`, `BATCH_BROKEN`, `BATCH_OVER`, `BATCH_BUSY`, `BATCH_NOTHING_READY`;
            `BATCH_NOT_LOOKED_AT` while a document that the policy wants looked at is not confirmed;
            `BATCH_TOO_MANY`; what the ledger and the workstation say.
    """
    lock = batch_journal.take_turn(desk, batch_id)
    try:
        workstation.check_here(desk)
        desk.settlements += settle_acts(desk)
        record = _begun(desk, batch_id)
        waiting = record.numbers(BatchResult.WAITING)
        orders = tuple(_order(record.plan, record.plan.documents[number - 1], token) for number in waiting)
        return BatchRun(record, Batch(orders), waiting, lock)
    except BaseException:
        lock.release()
        raise


def _begun(desk: Desk, batch_id: str) -> BatchRecord:
    """The batch behind its gate; nobody takes a word back between the gate and the ledger's entry."""
    batch_journal.plan_of(desk, batch_id)  # there is one, before anything is made in its folder
    with batch_journal.changing(desk, batch_id):
        desk.check_log()
        record = batch_journal.record_of(desk, batch_id)
        _check(desk, record)
        if record.standing is not BatchStanding.PLANNED:
            return record
        desk.record(EntryKind.BATCH_STARTED, _started_facts(desk, record))
        return batch_journal.record_of(desk, batch_id)


def _check(desk: Desk, record: BatchRecord) -> None:
    """The gate before a batch: nothing is sealed while somebody still has to look."""
    plan, limit = record.plan, desk.policy.batch.most_documents
    if record.standing is BatchStanding.ENDED:
        raise SealDeskError(ErrorCode.BATCH_OVER, batch=plan.id)
    if not {one.number for one in plan.ready} - set(record.set_aside):
        raise SealDeskError(ErrorCode.BATCH_NOTHING_READY, batch=plan.id)
    if len(plan.documents) > limit:
        raise SealDeskError(ErrorCode.BATCH_TOO_MANY, count=len(plan.documents), limit=limit)
    missing = record.unconfirmed
    if missing:
        raise SealDeskError(
            ErrorCode.BATCH_NOT_LOOKED_AT, count=len(missing), numbers=pages_text(missing), batch=plan.id
        )


def _order(plan: BatchPlan, document: PlannedDocument, token: TokenRef | None) -> SealingOrder:
    return SealingOrder(
        source=document.source,
        target=document.target,
        seal_id=plan.seal_id,
        request_id=document.request_id,
        placements=document.placements,
        token=token,
        batch_id=plan.id,
    )


def _started_facts(desk: Desk, record: BatchRecord) -> dict[str, object]:
    plan = record.plan
    looked: dict[str, set[int]] = {}
    for one in record.confirmed.values():
        if one.right:
            looked.setdefault(one.person_id, set()).add(one.number)
    return {
        "batch": plan.id,
        "seal": plan.seal_id,
        "person": keeper_of(desk, plan),
        "documents": len(plan.documents),
        "ready": len(plan.ready),
        "plan_sha256": batch_journal.plan_of(desk, plan.id).sha256,
        "rules": [rule_facts(rule) for rule in plan.rules],
        "template": plan.template,
        "must_look": pages_text(record.must_look),
        "looked_at": {person: pages_text(numbers) for person, numbers in sorted(looked.items())},
        "set_aside": pages_text(record.set_aside),
        "policy_version": desk.policy.version,
    }


def go_on(
    desk: Desk,
    running: BatchRun,
    progress: Callable[[BatchState], None] = lambda state: None,
    *,
    most: int | None = None,
    pins_offered: int = 0,
) -> BatchState:
    """Seal the waiting documents until none is left or something stops it; then end the batch.

    A batch with documents whose use was counted without a file does not end by itself: `BatchRun.try_again`, or
    `end`.

    Args:
        most: Seal so many documents at most, and come back: whoever shares a thread with others.
        pins_offered: As `seal_batch.run`.

    Raises:
        SealDeskError: What writing the manifest or the ledger's last entry raises; the batch can be gone on with.
    """
    begun = 0

    def told(state: BatchState) -> None:
        nonlocal begun
        if state.at is not None and state.step is None:
            begun += 1
            if most is not None and begun >= most:
                running.batch.pause()  # behind this document
        progress(state)

    state = run(desk, running.batch, told, pins_offered=pins_offered)
    if state.done and state.stopped_by is None and not running.undecided:
        end(desk, running)
    return state


def end(desk: Desk, running: BatchRun) -> str:
    """End the batch as it stands: write its manifest, and say so in the ledger.

    Returns:
        The manifest's file name, beside the sealed documents.

    Raises:
        SealDeskError: What writing raises; then the batch has not ended.
    """
    if not running.manifest:
        written = batch_manifest.write(desk, running.plan, running.record, running.outcomes())
        counts = {result.value: running.count(result) for result in BatchResult}
        desk.record(
            EntryKind.BATCH_ENDED,
            {
                "batch": running.plan.id,
                "seal": running.plan.seal_id,
                "person": written.person_id,
                "counts": counts,
                "manifest": {"name": written.path.name, "sha256": written.sha256},
            },
        )
        running.manifest = written.path.name
    return running.manifest


def _outcome(document: BatchDocument) -> BatchOutcome:
    if document.standing is DocumentStanding.SEALED and document.result is not None:
        result = document.result
        return BatchOutcome(
            BatchResult.SEALED,
            "",
            result.target.name,
            result.sha256,
            result.entry_id,
            result.entry_index,
        )
    if document.standing is DocumentStanding.WAITING:
        return BatchOutcome(BatchResult.WAITING)
    reason = document.trouble.code.text if document.trouble is not None else ""
    return BatchOutcome(BatchResult.COUNTED if document.counted else BatchResult.FAILED, reason)
