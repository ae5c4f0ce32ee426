"""Assess cadres' years with the engine, from the facts in the ledger; keep the result for lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ledger.domain.credit.assess import assess_ready
from ledger.domain.credit.assessment import CadreAssessment
from ledger.domain.credit.facts import (
    CadreYear,
)
from ledger.domain.credit.policy import Policy
from ledger.domain.entry import Entry
from ledger.domain.people import Posting, Unit, last_posting_in
from ledger.domain.policy_version import PolicyVersion
from ledger.services.assess_along import Extra, concerned_by, without_and_with
from ledger.services.engine_facts import facts_of_year
from ledger.services.kept_year import kept_row
from ledger.services.ready_year import TRIED, ReadyYear, policy_of
from ledger.services.sealed_years import assess_sealed, read_inputs
from ledger.store.year_facts import BATCH, EVERY_FACT
from ledger.uncollected import uncollected

if TYPE_CHECKING:
    from ledger.domain.period import Seal
    from ledger.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class AssessedYear:
    """A cadre's year as the engine found it, with what governed it."""

    person_id: int
    year: int
    posting: Posting
    unit: Unit
    version: PolicyVersion | None
    policy: Policy | None
    assessment: CadreAssessment | None
    provisional: bool
    without_extra: CadreAssessment | None = None
    """The same year without the entries that were assessed along, where there were any."""
    sealed_at: datetime | None = None
    """When it was closed; None while it is open."""


def years_of(entries: Iterable[Entry]) -> dict[int, set[int]]:
    """The calendar years that entries touch, with the people concerned."""
    found: dict[int, set[int]] = {}
    for entry in entries:
        for year in range(entry.draft.begins_on.year, entry.draft.ends_on.year + 1):
            found.setdefault(year, set()).add(entry.person_id)
    return found


def reassess(uow: UnitOfWork, person_ids: Iterable[int], year: int, *, on: date, now: datetime) -> None:
    """Bring the kept assessments of some people's year up to date, within the caller's transaction.

    A year that is sealed for somebody is never assessed again.
    """
    people, ready = sorted(set(person_ids)), ReadyYear(uow, year)
    with uncollected():
        for begin in range(0, len(people), BATCH):
            part = open_to(uow, people[begin : begin + BATCH], year)
            uow.assessments.replace(part, year, list(rows_afresh(uow, part, ready, on=on, now=now)))


def open_to(uow: UnitOfWork, people: Sequence[int], year: int) -> list[int]:
    """Those of some people whose year is not sealed."""
    sealed = uow.periods.sealed_people(year, people) if uow.periods.any_closed([year]) else set()
    return [person for person in people if person not in sealed]


def rows_afresh(
    uow: UnitOfWork, people: Sequence[int], ready: ReadyYear, *, on: date, now: datetime
) -> Iterator[dict[str, Any]]:
    """What is to be kept of a batch of people, counted now; of who held no appointment there is nothing."""
    for found in _assess_part(uow, people, ready, as_of=on, keep_steps=False, extra=()):
        yield kept_row(found, now)


def assess_people(
    uow: UnitOfWork,
    person_ids: Iterable[int],
    year: int,
    *,
    as_of: date,
    keep_steps: bool,
    extra: Sequence[Extra] = (),
    instead: Policy | None = None,
) -> Iterator[AssessedYear]:
    """The years of those among some people who held an appointment in it, one at a time, policy by policy.

    Entries and outcomes in `extra` are assessed along, as if they stood in the ledger: that is how a live
    line knows. A policy given `instead` governs everybody, whatever is published: that is how one is tried.
    """
    ids = sorted(set(person_ids))
    ready = ReadyYear(uow, year, instead)
    for begin in range(0, len(ids), BATCH):
        part = ids[begin : begin + BATCH]
        yield from _assess_part(uow, part, ready, as_of=as_of, keep_steps=keep_steps, extra=extra)


