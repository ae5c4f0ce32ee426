"""The periods of a year: days counted from 1 January (0), ends exclusive, each with its label."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from ledger.domain.credit.policy import Cap, Per

THURSDAY = 4
NO_PERIOD = -1


@dataclass(frozen=True, slots=True)
class Period:
    """One period: its label and the days of the year it covers (0 is 1 January, `end` exclusive)."""

    label: str
    begin: int
    end: int

    @property
    def days(self) -> int:
        """How many days it has."""
        return self.end - self.begin


def days_in_year(year: int) -> int:
    """365 or 366."""
    return 366 if calendar.isleap(year) else 365


@lru_cache(maxsize=16)
def dates_of(year: int) -> tuple[date, ...]:
    """The days of the year."""
    first = date(year, 1, 1)
    return tuple(first + timedelta(days=n) for n in range(days_in_year(year)))


@lru_cache(maxsize=256)
def periods_of(per: Per, year: int, *, judged: bool) -> tuple[Period, ...]:
    """The periods of the year, in order.

    Weeks are ISO weeks clipped to the year; when `judged`, only those whose Thursday lies in the year.
    """
    if per.kind == "week":
        return _weeks(year, judged=judged)
    if per.kind == "day":
        first = date(year, 1, 1)
        return tuple(
            Period((first + timedelta(days=n)).isoformat(), n, n + 1) for n in range(days_in_year(year))
        )
    if per.kind == "window":
        return (_window(per, year),)
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12, "months": per.months}[per.kind]
    return tuple(
        Period(_label(per, year, number), _start(year, month), _start(year, month + months))
        for number, month in enumerate(range(1, 13, months), start=1)
    )


@lru_cache(maxsize=256)
def index_by_day(per: Per, year: int, *, judged: bool) -> tuple[int, ...]:
    """For each day of the year the number of its period, or `NO_PERIOD`."""
    index = [NO_PERIOD] * days_in_year(year)
    for number, period in enumerate(periods_of(per, year, judged=judged)):
        index[period.begin : period.end] = [number] * period.days
    return tuple(index)


def nests(one: Per, other: Per) -> bool:
    """Whether any two periods of these are nested or disjoint, in every year there can be."""
    return one == other or all(
        _laminar(periods_of(one, year, judged=False), periods_of(other, year, judged=False))
        for year in _CALENDARS
    )


def first_crossing(caps: Sequence[Cap]) -> list[tuple[int, int]]:
    """The pairs of caps on one account, by their place in the document, that do not nest."""
    return [
        (i, j)
        for j, later in enumerate(caps)
        for i, earlier in enumerate(caps[:j])
        if earlier.account == later.account and not nests(earlier.per, later.per)
    ]


_CALENDARS = tuple(range(2000, 2028))
"""28 years hold every pair of weekday and leap year."""


def _laminar(ones: Sequence[Period], others: Sequence[Period]) -> bool:
    for one in ones:
        for other in others:
            apart = one.end <= other.begin or other.end <= one.begin
            inside = one.begin >= other.begin and one.end <= other.end
            around = other.begin >= one.begin and other.end <= one.end
            if not (apart or inside or around):
                return False
    return True


def _label(per: Per, year: int, number: int) -> str:
    if per.kind == "month":
        return f"{year}-{number:02d}"
    if per.kind == "year":
        return str(year)
    return f"{year}-{ {'quarter': 'Q', 'half': 'H', 'months': 'M'}[per.kind] }{number}"


def _start(year: int, month: int) -> int:
    if month > 12:
        return days_in_year(year)
    return (date(year, month, 1) - date(year, 1, 1)).days


def _weeks(year: int, *, judged: bool) -> tuple[Period, ...]:
    first = date(year, 1, 1)
    end = days_in_year(year)
    weeks = []
    begin = -first.weekday()
    while begin < end:
        thursday = begin + THURSDAY - 1
        if not judged or 0 <= thursday < end:
            iso = (first + timedelta(days=thursday)).isocalendar()
            weeks.append(Period(f"{iso.year}-W{iso.week:02d}", max(begin, 0), min(begin + 7, end)))
        begin += 7
    return tuple(weeks)


def _window(per: Per, year: int) -> Period:
    first = date(year, 1, 1)
    leap = calendar.isleap(year)
    begin = date(year, 3, 1) if per.begin == (2, 29) and not leap else date(year, *per.begin)
    end = date(year, 2, 28) if per.end_inclusive == (2, 29) and not leap else date(year, *per.end_inclusive)
    label = "{:02d}-{:02d}..{:02d}-{:02d}".format(*per.begin, *per.end_inclusive)
    start = (begin - first).days
    return Period(label, start, max(start, (end - first).days + 1))
