"""Assess cadres' years with the engine, from the facts in the ledger; keep the result for lists."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger.domain.credit.assess import assess_ready
from ledger.domain.credit.assessment import CadreAssessment
from ledger.domain.credit.facts import (
    Appointment,
    CadreFacts,
    CadreYear,
    EntryFacts,
    Leave,
    OutcomeFacts,
    Share,
)
from ledger.domain.credit.policy import Policy
from ledger.domain.credit.report import requirements_json
from ledger.domain.entry import Entry, EntryDraft, EntryStatus
from ledger.domain.outcome import Outcome, OutcomeStatus
from ledger.domain.people import Absence, Posting, Unit, last_posting_in
from ledger.domain.policy_version import PolicyVersion
from ledger.domain.vocabulary import Channel
from ledger.services.assess_along import Extra, concerned_by, without_and_with
from ledger.services.ready_year import ReadyYear, policy_of
from ledger.store.year_facts import BATCH, EVERY_FACT, entries_of, outcomes_of

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork

REPORT_KINDS = ("research_report", "policy_adopted")


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


def years_of(entries: Iterable[Entry]) -> dict[int, set[int]]:
    """The calendar years that entries touch, with the people concerned."""
    found: dict[int, set[int]] = {}
    for entry in entries:
        for year in range(entry.draft.begins_on.year, entry.draft.ends_on.year + 1):
            found.setdefault(year, set()).add(entry.person_id)
    return found


def reassess(uow: UnitOfWork, person_ids: Iterable[int], year: int, *, on: date, now: datetime) -> None:
    """Bring the kept assessments of some people's year up to date, within the caller's transaction."""
    people, ready = sorted(set(person_ids)), ReadyYear(uow, year)
    with uncollected():
        for begin in range(0, len(people), BATCH):
            part = people[begin : begin + BATCH]
            assessed = _assess_part(uow, part, ready, as_of=on, keep_steps=False, extra=())
            uow.assessments.replace(part, year, [kept_row(found, now) for found in assessed])


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for cycles meanwhile: facts by the million have none, and it would read them all."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def assess_people(
    uow: UnitOfWork,
    person_ids: Iterable[int],
    year: int,
    *,
    as_of: date,
    keep_steps: bool,
    extra: Sequence[Extra] = (),
) -> Iterator[AssessedYear]:
    """The years of those among some people who held an appointment in it, one at a time, policy by policy.

    Entries and outcomes in `extra` are assessed along, as if they stood in the ledger: that is how a live
    line knows.
    """
    ids = sorted(set(person_ids))
    ready = ReadyYear(uow, year)
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
    units = uow.units.by_ids({p.unit_id for person in last for p in postings[person]})
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
                version,
                None if version is None else policy_of(version.document),
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
    """One cadre's year with every step kept; None when the person held no appointment in it."""
    found = assess_people(uow, [person_id], year, as_of=as_of, keep_steps=True, extra=extra)
    return next(iter(found), None)


def facts_of_year(
    uow: UnitOfWork,
    person_ids: Sequence[int],
    year: int,
    postings: dict[int, tuple[Posting, ...]],
    units: dict[int, Unit],
    *,
    looked_at: Collection[str] = EVERY_FACT,
) -> dict[int, CadreYear]:
    """What the engine needs for each of some people: the person, approved entries, outcomes.

    Of what a policy may look at or not, only what is `looked_at` is read.
    """
    people = uow.people.by_ids(person_ids)
    absences = uow.people.absences(person_ids)
    codes = {topic.id: topic.code for topic in uow.topics.all()}
    entries = entries_of(uow.session, person_ids, year, codes, looked_at)
    outcomes = outcomes_of(uow.session, person_ids, year)
    return {
        person: CadreYear(
            cadre_facts(people[person].name, person, postings[person], absences[person], units),
            tuple(entries[person]),
            tuple(outcomes[person]),
        )
        for person in person_ids
    }


