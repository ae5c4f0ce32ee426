"""Build the summary of a cadre's year, the one value behind page, PDF and command line; record its issue."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger.domain.checkpoint import SHOWN_DIGITS
from ledger.domain.credit.amounts import DAY_MINUTES
from ledger.domain.credit.assessment import CadreAssessment, RequirementResult
from ledger.domain.credit.explain import explain_requirement
from ledger.domain.credit.policy import Policy
from ledger.domain.credit.report import cadre_json
from ledger.domain.dates import CHINA_TIME
from ledger.domain.entry import Entry
from ledger.domain.errors import NotFoundError
from ledger.domain.figures import standing_of
from ledger.domain.named_assessment import with_names
from ledger.domain.outcome import Outcome
from ledger.domain.people import Absence, Person, Posting, Unit
from ledger.domain.summary import Derivation, Summary, SummaryEntry, SummaryRequirement
from ledger.domain.topic import Topic
from ledger.domain.vocabulary import STANDINGS
from ledger.domain.wording import N_, Say
from ledger.domain.year_months import months_of
from ledger.domain.year_words import composed_of, forecast, headline
from ledger.services.assess_year import AssessedYear, assess_with_steps
from ledger.services.place_names import naming_places
from ledger.services.policy_gallery import policy_title
from ledger.services.summary_lines import (
    Tongue,
    account_lines,
    appointment_lines,
    correction_lines,
    entry_lines,
    entry_name,
    exchange_lines,
    outcome_lines,
    rank_name,
)

if TYPE_CHECKING:
    from ledger.domain.period import Correction
    from ledger.store.checkpoints import KeptCheckpoint
    from ledger.store.unit_of_work import UnitOfWork


class NoYearError(NotFoundError):
    """The person held no appointment in the year, so there is nothing to assess."""

    text = N_("这一年度没有任职记录，不作核算；当年在任的，请组织部门登记任职。")


@dataclass(frozen=True)
class WholeYear:
    """A year with every step of the engine, and the records that it stands on."""

    person: Person
    found: AssessedYear
    entries: dict[str, Entry]
    """By the engine's id."""
    outcomes: tuple[Outcome, ...]
    units: dict[int, Unit]
    postings: tuple[Posting, ...]
    absences: tuple[Absence, ...]
    topics: tuple[Topic, ...]
    corrections: tuple[Correction, ...]
    """Those booked in this year, and those of this year wherever they are booked."""
    checkpoint: KeptCheckpoint | None
    """The newest checkpoint of the books, which the paper names."""
    records: bool = True
    """Whether entries and outcomes were loaded along."""


def load_year(uow: UnitOfWork, person_id: int, year: int, *, on: date, records: bool = True) -> WholeYear:
    """A cadre's year, assessed as of a day; without `records` only the assessment, for figures alone.

    Raises:
        NoYearError: the person held no appointment in the year.
    """
    whole = load_years(uow, [person_id], year, on=on, records=records).get(person_id)
    if whole is None:
        raise NoYearError
    return whole


def load_years(
    uow: UnitOfWork, person_ids: Sequence[int], year: int, *, on: date, records: bool = True
) -> dict[int, WholeYear]:
    """The years of some cadres in the order given, their facts loaded together; who has none is left out."""
    people = uow.people.by_ids(person_ids)
    found = {one.person_id: one for one in assess_with_steps(uow, people, year, as_of=on)}
    corrections = uow.corrections.of_people(found, year)
    postings, absences = uow.people.postings(found), uow.people.absences(found)
    units = uow.units.by_ids({posting.unit_id for each in postings.values() for posting in each})
    topics, checkpoint = tuple(uow.topics.all()), uow.checkpoints.last()
    logged: dict[int, dict[int, Entry]] = {person: {} for person in found}
    for entry in uow.entries.of_year(found, year) if records else ():
        logged[entry.person_id][entry.id] = entry
    outcomes = uow.outcomes.of_year(found, year) if records else []
    return {
        person: WholeYear(
            person=people[person],
            found=found[person],
            entries=_assessed_entries(found[person], logged[person]),
            outcomes=tuple(one for one in outcomes if _matters(one, person, year, logged[person])),
            units=units,
            postings=postings[person],
            absences=absences[person],
            topics=topics,
            corrections=tuple(corrections[person]),
            checkpoint=checkpoint,
            records=records,
        )
        for person in person_ids
        if person in found
    }


