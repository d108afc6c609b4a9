"""The gate's question about an act at hand, with everything the workspace knows that decides on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sealdesk.model.document import DocumentDigest
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.request import ApprovalDelegation, RequestStanding
from sealdesk.model.seal import Seal
from sealdesk.policy.gate import Denial, IntendedUse, judge_use
from sealdesk.service import requests, seals
from sealdesk.service.clock import judged_now
from sealdesk.service.custody_standing import custody_of
from sealdesk.service.delegations import all_delegations
from sealdesk.service.desk import Desk, EntryReader

_NO_DOCUMENT = DocumentDigest("", 0)


@dataclass(frozen=True)
class Gate:
    """The gate for one seal, as the workspace stands at one moment.

    Attributes:
        use: What is about to happen, before document and count are known.
    """

    desk: Desk
    use: IntendedUse
    delegations: tuple[ApprovalDelegation, ...]

    def against(
        self, standing: RequestStanding, document: DocumentDigest, impressions: int
    ) -> tuple[Denial, ...]:
        """Everything that stands against pressing the seal so often on this document; empty means yes."""
        use = replace(self.use, document=document, impressions=impressions)
        return judge_use(self.desk.policy, use, standing, self.desk.people, self.delegations)


def gate_of(desk: Desk, seal: Seal, reader: EntryReader | None = None) -> Gate:
    """What the gate has to know of a seal now.

    Args:
        reader: The transaction that takes the uses; the desk's ledger where none is taken yet.

    Raises:
        SealDeskError: `CLOCK_SET_BACK`; `CUSTODY_BROKEN`, `DELEGATION_BROKEN`; what the registers say.
    """
    entries = reader or desk.ledger
    at = judged_now(desk, reader)
    use = IntendedUse(
        seal=seal,
        seal_state=seals.state_of(entries, seal.id),
        document=_NO_DOCUMENT,
        impressions=0,
        at=at,
        custodian_id=custody_of(desk, seal, within=reader).person_id,
        used_today=_used_today(desk, seal, at, entries),
    )
    return Gate(desk, use, all_delegations(desk, reader))


def _used_today(desk: Desk, seal: Seal, at: datetime, entries: EntryReader) -> int:
    """Impressions the seal made since the day began, by the policy's clock; not asked for where nothing hangs on it."""
    if desk.policy.kind_rules(seal.kind).per_day is None:
        return 0
    return requests.uses_counted(list(_since(desk.policy.day_began(at), seal, entries)))


def _since(began: datetime, seal: Seal, entries: EntryReader) -> Iterator[LedgerEntry]:
    kinds = (EntryKind.ACT_INTENDED, EntryKind.ACT_FAILED)
    for entry in entries.entries(kind=kinds, seal=seal.id, newest_first=True):
        if entry.time < began:
            return
        yield entry
