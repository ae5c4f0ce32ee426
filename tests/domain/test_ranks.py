"""Ranks by code and by the names people use."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ledger.domain.ranks import RANKS, find_rank, is_parallel_rank

CODES = Path(__file__).parents[2].parent / "shared/data/codes/gbt12407_2008_position_classes.csv"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *[
            ("132", "132"),
            ("县处级副职", "132"),
            ("县处副职", "132"),
            ("副处", "132"),
            ("副处级", "132"),
            ("副县级", "132"),
        ],
        *[("正科", "141"), ("乡科级正职", "141"), ("正厅级", "121"), ("厅局级正职", "121"), ("副厅", "122")],
        *[
            ("省部级副职", "112"),
            ("副部级", "112"),
            ("正部", "111"),
            ("科员", "150"),
            ("１３２", "132"),
            ("副处 (级)", "132"),
        ],
        *[("County/Division deputy", "132"), ("七级职员", "241")],
    ],
)
def test_a_rank_is_found_by_code_and_by_each_name(written: str, code: str) -> None:
    rank = find_rank(written)
    assert rank is not None
    assert rank.code == code


@pytest.mark.parametrize("written", ["", "副局", "书记", "133", "正", "级"])
def test_what_is_no_rank_or_leaves_it_open_is_not_guessed(written: str) -> None:
    assert find_rank(written) is None


def test_a_civil_servants_own_grade_is_told_from_the_rank_of_a_post() -> None:
    assert is_parallel_rank("四级调研员")
    assert not is_parallel_rank("副处级")


@pytest.mark.skipif(
    not CODES.exists(), reason="shared/data holds the published codes beside the checkout; it is absent here"
)
def test_codes_and_names_are_the_published_ones() -> None:
    with CODES.open(encoding="utf-8-sig") as file:
        published = [(r["code"], r["name_zh"], r["name_en"]) for r in csv.DictReader(file)]
    assert [(r.code, r.name, r.english) for r in RANKS] == published
