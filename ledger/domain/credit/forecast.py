"""Step 8, forecast: what the pace so far would lead to; never part of a standing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from ledger.domain.credit.amounts import ceiling
from ledger.domain.credit.assessment import Forecast
from ledger.domain.credit.book import Book, selected
from ledger.domain.credit.frame import Frame, RequirementPlan
from ledger.domain.credit.periods import Period

ZERO = Fraction(0)


def forecast_of(
    plan: RequirementPlan,
    book: Book,
    as_of: date | None,
    required: Sequence[Fraction],
    reached: Sequence[Fraction],
) -> Forecast | None:
    """The forecast of a `days` requirement for the year, or for the period in which `as_of` lies.

    The pace is what was credited up to and including `as_of`, per working day elapsed; it is carried on
    over the working days left. What exchange brought in is taken as it stands. No `as_of`: no forecast.
    """
    frame = book.frame
    if as_of is None or plan.requirement.measure != "days":
        return None
    today = min(max(as_of.toordinal() - frame.first, -1), frame.days - 1)
    number = 0 if plan.requirement.is_yearly else (plan.index[today] if today >= 0 else -1)
    if number < 0 or not required[number]:
        return None
    period = plan.periods[number]
    elapsed = frame.working_days(period.begin, max(today + 1, period.begin))
    left = frame.working_days(max(today + 1, period.begin), period.end)
    so_far = _credited_by(plan, book, period, today)
    pace = so_far / elapsed if elapsed else None
    short = max(required[number] - reached[number], ZERO)
    return Forecast(
        period=period.label,
        credited_so_far=so_far,
        working_days_elapsed=elapsed,
        working_days_left=left,
        pace=pace,
        pace_needed=short / left if left else (None if short else ZERO),
        reached_on=_reached_on(frame, period, today, short, pace),
        expected=reached[number] + (pace or ZERO) * left,
    )


def _credited_by(plan: RequirementPlan, book: Book, period: Period, today: int) -> Fraction:
    """The days credited in the period up to and including today."""
    units = sum(
        piece.credit
        for piece in selected(plan, book)
        if period.begin <= piece.day < period.end and piece.day <= today
    )
    return Fraction(units, book.frame.day_units)


def _reached_on(
    frame: Frame, period: Period, today: int, short: Fraction, pace: Fraction | None
) -> date | None:
    """The working day on which the rest would be reached."""
    if not short or not pace:
        return None
    begin = max(today + 1, period.begin)
    # `working` counts the working days before each day: the first place where it is enough is past the day.
    day = bisect_left(frame.working, frame.working[begin] + ceiling(short / pace)) - 1
    return frame.date_of(day) if day < period.end else None
