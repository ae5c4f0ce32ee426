"""What entries that wait would be credited with: one run of the engine over the days they lie in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from ledger.domain.credit.assess import assess_each
from ledger.domain.credit.facts import CadreYear, EntryFacts
from ledger.domain.entry import EntryStatus
from ledger.domain.people import last_posting_in
from ledger.services.engine_facts import cadre_facts, draft_facts
from ledger.services.ready_year import policy_of
from ledger.services.working_calendar import calendar_of

if TYPE_CHECKING:
    from ledger.store.readings_reviews import Waiting
    from ledger.store.unit_of_work import UnitOfWork


class Weighed(NamedTuple):
    """Minutes of credit, and how many of them make a day under the policy that governs."""

    minutes: Fraction
    day_minutes: int


def weigh_queue(
    uow: UnitOfWork, waiting: Sequence[Waiting], beside: Sequence[Waiting], *, on: date
) -> dict[int, Weighed]:
    """By entry what it would be credited with if all that wait were approved.

    `beside` are the same cadres' other entries of those days: caps by the day, weights and overlaps are
    exact. A cap over a longer time shows only on the page of the entry, where the whole year is assessed.
    """
    groups: dict[int, dict[int, list[Waiting]]] = {}
    for entry in (*waiting, *beside):
        groups.setdefault(entry.ends_on.year, {}).setdefault(entry.person_id, []).append(entry)
    wanted = {f"{entry.id:012d}": entry.id for entry in waiting}
    worth: dict[int, Weighed] = {}
    for year, people in groups.items():
        worth |= _weigh_year(uow, people, year, on, wanted)
    return worth


def _weigh_year(
    uow: UnitOfWork, people: dict[int, list[Waiting]], year: int, on: date, wanted: dict[str, int]
) -> dict[int, Weighed]:
    postings, absences = uow.people.postings(people), uow.people.absences(people)
    units = uow.units.by_ids({p.unit_id for found in postings.values() for p in found})
    versions, codes = uow.policies.published(), {topic.id: topic.code for topic in uow.topics.all()}
    by_document: dict[bytes, list[CadreYear]] = {}
    for person_id, entries in people.items():
        last = last_posting_in(postings[person_id], year)
        version = None if last is None else uow.policies.governing(units[last.unit_id], year, versions)
        if version is not None:
            cadre = cadre_facts("", person_id, postings[person_id], absences[person_id], units)
            facts = tuple(_facts(entry, codes) for entry in entries)
            by_document.setdefault(version.document, []).append(CadreYear(cadre, facts))
    worth: dict[int, Weighed] = {}
    for document, groups in by_document.items():
        policy = policy_of(document)
        for result in assess_each(policy, groups, year, on, calendar_of(uow, [year])):
            for one in result.entries:
                if one.id in wanted:
                    worth[wanted[one.id]] = Weighed(one.credited, policy.day_minutes)
    return worth


def _facts(entry: Waiting, topic_codes: dict[int, str]) -> EntryFacts:
    """As if it were approved; what was counted on the way earns no credit and is left out."""
    return draft_facts(
        entry,
        topic_codes,
        id=f"{entry.id:012d}",
        person_id=entry.person_id,
        status=EntryStatus.APPROVED,
        logged_on=entry.logged_on,
    )