def _assessed_entries(found: AssessedYear, logged: Mapping[int, Entry]) -> dict[str, Entry]:
    """The entries that the engine speaks of, by its id."""
    wanted = set() if found.assessment is None else {one.id for one in found.assessment.entries}
    return {key: entry for one, entry in logged.items() if (key := f"{one:012d}") in wanted}


def _matters(outcome: Outcome, person: int, year: int, logged: Container[int]) -> bool:
    """Whether an outcome is of a person's year: shared and dated in it, or come of an entry in it."""
    shared = outcome.draft.on.year == year and any(one == person for one, _share in outcome.draft.shares)
    return shared or any(one in logged for one in outcome.draft.entry_ids)


def build_summary(
    uow: UnitOfWork, person_id: int, year: int, *, on: date, now: datetime, say: Say, language: str
) -> Summary:
    """The summary of a year as of a day, in a language ("zh" or "en"), without a code: nothing was issued.

    Raises:
        NoYearError: the person held no appointment in the year.
    """
    return summary_of(load_year(uow, person_id, year, on=on), on=on, now=now, say=say, language=language)


def summary_of(whole: WholeYear, *, on: date, now: datetime, say: Say, language: str) -> Summary:
    """The summary of a year that is loaded; one loaded without records has figures and no explanations."""
    found, year = whole.found, whole.found.year
    topics = {topic.id: topic.name for topic in whole.topics}
    assessment, policy, version = found.assessment, found.policy, found.version
    day = DAY_MINUTES if policy is None else policy.day_minutes
    return Summary(
        language=language,
        year=year,
        as_of=min(on, date(year, 12, 31)),
        issued_at=now,
        cadre_name=whole.person.name,
        unit_name=found.unit.name,
        post=found.posting.post,
        rank=rank_name(found.posting.rank, say),
        appointments=appointment_lines(whole.postings, whole.absences, whole.units, year, say),
        headline=headline(assessment, policy, year, on).say(say),
        forecast=forecast(assessment, policy, year, on, say),
        provisional=provisional_sentence(found, say),
        closed=found.sealed_at is not None,
        requirements=requirement_lines(whole, say),
        months=() if assessment is None or policy is None else months_of(assessment, policy),
        day_minutes=day,
        accounts=() if assessment is None else account_lines(assessment, day, say),
        exchanges=() if assessment is None or policy is None else exchange_lines(assessment, policy, say),
        outcomes=outcome_lines(whole.outcomes, whole.corrections, found.person_id, year, say),
        entries=_entry_lines(whole, day, Tongue(say, topics)),
        policy_title="" if version is None else policy_title(version.title, say),
        policy_version="" if version is None else say(N_("第 %(version)s 版")) % {"version": version.version},
        policy_digest="" if version is None else version.digest,
        policy_basis=() if policy is None else policy.basis,
        code="",
        verify_hint="",
        checkpoint=checkpoint_line(whole.checkpoint, say),
        closed_on=None if found.sealed_at is None else found.sealed_at.astimezone(CHINA_TIME).date(),
        corrections=correction_lines(whole.corrections, year, day, say),
    )


def checkpoint_line(last: KeptCheckpoint | None, say: Say) -> str:
    """The newest checkpoint of the books in a few words: who keeps the paper is a witness of it."""
    if last is None:
        return ""
    root = last.root.partition(":")[2][:SHOWN_DIGITS]
    return say(N_("账册检查点 第 %(number)s 号 %(root)s")) % {"number": last.number, "root": root}


