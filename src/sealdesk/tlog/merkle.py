"""RFC 9162 §2.1 Merkle trees over hashes of complete subtrees that are stored for ever.

A complete subtree `(level, number)` covers the 2^level leaves from `number · 2^level`; level 0 is the leaves
themselves. Once complete it never changes, so root and proofs of any tree size cost O(log n) reads (the idea
of golang.org/x/mod/sumdb/tlog).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple, NewType, Protocol

LeafHash = NewType("LeafHash", bytes)
"""Hash of an entry: SHA-256(0x00 ‖ entry)."""
NodeHash = NewType("NodeHash", bytes)
"""Hash of a subtree; that of level 0 is a leaf's."""
RootHash = NewType("RootHash", bytes)
"""Hash of a whole tree (Merkle Tree Hash)."""

HASH_BYTES = 32
EMPTY_ROOT = RootHash(sha256(b"").digest())  # §2.1.1: the hash of an empty list


class Subtree(NamedTuple):
    """A complete subtree: 2^level leaves from `number · 2^level`."""

    level: int
    number: int


class HashReader(Protocol):
    """Where hashes of complete subtrees are stored."""

    def read_hashes(self, subtrees: Sequence[Subtree]) -> Sequence[NodeHash]:
        """The hashes of `subtrees`, in their order."""
        ...


def leaf_hash(entry: bytes) -> LeafHash:
    """§2.1.1: SHA-256(0x00 ‖ entry)."""
    return LeafHash(sha256(b"\x00" + entry).digest())


def node_hash(left: NodeHash, right: NodeHash) -> NodeHash:
    """§2.1.1: SHA-256(0x01 ‖ left ‖ right)."""
    return NodeHash(sha256(b"\x01" + left + right).digest())


def complete_subtrees(start: int, end: int) -> list[Subtree]:
    """The fewest complete subtrees that cover the leaves `start` … `end - 1`, left to right."""
    found = []
    while start < end:
        room = end - start
        level = room.bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        found.append(Subtree(level, start >> level))
        start += 1 << level
    return found


def completed_by(index: int) -> list[Subtree]:
    """The subtrees of level 1 and above that the leaf `index` completes, lowest first."""
    trailing_ones = (~index & (index + 1)).bit_length() - 1
    return [Subtree(level, index >> level) for level in range(1, trailing_ones + 1)]


def new_hashes(index: int, leaf: LeafHash, reader: HashReader) -> list[NodeHash]:
    """The hashes of `completed_by(index)`: what to store beside `leaf` when it becomes leaf `index`."""
    completed = completed_by(index)
    lefts = reader.read_hashes([Subtree(tree.level - 1, 2 * tree.number) for tree in completed])
    hashes, right = [], NodeHash(leaf)
    for left in lefts:
        right = node_hash(left, right)
        hashes.append(right)
    return hashes


def root(size: int, reader: HashReader) -> RootHash:
    """§2.1.1: the Merkle Tree Hash of the first `size` leaves."""
    if size == 0:
        return EMPTY_ROOT
    return RootHash(_range_hash(0, size, reader))


