"""Steps 7 and 8: what was reached, held against what is owed: 已达到, 尚差 or 不适用."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ledger.domain.credit.assessment import (
    PeriodResult,
    RequirementResult,
    SegmentResult,
    Status,
    Unit,
)
from ledger.domain.credit.book import Book
from ledger.domain.credit.forecast import forecast_of
from ledger.domain.credit.frame import Frame
from ledger.domain.credit.measures import reach
from ledger.domain.credit.policy import Requirement
from ledger.domain.credit.require import Match, Owed, own_unit

ZERO = Fraction(0)


def judged(owed: Owed, book: Book, as_of: date) -> RequirementResult:
    """Where the cadre stands with one requirement."""
    requirement, frame = owed.plan.requirement, book.frame
    day = frame.policy.day_minutes
    required = tuple(own_unit(requirement, amount, day) for amount in owed.required)
    reached = tuple(own_unit(requirement, amount, day) for amount in reach(owed.plan, book, owed.amounts))
    if requirement.measure == "share":
        reached = tuple(
            have / days if days else ZERO for have, days in zip(reached, owed.divisors, strict=True)
        )
    periods = _periods(owed, required, reached, frame)
    sums = _summed(requirement, periods)
    earned, exchanged = _parts(requirement, book, sums[1])
    return RequirementResult(
        code=requirement.code,
        title=_title(requirement, owed.matches),
        measure=requirement.measure,
        unit=_unit(requirement),
        required=sums[0],
        reached=sums[1],
        short=sums[2],
        status=_status(sums[0], sums[2]),
        periods=() if requirement.is_yearly else periods,
        segments=tuple(_segment(match, requirement, book) for match in owed.matches),
        earned=earned,
        exchanged=exchanged,
        forecast=forecast_of(owed.plan, book, as_of, required, reached),
    )


def _periods(
    owed: Owed, required: tuple[Fraction, ...], reached: tuple[Fraction, ...], frame: Frame
) -> tuple[PeriodResult, ...]:
    results = []
    for period, need, have in zip(owed.plan.periods, required, reached, strict=True):
        short = need - have if need > have else ZERO
        begin, last = frame.date_of(period.begin), frame.date_of(max(period.end - 1, period.begin))
        results.append(PeriodResult(period.label, begin, last, need, have, short, _status(need, short)))
    return tuple(results)


def _summed(
    requirement: Requirement, periods: tuple[PeriodResult, ...]
) -> tuple[Fraction, Fraction, Fraction]:
    """The line at the top: required, reached and short over the applicable periods, or those of the year."""
    if requirement.is_yearly:
        return periods[0].required, periods[0].reached, periods[0].short
    counted = [p for p in periods if p.status != "not_applicable"]
    return (
        sum((p.required for p in counted), ZERO),
        sum((p.reached for p in counted), ZERO),
        sum((p.short for p in counted), ZERO),
    )


def _status(required: Fraction, short: Fraction) -> Status:
    if not required:
        return "not_applicable"
    return "short" if short else "met"


def _parts(requirement: Requirement, book: Book, reached: Fraction) -> tuple[Fraction, Fraction]:
    """What was earned, and what exchange brought in less what it took out."""
    if not requirement.reads_total or requirement.account is None:
        return reached, ZERO
    account, day = book.accounts[requirement.account], book.frame.policy.day_minutes
    return account.earned / day, (account.taken_in - account.given_out) / day


def _title(requirement: Requirement, matches: tuple[Match, ...]) -> str:
    """The title of the table that the last segment takes, else the first one written."""
    return matches[-1].quota.title if matches else requirement.quotas[0].title


def _unit(requirement: Requirement) -> Unit:
    if requirement.in_minutes:
        return "day"
    return "fraction" if requirement.measure == "share" else "count"


def _segment(match: Match, requirement: Requirement, book: Book) -> SegmentResult:
    """A matched segment with its `at_least` as written, in days where it is a duration."""
    frame, segment = book.frame, match.segment
    is_duration = requirement.measure in ("days", "longest_stay") and requirement.of is None
    amount = match.quota.at_least / (frame.policy.day_minutes if is_duration else 1)
    days = segment.end - segment.begin
    if requirement.prorate:
        days -= book.tenure.leave_days(segment.begin, segment.end)
    begin, last = frame.date_of(segment.begin), frame.date_of(segment.end - 1)
    return SegmentResult(begin, last, amount, days, segment.appointment)
