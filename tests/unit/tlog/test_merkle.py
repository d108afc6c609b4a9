"""RFC 9162 trees against Certificate Transparency's vectors, the recursive definition, and mutated proofs."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealdesk.tlog import merkle
from sealdesk.tlog.merkle import (
    EMPTY_ROOT,
    CompactRange,
    LeafHash,
    NodeHash,
    RootHash,
    Subtree,
    completed_by,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    new_hashes,
    verify_consistency,
    verify_inclusion,
)

# The vectors of Certificate Transparency (certificate-transparency merkletree tests; transparency-dev/merkle).
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}


class Hashes:
    """A log in memory that counts its reads."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self.reads = 0
        self.leaves = [leaf_hash(entry) for entry in entries]
        self._stored: dict[Subtree, NodeHash] = {}
        for index, leaf in enumerate(self.leaves):
            self._stored[Subtree(0, index)] = NodeHash(leaf)
            self._stored |= zip(completed_by(index), new_hashes(index, leaf, self), strict=True)
        self.reads = 0

    def read_hashes(self, subtrees: Sequence[Subtree]) -> list[NodeHash]:
        self.reads += len(subtrees)
        return [self._stored[subtree] for subtree in subtrees]

    def root(self, size: int) -> RootHash:
        return merkle.root(size, self)


def entries(count: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(count)]


def defined_root(leaves: Sequence[LeafHash]) -> bytes:
    """RFC 9162 §2.1.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + defined_root(leaves[:split]) + defined_root(leaves[split:])).digest()


def hashes(texts: Sequence[str]) -> list[NodeHash]:
    return [NodeHash(bytes.fromhex(text)) for text in texts]


def test_published_roots() -> None:
    log = Hashes(ENTRIES)
    assert log.root(0) == EMPTY_ROOT
    assert [log.root(size).hex() for size in range(1, 9)] == ROOTS


@pytest.mark.parametrize(("place", "proof"), INCLUSION.items())
def test_published_inclusion_proofs(place: tuple[int, int], proof: list[str]) -> None:
    log, (index, size) = Hashes(ENTRIES), place
    assert inclusion_proof(index, size, log) == hashes(proof)
    assert verify_inclusion(log.leaves[index], index, size, hashes(proof), log.root(size))


@pytest.mark.parametrize(("sizes", "proof"), CONSISTENCY.items())
def test_published_consistency_proofs(sizes: tuple[int, int], proof: list[str]) -> None:
    log, (old, new) = Hashes(ENTRIES), sizes
    assert consistency_proof(old, new, log) == hashes(proof)
    assert verify_consistency(old, new, log.root(old), log.root(new), hashes(proof))


def test_roots_are_the_definition_s_and_the_compact_range_s() -> None:
    log, compact = Hashes(entries(70)), CompactRange()
    for size in range(71):
        assert log.root(size) == defined_root(log.leaves[:size]) == compact.root()
        if size < 70:
            stored = log.read_hashes(completed_by(size))
            assert compact.append(log.leaves[size]) == stored


def test_every_proof_up_to_34_verifies() -> None:
    log = Hashes(entries(34))
    for size in range(1, 35):
        for index in range(size):
            proof = inclusion_proof(index, size, log)
            assert verify_inclusion(log.leaves[index], index, size, proof, log.root(size))
        for old in range(size + 1):
            proof = consistency_proof(old, size, log)
            assert verify_consistency(old, size, log.root(old), log.root(size), proof)


def test_proofs_read_logarithmically_few_hashes() -> None:
    log = Hashes(entries(5000))
    log.root(4999)
    inclusion_proof(17, 4999, log)
    consistency_proof(1234, 4999, log)
    assert log.reads <= 3 * 2 * 13


def test_what_is_not_in_the_tree_has_no_proof() -> None:
    log = Hashes(entries(3))
    for index, size in ((3, 3), (-1, 3), (0, 0)):
        with pytest.raises(ValueError, match="no such leaf"):
            inclusion_proof(index, size, log)
    for old, new in ((3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="out of order"):
            consistency_proof(old, new, log)


def mutations(proof: list[NodeHash], others: Sequence[bytes]) -> list[list[NodeHash]]:
    """The proof with a bit flipped, an element missing, doubled or added, or the order turned."""
    wrong = []
    for at, value in enumerate(proof):
        flipped = NodeHash(bytes([value[0] ^ 8]) + value[1:])
        wrong.append([*proof[:at], flipped, *proof[at + 1 :]])
        wrong.append([*proof[:at], *proof[at + 1 :]])
        wrong.append([*proof[: at + 1], value, *proof[at + 1 :]])
    for other in (*others, b""):
        wrong += [[*proof, NodeHash(other)], [NodeHash(other), *proof]]
    if len(proof) > 1:
        wrong.append(proof[::-1])
    return wrong


@given(st.data())
def test_no_changed_inclusion_proof_verifies(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 60))
    index = data.draw(st.integers(0, size - 1))
    log = Hashes(entries(size))
    leaf, root, proof = log.leaves[index], log.root(size), inclusion_proof(index, size, log)
    for wrong in mutations(proof, [root, leaf]):
        assert not verify_inclusion(leaf, index, size, wrong, root)
    for other in range(-1, size + 2):
        assert verify_inclusion(leaf, other, size, proof, root) == (other == index)
    assert not verify_inclusion(leaf_hash(b"other"), index, size, proof, root)
    assert not verify_inclusion(leaf, index, size, proof, EMPTY_ROOT)


@given(st.data())
def test_no_changed_consistency_proof_verifies(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 60))
    old = data.draw(st.integers(1, new))
    log = Hashes(entries(new))
    old_root, new_root, proof = log.root(old), log.root(new), consistency_proof(old, new, log)
    for wrong in mutations(proof, [old_root, new_root]):
        assert not verify_consistency(old, new, old_root, new_root, wrong)
    forged = RootHash(leaf_hash(b"forged"))
    assert not verify_consistency(old, new, forged, new_root, proof)
    assert not verify_consistency(old, new, old_root, forged, proof)
    if old != new:
        assert not verify_consistency(old, new, new_root, old_root, proof)
        assert not verify_consistency(new, old, new_root, old_root, proof)


def test_a_rewritten_leaf_breaks_consistency() -> None:
    before, after = Hashes(entries(20)), Hashes([*entries(7), b"rewritten", *entries(20)[8:], b"more"])
    proof = consistency_proof(20, 21, after)
    assert not verify_consistency(20, 21, before.root(20), after.root(21), proof)


def test_everything_is_consistent_with_the_empty_tree_only_under_its_root() -> None:
    log = Hashes(entries(5))
    assert verify_consistency(0, 5, EMPTY_ROOT, log.root(5), [])
    assert not verify_consistency(0, 5, log.root(1), log.root(5), [])
    assert not verify_consistency(0, 5, EMPTY_ROOT, log.root(5), [NodeHash(log.root(1))])
