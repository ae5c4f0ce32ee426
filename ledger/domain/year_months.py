"""The year by month: what each month brought, and how the total grew, in whole minutes that add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from ledger.domain.credit.amounts import floor
from ledger.domain.credit.assessment import CadreAssessment, RequirementResult
from ledger.domain.credit.exchange import Exchanged
from ledger.domain.credit.policy import TIME_ACCOUNTS, Policy
from ledger.domain.summary import SummaryMonth

MONTHS = range(1, 13)
Monthly = tuple[int, ...]
"""Twelve amounts in minutes, January first."""

NOTHING: Monthly = (0,) * 12


@dataclass(frozen=True)
class MainRequirement:
    """The requirement that the year is about: its standing and the account that it reads."""

    result: RequirementResult
    account: str


def main_requirement(assessment: CadreAssessment, policy: Policy) -> MainRequirement | None:
    """The first plain yearly requirement in days that applies, else the first in days that applies."""
    by_code = {one.code: one for one in policy.requirements}
    owed = [
        (by_code[result.code], result)
        for result in assessment.requirements
        if result.status != "not_applicable" and by_code[result.code].measure == "days"
    ]
    for requirement, result in sorted(owed, key=lambda pair: not pair[0].is_plain):
        return MainRequirement(result, requirement.account or "field")
    return None


def months_of(assessment: CadreAssessment, policy: Policy) -> tuple[SummaryMonth, ...]:
    """The twelve months of a year.

    What was exchanged stands in the months that its source came from, in proportion: minutes by the
    minutes credited, outcomes in the month of their date. Corrections of closed years change the running
    total from the month in which they were booked.
    """
    earned = {account: _earned(assessment, account) for account in TIME_ACCOUNTS}
    outcome_days = {one.id: one.on for one in assessment.outcomes}
    main = main_requirement(assessment, policy)
    account = "field" if main is None else main.account
    exchanged, given_out = NOTHING, NOTHING
    for one in assessment.exchanges:
        if one.target == account:
            exchanged = _added(exchanged, _spread_of(one, earned, outcome_days))
        if one.source == account:
            given_out = _added(given_out, spread(floor(one.taken), earned[account]))
    corrected = _corrected(assessment, account)
    required = NOTHING if main is None else _even_pace(main.result, policy.day_minutes)
    total, months = 0, []
    for at, month in enumerate(MONTHS):
        total += earned[account][at] + exchanged[at] - given_out[at] + corrected[at]
        months.append(
            SummaryMonth(month, earned["field"][at], earned["online"][at], exchanged[at], total, required[at])
        )
    return tuple(months)


def spread(amount: int, weights: Sequence[int]) -> Monthly:
    """An amount over the months in proportion to some weights; whole minutes that sum to the amount.

    Without any weight all of it stands in the last month.
    """
    whole, seen, placed, parts = sum(weights), 0, 0, []
    for at, weight in enumerate(weights):
        seen += weight
        reached = amount * seen // whole if whole else (amount if at == len(weights) - 1 else 0)
        parts.append(reached - placed)
        placed = reached
    return tuple(parts)


def _earned(assessment: CadreAssessment, account: str) -> Monthly:
    """Minutes credited in each month: running totals are floored, so that the year is what was earned."""
    exact = [Fraction(0)] * 12
    for piece in assessment.pieces:
        if piece.account == account:
            exact[piece.day.month - 1] += piece.minutes
    total, placed, parts = Fraction(0), 0, []
    for amount in exact:
        total += amount
        parts.append(floor(total) - placed)
        placed = floor(total)
    return tuple(parts)


def _corrected(assessment: CadreAssessment, account: str) -> Monthly:
    """What corrections of closed years changed, in the months in which they were booked."""
    booked, last = [0] * 12, 11
    for one in assessment.adjustments:
        if one.account == account:
            last = one.on.month - 1
            booked[last] += floor(one.amount)
    # Where 0 was the floor, less was taken than was booked: the last month makes the sum what was changed.
    booked[last] += floor(assessment.adjusted.get(account, Fraction(0))) - sum(booked)
    return tuple(booked)


def _spread_of(one: Exchanged, earned: Mapping[str, Monthly], outcome_days: Mapping[str, date]) -> Monthly:
    if one.source in earned:
        return spread(one.given, earned[one.source])
    used = [0] * 12
    for outcome in one.used:
        used[outcome_days[outcome].month - 1] += 1
    return spread(one.given, used)


def _even_pace(result: RequirementResult, day_minutes: int) -> Monthly:
    """What an even pace over the days under the requirement would have reached by each month's end."""
    year = result.segments[0].begin.year
    lengths = [(one.end_inclusive - one.begin).days + 1 for one in result.segments]
    owed, days = result.required * day_minutes, sum(lengths)
    paces = []
    for month in MONTHS:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        elapsed = sum(
            min(max((last - one.begin).days + 1, 0), length)
            for one, length in zip(result.segments, lengths, strict=True)
        )
        paces.append(floor(owed * elapsed / days))
    return tuple(paces)


def _added(one: Monthly, other: Monthly) -> Monthly:
    return tuple(a + b for a, b in zip(one, other, strict=True))
