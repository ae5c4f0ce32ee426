"""Merkle trees: the RFC's own roots and paths, a second opinion, and forgeries that must not pass."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from ledger.domain.merkle import (
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
)

LEAVES = [
    bytes.fromhex(text)
    for text in (
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
"""The leaves of the tests of Certificate Transparency, which everybody's trees are tried on."""

ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)

HASHES = [leaf_hash(leaf) for leaf in LEAVES]
algorithms = st.sampled_from(["sha256", "sm3"])
many = st.lists(st.binary(max_size=4).map(leaf_hash), min_size=1, max_size=70)


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root_of(HASHES[:size]).hex() == ROOTS[size]


def test_the_paths_are_those_of_certificate_transparency() -> None:
    assert [node.hex() for node in inclusion_proof(HASHES, 0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [node.hex() for node in consistency_proof(HASHES, 6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_sm3_is_the_standards_own() -> None:
    abc = hashlib.new("sm3", b"abc").hexdigest()
    assert abc == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert leaf_hash(b"", "sm3") == hashlib.new("sm3", b"\0").digest()


@given(many)
def test_another_library_finds_the_same_roots(hashes: list[bytes]) -> None:
    other = InmemoryTree(algorithm="sha256")
    for number in range(len(hashes)):
        other.append_entry(str(number).encode())
    assert root_of([leaf_hash(str(number).encode()) for number in range(len(hashes))]) == other.get_root()


@given(many, algorithms, st.data())
def test_every_leaf_and_every_earlier_tree_can_be_proven(
    hashes: list[bytes], algorithm: str, data: st.DataObject
) -> None:
    root = root_of(hashes, algorithm)
    index = data.draw(st.integers(0, len(hashes) - 1))
    old = data.draw(st.integers(1, len(hashes)))

    path = inclusion_proof(hashes, index, algorithm)
    assert check_inclusion(hashes[index], index, len(hashes), path, root, algorithm)
    steps = consistency_proof(hashes, old, algorithm)
    assert check_consistency(old, len(hashes), steps, root_of(hashes[:old], algorithm), root, algorithm)


@given(many, st.data())
def test_no_bit_of_a_proof_can_be_changed(hashes: list[bytes], data: st.DataObject) -> None:
    root = root_of(hashes)
    old = data.draw(st.integers(1, len(hashes)))
    index = data.draw(st.integers(0, len(hashes) - 1))
    old_root = root_of(hashes[:old])

    for forged in _forgeries(consistency_proof(hashes, old), data):
        assert not check_consistency(old, len(hashes), forged, old_root, root)
    for forged in _forgeries(inclusion_proof(hashes, index), data):
        assert not check_inclusion(hashes[index], index, len(hashes), forged, root)


def _forgeries(proof: list[bytes], data: st.DataObject) -> list[list[bytes]]:
    """A proof with a bit flipped, one step more at either end, one step fewer."""
    garbage = leaf_hash(b"garbage")
    found = [[garbage, *proof], [*proof, garbage]]
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        bit = data.draw(st.integers(0, 255))
        flipped = (int.from_bytes(proof[at], "big") ^ 1 << bit).to_bytes(32, "big")
        found += [[*proof[:at], flipped, *proof[at + 1 :]], proof[:-1], proof[1:]]
    return found


@given(many.filter(lambda hashes: len(hashes) > 2), st.data())
def test_a_history_with_a_forged_middle_is_not_consistent(hashes: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(2, len(hashes) - 1))
    at = data.draw(st.integers(0, old - 1))
    forged = [*hashes[:at], leaf_hash(b"something else"), *hashes[at + 1 :]]
    proof = consistency_proof(forged, old)

    assert not check_consistency(old, len(hashes), proof, root_of(hashes[:old]), root_of(forged))


def test_trees_of_no_and_of_one_leaf() -> None:
    one = root_of(HASHES[:1])
    assert check_consistency(1, 1, [], one, one)
    assert check_inclusion(HASHES[0], 0, 1, [], one)
    assert not check_consistency(0, 1, [], root_of([]), one)
    assert not check_consistency(0, 0, [], root_of([]), root_of([]))
    assert not check_consistency(1, 0, [], one, root_of([]))
    assert not check_consistency(1, 2, [], one, root_of(HASHES[:2]))
    assert not check_inclusion(HASHES[0], 0, 0, [], root_of([]))
    assert not check_inclusion(HASHES[0], 1, 1, [], one)
    assert not check_inclusion(HASHES[0], -1, 1, [], one)


@given(many, st.data())
def test_a_kept_frontier_goes_on_where_it_stopped(hashes: list[bytes], data: st.DataObject) -> None:
    stop = data.draw(st.integers(0, len(hashes)))
    first = Frontier()
    for leaf in hashes[:stop]:
        first.add(leaf)

    second = Frontier("sha256", first.size, first.nodes)
    for leaf in hashes[stop:]:
        second.add(leaf)

    assert second.root() == root_of(hashes)
    assert first.root() == root_of(hashes[:stop])


@pytest.mark.parametrize(("size", "nodes"), [(3, 1), (0, 1), (-1, 1)])
def test_a_frontier_that_does_not_fit_its_size_is_refused(size: int, nodes: int) -> None:
    with pytest.raises(ValueError, match="frontier"):
        Frontier("sha256", size, HASHES[:nodes])


def test_no_leaf_and_no_tree_outside_can_be_asked_for() -> None:
    with pytest.raises(IndexError):
        inclusion_proof(HASHES, len(HASHES))
    for size in (0, len(HASHES) + 1):
        with pytest.raises(IndexError):
            consistency_proof(HASHES, size)
