"""The measure `longest_stay`: runs of consecutive days with an admitted half day of field work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from ledger.domain.credit.amounts import ZERO, ratio
from ledger.domain.credit.book import Book, selected
from ledger.domain.credit.frame import RequirementPlan
from ledger.domain.credit.periods import Period
from ledger.domain.credit.places import place_of

Days = dict[int, int]
"""The half days of each day, as bits."""


def reach_longest_stay(plan: RequirementPlan, book: Book, amounts: Sequence[Fraction]) -> list[Fraction]:
    """Days of the longest run in each period, or with `times` how many runs are long enough."""
    half, times = book.frame.half_minutes, plan.requirement.times
    places = list(_days_by_place(plan, book).values())
    reached = []
    for period, amount in zip(plan.periods, amounts, strict=True):
        runs = [run * half for days in places for run in _runs(days, period)]
        if times is None:
            reached.append(ratio(max(runs, default=0), book.frame.policy.day_minutes))
        elif amount > 0:
            reached.append(Fraction(sum(run // amount for run in runs)))
        else:
            reached.append(ZERO)
    return reached


def _days_by_place(plan: RequirementPlan, book: Book) -> dict[str, Days]:
    """The admitted half days, in one heap or, with `same_place`, place by place."""
    requirement = plan.requirement
    places: dict[str, Days] = {}
    for piece in selected(plan, book):
        if not piece.in_field:
            continue
        place = place_of(piece.entry.place, requirement.places_at) if requirement.same_place else ""
        if place is not None:
            days = places.setdefault(place, {})
            days[piece.day] = days.get(piece.day, 0) | piece.slots
    return places


def _runs(days: Days, period: Period) -> Iterable[int]:
    """The half days of each run of consecutive days within the period."""
    run, last = 0, None
    for day in sorted(day for day in days if period.begin <= day < period.end):
        if last is not None and day != last + 1:
            yield run
            run = 0
        run += days[day].bit_count()
        last = day
    if run:
        yield run
