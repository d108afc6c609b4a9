"""Taking in a batch: the centre believes nothing but what the workstation signed, and only one history of it.

1. The checkpoint is the workstation's, over exactly the log up to the batch's last entry.
2. Every entry is a ledger entry in canonical form.
3. No entry before the batch is missing here.
4. The history up to the batch is the same on both sides, and the entries lead from there to the signed root.
5. Entries that are here already are the same ones.
6. What is new is written down together with the receipt, durably, before the receipt leaves.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from sealdesk.audit import wire
from sealdesk.audit.cosignature import Cosigner
from sealdesk.formats.canonical import parse_canonical
from sealdesk.formats.fields import Fields, FormatError, moment_text
from sealdesk.server import schema
from sealdesk.server.database import Database
from sealdesk.server.enrolment import Workstation
from sealdesk.server.identifiers import new_id
from sealdesk.server.problems import ProblemError
from sealdesk.server.tree import StoredTree
from sealdesk.tlog import merkle, note
from sealdesk.tlog.checkpoint import Checkpoint, open_checkpoint
from sealdesk.tlog.merkle import LeafHash
from sealdesk.tlog.note import NoteError, Verifier

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Offer:
    """A batch that passed steps 1 and 2."""

    batch: wire.Batch
    checkpoint: Checkpoint
    leaves: tuple[LeafHash, ...]


@dataclass(frozen=True)
class _Fork:
    """A signed history that differs from ours.

    Attributes:
        index: Of the first differing entry; None where it lies before the batch.
        before: Index of the first entry that is known to differ or to follow a difference.
    """

    index: int | None
    before: int


class Intake:
    """Takes in batches and gives receipts; safe to use from several threads and processes."""

    def __init__(self, database: Database, cosigner: Cosigner) -> None:
        self._database = database
        self._cosigner = cosigner

    def head(self, workstation: Workstation) -> wire.Head:
        """What is held of a workstation's log, under the receipt given for it."""
        with self._database.reading() as connection:
            size = _size(connection, workstation.id)
            return wire.Head(size, _receipt(connection, workstation.id, size) or "")

    def take(self, workstation: Workstation, batch: wire.Batch) -> str:
        """The receipt over a batch, which is durably held when this returns. The same batch, the same receipt.

        Raises:
            ProblemError: 409 `gap` or `fork` (which is also written down as an alarm), 422 for what the
                workstation has not signed, 503 while others write.
        """
        offer = _examined(workstation, batch)
        try:
            with self._database.writing() as connection:
                _lock(connection, workstation.id)
                answer = self._weighed(connection, workstation, offer)
        except (OperationalError, IntegrityError) as trouble:
            # Locked for too long, or a racing writer got there first: the resend will find what it wrote.
            _log.warning("batch of %s not taken: %s", workstation.id, trouble.orig)
            raise ProblemError(503, "busy") from trouble
        if isinstance(answer, _Fork):
            raise _fork_problem(answer)
        return answer

    def _weighed(self, connection: Connection, workstation: Workstation, offer: _Offer) -> str | _Fork:
        """Steps 3 to 6."""
        held = _size(connection, workstation.id)
        if offer.batch.first_index > held:
            raise ProblemError(409, "gap", expected_index=held)
        tree = StoredTree(connection, workstation.id)
        fork = _fork(tree, offer, held)
        if fork is not None:
            _raise_alarm(connection, workstation.id, fork, offer)
            return fork
        now = moment_text(datetime.now(UTC))
        _write_entries(connection, tree, workstation.id, offer, held, now)
        return self._receipted(connection, workstation, offer, now)

    def _receipted(self, connection: Connection, workstation: Workstation, offer: _Offer, now: str) -> str:
        given = _receipt(connection, workstation.id, offer.checkpoint.size)
        if given is not None:
            return given
        receipt = note.cosign(offer.batch.checkpoint, self._cosigner)
        connection.execute(
            schema.receipt.insert(),
            {
                "workstation": workstation.id,
                "size": offer.checkpoint.size,
                "root": offer.checkpoint.root,
                "note": receipt,
                "given": now,
            },
        )
        return receipt


def _examined(workstation: Workstation, batch: wire.Batch) -> _Offer:
    """Steps 1 and 2."""
    try:
        checkpoint = open_checkpoint(batch.checkpoint, Verifier.parse(workstation.verifier_key))
    except NoteError as wrong:
        raise ProblemError(422, "checkpoint_wrong", str(wrong)) from wrong
    if batch.workstation != workstation.id or checkpoint.size != batch.size or checkpoint.extensions:
        raise ProblemError(422, "checkpoint_wrong", "not over exactly this batch")
    if batch.checkpoint.rpartition("\n\n")[2].count("\n") != 1:
        # Our signature goes under the workstation's alone: a receipt must not carry a stranger's line.
        raise ProblemError(422, "checkpoint_wrong", "more than one signature")
    for index, entry in enumerate(batch.entries, batch.first_index):
        _examine_entry(index, entry)
    return _Offer(batch, checkpoint, tuple(map(merkle.leaf_hash, batch.entries)))


