"""A document that was written is read as the very policy that it was written of."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.credit.document import load_document, parse_policy
from ledger.domain.credit.writer import write_document
from ledger.services.policy_gallery import gallery
from tests.cast import PILOT
from tests.oracle.strategies import policies

DOCUMENTS = [one.document for one in gallery()] + [PILOT.read_bytes()]


def same(document: bytes) -> None:
    text = write_document(load_document(document)[1])
    again = write_document(load_document(text.encode())[1])
    assert again == text
    assert tomllib.loads(text) == tomllib.loads(document.decode())
    written, read = parse_policy(text.encode()), parse_policy(document)
    assert replace(written, digest="") == replace(read, digest="")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_template_is_written_as_it_was_read(document: bytes) -> None:
    same(document)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policies())
def test_any_policy_is_written_as_it_was_read(text: str) -> None:
    same(text.encode())


VALUES = st.recursive(
    st.booleans() | st.integers(-(10**12), 10**12) | st.text() | st.dates() | st.times() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=6), VALUES, max_size=5))
def test_whatever_a_document_may_hold_is_written(tables: dict[str, Any]) -> None:
    assert tomllib.loads(write_document(tables)) == tables


def test_a_float_stays_as_it_was_written_for_its_fault_to_name_it() -> None:
    text, tables = load_document(b"rate = 0.50\n")

    assert write_document(tables) == text
