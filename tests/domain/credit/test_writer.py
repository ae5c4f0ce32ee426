"""A document that was written is read as the very policy that it was written of."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.credit.document import load_document, parse_policy
from ledger.domain.credit.writer import WIDEST, write_document
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


def test_plain_keys_come_first_and_each_table_stands_apart() -> None:
    tables = {
        "day": {"minutes": 480},
        "format": 1,
        "weight": [{"rate": "1/2", "modes": ["browse"]}, {"rate": "1/3"}],
        "none": [],
        "mixed": [{"a": 1}, 2],
        "two words": {"who": {"ranks": ["132"]}, "all": {}},
    }
    assert write_document(tables) == (
        "format = 1\nnone = []\nmixed = [{ a = 1 }, 2]\n"
        "\n[day]\nminutes = 480\n"
        '\n[[weight]]\nrate = "1/2"\nmodes = ["browse"]\n'
        '\n[[weight]]\nrate = "1/3"\n'
        '\n["two words"]\nwho = { ranks = ["132"] }\nall = {}\n'
    )


def test_a_document_of_tables_alone_begins_with_the_first() -> None:
    assert write_document({"day": {"minutes": 480}}) == "[day]\nminutes = 480\n"


def test_a_list_wider_than_a_line_stands_one_item_to_a_line() -> None:
    just, more = "字" * (WIDEST - 4), "字" * (WIDEST - 3)
    assert write_document({"basis": [just]}) == f'basis = ["{just}"]\n'
    assert write_document({"basis": [more]}) == f'basis = [\n    "{more}",\n]\n'


def test_only_what_cannot_stand_in_a_text_is_written_as_its_code() -> None:
    assert write_document({"title": 'a b\t"c"\\\n\x00\x1f\x7f~ 字'}) == (
        'title = "a b\\t\\"c\\"\\\\\\n\\u0000\\u001f\\u007f~ 字"\n'
    )


def test_what_toml_cannot_hold_is_refused_by_its_kind() -> None:
    with pytest.raises(TypeError, match=r"^TOML has no way to write NoneType$"):
        write_document({"title": None})
    with pytest.raises(TypeError, match=r"^TOML has no way to write set$"):
        write_document({"title": {1}})
