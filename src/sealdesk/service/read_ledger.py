"""Reading, checking and exporting the usage ledger."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from sealdesk.audit.cosignature import CosignerKey
from sealdesk.model.ledger import EntryKind, LedgerCheck, LedgerEntry
from sealdesk.service.desk import Desk
from sealdesk.store import outside
from sealdesk.store.check import check_ledger


class ExportFormat(StrEnum):
    CSV = "csv"
    JSON_LINES = "jsonl"


def entries(
    desk: Desk,
    *,
    kind: EntryKind | None = None,
    request: str | None = None,
    seal: str | None = None,
    newest: int | None = None,
) -> Iterator[LedgerEntry]:
    """Entries, oldest first; with `newest`, the last so many of them."""
    if newest is None:
        return desk.ledger.entries(kind=kind, request=request, seal=seal)
    last = desk.ledger.entries(kind=kind, request=request, seal=seal, newest_first=True, limit=newest)
    return reversed(list(last))


def check(desk: Desk) -> LedgerCheck:
    """Check every row against its hashes, the signed checkpoints, and the one kept outside the database."""
    centre = desk.settings.centre
    return check_ledger(
        desk.layout.ledger,
        (desk.signer.verifier,),
        centre_keys=(CosignerKey.parse(centre.key),) if centre else (),
        outside=outside.read(desk.layout.outside_checkpoint),
    )
