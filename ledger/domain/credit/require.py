"""Step 7, require: what each cadre owes in each period, by appointment segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.domain.credit.amounts import ZERO
from ledger.domain.credit.filters import binds
from ledger.domain.credit.frame import Frame, RequirementPlan
from ledger.domain.credit.periods import Period
from ledger.domain.credit.policy import Quota, Requirement
from ledger.domain.credit.tenure import Segment, Tenure


@dataclass(frozen=True, slots=True)
class Match:
    """A segment of the year and the table that it takes."""

    segment: Segment
    quota: Quota


@dataclass(frozen=True, slots=True)
class Owed:
    """What one requirement asks of one cadre: by period, in the amounts that the engine holds.

    `amounts` are what is measured against (for `times` the length of a run), `required` what must be
    reached (for `times` the number of runs); `divisors` are the working days of a `share`, else 1.
    """

    plan: RequirementPlan
    matches: tuple[Match, ...]
    amounts: tuple[Fraction, ...]
    required: tuple[Fraction, ...]
    divisors: tuple[int, ...]

    @property
    def in_year(self) -> Fraction:
        """What a yearly requirement asks for."""
        return self.required[0] if self.required else ZERO


def owed_in(tenure: Tenure, frame: Frame) -> list[Owed]:
    """What each requirement of the policy asks for, in the policy's order."""
    owed: dict[str, Owed] = {}
    for number in frame.order:
        plan = frame.plans[number]
        owed[plan.requirement.code] = _owed(plan, tenure, frame, owed)
    return [owed[plan.requirement.code] for plan in frame.plans]


def own_unit(requirement: Requirement, amount: Fraction, day_minutes: int) -> Fraction:
    """An amount in the measure's own unit: days where it is held in minutes."""
    return amount / day_minutes if requirement.in_minutes else amount


def targets_of(owed: Sequence[Owed]) -> dict[str, Owed]:
    """By account the plain requirement that an exchange into it fills, if the cadre has one."""
    targets: dict[str, Owed] = {}
    for one in owed:
        requirement = one.plan.requirement
        if requirement.is_plain and requirement.account is not None and one.matches:
            targets.setdefault(requirement.account, one)
    return targets


def _owed(plan: RequirementPlan, tenure: Tenure, frame: Frame, owed: Mapping[str, Owed]) -> Owed:
    requirement = plan.requirement
    matches = _matches(requirement, tenure)
    amounts = _amounts(plan, matches, tenure, frame, owed)
    if requirement.times is not None and requirement.measure == "longest_stay":
        required = _times_required(plan, matches, amounts, tenure)
    else:
        required = amounts
    divisors = (1,) * len(plan.periods)
    if requirement.measure == "share":
        days = [(match.segment.begin, match.segment.end) for match in matches]
        divisors = tuple(
            _working_days(period, days, tenure, frame, prorate=requirement.prorate) for period in plan.periods
        )
        # Where there is no working day there is nothing to take a share of.
        required = tuple(a if d else ZERO for a, d in zip(amounts, divisors, strict=True))
    return Owed(plan, matches, amounts, required, divisors)


def _matches(requirement: Requirement, tenure: Tenure) -> tuple[Match, ...]:
    """Each segment with the first table whose `who` matches its appointment."""
    found = []
    for segment in tenure.segments:
        for quota in requirement.quotas:
            if binds(quota.who, segment.appointment):
                found.append(Match(segment, quota))
                break
    return tuple(found)


def _amounts(
    plan: RequirementPlan,
    matches: Sequence[Match],
    tenure: Tenure,
    frame: Frame,
    owed: Mapping[str, Owed],
) -> tuple[Fraction, ...]:
    requirement = plan.requirement
    if requirement.of is not None:
        return _of_other(plan, matches, owed[requirement.of], frame)
    if _is_prorated(requirement):
        return tuple(_prorated(period, matches, tenure) for period in plan.periods)
    if requirement.is_yearly and len(matches) == 1:
        return (matches[0].quota.at_least,)
    return tuple(_largest(period, matches) for period in plan.periods)


def _is_prorated(requirement: Requirement) -> bool:
    """Whether the amount itself shrinks: a share keeps its fraction, a run of `times` its length."""
    runs = requirement.measure == "longest_stay" and requirement.times is not None
    return requirement.prorate and requirement.measure != "share" and not runs


def _times_required(
    plan: RequirementPlan, matches: Sequence[Match], amounts: Sequence[Fraction], tenure: Tenure
) -> tuple[Fraction, ...]:
    times = Fraction(plan.requirement.times or 0)
    required = []
    for period, amount in zip(plan.periods, amounts, strict=True):
        part = _part_of(period, matches, tenure) if plan.requirement.prorate else Fraction(1)
        required.append(times * part if amount else ZERO)
    return tuple(required)


def _of_other(
    plan: RequirementPlan, matches: Sequence[Match], other: Owed, frame: Frame
) -> tuple[Fraction, ...]:
    """Fractions of what the other code requires in the same period, in this measure's unit."""
    day = frame.policy.day_minutes
    unit = day if plan.requirement.measure in ("days", "longest_stay") else 1
    return tuple(
        _largest(period, matches) * own_unit(other.plan.requirement, required, day) * unit
        for period, required in zip(plan.periods, other.required, strict=True)
    )


def _largest(period: Period, matches: Sequence[Match]) -> Fraction:
    """The largest amount among the segments that touch the period."""
    return max((m.quota.at_least for m in matches if _common(m.segment, period)), default=ZERO)


def _prorated(period: Period, matches: Sequence[Match], tenure: Tenure) -> Fraction:
    """Each segment's amount by its part of the period, leave taken out."""
    if len(matches) == 1 and _own_days(period, matches[0].segment, tenure) == period.days > 0:
        return matches[0].quota.at_least
    days = sum((m.quota.at_least * _own_days(period, m.segment, tenure) for m in matches), ZERO)
    return days / period.days if period.days else ZERO


def _part_of(period: Period, matches: Sequence[Match], tenure: Tenure) -> Fraction:
    days = sum(_own_days(period, match.segment, tenure) for match in matches)
    return Fraction(days, period.days) if period.days else ZERO


def _own_days(period: Period, segment: Segment, tenure: Tenure) -> int:
    begin, end = max(segment.begin, period.begin), min(segment.end, period.end)
    return end - begin - tenure.leave_days(begin, end) if begin < end else 0


def _common(segment: Segment, period: Period) -> bool:
    return max(segment.begin, period.begin) < min(segment.end, period.end)


def _working_days(
    period: Period, matched: Sequence[tuple[int, int]], tenure: Tenure, frame: Frame, *, prorate: bool
) -> int:
    """The working days among the period's matched days, without leave where it is pro-rated."""
    days, leave = 0, tenure.leave
    for begin, end in matched:
        low, high = max(begin, period.begin), min(end, period.end)
        if low >= high:
            continue
        days += frame.working_days(low, high)
        if prorate and leave is not None:
            days -= sum(1 for day in range(low, high) if leave[day] and frame.is_working(day))
    return days
