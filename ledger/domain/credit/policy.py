"""A policy (折算办法) as the engine holds it: frozen, checked, every amount exact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Measure = Literal["days", "visits", "longest_stay", "outcomes", "topics", "places", "sum", "share"]
PerKind = Literal["day", "week", "month", "quarter", "half", "year", "months", "window"]

TIME_ACCOUNTS = ("field", "online")
TIME_MEASURES = frozenset({"days", "longest_stay"})
"""The measures whose amounts are held in minutes and shown in days."""

PLACE_DIGITS = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}
"""How many digits of a division code name a place of that level."""


@dataclass(frozen=True, slots=True)
class Per:
    """A period of the year that repeats, or a window within it (month and day, both inclusive)."""

    kind: PerKind = "year"
    months: int = 12
    begin: tuple[int, int] = (1, 1)
    end_inclusive: tuple[int, int] = (12, 31)


YEAR = Per()


@dataclass(frozen=True, slots=True)
class Filter:
    """Which pieces count; None leaves a question open."""

    channel: str | None = None
    modes: frozenset[str] | None = None
    platforms: frozenset[str] | None = None
    topics: frozenset[str] | None = None
    place_levels: frozenset[str] | None = None
    contact_point: bool | None = None
    weekdays: frozenset[int] | None = None


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a requirement binds: every key given must match, one of its values is enough."""

    ranks: frozenset[str] | None = None
    unit_levels: frozenset[str] | None = None
    posts: frozenset[str] | None = None
    tags: frozenset[str] | None = None


EVERYBODY = Who()


@dataclass(frozen=True, slots=True)
class Bound:
    """An upper bound: a share of what is required, or minutes."""

    share: Fraction | None = None
    minutes: int | None = None

    def within(self, required_minutes: Fraction) -> int:
        """The bound in whole minutes for a cadre who owes so many."""
        if self.share is None:
            return self.minutes or 0
        share, of = self.share.as_integer_ratio()
        minutes, parts = required_minutes.as_integer_ratio()
        return share * minutes // (of * parts)


@dataclass(frozen=True, slots=True)
class Count:
    """What is admitted at all."""

    min_minutes: int = 0
    late_days: int | None = None
    rest_days: bool = False
    leave_days: bool = False
    outcome_required: bool = False


@dataclass(frozen=True, slots=True)
class Weight:
    """What a minute of some pieces is worth."""

    filter: Filter
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that one account can earn in a period, in minutes."""

    account: str
    per: Per
    minutes: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one account may give to another: at a `rate` (time) or `each` so many minutes (outcomes)."""

    code: str
    source: str
    target: str
    rate: Fraction | None = None
    each: int | None = None
    at_most: Bound | None = None
    keep: int = 0
    beyond: bool = False
    spends: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that all rules together may put into one account."""

    target: str
    at_most: Bound


@dataclass(frozen=True, slots=True)
class Quota:
    """One table of a requirement: how much, for whom, under what title.

    `at_least` is in minutes for `days` and `longest_stay` without `of`, else a count or a fraction.
    """

    at_least: Fraction
    who: Who
    title: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """All tables of one code: what is measured, and the quotas in the order written."""

    code: str
    measure: Measure
    quotas: tuple[Quota, ...]
    account: str | None = None
    per: Per = YEAR
    filter: Filter = EVERYTHING
    kinds: frozenset[str] | None = None
    levels: frozenset[str] | None = None
    earned_only: bool = False
    prorate: bool = False
    of: str | None = None
    each: int = 0
    times: int | None = None
    places_at: str | None = None
    same_place: bool = False
    places: tuple[str, ...] | None = None
    what: str = ""

    @property
    def in_minutes(self) -> bool:
        """Whether its amounts are held in minutes (and shown in days)."""
        return self.measure in TIME_MEASURES and self.times is None

    @property
    def is_yearly(self) -> bool:
        """Whether it is judged once, over the whole year."""
        return self.per.kind == "year"

    @property
    def reads_total(self) -> bool:
        """Whether it reads the account's total, exchange included, and not credited pieces."""
        return (
            self.measure == "days" and self.is_yearly and self.filter == EVERYTHING and not self.earned_only
        )

    @property
    def is_plain(self) -> bool:
        """Whether it can be the target of an exchange."""
        return self.reads_total and self.of is None


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of a policy; `digest` is the SHA-256 of the document's bytes."""

    code: str
    title: str
    basis: tuple[str, ...]
    years_from: int
    years_to: int | None
    day_minutes: int
    time_zone: str
    holidays: str
    count: Count
    weights: tuple[Weight, ...]
    caps: tuple[Cap, ...]
    exchanges: tuple[Exchange, ...]
    ceilings: tuple[Ceiling, ...]
    requirements: tuple[Requirement, ...]
    digest: str

    def requirement(self, code: str) -> Requirement:
        """The requirement of that code."""
        return next(r for r in self.requirements if r.code == code)