def inclusion_proof(index: int, size: int, reader: HashReader) -> list[NodeHash]:
    """§2.1.3.1: PATH(index, D[size]), lowest first.

    Raises:
        ValueError: No such leaf in a tree of that size.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    return _range_hashes(list(_path(index, 0, size)), reader)


def consistency_proof(old_size: int, new_size: int, reader: HashReader) -> list[NodeHash]:
    """§2.1.4.1: PROOF(old_size, D[new_size]), lowest first; empty for equal sizes and for an old size of 0.

    Raises:
        ValueError: The old tree is larger than the new one.
    """
    if not 0 <= old_size <= new_size:
        raise ValueError("sizes out of order")
    if old_size == 0:
        return []
    return _range_hashes(list(_consistency(old_size, 0, new_size, whole=True)), reader)


def verify_inclusion(
    leaf: LeafHash, index: int, size: int, proof: Sequence[NodeHash], root_hash: RootHash
) -> bool:
    """§2.1.3.2: whether `proof` shows `leaf` at `index` in the tree of `size` with `root_hash`."""
    if not 0 <= index < size:
        return False
    position, last = index, size - 1
    found = NodeHash(leaf)
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            while position & 1 == 0 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and RootHash(found) == root_hash


def verify_consistency(
    old_size: int, new_size: int, old_root: RootHash, new_root: RootHash, proof: Sequence[NodeHash]
) -> bool:
    """§2.1.4.2: whether `proof` shows that the old tree is a prefix of the new one."""
    if not 0 <= old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, NodeHash(old_root))  # a complete subtree is not repeated in the proof
    if not path:
        return False
    return _walk_consistency(old_size, new_size, path) == (old_root, new_root)


def _walk_consistency(old_size: int, new_size: int, path: list[NodeHash]) -> tuple[RootHash, RootHash] | None:
    """§2.1.4.2 steps 4 to 6: the two roots that the path leads to, or None where its length does not fit."""
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_found = new_found = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            old_found = node_hash(sibling, old_found)
            new_found = node_hash(sibling, new_found)
            while position & 1 == 0 and position:
                position, last = position >> 1, last >> 1
        else:
            new_found = node_hash(new_found, sibling)
        position, last = position >> 1, last >> 1
    return (RootHash(old_found), RootHash(new_found)) if last == 0 else None


class CompactRange:
    """The first leaves of a tree as its complete subtrees: appends without a store, in O(log n) memory."""

    def __init__(self, size: int = 0, subtrees: Sequence[NodeHash] = ()) -> None:
        """The first `size` leaves, of which `subtrees` are the hashes of `complete_subtrees(0, size)`."""
        self.size = size
        self._stack = list(subtrees)

    def append(self, leaf: LeafHash) -> list[NodeHash]:
        """Add a leaf; gives the hashes of the subtrees it completes (`completed_by`)."""
        found, completed, count = NodeHash(leaf), [], self.size
        while count & 1:
            found = node_hash(self._stack.pop(), found)
            completed.append(found)
            count >>= 1
        self._stack.append(found)
        self.size += 1
        return completed

    def root(self) -> RootHash:
        """The Merkle Tree Hash of the leaves so far."""
        return RootHash(_fold(self._stack)) if self._stack else EMPTY_ROOT


def _path(index: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The leaf ranges of an inclusion proof, lowest first (§2.1.3.1)."""
    if end - start == 1:
        return
    split = start + _split(end - start)
    if index < split:
        yield from _path(index, start, split)
        yield split, end
    else:
        yield from _path(index, split, end)
        yield start, split


def _consistency(old_end: int, start: int, end: int, *, whole: bool) -> Iterator[tuple[int, int]]:
    """The leaf ranges of a consistency proof, lowest first (§2.1.4.1: SUBPROOF)."""
    if old_end == end:
        if not whole:
            yield start, end
        return
    split = start + _split(end - start)
    if old_end <= split:
        yield from _consistency(old_end, start, split, whole=whole)
        yield split, end
    else:
        yield from _consistency(old_end, split, end, whole=False)
        yield start, split


def _split(count: int) -> int:
    """The largest power of two smaller than `count` (> 1)."""
    return 1 << ((count - 1).bit_length() - 1)


def _range_hash(start: int, end: int, reader: HashReader) -> NodeHash:
    return _fold(reader.read_hashes(complete_subtrees(start, end)))


def _range_hashes(ranges: list[tuple[int, int]], reader: HashReader) -> list[NodeHash]:
    """The hash of each range, with one read for all."""
    subtrees = [complete_subtrees(start, end) for start, end in ranges]
    hashes = iter(reader.read_hashes([tree for trees in subtrees for tree in trees]))
    return [_fold([next(hashes) for _ in trees]) for trees in subtrees]


def _fold(hashes: Sequence[NodeHash]) -> NodeHash:
    found = hashes[-1]
    for left in reversed(hashes[:-1]):
        found = node_hash(left, found)
    return found
