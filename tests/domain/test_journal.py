"""Leaves of the journal: one way of writing them, and a hash that every change shows in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as some

from ledger.domain.journal import (
    JournalAct,
    NewPosting,
    Posting,
    canonical_json,
    hash_of,
    leaf_bytes,
    reversal_of,
)

POSTING = Posting(
    act=JournalAct.POSTED,
    object_kind="entry",
    object_id=7,
    version=3,
    person_id=2,
    year=2026,
    body={"minutes": 40, "channel": "online", "start": None},
    seq=5,
    at=datetime(2026, 11, 22, 2, 0, tzinfo=UTC),
    account_id=4,
    previous="sha256:" + "0" * 64,
)

words = some.text(some.characters(exclude_categories=["Cs"]))
whole = some.integers(-(2**53) + 1, 2**53 - 1)
values = some.recursive(
    some.none() | some.booleans() | whole | words,
    lambda inner: some.lists(inner) | some.dictionaries(words, inner),
)


@given(values)
def test_values_are_written_as_the_standard_says(value: Any) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [1.0, 2**53, {1: "a"}, "\ud800", {"a": {"b"}}])
def test_what_has_no_one_way_of_writing_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"no canonical JSON|surrogates not allowed"):
        canonical_json(value)


def test_the_leaf_holds_everything_but_the_hash() -> None:
    leaf = json.loads(leaf_bytes(replace(POSTING, hash="sha256:x")))

    assert set(leaf) == {one.name for one in fields(Posting)} - {"hash"}
    assert leaf["at"] == "2026-11-22T02:00:00Z"
    assert leaf["act"] == "posted"


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_the_hash_is_that_of_a_leaf_byte_and_the_leaf(algorithm: str) -> None:
    posting = replace(POSTING, algorithm=algorithm)

    plain = hashlib.new(algorithm, b"\0" + rfc8785.dumps(json.loads(leaf_bytes(posting)))).hexdigest()
    assert hash_of(posting) == f"{algorithm}:{plain}"


CHANGES: dict[str, Any] = {
    "act": JournalAct.ADJUSTED,
    "object_kind": "outcome",
    "object_id": 8,
    "version": 4,
    "person_id": None,
    "year": 2025,
    "body": {"minutes": 41, "channel": "online", "start": None},
    "reason": "改了",
    "reverses": 4,
    "seq": 6,
    "at": datetime(2026, 11, 22, 2, 0, 0, 1, tzinfo=UTC),
    "account_id": 5,
    "previous": "",
    "algorithm": "sm3",
}


def test_every_field_is_in_the_hash() -> None:
    assert set(CHANGES) == {one.name for one in fields(Posting)} - {"hash"}
    hashes = {hash_of(replace(POSTING, **{name: value})) for name, value in CHANGES.items()}
    assert len(hashes | {hash_of(POSTING)}) == len(CHANGES) + 1


def test_an_unknown_algorithm_is_refused() -> None:
    with pytest.raises(ValueError, match="md5"):
        hash_of(replace(POSTING, algorithm="md5"))


def test_a_reversal_names_what_it_cancels_and_can_not_be_reversed() -> None:
    reversal = reversal_of(POSTING, "时长写错")

    assert reversal == NewPosting(JournalAct.REVERSED, "entry", 7, 3, 2, 2026, {}, "时长写错", 5)
    with pytest.raises(ValueError, match="5"):
        reversal_of(replace(POSTING, act=JournalAct.REVERSED, reverses=4), "再改")