def _assess_part(
    uow: UnitOfWork,
    people: Sequence[int],
    ready: ReadyYear,
    *,
    as_of: date,
    keep_steps: bool,
    extra: Sequence[Extra],
) -> Iterator[AssessedYear]:
    """A batch of them: what is held in memory does not grow with their number."""
    year, postings = ready.year, uow.people.postings(people)
    last = {
        person: found for person in people if (found := last_posting_in(postings[person], year)) is not None
    }
    units = ready.units({p.unit_id for person in last for p in postings[person]})
    by_version = _by_version(last, units, ready)
    looked_at = EVERY_FACT if keep_steps else ready.looked_at([version for version, _ in by_version])
    facts = facts_of_year(uow, list(last), year, postings, units, looked_at=looked_at)
    for version, governed in by_version:
        groups = [facts[person] for person in governed]
        results = _assessed(groups, version, ready, as_of, extra, keep_steps=keep_steps)
        for person, (result, without) in zip(governed, results, strict=True):
            yield AssessedYear(
                person,
                year,
                last[person],
                units[last[person].unit_id],
                None if version is TRIED else version,
                ready.policy(version),
                result,
                ready.provisional,
                without,
            )


def _assessed(
    groups: Sequence[CadreYear],
    version: PolicyVersion | None,
    ready: ReadyYear,
    as_of: date,
    extra: Sequence[Extra],
    *,
    keep_steps: bool,
) -> Iterator[tuple[CadreAssessment | None, CadreAssessment | None]]:
    """Each cadre's assessment, and that without what is extra where some of it is the cadre's."""
    if version is None:
        yield from ((None, None) for _ in groups)
        return
    concerned = {cadre for one in extra for cadre in concerned_by(one)}
    both = (one for group in groups for one in without_and_with(group, extra))
    known = ready.known(version)
    results = assess_ready(known, both, as_of, keep_steps=keep_steps)
    for found in results:
        yield (next(results), found) if found.id in concerned else (found, None)


def _by_version(
    last: Mapping[int, Posting], units: Mapping[int, Unit], ready: ReadyYear
) -> list[tuple[PolicyVersion | None, list[int]]]:
    """The people under each version that governs their year."""
    found: dict[int | None, tuple[PolicyVersion | None, list[int]]] = {}
    for person in sorted(last):
        version = ready.version_of(units[last[person].unit_id])
        found.setdefault(None if version is None else version.id, (version, []))[1].append(person)
    return list(found.values())


def assess_one(
    uow: UnitOfWork, person_id: int, year: int, *, as_of: date, extra: Sequence[Extra] = ()
) -> AssessedYear | None:
    """One cadre's year with every step kept; None when the person held no appointment in it.

    A closed year is assessed from what was sealed.
    """
    return next(iter(assess_with_steps(uow, [person_id], year, as_of=as_of, extra=extra)), None)


def assess_with_steps(
    uow: UnitOfWork, person_ids: Iterable[int], year: int, *, as_of: date, extra: Sequence[Extra] = ()
) -> Iterator[AssessedYear]:
    """The years of some cadres with every step kept; those that are closed from what was sealed."""
    ids = set(person_ids)
    seals = uow.periods.sealed(ids, year) if uow.periods.any_closed([year]) else {}
    yield from assess_people(uow, ids - seals.keys(), year, as_of=as_of, keep_steps=True, extra=extra)
    for seal in seals.values():
        yield _from_seal(uow, seal, extra)


def _from_seal(uow: UnitOfWork, seal: Seal, extra: Sequence[Extra]) -> AssessedYear:
    """A closed year with every step, and as it would be with the extra entries."""
    sealed = read_inputs(seal.inputs)
    version = None if seal.policy_id is None else uow.policies.get(seal.policy_id)
    policy = None if version is None else policy_of(version.document)
    found: list[CadreAssessment | None] = [None]
    if policy is not None:
        groups = list(without_and_with(sealed.facts, extra))
        found = [*assess_sealed(sealed, policy, groups, keep_steps=True)]
    posting = last_posting_in(uow.people.postings_of(seal.person_id), seal.year)
    if posting is None:
        raise LookupError(seal.person_id)
    return AssessedYear(
        seal.person_id,
        seal.year,
        posting,
        uow.units.by_ids([seal.unit_id])[seal.unit_id],
        version,
        policy,
        found[-1],
        not sealed.calendar.announced(seal.year),
        found[0] if len(found) > 1 else None,
        seal.sealed_at,
    )
