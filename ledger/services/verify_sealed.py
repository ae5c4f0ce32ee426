"""Verify closed years: each is assessed again from what the journal held when it was closed.

The facts of entries, verified outcomes and adjustments are those of postings before that of the closing, so
that what was posted, reversed or corrected since makes no difference. What the journal does not hold is
taken from the seal itself: name, appointments and leave, the holidays, outcomes that still waited to be
verified. These are held against the seal's digests, and appointments and leave, as far as they lie within
a year that is closed now, against what the ledger holds now.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ledger.domain.credit.assess import assess_ready, made_ready
from ledger.domain.credit.case_writer import case_json
from ledger.domain.credit.facts import CadreFacts, CadreYear
from ledger.domain.damage import Damage, damage
from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_, Joined, Sentence
from ledger.services.kept_year import FIGURES, figures
from ledger.services.ready_year import policy_of
from ledger.services.sealed_years import (
    canonical_text,
    changed_terms,
    digest_of,
    read_inputs,
    result_text,
)
from ledger.store.readings_verification import READING_FAULTS
from ledger.store.table_text import SEALS
from ledger.store.year_facts import entries_of
from ledger.store.year_outcomes import outcomes_of

if TYPE_CHECKING:
    from ledger.domain.credit.assessment import CadreAssessment
    from ledger.domain.credit.policy import Policy
    from ledger.domain.credit.terms import KnownTerms
    from ledger.domain.people import Absence, Posting
    from ledger.domain.period import Seal
    from ledger.store.unit_of_work import UnitOfWork

Json = dict[str, Any]

OF_CADRE = N_("%(name)s的 %(year)s 年度：%(fault)s")
NOT_POSTED = N_("没有这次结账的记账，封存无从核对")
UNREADABLE = N_("封存的内容无法读取")
OTHER_POLICY = N_("折算办法与封存时的不同")
OTHER_HOLIDAYS = N_("节假日安排与封存时的摘要值不符")
OTHER_FACTS = N_("封存的依据与结账时的记账流水不符：%(which)s")
OTHER_INPUTS = N_("按结账时的记账流水重新列出的依据，与封存的摘要值不符")
OTHER_RESULT = N_("按结账时的依据重新核算，结果与封存的不符")
OTHER_FIGURES = N_("列表所用的数字与重新核算的不符：%(which)s")
OTHER_TERMS = N_("结账之后当年的任职、请假或所在单位被改过：%(which)s")
FACTS = {
    "entries": N_("编号 %(key)s 的台账条目"),
    "outcomes": N_("编号 %(key)s 的成果"),
    "adjustments": N_("编号 %(key)s 的更正"),
}
MOST_NAMED = 5


@dataclass(frozen=True)
class Then:
    """What the journal and the ledger hold of some people for one closing."""

    years: Mapping[int, CadreYear]
    names: Mapping[int, str]
    postings: Mapping[int, tuple[Posting, ...]]
    absences: Mapping[int, tuple[Absence, ...]]
    closed: frozenset[int]
    """The seals among them that stand for a year that is closed now."""


class Policies:
    """The policies that seals name, each made ready once for a year and its holidays."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._policies: dict[int, Policy | None] = {}
        self._ready: dict[tuple[int, int, str], KnownTerms] = {}

    def of(self, seal: Seal) -> Policy | None:
        """The policy that a seal names; None where it names none, or there is none any more."""
        if seal.policy_id is None:
            return None
        if seal.policy_id not in self._policies:
            version = self._uow.policies.get(seal.policy_id)
            self._policies[seal.policy_id] = None if version is None else policy_of(version.document)
        return self._policies[seal.policy_id]

    def assess(self, seal: Seal, policy: Policy, holidays: str, facts: CadreYear) -> CadreAssessment:
        """The year assessed by a seal's policy under its holidays."""
        key = (seal.policy_id or 0, seal.year, holidays)
        if key not in self._ready:
            self._ready[key] = made_ready(policy, seal.year, read_inputs(seal.inputs).calendar)
        ends = date(seal.year, 12, 31)
        return next(assess_ready(self._ready[key], [facts], ends, keep_steps=False))


def check_sealed_years(uow: UnitOfWork) -> Iterator[Damage]:
    """Whether every seal, also of a year opened again since, is what the facts of its closing come to."""
    closings, policies = uow.journal.closings(), Policies(uow)
    for seals in uow.periods.all_seals():
        for (closing, year), group in groupby(seals, key=lambda one: (one.closing_id, one.year)):
            part = list(group)
            then = _then(uow, part, year, closings.get(closing))
            for seal in part:
                for fault in _faults(seal, then, policies, is_posted=closing in closings):
                    name = then.names.get(seal.person_id, str(seal.person_id))
                    yield damage(SEALS, seal.id, OF_CADRE, name=name, year=year, fault=fault)


