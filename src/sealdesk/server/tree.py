"""A workstation's Merkle tree as the centre stores it, with a batch laid over it before it is believed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, tuple_

from sealdesk.server import schema
from sealdesk.tlog.merkle import LeafHash, NodeHash, Subtree, completed_by, new_hashes


class StoredTree:
    """Reads the hashes of one workstation's complete subtrees; laid-over ones come before stored ones."""

    def __init__(self, connection: Connection, workstation: str) -> None:
        self._connection = connection
        self._workstation = workstation
        self._laid: dict[Subtree, NodeHash] = {}

    def lay(self, first_index: int, leaves: Sequence[LeafHash]) -> None:
        """From here on, the leaves from `first_index` are these, whatever is stored."""
        for index, leaf in enumerate(leaves, first_index):
            self._laid[Subtree(0, index)] = NodeHash(leaf)
            self._laid.update(zip(completed_by(index), new_hashes(index, leaf, self), strict=True))

    def laid_above(self, index: int) -> list[tuple[Subtree, NodeHash]]:
        """The laid-over subtrees that the leaf `index` completes, lowest first."""
        return [(subtree, self._laid[subtree]) for subtree in completed_by(index)]

    def stored_leaves(self, start: int, end: int) -> list[LeafHash]:
        """The stored leaves `start` … `end - 1`."""
        leaf = schema.leaf
        rows = self._connection.execute(
            select(leaf.c.hash)
            .where(leaf.c.workstation == self._workstation, leaf.c.idx >= start, leaf.c.idx < end)
            .order_by(leaf.c.idx)
        )
        return [LeafHash(row.hash) for row in rows]

    def read_hashes(self, subtrees: Sequence[Subtree]) -> Sequence[NodeHash]:
        """See `sealdesk.tlog.merkle.HashReader`."""
        absent = [subtree for subtree in subtrees if subtree not in self._laid]
        stored = self._stored(absent) if absent else {}
        return [self._laid.get(subtree) or stored[subtree] for subtree in subtrees]

    def _stored(self, subtrees: Sequence[Subtree]) -> dict[Subtree, NodeHash]:
        leaf, node = schema.leaf, schema.node
        leaves = [subtree.number for subtree in subtrees if subtree.level == 0]
        nodes = [tuple(subtree) for subtree in subtrees if subtree.level > 0]
        found: dict[Subtree, NodeHash] = {}
        if leaves:
            query: Any = select(leaf.c.idx, leaf.c.hash).where(
                leaf.c.workstation == self._workstation, leaf.c.idx.in_(leaves)
            )
            found |= {Subtree(0, row.idx): NodeHash(row.hash) for row in self._connection.execute(query)}
        if nodes:
            query = select(node.c.level, node.c.idx, node.c.hash).where(
                node.c.workstation == self._workstation, tuple_(node.c.level, node.c.idx).in_(nodes)
            )
            found |= {
                Subtree(row.level, row.idx): NodeHash(row.hash) for row in self._connection.execute(query)
            }
        return found
