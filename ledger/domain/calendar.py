"""Working days: an immutable calendar that also says which years it knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""The years that there may be ledgers of."""


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """What a year's holiday notice says: days off, and weekend days that are worked instead."""

    year: int
    days_off: frozenset[date] = frozenset()
    working_weekends: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekends, corrected by the notices of the years that have been announced."""

    days_off: frozenset[date] = frozenset()
    working_weekends: frozenset[date] = frozenset()
    announced_years: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def of(cls, notices: Iterable[HolidayNotice]) -> Calendar:
        """The calendar that these notices make together."""
        known = tuple(notices)
        return cls(
            frozenset(day for notice in known for day in notice.days_off),
            frozenset(day for notice in known for day in notice.working_weekends),
            frozenset(notice.year for notice in known),
        )

    def announced(self, year: int) -> bool:
        """Whether the holidays of the year are known; a year that is not has weekends only."""
        return year in self.announced_years

    def is_working_day(self, day: date) -> bool:
        """Whether people work on the day."""
        if day.weekday() >= SATURDAY:
            return day in self.working_weekends
        return day not in self.days_off

    def working_days(self, begin: date, end: date) -> int:
        """How many working days there are from `begin` up to, but not including, `end`."""
        return sum(
            self.is_working_day(begin + timedelta(days=offset)) for offset in range((end - begin).days)
        )


WEEKENDS_ONLY = Calendar()
"""A calendar that knows no notice at all."""
