"""Closed years as they were sealed: assessed again from the stored facts, and whether terms still agree."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from ledger.domain.calendar import FIRST_YEAR
from ledger.domain.credit.assess import assess_each
from ledger.domain.credit.case import parse_case
from ledger.domain.credit.case_writer import read_calendar
from ledger.domain.credit.facts import CadreYear, EntryFacts, OutcomeFacts
from ledger.domain.credit.report import cadre_json
from ledger.domain.journal import canonical_json, digest
from ledger.domain.people import Absence, Posting, last_posting_in
from ledger.domain.wording import N_, Sentence

if TYPE_CHECKING:
    from ledger.domain.calendar import Calendar
    from ledger.domain.credit.assessment import CadreAssessment
    from ledger.domain.credit.policy import Policy
    from ledger.domain.period import Seal

ALGORITHM = "sha256"
Row = TypeVar("Row")
Sealed = TypeVar("Sealed")
Term = tuple[Any, ...]
"""An appointment or leave: the part within the year, None for none, and what it says."""

OFFICE_NOW = N_("现在的任职（%(begin)s 起，编号 %(key)s）")
OFFICE_SEALED = N_("封存的任职（%(begin)s 起）")
OTHER_ORDER = N_("任职的先后次序")
LEAVE_NOW = N_("现在的请假（%(begin)s 至 %(end)s，编号 %(key)s）")
LEAVE_SEALED = N_("封存的请假（%(begin)s 至 %(end)s）")
OTHER_UNIT = N_("年末所在的单位")


@dataclass(frozen=True)
class SealedFacts:
    """What a seal was made of: the engine's facts, the calendar, and as of when."""

    facts: CadreYear
    year: int
    as_of: date
    calendar: Calendar


def read_inputs(inputs: str) -> SealedFacts:
    """The facts that a seal stores."""
    data: dict[str, Any] = json.loads(inputs)
    case = parse_case(data)
    facts = CadreYear(case.cadres[0], case.entries, case.outcomes, case.adjustments)
    return SealedFacts(facts, case.year, case.as_of, read_calendar(data["calendar"], case.year))


def read_correction(text: str, kind: str) -> EntryFacts | OutcomeFacts:
    """The facts of the entry or outcome that a correction stores."""
    one: dict[str, Any] = json.loads(text)
    case: dict[str, Any] = {"year": FIRST_YEAR, "as_of": f"{FIRST_YEAR}-12-31"}
    if kind == "outcome":
        return parse_case(case | {"outcomes": [one]}).outcomes[0]
    return parse_case(case | {"cadres": [{"id": one["cadre"]}], "entries": [one]}).entries[0]


def assess_sealed(
    sealed: SealedFacts, policy: Policy, facts: Sequence[CadreYear], *, keep_steps: bool
) -> list[CadreAssessment]:
    """What the engine finds from stored facts, or from these with a correction, under the stored calendar."""
    found = assess_each(policy, facts, sealed.year, sealed.as_of, sealed.calendar, keep_steps=keep_steps)
    return list(found)


def result_text(assessment: CadreAssessment | None) -> str:
    """A result as a seal stores it: figures and standings, without the words of the steps."""
    return canonical_text(None if assessment is None else cadre_json(assessment))


def canonical_text(value: object) -> str:
    """Canonical JSON (RFC 8785) as text."""
    return canonical_json(value).decode()


def digest_of(text: str) -> str:
    """The digest under which a stored text is known."""
    return digest(ALGORITHM, text.encode())


def holds(seal: Seal, policy: Policy | None) -> bool:
    """Whether a seal is sound in itself: its digests, and its result counted again from its own facts."""
    sealed = read_inputs(seal.inputs)
    found = None
    if policy is not None:
        found = assess_sealed(sealed, policy, [sealed.facts], keep_steps=False)[0]
    data: Mapping[str, object] = json.loads(seal.inputs)
    return (
        digest_of(seal.inputs) == seal.inputs_digest
        and digest_of(seal.result) == seal.result_digest
        and digest_of(canonical_text(data["calendar"])) == seal.holidays_digest
        and ("" if policy is None else policy.digest) == seal.policy_digest
        and result_text(found) == seal.result
    )


def same_terms(seal: Seal, postings: Sequence[Posting], absences: Sequence[Absence]) -> bool:
    """Whether appointments and leave within a sealed year are what they were, and the governing unit is."""
    return not changed_terms(seal, postings, absences)


def changed_terms(seal: Seal, postings: Sequence[Posting], absences: Sequence[Absence]) -> list[Sentence]:
    """Where they are not: each appointment and leave that says something else, is new or is gone.

    What there is now goes by its first day and the number of its row, what no row has any more by the days
    that were sealed; where another unit governs the year, that is said too.
    """
    cadre, year = read_inputs(seal.inputs).facts.cadre, seal.year
    was = [
        (one, (_within(one.begin, one.end_inclusive, year), one.rank, one.post or "", one.tags))
        for one in cadre.appointments
    ]
    now = [
        (one, (_within(one.begins_on, one.ends_on, year), one.rank, one.post, one.tags)) for one in postings
    ]
    away = [(one, (_within(one.begin, one.end_inclusive, year), one.reason)) for one in cadre.leave]
    still = [(one, (_within(one.begins_on, one.ends_on, year), one.reason)) for one in absences]
    last = last_posting_in(tuple(postings), year)
    new, gone = _unlike(was, now)
    found = [Sentence(OFFICE_NOW, {"begin": one.begins_on, "key": one.id}) for one in new]
    found += [Sentence(OFFICE_SEALED, {"begin": one.begin}) for one in gone]
    if not found and [term for _, term in was if term[0]] != [term for _, term in now if term[0]]:
        found = [Sentence(OTHER_ORDER)]
    added, missing = _unlike(away, still)
    for leave in added:
        days = {"begin": leave.begins_on, "end": leave.ends_on}
        found.append(Sentence(LEAVE_NOW, days | {"key": leave.id}))
    for left in missing:
        found.append(Sentence(LEAVE_SEALED, {"begin": left.begin, "end": left.end_inclusive}))
    same_unit = last is not None and last.unit_id == seal.unit_id
    return found if same_unit else [*found, Sentence(OTHER_UNIT)]


def _unlike(
    was: Sequence[tuple[Sealed, Term]], now: Sequence[tuple[Row, Term]]
) -> tuple[list[Row], list[Sealed]]:
    """The rows that a seal does not have, each as often as it has it, and what of it no row has."""
    left, new, gone = Counter(term for _, term in was if term[0]), list[Row](), list[Sealed]()
    for row, term in now:
        if term[0] and left[term] == 0:
            new.append(row)
        left[term] -= 1
    for sealed, term in was:
        if term[0] and left[term] > 0:
            gone.append(sealed)
        left[term] -= 1
    return new, gone


def _within(begin: date, end_inclusive: date | None, year: int) -> tuple[date, date] | None:
    """The part of an interval within a year; None where there is none."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    begin, end = max(begin, first), last if end_inclusive is None else min(end_inclusive, last)
    return (begin, end) if begin <= end else None
