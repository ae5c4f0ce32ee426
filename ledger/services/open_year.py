"""Assess once whoever has no assessment of a year yet, as at the first look at a new year."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.services.assess_year import reassess
from ledger.store.readings_assessments import has_gaps, people_not_assessed

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork


def is_to_open(uow: UnitOfWork, year: int, *, on: date) -> bool:
    """Whether a year is under way or past, is governed by a policy or is the present one, and has gaps."""
    if year > on.year:
        return False
    if year != on.year and not any(version.governs(year) for version in uow.policies.published()):
        return False
    return has_gaps(uow.session, year)


def open_year(uow: UnitOfWork, year: int, *, on: date, now: datetime) -> int:
    """Keep an assessment of everybody appointed in the year who has none; gives how many were missing."""
    with uow:
        people = people_not_assessed(uow.session, year)
        reassess(uow, people, year, on=on, now=now)
        uow.commit()
    return len(people)
