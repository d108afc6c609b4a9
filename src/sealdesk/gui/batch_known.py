"""What the page of a new batch offers: read from the workspace, off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass

from sealdesk.errors import SealDeskError
from sealdesk.model.batch import BatchRecord
from sealdesk.model.placing_rule import PlacingTemplate
from sealdesk.model.seal import Seal, SealState
from sealdesk.service import batch_journal, seals
from sealdesk.service.desk import Desk
from sealdesk.service.templates import list_templates

_LISTED = 30
"""So many batches are listed, the newest."""


@dataclass(frozen=True)
class KnownForBatches:
    """Seals in use, batches so far, and templates.

    Attributes:
        batches: Newest first.
        troubled: The batches whose records cannot be trusted.
        templates_trouble: Why there are no templates, where they cannot be read.
    """

    seals: tuple[Seal, ...]
    batches: tuple[BatchRecord, ...]
    troubled: tuple[str, ...]
    templates: tuple[PlacingTemplate, ...]
    templates_trouble: SealDeskError | None


def known_for_batches(desk: Desk) -> KnownForBatches:
    """Read it anew."""
    usable = tuple(one.seal for one in seals.all_seals(desk) if one.state is SealState.ACTIVE)
    records, troubled = [], []
    for batch_id in batch_journal.batch_ids(desk)[:_LISTED]:
        try:
            records.append(batch_journal.record_of(desk, batch_id))
        except SealDeskError:
            troubled.append(batch_id)
    templates, trouble = _templates(desk)
    return KnownForBatches(usable, tuple(records), tuple(troubled), templates, trouble)


def _templates(desk: Desk) -> tuple[tuple[PlacingTemplate, ...], SealDeskError | None]:
    """Without them a batch has rules of its own all the same."""
    try:
        return list_templates(desk.layout), None
    except SealDeskError as trouble:
        return (), trouble
