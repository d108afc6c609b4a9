"""Bring the centre up to the ledger, batch by batch; pure stepping over two small interfaces.

Nothing here is remembered between runs: each run asks the centre what it holds, so that a run broken off
anywhere is resumed by the next. An entry counts as received only under a verified receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from sealdesk.audit import wire
from sealdesk.audit.receipt import Receipt
from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.model.ledger import LedgerEntry
from sealdesk.tlog.merkle import NodeHash, RootHash
from sealdesk.tlog.note import Signer


class KeptReceipt(Protocol):
    """A receipt as the ledger keeps it."""

    @property
    def size(self) -> int: ...


class LedgerSide(Protocol):
    """What is asked of the workstation's ledger. It may grow meanwhile; it never shrinks."""

    def size(self) -> int:
        """Number of entries."""

    def root(self, size: int) -> RootHash:
        """RFC 9162 root hash of the first `size` entries."""

    def unsynced_since(self, index: int) -> Iterator[LedgerEntry]:
        """The entries from an index on, in order."""

    def consistency_proof(self, old_size: int, new_size: int) -> Sequence[NodeHash]:
        """RFC 9162 §2.1.4."""

    def signed_head(self, size: int, signer: Signer) -> str:
        """A signed checkpoint over the first `size` entries."""

    def last_receipt(self) -> KeptReceipt | None:
        """The last receipt kept."""

    def add_receipt(self, size: int, note: str) -> None:
        """Keep a verified receipt, durably."""


class CentreSide(Protocol):
    """What is asked of the centre; see `CentreClient`."""

    @property
    def workstation(self) -> str:
        """Our identifier there."""

    def status(self) -> Receipt | None:
        """Its verified receipt over all that it holds; None while it holds nothing."""

    def send(self, batch: wire.Batch) -> Receipt:
        """Its verified receipt over a batch."""


@dataclass(frozen=True)
class SyncResult:
    """What a run achieved.

    Attributes:
        sent: Entries sent in this run.
        size: Entries that the centre has acknowledged altogether.
        receipt: Its last receipt; None where the ledger is empty.
    """

    sent: int
    size: int
    receipt: Receipt | None


def sync(
    ledger: LedgerSide,
    signer: Signer,
    centre: CentreSide,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> SyncResult:
    """Send what the centre lacks, up to the ledger's size at the start, and keep its receipts.

    Args:
        signer: The workstation's key, whose public half the centre knows.
        progress: Called with the tree size acknowledged so far and the size aimed at.

    Raises:
        SealDeskError: `CENTRE_FORK` (`index` of the first differing entry, -1 if unknown) where the two histories
            differ or the ledger has lost entries; `CENTRE_ANSWER_WRONG` (reason `older_head`) where the centre
            has forgotten what it acknowledged; and what client and ledger raise.
    """
    return _Run(ledger, signer, centre).to_the_end(progress)


@dataclass(frozen=True)
class _Run:
    ledger: LedgerSide
    signer: Signer
    centre: CentreSide

    def to_the_end(self, progress: Callable[[int, int], None]) -> SyncResult:
        target = self.ledger.size()
        acknowledged = self._acknowledged()
        receipt = self.centre.status()
        start = held = receipt.size if receipt else 0
        if held < acknowledged:
            raise SealDeskError(
                ErrorCode.CENTRE_ANSWER_WRONG, reason="older_head", acknowledged=acknowledged, held=held
            )
        if receipt is not None:
            self._agree(receipt, target)
            if held > acknowledged:
                self.ledger.add_receipt(held, receipt.note)  # its answer was lost on the way
        progress(held, target)
        while held < target:
            receipt = self.centre.send(self.batch(held, target))
            self.ledger.add_receipt(receipt.size, receipt.note)
            held = receipt.size
            progress(held, target)
        return SyncResult(held - start, held, receipt)

    def batch(self, first_index: int, end: int) -> wire.Batch:
        """From an index on: at least one entry, else within `BATCH_ENTRIES` and `BATCH_BYTES`."""
        bodies: list[bytes] = []
        length = 0
        for entry in islice(
            self.ledger.unsynced_since(first_index), min(wire.BATCH_ENTRIES, end - first_index)
        ):
            length += len(entry.canonical)
            if bodies and length > wire.BATCH_BYTES:
                break
            bodies.append(entry.canonical)
        size = first_index + len(bodies)
        return wire.Batch(
            workstation=self.centre.workstation,
            first_index=first_index,
            entries=tuple(bodies),
            checkpoint=self.ledger.signed_head(size, self.signer),
            consistency_proof=tuple(self.ledger.consistency_proof(first_index, size)),
        )

    def _acknowledged(self) -> int:
        kept = self.ledger.last_receipt()
        return kept.size if kept else 0

    def _agree(self, held: Receipt, target: int) -> None:
        """One history on both sides, and nothing of it lost on ours."""
        if held.size > target:
            self._offer_for_comparison(target)
            # Not one entry differs, yet the centre holds more: this ledger has lost its end.
            raise SealDeskError(ErrorCode.CENTRE_FORK, index=target)
        if self.ledger.root(held.size) != held.root_hash:
            self._offer_for_comparison(held.size)
            raise SealDeskError(ErrorCode.CENTRE_FORK, index=-1)

    def _offer_for_comparison(self, end: int) -> None:
        """Show the centre our signed history up to `end`, so that it names the first difference.

        Halving finds the batch with the difference; the centre's refusal of it, `CENTRE_FORK` with an index,
        ends the search, and leaves the centre with our signature under the other history.
        """
        low, high = 0, end  # the first difference, if any, lies in [low, high)
        while low < high:
            first = low if high - low <= wire.BATCH_ENTRIES else (low + high) // 2
            try:
                low = max(low + 1, self.centre.send(self.batch(first, high)).size)
            except SealDeskError as refusal:
                unnamed = refusal.code is ErrorCode.CENTRE_FORK and refusal.facts.get("index") == -1
                if not unnamed or first == low:
                    raise
                high = first
