"""Whether SQLite holds each value of the books in the one form in which the ledger writes it.

SQLite keeps in a column whatever is put there: a moment with another character for the blank, a day with a
time behind it, a number as a text or with a fraction, truth as 7. Much of that reads as what it was, so that
who compares values sees nothing. PostgreSQL's columns hold values of their kind and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, LargeBinary, String, Table

from ledger.store.base import APPEND_ONLY, Base, Moment
from ledger.store.readings_verification import is_sqlite, raw_rows
from ledger.store.table_text import COVERED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DIGIT = "[0-9]"
SECONDS = "substr({0}, 1, 19)"
"""Without the fraction, which SQLite would round to the next second or minute."""

FORMS: tuple[tuple[type, str], ...] = (
    (
        Moment,
        f"typeof({{0}}) = 'text' AND length(CAST({{0}} AS BLOB)) = 26"
        f" AND substr({{0}}, 20) GLOB '.{DIGIT * 6}'"
        f" AND {SECONDS} = strftime('%Y-%m-%d %H:%M:%S', {SECONDS})",
    ),
    (Date, "typeof({0}) = 'text' AND {0} = date({0})"),
    (Boolean, "typeof({0}) = 'integer' AND {0} IN (0, 1)"),
    (Integer, "typeof({0}) = 'integer'"),
    (String, "typeof({0}) = 'text'"),
    (JSON, "typeof({0}) = 'text'"),
    (LargeBinary, "typeof({0}) = 'blob'"),
)
"""For each kind of column, first match, the condition that a value in its form meets."""


@dataclass(frozen=True)
class OddValue:
    """A value that the ledger would have written otherwise."""

    table: str
    key: str
    """The primary key, parts joined by /."""
    column: str


def odd_values(session: Session) -> Iterator[OddValue]:
    """The first such value of each row of the books; none on PostgreSQL."""
    if not is_sqlite(session):
        return
    for table in books():
        for key, column in raw_rows(session, _query(table)):
            yield OddValue(table.name, str(key), str(column))


def books() -> list[Table]:
    """The tables that a checkpoint covers, and those that may only be added to, by name."""
    tables = Base.metadata.tables
    return [tables[name] for name in sorted(tables) if name in COVERED or tables[name].info.get(APPEND_ONLY)]


def _query(table: Table) -> str:
    """Gives key and column wherever a row has a value in another form."""
    odd = " ".join(f"WHEN NOT ({_condition(column)}) THEN '{column.name}'" for column in table.columns)
    key = " || '/' || ".join(f'"{one.name}"' for one in table.primary_key.columns)
    order = ", ".join(f'"{one.name}"' for one in table.primary_key.columns)
    return (
        f'SELECT {key}, odd FROM (SELECT *, CASE {odd} END AS odd FROM "{table.name}")'  # noqa: S608
        f" WHERE odd IS NOT NULL ORDER BY {order}"
    )


def _condition(column: Column[Any]) -> str:
    """What SQLite finds true, and neither false nor unknown, of a value in its form."""
    name = f'"{column.name}"'
    form = next(form for kind, form in FORMS if isinstance(column.type, kind)).format(name)
    return f"{f'{name} IS NULL OR ' if column.nullable else ''}coalesce({form}, 0)"