def _examine_entry(index: int, entry: bytes) -> None:
    try:
        fields = Fields(parse_canonical(entry), "entry")
        fields.format(1)
        fields.moment("time")
        named = fields.text("entry_id") and fields.text("kind")
    except (ValueError, RecursionError) as wrong:
        reason = str(wrong) if isinstance(wrong, FormatError) else "not canonical"
        raise ProblemError(422, "entry_wrong", reason, index=index) from wrong
    if not named:
        raise ProblemError(422, "entry_wrong", "without name or kind", index=index)


def _fork(tree: StoredTree, offer: _Offer, held: int) -> _Fork | None:
    """Steps 4 and 5; lays the batch over the tree."""
    first, size = offer.batch.first_index, offer.checkpoint.size
    before = merkle.root(first, tree)
    proof = [merkle.NodeHash(value) for value in offer.batch.consistency_proof]
    proven = merkle.verify_consistency(first, size, before, offer.checkpoint.root, proof)
    stored = tree.stored_leaves(first, min(held, size))
    tree.lay(first, offer.leaves)
    if merkle.root(size, tree) == offer.checkpoint.root:
        if not proven:
            raise ProblemError(422, "proof_wrong")
        pairs = zip(stored, offer.leaves, strict=False)
        index = next((at for at, (ours, theirs) in enumerate(pairs, first) if ours != theirs), None)
        return None if index is None else _Fork(index, index)
    if proven:
        raise ProblemError(422, "entries_not_signed")
    return _Fork(None, first)


def _fork_problem(fork: _Fork) -> ProblemError:
    if fork.index is None:
        return ProblemError(409, wire.FORK, differs_before_index=fork.before)
    return ProblemError(409, wire.FORK, first_conflicting_index=fork.index)


def _write_entries(
    connection: Connection, tree: StoredTree, workstation: str, offer: _Offer, held: int, now: str
) -> None:
    """Leaves, bodies and the subtrees they complete, for all entries that are not here yet."""
    first = offer.batch.first_index
    new = range(max(held, first), offer.checkpoint.size)
    if not new:
        return
    leaves = [{"workstation": workstation, "idx": at, "hash": offer.leaves[at - first]} for at in new]
    bodies = [
        {"workstation": workstation, "idx": at, "canonical": offer.batch.entries[at - first], "received": now}
        for at in new
    ]
    nodes = [
        {"workstation": workstation, "level": subtree.level, "idx": subtree.number, "hash": value}
        for at in new
        for subtree, value in tree.laid_above(at)
    ]
    connection.execute(schema.leaf.insert(), leaves)
    connection.execute(schema.body.insert(), bodies)
    if nodes:
        connection.execute(schema.node.insert(), nodes)


def _raise_alarm(connection: Connection, workstation: str, fork: _Fork, offer: _Offer) -> None:
    """Write a fork down once, with the signature that proves it."""
    alarm = schema.alarm
    known = connection.execute(
        select(alarm.c.id).where(
            alarm.c.workstation == workstation, alarm.c.checkpoint == offer.batch.checkpoint
        )
    ).first()
    if known is not None:
        return
    connection.execute(
        alarm.insert(),
        {
            "id": new_id(),
            "workstation": workstation,
            "kind": wire.FORK,
            "idx": fork.index,
            "checkpoint": offer.batch.checkpoint,
            "raised": moment_text(datetime.now(UTC)),
        },
    )
    _log.warning("workstation %s forked at %s", workstation, fork.index)


def _lock(connection: Connection, workstation: str) -> None:
    # SQLite has one writer anyway and ignores this.
    table = schema.workstation
    connection.execute(select(table.c.id).where(table.c.id == workstation).with_for_update())


def _size(connection: Connection, workstation: str) -> int:
    leaf = schema.leaf
    last = connection.execute(
        select(func.max(leaf.c.idx)).where(leaf.c.workstation == workstation)
    ).scalar_one()
    return 0 if last is None else int(last) + 1


def _receipt(connection: Connection, workstation: str, size: int) -> str | None:
    receipt = schema.receipt
    found = connection.execute(
        select(receipt.c.note).where(receipt.c.workstation == workstation, receipt.c.size == size)
    ).scalar_one_or_none()
    return None if found is None else str(found)
