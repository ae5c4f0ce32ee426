"""Recount years from the facts, or compare what is kept with such a recount."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ledger.services.assess_year import assess_people, reassess
from ledger.services.kept_year import kept_row
from ledger.store.readings_assessments import (
    NOT_DERIVED,
    kept_people,
    kept_rows,
    kept_years,
    people_appointed,
)
from ledger.uncollected import uncollected

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Drift:
    """A kept figure that a recount does not confirm; None stands for no assessment at all."""

    year: int
    person_id: int
    name: str
    column: str
    kept: object
    found: object


def years_of_ledger(uow: UnitOfWork, *, on: date) -> list[int]:
    """The years that a recount goes through: all that are kept, and the present one."""
    return sorted({*kept_years(uow.session), on.year})


def recompute_year(uow: UnitOfWork, year: int, *, on: date, now: datetime) -> int:
    """Count a year again for everybody; gives for how many. What nobody holds any more is not kept."""
    with uow:
        people = people_appointed(uow.session, year) | kept_people(uow.session, year)
        reassess(uow, people, year, on=on, now=now)
        uow.commit()
    return len(people)


def check_year(uow: UnitOfWork, year: int, *, on: date, now: datetime) -> list[Drift]:
    """Where what is kept of a year differs from a recount, or from what was sealed; nothing is changed.

    Whoever has nothing kept of a past year is assessed at the first look at it: that is no difference.
    """
    with uow:
        kept = kept_rows(uow.session, year)
        sealed = uow.periods.sealed(uow.periods.sealed_people(year), year)
        appointed = people_appointed(uow.session, year) if year >= on.year else kept.keys()
        with uncollected():
            assessed = assess_people(uow, appointed - sealed.keys(), year, as_of=on, keep_steps=False)
            found = {one.person_id: kept_row(one, now) for one in assessed}
        found |= {person: json.loads(seal.kept) for person, seal in sealed.items()}
        names = uow.people.by_ids(kept.keys() | found.keys())
        return [
            Drift(year, person, names[person].name, *difference)
            for person in sorted(kept.keys() | found.keys())
            for difference in _differences(kept.get(person), found.get(person))
        ]


def _differences(
    kept: dict[str, Any] | None, found: dict[str, Any] | None
) -> Iterator[tuple[str, object, object]]:
    if kept is None or found is None:
        yield "", None if kept is None else kept["status"], None if found is None else found["status"]
        return
    for column, value in found.items():
        if column not in NOT_DERIVED and kept[column] != value:
            yield column, kept[column], value
