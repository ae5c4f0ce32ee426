"""Gives the working calendar: announced holidays from the `holidays` library, overlaid by an office's own.

The library loads three hundred countries, which takes longer than most commands. So what it knows of the
years up to the newest announced one is kept in `ledger/data/holidays.csv`; later years are asked of it.
"""

from __future__ import annotations

import csv
import importlib
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from ledger.domain.calendar import SATURDAY, Calendar, HolidayNotice
from ledger.resources import resource_dir

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork


def calendar_for(years: Iterable[int], overlay: Iterable[HolidayNotice] = ()) -> Calendar:
    """The calendar of China for these years; a notice in `overlay` replaces what is known of its year.

    The library knows the statutory days of any year, announced or not; what tells them apart are the
    weekend days worked instead. A year without any is not announced and has weekends only.
    """
    notices = {year: notice for year in years if (notice := _announced(year)) is not None}
    notices.update({notice.year: notice for notice in overlay})
    return Calendar.of(notices.values())


def calendar_of(uow: UnitOfWork, years: Iterable[int]) -> Calendar:
    """The calendar for these years with the notices that were entered in this ledger."""
    return calendar_for(years, uow.holidays.notices())


@lru_cache(maxsize=64)
def _announced(year: int) -> HolidayNotice | None:
    """What is known of the year's notice; None when it was not announced."""
    kept = _kept()
    return kept.get(year) if year <= max(kept) else told_by_library(year)


@cache
def _kept() -> dict[int, HolidayNotice]:
    """The notices in the file: days off and weekend days worked, by year."""
    found: dict[int, dict[str, set[date]]] = {}
    with (resource_dir("data") / "holidays.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            day = date.fromisoformat(line["day"])
            found.setdefault(day.year, {"off": set(), "worked": set()})[line["kind"]].add(day)
    return {
        year: HolidayNotice(year, frozenset(days["off"]), frozenset(days["worked"]))
        for year, days in found.items()
    }


def told_by_library(year: int) -> HolidayNotice | None:
    """What the library knows of the year's notice; None when it was not announced."""
    library: Any = importlib.import_module("holidays")  # only here: it is slow to import
    known = library.country_holidays("CN", years=year)
    # `weekend_workdays` also holds days of other years.
    working = frozenset(day for day in known.weekend_workdays if day.year == year)
    if not working:
        return None
    days_off = frozenset(_as_date(day) for day in known if day.year == year and day not in working)
    return HolidayNotice(year, frozenset(d for d in days_off if d.weekday() < SATURDAY), working)


def _as_date(day: date) -> date:
    return date(day.year, day.month, day.day)
