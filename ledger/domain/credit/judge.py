"""Steps 7 and 8: what was reached, held against what is owed: 已达到, 尚差 or 不适用."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.domain.credit.amounts import ZERO, added, divided, in_days, less
from ledger.domain.credit.assessment import (
    PeriodResult,
    RequirementResult,
    SegmentResult,
    Status,
    Unit,
)
from ledger.domain.credit.book import Book
from ledger.domain.credit.forecast import forecast_of
from ledger.domain.credit.frame import Frame, RequirementPlan
from ledger.domain.credit.measures import reach
from ledger.domain.credit.policy import Requirement
from ledger.domain.credit.require import Match, Owed, own_unit
from ledger.domain.credit.tenure import Tenure


@dataclass(frozen=True, slots=True)
class Asked:
    """What is the same of a requirement for all cadres with the same terms; `required` is in its own unit."""

    owed: Owed
    title: str
    unit: Unit
    required: tuple[Fraction, ...]
    segments: tuple[SegmentResult, ...]


def asked_of(owed: Owed, tenure: Tenure, frame: Frame) -> Asked:
    """What is asked, in the words and the unit in which it is judged."""
    requirement = owed.plan.requirement
    day = frame.policy.day_minutes
    return Asked(
        owed=owed,
        title=_title(requirement, owed.matches),
        unit=_unit(requirement),
        required=tuple(own_unit(requirement, amount, day) for amount in owed.required),
        segments=tuple(_segment(match, requirement, tenure, frame) for match in owed.matches),
    )


def judged(
    asked: Asked, segments: tuple[SegmentResult, ...], book: Book, as_of: date | None
) -> RequirementResult:
    """Where the cadre stands with one requirement; with a forecast as of a day, if there is one."""
    owed = asked.owed
    requirement, required = owed.plan.requirement, asked.required
    reached = reach(owed.plan, book, owed.amounts)
    if requirement.measure == "share":
        shares = zip(reached, owed.divisors, strict=True)
        reached = [divided(have, days) if days else ZERO for have, days in shares]
    periods: tuple[PeriodResult, ...] = ()
    if owed.plan.is_yearly:
        need, have = required[0], reached[0]
        short = less(need, have)
    else:
        periods = _periods(owed.plan, required, reached)
        need, have, short = _summed(periods)
    earned, exchanged = _parts(owed, book, have)
    return RequirementResult(
        requirement.code,
        asked.title,
        requirement.measure,
        asked.unit,
        need,
        have,
        short,
        _status(need, short),
        periods,
        segments,
        earned,
        exchanged,
        None if as_of is None else forecast_of(owed.plan, book, as_of, required, reached),
    )


def _periods(
    plan: RequirementPlan, required: Sequence[Fraction], reached: Sequence[Fraction]
) -> tuple[PeriodResult, ...]:
    results = []
    for (label, begin, last), need, have in zip(plan.spans, required, reached, strict=True):
        short = less(need, have)
        results.append(PeriodResult(label, begin, last, need, have, short, _status(need, short)))
    return tuple(results)


def _summed(periods: tuple[PeriodResult, ...]) -> tuple[Fraction, Fraction, Fraction]:
    """The line at the top: required, reached and short over the applicable periods."""
    counted = [p for p in periods if p.status != "not_applicable"]
    return (
        added([p.required for p in counted]),
        added([p.reached for p in counted]),
        added([p.short for p in counted]),
    )


def _status(required: Fraction, short: Fraction) -> Status:
    if not required:
        return "not_applicable"
    return "short" if short else "met"


def _parts(owed: Owed, book: Book, reached: Fraction) -> tuple[Fraction, Fraction]:
    """What was earned, and what exchange brought in less what it took out."""
    code = owed.plan.requirement.account
    if not owed.plan.reads_total or code is None:
        return reached, ZERO
    account, day = book.accounts[code], book.frame.policy.day_minutes
    return in_days(int(account.earned), day), in_days(account.taken_in - int(account.given_out), day)


def _title(requirement: Requirement, matches: tuple[Match, ...]) -> str:
    """The title of the table that the last segment takes, else the first one written."""
    return matches[-1].quota.title if matches else requirement.quotas[0].title


def _unit(requirement: Requirement) -> Unit:
    if requirement.in_minutes:
        return "day"
    return "fraction" if requirement.measure == "share" else "count"


def _segment(match: Match, requirement: Requirement, tenure: Tenure, frame: Frame) -> SegmentResult:
    """A matched segment with its `at_least` as written, in days where it is a duration."""
    segment = match.segment
    is_duration = requirement.measure in ("days", "longest_stay") and requirement.of is None
    amount = match.quota.at_least / (frame.policy.day_minutes if is_duration else 1)
    days = segment.end - segment.begin
    if requirement.prorate:
        days -= tenure.leave_days(segment.begin, segment.end)
    begin, last = frame.date_of(segment.begin), frame.date_of(segment.end - 1)
    return SegmentResult(begin, last, amount, days, segment.appointment)
