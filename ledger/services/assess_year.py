"""Assess cadres' years with the engine, from the facts in the ledger; keep the result for lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from ledger.domain.credit.assess import assess_ready, made_ready
from ledger.domain.credit.assessment import CadreAssessment
from ledger.domain.credit.document import parse_policy
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
from ledger.domain.credit.terms import KnownTerms
from ledger.domain.entry import Entry, EntryDraft, EntryStatus
from ledger.domain.outcome import Outcome, OutcomeStatus
from ledger.domain.people import Absence, Posting, Unit, last_posting_in
from ledger.domain.policy_version import PolicyVersion
from ledger.domain.vocabulary import Channel
from ledger.services.kept_year import kept_row
from ledger.services.sealed_years import assess_sealed, read_inputs
from ledger.services.working_calendar import calendar_for
from ledger.store.year_facts import BATCH, entries_of, outcomes_of

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


@lru_cache(maxsize=64)
def policy_of(document: bytes) -> Policy:
    """The policy that a published document says; published documents have no faults."""
    return parse_policy(document)


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
    people = sorted(set(person_ids))
    if uow.periods.any_closed([year]):
        sealed = uow.periods.sealed_people(year, people)
        people = [person for person in people if person not in sealed]
    for begin in range(0, len(people), BATCH):
        part = people[begin : begin + BATCH]
        assessed = assess_people(uow, part, year, as_of=on, keep_steps=False)
        uow.assessments.replace(part, year, [kept_row(found, now) for found in assessed])


def assess_people(
    uow: UnitOfWork,
    person_ids: Iterable[int],
    year: int,
    *,
    as_of: date,
    keep_steps: bool,
    extra: Sequence[EntryFacts] = (),
) -> Iterator[AssessedYear]:
    """The years of those among some people who held an appointment in it, one at a time, policy by policy.

    Entries in `extra` are assessed along, as if they stood in the ledger: that is how a live line knows.
    """
    ids = sorted(set(person_ids))
    ready = _Ready(uow, year)
    for begin in range(0, len(ids), BATCH):
        part = ids[begin : begin + BATCH]
        yield from _assess_part(uow, part, ready, as_of=as_of, keep_steps=keep_steps, extra=extra)


class _Ready:
    """What is the same for all people of a year, found once: the calendar, and what each version says."""

    def __init__(self, uow: UnitOfWork, year: int) -> None:
        self.year = year
        self.calendar = calendar_for([year])
        self.provisional = not self.calendar.announced(year)
        self._versions = uow.policies.published()
        self._policies = uow.policies
        self._governing: dict[int, PolicyVersion | None] = {}
        self._known: dict[int, KnownTerms] = {}

    def version_of(self, unit: Unit) -> PolicyVersion | None:
        """The version that governs a unit's year."""
        if unit.id not in self._governing:
            self._governing[unit.id] = self._policies.governing(unit, self.year, self._versions)
        return self._governing[unit.id]

    def known(self, version: PolicyVersion) -> KnownTerms:
        """A version made ready for the year, with the terms under it that came up so far."""
        found = self._known.get(version.id)
        if found is None:
            found = self._known[version.id] = made_ready(
                policy_of(version.document), self.year, self.calendar
            )
        return found


def _assess_part(
    uow: UnitOfWork,
    people: Sequence[int],
    ready: _Ready,
    *,
    as_of: date,
    keep_steps: bool,
    extra: Sequence[EntryFacts],
) -> Iterator[AssessedYear]:
    """A batch of them: what is held in memory does not grow with their number."""
    year, postings = ready.year, uow.people.postings(people)
    last = {
        person: found for person in people if (found := last_posting_in(postings[person], year)) is not None
    }
    units = uow.units.by_ids({p.unit_id for person in last for p in postings[person]})
    facts = facts_of_year(uow, list(last), year, postings, units)
    for version, governed in _by_version(last, units, ready):
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
    ready: _Ready,
    as_of: date,
    extra: Sequence[EntryFacts],
    *,
    keep_steps: bool,
) -> Iterator[tuple[CadreAssessment | None, CadreAssessment | None]]:
    """Each cadre's assessment, and that without the extra entries where some of these are the cadre's."""
    if version is None:
        yield from ((None, None) for _ in groups)
        return
    concerned = {entry.cadre for entry in extra}
    both = (one for group in groups for one in _without_and_with(group, extra))
    known = ready.known(version)
    results = assess_ready(known, both, as_of, keep_steps=keep_steps)
    for found in results:
        yield (next(results), found) if found.id in concerned else (found, None)


def _by_version(
    last: Mapping[int, Posting], units: Mapping[int, Unit], ready: _Ready
) -> list[tuple[PolicyVersion | None, list[int]]]:
    """The people under each version that governs their year."""
    found: dict[int | None, tuple[PolicyVersion | None, list[int]]] = {}
    for person in sorted(last):
        version = ready.version_of(units[last[person].unit_id])
        found.setdefault(None if version is None else version.id, (version, []))[1].append(person)
    return list(found.values())


def _without_and_with(facts: CadreYear, extra: Sequence[EntryFacts]) -> Iterator[CadreYear]:
    """The year as it stands, and with those of the extra entries that are the cadre's, if there are any."""
    yield facts
    more = tuple(entry for entry in extra if entry.cadre == facts.cadre.id)
    if more:
        yield facts._replace(entries=facts.entries + more)


def assess_one(
    uow: UnitOfWork, person_id: int, year: int, *, as_of: date, extra: Sequence[EntryFacts] = ()
) -> AssessedYear | None:
    """One cadre's year with every step kept; None when the person held no appointment in it.

    A closed year is assessed from what was sealed.
    """
    seal = uow.periods.sealed([person_id], year).get(person_id) if uow.periods.any_closed([year]) else None
    if seal is not None:
        return _from_seal(uow, seal, extra)
    found = assess_people(uow, [person_id], year, as_of=as_of, keep_steps=True, extra=extra)
    return next(iter(found), None)


def _from_seal(uow: UnitOfWork, seal: Seal, extra: Sequence[EntryFacts]) -> AssessedYear:
    """A closed year with every step, and as it would be with the extra entries."""
    sealed = read_inputs(seal.inputs)
    version = None if seal.policy_id is None else uow.policies.get(seal.policy_id)
    policy = None if version is None else policy_of(version.document)
    found: list[CadreAssessment | None] = [None]
    if policy is not None:
        groups = list(_without_and_with(sealed.facts, extra))
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


def facts_of_year(
    uow: UnitOfWork,
    person_ids: Sequence[int],
    year: int,
    postings: dict[int, tuple[Posting, ...]],
    units: dict[int, Unit],
) -> dict[int, CadreYear]:
    """What the engine needs for each of some people: the person, approved entries, outcomes."""
    people = uow.people.by_ids(person_ids)
    absences = uow.people.absences(person_ids)
    codes = {topic.id: topic.code for topic in uow.topics.all()}
    entries = entries_of(uow.session, person_ids, year, codes)
    outcomes = outcomes_of(uow.session, person_ids, year)
    adjustments = uow.corrections.facts_of_year(person_ids, year)
    return {
        person: CadreYear(
            cadre_facts(people[person].name, person, postings[person], absences[person], units),
            tuple(entries[person]),
            tuple(outcomes[person]),
            tuple(adjustments[person]),
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
