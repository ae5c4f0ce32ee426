"""What is open in a unit's year before it closes, counted and listed; and what seals say of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from ledger.domain.entry import EntryStatus
from ledger.domain.flags import meet
from ledger.domain.outcome import OutcomeStatus
from ledger.domain.period import RequestStatus
from ledger.store.readings_reviews import waiting_by_ids
from ledger.store.rows import (
    AssessmentRow,
    EntryRow,
    LateRequestRow,
    OutcomeRow,
    OutcomeShareRow,
    PersonRow,
    UnitRow,
)
from ledger.store.visibility import below_units, visible_late_requests

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ledger.domain.people import Unit
    from ledger.domain.permissions import Actor

QUESTIONS = ("submitted", "late", "drafts", "outcomes", "overlaps")
"""The kinds of open questions that are counted, those that block first."""

MOST = 500
"""So many lines of a list are shown; all are counted."""

UNDECIDED = (EntryStatus.DRAFT.value, EntryStatus.UNCONFIRMED.value, EntryStatus.RETURNED.value)


@dataclass(frozen=True)
class OpenLine:
    """One open question: whose it is, and what it is, as far as the department may see it."""

    person_name: str
    unit_name: str
    on: date | None = None
    public_id: str = ""
    """Of the entry, outcome or request, in addresses; "" where there is none to open."""
    title: str = ""
    count: int = 1
    person_public_id: str = ""


@dataclass(frozen=True)
class LateLine:
    """One request to log late, with names."""

    public_id: str
    person_name: str
    unit_name: str
    month: date
    reason: str
    status: str
    answer: str
    open_until: date | None


def open_counts(session: Session, unit: Unit, year: int) -> dict[str, int]:
    """How many questions of each kind are open in a subtree's year; drafts are counted by entry."""
    entries = (
        select(EntryRow.status, func.count())
        .where(EntryRow.person_id.in_(_people(unit, year)), *_in_year(year))
        .group_by(EntryRow.status)
    )
    by_status: dict[str, int] = {row[0]: row[1] for row in session.execute(entries)}
    outcomes = select(func.count()).select_from(OutcomeRow).where(_unverified(unit, year))
    late = select(func.count()).select_from(LateRequestRow).where(_waiting(unit, year))
    return {
        "submitted": by_status.get(EntryStatus.SUBMITTED.value, 0),
        "late": session.scalar(late) or 0,
        "drafts": sum(by_status.get(status, 0) for status in UNDECIDED),
        "outcomes": session.scalar(outcomes) or 0,
        "overlaps": len(_overlapping(session, unit, year)),
    }


def open_lines(session: Session, unit: Unit, year: int, kind: str) -> list[OpenLine]:
    """The open questions of one kind; of drafts only whose and how many: they are not the department's."""
    if kind == "drafts":
        return _drafts(session, unit, year)
    if kind == "outcomes":
        return _outcomes(session, unit, year)
    if kind == "late":
        return _late(session, unit, year)
    if kind == "overlaps":
        keys = _overlapping(session, unit, year)[:MOST]
        return _entries(session, unit, year, EntryRow.id.in_(keys))
    return _entries(session, unit, year, EntryRow.status == EntryStatus.SUBMITTED.value)


def people_named(session: Session, person_ids: list[int], year: int) -> list[OpenLine]:
    """Some people with the unit that governs their year."""
    query = (
        select(PersonRow.name, UnitRow.name, PersonRow.public_id)
        .join(AssessmentRow, and_(AssessmentRow.person_id == PersonRow.id, AssessmentRow.year == year))
        .join(UnitRow, UnitRow.id == AssessmentRow.unit_id)
        .where(PersonRow.id.in_(person_ids))
        .order_by(UnitRow.path, PersonRow.id)
    )
    return [OpenLine(name, unit, person_public_id=who) for name, unit, who in session.execute(query)]


def late_requests(session: Session, actor: Actor, status: str = "") -> list[LateLine]:
    """The requests that the actor may see, those that wait first, then the latest."""
    query = (
        select(
            LateRequestRow.public_id,
            PersonRow.name,
            func.coalesce(UnitRow.name, ""),
            LateRequestRow.month,
            LateRequestRow.reason,
            LateRequestRow.status,
            LateRequestRow.answer,
            LateRequestRow.open_until,
        )
        .join(PersonRow, PersonRow.id == LateRequestRow.person_id)
        .outerjoin(UnitRow, UnitRow.id == LateRequestRow.unit_id)
        .where(visible_late_requests(actor))
        .order_by((LateRequestRow.status == RequestStatus.ASKED.value).desc(), LateRequestRow.id.desc())
        .limit(MOST)
    )
    if status:
        query = query.where(LateRequestRow.status == status)
    return [LateLine(*row) for row in session.execute(query)]


def _people(unit: Unit, year: int) -> Select[Any]:
    """Those whose year a unit of the subtree governs."""
    return select(AssessmentRow.person_id).where(
        AssessmentRow.year == year, AssessmentRow.unit_id.in_(below_units(unit.path))
    )


