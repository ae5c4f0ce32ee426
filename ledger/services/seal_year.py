"""What a closing seals: everybody's year of a subtree, assessed as of 31 December, with all it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ledger.domain.credit.case_writer import calendar_json, case_json
from ledger.domain.people import Unit, last_posting_in
from ledger.services.assess_year import AssessedYear, assess_people
from ledger.services.engine_facts import facts_of_year
from ledger.services.kept_year import kept_row
from ledger.services.sealed_years import assess_sealed, canonical_text, digest_of, read_inputs, result_text
from ledger.services.working_calendar import calendar_of
from ledger.store.readings_assessments import NOT_DERIVED, kept_rows, people_appointed_below

if TYPE_CHECKING:
    from ledger.domain.calendar import Calendar
    from ledger.domain.credit.facts import CadreYear
    from ledger.store.unit_of_work import UnitOfWork

BATCH = 500
MOST_NAMED = 200
"""So many people whose kept figures differ are named by a rehearsal; all are counted."""


@dataclass(frozen=True)
class Sealable:
    """One cadre's year, ready to be sealed; `columns` are those of the seal without who and when."""

    person_id: int
    columns: dict[str, Any]
    row: dict[str, Any]
    """The columns kept for lists."""


@dataclass(frozen=True)
class Rehearsal:
    """What everybody's year came to: a digest over all of it, and counts for people."""

    digest: str
    counts: dict[str, Any]


def sealable_people(uow: UnitOfWork, unit: Unit, year: int) -> list[int]:
    """Those whose year a unit of the subtree governs, and that is not sealed already."""
    people = people_appointed_below(uow.session, year, unit.path)
    people -= uow.periods.sealed_people(year)
    postings = uow.people.postings(people)
    last = {person: last_posting_in(postings[person], year) for person in people}
    units = uow.units.by_ids({one.unit_id for one in last.values() if one is not None})
    return sorted(
        person for person, one in last.items() if one is not None and unit.covers(units[one.unit_id])
    )


def sealables(uow: UnitOfWork, people: Sequence[int], year: int, now: datetime) -> Iterator[Sealable]:
    """The years of some people as they would be sealed now, a batch at a time."""
    calendar = calendar_of(uow, [year])
    for begin in range(0, len(people), BATCH):
        part = people[begin : begin + BATCH]
        postings = uow.people.postings(part)
        units = uow.units.by_ids({p.unit_id for found in postings.values() for p in found})
        facts = facts_of_year(uow, part, year, postings, units)
        assessed = assess_people(uow, part, year, as_of=date(year, 12, 31), keep_steps=False)
        for found in sorted(assessed, key=lambda one: one.person_id):
            yield _sealable(found, facts[found.person_id], calendar, now)


def rehearse(uow: UnitOfWork, people: Sequence[int], year: int, now: datetime) -> Rehearsal:
    """Everybody's year assessed as of 31 December, and where it differs from what is kept."""
    kept = kept_rows(uow.session, year)
    lines, differ = [], []
    by_status: dict[str, int] = {}
    for one in sealables(uow, people, year, now):
        lines.append(digest_line(one))
        by_status[one.row["status"]] = by_status.get(one.row["status"], 0) + 1
        known = kept.get(one.person_id)
        if known is None or any(known[name] != one.row[name] for name in known if name not in NOT_DERIVED):
            differ.append(one.person_id)
    counts = {
        "people": len(lines),
        "by_status": by_status,
        "differ": len(differ),
        "differing": differ[:MOST_NAMED],
    }
    return Rehearsal(digest_of_all(lines), counts)


def digest_line(one: Sealable) -> list[Any]:
    """What a rehearsal's digest holds of one cadre."""
    columns = one.columns
    return [one.person_id, columns["policy_digest"], columns["inputs_digest"], columns["result_digest"]]


def digest_of_all(lines: Sequence[list[Any]]) -> str:
    """The digest over everybody, in order of person."""
    return digest_of(canonical_text(sorted(lines)))


def _sealable(found: AssessedYear, facts: CadreYear, calendar: Calendar, now: datetime) -> Sealable:
    year = found.year
    known = calendar_json(calendar, year)
    inputs = canonical_text(case_json(facts, year, date(year, 12, 31)) | {"calendar": known})
    result = result_text(found.assessment)
    _check_again(found, inputs, result)
    row = kept_row(found, now)
    kept = {name: value for name, value in row.items() if name not in NOT_DERIVED}
    return Sealable(
        found.person_id,
        {
            "person_id": found.person_id,
            "year": year,
            "unit_id": found.unit.id,
            "policy_id": None if found.version is None else found.version.id,
            "policy_digest": "" if found.version is None else found.version.digest,
            "holidays_digest": digest_of(canonical_text(known)),
            "inputs": inputs,
            "inputs_digest": digest_of(inputs),
            "result": result,
            "result_digest": digest_of(result),
            "kept": canonical_text(kept),
        },
        row,
    )


def _check_again(found: AssessedYear, inputs: str, result: str) -> None:
    """A seal is worth what can be counted again from it: that is tried before it is made."""
    again = None
    if found.policy is not None:
        sealed = read_inputs(inputs)
        again = assess_sealed(sealed, found.policy, [sealed.facts], keep_steps=False)[0]
    if result_text(again) != result:
        raise RuntimeError(f"the facts written for {found.person_id} do not give the result that was found")