def _then(uow: UnitOfWork, seals: Sequence[Seal], year: int, before: int | None) -> Then:
    """What there was right before the posting of a closing; nothing where that was never posted."""
    people = sorted({seal.person_id for seal in seals})
    codes = {topic.id: topic.code for topic in uow.topics.all()}
    before = 0 if before is None else before
    entries = entries_of(uow.session, people, year, codes, before=before)
    outcomes = outcomes_of(uow.session, people, year, before=before)
    adjustments = uow.corrections.facts_of_year(people, year, before=before)
    return Then(
        {
            one: CadreYear(CadreFacts(""), entries[one], tuple(outcomes[one]), tuple(adjustments[one]))
            for one in people
        },
        {key: person.name for key, person in uow.people.by_ids(people).items()},
        uow.people.postings(people),
        uow.people.absences(people),
        frozenset(one.id for one in uow.periods.sealed(people, year).values()),
    )


def _faults(seal: Seal, then: Then, policies: Policies, *, is_posted: bool) -> Iterator[Sentence]:
    """Everything that is wrong with one seal."""
    if not is_posted:
        yield Sentence(NOT_POSTED)
        return
    try:
        yield from _compared(seal, then.years[seal.person_id], policies)
        terms = then.postings[seal.person_id], then.absences[seal.person_id]
        changed = changed_terms(seal, *terms) if seal.id in then.closed else []
        if changed:
            yield Sentence(OTHER_TERMS, {"which": _named(changed)})
    except (*READING_FAULTS, LedgerError):
        yield Sentence(UNREADABLE)


def _compared(seal: Seal, posted: CadreYear, policies: Policies) -> Iterator[Sentence]:
    """Where a seal differs from what it has to be by what was posted before it."""
    data: Json = json.loads(seal.inputs)
    holidays, policy = canonical_text(data["calendar"]), policies.of(seal)
    if digest_of(holidays) != seal.holidays_digest:
        yield Sentence(OTHER_HOLIDAYS)
    if ("" if policy is None else policy.digest) != seal.policy_digest:
        yield Sentence(OTHER_POLICY)
    facts = _with_the_rest(seal, posted)
    again = case_json(facts, seal.year, date(seal.year, 12, 31))
    differing = _differing(data, again)
    if differing:
        yield Sentence(OTHER_FACTS, {"which": _named(differing)})
    elif digest_of(canonical_text(again | {"calendar": data["calendar"]})) != seal.inputs_digest:
        yield Sentence(OTHER_INPUTS)
    found = None if policy is None else policies.assess(seal, policy, holidays, facts)
    if result_text(found) != seal.result or digest_of(seal.result) != seal.result_digest:
        yield Sentence(OTHER_RESULT)
    kept: Json = json.loads(seal.kept)
    afresh = figures(found, policy).items()
    unlike = [Sentence(FIGURES[name]) for name, value in afresh if kept.get(name) != value]
    if unlike:
        yield Sentence(OTHER_FIGURES, {"which": _named(unlike)})


def _named(found: Sequence[Sentence]) -> Sentence:
    """The first of some things, by name."""
    named = Joined(N_("、"), parts=tuple(found[:MOST_NAMED]))
    return named if len(found) <= MOST_NAMED else Sentence(N_("%(named)s……"), {"named": named})


def _with_the_rest(seal: Seal, posted: CadreYear) -> CadreYear:
    """What was posted, with what the journal does not hold: the cadre's terms, outcomes that waited."""
    known = read_inputs(seal.inputs).facts
    waiting = [one for one in known.outcomes if not one.verified]
    outcomes = sorted((*posted.outcomes, *waiting), key=lambda one: (one.on, one.id))
    cadre = known.cadre._replace(id=str(seal.person_id))
    return posted._replace(cadre=cadre, outcomes=tuple(outcomes))


def _differing(data: Json, again: Json) -> list[Sentence]:
    """The entries, outcomes and adjustments on which a seal and the journal differ, by number."""
    found = []
    for table, text in FACTS.items():
        sealed = {str(one.get("id")): canonical_text(one) for one in data.get(table, [])}
        posted = {str(one["id"]): canonical_text(one) for one in again[table]}
        unlike = (key for key in sealed.keys() | posted.keys() if sealed.get(key) != posted.get(key))
        found += [Sentence(text, {"key": key.lstrip("0")}) for key in sorted(unlike)]
    return found
