"""Reading, checking and exporting the usage ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from sealdesk.audit.cosignature import CosignerKey
from sealdesk.model.ledger import EntryKind, LedgerCheck, LedgerEntry
from sealdesk.model.workstation import Whereabouts
from sealdesk.service import workstation
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
        desk.log_keys,
        centre_keys=(CosignerKey.parse(centre.key),) if centre else (),
        outside=outside.read(desk.layout.outside_checkpoint),
    )


def export(
    desk: Desk,
    target: Path,
    form: ExportFormat,
    *,
    bom: bool = False,
    headings: Mapping[str, str] | None = None,
    wording: Callable[[str, str], str] | None = None,
) -> int:
    """Write every entry to a new file; the export itself becomes an entry. Returns how many were written.

    On another computer than the workspace's own (`workstation.where`) the export is not recorded.

    Args:
        bom: A CSV that Excel opens as UTF-8.
        headings: Of CSV columns, by stored name.
        wording: Names a CSV column's stored values in the reader's language.

    Raises:
        SealDeskError: `OUTPUT_…`; then there is no file.
    """
    if form is ExportFormat.CSV:
        from sealdesk.export.csv_file import write_csv

        count = write_csv(desk.ledger.entries(), target, headings=headings, wording=wording, bom=bom)
    else:
        from sealdesk.export.json_lines import write_json_lines

        count = write_json_lines(desk.ledger.entries(), target)
    if workstation.where(desk) is Whereabouts.ELSEWHERE:
        return count
    try:
        desk.record(EntryKind.LEDGER_EXPORTED, {"form": form.value, "entries": count})
    except BaseException:
        target.unlink(missing_ok=True)  # ours: it was written without replacing anything
        raise
    return count
