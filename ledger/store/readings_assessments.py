"""Which years are assessed, for whom, and what is kept of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from ledger.store.among import among
from ledger.store.rows import AppointmentRow, AssessmentRow, UnitRow
from ledger.store.visibility import below

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

NOT_DERIVED = frozenset({"assessed_at"})
"""What a recount changes though nothing else did."""


def appointed_during(year: int) -> ColumnElement[bool]:
    """Appointments that meet a calendar year."""
    return and_(
        AppointmentRow.begins_on <= date(year, 12, 31),
        or_(AppointmentRow.ends_on.is_(None), AppointmentRow.ends_on >= date(year, 1, 1)),
    )


def people_appointed(session: Session, year: int) -> set[int]:
    """Everybody who held an appointment in a year."""
    return set(session.scalars(select(AppointmentRow.person_id).where(appointed_during(year))))


def people_appointed_below(session: Session, year: int, path: str) -> set[int]:
    """Everybody who held an appointment of a year in the subtree whose root has this path."""
    units = select(UnitRow.id).where(below(path))
    query = select(AppointmentRow.person_id).where(appointed_during(year), AppointmentRow.unit_id.in_(units))
    return set(session.scalars(query))


def people_not_assessed(session: Session, year: int) -> set[int]:
    """Those who held an appointment in a year of which no assessment is kept."""
    return set(session.scalars(select(AppointmentRow.person_id).where(*_not_assessed(year))))


def has_gaps(session: Session, year: int) -> bool:
    """Whether there are such people."""
    return bool(session.scalar(select(exists().where(*_not_assessed(year)))))


def newest_appointment(session: Session) -> int:
    """The key of the appointment that was entered last; 0 before the first."""
    return session.scalar(select(func.max(AppointmentRow.id))) or 0


def _not_assessed(year: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    kept = exists().where(AssessmentRow.person_id == AppointmentRow.person_id, AssessmentRow.year == year)
    return appointed_during(year), ~kept


def kept_years(session: Session) -> list[int]:
    """The years of which any assessment is kept, in order."""
    return list(session.scalars(select(AssessmentRow.year).distinct().order_by(AssessmentRow.year)))


def kept_people(session: Session, year: int, path: str | None = None) -> set[int]:
    """Those whose assessment of a year is kept; with a path, as governed by a unit of that subtree."""
    query = select(AssessmentRow.person_id).where(AssessmentRow.year == year)
    if path is not None:
        query = query.where(AssessmentRow.unit_id.in_(select(UnitRow.id).where(below(path))))
    return set(session.scalars(query))


def kept_rows(
    session: Session, year: int, people: Collection[int] | None = None
) -> dict[int, dict[str, Any]]:
    """What is kept of a year by person, without the time of the count; of some people, or of all."""
    names = [column.name for column in AssessmentRow.__table__.columns if column.name not in NOT_DERIVED]
    query = select(*(getattr(AssessmentRow, name) for name in names)).where(AssessmentRow.year == year)
    if people is not None:
        query = query.where(among(AssessmentRow.person_id, people))
    rows = {row.person_id: dict(zip(names, row, strict=True)) for row in session.execute(query)}
    return rows if people is None else {person: rows[person] for person in people if person in rows}