def cadre_facts(
    name: str,
    person_id: int,
    postings: Sequence[Posting],
    absences: Sequence[Absence],
    units: dict[int, Unit],
) -> CadreFacts:
    """The engine's view of a person."""
    return CadreFacts(
        id=str(person_id),
        name=name,
        appointments=tuple(
            Appointment(p.begins_on, p.ends_on, p.rank, units[p.unit_id].level, p.post, p.tags)
            for p in postings
        ),
        leave=tuple(Leave(a.begins_on, a.ends_on, a.reason) for a in absences),
    )


def entry_facts(entry: Entry, topic_codes: dict[int, str]) -> EntryFacts:
    """The engine's view of an entry; keys are padded, so that their order is that of logging."""
    return draft_facts(
        entry.draft,
        topic_codes,
        id=f"{entry.id:012d}",
        person_id=entry.person_id,
        status=entry.status,
        logged_on=entry.logged_on,
    )


def draft_facts(
    draft: EntryDraft,
    topic_codes: dict[int, str],
    *,
    id: str,  # noqa: A002 - the engine's own word
    person_id: int,
    status: EntryStatus,
    logged_on: date,
) -> EntryFacts:
    """The engine's view of what was filled in, as if it stood in the ledger like this."""
    online = draft.channel is Channel.ONLINE
    start = None if draft.start is None else int(draft.start[:2]) * 60 + int(draft.start[3:])
    return EntryFacts(
        id=id,
        cadre=str(person_id),
        channel="online" if online else "field",
        status=status.value,
        on=draft.begins_on if online else None,
        start=start if online else None,
        minutes=draft.minutes or 0,
        begin=None if online else draft.begins_on,
        end_inclusive=None if online else draft.ends_on,
        begin_half=None if online else draft.from_half,  # type: ignore[arg-type]
        end_half=None if online else draft.to_half,  # type: ignore[arg-type]
        mode=draft.mode,
        platform=draft.platform,
        place=draft.place_code,
        contact_point=draft.contact_point,
        topic=None if draft.topic_id is None else topic_codes.get(draft.topic_id),
        counts=draft.counts,
        logged_on=logged_on,
    )


def outcome_facts(outcome: Outcome) -> OutcomeFacts:
    """The engine's view of an outcome."""
    return OutcomeFacts(
        id=f"{outcome.id:012d}",
        kind=outcome.draft.kind,
        on=outcome.draft.on,
        level=outcome.draft.level or None,
        verified=outcome.status is OutcomeStatus.VERIFIED,
        entries=tuple(f"{entry_id:012d}" for entry_id in outcome.draft.entry_ids),
        shares=tuple(Share(str(person), share) for person, share in outcome.draft.shares),
    )


def kept_row(found: AssessedYear, now: datetime) -> dict[str, Any]:
    """The columns under which an assessed year is kept for lists."""
    result = found.assessment
    accounts = {} if result is None else result.accounts
    field, online = accounts.get("field"), accounts.get("online")
    statuses: set[str] = set() if result is None else {one.status for one in result.requirements}
    reports = sum((Fraction(accounts[kind].earned) for kind in REPORT_KINDS if kind in accounts), Fraction(0))
    return {
        "person_id": found.person_id,
        "year": found.year,
        "unit_id": found.unit.id,
        "rank": found.posting.rank,
        "post": found.posting.post,
        "position": found.posting.position,
        "policy_id": None if found.version is None else found.version.id,
        "status": overall_status(statuses),
        "day_minutes": 480 if found.policy is None else found.policy.day_minutes,
        "field_earned": 0 if field is None else int(field.earned),
        "field_in": 0 if field is None else int(field.taken_in),
        "field_total": 0 if field is None else int(field.total),
        "online_earned": 0 if online is None else int(online.earned),
        "online_out": 0 if online is None else int(online.given_out),
        "reports": str(reports),
        "requirements": [] if result is None else requirements_json(result),
        "provisional": found.provisional,
        "assessed_at": now,
    }


def overall_status(statuses: set[str]) -> str:
    """Over all requirements: short if any is, met if all that apply are, else not applicable."""
    if "short" in statuses:
        return "short"
    return "met" if "met" in statuses else "not_applicable"
