"""What a list of entries comes to: to its end, or as far as a page can wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Float, Select, case, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from ledger.store.entry_filter import EntryFilter, conditions, disjoint, named_too
from ledger.store.rows import EntryRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

PAGE = 50
COUNTED = 20_000
"""A list of a department is counted up to so many entries when its page is opened."""

PAGES_OF_MANY = 100
"""So many pages are shown of a longer one; further back one gets by naming the days."""


class DaysBetween(FunctionElement[float]):
    """How many days lie from the second date to the first."""

    type = Float()
    inherit_cache = True


@compiles(DaysBetween, "sqlite")
def _days_on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    later, earlier = element.clauses
    return f"(julianday({compiler.process(later, **kw)}) - julianday({compiler.process(earlier, **kw)}))"


@compiles(DaysBetween, "postgresql")
def _days_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    later, earlier = element.clauses
    return f"({compiler.process(later, **kw)} - {compiler.process(earlier, **kw)})"


@dataclass(frozen=True)
class EntryTotals:
    """What a list comes to: how many, minutes online, half days in the field, as declared."""

    count: int
    minutes: int
    half_days: int
    more: bool = False
    """Whether there are more than were counted; then nothing is summed up."""

    @property
    def pages(self) -> int:
        """How many pages the list has; of one that was not counted to its end, how many are shown."""
        return PAGES_OF_MANY if self.more else max(1, -(-self.count // PAGE))


def counted_up_to(
    session: Session, actor: Actor, wanted: EntryFilter, most: int | None = None
) -> EntryTotals:
    """What the list comes to where it has not more than so many entries; else that it has more."""
    most = COUNTED if most is None else most
    count = minutes = half_days = 0
    for part in disjoint(session, actor, wanted):
        rows = named_too(select(*SUMMED).where(*part), wanted).limit(most - count + 1).subquery()
        found = _summed(session, _sums(rows.c).select_from(rows))
        count, minutes, half_days = count + found.count, minutes + found.minutes, half_days + found.half_days
        if count > most:
            return EntryTotals(most, 0, 0, more=True)
    return EntryTotals(count, minutes, half_days)


def entry_totals(session: Session, actor: Actor, wanted: EntryFilter) -> EntryTotals:
    """What the filtered list comes to; what was taken back is listed, but its time is not summed up."""
    query = named_too(_sums(EntryRow).select_from(EntryRow), wanted)
    return _summed(session, query.where(*conditions(actor, wanted)))


SUMMED = (
    EntryRow.status, EntryRow.channel, EntryRow.begins_on, EntryRow.ends_on, EntryRow.from_half,
    EntryRow.to_half, EntryRow.minutes,
)  # fmt: skip


def _sums(row: Any) -> Select[Any]:
    """How many, the minutes and the half days of entries, or of such columns of them."""
    kept = row.status != "withdrawn"
    whole_days = case(
        (row.begins_on == row.ends_on, 1),  # nearly all; dates are slow to subtract on SQLite
        else_=DaysBetween(row.ends_on, row.begins_on) + 1,
    )
    halves = (
        whole_days * 2 - case((row.from_half == "pm", 1), else_=0) - case((row.to_half == "am", 1), else_=0)
    )
    return select(
        func.count(),
        func.coalesce(func.sum(row.minutes).filter(kept), 0),
        func.coalesce(func.sum(halves).filter(kept, row.channel == "field"), 0),
    )


def _summed(session: Session, query: Any) -> EntryTotals:
    count, minutes, half_days = session.execute(query).one()
    return EntryTotals(int(count), int(minutes or 0), round(half_days or 0))
