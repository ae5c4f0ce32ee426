"""A policy made ready for one year: everything that is the same for every cadre, computed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import lcm
from operator import attrgetter
from typing import NamedTuple

from ledger.domain.calendar import Calendar
from ledger.domain.credit.packed import Kind
from ledger.domain.credit.periods import Period, dates_of, index_by_day, periods_of
from ledger.domain.credit.policy import EVERYTHING, Bound, Cap, Filter, Per, Policy, Requirement

REST_DAY = 1
ON_LEAVE = 2
NOT_APPOINTED = 3

_CAP_CODES = {
    "day": "daily_cap", "week": "weekly_cap", "month": "monthly_cap", "quarter": "quarterly_cap",
    "half": "half_year_cap", "year": "yearly_cap", "months": "months_cap", "window": "window_cap",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CapPlan:
    """One cap: its limit in units, and for each day of the year the number of its period."""

    rule: str
    code: str
    limit: int
    index: tuple[int, ...]
    periods: int
    daily: bool
    """Whether every day is a period of its own."""


@dataclass(frozen=True, slots=True)
class WeightPlan:
    """One weight: its filter, and what a minute of such pieces is worth in units."""

    filter: Filter
    units: int
    rule: str


class KindPlan(NamedTuple):
    """One kind of entries: field work or not, the minutes of a visit of one day, units by weekday."""

    in_field: bool
    minutes: int
    units: tuple[int, ...]
    """What a minute is worth on Monday to Sunday."""


@dataclass(frozen=True, slots=True)
class RequirementPlan:
    """One requirement: its periods, and for each day of the year the number of its period."""

    requirement: Requirement
    periods: tuple[Period, ...]
    spans: tuple[tuple[str, date, date], ...]
    """Of each period the label, the first and the last day."""
    index: tuple[int, ...]
    is_yearly: bool
    reads_total: bool
    is_filtered: bool
    reads_credit: bool
    """Whether it looks at all that an account was credited with in the year."""

    @property
    def reads_sums(self) -> bool:
        """Whether it looks at no single piece, but at outcomes, a total, or all that was credited."""
        return self.requirement.measure == "outcomes" or self.reads_total or self.reads_credit


@dataclass(frozen=True, slots=True)
class Frame:
    """The policy in one year. A unit is 1/`scale` of a minute; days count from 1 January (0)."""

    policy: Policy
    year: int
    first: int
    days: int
    dates: tuple[date, ...]
    scale: int
    day_units: int
    half_minutes: int
    weights: tuple[WeightPlan, ...]
    caps: dict[str, tuple[CapPlan, ...]]
    most_a_day: dict[str, int]
    """The most that one day gives to an account, by the caps of the day."""
    wider: dict[str, tuple[CapPlan, ...]]
    """The caps of an account over more than a day."""
    rest: bytes | None
    working: tuple[int, ...]
    plans: tuple[RequirementPlan, ...]
    order: tuple[int, ...]
    ceilings: dict[str, Bound]
    reads_pieces: bool
    """Whether a requirement looks at single pieces, and not at sums of accounts and outcomes alone."""
    looked_at: frozenset[str]
    """The facts of an entry that the policy looks at, of those that one may look at or not."""
    weighed_alike: Callable[[object], object]
    """What of an entry the weights look at: entries that agree in it weigh the same."""
    weighed: dict[object, tuple[WeightPlan | None, ...]] = field(default_factory=dict, compare=False)
    """The weights of Monday to Sunday that were found so far, by that."""
    planned: dict[Kind, KindPlan] = field(default_factory=dict, compare=False)
    """The kinds of entries that came up so far."""

    def weekday(self, day: int) -> int:
        """1 Monday … 7 Sunday."""
        return (self.first + day - 1) % 7 + 1

    def date_of(self, day: int) -> date:
        """The civil date of a day of the year."""
        return self.dates[day]

    def working_days(self, begin: int, end: int) -> int:
        """How many working days lie from `begin` up to, not including, `end`."""
        return self.working[end] - self.working[begin]

    def is_working(self, day: int) -> bool:
        """Whether people work on that day of the year."""
        return self.working[day + 1] > self.working[day]


def frame_of(policy: Policy, year: int, calendar: Calendar) -> Frame:
    """The policy made ready for the year."""
    dates = dates_of(year)
    days = len(dates)
    scale = lcm(*(weight.rate.denominator for weight in policy.weights))
    works = _works(year, calendar)
    plans = tuple(_plan(one, year) for one in policy.requirements)
    caps, day_units = _caps(policy.caps, year, scale), policy.day_minutes * scale
    return Frame(
        policy=policy,
        year=year,
        first=dates[0].toordinal(),
        days=days,
        dates=dates,
        scale=scale,
        day_units=day_units,
        half_minutes=policy.day_minutes // 2,
        weights=tuple(_weight(w.filter, w.rate, scale, n) for n, w in enumerate(policy.weights, start=1)),
        caps=caps,
        most_a_day={to: min([day_units, *(c.limit for c in own if c.daily)]) for to, own in caps.items()},
        wider={to: tuple(cap for cap in own if not cap.daily) for to, own in caps.items()},
        rest=None if policy.count.rest_days else bytes(0 if work else REST_DAY for work in works),
        working=tuple(accumulate(works, initial=0)),
        plans=plans,
        order=_order(policy.requirements),
        ceilings={ceiling.target: ceiling.at_most for ceiling in policy.ceilings},
        reads_pieces=not all(plan.reads_sums for plan in plans),
        looked_at=_facts_of(policy),
        weighed_alike=_alike([weight.filter for weight in policy.weights]),
    )


_LOOKED_AT = {
    "modes": "mode",
    "platforms": "platform",
    "topics": "topic",
    "place_levels": "place",
    "contact_point": "contact_point",
}
"""For each key of a filter what of an entry it looks at, beside the channel and the day."""

CITED = "cited"
"""Beside them: which entries outcomes came from."""

_MEASURED = {"topics": "topic", "places": "place", "longest_stay": "place", "sum": "counts"}
"""What of an entry a measure looks at."""


def _facts_of(policy: Policy) -> frozenset[str]:
    filters = [*(weight.filter for weight in policy.weights), *(one.filter for one in policy.requirements)]
    measures = {one.measure for one in policy.requirements}
    return frozenset(
        [fact for key, fact in _LOOKED_AT.items() if any(getattr(f, key) is not None for f in filters)]
        + [fact for measure, fact in _MEASURED.items() if measure in measures]
        + ([CITED] if policy.count.outcome_required else [])
    )


def _alike(filters: list[Filter]) -> Callable[[object], object]:
    used = [fact for key, fact in _LOOKED_AT.items() if any(getattr(f, key) is not None for f in filters)]
    return attrgetter("channel", *used)


def _weight(chosen: Filter, rate: Fraction, scale: int, number: int) -> WeightPlan:
    return WeightPlan(chosen, (rate * scale).numerator, f"weight:{number}")


@lru_cache(maxsize=64)
def _works(year: int, calendar: Calendar) -> tuple[bool, ...]:
    """For each day of the year whether people work on it."""
    return tuple(calendar.is_working_day(day) for day in dates_of(year))


def _caps(caps: tuple[Cap, ...], year: int, scale: int) -> dict[str, tuple[CapPlan, ...]]:
    by_account: dict[str, tuple[CapPlan, ...]] = {"field": (), "online": ()}
    for cap in caps:
        periods = periods_of(cap.per, year, judged=False)
        plan = CapPlan(
            rule=f"cap:{cap.account}:{_per_name(cap.per)}",
            code=_CAP_CODES[cap.per.kind],
            limit=cap.minutes * scale,
            index=index_by_day(cap.per, year, judged=False),
            periods=len(periods),
            daily=cap.per.kind == "day",
        )
        by_account[cap.account] += (plan,)
    return by_account


def _per_name(per: Per) -> str:
    if per.kind == "months":
        return f"{per.months}months"
    if per.kind == "window":
        return "{:02d}-{:02d}..{:02d}-{:02d}".format(*per.begin, *per.end_inclusive)
    return per.kind


def _plan(requirement: Requirement, year: int) -> RequirementPlan:
    periods = periods_of(requirement.per, year, judged=True)
    dates = dates_of(year)
    return RequirementPlan(
        requirement,
        periods,
        tuple((p.label, dates[p.begin], dates[max(p.end - 1, p.begin)]) for p in periods),
        index_by_day(requirement.per, year, judged=True),
        requirement.is_yearly,
        requirement.reads_total,
        requirement.filter != EVERYTHING,
        requirement.is_yearly
        and requirement.filter == EVERYTHING
        and requirement.measure in ("days", "share"),
    )


def _order(requirements: tuple[Requirement, ...]) -> tuple[int, ...]:
    """The places of the requirements, each after the one that its `of` names."""
    place = {one.code: n for n, one in enumerate(requirements)}
    done: list[int] = []

    def visit(number: int) -> None:
        if number not in done:
            other = requirements[number].of
            if other is not None:
                visit(place[other])
            done.append(number)

    for number in range(len(requirements)):
        visit(number)
    return tuple(done)
