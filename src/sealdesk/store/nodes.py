"""Where the hashes of complete subtrees lie: leaves by index, inner nodes in the order they were completed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from sealdesk.errors import ErrorCode, SealDeskError
from sealdesk.tlog.merkle import NodeHash, Subtree


def node_position(subtree: Subtree) -> int:
    """The place of an inner node (level ≥ 1) among all inner nodes, from 0.

    The first n leaves complete n - popcount(n) inner nodes; the leaf that completes a subtree of level L
    completes those of the levels below it first.
    """
    last_leaf = ((subtree.number + 1) << subtree.level) - 1
    return nodes_before(last_leaf) + subtree.level - 1


def nodes_before(index: int) -> int:
    """How many inner nodes the leaves before `index` complete."""
    return index - index.bit_count()


class StoredHashes:
    """`HashReader` over the ledger's tables."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read_hashes(self, subtrees: Sequence[Subtree]) -> list[NodeHash]:
        """Raises `LEDGER_BROKEN` where a hash is not there."""
        return [self._read(subtree) for subtree in subtrees]

    def _read(self, subtree: Subtree) -> NodeHash:
        if subtree.level == 0:
            query, place = "SELECT hash FROM leaf WHERE idx = ?", subtree.number
        else:
            query, place = "SELECT hash FROM node WHERE position = ?", node_position(subtree)
        row = self._connection.execute(query, (place,)).fetchone()
        if row is None:
            raise SealDeskError(
                ErrorCode.LEDGER_BROKEN, reason="hash missing", level=subtree.level, number=subtree.number
            )
        return NodeHash(row[0])
