"""Merkle trees of RFC 6962 and 9162: roots with little memory, proofs, and their checks.

A leaf's hash is H(0x00 || leaf), a node's H(0x01 || left || right), the empty tree's H(""). The tree takes
hashes of leaves, which the journal keeps already; H is SHA-256 or SM3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial

LEAF, NODE = b"\x00", b"\x01"
SIZE = 32
"""Bytes of a hash of either algorithm."""

Hash = Callable[[bytes], "hashlib._Hash"]

ALGORITHMS: dict[str, Hash] = {"sha256": hashlib.sha256, "sm3": partial(hashlib.new, "sm3")}


def leaf_hash(leaf: bytes, algorithm: str = "sha256") -> bytes:
    """The hash of a leaf's bytes."""
    return ALGORITHMS[algorithm](LEAF + leaf).digest()


def node_hash(left: bytes, right: bytes, algorithm: str = "sha256") -> bytes:
    """The hash of a node with two children."""
    return ALGORITHMS[algorithm](NODE + left + right).digest()


class Frontier:
    """A tree as far as it has grown: the roots of its perfect subtrees, the largest first.

    It grows by one hash at a time and holds at most one hash for each bit of its size: millions of leaves
    need some twenty hashes, and a kept frontier goes on where it stopped.
    """

    def __init__(self, algorithm: str = "sha256", size: int = 0, nodes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(nodes) != size.bit_count() or any(len(node) != SIZE for node in nodes):
            raise ValueError("a frontier holds one hash for each bit of its size")
        self.algorithm = algorithm
        self.size = size
        self.nodes = list(nodes)
        self._hash = ALGORITHMS[algorithm]

    def add(self, leaf: bytes) -> None:
        """Append a leaf, given by its hash."""
        nodes, size, make = self.nodes, self.size, self._hash
        while size & 1:
            leaf = make(NODE + nodes.pop() + leaf).digest()
            size >>= 1
        nodes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        if not self.nodes:
            return self._hash(b"").digest()
        root = self.nodes[-1]
        for node in reversed(self.nodes[:-1]):
            root = self._hash(NODE + node + root).digest()
        return root


def root_of(leaves: Sequence[bytes], algorithm: str = "sha256") -> bytes:
    """The root over hashes of leaves."""
    tree = Frontier(algorithm)
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def inclusion_proof(leaves: Sequence[bytes], index: int, algorithm: str = "sha256") -> list[bytes]:
    """The path that shows the leaf at `index` to be in the tree (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError("no such leaf")
    if len(leaves) == 1:
        return []
    half = _half(len(leaves))
    left, right = leaves[:half], leaves[half:]
    if index < half:
        return [*inclusion_proof(left, index, algorithm), root_of(right, algorithm)]
    return [*inclusion_proof(right, index - half, algorithm), root_of(left, algorithm)]


def consistency_proof(leaves: Sequence[bytes], old_size: int, algorithm: str = "sha256") -> list[bytes]:
    """The path that shows the tree of the first `old_size` leaves to be its beginning (RFC 9162, 2.1.4.1)."""
    if not 0 < old_size <= len(leaves):
        raise IndexError("no such tree")
    return _consistency(leaves, old_size, algorithm, whole=True)


def _consistency(leaves: Sequence[bytes], size: int, algorithm: str, *, whole: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if whole else [root_of(leaves, algorithm)]
    half = _half(len(leaves))
    left, right = leaves[:half], leaves[half:]
    if size <= half:
        return [*_consistency(left, size, algorithm, whole=whole), root_of(right, algorithm)]
    return [*_consistency(right, size - half, algorithm, whole=False), root_of(left, algorithm)]


def _half(size: int) -> int:
    """The largest power of two below a size of at least two."""
    return 1 << (size - 1).bit_length() - 1


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes, algorithm: str = "sha256"
) -> bool:
    """Whether a path leads from a leaf's hash to the root of a tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, second, found = index, size - 1, leaf
    for node in proof:
        if second == 0:
            return False
        if first & 1 or first == second:
            found = node_hash(node, found, algorithm)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            found = node_hash(found, node, algorithm)
        first, second = first >> 1, second >> 1
    return second == 0 and found == root


def check_consistency(
    old_size: int,
    size: int,
    proof: Sequence[bytes],
    old_root: bytes,
    root: bytes,
    algorithm: str = "sha256",
) -> bool:
    """Whether a tree begins with an earlier one (RFC 9162, 2.1.4.2); the empty tree has no proof."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not path:
        return False
    first, second = old_size - 1, size - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    found_old = found = path[0]
    for node in path[1:]:
        if second == 0:
            return False
        if first & 1 or first == second:
            found_old, found = node_hash(node, found_old, algorithm), node_hash(node, found, algorithm)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            found = node_hash(found, node, algorithm)
        first, second = first >> 1, second >> 1
    return second == 0 and found_old == old_root and found == root
