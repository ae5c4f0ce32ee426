"""The working calendar: announced years, years to come, and an office's own notice."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from ledger.domain.calendar import HolidayNotice
from ledger.resources import resource_dir
from ledger.services.working_calendar import calendar_for, told_by_library

NOTICES = Path(__file__).parents[3] / "shared" / "data" / "holidays"


def notices(years: range) -> dict[date, bool]:
    """Day off or not, for each day that the State Council's notices name."""
    named: dict[date, bool] = {}
    for year in years:
        data = json.loads((NOTICES / f"{year}.json").read_text(encoding="utf-8"))
        named.update({date.fromisoformat(day["date"]): day["isOffDay"] for day in data["days"]})
    return named


@pytest.mark.skipif(
    not NOTICES.is_dir(), reason="shared/data with the holiday notices is not beside the checkout"
)
@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_days_are_those_of_the_notices(year: int) -> None:
    calendar, named = calendar_for((year,)), notices(range(year - 1, year + 1))
    for number in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()):
        day = date.fromordinal(number)
        works = not named[day] if day in named else day.weekday() < 5
        assert calendar.is_working_day(day) is works, day


def test_the_kept_notices_are_those_of_the_library() -> None:
    """Where a new version of the library knows more, this is the text that the file should have."""
    told = [notice for year in range(1990, 2050) if (notice := told_by_library(year)) is not None]
    lines = sorted(
        f"{day},{kind}"
        for notice in told
        for kind, days in (("off", notice.days_off), ("worked", notice.working_weekends))
        for day in days
    )
    text = (resource_dir("data") / "holidays.csv").read_text("utf-8")
    assert text == "\n".join(["day,kind", *lines, ""])


def test_a_year_later_than_the_kept_ones_is_asked_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    library = SimpleNamespace(country_holidays=lambda _country, years: _Known(asked, years))
    monkeypatch.setitem(sys.modules, "holidays", library)
    calendar = calendar_for((2026, 2048))
    assert asked == [2048]
    assert calendar.announced(2048)
    assert calendar.is_working_day(date(2048, 1, 4))
    assert not calendar.is_working_day(date(2048, 1, 1))


class _Known(set[date]):
    """A year as a later version of the library may know it."""

    def __init__(self, asked: list[int], year: int) -> None:
        asked.append(year)
        super().__init__({date(year, 1, 1)})
        self.weekend_workdays = {date(year, 1, 4)}


def test_weekend_days_that_are_worked_count_and_holidays_do_not() -> None:
    calendar = calendar_for((2026,))
    assert calendar.announced(2026)
    assert calendar.is_working_day(date(2026, 1, 4))
    assert not calendar.is_working_day(date(2026, 10, 1))
    assert calendar.working_days(date(2026, 1, 1), date(2027, 1, 1)) == 248


def test_a_year_that_is_not_announced_has_weekends_only() -> None:
    calendar = calendar_for((2040,))
    assert not calendar.announced(2040)
    assert calendar.is_working_day(date(2040, 10, 1))


def test_an_offices_own_notice_replaces_what_is_known_of_its_year() -> None:
    notice = HolidayNotice(2040, frozenset({date(2040, 10, 1)}), frozenset({date(2040, 9, 29)}))
    calendar = calendar_for((2026, 2040), overlay=(notice,))
    assert calendar.announced(2040)
    assert not calendar.is_working_day(date(2040, 10, 1))
    assert calendar.is_working_day(date(2040, 9, 29))
    assert calendar.announced(2026)
