"""Build the statement of one month of a cadre: the part of the year that lies in it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger.domain.credit.amounts import DAY_MINUTES
from ledger.domain.figures import rounded_days
from ledger.domain.statement import Statement
from ledger.domain.wording import N_, Say
from ledger.domain.year_months import months_of
from ledger.services.summary_lines import Tongue, entry_lines, outcome_lines, rank_name
from ledger.services.year_summary import WholeYear, checkpoint_line

if TYPE_CHECKING:
    from ledger.domain.summary import SummaryEntry


def build_statement(
    whole: WholeYear, month: int, *, on: date, now: datetime, say: Say, language: str
) -> Statement:
    """The statement of a month of a year that is loaded with its records."""
    found = whole.found
    end = date(found.year, month, monthrange(found.year, month)[1])
    entries = _entries(whole, month, say)
    outcomes = [
        one for one in whole.outcomes if (one.draft.on.year, one.draft.on.month) == (found.year, month)
    ]
    said = say(N_("%(year)s 年 %(month)s 月：台账 %(entries)s 条，成果 %(outcomes)s 项。"))
    values = {"year": found.year, "month": month, "entries": len(entries), "outcomes": len(outcomes)}
    return Statement(
        language=language,
        year=found.year,
        month=month,
        as_of=min(on, end),
        complete=on > end,
        made_at=now,
        cadre_name=whole.person.name,
        unit_name=found.unit.name,
        post=found.posting.post,
        rank=rank_name(found.posting.rank, say),
        headline=said % values,
        figures=_figures(whole, month, say),
        entries=entries,
        outcomes=outcome_lines(outcomes, whole.corrections, found.person_id, found.year, say),
        checkpoint=checkpoint_line(whole.checkpoint, say),
    )


def _entries(whole: WholeYear, month: int, say: Say) -> tuple[SummaryEntry, ...]:
    """The entries that were assessed and begin in the month."""
    assessment, policy = whole.found.assessment, whole.found.policy
    if assessment is None:
        return ()
    begun = {
        key
        for key, entry in whole.entries.items()
        if (entry.draft.begins_on.year, entry.draft.begins_on.month) == (whole.found.year, month)
    }
    topics = {topic.id: topic.name for topic in whole.topics}
    results = (one for one in assessment.entries if one.id in begun)
    day = DAY_MINUTES if policy is None else policy.day_minutes
    return entry_lines(results, whole.entries, day, Tongue(say, topics))


def _figures(whole: WholeYear, month: int, say: Say) -> tuple[tuple[str, str], ...]:
    assessment, policy = whole.found.assessment, whole.found.policy
    if assessment is None or policy is None:
        return ()
    line = next((one for one in months_of(assessment, policy) if one.month == month), None)
    if line is None:
        return ()
    amounts = (
        (N_("本月实地调研"), line.field),
        (N_("本月网上调研"), line.online),
        (N_("本月折算"), line.exchanged),
        (N_("本年累计（到月底）"), line.cumulative),
    )
    return tuple(
        (
            say(name),
            rounded_days(Fraction(minutes, policy.day_minutes)).say(say),
        )
        for name, minutes in amounts
    )
