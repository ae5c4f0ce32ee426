"""A policy made ready for a year knows what of an entry it will look at, and what a unit is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ledger.domain.credit.frame import Frame, frame_of
from tests.domain.credit.making import CALENDAR, FIELD_DAYS, make_policy


def ready(*tables: str) -> Frame:
    return frame_of(make_policy(*tables), 2026, CALENDAR)


def asked(measure: str, more: str = "") -> str:
    return f'[[requirement]]\ncode = "r"\nmeasure = "{measure}"\nat_least = 1\n{more}'


@pytest.mark.parametrize(
    ("tables", "facts"),
    [
        ((), set()),
        ((FIELD_DAYS,), set()),
        (('[[weight]]\nmodes = ["browse"]\nrate = "1/2"\n',), {"mode"}),
        (('[[weight]]\nchannel = "online"\nweekdays = [1]\nrate = "1/2"\n',), set()),
        ((FIELD_DAYS + "contact_point = false\n",), {"contact_point"}),
        ((FIELD_DAYS + 'platforms = ["微信"]\nplace_levels = ["village"]\n',), {"platform", "place"}),
        ((asked("topics"),), {"topic"}),
        ((asked("places"),), {"place"}),
        ((asked("longest_stay").replace("= 1", '= "1d"'),), {"place"}),
        ((asked("sum", 'what = "households"\n'),), {"counts"}),
        ((asked("visits", 'topics = ["住房"]\n'),), {"topic"}),
    ],
)
def test_it_looks_at_what_a_filter_or_a_measure_names(tables: Sequence[str], facts: set[str]) -> None:
    assert ready(*tables).looked_at == facts


@pytest.mark.parametrize(
    ("rates", "scale", "units"),
    [((), 1, []), (("1",), 1, [1]), (("1/2", "2/3"), 6, [3, 4]), (("3/4",), 4, [3])],
)
def test_a_unit_is_the_largest_that_every_weight_is_whole_in(
    rates: Sequence[str], scale: int, units: list[int]
) -> None:
    found = ready(*(f'[[weight]]\nrate = "{rate}"\n' for rate in rates))
    assert (found.scale, [one.units for one in found.weights]) == (scale, units)
    assert found.day_units == 480 * scale


def test_working_days_are_counted_from_the_first_of_january() -> None:
    found = ready()
    assert [found.is_working(day) for day in range(5)] == [False, True, False, True, True]
    assert (found.working_days(0, 365), found.working_days(0, 5), found.working_days(5, 5)) == (261, 3, 0)
    assert (found.weekday(0), found.weekday(3), found.date_of(3).isoformat()) == (4, 7, "2026-01-04")
