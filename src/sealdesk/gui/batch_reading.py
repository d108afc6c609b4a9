"""A batch of the workspace, read for the page that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from sealdesk.model.batch import BatchRecord
from sealdesk.model.people import Person
from sealdesk.service import batch_journal, batch_run
from sealdesk.service.batch_decisions import SealKeeper
from sealdesk.service.batch_look import SealShown, seal_shown
from sealdesk.service.desk import Desk


@dataclass(frozen=True)
class OpenBatch:
    """A batch as the page shows it.

    Attributes:
        keeper: Who keeps the seal; None where nobody of the people register does.
    """

    record: BatchRecord
    seal: SealShown
    keeper: Person | None


def open_batch(desk: Desk, batch_id: str) -> OpenBatch:
    """A batch to be put on the desk; raises as `batch_journal.record_of`."""
    record = batch_journal.record_of(desk, batch_id)
    shown = seal_shown(desk, record.plan.seal_id)
    return OpenBatch(record, shown, desk.people.find(batch_run.keeper_of(desk, record.plan)))


def confirmed(desk: Desk, batch_id: str, number: int, keeper: SealKeeper, *, right: bool) -> BatchRecord:
    """The batch behind a word of who keeps the seal; raises as `batch_journal.confirm`."""
    if right:
        batch_journal.mark_shown(desk, batch_id, (number,))
    batch_journal.confirm(desk, batch_id, (number,), keeper, right=right)
    return batch_journal.record_of(desk, batch_id)
