"""After an appointment or leave changed: entries and shares to their units, the years assessed again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.people import Posting, posting_on
from ledger.services.assess_year import reassess
from ledger.services.period_guard import check_terms

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork


def follow_postings(uow: UnitOfWork, person_ids: Iterable[int], *, on: date, now: datetime) -> None:
    """Put the records of people where their appointments now say, and bring all their years up to date.

    Raises:
        YearOfPostingClosedError: a closed year would come out otherwise.
    """
    check_terms(uow, person_ids := sorted(set(person_ids)))
    people = sorted(set(person_ids))
    postings = uow.people.postings(people)
    years: dict[int, set[int]] = {on.year: set(people)}
    for person_id in people:
        touched = _move(uow, person_id, postings[person_id])
        for year in touched | set(uow.assessments.years_of(person_id)):
            years.setdefault(year, set()).add(person_id)
    for year, concerned in sorted(years.items()):
        reassess(uow, concerned, year, on=on, now=now)


def _move(uow: UnitOfWork, person_id: int, postings: tuple[Posting, ...]) -> set[int]:
    """Move a person's entries and shares; gives the years in which there are any."""
    entries = uow.entries.units_of_person(person_id)
    shares = uow.outcomes.units_of_person(person_id)
    for unit_id, keys in _to_move(entries, postings).items():
        uow.entries.move_to_unit(keys, unit_id)
    for unit_id, keys in _to_move(shares, postings).items():
        uow.outcomes.move_to_unit(person_id, keys, unit_id)
    return {day.year for _, day, _ in (*entries, *shares)}


def _to_move(
    records: list[tuple[int, date, int | None]], postings: tuple[Posting, ...]
) -> dict[int | None, list[int]]:
    """The records that lie with another unit than the appointment on their day says, by that unit."""
    found: dict[int | None, list[int]] = {}
    for key, day, unit_id in records:
        posting = posting_on(postings, day)
        right = None if posting is None else posting.unit_id
        if right != unit_id:
            found.setdefault(right, []).append(key)
    return found
