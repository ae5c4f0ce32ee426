"""Recount years from the facts, or compare what is kept with such a recount."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from ledger.services.assess_in_shards import in_shards, workers_for
from ledger.services.assess_year import open_to, rows_afresh
from ledger.services.ready_year import ReadyYear
from ledger.store.assessments import as_written
from ledger.store.readings_assessments import (
    NOT_DERIVED,
    kept_people,
    kept_rows,
    kept_years,
    people_appointed,
)

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


def recompute_year(uow: UnitOfWork, year: int, *, on: date, now: datetime, workers: int | None = 1) -> int:
    """Count a year again for everybody; gives for how many. What nobody holds any more is not kept.

    Several processes may count (None: as many as fit the machine and the number of people); this one writes,
    in one transaction.

    Raises:
        ProcessLostError: a process ended before its work was done; nothing was written.
    """
    with uow:
        uow.assessments.hold()
        people = sorted(people_appointed(uow.session, year) | kept_people(uow.session, year))
        work = partial(counted_afresh, year=year, on=on, now=now)
        for part, rows in in_shards(uow, people, work, workers=workers_for(len(people), workers)):
            uow.assessments.put(part, year, rows)
        uow.commit()
    return len(people)


def counted_afresh(
    uow: UnitOfWork, people: Sequence[int], *, year: int, on: date, now: datetime
) -> tuple[list[int], list[dict[str, Any]]]:
    """Those of a shard whose year is open, and what is to be kept of them, as it is written."""
    part = open_to(uow, people, year)
    rows = rows_afresh(uow, part, ReadyYear(uow, year), on=on, now=now)
    return part, [as_written(row) for row in rows]


def check_year(
    uow: UnitOfWork, year: int, *, on: date, now: datetime, workers: int | None = 1
) -> list[Drift]:
    """Where what is kept of a year differs from a recount, or from what was sealed; nothing is changed.

    Whoever has nothing kept of a past year is assessed at the first look at it: that is no difference. With
    several processes each shard is compared within one moment of its own: what is kept of a person changes
    in the transaction that changes a fact.

    Raises:
        ProcessLostError: a process ended before its work was done.
    """
    with uow:
        appointed = people_appointed(uow.session, year) if year >= on.year else set[int]()
        people = sorted(kept_people(uow.session, year) | uow.periods.sealed_people(year) | appointed)
        work, workers = partial(_compared, year=year, on=on, now=now), workers_for(len(people), workers)
        if workers == 1:
            return [*chain.from_iterable(in_shards(uow, people, work, workers=1))]
    return [*chain.from_iterable(in_shards(uow, people, work, workers=workers))]


def _compared(uow: UnitOfWork, people: Sequence[int], *, year: int, on: date, now: datetime) -> list[Drift]:
    """Where what is kept of a shard differs."""
    kept = kept_rows(uow.session, year, people)
    sealed = uow.periods.sealed(uow.periods.sealed_people(year, people), year)
    part = [person for person in people if person not in sealed]
    afresh = rows_afresh(uow, part, ReadyYear(uow, year), on=on, now=now)
    found = {row["person_id"]: row for row in afresh}
    found |= {person: json.loads(seal.kept) for person, seal in sealed.items()}
    differ = {
        person: differences
        for person in people
        if (differences := [*_differences(kept.get(person), found.get(person))])
    }
    names = uow.people.by_ids(differ)
    return [
        Drift(year, person, names[person].name, *difference)
        for person, differences in differ.items()
        for difference in differences
    ]


def _differences(
    kept: dict[str, Any] | None, found: dict[str, Any] | None
) -> Iterator[tuple[str, object, object]]:
    if kept is None and found is None:
        return
    if kept is None or found is None:
        yield "", None if kept is None else kept["status"], None if found is None else found["status"]
        return
    for column, value in found.items():
        if column not in NOT_DERIVED and kept[column] != value:
            yield column, kept[column], value
