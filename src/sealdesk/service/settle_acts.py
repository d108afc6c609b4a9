"""Acts that a crash interrupted are settled at the next start, and reported.

| the journal says | found | settled as |
|---|---|---|
| begun | anything | failed before the token was asked: the use is given back |
| signing | anything | failed after that: the use counts, unfinished files are removed |
| ready | the target is the verified file | sealed |
| ready | anything else | failed: the use counts, unfinished files are removed |
| ready, and the ledger says sealed | the verified file under its part name | sealed: the file gets its name |

An act of several seals has an intent for each; all of them are settled alike, in one ledger transaction.
"""

from __future__ import annotations

from pathlib import Path

from sealdesk.documents import files
from sealdesk.errors import SealDeskError
from sealdesk.model.act import SettledAs, Settlement
from sealdesk.model.ledger import EntryKind, LedgerEntry
from sealdesk.model.workstation import Whereabouts
from sealdesk.service import workstation
from sealdesk.service.act_journal import JournalState, interrupted_acts, remove_parts
from sealdesk.service.desk import Desk

_OUTCOMES = (EntryKind.ACT_SEALED, EntryKind.ACT_FAILED)
_CARRIED = ("act", "request", "seal", "person", "document", "uses")


def settle_acts(desk: Desk) -> tuple[Settlement, ...]:
    """Settle every act that is neither running nor finished; on the workspace's own computer alone."""
    if workstation.where(desk) is not Whereabouts.HERE:
        return ()
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
    entries = list(desk.ledger.entries(act=state.act_id))
    intents = [entry for entry in entries if entry.kind is EntryKind.ACT_INTENDED]
    outcome = next((entry for entry in entries if entry.kind in _OUTCOMES), None)
    if outcome is not None and outcome.kind is EntryKind.ACT_SEALED:
        return _published_at_last(state)
    published = _is(state.target, state)
    remove_parts(state.target.parent, state.act_id)
    if not intents or outcome is not None:
        return None  # nothing had begun, or only the journal was left to remove
    settled_as = _how(state, published=published)
    with desk.recording() as transaction:  # of several seals, all their uses alike
        for intent in intents:
            transaction.append(*_outcome(intent, state, settled_as))
    return Settlement(state.act_id, state.request_id, str(state.target), settled_as)


def _published_at_last(state: JournalState) -> Settlement | None:
    """The outcome says sealed. Its commit had reported an error and came back: then the file comes back, too."""
    target = None
    if _is(state.part, state) and not _is(state.target, state):
        target = state.target
        if target.exists():
            target = target.with_stem(f"{target.stem}-{state.act_id[:8]}")
        files.publish(state.part, target)
    remove_parts(state.target.parent, state.act_id)
    if target is None:
        return None
    return Settlement(state.act_id, state.request_id, str(target), SettledAs.SEALED)


def _is(path: Path, state: JournalState) -> bool:
    """Whether this is the verified file of the act."""
    try:
        return bool(state.ready_sha256) and files.digest_of(path).sha256 == state.ready_sha256
    except SealDeskError:
        return False


def _how(state: JournalState, *, published: bool) -> SettledAs:
    if published:
        return SettledAs.SEALED
    return SettledAs.COUNTED if state.signing else SettledAs.GIVEN_BACK


def _outcome(
    intent: LedgerEntry, state: JournalState, settled_as: SettledAs
) -> tuple[EntryKind, dict[str, object]]:
    facts = {name: intent.body[name] for name in _CARRIED if name in intent.body}
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
