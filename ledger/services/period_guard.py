"""The one guard of closed periods: every service that writes facts asks it, whatever the way in.

A year that is closed for a cadre refuses all; a month that is locked refuses who logs (the cadre or a
delegate), unless a request opened it. Decisions of others (approve, return, verify) are not late facts: they
are held to the year alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ledger.domain.people import Posting, Unit, last_posting_in
from ledger.domain.period import (
    ClosedPeriodError,
    MonthLockedError,
    PolicyOfClosedYearError,
    YearClosedError,
    YearOfPostingClosedError,
    last_open_day,
    months_of,
    next_month,
)
from ledger.services.sealed_years import same_terms
from ledger.services.working_calendar import calendar_of

if TYPE_CHECKING:
    from ledger.domain.entry import Entry, EntryDraft
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Span:
    """Days of one cadre that a fact is about, both ends inclusive."""

    person_id: int
    begins_on: date
    ends_on: date

    @property
    def years(self) -> range:
        """The calendar years that it touches."""
        return range(self.begins_on.year, self.ends_on.year + 1)


def check_open(
    uow: UnitOfWork, actor: Actor | None, person_id: int, begins_on: date, ends_on: date, *, on: date
) -> None:
    """Pass only if facts of these days may be written for a cadre now; no actor: the command line.

    Raises:
        ClosedPeriodError: with a sentence that says what to do instead.
    """
    check_spans(uow, actor, [Span(person_id, begins_on, ends_on)], on=on)


def span_of(entry: Entry, draft: EntryDraft | None = None) -> Span:
    """The days that an entry is about, or would be with another draft."""
    draft = entry.draft if draft is None else draft
    return Span(entry.person_id, draft.begins_on, draft.ends_on)


def check_spans(
    uow: UnitOfWork, actor: Actor | None, spans: Sequence[Span], *, on: date, late: bool = True
) -> None:
    """The same for many facts at once, by a handful of statements.

    `late=False` holds even who logs to the year alone: taking back is no late fact, nor is mending what was
    handed in in time and returned.
    """
    uow.periods.hold()
    refused = next(iter(refusals(uow, actor, spans, on=on, late=late).values()), None)
    if refused is not None:
        raise refused


def refusals(
    uow: UnitOfWork, actor: Actor | None, spans: Iterable[Span], *, on: date, late: bool = True
) -> dict[Span, ClosedPeriodError]:
    """Of some facts those that may not be written now, each with the refusal."""
    wanted = list(dict.fromkeys(spans))
    closed = closed_pairs(uow, {(span.person_id, year) for span in wanted for year in span.years})
    own = {span for span in wanted if actor is None or span.person_id in actor.served_cadres}
    locks = {span: _locked(uow, span, on) for span in own if late} if uow.month_grace_days else {}
    opened = _opened(uow, [span for span in own if _closed_months(span, closed) or locks.get(span)], on)
    found: dict[Span, ClosedPeriodError] = {}
    for span in wanted:
        months = _closed_months(span, closed)
        if months and not (span in own and opened >= {(span.person_id, month) for month in months}):
            found[span] = YearClosedError(months[0])
            continue
        left = [month for month in locks.get(span, {}) if (span.person_id, month) not in opened]
        if left:
            found[span] = MonthLockedError(left[0], locks[span][left[0]])
    return found


def closed_pairs(uow: UnitOfWork, pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those (person, year) that are closed: sealed, or governed by a unit whose year is closed."""
    years = uow.periods.any_closed(year for _, year in pairs)
    found: set[tuple[int, int]] = set()
    for year in years:
        people = {person for person, one in pairs if one == year}
        sealed = uow.periods.sealed_people(year, people)
        found |= {(person, year) for person in sealed}
        found |= {(person, year) for person in _governed_closed(uow, people - sealed, year)}
    return found


def check_terms(uow: UnitOfWork, person_ids: Iterable[int]) -> None:
    """Pass only if appointments and leave, as they now stand, leave closed years as they were sealed.

    Raises:
        YearOfPostingClosedError: otherwise.
    """
    uow.periods.hold()
    people = sorted(set(person_ids))
    for year in sorted(uow.periods.closed_years()):
        postings, absences = uow.people.postings(people), uow.people.absences(people)
        seals = uow.periods.sealed(people, year)
        touched = [
            person
            for person, seal in seals.items()
            if not same_terms(seal, postings[person], absences[person])
        ]
        touched += _governed_closed(uow, set(people) - seals.keys(), year)
        if touched:
            person = uow.people.get(min(touched))
            raise YearOfPostingClosedError(name="" if person is None else person.name, year=year)


def check_policy_years(uow: UnitOfWork, unit: Unit, years_from: int, years_to: int | None) -> None:
    """Pass only if no year that a policy is for is closed in the unit or below it.

    Raises:
        PolicyOfClosedYearError: otherwise.
    """
    uow.periods.hold()
    for year in sorted(uow.periods.closed_years(), reverse=True):
        if year < years_from or (years_to is not None and year > years_to):
            continue
        below = uow.periods.closed_below(unit, year)
        if below or uow.periods.is_closed(unit, year):
            closed = unit if not below else uow.units.by_ids(below[:1])[below[0]]
            raise PolicyOfClosedYearError(unit=closed.name, year=year, next=year + 1)


def lock_day(uow: UnitOfWork, month: date) -> date:
    """The last day on which the facts of a month are logged freely."""
    return last_open_day(month, uow.month_grace_days, calendar_of(uow, [month.year, month.year + 1]))


def _locked(uow: UnitOfWork, span: Span, on: date) -> dict[date, date]:
    """The months of a span that are locked, each with its last open day; none is before it is over."""
    over = [month for month in months_of(span.begins_on, span.ends_on) if next_month(month) <= on]
    days = {month: lock_day(uow, month) for month in over}
    return {month: day for month, day in days.items() if on > day}


def _closed_months(span: Span, closed: set[tuple[int, int]]) -> list[date]:
    return [m for m in months_of(span.begins_on, span.ends_on) if (span.person_id, m.year) in closed]


def _opened(uow: UnitOfWork, spans: Sequence[Span], on: date) -> set[tuple[int, date]]:
    if not spans:
        return set()
    months = {month for span in spans for month in months_of(span.begins_on, span.ends_on)}
    return uow.late_requests.opened({span.person_id for span in spans}, months, on)


def _governed_closed(uow: UnitOfWork, person_ids: set[int], year: int) -> list[int]:
    """People without a seal whose year is governed by a unit that closed it: who came in afterwards."""
    if not person_ids:
        return []
    states = uow.periods.states(year)
    last: dict[int, Posting] = {}
    for person, postings in uow.people.postings(person_ids).items():
        found = last_posting_in(postings, year)
        if found is not None:
            last[person] = found
    units = uow.units.by_ids({posting.unit_id for posting in last.values()})
    return [
        person
        for person, posting in sorted(last.items())
        if uow.periods.is_closed(units[posting.unit_id], year, states)
    ]
