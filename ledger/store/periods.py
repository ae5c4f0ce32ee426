"""Closed years: the closings, which units' years are closed, and what was sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, insert, select, text, update

from ledger.domain.period import ClosingAct, ClosingStatus, Seal, YearClosing
from ledger.store.base import table_of
from ledger.store.rows import ClosedYearRow, SealedAssessmentRow, UnitRow, YearClosingRow
from ledger.store.visibility import below

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from ledger.domain.people import Unit

PART = 500
"""How many keys go into one statement."""

LOCK = 6_021_024
"""The advisory lock of PostgreSQL that writers share and a closing holds alone, till the transaction ends."""

OPEN = (ClosingStatus.REHEARSED.value, ClosingStatus.PROPOSED.value)
SEAL_FIELDS = tuple(Seal.__dataclass_fields__)

STILL_SEALED = and_(
    ClosedYearRow.unit_id == SealedAssessmentRow.unit_id,
    ClosedYearRow.year == SealedAssessmentRow.year,
    ClosedYearRow.closing_id == SealedAssessmentRow.closing_id,
    ClosedYearRow.reopening_id.is_(None),
)
"""Joins a seal to the closed year that it stands for, while that is closed."""


CLOSED_YEAR = table_of(ClosedYearRow)
CLOSED_BETWEEN = (
    select(CLOSED_YEAR.c.year)
    .where(
        CLOSED_YEAR.c.year.between(bindparam("first"), bindparam("last")),
        CLOSED_YEAR.c.reopening_id.is_(None),
    )
    .distinct()
)
"""The closed years of a span; made once, since every fact that is written asks it."""


class Periods:
    """Which years are closed, and for whom."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def hold(self, *, alone: bool = False) -> None:
        """Keep closings out while this transaction writes; `alone`: keep all writers out while it closes.

        SQLite's transactions began by waiting for that.
        """
        if self.session.get_bind().dialect.name == "postgresql":
            lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
            self.session.execute(text(f"SELECT {lock}(:lock)"), {"lock": LOCK})

    def any_closed(self, years: Iterable[int]) -> set[int]:
        """Those of some years that are closed for some unit."""
        wanted = set(years)
        if not wanted:
            return set()
        span = {"first": min(wanted), "last": max(wanted)}
        return wanted & set(self.session.connection().scalars(CLOSED_BETWEEN, span))

    def closed_years(self) -> set[int]:
        """The years that are closed for some unit."""
        query = select(ClosedYearRow.year).where(ClosedYearRow.reopening_id.is_(None))
        return set(self.session.scalars(query.distinct()))

    def states(self, year: int) -> dict[int, bool]:
        """By unit whether the year is closed; units never closed are not in it."""
        query = select(ClosedYearRow.unit_id, ClosedYearRow.reopening_id).where(ClosedYearRow.year == year)
        rows = self.session.execute(query.order_by(ClosedYearRow.id))
        return {unit_id: reopening is None for unit_id, reopening in rows}

    def is_closed(self, unit: Unit, year: int, states: dict[int, bool] | None = None) -> bool:
        """Whether a unit's year is closed: by its own state, else that of the nearest above with one."""
        known = self.states(year) if states is None else states
        for end in range(len(unit.path), 0, -8):
            state = known.get(int(unit.path[end - 8 : end]))
            if state is not None:
                return state
        return False

    def closed_row(self, unit_id: int, year: int) -> tuple[int, datetime] | None:
        """The closing by which a unit's year is closed now, and when; None where it is open."""
        query = select(ClosedYearRow.closing_id, ClosedYearRow.closed_at).where(
            ClosedYearRow.unit_id == unit_id,
            ClosedYearRow.year == year,
            ClosedYearRow.reopening_id.is_(None),
        )
        found = self.session.execute(query).first()
        return None if found is None else (found[0], found[1])

    def closed_below(self, unit: Unit, year: int) -> list[int]:
        """The units of a subtree whose year is closed now by a row of their own."""
        query = (
            select(ClosedYearRow.unit_id)
            .join(UnitRow, UnitRow.id == ClosedYearRow.unit_id)
            .where(ClosedYearRow.year == year, ClosedYearRow.reopening_id.is_(None), below(unit.path))
        )
        return list(self.session.scalars(query))

    def close(self, unit_ids: Sequence[int], year: int, closing_id: int, now: datetime) -> None:
        """Close the year of some units."""
        rows = [
            {"unit_id": unit_id, "year": year, "closing_id": closing_id, "closed_at": now}
            for unit_id in unit_ids
        ]
        if rows:
            self.session.execute(insert(table_of(ClosedYearRow)), rows)

    def reopen(self, unit_ids: Sequence[int], year: int, reopening_id: int, now: datetime) -> None:
        """Open the year of some units again; their seals stay."""
        self.session.execute(
            update(ClosedYearRow)
            .where(
                ClosedYearRow.unit_id.in_(unit_ids),
                ClosedYearRow.year == year,
                ClosedYearRow.reopening_id.is_(None),
            )
            .values(reopening_id=reopening_id, reopened_at=now)
            .execution_options(synchronize_session=False)
        )

    def seal(self, rows: Sequence[dict[str, Any]]) -> None:
        """Add seals."""
        if rows:
            self.session.execute(insert(table_of(SealedAssessmentRow)), list(rows))

    def sealed(self, person_ids: Iterable[int], year: int) -> dict[int, Seal]:
        """The seals of some people's year, where it is closed now."""
        ids, found = sorted(set(person_ids)), dict[int, Seal]()
        columns = [getattr(SealedAssessmentRow, name) for name in SEAL_FIELDS]
        for begin in range(0, len(ids), PART):
            query = (
                select(*columns)
                .join(ClosedYearRow, STILL_SEALED)
                .where(
                    SealedAssessmentRow.person_id.in_(ids[begin : begin + PART]),
                    SealedAssessmentRow.year == year,
                )
            )
            found |= {row.person_id: Seal(*row) for row in self.session.execute(query)}
        return found

    def sealed_people(self, year: int, person_ids: Iterable[int] | None = None) -> set[int]:
        """Those (of some people) whose year is sealed now."""
        query = (
            select(SealedAssessmentRow.person_id)
            .join(ClosedYearRow, STILL_SEALED)
            .where(SealedAssessmentRow.year == year)
        )
        if person_ids is None:
            return set(self.session.scalars(query))
        ids, found = sorted(set(person_ids)), set[int]()
        for begin in range(0, len(ids), PART):
            part = SealedAssessmentRow.person_id.in_(ids[begin : begin + PART])
            found |= set(self.session.scalars(query.where(part)))
        return found

    def sealed_in(self, unit: Unit, year: int) -> list[Seal]:
        """The seals of a subtree's year, where it is closed now, in order of person."""
        columns = [getattr(SealedAssessmentRow, name) for name in SEAL_FIELDS]
        query = (
            select(*columns)
            .join(ClosedYearRow, STILL_SEALED)
            .join(UnitRow, UnitRow.id == SealedAssessmentRow.unit_id)
            .where(SealedAssessmentRow.year == year, below(unit.path))
            .order_by(SealedAssessmentRow.person_id)
        )
        return [Seal(*row) for row in self.session.execute(query)]

    def seals_of(self, person_id: int, year: int) -> list[Seal]:
        """All seals of a person's year, those of reopened closings as well, oldest first."""
        columns = [getattr(SealedAssessmentRow, name) for name in SEAL_FIELDS]
        query = select(*columns).where(
            SealedAssessmentRow.person_id == person_id, SealedAssessmentRow.year == year
        )
        return [Seal(*row) for row in self.session.execute(query.order_by(SealedAssessmentRow.id))]

    def all_seals(self) -> Iterator[list[Seal]]:
        """All seals in order, those of reopened closings as well, some at a time."""
        columns = [getattr(SealedAssessmentRow, name) for name in SEAL_FIELDS]
        query = select(*columns).order_by(SealedAssessmentRow.id).limit(PART)
        found = [Seal(*row) for row in self.session.execute(query)]
        while found:
            yield found
            more = query.where(SealedAssessmentRow.id > found[-1].id)
            found = [Seal(*row) for row in self.session.execute(more)]

    def add_closing(self, **columns: Any) -> YearClosing:
        """A new closing or reopening."""
        row = YearClosingRow(**columns)
        self.session.add(row)
        self.session.flush()
        return to_closing(row)

    def move_closing(self, closing_id: int, seen: ClosingStatus, **columns: Any) -> bool:
        """Write the next step of a closing that stands at `seen`; whether it did."""
        moved = self.session.execute(
            update(YearClosingRow)
            .where(YearClosingRow.id == closing_id, YearClosingRow.status == seen.value)
            .values(**columns)
            .returning(YearClosingRow.id)
            .execution_options(synchronize_session=False)
        )
        return moved.first() is not None

    def under_way(self, unit_id: int, year: int) -> YearClosing | None:
        """The closing or reopening of a unit's year that is not finished."""
        query = select(*YearClosingRow.__table__.columns).where(
            YearClosingRow.unit_id == unit_id, YearClosingRow.year == year, YearClosingRow.status.in_(OPEN)
        )
        row = self.session.execute(query).first()
        return None if row is None else to_closing(row)

    def closing(self, closing_id: int) -> YearClosing | None:
        """The closing with this key."""
        query = select(*YearClosingRow.__table__.columns).where(YearClosingRow.id == closing_id)
        row = self.session.execute(query).first()
        return None if row is None else to_closing(row)

    def closings(self, unit_id: int, year: int) -> list[YearClosing]:
        """All closings and reopenings of a unit's year that were confirmed, oldest first."""
        query = select(*YearClosingRow.__table__.columns).where(
            YearClosingRow.unit_id == unit_id,
            YearClosingRow.year == year,
            YearClosingRow.status == ClosingStatus.CONFIRMED.value,
        )
        return [to_closing(row) for row in self.session.execute(query.order_by(YearClosingRow.id))]


def to_closing(row: YearClosingRow | Row[Any]) -> YearClosing:
    """The closing that a row holds."""
    values = {name: getattr(row, name) for name in YearClosing.__dataclass_fields__}
    return YearClosing(**values | {"act": ClosingAct(row.act), "status": ClosingStatus(row.status)})
