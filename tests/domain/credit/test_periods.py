"""The periods of a year: their days, their labels, and the odd ones at its ends."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ledger.domain.credit.periods import NO_PERIOD, Period, index_by_day, nests, periods_of
from ledger.domain.credit.policy import Per

WEEK, YEAR = Per("week"), Per("year")


def window(begin: tuple[int, int], end: tuple[int, int]) -> Per:
    return Per("window", begin=begin, end_inclusive=end)


@pytest.mark.parametrize(
    ("year", "judged", "first", "last", "number"),
    [
        # 2026 begins on a Thursday and ends on one: all of its 53 weeks are its own.
        (2026, True, Period("2026-W01", 0, 4), Period("2026-W53", 361, 365), 53),
        # 2027 begins on a Friday: its first three days are in the last week of 2026.
        (2027, False, Period("2026-W53", 0, 3), Period("2027-W52", 360, 365), 53),
        (2027, True, Period("2027-W01", 3, 10), Period("2027-W52", 360, 365), 52),
        # 2024 ends on a Tuesday: its last two days are in the first week of 2025.
        (2024, False, Period("2024-W01", 0, 7), Period("2025-W01", 364, 366), 53),
        (2024, True, Period("2024-W01", 0, 7), Period("2024-W52", 357, 364), 52),
        # 2023 ends on a Sunday, as whole weeks do.
        (2023, False, Period("2022-W52", 0, 1), Period("2023-W52", 358, 365), 53),
        # 2025 ends on a Wednesday: the Thursday of its last week is the first day of 2026.
        (2025, True, Period("2025-W01", 0, 5), Period("2025-W52", 355, 362), 52),
    ],
)
def test_weeks_are_clipped_to_the_year_and_judged_in_the_year_of_their_thursday(
    year: int, judged: bool, first: Period, last: Period, number: int
) -> None:
    weeks = periods_of(WEEK, year, judged=judged)
    assert (weeks[0], weeks[-1], len(weeks)) == (first, last, number)


@pytest.mark.parametrize(
    ("per", "year", "expected"),
    [
        (window((2, 29), (3, 31)), 2027, Period("02-29..03-31", 59, 90)),
        (window((2, 29), (3, 31)), 2028, Period("02-29..03-31", 59, 91)),
        (window((2, 1), (2, 29)), 2027, Period("02-01..02-29", 31, 59)),
        (window((2, 1), (2, 29)), 2028, Period("02-01..02-29", 31, 60)),
        (window((2, 29), (2, 29)), 2027, Period("02-29..02-29", 59, 59)),
        (window((12, 31), (12, 31)), 2026, Period("12-31..12-31", 364, 365)),
        (window((1, 1), (1, 1)), 2026, Period("01-01..01-01", 0, 1)),
        (YEAR, 2026, Period("2026", 0, 365)),
    ],
)
def test_a_window_has_both_its_ends_whatever_february_has(per: Per, year: int, expected: Period) -> None:
    assert periods_of(per, year, judged=True) == (expected,)


def test_a_day_outside_every_window_is_in_no_period() -> None:
    index = index_by_day(window((1, 2), (12, 30)), 2026, judged=True)
    assert (index[0], index[1], index[363], index[364]) == (NO_PERIOD, 0, 0, NO_PERIOD)


@pytest.mark.parametrize(
    ("per", "labels", "last"),
    [
        (Per("months", months=4), ["2026-M1", "2026-M2", "2026-M3"], (243, 365)),
        (Per("quarter"), ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"], (273, 365)),
        (Per("half"), ["2026-H1", "2026-H2"], (181, 365)),
    ],
)
def test_parts_of_the_year_are_numbered(per: Per, labels: list[str], last: tuple[int, int]) -> None:
    periods = periods_of(per, 2026, judged=True)
    assert [period.label for period in periods] == labels
    assert (periods[-1].begin, periods[-1].end) == last
    assert all(one.end == other.begin for one, other in pairwise(periods))


def test_a_day_is_labelled_by_its_date() -> None:
    days = periods_of(Per("day"), 2028, judged=True)
    assert (days[0].label, days[59].label, days[-1].label) == ("2028-01-01", "2028-02-29", "2028-12-31")
    assert [(day.begin, day.end) for day in days] == [(n, n + 1) for n in range(366)]


@pytest.mark.parametrize(
    ("one", "other", "nested"),
    [
        (window((1, 1), (6, 30)), Per("half"), True),
        (window((1, 1), (3, 31)), window((4, 1), (4, 1)), True),
        (window((1, 1), (3, 31)), window((3, 31), (4, 1)), False),
        (window((2, 1), (2, 28)), Per("month"), True),
        (window((2, 28), (3, 1)), Per("month"), False),
        (WEEK, WEEK, True),
        (WEEK, Per("day"), True),
        (WEEK, Per("quarter"), False),
        (Per("months", months=2), Per("months", months=3), False),
        (Per("months", months=2), Per("months", months=6), True),
    ],
)
def test_periods_nest_or_keep_apart_in_every_year(one: Per, other: Per, nested: bool) -> None:
    assert nests(one, other) is nested
    assert nests(other, one) is nested
