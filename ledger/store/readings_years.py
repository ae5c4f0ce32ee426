"""A cadre's year beside what the engine finds: who may look, what waits, what is recent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select

from ledger.domain.entry import EntryStatus
from ledger.domain.outcome import OutcomeStatus
from ledger.store.mapping import to_entry, to_person
from ledger.store.rows import AssessmentRow, EntryRow, OutcomeRow, OutcomeShareRow, PersonRow
from ledger.store.visibility import visible_entries, visible_outcomes, visible_years

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ledger.domain.entry import Entry
    from ledger.domain.people import Person
    from ledger.domain.permissions import Actor

RECENT = 8


@dataclass(frozen=True)
class Waiting:
    """What of a year is not settled yet, as far as the actor may see it."""

    drafts: int
    unconfirmed: int
    submitted: int
    returned: int
    outcomes: int


def person_of_year(session: Session, actor: Actor, public_id: str, year: int) -> Person | None:
    """The cadre, if the actor may see that year: own, served, or governed by a unit of the department."""
    row = session.scalar(select(PersonRow).where(PersonRow.public_id == public_id))
    if row is None:
        return None
    if row.id in actor.served_cadres:
        return to_person(row)
    query = select(AssessmentRow.person_id).where(
        AssessmentRow.person_id == row.id, AssessmentRow.year == year, visible_years(actor)
    )
    return None if session.scalar(query) is None else to_person(row)


def years_of(session: Session, actor: Actor, person_id: int) -> list[int]:
    """The years of a cadre that the actor may see, latest first."""
    query = select(AssessmentRow.year).where(AssessmentRow.person_id == person_id, visible_years(actor))
    return list(session.scalars(query.order_by(AssessmentRow.year.desc())))


def waiting_of(session: Session, actor: Actor, person_id: int, year: int) -> Waiting:
    """How many entries and outcomes of a year are not settled."""
    entries = (
        select(EntryRow.status, func.count())
        .where(EntryRow.person_id == person_id, *_in_year(year), visible_entries(actor))
        .group_by(EntryRow.status)
    )
    count: dict[str, int] = {row[0]: row[1] for row in session.execute(entries)}
    outcomes = (
        select(func.count())
        .select_from(OutcomeRow)
        .join(OutcomeShareRow, OutcomeShareRow.outcome_id == OutcomeRow.id)
        .where(
            OutcomeShareRow.person_id == person_id,
            OutcomeRow.on_date.between(date(year, 1, 1), date(year, 12, 31)),
            OutcomeRow.status == OutcomeStatus.RECORDED.value,
            visible_outcomes(actor),
        )
    )
    return Waiting(
        drafts=count.get(EntryStatus.DRAFT.value, 0),
        unconfirmed=count.get(EntryStatus.UNCONFIRMED.value, 0),
        submitted=count.get(EntryStatus.SUBMITTED.value, 0),
        returned=count.get(EntryStatus.RETURNED.value, 0),
        outcomes=session.scalar(outcomes) or 0,
    )


def recent_entries(session: Session, actor: Actor, person_id: int, year: int) -> list[Entry]:
    """The latest entries of a year that the actor may see, withdrawn ones left out."""
    query = (
        select(EntryRow)
        .where(
            EntryRow.person_id == person_id,
            *_in_year(year),
            EntryRow.status != EntryStatus.WITHDRAWN.value,
            visible_entries(actor),
        )
        .order_by(EntryRow.ends_on.desc(), EntryRow.id.desc())
        .limit(RECENT)
    )
    return [to_entry(row) for row in session.scalars(query)]


def _in_year(year: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return EntryRow.begins_on <= date(year, 12, 31), EntryRow.ends_on >= date(year, 1, 1)
