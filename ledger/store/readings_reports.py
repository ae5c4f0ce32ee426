"""What the papers of a unit and of a department count, over the unit alone or everything below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, extract, func, select

from ledger.domain.entry import EntryStatus
from ledger.store.readings_departments import IN_THE_UNIT
from ledger.store.rows import (
    AssessmentRow,
    EntryRow,
    OutcomeRow,
    OutcomeShareRow,
    PersonRow,
    UnitRow,
)
from ledger.store.visibility import below, visible_years

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ledger.domain.people import Unit
    from ledger.domain.permissions import Actor

AT_ONCE = 1000


@dataclass(frozen=True)
class OutcomeCount:
    """How many outcomes of a kind were dated in a month, in one state."""

    kind: str
    status: str
    month: int
    count: int


@dataclass(frozen=True)
class KeptCadre:
    """A cadre of the unit itself, with what is kept of the year."""

    name: str
    post: str
    rank: str
    status: str
    policy_id: int
    """0 where none applies."""
    requirements: list[dict[str, Any]]
    field_days: Fraction
    exchanged_days: Fraction


@dataclass
class Counted:
    """Everybody's kept year in a scope, counted up."""

    by_requirement: dict[tuple[int, str], dict[str, int]] = field(default_factory=dict)
    """By policy and code, in the order in which they are met: how many cadres stand how."""
    field_earned: Fraction = Fraction(0)
    """Days, as are the following."""
    field_in: Fraction = Fraction(0)
    online_earned: Fraction = Fraction(0)
    online_out: Fraction = Fraction(0)
    policy_ids: set[int] = field(default_factory=set)
    provisional: bool = False

    def add(self, row: AssessmentRow) -> None:
        """Count one cadre along."""
        for one in row.requirements:
            states = self.by_requirement.setdefault((row.policy_id or 0, one["code"]), {})
            states[one["status"]] = states.get(one["status"], 0) + 1
        day = row.day_minutes
        self.field_earned += Fraction(row.field_earned, day)
        self.field_in += Fraction(row.field_in, day)
        self.online_earned += Fraction(row.online_earned, day)
        self.online_out += Fraction(row.online_out, day)
        self.policy_ids |= {row.policy_id} - {None}  # type: ignore[arg-type] # None is taken away
        self.provisional = self.provisional or row.provisional


def counted_in(session: Session, actor: Actor, unit: Unit, year: int, *, subtree: bool) -> Counted:
    """The kept years of a unit's cadres, or of everybody below it; read a part at a time."""
    query = (
        select(AssessmentRow)
        .where(
            AssessmentRow.year == year,
            AssessmentRow.unit_id.in_(_units(unit, subtree=subtree)),
            visible_years(actor),
        )
        .order_by(AssessmentRow.unit_id, *IN_THE_UNIT)
        .execution_options(yield_per=AT_ONCE)
    )
    found = Counted()
    for row in session.scalars(query):
        found.add(row)
    return found


def cadres_in(session: Session, actor: Actor, unit: Unit, year: int) -> Iterator[KeptCadre]:
    """The cadres of the unit itself, in official order."""
    query = (
        select(AssessmentRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == AssessmentRow.person_id)
        .where(AssessmentRow.year == year, AssessmentRow.unit_id == unit.id, visible_years(actor))
        .order_by(*IN_THE_UNIT)
    )
    for row, name in session.execute(query):
        yield KeptCadre(
            name=name,
            post=row.post,
            rank=row.rank,
            status=row.status,
            policy_id=row.policy_id or 0,
            requirements=row.requirements,
            field_days=Fraction(row.field_earned, row.day_minutes),
            exchanged_days=Fraction(row.field_in, row.day_minutes),
        )


def outcomes_in(session: Session, unit: Unit, year: int, *, subtree: bool) -> list[OutcomeCount]:
    """The outcomes dated in a year in which the unit's cadres share, each once, less those refused."""
    shared = select(OutcomeShareRow.outcome_id).where(
        OutcomeShareRow.unit_id.in_(_units(unit, subtree=subtree))
    )
    month = extract("month", OutcomeRow.on_date).label("month")
    query = (
        select(OutcomeRow.kind, OutcomeRow.status, month, func.count())
        .where(OutcomeRow.id.in_(shared), OutcomeRow.status != "refused", *_in_year(OutcomeRow.on_date, year))
        .group_by(OutcomeRow.kind, OutcomeRow.status, month)
        .order_by(OutcomeRow.kind, month)
    )
    return [OutcomeCount(kind, status, int(at), count) for kind, status, at, count in session.execute(query)]


def entries_by_month(session: Session, unit: Unit, year: int, *, subtree: bool) -> dict[tuple[int, str], int]:
    """How many entries were approved, by the month of their last day and by channel."""
    month = extract("month", EntryRow.ends_on).label("month")
    query = (
        select(month, EntryRow.channel, func.count())
        .where(
            EntryRow.unit_id.in_(_units(unit, subtree=subtree)),
            EntryRow.status == EntryStatus.APPROVED,
            *_in_year(EntryRow.ends_on, year),
        )
        .group_by(month, EntryRow.channel)
    )
    return {(int(at), channel): count for at, channel, count in session.execute(query)}


def _units(unit: Unit, *, subtree: bool) -> Any:
    return select(UnitRow.id).where(below(unit.path)) if subtree else [unit.id]


def _in_year(column: Any, year: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= date(year, 1, 1), column <= date(year, 12, 31)
