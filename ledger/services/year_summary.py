"""Build the summary of a cadre's year, the one value behind page, PDF and command line; record its issue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

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
from ledger.domain.people import Person, Unit
from ledger.domain.summary import Derivation, Summary, SummaryEntry, SummaryRequirement
from ledger.domain.trail import TrailTag
from ledger.domain.vocabulary import STANDINGS
from ledger.domain.wording import N_, Say
from ledger.domain.year_months import months_of
from ledger.domain.year_words import composed_of, forecast, headline
from ledger.services.assess_year import AssessedYear, assess_one
from ledger.services.summary_code import code_of, content_digest
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
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


class NoYearError(NotFoundError):
    """The person held no appointment in the year, so there is nothing to assess."""

    text = N_("这一年度没有任职记录，不作核算。")


@dataclass(frozen=True)
class WholeYear:
    """A year with every step of the engine, and the records that it stands on."""

    person: Person
    found: AssessedYear
    entries: dict[str, Entry]
    """By the engine's id."""
    outcomes: tuple[Outcome, ...]
    units: dict[int, Unit]
    records: bool = True
    """Whether entries and outcomes were loaded along."""


def load_year(uow: UnitOfWork, person_id: int, year: int, *, on: date, records: bool = True) -> WholeYear:
    """A cadre's year, assessed as of a day; without `records` only the assessment, for figures alone.

    Raises:
        NoYearError: the person held no appointment in the year.
    """
    person = uow.people.get(person_id)
    found = assess_one(uow, person_id, year, as_of=on)
    if person is None or found is None:
        raise NoYearError
    wanted = set() if found.assessment is None else {one.id for one in found.assessment.entries}
    logged = uow.entries.of_year([person_id], year) if records else []
    entries = {f"{one.id:012d}": one for one in logged}
    return WholeYear(
        person=person,
        found=found,
        entries={key: entry for key, entry in entries.items() if key in wanted},
        outcomes=tuple(uow.outcomes.of_year([person_id], year)) if records else (),
        units=uow.units.by_ids({posting.unit_id for posting in uow.people.postings_of(person_id)}),
        records=records,
    )


def build_summary(
    uow: UnitOfWork, person_id: int, year: int, *, on: date, now: datetime, say: Say, language: str
) -> Summary:
    """The summary of a year as of a day, in a language ("zh" or "en"), without a code: nothing was issued.

    Raises:
        NoYearError: the person held no appointment in the year.
    """
    return summary_of(uow, load_year(uow, person_id, year, on=on), on=on, now=now, say=say, language=language)


def issue_summary(
    uow: UnitOfWork,
    actor: Actor | None,
    person_id: int,
    year: int,
    *,
    key: str,
    address: str,
    on: date,
    now: datetime,
    say: Say,
    language: str,
) -> Summary:
    """The summary with its verification code, recorded as issued; no actor: the command line.

    The code is made under the installation's secret `key`; `address` is where it can be checked.

    Raises:
        NoYearError: the person held no appointment in the year.
        NoSecretKeyError: there is no key.
    """
    account_id = None if actor is None else actor.account_id
    with uow:
        whole = load_year(uow, person_id, year, on=on)
        summary = summary_of(uow, whole, on=on, now=now, say=say, language=language)
        content = content_of(uow, whole, on=summary.as_of)
        code = code_of(content, key)
        _record(uow, summary, code, content_digest(content), person_id, account_id)
        uow.commit()
    hint = say(N_("在 %(address)s 输入核验码，可查此件真伪。")) % {"address": address}
    return replace(summary, code=code, verify_hint=hint)


def _record(
    uow: UnitOfWork, summary: Summary, code: str, digest: str, person_id: int, account_id: int | None
) -> None:
    uow.assessments.issue(
        code,
        person_id,
        summary.year,
        as_of=summary.as_of,
        content_digest=digest,
        policy_digest=summary.policy_digest,
        issued_at=summary.issued_at,
        issued_by=account_id,
    )
    uow.trail.append(
        TrailTag.SUMMARY_ISSUED,
        at=summary.issued_at,
        account_id=account_id,
        object_kind="summary",
        subject_id=person_id,
        changes={"year": (None, summary.year), "code": (None, code)},
    )


def summary_of(
    uow: UnitOfWork, whole: WholeYear, *, on: date, now: datetime, say: Say, language: str
) -> Summary:
    """The summary of a year that is loaded; one loaded without records has figures and no explanations."""
    found, year = whole.found, whole.found.year
    postings = uow.people.postings_of(found.person_id)
    absences = uow.people.absences([found.person_id])[found.person_id]
    topics = {topic.id: topic.name for topic in uow.topics.all()}
    assessment, policy, version = found.assessment, found.policy, found.version
    day = 480 if policy is None else policy.day_minutes
    return Summary(
        language=language,
        year=year,
        as_of=min(on, date(year, 12, 31)),
        issued_at=now,
        cadre_name=whole.person.name,
        unit_name=found.unit.name,
        post=found.posting.post,
        rank=rank_name(found.posting.rank, say),
        appointments=appointment_lines(postings, absences, whole.units, year, say),
        headline=headline(assessment, policy, year, on).say(say),
        forecast=forecast(assessment, policy, year, on, say),
        provisional=provisional_sentence(found, say),
        closed=found.sealed_at is not None,
        requirements=requirement_lines(whole, say),
        months=() if assessment is None or policy is None else months_of(assessment, policy),
        day_minutes=day,
        accounts=() if assessment is None else account_lines(assessment, day, say),
        exchanges=() if assessment is None or policy is None else exchange_lines(assessment, policy, say),
        outcomes=outcome_lines(whole.outcomes, found.person_id, year, say),
        entries=_entry_lines(whole, day, Tongue(say, topics)),
        policy_title="" if version is None else version.title,
        policy_version="" if version is None else say(N_("第 %(version)s 版")) % {"version": version.version},
        policy_digest="" if version is None else version.digest,
        policy_basis=() if policy is None else policy.basis,
        code="",
        verify_hint="",
        closed_on=None if found.sealed_at is None else found.sealed_at.astimezone(CHINA_TIME).date(),
        corrections=correction_lines(uow.corrections.of_person(found.person_id, year), year, day, say),
    )


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
    return explain_requirement(told, code, policy, say) if whole.records else Derivation("")


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


def content_of(uow: UnitOfWork, whole: WholeYear, *, on: date) -> dict[str, Any]:
    """What a code vouches for: the facts and figures, whatever the language and the time of printing."""
    found = whole.found
    topics = {topic.id: topic.code for topic in uow.topics.all()}
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
