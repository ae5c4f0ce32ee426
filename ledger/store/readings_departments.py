"""A department's table: its units and own cadres in official order, from the assessments that are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, false, func, or_, select

from ledger.domain.listed import ListedStanding
from ledger.store.mapping import to_unit
from ledger.store.rows import AssessmentRow, PersonRow, UnitRow
from ledger.store.units import in_tree_order
from ledger.store.visibility import below, below_units, visible_years

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ledger.domain.people import Unit
    from ledger.domain.permissions import Actor

STATUSES = ("met", "short", "not_applicable")
KEY_DIGITS = 8
UNITS_AT_ONCE = 100
IN_THE_UNIT = (AssessmentRow.position, AssessmentRow.rank, AssessmentRow.person_id)
"""The official order of the cadres of one unit."""


@dataclass(frozen=True)
class DepartmentFilter:
    """What the table is narrowed to; its order stays."""

    year: int
    rank: str = ""
    status: str = ""


@dataclass
class Standings:
    """How many cadres stand how, and what they brought together; days are exact."""

    by_status: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    field_days: Fraction = Fraction(0)
    exchanged_days: Fraction = Fraction(0)
    reports: Fraction = Fraction(0)

    @property
    def cadres(self) -> int:
        """How many cadres there are."""
        return sum(self.by_status.values())

    def add(self, other: Standings) -> None:
        """Count those of another subtree along."""
        for status, people in other.by_status.items():
            self.by_status[status] += people
        self.field_days += other.field_days
        self.exchanged_days += other.exchanged_days
        self.reports += other.reports


@dataclass(frozen=True)
class UnitLine:
    """A unit with everything below it."""

    unit: Unit
    standings: Standings


@dataclass(frozen=True)
class CadreLine:
    """One cadre of the unit itself."""

    public_id: str
    name: str
    rank: str
    post: str
    status: str
    field_days: Fraction
    exchanged_days: Fraction
    reports: Fraction
    required: Fraction
    """Days of the first requirement in days that applies; 0 where there is none."""
    reached: Fraction
    code: str
    """That requirement; "" where there is none."""
    reports_code: str
    """The first requirement about outcomes; "" where there is none."""
    provisional: bool


@dataclass(frozen=True)
class Department:
    """What the page of a unit shows."""

    units: tuple[UnitLine, ...]
    cadres: tuple[CadreLine, ...]
    whole: Standings
    ranks: tuple[str, ...]
    """The ranks that occur, whatever the filter."""


def roots_of(session: Session, actor: Actor) -> list[Unit]:
    """The units at the top of what the actor sees as organisation department, none below another."""
    paths = set(actor.department_paths)
    tops = {path for path in paths if not any(path != other and path.startswith(other) for other in paths)}
    rows = session.scalars(select(UnitRow).where(UnitRow.path.in_(tops)).order_by(UnitRow.path))
    return [to_unit(row) for row in rows]


def years_kept(session: Session, roots: Iterable[Unit]) -> list[int]:
    """The years of which an assessment is kept in some subtrees, latest first."""
    tops, found = list(roots), list[int]()
    year = session.scalar(select(func.min(AssessmentRow.year)))
    while year is not None:  # A few years: each is stepped to and looked for, none is gone through.
        there = (
            exists().where(AssessmentRow.year == year, AssessmentRow.unit_id.in_(below_units(root.path)))
            for root in tops
        )
        if session.scalar(select(or_(false(), *there))):
            found.append(year)
        year = session.scalar(select(func.min(AssessmentRow.year)).where(AssessmentRow.year > year))
    return found[::-1]


def department(session: Session, unit: Unit, chosen: DepartmentFilter) -> Department:
    """A unit's table: its child units with all below them, then its own cadres."""
    rows = _grouped(session, unit, chosen.year)
    children = session.scalars(
        select(UnitRow).where(UnitRow.parent_id == unit.id).order_by(UnitRow.position, UnitRow.id)
    )
    lines = [UnitLine(to_unit(row), Standings()) for row in children]
    by_path = {line.unit.path: line.standings for line in lines}
    whole = Standings()
    for row in rows:
        if chosen.rank in ("", row.rank) and chosen.status in ("", row.status):
            _add(whole, row)
            if row.branch in by_path:
                _add(by_path[row.branch], row)
    ranks = tuple(sorted({row.rank for row in rows}))
    return Department(tuple(lines), tuple(_cadres(session, unit, chosen)), whole, ranks)


def every_standing(
    session: Session, actor: Actor, units: Sequence[Unit], chosen: DepartmentFilter
) -> Iterator[ListedStanding]:
    """All cadres of some units with everything below them, as far as visible, in official order."""
    for row, name, unit_name in _in_official_order(session, actor, units, chosen):
        yield _listed(row, name, unit_name)


def cadres_of(session: Session, actor: Actor, unit: Unit, year: int) -> list[int]:
    """The keys of all cadres of a unit with everything below it, as far as visible, in official order."""
    found = _in_official_order(session, actor, [unit], DepartmentFilter(year))
    return [row.person_id for row, _name, _unit_name in found]


