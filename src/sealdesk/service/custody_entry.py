"""An act on custody on its way into the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sealdesk.formats.custody import KINDS, custody_facts, custody_statement
from sealdesk.model.custody import CustodyStep
from sealdesk.store.ledger import Transaction
from sealdesk.tlog import note
from sealdesk.tlog.note import Signer

_ENTRY = {act: kind for kind, act in KINDS.items()}


def enter(
    transaction: Transaction, step: CustodyStep, seal_ids: Iterable[str], signers: tuple[Signer, ...]
) -> Mapping[str, str]:
    """Append the act's entries, one for each seal, with one statement that all of `signers` signed."""
    ids, facts = tuple(seal_ids), custody_facts(step)
    signed = note.sign(custody_statement(step.act, facts, ids), *signers)
    made = {
        seal_id: transaction.append(_ENTRY[step.act], {**facts, "seal": seal_id, "statement": signed})
        for seal_id in ids
    }
    return {seal_id: entry.entry_id for seal_id, entry in made.items()}
