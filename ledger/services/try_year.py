"""Try on a year what a cadre thinks of doing still: the figures now and then. Nothing of it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger.domain.credit.assessment import CadreAssessment, EntryResult
from ledger.domain.credit.exchange import Exchanged
from ledger.domain.credit.facts import EntryFacts
from ledger.domain.credit.policy import Exchange, Policy
from ledger.domain.credit.wording import days_text, minutes_text
from ledger.domain.figures import Standing, standing_of
from ledger.domain.wording import Say
from ledger.domain.year_words import composed_of, exchange_title, forecast, headline, limit_sentence
from ledger.services.assess_year import AssessedYear, assess_one
from ledger.services.year_summary import NoYearError, provisional_sentence

if TYPE_CHECKING:
    from ledger.domain.year_plan import YearPlan
    from ledger.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class TriedStanding:
    """One requirement now and then, as shown."""

    title: str
    unit: str
    now: Standing
    then: Standing
    status_now: str
    status_then: str
    composed_of: str
    """What would be reached is made of, where exchange has a part in it."""


@dataclass(frozen=True)
class TriedExchange:
    """One rule of exchange: what it gives now and then, and what it would be limited by."""

    title: str
    now: str
    then: str
    limited_by: str


@dataclass(frozen=True)
class TriedEntry:
    """What one entry that is thought of would count, and why it is less than its time."""

    online: bool
    recorded: str
    credited: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class YearTrial:
    """A year now, and as it would be then."""

    found: AssessedYear
    headline_now: str
    headline_then: str
    forecast_now: str
    forecast_then: str
    provisional: str
    standings: tuple[TriedStanding, ...]
    exchanges: tuple[TriedExchange, ...]
    entries: tuple[TriedEntry, ...]


def try_year(uow: UnitOfWork, person_id: int, year: int, plan: YearPlan, *, on: date, say: Say) -> YearTrial:
    """The year with what is planned and without.

    Raises:
        NoYearError: the person held no appointment in the year.
    """
    cadre = str(person_id)
    entries = tuple(plan.entries(cadre, on))
    found = assess_one(uow, person_id, year, as_of=on, extra=[*entries, *plan.results(cadre)])
    if found is None:
        raise NoYearError
    policy, then = found.policy, found.assessment
    now = found.without_extra or then
    return YearTrial(
        found=found,
        headline_now=headline(now, policy, year, on).say(say),
        headline_then=headline(then, policy, year, date(year, 12, 31)).say(say),
        forecast_now=forecast(now, policy, year, on, say),
        forecast_then=forecast(then, policy, year, on, say),
        provisional=provisional_sentence(found, say),
        standings=() if now is None or then is None or policy is None else _standings(now, then, policy, say),
        exchanges=() if now is None or then is None or policy is None else _exchanges(now, then, policy, say),
        entries=() if then is None or policy is None else _entries(then, entries, policy, say),
    )


def _standings(
    now: CadreAssessment, then: CadreAssessment, policy: Policy, say: Say
) -> tuple[TriedStanding, ...]:
    lines = []
    for before, after in zip(now.requirements, then.requirements, strict=True):
        requirement = policy.requirement(after.code)
        shown = standing_of(after, requirement)
        lines.append(
            TriedStanding(
                title=after.title,
                unit=say(shown.unit) if shown.unit else "",
                now=standing_of(before, requirement),
                then=shown,
                status_now=before.status,
                status_then=after.status,
                composed_of=composed_of(after, then, policy, say),
            )
        )
    return tuple(lines)


def _exchanges(
    now: CadreAssessment, then: CadreAssessment, policy: Policy, say: Say
) -> tuple[TriedExchange, ...]:
    rules = zip(policy.exchanges, now.exchanges, then.exchanges, strict=True)
    return tuple(_exchange(rule, before, after, policy.day_minutes, say) for rule, before, after in rules)


def _exchange(rule: Exchange, before: Exchanged, after: Exchanged, day: int, say: Say) -> TriedExchange:
    return TriedExchange(
        title=exchange_title(rule, say),
        now=days_text(Fraction(before.given), day).say(say),
        then=days_text(Fraction(after.given), day).say(say),
        limited_by=limit_sentence(after, day, say),
    )


def _entries(
    then: CadreAssessment, planned_entries: tuple[EntryFacts, ...], policy: Policy, say: Say
) -> tuple[TriedEntry, ...]:
    planned = {one.id for one in planned_entries}
    return tuple(_entry(one, policy, say) for one in then.entries if one.id in planned)


def _entry(result: EntryResult, policy: Policy, say: Say) -> TriedEntry:
    online = result.facts.channel == "online"
    shown = [
        minutes_text(amount) if online else days_text(amount, policy.day_minutes)
        for amount in (Fraction(result.minutes), result.credited)
    ]
    return TriedEntry(
        online, shown[0].say(say), shown[1].say(say), tuple(step.why.say(say) for step in result.steps)
    )
