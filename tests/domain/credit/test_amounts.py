"""Exact amounts: sums, differences, and how they are written out."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ledger.domain.credit import amounts

F = Fraction


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (F(60), "60"),
        (F(0), "0"),
        (F(5, 2), "2.5"),
        (F(-5, 2), "-2.5"),
        (F(-1, 8), "-0.125"),
        (F(1, 8), "0.125"),
        (F(1, 125), "0.008"),
        (F(3, 1000), "0.003"),
        (F(1, 40), "0.025"),
        (F(7, 250), "0.028"),
        (F(125, 3), "125/3"),
        (F(-1, 6), "-1/6"),
        (F(10**17 + 1, 10), "10000000000000000.1"),
        (F(1, 2**60), "0." + str(5**60).rjust(60, "0")),
        (F(1, 5**30), "0." + str(2**30).rjust(30, "0")),
        (F(1, 2 * 5**30), "0." + str(2**29).rjust(30, "0")),
    ],
)
def test_an_amount_is_a_plain_decimal_where_it_ends_else_a_fraction(amount: Fraction, text: str) -> None:
    assert amounts.exact_text(amount) == text


@pytest.mark.parametrize(
    ("amount", "tenths"),
    [
        (F(1, 20), F(1, 10)),
        (F(49, 1000), F(0)),
        (F(149, 1000), F(1, 10)),
        (F(3, 20), F(1, 5)),
        (F(2), F(2)),
        (F(-1, 20), F(0)),
    ],
)
def test_tenths_are_rounded_half_up(amount: Fraction, tenths: Fraction) -> None:
    assert amounts.rounded_tenths(amount) == tenths


@pytest.mark.parametrize(
    ("parts", "total"),
    [
        ([], F(0)),
        ([F(3)], F(3)),
        ([F(1, 2), F(1, 2)], F(1)),
        ([F(1, 2), F(1, 3), F(5), F(1, 6)], F(6)),
        ([F(1, 6), F(1, 4), F(1, 2)], F(11, 12)),
        ([F(-1, 3), F(1, 3)], F(0)),
    ],
)
def test_a_sum_is_exact(parts: list[Fraction], total: Fraction) -> None:
    assert amounts.added(parts) == total


def test_what_is_missing_is_never_less_than_nothing() -> None:
    assert amounts.less(F(3, 2), F(1, 3)) == F(7, 6)
    assert amounts.less(F(1, 3), F(1, 3)) == 0
    assert amounts.less(F(1, 3), F(3, 2)) == 0


@pytest.mark.parametrize(("amount", "below", "above"), [(F(7, 2), 3, 4), (F(-7, 2), -4, -3), (F(2), 2, 2)])
def test_floor_and_ceiling_are_the_whole_numbers_next_to_an_amount(
    amount: Fraction, below: int, above: int
) -> None:
    assert (amounts.floor(amount), amounts.ceiling(amount)) == (below, above)


@pytest.mark.parametrize(("amount", "written"), [(F(240), 240), (F(7, 2), "7/2"), (F(-7, 2), "-7/2")])
def test_a_whole_amount_is_printed_as_a_number_and_any_other_as_a_fraction(
    amount: Fraction, written: int | str
) -> None:
    assert amounts.whole_or_text(amount) == written


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90m", F(90)),
        ("4h", F(240)),
        ("1.5d", F(630)),
        ("0.5m", F(1, 2)),
        ("90", None),
        ("m", None),
        ("-1m", None),
        ("1.d", None),
        ("1 d", None),
        ("1D", None),
        ("1234567890m", None),
    ],
)
def test_a_duration_is_a_number_with_its_unit(text: str, minutes: Fraction | None) -> None:
    assert amounts.parse_duration(text, 420) == minutes


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/3", F(1, 3)),
        ("2", F(2)),
        ("0.5", F(1, 2)),
        ("0/1", F(0)),
        ("1/0", None),
        ("1/", None),
        ("-1/2", None),
        ("1e3", None),
        ("1.5/2", None),
    ],
)
def test_a_ratio_is_a_fraction_or_a_decimal(text: str, value: Fraction | None) -> None:
    assert amounts.parse_ratio(text) == value
