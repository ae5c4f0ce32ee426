"""Divisions by name, and the code that a written place lies in."""

from __future__ import annotations

import pytest

from ledger.store.divisions import code_of_place, divisions, name_of_place, places_like


def test_every_code_stands_once() -> None:
    codes = [division.code for division in divisions()]
    assert len(codes) == len(set(codes)) > 3000
    assert all(len(code) == 6 and code.isdigit() for code in codes)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("湖南省长沙市岳麓区某镇某村", "430104"),
        ("湖北省仙桃市", "429004"),
        ("北京市东城区", "110101"),
        ("广东省东莞市", "441900"),
        ("湖南省", "430000"),
        ("某县某镇", None),
        ("", None),
    ],
)
def test_a_place_lies_in_the_smallest_division_it_begins_with(written: str, code: str | None) -> None:
    assert code_of_place(written) == code


def test_what_ends_with_the_text_comes_first() -> None:
    assert places_like("长沙市")[0].name == "湖南省长沙市"
    assert [division.code for division in places_like("岳麓")] == ["430104"]
    assert places_like(" ") == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("610602", "陕西省延安市宝塔区"),
        ("6106", "陕西省延安市"),
        ("610600", "陕西省延安市"),
        ("61", "陕西省"),
        ("610602001", None),
        ("999999", None),
        ("", None),
    ],
)
def test_a_code_names_a_place_with_or_without_its_zeros(code: str, name: str | None) -> None:
    assert name_of_place(code) == name