def _entry_lines(whole: WholeYear, day_minutes: int, tongue: Tongue) -> tuple[SummaryEntry, ...]:
    if whole.found.assessment is None:
        return ()
    results = (one for one in whole.found.assessment.entries if one.id in whole.entries)
    return entry_lines(results, whole.entries, day_minutes, tongue)


def provisional_sentence(found: AssessedYear, say: Say) -> str:
    """Says that a year is provisional, where its holidays are not announced yet."""
    if not found.provisional:
        return ""
    return say(N_("%(year)s 年的放假安排尚未公布，暂按周末计算，结果为暂定。")) % {"year": found.year}


def requirement_lines(whole: WholeYear, say: Say) -> tuple[SummaryRequirement, ...]:
    """Each requirement with its figures, its bar and its derivation."""
    assessment, policy = whole.found.assessment, whole.found.policy
    if assessment is None or policy is None:
        return ()
    told = named_assessment(whole, say) or assessment
    lines = []
    for result in assessment.requirements:
        shown = standing_of(result, policy.requirement(result.code))
        field, exchanged = _bar(result)
        lines.append(
            SummaryRequirement(
                code=result.code,
                title=result.title,
                required=shown.required,
                reached=shown.reached,
                short=shown.short,
                unit=say(shown.unit) if shown.unit else "",
                status=result.status,
                status_label=say(STANDINGS[result.status]),
                share_field=field,
                share_exchanged=exchanged,
                composed_of=composed_of(result, assessment, policy, say),
                derivation=_derivation(whole, told, result.code, policy, say),
            )
        )
    return tuple(lines)


def _derivation(whole: WholeYear, told: CadreAssessment, code: str, policy: Policy, say: Say) -> Derivation:
    return explain_requirement(told, code, policy, naming_places(say)) if whole.records else Derivation("")


def _bar(result: RequirementResult) -> tuple[float, float]:
    """The parts of a bar: what was earned and what was exchanged, of the longer of required and reached."""
    whole = max(result.required, result.reached)
    if not whole:
        return 0.0, 0.0
    exchanged = max(result.exchanged, Fraction(0))
    earned = min(result.reached - exchanged, whole)
    return float(earned / whole), float(exchanged / whole)


def named_assessment(whole: WholeYear, say: Say) -> CadreAssessment | None:
    """The assessment with entries and outcomes named as people know them, for explanations."""
    if whole.found.assessment is None:
        return None
    entries = {key: entry_name(entry, say) for key, entry in whole.entries.items()}
    outcomes = {f"{one.id:012d}": one.draft.title for one in whole.outcomes}
    return with_names(whole.found.assessment, entries, outcomes)


def content_of(whole: WholeYear, *, on: date) -> dict[str, Any]:
    """What a code vouches for: the facts and figures, whatever the language and the time of printing."""
    found = whole.found
    topics = {topic.id: topic.code for topic in whole.topics}
    return {
        "person": whole.person.public_id,
        "name": whole.person.name,
        "unit": found.unit.name,
        "post": found.posting.post,
        "rank": found.posting.rank,
        "year": found.year,
        "as_of": on.isoformat(),
        "policy": "" if found.version is None else found.version.digest,
        "provisional": found.provisional,
        "closed": None if found.sealed_at is None else found.sealed_at.isoformat(),
        "assessment": None if found.assessment is None else cadre_json(found.assessment),
        "entries": [
            [key, topics.get(one.draft.topic_id or 0, ""), *_plain(one.draft)]
            for key, one in sorted(whole.entries.items())
        ],
        "outcomes": [[one.status.value, *_plain(one.draft)] for one in whole.outcomes],
    }


def _plain(draft: object) -> list[Any]:
    """All that was filled in, as canonical JSON can hold it."""
    return [f"{name}={value}" for name, value in sorted(vars(draft).items())]
