"""Acts that a crash interrupted are settled at the next start, and reported.

| the journal says | found | settled as |
|---|---|---|
| begun | anything | failed before the token was asked: the use is given back |
| signing | anything | failed after that: the use counts, unfinished files are removed |
| ready | the target is the verified file | sealed |
| ready | anything else | failed: the use counts, unfinished files are removed |
"""

from __future__ import annotations

from sealdesk.documents import files
from sealdesk.errors import SealDeskError
from sealdesk.model.act import SettledAs, Settlement
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.service.act_journal import JournalState, interrupted_acts
from sealdesk.service.desk import Desk

_OUTCOMES = (EntryKind.ACT_SEALED, EntryKind.ACT_FAILED)


def settle_acts(desk: Desk) -> tuple[Settlement, ...]:
    """Settle every act that is neither running nor finished."""
    settled = []
    for state, journal in interrupted_acts(desk.layout):
        try:
            settlement = _settle(desk, state)
        except SealDeskError:
            journal.abandon()
            raise
        journal.end()
        if settlement is not None:
            settled.append(settlement)
    return tuple(settled)


def _settle(desk: Desk, state: JournalState) -> Settlement | None:
    published = bool(state.ready_sha256) and _is(state, state.ready_sha256)
    for act_id, part in files.stray_parts(state.target.parent).items():
        if act_id.startswith(state.act_id):
            files.remove_quietly(part)
    entries = list(desk.ledger.entries(act=state.act_id))
    intent = next((entry for entry in entries if entry.kind is EntryKind.ACT_INTENDED), None)
    if intent is None or any(entry.kind in _OUTCOMES for entry in entries):
        return None  # nothing had begun, or only the journal was left to remove
    settled_as = _how(state, published=published)
    desk.record(*_outcome(intent, state, settled_as))
    return Settlement(state.act_id, state.request_id, str(state.target), settled_as)


def _is(state: JournalState, sha256: str) -> bool:
    try:
        return files.digest_of(state.target).sha256 == sha256
    except SealDeskError:
        return False


def _how(state: JournalState, *, published: bool) -> SettledAs:
    if published:
        return SettledAs.SEALED
    return SettledAs.COUNTED if state.signing else SettledAs.GIVEN_BACK


def _outcome(
    intent: LedgerEntry, state: JournalState, settled_as: SettledAs
) -> tuple[EntryKind, dict[str, object]]:
    facts = {name: intent.body[name] for name in ("act", "request", "seal", "person", "document")}
    facts["settled"] = True
    if settled_as is SettledAs.SEALED:
        stamped = {"name": state.target.name, "sha256": state.ready_sha256}
        return EntryKind.ACT_SEALED, {**facts, "stamped": stamped, "result": "sealed"}
    given_back = settled_as is SettledAs.GIVEN_BACK
    return EntryKind.ACT_FAILED, {
        **facts,
        "result": "failed",
        "reason": "interrupted",
        "given_back": given_back,
    }