def _in_official_order(
    session: Session, actor: Actor, units: Sequence[Unit], chosen: DepartmentFilter
) -> Iterator[tuple[AssessmentRow, str, str]]:
    below_them: list[Unit] = []
    for unit in units:
        rows = session.scalars(select(UnitRow).where(below(unit.path)).order_by(UnitRow.position, UnitRow.id))
        below_them += in_tree_order([to_unit(row) for row in rows])
    for begin in range(0, len(below_them), UNITS_AT_ONCE):
        part = {
            unit.id: (place, unit.name)
            for place, unit in enumerate(below_them[begin : begin + UNITS_AT_ONCE])
        }
        found = session.execute(_standings_of(part, actor, chosen)).all()
        for row, name in sorted(found, key=lambda one: part[one[0].unit_id][0]):
            yield row, name, part[row.unit_id][1]


def _standings_of(unit_ids: Iterable[int], actor: Actor, chosen: DepartmentFilter) -> Any:
    query = (
        select(AssessmentRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == AssessmentRow.person_id)
        .where(
            AssessmentRow.unit_id.in_(list(unit_ids)), AssessmentRow.year == chosen.year, visible_years(actor)
        )
        .order_by(*IN_THE_UNIT)
    )
    return _narrowed(query, chosen)


def _listed(row: AssessmentRow, name: str, unit_name: str) -> ListedStanding:
    _code, required, reached = _main(row.requirements)
    return ListedStanding(
        unit_name=unit_name,
        name=name,
        post=row.post,
        rank=row.rank,
        status=row.status,
        provisional=row.provisional,
        reached=reached,
        required=required,
        field_days=Fraction(row.field_earned, row.day_minutes),
        exchanged_days=Fraction(row.field_in, row.day_minutes),
        reports=Fraction(row.reports),
    )


def _grouped(session: Session, unit: Unit, year: int) -> Sequence[Any]:
    """All assessments of a subtree in one query, by branch and by what tells them apart.

    First by each one's own unit, in the order of the index that holds all of it; the few sums that come of it
    are then brought together by branch.
    """
    kinds = (AssessmentRow.rank, AssessmentRow.status, AssessmentRow.day_minutes, AssessmentRow.reports)
    own = (
        select(
            AssessmentRow.unit_id,
            *kinds,
            func.count().label("people"),
            func.sum(AssessmentRow.field_earned).label("earned"),
            func.sum(AssessmentRow.field_in).label("taken_in"),
        )
        .where(AssessmentRow.year == year, AssessmentRow.unit_id.in_(below_units(unit.path)))
        .group_by(AssessmentRow.unit_id, *kinds)
        .subquery()
        .c
    )
    branch = func.substr(UnitRow.path, 1, len(unit.path) + KEY_DIGITS).label("branch")
    told_apart = (branch, own.rank, own.status, own.day_minutes, own.reports)
    sums = (func.sum(column).label(column.name) for column in (own.people, own.earned, own.taken_in))
    query = select(*told_apart, *sums).join(UnitRow, UnitRow.id == own.unit_id).group_by(*told_apart)
    return session.execute(query).all()


def _add(standings: Standings, row: Any) -> None:
    standings.by_status[row.status] += int(row.people)
    standings.field_days += Fraction(int(row.earned), row.day_minutes)
    standings.exchanged_days += Fraction(int(row.taken_in), row.day_minutes)
    standings.reports += Fraction(row.reports) * int(row.people)


def _cadres(session: Session, unit: Unit, chosen: DepartmentFilter) -> Iterable[CadreLine]:
    query = (
        select(AssessmentRow, PersonRow.public_id, PersonRow.name)
        .join(PersonRow, PersonRow.id == AssessmentRow.person_id)
        .where(AssessmentRow.unit_id == unit.id, AssessmentRow.year == chosen.year)
        .order_by(*IN_THE_UNIT)
    )
    for row, public_id, name in session.execute(_narrowed(query, chosen)):
        code, required, reached = _main(row.requirements)
        yield CadreLine(
            public_id=public_id,
            name=name,
            rank=row.rank,
            post=row.post,
            status=row.status,
            field_days=Fraction(row.field_earned, row.day_minutes),
            exchanged_days=Fraction(row.field_in, row.day_minutes),
            reports=Fraction(row.reports),
            required=required,
            reached=reached,
            code=code,
            reports_code=next((one["code"] for one in row.requirements if one["measure"] == "outcomes"), ""),
            provisional=row.provisional,
        )


def _narrowed(query: Any, chosen: DepartmentFilter) -> Any:
    if chosen.rank:
        query = query.where(AssessmentRow.rank == chosen.rank)
    return query.where(AssessmentRow.status == chosen.status) if chosen.status else query


def _main(requirements: Iterable[dict[str, Any]]) -> tuple[str, Fraction, Fraction]:
    for one in requirements:
        if one["measure"] == "days" and one["status"] != "not_applicable":
            return one["code"], Fraction(one["required"]), Fraction(one["reached"])
    return "", Fraction(0), Fraction(0)
