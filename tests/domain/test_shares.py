"""Shares as people write them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ledger.domain.shares import read_share


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("1", Fraction(1)),
        ("1/2", Fraction(1, 2)),
        ("１／３", Fraction(1, 3)),
        ("0.5", Fraction(1, 2)),
        ("50%", Fraction(1, 2)),
        (" 2 / 5 ", Fraction(2, 5)),
    ],
)
def test_a_share_is_exact(written: str, share: Fraction) -> None:
    assert read_share(written) == share


@pytest.mark.parametrize("written", ["", "一半", "1/0", "-1/2", "1/2/3", "1e3"])
def test_what_is_no_share_is_none(written: str) -> None:
    assert read_share(written) is None
