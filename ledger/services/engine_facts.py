"""The engine's view of what is in the ledger: cadres with their terms, entries, outcomes, corrections."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ledger.domain.credit.facts import (
    NO_COUNTS,
    Appointment,
    CadreFacts,
    CadreYear,
    EntryFacts,
    Leave,
    OutcomeFacts,
    Share,
)
from ledger.domain.credit.frame import CITED
from ledger.domain.entry import Entry, EntryDraft, EntryStatus
from ledger.domain.outcome import Outcome, OutcomeStatus
from ledger.domain.people import Absence, Posting, Unit
from ledger.domain.vocabulary import Channel
from ledger.store.year_facts import EVERY_FACT, entries_of
from ledger.store.year_outcomes import outcomes_of

if TYPE_CHECKING:
    from ledger.store.readings_reviews import Waiting
    from ledger.store.unit_of_work import UnitOfWork


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
    outcomes = outcomes_of(uow.session, person_ids, year, cited=CITED in looked_at)
    adjustments = uow.corrections.facts_of_year(person_ids, year)
    return {
        person: CadreYear(
            cadre_facts(people[person].name, person, postings[person], absences[person], units),
            entries[person],
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
        counts=entry.draft.counts,
    )


def draft_facts(
    draft: EntryDraft | Waiting,
    topic_codes: dict[int, str],
    *,
    id: str,  # noqa: A002 - the engine's own word
    person_id: int,
    status: EntryStatus,
    logged_on: date,
    counts: Mapping[str, int] = NO_COUNTS,
) -> EntryFacts:
    """The engine's view of what was filled in, as if it stood in the ledger like this."""
    online = draft.channel == Channel.ONLINE
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
        counts=counts,
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