def _in_year(year: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return EntryRow.begins_on <= date(year, 12, 31), EntryRow.ends_on >= date(year, 1, 1)


def _unverified(unit: Unit, year: int) -> ColumnElement[bool]:
    shared = select(OutcomeShareRow.outcome_id).where(OutcomeShareRow.person_id.in_(_people(unit, year)))
    return and_(
        OutcomeRow.status == OutcomeStatus.RECORDED.value,
        OutcomeRow.on_date.between(date(year, 1, 1), date(year, 12, 31)),
        OutcomeRow.id.in_(shared),
    )


def _waiting(unit: Unit, year: int) -> ColumnElement[bool]:
    return and_(
        LateRequestRow.status == RequestStatus.ASKED.value,
        LateRequestRow.month.between(date(year, 1, 1), date(year, 12, 31)),
        LateRequestRow.unit_id.in_(below_units(unit.path)),
    )


def _overlapping(session: Session, unit: Unit, year: int) -> list[int]:
    """The keys of approved entries that cover some of the same time as another of the cadre's."""
    one, other = aliased(EntryRow), aliased(EntryRow)
    first, last = date(year, 1, 1), date(year, 12, 31)
    approved = EntryStatus.APPROVED.value
    pairs = (
        select(one.id, other.id)
        .join(
            other,
            and_(
                other.person_id == one.person_id,
                other.channel == one.channel,
                other.id > one.id,
                other.status == approved,
                other.begins_on <= one.ends_on,
                other.ends_on >= one.begins_on,
            ),
        )
        .where(
            one.person_id.in_(_people(unit, year)),
            one.status == approved,
            one.begins_on <= last,
            one.ends_on >= first,
            or_(one.channel == "field", and_(one.start.is_not(None), other.start.is_not(None))),
        )
    )
    found = [(left, right) for left, right in session.execute(pairs)]
    known = waiting_by_ids(session, {key for pair in found for key in pair})
    met = {key for pair in found if meet(known[pair[0]], known[pair[1]]) for key in pair}
    return sorted(met)


def _drafts(session: Session, unit: Unit, year: int) -> list[OpenLine]:
    query = (
        select(PersonRow.name, UnitRow.name, func.count())
        .select_from(EntryRow)
        .join(PersonRow, PersonRow.id == EntryRow.person_id)
        .join(AssessmentRow, and_(AssessmentRow.person_id == PersonRow.id, AssessmentRow.year == year))
        .join(UnitRow, UnitRow.id == AssessmentRow.unit_id)
        .where(
            AssessmentRow.unit_id.in_(below_units(unit.path)), EntryRow.status.in_(UNDECIDED), *_in_year(year)
        )
        .group_by(PersonRow.id, PersonRow.name, UnitRow.name, UnitRow.path)
        .order_by(UnitRow.path, PersonRow.id)
        .limit(MOST)
    )
    return [OpenLine(name, unit_name, count=count) for name, unit_name, count in session.execute(query)]


def _entries(session: Session, unit: Unit, year: int, wanted: ColumnElement[bool]) -> list[OpenLine]:
    query = (
        select(PersonRow.name, UnitRow.name, EntryRow.begins_on, EntryRow.public_id, EntryRow.mode)
        .select_from(EntryRow)
        .join(PersonRow, PersonRow.id == EntryRow.person_id)
        .join(AssessmentRow, and_(AssessmentRow.person_id == PersonRow.id, AssessmentRow.year == year))
        .join(UnitRow, UnitRow.id == AssessmentRow.unit_id)
        .where(AssessmentRow.unit_id.in_(below_units(unit.path)), wanted, *_in_year(year))
        .order_by(UnitRow.path, PersonRow.id, EntryRow.begins_on, EntryRow.id)
        .limit(MOST)
    )
    return [OpenLine(*row) for row in session.execute(query)]


def _outcomes(session: Session, unit: Unit, year: int) -> list[OpenLine]:
    query = (
        select(PersonRow.name, UnitRow.name, OutcomeRow.on_date, OutcomeRow.public_id, OutcomeRow.title)
        .select_from(OutcomeRow)
        .join(OutcomeShareRow, OutcomeShareRow.outcome_id == OutcomeRow.id)
        .join(PersonRow, PersonRow.id == OutcomeShareRow.person_id)
        .join(AssessmentRow, and_(AssessmentRow.person_id == PersonRow.id, AssessmentRow.year == year))
        .join(UnitRow, UnitRow.id == AssessmentRow.unit_id)
        .where(AssessmentRow.unit_id.in_(below_units(unit.path)), _unverified(unit, year))
        .order_by(OutcomeRow.on_date, OutcomeRow.id, PersonRow.id)
        .limit(MOST)
    )
    return [OpenLine(*row) for row in session.execute(query)]


def _late(session: Session, unit: Unit, year: int) -> list[OpenLine]:
    query = (
        select(
            PersonRow.name,
            UnitRow.name,
            LateRequestRow.month,
            LateRequestRow.public_id,
            LateRequestRow.reason,
        )
        .join(PersonRow, PersonRow.id == LateRequestRow.person_id)
        .join(UnitRow, UnitRow.id == LateRequestRow.unit_id)
        .where(_waiting(unit, year))
        .order_by(LateRequestRow.id)
        .limit(MOST)
    )
    return [OpenLine(*row) for row in session.execute(query)]
